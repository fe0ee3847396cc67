/** The edits of the visual editor: which forms and parts it offers, and how a change of one part affects the others. */
import type { Field, Operator } from '../../../../src/engine/types.js';
import { FOLDED_TYPES } from '../../../../src/engine/facts/vocabulary.js';
import { FORMS, formOf } from './forms.js';
import { isPhrase, type Filling, type Form, type Phrase, type Sort } from './phrase.js';
import { firstFilling, newPhrase, nodeOf, withForm } from './phrases.js';
import { aboutParts, eventOf, type About, type ComparedType, type TagTypes } from './subjects.js';
import { expectedKind } from './values.js';

const ORDERED = ['gte', 'gt', 'lte', 'lt', 'between'] as const;
const EQUAL = ['eq', 'ne', 'in', 'notIn'] as const;
const LISTED = ['inList', 'notInList'] as const;
const RELATIVE = ['withinLast', 'beforeLast', 'withinNext', 'during'] as const;

/** The comparisons that the language has for values of a type. The first is the usual one. */
const OPERATORS: Readonly<Record<ComparedType, readonly Operator[]>> = {
  STRING: [...EQUAL, 'contains', 'startsWith', 'under', ...LISTED, 'exists', ...ORDERED],
  INTEGER: [...ORDERED, ...EQUAL, ...LISTED, 'exists'],
  DECIMAL: [...ORDERED, ...EQUAL, ...LISTED, 'exists'],
  DURATION: ['lte', 'lt', 'gte', 'gt', 'between', ...EQUAL, 'exists'],
  BOOLEAN: ['eq', 'ne', 'exists'],
  DATE: [...RELATIVE, ...EQUAL, ...ORDERED, 'exists'],
  DATETIME: [...RELATIVE, ...EQUAL, ...ORDERED, 'exists'],
  STRING_LIST: ['has', 'exists'],
};

/** Returns the forms that can replace the form of a phrase, its own included. */
export function choicesFor({ sort, form }: Phrase, { type }: About): readonly Form[] {
  const forms = FORMS[sort];
  if (sort === 'condition' || sort === 'filter') return forms.filter(({ name }) => name === 'all' || name === 'any');
  if (sort !== 'test' || type === undefined) return forms;
  const names: readonly string[] = OPERATORS[type];
  const offered = names.flatMap((name) => forms.filter((one) => one.name === name));
  return names.includes(form) ? offered : [formOf(sort, form), ...offered];
}

/** Whether the editor offers to add an absent part of a phrase. */
export function isOffered(phrase: Phrase, name: string, about: About): boolean {
  if (phrase.slots[name] !== undefined || !formOf(phrase.sort, phrase.form).slots[name].add) return false;
  switch (name) {
    case 'anniversary':
      return (
        (about.type === 'DATE' || about.type === 'DATETIME') && (RELATIVE as readonly string[]).includes(phrase.form)
      );
    case 'gross':
      return FOLDED_TYPES.includes(eventOf(phrase, about) ?? '');
    case 'currency':
      return isPhrase(phrase.slots.field) && (nodeOf(phrase.slots.field) as Field).name === 'amount';
    default:
      return true;
  }
}

/** Returns a phrase with another filling. A comparison that does not fit the new type of its values is replaced. */
export function withSlot(
  phrase: Phrase,
  name: string,
  filling: Filling,
  setting: { tagType: TagTypes; around: About },
): Phrase {
  const next: Phrase = { ...phrase, slots: { ...phrase.slots, [name]: filling } };
  const { test } = next.slots;
  if (name === 'test' || !isPhrase(test)) return next;
  const [before, after] = [phrase, next].map((one) => aboutParts(one, setting.around, setting.tagType).type);
  if (before === after || after === undefined) return next;
  const isKept =
    OPERATORS[after].includes(test.form as Operator) &&
    expectedKind(before ?? after) === expectedKind(after) &&
    [before, after].includes('DURATION') === false;
  return isKept ? next : { ...next, slots: { ...next.slots, test: usualTest(after) } };
}

function usualTest(type: ComparedType): Phrase {
  const test = newPhrase('test', OPERATORS[type][0]);
  return type === 'DURATION' ? { ...test, slots: { ...test.slots, value: firstFilling({ leaf: 'duration' }) } } : test;
}

/** Returns a phrase with an optional part, which gets its usual filling. */
export function withPart(phrase: Phrase, name: string): Phrase {
  const { fill } = formOf(phrase.sort, phrase.form).slots[name];
  return { ...phrase, slots: { ...phrase.slots, [name]: firstFilling(fill) } };
}

/** Returns a phrase without the optional parts that have these names. */
export function withoutParts(phrase: Phrase, names: readonly string[]): Phrase {
  const slots = Object.entries(phrase.slots).filter(([name]) => !names.includes(name));
  return { ...phrase, slots: Object.fromEntries(slots) };
}

/** Returns a phrase that is denied, or not denied. */
export function withVerb({ sort, form, slots }: Phrase, isDenied: boolean): Phrase {
  return { sort, form, slots, ...(isDenied ? { not: true } : {}) };
}

/** Returns a field as a lookup of a catalogue entry. A field of the product catalogue cannot be the key of a lookup. */
export function asLookup(field: Phrase): Phrase {
  const { key } = field.slots;
  const isProduct = typeof key === 'object' && key !== null && 'item' in key;
  return withForm(isProduct ? { ...field, slots: { key: null } } : field, 'lookup');
}

/** Returns a group that contains only this row. */
export const inGroup = (row: Phrase): Phrase => ({ sort: row.sort, form: 'all', slots: { rows: [row] } });

/** Returns a new row. A new group contains one row. */
export function newRow(sort: Sort, form: string): Phrase {
  return form === 'all' || form === 'any' ? { sort, form, slots: { rows: [newPhrase(sort)] } } : newPhrase(sort, form);
}

/** Returns the rows of a group with one of them moved one place towards the beginning (-1) or the end (1). */
export function withMovedRow(rows: readonly Phrase[], row: number, by: -1 | 1): readonly Phrase[] {
  const other = row + by;
  if (other < 0 || other >= rows.length) return rows;
  return rows.map((before, i) => {
    if (i === row) return rows[other];
    return i === other ? rows[row] : before;
  });
}
