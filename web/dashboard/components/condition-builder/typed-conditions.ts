/**
 * Proposes rows for a condition that the user types in words, such as `近 7 天未购买 品牌 资生堂`. The words need not be
 * complete: the editor shows each proposal as a sentence, and the user chooses one and edits it.
 */
import { fieldType, hasBuiltIn } from '../../../../src/engine/facts/fields.js';
import { EVENT_FIELDS, eventType, hasLines, LINE_FIELDS } from '../../../../src/engine/facts/vocabulary.js';
import type { Field, ValueType } from '../../../../src/engine/types.js';
import type { ConditionNames } from '../../words/condition-words.js';
import { readNumber } from './condition-rows.js';
import type { Filling, Phrase, Sort } from './phrase.js';
import { newPhrase } from './phrases.js';
import type { TagTypes } from './subjects.js';
import { emptyTest } from './test-forms.js';
import { TypedWords, type Compared, type Known, type TypedPeriod } from './typed-words.js';
import { expectedKind } from './values.js';

/** The definitions that a text can name, by key, and their names in the language of the page. */
export interface Nameable {
  readonly place: 0 | 1;
  readonly names: ConditionNames;
  readonly tagType: TagTypes;
  readonly tags: readonly string[];
  readonly segments: readonly string[];
  /** Layers as `model.layer`. */
  readonly layers: readonly string[];
  /** Lists of customers. */
  readonly lists: readonly string[];
  readonly events: readonly string[];
}

type Thing = { readonly as: 'tag' | 'segment' | 'layer' | 'list' | 'event'; readonly key: string };

/** Everyday words for events, in addition to their names. */
const EVERYDAY: Readonly<Record<string, readonly string[]>> = {
  order_paid: [
    '购买过',
    '买过',
    '购买',
    '付款',
    '支付',
    '买',
    'bought',
    'buy',
    'purchased',
    'paid',
    'purchase',
    'ordered',
  ],
  visit: ['来访', '到访', '访问过', 'visited', 'visits'],
  product_viewed: ['看过', '浏览', 'viewed'],
  added_to_cart: ['加购', 'added to cart'],
  order_refunded: ['退货', '退单', 'refunded', 'returned'],
  searched: ['搜过', 'search'],
  coupon_claimed: ['领券', '领取'],
  coupon_redeemed: ['用券', '核销'],
  registered: ['注册过'],
  logged_in: ['登陆', 'logged in'],
};

/** Words for the money of an order, in addition to its name. */
const MONEY: readonly string[] = ['消费', '花费', '实付', 'spent', 'worth'];

/** Returns rows for a typed text, the most likely first. Returns none if the text names nothing that is known. */
export function typedRows(text: string, known: Nameable): readonly Phrase[] {
  const words = new TypedWords(text);
  const thing = words.name(thingsOf(known));
  if (!thing) return [];
  if (thing.as === 'event') return eventRows(words, thing.key, known);
  if (thing.as === 'tag') return tagRows(words, thing.key, known);
  const isDenied = words.denied();
  if (words.value() !== '') return [];
  return [denied({ ...newPhrase('condition', thing.as), slots: { [thing.as]: thing.key } }, isDenied)];
}

function thingsOf({ names, tags, segments, layers, lists, events }: Nameable): readonly Known<Thing>[] {
  const of = (as: Thing['as'], keys: readonly string[], nameOf: (key: string) => string): Known<Thing>[] =>
    keys.flatMap((key) => [nameOf(key), key].map((word) => ({ word, thing: { as, key } })));
  return [
    ...of('tag', tags, (key) => names.tag(key)),
    ...of('segment', segments, (key) => names.segment(key)),
    ...of('layer', layers, (key) => names.segment(key)),
    ...of('list', lists, (key) => names.list(key)),
    ...of('event', events, (key) => names.event(key)),
    ...events.flatMap((key) => (EVERYDAY[key] ?? []).map((word) => ({ word, thing: { as: 'event' as const, key } }))),
  ];
}

const denied = (row: Phrase, isDenied: boolean): Phrase => (isDenied ? { ...row, not: true } : row);

function tagRows(words: TypedWords, tag: string, { tagType }: Nameable): readonly Phrase[] {
  const compared = words.compared();
  const isDenied = words.denied();
  const rest = words.value();
  if (compared && rest !== '') return [];
  const said = compared ? emptyTest(compared.op, compared.value) : testOf(rest, tagType(tag));
  const test = rest === '' && !said ? emptyTest('exists') : said;
  if (!test) return [];
  return [denied({ ...newPhrase('condition', 'tag'), slots: { tag, test } }, isDenied)];
}

/** Returns the comparison with the value in a text. Undefined if the text is not a value of this type. */
function testOf(rest: string, type: ValueType | undefined): Phrase | undefined {
  const [, not, text] = /^(不是|不等于|!=|is not )?\s*(.*)$/is.exec(rest) ?? [];
  if (!text) return undefined;
  if (type === 'STRING_LIST') return emptyTest('has', text);
  const kind = expectedKind(type);
  const number = readNumber(text);
  if (kind === 'boolean' || (kind === 'number' && number === undefined)) return undefined;
  const value = kind === 'number' || kind === undefined ? (number ?? text) : text;
  return emptyTest(not ? 'ne' : 'eq', value);
}

/** The parts of a text about an event. */
interface Said {
  readonly event: string;
  readonly window: Phrase;
  readonly compared: Compared | undefined;
  readonly isDenied: boolean;
  /** The text that is left. It is a value. */
  readonly rest: string;
}

/** Returns rows for an event: whether it happened, how often, or its total. Returns none if a part of the text is left. */
function eventRows(words: TypedWords, event: string, known: Nameable): readonly Phrase[] {
  // Periods precede fields, because "this month" contains the name of a field.
  const window = windowOf(words.period(known.place));
  const field = words.name(fieldsOf(event, known));
  const compared = words.compared();
  const said: Said = { event, window, compared, isDenied: words.denied(), rest: words.value() };
  if (field && compared && !compared.isCount) return said.rest === '' ? amountRows(said, field, compared) : [];
  if (said.rest === '') return field ? [] : [eventRow(said, compared)];
  // A value without the name of its field is sought in each field that contains texts.
  return (field ? [field] : textFields(event)).flatMap((one) => {
    const test = testOf(said.rest, fieldType(event, one));
    return test ? [eventRow(said, compared, fieldRow(one, test))] : [];
  });
}

/** Returns a row that says whether or how often an event happened. */
function eventRow({ event, window, isDenied }: Said, count: Compared | undefined, where?: Phrase): Phrase {
  const events = phrase('events', 'events', { event, ...(where ? { where: group(where) } : {}) });
  if (count) return denied(metricRow('count', count, { window, events }), isDenied);
  return denied(phrase('condition', 'did', { window, events }), isDenied);
}

/** Returns rows for an amount: the total of all events, and the amount of one event. */
function amountRows(said: Said, field: Field, compared: Compared): readonly Phrase[] {
  const { event, window, isDenied } = said;
  const one = eventRow(said, undefined, fieldRow(field, emptyTest(compared.op, compared.value)));
  if (field.scope === 'line' || fieldType(event, field) !== 'DECIMAL') return [one];
  const events = phrase('events', 'events', { event });
  return [denied(metricRow('sum', compared, { window, field: property(field), events }), isDenied), one];
}

const phrase = (sort: Sort, form: string, slots: Phrase['slots']): Phrase => ({ sort, form, slots });
const property = (key: Field): Phrase => phrase('field', 'property', { key });
const fieldRow = (field: Field, test: Phrase): Phrase => phrase('filter', 'field', { field: property(field), test });
const group = (row: Phrase): Phrase => phrase('filter', 'all', { rows: [row] });
const metricRow = (form: string, { op, value }: Compared, slots: Record<string, Filling>): Phrase =>
  phrase('condition', 'metric', { metric: phrase('metric', form, slots), test: emptyTest(op, value) });

/** A text without a period means all time. */
function windowOf(period: TypedPeriod | undefined): Phrase {
  if (!period) return newPhrase('anchored', 'ever');
  if ('ms' in period) return phrase('anchored', 'last', { for: period.ms });
  return phrase('anchored', 'period', { period: period.calendar });
}

/** Returns the fields of an event. A field of order lines stands for one of the order of the same name. */
function ownFields(event: string): readonly Field[] {
  const of = (scope: Field['scope'], keys: readonly string[]): Field[] => keys.map((name) => ({ scope, name }));
  const lines = hasLines(event) ? Object.keys(LINE_FIELDS).filter((name) => name !== 'amount' && name !== 'name') : [];
  const own = [
    ...Object.keys(EVENT_FIELDS).filter((name) => hasBuiltIn(event, name)),
    ...Object.keys(eventType(event)?.properties ?? {}),
  ];
  return [
    ...of('line', lines),
    ...of(
      'event',
      own.filter((name) => !lines.includes(name)),
    ),
  ];
}

const fieldsOf = (event: string, { names }: Nameable): readonly Known<Field>[] =>
  ownFields(event).flatMap((field) =>
    [names.field(field.name), field.name, ...(field.name === 'amount' ? MONEY : [])].map((word) => ({
      word,
      thing: field,
    })),
  );

/** Fields in which a value is sought that names no field, the most usual first. */
const USUAL: readonly string[] = ['brand', 'category', 'query', 'coupon', 'couponId', 'channel', 'store', 'sku'];

function textFields(event: string): readonly Field[] {
  const fields = ownFields(event).filter((field) => fieldType(event, field) === 'STRING');
  return USUAL.flatMap((name) => fields.filter((field) => field.name === name)).slice(0, 4);
}
