/** Tests contacts that become tasks of advisers: assignment, budgets, outcomes, states, fallback, merges and erasure. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually } from '../support/patience.js';
import { TestServer, type Loose } from '../support/server.js';
import { DAY, HOUR, iso, NOW, phoneOf } from './shop.js';
import {
  ADVISER,
  call,
  campaignState,
  complete,
  completion,
  history,
  openTaskShop,
  receipts,
  setTag,
  startTasks,
  tasks,
  type TaskShop,
} from './task-shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const open = (id: string, rules: object = {}): Promise<TaskShop> => openTaskShop(server, id, rules);
const ONE_A_WEEK = { budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }] };
const SMS = { channel: 'sms', endpoint: 'crm', body: 'x' };

test('a contact becomes a task of the adviser, uses budget, and its outcome is a receipt', async () => {
  const { shop, adviser, customer } = await open('task', ONE_A_WEEK);
  const profile = await customer('A');
  await setTag(shop, profile, 'first_name', '王小明');
  await startTasks(shop, 'visit', {}, [call({ dueAfter: 'P1D' })]);
  assert.deepEqual(await tasks(adviser), []);
  await shop.advance(NOW + HOUR);
  const { id, state } = (await shop.contact(profile, 'visit'))!;
  assert.equal(state, 'ASSIGNED');
  assert.deepEqual(await shop.counts('visit'), ['ASSIGNED 1']);
  assert.deepEqual(await tasks(adviser), [
    {
      ...{ id, profile, campaign: 'visit', channel: 'adviser', assignee: ADVISER, format: 'TEXT' },
      identities: [{ namespace: 'member_id', value: 'A' }],
      ...{ title: '回访', body: '请致电 王小明', forbiddenBy: null, quietUntil: null, assignedAt: iso(NOW + HOUR) },
      ...{ dueAt: iso(NOW + HOUR + DAY), expiresAt: iso(NOW + HOUR + 3 * DAY) },
    },
  ]);
  assert.deepEqual(await receipts(shop, profile), [], 'nobody contacted the customer yet');
  await shop.start('letter', { at: iso(NOW + 2 * HOUR) });
  await shop.advance(NOW + 2 * HOUR);
  assert.deepEqual((await shop.contact(profile, 'letter'))?.ending?.contacts, [id], 'an open task uses budget');
  assert.equal(await campaignState(shop, 'visit'), 'RUNNING', 'the campaign waits for its tasks');
  const done = await complete(adviser, id, 'DONE', '约好周末到店');
  const closedAt = iso(NOW + 2 * HOUR);
  assert.deepEqual(done, { id, state: 'DELIVERED', outcome: 'DONE', closedAt, closedBy: ADVISER });
  assert.deepEqual(await complete(adviser, id, 'DONE'), done, 'a repetition changes nothing');
  assert.equal(await completion(adviser, id, 'NO_ANSWER'), 'TASK_CLOSED input.id');
  assert.deepEqual(await tasks(adviser), []);
  assert.deepEqual(await receipts(shop, profile), [
    `contact_delivered ${closedAt} adviser DONE 约好周末到店`,
    `contact_sent ${closedAt} adviser`,
  ]);
  await shop.start('later', { at: iso(NOW + 3 * HOUR) });
  await shop.advance(NOW + 3 * HOUR);
  assert.deepEqual((await shop.contact(profile, 'later'))?.ending?.contacts, [id], 'it counts once');
  assert.equal(await campaignState(shop, 'visit'), 'ENDED');
});

test('only a task that nobody carried out releases its budget, and the campaign ends with its last task', async () => {
  const { shop, adviser, customer } = await open('released', ONE_A_WEEK);
  const outcomes = { A: 'NOT_DONE', B: 'NO_ANSWER', C: 'REFUSED', D: undefined };
  const profiles = new Map<string, string>();
  for (const member of Object.keys(outcomes)) profiles.set(member, await customer(member));
  await startTasks(shop, 'visit', { expiresAfter: 'P1D' });
  await shop.advance(NOW + HOUR);
  for (const [member, outcome] of Object.entries(outcomes)) {
    const { id } = (await shop.contact(profiles.get(member)!, 'visit'))!;
    if (outcome !== undefined) await complete(adviser, id, outcome);
  }
  assert.equal((await tasks(adviser)).length, 1);
  await shop.advance(NOW + HOUR + DAY - 1);
  assert.equal((await tasks(adviser)).length, 1);
  assert.equal(await campaignState(shop, 'visit'), 'RUNNING');
  await shop.advance(NOW + HOUR + DAY);
  assert.deepEqual(await tasks(adviser), [], 'the task expired');
  assert.equal(await campaignState(shop, 'visit'), 'ENDED');
  const { id } = (await shop.contact(profiles.get('D')!, 'visit'))!;
  assert.equal(await completion(adviser, id, 'DONE'), 'TASK_CLOSED input.id');
  await shop.start('letter', { at: iso(NOW + 2 * DAY) });
  await shop.advance(NOW + 2 * DAY);
  const states: Record<string, string[]> = {};
  for (const [member, profile] of profiles) states[member] = await history(shop, profile);
  assert.deepEqual(states, {
    A: ['letter sms HANDED_OVER', 'visit adviser ENDED CANCELLED NOT_DONE'],
    B: ['letter ENDED CAPPED', 'visit adviser HANDED_OVER NO_ANSWER'],
    C: ['letter ENDED CAPPED', 'visit adviser DELIVERED REFUSED'],
    D: ['letter ENDED CAPPED', 'visit adviser DEAD EXPIRED EXPIRED'],
  });
  assert.deepEqual(await receipts(shop, profiles.get('B')!), [
    `contact_bounced ${iso(NOW + HOUR)} adviser NO_ANSWER`,
    `contact_sent ${iso(NOW + HOUR)} adviser`,
  ]);
});

test('an expired task is assigned again, without a second place in the budget', async () => {
  const { shop, adviser, customer } = await open('again', ONE_A_WEEK);
  const profile = await customer('A');
  await startTasks(shop, 'visit', { expiresAfter: 'P1D' });
  await shop.advance(NOW + HOUR);
  await shop.advance(NOW + HOUR + DAY);
  const { id, state } = (await shop.contact(profile, 'visit'))!;
  assert.equal(state, 'DEAD');
  await shop.caller.ask(`mutation{redeliverContact(id:"${id}"){state}}`);
  await shop.advance(NOW + HOUR + DAY + 1);
  assert.deepEqual(
    (await tasks(adviser)).map((task) => [task.id, task.dueAt]),
    [[id, iso(NOW + HOUR + 2 * DAY)]],
  );
  assert.equal((await complete(adviser, id, 'DONE')).state, 'DELIVERED');
  assert.deepEqual(await history(shop, profile), ['visit adviser DELIVERED DONE']);
});

test('without an adviser the next channel is used, and so it is when the adviser reaches nobody', async () => {
  const { shop, adviser, customer } = await open('fallback');
  const [none, unanswered, reached] = [await shop.customer('A'), await customer('B'), await customer('C')];
  const both = [call(), SMS];
  await startTasks(shop, 'visit', { fallback: { after: 'PT6H' } }, both);
  await shop.advance(NOW + HOUR);
  assert.deepEqual(await history(shop, none), ['visit sms HANDED_OVER']);
  await complete(adviser, (await shop.contact(unanswered, 'visit'))!.id, 'NO_ANSWER');
  await complete(adviser, (await shop.contact(reached, 'visit'))!.id, 'DONE');
  const slow = await customer('D');
  await startTasks(shop, 'second', { fallback: { after: 'PT6H' }, at: iso(NOW + 2 * HOUR) }, both);
  await shop.advance(NOW + 2 * HOUR);
  assert.equal((await tasks(adviser)).filter(({ campaign }) => campaign === 'second').length, 3);
  await shop.advance(NOW + 7 * HOUR);
  assert.equal((await shop.contact(unanswered, 'visit'))?.channel, 'sms');
  assert.equal((await shop.contact(reached, 'visit'))?.state, 'DELIVERED');
  await shop.advance(NOW + 8 * HOUR);
  const row = (await shop.contact(slow, 'second'))!;
  assert.equal(row.channel, 'sms', 'the adviser was too slow');
  assert.deepEqual(await tasks(adviser), []);
  assert.equal(await completion(adviser, row.id, 'DONE'), 'CONTACT_NOT_FOUND input.id');
  // A contact without any adviser and without another channel ends.
  await startTasks(shop, 'alone', { at: iso(NOW + 9 * HOUR) });
  const { previewCampaign } = await shop.caller.ask(
    '{previewCampaign(key:"alone"){counts{state reason channel count}}}',
  );
  assert.deepEqual(previewCampaign.counts, [
    { state: 'ENDED', reason: 'CHANNEL', channel: null, count: 1 },
    { state: 'RESERVED', reason: null, channel: 'adviser', count: 3 },
  ]);
  await shop.advance(NOW + 9 * HOUR);
  assert.deepEqual((await shop.contact(none, 'alone'))?.ending, { reason: 'CHANNEL', channels: ['adviser'] });
});

test('a task stays open if no other channel can take it, and a receipt of another system closes it', async () => {
  const { shop, adviser, customer } = await open('stays', ONE_A_WEEK);
  const [full, received] = [await customer('A'), await customer('B')];
  await startTasks(shop, 'visit', { fallback: { after: 'PT6H' }, expiresAfter: 'P2D' }, [call(), SMS]);
  await shop.advance(NOW + HOUR);
  const { id: contactId } = (await shop.contact(received, 'visit'))!;
  await shop.event('B', { type: 'contact_delivered', occurredAt: iso(NOW + HOUR), properties: { contactId } });
  await shop.advance(NOW + 7 * HOUR);
  assert.deepEqual(await history(shop, received), ['visit adviser DELIVERED DONE']);
  assert.deepEqual(await history(shop, full), ['visit adviser ASSIGNED CAPPED']);
  assert.equal((await tasks(adviser)).length, 1);
  assert.equal(await campaignState(shop, 'visit'), 'RUNNING');
  await shop.advance(NOW + HOUR + 2 * DAY);
  assert.deepEqual(await history(shop, full), ['visit adviser DEAD EXPIRED EXPIRED']);
});

test('the list names customers who must no longer be contacted, and a cancelled campaign withdraws its tasks', async () => {
  const { shop, adviser, customer } = await open('withdrawn');
  const [left, stays] = [await customer('A'), await customer('B')];
  await startTasks(shop, 'visit');
  await shop.advance(NOW + HOUR);
  await shop.event('A', { type: 'contact_unsubscribed', occurredAt: iso(NOW + HOUR) });
  const shown = (await tasks(adviser)).map(({ profile, forbiddenBy, body }) => [profile, [forbiddenBy, body]] as const);
  assert.deepEqual(
    new Map(shown),
    new Map([
      [left, ['CONSENT', null]],
      [stays, [null, '请致电 顾客']],
    ]),
  );
  await shop.does('cancelCampaign', 'visit');
  await shop.advance(NOW + HOUR + 1);
  assert.deepEqual(await tasks(adviser), []);
  assert.deepEqual(await history(shop, stays), ['visit adviser DEAD CANCELLED WITHDRAWN']);
  const { id } = (await shop.contact(stays, 'visit'))!;
  assert.equal(await completion(adviser, id, 'DONE'), 'TASK_CLOSED input.id');
});

test('tasks of a paused or stopped campaign are not listed, but an outcome is still recorded', async () => {
  const { shop, adviser, customer } = await open('paused');
  const profiles = [await customer('A'), await customer('B')];
  await startTasks(shop, 'visit', { expiresAfter: 'P1D' });
  await shop.advance(NOW + HOUR);
  await shop.does('pauseCampaign', 'visit');
  assert.deepEqual(await tasks(adviser), []);
  const { id } = (await shop.contact(profiles[0], 'visit'))!;
  assert.equal((await complete(adviser, id, 'DONE')).state, 'DELIVERED');
  await shop.does('startCampaign', 'visit');
  assert.equal((await tasks(adviser)).length, 1);
  await shop.caller.ask('mutation{stopReach{stopped}}');
  assert.deepEqual(await tasks(adviser), []);
  await shop.caller.ask('mutation{resumeReach{stopped}}');
  await shop.does('pauseCampaign', 'visit');
  await shop.advance(NOW + HOUR + DAY);
  assert.equal((await shop.contact(profiles[1], 'visit'))?.state, 'ASSIGNED', 'nothing changes during a pause');
  await shop.does('startCampaign', 'visit');
  assert.deepEqual(await tasks(adviser), [], 'its time is over');
  await shop.advance(NOW + HOUR + DAY + 1);
  assert.deepEqual(await history(shop, profiles[1]), ['visit adviser DEAD EXPIRED EXPIRED']);
});

test('quiet hours hold an assignment back, the list says when they end, and the rules are read again then', async () => {
  const { shop, adviser, customer } = await open('quiet');
  await customer('A');
  await customer('B');
  // The tests start at 20:00 in Shanghai.
  const quietHours = { from: '22:00', until: '08:00' };
  await startTasks(shop, 'evening', {}, [call({ quietHours })]);
  await startTasks(shop, 'visit', { at: iso(NOW + 3 * HOUR) }, [call({ quietHours })]);
  await shop.advance(NOW + HOUR);
  assert.deepEqual(
    (await tasks(adviser)).map(({ quietUntil }) => quietUntil),
    [null, null],
  );
  await shop.advance(NOW + 3 * HOUR);
  assert.deepEqual(
    (await tasks(adviser)).map(({ campaign, quietUntil }) => [campaign, quietUntil]),
    [
      ['evening', iso(NOW + 12 * HOUR)],
      ['evening', iso(NOW + 12 * HOUR)],
    ],
  );
  await shop.event('A', { type: 'contact_unsubscribed', occurredAt: iso(NOW + 3 * HOUR) });
  await shop.advance(NOW + 12 * HOUR);
  assert.deepEqual(await shop.counts('visit'), ['ASSIGNED 1', 'ENDED CONSENT 1']);
});

test('tasks are listed in pages by their due time, and parallel outcomes of a task leave one', async () => {
  const { shop, adviser, customer } = await open('pages');
  for (const member of 'ABCDE') await customer(member);
  await startTasks(shop, 'slow', {}, [call({ dueAfter: 'P2D' })]);
  await startTasks(shop, 'fast', {}, [call({ dueAfter: 'PT1H' })]);
  await shop.advance(NOW + HOUR);
  const seen: string[] = [];
  let after: string | undefined;
  do {
    const { tasks: page } = await adviser.ask(
      'query($c:String){tasks(first:3,after:$c){edges{node{id campaign}} pageInfo{hasNextPage endCursor}}}',
      { c: after },
    );
    seen.push(...page.edges.map(({ node }: Loose) => `${node.campaign} ${node.id}`));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : undefined;
  } while (after !== undefined);
  assert.equal(new Set(seen).size, 10);
  assert.deepEqual(
    seen.map((each) => each.split(' ')[0]),
    [...Array<string>(5).fill('fast'), ...Array<string>(5).fill('slow')],
  );
  const id = seen[0].split(' ')[1];
  const outcomes = ['DONE', 'NO_ANSWER', 'REFUSED', 'NOT_DONE'];
  const answers = await Promise.all(outcomes.map((outcome) => completion(adviser, id, outcome)));
  assert.deepEqual(answers.sort(), ['', ...Array<string>(3).fill('TASK_CLOSED input.id')]);
});

test('a merge keeps the tasks, an unmerge returns them, and an erased customer loses them', async () => {
  const { shop, adviser, customer } = await open('merges', ONE_A_WEEK);
  const [erased, one, other] = [await customer('A'), await customer('B'), await customer('C')];
  await startTasks(shop, 'visit');
  await shop.advance(NOW + HOUR);
  const profilesOf = async (): Promise<string[]> => (await tasks(adviser)).map(({ profile }) => profile as string);
  assert.deepEqual((await profilesOf()).sort(), [erased, one, other].sort());
  const { mergeProfiles } = await shop.caller.ask(
    'mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}',
    { a: one, b: other },
  );
  const root = mergeProfiles.id as string;
  assert.deepEqual((await profilesOf()).sort(), [erased, root, root].sort(), 'tasks name the present customer');
  await shop.start('letter', { at: iso(NOW + 2 * HOUR) });
  await shop.advance(NOW + 2 * HOUR);
  assert.equal((await shop.contact(root, 'letter'))?.ending?.reason, 'CAPPED', 'both tasks use budget');
  const [{ id }] = (await tasks(adviser)).filter(({ profile }) => profile === root);
  assert.equal((await complete(adviser, id, 'DONE')).state, 'DELIVERED');
  const { identities } = (await shop.caller.ask(`{profile(id:"${root}"){identities{namespace value}}}`)).profile;
  const ofOther = identities.filter(({ value }: Loose) => value === 'C' || value === phoneOf('C'));
  await shop.caller.ask(
    'mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){__typename}}',
    { p: root, i: ofOther },
  );
  const states = [await history(shop, one), await history(shop, other)].map((lines) =>
    lines.filter((line) => line.startsWith('visit')),
  );
  assert.deepEqual(states.flat().sort(), ['visit adviser ASSIGNED', 'visit adviser DELIVERED DONE']);
  await shop.caller.ask(`mutation{eraseProfile(profile:"${erased}",wait:true){state}}`);
  await eventually(async () => !(await profilesOf()).includes(erased), 'the tasks of the erased customer are removed');
});
