/** Index definitions, and the keys that an index stores for a document. */
import { decode, type Doc, getField, isDoc } from '../value/bson.js';
import { boundedKey, encodeKey, EMPTY_ARRAY } from '../value/keys.js';
import { MongoError, notSupported } from '../value/errors.js';
import { KeyReader } from '../value/key-reader.js';
import { Fields } from '../value/raw.js';
import type { Predicate } from '../query/filter.js';

export interface IndexField {
  readonly path: string;
  readonly parts: readonly string[];
  readonly direction: 1 | -1;
}

export interface Index {
  readonly id: number;
  readonly name: string;
  readonly fields: readonly IndexField[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial?: { readonly filter: Doc; readonly test: Predicate };
  /** Number of seconds after the date in the only field of the index at which a document expires. */
  readonly expireAfterSeconds?: number;
  /**
   * Paths that contained an array in at least one document. For such a path, bounds cannot be intersected and the index
   * cannot provide a sort order.
   */
  multikey: Set<string>;
}

const FIELDS_LIMIT = 1000;
const fieldsOf = new WeakMap<Index, Fields>();
const readers = new WeakMap<Index, KeyReader>();

function madeOnce<T>(made: WeakMap<Index, T>, index: Index, make: () => T): T {
  let there = made.get(index);
  if (!there) made.set(index, (there = make()));
  return there;
}

/** Returns the fields that the keys of an index depend on. Returns undefined if they depend on the whole document. */
export function indexFields(index: Index): Fields | undefined {
  return index.partial ? undefined : madeOnce(fieldsOf, index, () => Fields.ofPaths(index.fields.map((f) => f.parts)));
}

/** The index keys of one document. */
export interface IndexKeys {
  /** The keys. There are several if a path contains an array, and none if the index does not include the document. */
  readonly keys: readonly Buffer[];
  /** Paths that contain an array in this document. */
  readonly arrays: readonly string[];
  /**
   * Set if `keys` contains only the keys that the document has gained since its previous version. No keys were removed.
   */
  readonly added?: true;
}

export const NOT_INDEXED: IndexKeys = { keys: [], arrays: [] };

const readerOf = (index: Index): KeyReader => madeOnce(readers, index, () => new KeyReader(index.fields));

/** Computes the index keys of an encoded document. Decodes the document only if necessary. */
export function storedKeys(index: Index, raw: Buffer): IndexKeys {
  const read = index.partial || index.sparse ? undefined : readerOf(index).read(raw);
  if (!read) return keysAndArrays(index, indexFields(index)?.read(raw) ?? decode(raw));
  return {
    keys: read.keys.map((k) => boundedKey(k, FIELDS_LIMIT)),
    arrays: read.array === undefined ? [] : [index.fields[read.array].path],
  };
}

/**
 * Returns the keys that a new version of a document adds. Returns undefined if they cannot be determined from the
 * bytes.
 */
export function addedKeys(index: Index, before: Buffer, after: Buffer): IndexKeys | undefined {
  if (index.unique || index.partial || index.sparse) return undefined;
  const keys = readerOf(index).added(before, after);
  // Arrays are on the same paths as in the previous version, so no path has to be recorded.
  return keys && { keys: keys.map((k) => boundedKey(k, FIELDS_LIMIT)), arrays: [], added: true };
}

export function keysAndArrays(index: Index, doc: Doc): IndexKeys {
  const keys = indexKeys(index, doc);
  return keys.length === 0
    ? NOT_INDEXED
    : { keys, arrays: index.fields.filter((f) => plainAt(doc, f.parts) === ARRAY).map((f) => f.path) };
}

/** Computes the index keys of a document. Throws if the document violates a rule of the index. */
export function indexKeys(index: Index, doc: Doc): Buffer[] {
  if (index.partial && !index.partial.test(doc)) return [];
  const plain = index.fields.map((f) => plainAt(doc, f.parts));
  if (!plain.includes(ARRAY))
    return index.sparse && plain.every((v) => v === undefined)
      ? []
      : [
          fieldsKey(
            plain,
            index.fields.map((f) => f.direction),
          ),
        ];
  const columns = index.fields.map((f) => valuesAt(doc, f.parts, 0));
  if (index.sparse && columns.every((c) => c.values.length === 1 && c.values[0] === undefined)) return [];
  const arrays = columns.filter((c) => c.array);
  if (arrays.length > 1 && new Set(index.fields.filter((_, i) => columns[i].array).map((f) => f.parts[0])).size > 1) {
    throw new MongoError('BadValue', `cannot index parallel arrays [${index.fields.map((f) => f.path).join('] [')}]`, {
      code: 171,
    });
  }
  let rows: unknown[][] = [[]];
  if (arrays.length > 1) throw notSupported('an index over two fields of the same array');
  for (const column of columns) rows = rows.flatMap((row) => column.values.map((v) => [...row, v]));
  const directions = index.fields.map((f) => f.direction);
  const out = new Map<string, Buffer>();
  for (const row of rows) {
    const key = fieldsKey(row, directions);
    out.set(key.toString('latin1'), key);
  }
  return [...out.values()];
}

/** Records the paths of an index that contain an array. Returns whether any of these paths is new. */
export function noteArrays(index: Index, arrays: readonly string[]): boolean {
  const found = arrays.filter((path) => !index.multikey.has(path));
  for (const path of found) index.multikey.add(path);
  return found.length > 0;
}

function fieldsKey(values: readonly unknown[], directions: readonly number[]): Buffer {
  return boundedKey(encodeKey(values, directions), FIELDS_LIMIT);
}

/** Represents a path that contains an array. */
const ARRAY = Symbol('array');

function plainAt(doc: Doc, path: readonly string[]): unknown {
  let v: unknown = doc;
  for (const name of path) {
    if (Array.isArray(v)) return ARRAY;
    v = isDoc(v) ? getField(v, name) : undefined;
  }
  return Array.isArray(v) ? ARRAY : v;
}

function valuesAt(v: unknown, path: readonly string[], i: number): { values: unknown[]; array: boolean } {
  if (i === path.length) {
    if (!Array.isArray(v)) return { values: [v], array: false };
    return { values: v.length === 0 ? [EMPTY_ARRAY] : v, array: true };
  }
  if (isDoc(v)) return valuesAt(getField(v, path[i]), path, i + 1);
  if (!Array.isArray(v)) return { values: [undefined], array: false };
  if (/^\d+$/.test(path[i])) throw notSupported('an index over an array position');
  if (v.length === 0) return { values: [undefined], array: true };
  return { values: v.flatMap((item) => (isDoc(item) ? valuesAt(item, path, i).values : [undefined])), array: true };
}
