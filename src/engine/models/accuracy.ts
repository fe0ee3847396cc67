/**
 * Measures how accurate predicted probabilities are, compared with a prediction of the base rate for every customer.
 */
import { ascendingOrder, ROWS_AT_ONCE, type Steps } from './fitting.js';

export interface ReliabilityRow {
  readonly customers: number;
  /** The mean predicted probability, and the observed share of customers with the outcome. */
  readonly predicted: number;
  readonly observed: number;
}

export interface Accuracy {
  readonly customers: number;
  /** Number of customers who had the predicted outcome. */
  readonly positives: number;
  /**
   * The probability that a customer with the outcome has a higher prediction than a customer without the outcome. Equal
   * predictions count half. Undefined if all customers have the same outcome.
   */
  readonly auc?: number;
  /**
   * Mean squared errors (Brier 1950). `brier` is that of the predictions. `baseBrier` is that of predicting the base
   * rate for everyone.
   */
  readonly brier: number;
  readonly baseBrier: number;
  /**
   * Customers in ten groups of about equal size, in ascending order of prediction. Customers with equal predictions are
   * in the same group.
   */
  readonly reliability: readonly ReliabilityRow[];
  /**
   * Mean absolute difference between `predicted` and `observed` over the rows of `reliability`, weighted by the number
   * of customers.
   */
  readonly calibrationError: number;
}

/**
 * Compares predictions with outcomes (1 or 0). `baseRate` is the share of customers with the outcome in the data from
 * which the model learned. This share was already known when the predictions were made.
 */
export function* accuracyOf(
  predictions: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  baseRate: number,
): Steps<Accuracy | undefined> {
  const n = predictions.length;
  if (n === 0) return undefined;
  const order = yield* ascendingOrder(predictions);
  let [positives, brier, baseBrier] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    if (i % ROWS_AT_ONCE === 0) yield;
    positives += outcomes[i];
    brier += (predictions[i] - outcomes[i]) ** 2;
    baseBrier += (baseRate - outcomes[i]) ** 2;
  }
  const reliability = yield* reliabilityOf(order, predictions, outcomes);
  const auc = yield* aucOf(order, predictions, outcomes, positives);
  return {
    customers: n,
    positives,
    ...(auc === undefined ? {} : { auc }),
    brier: brier / n,
    baseBrier: baseBrier / n,
    reliability,
    calibrationError: reliability.reduce((sum, r) => sum + (r.customers / n) * Math.abs(r.predicted - r.observed), 0),
  };
}

/**
 * Computes the AUC from the sum of the ranks of the customers with the outcome (Mann and Whitney 1947). Customers with
 * equal predictions all get the mean of their ranks.
 */
function* aucOf(
  order: Uint32Array,
  predictions: ArrayLike<number>,
  outcomes: ArrayLike<number>,
  positives: number,
): Steps<number | undefined> {
  const n = order.length;
  if (positives === 0 || positives === n) return undefined;
  let ranks = 0;
  for (let from = 0; from < n;) {
    let to = from;
    while (to < n && predictions[order[to]] === predictions[order[from]]) to++;
    if (Math.floor(to / ROWS_AT_ONCE) > Math.floor(from / ROWS_AT_ONCE)) yield;
    for (let k = from; k < to; k++) ranks += outcomes[order[k]] * ((from + 1 + to) / 2);
    from = to;
  }
  return (ranks - (positives * (positives + 1)) / 2) / (positives * (n - positives));
}

const TENTHS = 10;

function* reliabilityOf(
  order: Uint32Array,
  predictions: ArrayLike<number>,
  outcomes: ArrayLike<number>,
): Steps<readonly ReliabilityRow[]> {
  const n = order.length;
  const rows: ReliabilityRow[] = [];
  let from = 0;
  for (let tenth = 1; tenth <= TENTHS; tenth++) {
    let to = Math.max(from, Math.floor((n * tenth) / TENTHS));
    while (to > from && to < n && predictions[order[to]] === predictions[order[to - 1]]) to++;
    if (to === from) continue;
    let [predicted, observed] = [0, 0];
    for (let k = from; k < to; k++) {
      if (k % ROWS_AT_ONCE === 0) yield;
      predicted += predictions[order[k]];
      observed += outcomes[order[k]];
    }
    rows.push({ customers: to - from, predicted: predicted / (to - from), observed: observed / (to - from) });
    from = to;
  }
  return rows;
}
