/**
 * Says phrases as sentences in English and Chinese. The fields of the editor stand in the same sentences, so that a row
 * reads like the sentence that a screen reader hears.
 */
import { LINE_FIELDS, hasLines } from '../../../../src/engine/facts/vocabulary.js';
import type { SaidField } from '../../../../src/engine/facts/fields.js';
import { printDuration } from '../../../../src/engine/segments/print.js';
import type { CalendarPeriod } from '../../../../src/engine/time/calendar.js';
import type { Field, Value } from '../../../../src/engine/types.js';
import { formatDecimal } from '../../../../src/engine/values/decimal.js';
import type { ConditionNames } from '../../words/condition-words.js';
import { formOf } from './forms.js';
import {
  EXCEPT,
  isPhrase,
  phrasesIn,
  WHERE,
  type Filling,
  type Form,
  type Leaf,
  type Phrase,
  type Words,
} from './phrase.js';
import { isGroup } from './phrases.js';
import { aboutParts, type About } from './subjects.js';

/** A part of a sentence: a text, the field of a slot, the choice of the form, or the choice of the verb. */
export type Piece =
  | { readonly text: string }
  | { readonly slot: string }
  | { readonly choice: 'form' | 'not' }
  | { readonly some: readonly Piece[] };

const PARTS = /\[([^\]]*)\]|\{(\w+)\}/g;

/** Splits the sentence of a form into its parts. `some` is a part that is shown only if its slots are filled. */
export function piecesOf(say: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (const match of say.matchAll(PARTS)) {
    if (match.index > from) pieces.push({ text: say.slice(from, match.index) });
    const [all, some, slot] = match;
    if (some !== undefined) pieces.push({ some: piecesOf(some) });
    else pieces.push(slot === 'form' || slot === 'not' ? { choice: slot } : { slot });
    from = match.index + all.length;
  }
  if (from < say.length) pieces.push({ text: say.slice(from) });
  return pieces;
}

/** Returns the pieces of a phrase without those whose slots are absent. */
function shownPieces({ sort, form, slots }: Phrase, place: 0 | 1): readonly Piece[] {
  return piecesOf(formOf(sort, form).say[place]).flatMap((piece) => {
    if (!('some' in piece)) return [piece];
    return piece.some.every((one) => !('slot' in one) || slots[one.slot] !== undefined) ? piece.some : [];
  });
}

/** Returns the words for true and denied conditions of a form. */
export const verbsOf = (form: Form): readonly [Words, Words] => form.verbs ?? [WHERE, EXCEPT];

/** The language of a sentence, and the names of what it refers to. */
export interface Saying {
  readonly place: 0 | 1;
  readonly names: ConditionNames;
}

/** Returns a filling that is a name or a number as text. */
export const textIn = (filling: Filling | undefined): string =>
  typeof filling === 'string' || typeof filling === 'number' ? String(filling) : '';

const noTags = (): undefined => undefined;

/** Returns a phrase as a sentence. */
export function sentenceOf(phrase: Phrase, saying: Saying, around: About = {}): string {
  const { place } = saying;
  const form = formOf(phrase.sort, phrase.form);
  const about = aboutParts(phrase, around, noTags);
  const rows = phrasesIn(phrase.slots.rows);
  if (isGroup(phrase) && rows.length === 1 && !phrase.not) return sentenceOf(rows[0], saying, around);
  const text = shownPieces(phrase, place)
    .map((piece) => {
      if ('text' in piece) return piece.text;
      if ('choice' in piece) return piece.choice === 'form' ? form.label[place] : verb(form, phrase, place);
      return 'slot' in piece ? saidSlot(phrase, piece.slot, saying, about) : '';
    })
    .join('');
  return text.replaceAll(/ {2,}/g, ' ').trim();
}

/** `where` is left out, because a sentence without it says the same. */
function verb(form: Form, { not }: Phrase, place: 0 | 1): string {
  const [is, isNot] = verbsOf(form);
  if (not) return isNot[place];
  return is === WHERE ? '' : is[place];
}

function saidSlot(phrase: Phrase, name: string, saying: Saying, about: About): string {
  const { fill } = formOf(phrase.sort, phrase.form).slots[name];
  const filling = phrase.slots[name];
  if ('list' in fill) return saidList(phrasesIn(filling), fill.list === 'events', saying, about);
  if ('choice' in fill) return fill.choice[textIn(filling)][saying.place];
  if ('mark' in fill) return fill.mark[saying.place];
  if ('group' in fill && isPhrase(filling)) return bracketed(sentenceOf(filling, saying, about), saying.place);
  if (isPhrase(filling)) return sentenceOf(filling, saying, about);
  return 'leaf' in fill ? saidLeaf(fill.leaf, filling ?? null, saying, about) : '';
}

const bracketed = (text: string, place: 0 | 1): string => (place === 0 ? `(${text})` : `（${text}）`);

function saidList(phrases: readonly Phrase[], isOrdered: boolean, saying: Saying, about: About): string {
  const separator = [
    ['; ', '；'],
    [' → ', ' → '],
  ][isOrdered ? 1 : 0][saying.place];
  return bracketed(phrases.map((one) => sentenceOf(one, saying, about)).join(separator), saying.place);
}

function saidLeaf(leaf: Leaf, filling: Filling, saying: Saying, about: About): string {
  const { names, place } = saying;
  if (filling === null) return '…';
  switch (leaf) {
    case 'tag':
      return names.tag(textIn(filling));
    case 'segment':
    case 'layer':
      return names.segment(textIn(filling));
    case 'list':
    case 'valueList':
      return names.list(textIn(filling));
    case 'event':
      return names.event(textIn(filling));
    case 'property':
      return fieldLabel(filling as Field, about.event ?? '', saying);
    case 'shared':
      return sharedLabel(filling as SaidField, saying);
    case 'entry':
      return names.field(textIn(filling));
    case 'value':
      return saidValue(filling as Value, place, about);
    case 'values':
      return (filling as readonly Value[])
        .map((value) => saidValue(value, place, about))
        .join(place === 0 ? ', ' : '、');
    case 'duration':
      return durationLabel(Number(filling), place);
    case 'period':
      return periodLabel(filling as CalendarPeriod, place);
    case 'catalogue':
    case 'purpose':
    case 'channel':
    case 'currency':
    case 'top':
    case 'moment':
      return textIn(filling);
  }
}

const quoted = (text: string, place: 0 | 1): string =>
  place === 0 ? JSON.stringify(text) : `“${text.replace(/[\\”]/g, '\\$&')}”`;

function saidValue(value: Value, place: 0 | 1, about: About): string {
  if (typeof value === 'string') return quoted(value, place);
  if (about.type === 'DURATION' && typeof value === 'number') return durationLabel(value, place);
  if (typeof value === 'boolean') return booleanLabel(value, place);
  return typeof value === 'bigint' ? formatDecimal(value) : String(value);
}

export function booleanLabel(value: boolean, place: 0 | 1): string {
  return (value ? (['yes', '是'] as const) : (['no', '否'] as const))[place];
}

/** The units of durations, with the letter that the language has for each. */
export const UNITS: readonly (readonly [letter: string, ms: number, words: Words])[] = [
  ['d', 86_400_000, ['days', '天']],
  ['h', 3_600_000, ['hours', '小时']],
  ['m', 60_000, ['minutes', '分钟']],
  ['s', 1000, ['seconds', '秒']],
  ['ms', 1, ['milliseconds', '毫秒']],
];

function durationLabel(ms: number, place: 0 | 1): string {
  const unitOf = (letter: string): Words =>
    letter === 'w' ? ['weeks', '周'] : (UNITS.find(([known]) => known === letter)?.[2] ?? [letter, letter]);
  return [...printDuration(ms).matchAll(/(\d+)(ms|[wdhms])/g)]
    .map(([, n, letter]) => `${n} ${unitOf(letter)[place]}`)
    .join(' ');
}

const PERIODS: Readonly<Record<CalendarPeriod['unit'], readonly [next: Words, now: Words, last: Words]>> = {
  day: [
    ['tomorrow', '明天'],
    ['today', '今天'],
    ['yesterday', '昨天'],
  ],
  week: [
    ['next week', '下周'],
    ['this week', '本周'],
    ['last week', '上周'],
  ],
  month: [
    ['next month', '下月'],
    ['this month', '本月'],
    ['last month', '上月'],
  ],
  quarter: [
    ['next quarter', '下季度'],
    ['this quarter', '本季度'],
    ['last quarter', '上季度'],
  ],
  year: [
    ['next year', '明年'],
    ['this year', '今年'],
    ['last year', '去年'],
  ],
};

export const ALL_PERIODS: readonly CalendarPeriod[] = (Object.keys(PERIODS) as CalendarPeriod['unit'][]).flatMap(
  (unit) => ([0, 1, -1] as const).map((ago) => ({ unit, ago })),
);

export const periodLabel = ({ unit, ago }: CalendarPeriod, place: 0 | 1): string => PERIODS[unit][ago + 1][place];

/**
 * Returns the name of a field in sentences. A field of orders and a field of their lines have different names, and a
 * property has another name than the built-in field that it is named like.
 */
export function fieldLabel({ scope, name, own, item }: Field, event: string, { place, names }: Saying): string {
  const isLine = scope === 'line';
  if (item) {
    const of =
      isLine && !hasLines(event) ? (['line product ', '商品行目录的'] as const) : (['product ', '商品目录的'] as const);
    return `${of[place]}${names.field(item.field)}`;
  }
  if (own) return place === 0 ? `property ${JSON.stringify(name)}` : `属性${quoted(name, place)}`;
  const known = names.field(name);
  if (isLine) {
    const isAlone = hasLines(event) && name !== 'amount' && name !== 'name';
    return isAlone ? known : `${(['line ', '商品行的'] as const)[place]}${known}`;
  }
  const isTaken = name !== 'amount' && hasLines(event) && Object.hasOwn(LINE_FIELDS, name);
  return isTaken ? `${(['order ', '订单的'] as const)[place]}${known}` : known;
}

export function sharedLabel({ name, own }: SaidField, { place, names }: Saying): string {
  if (own) return place === 0 ? `property ${JSON.stringify(name)}` : `属性${quoted(name, place)}`;
  return names.field(name);
}
