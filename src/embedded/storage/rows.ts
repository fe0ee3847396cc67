/** Stored documents, and what differs between two states of one: its bytes, its fields and its index keys. */
import { type Doc, decode, encode, getField } from '../value/bson.js';
import { equal } from '../value/order.js';
import { arrivedAs, type Fields, sameBytes } from '../value/raw.js';
import { MongoError } from '../value/errors.js';
import type { Collection } from './catalog.js';
import { addedKeys, type Index, indexFields, type IndexKeys, NOT_INDEXED, storedKeys } from './index-keys.js';

/** A stored document, decoded when first asked for. */
export class Row {
  /** What was asked for last is mostly asked for again. */
  private part?: { readonly fields: Fields; readonly doc: Doc };

  constructor(
    readonly idKey: Buffer,
    readonly raw: Buffer,
    private decoded?: Doc,
  ) {}
  get doc(): Doc {
    return (this.decoded ??= decode(this.raw));
  }
  /** The document for one that reads only these fields of it. */
  only(fields: Fields | undefined): Doc {
    if (this.decoded || !fields) return this.doc;
    if (this.part?.fields !== fields) this.part = { fields, doc: fields.read(this.raw) };
    return this.part.doc;
  }
}

const MAX_DOCUMENT = 16 * 1024 * 1024;

/** As it is stored. Throws BSONObjectTooLarge. */
export function encodeChecked(doc: Doc): Buffer {
  return checkSize(arrivedAs(doc) ?? encode(doc));
}

export function checkSize(raw: Buffer): Buffer {
  if (raw.length > MAX_DOCUMENT)
    throw new MongoError(
      'BSONObjectTooLarge',
      `BSONObj size: ${raw.length} is invalid. Size must be between 0 and 16793600(16MB)`,
    );
  return raw;
}

export type KeysOf = readonly (readonly [index: Index, of: IndexKeys])[];

/**
 * The keys a document has in each index whose fields differ from what they were, or those it has beside those; throws
 * where an index refuses it.
 */
export function keysOf(
  collection: Collection,
  row: Row | undefined,
  before: Row | undefined,
  touched?: Fields,
): KeysOf {
  return collection.indexes
    .filter((index) => !row || !before || differs(index, before, row, touched))
    .map(
      (index) =>
        [
          index,
          row ? ((before && addedKeys(index, before.raw, row.raw)) ?? storedKeys(index, row.raw)) : NOT_INDEXED,
        ] as const,
    );
}

function differs(index: Index, before: Row, after: Row, touched: Fields | undefined): boolean {
  if (index.partial) return true;
  if (touched) return index.fields.some(({ parts: [name] }) => touched.has(name));
  return !sameBytes(before.raw, after.raw, indexFields(index)!);
}

/** What an update changed at the top level, as a change stream tells it. */
export function difference(before: Doc, after: Doc): { updated: Doc; removed: string[] } {
  const updated: Doc = {};
  for (const k of Object.keys(after))
    if (!Object.hasOwn(before, k) || !equal(before[k], after[k])) updated[k] = after[k];
  return { updated, removed: Object.keys(before).filter((k) => getField(after, k) === undefined) };
}
