/**
 * Coupon histories of the customers in a part, as columns. The histories are computed once from the facts
 * (`history.ts`), and every report adds them up. They are rebuilt only if the facts or the coupon terms change, or when
 * the time of a future event arrives.
 */
import type { ColumnPart } from '../columns/part.js';
import { Growing } from '../columns/dictionary.js';
import { namesCoupon } from '../columns/event-table.js';
import { ADJUSTMENT_TYPES } from '../facts/vocabulary.js';
import { costOf } from './coupon-use.js';
import type { Coupon } from './coupon-definition.js';
import { COUPON_EVENTS, couponHistory, couponsIn, ORDER_EVENTS } from './history.js';
import { couponNames, withKeys } from './names.js';
import { isIn, paidOrders, standingBefore, type PaidOrder } from './orders.js';

/**
 * The coupon histories as columns. In each table, the rows of history h are those from starts[h] (inclusive) to
 * starts[h + 1] (exclusive).
 */
export interface CouponColumns {
  /** The columns are valid before this time. From this time on, they must be rebuilt. */
  readonly goodUntil: number;
  /** Coupon keys. The column `codes` refers to a coupon by its index in this list. */
  readonly coupons: readonly string[];
  /** Keys of the packs with which coupons were claimed. */
  readonly packs: readonly string[];
  /**
   * One history for each customer and coupon. The histories of customer i are those from historyStarts[i] (inclusive)
   * to historyStarts[i + 1] (exclusive).
   */
  readonly historyStarts: Int32Array;
  readonly customers: Int32Array;
  readonly codes: Int32Array;
  readonly issues: { readonly starts: Int32Array; readonly at: Float64Array };
  /** `used` is 1 if the claim was used and the use was not returned. */
  readonly claims: {
    readonly starts: Int32Array;
    readonly at: Float64Array;
    readonly expiresAt: Float64Array;
    readonly used: Int32Array;
    /** Index in `packs` of the pack with which the coupon was claimed, or -1 without a pack. */
    readonly pack: Int32Array;
  };
  /**
   * `returned` is 1 if the use was returned. `first` is 1 if the customer had no valid order before the use. `claim` is
   * the row of the used claim, or -1. `order` is the code of the order. `cost` has scale 4.
   */
  readonly uses: {
    readonly starts: Int32Array;
    readonly at: Float64Array;
    readonly returned: Int32Array;
    readonly first: Int32Array;
    readonly claim: Int32Array;
    readonly order: Int32Array;
    readonly cost: BigInt64Array;
  };
  /**
   * Paid orders by customer. `net` is the amount in the workspace's currency that currently remains after refunds, at
   * scale 4. `priced` is 1 if the order has an amount in this currency. `voidAt` is the time from which nothing of the
   * order remained, or Infinity.
   */
  readonly orders: {
    readonly starts: Int32Array;
    readonly at: Float64Array;
    readonly net: BigInt64Array;
    readonly priced: Int32Array;
    readonly voidAt: Float64Array;
    readonly code: Int32Array;
  };
}

const READ = [...COUPON_EVENTS, ...ORDER_EVENTS, ...ADJUSTMENT_TYPES];
const NONE = -1;

/** Computes the columns of a part. Amounts count only in `currency`, the currency of the workspace. */
export function couponColumns(
  part: ColumnPart,
  coupons: ReadonlyMap<string, Coupon>,
  now: number,
  currency: string,
): CouponColumns {
  const tables = [...COUPON_EVENTS, ...ORDER_EVENTS].flatMap((type) => part.table(type) ?? []);
  const paid = part.table('order_paid');
  const orderCodes = new Map(paid?.columns.get('orderId')?.values.map((v, code) => [v as string, code]));
  const codeOf = (orderId: string | undefined): number =>
    orderId === undefined ? NONE : (orderCodes.get(orderId) ?? NONE);
  const names = couponNames(coupons.values());
  const keys = new Map<string, number>();
  const packs = new Map<string, number>();
  const whole = (): Growing<Int32Array> => Growing.integers();
  const [historyStarts, customers, codes] = [whole(), whole(), whole()];
  const issues = { starts: whole(), at: Growing.floats() };
  const claims = { starts: whole(), at: Growing.floats(), expiresAt: Growing.floats(), used: whole(), pack: whole() };
  const uses = {
    starts: whole(),
    at: Growing.floats(),
    returned: whole(),
    first: whole(),
    claim: whole(),
    order: whole(),
    cost: [] as bigint[],
  };
  const orders = {
    starts: whole(),
    at: Growing.floats(),
    net: [] as bigint[],
    priced: whole(),
    voidAt: Growing.floats(),
    code: whole(),
  };
  const addOrder = (o: PaidOrder): void => {
    orders.at.push(o.at);
    orders.net.push(o.net);
    orders.priced.push(o.isPriced ? 1 : 0);
    orders.voidAt.push(o.voidAt ?? Infinity);
    orders.code.push(codeOf(o.orderId));
  };

  for (let i = 0; i < part.size; i++) {
    historyStarts.push(customers.length);
    orders.starts.push(orders.at.length);
    if (!part.adjusted[i] && !tables.some((t) => namesCoupon(t, i))) {
      // Fast path for most customers, who have orders without refunds and use no coupon.
      for (let row = paid?.starts[i] ?? 0; paid && row < paid.starts[i + 1] && paid.at[row] <= now; row++) {
        const amount = paid.columns.get('amount')?.at(row) as bigint | undefined;
        const isPriced = amount !== undefined && isIn(currency, paid.columns.get('currency')?.at(row) as string);
        addOrder({
          at: paid.at[row],
          net: isPriced ? amount : 0n,
          isPriced,
          orderId: paid.columns.get('orderId')?.at(row) as string | undefined,
        });
      }
      continue;
    }
    const facts = withKeys(part.facts(i, { types: READ }), names);
    const own = paidOrders(facts, now, currency);
    own.forEach(addOrder);
    for (const key of couponsIn(facts)) {
      const history = couponHistory(key, coupons.get(key), facts, now);
      if (!keys.has(key)) keys.set(key, keys.size);
      customers.push(i);
      codes.push(keys.get(key)!);
      issues.starts.push(issues.at.length);
      claims.starts.push(claims.at.length);
      uses.starts.push(uses.at.length);
      history.issued.forEach((at) => issues.at.push(at));
      const firstClaim = claims.at.length;
      const rows = new Map(history.claims.map((c, k) => [c.id, firstClaim + k]));
      const spent = new Set(
        history.uses.flatMap((u) => (u.claim !== undefined && u.returnedAt === undefined ? [u.claim] : [])),
      );
      for (const c of history.claims) {
        claims.at.push(c.at);
        claims.expiresAt.push(c.expiresAt);
        claims.used.push(spent.has(c.id) ? 1 : 0);
        if (c.pack !== undefined && !packs.has(c.pack)) packs.set(c.pack, packs.size);
        claims.pack.push(c.pack === undefined ? NONE : packs.get(c.pack)!);
      }
      for (const u of history.uses) {
        uses.at.push(u.at);
        uses.returned.push(u.returnedAt === undefined ? 0 : 1);
        uses.first.push(standingBefore(own, u.at, u.orderId).length === 0 ? 1 : 0);
        uses.claim.push(u.claim === undefined ? NONE : rows.get(u.claim)!);
        uses.order.push(codeOf(u.orderId));
        uses.cost.push(costOf(coupons.get(key), u, currency));
      }
    }
  }
  historyStarts.push(customers.length);
  orders.starts.push(orders.at.length);
  for (const x of [issues, claims, uses]) x.starts.push(x.at.length);
  return {
    goodUntil: nextAfter([...tables, ...ADJUSTMENT_TYPES.flatMap((type) => part.table(type) ?? [])], now),
    coupons: [...keys.keys()],
    packs: [...packs.keys()],
    historyStarts: historyStarts.sealed(),
    customers: customers.sealed(),
    codes: codes.sealed(),
    issues: sealed(issues),
    claims: sealed(claims),
    uses: sealed(uses),
    orders: sealed(orders),
  };
}

/** Returns a table whose columns no longer grow. */
const sealed = <T extends Record<string, Growing<Int32Array> | Growing<Float64Array> | bigint[]>>(
  table: T,
): { [K in keyof T]: T[K] extends Growing<infer A> ? A : BigInt64Array } =>
  Object.fromEntries(
    Object.entries(table).map(([name, c]) => [name, c instanceof Growing ? c.sealed() : BigInt64Array.from(c)]),
  ) as never;

/** Returns the earliest time in the tables after `now`, or Infinity. */
function nextAfter(tables: readonly { readonly at: Float64Array }[], now: number): number {
  let next = Infinity;
  for (const { at } of tables) for (const t of at) if (t > now && t < next) next = t;
  return next;
}

/** Returns the paid orders of a customer, in time order. */
export function ordersAt({ orders }: CouponColumns, customer: number): PaidOrder[] {
  const out: PaidOrder[] = [];
  for (let row = orders.starts[customer]; row < orders.starts[customer + 1]; row++) {
    out.push({
      at: orders.at[row],
      net: orders.net[row],
      isPriced: orders.priced[row] === 1,
      ...(orders.voidAt[row] === Infinity ? {} : { voidAt: orders.voidAt[row] }),
    });
  }
  return out;
}

/** Returns the row of the history of a customer and a coupon, or -1 if there is none. */
export function historyAt(columns: CouponColumns, customer: number, key: string): number {
  for (let h = columns.historyStarts[customer]; h < columns.historyStarts[customer + 1]; h++)
    if (columns.coupons[columns.codes[h]] === key) return h;
  return NONE;
}
