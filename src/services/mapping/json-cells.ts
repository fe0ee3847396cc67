/** Converts JSON objects to cells. All digits of numbers are kept. */
import { composed as composedText } from '../../engine/values/composed.js';
import { RowError, type Row } from './shape.js';
import { LONGEST_NUMBER } from './written-numbers.js';

/**
 * Maximum nesting depth of objects whose fields become cells. The cell of a nested field is named by its path, such as
 * `customer.id`.
 */
const DEEPEST = 6;

/** Normalizes the names and values of cells to Unicode NFC, like the names in a mapping. */
export const composed = (cells: Iterable<readonly [string, string]>): Row =>
  Object.fromEntries([...cells].map(([name, value]) => [composedText(name), composedText(value)]));

/**
 * A computation in steps. It yields undefined after each step, so that the caller can pause, and then returns its
 * result.
 */
export type Steps<T> = Generator<undefined, T>;

/** Number of members or elements that a step reads. */
const STEP = 256;

/** Runs all steps at once. */
export function atOnce<T>(steps: Steps<T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Returns the raw JSON text of each element of a list, or undefined if the text is not a list. The text must be valid
 * JSON.
 *
 * @example
 * atOnce(elementsOfJson('[{"a":1.50}, 2]')) // ['{"a":1.50}', '2']
 */
export function* elementsOfJson(text: string): Steps<string[] | undefined> {
  let place = skipSpace(text, 0);
  if (text[place] !== '[') return undefined;
  const elements: string[] = [];
  for (place = skipSpace(text, place + 1); place < text.length && text[place] !== ']';) {
    const end = valueEnd(text, place);
    elements.push(text.slice(place, end));
    place = skipSpace(text, end);
    if (text[place] === ',') place = skipSpace(text, place + 1);
    if (elements.length % STEP === 0) yield undefined;
  }
  return elements;
}

/**
 * Returns the cells of one element of the list at `path`. An object has cells such as `{lines.sku}`. Any other value
 * has one cell, `{lines}`. The text must be valid JSON. Throws RowError if a key occurs twice in an object whose cells
 * are read.
 */
export function cellsOfElement(text: string, path: string, wanted: CellNames = ALL): Row {
  const whole = [path, cellOf(text)] as const;
  if (text[0] !== '{') return composed([whole]);
  const cells = atOnce(objectCells(text, `${path}.`, wanted));
  if (typeof cells === 'string') throw new RowError(`${path}: a key occurs twice in an element`);
  return composed([whole, ...cells]);
}

/** Returns the cells of a JSON object. If the text is not an object, returns the problem as text. */
export function cellsOfJson(text: string): Row | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'this line is not JSON';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'this line is not a JSON object';
  const cells = atOnce(objectCells(text, '', ALL));
  return typeof cells === 'string' ? `the key ${cells} stands twice` : composed(cells);
}

/**
 * Returns the wanted cells of valid JSON. Returns undefined if the text is not an object, or if a key occurs twice in
 * an object whose cells are read.
 */
export function* cellsOfObject(text: string, wanted: CellNames): Steps<Row | undefined> {
  const cells = text[skipSpace(text, 0)] === '{' ? yield* objectCells(text, '', wanted) : 'none';
  return typeof cells === 'string' ? undefined : composed(cells);
}

/** The names of the cells that a caller wants from an object. */
export interface CellNames {
  has(name: string): boolean;
  /** Whether any cell inside the nested object with this name is wanted. */
  hasBelow(name: string): boolean;
}

const ALL: CellNames = { has: () => true, hasBelow: () => true };

/**
 * Returns the cells of a JSON object, with `prefix` added to their names. If a key occurs twice in the object, returns
 * that key as text instead of the cells. The text must be valid JSON.
 */
function* objectCells(text: string, prefix: string, wanted: CellNames): Steps<Map<string, string> | string> {
  const found: Found = { cells: new Map(), nested: new Map(), wanted };
  yield* collect(text, text.indexOf('{'), prefix, found, 0);
  const { cells, nested, twice } = found;
  if (twice !== undefined) return twice;
  for (const [name, cell] of nested) if (!cells.has(name)) cells.set(name, cell);
  return cells;
}

interface Found {
  readonly cells: Map<string, string>;
  /** Cells of nested objects, which are named by their path. */
  readonly nested: Map<string, string>;
  readonly wanted: CellNames;
  /** The first key that occurs twice in an object, if there is one. */
  twice?: string;
}

/**
 * Adds the cells of the object that starts at an offset of valid JSON. Returns the offset after the object. The cells
 * of a nested object are collected while its end is searched, so each character is read only once.
 */
function* collect(text: string, at: number, prefix: string, found: Found, depth: number): Steps<number> {
  const { cells, nested, wanted } = found;
  const keys = new Set<string>();
  let place = skipSpace(text, at + 1);
  while (text[place] === '"') {
    const keyEnd = stringEnd(text, place);
    const key = JSON.parse(text.slice(place, keyEnd)) as string;
    if (keys.has(key)) found.twice ??= `${prefix}${key}`;
    keys.add(key);
    if (keys.size % STEP === 0) yield undefined;
    const name = composedText(`${prefix}${key}`);
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1);
    let end: number | undefined;
    if (text[start] === '{' && depth < DEEPEST && wanted.hasBelow(name)) {
      const inside: Found = { cells: new Map(), nested, wanted };
      end = yield* collect(text, start, `${name}.`, inside, depth + 1);
      found.twice ??= inside.twice;
      for (const [inner, cell] of inside.cells) nested.set(inner, cell);
    }
    end ??= valueEnd(text, start);
    if (wanted.has(name)) cells.set(name, cellOf(text.slice(start, end)));
    place = skipSpace(text, end);
    if (text[place] === ',') place = skipSpace(text, place + 1);
  }
  return place + 1;
}

function cellOf(value: string): string {
  const [first] = value;
  if (first === '"') return JSON.parse(value) as string;
  if (first === '{' || first === '[' || first === 't' || first === 'f') return value;
  return first === 'n' ? '' : numberText(value);
}

/**
 * Converts a JSON number to plain digits. A number that a double represents exactly is shortened, such as `12.50` to
 * `12.5`. A number with more digits is kept as written.
 */
export function numberText(number: string): string {
  // A double cannot represent all digits of a number this long, so the number is kept as written.
  if (number.length > LONGEST_NUMBER) return number;
  const [, sign, whole, fraction = '', exponent = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number)!;
  const shift = Number(exponent);
  if (Math.abs(shift) > 40) return number;
  const digits = `${whole}${fraction}`;
  const point = whole.length + shift;
  const padded = point <= 0 ? `${'0'.repeat(1 - point)}${digits}` : digits.padEnd(point, '0');
  const cut = point <= 0 ? 1 : point;
  const left = padded.slice(0, cut).replace(/^0+(?=\d)/, '');
  const right = padded.slice(cut);
  const isShort = digits.replace(/^0+/, '').length <= 15;
  const rest = isShort || exponent !== '0' ? right.replace(/0+$/, '') : right;
  const plain = rest === '' ? left : `${left}.${rest}`;
  return /^[0.]+$/.test(plain) ? '0' : `${sign}${plain}`;
}

const SPACE = /[ \t\n\r]*/y;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

function skipSpace(text: string, at: number): number {
  SPACE.lastIndex = at;
  SPACE.test(text);
  return SPACE.lastIndex;
}

function stringEnd(text: string, at: number): number {
  let place = at + 1;
  for (;;) {
    const code = text.charCodeAt(place);
    if (code === QUOTE) return place + 1;
    place += code === BACKSLASH ? 2 : 1;
  }
}

function valueEnd(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === QUOTE) return stringEnd(text, at);
  if (!opens(first)) {
    let place = at;
    while (place < text.length && !',}] \t\n\r'.includes(text[place])) place++;
    return place;
  }
  let depth = 0;
  for (let place = at; ;) {
    const code = text.charCodeAt(place);
    if (code === QUOTE) {
      place = stringEnd(text, place);
      continue;
    }
    if (opens(code)) depth++;
    else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    place++;
    if (depth === 0) return place;
  }
}

const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const opens = (code: number): boolean => code === OPEN_LIST || code === OPEN_OBJECT;
