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

/**
 * Returns the probability of group sizes that are at least as uneven as these, if customers are assigned by the planned
 * weights. If it is below 0.001, the experiment should not be trusted.
 */
export function sampleRatio(
  sizes: readonly number[],
  weights: readonly number[],
): { readonly chiSquare: number; readonly p: number } {
  const n = sizes.reduce((a, b) => a + b, 0);
  const total = weights.reduce((a, b) => a + b, 0);
  const used = weights.filter((w) => w > 0).length;
  if (n === 0 || used < 2) return { chiSquare: 0, p: 1 };
  const chiSquare = sizes.reduce((sum, k, i) => {
    const expected = (n * weights[i]) / total;
    return expected === 0 ? sum : sum + (k - expected) ** 2 / expected;
  }, 0);
  return { chiSquare, p: 1 - jstat.chisquare.cdf(chiSquare, used - 1) };
}
