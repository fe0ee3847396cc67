/** Validates encoded documents from clients without decoding them. */
import { isUtf8 } from 'node:buffer';
import { ARRAY, BINARY, BOOLEAN, CODE, DATE, DOCUMENT, isInstant, sizeOf, STRING } from './raw.js';

const DOLLAR = 36;

type Met = (start: number, value: number, end: number) => void;

/**
 * Validates a document from a client between `begin` and `end`. The document must be well-formed, with only supported
 * types and without names that begin with a dollar sign. `list` is true for an array. `met` is called for each
 * top-level element.
 */
export function isSound(raw: Buffer, begin: number, end: number, list: boolean, met?: Met): boolean {
  if (end - begin < 5 || raw.readInt32LE(begin) !== end - begin || raw[end - 1] !== 0) return false;
  let at = begin + 4;
  let place = 0;
  while (at < end - 1) {
    const start = at++;
    if (raw[at] === DOLLAR) return false;
    const name = at;
    while (at < end && raw[at] !== 0) at++;
    const value = at + 1;
    const size = sizeOf(raw, raw[start], value);
    if (size === undefined || size < 0 || value + size > end - 1) return false;
    if (list && !isWritten(place++, raw, name, at)) return false;
    if (!isText(raw, name, at) || !isSoundValue(raw, raw[start], value, value + size)) return false;
    at = value + size;
    met?.(start, value, at);
  }
  return at === end - 1;
}

function isSoundValue(raw: Buffer, type: number, begin: number, end: number): boolean {
  switch (type) {
    case DOCUMENT:
      return isSound(raw, begin, end, false);
    case ARRAY:
      return isSound(raw, begin, end, true);
    case STRING:
      return end - begin >= 5 && raw[end - 1] === 0 && isText(raw, begin + 4, end - 1);
    case BOOLEAN:
      return raw[begin] <= 1;
    case DATE:
      return isInstant(raw, begin);
    // These types have special rules that are not checked here, so the document must be decoded.
    case BINARY:
    case CODE:
      return false;
    default:
      return true;
  }
}

/** Returns whether the bytes are the decimal digits of `n`. */
function isWritten(n: number, raw: Buffer, begin: number, end: number): boolean {
  let at = end;
  do {
    if (--at < begin || raw[at] !== 48 + (n % 10)) return false;
    n = Math.floor(n / 10);
  } while (n > 0);
  return at === begin;
}

function isText(raw: Buffer, begin: number, end: number): boolean {
  for (let i = begin; i < end; i++) if (raw[i] > 127) return isUtf8(raw.subarray(begin, end));
  return true;
}
