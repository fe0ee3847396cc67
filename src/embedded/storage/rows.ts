/**
 * Represents stored documents, and computes the differences between two versions of a document in bytes, fields and
 * index keys.
 */
import { type Doc, decode, encode, getField } from '../value/bson.js';
import { equal } from '../value/order.js';
import { arrivedAs } from '../value/arrived.js';
import { type Fields, sameBytes } from '../value/raw.js';
import { MongoError } from '../value/errors.js';
import type { Collection } from './catalog.js';
import { addedKeys, type Index, indexFields, type IndexKeys, NOT_INDEXED, storedKeys } from './index-keys.js';

/** A stored document, which is decoded on first use. */
export class Row {
  /** The fields that were decoded last. They are cached, because the next read usually requests the same fields. */
  private part?: { readonly fields: Fields; readonly doc: Doc };

  constructor(
    readonly idKey: Buffer,
    readonly raw: Buffer,
    private decoded?: Doc,
  ) {}
  get doc(): Doc {
    return (this.decoded ??= decode(this.raw));
  }
  /**
   * Returns the document with at least the given fields. Others may be missing. Without `fields`, returns the whole
   * document.
   */
  only(fields: Fields | undefined): Doc {
    if (this.decoded || !fields) return this.doc;
    if (this.part?.fields !== fields) this.part = { fields, doc: fields.read(this.raw) };
    return this.part.doc;
  }
}

const MAX_DOCUMENT = 16 * 1024 * 1024;

/** Encodes a document for storage. Throws BSONObjectTooLarge if the document is larger than 16 MiB. */
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
 * Computes the keys of a document for each index whose fields have changed. If an indexed array has only gained items,
 * the result may contain only the added keys. Throws if the document violates a rule of an index.
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

/**
 * Returns the top-level fields that were changed or added, with their new values, and the names of the removed fields.
 * Change streams report this difference.
 */
export function difference(before: Doc, after: Doc): { updated: Doc; removed: string[] } {
  const updated: Doc = {};
  for (const k of Object.keys(after))
    if (!Object.hasOwn(before, k) || !equal(before[k], after[k])) updated[k] = after[k];
  return { updated, removed: Object.keys(before).filter((k) => getField(after, k) === undefined) };
}
