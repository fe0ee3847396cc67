/**
 * Converts values of the tracking format to the form in which they are stored. There is one function for each kind of
 * value. Changing a value causes a warning.
 */
import { decimalOfNumber, divideHalfEven, numberOfDecimal, parseDecimal } from '../../engine/values/decimal.js';
import type { Notes } from './notes.js';

export type Json = Readonly<Record<string, unknown>>;

/** Maximum length of a text property, in characters. */
const LONGEST_TEXT = 4096;
/** Maximum absolute value that is stored as a number. */
const GREATEST = 1e14;
const REPLACEMENT = '\uFFFD';

export const isObject = (value: unknown): value is Json =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

/** Whether a field is empty. Undefined, null and blank texts are empty. */
export const isAbsent = (value: unknown): boolean =>
  value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Replaces NUL characters and lone surrogates in a text with U+FFFD, and adds a warning if there are any. */
export function repaired(text: string, field: string, notes: Notes): string {
  if (text.isWellFormed() && !text.includes('\0')) return text;
  notes.add(
    field,
    'TEXT_REPAIRED',
    'NUL and halves of surrogate pairs are no characters; U+FFFD is kept in their place',
  );
  return text.toWellFormed().replaceAll('\0', REPLACEMENT);
}

/** Returns the text to store. Invalid characters are replaced, and the text is truncated to `longest` characters. */
export function keptText(text: string, field: string, notes: Notes, longest = LONGEST_TEXT): string {
  const whole = repaired(text, field, notes);
  if (whole.length <= longest) return whole;
  notes.add(field, 'TEXT_CUT', `the first ${longest} of ${whole.length} characters are kept`);
  // The truncation may have split a surrogate pair. Remove its first half.
  return whole.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '');
}

/**
 * Returns a text, number or boolean as text. Returns undefined for an empty value. For a value of any other type, adds
 * a warning and returns undefined.
 */
export function textOf(value: unknown, field: string, notes: Notes, longest = LONGEST_TEXT): string | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value === 'string') return keptText(value, field, notes, longest);
  if (typeof value === 'number' || typeof value === 'boolean') return digitsOf(value);
  notes.add(field, 'TEXT_EXPECTED', 'a text or a number is expected here; the field is not kept');
  return undefined;
}

const digitsOf = (value: number | boolean): string =>
  Number.isInteger(value) ? BigInt(value).toString() : String(value);

/** Maximum length of a number given as text, in characters. The pattern takes quadratic time on longer texts. */
const LONGEST_NUMBER = 64;
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/**
 * Parses a number, or a text that contains one, to a decimal with four decimal places. Returns undefined for anything
 * else.
 */
export function decimalOf(value: unknown, field: string, notes: Notes): bigint | undefined {
  if (typeof value === 'string') {
    const text = value.trim();
    const exact = parseDecimal(text);
    if (exact !== undefined) return exact;
    return text.length <= LONGEST_NUMBER && NUMBER.test(text) ? roundedOf(Number(text), field, notes) : undefined;
  }
  return typeof value === 'number' ? roundedOf(value, field, notes) : undefined;
}

/** Relative floating-point errors up to this size cause no warning. */
const DUST = 1e-9;

function roundedOf(value: number, field: string, notes: Notes): bigint | undefined {
  if (!Number.isFinite(value) || Math.abs(value) >= GREATEST) return undefined;
  const decimal = decimalOfNumber(value);
  if (Math.abs(numberOfDecimal(decimal) - value) > DUST * Math.max(1, Math.abs(value)))
    notes.add(field, 'DECIMAL_ROUNDED', 'more than 4 digits after the point are rounded half to even');
  return decimal;
}

/** Returns the product of two decimals with four decimal places. */
export const times = (left: bigint, right: bigint): bigint => divideHalfEven(left * right, 10_000n);

/** Converts a value to a property value. A list of texts stays a list. Other nested values become JSON text. */
export function propertyValue(
  value: unknown,
  field: string,
  notes: Notes,
): string | number | boolean | readonly string[] {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return numberOf(value, field, notes);
  if (typeof value === 'string') {
    if (notes.isLongNumber(value)) notes.add(field, 'NUMBER_AS_TEXT', AS_TEXT);
    return keptText(value, field, notes);
  }
  let long = false;
  const json = JSON.stringify(value, (_name, inner: unknown) => {
    long ||= typeof inner === 'string' && notes.isLongNumber(inner);
    return inner;
  });
  if (long) notes.add(field, 'NUMBER_AS_TEXT', AS_TEXT);
  if (Array.isArray(value) && value.length <= 100 && value.every((item) => typeof item === 'string'))
    return value.map((item, i) => keptText(item, `${field}[${i}]`, notes));
  return keptText(json, field, notes);
}

const AS_TEXT = 'the number lies beyond 1e14 and is kept as a text of its digits';

function numberOf(value: number, field: string, notes: Notes): number | string {
  if (Math.abs(value) <= GREATEST) return value;
  notes.add(field, 'NUMBER_AS_TEXT', AS_TEXT);
  return digitsOf(value);
}
