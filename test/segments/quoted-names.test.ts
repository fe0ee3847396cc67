/**
 * Tests that a quoted name in a condition means the events' own property, and that an unquoted one means the built-in
 * field of the event type. This holds for text, typed input, warnings and value pickers.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { openRows, writeRows } from '../../web/dashboard/components/condition-builder/condition-rows.js';
import { conditionInChinese } from '../../web/dashboard/words/condition-words.js';
import { TAKEN_NAMES } from '../support/random-fields.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const AT = '2026-03-20T00:00:00Z';
/** A Thursday, 8 o'clock in Shanghai. */
const EVENT_AT = '2026-03-19T00:00:00Z';

const event = (n: number, type: string, more: object): object => ({
  messageId: `${type}-${n}`,
  type,
  occurredAt: EVENT_AT,
  identities: [{ namespace: 'member_id', value: `Q${n}` }],
  ...more,
});

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('quoted', AT);
  const order = (n: number): object => ({ orderId: `o${n}`, amount: '100', currency: 'CNY' });
  // Orders in another currency, with lines of one sku.
  const foreign = (orderId: string, occurredAt: string, properties: object): object => ({
    ...event(3, 'order_paid', { occurredAt, properties, messageId: orderId }),
    order: { orderId, currency: 'USD', lines: [{ sku: 'L', amount: '5' }] },
  });
  const events = [
    event(0, 'page_viewed', { properties: { time: 45, hour: 9, weekday: 'Monday', value: 3, source: 'mail' } }),
    event(1, 'page_viewed', { properties: { time: 50, hour: 8, url: '/' } }),
    event(2, 'page_viewed', { properties: { url: '/' } }),
    event(0, 'order_paid', { order: order(0), properties: { amount: 0.00001, currency: 'points', sku: 'own' } }),
    event(1, 'order_paid', { order: order(1), properties: { amount: 7 } }),
    foreign('f1', '2026-03-17T00:00:00Z', { amount: 3 }),
    foreign('f2', '2026-03-18T00:00:00Z', {}),
    event(0, 'donation', { properties: { day: 'Monday' } }),
    event(1, 'donation', { properties: { note: 'x' } }),
  ];
  const sent = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}', {
    e: events,
  });
  assert.equal(sent.ingestEvents.accepted, events.length, JSON.stringify(sent));
});
after(() => server.remove());

interface Preview {
  readonly size: number;
  readonly conditionWarnings: readonly {
    readonly reason: string;
    readonly subject: string;
    readonly nearest: string[];
  }[];
}

const preview = async (input: object): Promise<Preview> =>
  (
    await admin.ask(
      'query($i:PreviewSegmentInput!){previewSegment(input:$i){size conditionWarnings{reason subject nearest}}}',
      { i: { samples: 0, ...input } },
    )
  ).previewSegment;

/** Conditions and the number of customers that meet each of them. */
const CASES: readonly (readonly [expression: string, size: number])[] = [
  ['did(page_viewed where "time" = 45)', 1],
  ['did(page_viewed where "hour" = 9)', 1],
  ['did(page_viewed where hour = 8)', 3],
  ['did(page_viewed where "hour" = 8)', 1],
  ['did(page_viewed where "weekday" = "Monday")', 1],
  ['did(page_viewed where weekday = 4)', 3],
  ['did(page_viewed where "weekday" exists)', 1],
  ['did(page_viewed where value = 3)', 1],
  ['did(page_viewed where "value" = 3 and "source" = "mail")', 1],
  ['max(page_viewed."time") = 50', 1],
  ['sum(order_paid.amount) = 100', 2],
  ['sum(order_paid."amount") = 7', 1],
  ['sum(order_paid."amount") > 0', 3],
  ['sum(order_paid."amount") = 3', 1],
  ['sequence(order_paid then order_paid, same sku)', 1],
  ['sequence(order_paid then order_paid, same "sku")', 0],
  ['did(order_paid where "amount" = 0.00001 and "sku" = "own")', 1],
  ['did(order_paid where "currency" = "points")', 1],
  ['did(order_paid where currency = "CNY")', 2],
  ['did(donation where day = "Monday")', 1],
  ['did(donation where "day" exists)', 1],
  ['did(donation where day exists)', 2],
];

test('a quoted name is the custom property, and an unquoted one is the built-in field', async () => {
  for (const [expression, size] of CASES) assert.equal((await preview({ expression })).size, size, expression);
});

test('a segment shows the quotes, and keeps its members', async () => {
  const expression = 'did(page_viewed where "time" = 45) and sum(order_paid."amount") > 0';
  const { defineSegment } = await admin.ask(
    'mutation($e:String!){defineSegment(input:{key:"own_time",expression:$e}){segment{expression}}}',
    { e: expression },
  );
  assert.equal(defineSegment.segment.expression, expression);
  const ask = async (): Promise<{ size: number; expression: string }> =>
    (await admin.ask('{segment(key:"own_time"){expression size}}')).segment;
  await eventually(async () => (await ask()).size === 1, 'the segment has its member');
  assert.equal((await ask()).expression, expression);
});

test('typed input marks a custom property with own', async () => {
  const where = (own: boolean): object => ({ property: { name: 'hour', own, is: { eq: 8 } } });
  const did = (own: boolean): object => ({
    condition: { metric: { aggregate: 'count', event: 'page_viewed', where: where(own), is: { gte: 1 } } },
  });
  assert.equal((await preview(did(true))).size, 1);
  assert.equal((await preview(did(false))).size, 3);
  const line = { line: { name: 'sku', own: true, is: { eq: 'A' } } };
  const refused = await admin.send('query($c:ConditionInput!){previewSegment(input:{condition:$c}){size}}', {
    c: { metric: { aggregate: 'count', event: 'order_paid', where: line, is: { gte: 1 } } },
  });
  assert.equal(refused.errors?.[0].extensions?.reason, 'EVENT_FIELD_NOT_ALLOWED');
});

test('warnings and pickers distinguish the two', async () => {
  const of = async (expression: string): Promise<Preview['conditionWarnings']> =>
    (await preview({ expression })).conditionWarnings;
  assert.deepEqual(await of('did(page_viewed where "time" = 45)'), []);
  const [unseen] = await of('did(order_paid where "month" = 3)');
  assert.deepEqual([unseen.reason, unseen.subject], ['FIELD_UNSEEN', 'order_paid."month"']);
  const [value] = await of('did(page_viewed where "weekday" = "Munday")');
  assert.deepEqual([value.subject, value.nearest], ['page_viewed."weekday"', ['Monday']]);
  const [outside] = await of('did(page_viewed where weekday = 9)');
  assert.equal(outside.subject, 'page_viewed.weekday');
  const { seenValues } = await admin.ask(
    'query($p:String!){seenValues(event:"page_viewed",property:$p,first:5){values{value count}}}',
    { p: '"time"' },
  );
  assert.deepEqual(seenValues.values.map((one: { value: unknown }) => one.value).sort(), [45, 50]);
});

test('text, the visual editor and the Chinese sentence keep the quotes', () => {
  const names = {
    ...{ tag: (key: string) => key, segment: (key: string) => key, list: (key: string) => key },
    ...{ event: (name: string) => name, field: (name: string) => name },
  };
  for (const name of TAKEN_NAMES) {
    for (const text of [
      `did(page_viewed where "${name}" exists)`,
      `topOf(page_viewed."${name}", 3) has "x"`,
      `distinct(order_paid."${name}") >= 2`,
      `sequence(page_viewed then order_paid, same "${name}")`,
      `did(page_viewed where lookup(stores, "${name}").city = "x")`,
    ]) {
      const condition = parseCondition(text);
      assert.equal(printCondition(condition), text);
      const { group } = openRows(text);
      assert.equal(group && writeRows(group), text);
      const bare = text.replace(`"${name}"`, name);
      assert.equal(printCondition(parseCondition(bare)), bare);
      assert.notEqual(conditionInChinese(condition, names), conditionInChinese(parseCondition(bare), names));
    }
  }
});
