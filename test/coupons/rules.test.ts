/** Runs rules of `docs/COUPONS.md` about names, amounts, goods, places and limits, each with the smallest order that shows it. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
let orders = 0;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('rules', '2026-03-20T12:00:00.000Z', { zone: 'UTC', currency: 'CNY' });
});
after(() => server.remove());

const A = [{ namespace: 'member_id', value: 'A' }];

/** Runs a mutation and returns its result, or the reason for which it is rejected. */
async function run(field: string, type: string, input: object, selection: string): Promise<Record<string, unknown>> {
  const { data, errors } = await admin.send(`mutation($i:${type}!){of:${field}(input:$i){${selection}}}`, { i: input });
  return errors ? { reason: errors[0].extensions.reason } : data.of;
}

const define = async (key: string, terms: object = {}): Promise<unknown> => {
  const input = { key, kind: 'FIXED_AMOUNT', faceValue: '5', ...terms };
  return (await run('defineCoupon', 'DefineCouponInput', input, 'key')).reason;
};
const claim = async (coupon: string): Promise<unknown> =>
  (await run('claimCoupon', 'ClaimCouponInput', { coupon, identities: A }, 'claim')).reason;

interface Line {
  readonly sku: string;
  readonly amount: string;
  readonly quantity?: string;
}

interface Order {
  readonly amount?: string;
  readonly lines?: readonly Line[];
  readonly orderId?: string;
  readonly [place: string]: unknown;
}

/**
 * Uses a coupon on an order of 100 unless it says otherwise. Returns the reason of a rejection, or the discount and its
 * parts by line.
 */
async function redeem(coupon: string, { lines, ...order }: Order = {}): Promise<unknown> {
  const input = {
    ...{ coupon, identities: A, amount: '100', orderId: `o${orders++}` },
    ...order,
    ...(lines ? { lines: lines.map((line, i) => ({ lineId: String(i), quantity: '1', ...line })) } : {}),
  };
  const result = await run('redeemCoupon', 'RedeemCouponInput', input, 'discount lines{discount}');
  if (result.reason !== undefined) return result.reason;
  const parts = (result.lines as readonly { discount: string }[] | null)?.map(({ discount }) => discount);
  return parts ? [result.discount, ...parts] : result.discount;
}

/** Defines and claims a coupon, and uses it. */
async function use(key: string, terms: object, order?: Order): Promise<unknown> {
  await define(key, terms);
  await claim(key);
  return redeem(key, order);
}

const share = (percentOff: string, more: object = {}): object => ({
  kind: 'DISCOUNT',
  faceValue: null,
  percentOff,
  ...more,
});

test('a code names a coupon in any case, width and spelling, and no other coupon takes it', async () => {
  await define('street', { code: 'Straße-10' });
  for (const name of ['STRASSE-10', ' ｓｔｒａｓｓｅ-10 ', 'street']) assert.equal(await claim(name), undefined, name);
  assert.equal(await define('other', { code: 'STREET' }), 'COUPON_CODE_TAKEN');
});

test('a discount is a payable amount, and never more than the amount it applies to', async () => {
  assert.equal(await use('fifteen', share('15'), { amount: '99.99' }), '15');
  assert.equal(await use('half', share('50'), { amount: '0.25' }), '0.12', 'half to even');
  assert.equal(await use('half', share('50'), { amount: '0.0001' }), '0');
  assert.equal(await use('most', share('50', { mostOff: '10' })), '10');
  assert.equal(await use('fixed', {}, { amount: '3' }), '3');
  assert.equal(await use('exchange', { kind: 'EXCHANGE', faceValue: '30' }, { amount: '20' }), '20');
  assert.equal(await define('fine', { faceValue: '5.001' }), 'COUPON_AMOUNT_TOO_FINE');
});

test('free shipping for certain goods takes the whole shipping off', async () => {
  const terms = { kind: 'FREE_SHIPPING', faceValue: null, products: { skus: ['x'] } };
  const [discount] = (await use('shipping', terms, {
    shipping: '8',
    lines: [
      { sku: 'x', amount: '1' },
      { sku: 'y', amount: '99' },
    ],
  })) as string[];
  assert.equal(discount, '8');
});

test('a bundle needs each of its skus, and its discount is split over their lines', async () => {
  const bundle = { products: { bundle: ['x', 'y'] } };
  assert.equal(
    await use('bundle', bundle, { amount: '40', lines: [{ sku: 'x', amount: '40' }] }),
    'COUPON_BUNDLE_INCOMPLETE',
  );
  const lines = [
    { sku: 'x', amount: '3' },
    { sku: 'y', amount: '7' },
    { sku: 'z', amount: '90' },
  ];
  assert.deepEqual(await redeem('bundle', { lines }), ['5', '1.5', '3.5', '0']);
});

test('a line of goods by weight is one piece, and gift pieces are not bought', async () => {
  const two = { kind: 'BUY_N_GET_M', faceValue: null, buy: 2, get: 1 };
  const weighed = [
    { sku: 'x', quantity: '0.7', amount: '40' },
    { sku: 'y', quantity: '1.5', amount: '10' },
    { sku: 'z', quantity: '0.2', amount: '5' },
  ];
  assert.deepEqual(await use('weighed', two, { amount: '55', lines: weighed }), ['5', '0', '0', '5']);
  const three = { ...two, buy: 3, products: { skus: ['p'] }, gifts: { skus: ['g'] } };
  const bought = { sku: 'p', quantity: '3', amount: '90' };
  assert.equal(await use('three', three, { amount: '90', lines: [bought] }), 'COUPON_GIFT_MISSING');
  const given = { sku: 'g', quantity: '2', amount: '20' };
  assert.deepEqual(await redeem('three', { amount: '110', lines: [bought, given] }), ['10', '0', '10']);
});

test('a repeated call returns the same discount, without parts by line if the terms have changed', async () => {
  const order = { orderId: 'again', amount: '50', lines: [{ sku: 'x', amount: '50' }] };
  assert.deepEqual(await use('again', share('10', { products: { skus: ['x'] } }), order), ['5', '5']);
  assert.deepEqual(await redeem('again', order), ['5', '5']);
  await define('again', share('20', { products: { skus: ['x'] } }));
  assert.equal(await redeem('again', order), '5');
});

test('store and channel are compared only if the order names them', async () => {
  const terms = { store: 's1', channel: 'app' };
  assert.equal(await use('place', terms, { store: 's2', channel: 'app' }), 'COUPON_PLACE_MISMATCH');
  assert.equal(await redeem('place', { store: 's1', channel: 'web' }), 'COUPON_PLACE_MISMATCH');
  assert.equal(await redeem('place', { store: 's1' }), '5');
});

test('limits over all customers are set at creation, and may be lowered below what was spent', async () => {
  await define('unlimited');
  assert.equal(await define('unlimited', { totalLimit: 5 }), 'COUPON_TOTAL_LIMIT_FIXED');
  assert.equal(await define('unlimited', { costLimit: '5' }), 'COUPON_COST_LIMIT_FIXED');
  assert.equal(await use('costly', { costLimit: '20' }), '5');
  assert.equal(await use('costly', { costLimit: '20' }), '5');
  assert.equal(await use('costly', { costLimit: '8' }), 'COUPON_COST_LIMIT');
  assert.equal(await use('present', { kind: 'GIFT', costLimit: '9' }), '0');
  assert.equal(
    await use('present', { kind: 'GIFT', costLimit: '9' }),
    'COUPON_COST_LIMIT',
    'a gift costs its face value',
  );
});

test('two coupons can be used on one order only if both are stackable', async () => {
  await define('alone');
  await claim('alone');
  assert.equal(await use('with_a', { stackable: true }, { orderId: 'both' }), '5');
  assert.equal(await use('with_b', { stackable: true }, { orderId: 'both' }), '5');
  assert.equal(await redeem('alone', { orderId: 'both' }), 'COUPON_NOT_STACKABLE');
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
