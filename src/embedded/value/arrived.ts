/**
 * Decodes documents and updates from clients only as far as necessary. The original bytes are kept, so that they can be
 * stored.
 */
import { decode, type Doc, ObjectId } from './bson.js';
import { DOCUMENT, documentOf, Fields, OBJECT_ID, STRING, walk } from './raw.js';
import { isSound } from './sound.js';

const arrived = new WeakMap<Doc, Buffer>();
const onlyId = new WeakSet<Doc>();

/**
 * Decodes a document that may be stored. If all types in it are supported and no name is repeated, its original bytes
 * can be stored unchanged.
 */
export function decodeArrived(raw: Buffer): Doc {
  const doc = decode(raw);
  let names = 0;
  // A decoded document contains each name only once, so `names` is greater if `raw` repeats a name.
  if (walk(raw, 0, () => ++names > 0) && names === Object.keys(doc).length) arrived.set(doc, raw);
  return doc;
}

/**
 * Decodes only the id of a document to insert, if the id is the first field and is a string or an ObjectId. The other
 * fields need not be decoded, because the original bytes are stored. A document without such an id, or with a fault, is
 * decoded completely.
 */
export function decodeInserted(raw: Buffer): Doc {
  let id: unknown;
  const names = new Set<string>();
  let elements = 0;
  const sound = isSound(raw, 0, raw.length, false, (start, value, end) => {
    const name = raw.toString('latin1', start + 1, value - 1);
    names.add(name);
    if (elements++ === 0 && name === '_id') id = idAt(raw, start, value, end);
  });
  if (!sound || id === undefined || names.size !== elements) return decodeArrived(raw);
  const doc: Doc = { _id: id };
  arrived.set(doc, raw);
  onlyId.add(doc);
  return doc;
}

function idAt(raw: Buffer, start: number, value: number, end: number): string | ObjectId | undefined {
  if (raw[start] === STRING) return raw.toString('utf8', value + 4, end - 1);
  return raw[start] === OBJECT_ID ? new ObjectId(Uint8Array.prototype.slice.call(raw, value, end)) : undefined;
}

/** Returns whether `doc` contains only the id because the other fields have not been decoded. */
export const isOnlyId = (doc: Doc): boolean => onlyId.has(doc);

/** Returns the original bytes of a decoded document, or undefined if they may not be stored unchanged. */
export const arrivedAs = (doc: Doc): Buffer | undefined => arrived.get(doc);

const later = new WeakMap<Doc, Buffer>();
const UPDATE = new Fields(['u']);

/** Decodes an update statement. The update document in it is decoded on first use. */
export function decodeUpdate(raw: Buffer): Doc {
  const ranges: number[] = [];
  const known =
    raw.readInt32LE(0) === raw.length &&
    raw[raw.length - 1] === 0 &&
    UPDATE.find(raw, (_name, start, value, end) => {
      if (raw[start] === DOCUMENT) ranges.push(start, value, end);
    });
  const [start, value, end] = ranges;
  if (!known || ranges.length !== 3 || end >= raw.length || raw.readInt32LE(value) !== end - value) return decode(raw);
  const doc = decode(documentOf(raw, [4, start, end, raw.length - 1]));
  const bytes = raw.subarray(value, end);
  let u: Doc | undefined;
  Object.defineProperty(doc, 'u', { get: () => (u ??= decode(bytes)), enumerable: true, configurable: true });
  later.set(doc, bytes);
  return doc;
}

/**
 * Returns the original bytes of the update document in a statement. Returns undefined if the whole statement was
 * decoded.
 */
export const updateAsItCame = (statement: Doc): Buffer | undefined => later.get(statement);
