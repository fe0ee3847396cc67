/** Comparing values: within one kind only; anything else is simply not true. */
import { formatDecimal, numberOfDecimal } from './decimal.js';
import type { Property, Test, Value } from '../model.js';
import { isUnder } from './paths.js';
import { isInList } from './value-list.js';

/**
 * -1, 0, 1, or undefined when the two cannot be compared. Decimals compare exactly, numbers as the IEEE doubles they
 * are, and a decimal with a number as the double nearest to it.
 */
export function compareValues(a: Value | Property, b: Value | Property): number | undefined {
  if (typeof a === 'bigint' && typeof b === 'number') return compareValues(numberOfDecimal(a), b);
  if (typeof a === 'number' && typeof b === 'bigint') return compareValues(a, numberOfDecimal(b));
  if (typeof a !== typeof b) return undefined;
  if (typeof a === 'object' || typeof b === 'object') return undefined;
  return a < b ? -1 : a > b ? 1 : 0;
}

export function sameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((x, i) => x === b[i]);
  return compareValues(a, b) === 0;
}

/** Equal strings for equal values: the key of distinct counts. */
export function valueKey(v: Value | Property): string {
  if (typeof v === 'number') return `n${v}`;
  if (typeof v === 'bigint') return `n${formatDecimal(v)}`;
  return typeof v === 'object' ? `l${JSON.stringify(v)}` : `${typeof v === 'string' ? 's' : 'b'}${String(v)}`;
}

const equalValues = (a: Value | Property, b: Value): boolean =>
  compareValues(a, b) === 0 || (typeof a === 'object' && typeof b === 'object' && sameValue(a as Value, b));

/** Whether a value passes a test that does not depend on time. Absent passes nothing, not even `ne`. */
export function passes(test: Test, v: Value | Property | undefined): boolean {
  if (v === undefined) return false;
  const c = (b: Value | undefined): number | undefined => (b === undefined ? undefined : compareValues(v, b));
  const equals = (b: Value): boolean => equalValues(v, b);
  switch (test.op) {
    case 'exists':
      return true;
    case 'eq':
      return equals(test.value!);
    case 'ne':
      return !equals(test.value!);
    case 'lt':
      return (c(test.value) ?? 1) < 0;
    case 'lte':
      return (c(test.value) ?? 1) <= 0;
    case 'gt':
      return (c(test.value) ?? -1) > 0;
    case 'gte':
      return (c(test.value) ?? -1) >= 0;
    case 'in':
      return isInList(test.values!, v, equalValues);
    case 'notIn':
      return !isInList(test.values!, v, equalValues);
    case 'inList':
      return test.entries!.has(v);
    case 'notInList':
      return !test.entries!.has(v);
    case 'between':
      return (c(test.values![0]) ?? -1) >= 0 && (c(test.values![1]) ?? 1) <= 0;
    case 'contains':
      return typeof v === 'string' && v.includes(String(test.value));
    case 'startsWith':
      return typeof v === 'string' && v.startsWith(String(test.value));
    case 'under':
      return typeof v === 'string' && isUnder(v, String(test.value));
    case 'has':
      return typeof v === 'object' && v.includes(String(test.value));
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
    case 'during':
      throw new Error(`${test.op} depends on time`);
  }
}

export function isRelative(test: Test): boolean {
  return (
    test.age === true ||
    test.op === 'withinLast' ||
    test.op === 'beforeLast' ||
    test.op === 'withinNext' ||
    test.op === 'during'
  );
}
