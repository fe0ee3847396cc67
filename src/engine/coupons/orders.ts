/** A customer's orders as coupon reports read them: paid, net of what was cancelled and refunded. */
import { netOrder, type FactSet } from '../facts.js';

export interface PaidOrder {
  readonly orderId?: string;
  readonly at: number;
  /** What is left of it now; 0n when nothing is. */
  readonly net: bigint;
  /** From when on nothing is left of it. */
  readonly goneAt?: number;
}

/** Paid orders, ascending, as far as told by `now`. */
export function paidOrders(facts: FactSet, now: number): PaidOrder[] {
  return facts
    .ofType('order_paid')
    .filter((e) => e.at <= now)
    .map((e): PaidOrder => {
      const steps = netOrder(e, e.orderId === undefined ? [] : facts.adjustmentsOf(e.orderId)).filter(
        (s) => s.from <= now,
      );
      const last = steps[steps.length - 1];
      return {
        orderId: e.orderId,
        at: e.at,
        net: last.order?.amount ?? 0n,
        ...(last.order === undefined ? { goneAt: last.from } : {}),
      };
    });
}

/** Orders that stood right before an instant, one apart: those that make a customer an old one. */
export function standingBefore(orders: readonly PaidOrder[], at: number, except?: string): PaidOrder[] {
  return orders.filter(
    (o) => o.at < at && (except === undefined || o.orderId !== except) && (o.goneAt === undefined || o.goneAt > at),
  );
}
