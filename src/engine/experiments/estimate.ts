/**
 * Differences between two groups of customers, with their uncertainty. Floating point: these are estimates, and the
 * exact money they are made of is counted elsewhere.
 */
import jstat from 'jstat';

/**
 * The ratio of two sums over the customers of a group, sum(w x) / sum(w y), and its variance by linearisation (the
 * delta method, e.g. Cochran 1977, section 2.11): sum(w^2 (x - r y)^2) / sum(w y)^2, times n / (n - 1). The values are
 * x, the divisors y, the weights w. Without divisors: the mean of x. Without weights: each customer stands for itself.
 * Undefined when nothing is below the line.
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
  /** Good for one look at a size fixed beforehand. */
  readonly interval: Interval;
  /** Good however often and whenever it is looked at. */
  readonly alwaysValid: Interval;
}

/** An estimate of one group: its value, the variance of that estimate, and how many customers it rests on. */
export interface Estimate {
  readonly value: number;
  readonly variance: number;
  readonly n: number;
}

/**
 * The difference of two independent estimates at a level (0.05: 95 %). The fixed interval is normal, with Welch's
 * (1947) degrees of freedom for its t quantile; the always-valid one is an asymptotic confidence sequence
 * (Waudby-Smith, Arbour, Sinha, Kennedy, Ramdas 2021, theorem 2.2), at its narrowest around `plannedN` customers.
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

/** By how many standard errors a confidence sequence reaches at n observations. */
function sequenceFactor(n: number, level: number, plannedN: number): number {
  const rho2 = (-2 * Math.log(level) + Math.log(-2 * Math.log(level) + 1)) / plannedN;
  const x = n * rho2;
  return Math.sqrt(((2 * (x + 1)) / x) * Math.log(Math.sqrt(x + 1) / level));
}

/**
 * How likely group sizes as uneven as these are under the planned weights; below 0.001 the experiment is not to be
 * trusted.
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
