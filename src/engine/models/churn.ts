/**
 * The sample of a churn model. It contains the customers with a recent order, and whether they ordered again in time.
 */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { Growing } from '../columns/block.js';
import { DAY } from '../time/time.js';
import { daysOfPart, daysWithValue, keptFrom } from './order-histories.js';

/** A customer without an order for this time has churned. */
export const CHURN_MS = 90 * DAY;
/**
 * Only customers whose last order is more recent than this are predicted. This leaves at least 15 days between the
 * prediction and the churn.
 */
const PREDICTED_MS = 75 * DAY;

/** Features of a customer at a cut, computed from the orders up to and including the cut. */
export const CHURN_FEATURES = [
  'DAYS_SINCE_LAST_ORDER',
  'ORDER_DAYS',
  'DAYS_SINCE_FIRST_ORDER',
  'RECENT_ORDER_DAYS',
  'USUAL_INTERVAL_RATIO',
  'MEAN_VALUE',
] as const;

export interface ChurnQuestion {
  readonly orders: readonly Choice[];
  readonly cut: number;
}

export interface ChurnSample {
  /** Features of all customers, row by row. Each row is in the order of CHURN_FEATURES. */
  readonly features: Float64Array;
  /** 1 if there was no order within 90 days of the last one, otherwise 0. NaN until these 90 days have passed. */
  readonly outcomes: Float64Array;
}

interface Sum {
  readonly features: Growing<Float64Array>;
  readonly outcomes: Growing<Float64Array>;
}

/**
 * Returns the sample at a cut. Features use the state at the cut, and outcomes use the state at the end of the 90 days.
 */
export function churnSample(question: ChurnQuestion, now: number): Analysis<Sum, ChurnSample> {
  return {
    begin: () => ({ features: Growing.floats(), outcomes: Growing.floats() }),
    over: (customers) => foldChurn(question, customers, now),
    merge: (into, other) => {
      for (const value of other.features.sealed()) into.features.push(value);
      for (const value of other.outcomes.sealed()) into.outcomes.push(value);
    },
    finish: ({ features, outcomes }) => ({ features: features.sealed(), outcomes: outcomes.sealed() }),
  };
}

/** Splits the features of a sample into one row per customer. */
export function rowsOf({ features, outcomes }: ChurnSample): Float64Array[] {
  const width = CHURN_FEATURES.length;
  return Array.from(outcomes, (_, i) => features.subarray(i * width, (i + 1) * width));
}

function foldChurn({ orders, cut }: ChurnQuestion, { part, setting }: Customers, now: number): Fold<Sum> {
  const before = new EventReader(part, orders, { setting, now: cut });
  const isClosed = cut + CHURN_MS <= now;
  const after = new EventReader(part, orders, { setting, now: Math.min(now, cut + CHURN_MS) });
  const from = keptFrom(orders, setting, now);
  const dayOf = daysOfPart(part, setting.zone, cut + 1);
  return (sum, customer) => {
    const orderCount = before.read(customer, from);
    if (orderCount === 0) return;
    const last = before.at[orderCount - 1];
    if (last <= cut - PREDICTED_MS) return;
    for (const value of featuresOf(before, cut, dayOf)) sum.features.push(value);
    sum.outcomes.push(isClosed ? Number(after.read(customer, cut + 1, last + CHURN_MS + 1) === 0) : NaN);
  };
}

/** Returns the features of the last customer read. Counts and times are used as logarithms. */
function featuresOf(reader: EventReader, cut: number, dayOf: (at: number) => number): readonly number[] {
  const days = daysWithValue(reader, dayOf);
  const first = reader.at[0];
  const last = reader.at[reader.length - 1];
  const sinceLast = (cut - last) / DAY;
  const interval = days.length < 2 ? 0 : (last - first) / DAY / (days.length - 1);
  const recent = days.filter(({ day }) => day > dayOf(cut) - CHURN_MS / DAY).length;
  const value = days.reduce((sum, d) => sum + d.value, 0) / days.length;
  return [
    sinceLast,
    Math.log(days.length),
    Math.log1p((cut - first) / DAY),
    Math.log(recent),
    // Customers without a gap between two orders are treated as being in the middle of one.
    days.length < 2 ? 0.5 : Math.min(5, sinceLast / Math.max(1, interval)),
    Math.log1p(Math.max(0, value)),
  ];
}
