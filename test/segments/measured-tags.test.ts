/**
 * Tags over numbers of events keep every digit in conditions, and `statistics` adds up tags, also at a past instant.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let sent = 0;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-20T12:00:00Z', { zone: 'UTC', currency: 'CNY' });
  await admin.ask(`mutation {
    a: defineTag(input: {key: "lat", kind: DYNAMIC, type: DECIMAL, metric: "max(reading.lat)"}) { key }
    b: defineTag(input: {key: "heat", kind: DYNAMIC, type: DECIMAL, metric: "sum(reading.heat)"}) { key }
    c: defineTag(input: {key: "spent", kind: DYNAMIC, type: DECIMAL, metric: "sum(order_paid.amount)"}) { key }
    d: defineTag(input: {key: "points", kind: SEMI_DYNAMIC, type: INTEGER}) { key }
    e: defineTag(input: {key: "secret", kind: SEMI_DYNAMIC, type: INTEGER, personal: true}) { key }
    f: defineTag(input: {key: "city", kind: SEMI_DYNAMIC, type: STRING}) { key }
  }`);
  await send('A', '2026-03-10T12:00:00Z', 'reading', { properties: { lat: 39.904211, heat: 0.1 } });
  await send('A', '2026-03-12T12:00:00Z', 'reading', { properties: { heat: 0.2 } });
  await send('B', '2026-03-14T12:00:00Z', 'reading', { properties: { lat: 31.2304, heat: 1 } });
  await send('B', '2026-03-14T12:00:00Z', 'order_paid', { order: { orderId: 'o', amount: '9.5' } });
  await set('A', 'points', 3, '2026-03-10T12:00:00Z');
  await set('A', 'points', 5, '2026-03-15T12:00:00Z');
  await set('B', 'points', 8, '2026-03-14T12:00:00Z');
  await set('B', 'city', 'Beijing', '2026-03-14T12:00:00Z');
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

const who = (member: string): object[] => [{ namespace: 'member_id', value: member }];
async function send(member: string, occurredAt: string, type: string, more: object): Promise<void> {
  const e = [{ messageId: `m${sent++}`, type, occurredAt, identities: who(member), ...more }];
  const { ingestEvents } = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e });
  assert.equal(ingestEvents.accepted, 1);
}
async function set(member: string, tag: string, value: unknown, observedAt: string): Promise<void> {
  const t = [{ identities: who(member), tag, value, observedAt }];
  const { setTags } = await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t });
  assert.equal(setTags[0].status, 'ACCEPTED');
}
const size = async (expression: string): Promise<number> =>
  (await admin.ask('query($e:String!){profiles(first:1,expression:$e){totalCount}}', { e: expression })).profiles
    .totalCount;

for (const [expression, expected] of [
  ['tag lat = 39.904211', 1],
  ['tag lat = 39.9042', 0],
  ['tag lat > 39.90421', 1],
  ['tag lat < 39.904212', 2],
  ['tag lat in (39.904211, 31.2304)', 2],
  ['tag lat between 39.90421 and 39.904212', 1],
  ['tag lat = 31.2304', 1],
  ['tag heat = 0.3', 1],
  ['tag heat = 1', 1],
  ['max(reading.lat) = 39.904211', 1],
  ['tag spent = 9.5', 1],
] as const)
  test(`${expression} finds ${expected}`, async () => assert.equal(await size(expression), expected));

test('a money tag keeps its 4 digits, and a decimal text of typed input is still accepted', async () => {
  const { errors } = await admin.send('{profiles(first:1,expression:"tag spent = 9.500001"){totalCount}}');
  assert.equal(errors?.[0].extensions.reason, 'OPERAND_TYPE');
  const typed = await admin.ask('{profiles(first:1,where:{tag:{key:"lat",is:{eq:"31.2304"}}}){totalCount}}');
  assert.equal(typed.profiles.totalCount, 1);
});

const FIGURES = 'profiles withValue sum sumOverCustomers average min max';
const statistics = async (args: string): Promise<unknown> =>
  (await admin.ask(`{statistics(${args}){${FIGURES}}}`)).statistics;

test('statistics aggregate the values of a tag', async () => {
  assert.deepEqual(await statistics('metric:"tag points"'), {
    ...{ profiles: 2, withValue: 2, sum: null, sumOverCustomers: '13', average: '6.5', min: 5, max: 8 },
  });
  assert.deepEqual(await statistics('metric:"tag points",expression:"tag city = \\"Beijing\\""'), {
    ...{ profiles: 1, withValue: 1, sum: null, sumOverCustomers: '8', average: '8', min: 8, max: 8 },
  });
  assert.deepEqual(await statistics('metric:"tag city"'), {
    ...{ profiles: 2, withValue: 1, sum: null, sumOverCustomers: null, average: null, min: 'Beijing', max: 'Beijing' },
  });
});

test('statistics at a past instant use the values, condition and customers as of then', async () => {
  const then = 'asOf:"2026-03-12T00:00:00Z"';
  assert.deepEqual(await statistics(`metric:"tag points",${then}`), {
    ...{ profiles: 1, withValue: 1, sum: null, sumOverCustomers: '3', average: '3', min: 3, max: 3 },
  });
  assert.deepEqual(await statistics(`metric:"count(reading)",${then}`), {
    ...{ profiles: 1, withValue: 1, sum: '1', sumOverCustomers: '1', average: '1', min: 1, max: 1 },
  });
  const later = await statistics('metric:"count(reading)",asOf:"2026-03-14T12:00:00Z",expression:"tag points >= 8"');
  assert.deepEqual(later, { profiles: 1, withValue: 1, sum: '1', sumOverCustomers: '1', average: '1', min: 1, max: 1 });
  const { errors } = await admin.send('{statistics(metric:"tag points",asOf:"2027-01-01T00:00:00Z"){profiles}}');
  assert.equal(errors?.[0].extensions.reason, 'INSTANT_NOT_PAST');
});

test('a tag that is unknown, or personal to a caller without the scope, is rejected alike', async () => {
  const analyst = server.caller('shop', ['analytics:read']);
  for (const tag of ['nothing', 'secret']) {
    const { errors } = await analyst.send(`{statistics(metric:"tag ${tag}"){profiles}}`);
    assert.deepEqual([errors?.[0].extensions.reason, errors?.[0].extensions.inputPath], ['TAG_UNKNOWN', 'metric'], tag);
  }
});
