/**
 * Items that come one by one, with pauses: `undefined` stands for "nothing yet", so that whoever reads a long flow can
 * let others have a turn. Everything that reads documents, filters, groups or sorts them is a flow; a read over a
 * socket pulls it for a few milliseconds at a time, a write pulls it to its end.
 */
import { type Doc, Binary, isDoc } from '../value/bson.js';
import { MongoError } from '../value/errors.js';

export type Flow<T> = Iterable<T | undefined>;

/** Work done in one go at most, in items, before a pause. */
export const STRIDE = 256;

/** A flow without its pauses. */
export function* settled<T>(flow: Flow<T>): Iterable<T> {
  for (const item of flow) if (item !== undefined) yield item;
}

/** Each item becomes another one, or none. */
export function* mapped<A, B>(flow: Flow<A>, apply: (item: A) => B | undefined): Flow<B> {
  for (const item of flow) yield item === undefined ? undefined : apply(item);
}

/** Those after the first `skip`, `limit` of them at most; 0: all. */
export function* page<T>(flow: Flow<T>, skip: number, limit: number): Flow<T> {
  let seen = 0;
  for (const item of flow) {
    if (item !== undefined && seen++ < skip) continue;
    yield item;
    if (item !== undefined && limit > 0 && seen - skip >= limit) return;
  }
}

/** Gathers a flow into a list, passing its pauses on; `each` is told of every item. Use with `yield*`. */
export function* gathered<T>(flow: Flow<T>, each: (item: T) => void = () => undefined): Generator<undefined, T[]> {
  const out: T[] = [];
  for (const item of flow) {
    if (item === undefined) {
      yield undefined;
      continue;
    }
    each(item);
    out.push(item);
  }
  return out;
}

/** How many items there are. Use with `yield*`. */
export function* counted<T>(flow: Flow<T>): Generator<undefined, number> {
  let n = 0;
  for (const item of flow) {
    if (item === undefined) yield undefined;
    else n++;
  }
  return n;
}

/** Bytes one stage may hold: MongoDB's limit, here also where it would go on on disk. */
const STAGE_MEMORY = 100 * 1024 * 1024;

/** Counts what a stage holds. Throws `QueryExceededMemoryLimit` beyond the limit. */
export class Memory {
  private bytes = 0;

  constructor(
    private readonly what: string,
    private readonly limit = STAGE_MEMORY,
  ) {}

  take(bytes: number): void {
    this.bytes += bytes;
    if (this.bytes > this.limit) {
      throw new MongoError(
        'QueryExceededMemoryLimit',
        `${this.what} exceeded its memory limit of ${this.limit} bytes; the embedded database does not continue on disk: narrow the query, or set MONGODB_URI to use a MongoDB server`,
      );
    }
  }

  release(bytes: number): void {
    this.bytes -= bytes;
  }
}

/** About how many bytes a value takes, as BSON counts them. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (value instanceof Binary) return 16 + value.position;
  if (Array.isArray(value)) return value.reduce<number>((n, x) => n + weightOf(x), 16);
  if (!isDoc(value)) return 16;
  let n = 16;
  for (const k of Object.keys(value)) n += k.length + weightOf((value as Doc)[k]);
  return n;
}
