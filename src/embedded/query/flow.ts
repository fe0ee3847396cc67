/**
 * Lazy sequences with pauses. `undefined` means "nothing yet", so that the consumer of a long flow can yield to other
 * work. All reads, filters, groups and sorts of documents are flows. A read over a socket runs a flow in slices of a
 * few milliseconds; a write runs it to its end.
 */
import { type Doc, Binary, isDoc } from '../value/bson.js';
import { MongoError } from '../value/errors.js';

export type Flow<T> = Iterable<T | undefined>;

/** Maximum number of items processed between pauses. */
export const STRIDE = 256;

/** The items of a flow, without its pauses. */
export function* settled<T>(flow: Flow<T>): Iterable<T> {
  for (const item of flow) if (item !== undefined) yield item;
}

/** Maps each item, and drops those mapped to `undefined`. */
export function* mapped<A, B>(flow: Flow<A>, apply: (item: A) => B | undefined): Flow<B> {
  for (const item of flow) yield item === undefined ? undefined : apply(item);
}

/** Skips `skip` items and yields at most `limit`. 0 means no limit. */
export function* page<T>(flow: Flow<T>, skip: number, limit: number): Flow<T> {
  let seen = 0;
  for (const item of flow) {
    if (item !== undefined && seen++ < skip) continue;
    yield item;
    if (item !== undefined && limit > 0 && seen - skip >= limit) return;
  }
}

/** Collects a flow into a list, passing on its pauses. `each` is called with every item. Use with `yield*`. */
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

/** Counts the items of a flow. Use with `yield*`. */
export function* counted<T>(flow: Flow<T>): Generator<undefined, number> {
  let n = 0;
  for (const item of flow) {
    if (item === undefined) yield undefined;
    else n++;
  }
  return n;
}

/** Memory limit of a stage, in bytes. MongoDB's limit; unlike MongoDB, stages never spill to disk. */
const STAGE_MEMORY = 100 * 1024 * 1024;

/** Counts the bytes that a stage holds. Throws `QueryExceededMemoryLimit` beyond the limit. */
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

/** Approximate BSON size of a value in bytes. */
export function weightOf(value: unknown): number {
  if (typeof value === 'string') return 16 + value.length;
  if (value instanceof Binary) return 16 + value.position;
  if (Array.isArray(value)) return value.reduce<number>((n, x) => n + weightOf(x), 16);
  if (!isDoc(value)) return 16;
  let n = 16;
  for (const k of Object.keys(value)) n += k.length + weightOf((value as Doc)[k]);
  return n;
}
