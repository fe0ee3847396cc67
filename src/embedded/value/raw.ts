/**
 * Reads and writes single fields of an encoded document without decoding the rest. The format is specified at
 * https://bsonspec.org/spec.html.
 */
import { decode, type Doc, Double, encode, getField, Int32, Long, setField } from './bson.js';

const DOLLAR = 36;
export const [DOUBLE, STRING, DOCUMENT, ARRAY, BINARY, OBJECT_ID, BOOLEAN, DATE, NULL, CODE, INT32, INT64] = [
  0x01, 0x02, 0x03, 0x04, 0x05, 0x07, 0x08, 0x09, 0x0a, 0x0d, 0x10, 0x12,
];

/** Returns the size in bytes of the value at the position `at`, or undefined if its BSON type is not supported. */
export function sizeOf(raw: Buffer, type: number, at: number): number | undefined {
  switch (type) {
    case DOUBLE:
    case DATE:
    case 0x11:
    case INT64:
      return 8;
    case OBJECT_ID:
      return 12;
    case BOOLEAN:
      return 1;
    case NULL:
    case 0xff:
    case 0x7f:
      return 0;
    case INT32:
      return 4;
    case 0x13:
      return 16;
  }
  // Values of the other types begin with their length.
  if (at + 4 > raw.length) return undefined;
  switch (type) {
    case STRING:
    case CODE:
      return 4 + raw.readInt32LE(at);
    case DOCUMENT:
    case ARRAY:
      return raw.readInt32LE(at);
    case BINARY:
      return 5 + raw.readInt32LE(at);
    default:
      return undefined;
  }
}

/**
 * Calls `met` for each element of the document at `begin`, with the start of the element, the start of its value, and
 * its end. Returns false if `met` returns false, or if an element has an unsupported type.
 */
export function walk(raw: Buffer, begin: number, met: (start: number, value: number, end: number) => boolean): boolean {
  for (let at = begin + 4; raw[at] !== 0;) {
    const start = at++;
    while (raw[at] > 0) at++;
    const value = at + 1;
    const size = sizeOf(raw, raw[start], value);
    // Bytes from a client may be malformed, so the bounds are checked.
    if (size === undefined || size < 0 || value + size >= raw.length) return false;
    at = value + size;
    if (!met(start, value, at)) return false;
  }
  return true;
}

/**
 * Builds a document from some elements of another document. `ranges` contains their start and end positions in pairs.
 */
export function documentOf(raw: Buffer, ranges: readonly number[]): Buffer {
  let size = 5;
  for (let i = 0; i < ranges.length; i += 2) size += ranges[i + 1] - ranges[i];
  const out = Buffer.allocUnsafe(size);
  out.writeInt32LE(size, 0);
  let to = 4;
  for (let i = 0; i < ranges.length; i += 2) to += raw.copy(out, to, ranges[i], ranges[i + 1]);
  out[to] = 0;
  return out;
}

/**
 * A set of top-level fields. If only some nested fields of a field are read, the set also contains the names of the
 * nested fields.
 */
export class Fields {
  private readonly names: readonly string[];
  private readonly bytes: readonly Buffer[];
  private readonly inner = new Map<string, Fields>();

  constructor(names: Iterable<string>) {
    this.names = [...new Set(names)];
    this.bytes = this.names.map((n) => Buffer.from(n));
  }

  /** Returns the fields on the given paths. A path also selects the fields of documents inside an array. */
  static ofPaths(paths: readonly (readonly string[])[]): Fields {
    const out = new Fields(paths.map(([name]) => name));
    for (const name of out.names) {
      const rest = paths.filter((p) => p[0] === name).map((p) => p.slice(1));
      // A number in a path could be an array index, so the whole top-level field is read in that case.
      if (rest.every(([next]) => next !== undefined && !/^\d+$/.test(next))) out.inner.set(name, Fields.ofPaths(rest));
    }
    return out;
  }

  has(name: string): boolean {
    return this.names.includes(name);
  }

  /**
   * Calls `met` for each field of this set in the document, in document order, with its name, the start of the element,
   * the start of its value, and its end. Returns false at a value of an unsupported type. The caller must then decode
   * the document.
   */
  find(raw: Buffer, met: (name: string, start: number, value: number, end: number) => void, begin = 0): boolean {
    return walk(raw, begin, (start, value, end) => {
      // A name that begins with a dollar sign can belong to a DBRef. The BSON library decodes a DBRef to a special
      // class.
      if (begin > 0 && raw[start + 1] === DOLLAR) return false;
      for (let k = 0; k < this.bytes.length; k++) {
        if (this.bytes[k].length !== value - start - 2 || !same(raw, start + 1, this.bytes[k])) continue;
        met(this.names[k], start, value, end);
        break;
      }
      return true;
    });
  }

  /**
   * Decodes only the fields of this set. If only the BSON library can decode the content, decodes the whole document.
   */
  read(raw: Buffer): Doc {
    return this.within(raw, 0) ?? decode(raw);
  }

  private partAt(raw: Buffer, name: string, type: number, at: number, end: number): unknown {
    const inner = this.inner.get(name);
    if (!inner || (type !== DOCUMENT && type !== ARRAY)) return valueAt(raw, type, at, end);
    if (type === DOCUMENT) return inner.within(raw, at);
    const out: unknown[] = [];
    const known = walk(raw, at, (start, value, stop) => {
      const v = raw[start] === DOCUMENT ? inner.within(raw, value) : valueAt(raw, raw[start], value, stop);
      return v !== undefined && out.push(v) > 0;
    });
    return known ? out : undefined;
  }

  /**
   * Decodes the fields of this set in the document at `begin`. Returns undefined if only the BSON library can decode
   * them.
   */
  private within(raw: Buffer, begin: number): Doc | undefined {
    const out: Doc = {};
    if (this.names.length === 0) return out;
    let plain = true;
    const known = this.find(
      raw,
      (name, start, value, end) => {
        const v = this.partAt(raw, name, raw[start], value, end);
        if (v === undefined) plain = false;
        else setField(out, name, v);
      },
      begin,
    );
    return known && plain ? out : undefined;
  }
}

/** Upper 32 bits of 8.64e15 ms, the latest time that a `Date` can represent. */
const LAST_INSTANT = Math.floor(8.64e15 / 2 ** 32);

/** Returns whether a `Date` can represent the time stored at position `at`. */
export function isInstant(raw: Buffer, at: number): boolean {
  return Math.abs(raw.readInt32LE(at + 4)) < LAST_INSTANT;
}

function same(raw: Buffer, at: number, bytes: Buffer): boolean {
  for (let i = 0; i < bytes.length; i++) if (raw[at + i] !== bytes[i]) return false;
  return true;
}

/** Decodes a value as the BSON library does. Returns undefined for values that only the library can decode. */
function valueAt(raw: Buffer, type: number, at: number, end: number): unknown {
  switch (type) {
    case DOUBLE:
      return new Double(raw.readDoubleLE(at));
    case STRING:
      return raw.toString('utf8', at + 4, end - 1);
    case DOCUMENT:
      return containerAt(raw, at, {});
    case ARRAY:
      return containerAt(raw, at, []);
    case BOOLEAN:
      return raw[at] === 1;
    case DATE:
      return new Date(Number(raw.readBigInt64LE(at)));
    case NULL:
      return null;
    case INT32:
      return new Int32(raw.readInt32LE(at));
    case INT64:
      return new Long(raw.readInt32LE(at), raw.readInt32LE(at + 4));
    default:
      return undefined;
  }
}

function containerAt(raw: Buffer, begin: number, out: Doc | unknown[]): Doc | unknown[] | undefined {
  const known = walk(raw, begin, (start, value, end) => {
    const v = valueAt(raw, raw[start], value, end);
    if (v === undefined) return false;
    if (Array.isArray(out)) return out.push(v) > 0;
    const name = raw.toString('utf8', start + 1, value - 1);
    setField(out, name, v);
    // A name that begins with a dollar sign can belong to a DBRef, which only the BSON library can decode.
    return name.charCodeAt(0) !== DOLLAR;
  });
  return known ? out : undefined;
}

/**
 * Returns whether the given fields have equal bytes in two documents. Returns false if a value has an unsupported type.
 */
export function sameBytes(left: Buffer, right: Buffer, fields: Fields): boolean {
  const there = new Map<string, Buffer>();
  if (!fields.find(left, (name, start, _value, end) => void there.set(name, left.subarray(start, end)))) return false;
  let [met, equal] = [0, 0];
  const known = fields.find(right, (name, start, _value, end) => {
    met++;
    if (there.get(name)?.equals(right.subarray(start, end))) equal++;
  });
  return known && met === equal && equal === there.size;
}

/**
 * Returns a document with new values for the given fields. Existing fields keep their position, new fields are
 * appended, and fields without a value are removed. Returns undefined if a value has an unsupported type.
 */
export function patched(raw: Buffer, fields: Fields, after: Doc): Buffer | undefined {
  const element = (name: string): Buffer => elementOf(name, getField(after, name));
  // Most new values have the same size as the old ones, so they can be overwritten in place.
  return replaced(
    raw,
    fields,
    Object.keys(after).filter((name) => fields.has(name)),
    element,
    (out, name, start, value) => write(out, raw[start], value, getField(after, name)),
  );
}

/** Encoded elements by field name. An element consists of a type, a name and a value. */
export type Elements = ReadonlyMap<string, Buffer>;

/**
 * Replaces elements, appends new elements in order, and increments existing 32-bit integers by `steps`. `fields`
 * contains the names of all fields in `elements` and `steps`.
 */
export function replaceElements(
  raw: Buffer,
  fields: Fields,
  elements: Elements,
  steps: ReadonlyMap<string, number>,
): Buffer | undefined {
  let raised = 0;
  const out = replaced(
    raw,
    fields,
    [...elements.keys()],
    (name) => elements.get(name)!,
    (to, name, start, value, end) => {
      const element = elements.get(name);
      if (element) return element.length === end - start && element.copy(to, start) > 0;
      const sum = raw[start] === INT32 ? raw.readInt32LE(value) + steps.get(name)! : NaN;
      // A sum that exceeds 32 bits would need another type. In that case, it is not written, and the function returns
      // undefined.
      if (sum === (sum | 0)) raised += to.writeInt32LE(sum, value) > 0 ? 1 : 0;
      return true;
    },
  );
  return raised === steps.size ? out : undefined;
}

/**
 * Replaces fields of a document. `names` are the fields with a value after the update. `fits` tries to overwrite a
 * value in place and returns whether that was possible.
 */
function replaced(
  raw: Buffer,
  fields: Fields,
  names: readonly string[],
  element: (name: string) => Buffer,
  fits: (out: Buffer, name: string, start: number, value: number, end: number) => boolean,
): Buffer | undefined {
  const out = Buffer.from(raw);
  const pieces: Buffer[] = [];
  const met: string[] = [];
  let from = 4;
  const known = fields.find(raw, (name, start, value, end) => {
    met.push(name);
    if (fits(out, name, start, value, end)) return;
    pieces.push(out.subarray(from, start), element(name));
    from = end;
  });
  if (!known) return undefined;
  const added = names.filter((name) => !met.includes(name)).map(element);
  if (pieces.length + added.length === 0) return out;
  const whole = Buffer.concat([
    out.subarray(0, 4),
    ...pieces,
    out.subarray(from, out.length - 1),
    ...added,
    out.subarray(out.length - 1),
  ]);
  whole.writeInt32LE(whole.length, 0);
  return whole;
}

/** Encodes a field as an element. Returns an empty buffer if the field has no value. */
function elementOf(name: string, v: unknown): Buffer {
  const doc: Doc = {};
  setField(doc, name, v);
  const raw = encode(doc);
  return raw.subarray(4, raw.length - 1);
}

function write(out: Buffer, type: number, at: number, v: unknown): boolean {
  if (type === INT32 && v instanceof Int32) out.writeInt32LE(v.value, at);
  else if (type === DATE && v instanceof Date) out.writeBigInt64LE(BigInt(v.getTime()), at);
  else if (type === BOOLEAN && typeof v === 'boolean') out[at] = v ? 1 : 0;
  else if (type === DOUBLE && v instanceof Double) out.writeDoubleLE(v.value, at);
  else if (type === INT64 && v instanceof Long && v.constructor === Long) out.writeBigInt64LE(v.toBigInt(), at);
  else return false;
  return true;
}
