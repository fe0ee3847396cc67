/** Tests that an adviser sees and completes only the own tasks, and that settings of tasks without effect are refused. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { HOUR, NOW } from './shop.js';
import {
  ADVISER,
  call,
  CHINESE_ADVISER,
  COMPLETE,
  completion,
  openTaskShop,
  refusal,
  setTag,
  startTasks,
  tasks,
  TASKS,
} from './task-shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const OVER = ['HTTP', 'WebSocket'] as const;
const RULES = 'mutation($i:ReachRulesInput!){setReachRules(input:$i){version}}';
const CAMPAIGN = 'mutation($i:CampaignInput!){defineCampaign(input:$i){key}}';

for (const over of OVER) {
  const callerOf = (workspace: string, scopes: readonly string[], subject: string): Caller => {
    const caller = server.caller(workspace, scopes, subject);
    return over === 'HTTP' ? caller : caller.overWebSocket();
  };

  test(`${over}: an adviser sees and completes only the own tasks, and another one only with a scope`, async () => {
    const name = `own-${over.toLowerCase()}`;
    const { shop, customer } = await openTaskShop(server, name);
    const [own, foreign] = [await customer('A'), await customer('B', CHINESE_ADVISER)];
    await startTasks(shop, 'visit');
    await shop.advance(NOW + HOUR);
    const { id } = (await shop.contact(foreign, 'visit'))!;
    const adviser = callerOf(name, ['reach:tasks', 'profiles:read'], ADVISER);
    const profilesOf = async (by: Caller, assignee?: string): Promise<unknown[]> =>
      (await tasks(by, assignee)).map(({ profile }) => profile);
    assert.deepEqual(await profilesOf(adviser), [own]);
    assert.deepEqual(await profilesOf(adviser, ADVISER), [own]);
    assert.equal(await refusal(adviser, TASKS, { a: CHINESE_ADVISER }), 'SCOPE_MISSING assignee');
    assert.equal(await completion(adviser, id, 'DONE'), 'CONTACT_NOT_FOUND input.id', 'as if it did not exist');
    const deputy = callerOf(name, ['reach:tasks', `reach:tasks:${CHINESE_ADVISER}`, 'profiles:read'], 'deputy');
    assert.deepEqual(await profilesOf(deputy), []);
    assert.deepEqual(await profilesOf(deputy, CHINESE_ADVISER), [foreign]);
    assert.equal(await refusal(deputy, TASKS, { a: ADVISER }), 'SCOPE_MISSING assignee');
    const chief = callerOf(name, ['reach:tasks', 'reach:tasks:*', 'profiles:read'], 'chief');
    assert.deepEqual([await profilesOf(chief, ADVISER), await profilesOf(chief, CHINESE_ADVISER)], [[own], [foreign]]);
    assert.equal(await completion(deputy, id, 'DONE'), '');
    assert.equal(await completion(chief, id, 'DONE'), 'TASK_CLOSED input.id', 'somebody else has completed it');
    for (const scopes of [['reach:send'], ['reach:read', 'reach:admin'], ['reach:tasks:*']]) {
      const other = callerOf(name, scopes, ADVISER);
      assert.equal(await refusal(other, '{tasks(first:1){edges{cursor}}}'), 'SCOPE_MISSING');
      assert.equal(await completion(other, id, 'DONE'), 'SCOPE_MISSING');
    }
  });

  test(`${over}: a task names the customer only by identities that the caller may look up`, async () => {
    const name = `names-${over.toLowerCase()}`;
    const { shop, customer } = await openTaskShop(server, name);
    const profile = await customer('A');
    await startTasks(shop, 'visit');
    await shop.advance(NOW + HOUR);
    const named = async (...scopes: string[]): Promise<unknown[]> => {
      const [task] = await tasks(callerOf(name, ['reach:tasks', ...scopes], ADVISER));
      return [task.profile, ...task.identities.map((identity: Loose) => identity.namespace)];
    };
    assert.deepEqual(await named(), [null]);
    assert.deepEqual(await named('profiles:lookup:member_id'), [profile, 'member_id']);
    assert.deepEqual(await named('profiles:read'), [profile, 'member_id']);
    assert.deepEqual(await named('profiles:lookup:phone'), [profile, 'phone']);
    assert.deepEqual(
      new Set(await named('profiles:read', 'profiles:read:personal')),
      new Set([profile, 'member_id', 'phone']),
    );
  });

  test(`${over}: a text from a personal tag needs the scope for personal data`, async () => {
    const name = `personal-${over.toLowerCase()}`;
    const { shop, customer } = await openTaskShop(server, name);
    await shop.caller.ask(
      'mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}',
    );
    const profile = await customer('A');
    await setTag(shop, profile, 'illness', 'flu');
    await startTasks(shop, 'visit', {}, [call({ body: '{{ tag.illness }}' })]);
    await shop.advance(NOW + HOUR);
    const adviser = callerOf(name, ['reach:tasks'], ADVISER);
    assert.deepEqual(await tasks(adviser), []);
    const { id } = (await shop.contact(profile, 'visit'))!;
    assert.equal(await completion(adviser, id, 'DONE'), 'CONTACT_NOT_FOUND input.id');
    const full = callerOf(name, ['reach:tasks', 'profiles:read:personal'], ADVISER);
    assert.equal((await tasks(full))[0].body, 'flu');
  });
}

test('tokens are issued for tasks of one assignee or of all, and not for an empty one', async () => {
  const { shop } = await openTaskShop(server, 'tokens');
  const issued = (scope: string): Promise<string> =>
    refusal(shop.caller, 'mutation($i:IssueTokenInput!){issueToken(input:$i){token}}', {
      i: { subject: 'crm', hours: 1, scopes: [scope] },
    });
  for (const scope of ['reach:tasks', 'reach:tasks:*', `reach:tasks:${CHINESE_ADVISER}`])
    assert.equal(await issued(scope), '', scope);
  for (const scope of ['reach:tasks:', 'reach:tasks:a b', 'reach:tasks:a*'])
    assert.equal(await issued(scope), 'SCOPE_UNKNOWN input.scopes[0]', scope);
});

test('the tag of assignees is not personal, and is not retired while the rules name it', async () => {
  const { shop, customer } = await openTaskShop(server, 'tag');
  await shop.caller.ask('mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}');
  const channels = [{ channel: 'adviser', kind: 'TASK', assigneeTag: 'illness' }];
  assert.match(
    await refusal(server.caller('tag', ['reach:admin']), RULES, { i: { channels } }),
    /^PERSONAL_TAG_CONCEALED/,
  );
  assert.match(await refusal(shop.caller, RULES, { i: { channels } }), /^REACH_SETTINGS_CONFLICT/);
  assert.match(await refusal(shop.caller, 'mutation{retireTag(key:"adviser_id"){key}}'), /^TAG_IN_USE/);
  // If the tag becomes personal later, no further task is assigned, and only callers who may read it see the others.
  const profile = await customer('A');
  await startTasks(shop, 'visit');
  await shop.advance(NOW + HOUR);
  await shop.caller.ask(
    'mutation{defineTag(input:{key:"adviser_id",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}',
  );
  const adviser = server.caller('tag', ['reach:tasks'], ADVISER);
  assert.equal(await refusal(adviser, TASKS), 'PERSONAL_TAG_CONCEALED');
  const { id } = (await shop.contact(profile, 'visit'))!;
  assert.equal(await refusal(adviser, COMPLETE, { i: { id, outcome: 'DONE' } }), 'PERSONAL_TAG_CONCEALED');
});

test('settings of tasks without effect are refused', async () => {
  const { shop } = await openTaskShop(server, 'invalid');
  const campaign = (channel: object): Promise<string> =>
    refusal(shop.caller, CAMPAIGN, { i: { key: 'x', audience: 'searchers', channels: [channel] } });
  const path = 'input.channels[0]';
  const sms = { channel: 'sms', endpoint: 'crm', body: 'x' };
  assert.equal(await campaign(call({ endpoint: 'crm' })), `REACH_SETTINGS_CONFLICT ${path}.endpoint`);
  assert.equal(await campaign(call({ showings: { most: 2 } })), `REACH_SETTINGS_CONFLICT ${path}.showings`);
  assert.equal(await campaign({ ...sms, dueAfter: 'P1D' }), `REACH_SETTINGS_CONFLICT ${path}.dueAfter`);
  assert.equal(await campaign(call({ dueAfter: 'P4D' })), `REACH_SETTINGS_CONFLICT ${path}.dueAfter`, 'it expires');
  assert.equal(await campaign(call({ dueAfter: 'tomorrow' })), `DURATION_INVALID ${path}.dueAfter`);
  const rules = (more: object): Promise<string> =>
    refusal(shop.caller, RULES, { i: { channels: [{ channel: 'adviser', ...more }] } });
  assert.equal(await rules({ kind: 'TASK' }), `TAG_UNKNOWN ${path}.assigneeTag`);
  assert.equal(await rules({ kind: 'TASK', assigneeTag: 'nothing' }), `TAG_UNKNOWN ${path}.assigneeTag`);
  const task = { kind: 'TASK', assigneeTag: 'adviser_id' };
  assert.equal(await rules({ ...task, namespace: 'phone' }), `REACH_SETTINGS_CONFLICT ${path}.namespace`);
  assert.equal(await rules({ ...task, isDevice: true }), `REACH_SETTINGS_CONFLICT ${path}.isDevice`);
  assert.equal(
    await rules({ namespace: 'phone', assigneeTag: 'adviser_id' }),
    `REACH_SETTINGS_CONFLICT ${path}.assigneeTag`,
  );
});
