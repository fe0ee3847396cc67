/** Determines paid orders for coupon reports. Their amounts are net of cancellations and refunds. */
import { compareFacts, type FactSet } from '../facts/facts.js';
import type { EventFact } from '../types.js';
import { stepAt, type OrderStep } from '../facts/order-fold.js';

export interface PaidOrder {
  readonly orderId?: string;
  readonly at: number;
  /**
   * Amount in the workspace's currency that currently remains of the order, at scale 4. It is 0n if nothing remains,
   * and for an order in another currency or without an amount.
   */
  readonly net: bigint;
  /** Whether the order has an amount in the workspace's currency. Other orders do not count in an average. */
  readonly isPriced: boolean;
  /**
   * Time in ms at which the order was fully cancelled or refunded. Absent as long as something of the order remains.
   */
  readonly voidAt?: number;
}

/**
 * Returns the paid orders reported by `now`, in time order. Each order appears once, even if several messages report
 * it. Amounts count only in `currency`, the currency of the workspace, as in conditions.
 */
export function paidOrders(facts: FactSet, now: number, currency: string): PaidOrder[] {
  const out: { readonly report: EventFact; readonly order: PaidOrder }[] = [];
  for (const report of facts.ofType('order_paid'))
    if (report.orderId === undefined && report.at <= now)
      out.push({ report, order: { at: report.at, ...priceIn(currency, report, report) } });
  for (const steps of facts.orders('order_paid').values()) {
    const step = stepAt(steps, now);
    if (!step) continue;
    const voidAt = voidSince(steps, now);
    const { report, order } = step;
    out.push({
      report,
      order: {
        orderId: report.orderId!,
        at: report.at,
        ...priceIn(currency, report, order),
        ...(voidAt === undefined ? {} : { voidAt }),
      },
    });
  }
  return out.sort((a, b) => compareFacts(a.report, b.report)).map((x) => x.order);
}

/** Returns the price of an order in the given currency. `left` is the order after its returns. */
function priceIn(
  currency: string,
  report: EventFact,
  left: EventFact | undefined,
): Pick<PaidOrder, 'net' | 'isPriced'> {
  const isPriced = report.amount !== undefined && isIn(currency, report.currency);
  return { net: isPriced ? (left?.amount ?? 0n) : 0n, isPriced };
}

/** Whether money is in the workspace's currency. Money without a currency is. */
export const isIn = (ofWorkspace: string, currency: string | undefined): boolean =>
  (currency ?? ofWorkspace) === ofWorkspace;

/**
 * Returns the time from which nothing remains of an order, considering only steps up to `at`. Returns undefined if
 * something remains at `at`.
 */
export function voidSince(steps: readonly OrderStep[], at: number): number | undefined {
  let since: number | undefined;
  for (const s of steps) {
    if (s.from > at) break;
    since = s.order ? undefined : (since ?? s.from);
  }
  return since;
}

/**
 * Returns the orders that were valid right before a time. The order `except` is left out. A customer with at least one
 * such order is an existing customer.
 */
export function standingBefore(orders: readonly PaidOrder[], at: number, except?: string): PaidOrder[] {
  return orders.filter(
    (o) => o.at < at && (except === undefined || o.orderId !== except) && (o.voidAt === undefined || o.voidAt > at),
  );
}
