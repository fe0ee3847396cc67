/**
 * Decodes, encodes and classifies BSON values. Number types are preserved. For example, an Int32 stays an Int32, and
 * the Double 5.0 stays a Double.
 */
import {
  deserialize,
  serialize,
  Int32,
  Double,
  Long,
  Decimal128,
  ObjectId,
  Binary,
  Timestamp,
  MinKey,
  MaxKey,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
} from 'bson';

export { Int32, Double, Long, Decimal128, ObjectId, Binary, Timestamp, BSONRegExp };

/** A decoded document. Its values are BSON wrappers, strings, booleans, null, Dates, arrays and plain objects. */
export type Doc = Record<string, any>;

const DECODE = { promoteValues: false, promoteBuffers: false, promoteLongs: false, bsonRegExp: true } as const;

export function decode(raw: Uint8Array): Doc {
  return deserialize(raw, DECODE);
}

export function encode(doc: Doc): Buffer {
  return Buffer.from(serialize(doc, { ignoreUndefined: true }));
}

export function isDoc(value: unknown): value is Doc {
  if (value === null || typeof value !== 'object') return false;
  const proto = Object.getPrototypeOf(value);
  return proto === Object.prototype || proto === null;
}

/** Returns the BSON type number of a value, as in `$type`. */
export function typeNumber(value: unknown): number {
  if (value === undefined) return 6;
  if (value === null) return 10;
  switch (typeof value) {
    case 'string':
      return 2;
    case 'boolean':
      return 8;
    case 'number':
      return Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? 16 : 1;
    case 'bigint':
      return 18;
    case 'object':
    case 'undefined':
    case 'function':
    case 'symbol':
      break;
  }
  if (value instanceof Int32) return 16;
  if (value instanceof Double) return 1;
  if (value instanceof Timestamp) return 17; // Timestamp extends Long, so it is tested first
  if (value instanceof Long) return 18;
  if (value instanceof Decimal128) return 19;
  if (Array.isArray(value)) return 4;
  if (value instanceof Date) return 9;
  if (value instanceof ObjectId) return 7;
  if (value instanceof Binary || value instanceof Uint8Array) return 5;
  if (value instanceof BSONRegExp || value instanceof RegExp) return 11;
  if (value instanceof DBRef) return 12;
  if (value instanceof Code) return value.scope ? 15 : 13;
  if (value instanceof BSONSymbol) return 14;
  if (value instanceof MinKey) return -1;
  if (value instanceof MaxKey) return 127;
  return 3;
}

export const TYPE_NAMES: Readonly<Record<number, string>> = {
  1: 'double',
  2: 'string',
  3: 'object',
  4: 'array',
  5: 'binData',
  6: 'undefined',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  10: 'null',
  11: 'regex',
  12: 'dbPointer',
  13: 'javascript',
  14: 'symbol',
  15: 'javascriptWithScope',
  16: 'int',
  17: 'timestamp',
  18: 'long',
  19: 'decimal',
  [-1]: 'minKey',
  127: 'maxKey',
};

export function typeName(value: unknown): string {
  return value === undefined ? 'missing' : (TYPE_NAMES[typeNumber(value)] ?? 'object');
}

/** Converts a BSON number (Int32, Long, Double or Decimal128) to a JS number. Returns undefined for any other value. */
export function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long && !(value instanceof Timestamp)) return value.toNumber();
  if (value instanceof Decimal128) return Number(value.toString());
  if (typeof value === 'bigint') return Number(value);
  return undefined;
}

export function isNumber(value: unknown): boolean {
  const t = typeNumber(value);
  return t === 16 || t === 1 || t === 18 || t === 19;
}

/** Returns whether MongoDB treats a value as true. False, null, undefined and every kind of zero count as false. */
export function truthy(value: unknown): boolean {
  if (value === undefined || value === null || value === false) return false;
  const n = isNumber(value) ? toNumber(value)! : 1;
  return n !== 0;
}

/** Returns a deep copy of documents and arrays. Other values are treated as immutable and shared. */
export function cloneValue<T>(value: T): T {
  if (Array.isArray(value)) return value.map(cloneValue) as T;
  if (!isDoc(value)) return value;
  const out: Doc = {};
  for (const k of Object.keys(value)) setField(out, k, cloneValue((value as Doc)[k]));
  return out as T;
}

/** Sets a field of a document. The name `__proto__` becomes an ordinary field and does not change the prototype. */
export function setField(doc: Doc, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(doc, key, { value, writable: true, enumerable: true, configurable: true });
  else doc[key] = value;
}

/**
 * Returns the value of a field, or undefined if the document does not contain the field. Inherited names such as
 * `constructor` count as missing.
 */
export function getField(doc: Doc, key: string): unknown {
  return Object.hasOwn(doc, key) ? doc[key] : undefined;
}
