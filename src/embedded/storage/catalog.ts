/** The catalog of collections and their indexes. This file also builds the keys of documents and index entries. */
import { randomUUID } from 'node:crypto';
import { Binary, decode, type Doc, encode, getField, Int32, isDoc, toNumber, truthy, typeName } from '../value/bson.js';
import { afterPrefix, boundedKey, encodeKey } from '../value/keys.js';
import { equal, TEXT } from '../value/order.js';
import { STRING } from '../value/raw.js';
import { MongoError, notSupported } from '../value/errors.js';
import { compileFilter } from '../query/filter.js';
import { type Index, type IndexField, keysAndArrays, noteArrays } from './index-keys.js';
import type { Entry, Store, View } from './store.js';

export interface Collection {
  readonly id: number;
  readonly db: string;
  readonly name: string;
  readonly ns: string;
  readonly uuid: string;
  indexes: Index[];
}

const CATALOG = 1;
const DOCUMENT = 2;
const INDEX = 3;
const NEXT_ID = Buffer.from([0, 1]);

const prefixes = new Map<number, Buffer>();

/** Returns the key prefix of a collection or index. Prefixes are cached. */
function idPrefix(kind: number, id: number): Buffer {
  const name = id * 8 + kind;
  let b = prefixes.get(name);
  if (!b) {
    b = Buffer.alloc(5);
    b[0] = kind;
    b.writeUInt32BE(id, 1);
    prefixes.set(name, b);
  }
  return b;
}

export function documentKey(collection: Collection, idKey: Buffer): Buffer {
  return Buffer.concat([idPrefix(DOCUMENT, collection.id), idKey]);
}
export function documentPrefix(collection: Collection): Buffer {
  return idPrefix(DOCUMENT, collection.id);
}
export function indexPrefix(index: Index): Buffer {
  return idPrefix(INDEX, index.id);
}
/** Encodes an `_id` as a primary key of at most `ID_LIMIT` bytes. */
export function idKeyOf(id: unknown): Buffer {
  return boundedKey(encodeKey([id]), ID_LIMIT);
}
const ID_LIMIT = 900;

/**
 * Returns the encoded document that contains only the `_id` of a primary key. Returns undefined if the id cannot be
 * restored from the key. Only strings without zero bytes can be restored.
 */
export function idDocument(idKey: Buffer): Buffer | undefined {
  const end = idKey.length - 2;
  if (idKey[0] !== TEXT || idKey.length >= ID_LIMIT || idKey.indexOf(0) !== end) return undefined;
  const length = end - 1;
  const out = Buffer.alloc(ID_HEAD.length + length + 2);
  ID_HEAD.copy(out);
  out.writeInt32LE(out.length, 0);
  out.writeInt32LE(length + 1, ID_HEAD.length - 4);
  idKey.copy(out, ID_HEAD.length, 1, end);
  return out;
}
/**
 * The bytes before the string in a document that contains only `_id`: the document size, the type and the name of the
 * field, and the string length.
 */
const ID_HEAD = Buffer.from([0, 0, 0, 0, STRING, ...Buffer.from('_id\0'), 0, 0, 0, 0]);

export function indexEntryKey(index: Index, fieldsKey: Buffer, idKey: Buffer): Buffer {
  return Buffer.concat([indexPrefix(index), fieldsKey, idKey]);
}

/**
 * First byte of the value of an index entry. No id begins with this byte. In an earlier format, the value is the id.
 */
const LENGTH_MARK = 0;

/** Returns the value of an index entry. The key ends with the id, so only the length of the id is stored. */
export function indexEntryValue(idKey: Buffer): Buffer {
  return Buffer.from([LENGTH_MARK, idKey.length >> 8, idKey.length & 255]);
}

/** Returns the id of the document that an index entry refers to. */
export function idKeyOfEntry({ key, value }: Entry): Buffer {
  return value[0] === LENGTH_MARK ? key.subarray(key.length - value.readUInt16BE(1)) : value;
}

/** The catalog, in memory and on disk. Only write jobs may change it. */
export class Catalog {
  private collections = new Map<string, Collection>();

  constructor(private readonly store: Store) {
    this.load();
  }

  /** Reloads the catalog. Called at startup and after a batch has failed to commit. */
  load(): void {
    this.collections = new Map();
    for (const { value } of this.store.range(Buffer.from([CATALOG]), Buffer.from([CATALOG + 1]))) {
      const doc = decode(value);
      const c: Collection = {
        id: toNumber(doc.id)!,
        db: doc.db,
        name: doc.name,
        ns: `${doc.db}.${doc.name}`,
        uuid: doc.uuid,
        indexes: [],
      };
      c.indexes = (doc.indexes as Doc[]).map(indexFromDoc);
      this.collections.set(c.ns, c);
    }
  }

  find(ns: string): Collection | undefined {
    return this.collections.get(ns);
  }

  list(db?: string): Collection[] {
    return [...this.collections.values()]
      .filter((c) => db === undefined || c.db === db)
      .sort((a, b) => (a.ns < b.ns ? -1 : 1));
  }

  create(db: string, name: string): Collection {
    const ns = `${db}.${name}`;
    if (
      !/^[^\s$.\0"\\/]{1,63}$/.test(db) ||
      name === '' ||
      name.includes('\0') ||
      name.startsWith('.') ||
      name.endsWith('.') ||
      (name.includes('$') && name !== '$cmd')
    ) {
      throw new MongoError('InvalidNamespace', `Invalid namespace specified '${ns}'`);
    }
    const c: Collection = { id: this.nextId(), db, name, ns, uuid: randomUUID(), indexes: [] };
    this.collections.set(ns, c);
    this.save(c);
    return c;
  }

  ensure(db: string, name: string): Collection {
    return this.find(`${db}.${name}`) ?? this.create(db, name);
  }

  drop(c: Collection): void {
    for (const index of c.indexes) this.clear(indexPrefix(index));
    this.clear(documentPrefix(c));
    this.store.remove(catalogKey(c));
    this.collections.delete(c.ns);
  }

  /** Creates an index and fills it. If it throws DuplicateKey, there is no visible change. */
  addIndex(c: Collection, spec: Doc): 'created' | 'existing' {
    const wanted = parseIndex(spec, 0);
    for (const there of c.indexes) {
      const sameKeys = JSON.stringify(there.fields) === JSON.stringify(wanted.fields);
      const sameOptions =
        there.unique === wanted.unique &&
        there.sparse === wanted.sparse &&
        there.expireAfterSeconds === wanted.expireAfterSeconds &&
        equal(there.partial?.filter ?? null, wanted.partial?.filter ?? null);
      if (there.name === wanted.name) {
        if (sameKeys && sameOptions) return 'existing';
        throw new MongoError(
          sameKeys ? 'IndexOptionsConflict' : 'IndexKeySpecsConflict',
          `An existing index has the same name as the requested index: ${wanted.name}`,
        );
      }
      if (sameKeys)
        throw new MongoError('IndexOptionsConflict', `Index already exists with a different name: ${there.name}`);
    }
    const index: Index = { ...wanted, id: this.nextId() };
    const entries = new Map<string, { key: Buffer; idKey: Buffer }>();
    const seen = new Set<string>();
    const prefix = documentPrefix(c);
    for (const { key, value } of this.store.range(prefix, afterPrefix(prefix))) {
      const idKey = key.subarray(prefix.length);
      const doc = decode(value);
      const { keys, arrays } = keysAndArrays(index, doc);
      noteArrays(index, arrays);
      for (const k of keys) {
        const text = k.toString('latin1');
        if (index.unique && seen.has(text)) throw duplicateKey(c, index, doc);
        seen.add(text);
        const entry = indexEntryKey(index, k, idKey);
        entries.set(entry.toString('latin1'), { key: entry, idKey });
      }
    }
    for (const { key, idKey } of entries.values()) this.store.put(key, indexEntryValue(idKey));
    c.indexes = [...c.indexes, index];
    this.save(c);
    return 'created';
  }

  dropIndex(c: Collection, index: Index): void {
    this.clear(indexPrefix(index));
    c.indexes = c.indexes.filter((i) => i !== index);
    this.save(c);
  }

  /**
   * Writes the catalog entry of a collection. It is also called when a path of an index contains an array for the first
   * time.
   */
  save(c: Collection): void {
    this.store.put(
      catalogKey(c),
      encode({
        id: new Int32(c.id),
        db: c.db,
        name: c.name,
        uuid: c.uuid,
        indexes: c.indexes.map((i) => ({ ...indexToDoc(i), id: new Int32(i.id), multikey: [...i.multikey] })),
      }),
    );
  }

  private nextId(): number {
    const next = (this.store.get(NEXT_ID)?.readUInt32BE(0) ?? 0) + 1;
    const b = Buffer.alloc(4);
    b.writeUInt32BE(next);
    this.store.put(NEXT_ID, b);
    return next;
  }

  private clear(prefix: Buffer): void {
    for (const { key } of [...this.store.range(prefix, afterPrefix(prefix))]) this.store.remove(key);
  }
}

function catalogKey(c: Collection): Buffer {
  return Buffer.concat([Buffer.from([CATALOG]), Buffer.from(c.ns)]);
}

function indexFromDoc(doc: Doc): Index {
  const index = parseIndex(doc, toNumber(doc.id)!);
  index.multikey = new Set(doc.multikey as string[]);
  return index;
}

/** Returns the description of an index in the format of `listIndexes`. */
export function indexToDoc(index: Index): Doc {
  return {
    v: new Int32(2),
    key: Object.fromEntries(index.fields.map((f) => [f.path, new Int32(f.direction)])),
    name: index.name,
    ...(index.unique ? { unique: true } : {}),
    ...(index.sparse ? { sparse: true } : {}),
    ...(index.partial ? { partialFilterExpression: index.partial.filter } : {}),
    ...(index.expireAfterSeconds !== undefined ? { expireAfterSeconds: new Int32(index.expireAfterSeconds) } : {}),
  };
}

/** All supported index options. */
export const INDEX_OPTIONS: readonly string[] = [
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'v',
  'background',
  'ns',
];
/** Fields of an index that are stored in addition to its options. */
const KEPT_WITH_INDEX: readonly string[] = ['id', 'multikey'];

export function parseIndex(spec: Doc, id: number): Index {
  for (const k of Object.keys(spec))
    if (!INDEX_OPTIONS.includes(k) && !KEPT_WITH_INDEX.includes(k)) throw notSupported(`the index option ${k}`);
  const entries = Object.entries((spec.key ?? {}) as Doc);
  if (entries.length === 0) throw new MongoError('BadValue', 'Index keys cannot be empty.', { code: 67 });
  const fields = entries.map(([path, d]) => {
    const direction = toNumber(d);
    if (direction === undefined) throw notSupported(`the index type ${String(d)}`);
    if (path.includes('$**')) throw notSupported('wildcard indexes');
    return { path, parts: path.split('.'), direction: direction < 0 ? -1 : 1 } as IndexField;
  });
  return {
    id,
    name: spec.name ?? entries.map(([p, d]) => `${p}_${toNumber(d)}`).join('_'),
    fields,
    unique: truthy(spec.unique),
    sparse: truthy(spec.sparse),
    partial: spec.partialFilterExpression
      ? { filter: spec.partialFilterExpression, test: compileFilter(spec.partialFilterExpression) }
      : undefined,
    expireAfterSeconds: timeToLive(spec, fields),
    multikey: new Set(),
  };
}

function timeToLive(spec: Doc, fields: readonly IndexField[]): number | undefined {
  if (spec.expireAfterSeconds === undefined) return undefined;
  const seconds = toNumber(spec.expireAfterSeconds);
  if (seconds === undefined)
    throw new MongoError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be numeric, but received a type of '${typeName(spec.expireAfterSeconds)}'`,
    );
  if (!(seconds >= 0 && seconds < 2 ** 31))
    throw new MongoError(
      'CannotCreateIndex',
      `TTL index 'expireAfterSeconds' option must be within an acceptable range, try a number between 0 and ${2 ** 31 - 1}`,
    );
  if (fields.length > 1)
    throw new MongoError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes do not support TTL.',
    );
  return Math.floor(seconds);
}

export function duplicateKey(collection: Collection, index: Index | '_id_', doc: Doc): MongoError {
  const fields: readonly { path: string; parts: readonly string[] }[] =
    index === '_id_' ? [{ path: '_id', parts: ['_id'] }] : index.fields;
  const keyValue = Object.fromEntries(
    fields.map((f) => [
      f.path,
      (f.parts as readonly string[]).reduce<unknown>((v, k) => (isDoc(v) ? getField(v, k) : undefined), doc) ?? null,
    ]),
  );
  const keyPattern = Object.fromEntries(fields.map((f) => [f.path, new Int32(1)]));
  return new MongoError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${collection.ns} index: ${index === '_id_' ? '_id_' : index.name} dup key: { ${fields.map((f) => f.path).join(', ')} }`,
    {
      fields: { keyPattern, keyValue },
    },
  );
}

/** Returns the id key of another document with this key in a unique index, or undefined if there is none. */
export function holderOf(view: View, index: Index, key: Buffer, idKey: Buffer): Buffer | undefined {
  const prefix = Buffer.concat([indexPrefix(index), key]);
  for (const entry of view.range(prefix, afterPrefix(prefix))) {
    const holder = idKeyOfEntry(entry);
    if (!holder.equals(idKey)) return holder;
  }
  return undefined;
}

export function uuidBinary(uuid: string): Binary {
  return new Binary(Buffer.from(uuid.replaceAll('-', ''), 'hex'), 4);
}
