/** A customer's orders as coupon reports read them: paid, net of what was cancelled and refunded. */
import { compareFacts, type FactSet } from '../facts/facts.js';
import type { EventFact } from '../model.js';
import { stepAt, type OrderStep } from '../facts/order-fold.js';

export interface PaidOrder {
  readonly orderId?: string;
  readonly at: number;
  /** What is left of it now; 0n when nothing is. */
  readonly net: bigint;
  /** When nothing of the order was left. Absent while something is. */
  readonly goneAt?: number;
}

/** Paid orders, ascending, as far as reported by `now`: each once, however many messages report it. */
export function paidOrders(facts: FactSet, now: number): PaidOrder[] {
  const out: { readonly report: EventFact; readonly order: PaidOrder }[] = [];
  for (const report of facts.ofType('order_paid'))
    if (report.orderId === undefined && report.at <= now)
      out.push({ report, order: { at: report.at, net: report.amount ?? 0n } });
  for (const steps of facts.orders('order_paid').values()) {
    const step = stepAt(steps, now);
    if (!step) continue;
    const goneAt = goneSince(steps, now);
    const { report, order } = step;
    out.push({
      report,
      order: {
        orderId: report.orderId!,
        at: report.at,
        net: order?.amount ?? 0n,
        ...(goneAt === undefined ? {} : { goneAt }),
      },
    });
  }
  return out.sort((a, b) => compareFacts(a.report, b.report)).map((x) => x.order);
}

/** Since when nothing is left of an order at an instant; undefined where something is. */
export function goneSince(steps: readonly OrderStep[], at: number): number | undefined {
  let since: number | undefined;
  for (const s of steps) {
    if (s.from > at) break;
    since = s.order ? undefined : (since ?? s.from);
  }
  return since;
}

/** Orders that stood right before an instant, one apart: those that make a customer an old one. */
export function standingBefore(orders: readonly PaidOrder[], at: number, except?: string): PaidOrder[] {
  return orders.filter(
    (o) => o.at < at && (except === undefined || o.orderId !== except) && (o.goneAt === undefined || o.goneAt > at),
  );
}
