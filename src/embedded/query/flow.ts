/**
 * Lazy sequences with pauses. An `undefined` item means that there is no item yet. It lets the consumer of a long flow
 * run other work first. All reads, filters, groups and sorts of documents are flows. A read for a client runs in slices
 * of a few milliseconds. A write runs its flow to the end without a break.
 */
import { type Doc, Binary, isDoc } from '../value/bson.js';
import { MongoError } from '../value/errors.js';

export type Flow<T> = Iterable<T | undefined>;

/** Maximum number of items that are processed between two pauses. */
export const STRIDE = 256;

/** Yields the items of a flow without its pauses. */
export function* settled<T>(flow: Flow<T>): Iterable<T> {
  for (const item of flow) if (item !== undefined) yield item;
}

/** Maps each item. Items that are mapped to `undefined` are dropped. */
export function* mapped<A, B>(flow: Flow<A>, apply: (item: A) => B | undefined): Flow<B> {
  for (const item of flow) yield item === undefined ? undefined : apply(item);
}

/** Skips `skip` items and then yields at most `limit` items. A limit of 0 means no limit. */
export function* page<T>(flow: Flow<T>, skip: number, limit: number): Flow<T> {
  let seen = 0;
  for (const item of flow) {
    if (item !== undefined && seen++ < skip) continue;
    yield item;
    if (item !== undefined && limit > 0 && seen - skip >= limit) return;
  }
}

/**
 * Collects a flow into a list, and calls `each` with every item. The pauses of the flow are passed on, so callers use
 * `yield*`.
 */
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

/** Counts the items of a flow. The pauses of the flow are passed on, so callers use `yield*`. */
export function* counted<T>(flow: Flow<T>): Generator<undefined, number> {
  let n = 0;
  for (const item of flow) {
    if (item === undefined) yield undefined;
    else n++;
  }
  return n;
}

/** Memory limit of a stage in bytes. MongoDB has the same limit but can spill to disk. */
const STAGE_MEMORY = 100 * 1024 * 1024;

/** Counts the bytes that a stage keeps in memory. Throws `QueryExceededMemoryLimit` if they exceed the limit. */
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

/** Returns the approximate BSON size of a value in bytes. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (value instanceof Binary) return 16 + value.position;
  if (Array.isArray(value)) return value.reduce<number>((n, x) => n + weightOf(x), 16);
  if (!isDoc(value)) return 16;
  let n = 16;
  for (const k of Object.keys(value)) n += k.length + weightOf((value as Doc)[k]);
  return n;
}
