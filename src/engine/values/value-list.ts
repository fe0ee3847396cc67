/** Searches a list of literals in constant time. */
import type { Property, Value } from '../types.js';

type Equals = (one: Value | Property, other: Value) => boolean;

/** Lists with at most this many values are searched linearly. */
const SHORT = 16;
/** Upper bound of the relative difference between two equal numbers after they are converted to doubles. */
const ROUNDING = 1e-14;

/**
 * For each list of literals, an index of the literals by key. A value that is itself a list is not searched by key. It
 * is compared with each literal.
 */
const indexes = new WeakMap<readonly Value[], ReadonlyMap<string, readonly Value[]>>();

/**
 * Whether a list contains a value. The result is the same as that of `list.some(...)` with `equals`, but long lists are
 * searched in constant time.
 */
export function isInList(list: readonly Value[], value: Value | Property, equals: Equals): boolean {
  if (list.length <= SHORT || typeof value === 'object') return list.some((literal) => equals(value, literal));
  let index = indexes.get(list);
  if (!index) indexes.set(list, (index = indexOf(list)));
  return keysOf(value).some((key) => index.get(key)?.some((literal) => equals(value, literal)));
}

function indexOf(list: readonly Value[]): Map<string, Value[]> {
  const index = new Map<string, Value[]>();
  for (const literal of list) {
    const key = keyOf(literal);
    const there = index.get(key);
    if (there) there.push(literal);
    else index.set(key, [literal]);
  }
  return index;
}

function keyOf(value: Value | Property): string {
  if (typeof value === 'number' || typeof value === 'bigint') return numberKey(asFloat(value));
  return `${typeof value} ${String(value)}`;
}

/** Returns all keys that a literal equal to the value can have. */
function keysOf(value: Value | Property): string[] {
  if (typeof value !== 'number' && typeof value !== 'bigint') return [keyOf(value)];
  const float = asFloat(value);
  const keys = [float * (1 - ROUNDING), float, float * (1 + ROUNDING)].map(numberKey);
  return [...new Set(keys)];
}

/** Converts a decimal, which has 4 fraction digits, to a double. */
const asFloat = (value: number | bigint): number => (typeof value === 'bigint' ? Number(value) / 10_000 : value);

const numberKey = (float: number): string => `number ${(float === 0 ? 0 : float).toPrecision(12)}`;
