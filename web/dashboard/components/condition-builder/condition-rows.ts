/**
 * Opens a condition as rows for the visual editor, and writes rows as a condition. Nothing of a condition is lost: the
 * rows of every condition of the language are written back as the same condition.
 */
import { formatDecimal, parseDecimal } from '../../../../src/engine/values/decimal.js';
import type { Condition, Value } from '../../../../src/engine/types.js';
import { parseCondition } from '../../../../src/engine/segments/parse.js';
import { ExpressionError } from '../../../../src/engine/segments/lexer.js';
import { printCondition } from '../../../../src/engine/segments/print.js';
import { formOf } from './forms.js';
import { conditionOf, groupOf, HOLE } from './phrases.js';
import { isPhrase, phrasesIn, type Filling, type Leaf, type Phrase, type Slot } from './phrase.js';

/** The rows of an empty condition. */
export const NO_ROWS: Phrase = { sort: 'condition', form: 'all', slots: { rows: [] } };

/** Result of opening a text: its rows, or a syntax error. Both are absent if the rows cannot show the condition. */
export interface Opened {
  readonly group?: Phrase;
  /** Syntax error of the text, with line and column. */
  readonly fault?: ExpressionError;
}

/** Opens a condition as a group of rows, which `writeRows` converts back to the same condition. */
export function openRows(text: string): Opened {
  if (text.trim() === '') return { group: NO_ROWS };
  let condition: Condition;
  try {
    condition = parseCondition(text);
  } catch (error) {
    if (error instanceof ExpressionError) return { fault: error };
    throw error;
  }
  const group = groupOf('condition', condition);
  return group && same(conditionOf(group), condition) ? { group } : {};
}

/** Returns rows as text. A part that is not chosen yet is shown as `…`, which no condition can contain. */
export function writeRows(group: Phrase): string {
  if (phrasesIn(group.slots.rows).length === 0) return '';
  const text = printCondition(conditionOf(group));
  // A complete condition may contain any character, so it is not searched for holes.
  return isComplete(group) ? text : text.replaceAll(JSON.stringify(HOLE), '…').replaceAll(HOLE, '…');
}

/** The missing part of a row, as English text that the pages translate. */
export type Missing =
  | 'Choose a tag'
  | 'Choose an event'
  | 'Choose a segment'
  | 'Choose a layer'
  | 'Choose a list'
  | 'Choose a property'
  | 'Choose a catalogue'
  | 'Choose a field of the catalogue'
  | 'Choose a purpose'
  | 'Choose a channel'
  | 'Enter a currency'
  | 'Enter a value'
  | 'Enter at least one value'
  | 'Enter a date'
  | 'Enter a number'
  | 'Use letters, digits and _'
  | 'Add a condition';

const MISSING: Readonly<Record<Leaf, Missing>> = {
  tag: 'Choose a tag',
  segment: 'Choose a segment',
  layer: 'Choose a layer',
  list: 'Choose a list',
  valueList: 'Choose a list',
  event: 'Choose an event',
  property: 'Choose a property',
  shared: 'Choose a property',
  catalogue: 'Choose a catalogue',
  entry: 'Choose a field of the catalogue',
  purpose: 'Choose a purpose',
  channel: 'Choose a channel',
  currency: 'Enter a currency',
  value: 'Enter a value',
  values: 'Enter at least one value',
  duration: 'Enter a number',
  top: 'Enter a number',
  moment: 'Enter a date',
  period: 'Enter a date',
};

/** Returns the first part that is missing in a row. Rows of groups within the row state their own missing parts. */
export function missingOf(phrase: Phrase): Missing | undefined {
  for (const [name, slot] of Object.entries(formOf(phrase.sort, phrase.form).slots)) {
    const missing = missingIn(slot, phrase.slots[name]);
    if (missing) return missing;
  }
  return undefined;
}

function missingIn({ fill, add }: Slot, filling: Filling | undefined): Missing | undefined {
  if (filling === undefined) return add || !('leaf' in fill) ? undefined : MISSING[fill.leaf];
  if ('leaf' in fill) return missingLeaf(fill.leaf, filling);
  if ('sort' in fill) return isPhrase(filling) ? missingOf(filling) : undefined;
  if ('group' in fill)
    return isPhrase(filling) && phrasesIn(filling.slots.rows).length === 0 ? 'Add a condition' : undefined;
  if (!('list' in fill)) return undefined;
  if (phrasesIn(filling).length === 0) return 'Add a condition';
  return fill.list === 'events' ? phrasesIn(filling).map(missingOf).find(Boolean) : undefined;
}

/** Names in conditions that cannot be quoted. */
const WORDS: readonly Leaf[] = ['purpose', 'channel', 'catalogue', 'entry'];
const WORD = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

function missingLeaf(leaf: Leaf, filling: Filling): Missing | undefined {
  if (isEmpty(filling)) return MISSING[leaf];
  const isWord = typeof filling !== 'string' || !WORDS.includes(leaf) || WORD.test(filling);
  return isWord ? undefined : 'Use letters, digits and _';
}

const isEmpty = (filling: Filling): boolean => filling === null || (Array.isArray(filling) && filling.length === 0);

/** Whether no part of the rows is missing, in groups within them included. Only complete rows can be saved. */
export function isComplete(phrase: Phrase): boolean {
  if (missingOf(phrase)) return false;
  return Object.values(phrase.slots).every((filling) =>
    isPhrase(filling) ? isComplete(filling) : phrasesIn(filling).every(isComplete),
  );
}

/**
 * Reads a number as the language does: a whole number, otherwise a decimal if 4 fraction digits suffice, otherwise a
 * double. Returns undefined for any other text.
 */
export function readNumber(text: string): number | bigint | undefined {
  const trimmed = text.trim();
  if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(trimmed)) return undefined;
  const value = Number(trimmed);
  if (/^-?\d+$/.test(trimmed) && Number.isSafeInteger(value)) return value;
  return parseDecimal(trimmed) ?? (Math.abs(value) <= 1e14 ? value : undefined);
}

/** Formats a value for an input field. */
export function showValue(value: Value | null | undefined): string {
  if (value === undefined || value === null) return '';
  return typeof value === 'bigint' ? formatDecimal(value) : String(value);
}

/**
 * Returns whether two JSON-like values are deeply equal. An absent property equals a property with the value undefined.
 */
function same(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => same(one[key], other[key]));
}
