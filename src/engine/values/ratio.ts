/** Computes and compares ratios of two numbers without rounding. */
import { divideHalfEven, SCALE, writtenDigits } from './decimal.js';
import type { Property, Test, Value } from '../types.js';

const UNIT = 10n ** BigInt(SCALE);

/** A fraction of two integers. The denominator `under` is positive. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** Returns the exact fraction of a number's decimal notation. Accepts decimals (bigint) and doubles. */
function exactly(value: Value | Property | undefined): Fraction | undefined {
  if (typeof value === 'bigint') return { over: value, under: UNIT };
  if (typeof value !== 'number') return undefined;
  const { digits, scale } = writtenDigits(value);
  return { over: digits, under: 10n ** BigInt(scale) };
}

/** Returns the exact ratio. Undefined if an operand is missing or not a number, or if the divisor is 0. */
function fractionOf(dividend: Value | undefined, divisor: Value | undefined): Fraction | undefined {
  const [a, b] = [exactly(dividend), exactly(divisor)];
  if (!a || !b || b.over === 0n) return undefined;
  const [over, under] = [a.over * b.under, a.under * b.over];
  return under < 0n ? { over: -over, under: -under } : { over, under };
}

/** Rounds a ratio half to even at 4 digits, for display. Undefined if there is no ratio. */
export function ratioShown(dividend: Value | undefined, divisor: Value | undefined): bigint | undefined {
  const fraction = fractionOf(dividend, divisor);
  return fraction && divideHalfEven(fraction.over * UNIT, fraction.under);
}

/**
 * Whether a ratio passes a comparison. `over / under < bound` is computed as `over < bound * under`. A missing ratio
 * passes no comparison, not even `ne`.
 */
export function passesRatio(test: Test, dividend: Value | undefined, divisor: Value | undefined): boolean {
  const fraction = fractionOf(dividend, divisor);
  if (!fraction) return false;
  const difference = (value: Value): bigint => {
    // The validation of the condition ensures that these values are numbers.
    const bound = exactly(value)!;
    return fraction.over * bound.under - bound.over * fraction.under;
  };
  switch (test.op) {
    case 'exists':
      return true;
    case 'eq':
      return difference(test.value!) === 0n;
    case 'ne':
      return difference(test.value!) !== 0n;
    case 'lt':
      return difference(test.value!) < 0n;
    case 'lte':
      return difference(test.value!) <= 0n;
    case 'gt':
      return difference(test.value!) > 0n;
    case 'gte':
      return difference(test.value!) >= 0n;
    case 'in':
      return test.values!.some((value) => difference(value) === 0n);
    case 'notIn':
      return !test.values!.some((value) => difference(value) === 0n);
    case 'between':
      return difference(test.values![0]) >= 0n && difference(test.values![1]) <= 0n;
    case 'inList':
    case 'notInList':
    case 'contains':
    case 'startsWith':
    case 'under':
    case 'has':
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
    case 'during':
      throw new Error(`${test.op} does not apply to a ratio`);
  }
}
