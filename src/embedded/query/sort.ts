/**
 * Sorts documents by field paths. An array is sorted by its smallest element in ascending order, and by its largest
 * element in descending order.
 */
import { type Doc, getField, isDoc, toNumber } from '../value/bson.js';
import { compare } from '../value/order.js';
import { location, MongoError, notSupported } from '../value/errors.js';
import { type Flow, Memory, weightOf } from './flow.js';

export type SortField = readonly [path: string, direction: 1 | -1];

export function parseSort(spec: Doc): SortField[] {
  return Object.entries(spec).map(([path, d]) => {
    if (isDoc(d)) throw notSupported('sorting by $meta');
    const n = toNumber(d);
    if (n === undefined) throw location(15974, 'Illegal key in $sort specification');
    if (n !== 1 && n !== -1)
      throw location(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.split('.').some((p) => p === ''))
      throw new MongoError('BadValue', 'sort key paths may not have empty parts');
    return [path, n] as const;
  });
}

/** Returns the sort values of a document, one per field. */
function sortKey(doc: Doc, fields: readonly SortField[]): unknown[] {
  // A sort by `_id` alone compares an array as a whole, as the `_id` index does.
  if (fields.length === 1 && fields[0][0] === '_id') return [doc._id];
  const arrays = new Set<string>();
  return fields.map(([path, direction]) => {
    let best: unknown = undefined;
    let seen = false;
    const array = path
      .split('.')
      .reduce<{ at: unknown; found: boolean }>(
        (x, part) =>
          x.found || Array.isArray(x.at)
            ? { at: undefined, found: true }
            : { at: isDoc(x.at) ? x.at[part] : undefined, found: false },
        { at: doc, found: false },
      );
    if (array.found || Array.isArray(array.at)) arrays.add(path.split('.')[0]);
    if (arrays.size > 1)
      throw new MongoError('BadValue', `cannot sort with keys that are parallel arrays: ${[...arrays].join(', ')}`);
    const offer = (v: unknown): void => {
      if (!seen || direction * compareSort(v, best) < 0) best = v;
      seen = true;
    };
    offerValues(doc, path.split('.'), 0, offer);
    return best;
  });
}

/** Represents an empty array. Like BSON `undefined`, it sorts before null. */
const EMPTY = { _bsontype: 'EmptyArray' };

/**
 * Visits the sort values of a path, as an index would store them. For an array on the path, each element is visited. A
 * missing field is visited as null.
 */
function offerValues(v: unknown, path: readonly string[], i: number, offer: (value: unknown) => void): void {
  if (i === path.length) {
    if (!Array.isArray(v)) offer(v);
    else if (v.length === 0) offer(EMPTY);
    else v.forEach(offer);
    return;
  }
  if (isDoc(v)) return offerValues(getField(v, path[i]), path, i + 1, offer);
  if (!Array.isArray(v) || v.length === 0) return offer(undefined);
  if (/^\d+$/.test(path[i])) {
    if (Number(path[i]) < v.length) offerValues(v[Number(path[i])], path, i + 1, offer);
    for (const item of v) if (isDoc(item)) offerValues(item, path, i, offer);
    return;
  }
  for (const item of v) offerValues(isDoc(item) ? item : undefined, path, isDoc(item) ? i : path.length, offer);
}

function compareSort(a: unknown, b: unknown): number {
  if (a === EMPTY || b === EMPTY) {
    if (a === b) return 0;
    const other = a === EMPTY ? b : a;
    const sign = a === EMPTY ? 1 : -1;
    return other !== undefined && other !== null && (other as { _bsontype?: string })._bsontype === 'MinKey'
      ? sign
      : -sign;
  }
  return compare(a, b);
}

function compareKeys(a: readonly unknown[], b: readonly unknown[], fields: readonly SortField[]): number {
  for (let i = 0; i < fields.length; i++) {
    const c = compareSort(a[i], b[i]);
    if (c !== 0) return c * fields[i][1];
  }
  return 0;
}

interface Keyed<T> {
  readonly item: T;
  readonly key: readonly unknown[];
  readonly bytes: number;
}

const RUN = 2048;

/**
 * Sorts items by their documents with a stable merge sort. With a limit, it holds only items that may be among the
 * first `limit`.
 */
export function* sorted<T>(
  flow: Flow<T>,
  docOf: (item: T) => Doc,
  fields: readonly SortField[],
  limit = 0,
  weigh: (item: T) => number = (item) => weightOf(docOf(item)),
): Flow<T> {
  const memory = new Memory('sort');
  const order = (a: Keyed<T>, b: Keyed<T>): number => compareKeys(a.key, b.key, fields);
  const runs: Keyed<T>[][] = [];
  let run: Keyed<T>[] = [];
  const runLength = limit > 0 ? Math.max(64, 2 * limit) : RUN;
  for (const item of flow) {
    if (item === undefined) {
      yield undefined;
      continue;
    }
    const bytes = weigh(item);
    memory.take(bytes);
    run.push({ item, key: sortKey(docOf(item), fields), bytes });
    if (run.length < runLength) continue;
    run.sort(order);
    if (limit > 0) {
      for (const dropped of run.slice(limit)) memory.release(dropped.bytes);
      run = run.slice(0, limit);
    } else {
      runs.push(run);
      run = [];
    }
    yield undefined;
  }
  runs.push(run.sort(order));
  while (runs.length > 1) {
    yield undefined;
    // Adjacent runs are merged, so that equal items keep their order.
    for (let i = 0; i + 1 < runs.length; i++) runs.splice(i, 2, yield* merged(runs[i], runs[i + 1], order));
  }
  for (const { item } of runs[0]) yield item;
}

function* merged<T>(a: readonly T[], b: readonly T[], order: (x: T, y: T) => number): Generator<undefined, T[]> {
  const out: T[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    out.push(order(b[j], a[i]) < 0 ? b[j++] : a[i++]);
    if (out.length % RUN === 0) yield undefined;
  }
  while (i < a.length) out.push(a[i++]);
  while (j < b.length) out.push(b[j++]);
  return out;
}
