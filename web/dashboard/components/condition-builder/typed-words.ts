/**
 * Finds the parts of a condition in a typed text: names, periods, comparisons with numbers, and words that deny. Each
 * part that is found is taken out of the text, and the remaining text is a value.
 */
import type { CalendarPeriod } from '../../../../src/engine/time/calendar.js';
import type { Operator } from '../../../../src/engine/types.js';
import { readNumber } from './condition-rows.js';
import { ALL_PERIODS, periodLabel } from './sentences.js';

/** Stands in the text for a name that was taken out, and `CUT` for every other part. */
const NAME = '\uE001';
const CUT = '\uE002';

/** A name that a text can contain, and what it names. */
export interface Known<Thing> {
  readonly word: string;
  readonly thing: Thing;
}

/** A number with its comparison. `isCount` is set if the text says that it is a number of times. */
export interface Compared {
  readonly op: Operator;
  readonly value: number | bigint;
  readonly isCount: boolean;
}

export type TypedPeriod = { readonly ms: number } | { readonly calendar: CalendarPeriod };

const HOUR = 3_600_000;
/** The longest period of the language. */
const MAX_MS = 3650 * 24 * HOUR;
const UNIT_MS: readonly (readonly [RegExp, number])[] = [
  [/^(天|日|d|days?)$/i, 24 * HOUR],
  [/^(周|星期|w|weeks?)$/i, 168 * HOUR],
  [/^(小时|h|hours?)$/i, HOUR],
  [/^(分钟|m|minutes?)$/i, HOUR / 60],
];
const LAST =
  /(?:最近|过去|近|\b(?:in|within|for|over)? ?(?:the )?(?:last|past) )?\s*(\d+)\s*(天|日|周|星期|小时|分钟|(?:days?|weeks?|hours?|minutes?|[dwhm])(?![a-z]))(?:之内|以内|内)?/i;

/** Words of comparisons, longer ones before those that they contain. */
const COMPARISONS: readonly (readonly [op: Operator, words: string])[] = [
  ['gte', '至少|最少|不少于|不低于|大于等于|>=|≥|at least'],
  ['lte', '至多|最多|不超过|不多于|不高于|小于等于|<=|≤|at most|up to'],
  ['ne', '不等于|不是|!=|≠|is not'],
  ['gt', '超过|大于|多于|高于|>|more than|over|above'],
  ['lt', '少于|小于|低于|不到|<|less than|fewer than|under|below'],
  ['eq', '等于|正好|exactly|=|＝'],
];
const COUNTERS = '次|回|times?\\b';
const AFTER: readonly (readonly [op: Operator, words: string])[] = [
  ['gte', '及?以上|or more'],
  ['lte', '及?以下|or (?:less|fewer)'],
];
const anyOf = (table: readonly (readonly [Operator, string])[]): string => table.map(([, words]) => words).join('|');
const NUMBER = new RegExp(
  `(?:(${anyOf(COMPARISONS)})\\s*)?(-?\\d+(?:\\.\\d+)?)\\s*(${COUNTERS})?\\s*(?:元|块)?\\s*(${anyOf(AFTER)})?`,
  'gi',
);
const opOf = (table: typeof COMPARISONS, words: string): Operator | undefined =>
  table.find(([, known]) => new RegExp(`^(?:${known})$`, 'i').test(words))?.[0];

/** Words that deny a condition if they stand before a name, or at the beginning. */
const NOT = '没有|从未|未曾|未|没|不|排除|非|(?:did not|didn.t|does not|has not|not|no|never|without)\\b';
const DENIED = new RegExp(`(?:${NOT})(?:过|有过|有|曾)?\\s*(?=${NAME})|^\\s*(?:${NOT})`, 'i');

/** Words without a meaning of their own, if they stand alone between other parts. */
const FILLERS =
  /^(?:属于|处于|分群|分层|名单|标签|有过|有|过|了|曾经|曾|其中|并且|而且|且|的|是|为|在|内|次|元|[，,。.：:＝=]|\b(?:did|do|bought|the|of|and|with|where|has|have|is|are|was|in|on|at|a|an|segment|layer|list|tag|times?)\b|\s)+$/i;
/** Words at the beginning of a value that say only that it is a value. */
const BEFORE_VALUE = /^(?:其中|的|是|为|[，,：:＝=]|\b(?:where|with|is(?! not\b)|of|in|from)\b|\s)+/i;
const AFTER_VALUE = /(?:的|[，,。]|\s)+$/;

/** A text from which parts are taken. */
export class TypedWords {
  private text: string;
  private readonly quoted: string | undefined;

  /** A text in quotes is a value as it stands, so no part is found in it. */
  constructor(text: string) {
    const plain = text.replaceAll(/[\uE000-\uE002]/g, ' ').trim();
    const found = /["“「]([^"“”「」]+)["”」]/.exec(plain);
    this.quoted = found?.[1];
    this.text = found ? plain.replace(found[0], CUT) : plain;
  }

  /** Takes out the longest name that the text contains. Names in Latin letters must be whole words. */
  name<Thing>(known: readonly Known<Thing>[]): Thing | undefined {
    const text = lowerCased(this.text);
    let best: { readonly at: number; readonly length: number; readonly thing: Thing } | undefined;
    for (const { word, thing } of known) {
      const sought = lowerCased(word.trim());
      if (sought === '' || (best && sought.length <= best.length)) continue;
      const at = placeOf(sought, text);
      if (at >= 0) best = { at, length: sought.length, thing };
    }
    if (!best) return undefined;
    this.cut(best.at, best.length, NAME);
    return best.thing;
  }

  period(place: 0 | 1): TypedPeriod | undefined {
    const last = LAST.exec(this.text);
    const unit = last && UNIT_MS.find(([known]) => known.test(last[2]))?.[1];
    const ms = last && unit ? Number(last[1]) * unit : 0;
    if (last && ms > 0 && ms <= MAX_MS) {
      this.cut(last.index, last[0].length, CUT);
      return { ms };
    }
    const label = (period: CalendarPeriod): string => periodLabel(period, place);
    const calendar = ALL_PERIODS.find((period) => period.ago >= 0 && placeOf(label(period), this.text) >= 0);
    if (!calendar) return undefined;
    this.cut(placeOf(label(calendar), this.text), label(calendar).length, CUT);
    return { calendar };
  }

  /** Takes out a number that is compared or counted. Other numbers belong to values. */
  compared(): Compared | undefined {
    for (const match of this.text.matchAll(NUMBER)) {
      const [all, before, number, counter, after] = match;
      const op = (before && opOf(COMPARISONS, before)) || (after && opOf(AFTER, after)) || undefined;
      const value = readNumber(number);
      if (value === undefined || (op === undefined && counter === undefined)) continue;
      this.cut(match.index, all.length, CUT);
      return { op: op ?? (value === 0 ? 'eq' : 'gte'), value, isCount: counter !== undefined };
    }
    return undefined;
  }

  /** Whether the text denies what it names. */
  denied(): boolean {
    return this.take(DENIED) !== undefined;
  }

  /** Returns what remains of the text, without words that have no meaning of their own. */
  value(): string {
    const pieces = this.text
      .split(/[\uE001\uE002]/)
      .filter((piece) => !FILLERS.test(piece))
      .map((piece) => piece.replace(BEFORE_VALUE, '').replace(AFTER_VALUE, ''))
      .filter((piece) => piece !== '');
    return [...pieces, ...(this.quoted === undefined ? [] : [this.quoted])].join(' ');
  }

  private take(pattern: RegExp): RegExpExecArray | undefined {
    const found = pattern.exec(this.text);
    if (found) this.cut(found.index, found[0].length, CUT);
    return found ?? undefined;
  }

  private cut(at: number, length: number, mark: string): void {
    this.text = this.text.slice(0, at) + mark + this.text.slice(at + length);
  }
}

/** Lowers Latin letters only, so that no position in the text changes. */
const lowerCased = (text: string): string => text.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());

/** Returns where a text contains a name, or -1. */
function placeOf(name: string, text: string): number {
  const isLatin = (character: string | undefined): boolean => character !== undefined && /[a-z0-9_]/i.test(character);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const isWhole =
      !(isLatin(name[0]) && isLatin(text[at - 1])) && !(isLatin(name.at(-1)) && isLatin(text[at + name.length]));
    if (isWhole) return at;
  }
  return -1;
}
