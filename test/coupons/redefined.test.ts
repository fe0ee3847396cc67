/**
 * Tests redefined coupons: promises made with earlier claims and uses are kept, and reported facts follow the new
 * terms.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { couponHistory } from '../../src/engine/coupons/history.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import type { EventFact } from '../../src/engine/types.js';
import { TestServer, type Caller } from '../support/server.js';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 2, 10, 12);
let server: TestServer;
let admin: Caller;
let shops = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const iso = (at: number): string => new Date(at).toISOString();
const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const shop = async (): Promise<void> => {
  admin = await server.sandbox(`redefined${++shops}`, iso(START));
};
const define = (input: object): Promise<unknown> =>
  admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){version}}', { i: input });
const claim = async (coupon: string, member: string): Promise<string | null> =>
  (
    await admin.ask('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){expiresAt}}', {
      i: { coupon, identities: who(member) },
    })
  ).claimCoupon.expiresAt;
const redeem = (coupon: string, member: string, orderId: string): Promise<unknown> =>
  admin.ask('mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){discount}}', {
    i: { coupon, identities: who(member), orderId, amount: '50' },
  });
const advance = (at: number): Promise<unknown> =>
  admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: iso(at) });
const report = (type: string, member: string, at: number, more: object): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [{ messageId: `${type}${member}`, type, occurredAt: iso(at), identities: who(member), ...more }],
  });
/** Returns the state and expiry of each claim of a customer. */
const held = async (member: string): Promise<(string | null)[][]> =>
  (
    await admin.ask(
      'query($i:IdentityInput!){profile(identity:$i){coupons(first:9,state:[HELD,USED,EXPIRED]){edges{node{state expiresAt}}}}}',
      { i: who(member)[0] },
    )
  ).profile.coupons.edges.map(({ node }: { node: { state: string; expiresAt: string | null } }) => [
    node.state,
    node.expiresAt,
  ]);
const figures = async (): ReturnType<Caller['ask']> =>
  (await admin.ask('{couponPopularity(by:ALL){rows{claimed used expired returned discount}}}')).couponPopularity
    .rows[0];

test('a shorter validity never shortens existing claims, of a coupon or in a pack; a longer one extends them', async () => {
  await shop();
  const base = { key: 'c', kind: 'FIXED_AMOUNT', faceValue: '5' };
  await define({ ...base, validFor: 'PT48H' });
  await admin.ask('mutation{defineCouponPack(input:{key:"p",coupons:[{coupon:"c"}]}){key}}');
  assert.equal(await claim('c', 'A'), iso(START + 48 * HOUR));
  await admin.ask('mutation($i:ClaimCouponPackInput!){claimCouponPack(input:$i){packClaim}}', {
    i: { pack: 'p', identities: who('B') },
  });
  await report('coupon_claimed', 'C', START, { properties: { couponId: 'c', claimId: 'told' } });
  await define({ ...base, validFor: 'PT1H' });
  assert.equal(await claim('c', 'D'), iso(START + HOUR));
  for (const [member, hours] of [
    ['A', 48],
    ['B', 48],
    ['C', 1],
    ['D', 1],
  ] as const)
    assert.deepEqual(await held(member), [['HELD', iso(START + hours * HOUR)]], member);
  await advance(START + 2 * HOUR);
  assert.deepEqual(await figures(), { claimed: 4, used: 0, expired: 2, returned: 0, discount: '0' });
  await redeem('c', 'A', 'o1');
  // A longer validity extends every claim, even expired ones. The validity can also end at a date, or never.
  await define({ ...base, validFor: null, until: iso(START + 72 * HOUR) });
  for (const member of ['B', 'C', 'D']) assert.deepEqual(await held(member), [['HELD', iso(START + 72 * HOUR)]]);
  await define({ ...base, validFor: null, until: null });
  assert.equal(await claim('c', 'E'), null);
  await define({ ...base, until: iso(START + 3 * HOUR) });
  await advance(START + 3 * HOUR);
  assert.deepEqual(await held('E'), [['HELD', null]]);
  assert.deepEqual(await held('B'), [['HELD', iso(START + 48 * HOUR)]]);
  assert.deepEqual(await held('C'), [['EXPIRED', iso(START + 3 * HOUR)]]);
});

test('whether an order returns a use follows from the terms at the time of the use', async () => {
  await shop();
  const base = { key: 'c', kind: 'FIXED_AMOUNT', faceValue: '5' };
  await define({ ...base, returnOnRefund: true });
  for (const member of ['A', 'B']) await claim('c', member);
  await redeem('c', 'A', 'oA');
  await define({ ...base, returnOnRefund: false });
  await redeem('c', 'B', 'oB');
  for (const member of ['A', 'B', 'C'])
    await report('order_paid', member, START, {
      order: { orderId: `o${member}`, amount: '50' },
      ...(member === 'C' ? { coupon: 'c' } : {}),
    });
  await advance(START + HOUR);
  for (const member of ['A', 'B', 'C'])
    await report('order_cancelled', member, START + HOUR, { order: { orderId: `o${member}` } });
  assert.deepEqual([await held('A'), await held('B')], [[['HELD', null]], [['USED', null]]]);
  assert.deepEqual(await figures(), { claimed: 2, used: 2, expired: 0, returned: 1, discount: '10' });
  // A use reported only by an order follows the current terms.
  await define({ ...base, returnOnRefund: true });
  assert.deepEqual(await figures(), { claimed: 2, used: 1, expired: 0, returned: 2, discount: '5' });
});

test('a gift costs its value at the time it was given', async () => {
  await shop();
  await define({ key: 'g', kind: 'GIFT', faceValue: '10' });
  await claim('g', 'A');
  await redeem('g', 'A', 'o1');
  await define({ key: 'g', kind: 'GIFT', faceValue: '25' });
  assert.equal((await figures()).discount, '10');
  await claim('g', 'A');
  await redeem('g', 'A', 'o2');
  assert.equal((await figures()).discount, '35');
  const { couponAcquisition, couponPreference } = await admin.ask(
    '{couponAcquisition{rows{cost}} couponPreference(by:{newOrOld:true}){rows{discount}}}',
  );
  assert.deepEqual([couponAcquisition.rows, couponPreference.rows], [[{ cost: '35' }], [{ discount: '35' }]]);
});

test('a report from another system with an earlier instant does not replace a decision', async () => {
  await shop();
  await define({ key: 'c', kind: 'FIXED_AMOUNT', faceValue: '5' });
  await admin.ask('mutation{defineCouponPack(input:{key:"p",coupons:[{coupon:"c"}]}){key}}');
  await advance(START + HOUR);
  const { claims } = (
    await admin.ask('mutation($i:ClaimCouponPackInput!){claimCouponPack(input:$i){claims{claim}}}', {
      i: { pack: 'p', identities: who('A') },
    })
  ).claimCouponPack;
  await advance(START + 2 * HOUR);
  await redeem('c', 'A', 'o1');
  const claimId = claims[0].claim;
  await report('coupon_claimed', 'A', START, { properties: { couponId: 'c', claimId } });
  await report('coupon_redeemed', 'A', START + HOUR + 1, { properties: { couponId: 'c', orderId: 'o1', discount: 3 } });
  const { couponPopularity } = await admin.ask('{couponPopularity(by:PACK){rows{group claimed used discount}}}');
  assert.deepEqual(couponPopularity.rows, [{ group: 'p', claimed: 1, used: 1, discount: '5' }]);
});

test('claims and uses without recorded terms follow the current terms', () => {
  const own = (id: string, type: string, at: number, properties: Record<string, string | number>): EventFact => ({
    id: `strata|${id}`,
    type,
    at,
    coupon: 'c',
    properties,
  });
  const facts = FactSet.of([
    own('1', 'coupon_claimed', 0, { claimId: 'k' }),
    own('2', 'coupon_redeemed', 1, { claimId: 'k', orderId: 'o' }),
    { id: '3', type: 'order_paid', at: 1, orderId: 'o', amount: 5n },
    { id: '4', type: 'order_cancelled', at: 2, orderId: 'o' },
  ]);
  for (const returnOnRefund of [true, false]) {
    const { claims, uses } = couponHistory('c', { validForMs: HOUR, returnOnRefund }, facts);
    assert.deepEqual([claims[0].expiresAt, uses[0].returnedAt], [HOUR, returnOnRefund ? 2 : undefined]);
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
