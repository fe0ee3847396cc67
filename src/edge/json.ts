/** What JSON from outside will be, known before anything parses it or walks through it. */

/** Levels of lists and objects that a request may nest. */
export const MAX_JSON_DEPTH = 64;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Heap that a value takes beside its characters, about. */
const BYTES_PER_VALUE = 32;

export interface JsonShape {
  /**
   * Whether lists and objects nest more than so many levels deep; what is behind the place where they do is not seen.
   */
  readonly deep: boolean;
  /** Heap that its values take beside the characters of the text, about. */
  readonly heap: number;
}

/**
 * What a JSON text will be once it is parsed, where `most` levels may nest. Texts that are not JSON get some answer.
 */
export function shapeOf(json: string, most: number): JsonShape {
  let depth = 0;
  let values = 1;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === 0x7b || code === 0x5b) {
      values++;
      if (++depth > most) return { deep: true, heap: values * BYTES_PER_VALUE };
    } else if (code === 0x7d || code === 0x5d) depth--;
    else if (code === COMMA) values++;
  }
  return { deep: false, heap: values * BYTES_PER_VALUE };
}

/** The place of the quote that closes the string opened at `start`, or the end of the text. */
function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}

/** Whether an object names a member twice at its top level: two readers could read two values. */
export function repeatsName(json: string): boolean {
  const names = new Set<string>();
  let depth = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(json, i);
      if (depth === 1 && /^\s*:/.test(json.slice(end + 1, end + 20))) {
        const name = JSON.parse(json.slice(i, end + 1)) as string;
        if (names.has(name)) return true;
        names.add(name);
      }
      i = end;
    } else if (code === 0x7b || code === 0x5b) depth++;
    else if (code === 0x7d || code === 0x5d) depth--;
  }
  return false;
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** What a value is followed by; a member's name is not. */
const END_OF_VALUE = /\s*(?:[,\]}]|$)/y;

/**
 * A JSON text whose whole numbers beyond 2^53, and numbers that are beyond any double, are texts of their digits: what
 * reads numbers as doubles would make two ids one. `longNumbers` has their digits.
 */
export function withLongNumbersAsText(json: string): { readonly json: string; readonly longNumbers: Set<string> } {
  const longNumbers = new Set<string>();
  if (!/\d{16}|[eE]\+?\d{3}/.test(json)) return { json, longNumbers };
  const parts: string[] = [];
  let copied = 0;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      NUMBER.lastIndex = i;
      const literal = NUMBER.exec(json)?.[0] ?? '-';
      END_OF_VALUE.lastIndex = i + literal.length;
      if (isTooLong(literal) && END_OF_VALUE.test(json)) {
        parts.push(json.slice(copied, i), '"', literal, '"');
        copied = i + literal.length;
        longNumbers.add(literal);
      }
      i += literal.length - 1;
    }
  }
  return { json: parts.join('') + json.slice(copied), longNumbers };
}

function isTooLong(literal: string): boolean {
  if (literal.length < 5) return false;
  const value = Number(literal);
  return !Number.isFinite(value) || (/^-?\d+$/.test(literal) && !Number.isSafeInteger(value));
}
