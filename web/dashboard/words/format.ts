/**
 * Formats numbers, money, times and tag values in the chosen language. It uses the time zone and the currency of the
 * workspace.
 */
import { parseMetric } from '../../../src/engine/segments/parse.js';
import { durationInWords } from './duration.js';

export interface Format {
  readonly number: (n: number) => string;
  /** Formats a fraction such as 0.068 as a percentage. */
  readonly share: (n: number | null | undefined) => string;
  /** Formats a difference as a number with its sign. */
  readonly signed: (n: number) => string;
  readonly instant: (s: string | null | undefined) => string;
  readonly duration: (iso: string) => string;
  /** Formats an amount with its currency symbol. The default is the currency of the workspace. */
  readonly money: (amount: string | number | null | undefined, currency?: string | null) => string;
  /** Formats the value of a tag. The format depends on the type, and on the aggregate that computes the tag. */
  readonly value: (value: unknown, of?: ShownValue) => string;
}

/** The type of a value, and the aggregate that computed it. */
interface ShownValue {
  readonly type?: string;
  /** Text of the aggregate of a computed tag. */
  readonly metric?: string | null;
}

const NONE = '–';
/** Aggregates whose result has the same unit as their field. */
const OF_FIELD = new Set(['sum', 'average', 'min', 'max', 'first', 'last', 'mostFrequent']);
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/;
const NUMBER = /^-?\d+(\.\d+)?$/;

export function formatOf(
  locale: string,
  { zone, currency }: { readonly zone?: string; readonly currency?: string },
): Format {
  const instant = (s: string | null | undefined): string =>
    s ? new Date(s).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }) : NONE;
  const number = (n: number): string => n.toLocaleString(locale, { maximumFractionDigits: 4 });
  const money: Format['money'] = (amount, given) => {
    if (amount === null || amount === undefined || amount === '') return NONE;
    const unit = given ?? currency;
    const n = Number(amount);
    // The server accepts any text as a currency code, but a formatter accepts only three letters.
    return unit && /^[A-Za-z]{3}$/.test(unit)
      ? n.toLocaleString(locale, { style: 'currency', currency: unit, currencyDisplay: 'narrowSymbol' })
      : number(n);
  };
  const value: Format['value'] = (shown, of = {}) => {
    if (shown === null || shown === undefined) return NONE;
    if (Array.isArray(shown)) return shown.map(String).join(locale === 'en' ? ', ' : '、');
    if (typeof shown === 'boolean') return yesOrNo(shown, locale);
    const text = typeof shown === 'string' || typeof shown === 'number' ? String(shown) : JSON.stringify(shown);
    const unit = of.metric ? moneyOf(of.metric) : undefined;
    if (unit && NUMBER.test(text)) return money(text, unit.currency);
    if (of.type === 'DATE' && /^\d{4}-\d\d-\d\d$/.test(text)) return day(text, locale);
    if ((of.type === 'DATETIME' || of.type === undefined) && INSTANT.test(text)) return instant(text);
    if (/^P(?:\d|T\d)/.test(text)) return durationInWords(text, locale);
    const isNumber = typeof shown === 'number' || of.type === 'INTEGER' || of.type === 'DECIMAL';
    return isNumber && NUMBER.test(text) ? number(Number(text)) : text;
  };
  return {
    number,
    instant,
    money,
    value,
    share: (n) =>
      n === null || n === undefined ? NONE : n.toLocaleString(locale, { style: 'percent', maximumFractionDigits: 1 }),
    signed: (n) => n.toLocaleString(locale, { signDisplay: 'exceptZero' }),
    duration: (iso) => durationInWords(iso, locale),
  };
}

function yesOrNo(value: boolean, locale: string): string {
  if (locale === 'en') return value ? 'yes' : 'no';
  return value ? '是' : '否';
}

/** Formats a calendar day. A day has no time zone, so it is formatted in UTC. */
const day = (text: string, locale: string): string =>
  new Date(`${text}T00:00:00Z`).toLocaleDateString(locale, { dateStyle: 'medium', timeZone: 'UTC' });

/** Returns the currency of an aggregate over money. Returns undefined if the aggregate is not over money. */
function moneyOf(metric: string): { readonly currency?: string } | undefined {
  try {
    const { aggregate, field, event, currency } = parseMetric(metric);
    const isMoney = field?.name === 'amount' && event.startsWith('order_') && OF_FIELD.has(aggregate);
    return isMoney ? { currency } : undefined;
  } catch {
    return undefined;
  }
}
