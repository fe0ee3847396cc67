/** Generates random coupons and packs in every form of definition, matching orders, and the API inputs for them. */
import { met } from '../support/coverage.js';
import { Bag, type Dice } from '../support/dice.js';
import type { Eligible } from './ledger.js';
import type { Basket, Kind, Line, Pack, Scope, Terms } from './ledger-terms.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const KINDS: readonly Kind[] = [
  'FULL_REDUCTION',
  'DISCOUNT',
  'FIXED_AMOUNT',
  'FREE_SHIPPING',
  'EXCHANGE',
  'BUY_N_GET_M',
  'GIFT',
];
export const PACKS = ['p0', 'p1', 'p2', 'p3'] as const;
/** Two coupons of each kind, and two more of the kind with the most variants. */
const KIND_OF: readonly Kind[] = [...KINDS, ...KINDS, 'BUY_N_GET_M', 'BUY_N_GET_M'];
export const COUPONS = KIND_OF.map((_, i) => `k${i}`);
/** Coupons that orders report without a decision by the server. Their return terms are never changed. */
export const REPORTED_COUPONS: readonly string[] = ['k1', 'k2', 'k6'];
/** Group coupons, which two customers claim together. No pack contains them. */
const PAIRS: readonly string[] = ['k4'];

/** Eligibility conditions, as expressions or keys of definitions, each with its equivalent on a ledger. */
export const ELIGIBLE: ReadonlyMap<string, { readonly expression: string; readonly holds: Eligible }> = new Map([
  [
    'expression',
    {
      expression: 'count(order_paid) = 0',
      holds: (l: Parameters<Eligible>[0], c: string) => l.standingOrders(c).length === 0,
    },
  ],
  ['segment', { expression: 'buyers', holds: (l, c) => l.standingOrders(c).length >= 2 }],
  ['layer', { expression: 'stage.once', holds: (l, c) => l.standingOrders(c).length === 1 }],
  ['tag', { expression: 'tag level = "gold"', holds: (l, c) => l.gold.has(c) }],
  ['list', { expression: 'in list vip', holds: (l, c) => l.listed.has(c) }],
  [
    'window',
    {
      expression: 'did(visit, last 2d)',
      holds: (l, c) => l.visits.some((v) => v.customer === c && l.now < v.at + 2 * DAY),
    },
  ],
  [
    'claims of a coupon',
    {
      expression: 'did(coupon_claimed where couponId = "k0")',
      holds: (l, c) => l.claims.some((x) => x.customer === c && x.coupon === 'k0'),
    },
  ],
  [
    'claims of a pack',
    {
      expression: 'not did(coupon_claimed where pack = "p0")',
      holds: (l, c) => !l.packClaims.some((x) => x.customer === c && x.pack === 'p0'),
    },
  ],
  [
    'uses',
    {
      expression: 'count(coupon_redeemed) < 3',
      holds: (l, c) => l.redemptionsOf(c) < 3,
    },
  ],
]);

const GOODS = [
  { sku: 'd1', brand: 'B', category: '母婴/纸尿裤/NB' },
  { sku: 'd2', brand: 'C', category: '母婴/纸尿裤' },
  { sku: 'm1', brand: 'C', category: '母婴/奶粉' },
  { sku: 'x1', brand: 'D', category: '母婴用品' },
  { sku: 'x2', brand: 'B', category: '食品' },
] as const;

const WAYS = ['skus', 'brands', 'categories', 'several', 'excluded', 'all but'] as const;
const SCOPES = { products: new Bag([...WAYS, 'bundle', 'bundle'] as const), gifts: new Bag(WAYS) };
const CONDITIONS = new Bag([...ELIGIBLE.keys()]);
const CONDITIONS_OF_PACKS = new Bag([...ELIGIBLE.keys()]);

/** Returns a random selection of goods in one of the possible forms. A selection for `gifts` is never a bundle. */
function randomScope(d: Dice, what: keyof typeof SCOPES): Scope {
  const form = SCOPES[what].draw(d);
  met('coupon form', `${what} ${form}`);
  const categories = [d.pick(['母婴', '母婴/纸尿裤', '食品'])];
  switch (form) {
    case 'skus':
      return { skus: ['d1', 'm1', 'x2'] };
    case 'brands':
      return { brands: [d.pick(['B', 'C'])] };
    case 'several':
      return { skus: ['x1'], brands: ['B'], categories };
    case 'excluded':
      return { categories: ['母婴'], excluded: { brands: ['C'] } };
    case 'all but':
      return { excluded: { skus: ['x1'], categories: ['食品'] } };
    case 'bundle':
      return { bundle: ['d1', d.pick(['m1', 'x2'])] };
    case 'categories':
      return { categories };
  }
}

/** Returns a field of a definition with the given probability, otherwise an empty object. */
function field<K extends string, V>(d: Dice, chance: number, name: K, value: () => V): { [k in K]?: V } {
  if (!d.chance(chance)) return {};
  met('coupon form', name);
  return { [name]: value() } as { [k in K]?: V };
}

const cents = (d: Dice): number => d.pick([500, 1000, 1250, 2000, 3333]);

function eligibleOf(d: Dice): string {
  const eligible = CONDITIONS.draw(d);
  met('coupon form', `eligible ${eligible}`);
  return eligible;
}

/** Returns the fields that depend on the kind of the coupon. */
function effectOf(d: Dice, kind: Kind): Partial<Terms> {
  switch (kind) {
    case 'DISCOUNT':
      return { share: d.pick([1000, 1550, 5000]), ...field(d, 0.5, 'mostOff', () => cents(d)) };
    case 'FREE_SHIPPING':
      return {};
    case 'BUY_N_GET_M':
      return { buy: d.int(1, 3), get: d.int(1, 2), ...field(d, 0.75, 'gifts', () => randomScope(d, 'gifts')) };
    case 'FULL_REDUCTION':
    case 'FIXED_AMOUNT':
    case 'EXCHANGE':
    case 'GIFT':
      return { faceValue: cents(d) };
  }
}

export function randomCoupon(dice: Dice, number: number, start: number): Terms {
  const kind = KIND_OF[number];
  const key = COUPONS[number];
  met('coupon form', kind);
  const group = PAIRS.includes(key);
  if (group) met('coupon form', 'group');
  return {
    key,
    kind,
    group,
    returnOnRefund: field(dice, 0.3, 'returnOnRefund', () => false).returnOnRefund ?? true,
    stackable: field(dice, 0.4, 'stackable', () => true).stackable ?? false,
    ...effectOf(dice, kind),
    ...(kind === 'FULL_REDUCTION' ? { threshold: 4000 } : field(dice, 0.2, 'threshold', () => 2000)),
    ...field(dice, 0.5, 'products', () => randomScope(dice, 'products')),
    ...field(dice, 0.4, 'code', () => `CODE-${number}`),
    ...field(dice, 0.25, 'store', () => dice.pick(['s1', 's2'])),
    ...field(dice, 0.15, 'platform', () => 'app'),
    ...field(dice, 0.15, 'channel', () => dice.pick(['web', 'live'])),
    ...field(dice, 0.5, 'campaign', () => dice.pick(['spring', 'autumn'])),
    ...field(dice, 0.5, 'costBearer', () => dice.pick(['brand', 'shop'])),
    ...field(dice, 0.25, 'eligible', () => eligibleOf(dice)),
    ...field(dice, 0.4, 'perCustomer', () => dice.int(1, 3)),
    ...field(dice, group ? 1 : 0.4, 'total', () => dice.int(2, 8)),
    ...field(dice, 0.4, 'costLimit', () => dice.pick([2000, 4500, 9000])),
    ...field(dice, 0.2, 'from', () => start + dice.int(1, 3) * 6 * HOUR),
    ...field(dice, 0.3, 'until', () => start + dice.int(4, 8) * 6 * HOUR),
    ...field(dice, 0.4, 'validHours', () => dice.pick([6, 24, 50])),
  };
}

export function randomPack(dice: Dice, key: string, start: number): Pack {
  const pool = COUPONS.filter((coupon) => !PAIRS.includes(coupon));
  const items = Array.from({ length: dice.int(1, 3) }, () => pool.splice(dice.int(0, pool.length - 1), 1)[0]).map(
    (coupon) => ({
      coupon,
      count: dice.pick([1, 1, 2, 3]),
    }),
  );
  if (items.some((item) => item.count > 1)) met('coupon form', 'pack with two of a coupon');
  if (items.length > 1) met('coupon form', 'pack of several coupons');
  const own = <K extends string, V>(chance: number, name: K, value: () => V): { [k in K]?: V } => {
    if (!dice.chance(chance)) return {};
    met('coupon form', `pack ${name}`);
    return { [name]: value() } as { [k in K]?: V };
  };
  return {
    key,
    items,
    ...own(0.3, 'eligible', () => CONDITIONS_OF_PACKS.draw(dice)),
    ...own(0.4, 'perCustomer', () => dice.int(1, 2)),
    ...own(0.4, 'total', () => dice.int(2, 4)),
    ...own(0.35, 'from', () => start + 9 * HOUR),
    ...own(0.3, 'until', () => start + dice.int(3, 6) * 6 * HOUR),
  };
}

/** Returns a random order that is not yet paid. */
export function randomBasket(dice: Dice, orderId: string): Basket {
  const lines = GOODS.filter(() => dice.chance(0.6)).map((goods, i): Line => {
    const quantity = dice.pick([0, 1, 1, 2, 3, 4, 0.5, 1.25]);
    return { ...goods, lineId: `l${i}`, quantity, amount: Math.ceil(quantity) * dice.pick([333, 500, 1000, 1999]) };
  });
  const amount = lines.reduce((sum, line) => sum + line.amount, 0);
  const given = dice.chance(0.85) ? { lines } : {};
  return {
    orderId,
    // The amount is sometimes less than the sum of the lines, as after another discount.
    amount: dice.chance(0.15) ? Math.floor(amount / 3) : amount,
    ...given,
    ...(dice.chance(0.5) ? { shipping: dice.pick([0, 800, 1200]) } : {}),
    ...(dice.chance(0.6) ? { store: dice.pick(['s1', 's2']) } : {}),
    ...(dice.chance(0.5) ? { platform: dice.pick(['app', 'mini']) } : {}),
    ...(dice.chance(0.5) ? { channel: dice.pick(['web', 'live']) } : {}),
  };
}

/** Fields that may change after the first definition, each with a function that returns the changed fields. */
const CHANGES: Readonly<Record<string, (d: Dice, terms: Terms, now: number) => Partial<Terms> | undefined>> = {
  faceValue: (d, { faceValue }) => (faceValue === undefined ? undefined : { faceValue: cents(d) }),
  share: (d, { kind }) => (kind === 'DISCOUNT' ? { share: d.pick([500, 2000, 3333]) } : undefined),
  mostOff: (d, { kind }) => (kind === 'DISCOUNT' ? { mostOff: cents(d) } : undefined),
  threshold: (d) => ({ threshold: d.pick([1000, 3000]) }),
  buy: (d, { kind }) => (kind === 'BUY_N_GET_M' ? { buy: d.int(1, 2), get: d.int(1, 2) } : undefined),
  products: (d) => ({ products: d.chance(0.3) ? undefined : randomScope(d, 'products') }),
  gifts: (d, { kind }) =>
    kind === 'BUY_N_GET_M' ? { gifts: d.chance(0.3) ? undefined : randomScope(d, 'gifts') } : undefined,
  stackable: (_d, { stackable }) => ({ stackable: !stackable }),
  code: (d, { key }) => ({ code: `NEW-${key}-${d.int(0, 9)}` }),
  store: (d) => ({ store: d.pick(['s1', 's2']) }),
  campaign: (d) => ({ campaign: d.pick(['summer', 'winter']) }),
  costBearer: () => ({ costBearer: 'bank' }),
  eligible: (d) => ({ eligible: d.chance(0.5) ? undefined : eligibleOf(d) }),
  perCustomer: (d) => ({ perCustomer: d.int(1, 4) }),
  total: (d, { total }) => (total === undefined ? undefined : { total: total + d.int(-1, 4) }),
  costLimit: (d, { costLimit }) =>
    costLimit === undefined ? undefined : { costLimit: costLimit + d.pick([-1000, 3000]) },
  from: (d, _terms, now) => ({
    from: d.chance(0.2) ? undefined : now + d.pick([-1, 1, 12, 12]) * HOUR,
    until: undefined,
  }),
  until: (d, _terms, now) => ({ until: d.chance(0.3) ? undefined : now + d.int(1, 3) * DAY, from: undefined }),
  validFor: (d) => ({ validHours: d.pick([undefined, 3, 30, 90]) }),
  returnOnRefund: (_d, { key, returnOnRefund }) =>
    REPORTED_COUPONS.includes(key) ? undefined : { returnOnRefund: !returnOnRefund },
};
/** `from` and `until` are picked twice as often, because a change of them causes rejections only for a short time. */
const CHANGED = new Bag(['from', 'until', ...Object.keys(CHANGES)]);

/** Returns a coupon with one changed field. Earlier coupons in the list are preferred. */
export function changedCoupon(dice: Dice, all: readonly Terms[], now: number): Terms {
  const name = CHANGED.draw(dice);
  for (const terms of all) {
    const patch = dice.chance(0.7) ? CHANGES[name](dice, terms, now) : undefined;
    if (!patch) continue;
    met('coupon change', name);
    return { ...terms, ...patch };
  }
  return all[0];
}

/** Returns a pack with new terms and the same coupons. */
export function changedPack(dice: Dice, pack: Pack): Pack {
  met('coupon change', pack.retired ? 'pack goes on' : 'pack');
  const { total } = pack;
  return {
    key: pack.key,
    items: pack.items,
    ...(dice.chance(0.5) ? { eligible: CONDITIONS_OF_PACKS.draw(dice) } : {}),
    ...(dice.chance(0.7) ? { perCustomer: dice.int(1, 3) } : {}),
    ...(total === undefined ? {} : { total: total + dice.int(0, 2) }),
  };
}

const iso = (at: number | undefined): string | null => (at === undefined ? null : new Date(at).toISOString());
export const decimal = (cents_: number): string => (cents_ / 100).toFixed(2);
const decimalOrNull = (value: number | undefined): string | null => (value === undefined ? null : decimal(value));

const claimInput = (terms: Pack | Terms): object => ({
  key: terms.key,
  eligible: terms.eligible === undefined ? null : ELIGIBLE.get(terms.eligible)!.expression,
  perCustomerLimit: terms.perCustomer ?? null,
  totalLimit: terms.total ?? null,
  from: iso(terms.from),
  until: iso(terms.until),
});

export const couponInput = (terms: Terms): object => ({
  ...claimInput(terms),
  kind: terms.kind,
  group: terms.group,
  code: terms.code ?? null,
  faceValue: decimalOrNull(terms.faceValue),
  percentOff: decimalOrNull(terms.share),
  mostOff: decimalOrNull(terms.mostOff),
  threshold: decimalOrNull(terms.threshold),
  buy: terms.buy ?? null,
  get: terms.get ?? null,
  products: terms.products ?? null,
  gifts: terms.gifts ?? null,
  stackable: terms.stackable,
  store: terms.store ?? null,
  platform: terms.platform ?? null,
  channel: terms.channel ?? null,
  campaign: terms.campaign ?? null,
  costBearer: terms.costBearer ?? null,
  costLimit: decimalOrNull(terms.costLimit),
  validFor: terms.validHours === undefined ? null : `PT${terms.validHours}H`,
  returnOnRefund: terms.returnOnRefund,
});

export const packInput = (pack: Pack): object => ({ ...claimInput(pack), coupons: pack.items });

/** Returns the input that changes an existing pack: everything except its coupons. */
export const packChangeInput = (pack: Pack): object => claimInput(pack);

/** Returns an order as input of `redeemCoupon`. */
export const basketInput = ({ amount, shipping, lines, ...named }: Basket): object => ({
  ...named,
  amount: decimal(amount),
  ...(shipping === undefined ? {} : { shipping: decimal(shipping) }),
  ...(lines
    ? { lines: lines.map((line) => ({ ...line, quantity: String(line.quantity), amount: decimal(line.amount) })) }
    : {}),
});
