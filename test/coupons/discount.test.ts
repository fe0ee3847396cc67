/**
 * Tests discount arithmetic. Discounts are whole minor units, rounded half to even, between 0 and the price. The
 * discounts of the lines add up to the total discount.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { OrderToPay } from '../../src/engine/coupons/coupon-use.js';
import { COUPON_KINDS, type Coupon } from '../../src/engine/coupons/coupon-definition.js';
import { discountOf, split, splitOverLines } from '../../src/engine/coupons/discount.js';
import { minorUnit } from '../../src/engine/values/currency.js';
import type { OrderLine } from '../../src/engine/types.js';

const unit = fc.constantFrom('CNY', 'JPY', 'KWD', 'CLF').map(minorUnit);
/** Generates amounts of money in ten-thousandths. Most are whole minor units, and some are finer. */
const money = fc.oneof(
  fc.bigInt({ min: 0n, max: 400n }).map((n) => n * 10_000n),
  fc.bigInt({ min: 0n, max: 40_000n }).map((n) => n * 100n),
  fc.bigInt({ min: 0n, max: 4_000_000n }),
);
const line = fc.record({
  amount: money,
  quantity: fc.oneof(
    fc.bigInt({ min: 0n, max: 6n }).map((n) => n * 10_000n),
    fc.bigInt({ min: 1n, max: 30_000n }),
  ),
});
const lines = fc
  .array(line, { maxLength: 6 })
  .map((list) => list.map((l, i): OrderLine => ({ ...l, lineId: `l${i}`, sku: `s${i}` })));
const coupon = fc.record({
  kind: fc.constantFrom(...COUPON_KINDS),
  faceValue: money,
  share: fc.bigInt({ min: 1n, max: 10_000n }),
  most: fc.option(money, { nil: undefined }),
  buy: fc.integer({ min: 1, max: 4 }),
  get: fc.integer({ min: 1, max: 3 }),
}) as unknown as fc.Arbitrary<Coupon>;
const total = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);
const orderOf = (list: OrderLine[], other: bigint, shipping: bigint, honest: boolean): OrderToPay => ({
  orderId: 'o',
  amount: honest ? total(list.map((l) => l.amount ?? 0n)) : other,
  lines: list,
  shipping,
});
const order = fc.tuple(lines, money, money, fc.boolean()).map((x) => orderOf(...x));

test('minor units match ISO 4217', () => {
  for (const [currency, digits] of [
    ['CNY', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['TND', 3],
    ['CLF', 4],
    ['EUR', 2],
    ['constructor', 2],
  ] as const)
    assert.equal(minorUnit(currency), 10n ** BigInt(4 - digits), currency);
});

test('a discount is in whole minor units between 0 and the amount it applies to, and adds up by line within each line', () => {
  fc.assert(
    fc.property(coupon, order, unit, (c, o, u) => {
      const off = discountOf(c, o, u);
      const from = c.kind === 'FREE_SHIPPING' ? o.shipping! : o.amount;
      assert.ok(off >= 0n && off <= from && off % u === 0n);
      if (c.kind === 'DISCOUNT' && c.most !== undefined) assert.ok(off <= c.most);
      const parts = splitOverLines(c, o, off, u);
      const amounts = o.lines!.map((l) => l.amount ?? 0n);
      assert.equal(parts === undefined, amounts.length === 0 || c.kind === 'FREE_SHIPPING' || total(amounts) < off);
      if (!parts) return;
      assert.equal(total(parts.map((p) => p.discount)), off);
      parts.forEach((p, i) => assert.ok(p.discount >= 0n && p.discount <= amounts[i], `part ${i}`));
      if (amounts.every((a) => a % u === 0n)) assert.ok(parts.every((p) => p.discount % u === 0n));
    }),
    { numRuns: 3000 },
  );
});

test('a share is rounded to the nearest payable amount, half to even', () => {
  fc.assert(
    fc.property(money, fc.bigInt({ min: 1n, max: 10_000n }), unit, (raw, share, u) => {
      const amount = (raw / u) * u;
      const off = discountOf({ kind: 'DISCOUNT', share } as Coupon, { orderId: 'o', amount }, u);
      // Returns the exact distance from the unrounded discount, in units of 10^-8.
      const distance = (x: bigint): bigint =>
        (x * 10_000n > amount * share ? 1n : -1n) * (x * 10_000n - amount * share);
      for (const other of [off - u, off + u]) {
        assert.ok(distance(off) <= distance(other));
        if (distance(off) === distance(other)) assert.equal((off / u) % 2n, 0n);
      }
    }),
    { numRuns: 2000 },
  );
});

test('the cheapest m of every n + m pieces are free, as in a count of single pieces', () => {
  const shelf = fc.array(
    fc.record({ price: fc.bigInt({ min: 0n, max: 5000n }), pieces: fc.integer({ min: 0, max: 6 }) }),
    {
      maxLength: 6,
    },
  );
  fc.assert(
    fc.property(shelf, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 3 }), (list, buy, get) => {
      const ls = list.map(({ price, pieces }, i): OrderLine => ({
        lineId: `${i}`,
        quantity: BigInt(pieces) * 10_000n,
        amount: price * 100n * BigInt(pieces),
      }));
      const each = list.flatMap(({ price, pieces }) => Array.from({ length: pieces }, () => price * 100n));
      const free = each.sort((a, b) => Number(a - b)).slice(0, Math.floor(each.length / (buy + get)) * get);
      const o = orderOf(ls, 0n, 0n, true);
      assert.equal(discountOf({ kind: 'BUY_N_GET_M', buy, get } as Coupon, o, 100n), total(free));
    }),
    { numRuns: 1000 },
  );
});

test('a total split over no lines, and over lines with amount 0', () => {
  assert.deepEqual(split(0n, [], 100n), []);
  assert.deepEqual(split(0n, [0n, 0n], 100n), [0n, 0n]);
  assert.deepEqual(split(1000n, [2000n, 2000n, 2000n], 100n), [300n, 300n, 400n]);
});
