/** Tests consent and data retention through the real server, including changes caused only by time. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let n = 0;

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const who = (value: string): object[] => [{ namespace: 'member_id', value }];
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status code reason path message}}}';
const happened = (type: string, member: string, at: string, more: object = {}): object => ({
  messageId: `m${n++}`,
  type,
  occurredAt: at,
  identities: who(member),
  ...more,
});
const ingest = async (by: Caller, ...e: object[]): Promise<any[]> => (await by.ask(INGEST, { e })).ingestEvents.results;
const CONSENT =
  'mutation($i:ConsentInput!){recordConsent(input:$i){already consents{purpose channel given since until}}}';
const members = async (segment: string): Promise<number> =>
  (await admin.ask('query($k:String!){segment(key:$k){members(first:100){totalCount}}}', { k: segment })).segment
    .members.totalCount;
const events = async (member: string): Promise<string[]> =>
  (
    await admin.ask('query($i:IdentityInput){profile(identity:$i){events(first:100){edges{node{type}}}}}', {
      i: who(member)[0],
    })
  ).profile.events.edges
    .map((e: any) => e.node.type)
    .sort();

test('consent is given per purpose and channel, withdrawn, and expires by time alone', async () => {
  admin = await server.sandbox('consent', '2026-03-10T12:00:00Z');
  await admin.ask(
    `mutation{a:defineSegment(input:{key:"sms_ok",expression:"consent marketing on sms"}){segment{key}} b:defineSegment(input:{key:"any_ok",condition:{consent:{purpose:"marketing"}}}){segment{key expression}}}`,
  );
  const given = await admin.ask(CONSENT, {
    i: {
      identities: who('A'),
      purpose: 'marketing',
      channel: 'sms',
      given: true,
      until: '2026-03-20T00:00:00Z',
      evidence: 'terms of March',
    },
  });
  assert.deepEqual(given.recordConsent.consents, [
    {
      purpose: 'marketing',
      channel: 'sms',
      given: true,
      since: '2026-03-10T12:00:00.000Z',
      until: '2026-03-20T00:00:00.000Z',
    },
  ]);
  await admin.ask(CONSENT, { i: { identities: who('B'), purpose: 'marketing', given: true } });
  await admin.ask(CONSENT, { i: { identities: who('B'), purpose: 'profiling', given: true } });
  assert.deepEqual([await members('sms_ok'), await members('any_ok')], [2, 2]);
  // Unsubscribing from one channel withdraws consent for that channel, and for no other purpose.
  await ingest(
    admin,
    happened('contact_unsubscribed', 'B', '2026-03-10T11:59:59Z', { properties: { channel: 'sms' } }),
  );
  assert.deepEqual([await members('sms_ok'), await members('any_ok')], [2, 2], 'stated before the permission');
  await admin.ask('mutation{advanceClock(to:"2026-03-11T00:00:00Z"){now}}');
  await ingest(
    admin,
    happened('contact_unsubscribed', 'B', '2026-03-10T13:00:00Z', { properties: { channel: 'sms' } }),
  );
  assert.deepEqual([await members('sms_ok'), await members('any_ok')], [1, 2]);
  // Consent expires at exactly the given time, with the cause TIME.
  await admin.ask('mutation{advanceClock(to:"2026-03-19T23:59:59.999Z"){now}}');
  assert.equal(await members('sms_ok'), 1);
  await admin.ask('mutation{advanceClock(to:"2026-03-20T00:00:00Z"){now}}');
  assert.deepEqual([await members('sms_ok'), await members('any_ok')], [0, 1]);
  const { profile } = await admin.ask(
    'query($i:IdentityInput){profile(identity:$i){transitions(first:1){edges{node{kind cause effectiveAt}}} consents{given}}}',
    { i: who('A')[0] },
  );
  assert.equal(profile.transitions.edges[0].node.cause, 'TIME');
  assert.equal(profile.transitions.edges[0].node.effectiveAt, '2026-03-20T00:00:00.000Z');
  assert.deepEqual(profile.consents, [{ given: false }]);
  // The explanation names the consent statement that decides the condition.
  const { explainMembership: why } = await admin.ask(
    'query($p:String!){explainMembership(profile:$p,segment:"any_ok"){condition{text truth evidence}}}',
    { p: (await admin.ask('query($i:IdentityInput){profile(identity:$i){id}}', { i: who('B')[0] })).profile.id },
  );
  assert.equal(why.condition.text, 'consent marketing');
  assert.equal(why.condition.evidence.length, 2);
});

test('writers of events may withdraw consent but not give it, and invalid consent has a path', async () => {
  const partner = server.caller('consent', ['events:write'], 'crm');
  const results = await ingest(
    partner,
    happened('consent_given', 'C', '2026-03-10T12:00:00Z', { properties: { purpose: 'marketing' } }),
    happened('consent_withdrawn', 'C', '2026-03-10T12:00:00Z', { properties: { purpose: 'marketing' } }),
  );
  assert.deepEqual(
    results.map((r) => [r.status, r.code, r.path]),
    [
      ['REJECTED', 'FORBIDDEN', 'events[0].type'],
      ['ACCEPTED', null, null],
    ],
  );
  assert.equal(
    (await partner.send(CONSENT, { i: { identities: who('C'), purpose: 'marketing', given: true } })).errors?.[0]
      .extensions.code,
    'FORBIDDEN',
  );
  for (const [input, path] of [
    [{ purpose: 'Marketing!' }, 'input.properties.purpose'],
    [{ purpose: 'marketing', channel: 'S M S' }, 'input.properties.channel'],
    [{ purpose: 'marketing', until: '2020-01-01T00:00:00Z' }, 'input.properties.until'],
  ] as const) {
    const { errors } = await admin.send(CONSENT, { i: { identities: who('C'), given: true, ...input } });
    assert.deepEqual([errors?.[0].extensions.code, errors?.[0].extensions.inputPath], ['BAD_USER_INPUT', path]);
  }
  const { errors } = await admin.send('mutation{defineSegment(input:{key:"x",expression:"consent 7"}){segment{key}}}');
  assert.match(errors![0].message, /line 1, column 9: expected a purpose/);
  // A consent statement with a message id is recorded only once.
  const named = {
    i: { identities: who('C'), purpose: 'marketing', given: true, messageId: 'form-1', at: '2026-03-20T00:00:00Z' },
  };
  assert.equal((await admin.ask(CONSENT, named)).recordConsent.already, false);
  assert.equal((await admin.ask(CONSENT, named)).recordConsent.already, true);
});

test('a shorter retention previews what leaves, hides it from every query, and removes it', async () => {
  admin = await server.sandbox('keep', '2026-03-10T12:00:00Z');
  await admin.ask(
    'mutation{a:defineSegment(input:{key:"viewers",expression:"did(product_viewed)"}){segment{key}} b:defineSegment(input:{key:"buyers",expression:"sum(order_paid.amount) >= 60.0"}){segment{key}} c:defineSegment(input:{key:"was_viewer",expression:"was within 10d (did(product_viewed))"}){segment{key}}}',
  );
  const order = { order: { orderId: 'o1', amount: '100' } };
  await ingest(
    admin,
    happened('product_viewed', 'A', '2026-01-01T00:00:00Z'),
    happened('product_viewed', 'B', '2026-03-05T00:00:00Z'),
    happened('searched', 'A', '2026-01-01T00:00:00Z'),
    happened('order_paid', 'A', '2026-02-01T00:00:00Z', order),
    happened('order_refunded', 'A', '2026-01-30T00:00:00Z', { order: { orderId: 'o1', amount: '50' } }),
  );
  const SET =
    'mutation($t:String!,$k:String!,$d:Boolean!){setRetention(eventType:$t,keep:$k,dryRun:$d,wait:true){types keep leaving job{kind state}}}';
  assert.deepEqual((await admin.ask(SET, { t: 'product_viewed', k: 'P30D', d: true })).setRetention, {
    types: ['product_viewed'],
    keep: 'P30D',
    leaving: 1,
    job: null,
  });
  assert.deepEqual([await members('viewers'), (await admin.ask('{retentions{keep}}')).retentions], [2, []]);
  assert.deepEqual((await admin.ask(SET, { t: 'product_viewed', k: 'P30D', d: false })).setRetention.job, {
    kind: 'RETENTION',
    state: 'DONE',
  });
  assert.deepEqual([await members('viewers'), await members('was_viewer')], [1, 1]);
  assert.deepEqual(await events('A'), ['order_paid', 'order_refunded', 'searched'], 'removed');
  assert.deepEqual((await admin.ask('{retentions{types keep}}')).retentions, [
    { types: ['product_viewed'], keep: 'P30D' },
  ]);
  assert.deepEqual(
    (await ingest(admin, happened('product_viewed', 'A', '2026-02-08T12:00:00Z'))).map((r) => [
      r.code,
      r.path,
      r.message,
    ]),
    [['BAD_USER_INPUT', 'events[0].occurredAt', 'occurredAt is older than the retention of 30 days']],
  );
  // Facts are kept as long as conditions need them. "was within 10 days" is true for 10 days after an event left the
  // window of the inner condition.
  await admin.ask('mutation{advanceClock(to:"2026-04-05T00:00:00Z"){now}}');
  assert.deepEqual(
    [await members('viewers'), await members('was_viewer'), await events('B')],
    [0, 1, ['product_viewed']],
  );
  await admin.ask('mutation{advanceClock(to:"2026-04-14T00:00:00Z"){now}}');
  assert.deepEqual([await members('was_viewer'), await events('B')], [0, []]);
  // A refund is kept as long as its order, even if it is older than its own retention.
  await admin.ask(SET, { t: 'order_refunded', k: 'P74D', d: false });
  assert.deepEqual(
    (await admin.ask('{retentions{types keep}}')).retentions.map((r: any) => [r.types, r.keep]),
    [
      [['order_placed', 'order_paid', 'order_completed', 'order_cancelled', 'order_refunded'], 'P74D'],
      [['product_viewed'], 'P30D'],
    ],
  );
  assert.deepEqual([await members('buyers'), await events('A')], [0, ['order_paid', 'order_refunded', 'searched']]);
  await admin.ask('mutation{advanceClock(to:"2026-04-16T00:00:00Z"){now}}');
  assert.deepEqual(await events('A'), ['searched']);
  assert.ok(
    (await admin.ask('{auditLog(first:50,operation:"retention"){edges{node{actor target}}}}')).auditLog.edges.length >=
      2,
  );
});

test('events behind limits and permissions have a minimum retention, and invalid values are rejected', async () => {
  const set = async (by: Caller, t: string, k: string): Promise<unknown[]> => {
    const { errors } = await by.send('mutation($t:String!,$k:String!){setRetention(eventType:$t,keep:$k){keep}}', {
      t,
      k,
    });
    return [errors?.[0].extensions.code, errors?.[0].extensions.inputPath];
  };
  for (const t of ['coupon_claimed', 'consent_given', 'contact_unsubscribed', 'experiment_assigned'])
    assert.deepEqual(await set(admin, t, 'P90D'), ['BAD_USER_INPUT', 'keep'], t);
  for (const k of ['P0D', 'PT1H', 'P9999D', '30', 'P1M'])
    assert.deepEqual(await set(admin, 'searched', k), ['BAD_USER_INPUT', 'keep'], k);
  assert.deepEqual(await set(admin, 'sear\u0000ched', 'P90D'), ['BAD_USER_INPUT', 'eventType']);
  assert.deepEqual((await set(server.caller('keep', ['define'], 'x'), 'searched', 'P90D'))[0], 'FORBIDDEN');
  // With a longer retention than the default, older facts are accepted from then on.
  assert.deepEqual(await set(admin, 'searched', 'P2000D'), [undefined, undefined]);
  assert.equal((await ingest(admin, happened('searched', 'A', '2021-03-01T00:00:00Z')))[0].status, 'ACCEPTED');
});

test('facts of one coupon are kept or removed together: an old claim stays while its use does', async () => {
  admin = await server.sandbox('coupons', '2020-01-01T00:00:00Z');
  const coupon = (type: string, at: string): object =>
    happened(type, 'A', at, { coupon: 'k', properties: { claimId: 'c1', orderId: 'o1' } });
  await ingest(
    admin,
    coupon('coupon_claimed', '2019-12-31T00:00:00Z'),
    happened('searched', 'A', '2019-12-31T00:00:00Z'),
  );
  await admin.ask('mutation{advanceClock(to:"2022-06-01T00:00:00Z"){now}}');
  await ingest(admin, coupon('coupon_redeemed', '2022-05-31T00:00:00Z'));
  await admin.ask('mutation{advanceClock(to:"2023-01-01T00:00:00Z"){now}}');
  assert.deepEqual(await events('A'), ['coupon_claimed', 'coupon_redeemed'], 'the search is removed, the claim is not');
  await admin.ask('mutation{advanceClock(to:"2025-06-01T00:00:00Z"){now}}');
  assert.deepEqual(await events('A'), []);
});

test('a change of retention is completed after a restart', async () => {
  admin = await server.sandbox('resume', '2026-03-10T12:00:00Z');
  await ingest(admin, ...Array.from({ length: 50 }, (_, i) => happened('searched', `M${i}`, '2026-01-01T00:00:00Z')));
  const { job } = (await admin.ask('mutation{setRetention(eventType:"searched",keep:"P10D"){job{id}}}')).setRetention;
  await server.close();
  await server.open();
  const state = async (): Promise<string> =>
    (await admin.ask('{jobs(first:10){edges{node{id state}}}}')).jobs.edges.find((e: any) => e.node.id === job.id).node
      .state;
  await eventually(async () => (await state()) === 'DONE', 'the job ends');
  assert.deepEqual([await events('M0'), await events('M49')], [[], []]);
});
