/** Splits the text form of conditions into tokens. */
import { exactDecimalOf, parseDecimal } from '../values/decimal.js';
import type { Value } from '../types.js';
import type { Reason } from '../../reasons/index.js';
import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../time/time.js';
import { MAX_LISTED, MAX_LISTED_TEXT } from './list-limits.js';

/** The reason for a syntax error. */
export type ExpressionReason = Extract<Reason, `EXPRESSION_${string}`>;

export class ExpressionError extends Error {
  constructor(
    readonly reason: ExpressionReason,
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(`line ${line}, column ${column}: ${message}`);
  }
}

export interface Token {
  readonly kind: 'word' | 'string' | 'number' | 'duration' | 'symbol' | 'end';
  readonly text: string;
  readonly value?: Value;
  readonly at: number;
}

/** Maximum number of characters outside of value lists. */
export const MAX_LENGTH = 20_000;
/** Maximum number of characters in the source of a string literal. */
const MAX_LITERAL = 8000;
/**
 * Limits of numbers that are neither safe integers nor exact decimals: the maximum number of digits, which is the
 * precision of an IEEE double, and the maximum absolute value, which also applies to properties of events.
 */
const MAX_DIGITS = 17;
const MAX_NUMBER = 1e14;
const UNITS: Readonly<Record<string, number>> = { w: WEEK, d: DAY, h: HOUR, m: MINUTE, s: SECOND, ms: 1 };

export function tokenize(text: string): Token[] {
  const pattern =
    /\s+|("(?:[^"\\\n]|\\.){0,8000}")|((?:\d+(?:ms|[wdhms]))+(?![A-Za-z0-9_]))|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)|(<=|>=|!=|[=<>(),.])/gy;
  const out: Token[] = [];
  const extent = new Extent();
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const m = pattern.exec(text);
    if (!m && text[at] === '"')
      throw errorAt(
        'EXPRESSION_SYNTAX',
        text,
        at,
        `a text ends with a quote, on the same line, after at most ${MAX_LITERAL} characters`,
      );
    if (!m)
      throw errorAt(
        'EXPRESSION_SYNTAX',
        text,
        at,
        `unexpected ${JSON.stringify(String.fromCodePoint(text.codePointAt(at)!))}; texts, and names of other characters than letters, digits and _, stand in double quotes`,
      );
    const [all, string, duration, number, word, symbol] = m;
    if (string !== undefined) {
      try {
        out.push({ kind: 'string', text: string, value: JSON.parse(string) as string, at });
      } catch {
        throw errorAt('EXPRESSION_SYNTAX', text, at, 'this string has a bad escape');
      }
    } else if (duration !== undefined) {
      let ms = 0;
      for (const [, n, unit] of duration.matchAll(/(\d+)(ms|[wdhms])/g)) ms += Number(n) * UNITS[unit];
      if (!Number.isSafeInteger(ms) || ms <= 0)
        throw errorAt('EXPRESSION_SYNTAX', text, at, 'a duration is a positive whole number and a unit, e.g. 90d');
      out.push({ kind: 'duration', text: all, value: ms, at });
    } else if (number !== undefined) {
      const value = numberValue(number);
      if (value === undefined)
        throw errorAt('EXPRESSION_SYNTAX', text, at, 'a number has at most 17 digits and lies between -1e14 and 1e14');
      out.push({ kind: 'number', text: number, value, at });
    } else if (word !== undefined) out.push({ kind: 'word', text: word, at });
    else if (symbol !== undefined) out.push({ kind: 'symbol', text: symbol, at });
    at += all.length;
    extent.take(all);
  }
  out.push({ kind: 'end', text: '', at });
  return out;
}

/** Parses a number. The result is an integer, else a decimal if 4 fraction digits suffice, else an IEEE double. */
function numberValue(text: string): number | bigint | undefined {
  const n = Number(text) || 0;
  const isPlain = /^-?\d+$/.test(text) || /e/i.test(text);
  if (isPlain && Number.isSafeInteger(n)) return n;
  const exact = parseDecimal(text);
  if (exact !== undefined) return exact;
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');
  if (digits.length > MAX_DIGITS || Math.abs(n) > MAX_NUMBER) return undefined;
  return /e/i.test(text) ? (exactDecimalOf(n) ?? n) : n;
}

export const tooLong = (): ExpressionError =>
  new ExpressionError(
    'EXPRESSION_TOO_LONG',
    `an expression has at most ${MAX_LENGTH} characters, and its lists of values at most ${MAX_LISTED} values in ${MAX_LISTED_TEXT} characters`,
    1,
    1,
  );

/** Counts characters while tokenizing, so that a text over the limit is rejected before all its tokens are stored. */
class Extent {
  private outside = 0;
  private listed = 0;
  /** `opening` is the state after `in`. `inside` is the state within the parentheses that follow. */
  private list: 'no' | 'opening' | 'inside' = 'no';

  take(token: string): void {
    if (this.list === 'inside' && /^(?:[\s",\d-]|true$|false$)/.test(token)) {
      if (token === ',') this.listed++;
      if (this.listed > MAX_LISTED) throw tooLong();
      return;
    }
    this.outside += token.length;
    if (this.outside > MAX_LENGTH) throw tooLong();
    if (/^\s/.test(token)) return;
    if (token === 'in') this.list = 'opening';
    else this.list = this.list === 'opening' && token === '(' ? 'inside' : 'no';
  }
}

export function errorAt(reason: ExpressionReason, text: string, at: number, message: string): ExpressionError {
  const before = text.slice(0, at).split('\n');
  return new ExpressionError(reason, message, before.length, before[before.length - 1].length + 1);
}
