/**
 * Tests through the API that numbers, names and fields of events have the meaning described in `docs/LANGUAGE.md`,
 * "Values" and "Names".
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ODD_NAMES, TAKEN_NAMES } from '../support/random-fields.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const NOW = '2026-03-20T12:00:00Z';

let server: TestServer;
let admin: Caller;
let sent = 0;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('values', NOW, { zone: 'UTC', currency: 'CNY' });
});
after(() => server.remove());

interface Sent {
  readonly type: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly order?: Readonly<Record<string, unknown>>;
}

/** Sends events of one customer and checks that none is rejected. */
async function send(member: string, ...events: readonly Sent[]): Promise<void> {
  const list = events.map((e) => ({
    messageId: `m${sent++}`,
    occurredAt: '2026-03-10T12:00:00Z',
    identities: [{ namespace: 'member_id', value: member }],
    ...e,
  }));
  const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected results{message path}}}', {
    e: list,
  });
  assert.equal(r.ingestEvents.rejected, 0, JSON.stringify(r.ingestEvents.results));
}

/** Returns the properties as entries sorted by name. */
const sorted = (properties: object): unknown => Object.entries(properties).sort(([a], [b]) => (a < b ? -1 : 1));

/** Counts the customers who match a condition, and checks that a segment with the condition has the same size. */
async function count(expression: string): Promise<number> {
  const r = await admin.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', { e: expression });
  const key = `k${sent++}`;
  const s = await admin.ask(
    'mutation($k:String!,$e:String!){defineSegment(wait:true,input:{key:$k,expression:$e}){segment{size expression}}}',
    { k: key, e: expression },
  );
  assert.equal(s.defineSegment.segment.size, r.profiles.totalCount, expression);
  return r.profiles.totalCount;
}

async function refusal(expression: string): Promise<string> {
  const r = await admin.send('query($e:String!){profiles(first:1,expression:$e){totalCount}}', { e: expression });
  const [error] = r.errors ?? [];
  assert.equal(error?.extensions.code, 'BAD_USER_INPUT', expression);
  return `${error.extensions.reason} ${error.message}`;
}

test('event numbers compare at full precision, however a literal is spelled', async () => {
  await send('tiny', { type: 'reading', properties: { n: 0.00001, lat: 31.230416 } });
  await send('zero', { type: 'reading', properties: { n: 0, lat: 39.904211 } });
  const cases: readonly (readonly [string, number])[] = [
    ['n > 0', 1],
    ['n > 0.0', 1],
    ['n > 0e0', 1],
    ['n = 0', 1],
    ['n = 0.0', 1],
    ['n = 0.00001', 1],
    ['n = 1e-5', 1],
    ['n = 0.000010', 1],
    ['n < 0.00001', 1],
    ['n in (0.0, 1.0)', 1],
    ['n between 0.000001 and 0.1', 1],
    ['lat = 39.904211', 1],
    ['lat = 39904211e-6', 1],
    ['lat > 31.2304', 2],
    ['lat > 31.230416', 1],
  ];
  for (const [where, wanted] of cases) assert.equal(await count(`did(reading where ${where})`), wanted, where);
  const metrics: readonly (readonly [string, number])[] = [
    ['max(reading.lat) > 31.2304', 2],
    ['max(reading.lat) = 39.904211', 1],
    ['min(reading.n) > 0.0', 1],
    ['sum(reading.n) > 0', 1],
    ['sum(reading.n) = 0.00001', 1],
    ['average(reading.n) = 1e-5', 1],
    ['first(reading.lat) = 31.230416', 1],
  ];
  for (const [condition, wanted] of metrics) assert.equal(await count(condition), wanted, condition);
  const typed = await admin.ask(
    '{a:previewSegment(input:{condition:{metric:{aggregate:"sum",event:"reading",field:"n",is:{gt:0.000001}}}}){size} b:previewSegment(input:{condition:{metric:{aggregate:"count",event:"reading",where:{property:{name:"lat",is:{eq:39.904211}}},is:{gte:1}}}}){size}}',
  );
  assert.deepEqual([typed.a.size, typed.b.size], [1, 1]);
});

test('sums of decimal numbers are exact in any order, and distinct numbers are told apart', async () => {
  await send('sums', ...[0.1, 0.2, 1e-7, -1e-7].map((n) => ({ type: 'weighed', properties: { n } })));
  assert.equal(await count('sum(weighed.n) = 0.3'), 1);
  assert.equal(await count('distinct(weighed.n) = 4'), 1);
  assert.equal(await count('average(weighed.n) = 0.075'), 1);
  await admin.ask(
    'mutation{defineSegment(wait:true,input:{key:"weighed",expression:"sum(weighed.n) > 0.29"}){segment{key}}}',
  );
  const { profile } = await admin.ask('{profile(identity:{namespace:"member_id",value:"sums"}){id}}');
  const r = await admin.ask(
    'query($p:String!){explainMembership(profile:$p,segment:"weighed"){member condition{observed}}}',
    { p: profile.id },
  );
  assert.deepEqual(r.explainMembership, { member: true, condition: { observed: 0.3 } });
});

test('aggregates over all customers keep every digit of numbers; counts and money have 4 digits', async () => {
  for (const [n, amount] of [
    [0.00001, '10'],
    [31.230416, '0.0001'],
  ] as const)
    await send(
      `digits${n}`,
      { type: 'measured', properties: { n } },
      { type: 'order_paid', order: { orderId: `digits${n}`, amount } },
    );
  const of = async (metric: string): Promise<unknown[]> => {
    const { statistics: s } = await admin.ask(
      'query($m:String!){statistics(metric:$m,expression:"did(measured)"){sum sumOverCustomers average min max}}',
      { m: metric },
    );
    return [s.sum, s.sumOverCustomers, s.average, s.min, s.max];
  };
  assert.deepEqual(await of('sum(measured.n)'), ['31.230426', '31.230426', '15.615213', 0.00001, 31.230416]);
  assert.deepEqual(await of('max(measured.n)'), [null, '31.230426', '15.615213', 0.00001, 31.230416]);
  assert.deepEqual(await of('sum(order_paid.amount)'), ['10.0001', '10.0001', '5', '0.0001', '10']);
  assert.deepEqual(await of('count(measured)'), ['2', '2', '1', 1, 1]);
  await send('digits', { type: 'measured', properties: { n: -1e-9 } });
  assert.equal((await of('min(measured.n)'))[1], '31.230425999');
});

test('money is exact at 4 digits, and a literal with more is rejected instead of rounded', async () => {
  await send('buyer', { type: 'order_paid', order: { orderId: 'o1', amount: '0.1' } });
  await send('buyer', { type: 'order_paid', order: { orderId: 'o2', amount: '0.2' } });
  for (const literal of ['0.3', '0.30', '3e-1', '0.3000'])
    assert.equal(await count(`sum(order_paid.amount) = ${literal}`), 1);
  for (const condition of [
    'sum(order_paid.amount) > 0.00001',
    'did(order_paid where amount = 1e-5)',
    'did(order_paid where line.amount < 0.12345)',
    'max(coupon_redeemed.discount) > 0.00001',
  ])
    assert.match(await refusal(condition), /^OPERAND_TYPE .*at most 4 digits/);
  const typed = await admin.send(
    '{previewSegment(input:{condition:{metric:{aggregate:"sum",event:"order_paid",field:"amount",is:{gt:0.00001}}}}){size}}',
  );
  assert.equal(typed.errors?.[0].extensions.reason, 'OPERAND_TYPE');
});

test('a property of a custom event type is read as such, even if a built-in field has the same name', async () => {
  const properties = {
    amount: 20,
    currency: 'points',
    order: 'first',
    coupon: 'none',
    time: 45,
    day: 'Monday',
    month: 3,
  };
  await send('donor', { type: 'donation', properties });
  const cases: readonly string[] = [
    'sum(donation.amount) >= 20',
    'did(donation where amount = 20.0)',
    'did(donation where currency = "points")',
    'first(donation.order) = "first"',
    'did(donation where coupon = "none")',
    'max(donation.time) = 45',
    'did(donation where day = "Monday")',
    'sum(donation.month) = 3',
    'last(donation) is (month = 3 and day != "2026-03-10")',
  ];
  for (const condition of cases) assert.equal(await count(condition), 1, condition);
  await send('giver', ...['USD', 'EUR'].map((currency) => ({ type: 'gift', properties: { amount: 5, currency } })));
  assert.equal(await count('sum(gift.amount, currency "USD") = 5 and sum(gift.amount) = 10'), 1);
  // The built-in field is read if an event has no property of that name. Vocabulary types always use the built-in
  // field.
  await send('walker', { type: 'walked' }, { type: 'page_viewed', properties: { amount: 7, month: 'May' } });
  assert.equal(await count('did(walked where day = "2026-03-10" and month = "2026-03")'), 1);
  assert.equal(await count('last(walked.time) within last 11d'), 1);
  assert.equal(await count('did(page_viewed where amount = 7 and month = "2026-03")'), 1);
  assert.match(await refusal('count(order_paid, currency "USD") > 0'), /^EVENT_FIELD_NOT_ALLOWED/);
});

test('a field in place of an event type and a repeated clause are rejected', async () => {
  assert.match(await refusal('count(order_paid.amount) >= 2'), /^EXPRESSION_FIELD_MISPLACED .*amount/);
  assert.match(await refusal('did(order_paid.line.brand)'), /^EXPRESSION_FIELD_MISPLACED .*line.brand exists/);
  assert.match(await refusal('did(order_paid where name = "x")'), /^EXPRESSION_FIELD_MISPLACED .*line.name/);
  assert.match(await refusal('did(visit, last 7d, last 3d)'), /^EXPRESSION_CLAUSE_REPEATED/);
  await send('player', { type: 'app.level_up', properties: { score: 3 } });
  assert.equal(await count('did("app.level_up") and max("app.level_up".score) = 3'), 1);
});

test('any name is stored unchanged, and can be written in quotes', async () => {
  const properties = Object.fromEntries(
    [...ODD_NAMES, ...TAKEN_NAMES, '_bsontype', 'prototype'].map((name) => [name, 'x']),
  );
  await send('odd', { type: '下单成功', properties }, { type: 'ORDERS', properties: { 'Product Name': 'x' } });
  for (const name of Object.keys(properties))
    assert.equal(await count(`did("下单成功" where ${JSON.stringify(name)} = "x")`), 1, name);
  assert.equal(await count('distinct("下单成功"."Product Name") = 1 and did("ORDERS" where "Product Name" = "x")'), 1);
  assert.equal(await count('sequence("下单成功" then "ORDERS", same "Product Name")'), 0, 'one instant');
  const r = await admin.ask(
    '{profile(identity:{namespace:"member_id",value:"odd"}){events(first:5){edges{node{type properties}}}}}',
  );
  const first = r.profile.events.edges.find((e: Loose) => e.node.type === '下单成功').node;
  assert.deepEqual(sorted(first.properties), sorted(properties));
});

test('the API returns properties with any names as they were sent', async () => {
  const name = fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 10 }));
  // Names are stored as NFC.
  const named = name
    .filter((text) => text.trim() !== '' && !/[\p{Cc}\p{Cs}]/u.test(text))
    .map((text) => text.normalize('NFC'));
  const value = fc.oneof(fc.constant('x'), fc.integer(), fc.constant(0.00001), fc.boolean());
  const worlds = fc.sample(fc.dictionary(named, value, { minKeys: 1, maxKeys: 6 }), 40);
  await send('round trip', ...worlds.map((properties) => ({ type: 'tripped', properties })));
  const r = await admin.ask(
    '{profile(identity:{namespace:"member_id",value:"round trip"}){events(first:100){edges{node{properties}}}}}',
  );
  const shown = (list: readonly object[]): Set<string> => new Set(list.map((p) => JSON.stringify(sorted(p))));
  assert.deepEqual(shown(r.profile.events.edges.map((e: Loose) => e.node.properties)), shown(worlds));
});

test('an invalid name is rejected with its path, and the limits still apply', async () => {
  const refused = async (properties: unknown, type = 'thing'): Promise<string> => {
    const e = [
      {
        messageId: `m${sent++}`,
        type,
        occurredAt: NOW,
        identities: [{ namespace: 'member_id', value: 'x' }],
        properties,
      },
    ];
    const r = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{reason path}}}', { e });
    const [{ reason, path }] = r.ingestEvents.results;
    return `${reason} ${path}`;
  };
  assert.match(await refused({ '': 1 }), /^EVENT_PROPERTY_NAME_INVALID/);
  assert.match(await refused({ 'a\u0000b': 1 }), /^EVENT_PROPERTY_NAME_INVALID/);
  assert.match(await refused({ ['x'.repeat(65)]: 1 }), /^EVENT_PROPERTY_NAME_INVALID/);
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`p.${i}`, 1]));
  assert.match(await refused(many), /^EVENT_PROPERTIES_TOO_MANY/);
  assert.match(await refused({}, 'a\nb'), /^EVENT_TYPE_INVALID/);
});
