/**
 * Plants leaks of the future into a shop, and tests that no model learns from them: refunds after the cut, orders of
 * the test window, and orders of the scored customers.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { DAY, event, order, mustAgree, randomOrders, send } from './random-shop.js';

const NOW = '2026-06-30T12:00:00Z';
const END = Date.parse(NOW);
const CUSTOMERS = 400;
/** The test cut of a churn model. The outcomes of its training are known by then. */
const TESTED = END - 90 * DAY;
const HORIZON = 60 * DAY;

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

interface Sent {
  readonly occurredAt: string;
  readonly identities: readonly { readonly value: string }[];
  readonly order?: { readonly orderId: string; readonly amount: string };
}

const events = randomOrders(CUSTOMERS, END).events as readonly Sent[];
const earlierThan = (cut: number): Sent[] => events.filter(({ occurredAt }) => Date.parse(occurredAt) <= cut);

async function shopOf(id: string, facts: readonly object[]): Promise<Caller> {
  const caller = await server.sandbox(id, NOW, { zone: 'UTC', currency: 'CNY' });
  await send(caller, facts);
  return caller;
}

/** Returns another future after a cut: everything is refunded, and every second customer orders for a large amount. */
function otherFuture(cut: number): object[] {
  const past = earlierThan(cut);
  const customers = [...new Set(past.map(({ identities }) => identities[0].value))];
  return [
    ...past,
    ...past.map(({ identities, order: refunded }, i) =>
      event(identities[0].value, 'order_refunded', cut + DAY, {
        order: { orderId: refunded!.orderId, amount: refunded!.amount, refundId: `r${i}` },
      }),
    ),
    ...customers.filter((_, i) => i % 2 === 0).map((who) => order(who, cut + 2 * DAY, '99999', ['gold'])),
  ];
}

const CHURN = `{churnModel(input:{}){trainedOn baseRate intercept coefficients{feature weight error mean deviation}
  test{customers positives auc}}}`;
const TRAINED = ['trainedOn', 'baseRate', 'intercept', 'coefficients'];
const pick = (from: Loose, names: readonly string[]): Loose =>
  Object.fromEntries(names.map((name) => [name, from[name]]));

test('what happens after the test cut changes neither the weights nor the scales of a churn model', async () => {
  const { churnModel: one } = await (await shopOf('churn', events)).ask(CHURN);
  const { churnModel: other } = await (await shopOf('churn_other', otherFuture(TESTED))).ask(CHURN);
  assert.ok(one.coefficients.length > 0 && one.trainedOn > 60, JSON.stringify(one));
  mustAgree(pick(other, TRAINED), pick(one, TRAINED));
  // The same customers are tested, and other outcomes follow.
  assert.equal(other.test.customers, one.test.customers);
  assert.notEqual(other.test.positives, one.test.positives);
});

test('what happens after the cut changes no forecast that is tested, but only what followed', async () => {
  const FORECAST = `{orderForecast(input:{horizon:"P60D"}){test{customers predicted naive actual value{predicted naive}
    byRepeats{repeats customers predicted}}}}`;
  const { orderForecast: one } = await (await shopOf('orders', events)).ask(FORECAST);
  const { orderForecast: other } = await (await shopOf('orders_other', otherFuture(END - HORIZON))).ask(FORECAST);
  const known = ['customers', 'predicted', 'naive', 'value', 'byRepeats'];
  mustAgree(pick(other.test, known), pick(one.test, known));
  assert.notEqual(other.test.actual, one.test.actual);
});

test('an erased customer is in no later training, and has no score from then on', async () => {
  const caller = await shopOf('erased', events);
  await caller.ask(`mutation{defineModel(input:{key:"orders",kind:ORDERS_TO_COME,horizon:"P60D",
    tags:[{score:EXPECTED_ORDERS,tag:"expected_orders"}]}){key}}`);
  const train = async (): Promise<Loose> => {
    await caller.ask('mutation{trainModel(key:"orders",wait:true){state}}');
    await caller.ask('mutation{scoreModel(key:"orders",wait:true){state}}');
    const { model } = await caller.ask('{model(key:"orders"){history{versions{customers} scored{customers}}}}');
    return [model.history.versions[0].customers, model.history.scored.customers];
  };
  const scored = async (): Promise<number> =>
    (await caller.ask('{profiles(first:1,expression:"tag expected_orders exists"){totalCount}}')).profiles.totalCount;
  assert.deepEqual(await train(), [CUSTOMERS, CUSTOMERS]);
  assert.equal(await scored(), CUSTOMERS);
  const { profile } = await caller.ask('{profile(identity:{namespace:"member_id",value:"c7"}){id}}');
  await caller.ask(`mutation{eraseProfile(profile:"${profile.id}",wait:true){state}}`);
  assert.equal(await scored(), CUSTOMERS - 1);
  assert.deepEqual(await train(), [CUSTOMERS - 1, CUSTOMERS - 1]);
});
