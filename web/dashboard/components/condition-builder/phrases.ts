/**
 * Converts the syntax tree of a condition to phrases and back, by the table of forms. The conversion knows no construct
 * of the language, so a construct that is added to the table can be shown and edited at once.
 */
import type { Condition } from '../../../../src/engine/types.js';
import { FORMS, formOf } from './forms.js';
import {
  isPhrase,
  phrasesIn,
  type Fill,
  type Filling,
  type Form,
  type Leaf,
  type Path,
  type Phrase,
  type Sort,
} from './phrase.js';

/** Stands in the syntax tree for a part that the user has not chosen. No text of a condition contains it. */
export const HOLE = '\uE000';

type Node = Readonly<Record<string | number, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);

const at = (node: unknown, path: Path): unknown =>
  path.reduce<unknown>((inner, key) => (typeof inner === 'object' && inner ? (inner as Node)[key] : undefined), node);

/** Returns a copy of a node with a value at a path. Properties of two objects are merged. */
function placed(node: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return isNode(node) && isNode(value) ? { ...node, ...value } : value;
  if (typeof key === 'number') {
    const list = Array.isArray(node) ? [...(node as unknown[])] : [];
    list[key] = placed(list[key], rest, value);
    return list;
  }
  const of = isNode(node) ? node : {};
  return { ...of, [key]: placed(of[key], rest, value) };
}

/** Returns a node as a phrase, or undefined if no form fits. */
function phraseOf(sort: Sort, node: unknown): Phrase | undefined {
  if (isNode(node) && node.kind === 'not') return deniedPhrase(sort, node.of);
  for (const form of FORMS[sort]) {
    const slots = slotsOf(form, node);
    if (slots) return { sort, form: form.name, slots };
  }
  return undefined;
}

/** A phrase is denied once. A condition that is denied twice is a denied group of one denied condition. */
function deniedPhrase(sort: Sort, node: unknown): Phrase | undefined {
  const inner = phraseOf(sort, node);
  if (!inner) return undefined;
  return inner.not ? { sort, form: 'all', not: true, slots: { rows: [inner] } } : { ...inner, not: true };
}

function slotsOf(form: Form, node: unknown): Phrase['slots'] | undefined {
  if (form.fixed.some(([path, value]) => at(node, path) !== value)) return undefined;
  const slots: Record<string, Filling> = {};
  for (const [name, slot] of Object.entries(form.slots)) {
    const there = at(node, slot.at);
    const raw = slot.take ? slot.take(there) : there;
    if (raw === undefined && slot.add) continue;
    const filling = raw === undefined ? undefined : fillingOf(slot.fill, raw);
    if (filling === undefined) return undefined;
    slots[name] = filling;
  }
  return slots;
}

function fillingOf(fill: Fill, raw: unknown): Filling | undefined {
  if ('sort' in fill) return phraseOf(fill.sort, raw);
  if ('group' in fill) return groupOf(fill.group, raw);
  if ('list' in fill) {
    const phrases = (raw as readonly unknown[]).map((one) => phraseOf(fill.list, one));
    return phrases.includes(undefined) ? undefined : (phrases as readonly Phrase[]);
  }
  if ('choice' in fill) return Object.hasOwn(fill.choice, raw as string) ? (raw as string) : undefined;
  if ('mark' in fill) return raw === true ? true : undefined;
  if (fill.leaf === 'segment' && String(raw).includes('.')) return undefined;
  if (fill.leaf === 'layer' && !String(raw).includes('.')) return undefined;
  return raw as Filling;
}

/** Returns a condition as a group. Any other condition becomes a group of one row. */
export function groupOf(sort: 'condition' | 'filter', node: unknown): Phrase | undefined {
  const phrase = phraseOf(sort, node);
  if (!phrase || phrase.form === 'all' || phrase.form === 'any') return phrase;
  return { sort, form: 'all', slots: { rows: [phrase] } };
}

/** Returns a phrase as a node of the syntax tree. A group of one row is that row. */
export function nodeOf(phrase: Phrase): unknown {
  const form = formOf(phrase.sort, phrase.form);
  let node: unknown = {};
  for (const [name, { at: path, fill, put }] of Object.entries(form.slots)) {
    const filling = phrase.slots[name];
    if (filling === undefined) continue;
    const value = written(fill, filling);
    node = placed(node, path, put ? put(value) : value);
  }
  for (const [path, value] of form.fixed) node = placed(node, path, value);
  const rows = phrasesIn(phrase.slots.rows);
  if (isGroup(phrase)) node = rows.length === 1 ? nodeOf(rows[0]) : node;
  return phrase.not ? { kind: 'not', of: node } : node;
}

export const isGroup = ({ form }: Phrase): boolean => form === 'all' || form === 'any';

function written(fill: Fill, filling: Filling): unknown {
  if (isPhrase(filling)) return nodeOf(filling);
  if ('list' in fill) return phrasesIn(filling).map(nodeOf);
  if (filling !== null) return 'leaf' in fill && fill.leaf === 'values' ? listed(filling) : filling;
  if (!('leaf' in fill)) return undefined;
  if (fill.leaf === 'property') return { scope: 'event', name: HOLE };
  return fill.leaf === 'shared' ? { name: HOLE } : HOLE;
}

const listed = (filling: Filling): unknown => (Array.isArray(filling) && filling.length === 0 ? [HOLE] : filling);

/** Returns a phrase as a condition. Parts that are not chosen yet are holes. */
export const conditionOf = (phrase: Phrase): Condition => nodeOf(phrase) as Condition;

const DAY = 86_400_000;

/** Returns a new phrase of a form, with usual fillings. Names and values are left to the user. */
export function newPhrase(sort: Sort, form = usualForm(sort)): Phrase {
  const slots = Object.entries(formOf(sort, form).slots).flatMap(([name, slot]) =>
    slot.add ? [] : [[name, slot.first ? slot.first() : firstFilling(slot.fill)] as const],
  );
  return { sort, form, slots: Object.fromEntries(slots) };
}

const USUAL: Readonly<Record<Sort, string>> = {
  condition: 'did',
  filter: 'field',
  test: 'eq',
  window: 'ever',
  anchored: 'last',
  metric: 'count',
  events: 'events',
  field: 'property',
};
const usualForm = (sort: Sort): string => USUAL[sort];

/** Returns the first filling of a slot that the user adds. */
export function firstFilling(fill: Fill): Filling {
  if ('sort' in fill) return newPhrase(fill.sort);
  if ('group' in fill) return { sort: fill.group, form: 'all', slots: { rows: [newPhrase(fill.group)] } };
  if ('list' in fill)
    return fill.list === 'events' ? [newPhrase('events'), newPhrase('events')] : [newPhrase(fill.list)];
  if ('choice' in fill) return Object.keys(fill.choice)[0];
  if ('mark' in fill) return true;
  return FIRST[fill.leaf] ?? null;
}

/** The first fillings of leaves that have a usual one. */
const FIRST: Partial<Record<Leaf, Filling>> = {
  event: 'order_paid',
  duration: 30 * DAY,
  top: 3,
  period: { unit: 'month', ago: 0 },
  values: [],
};

/**
 * Returns a phrase with another form. Fillings with the same name and kind are kept, and so is a value that becomes the
 * first of several, or the only one.
 */
export function withForm(phrase: Phrase, name: string): Phrase {
  const before = formOf(phrase.sort, phrase.form).slots;
  const fresh = newPhrase(phrase.sort, name);
  const kept = Object.entries(formOf(phrase.sort, name).slots).flatMap(([slot, { fill }]) => {
    const filling = phrase.slots[slot];
    const isSame = filling !== undefined && before[slot] && JSON.stringify(before[slot].fill) === JSON.stringify(fill);
    return isSame ? [[slot, filling] as const] : [];
  });
  const slots = { ...fresh.slots, ...carriedValues(phrase, fresh), ...Object.fromEntries(kept) };
  return { ...fresh, slots, ...(phrase.not ? { not: true } : {}) };
}

function carriedValues({ slots }: Phrase, fresh: Phrase): Record<string, Filling> {
  const values = Array.isArray(slots.values) ? (slots.values as readonly Filling[]) : [slots.value ?? slots.low];
  const known = values.filter((value) => value !== undefined && value !== null);
  if (known.length === 0) return {};
  if ('values' in fresh.slots) return { values: known as unknown as Filling };
  if ('value' in fresh.slots) return { value: known[0] };
  return 'low' in fresh.slots ? { low: known[0] } : {};
}
