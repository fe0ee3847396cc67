/** Combines the results of several experiments whose true effects may differ. */
import jstat from 'jstat';

export interface StudyResult {
  readonly effect: number;
  /** The square of the standard error of the effect. Must be above 0. */
  readonly variance: number;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

export interface PooledEffect {
  readonly studies: number;
  /** Variance of the true effects across studies (Paule and Mandel 1982). */
  readonly tau2: number;
  readonly mean: number;
  /** Standard error of the mean. The weight of each study is 1 / (variance + tau2). */
  readonly error: number;
  /** Confidence interval of the mean effect (Hartung and Knapp 2001). Absent for fewer than three studies. */
  readonly interval?: Range;
  /**
   * Prediction interval of the true effect in a further study (Higgins, Thompson and Spiegelhalter 2009). Absent if
   * there are fewer than three studies.
   */
  readonly prediction?: Range;
  /**
   * Heterogeneity of the studies. `q` is Cochran's Q. `qProbability` is the probability of a Q at least as large if
   * there is no heterogeneity. `i2` is I2 (Higgins and Thompson 2002).
   */
  readonly q: number;
  readonly qProbability: number;
  readonly i2: number;
  /** For each study, the effect after shrinking it toward the mean. An effect with a larger variance is shrunk more. */
  readonly shrunk: readonly { readonly effect: number; readonly error: number }[];
}

interface Weighted {
  readonly mean: number;
  readonly weight: number;
  /** Weighted sum of squared distances from the mean. */
  readonly squares: number;
}

function weighted(studies: readonly StudyResult[], tau2: number): Weighted {
  let [weight, sum] = [0, 0];
  for (const { effect, variance } of studies) {
    weight += 1 / (variance + tau2);
    sum += effect / (variance + tau2);
  }
  const mean = sum / weight;
  const squares = studies.reduce((s, { effect, variance }) => s + (effect - mean) ** 2 / (variance + tau2), 0);
  return { mean, weight, squares };
}

/**
 * Returns the variance between studies at which the weighted sum of squares equals the degrees of freedom. Returns 0 if
 * the sum never exceeds the degrees of freedom.
 */
export function pauleMandel(studies: readonly StudyResult[]): number {
  const wanted = studies.length - 1;
  const excess = (tau2: number): number => weighted(studies, tau2).squares - wanted;
  if (wanted < 1 || excess(0) <= 0) return 0;
  let low = 0;
  let high = Math.max(...studies.map((s) => s.variance));
  while (excess(high) > 0) high *= 2;
  // The sum of squares decreases as tau2 increases, so there is only one root, and bisection finds it.
  for (let step = 0; step < 200 && high - low > 1e-14 * high; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/**
 * Combines one or more studies with random effects, at an error level (0.05 gives 95% intervals). Returns undefined
 * without studies.
 *
 * Example: two studies with equal effects have a tau2 of 0. They have no interval, because an interval needs at least
 * three studies.
 */
export function pooledEffect(studies: readonly StudyResult[], level = 0.05): PooledEffect | undefined {
  const k = studies.length;
  if (k === 0) return undefined;
  const fixed = weighted(studies, 0);
  const tau2 = pauleMandel(studies);
  const { mean, weight, squares } = weighted(studies, tau2);
  return {
    studies: k,
    tau2,
    mean,
    error: 1 / Math.sqrt(weight),
    ...intervalsOf(k, mean, weight, squares, tau2, level),
    q: fixed.squares,
    qProbability: k < 2 ? 1 : 1 - jstat.chisquare.cdf(fixed.squares, k - 1),
    i2: fixed.squares > 0 ? Math.max(0, (fixed.squares - (k - 1)) / fixed.squares) : 0,
    shrunk: studies.map(({ effect, variance }) => shrunkEffect(effect, variance, tau2, mean, weight)),
  };
}

function intervalsOf(
  k: number,
  mean: number,
  weight: number,
  squares: number,
  tau2: number,
  level: number,
): { readonly interval?: Range; readonly prediction?: Range } {
  if (k < 3) return {};
  const around = (half: number): Range => ({ low: mean - half, high: mean + half });
  // The factor for the variance is at least 1. Otherwise, the interval could be narrower than an interval of the normal
  // distribution (Roever, Knapp, Friede 2015).
  const variance = Math.max(1, squares / (k - 1)) / weight;
  return {
    interval: around(jstat.studentt.inv(1 - level / 2, k - 1) * Math.sqrt(variance)),
    prediction: around(jstat.studentt.inv(1 - level / 2, k - 2) * Math.sqrt(tau2 + variance)),
  };
}

/**
 * Returns the best linear prediction of the true effect of a study: (tau2 y + v m) / (tau2 + v). Here, y is the effect,
 * v its variance, and m the mean.
 */
function shrunkEffect(
  effect: number,
  variance: number,
  tau2: number,
  mean: number,
  weight: number,
): { readonly effect: number; readonly error: number } {
  const own = tau2 / (tau2 + variance);
  const error = Math.sqrt(own * variance + (1 - own) ** 2 / weight);
  return { effect: own * effect + (1 - own) * mean, error };
}
