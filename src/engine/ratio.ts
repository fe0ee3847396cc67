/** How many times one number goes into another, compared with numbers. Nothing is rounded where it is compared. */
import { decimalOfNumber, divideHalfEven, SCALE } from './decimal.js';
import type { Property, Test, Value } from './model.js';

const UNIT = 10n ** BigInt(SCALE);

/** A fraction of two decimals; `under` is positive. */
interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

function decimal(value: Value | Property | undefined): bigint | undefined {
  if (typeof value === 'number') return decimalOfNumber(value);
  return typeof value === 'bigint' ? value : undefined;
}

/** Absent where one of the two is, or is no number, and of a division by 0. */
function fractionOf(dividend: Value | undefined, divisor: Value | undefined): Fraction | undefined {
  const [over, under] = [decimal(dividend), decimal(divisor)];
  if (over === undefined || under === undefined || under === 0n) return undefined;
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
  // Values of a comparison were checked to be numbers.
  const difference = (value: Value): bigint => fraction.over * UNIT - decimal(value)! * fraction.under;
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
    case 'contains':
    case 'startsWith':
    case 'has':
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
    case 'during':
      throw new Error(`${test.op} does not apply to a ratio`);
  }
}
