/** Rounds amounts so that they can be paid. Amounts are integers at scale 4. */
import { divideHalfEven } from '../values/decimal.js';

export const smaller = (left: bigint, right: bigint): bigint => (left < right ? left : right);

export const sum = (values: readonly bigint[]): bigint => values.reduce((total, value) => total + value, 0n);

/**
 * Rounds a fraction half to even to whole minor units (`unit`). If the result would exceed `limit`, returns the largest
 * whole number of minor units that does not.
 */
export function payable(numerator: bigint, divisor: bigint, limit: bigint, unit: bigint): bigint {
  const rounded = divideHalfEven(numerator, divisor * unit) * unit;
  return rounded <= limit ? rounded : (limit / unit) * unit;
}
