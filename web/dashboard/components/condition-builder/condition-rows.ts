/**
 * Converts a condition to rows for the visual editor and back. The rows are joined by "and" or "or". No part of a
 * condition is lost. A part that does not fit into the fields of a row becomes a text row. The editor does not open a
 * condition that the conversion would change.
 */
import { formatDecimal, parseDecimal } from '../../../../src/engine/values/decimal.js';
import type { Anchor, Condition, Field, Metric, Test, Value } from '../../../../src/engine/types.js';
import { parseCondition } from '../../../../src/engine/segments/parse.js';
import { ExpressionError } from '../../../../src/engine/segments/lexer.js';
import { printCondition } from '../../../../src/engine/segments/print.js';

const DAY = 86_400_000;

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
type Comparison = (typeof COMPARISONS)[number];
const OPERATORS = { '=': 'eq', '!=': 'ne', '<': 'lt', '<=': 'lte', '>': 'gt', '>=': 'gte' } as const;
const TAG_OPERATORS = { ...OPERATORS, under: 'under', has: 'has' } as const;
const LIST_OPERATORS = { 'in list': 'inList', 'not in list': 'notInList' } as const;

interface TagRow {
  readonly kind: 'tag';
  readonly not: boolean;
  readonly tag: string;
  readonly op: keyof typeof TAG_OPERATORS | keyof typeof LIST_OPERATORS | 'exists';
  /** The value to compare with. Absent for `exists` and list operators. */
  readonly value?: Value;
  /** Key of a named list of values. Present only for list operators. */
  readonly list?: string;
}

/** A window of some days before or after the first or last event of a type. */
export interface EventWindow {
  readonly side: Anchor['side'];
  readonly which: Anchor['which'];
  readonly event: string;
  readonly days: number;
}

/**
 * The period in which events count: the last `days` days, or a window around an event. If both are absent, all events
 * count.
 */
export interface Span {
  readonly days?: number;
  readonly within?: EventWindow;
}

interface EventRow extends Span {
  readonly kind: 'event';
  readonly not: boolean;
  readonly event: string;
  readonly of: 'times' | 'money';
  readonly op: Comparison;
  readonly value: Value;
}

/** A row that tests whether a value is among the most frequent values of a field. */
interface FavouriteRow extends Span {
  readonly kind: 'favourite';
  readonly not: boolean;
  readonly event: string;
  readonly field: Field;
  /** Number of the most frequent values that are considered. */
  readonly top: number;
  readonly value: Value;
}

interface SegmentRow {
  readonly kind: 'segment';
  readonly not: boolean;
  readonly segment: string;
}

/** A row that tests membership in a named list of customers. */
interface ListRow {
  readonly kind: 'list';
  readonly not: boolean;
  readonly list: string;
}

/** A part of a condition that the user edits as text. */
interface TextRow {
  readonly kind: 'text';
  readonly not: boolean;
  readonly text: string;
}

export type Row = TagRow | EventRow | FavouriteRow | SegmentRow | ListRow | TextRow;

export interface Group {
  readonly joint: 'and' | 'or';
  readonly rows: readonly Row[];
}

/** Result of parsing a text: its rows, or a syntax error. If both are absent, rows cannot represent the condition. */
export interface Opened {
  readonly group?: Group;
  /** Syntax error of the text, with line and column. */
  readonly fault?: ExpressionError;
}

/** Parses a condition into rows, which `writeRows` converts back to the same condition. */
export function readRows(text: string): Opened {
  if (text.trim() === '') return { group: { joint: 'and', rows: [] } };
  let condition: Condition;
  try {
    condition = parseCondition(text);
  } catch (error) {
    if (error instanceof ExpressionError) return { fault: error };
    throw error;
  }
  const parts = condition.kind === 'all' || condition.kind === 'any' ? condition.of : [condition];
  const group: Group = { joint: condition.kind === 'any' ? 'or' : 'and', rows: parts.map(rowOf) };
  return same(parsed(writeRows(group)), condition) ? { group } : {};
}

/** Returns rows as text in the format of the server. A text row with invalid text is copied unchanged. */
export function writeRows(group: Group): string {
  return group.rows.map(rowText).join(` ${group.joint} `);
}

/** The missing part of a row, as English text that the pages translate. */
export type Missing =
  | 'Choose a tag'
  | 'Choose an event'
  | 'Choose a segment'
  | 'Choose a list'
  | 'Enter a value'
  | 'Enter a number'
  | 'Write a condition'
  | 'Mend the condition';

/**
 * Returns the part that is missing in a row, or undefined for a complete row. A group can be saved only if all its rows
 * are complete.
 */
export function missingOf(row: Row): Missing | undefined {
  switch (row.kind) {
    case 'tag':
      return missingOfTag(row);
    case 'event':
      if (row.event === '' || row.within?.event === '') return 'Choose an event';
      return typeof row.value === 'string' ? 'Enter a number' : undefined;
    case 'favourite':
      if (row.event === '' || row.within?.event === '') return 'Choose an event';
      return isBlank(row.value) ? 'Enter a value' : undefined;
    case 'segment':
      return row.segment === '' ? 'Choose a segment' : undefined;
    case 'list':
      return row.list === '' ? 'Choose a list' : undefined;
    case 'text':
      if (isBlank(row.text)) return 'Write a condition';
      return faultOf(row) === undefined ? undefined : 'Mend the condition';
  }
}

function missingOfTag({ tag, op, value, list }: TagRow): Missing | undefined {
  if (tag === '') return 'Choose a tag';
  if (op === 'exists') return undefined;
  if (op === 'in list' || op === 'not in list') return list ? undefined : 'Choose a list';
  return isBlank(value) ? 'Enter a value' : undefined;
}

const isBlank = (value: Value | undefined): boolean =>
  value === undefined || (typeof value === 'string' && value.trim() === '');

/** Returns the syntax error in a text row, or undefined if there is none. */
export function faultOf(row: Row): ExpressionError | undefined {
  return row.kind === 'text' ? readRows(row.text).fault : undefined;
}

/**
 * Parses user input as a value of the tag type. If the type is unknown, the type of the previous value is used. Input
 * that does not match the type stays text, and the server rejects it.
 */
export function readValue(text: string, type: string | undefined, before?: Value): Value {
  switch (type ?? typeof before) {
    case 'INTEGER':
      return wholeNumber(text) ?? parseDecimal(text) ?? text;
    case 'DECIMAL':
      return parseDecimal(text) ?? text;
    // Numbers in events may have any number of digits.
    case 'number':
      return wholeNumber(text) ?? parseDecimal(text) ?? numberOf(text) ?? text;
    case 'bigint':
      return parseDecimal(text) ?? numberOf(text) ?? text;
    case 'BOOLEAN':
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    default:
      return text;
  }
}

/** Formats a value for an input field. */
export function showValue(value: Value | undefined): string {
  return value === undefined ? '' : typeof value === 'bigint' ? formatDecimal(value) : String(value);
}

const numberOf = (text: string): number | undefined =>
  /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined;

function wholeNumber(text: string): number | undefined {
  const value = Number(text);
  return /^-?\d+$/.test(text) && Number.isSafeInteger(value) ? value : undefined;
}

function rowOf(part: Condition): Row {
  const not = part.kind === 'not';
  const condition = not ? part.of : part;
  const row = fieldsOf(condition, not);
  // If the row has no field for some part of the condition, the two conditions differ, and the condition becomes a text
  // row. Later versions of the language may add such parts.
  return row && same(conditionOf(row), condition) ? row : { kind: 'text', not, text: printCondition(condition) };
}

/** Returns a row with the fields of a condition. The row may not represent the whole condition. */
function fieldsOf(condition: Condition, not: boolean): Exclude<Row, TextRow> | undefined {
  if (condition.kind === 'segment')
    return condition.segment.includes('.') ? undefined : { kind: 'segment', not, segment: condition.segment };
  if (condition.kind === 'list') return { kind: 'list', not, list: condition.list };
  if (condition.kind === 'tag') return tagFields(condition, not);
  if (condition.kind === 'metric') return eventFields(condition, not);
  return undefined;
}

function tagFields({ tag, test }: Extract<Condition, { kind: 'tag' }>, not: boolean): TagRow | undefined {
  if (test.op === 'exists') return { kind: 'tag', not, tag, op: 'exists' };
  const ofList = symbolOf(LIST_OPERATORS, test.op);
  if (ofList) return test.list === undefined ? undefined : { kind: 'tag', not, tag, op: ofList, list: test.list };
  const op = symbolOf(TAG_OPERATORS, test.op);
  return op && !Array.isArray(test.value) ? { kind: 'tag', not, tag, op, value: test.value } : undefined;
}

function eventFields(
  { metric, test }: Extract<Condition, { kind: 'metric' }>,
  not: boolean,
): EventRow | FavouriteRow | undefined {
  const { aggregate, event, field, top } = metric;
  const { value } = test;
  const span = spanOf(metric);
  if (!span || value === undefined) return undefined;
  if (aggregate === 'topOf')
    return field && top !== undefined ? { kind: 'favourite', not, event, field, top, value, ...span } : undefined;
  const measures: Partial<Record<typeof aggregate, EventRow['of']>> = { count: 'times', sum: 'money' };
  const [of, op] = [measures[aggregate], symbolOf(OPERATORS, test.op)];
  return of && op ? { kind: 'event', not, event, of, op, value, ...span } : undefined;
}

/**
 * Converts a time window of whole days to a span. Returns undefined for other windows. Parts of a window that a span
 * cannot represent are detected later, when the conditions are compared.
 */
function spanOf({ windowMs, anchor }: Metric): Span | undefined {
  if ((windowMs ?? 0) % DAY !== 0 || (anchor?.withinMs ?? 0) % DAY !== 0) return undefined;
  if (anchor) {
    const { side, which, event, withinMs } = anchor;
    return { within: { side, which, event, days: withinMs / DAY } };
  }
  return windowMs === undefined ? {} : { days: windowMs / DAY };
}

function windowOf({ days, within }: Span): Pick<Metric, 'windowMs' | 'anchor'> {
  if (!within) return days === undefined ? {} : { windowMs: days * DAY };
  const { side, which, event } = within;
  return { anchor: { side, which, event, withinMs: within.days * DAY } };
}

function symbolOf<Symbol extends string>(
  operators: Readonly<Record<Symbol, Test['op']>>,
  op: Test['op'],
): Symbol | undefined {
  return (Object.keys(operators) as Symbol[]).find((symbol) => operators[symbol] === op);
}

function tagTest({ op, value, list }: TagRow): Test {
  if (op === 'exists') return { op };
  if (op === 'in list' || op === 'not in list') return { op: LIST_OPERATORS[op], list: list ?? '' };
  return { op: TAG_OPERATORS[op], value: value ?? '' };
}

function conditionOf(row: Exclude<Row, TextRow>): Condition {
  switch (row.kind) {
    case 'segment':
      return { kind: 'segment', segment: row.segment };
    case 'list':
      return { kind: 'list', list: row.list };
    case 'tag':
      return { kind: 'tag', tag: row.tag, test: tagTest(row) };
    case 'event':
      return {
        kind: 'metric',
        metric: {
          ...(row.of === 'times'
            ? { aggregate: 'count' as const }
            : { aggregate: 'sum' as const, field: { scope: 'event' as const, name: 'amount' } }),
          event: row.event,
          ...windowOf(row),
        },
        test: { op: OPERATORS[row.op], value: row.value },
      };
    case 'favourite':
      return {
        kind: 'metric',
        metric: { aggregate: 'topOf', event: row.event, field: row.field, top: row.top, ...windowOf(row) },
        test: { op: 'has', value: row.value },
      };
  }
}

function rowText(row: Row): string {
  if (row.kind !== 'text') {
    const condition = conditionOf(row);
    return printCondition(row.not ? { kind: 'not', of: condition } : condition);
  }
  const condition = parsed(row.text);
  const one = condition && condition.kind !== 'all' && condition.kind !== 'any';
  return `${row.not ? 'not ' : ''}${one ? row.text : `(${row.text})`}`;
}

function parsed(text: string): Condition | undefined {
  try {
    return parseCondition(text);
  } catch {
    return undefined;
  }
}

/**
 * Returns whether two JSON-like values are deeply equal. An absent property equals a property with the value undefined.
 */
function same(left: unknown, right: unknown): boolean {
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return left === right;
  const [one, other] = [left as Record<string, unknown>, right as Record<string, unknown>];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].every((key) => same(one[key], other[key]));
}
