/** How many times one number goes into another, compared with numbers. Nothing is rounded where it is compared. */
import { divideHalfEven, SCALE, writtenDigits } from './decimal.js';
import type { Property, Test, Value } from '../model.js';

const UNIT = 10n ** BigInt(SCALE);

/** A fraction of whole numbers; `under` is positive. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** A number as it is written, as a fraction: decimals and the numbers of events alike. */
function exactly(value: Value | Property | undefined): Fraction | undefined {
  if (typeof value === 'bigint') return { over: value, under: UNIT };
  if (typeof value !== 'number') return undefined;
  const { digits, scale } = writtenDigits(value);
  return { over: digits, under: 10n ** BigInt(scale) };
}

/** Absent where one of the two is, or is no number, and of a division by 0. */
function fractionOf(dividend: Value | undefined, divisor: Value | undefined): Fraction | undefined {
  const [a, b] = [exactly(dividend), exactly(divisor)];
  if (!a || !b || b.over === 0n) return undefined;
  const [over, under] = [a.over * b.under, a.under * b.over];
  return under < 0n ? { over: -over, under: -under } : { over, under };
}

/** The ratio rounded half to even at 4 digits, as it is shown; undefined: there is none. */
export function ratioShown(dividend: Value | undefined, divisor: Value | undefined): bigint | undefined {
  const fraction = fractionOf(dividend, divisor);
  return fraction && divideHalfEven(fraction.over * UNIT, fraction.under);
}

/**
 * Whether the ratio of two numbers passes a comparison with numbers: `over / under < bound` is asked as
 * `over < bound * under`. An absent ratio passes nothing, `ne` included.
 */
export function passesRatio(test: Test, dividend: Value | undefined, divisor: Value | undefined): boolean {
  const fraction = fractionOf(dividend, divisor);
  if (!fraction) return false;
  const difference = (value: Value): bigint => {
    // Values of a comparison were checked to be numbers.
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
