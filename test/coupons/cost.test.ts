/**
 * Tests the cost limit of a coupon. Concurrent uses never exceed the limit. Neither a returned use nor a use that is
 * only reported counts toward the limit.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(35);
let server: TestServer;
let admin: Caller;
let n = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());
const shop = async (): Promise<void> => {
  admin = await server.sandbox(`cost${++n}`, '2026-03-10T12:00:00.000Z');
};
const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const define = (input: object): ReturnType<Caller['ask']> =>
  admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){costLimit version}}', { i: input });
const claim = (coupon: string, member: string): Promise<unknown> =>
  admin.ask('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', { i: { coupon, identities: who(member) } });
const call = async (query: string, i: object): ReturnType<Caller['ask']> => {
  const { data, errors } = await admin.send(query, { i });
  return errors ? { ...errors[0].extensions, message: errors[0].message } : Object.values(data)[0];
};
const redeem = (coupon: string, member: string, orderId: string, amount: string): ReturnType<Caller['ask']> =>
  call('mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already discount}}', {
    coupon,
    identities: who(member),
    orderId,
    amount,
  });
const giveBack = (coupon: string, member: string, orderId: string): ReturnType<Caller['ask']> =>
  call('mutation($i:ReturnCouponInput!){returnCoupon(input:$i){already}}', {
    coupon,
    identities: who(member),
    orderId,
  });

test('a use beyond the cost limit is rejected with the remainder; a smaller one fits, and a return frees its cost', async () => {
  await shop();
  await define({ key: 'half', kind: 'DISCOUNT', percentOff: '50', costLimit: '100' });
  for (const member of ['A', 'B', 'C', 'D']) await claim('half', member);
  assert.equal((await redeem('half', 'A', 'o1', '150')).discount, '75');
  const beyond = await redeem('half', 'B', 'o2', '50.02');
  assert.deepEqual([beyond.code, beyond.reason], ['LIMIT_EXCEEDED', 'COUPON_COST_LIMIT']);
  assert.match(beyond.message, /would cost 25\.01, and 25 is left/);
  assert.equal((await redeem('half', 'B', 'o2', '40')).discount, '20');
  assert.equal((await redeem('half', 'B', 'o2', '40')).already, true, 'a repeated call costs nothing');
  assert.equal((await redeem('half', 'C', 'o3', '12')).reason, 'COUPON_COST_LIMIT');
  // A discount reported by another system does not count toward the cost limit, and returning the coupon frees no cost.
  for (const [type, messageId] of [
    ['coupon_redeemed', 'r'],
    ['coupon_returned', 's'],
  ])
    await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
      e: [
        {
          messageId,
          type,
          occurredAt: '2026-03-10T11:00:00Z',
          identities: who('E'),
          properties: { couponId: 'half', orderId: 'o9', ...(type === 'coupon_redeemed' ? { discount: 70 } : {}) },
        },
      ],
    });
  assert.equal((await redeem('half', 'C', 'o3', '12')).reason, 'COUPON_COST_LIMIT');
  assert.deepEqual(await giveBack('half', 'A', 'o1'), { already: false });
  assert.deepEqual(await giveBack('half', 'A', 'o1'), { already: true });
  assert.equal((await redeem('half', 'C', 'o3', '160')).discount, '80');
  assert.match((await redeem('half', 'D', 'o4', '0.02')).message, /and 0 is left/);
  // Uses are possible again after the limit is raised. They are rejected after it is lowered below the cost of earlier
  // uses.
  assert.equal((await define({ key: 'half', kind: 'DISCOUNT', costLimit: '110' })).defineCoupon.costLimit, '110');
  assert.equal((await redeem('half', 'D', 'o4', '20')).discount, '10');
  await define({ key: 'half', kind: 'DISCOUNT', costLimit: '60' });
  assert.match((await redeem('half', 'A', 'o5', '2')).message, /and 0 is left/);
});

test('a gift costs its face value at the time of use; a limit cannot be added later', async () => {
  await shop();
  await define({ key: 'gift', kind: 'GIFT', faceValue: '10', costLimit: '25' });
  for (const member of ['A', 'B', 'C']) await claim('gift', member);
  assert.equal((await redeem('gift', 'A', 'o1', '5')).discount, '0');
  await define({ key: 'gift', kind: 'GIFT', faceValue: '15' });
  assert.equal((await redeem('gift', 'B', 'o2', '5')).discount, '0');
  assert.match((await redeem('gift', 'C', 'o3', '5')).message, /and 0 is left/);
  await giveBack('gift', 'A', 'o1');
  assert.match((await redeem('gift', 'C', 'o3', '5')).message, /and 10 is left/);
  await define({ key: 'open', kind: 'GIFT', faceValue: '1' });
  const late = await call('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
    key: 'open',
    kind: 'GIFT',
    costLimit: '5',
  });
  assert.deepEqual([late.reason, late.inputPath], ['COUPON_COST_LIMIT_FIXED', 'input.costLimit']);
});

test(`in random concurrent use costs stay within the limit, and the remainder is exact (seed ${SEED})`, async () => {
  await shop();
  await define({ key: 'c', kind: 'DISCOUNT', percentOff: '10', costLimit: '30' });
  const dice = new Dice(random(SEED));
  const members = Array.from({ length: 12 }, (_, i) => `R${i}`);
  for (const member of members) for (let i = 0; i < 3; i++) await claim('c', member);
  const standing = new Map<string, number>();
  let refused = 0;
  for (let round = 0; round < 8; round++) {
    const back = [...standing.keys()].filter(() => dice.chance(0.3));
    const uses = members.map((member) => ({ member, order: `${member}-${round}`, off: dice.int(1, 80) / 10 }));
    const answers = await Promise.all([
      ...uses.map(async ({ member, order, off }) => {
        const answer = await redeem('c', member, order, (off * 10).toFixed(0));
        if (answer.discount !== undefined) standing.set(order, Number(answer.discount));
        return answer;
      }),
      ...back.map(async (order) => {
        assert.deepEqual(await giveBack('c', order.split('-')[0], order), { already: false });
        standing.delete(order);
      }),
    ]);
    const total = [...standing.values()].reduce((a, b) => a + b, 0);
    assert.ok(total <= 30 + 1e-9, `${total} stands`);
    for (const answer of answers) if (answer?.reason === 'COUPON_COST_LIMIT') refused++;
    const { message } = await redeem('c', members[0], `probe-${round}`, '100000');
    if (/left of its cost limit/.test(message ?? ''))
      assert.equal(Number(/and ([\d.]+) is left/.exec(message)![1]).toFixed(2), (30 - total).toFixed(2));
  }
  assert.ok(refused > 0, 'the limit was met');
});
