/**
 * The sample from which a churn model learns. It contains the customers with a recent order, and whether they ordered
 * again within the churn time.
 */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { DAY } from '../time/time.js';
import { DrawnRows } from './drawn-rows.js';
import { probabilityOf, type LogisticFit } from './logistic.js';
import { daysOfPart, daysWithValue, keptFrom } from './order-histories.js';

/** Time in ms after which a customer without an order has churned. */
export const CHURN_MS = 90 * DAY;
/**
 * Maximum time since the last order, in ms. Churn is predicted only for customers whose last order is more recent. At
 * least 15 days then remain between the prediction and the churn.
 */
const PREDICTED_MS = 75 * DAY;

/**
 * Names of the features of a customer. Features are computed from the orders up to and including the cutoff time, which
 * is the time of the prediction.
 */
export const CHURN_FEATURES = [
  'DAYS_SINCE_LAST_ORDER',
  'ORDER_DAYS',
  'DAYS_SINCE_FIRST_ORDER',
  'RECENT_ORDER_DAYS',
  'USUAL_INTERVAL_RATIO',
  'MEAN_VALUE',
] as const;

/**
 * Maximum number of customers in a sample. A logistic regression of few features needs no more, and a sample of this
 * size is processed within seconds.
 */
const MOST_IN_SAMPLE = 50_000;

export interface ChurnQuestion {
  readonly orders: readonly Choice[];
  readonly cut: number;
  /** Maximum number of customers in the sample. Defaults to `MOST_IN_SAMPLE`. */
  readonly most?: number;
}

export interface ChurnSample {
  /** Features of all customers, row by row. Each row is in the order of CHURN_FEATURES. */
  readonly features: Float64Array;
  /**
   * For each customer, 1 if no order followed within 90 days of the last order before the cutoff time, otherwise 0. NaN
   * if these 90 days have not passed.
   */
  readonly outcomes: Float64Array;
}

/**
 * Returns the sample at a cutoff time. Features are computed from the data as it was at the cutoff time. Outcomes are
 * computed from the data as it was at the end of the 90 days. If there are more customers than `most`, a random sample
 * is drawn that contains about half of `most` customers or more. The draw depends only on the ids of the customers.
 */
export function churnSample(question: ChurnQuestion, now: number): Analysis<DrawnRows, ChurnSample> {
  return {
    begin: () => new DrawnRows(CHURN_FEATURES.length, question.most ?? MOST_IN_SAMPLE),
    over: (customers) => {
      const { ids } = customers.part;
      return foldChurn(question, customers, now, (drawn, customer, features, outcome) =>
        drawn.add(ids.at(customer), features, outcome),
      );
    },
    merge: (into, other) => into.merge(other),
    finish: (drawn) => drawn.rows(),
  };
}

/** Totals over all customers with a prediction. */
export interface ChurnTotals {
  customers: number;
  /** Sum of the churn probabilities. */
  expected: number;
  /** Number of customers whose churn probability is at least the bound. */
  atRisk: number;
}

/** Adds up the predictions of a model for all customers at a cutoff time. */
export function churnTotals(
  question: Pick<ChurnQuestion, 'orders' | 'cut'>,
  fit: LogisticFit,
  bound: number,
): Analysis<ChurnTotals, ChurnTotals> {
  return {
    begin: () => ({ customers: 0, expected: 0, atRisk: 0 }),
    over: (customers) =>
      foldChurn(question, customers, question.cut, (sum, _customer, features) => {
        const probability = probabilityOf(fit, features);
        sum.customers++;
        sum.expected += probability;
        if (probability >= bound) sum.atRisk++;
      }),
    merge: (into, other) => {
      into.customers += other.customers;
      into.expected += other.expected;
      into.atRisk += other.atRisk;
    },
    finish: (sum) => sum,
  };
}

function foldChurn<Sum>(
  { orders, cut }: ChurnQuestion,
  { part, outcomes = part, setting }: Customers,
  now: number,
  add: (sum: Sum, customer: number, features: readonly number[], outcome: number) => void,
): Fold<Sum> {
  const before = new EventReader(part, orders, { setting, now: cut });
  const isClosed = cut + CHURN_MS <= now;
  const after = new EventReader(outcomes, orders, { setting, now: Math.min(now, cut + CHURN_MS) });
  const from = keptFrom(orders, setting, now);
  const dayOf = daysOfPart(part, setting.zone, cut + 1);
  return (sum, customer) => {
    const orderCount = before.read(customer, from);
    if (orderCount === 0) return;
    const last = before.at[orderCount - 1];
    if (last <= cut - PREDICTED_MS) return;
    const features = featuresOf(before, cut, dayOf);
    const outcome = isClosed ? Number(after.read(customer, cut + 1, last + CHURN_MS + 1) === 0) : NaN;
    add(sum, customer, features, outcome);
  };
}

/** Returns the features of the customer that was read last. Most counts and times are used as logarithms. */
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
    // A customer with only one day with an order has no interval. The value 0.5 treats such a customer as being halfway
    // to the next order.
    days.length < 2 ? 0.5 : Math.min(5, sinceLast / Math.max(1, interval)),
    Math.log1p(Math.max(0, value)),
  ];
}
