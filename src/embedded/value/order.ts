/** Implements the order of BSON values in MongoDB. Values are compared first by type bracket and then by value. */
import type { Binary, Decimal128, BSONRegExp, ObjectId, Timestamp } from './bson.js';
import { Double, Int32, Long, typeNumber, type Doc } from './bson.js';
import { compareDecimals, fromDouble, parseDecimal, type Decimal } from './decimal.js';

/**
 * Returns the type bracket of a value. All numbers share one bracket. Strings and symbols share one, and so do null and
 * undefined.
 */
export function bracket(value: unknown): number {
  switch (typeNumber(value)) {
    case -1:
      return 1;
    case 6:
      return 4;
    case 10:
      return 5;
    case 1:
    case 16:
    case 18:
    case 19:
      return 10;
    case 2:
    case 14:
      return 15;
    case 3:
      return 20;
    case 4:
      return 25;
    case 5:
      return 30;
    case 7:
      return 35;
    case 8:
      return 40;
    case 9:
      return 45;
    case 17:
      return 47;
    case 11:
      return 50;
    case 12:
      return 55;
    case 13:
      return 60;
    case 15:
      return 65;
    default:
      return 127;
  }
}

/** The type bracket of strings. */
export const TEXT = bracket('');

type Plain = number | bigint | Decimal;

function plain(v: unknown): Plain {
  if (typeof v === 'number' || typeof v === 'bigint') return v;
  if (v instanceof Int32 || v instanceof Double) return v.value;
  if (v instanceof Long) return v.toBigInt();
  return parseDecimal(v as Decimal128);
}

/** Compares numbers of any types by their mathematical values. NaN is less than every number and equal to itself. */
function compareNumbers(a: unknown, b: unknown): number {
  const x = plain(a);
  const y = plain(b);
  if (typeof x !== 'object' && typeof y !== 'object') {
    if (x < y) return -1;
    if (x > y) return 1;
    if (x === y || x == y) return 0;
    return Number(Number.isNaN(y)) - Number(Number.isNaN(x));
  }
  for (const [value, sign] of [
    [x, 1],
    [y, -1],
  ] as const) {
    if (typeof value === 'number' && !Number.isFinite(value)) return Number.isNaN(value) || value < 0 ? -sign : sign;
  }
  return compareDecimals(toDecimal(x), toDecimal(y));
}

function toDecimal(v: Plain): Decimal {
  if (typeof v === 'object') return v;
  return typeof v === 'bigint' ? { c: v, e: 0 } : fromDouble(v);
}

/**
 * Compares strings by their UTF-8 bytes. This is the order of code points, which differs from the order of UTF-16
 * units.
 */
function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // Surrogates encode code points above all other UTF-16 units, so they are mapped to the highest numbers.
    if (x >= 0xd800 && x < 0xe000) x += 0x2000;
    else if (x >= 0xe000) x -= 0x800;
    if (y >= 0xd800 && y < 0xe000) y += 0x2000;
    else if (y >= 0xe000) y -= 0x800;
    return x < y ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/**
 * Compares two values. Returns -1, 0 or 1. As in sorts and filters of MongoDB, a missing value (`undefined`) equals
 * null.
 */
export function compare(left: unknown, right: unknown): number {
  const ba = left === undefined ? 5 : bracket(left);
  const bb = right === undefined ? 5 : bracket(right);
  if (ba !== bb) return ba < bb ? -1 : 1;
  switch (ba) {
    case 10:
      return compareNumbers(left, right);
    case 15:
      return compareStrings(String(left), String(right));
    case 20:
      return compareDocs(left as Doc, right as Doc);
    case 25:
      return compareArrays(left as unknown[], right as unknown[]);
    case 30:
      return compareBinary(left as Binary, right as Binary);
    case 35:
      return Math.sign(Buffer.compare((left as ObjectId).id, (right as ObjectId).id));
    case 40:
      return Number(left) - Number(right);
    case 45:
      return Math.sign((left as Date).getTime() - (right as Date).getTime());
    case 47: {
      const x = (left as Timestamp).toBigInt();
      const y = (right as Timestamp).toBigInt();
      return Math.sign(Number(BigInt.asUintN(64, x) - BigInt.asUintN(64, y)));
    }
    case 50: {
      const x = left as BSONRegExp;
      const y = right as BSONRegExp;
      return compareStrings(x.pattern, y.pattern) || compareStrings(x.options, y.options);
    }
    default:
      return 0;
  }
}

function compareDocs(a: Doc, b: Doc): number {
  const ka = Object.keys(a);
  const kb = Object.keys(b);
  for (let i = 0; i < ka.length && i < kb.length; i++) {
    // Documents are compared field by field: first the type, then the name, then the value.
    const ta = bracket(a[ka[i]]);
    const tb = bracket(b[kb[i]]);
    if (ta !== tb) return ta < tb ? -1 : 1;
    const byName = compareStrings(ka[i], kb[i]);
    if (byName !== 0) return byName;
    const byValue = compare(a[ka[i]], b[kb[i]]);
    if (byValue !== 0) return byValue;
  }
  return Math.sign(ka.length - kb.length);
}

function compareArrays(a: readonly unknown[], b: readonly unknown[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const c = compare(a[i], b[i]);
    if (c !== 0) return c;
  }
  return Math.sign(a.length - b.length);
}

function compareBinary(a: Binary, b: Binary): number {
  const x = a.value();
  const y = b.value();
  if (x.length !== y.length) return x.length < y.length ? -1 : 1;
  if (a.sub_type !== b.sub_type) return a.sub_type < b.sub_type ? -1 : 1;
  return Math.sign(Buffer.compare(x, y));
}

export function equal(left: unknown, right: unknown): boolean {
  return compare(left, right) === 0;
}

/**
 * Returns a string that is the same for all values that compare as equal, and different for other values. Groups, sets
 * and hash joins use it as a key.
 */
export function identityKey(value: unknown): string {
  const b = value === undefined ? 5 : bracket(value);
  switch (b) {
    case 10: {
      const p = plain(value);
      if (typeof p === 'number' && !Number.isFinite(p)) return `10:${p}`;
      const d = toDecimal(p);
      if (d.c === 0n) return '10:0';
      let { c, e } = d;
      while (c % 10n === 0n) {
        c /= 10n;
        e++;
      }
      return `10:${c}e${e}`;
    }
    case 15:
      return `15:${JSON.stringify(String(value))}`;
    case 20:
      return `{${Object.keys(value as Doc)
        .map((k) => `${JSON.stringify(k)}=${identityKey((value as Doc)[k])}`)
        .join()}}`;
    case 25:
      return `[${(value as unknown[]).map(identityKey).join()}]`;
    case 30:
      return `30:${(value as Binary).sub_type}:${Buffer.from((value as Binary).value()).toString('hex')}`;
    case 35:
      return `35:${(value as ObjectId).toHexString()}`;
    case 40:
      return `40:${String(value)}`;
    case 45:
      return `45:${(value as Date).getTime()}`;
    case 47:
      return `47:${(value as Timestamp).toBigInt()}`;
    case 50:
      return `50:${JSON.stringify([(value as BSONRegExp).pattern, (value as BSONRegExp).options])}`;
    default:
      return String(b);
  }
}
