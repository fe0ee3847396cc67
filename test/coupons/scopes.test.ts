/** Tests coupons for certain goods: the matching lines, their discounts, and goods missing from an order. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import type { OrderToPay } from '../../src/engine/coupons/coupon-use.js';
import { COUPON_KINDS, type Coupon } from '../../src/engine/coupons/coupon-definition.js';
import { discountOf, splitOverLines } from '../../src/engine/coupons/discount.js';
import { isInScope, type ProductScope } from '../../src/engine/coupons/scope.js';
import type { OrderLine } from '../../src/engine/types.js';
import { TestServer, type Caller } from '../support/server.js';

const UNIT = 100n;
const sku = fc.constantFrom('s1', 's2', 's3', 's4');
const brand = fc.constantFrom('b1', 'b2');
const category = fc.constantFrom('母婴', '母婴/纸尿裤', '母婴/纸尿裤/NB', '母婴用品', '食品', '母婴/奶粉/');
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
const defined = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as T;
const some = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T[] | undefined> =>
  maybe(fc.uniqueArray(of, { minLength: 1, maxLength: 3 }));
const goods = fc.record({ skus: some(sku), brands: some(brand), categories: some(category) }).map(defined);
const scope: fc.Arbitrary<ProductScope> = fc.oneof(
  fc.tuple(goods, maybe(goods)).map(([chosen, excluded]) => defined({ ...chosen, excluded })),
  fc.uniqueArray(sku, { minLength: 2, maxLength: 3 }).map((bundle) => ({ bundle })),
);
const lines = fc
  .array(
    fc.record({
      sku: maybe(sku),
      brand: maybe(brand),
      category: maybe(category),
      price: fc.bigInt({ min: 0n, max: 300n }),
      pieces: fc.integer({ min: 0, max: 4 }),
    }),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map(({ price, pieces, ...named }, i): OrderLine => ({
      ...defined(named),
      lineId: `l${i}`,
      quantity: BigInt(pieces) * 10_000n,
      amount: price * UNIT * BigInt(pieces),
    })),
  );
const total = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);
const orderOf = (list: readonly OrderLine[]): OrderToPay => ({
  orderId: 'o',
  amount: total(list.map((line) => line.amount!)),
  lines: list,
  shipping: 80_000n,
});

/** Implements product scopes a second time, with regular expressions and sets. */
function chosen(line: OrderLine, { bundle, excluded, ...of }: ProductScope): boolean {
  const among = (g: ProductScope): boolean =>
    [
      [g.skus, line.sku],
      [g.brands, line.brand],
    ].some(([list, value]) => value !== undefined && new Set(list).has(value as string)) ||
    (g.categories ?? []).some((path) => {
      const parts = path.replace(/\/+$/, '').split('/');
      return line.category !== undefined && parts.every((part, i) => line.category!.split('/')[i] === part);
    });
  if (bundle) return bundle.includes(line.sku ?? '');
  return (Object.keys(of).length === 0 || among(of)) && !(excluded && among(excluded));
}

test('a line is in scope according to sets and path prefixes', () => {
  fc.assert(
    fc.property(lines, scope, (list, s) => {
      for (const line of list) assert.equal(isInScope(line, s), chosen(line, s));
    }),
    { numRuns: 3000 },
  );
});

test('a coupon for some products takes the discount of an order of only these products off their lines', () => {
  const terms = fc.record({
    kind: fc.constantFrom(...COUPON_KINDS),
    faceValue: fc.bigInt({ min: 1n, max: 900n }).map((n) => n * UNIT),
    share: fc.bigInt({ min: 1n, max: 10_000n }),
    most: maybe(fc.bigInt({ min: 1n, max: 500n }).map((n) => n * UNIT)),
    buy: fc.integer({ min: 1, max: 3 }),
    get: fc.integer({ min: 1, max: 3 }),
  });
  fc.assert(
    fc.property(terms, scope, lines, (t, products, list) => {
      const whole = { ...t, products } as unknown as Coupon;
      const order = orderOf(list);
      const inside = list.filter((line) => chosen(line, products));
      const off = discountOf(whole, order, UNIT);
      assert.equal(off, discountOf(t as unknown as Coupon, orderOf(inside), UNIT));
      const parts = splitOverLines(whole, order, off, UNIT);
      if (t.kind === 'FREE_SHIPPING' || list.length === 0) return assert.equal(parts, undefined);
      assert.equal(total(parts!.map((p) => p.discount)), off);
      list.forEach((line, i) => {
        if (!inside.includes(line)) assert.equal(parts![i].discount, 0n, 'out of scope');
        assert.ok(parts![i].discount <= line.amount!);
      });
    }),
    { numRuns: 3000 },
  );
});

test('every n pieces bought make up to m gift pieces free, cheapest first, as in a count of single pieces', () => {
  fc.assert(
    fc.property(
      lines,
      maybe(scope),
      scope,
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 3 }),
      (list, products, gifts, buy, get) => {
        const pieces = list
          .flatMap((line) => Array.from({ length: Number(line.quantity / 10_000n) }, () => line))
          .map((line) => ({
            price: line.amount! / (line.quantity / 10_000n),
            bought: products === undefined || chosen(line, products),
            given: chosen(line, gifts),
          }));
        const gift = pieces
          .filter((p) => p.given)
          .sort((a, b) => Number(a.price - b.price) || Number(a.bought) - Number(b.bought));
        let free = 0;
        for (let n = 1; n <= gift.length; n++) {
          const taken = new Set(gift.slice(0, n));
          if (pieces.filter((p) => p.bought && !taken.has(p)).length >= buy * Math.ceil(n / get)) free = n;
        }
        const coupon = { kind: 'BUY_N_GET_M', buy, get, gifts, ...(products ? { products } : {}) } as unknown as Coupon;
        const off = discountOf(coupon, orderOf(list), UNIT);
        assert.equal(off, total(gift.slice(0, free).map((p) => p.price)));
        const parts = splitOverLines(coupon, orderOf(list), off, UNIT);
        if (parts) assert.equal(total(parts.map((p) => p.discount)), off);
      },
    ),
    { numRuns: 3000 },
  );
});

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('goods', '2026-03-10T12:00:00.000Z');
});
after(() => server.remove());

const SHOWN = '{skus brands categories bundle excluded{skus brands categories}}';
const DEFINE = `mutation($i:DefineCouponInput!){defineCoupon(input:$i){key version products${SHOWN} gifts${SHOWN}}}`;
const REDEEM = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already discount lines{lineId discount}}}';
const define = async (input: object): ReturnType<Caller['ask']> => (await admin.ask(DEFINE, { i: input })).defineCoupon;
const who = { identities: [{ namespace: 'member_id', value: 'M1' }] };
const order = (
  coupon: string,
  orderId: string,
  list: readonly object[],
  more: object = {},
): Record<string, unknown> => ({
  i: {
    coupon,
    ...who,
    orderId,
    lines: list,
    amount: String(list.reduce((a, x) => a + Number((x as { amount: string }).amount), 0)),
    ...more,
  },
});
const claim = (coupon: string): Promise<unknown> =>
  admin.ask('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', { i: { coupon, ...who } });
const refused = async (variables: Record<string, unknown>): Promise<unknown> =>
  (await admin.send(REDEEM, variables)).errors![0].extensions.reason;

const DIAPERS = { lineId: 'd', sku: 'd1', brand: 'B', category: '母婴/纸尿裤/NB', quantity: 2, amount: '80' };
const MILK = { lineId: 'm', sku: 'm1', brand: 'C', category: '母婴/奶粉', amount: '40' };
const BREAD = { lineId: 'b', sku: 'x1', brand: 'D', category: '母婴用品', amount: '60' };

test('threshold and discount use the products in scope, and an order without any is rejected', async () => {
  const made = await define({
    key: 'baby',
    kind: 'FULL_REDUCTION',
    faceValue: '10',
    threshold: '100',
    products: { categories: ['母婴', '母婴'], excluded: { brands: ['C'] } },
  });
  assert.deepEqual(made.products, {
    skus: null,
    brands: null,
    categories: ['母婴'],
    bundle: null,
    excluded: { skus: null, brands: ['C'], categories: null },
  });
  await claim('baby');
  assert.equal(await refused(order('baby', 'o', [BREAD])), 'COUPON_GOODS_MISMATCH');
  assert.equal(await refused(order('baby', 'o', [MILK])), 'COUPON_GOODS_MISMATCH');
  assert.equal(await refused(order('baby', 'o', [], { amount: '200' })), 'COUPON_GOODS_MISMATCH');
  assert.equal(await refused(order('baby', 'o', [DIAPERS, MILK, BREAD])), 'COUPON_BELOW_THRESHOLD');
  await define({ key: 'baby', kind: 'FULL_REDUCTION', faceValue: '10', threshold: '80' });
  const use = order('baby', 'o', [DIAPERS, MILK, BREAD]);
  const lines = [
    { lineId: 'd', discount: '10' },
    { lineId: 'm', discount: '0' },
    { lineId: 'b', discount: '0' },
  ];
  for (const already of [false, true])
    assert.deepEqual((await admin.ask(REDEEM, use)).redeemCoupon, { already, discount: '10', lines });
  // The discount stays the same, whichever goods the coupon applies to now.
  await define({ key: 'baby', kind: 'FULL_REDUCTION', faceValue: '5', threshold: '80', products: { skus: ['m1'] } });
  assert.deepEqual((await admin.ask(REDEEM, use)).redeemCoupon, { already: true, discount: '10', lines: null });
  const rows = (await admin.ask('{couponPopularity(scope:{coupons:["baby"]}){rows{used discount}}}')).couponPopularity;
  assert.deepEqual(rows.rows, [{ used: 1, discount: '10' }]);
  assert.equal((await define({ key: 'baby', kind: 'FULL_REDUCTION', products: null })).products, null, 'taken away');
});

test('a bundle needs a piece of each of its skus', async () => {
  await define({ key: 'set', kind: 'DISCOUNT', percentOff: '50', products: { bundle: ['d1', 'm1'] } });
  await claim('set');
  assert.equal(await refused(order('set', 'p', [DIAPERS, BREAD])), 'COUPON_BUNDLE_INCOMPLETE');
  assert.equal(await refused(order('set', 'p', [DIAPERS, { ...MILK, quantity: 0 }])), 'COUPON_BUNDLE_INCOMPLETE');
  const { discount } = (await admin.ask(REDEEM, order('set', 'p', [DIAPERS, MILK, BREAD]))).redeemCoupon;
  assert.equal(discount, '60');
});

test('buy three, get one free, with different products in scope', async () => {
  await define({
    key: 'three',
    kind: 'BUY_N_GET_M',
    buy: 3,
    get: 1,
    products: { categories: ['母婴/纸尿裤'] },
    gifts: { skus: ['m1', 'x1'] },
  });
  await claim('three');
  assert.equal(await refused(order('three', 'g', [DIAPERS, MILK])), 'COUPON_GIFT_MISSING', 'two are bought');
  const three = { ...DIAPERS, quantity: 3 };
  assert.equal(await refused(order('three', 'g', [three])), 'COUPON_GIFT_MISSING', 'there is nothing to give');
  assert.deepEqual((await admin.ask(REDEEM, order('three', 'g', [three, BREAD, MILK]))).redeemCoupon, {
    already: false,
    discount: '40',
    lines: [
      { lineId: 'd', discount: '0' },
      { lineId: 'b', discount: '0' },
      { lineId: 'm', discount: '40' },
    ],
  });
});

test('invalid scopes are rejected, each with its path', async () => {
  const base = { key: 'bad', kind: 'BUY_N_GET_M', buy: 1, get: 1 };
  for (const [more, reason, path] of [
    [{ products: {} }, 'COUPON_SCOPE_INVALID', 'input.products'],
    [{ products: { skus: [] } }, 'COUPON_SCOPE_INVALID', 'input.products'],
    [{ products: { skus: ['a'], excluded: {} } }, 'COUPON_SCOPE_INVALID', 'input.products.excluded'],
    [{ products: { categories: ['a', '//'] } }, 'COUPON_SCOPE_INVALID', 'input.products.categories[1]'],
    [{ products: { bundle: ['a', 'a'] } }, 'COUPON_SCOPE_INVALID', 'input.products.bundle'],
    [{ products: { bundle: ['a', 'b'], brands: ['c'] } }, 'COUPON_SCOPE_INVALID', 'input.products.bundle'],
    [{ gifts: { bundle: ['a', 'b'] } }, 'COUPON_SCOPE_INVALID', 'input.gifts.bundle'],
    [{ products: { skus: [' '] } }, 'TEXT_EMPTY', 'input.products.skus[0]'],
    [{ products: { skus: Array.from({ length: 1001 }, (_, i) => `s${i}`) } }, 'LIST_TOO_LONG', 'input.products.skus'],
    [
      { kind: 'GIFT', faceValue: '1', buy: null, get: null, gifts: { skus: ['a'] } },
      'COUPON_FIELD_NOT_ALLOWED',
      'input.gifts',
    ],
  ] as const) {
    const { extensions } = (await admin.send(DEFINE, { i: { ...base, ...more } })).errors![0];
    assert.deepEqual([extensions.reason, extensions.inputPath], [reason, path]);
  }
});
