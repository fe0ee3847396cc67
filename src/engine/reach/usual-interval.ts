/** How long a customer usually waits between orders, and when a reminder before the next one is due. */
import type { FactSet } from '../facts/facts.js';
import { dayOf } from '../time/time.js';

/** Gaps that are looked at, the newest. */
const MOST_GAPS = 10;
/** Gaps below which there is no usual interval. */
const LEAST_GAPS = 3;
/** Customers with two purchases of a product, below which the product has no interval of its own. */
const LEAST_CUSTOMERS = 30;

/** The instants of the paid orders that stand at an instant: not wholly cancelled or refunded by then. Ascending. */
export function standingOrders(facts: FactSet, at: number): number[] {
  const standing = facts.standing('order_paid');
  const instants = standing
    ? standing.filter(({ from, to }) => from <= at && at < to).map(({ fact }) => fact.at)
    : facts.ofType('order_paid').map((fact) => fact.at);
  return instants.filter((instant) => instant <= at).sort((left, right) => left - right);
}

/** One instant for each day with an order: the first order of the day. Takes instants in ascending order. */
export function orderDays(instants: readonly number[], zone: string): number[] {
  let last = '';
  return instants.filter((at) => {
    const day = dayOf(at, zone);
    if (day === last) return false;
    last = day;
    return true;
  });
}

/** The median; of an even number the mean of the two in the middle, in whole milliseconds, rounded down. */
function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const n = sorted.length;
  return Math.floor((sorted[(n - 1) >> 1] + sorted[n >> 1]) / 2);
}

const gapsOf = (days: readonly number[]): number[] => days.slice(1).map((at, i) => at - days[i]);

/**
 * The median of the last at most 10 gaps between order-days, from 3 gaps on; undefined below.
 *
 * @example usualInterval([0, 10 * DAY, 21 * DAY, 30 * DAY]) // 10 * DAY
 */
export function usualInterval(days: readonly number[]): number | undefined {
  const gaps = gapsOf(days).slice(-MOST_GAPS);
  return gaps.length < LEAST_GAPS ? undefined : median(gaps);
}

/**
 * The usual interval of a product over its customers: the median of the median gaps of those who bought it on at least
 * two days; undefined for fewer than 30 of them.
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
 * Returns the reminder before the customer's usual repurchase. Undefined without an order or an interval, or if the
 * time had already passed when it was first known. An order on a new day moves the reminder.
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
