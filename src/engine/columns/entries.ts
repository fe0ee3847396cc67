/**
 * A dictionary of values. Each value is stored as bytes and read by its code. Values keep their exact form: the bits of
 * doubles, the digits of decimals, and every UTF-16 unit of texts.
 */
import type { Property } from '../types.js';
import { viewOf, type BlockWriter, type Place } from './block.js';

export type Entry = Property | bigint;

/** Types of entries. The first byte of each entry is one of these numbers. */
const LATIN1 = 0;
const UTF16 = 1;
const DOUBLE = 2;
const TRUE = 3;
const FALSE = 4;
const INTEGER64 = 5;
const LARGE_INTEGER = 6;
const LIST = 7;

const LONGEST_INT64 = 2n ** 63n;
/** Maximum number of entries for which a dictionary caches the decoded values. */
const KEPT_DECODED = 256;
/** Maximum number of UTF-16 units in one call of `fromCharCode`. */
const UNITS_AT_ONCE = 4096;

/** Appends entries to one growing array of bytes. */
export class EntryWriter {
  private bytes = new Uint8Array(256);
  private view = new DataView(this.bytes.buffer);
  private used = 0;
  private readonly starts: number[] = [0];

  add(entry: Entry): void {
    this.write(entry);
    this.starts.push(this.used);
  }

  sealed(block: BlockWriter): EntriesLayout {
    return {
      starts: block.put('i4', Int32Array.from(this.starts)),
      bytes: block.put('u1', this.bytes.slice(0, this.used)),
    };
  }

  private write(entry: Entry): void {
    if (typeof entry === 'string') this.writeText(entry);
    else if (typeof entry === 'boolean') this.writeByte(entry ? TRUE : FALSE);
    else if (typeof entry === 'number') this.writeDouble(entry);
    else if (typeof entry === 'bigint') this.writeInteger(entry);
    else this.writeList(entry);
  }

  private writeText(text: string): void {
    if (isLatin1(text)) {
      const at = this.take(1 + text.length);
      this.bytes[at] = LATIN1;
      for (let i = 0; i < text.length; i++) this.bytes[at + 1 + i] = text.charCodeAt(i);
      return;
    }
    const at = this.take(1 + 2 * text.length);
    this.bytes[at] = UTF16;
    for (let i = 0; i < text.length; i++) this.view.setUint16(at + 1 + 2 * i, text.charCodeAt(i), true);
  }

  private writeDouble(n: number): void {
    const at = this.take(9);
    this.bytes[at] = DOUBLE;
    this.view.setFloat64(at + 1, n, true);
  }

  private writeInteger(n: bigint): void {
    if (n >= LONGEST_INT64 || n < -LONGEST_INT64) {
      this.writeByte(LARGE_INTEGER);
      return this.writeText(String(n));
    }
    const at = this.take(9);
    this.bytes[at] = INTEGER64;
    this.view.setBigInt64(at + 1, n, true);
  }

  private writeList(list: readonly string[]): void {
    this.writeByte(LIST);
    for (const text of list) {
      const at = this.take(4);
      this.writeText(text);
      this.view.setUint32(at, this.used - at - 4, true);
    }
  }

  private writeByte(byte: number): void {
    const at = this.take(1);
    this.bytes[at] = byte;
  }

  /** Reserves bytes and returns their offset. */
  private take(count: number): number {
    const at = this.used;
    this.used += count;
    if (this.used > this.bytes.length) {
      const larger = new Uint8Array(Math.max(this.used, this.bytes.length * 2));
      larger.set(this.bytes);
      this.bytes = larger;
      this.view = new DataView(larger.buffer);
    }
    return at;
  }
}

export interface EntriesLayout {
  readonly starts: Place<'i4'>;
  readonly bytes: Place<'u1'>;
}

/** Reads a dictionary from its block. Its methods are similar to the array methods of the same names. */
export class Entries<T extends Entry = Entry> {
  private readonly starts: Int32Array;
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private decoded: (T | undefined)[] | undefined;

  constructor(block: SharedArrayBuffer, layout: EntriesLayout) {
    this.starts = viewOf(block, layout.starts);
    this.bytes = viewOf(block, layout.bytes);
    this.view = new DataView(block, this.bytes.byteOffset, this.bytes.byteLength);
  }

  get length(): number {
    return this.starts.length - 1;
  }

  /** Size of all stored entries in bytes. Decoded texts take up to twice this size, plus an overhead for each value. */
  get storedBytes(): number {
    return this.bytes.byteLength;
  }

  at(code: number): T {
    if (this.length > KEPT_DECODED) return this.decode(code);
    this.decoded ??= Array.from({ length: this.length });
    return (this.decoded[code] ??= this.decode(code));
  }

  *[Symbol.iterator](): Generator<T> {
    for (let code = 0; code < this.length; code++) yield this.at(code);
  }

  *entries(): Generator<[code: number, value: T]> {
    for (let code = 0; code < this.length; code++) yield [code, this.at(code)];
  }

  map<U>(of: (value: T, code: number) => U): U[] {
    return Array.from({ length: this.length }, (_, code) => of(this.at(code), code));
  }

  /** Returns the code of a value, or -1 if the dictionary does not contain the value. Lists are not supported. */
  indexOf(value: T): number {
    for (let code = 0; code < this.length; code++) if (this.at(code) === value) return code;
    return -1;
  }

  private decode(code: number): T {
    return this.read(this.starts[code], this.starts[code + 1]) as T;
  }

  private read(from: number, to: number): Entry {
    switch (this.bytes[from]) {
      case LATIN1:
        return this.latin1(from + 1, to);
      case UTF16:
        return this.utf16(from + 1, to);
      case DOUBLE:
        return this.view.getFloat64(from + 1, true);
      case TRUE:
        return true;
      case FALSE:
        return false;
      case INTEGER64:
        return this.view.getBigInt64(from + 1, true);
      case LARGE_INTEGER:
        return BigInt(this.read(from + 1, to) as string);
      case LIST:
        return this.list(from + 1, to);
      default:
        throw new Error('a dictionary holds an entry of an unknown kind');
    }
  }

  private latin1(from: number, to: number): string {
    let text = '';
    for (let at = from; at < to; at += UNITS_AT_ONCE)
      text += String.fromCharCode.apply(null, this.bytes.subarray(at, Math.min(to, at + UNITS_AT_ONCE)) as never);
    return text;
  }

  private utf16(from: number, to: number): string {
    let text = '';
    for (let at = from; at < to; at += 2) text += String.fromCharCode(this.view.getUint16(at, true));
    return text;
  }

  private list(from: number, to: number): readonly string[] {
    const out: string[] = [];
    for (let at = from; at < to;) {
      const end = at + 4 + this.view.getUint32(at, true);
      out.push(this.read(at + 4, end) as string);
      at = end;
    }
    return out;
  }
}

function isLatin1(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false;
  return true;
}
