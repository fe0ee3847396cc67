/** Documents and updates from clients. They are decoded only as far as needed, and stored with their original bytes. */
import { decode, type Doc, ObjectId } from './bson.js';
import { DOCUMENT, documentOf, Fields, OBJECT_ID, STRING, walk } from './raw.js';
import { isSound } from './sound.js';

const arrived = new WeakMap<Doc, Buffer>();
const onlyId = new WeakSet<Doc>();

/** Decodes a document that may be stored. If it contains nothing unusual, its original bytes are stored unchanged. */
export function decodeArrived(raw: Buffer): Doc {
  const doc = decode(raw);
  let names = 0;
  // A decoded document has each name once, so the numbers differ if a name is duplicated.
  if (walk(raw, 0, () => ++names > 0) && names === Object.keys(doc).length) arrived.set(doc, raw);
  return doc;
}

/**
 * Decodes only the id of a document to insert, if the id is the first field and is a string or an ObjectId. The
 * original bytes are stored, and the other fields of most documents are never read here. A document that fails
 * validation is decoded completely.
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

/** Returns whether only the id of a document was decoded. */
export const isOnlyId = (doc: Doc): boolean => onlyId.has(doc);

/** Returns the original bytes of a decoded document. Returns undefined if they may not be stored unchanged. */
export const arrivedAs = (doc: Doc): Buffer | undefined => arrived.get(doc);

const later = new WeakMap<Doc, Buffer>();
const UPDATE = new Fields(['u']);

/** Decodes an update statement. The update document inside it is decoded on first use. */
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

/** Returns the original bytes of the update in a statement. */
export const updateAsItCame = (statement: Doc): Buffer | undefined => later.get(statement);
