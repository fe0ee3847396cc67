/** Numbers as MongoDB adds and multiplies them: int widens to long, long to double, and a decimal makes a decimal. */
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
    // A double becomes the decimal of its 15 significant digits, as in MongoDB.
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

/** Integers stay integers while they fit; beyond 64 bits `overflow` decides. */
function integer(exact: bigint, wide: boolean, overflow: () => unknown): unknown {
  if (!wide && exact >= -(2n ** 31n) && exact < 2n ** 31n) return new Int32(Number(exact));
  if (exact >= -(2n ** 63n) && exact < 2n ** 63n) return Long.fromBigInt(exact);
  return overflow();
}

function big(v: unknown): bigint {
  return v instanceof Long ? v.toBigInt() : BigInt(toNumber(v)!);
}

/** `$add`, and `$sum` and `$inc` on numbers; a date plus milliseconds is a date. */
export function add(op: string, a: unknown, b: unknown): unknown {
  if (a instanceof Date || b instanceof Date) {
    if (a instanceof Date && b instanceof Date) throw location(16612, 'only one date allowed in an $add expression');
    const [date, n] = a instanceof Date ? [a, b] : [b as Date, a];
    if (!isNumber(n))
      throw new MongoError('TypeMismatch', `${op} only supports numeric or date types, not ${typeName(n)}`);
    return new Date(date.getTime() + Math.round(toNumber(n)!));
  }
  for (const v of [a, b])
    if (!isNumber(v))
      throw new MongoError('TypeMismatch', `${op} only supports numeric or date types, not ${typeName(v)}`);
  if (a instanceof Decimal128 || b instanceof Decimal128) return inDecimal(a, b, addDecimals, (x, y) => x + y);
  if (a instanceof Double || b instanceof Double) return new Double(toNumber(a)! + toNumber(b)!);
  return integer(
    big(a) + big(b),
    a instanceof Long || b instanceof Long,
    () => new Double(toNumber(a)! + toNumber(b)!),
  );
}

/** A decimal plus a double taken for all its digits, as accumulators add them up. */
export function addExact(a: Decimal128, b: Double): Decimal128 {
  const x = parseDecimal(a);
  if (typeof x === 'number' || !Number.isFinite(b.value)) return add('$sum', a, b) as Decimal128;
  return toDecimal128(addDecimals(x, round(fromDouble(b.value))));
}

export function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date) {
    if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime());
    if (isNumber(b)) return new Date(a.getTime() - Math.round(toNumber(b)!));
  }
  if (!isNumber(a) || !isNumber(b))
    throw new MongoError('TypeMismatch', `can't $subtract ${typeName(b)} from ${typeName(a)}`);
  if (a instanceof Decimal128 || b instanceof Decimal128) {
    return inDecimal(
      a,
      b,
      (x, y) => addDecimals(x, { c: -y.c, e: y.e }),
      (x, y) => x - y,
    );
  }
  if (a instanceof Double || b instanceof Double) return new Double(toNumber(a)! - toNumber(b)!);
  return integer(
    big(a) - big(b),
    a instanceof Long || b instanceof Long,
    () => new Double(toNumber(a)! - toNumber(b)!),
  );
}

export function multiply(op: string, a: unknown, b: unknown): unknown {
  for (const v of [a, b])
    if (!isNumber(v)) throw new MongoError('TypeMismatch', `${op} only supports numeric types, not ${typeName(v)}`);
  if (a instanceof Decimal128 || b instanceof Decimal128) return inDecimal(a, b, multiplyDecimals, (x, y) => x * y);
  if (a instanceof Double || b instanceof Double) return new Double(toNumber(a)! * toNumber(b)!);
  return integer(
    big(a) * big(b),
    a instanceof Long || b instanceof Long,
    () => new Double(toNumber(a)! * toNumber(b)!),
  );
}

export function divide(a: unknown, b: unknown): unknown {
  if (!isNumber(a) || !isNumber(b))
    throw new MongoError('TypeMismatch', `$divide only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
  if (toNumber(b) === 0) throw new MongoError('BadValue', "can't $divide by zero");
  if (a instanceof Decimal128 || b instanceof Decimal128) return inDecimal(a, b, divideDecimals, (x, y) => x / y);
  return new Double(toNumber(a)! / toNumber(b)!);
}

/** `$round` (half to even) and `$trunc` to `place` digits after the point; the type stays. */
export function roundTo(v: unknown, place: number, half: boolean): unknown {
  if (v instanceof Decimal128) throw notSupported('$round and $trunc on Decimal128');
  const n = toNumber(v)!;
  if (!Number.isFinite(n)) return v;
  if (v instanceof Double) {
    const d = fromDouble(n);
    const r = half ? roundAt(d, -place) : truncateAt(d, -place);
    const out = Number(`${r.c}e${r.e}`);
    return new Double(out === 0 && (n < 0 || Object.is(n, -0)) ? -0 : out);
  }
  if (place >= 0) return v;
  const exact = { c: BigInt(String(v)), e: 0 };
  const r = half ? roundAt(exact, -place) : truncateAt(exact, -place);
  return integer(r.c * 10n ** BigInt(Math.max(0, r.e)), v instanceof Long, () => new Double(Number(r.c)));
}

function truncateAt(d: Decimal, e: number): Decimal {
  return d.e >= e ? d : { c: d.c / 10n ** BigInt(e - d.e), e };
}
