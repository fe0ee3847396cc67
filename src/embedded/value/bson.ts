/** Decoding, encoding and classifying BSON with its types kept (Int32 stays Int32, Double 5.0 stays a Double). */
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

/** A decoded document. Field values are BSON wrappers, strings, booleans, null, Dates, arrays and plain objects. */
export type Doc = Record<string, any>;

const DECODE = { promoteValues: false, promoteBuffers: false, promoteLongs: false, bsonRegExp: true } as const;

export function decode(raw: Uint8Array): Doc {
  return deserialize(raw, DECODE);
}

export function encode(doc: Doc): Buffer {
  return Buffer.from(serialize(doc, { ignoreUndefined: true }));
}

export function isDoc(v: unknown): v is Doc {
  if (v === null || typeof v !== 'object') return false;
  const proto = Object.getPrototypeOf(v);
  return proto === Object.prototype || proto === null;
}

/** BSON type numbers, as `$type` names them. */
export function typeNumber(v: unknown): number {
  if (v === undefined) return 6;
  if (v === null) return 10;
  switch (typeof v) {
    case 'string':
      return 2;
    case 'boolean':
      return 8;
    case 'number':
      return Number.isInteger(v) && Math.abs(v) < 2 ** 31 ? 16 : 1;
    case 'bigint':
      return 18;
    case 'object':
    case 'undefined':
    case 'function':
    case 'symbol':
      break;
  }
  if (v instanceof Int32) return 16;
  if (v instanceof Double) return 1;
  if (v instanceof Timestamp) return 17; // extends Long: asked first
  if (v instanceof Long) return 18;
  if (v instanceof Decimal128) return 19;
  if (Array.isArray(v)) return 4;
  if (v instanceof Date) return 9;
  if (v instanceof ObjectId) return 7;
  if (v instanceof Binary || v instanceof Uint8Array) return 5;
  if (v instanceof BSONRegExp || v instanceof RegExp) return 11;
  if (v instanceof DBRef) return 12;
  if (v instanceof Code) return v.scope ? 15 : 13;
  if (v instanceof BSONSymbol) return 14;
  if (v instanceof MinKey) return -1;
  if (v instanceof MaxKey) return 127;
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

export function typeName(v: unknown): string {
  return v === undefined ? 'missing' : (TYPE_NAMES[typeNumber(v)] ?? 'object');
}

/** A plain command argument as a JS number (Int32, Long, Double alike), or undefined when it is no number. */
export function toNumber(v: unknown): number | undefined {
  if (typeof v === 'number') return v;
  if (v instanceof Int32 || v instanceof Double) return v.value;
  if (v instanceof Long && !(v instanceof Timestamp)) return v.toNumber();
  if (v instanceof Decimal128) return Number(v.toString());
  if (typeof v === 'bigint') return Number(v);
  return undefined;
}

export function isNumber(v: unknown): boolean {
  const t = typeNumber(v);
  return t === 16 || t === 1 || t === 18 || t === 19;
}

/** MongoDB's truth of a value: false, null, undefined and any zero are false. */
export function truthy(v: unknown): boolean {
  if (v === undefined || v === null || v === false) return false;
  const n = isNumber(v) ? toNumber(v)! : 1;
  return n !== 0;
}

/** A copy that shares no container with the original (scalar wrappers are immutable and shared). */
export function cloneValue<T>(v: T): T {
  if (Array.isArray(v)) return v.map(cloneValue) as T;
  if (!isDoc(v)) return v;
  const out: Doc = {};
  for (const k of Object.keys(v)) setField(out, k, cloneValue((v as Doc)[k]));
  return out as T;
}

/** Sets an own field; `__proto__` is a name like any other. */
export function setField(doc: Doc, key: string, value: unknown): void {
  if (key === '__proto__')
    Object.defineProperty(doc, key, { value, writable: true, enumerable: true, configurable: true });
  else doc[key] = value;
}

/** Reads an own field; inherited names (`constructor`) are missing. */
export function getField(doc: Doc, key: string): unknown {
  return Object.hasOwn(doc, key) ? doc[key] : undefined;
}
