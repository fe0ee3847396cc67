/** Whether a value is in a list of literals, in a time that does not depend on how long the list is. */
import type { Property, Value } from '../model.js';

type Equals = (one: Value | Property, other: Value) => boolean;

/** Lists up to this long are looked through one by one. */
const SHORT = 16;
/** Numbers that are equal as they are compared differ by less than this share of themselves as floats. */
const ROUNDING = 1e-14;

/** Literals under keys that equal values have in common; a list of texts has none and is compared with each. */
const indexes = new WeakMap<readonly Value[], ReadonlyMap<string, readonly Value[]>>();

/** The same as `list.some(...)` by `equals`, which alone decides what is equal. */
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

/** Every key a literal equal to the value can have. */
function keysOf(value: Value | Property): string[] {
  if (typeof value !== 'number' && typeof value !== 'bigint') return [keyOf(value)];
  const float = asFloat(value);
  const keys = [float * (1 - ROUNDING), float, float * (1 + ROUNDING)].map(numberKey);
  return [...new Set(keys)];
}

/** Decimals are whole ten-thousandths. */
const asFloat = (value: number | bigint): number => (typeof value === 'bigint' ? Number(value) / 10_000 : value);

const numberKey = (float: number): string => `number ${(float === 0 ? 0 : float).toPrecision(12)}`;
