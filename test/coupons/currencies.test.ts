/** Orders and discounts in a foreign currency add no money to the coupon reports of a workspace. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let sent = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const event = (type: string, member: string, day: number, more: object): object => ({
  messageId: `m${sent++}`,
  type,
  occurredAt: `2026-01-${day}T12:00:00Z`,
  identities: [{ namespace: 'member_id', value: member }],
  ...more,
});
const paid = (member: string, day: number, orderId: string, amount: string, currency: string, more = {}): object =>
  event('order_paid', member, day, { order: { orderId, amount, currency }, ...more });
const assigned = (member: string, variant: string): object =>
  event('experiment_assigned', member, 10, { properties: { experiment: 'x', variant } });
const redeemed = (member: string, properties: object): object =>
  event('coupon_redeemed', member, 13, { properties: { couponId: 'c5', discount: 3, ...properties } });

async function shop(id: string, events: readonly object[]): Promise<Caller> {
  const caller = await server.sandbox(id, '2026-03-20T12:00:00Z', { zone: 'UTC', currency: 'CNY' });
  await caller.ask(
    'mutation{defineCoupon(input:{key:"c5",kind:FIXED_AMOUNT,faceValue:"5"}){key} defineExperiment(input:{key:"x",variants:[{key:"a",coupon:"c5"},{key:"none"}]}){key}}',
  );
  const { ingestEvents } = await caller.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{message}}}',
    { e: events },
  );
  assert.equal(ingestEvents.accepted, events.length, JSON.stringify(ingestEvents.results));
  return caller;
}

test('revenue, GMV and the average order count only money in the currency of the workspace', async () => {
  const caller = await shop('mixed', [
    ...[assigned('A', 'a'), assigned('B', 'none'), assigned('C', 'a'), assigned('D', 'none')],
    paid('A', 11, 'o1', '10', 'CNY', { coupon: 'c5' }),
    paid('A', 12, 'o2', '1000', 'USD'),
    event('order_refunded', 'A', 13, { order: { orderId: 'o2', amount: '1' } }),
    paid('B', 12, 'o3', '500', 'JPY'),
    paid('C', 12, 'o4', '30', 'CNY'),
    paid('D', 12, 'o5', '40', 'CNY'),
  ]);
  const r = await caller.ask(
    '{couponAcquisition(by:COUPON){rows{customers revenue profit} conditionWarnings{reason}} couponUplift(experiment:"x"){groups{variant orders gmv} comparisons{metrics{metric treated control}} conditionWarnings{reason}} statistics(metric:"sum(order_paid.amount)"){sumOverCustomers}}',
  );
  assert.deepEqual(r.couponAcquisition.rows, [{ customers: 1, revenue: '10', profit: '5' }]);
  assert.deepEqual(r.couponUplift.groups, [
    { variant: 'a', orders: 3, gmv: '40' },
    { variant: 'none', orders: 2, gmv: '40' },
  ]);
  const average = r.couponUplift.comparisons[0].metrics.find((m: Loose) => m.metric === 'AVERAGE_ORDER');
  assert.deepEqual([average.treated, average.control], [20, 40]);
  assert.deepEqual([...r.couponAcquisition.conditionWarnings, ...r.couponUplift.conditionWarnings], []);
});

test('a discount in a foreign currency costs nothing and is not shown as money of the workspace', async () => {
  const caller = await shop('discounts', [
    paid('A', 11, 'o1', '100', 'USD', { coupon: 'c5', properties: { discount: 3 } }),
    paid('B', 11, 'o2', '100', 'USD'),
    redeemed('B', { orderId: 'o2' }),
    redeemed('C', { orderId: 'o3', currency: 'USD' }),
    paid('D', 11, 'o4', '100', 'USD', { coupon: 'c5' }),
    redeemed('E', { orderId: 'o5' }),
  ]);
  // D states no discount, so the use costs the face value of 5. E states 3 in the currency of the workspace.
  const r = await caller.ask(
    '{couponPopularity(by:COUPON){rows{used discount}} A:profile(identity:{namespace:"member_id",value:"A"}){coupons(first:9,state:[USED]){edges{node{discount}}}}}',
  );
  assert.deepEqual(r.couponPopularity.rows, [{ used: 5, discount: '8' }]);
  assert.deepEqual(r.A.coupons.edges, [{ node: { discount: null } }]);
});

test('a report of money warns if no paid order is in the currency of the workspace', async () => {
  const caller = await shop('foreign', [paid('A', 11, 'o1', '100', 'USD', { coupon: 'c5' }), assigned('A', 'a')]);
  const of = 'conditionWarnings{reason path given commonest{value}}';
  const r = await caller.ask(
    `{a:couponAcquisition{${of}} b:couponUplift(experiment:"x"){${of}} c:couponPriceLadder(experiment:"x"){${of}} d:couponPopularity{${of}}}`,
  );
  const warning = { reason: 'VALUE_UNSEEN', path: 'currency', given: ['CNY'], commonest: [{ value: 'USD' }] };
  assert.deepEqual(
    [r.a, r.b, r.c].map((x) => x.conditionWarnings),
    [[warning], [warning], [warning]],
  );
  assert.deepEqual(r.d.conditionWarnings, []);
});
