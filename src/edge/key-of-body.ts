/**
 * Finds the write key in a tracking body without parsing it. A body from a caller without a valid key is rejected
 * before its values take memory.
 */
import { endOfString } from './json.js';

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Depth of the members of the body, and of the members of a message in its list `batch`. */
const BODY = 1;
const MESSAGE = 3;
/** The colon after a name. */
const COLON = /[ \t\n\r]*:[ \t\n\r]*/y;

/**
 * Returns the text of the member `writeKey` of a JSON object, otherwise that of the first message in its list `batch`.
 * Returns undefined if neither is a string. A name with escape sequences is not found. For invalid JSON, the result has
 * no meaning.
 *
 * @example writeKeyOfBody('{"batch":[{"writeKey":"wk.shop.1"}]}') // 'wk.shop.1'
 */
export function writeKeyOfBody(json: string): string | undefined {
  let depth = 0;
  let isInFirst = false;
  let name = '';
  let ofFirst: string | undefined;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) {
      const end = endOfString(json, i);
      const value = depth === BODY || (isInFirst && depth === MESSAGE) ? valueAfter(json, end + 1) : -1;
      if (value >= 0) {
        const member = json.slice(i + 1, end);
        if (depth === BODY) name = member;
        const key = member === 'writeKey' ? textAt(json, value) : undefined;
        if (key !== undefined && depth === BODY) return key;
        ofFirst ??= key;
      }
      i = end;
    } else if (code === OPEN_LIST || code === OPEN_OBJECT) {
      if (depth === BODY) isInFirst = code === OPEN_LIST && name === 'batch';
      depth++;
    } else if (code === CLOSE_LIST || code === CLOSE_OBJECT) depth--;
    else if (code === COMMA && depth === MESSAGE - 1) isInFirst = false;
  }
  return ofFirst;
}

/** Returns the index of the value if a colon follows, or -1. */
function valueAfter(json: string, from: number): number {
  COLON.lastIndex = from;
  return COLON.test(json) ? COLON.lastIndex : -1;
}

/** Returns the string at an index, or undefined if there is another value or broken JSON. */
function textAt(json: string, start: number): string | undefined {
  if (json.charCodeAt(start) !== QUOTE) return undefined;
  try {
    return JSON.parse(json.slice(start, endOfString(json, start) + 1)) as string;
  } catch {
    return undefined;
  }
}
