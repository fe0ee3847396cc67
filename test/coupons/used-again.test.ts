/**
 * Tests a coupon that is used, returned and used again on one order, any number of times. Decisions, listings and
 * reports agree.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(37);
const START = Date.UTC(2026, 2, 10, 12);
let server: TestServer;
let admin: Caller;
let shops = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const shop = async (...coupons: object[]): Promise<void> => {
  admin = await server.sandbox(`again${++shops}`, new Date(START).toISOString());
  for (const i of coupons) await admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', { i });
};
const call = async (query: string, i: object): ReturnType<Caller['ask']> => {
  const { data, errors } = await admin.send(query, { i });
  return errors ? { reason: errors[0].extensions.reason } : Object.values(data)[0];
};
const claim = async (coupon: string, member: string): Promise<string> =>
  (await call('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', { coupon, identities: who(member) }))
    .claim;
const redeem = (coupon: string, member: string, orderId: string): ReturnType<Caller['ask']> =>
  call('mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already claim discount}}', {
    coupon,
    identities: who(member),
    orderId,
    amount: '50',
  });
const giveBack = (coupon: string, member: string, orderId: string): ReturnType<Caller['ask']> =>
  call('mutation($i:ReturnCouponInput!){returnCoupon(input:$i){already}}', {
    coupon,
    identities: who(member),
    orderId,
  });
const figures = async (): ReturnType<Caller['ask']> =>
  (await admin.ask('{couponPopularity{rows{group claimed used returned discount}}}')).couponPopularity.rows[0];
const report = (type: string, member: string, at: number, orderId: string): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: `${type}-${member}-${orderId}-${at}`,
        type,
        occurredAt: new Date(at).toISOString(),
        identities: who(member),
        order: { orderId, ...(type === 'order_paid' ? { amount: '45' } : {}) },
      },
    ],
  });
const advanceTo = (at: number): Promise<unknown> =>
  admin.ask(`mutation{advanceClock(to:"${new Date(at).toISOString()}"){now}}`);

test('a claim used and returned five times at one instant has five separate uses', async () => {
  await shop({ key: 'five', kind: 'FIXED_AMOUNT', faceValue: '5', costLimit: '10' });
  const id = await claim('five', 'A');
  for (let round = 1; round <= 5; round++) {
    assert.deepEqual(await redeem('five', 'A', 'o'), { already: false, claim: id, discount: '5' });
    assert.deepEqual(await redeem('five', 'A', 'o'), { already: true, claim: id, discount: '5' });
    assert.deepEqual(await redeem('five', 'A', 'p'), { reason: 'COUPON_USED' });
    assert.deepEqual(await figures(), { group: 'five', claimed: 1, used: 1, returned: round - 1, discount: '5' });
    assert.deepEqual(await giveBack('five', 'A', 'o'), { already: false });
    assert.deepEqual(await giveBack('five', 'A', 'o'), { already: true });
    assert.deepEqual(await figures(), { group: 'five', claimed: 1, used: 0, returned: round, discount: '0' });
  }
  // Returned uses cost nothing, so the whole limit of two uses is available.
  await claim('five', 'B');
  await claim('five', 'C');
  for (const member of ['A', 'B']) assert.equal((await redeem('five', member, `q${member}`)).discount, '5');
  assert.deepEqual(await redeem('five', 'C', 'qC'), { reason: 'COUPON_COST_LIMIT' });
});

test('two customers with the same order id each return their own use', async () => {
  await shop({ key: 'five', kind: 'FIXED_AMOUNT', faceValue: '5' });
  for (const member of ['A', 'B']) {
    await claim('five', member);
    await redeem('five', member, 'o');
    assert.deepEqual(await giveBack('five', member, 'o'), { already: false });
  }
  assert.deepEqual(await figures(), { group: 'five', claimed: 2, used: 0, returned: 2, discount: '0' });
});

test('an order that is cancelled and paid again under the same id uses the coupon again, until it is cancelled again', async () => {
  await shop({ key: 'five', kind: 'FIXED_AMOUNT', faceValue: '5' });
  await claim('five', 'A');
  await redeem('five', 'A', 'o');
  await report('order_paid', 'A', START, 'o');
  for (let round = 1; round <= 3; round++) {
    const at = START + round * 3_600_000;
    await advanceTo(at);
    await report('order_cancelled', 'A', at - 1000, 'o');
    assert.equal((await redeem('five', 'A', 'o')).already, false, `round ${round}`);
    assert.equal((await redeem('five', 'A', 'o')).already, true);
    assert.deepEqual(await redeem('five', 'A', 'p'), { reason: 'COUPON_USED' });
    assert.deepEqual(await figures(), { group: 'five', claimed: 1, used: 1, returned: round, discount: '5' });
  }
});

test('an order that is cancelled before anybody reported it gives its coupon back', async () => {
  await shop({ key: 'five', kind: 'FIXED_AMOUNT', faceValue: '5' });
  const id = await claim('five', 'A');
  await redeem('five', 'A', 'o');
  await advanceTo(START + 3_600_000);
  await report('order_cancelled', 'A', START + 1_800_000, 'o');
  assert.deepEqual(await figures(), { group: 'five', claimed: 1, used: 0, returned: 1, discount: '0' });
  assert.deepEqual(await redeem('five', 'A', 'p'), { already: false, claim: id, discount: '5' });
  // The order is reported after all: it was cancelled before, and its use stays returned.
  await report('order_paid', 'A', START + 2_400_000, 'o');
  assert.deepEqual(await figures(), { group: 'five', claimed: 1, used: 1, returned: 1, discount: '5' });
});

test('a use reported after a decided use was returned costs nothing and returns nothing', async () => {
  await shop({ key: 'five', kind: 'FIXED_AMOUNT', faceValue: '5', costLimit: '5' });
  await claim('five', 'A');
  await claim('five', 'B');
  await claim('five', 'C');
  await redeem('five', 'A', 'o');
  await giveBack('five', 'A', 'o');
  await advanceTo(START + 60_000);
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: 'r',
        type: 'coupon_redeemed',
        occurredAt: new Date(START + 30_000).toISOString(),
        identities: who('A'),
        properties: { couponId: 'five', orderId: 'o', discount: 5 },
      },
    ],
  });
  assert.equal((await redeem('five', 'A', 'o')).already, true, 'reported by a caller that may decide');
  assert.deepEqual(await giveBack('five', 'A', 'o'), { already: false });
  assert.equal((await redeem('five', 'B', 'b')).discount, '5');
  assert.deepEqual(await redeem('five', 'C', 'c'), { reason: 'COUPON_COST_LIMIT' });
});

test(`random uses and returns on few orders match a simple list of claims (seed ${SEED})`, async () => {
  await shop({ key: 'five', kind: 'FIXED_AMOUNT', faceValue: '5', validFor: 'PT3H' });
  const dice = new Dice(random(SEED));
  const members = ['A', 'B', 'C'];
  type Held = { readonly id: string; readonly until: number; on?: string | undefined };
  const held = new Map<string, Held[]>(members.map((member) => [member, []]));
  const used = new Set<string>();
  const usedAgain = new Map<string, number>();
  let now = START;
  let [uses, returns] = [0, 0];
  for (let step = 0; step < 150; step++) {
    const member = dice.pick(members);
    const order = `o${dice.int(0, 1)}`;
    const own = held.get(member)!;
    const on = own.find((x) => x.on === order);
    const what = dice.next();
    if (what < 0.12) own.push({ id: await claim('five', member), until: now + 3 * 3_600_000 });
    else if (what < 0.2) await advanceTo((now += dice.pick([1, 600_000, 3_600_000])));
    else if (what < 0.6) {
      const open = own.find((x) => x.on === undefined && now < x.until);
      const answer = await redeem('five', member, order);
      if (on) assert.deepEqual([answer.already, answer.claim], [true, on.id]);
      else if (open) {
        assert.deepEqual([answer.already, answer.claim], [false, open.id], `step ${step}`);
        open.on = order;
        uses++;
        used.add(member + order);
        usedAgain.set(member + order, (usedAgain.get(member + order) ?? 0) + 1);
      } else assert.ok(answer.reason, `step ${step}`);
    } else {
      const answer = await giveBack('five', member, order);
      if (on) {
        assert.deepEqual(answer, { already: false }, `step ${step}`);
        on.on = undefined;
        returns++;
      } else
        assert.deepEqual(
          answer,
          used.has(member + order)
            ? { already: true }
            : { reason: own.length > 0 ? 'COUPON_NOT_USED' : 'PROFILE_NOT_FOUND' },
        );
    }
    if (step % 15 > 0) continue;
    const row = await figures();
    if (row) assert.deepEqual([row.used, row.returned], [uses - returns, returns], `step ${step}`);
    server.running.services.columns.lose();
    assert.deepEqual(await figures(), row, `step ${step}: by a process that has just started`);
  }
  assert.ok(Math.max(...usedAgain.values()) >= 3, 'one order used it three times');
});

test('an order that names a coupon and is redeemed with a later claim is one use that took no time', async () => {
  await shop({ key: 'late', kind: 'FIXED_AMOUNT', faceValue: '5' });
  const web = server.caller(`again${shops}`, ['events:write'], 'web');
  await web.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: 'named',
        type: 'order_paid',
        occurredAt: new Date(START).toISOString(),
        identities: who('A'),
        order: { orderId: 'o', amount: '45' },
        coupon: 'late',
      },
    ],
  });
  await advanceTo(START + 3_600_000);
  const id = await claim('late', 'A');
  assert.deepEqual(await redeem('late', 'A', 'o'), { already: false, claim: id, discount: '5' });
  const { couponPopularity, profile } = await admin.ask(
    `{couponPopularity(daysToUse:{upTo:[],quantiles:[0]}){rows{used discount maxDays quantileDays{days}}}
    profile(identity:{namespace:"member_id",value:"A"}){coupons(first:9){edges{node{state claim usedAt orderId}}}}}`,
  );
  assert.deepEqual(couponPopularity.rows, [{ used: 1, discount: '5', maxDays: 0, quantileDays: [{ days: 0 }] }]);
  assert.deepEqual(
    profile.coupons.edges
      .map((edge: { node: object }) => edge.node)
      .filter((node: { state: string }) => node.state !== 'CLAIMABLE'),
    [{ state: 'USED', claim: id, usedAt: new Date(START).toISOString(), orderId: 'o' }],
  );
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
