/** Computes the value of a customer by the usual rule of thumb, to compare it with the value that a model expects. */
import type { Histories } from './order-histories.js';

/** Repurchase rate x order value x retention period. It describes the past, and it has no error. */
export interface SimpleValue {
  /** Repeat order-days of a customer in 30 days, on average over the time since the first order. */
  readonly repurchaseRate: number;
  /** Mean value of a repeat order-day, in the workspace's currency. */
  readonly orderValue: number;
  /** Mean time from the first to the last order-day of a customer, in days. */
  readonly retentionDays: number;
  /** Product of the three, with the retention period in units of 30 days. */
  readonly value: number;
}

const WEEK_DAYS = 7;
const MONTH_DAYS = 30;

/** Returns the simple value of customers. Returns undefined if no customer ordered again. */
export function simpleValue({ repeats, lastAt, age, mean }: Histories): SimpleValue | undefined {
  let [orderDays, worth, weeks, retained] = [0, 0, 0, 0];
  for (let i = 0; i < repeats.length; i++) {
    orderDays += repeats[i];
    worth += repeats[i] * mean[i];
    weeks += age[i];
    retained += lastAt[i];
  }
  if (orderDays === 0 || weeks === 0) return undefined;
  const repurchaseRate = (orderDays / (weeks * WEEK_DAYS)) * MONTH_DAYS;
  const orderValue = worth / orderDays;
  const retentionDays = (retained * WEEK_DAYS) / repeats.length;
  return {
    repurchaseRate,
    orderValue,
    retentionDays,
    value: (repurchaseRate * orderValue * retentionDays) / MONTH_DAYS,
  };
}
