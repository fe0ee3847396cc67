/** Fits a logistic regression with Newton's method, in steps. */
import { ROWS_AT_ONCE, type Steps } from './fitting.js';

/**
 * The observations to learn from. `features` has the rows of all observations one after another, each with `width`
 * values. `outcomes` has one value for each observation: 1 if the event occurred, and 0 otherwise.
 */
export interface Observations {
  readonly features: ArrayLike<number>;
  readonly width: number;
  readonly outcomes: ArrayLike<number>;
}

export interface LogisticFit {
  /**
   * Change of the log-odds for each feature if the feature increases by one standard deviation. 0 for a feature that
   * has only one value.
   */
  readonly weights: readonly number[];
  /**
   * Standard errors of the weights. Undefined for a feature that has only one value. If the fit did not converge, all
   * are undefined.
   */
  readonly errors: readonly (number | undefined)[];
  readonly intercept: number;
  readonly means: readonly number[];
  /** Standard deviations of the features. A feature with standard deviation 0 has no influence. */
  readonly deviations: readonly number[];
  readonly converged: boolean;
}

const MOST_STEPS = 50;
/**
 * Maximum weight. A larger one means that the features separate the outcomes perfectly, so that no finite weights are
 * optimal.
 */
const MOST_WEIGHT = 30;

/**
 * Fits a logistic regression by maximum likelihood, with standardized features. `converged` is false if the features
 * separate the outcomes perfectly.
 *
 * Example: if the only feature equals the outcome in every row, the fit does not converge.
 */
export function* fitLogistic(observations: Observations): Steps<LogisticFit> {
  const { features, width, outcomes } = observations;
  const { means, deviations } = yield* momentsOf(observations);
  const varying = deviations.flatMap((deviation, k) => (deviation > 0 ? [k] : []));
  const beta = [0, ...varying.map(() => 0)];
  const row = (i: number): number[] => [1, ...varying.map((k) => (features[i * width + k] - means[k]) / deviations[k])];
  let converged = false;
  let covariance: readonly (readonly number[])[] | undefined;
  for (let step = 0; step < MOST_STEPS && !converged; step++) {
    const gradient = beta.map(() => 0);
    const information = beta.map(() => beta.map(() => 0));
    for (let i = 0; i < outcomes.length; i++) {
      if (i % ROWS_AT_ONCE === 0) yield;
      const x = row(i);
      const p = sigmoid(dot(beta, x));
      for (let a = 0; a < x.length; a++) {
        gradient[a] += (outcomes[i] - p) * x[a];
        for (let b = 0; b <= a; b++) information[a][b] += p * (1 - p) * x[a] * x[b];
      }
    }
    for (let a = 0; a < beta.length; a++) for (let b = 0; b < a; b++) information[b][a] = information[a][b];
    covariance = inverse(information);
    if (!covariance) break;
    const change = covariance.map((line) => dot(line, gradient));
    change.forEach((d, k) => void (beta[k] += d));
    if (beta.some((w) => !(Math.abs(w) < MOST_WEIGHT))) break;
    converged = change.every((d) => Math.abs(d) < 1e-9);
  }
  const placed = <T>(values: readonly T[], absent: T): T[] =>
    means.map((_, k) => (varying.includes(k) ? values[varying.indexOf(k)] : absent));
  const errors = varying.map((_, k) => (converged ? Math.sqrt(covariance![k + 1][k + 1]) : undefined));
  const weights = placed(beta.slice(1), 0);
  return { weights, errors: placed(errors, undefined), intercept: beta[0], means, deviations, converged };
}

/** Returns the probability of the outcome for one row of features, which begins at the index `from`. */
export function probabilityOf(
  { weights, intercept, means, deviations }: LogisticFit,
  features: ArrayLike<number>,
  from = 0,
): number {
  let odds = intercept;
  for (let k = 0; k < weights.length; k++)
    if (deviations[k] > 0) odds += (weights[k] * (features[from + k] - means[k])) / deviations[k];
  return sigmoid(odds);
}

/** Returns the probabilities of the outcome for consecutive rows of features. */
export function* probabilitiesOf(fit: LogisticFit, features: ArrayLike<number>): Steps<Float64Array> {
  const width = fit.weights.length;
  const probabilities = new Float64Array(features.length / width);
  for (let i = 0; i < probabilities.length; i++) {
    if (i % ROWS_AT_ONCE === 0) yield;
    probabilities[i] = probabilityOf(fit, features, i * width);
  }
  return probabilities;
}

const sigmoid = (x: number): number => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)));

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

interface Moments {
  readonly means: readonly number[];
  readonly deviations: readonly number[];
}

function* momentsOf(observations: Observations): Steps<Moments> {
  const means = yield* columnMeans(observations, (value) => value);
  const variances = yield* columnMeans(observations, (value, k) => (value - means[k]) ** 2);
  const deviations = variances.map((variance, k) => {
    const deviation = Math.sqrt(variance);
    return deviation > 1e-12 * (1 + Math.abs(means[k])) ? deviation : 0;
  });
  return { means, deviations };
}

/** Returns, for each feature, the mean of the function `of` over the values of the feature. */
function* columnMeans(
  { features, width, outcomes }: Observations,
  of: (value: number, k: number) => number,
): Steps<readonly number[]> {
  const sums = Array.from({ length: width }, () => 0);
  for (let i = 0; i < outcomes.length; i++) {
    if (i % ROWS_AT_ONCE === 0) yield;
    for (let k = 0; k < width; k++) sums[k] += of(features[i * width + k], k);
  }
  return sums.map((sum) => sum / outcomes.length);
}

/**
 * Returns the inverse of a symmetric positive definite matrix, computed by Cholesky decomposition. Undefined if the
 * matrix is singular.
 */
export function inverse(matrix: readonly (readonly number[])[]): number[][] | undefined {
  const n = matrix.length;
  const factor = matrix.map((line) => line.map(() => 0));
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i][j];
      for (let k = 0; k < j; k++) rest -= factor[i][k] * factor[j][k];
      if (i !== j) factor[i][j] = rest / factor[j][j];
      else if (rest > 1e-10 * Math.abs(matrix[i][i])) factor[i][i] = Math.sqrt(rest);
      else return undefined;
    }
  const columns = matrix.map((_, column) => {
    const x = matrix.map((__, i) => (i === column ? 1 : 0));
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < i; k++) x[i] -= factor[i][k] * x[k];
      x[i] /= factor[i][i];
    }
    for (let i = n - 1; i >= 0; i--) {
      for (let k = i + 1; k < n; k++) x[i] -= factor[k][i] * x[k];
      x[i] /= factor[i][i];
    }
    return x;
  });
  return matrix.map((_, i) => columns.map((column) => column[i]));
}
