/** Compares values. Values of different kinds are not comparable. */
import { ascending } from './ascending.js';
import { formatDecimal, numberOfDecimal } from './decimal.js';
import type { Property, Test, Value } from '../types.js';
import { isUnder } from './paths.js';
import { isInList } from './value-list.js';

/**
 * Compares two values. Returns -1, 0 or 1, or undefined if they are not comparable. Decimals are compared exactly, and
 * numbers are compared as IEEE doubles. A decimal is converted to the nearest double for comparison with a number.
 */
export function compareValues(left: Value | Property, right: Value | Property): number | undefined {
  if (typeof left === 'bigint' && typeof right === 'number') return compareValues(numberOfDecimal(left), right);
  if (typeof left === 'number' && typeof right === 'bigint') return compareValues(left, numberOfDecimal(right));
  if (typeof left !== typeof right) return undefined;
  if (typeof left === 'object' || typeof right === 'object') return undefined;
  return ascending(left, right);
}

export function sameValue(left: Value | undefined, right: Value | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  if (Array.isArray(left) && Array.isArray(right))
    return left.length === right.length && left.every((x, i) => x === right[i]);
  return compareValues(left, right) === 0;
}

/** Returns equal strings for equal values. Used as a key to count distinct values. */
export function valueKey(value: Value | Property): string {
  if (typeof value === 'number') return `n${value}`;
  if (typeof value === 'bigint') return `n${formatDecimal(value)}`;
  return typeof value === 'object'
    ? `l${JSON.stringify(value)}`
    : `${typeof value === 'string' ? 's' : 'b'}${String(value)}`;
}

const equalValues = (a: Value | Property, b: Value): boolean =>
  compareValues(a, b) === 0 || (typeof a === 'object' && typeof b === 'object' && sameValue(a as Value, b));

/** Whether a value passes a test that does not depend on time. A missing value passes no test, not even `ne`. */
export function passes(test: Test, value: Value | Property | undefined): boolean {
  if (value === undefined) return false;
  const c = (b: Value | undefined): number | undefined => (b === undefined ? undefined : compareValues(value, b));
  const equals = (b: Value): boolean => equalValues(value, b);
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
      return isInList(test.values!, value, equalValues);
    case 'notIn':
      return !isInList(test.values!, value, equalValues);
    case 'inList':
      return test.entries!.has(value);
    case 'notInList':
      return !test.entries!.has(value);
    case 'between':
      return (c(test.values![0]) ?? -1) >= 0 && (c(test.values![1]) ?? 1) <= 0;
    case 'contains':
      return typeof value === 'string' && value.includes(String(test.value));
    case 'startsWith':
      return typeof value === 'string' && value.startsWith(String(test.value));
    case 'under':
      return typeof value === 'string' && isUnder(value, String(test.value));
    case 'has':
      return typeof value === 'object' && value.includes(String(test.value));
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
