/** The operators that apply to each type of value. */
import type { Operator } from '../types.js';
import type { Compared } from './literals.js';

const EQUALITY: readonly Operator[] = ['eq', 'ne', 'in', 'notIn', 'exists'];
const IN_LIST: readonly Operator[] = ['inList', 'notInList'];
const ORDER: readonly Operator[] = ['lt', 'lte', 'gt', 'gte', 'between'];
const RELATIVE: readonly Operator[] = ['withinLast', 'beforeLast', 'withinNext', 'during'];
/** Operators that match part of a text. */
export const OF_TEXT: readonly Operator[] = ['contains', 'startsWith', 'under'];

export const OPERATORS_OF: Readonly<Record<Compared, readonly Operator[]>> = {
  STRING: [...EQUALITY, ...IN_LIST, ...ORDER, ...OF_TEXT],
  INTEGER: [...EQUALITY, ...IN_LIST, ...ORDER],
  DECIMAL: [...EQUALITY, ...IN_LIST, ...ORDER],
  NUMBER: [...EQUALITY, ...IN_LIST, ...ORDER],
  FRACTION: [...EQUALITY, ...IN_LIST, ...ORDER],
  BOOLEAN: ['eq', 'ne', 'exists'],
  DATE: [...EQUALITY, ...ORDER, ...RELATIVE],
  DATETIME: [...EQUALITY, ...ORDER, ...RELATIVE],
  STRING_LIST: ['has', 'exists'],
};
