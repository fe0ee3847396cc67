/**
 * Checks untrusted JSON text before it is parsed: its nesting depth, its heap usage, duplicate names, and long numbers.
 */

/**
 * Length of the pieces of a large text, in characters. Even a piece with the most expensive contents is parsed within a
 * few milliseconds.
 */
export const PIECE = 32 * 1024;
/** Maximum nesting depth of lists and objects in a request. */
export const MAX_JSON_DEPTH = 64;
/** Maximum number of members in one object. An object member takes far longer to parse than a list item. */
export const MAX_JSON_MEMBERS = 100_000;

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const POINT = 0x2e;
const LOWER_E = 0x65;
/** The bit that distinguishes a lower-case letter from its upper-case letter. */
const LOWER_CASE = 0x20;

/** Maximum depth to which the members of each open object are counted separately. */
const COUNTED_DEPTH = 1000;

/** Approximate heap overhead of a value, in addition to its characters. */
const BYTES_PER_VALUE = 32;

export interface JsonShape {
  /** Whether lists and objects exceed the nesting limit. */
  readonly deep: boolean;
  /** Whether an object has more members than the limit. The scan stops at the first such object. */
  readonly wide: boolean;
  /** Approximate heap overhead of the values in bytes, in addition to the characters of the text. */
  readonly heap: number;
}

/** Number of characters in one step of a scan. A step takes about a millisecond. */
const STEP = 256 * 1024;

/**
 * Estimates the nesting, width and heap usage of JSON text without parsing it. `most` is the maximum nesting depth. For
 * invalid JSON, the result has no meaning.
 */
export function shapeOf(json: string, most: number): JsonShape {
  const steps = shapeSteps(json, most);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/** Does the same as `shapeOf`, but scans a large text in several turns. Passes on the errors of `turn`. */
export const shapeInTurns = (json: string, most: number, turn: () => Promise<void>): Promise<JsonShape> =>
  inTurns(shapeSteps(json, most), turn);

/** Runs all steps of a scan and returns its result. Awaits `turn` between the steps, and passes on its errors. */
export async function inTurns<T>(steps: Iterator<undefined, T>, turn: () => Promise<void>): Promise<T> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await turn();
  }
}

function* shapeSteps(json: string, most: number): Generator<undefined, JsonShape> {
  /** Number of members of the open object at each depth. All depths beyond COUNTED_DEPTH share the last entry. */
  const members = new Uint32Array(COUNTED_DEPTH + 1);
  let depth = 0;
  let values = 1;
  let deep = false;
  let isInString = false;
  const shape = (wide: boolean): JsonShape => ({ deep, wide, heap: values * BYTES_PER_VALUE });
  for (let i = 0; i < json.length;) {
    for (const end = Math.min(i + STEP, json.length); i < end; i++) {
      const code = json.charCodeAt(i);
      if (code === QUOTE) isInString = !isInString || isEscaped(json, i);
      else if (isInString) i = beforeQuote(json, i);
      else if (code === 0x7b || code === 0x5b) {
        values++;
        if (++depth > most) deep = true;
        if (depth < COUNTED_DEPTH) members[depth] = 0;
      } else if (code === 0x7d || code === 0x5d) depth = Math.max(0, depth - 1);
      else if (code === COMMA) values++;
      else if (code === COLON && ++members[Math.min(depth, COUNTED_DEPTH)] > MAX_JSON_MEMBERS) return shape(true);
    }
    if (i < json.length) yield undefined;
  }
  return shape(false);
}

/** Returns the index of the quote that closes the string at `start`, or the length of the text if there is none. */
export function endOfString(json: string, start: number): number {
  let quote = beforeQuote(json, start) + 1;
  while (quote < json.length && isEscaped(json, quote)) quote = beforeQuote(json, quote) + 1;
  return quote;
}

/** Returns whether a quote inside a string is part of an escape sequence. It is if an odd number of backslashes precedes it. */
export function isEscaped(json: string, quote: number): boolean {
  let first = quote;
  while (json.charCodeAt(first - 1) === BACKSLASH) first--;
  return (quote - first) % 2 === 1;
}

/** Number of characters that are compared one by one before a search. A search is far faster, but slow to start. */
const NEAR = 16;

/** Returns the index before the next quote after `from`, or the index of the last character if there is none. */
export function beforeQuote(json: string, from: number): number {
  const near = Math.min(from + NEAR, json.length - 1);
  for (let i = from; i < near; i++) if (json.charCodeAt(i + 1) === QUOTE) return i;
  const quote = json.indexOf('"', Math.max(near, from) + 1);
  return (quote < 0 ? json.length : quote) - 1;
}

/** Returns whether the top-level object has duplicate names. If it has, two parsers could read different values. */
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
 * Matches the text after a value: a comma, a closing bracket or the end of the text. It does not match after a member
 * name, which is followed by a colon.
 */
const END_OF_VALUE = /\s*(?:[,\]}]|$)/y;

/**
 * Quotes integers beyond 2^53, and numbers beyond the range of a double, in a JSON text. Otherwise, two different ids
 * could become equal when they are parsed as doubles. `longNumbers` contains the quoted literals. `turn` is awaited
 * after each piece of the text. `found` is called with the length of each new literal. Errors of `turn` and `found` are
 * passed on.
 */
export async function withLongNumbersAsText(
  json: string,
  turn: () => Promise<void>,
  found: (characters: number) => void,
): Promise<{ readonly json: string; readonly longNumbers: ReadonlySet<string> }> {
  const longNumbers = new Set<string>();
  const pieces: string[] = [];
  /**
   * Parts of the current piece. They are joined after each piece, because the parts of a whole text would take many
   * times its memory.
   */
  let parts: string[] = [];
  let copied = 0;
  let turnAt = PIECE;
  let isInString = false;
  for (let i = 0; i < json.length; i++) {
    if (i >= turnAt) {
      if (parts.length > 0) pieces.push(parts.join(''));
      parts = [];
      await turn();
      turnAt = i + PIECE;
    }
    const code = json.charCodeAt(i);
    if (code === QUOTE) isInString = !isInString || isEscaped(json, i);
    else if (isInString) i = beforeQuote(json, i);
    else if (code === MINUS || isDigit(code)) {
      const end = endOfNumber(json, i);
      const literal = end - i < SHORTEST_LONG ? '' : longNumberAt(json, i);
      if (literal !== '') {
        parts.push(json.slice(copied, i), '"', literal, '"');
        copied = i + literal.length;
        if (!longNumbers.has(literal)) found(literal.length);
        longNumbers.add(literal);
      }
      i = (literal === '' ? end : copied) - 1;
    }
  }
  if (longNumbers.size === 0) return { json, longNumbers };
  parts.push(json.slice(copied));
  return { json: pieces.concat(parts).join(''), longNumbers };
}

/** Maximum length of a safe integer, including its sign. */
const LONGEST_SAFE = 17;
/** Minimum length of a number that a double cannot represent, such as `1e309`. */
const SHORTEST_LONG = 5;

const isDigit = (code: number): boolean => code >= ZERO && code <= NINE;

/** Returns the index after the characters at `start` that can occur in a number. */
function endOfNumber(json: string, start: number): number {
  let end = start + 1;
  for (; end < json.length; end++) {
    const code = json.charCodeAt(end);
    if (!isDigit(code) && code !== MINUS && code !== PLUS && code !== POINT && (code | LOWER_CASE) !== LOWER_E) break;
  }
  return end;
}

/** Returns the number at `start` if it is a complete value that a double cannot represent. Otherwise, returns ''. */
function longNumberAt(json: string, start: number): string {
  NUMBER.lastIndex = start;
  const literal = NUMBER.exec(json)?.[0] ?? '';
  END_OF_VALUE.lastIndex = start + literal.length;
  return isTooLong(literal) && END_OF_VALUE.test(json) ? literal : '';
}

function isTooLong(literal: string): boolean {
  if (literal.length < SHORTEST_LONG) return false;
  // An integer of this length is never safe, and its conversion may take a long time.
  const isInteger = /^-?\d+$/.test(literal);
  if (isInteger && literal.length > LONGEST_SAFE) return true;
  const value = Number(literal);
  return !Number.isFinite(value) || (isInteger && !Number.isSafeInteger(value));
}
