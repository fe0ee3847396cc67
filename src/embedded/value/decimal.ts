/**
 * Decimal128 arithmetic with integer coefficients. A value is coefficient x 10^exponent. Results are rounded half to
 * even, to 34 digits.
 */
import { Decimal128 } from 'bson';

const DIGITS = 34;

export interface Decimal {
  readonly c: bigint;
  readonly e: number;
}

/** Returns the value of a Decimal128. NaN and ±Infinity are returned as JS numbers. */
export function parseDecimal(decimal: Decimal128): Decimal | number {
  return parseText(decimal.toString());
}

export function parseText(text: string): Decimal | number {
  if (/nan/i.test(text)) return NaN;
  if (/inf/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const m = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(text);
  if (!m) return NaN;
  const fraction = m[3] ?? '';
  const c = BigInt((m[2] ?? '') + fraction || '0');
  return { c: m[1] === '-' ? -c : c, e: Number(m[4] ?? 0) - fraction.length };
}

/** Returns the exact decimal expansion of a finite double. */
export function fromDouble(value: number): Decimal {
  if (Number.isInteger(value)) return { c: BigInt(value), e: 0 };
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const mantissa = (bits & 0xfffffffffffffn) | (exponent === 0 ? 0n : 1n << 52n);
  const power = (exponent === 0 ? 1 : exponent) - 1075; // value = mantissa x 2^power, power < 0 here
  const c = mantissa * 5n ** BigInt(-power);
  return { c: value < 0 ? -c : c, e: power };
}

function scaleTo(d: Decimal, e: number): bigint {
  return d.c * 10n ** BigInt(d.e - e);
}

export function compareDecimals(left: Decimal, right: Decimal): number {
  const e = Math.min(left.e, right.e);
  const x = scaleTo(left, e);
  const y = scaleTo(right, e);
  return Math.sign(Number(x - y));
}

export function addDecimals(left: Decimal, right: Decimal): Decimal {
  const e = Math.min(left.e, right.e);
  return round({ c: scaleTo(left, e) + scaleTo(right, e), e });
}

export function multiplyDecimals(left: Decimal, right: Decimal): Decimal {
  return round({ c: left.c * right.c, e: left.e + right.e });
}

/**
 * Divides `left` by `right` to 34 digits. The preferred exponent is `left.e - right.e`. Trailing zeros are removed
 * until it is reached.
 */
export function divideDecimals(left: Decimal, right: Decimal): Decimal {
  const shift = DIGITS + 2 + digits(right.c);
  const numerator = left.c * 10n ** BigInt(shift);
  let c = numerator / right.c;
  let e = left.e - right.e - shift;
  if (numerator % right.c !== 0n) return round({ c: c * 10n + (c < 0n ? -1n : 1n), e: e - 1 });
  while (e < left.e - right.e && c % 10n === 0n) {
    c /= 10n;
    e++;
  }
  return round({ c, e });
}

function digits(c: bigint): number {
  return (c < 0n ? -c : c).toString().length;
}

/** Rounds a decimal to 34 significant digits, half to even. */
export function round(decimal: Decimal): Decimal {
  const excess = digits(decimal.c) - DIGITS;
  return excess <= 0 ? decimal : roundAt(decimal, decimal.e + excess);
}

/** Rounds a decimal half to even, so that its exponent is at least `exponent`. */
export function roundAt(decimal: Decimal, exponent: number): Decimal {
  if (decimal.e >= exponent) return decimal;
  const unit = 10n ** BigInt(exponent - decimal.e);
  let c = decimal.c / unit;
  const rest = decimal.c % unit;
  const twice = (rest < 0n ? -rest : rest) * 2n;
  if (twice > unit || (twice === unit && c % 2n !== 0n)) c += decimal.c < 0n ? -1n : 1n;
  return { c, e: exponent };
}

export function toDecimal128(decimal: Decimal | number): Decimal128 {
  if (typeof decimal === 'number') return Decimal128.fromString(String(decimal));
  const r = round(decimal);
  return Decimal128.fromString(`${r.c}E${r.e >= 0 ? '+' : ''}${r.e}`);
}
