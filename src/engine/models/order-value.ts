/**
 * Estimates the value of a customer's orders with the Gamma-Gamma model (Fader and Hardie 2013), and the customer
 * lifetime value.
 */
import { expectedOrders, type BuyingHistory, type OrderFit } from './bg-nbd.js';
import { positiveMinimum, ROWS_AT_ONCE, type Steps } from './fitting.js';
import { logGamma } from './special.js';

/** The number of a customer's days with a repeat order, and the mean value of these days. The mean must be above 0. */
export interface Spending {
  readonly repeats: number;
  readonly mean: number;
}

export interface ValueFit {
  readonly p: number;
  readonly q: number;
  readonly v: number;
  readonly converged: boolean;
  /** Pearson correlation between the number of orders and their mean value. The model assumes that it is near 0. */
  readonly correlation?: number;
}

function* valueLogLikelihood([p, q, v]: readonly number[], customers: readonly Spending[]): Steps<number> {
  const constants = new Map<number, number>();
  let sum = customers.length * (q * Math.log(v) - logGamma(q));
  let rows = 0;
  for (const { repeats: x, mean: m } of customers) {
    if (++rows % ROWS_AT_ONCE === 0) yield;
    let constant = constants.get(x);
    if (constant === undefined) {
      constant = logGamma(p * x + q) - logGamma(p * x) + p * x * Math.log(x);
      constants.set(x, constant);
    }
    sum += constant + (p * x - 1) * Math.log(m) - (p * x + q) * Math.log(x * m + v);
  }
  return sum;
}

/** Fits the model by maximum likelihood to customers with at least one repeat order and a positive mean value. */
export function* fitValue(customers: readonly Spending[]): Steps<ValueFit> {
  const mean = customers.reduce((sum, c) => sum + c.mean, 0) / customers.length || 1;
  const { at, converged } = yield* positiveMinimum(
    function* (at) {
      return -(yield* valueLogLikelihood(at, customers)) / Math.max(1, customers.length);
    },
    [
      [4, 4, mean],
      [1, 2, mean],
      [10, 3, mean / 4],
    ],
  );
  const correlation = correlationOf(
    customers.map((c) => c.repeats),
    customers.map((c) => c.mean),
  );
  return { p: at[0], q: at[1], v: at[2], converged, ...(correlation === undefined ? {} : { correlation }) };
}

/**
 * Returns the expected mean value of a customer's future orders. For a customer without repeat orders, this is the mean
 * of the population. Returns undefined if q <= 1, because the population then has no mean.
 */
export function expectedValue({ p, q, v }: ValueFit, spending?: Spending): number | undefined {
  if (!(q > 1)) return undefined;
  const { repeats: x, mean: m } = spending ?? { repeats: 0, mean: 0 };
  return (p * (v + x * m)) / (p * x + q - 1);
}

export interface ValueTerms {
  readonly weeks: number;
  /** Share of an order's value that remains as margin. */
  readonly margin: number;
  /** Discount rate per year, as a share, e.g. 0.1. */
  readonly yearlyDiscount: number;
}

const WEEKS_OF_YEAR = 365.25 / 7;
/**
 * Number of equal parts into which the forecast period is divided. The value of each part is discounted to the present
 * from its midpoint.
 */
const PARTS = 12;

/** Returns the margin of the orders that are expected within the next `weeks`, discounted to the present. */
export function lifetimeValue(
  fit: OrderFit,
  history: BuyingHistory,
  value: number,
  { weeks, margin, yearlyDiscount }: ValueTerms,
): number {
  if (yearlyDiscount === 0) return expectedOrders(fit, history, weeks) * value * margin;
  let before = 0;
  let sum = 0;
  for (let part = 1; part <= PARTS; part++) {
    const until = expectedOrders(fit, history, (weeks * part) / PARTS);
    const years = (weeks * (part - 0.5)) / PARTS / WEEKS_OF_YEAR;
    sum += (until - before) / (1 + yearlyDiscount) ** years;
    before = until;
  }
  return sum * value * margin;
}

/** Returns the Pearson correlation. Undefined if one of the variables does not vary. */
export function correlationOf(xs: readonly number[], ys: readonly number[]): number | undefined {
  const n = xs.length;
  const [meanX, meanY] = [xs, ys].map((list) => list.reduce((a, b) => a + b, 0) / n);
  let [xx, yy, xy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [xs[i] - meanX, ys[i] - meanY];
    xx += dx * dx;
    yy += dy * dy;
    xy += dx * dy;
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : undefined;
}
