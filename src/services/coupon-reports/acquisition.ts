/** Customers a coupon brought: those whose first standing order it was used on, what they cost and what they did since. */
import { standingBefore } from '../../engine/coupons/orders.js';
import { divideHalfEven } from '../../engine/decimal.js';
import { DAY } from '../../engine/time.js';
import type { Principal } from '../access.js';
import type { Services } from '../context.js';
import { groupOf, type CouponDimension } from './popularity.js';
import { couponCustomers, openReport, type CouponScope } from './scan.js';

export const HORIZONS = [30, 60, 90] as const;

export interface AcquisitionRow {
  readonly group?: string;
  readonly customers: number;
  /** What all uses cost, of new and old customers alike. */
  readonly cost: bigint;
  readonly costPerCustomer: bigint;
  /** Of those whose days are over: how many ordered again within them. */
  readonly repurchase: readonly { readonly days: number; readonly of: number; readonly customers: number; readonly share?: number }[];
  /** Net of refunds, all their orders until now. */
  readonly revenue: bigint;
  readonly profit: bigint;
}

interface Sum {
  customers: number;
  cost: bigint;
  revenue: bigint;
  readonly of: number[];
  readonly again: number[];
}

/** `margin`: what is left of revenue before the coupon, in parts of 10,000. */
export async function couponAcquisition(s: Services, p: Principal, scope: CouponScope, by: CouponDimension, margin: bigint): Promise<{ asOf: number; rows: AcquisitionRow[] }> {
  const r = await openReport(s, p, scope);
  const { now } = r.room;
  const sums = new Map<string, Sum>();
  for await (const page of couponCustomers(s, r, scope)) {
    for (const c of page) {
      let brought = false;
      const uses = [...c.histories].flatMap(([key, h]) => h.uses.filter((u) => u.returnedAt === undefined && r.within(u.at) && c.in(u.at)).map((u) => ({ key, u }))).sort((a, b) => a.u.at - b.u.at || (a.key < b.key ? -1 : 1));
      for (const { key, u } of uses) {
        const group = groupOf(by, key, r.coupons.get(key));
        let sum = sums.get(group);
        if (!sum) sums.set(group, (sum = { customers: 0, cost: 0n, revenue: 0n, of: HORIZONS.map(() => 0), again: HORIZONS.map(() => 0) }));
        sum.cost += r.cost(key, u);
        // A customer is brought once, by the first coupon of the first order.
        if (brought || standingBefore(c.orders, u.at, u.orderId).length > 0) continue;
        brought = true;
        sum.customers++;
        sum.revenue += c.orders.filter((o) => o.at >= u.at || o.orderId === u.orderId).reduce((n, o) => n + o.net, 0n);
        const later = c.orders.filter((o) => o.at > u.at && o.orderId !== u.orderId && o.goneAt === undefined);
        HORIZONS.forEach((days, i) => {
          if (u.at + days * DAY > now) return;
          sum.of[i]++;
          if (later.some((o) => o.at <= u.at + days * DAY)) sum.again[i]++;
        });
      }
    }
  }
  const rows = [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([group, x]): AcquisitionRow => ({
    ...(group === '' ? {} : { group }), customers: x.customers, cost: x.cost, costPerCustomer: x.customers === 0 ? 0n : divideHalfEven(x.cost, BigInt(x.customers)),
    repurchase: HORIZONS.map((days, i) => ({ days, of: x.of[i], customers: x.again[i], ...(x.of[i] === 0 ? {} : { share: x.again[i] / x.of[i] }) })),
    revenue: x.revenue, profit: divideHalfEven(x.revenue * margin, 10_000n) - x.cost,
  }));
  return { asOf: now, rows };
}
