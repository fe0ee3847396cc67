/**
 * Tests through a real server that analyses and ad-hoc conditions warn about names and values that were never observed.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

const NOW = '2026-03-20T00:00:00Z';
const PERIOD = { from: '2026-03-01T00:00:00Z', to: '2026-03-20T00:00:00Z' };
const LINES = [{ lineId: '1', sku: 'A', brand: 'Shiseido', quantity: 1, amount: '10' }];
const FIELDS = 'conditionWarnings{reason path subject nearest}';

interface Warning {
  readonly reason: string;
  readonly path: string;
  readonly subject: string;
  readonly nearest: readonly string[];
}

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', NOW, { zone: 'UTC', currency: 'CNY' });
  const common = { occurredAt: '2026-03-10T00:00:00Z', identities: [{ namespace: 'member_id', value: 'A' }] };
  const { ingestEvents } = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      { ...common, messageId: '1', type: 'order_paid', order: { orderId: '1', amount: '10', lines: LINES } },
      { ...common, messageId: '2', type: 'searched', properties: { query: 'tea' } },
      { ...common, messageId: '3', type: 'reading', properties: { level: 'high', amount: 5 } },
    ],
  });
  assert.equal(ingestEvents.accepted, 3);
});
after(() => server.remove());

async function warnings(kind: string, input: object, caller = admin): Promise<readonly Warning[]> {
  const isActivity = kind === 'stickiness' || kind === 'lifecycle';
  const type = isActivity ? 'ActivityInput' : `${kind[0].toUpperCase()}${kind.slice(1)}Input`;
  const answer = await caller.ask(`query($i:${type}!){${kind}Report(input:$i){${FIELDS}}}`, {
    i: { period: PERIOD, ...input },
  });
  return answer[`${kind}Report`].conditionWarnings;
}

const short = async (kind: string, input: object): Promise<readonly string[]> =>
  (await warnings(kind, input)).map(({ reason, path, subject }) => `${reason} ${path} ${subject}`);

const PAYED = ['order_payed'];
const PAID = ['order_paid where brand = "Shiseido"'];
const unseenEvent = (path: string): string[] => [`EVENT_UNSEEN ${path}[0].event order_payed`];

test('a trend of a misspelt event type suggests the nearest type that occurred', async () => {
  assert.deepEqual(await warnings('trend', { events: PAYED, unit: 'DAY' }), [
    { reason: 'EVENT_UNSEEN', path: 'input.events[0].event', subject: 'order_payed', nearest: ['order_paid'] },
  ]);
});

test('each kind of analysis warns about every list of events in its input', async () => {
  const funnel = {
    steps: [{ events: ['searched'] }, { events: ['order_paid', 'order_payed'] }],
    window: 'P1D',
    exclusions: [{ events: ['order_cancelled'], after: 1, before: 2 }],
  };
  assert.deepEqual(await short('funnel', funnel), [
    'EVENT_UNSEEN input.steps[1].events[1].event order_payed',
    'EVENT_UNSEEN input.exclusions[0].events[0].event order_cancelled',
  ]);
  assert.deepEqual(
    await short('retention', { start: PAID, returns: PAYED, unit: 'DAY' }),
    unseenEvent('input.returns'),
  );
  assert.deepEqual(await short('retention', { start: PAYED, unit: 'DAY' }), unseenEvent('input.start'));
  const activity = { events: PAYED, unit: 'DAY' };
  assert.deepEqual(await short('stickiness', activity), unseenEvent('input.events'));
  assert.deepEqual(await short('lifecycle', activity), unseenEvent('input.events'));
  assert.deepEqual(await short('nineMetrics', { visits: PAYED }), unseenEvent('input.visits'));
  for (const kind of ['nineMetrics', 'repurchase', 'cohortRevenue', 'rfm'])
    assert.deepEqual(await short(kind, { orders: PAYED }), unseenEvent('input.orders'), kind);
  assert.deepEqual(await short('path', { events: PAYED }), unseenEvent('input.events'));
  for (const kind of ['returns', 'basket', 'pair'])
    assert.deepEqual(await short(kind, { orders: PAYED }), unseenEvent('input.orders'), kind);
  assert.deepEqual(
    await short('cart', { carts: ['searched'], item: 'query', orders: PAYED }),
    unseenEvent('input.orders'),
  );
  assert.deepEqual(await short('cart', { item: 'level', orders: ['reading'] }), [
    'EVENT_UNSEEN input.carts[0].event added_to_cart',
  ]);
  for (const list of ['joins', 'activities', 'orders'])
    assert.deepEqual(await short('member', { unit: 'DAY', [list]: PAYED }), unseenEvent(`input.${list}`));
  const slots = { views: ['searched'], clicks: ['searched'], slot: 'query' };
  for (const list of ['views', 'clicks', 'orders'])
    assert.deepEqual(await short('slot', { ...slots, [list]: PAYED }), unseenEvent(`input.${list}`), list);
  for (const list of ['touches', 'visits', 'views', 'carts', 'orders'])
    assert.deepEqual(await short('channel', { [list]: PAYED }), unseenEvent(`input.${list}`), list);
  for (const list of ['sent', 'delivered', 'opened', 'clicked', 'views', 'visits', 'orders'])
    assert.deepEqual(await short('reach', { carrier: 'CONTACT', [list]: PAYED }), unseenEvent(`input.${list}`), list);
});

test('properties read by reports on carts, slots and channels cause a warning if they never occurred', async () => {
  assert.deepEqual(await short('returns', { by: { property: 'brand' } }), []);
  assert.deepEqual(await short('basket', { by: { property: 'kanal' } }), [
    'FIELD_UNSEEN input.by.property order_paid.kanal',
  ]);
  assert.deepEqual(await short('pair', { field: 'colour' }), ['FIELD_UNSEEN input.field order_paid.colour']);
  const slots = { views: ['searched'], clicks: ['searched'] };
  assert.deepEqual(await short('slot', { ...slots, slot: 'query', position: 'place' }), [
    'FIELD_UNSEEN input.position searched.place',
  ]);
  assert.deepEqual(await short('channel', { touches: ['searched'], property: 'kanal' }), [
    'FIELD_UNSEEN input.property searched.kanal',
  ]);
});

test('filters, properties, types and currencies of analyses cause a warning if they never occurred', async () => {
  assert.deepEqual(await short('rfm', { orders: ['order_paid where brand = "Shiseidoo"'] }), [
    'VALUE_UNSEEN input.orders[0].where.brand order_paid.line.brand',
  ]);
  const trend = { events: ['searched'], unit: 'DAY' };
  assert.deepEqual(await short('trend', { ...trend, figure: 'DISTINCT', field: 'querry' }), [
    'FIELD_UNSEEN input.field searched.querry',
  ]);
  assert.deepEqual(await short('trend', { ...trend, by: { property: 'kanal' } }), [
    'FIELD_UNSEEN input.by.property searched.kanal',
  ]);
  assert.deepEqual(await short('trend', { events: ['reading'], unit: 'DAY', figure: 'SUM', field: 'level' }), [
    'TYPE_UNSEEN input.field reading.level',
  ]);
  assert.deepEqual(await short('path', { events: ['searched'], property: 'title' }), [
    'FIELD_UNSEEN input.property searched.title',
  ]);
  const steps = [{ events: ['searched'] }, { events: ['order_paid'] }];
  assert.deepEqual(await short('funnel', { steps, window: 'P1D', same: 'sku', by: { property: 'query' } }), [
    'FIELD_UNSEEN input.same searched.sku',
  ]);

  const dollars = await server.sandbox('dollars', NOW, { zone: 'UTC', currency: 'USD' });
  const order = { orderId: '1', amount: '10', currency: 'CNY' };
  const identities = [{ namespace: 'member_id', value: 'A' }];
  await dollars.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [{ messageId: '1', type: 'order_paid', occurredAt: PERIOD.from, identities, order }],
  });
  for (const kind of ['nineMetrics', 'cohortRevenue', 'rfm']) {
    const [warning, ...others] = await warnings(kind, {}, dollars);
    assert.deepEqual([warning.reason, warning.path, others], ['VALUE_UNSEEN', 'input.orders', []], kind);
  }
});

test('analyses of events and values that occurred cause no warnings', async () => {
  const trend = { events: PAID, unit: 'DAY' };
  const fields = [
    { figure: 'SUM', field: 'amount' },
    { figure: 'DISTINCT', field: 'brand' },
    { figure: 'DISTINCT', field: 'day' },
    { figure: 'SUM', field: 'quantity' },
  ];
  for (const more of [...fields, { by: { property: 'month' } }, {}])
    assert.deepEqual(await short('trend', { ...trend, ...more }), [], JSON.stringify(more));
  assert.deepEqual(await short('trend', { events: ['reading'], unit: 'DAY', figure: 'AVERAGE', field: 'amount' }), []);
  for (const kind of ['nineMetrics', 'repurchase', 'cohortRevenue', 'rfm']) assert.deepEqual(await short(kind, {}), []);
  const steps = [{ events: ['order_paid'] }, { events: ['gross order_paid'] }];
  assert.deepEqual(await short('funnel', { steps, window: 'P1D', same: 'sku' }), []);
});

test('an ad-hoc condition and the members of a segment return the warnings of their condition', async () => {
  const profiles = async (args: string): Promise<readonly Warning[]> =>
    (await admin.ask(`{profiles(first:1${args}){totalCount ${FIELDS}}}`)).profiles.conditionWarnings;
  assert.deepEqual(await profiles(',expression:"did(order_payed)"'), [
    { reason: 'EVENT_UNSEEN', path: 'metric.event', subject: 'order_payed', nearest: ['order_paid'] },
  ]);
  assert.deepEqual(await profiles(',expression:"did(order_paid)"'), []);
  assert.deepEqual(await profiles(''), []);
  await admin.ask('mutation{defineSegment(input:{key:"buyers",expression:"did(order_payed)"},wait:true){job{state}}}');
  const { segment } = await admin.ask(`{segment(key:"buyers"){members(first:1){${FIELDS}}}}`);
  assert.deepEqual(segment.members.conditionWarnings[0].nearest, ['order_paid']);
});
