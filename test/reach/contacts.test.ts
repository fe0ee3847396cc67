/**
 * Tests contacts through the API: which customers are contacted when a campaign runs, how, and why other contacts end.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../support/server.js';
import { DAY, HOUR, iso, NOW, Shop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const consent = (type: string): object => ({
  type,
  occurredAt: iso(NOW - HOUR / 2),
  properties: { purpose: 'marketing' },
});

/** Checks that the preview gives the same decisions as the run. */
async function assertPreview(shop: Shop): Promise<void> {
  const { previewCampaign: preview } = await shop.caller.ask(
    '{previewCampaign(key:"spring"){at audience counts{state reason channel count}}}',
  );
  assert.deepEqual(preview, {
    at: iso(NOW),
    audience: 4,
    counts: [
      { state: 'ENDED', reason: 'CHANNEL', channel: null, count: 1 },
      { state: 'ENDED', reason: 'CONSENT', channel: null, count: 1 },
      { state: 'ENDED', reason: 'TEMPLATE', channel: null, count: 1 },
      { state: 'RESERVED', reason: null, channel: 'sms', count: 1 },
    ],
  });
}

test('each customer in the audience is decided once, and each ending has its reason and facts', async () => {
  const shop = await Shop.open(server, 'endings');
  const reached = await shop.customer('A');
  const withdrawn = await shop.customer('B');
  await shop.event('B', consent('consent_withdrawn'));
  const addressless = await shop.event('C');
  const nameless = await shop.customer('D');
  await shop.event('E', { type: 'visit' }, [['phone', '13800001234']]);
  for (const member of ['A', 'B', 'C'])
    await shop.caller.ask(
      `mutation{setTags(tags:[{tag:"first_name",value:"${member}",identities:[{namespace:"member_id",value:"${member}"}]}]){status}}`,
    );
  const body = 'Hello {{ tag.first_name }}';
  await shop.start('spring', { at: iso(NOW + HOUR) }, { body });
  assert.deepEqual(await shop.contacts(reached), [], 'nothing before the instant');
  await assertPreview(shop);
  assert.deepEqual(await shop.contacts(reached), [], 'a preview changes nothing');
  await shop.advance(NOW + HOUR);
  assert.deepEqual(await shop.counts('spring'), [
    'ENDED CHANNEL 1',
    'ENDED CONSENT 1',
    'ENDED TEMPLATE 1',
    'HANDED_OVER 1',
  ]);
  const [contact] = await shop.contacts(reached);
  assert.deepEqual(contact, {
    id: contact.id,
    campaign: 'spring',
    state: 'HANDED_OVER',
    version: 1,
    sequence: 1,
    channel: 'sms',
    at: iso(NOW + HOUR),
    group: null,
    budgets: [],
    ending: null,
  });
  assert.deepEqual((await shop.contact(withdrawn, 'spring'))?.ending, {
    reason: 'CONSENT',
    purpose: 'marketing',
    consents: [{ channel: 'sms', statement: `test|B-${JSON.stringify(consent('consent_withdrawn'))}` }],
  });
  assert.deepEqual((await shop.contact(addressless, 'spring'))?.ending, { reason: 'CHANNEL', channels: ['sms'] });
  const ended = (await shop.contact(nameless, 'spring'))!;
  assert.deepEqual(ended.ending, { reason: 'TEMPLATE', channel: 'sms', missing: ['tag.first_name'] });
  assert.deepEqual(await shop.explain(ended.id), ended);
  const { errors } = await shop.caller.send('{explainContact(id:"none"){id}}');
  assert.equal(errors?.[0].extensions.reason, 'CONTACT_NOT_FOUND');
  // Later rounds do not decide the same customer again.
  await shop.advance(NOW + 2 * HOUR);
  assert.equal((await shop.contacts(reached)).length, 1);
});

test("the audience is that of the campaign's instant, also if the run is later", async () => {
  const shop = await Shop.open(server, 'instants');
  const leaves = await shop.customer('A');
  const stays = await shop.event('B', { occurredAt: iso(NOW + 4 * 60_000) }, [['phone', '13800001002']]);
  // Customer A leaves the segment in 23 hours, which is one day after the search. The clock moves on to 24 hours from
  // now.
  await shop.start('checked', { audience: 'recent', at: iso(NOW + 22 * HOUR) });
  await shop.start('snapshot', { audience: 'recent', at: iso(NOW + 22 * HOUR), recheck: false });
  await shop.start('after', { audience: 'recent', at: iso(NOW + 23.5 * HOUR), recheck: false });
  await shop.advance(NOW + 24 * HOUR);
  const state = async (profile: string, campaign: string): Promise<string | undefined> => {
    const contact = await shop.contact(profile, campaign);
    return contact?.ending?.reason ?? contact?.state;
  };
  assert.deepEqual(
    [await state(leaves, 'checked'), await state(leaves, 'snapshot'), await state(leaves, 'after')],
    ['AUDIENCE', 'HANDED_OVER', undefined],
  );
  assert.deepEqual([await state(stays, 'checked'), await state(stays, 'after')], ['HANDED_OVER', 'HANDED_OVER']);
});

test('campaigns of one instant are decided together, by priority and within the budgets', async () => {
  const shop = await Shop.open(server, 'budgets');
  await shop.rules({ budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }] });
  const profile = await shop.customer('A');
  const at = NOW + HOUR;
  await shop.start('a_low', { at: iso(at), priority: 1 });
  await shop.start('b_high', { at: iso(at), priority: 2 });
  await shop.start('exempt', { at: iso(at), transactional: true, purpose: 'marketing' });
  await shop.advance(at);
  const high = (await shop.contact(profile, 'b_high'))!;
  assert.deepEqual([high.state, high.budgets], ['HANDED_OVER', ['weekly']]);
  assert.deepEqual((await shop.contact(profile, 'a_low'))?.ending, {
    reason: 'CAPPED',
    channel: 'sms',
    budget: 'weekly',
    most: 1,
    contacts: [high.id],
    nextPossibleAt: iso(at + 7 * DAY),
  });
  assert.deepEqual((await shop.contact(profile, 'exempt'))?.budgets, []);
  await shop.start('early', { at: iso(at + 7 * DAY - 1) });
  await shop.advance(at + 7 * DAY - 1);
  assert.equal((await shop.contact(profile, 'early'))?.ending?.reason, 'CAPPED');
  await shop.start('in_time', { at: iso(at + 7 * DAY) });
  await shop.advance(at + 7 * DAY);
  assert.equal((await shop.contact(profile, 'in_time'))?.state, 'HANDED_OVER');
});

test('contacts reported by other systems use budget from their own instant', async () => {
  const shop = await Shop.open(server, 'reported');
  await shop.rules({ budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }] });
  const profile = await shop.customer('A');
  const sent = { type: 'contact_sent', occurredAt: iso(NOW - 6 * DAY), properties: { channel: 'sms' } };
  await shop.event('A', sent);
  await shop.start('capped', { at: iso(NOW + HOUR) });
  await shop.advance(NOW + HOUR);
  assert.deepEqual((await shop.contact(profile, 'capped'))?.ending?.contacts, [`test|A-${JSON.stringify(sent)}`]);
  await shop.start('free', { at: iso(NOW + DAY) });
  await shop.advance(NOW + DAY);
  assert.equal((await shop.contact(profile, 'free'))?.state, 'HANDED_OVER');
});

test('quiet hours use the time zone of the customer, and end a contact that expires during them', async () => {
  const shop = await Shop.open(server, 'quiet');
  await shop.rules({ zoneTag: 'time_zone' });
  const shanghai = await shop.customer('A');
  const london = await shop.customer('B');
  await shop.caller.ask(
    'mutation{setTags(tags:[{tag:"time_zone",value:"Europe/London",identities:[{namespace:"member_id",value:"B"}]}]){status}}',
  );
  const quietHours = { from: '22:00', until: '08:00' };
  // The campaigns start when it is 23:00 in Shanghai and 15:00 in London.
  const at = NOW + 3 * HOUR;
  await shop.start('waits', { at: iso(at) }, { quietHours });
  await shop.start('expires', { at: iso(at), lateness: 'PT1H', expiresAfter: 'PT9H' }, { quietHours });
  await shop.advance(at);
  assert.equal((await shop.contact(shanghai, 'waits'))?.at, iso(at + 9 * HOUR));
  assert.equal((await shop.contact(london, 'waits'))?.at, iso(at));
  assert.deepEqual((await shop.contact(shanghai, 'expires'))?.ending, {
    reason: 'QUIET_EXPIRED',
    channel: 'sms',
    quietUntil: iso(at + 9 * HOUR),
    expiresAt: iso(at + 9 * HOUR),
  });
});

test('a layer that is reached near churn goes by the score of the model, and by the last order without a score', async () => {
  const shop = await Shop.open(server, 'leaving');
  await shop.caller.ask(`mutation{
    defineLayerModel(input:{key:"life",layers:[{key:"all",when:"did(order_paid)",reach:NEAR_CHURN},{key:"rest"}]},wait:true){job{id}}
    defineTag(input:{key:"leaving",kind:DYNAMIC,type:DECIMAL}){key}
  }`);
  await shop.rules({ governing: ['life'], churn: { tag: 'leaving', bound: 0.6 } });
  const customer = async (name: string, days: number, score?: string): Promise<string> => {
    const profile = await shop.customer(name);
    const occurredAt = iso(NOW - days * DAY);
    await shop.event(name, { type: 'order_paid', occurredAt, order: { orderId: name, amount: '10', lines: [] } });
    if (score !== undefined)
      await shop.caller.ask(
        `mutation{recordTagPoints(points:[{tag:"leaving",value:"${score}",at:"${iso(NOW - HOUR)}",identities:[{namespace:"member_id",value:"${name}"}]}]){status}}`,
      );
    return profile;
  };
  const [high, low, even] = [
    await customer('A', 10, '0.61'),
    await customer('B', 80, '0.59'),
    await customer('C', 10, '0.6'),
  ];
  const [late, recent] = [await customer('D', 80), await customer('E', 10)];
  await shop.start('save', { at: iso(NOW + HOUR) });
  await shop.advance(NOW + HOUR);
  const near = async (profile: string): Promise<boolean> => {
    const contact = (await shop.contact(profile, 'save'))!;
    if (contact.state === 'ENDED')
      assert.deepEqual(contact.ending, { reason: 'LAYER', layer: 'life.all', reach: 'NEAR_CHURN' });
    return contact.state === 'HANDED_OVER';
  };
  assert.deepEqual(await Promise.all([high, low, even, late, recent].map(near)), [true, false, false, true, false]);
  // A tag that has become personal is not read, because contacts would show it.
  await shop.caller.ask('mutation{defineTag(input:{key:"leaving",kind:DYNAMIC,type:DECIMAL,personal:true}){key}}');
  await shop.start('again', { at: iso(NOW + 2 * HOUR) });
  await shop.advance(NOW + 2 * HOUR);
  assert.equal((await shop.contact(high, 'again'))?.ending?.reason, 'LAYER');
  assert.equal((await shop.contact(low, 'again'))?.state, 'HANDED_OVER');
});

test('governing layers, goals and hold-outs prevent contacts, and groups are recorded as assignments', async () => {
  const shop = await Shop.open(server, 'layers');
  await shop.caller.ask(
    'mutation{defineLayerModel(input:{key:"life",layers:[{key:"new",when:"did(registered)",reach:NONE},{key:"rest"}]},wait:true){job{id}}}',
  );
  await shop.rules({ governing: ['life'] });
  const layered = await shop.customer('A');
  await shop.event('A', { type: 'registered' });
  const loyal = await shop.customer('B');
  await shop.event('B', { type: 'visit' });
  // Each group has a third of the customers. The probability that all forty miss one group is about one in three
  // million.
  const others = await Promise.all(Array.from({ length: 40 }, (_, i) => shop.customer(String.fromCharCode(67 + i))));
  await shop.start('spring', {
    at: iso(NOW + HOUR),
    goal: 'loyal',
    holdOutPercent: 34,
    variants: [{ key: 'x' }, { key: 'y' }],
  });
  await shop.advance(NOW + HOUR);
  assert.deepEqual((await shop.contact(layered, 'spring'))?.ending, {
    reason: 'LAYER',
    layer: 'life.new',
    reach: 'NONE',
  });
  assert.deepEqual((await shop.contact(loyal, 'spring'))?.ending, { reason: 'GOAL', goal: 'loyal' });
  const groups = new Set<string | null>();
  for (const profile of others) {
    const contact = (await shop.contact(profile, 'spring'))!;
    groups.add(contact.group);
    assert.equal(contact.state, contact.group === 'HOLD_OUT' ? 'ENDED' : 'HANDED_OVER');
    if (contact.group === 'HOLD_OUT') assert.deepEqual(contact.ending, { reason: 'CONTROL', group: 'HOLD_OUT' });
    const { profile: found } = await shop.caller.ask(
      'query($p:String!){profile(id:$p){events(first:9,types:["experiment_assigned"]){edges{node{properties}}}}}',
      { p: profile },
    );
    assert.deepEqual(
      found.events.edges.map(({ node }: { node: { properties: object } }) => node.properties),
      [{ experiment: 'campaign:spring', variant: contact.group, version: 1 }],
    );
  }
  assert.deepEqual(groups, new Set(['HOLD_OUT', 'x', 'y']));
});

test('paused campaigns and stopped workspaces decide nothing until resumed; late contacts are missed', async () => {
  const shop = await Shop.open(server, 'stops');
  const profile = await shop.customer('A');
  await shop.start('paused', { at: iso(NOW + HOUR) });
  await shop.does('pauseCampaign', 'paused');
  await shop.start('stopped', { at: iso(NOW + HOUR) });
  await shop.start('cancelled', { at: iso(NOW + HOUR) });
  await shop.does('cancelCampaign', 'cancelled');
  await shop.caller.ask('mutation{stopReach{stopped}}');
  await shop.advance(NOW + 2 * HOUR);
  assert.deepEqual(await shop.contacts(profile), []);
  await shop.caller.ask('mutation{resumeReach{stopped}}');
  await shop.advance(NOW + 3 * HOUR);
  assert.equal((await shop.contact(profile, 'stopped'))?.state, 'HANDED_OVER');
  await shop.does('startCampaign', 'paused');
  await shop.advance(NOW + 3 * HOUR + 1);
  assert.equal((await shop.contact(profile, 'paused'))?.state, 'HANDED_OVER', 'it was resumed within its lateness');
  await shop.start('late', { at: iso(NOW + 8 * HOUR) });
  await shop.does('pauseCampaign', 'late');
  await shop.advance(NOW + 14 * HOUR + 1);
  await shop.does('startCampaign', 'late');
  await shop.advance(NOW + 15 * HOUR);
  assert.deepEqual((await shop.contact(profile, 'late'))?.ending, {
    reason: 'MISSED',
    dueAt: iso(NOW + 8 * HOUR),
    latestAt: iso(NOW + 14 * HOUR),
  });
  assert.equal(await shop.contact(profile, 'cancelled'), undefined);
});

test('a merge combines the contacts of both customers, and an unmerge separates them', async () => {
  const shop = await Shop.open(server, 'merges');
  await shop.rules({ budgets: [{ key: 'weekly', most: 1, rolling: 'P7D' }] });
  const [one, other] = [
    await shop.event('A', {}, [['device_id', 'DA']]),
    await shop.event('B', {}, [['device_id', 'DB']]),
  ];
  await shop.start('first', { at: iso(NOW + HOUR) }, { channel: 'push' });
  await shop.advance(NOW + HOUR);
  await shop.caller.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: one,
    b: other,
  });
  assert.equal((await shop.contacts(one)).length, 2);
  await shop.start('second', { at: iso(NOW + 2 * HOUR) }, { channel: 'push' });
  await shop.advance(NOW + 2 * HOUR);
  assert.equal((await shop.contact(one, 'second'))?.ending?.reason, 'CAPPED');
  await shop.caller.ask(
    'mutation($p:String!){unmergeProfile(profile:$p,identities:[{namespace:"member_id",value:"B"},{namespace:"device_id",value:"DB"}]){parted{id}}}',
    { p: one },
  );
  const parts = [await shop.contacts(one), await shop.contacts(other)].map((rows) =>
    rows.map(({ campaign }) => campaign),
  );
  assert.deepEqual(
    parts.map((list) => list.filter((key) => key === 'first').length),
    [1, 1],
  );
});
