/**
 * Parses large JSON texts piece by piece, so that a large body does not block the event loop. The result is the same as
 * that of `JSON.parse`.
 */
import { ServiceError } from '../services/base/errors.js';
import { beforeQuote, endOfString, inTurns, isEscaped, PIECE } from './json.js';

/**
 * Containers that are nested more deeply than DEEPEST are parsed in one step, so their length is limited to MAX_DEEP
 * characters.
 */
const DEEPEST = 1000;
const MAX_DEEP = 256 * 1024;

/** Number of characters in one step of the scan. */
const STEP = 256 * 1024;
/** Maximum length of an escape sequence, such as `\\u4e2d`. */
const LONGEST_ESCAPE = 6;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Matches only white space that JSON allows. `trim` would also remove other white space. */
const BLANK = /^[ \t\n\r]*$/;
/** Matches the white space around the colon after a name. */
const COLON = /^[ \t\n\r]*:[ \t\n\r]*$/;

/**
 * Parses a JSON text. Awaits `turn` before each piece, and passes on its errors. Throws SyntaxError for invalid JSON,
 * and JSON_TOO_DEEP for a large container that is nested more than 1,000 levels deep.
 */
export async function parseInSlices(text: string, turn: () => Promise<void>): Promise<unknown> {
  if (text.length <= PIECE) return JSON.parse(text);
  const ends = await inTurns(largeValues(text), turn);
  await turn();
  // Entries are sorted by the end of their values. The outermost value ends last.
  const start = [...ends.keys()].at(-1);
  if (start === undefined) return JSON.parse(text);
  if (!BLANK.test(text.slice(0, start)) || !BLANK.test(text.slice(ends.get(start)! + 1))) throw malformed();
  return new Parser(text, ends, turn).value(start);
}

/**
 * Returns the start and end indexes of all containers and strings that are longer than a piece, in the order of their
 * ends. Throws SyntaxError if a container or string is not closed correctly.
 */
function* largeValues(text: string): Generator<undefined, ReadonlyMap<number, number>> {
  /** Start index of the open container at each depth. */
  const open = new Int32Array(DEEPEST + 1);
  const ends = new Map<number, number>();
  let depth = 0;
  /** Start index of the open string, or -1. */
  let string = -1;
  for (let i = 0; i < text.length;) {
    for (const stop = Math.min(i + STEP, text.length); i < stop; i++) {
      const code = text.charCodeAt(i);
      if (string >= 0) {
        if (code !== QUOTE) i = beforeQuote(text, i);
        else if (!isEscaped(text, i)) {
          if (i - string > PIECE) ends.set(string, i);
          string = -1;
        }
      } else if (code === QUOTE) string = i;
      else if (code === OPEN_LIST || code === OPEN_OBJECT) {
        if (depth <= DEEPEST) open[depth] = i;
        depth++;
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) {
        depth--;
        if (depth < 0) throw malformed();
        if (depth > DEEPEST || i - open[depth] <= PIECE) continue;
        if (depth < DEEPEST) ends.set(open[depth], i);
        else if (i - open[depth] > MAX_DEEP) throw tooDeep();
      }
    }
    if (i < text.length) yield undefined;
  }
  if (depth !== 0 || string >= 0) throw malformed();
  return ends;
}

const tooDeep = (): ServiceError =>
  new ServiceError('JSON_TOO_DEEP', `values of more than ${MAX_DEEP} characters nest at most ${DEEPEST} levels`);

const malformed = (): SyntaxError => new SyntaxError('the text is not JSON');

class Parser {
  constructor(
    private readonly text: string,
    private readonly ends: ReadonlyMap<number, number>,
    private readonly turn: () => Promise<void>,
  ) {}

  /** Parses the large container or string that starts at an index. */
  value(start: number): Promise<unknown> {
    return this.text.charCodeAt(start) === QUOTE ? this.string(start) : this.container(start);
  }

  /** Parses a string piece by piece. Escape sequences are not split. */
  private async string(start: number): Promise<string> {
    const end = this.ends.get(start)!;
    let value = '';
    for (let from = start + 1; from < end;) {
      const to = from + PIECE < end ? this.endOfPiece(from, from + PIECE) : end;
      await this.turn();
      value += JSON.parse(`"${this.text.slice(from, to)}"`) as string;
      from = to;
    }
    return value;
  }

  /**
   * Returns an index at or shortly before `to` that is not inside an escape sequence. `from` must not be inside one.
   */
  private endOfPiece(from: number, to: number): number {
    let last = to - 1;
    while (last > to - LONGEST_ESCAPE && this.text.charCodeAt(last) !== BACKSLASH) last--;
    if (this.text.charCodeAt(last) !== BACKSLASH) return to;
    let first = last;
    while (first > from && this.text.charCodeAt(first - 1) === BACKSLASH) first--;
    // Two backslashes form one escape sequence. If their number is odd, the last one begins another escape sequence.
    return (last - first) % 2 === 0 ? last : to;
  }

  private async container(start: number): Promise<unknown> {
    const end = this.ends.get(start)!;
    const isList = this.text.charCodeAt(start) === OPEN_LIST;
    if (this.text.charCodeAt(end) !== (isList ? CLOSE_LIST : CLOSE_OBJECT)) throw malformed();
    const target = isList ? new ListTarget() : new ObjectTarget();
    let from = start + 1;
    let lastComma = -1;
    let isAfterChild = false;
    let depth = 0;
    for (let i = from; i < end; i++) {
      const code = this.text.charCodeAt(i);
      if (code === COMMA && depth === 0) {
        if (isAfterChild) {
          if (!BLANK.test(this.text.slice(from, i))) throw malformed();
          from = i + 1;
          isAfterChild = false;
        } else if (i - from > PIECE) {
          await this.turn();
          target.addPiece(this.text.slice(from, i));
          from = i + 1;
        }
        lastComma = i;
      } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
      else if (code === QUOTE || code === OPEN_LIST || code === OPEN_OBJECT) {
        const childEnd = depth === 0 ? this.ends.get(i) : undefined;
        const memberStart = Math.max(from, lastComma + 1);
        if (childEnd === undefined) {
          if (code === QUOTE) i = endOfString(this.text, i);
          else depth++;
        } else if (code === QUOTE && !isList && BLANK.test(this.text.slice(memberStart, i))) {
          // A string at the start of a member is its name, which is parsed together with the member.
          i = childEnd;
        } else {
          if (isAfterChild) throw malformed();
          // The text before the child contains complete members or elements and then the name of the child.
          if (lastComma >= from) target.addPiece(this.text.slice(from, lastComma));
          const name = target.nameOf(this.text.slice(memberStart, i));
          target.add(name, await this.value(i));
          i = childEnd;
          from = i + 1;
          isAfterChild = true;
        }
      }
    }
    await this.turn();
    const rest = this.text.slice(from, end);
    const isEmpty = from === start + 1 && lastComma < 0 && BLANK.test(rest);
    if (isAfterChild && !BLANK.test(rest)) throw malformed();
    if (!isAfterChild && !isEmpty) target.addPiece(rest);
    return target.value;
  }
}

/** A list that is built piece by piece. */
class ListTarget {
  readonly value: unknown[] = [];

  /**
   * Parses a piece of the list and adds its elements. Throws SyntaxError if the piece contains none, because that is
   * caused by an extra comma.
   */
  addPiece(text: string): void {
    const elements = JSON.parse(`[${text}]`) as unknown[];
    if (elements.length === 0) throw malformed();
    for (const element of elements) this.value.push(element);
  }

  /**
   * Returns an empty name, because list elements have no name. Throws SyntaxError if there is other text before the
   * element.
   */
  nameOf(text: string): string {
    if (!BLANK.test(text)) throw malformed();
    return '';
  }

  add(_name: string, element: unknown): void {
    this.value.push(element);
  }
}

/** An object that is built piece by piece. */
class ObjectTarget {
  readonly value: Record<string, unknown> = {};

  /**
   * Parses a piece of the object and adds its members. Throws SyntaxError if the piece contains none, because that is
   * caused by an extra comma.
   */
  addPiece(text: string): void {
    const members = Object.entries(JSON.parse(`{${text}}`) as Record<string, unknown>);
    if (members.length === 0) throw malformed();
    for (const [name, member] of members) this.add(name, member);
  }

  nameOf(text: string): string {
    const start = text.indexOf('"');
    const end = start < 0 ? text.length : endOfString(text, start);
    if (end === text.length || !BLANK.test(text.slice(0, start)) || !COLON.test(text.slice(end + 1))) throw malformed();
    return JSON.parse(text.slice(start, end + 1)) as string;
  }

  add(name: string, member: unknown): void {
    // The property is defined, because an assignment to this name would set the prototype.
    if (name === '__proto__')
      Object.defineProperty(this.value, name, { value: member, writable: true, enumerable: true, configurable: true });
    else this.value[name] = member;
  }
}
