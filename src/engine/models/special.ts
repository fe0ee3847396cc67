/** Special mathematical functions that the models use. */
import jstat from 'jstat';

/** Returns the logarithm of the gamma function, for positive arguments. */
export const logGamma = (value: number): number => jstat.gammaln(value);

/**
 * Returns the logarithm of the hypergeometric function 2F1(first, second; below; point) for positive parameters and a
 * point in [0, 1). All terms of its series are positive, so no precision is lost by cancellation. The sum is rescaled
 * as it grows, because it would overflow for large parameters.
 *
 * Example: 2F1(1, 1; 2; z) is -log(1 - z) / z.
 */
export function logHypergeometric(first: number, second: number, below: number, point: number): number {
  let term = 1;
  let sum = 1;
  let scale = 0;
  for (let n = 0; n < 1_000_000; n++) {
    const ratio = (((first + n) * (second + n)) / ((below + n) * (n + 1))) * point;
    term *= ratio;
    sum += term;
    if (sum > 1e200) {
      term *= 1e-200;
      sum *= 1e-200;
      scale += 200 * Math.LN10;
    }
    // From this term on, the terms decrease at least as fast as a geometric series whose ratio is the larger of `ratio`
    // and `point`.
    if (ratio < 1 && term * Math.max(1, 1 / (1 - Math.max(ratio, point))) < sum * 1e-15) break;
  }
  return Math.log(sum) + scale;
}
