/** Computes the usual time between a customer's orders, and when a reminder before the next order is due. */
import type { FactSet } from '../facts/facts.js';
import { dayOf } from '../time/time.js';

/** Maximum number of gaps between orders to use. If there are more, only the newest ones are used. */
const MOST_GAPS = 10;
/** Minimum number of gaps between orders. A customer with fewer gaps has no usual interval. */
const LEAST_GAPS = 3;
/**
 * Minimum number of customers who bought a product on at least two days. A product with fewer such customers has no
 * usual interval.
 */
const LEAST_CUSTOMERS = 30;

/**
 * Returns the times of the paid orders that are valid at a given time, ascending. Orders that were fully cancelled or
 * refunded by that time are excluded.
 */
export function standingOrders(facts: FactSet, at: number): number[] {
  const standing = facts.standing('order_paid');
  const instants = standing
    ? standing.filter(({ from, to }) => from <= at && at < to).map(({ fact }) => fact.at)
    : facts.ofType('order_paid').map((fact) => fact.at);
  return instants.filter((instant) => instant <= at).sort((left, right) => left - right);
}

/** Returns the time of the first order on each calendar day. `instants` must be in ascending order. */
export function orderDays(instants: readonly number[], zone: string): number[] {
  let last = '';
  return instants.filter((at) => {
    const day = dayOf(at, zone);
    if (day === last) return false;
    last = day;
    return true;
  });
}

/**
 * Returns the median. For an even number of values, returns the mean of the two middle values in whole milliseconds,
 * rounded down.
 */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const n = sorted.length;
  return Math.floor((sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2);
}

const gapsOf = (days: readonly number[]): number[] => days.slice(1).map((at, i) => at - days[i]);

/**
 * Returns the median of the last 10 gaps between days with an order. If there are fewer, uses all of them. Undefined
 * for fewer than 3 gaps.
 *
 * @example usualInterval([0, 10 * DAY, 21 * DAY, 30 * DAY]) // 10 * DAY
 */
export function usualInterval(days: readonly number[]): number | undefined {
  const gaps = gapsOf(days).slice(-MOST_GAPS);
  return gaps.length < LEAST_GAPS ? undefined : median(gaps);
}

/**
 * Returns the usual interval of a product over all its customers. This is the median of the median gaps of the
 * customers who bought it on at least two days. Undefined for fewer than 30 such customers.
 */
export function productInterval(daysByCustomer: readonly (readonly number[])[]): number | undefined {
  const medians = daysByCustomer.map(gapsOf).flatMap((gaps) => (gaps.length === 0 ? [] : [median(gaps)]));
  return medians.length < LEAST_CUSTOMERS ? undefined : median(medians);
}

export interface Reminder {
  /** When the next order is expected. */
  readonly expectedAt: number;
  readonly dueAt: number;
}

/**
 * Returns the reminder before the customer's next expected order. Undefined if there is no order or no interval, or if
 * the reminder was already overdue when it was first known. An order on another day moves the reminder.
 */
export function reminderOf(
  days: readonly number[],
  interval: number | undefined,
  offsetMs: number,
  knownAt: number,
): Reminder | undefined {
  const last = days.at(-1);
  if (last === undefined || interval === undefined) return undefined;
  const expectedAt = last + interval;
  const dueAt = expectedAt - offsetMs;
  return dueAt < knownAt ? undefined : { expectedAt, dueAt };
}
