/** Sorting documents by field paths: an array sorts by its least element ascending, its greatest descending. */
import { type Doc, isDoc, toNumber } from '../value/bson.js';
import { compare } from '../value/order.js';
import { location, MongoError, notSupported } from '../value/errors.js';
import { anyValue } from './filter.js';

export type SortField = readonly [path: string, direction: 1 | -1];

export function parseSort(spec: Doc): SortField[] {
  return Object.entries(spec).map(([path, d]) => {
    if (isDoc(d)) throw notSupported('sorting by $meta');
    const n = toNumber(d);
    if (n === undefined) throw location(15974, 'Illegal key in $sort specification');
    if (n !== 1 && n !== -1) throw location(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
    if (path === '' || path.split('.').some((p) => p === '')) throw new MongoError('BadValue', 'sort key paths may not have empty parts');
    return [path, n] as const;
  });
}

/** The values a document sorts by, one a field. */
export function sortKey(doc: Doc, fields: readonly SortField[]): unknown[] {
  // By `_id` alone an array sorts whole, as it is kept in the `_id` index.
  if (fields.length === 1 && fields[0][0] === '_id') return [doc._id];
  const arrays = new Set<string>();
  return fields.map(([path, direction]) => {
    let best: unknown = undefined;
    let seen = false;
    const array = path.split('.').reduce<{ at: unknown; found: boolean }>((x, part) => (x.found || Array.isArray(x.at) ? { at: undefined, found: true } : { at: isDoc(x.at) ? x.at[part] : undefined, found: false }), { at: doc, found: false });
    if (array.found || Array.isArray(array.at)) arrays.add(path.split('.')[0]);
    if (arrays.size > 1) throw new MongoError('BadValue', `cannot sort with keys that are parallel arrays: ${[...arrays].join(', ')}`);
    const offer = (v: unknown): void => {
      if (!seen || direction * compare(v, best) < 0) best = v;
      seen = true;
    };
    anyValue(doc, path.split('.'), 0, false, (v) => {
      if (!Array.isArray(v)) offer(v);
      else if (v.length === 0) offer(EMPTY);
      else v.forEach(offer);
      return false;
    });
    return best;
  });
}

/** An empty array sorts before null: BSON `undefined`. */
const EMPTY = { _bsontype: 'EmptyArray' };

function compareSort(a: unknown, b: unknown): number {
  if (a === EMPTY || b === EMPTY) {
    if (a === b) return 0;
    const other = a === EMPTY ? b : a;
    const sign = a === EMPTY ? 1 : -1;
    return other !== undefined && other !== null && (other as { _bsontype?: string })._bsontype === 'MinKey' ? sign : -sign;
  }
  return compare(a, b);
}

export function compareKeys(a: readonly unknown[], b: readonly unknown[], fields: readonly SortField[]): number {
  for (let i = 0; i < fields.length; i++) {
    const c = compareSort(a[i], b[i]);
    if (c !== 0) return c * fields[i][1];
  }
  return 0;
}

/** Stable sort of items by their documents. */
export function sortBy<T>(items: readonly T[], docOf: (item: T) => Doc, fields: readonly SortField[]): T[] {
  return items
    .map((item) => ({ item, key: sortKey(docOf(item), fields) }))
    .sort((a, b) => compareKeys(a.key, b.key, fields))
    .map((x) => x.item);
}
