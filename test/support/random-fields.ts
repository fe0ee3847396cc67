/** Generates random event fields, some of which are not part of the event type, and random comparisons with them. */
import type { EventFact, Field, Filter, Operator, Property, Test, Value } from '../../src/engine/types.js';
import { hasLines } from '../../src/engine/facts/vocabulary.js';
import type { Dice } from './dice.js';
import { PLACE_OF_CHANNEL, productFields } from './random-items.js';
import { randomListTest } from './random-lists.js';

const DAY = 24 * 3600_000;
const T0 = Date.UTC(2026, 2, 1);

export const CURRENCIES = ['CNY', 'USD', 'JPY', 'KWD'] as const;
/**
 * Time zones with unusual offsets. New York's daylight saving time starts on 8 March 2026, Lord Howe's clocks shift by
 * half an hour, and Kathmandu is 5:45 ahead.
 */
export const ZONES = ['Asia/Shanghai', 'America/New_York', 'UTC', 'Asia/Kathmandu', 'Australia/Lord_Howe'] as const;

export const randomSetting = (dice: Dice): { readonly zone: string; readonly currency: string } => ({
  zone: dice.pick(ZONES),
  currency: dice.pick(CURRENCIES),
});

/** Category paths. Some are below others, one only shares a prefix with another, and one ends with a separator. */
export const CATEGORIES = ['care', 'care/lips', 'care/lips/red', 'carefree', 'home', 'home/', 'home / lips'] as const;
export const CHANNELS = ['app', 'app/ios', 'web', 'miní'] as const;

/** Event types outside the vocabulary. */
export const OWN_TYPES = ['custom', 'donation', '下单成功', 'app.level_up'] as const;

/** Names of built-in fields that custom event types also use as property names. */
export const TAKEN_NAMES = [
  'amount',
  'currency',
  'order',
  'coupon',
  'time',
  'day',
  'month',
  'hour',
  'weekday',
] as const;

/** Names that must be quoted, and names with a special meaning for objects or databases. */
export const ODD_NAMES = [
  '城市',
  'préféré',
  'Product Name',
  'utm.source',
  '$ref',
  'a"b\\',
  '__proto__',
  'constructor',
  'not',
  '😀',
] as const;

const NUMBERS = [
  0, 0, 1, 2, 3, 5, 0.00001, 0.00002, 0.1, 0.2, 0.3, 39.904211, 31.230416, 31.2304, -0.5, 1e-7, 100_000.5,
];
/** Values of a property that is a list. */
const LABELS: readonly (readonly string[])[] = [['new'], ['new', 'é'], ['sale', 'new', 'sale'], ['sale']];
const money = (d: Dice): bigint => BigInt(d.int(0, 300)) * 10_000n + d.pick([0n, 0n, 0n, 5000n, 1n]);

const TAKEN: Readonly<Record<(typeof TAKEN_NAMES)[number], readonly Property[]>> = {
  amount: NUMBERS,
  currency: ['USD', 'points', 'CNY'],
  order: ['o1', 'first'],
  coupon: ['c5', 'none'],
  time: ['2026-03-05T10:00:00.000Z', 'morning', 45],
  day: ['Monday', '2026-03-05'],
  month: [3, '2026-03', 'March'],
  hour: [9, '09:00'],
  weekday: ['Monday', 1],
};

/** Returns random properties that are named like built-in fields, for events of the vocabulary. */
export function takenProperties(dice: Dice): Record<string, Property> {
  if (dice.chance(0.5)) return {};
  const names = TAKEN_NAMES.filter(() => dice.chance(0.4));
  return Object.fromEntries([
    ...names.map((name) => [name, dice.pick(TAKEN[name])] as const),
    ...(dice.chance(0.2) ? [['sku', `s${dice.int(1, 4)}`] as const] : []),
  ]);
}

/** Returns random properties of a custom event. */
export function ownProperties(dice: Dice): Record<string, Property> {
  const some = (names: readonly string[], value: (name: string) => Property): [string, Property][] =>
    names.filter(() => dice.chance(0.25)).map((name) => [name, value(name)]);
  return Object.fromEntries([
    ['channel', dice.pick(CHANNELS)],
    ['n', dice.pick(NUMBERS)],
    ['sku', `s${dice.int(1, 4)}`],
    ...(dice.chance(0.7) ? [['trial', dice.chance(0.5)] as const] : []),
    ...some(TAKEN_NAMES, (name) => dice.pick(TAKEN[name as 'amount'])),
    ...some(ODD_NAMES, () => dice.pick<Property>(['x', 'é', '1', 1, 0.00001])),
    ...(dice.chance(0.3) ? [['labels', dice.pick(LABELS)] as const] : []),
    // This property occurs often, so that a number and a text with the same spelling often occur together.
    ...(dice.chance(0.5) ? [['préféré', dice.pick<Property>(['1', 1, 'é'])] as const] : []),
  ]);
}

/** Returns order fields for a custom event, or none. */
export const ownOrder = (dice: Dice): Partial<EventFact> =>
  dice.chance(0.2) ? { orderId: `o${dice.int(1, 6)}`, amount: money(dice), currency: dice.pick(CURRENCIES) } : {};

/** A field of an event type, with values to compare it with. */
interface Known {
  readonly field: Field;
  readonly values: (d: Dice) => Value;
  /**
   * A `mixed` field is not declared and has values of several types, so that every operator applies. A `date` has no
   * text comparisons, and a `boolean` has no order.
   */
  readonly kind: 'number' | 'text' | 'boolean' | 'date' | 'mixed';
}

const event = (name: string, kind: Known['kind'], values: Known['values']): Known => ({
  field: { scope: 'event', name },
  kind,
  values,
});
const line = (name: string, kind: Known['kind'], values: Known['values']): Known => ({
  field: { scope: 'line', name },
  kind,
  values,
});

const CHANNEL = event('channel', 'text', (d) => d.pick(CHANNELS));
const OF_TIME = [
  event('day', 'date', (d) => new Date(T0 + d.int(0, 40) * DAY).toISOString().slice(0, 10)),
  event('month', 'text', (d) => d.pick(['2026-02', '2026-03', '2026-04'])),
  event('hour', 'number', (d) => d.int(0, 23)),
  event('weekday', 'number', (d) => d.int(1, 7)),
  event('time', 'date', (d) => T0 + d.int(0, 40) * DAY),
];
const ORDER = [
  event('amount', 'number', money),
  event('amount', 'number', money),
  event('currency', 'text', (d) => d.pick(CURRENCIES)),
  event('order', 'text', (d) => `o${d.int(1, 6)}`),
  event('coupon', 'text', (d) => d.pick(['c5', 'c10'])),
  event('discount', 'number', (d) => d.pick([0n, 5000n, 15_000n])),
  ...OF_TIME,
];
const LINE = [
  line('brand', 'text', () => 'Lancôme'),
  line('brand', 'text', () => 'Lancôme'),
  line('sku', 'text', (d) => `s${d.int(1, 3)}`),
  line('name', 'text', () => 'Lipstick'),
  line('category', 'text', (d) => d.pick(CATEGORIES)),
  line('category', 'text', (d) => d.pick(CATEGORIES)),
  line('quantity', 'number', (d) => d.pick([0n, 3500n, 10_000n, 20_000n, 30_000n])),
  line('amount', 'number', (d) => BigInt(d.int(0, 50)) * 10_000n),
];
const LINE_ITEMS = [...productFields('line'), ...PLACE_OF_CHANNEL];
/** Events about a product say neither, so that both are read from the catalogue. */
const PRODUCT_BRAND = event('brand', 'text', (d) => d.pick(['Lancôme', 'Other']));
const PRODUCT_CATEGORY = event('category', 'text', (d) => d.pick(CATEGORIES));
/** A property that is true or false. It is not declared, so that every operator applies. */
const TRIAL = event('trial', 'mixed', (d) => d.chance(0.5));
const NUMBER = event('n', 'number', (d) => d.pick(NUMBERS));
const OWN = [
  TRIAL,
  TRIAL,
  NUMBER,
  NUMBER,
  NUMBER,
  event('amount', 'number', (d) => d.pick(NUMBERS)),
  event('amount', 'number', (d) => d.pick(NUMBERS)),
  event('sku', 'text', (d) => `s${d.int(1, 4)}`),
  event('labels', 'mixed', (d) => d.pick(['new', 'sale', 'é'])),
  event('labels', 'mixed', (d) => d.pick(['new', 'sale', 'é'])),
  ...TAKEN_NAMES.filter((name) => name !== 'amount').map((name) =>
    event(name, 'mixed', (d) =>
      name === 'time' ? d.pick<Value>([Date.UTC(2026, 2, 5, 10), 'morning', 45]) : d.pick([...TAKEN[name], '2026-03']),
    ),
  ),
  ...ODD_NAMES.map((name) => event(name, 'mixed', (d) => d.pick<Value>(['x', 'é', '1', 1, 0.00001]))),
];

/** Properties that are named like a built-in field, in quotes. Events of every type can have them. */
const QUOTED = TAKEN_NAMES.map((name): Known => ({
  ...event(name, name === 'amount' ? 'number' : 'mixed', (d) =>
    name === 'time' ? d.pick<Value>([Date.UTC(2026, 2, 5, 10), 'morning', 45]) : d.pick(TAKEN[name]),
  ),
  field: { scope: 'event', name, own: true },
}));
/** A property that is named like a field of order lines. It is quoted in conditions on orders. */
const QUOTED_SKU = event('sku', 'text', (d) => `s${d.int(1, 4)}`);

/** Returns a random field of events of a type. Some are properties in quotes. */
export const fieldFor = (dice: Dice, type: string): Known =>
  dice.chance(0.1) ? dice.pick([...QUOTED, ...(hasLines(type) ? [QUOTED_SKU] : [])]) : dice.pick(fieldsOf(type));

/** Returns all fields of events of a type, those in quotes included. */
export const allFieldsOf = (type: string): readonly Known[] => [...fieldsOf(type), ...QUOTED, QUOTED_SKU];

/** Returns the fields of events of a type. A field listed several times is chosen more often. */
export function fieldsOf(type: string): readonly Known[] {
  if ((OWN_TYPES as readonly string[]).includes(type))
    return [CHANNEL, CHANNEL, ...OWN, ...PLACE_OF_CHANNEL, ...productFields('event')];
  if (type === 'order_cancelled') return ORDER;
  if (hasLines(type)) return [CHANNEL, ...ORDER, ...LINE, ...LINE_ITEMS];
  if (type.startsWith('coupon_'))
    return [CHANNEL, ORDER[4], event('discount', 'number', (d) => d.pick([0n, 5000n, 15_000n])), ...OF_TIME];
  const price = event('price', 'number', (d) => d.pick([0n, 1000n, 10_000n]));
  const fields = [CHANNEL, CHANNEL, NUMBER, TRIAL, event('sku', 'text', (d) => `s${d.int(1, 4)}`), price, ...OF_TIME];
  if (type !== 'product_viewed') return fields;
  return [...fields, price, PRODUCT_BRAND, PRODUCT_CATEGORY, PRODUCT_CATEGORY, ...productFields('event')];
}

/** Values that no customer has. Adding them makes a list long enough for an index lookup. */
export const UNSEEN = Array.from({ length: 20 }, (_, i) => `unseen ${i}`);

const EQUALITY = ['eq', 'eq', 'ne', 'in', 'notIn', 'exists'] as const;
const ORDER_OPERATORS = ['lt', 'lte', 'gt', 'gte', 'between'] as const;
const TEXT_OPERATORS = ['contains', 'startsWith', 'under', 'under'] as const;

const OPERATORS_FOR = {
  number: [...EQUALITY, ...ORDER_OPERATORS],
  date: [...EQUALITY, ...ORDER_OPERATORS],
  text: [...EQUALITY, ...ORDER_OPERATORS, ...TEXT_OPERATORS],
  boolean: ['eq', 'ne', 'exists'],
  mixed: [...EQUALITY, ...ORDER_OPERATORS, ...TEXT_OPERATORS, 'has'],
} as const satisfies Readonly<Record<Known['kind'], readonly Operator[]>>;

/** Returns a random comparison that fits a field. */
export function testOf(dice: Dice, { kind, values }: Pick<Known, 'kind' | 'values'>): Test {
  const listed = kind === 'mixed' ? dice.pick(['text', 'number']) : kind;
  if ((listed === 'text' || listed === 'number') && dice.chance(0.1))
    return randomListTest(dice, listed === 'text' ? 'STRING' : 'NUMBER');
  const op = dice.pick<Operator>(OPERATORS_FOR[kind]);
  if (op === 'exists') return { op };
  if (op === 'in' || op === 'notIn')
    return { op, values: [...(kind === 'text' && dice.chance(0.2) ? UNSEEN : []), values(dice), values(dice)] };
  if (op === 'between') return { op, values: [values(dice), values(dice)].sort((a, b) => (a < b ? -1 : 1)) };
  if (op === 'contains' || op === 'startsWith') return { op, value: partOf(dice, String(values(dice)), op) };
  if (op === 'under') return { op, value: `${String(values(dice))}${dice.chance(0.2) ? '/' : ''}` };
  return { op, value: op === 'has' ? String(values(dice)) : values(dice) };
}

/** Returns a part of a text: its beginning, or for `contains` also a later part. */
function partOf(d: Dice, text: string, op: 'contains' | 'startsWith'): string {
  const part = op === 'contains' ? text.slice(d.int(0, 2)) : text;
  return (part === '' ? text : part).slice(0, d.int(1, 4));
}

export function randomFilter(dice: Dice, type: string, depth = 0): Filter {
  const roll = dice.next();
  if (depth < 2 && roll < 0.15)
    return {
      kind: dice.pick(['all', 'any'] as const),
      of: [randomFilter(dice, type, depth + 1), randomFilter(dice, type, depth + 1)],
    };
  if (depth < 2 && roll < 0.25) return { kind: 'not', of: randomFilter(dice, type, depth + 1) };
  const known = fieldFor(dice, type);
  return { kind: 'field', field: known.field, test: testOf(dice, known) };
}
