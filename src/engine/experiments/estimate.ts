/**
 * Estimates the difference between two groups of customers, and how uncertain this difference is. Estimates use
 * floating-point numbers. Exact sums are computed in other files.
 */
import jstat from 'jstat';

/**
 * Returns the ratio of two weighted sums over the customers of a group, sum(w x) / sum(w y), and its variance. x are
 * the values, y the divisors and w the weights. Without divisors, the ratio is the mean of x. Without weights, every
 * weight is 1. Returns undefined if the divisors add up to 0.
 *
 * The variance is computed by linearization (the delta method, e.g. Cochran 1977, section 2.11): sum(w^2 (x - r y)^2) /
 * sum(w y)^2, times n / (n - 1).
 */
export function estimateOf(
  values: ArrayLike<number>,
  divisors?: ArrayLike<number>,
  weights?: ArrayLike<number>,
): Estimate | undefined {
  const n = values.length;
  let above = 0;
  let below = 0;
  for (let i = 0; i < n; i++) {
    above += weights ? weights[i] * values[i] : values[i];
    below += (weights ? weights[i] : 1) * (divisors ? divisors[i] : 1);
  }
  if (below === 0) return undefined;
  const value = above / below;
  let squares = 0;
  for (let i = 0; i < n; i++)
    squares += ((weights ? weights[i] : 1) * (values[i] - value * (divisors ? divisors[i] : 1))) ** 2;
  return { value, variance: n < 2 ? 0 : (squares / below ** 2) * (n / (n - 1)), n };
}

interface Interval {
  readonly low: number;
  readonly high: number;
}

export interface Difference {
  readonly treated: number;
  readonly control: number;
  readonly difference: number;
  /** Confidence interval that is valid only if the result is read once, at a sample size that was fixed in advance. */
  readonly interval: Interval;
  /** Confidence interval that is valid no matter when or how often the result is read. */
  readonly alwaysValid: Interval;
}

/** An estimate of one group: its value, its variance and its number of customers. */
export interface Estimate {
  readonly value: number;
  readonly variance: number;
  readonly n: number;
}

/**
 * Returns the difference of two independent estimates, with intervals at an error level (0.05 gives 95% intervals). The
 * fixed interval uses a t quantile with Welch's (1947) degrees of freedom. The always-valid interval is an asymptotic
 * confidence sequence (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2021, theorem 2.2). It is narrowest around
 * `plannedN` customers.
 */
export function difference(treated: Estimate, control: Estimate, level = 0.05, plannedN = 10_000): Difference {
  const d = treated.value - control.value;
  const v = treated.variance + control.variance;
  const df =
    v === 0
      ? Infinity
      : (v * v) /
        (treated.variance ** 2 / Math.max(1, treated.n - 1) + control.variance ** 2 / Math.max(1, control.n - 1));
  const half = jstat.studentt.inv(1 - level / 2, df) * Math.sqrt(v);
  const always = Math.sqrt(v) * sequenceFactor(treated.n + control.n, level, plannedN);
  return {
    treated: treated.value,
    control: control.value,
    difference: d,
    interval: { low: d - half, high: d + half },
    alwaysValid: { low: d - always, high: d + always },
  };
}

/** Returns half the width of the always-valid interval after n observations, as a multiple of the standard error. */
function sequenceFactor(n: number, level: number, plannedN: number): number {
  const rho2 = (-2 * Math.log(level) + Math.log(-2 * Math.log(level) + 1)) / plannedN;
  const x = n * rho2;
  return Math.sqrt(((2 * (x + 1)) / x) * Math.log(Math.sqrt(x + 1) / level));
}

/** A probability that changes no sum. */
const NOTHING = 1e-18;
/** Expected size of a group from which the chi-square distribution is accurate enough. */
const LEAST_EXPECTED = 10;

/**
 * Returns the probability of group sizes that are at least as uneven as these, if customers are assigned by the planned
 * weights. If it is below 0.001, the experiment should not be trusted.
 *
 * If fewer than 10 customers are expected in a group, Pearson's chi-square test would reject too often. Each group is
 * then tested against all others, and the smallest probability counts (Bonferroni).
 */
export function sampleRatio(
  sizes: readonly number[],
  weights: readonly number[],
): { readonly chiSquare: number; readonly p: number } {
  const used = weights.flatMap((weight, i) => (weight > 0 ? [{ size: sizes[i], weight }] : []));
  const n = sizes.reduce((a, b) => a + b, 0);
  const total = weights.reduce((a, b) => a + b, 0);
  if (n === 0 || used.length < 2) return { chiSquare: 0, p: 1 };
  const expected = (weight: number): number => (n * weight) / total;
  const chiSquare = used.reduce((sum, { size, weight }) => sum + (size - expected(weight)) ** 2 / expected(weight), 0);
  if (used.every(({ weight }) => expected(weight) >= LEAST_EXPECTED))
    return { chiSquare, p: 1 - jstat.chisquare.cdf(chiSquare, used.length - 1) };
  const single = used.map(({ size, weight }) => unevenness(size, n, weight / total));
  // The tests of two groups are equal, so they are one test.
  return { chiSquare, p: Math.min(1, Math.min(...single) * (used.length === 2 ? 1 : used.length)) };
}

/**
 * Returns the probability of a size of a group that is at most as probable as `size`. Each of n customers is in the
 * group with probability `share`. The result is exact if few customers are expected in the group or outside of it.
 */
function unevenness(size: number, n: number, share: number): number {
  if (share > 0.5) return unevenness(n - size, n, 1 - share);
  const expected = n * share;
  if (expected >= LEAST_EXPECTED) return 1 - jstat.chisquare.cdf((size - expected) ** 2 / (expected * (1 - share)), 1);
  const probabilities: number[] = [];
  let probability = Math.exp(n * Math.log1p(-share));
  // Sizes above the expected one become less and less probable, so the list may end when they add nothing.
  for (let k = 0; k <= n && (k <= expected || probability > NOTHING); k++) {
    probabilities.push(probability);
    probability *= (((n - k) / (k + 1)) * share) / (1 - share);
  }
  // Rounding must not separate sizes that are equally probable.
  const most = (probabilities[size] ?? 0) * (1 + 1e-9);
  return Math.min(
    1,
    probabilities.reduce((sum, each) => (each <= most ? sum + each : sum), 0),
  );
}
