/** Converts the values of conditions to the texts of input fields and back. */
import type { Value } from '../../../../src/engine/types.js';
import { readNumber, showValue } from './condition-rows.js';
import type { ComparedType } from './subjects.js';

/** The types of values that a user can tell apart. A text and a number of the same spelling are two values. */
export type Kind = 'text' | 'number' | 'boolean';

const KINDS: Readonly<Record<ComparedType, Kind>> = {
  STRING: 'text',
  STRING_LIST: 'text',
  DATE: 'text',
  DATETIME: 'text',
  INTEGER: 'number',
  DECIMAL: 'number',
  DURATION: 'number',
  BOOLEAN: 'boolean',
};

/** Returns the kind that a type of values has, or undefined if the values keep the kind with which they were sent. */
export const expectedKind = (type: ComparedType | undefined): Kind | undefined => (type ? KINDS[type] : undefined);

export function kindOf(value: Value): Kind {
  if (typeof value === 'boolean') return 'boolean';
  return typeof value === 'number' || typeof value === 'bigint' ? 'number' : 'text';
}

/** Reads a typed text as a value of a kind. Returns null if the text is empty or not a value of this kind. */
export function readKind(text: string, kind: Kind): Value | null {
  if (kind === 'text') return text === '' ? null : text;
  if (kind === 'number') return readNumber(text) ?? null;
  return ['true', 'false'].includes(text) ? text === 'true' : null;
}

/** Returns the key of a value in a list of options. Values of different kinds have different keys. */
export const keyOfValue = (value: Value): string =>
  typeof value === 'string' ? JSON.stringify(value) : showValue(value);

/** Returns the value with a key. Returns a typed text as a value of the given kind. */
export function valueOfKey(key: string, known: ReadonlyMap<string, Value>, kind: Kind): Value | null {
  return known.get(key) ?? readKind(key, kind);
}
