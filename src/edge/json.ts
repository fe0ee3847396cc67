/**
 * Checks untrusted JSON text before it is parsed. The checks cover nesting depth, heap size, duplicate names and long
 * numbers.
 */

/** Length in characters of the pieces of a large text. A piece with the most expensive contents parses in a few ms. */
export const PIECE = 32 * 1024;
/** Maximum nesting depth of lists and objects in a request. */
export const MAX_JSON_DEPTH = 64;
/** Maximum number of members in one object. Parsing takes far longer per object member than per list item. */
export const MAX_JSON_MEMBERS = 100_000;

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;

/** Maximum depth at which the members of each open object are counted separately. */
const COUNTED_DEPTH = 1000;

/** Approximate heap overhead of a value, in addition to its characters. */
const BYTES_PER_VALUE = 32;

export interface JsonShape {
  /** Whether lists and objects exceed the nesting limit. */
  readonly deep: boolean;
  /** Whether an object exceeds the limit of members. The scan stops at the first such object. */
  readonly wide: boolean;
  /** Approximate heap overhead of the values in bytes, in addition to the characters of the text. */
  readonly heap: number;
}

/**
 * Estimates the nesting, width and heap of JSON text without parsing it. `most` is the maximum nesting depth. The
 * result for invalid JSON is arbitrary.
 */
export function shapeOf(json: string, most: number): JsonShape {
  /**
   * Number of members of the open object at each depth. All objects at depths beyond COUNTED_DEPTH share the last
   * entry.
   */
  const members = new Uint32Array(COUNTED_DEPTH + 1);
  let depth = 0;
  let values = 1;
  let deep = false;
  const shape = (wide: boolean): JsonShape => ({ deep, wide, heap: values * BYTES_PER_VALUE });
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === 0x7b || code === 0x5b) {
      values++;
      if (++depth > most) deep = true;
      if (depth < COUNTED_DEPTH) members[depth] = 0;
    } else if (code === 0x7d || code === 0x5d) depth = Math.max(0, depth - 1);
    else if (code === COMMA) values++;
    else if (code === COLON && ++members[Math.min(depth, COUNTED_DEPTH)] > MAX_JSON_MEMBERS) return shape(true);
  }
  return shape(false);
}

/**
 * Returns the index of the quote that closes the string at `start`. Returns the length of the text if the string is not
 * closed.
 */
export function endOfString(json: string, start: number): number {
  for (let end = json.indexOf('"', start + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (json.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
  }
  return json.length;
}

/**
 * Returns whether the top-level object has duplicate names. Two parsers could read different values for such a name.
 */
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
/**
 * Matches what follows a value: a comma, a closing bracket or the end of the text. The pattern does not match after a
 * member name, which is followed by a colon.
 */
const END_OF_VALUE = /\s*(?:[,\]}]|$)/y;

/**
 * Quotes integers beyond 2^53 and numbers beyond the range of a double in a JSON text. Otherwise, two different ids
 * could become equal when they are parsed as doubles. `longNumbers` holds the quoted literals. `turn` is awaited after
 * each piece of the text, and `found` is called with the length of each new literal. Errors of `turn` and `found` are
 * passed on.
 */
export async function withLongNumbersAsText(
  json: string,
  turn: () => Promise<void>,
  found: (characters: number) => void,
): Promise<{ readonly json: string; readonly longNumbers: ReadonlySet<string> }> {
  const longNumbers = new Set<string>();
  if (!/\d{16}|[eE]\+?\d{3}/.test(json)) return { json, longNumbers };
  const pieces: string[] = [];
  /**
   * Parts of the current piece. They are joined after each piece, because the parts of the whole text would take many
   * times the memory of the text itself.
   */
  let parts: string[] = [];
  let copied = 0;
  let turnAt = PIECE;
  for (let i = 0; i < json.length; i++) {
    if (i >= turnAt) {
      pieces.push(parts.join(''));
      parts = [];
      await turn();
      turnAt = i + PIECE;
    }
    const code = json.charCodeAt(i);
    if (code === QUOTE) i = endOfString(json, i);
    else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      NUMBER.lastIndex = i;
      const literal = NUMBER.exec(json)?.[0] ?? '-';
      END_OF_VALUE.lastIndex = i + literal.length;
      if (isTooLong(literal) && END_OF_VALUE.test(json)) {
        parts.push(json.slice(copied, i), '"', literal, '"');
        copied = i + literal.length;
        if (!longNumbers.has(literal)) found(literal.length);
        longNumbers.add(literal);
      }
      i += literal.length - 1;
    }
  }
  parts.push(json.slice(copied));
  return { json: pieces.concat(parts).join(''), longNumbers };
}

function isTooLong(literal: string): boolean {
  if (literal.length < 5) return false;
  const value = Number(literal);
  return !Number.isFinite(value) || (/^-?\d+$/.test(literal) && !Number.isSafeInteger(value));
}
