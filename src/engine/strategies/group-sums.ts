/**
 * Exact sums over the customers of a group. Sums of integers do not depend on the order in which customers are read, so
 * every process computes the same figures.
 */
import type { Estimate } from '../experiments/estimate.js';

/** Sums over customers. Each customer adds a value and a divisor. The divisor is 1 for a mean per customer. */
export interface GroupSums {
  customers: number;
  value: bigint;
  divisor: bigint;
  valueSquares: bigint;
  products: bigint;
  divisorSquares: bigint;
  /** Number of customers whose value is not 0. */
  valued: number;
  /** Number of customers whose divisor is not 0. */
  divided: number;
}

export const noCustomers = (): GroupSums => ({
  ...{ customers: 0, value: 0n, divisor: 0n },
  ...{ valueSquares: 0n, products: 0n, divisorSquares: 0n, valued: 0, divided: 0 },
});

export function addCustomer(sums: GroupSums, value: bigint, divisor = 1n): void {
  sums.customers++;
  sums.value += value;
  sums.divisor += divisor;
  sums.valueSquares += value * value;
  sums.products += value * divisor;
  sums.divisorSquares += divisor * divisor;
  if (value !== 0n) sums.valued++;
  if (divisor !== 0n) sums.divided++;
}

export function addSums(into: GroupSums, other: GroupSums): void {
  into.customers += other.customers;
  into.value += other.value;
  into.divisor += other.divisor;
  into.valueSquares += other.valueSquares;
  into.products += other.products;
  into.divisorSquares += other.divisorSquares;
  into.valued += other.valued;
  into.divided += other.divided;
}

/**
 * Returns the ratio of the sums of values and divisors, and its variance by linearization, as `estimateOf` of
 * `experiments/estimate.ts` computes it from the single customers. `scale` is the number that stands for 1. Returns
 * undefined if the divisors add up to 0.
 *
 * Example: two customers with orders of 10.0000 and 20.0000 yuan have the value 15 and the variance 25, with scale
 * 10000.
 */
export function estimateOfSums(sums: GroupSums, scale: number): Estimate | undefined {
  const { customers: n, value, divisor } = sums;
  if (divisor === 0n) return undefined;
  // The sum of (x - r y)^2 with r = value / divisor, times divisor^2. It is exact, so that nothing cancels out.
  const squares =
    sums.valueSquares * divisor ** 2n - 2n * value * divisor * sums.products + value ** 2n * sums.divisorSquares;
  const variance = n < 2 ? 0 : (quotient(squares, divisor ** 4n) * n) / (n - 1);
  return { value: quotient(value, divisor) / scale, variance: variance / scale ** 2, n };
}

/** Digits of a quotient that are computed exactly. A number has 53. */
const DIGITS = 80n;

/** Returns the quotient of two whole numbers as a number, also if they are too large for numbers. */
function quotient(above: bigint, below: bigint): number {
  if (above === 0n) return 0;
  const size = (n: bigint): bigint => BigInt((n < 0n ? -n : n).toString(2).length);
  const shift = DIGITS - size(above) + size(below);
  const scaled = shift >= 0n ? (above << shift) / below : above / (below << -shift);
  return Number(scaled) * 2 ** -Number(shift);
}
