/** The sample of a churn model: customers who ordered lately, and whether they ordered again in time. */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { Growing } from '../columns/block.js';
import { DAY } from '../time/time.js';
import { daysOfPart, daysWithValue, keptFrom } from './order-histories.js';

/** A customer has churned after this time without an order. */
export const CHURN_MS = 90 * DAY;
/** Only customers whose last order is less than this ago are predicted: at least 15 days ahead. */
const PREDICTED_MS = 75 * DAY;

/** Features of a customer at a cut, from orders up to and including it. */
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
  /** Features of each customer in the order of CHURN_FEATURES, one row after another. */
  readonly features: Float64Array;
  /** 1 without an order within 90 days of the last one, else 0. NaN until those days have passed. */
  readonly outcomes: Float64Array;
}

interface Sum {
  readonly features: Growing<Float64Array>;
  readonly outcomes: Growing<Float64Array>;
}

/** The sample at a cut. Features know the state at the cut, outcomes that at the end of the 90 days. */
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

/** Rows of a sample. */
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

/** Features of the customer read last. Counts and times enter by their logarithms. */
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
    // Without an interval of their own, customers are taken to be in the middle of one.
    days.length < 2 ? 0.5 : Math.min(5, sinceLast / Math.max(1, interval)),
    Math.log1p(Math.max(0, value)),
  ];
}
