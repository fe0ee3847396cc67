/**
 * Arithmetic with the type rules of MongoDB. An int is widened to a long, and a long to a double. If an operand is a
 * decimal, the result is a decimal.
 */
import { Decimal128, Double, Int32, Long, isNumber, toNumber, typeName } from '../value/bson.js';
import {
  addDecimals,
  divideDecimals,
  fromDouble,
  multiplyDecimals,
  parseDecimal,
  parseText,
  round,
  roundAt,
  toDecimal128,
  type Decimal,
} from '../value/decimal.js';
import { location, MongoError, notSupported } from '../value/errors.js';

function toDecimal(v: unknown): Decimal | number {
  if (v instanceof Decimal128) return parseDecimal(v);
  if (v instanceof Double) {
    // As in MongoDB, a double is converted to a decimal with 15 significant digits.
    return Number.isFinite(v.value) ? parseText(Number(v.value).toPrecision(15)) : v.value;
  }
  return { c: BigInt(String(v)), e: 0 };
}

function inDecimal(
  a: unknown,
  b: unknown,
  exact: (x: Decimal, y: Decimal) => Decimal,
  loose: (x: number, y: number) => number,
): Decimal128 {
  const x = toDecimal(a);
  const y = toDecimal(b);
  if (typeof x === 'number' || typeof y === 'number')
    return toDecimal128(loose(typeof x === 'number' ? x : Number(x.c), typeof y === 'number' ? y : Number(y.c)));
  return toDecimal128(exact(x, y));
}

/**
 * Returns an integer result in the type of the operands, or as a long if it does not fit. If it exceeds 64 bits,
 * returns the result of `overflow`.
 */
function integer(exact: bigint, wide: boolean, overflow: () => unknown): unknown {
  if (!wide && exact >= -(2n ** 31n) && exact < 2n ** 31n) return new Int32(Number(exact));
  if (exact >= -(2n ** 63n) && exact < 2n ** 63n) return Long.fromBigInt(exact);
  return overflow();
}

function big(v: unknown): bigint {
  return v instanceof Long ? v.toBigInt() : BigInt(toNumber(v)!);
}

/** Adds two values for `$add`, `$sum` and `$inc`. The sum of a date and a number of milliseconds is a date. */
export function add(op: string, left: unknown, right: unknown): unknown {
  if (left instanceof Date || right instanceof Date) {
    if (left instanceof Date && right instanceof Date)
      throw location(16612, 'only one date allowed in an $add expression');
    const [date, n] = left instanceof Date ? [left, right] : [right as Date, left];
    if (!isNumber(n))
      throw new MongoError('TypeMismatch', `${op} only supports numeric or date types, not ${typeName(n)}`);
    return new Date(date.getTime() + Math.round(toNumber(n)!));
  }
  for (const v of [left, right])
    if (!isNumber(v))
      throw new MongoError('TypeMismatch', `${op} only supports numeric or date types, not ${typeName(v)}`);
  if (left instanceof Decimal128 || right instanceof Decimal128)
    return inDecimal(left, right, addDecimals, (x, y) => x + y);
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left)! + toNumber(right)!);
  return integer(
    big(left) + big(right),
    left instanceof Long || right instanceof Long,
    () => new Double(toNumber(left)! + toNumber(right)!),
  );
}

/** Adds the exact value of a double to a decimal. Used by accumulators, which do not round to 15 digits. */
export function addExact(left: Decimal128, right: Double): Decimal128 {
  const x = parseDecimal(left);
  if (typeof x === 'number' || !Number.isFinite(right.value)) return add('$sum', left, right) as Decimal128;
  return toDecimal128(addDecimals(x, round(fromDouble(right.value))));
}

export function subtract(left: unknown, right: unknown): unknown {
  if (left instanceof Date) {
    if (right instanceof Date) return Long.fromNumber(left.getTime() - right.getTime());
    if (isNumber(right)) return new Date(left.getTime() - Math.round(toNumber(right)!));
  }
  if (!isNumber(left) || !isNumber(right))
    throw new MongoError('TypeMismatch', `can't $subtract ${typeName(right)} from ${typeName(left)}`);
  if (left instanceof Decimal128 || right instanceof Decimal128) {
    return inDecimal(
      left,
      right,
      (x, y) => addDecimals(x, { c: -y.c, e: y.e }),
      (x, y) => x - y,
    );
  }
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left)! - toNumber(right)!);
  return integer(
    big(left) - big(right),
    left instanceof Long || right instanceof Long,
    () => new Double(toNumber(left)! - toNumber(right)!),
  );
}

export function multiply(op: string, left: unknown, right: unknown): unknown {
  for (const v of [left, right])
    if (!isNumber(v)) throw new MongoError('TypeMismatch', `${op} only supports numeric types, not ${typeName(v)}`);
  if (left instanceof Decimal128 || right instanceof Decimal128)
    return inDecimal(left, right, multiplyDecimals, (x, y) => x * y);
  if (left instanceof Double || right instanceof Double) return new Double(toNumber(left)! * toNumber(right)!);
  return integer(
    big(left) * big(right),
    left instanceof Long || right instanceof Long,
    () => new Double(toNumber(left)! * toNumber(right)!),
  );
}

export function divide(left: unknown, right: unknown): unknown {
  if (!isNumber(left) || !isNumber(right))
    throw new MongoError(
      'TypeMismatch',
      `$divide only supports numeric types, not ${typeName(left)} and ${typeName(right)}`,
    );
  if (toNumber(right) === 0) throw new MongoError('BadValue', "can't $divide by zero");
  if (left instanceof Decimal128 || right instanceof Decimal128)
    return inDecimal(left, right, divideDecimals, (x, y) => x / y);
  return new Double(toNumber(left)! / toNumber(right)!);
}

/**
 * Rounds a number to `place` digits after the decimal point, for `$round` (half to even) and `$trunc`. Returns a number
 * of the same type.
 */
export function roundTo(value: unknown, place: number, half: boolean): unknown {
  if (value instanceof Decimal128) throw notSupported('$round and $trunc on Decimal128');
  const n = toNumber(value)!;
  if (!Number.isFinite(n)) return value;
  if (value instanceof Double) {
    const d = fromDouble(n);
    const r = half ? roundAt(d, -place) : truncateAt(d, -place);
    const out = Number(`${r.c}e${r.e}`);
    return new Double(out === 0 && (n < 0 || Object.is(n, -0)) ? -0 : out);
  }
  if (place >= 0) return value;
  const exact = { c: BigInt(String(value)), e: 0 };
  const r = half ? roundAt(exact, -place) : truncateAt(exact, -place);
  return integer(r.c * 10n ** BigInt(Math.max(0, r.e)), value instanceof Long, () => new Double(Number(r.c)));
}

function truncateAt(d: Decimal, e: number): Decimal {
  return d.e >= e ? d : { c: d.c / 10n ** BigInt(e - d.e), e };
}
