/**
 * Acquisition report. It shows the customers whose first order used a coupon, what the coupons cost, and what these
 * customers ordered later. Orders that were fully canceled or refunded are ignored.
 */
import type { CouponColumns } from '../../../engine/coupons/coupon-columns.js';
import { divideHalfEven } from '../../../engine/values/decimal.js';
import { DAY } from '../../../engine/time/time.js';
import type { Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { useGroups, type CouponDimension } from './popularity.js';
import { couponParts, openReport, type CouponScope } from './scan.js';

const HORIZONS = [30, 60, 90] as const;

export interface AcquisitionRow {
  readonly group?: string;
  readonly customers: number;
  /** Cost of all coupon uses, including the uses by customers who were not new. */
  readonly cost: bigint;
  readonly costPerCustomer: bigint;
  /**
   * Share of repurchases for each horizon of `days`. `of` is the number of customers whose horizon has passed.
   * `customers` is the number of these customers who ordered again within the horizon.
   */
  readonly repurchase: readonly {
    readonly days: number;
    readonly of: number;
    readonly customers: number;
    readonly share?: number;
  }[];
  /** Revenue of all orders of the customers in this row until now, after refunds. */
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

/**
 * Computes the acquisition report. `margin` is the share of revenue that remains before the coupon's cost, in basis
 * points.
 */
export async function couponAcquisition(
  services: Services,
  principal: Principal,
  scope: CouponScope,
  by: CouponDimension,
  margin: bigint,
): Promise<{ asOf: number; rows: AcquisitionRow[] }> {
  const r = await openReport(services, principal, scope);
  const { now } = r.room;
  const sums = new Map<string, Sum>();
  const sumOf = (group: string): Sum => {
    let sum = sums.get(group);
    if (!sum)
      sums.set(
        group,
        (sum = { customers: 0, cost: 0n, revenue: 0n, of: HORIZONS.map(() => 0), again: HORIZONS.map(() => 0) }),
      );
    return sum;
  };
  for await (const { columns, wanted, counts } of couponParts(services, r, scope)) {
    const { uses, historyStarts } = columns;
    const groups = useGroups(by, columns, r.coupons);
    for (let customer = 0; customer + 1 < historyStarts.length; customer++) {
      let brought: { readonly row: number; readonly key: string; readonly group: string } | undefined;
      for (let h = historyStarts[customer]; h < historyStarts[customer + 1]; h++) {
        if (!wanted(h)) continue;
        const code = columns.codes[h];
        for (let row = uses.starts[h]; row < uses.starts[h + 1]; row++) {
          if (uses.returned[row] || !counts(customer, uses.at[row])) continue;
          const group = groups.labels[groups.of(code, uses.claim[row])];
          sumOf(group).cost += uses.cost[row];
          // Count each acquired customer once, for the first coupon of the first order.
          const key = columns.coupons[code];
          if (
            uses.first[row] &&
            (!brought ||
              uses.at[row] < uses.at[brought.row] ||
              (uses.at[row] === uses.at[brought.row] && key < brought.key))
          )
            brought = { row, key, group };
        }
      }
      if (brought) addBrought(sumOf(brought.group), columns, customer, brought.row, now);
    }
  }
  const rows = [...sums]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([group, x]): AcquisitionRow => ({
      ...(group === '' ? {} : { group }),
      customers: x.customers,
      cost: x.cost,
      costPerCustomer: x.customers === 0 ? 0n : divideHalfEven(x.cost, BigInt(x.customers)),
      repurchase: HORIZONS.map((days, i) => ({
        days,
        of: x.of[i],
        customers: x.again[i],
        ...(x.of[i] === 0 ? {} : { share: x.again[i] / x.of[i] }),
      })),
      revenue: x.revenue,
      profit: divideHalfEven(x.revenue * margin, 10_000n) - x.cost,
    }));
  return { asOf: now, rows };
}

/**
 * Adds one acquired customer to the sums. The revenue covers all orders of the customer from the coupon use on. Also
 * counts whether the customer ordered again within each horizon.
 */
function addBrought(sum: Sum, { orders, uses }: CouponColumns, customer: number, use: number, now: number): void {
  const at = uses.at[use];
  let again = Infinity;
  sum.customers++;
  for (let row = orders.starts[customer]; row < orders.starts[customer + 1]; row++) {
    const own = orders.code[row] >= 0 && orders.code[row] === uses.order[use];
    if (orders.at[row] >= at || own) sum.revenue += orders.net[row];
    if (orders.at[row] > at && !own && orders.voidAt[row] === Infinity) again = Math.min(again, orders.at[row]);
  }
  HORIZONS.forEach((days, i) => {
    if (at + days * DAY > now) return;
    sum.of[i]++;
    if (again <= at + days * DAY) sum.again[i]++;
  });
}
