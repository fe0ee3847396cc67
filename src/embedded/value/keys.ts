/**
 * An order-preserving encoding of BSON values. A bytewise comparison of two keys gives the order that MongoDB defines
 * for the values.
 */
import { createHash } from 'node:crypto';
import type { Binary, BSONRegExp, ObjectId, Timestamp } from './bson.js';
import { Decimal128, Double, Int32, Long, type Doc } from './bson.js';
import { bracket } from './order.js';
import { notSupported } from './errors.js';
import { BOOLEAN, DATE, DOUBLE, INT32, INT64, isInstant, NULL, OBJECT_ID, STRING } from './raw.js';

/** Maximum length of an LMDB key in bytes. */
const MAX_KEY = 1978;

/** A growable byte buffer. Each encoding uses a new writer, so no state is shared. */
export class ByteWriter {
  private buffer = Buffer.allocUnsafe(128);
  length = 0;

  private ensure(n: number): void {
    if (this.length + n <= this.buffer.length) return;
    const next = Buffer.allocUnsafe(Math.max(this.buffer.length * 2, this.length + n));
    this.buffer.copy(next, 0, 0, this.length);
    this.buffer = next;
  }
  byte(b: number): void {
    this.ensure(1);
    this.buffer[this.length++] = b;
  }
  bytes(b: Uint8Array): void {
    this.ensure(b.length);
    this.buffer.set(b, this.length);
    this.length += b.length;
  }
  /**
   * Writes bytes so that a prefix sorts before its extensions. A 0 byte is written as 0, 255. Two 0 bytes mark the end.
   */
  escaped(b: Uint8Array, begin = 0, end = b.length): void {
    this.ensure((end - begin) * 2 + 2);
    for (let i = begin; i < end; i++) {
      this.buffer[this.length++] = b[i];
      if (b[i] === 0) this.buffer[this.length++] = 255;
    }
    this.buffer[this.length++] = 0;
    this.buffer[this.length++] = 0;
  }
  double(value: number): void {
    this.ensure(8);
    this.buffer.writeDoubleBE(value === 0 ? 0 : value, this.length);
    if (this.buffer[this.length] & 0x80) for (let i = 0; i < 8; i++) this.buffer[this.length + i] ^= 0xff;
    else this.buffer[this.length] |= 0x80;
    this.length += 8;
  }
  /** Writes the 64-bit integer at the position `at` of an encoded document as a key. */
  storedInt64(raw: Buffer, at: number): void {
    this.ensure(8);
    for (let i = 7; i >= 0; i--) this.buffer[this.length++] = raw[at + i];
    this.buffer[this.length - 8] ^= 0x80;
  }
  uint16(value: number): void {
    this.ensure(2);
    this.length = this.buffer.writeUInt16BE(value, this.length);
  }
  int64(value: bigint): void {
    this.ensure(8);
    this.length = this.buffer.writeBigUInt64BE(BigInt.asUintN(64, value) ^ (1n << 63n), this.length);
  }
  invertFrom(start: number): void {
    for (let i = start; i < this.length; i++) this.buffer[i] ^= 0xff;
  }
  toBuffer(): Buffer {
    return this.buffer.subarray(0, this.length);
  }
}

function writeNumber(w: ByteWriter, v: unknown): void {
  if (v instanceof Decimal128) {
    const n = Number(v.toString());
    if (
      Number.isFinite(n) &&
      Decimal128.fromString(String(n)).toString() !== v.toString() &&
      !Number.isSafeInteger(n)
    ) {
      throw notSupported(`an index over the Decimal128 ${v.toString()}, which no double holds exactly`);
    }
    return writeDouble(w, n, 0);
  }
  if (v instanceof Long) {
    const exact = v.toBigInt();
    let d = Number(exact);
    if (BigInt(d) > exact) d = previousDouble(d);
    return writeDouble(w, d, Number(exact - BigInt(d)));
  }
  writeDouble(w, v instanceof Int32 || v instanceof Double ? v.value : Number(v), 0);
}

/**
 * Writes a number. NaN sorts below every number. A 64-bit integer is written as the nearest double that is not greater,
 * followed by the remainder, which is below 2^11.
 */
function writeDouble(w: ByteWriter, d: number, rest: number): void {
  if (Number.isNaN(d)) {
    w.byte(0);
    return;
  }
  w.byte(1);
  w.double(d);
  w.uint16(rest);
}

function previousDouble(d: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, d);
  view.setBigInt64(0, view.getBigInt64(0) + (d > 0 ? -1n : 1n));
  return view.getFloat64(0);
}

/** Represents an empty array in an index. It sorts between MinKey and null. */
export const EMPTY_ARRAY = Symbol('empty array');

function writeValue(w: ByteWriter, v: unknown): void {
  if (v === EMPTY_ARRAY) return w.byte(4);
  const b = v === undefined ? 5 : bracket(v);
  w.byte(b);
  switch (b) {
    case 10:
      return writeNumber(w, v);
    case 15:
      return w.escaped(Buffer.from(String(v), 'utf8'));
    case 20:
      for (const k of Object.keys(v as Doc)) {
        w.byte(bracket((v as Doc)[k]));
        w.escaped(Buffer.from(k, 'utf8'));
        writeValue(w, (v as Doc)[k]);
      }
      return w.byte(0);
    case 25:
      for (const item of v as unknown[]) writeValue(w, item);
      return w.byte(0);
    case 30: {
      const bytes = (v as Binary).value();
      w.int64(BigInt(bytes.length));
      w.byte((v as Binary).sub_type);
      return w.bytes(bytes);
    }
    case 35:
      return w.bytes((v as ObjectId).id);
    case 40:
      return w.byte(v ? 1 : 0);
    case 45:
      return w.int64(BigInt((v as Date).getTime()));
    case 47:
      return w.int64(BigInt.asIntN(64, (v as Timestamp).toBigInt() ^ (1n << 63n)));
    case 50:
      w.escaped(Buffer.from((v as BSONRegExp).pattern));
      return w.escaped(Buffer.from((v as BSONRegExp).options));
  }
}

/** Internal type numbers for a missing value and for an empty array. BSON does not define any. */
export const [MISSING, NO_ITEMS] = [0, -2];

/** Writes a value from an encoded document. Returns false if the type is not supported. */
export function writeStored(writer: ByteWriter, raw: Buffer, type: number, begin: number, end: number): boolean {
  switch (type) {
    case NO_ITEMS:
      writer.byte(4);
      return true;
    case MISSING:
    case NULL:
      writer.byte(5);
      return true;
    case DOUBLE:
      writer.byte(10);
      writeDouble(writer, raw.readDoubleLE(begin), 0);
      return true;
    case INT32:
      writer.byte(10);
      writeDouble(writer, raw.readInt32LE(begin), 0);
      return true;
    case INT64:
      writer.byte(10);
      writeNumber(writer, new Long(raw.readInt32LE(begin), raw.readInt32LE(begin + 4)));
      return true;
    case STRING:
      writer.byte(15);
      writer.escaped(raw, begin + 4, end - 1);
      return true;
    case OBJECT_ID:
      writer.byte(35);
      writer.bytes(raw.subarray(begin, end));
      return true;
    case BOOLEAN:
      writer.byte(40);
      writer.byte(raw[begin] === 1 ? 1 : 0);
      return true;
    case DATE:
      if (!isInstant(raw, begin)) return false;
      writer.byte(45);
      writer.storedInt64(raw, begin);
      return true;
    default:
      return false;
  }
}

/** Encodes one or more values, each in ascending (1) or descending (-1) order. */
export function encodeKey(values: readonly unknown[], directions: readonly number[] = []): Buffer {
  const w = new ByteWriter();
  for (let i = 0; i < values.length; i++) {
    const start = w.length;
    writeValue(w, values[i]);
    if (directions[i] === -1) w.invertFrom(start);
  }
  return w.toBuffer();
}

/** Shortens a key above `limit` bytes to a prefix and a hash of the whole key. Equal keys remain equal. */
export function boundedKey(key: Buffer, limit: number): Buffer {
  if (key.length <= limit) return key;
  return Buffer.concat([key.subarray(0, limit - 32), createHash('sha256').update(key).digest()]);
}

/** Returns the smallest key that is greater than all keys with this prefix. */
export function afterPrefix(prefix: Buffer): Buffer {
  const next = Buffer.from(prefix);
  let i = next.length - 1;
  while (i >= 0 && next[i] === 255) i--;
  if (i < 0) return Buffer.concat([prefix, Buffer.alloc(MAX_KEY, 255)]);
  next[i]++;
  return next.subarray(0, i + 1);
}
