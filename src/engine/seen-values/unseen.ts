/**
 * Returns warnings about event types, fields and values that never occurred, and about comparisons between incompatible
 * types.
 */
import type { Test } from '../types.js';
import { clippedName } from '../values/clipped.js';
import { formatDecimal } from '../values/decimal.js';
import { placesOf } from '../values/paths.js';
import { compareValues, passes } from '../values/value.js';
import { isEither } from '../facts/fields.js';
import { LINE_FIELDS } from '../facts/vocabulary.js';
import type { Expectation, ValueSource } from './expected-values.js';
import { CALENDAR_RULES } from './calendar-rules.js';
import { foldedForm, nearestOf } from '../values/nearest.js';
import { nameOfField } from './seen-columns.js';
import {
  SEEN_TYPES,
  seenTypeOf,
  type CountedValue,
  type SeenType,
  type SeenValue,
  type ValueCounts,
} from './value-counts.js';

export const CONDITION_WARNINGS = {
  NEVER_TRUE: 'The part can never be true.',
  ALWAYS_TRUE: 'The part is true of every customer.',
  EVENT_UNSEEN: 'No event of this type has been seen.',
  FIELD_UNSEEN: 'No event of this type has had this field.',
  VALUE_UNSEEN: 'No customer (of a tag) or event (of a field) has the value.',
  COUPON_UNSEEN: 'No coupon of this key is defined, and no event has named it.',
  TYPE_UNSEEN: 'Every value seen has another type than what it is compared with, so none can be equal to it.',
  TYPES_MIXED: 'Values of several types were seen; only those of one are compared or added.',
} as const;
export type ConditionWarningReason = keyof typeof CONDITION_WARNINGS;

export interface ConditionWarning {
  readonly reason: ConditionWarningReason;
  /** Path in the definition, e.g. `all[1].metric.event`. Empty for the whole definition. */
  readonly path: string;
  readonly message: string;
  /**
   * Subject of the warning, e.g. `order_payed`, `order_paid.channel`, `tag city`. Absent if the warning is about a
   * contradiction within the definition.
   */
  readonly subject?: string;
  /** At most ten texts in the definition that never occurred. */
  readonly given: readonly string[];
  /** Similar names or values that have occurred, nearest first. */
  readonly nearest: readonly string[];
  /** The most frequent values. */
  readonly commonest: readonly CountedValue[];
  readonly types: readonly { readonly type: SeenType; readonly count: number }[];
}

/**
 * The event types, fields and values that have occurred in the data. `values` returns undefined if values were not
 * counted or may not be shown.
 */
export interface Seen {
  /** Event types, most frequent first. */
  readonly eventTypes: readonly string[];
  /** Returns the fields of an event type, most frequent first. A field of order lines is named like `line.sku`. */
  fields(event: string): readonly string[];
  values(subject: ValueSource): ValueCounts | undefined;
}

/** Creates a warning that contains no lists of values, names or types. */
export const bareWarning = (
  warning: Pick<ConditionWarning, 'reason' | 'path' | 'message' | 'subject'>,
): ConditionWarning => ({ ...NOTHING, ...warning });

/** Returns the warning for a report about an unknown coupon. */
export function couponUnseen(coupon: string, path: string, known: Iterable<string>): ConditionWarning {
  const nearest = nearestOf(coupon, known);
  const subject = clippedName(coupon);
  const message = `no coupon ${subject} is defined or was named by an event${orNearest(nearest)}`;
  return { ...NOTHING, reason: 'COUPON_UNSEEN', path, message, subject, given: [subject], nearest };
}

const SHOWN = 10;
const COMMONEST = 5;
/**
 * If a list has at most this many values, each value that never occurred is reported. A longer list is reported only if
 * none of its values occurred.
 */
const SHORT_LIST = 20;

const NOTHING = { given: [], nearest: [], commonest: [], types: [] } as const;

export const subjectName = (subject: ValueSource): string =>
  subject.kind === 'tag' ? `tag ${subject.tag}` : `${subject.event}.${nameOfField(subject.field)}`;

/** Formats a value as text for display and search. */
export const seenText = (value: SeenValue): string =>
  typeof value === 'bigint' ? formatDecimal(value) : String(value);

/** Returns the warnings in the order of `expected`, without duplicates. */
export function unseen(expected: readonly Expectation[], seen: Seen): ConditionWarning[] {
  const events = new Set(seen.eventTypes);
  const warned = new Map<string, ConditionWarning>();
  const warn = (warning: ConditionWarning | undefined): void => {
    if (!warning) return;
    const key = JSON.stringify([warning.reason, warning.subject, warning.given]);
    if (!warned.has(key)) warned.set(key, warning);
  };
  for (const one of expected) {
    if (one.kind === 'event') {
      if (!events.has(one.event)) warn(eventUnseen(one.event, one.path, seen));
    } else if (one.kind === 'field') {
      if (!events.has(one.event)) continue;
      if (seen.fields(one.event).includes(nameOfField(one.field))) {
        if (one.useful) warn(notUseful(one, one.useful, seen));
      } else if (!alsoOfLines(one, seen)) warn(fieldUnseen(one, seen));
    } else if (one.kind === 'calendar') {
      if (isComputed(one, events, seen)) warn(notInCalendar(one));
    } else if (one.kind === 'test') warn(valueUnseen(one, seen));
  }
  return [...warned.values()];
}

function eventUnseen(event: string, path: string, seen: Seen): ConditionWarning {
  const nearest = nearestOf(event, seen.eventTypes);
  const message = `no event ${event} has been seen${orNearest(nearest)}`;
  return { ...NOTHING, reason: 'EVENT_UNSEEN', path, message, subject: event, given: [event], nearest };
}

/** Whether a name such as `sku` in `same sku` of a sequence also refers to a field of order lines. */
function alsoOfLines({ orLine, event, field }: Expectation & { kind: 'field' }, seen: Seen): boolean {
  return orLine === true && field.name in LINE_FIELDS && seen.fields(event).includes(`line.${field.name}`);
}

function fieldUnseen({ event, field, path }: Expectation & { kind: 'field' }, seen: Seen): ConditionWarning {
  const name = nameOfField(field);
  const fields = seen.fields(event);
  // The same name at the other level (event or order line) is a better suggestion than a similar name.
  const moved = fields.filter((other) => other !== name && bareName(other) === bareName(name));
  const nearest = [...new Set([...moved, ...nearestOf(name, fields)])].slice(0, 3);
  const message = `no ${event} with ${name} has been seen${orNearest(nearest)}`;
  return { ...NOTHING, reason: 'FIELD_UNSEEN', path, message, subject: `${event}.${name}`, given: [name], nearest };
}

const bareName = (name: string): string => (name.startsWith('line.') ? name.slice(5) : name.replaceAll('"', ''));

/** Warns if a field has values of another type than the definition can use. */
function notUseful(
  { event, field, path }: Expectation & { kind: 'field' },
  { type, rule }: { readonly type: SeenType; readonly rule: string },
  seen: Seen,
): ConditionWarning | undefined {
  const subject: ValueSource = { kind: 'field', event, field };
  const counts = seen.values(subject);
  return counts && typeWarning(counts, type, subject, path, rule);
}

/**
 * Whether the field is computed from the time for every event of the type, i.e. no event has a property with this name.
 */
const isComputed = (
  { event, name }: Expectation & { kind: 'calendar' },
  events: ReadonlySet<string>,
  seen: Seen,
): boolean => !isEither(event, name) || (events.has(event) && !seen.fields(event).includes(name));

/** Warns about values that a field computed from a time never has, e.g. weekday 0. */
function notInCalendar({ event, name, test, path }: Expectation & { kind: 'calendar' }): ConditionWarning | undefined {
  const rule = CALENDAR_RULES[name];
  if (!rule) return undefined;
  const subject = `${event}.${name}`;
  const outside = literalsOf(test).filter((value) => !rule.has(value));
  if (['eq', 'ne', 'in', 'notIn'].includes(test.op) && outside.length > 0) {
    const given = outside.slice(0, SHOWN).map(seenText);
    const message = `no event has ${subject} = ${given[0]}: ${rule.words}`;
    return { ...NOTHING, reason: 'VALUE_UNSEEN', path, message, subject, given };
  }
  if (!rule.all || rule.all.some((value) => passes(test, value))) return undefined;
  return bareWarning({ reason: 'NEVER_TRUE', path, message: `never true of ${subject}: ${rule.words}`, subject });
}

function valueUnseen(
  { subject, test, path }: Expectation & { kind: 'test' },
  seen: Seen,
): ConditionWarning | undefined {
  const counts = seen.values(subject);
  if (!counts) return undefined;
  const literals = literalsOf(test);
  // A field without any values already has a warning of its own.
  if (subject.kind === 'field' && counts.types.size === 0) return undefined;
  // Tags are also checked if values were counted, because the values of a computed tag keep the type that the property
  // had in the event.
  const isTyped = subject.kind === 'field' || (counts.types.size > 0 && test.op !== 'has');
  if (isTyped && test.op !== 'exists') {
    const type = comparedType(test, literals);
    const noted = type && typeWarning(counts, type, subject, path, `only a ${wordOf(type)} is compared with it`);
    if (noted) return noted;
  }
  const missing = missingOf(test, literals, counts);
  if (missing.length > 0) return valuesMissing(missing, literals.length, test, subject, path, counts);
  return subject.kind === 'tag' && counts.types.size === 0 ? tagUnseen(subject, path) : undefined;
}

/** Warns that no customer has a value of the tag. The warning does not depend on the comparison. */
const tagUnseen = (subject: ValueSource & { kind: 'tag' }, path: string): ConditionWarning =>
  bareWarning({
    reason: 'VALUE_UNSEEN',
    path,
    message: `no customer has a value of tag ${subject.tag}`,
    subject: subjectName(subject),
  });

function literalsOf(test: Test): SeenValue[] {
  const all = test.values ?? (test.value === undefined ? [] : [test.value]);
  return all.filter((value): value is SeenValue => typeof value !== 'object');
}

/** Returns the type of values that can pass the comparison. */
function comparedType(test: Test, literals: readonly SeenValue[]): SeenType | undefined {
  if (test.op === 'has') return 'LIST';
  if (test.op === 'contains' || test.op === 'startsWith' || test.op === 'under') return 'TEXT';
  return literals.length === 0 ? undefined : seenTypeOf(literals[0]);
}

function typeWarning(
  counts: ValueCounts,
  type: SeenType,
  subject: ValueSource,
  path: string,
  rule: string,
): ConditionWarning | undefined {
  if (counts.types.size === 1 && counts.types.has(type)) return undefined;
  const reason = counts.types.has(type) ? 'TYPES_MIXED' : 'TYPE_UNSEEN';
  const types = SEEN_TYPES.flatMap((seenType) => {
    const count = counts.types.get(seenType);
    return count === undefined ? [] : [{ type: seenType, count }];
  });
  const name = subjectName(subject);
  const message = `${name} came as ${types.map((t) => `${wordOf(t.type)} (${t.count} times)`).join(' and ')}; ${rule}`;
  return { ...NOTHING, reason, path, message, subject: name, types, commonest: counts.commonest(COMMONEST) };
}

const wordOf = (type: SeenType): string => (type === 'BOOLEAN' ? 'true or false' : type.toLowerCase());

/**
 * Returns the literals that never occurred. For comparisons with part of a text, a literal is only reported if the
 * count is complete.
 */
function missingOf(test: Test, literals: readonly SeenValue[], counts: ValueCounts): SeenValue[] {
  switch (test.op) {
    case 'eq':
    case 'ne':
    case 'has':
      return literals.filter((literal) => !isCounted(counts, literal));
    case 'in':
    case 'notIn': {
      const missing = literals.filter((literal) => !isCounted(counts, literal));
      return literals.length > SHORT_LIST && missing.length < literals.length ? [] : missing;
    }
    case 'contains':
    case 'startsWith':
    case 'under': {
      if (!counts.isComplete) return [];
      const found = counts.commonest().some(({ value }) => typeof value === 'string' && passes(test, value));
      return found ? [] : literals.slice();
    }
    case 'exists':
    // Lists are maintained independently, so most of their values may not occur in the data.
    case 'inList':
    case 'notInList':
      return [];
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
    case 'between':
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
    case 'during':
      return [];
  }
}

/**
 * Whether a literal occurred. Numbers are compared by value (10 equals 10.0). If the limit for counting was exceeded,
 * numbers are assumed to have occurred.
 */
function isCounted(counts: ValueCounts, literal: SeenValue): boolean {
  if (counts.has(literal)) return true;
  if (typeof literal !== 'number' && typeof literal !== 'bigint') return false;
  return !counts.isComplete || counts.hasNumber(literal);
}

const HOW: Partial<Record<Test['op'], string>> = {
  contains: 'containing',
  startsWith: 'starting with',
  under: 'under',
};

function valuesMissing(
  missing: readonly SeenValue[],
  given: number,
  test: Test,
  subject: ValueSource,
  path: string,
  counts: ValueCounts,
): ConditionWarning {
  const name = subjectName(subject);
  const values = counts.commonest().map(({ value }) => seenText(value));
  const [first] = missing;
  const names = test.op === 'under' ? new Set(values.flatMap(placesOf)) : values;
  const nearest = typeof first === 'string' ? nearestOf(first, names) : nearestNumbers(first, counts);
  const commonest = counts.commonest(COMMONEST);
  const shown = missing.slice(0, SHOWN).map(seenText);
  const who = subject.kind === 'tag' ? `no customer has ${name}` : `no event has ${name}`;
  const how = HOW[test.op] ?? '=';
  const what = given > 1 ? `${missing.length} of ${given} values, such as ${quoted(shown[0])}` : quoted(shown[0]);
  const spelling = nearest.some((near) => foldedForm(near) === foldedForm(shown[0]));
  const ending = spelling
    ? `; ${quoted(nearest[0])} differs in letter case, width or Unicode form alone`
    : orNearest(nearest.map(quoted));
  const most =
    commonest.length === 0
      ? '; no value has been seen'
      : `; seen most: ${commonest.map((x) => quoted(seenText(x.value))).join(', ')}`;
  return {
    ...NOTHING,
    reason: 'VALUE_UNSEEN',
    path,
    message: `${who} ${how} ${what}${ending}${most}`,
    subject: name,
    given: shown,
    nearest,
    commonest,
  };
}

/** Returns the nearest smaller and the nearest larger number that occurred. */
function nearestNumbers(value: SeenValue, counts: ValueCounts): string[] {
  if (typeof value === 'boolean') return [];
  const numbers = counts.numbers();
  const side = (sign: 1 | -1): (number | bigint)[] => {
    const beyond = numbers.filter((other) => (compareValues(other, value) ?? 0) * sign > 0);
    return beyond.length === 0 ? [] : [beyond.reduce((a, b) => ((compareValues(b, a) ?? 0) * sign < 0 ? b : a))];
  };
  return [...side(-1), ...side(1)].map(seenText);
}

const quoted = (text: string): string => JSON.stringify(text);

const orNearest = (nearest: readonly string[]): string =>
  nearest.length === 0 ? '' : `; nearest: ${nearest.join(', ')}`;

/** Returns the event types and subjects that must be counted. */
export function subjectsExpected(expected: readonly Expectation[]): {
  readonly events: readonly string[];
  readonly subjects: readonly ValueSource[];
} {
  const subjects = expected.flatMap((one): ValueSource[] => {
    if (one.kind === 'test') return [one.subject];
    return one.kind === 'field' && one.useful ? [{ kind: 'field', event: one.event, field: one.field }] : [];
  });
  return {
    events: [...new Set(expected.flatMap((one) => (one.kind === 'event' || one.kind === 'field' ? [one.event] : [])))],
    subjects: [...new Map(subjects.map((subject) => [subjectName(subject), subject])).values()],
  };
}

/**
 * Returns the literals that a definition compares with a subject. These values are counted even above the limit for
 * distinct values.
 */
export function literalsExpected(expected: readonly Expectation[], name: string): SeenValue[] {
  return expected.flatMap((one) =>
    one.kind === 'test' && subjectName(one.subject) === name ? literalsOf(one.test) : [],
  );
}
