/**
 * Chooses an index for a filter and a sort. Index fields serve equality conditions first, then one range, and then the
 * sort order.
 */
import { type Doc, isDoc, isNumber, toNumber } from '../value/bson.js';
import { afterPrefix, encodeKey } from '../value/keys.js';
import { bracket, equal } from '../value/order.js';
import { conjunctsOf, isOperators, type Conjunct } from '../query/filter.js';
import type { SortField } from '../query/sort.js';
import { documentPrefix, idKeyOf, indexPrefix, type Collection } from './catalog.js';
import type { Index } from './index-keys.js';

export interface Plan {
  /** The index to use. `_id_` is the primary key. Undefined means a full scan. */
  readonly index: Index | '_id_' | undefined;
  /** Key ranges, in the order in which they are read. */
  readonly ranges: readonly (readonly [start: Buffer, end: Buffer])[];
  readonly reverse: boolean;
  /** Whether the entries are in the requested order. */
  readonly sorted: boolean;
  /** Whether the ranges satisfy the whole filter. If so, documents need not be tested again. */
  readonly exact: boolean;
  /** Whether a document may be returned more than once. */
  readonly duplicates: boolean;
}

/**
 * Maximum number of key ranges in a plan. If the values of `$in` conditions would need more, the index serves only the
 * fields before such a condition.
 */
const MAX_RANGES = 4096;

/**
 * Plans a query on a collection. The first of these that is possible is chosen: the primary keys that the filter names,
 * the index that serves most of the filter, or a full scan. With `useSort`, an index in the order of `sort` is
 * preferred. The caller must apply the filter unless the plan is `exact`, sort unless the plan is `sorted`, and remove
 * duplicates if the plan has `duplicates`. Does not throw.
 *
 * Example: an index on `{ws: 1, at: 1}` serves `{ws: 'a', at: {$gt: 5}}` with one exact range, already sorted by `at`.
 */
export function planQuery(collection: Collection, filter: Doc, sort: readonly SortField[], useSort: boolean): Plan {
  const conjuncts = conjunctsOf(filter).filter(usable);
  const primary = planPrimary(collection, filter, conjuncts);
  if (primary) return primary;
  let best: { plan: Plan; score: number } | undefined;
  for (const index of collection.indexes) {
    const candidate = planIndex(index, filter, conjuncts, useSort ? sort : []);
    if (candidate && (!best || candidate.score > best.score)) best = candidate;
  }
  if (best) return best.plan;
  const prefix = documentPrefix(collection);
  const byId = sort.length > 0 && sort[0][0] === '_id';
  return {
    index: byId ? '_id_' : undefined,
    ranges: [idRange(collection, conjuncts) ?? [prefix, afterPrefix(prefix)]],
    reverse: byId && sort[0][1] === -1,
    sorted: useSort && byId,
    exact: Object.keys(filter).length === 0,
    duplicates: false,
  };
}

/**
 * Returns whether an index key can represent the operand of a condition. Operands with NaN or arrays are left to the
 * predicate.
 */
function usable(c: Conjunct): boolean {
  const fits = (v: unknown): boolean =>
    !Array.isArray(v) && ![1, 50, 127].includes(bracket(v)) && !(isNumber(v) && Number.isNaN(toNumber(v)));
  return c.op === '$in' ? (c.operand as unknown[]).every(fits) : fits(c.operand);
}

/**
 * Returns the primary keys of the only documents that can match, if the filter names ids. Returns undefined otherwise.
 */
export function namedIds(filter: Doc): Buffer[] | undefined {
  return keysNamed(conjunctsOf(filter).filter(usable));
}

function keysNamed(conjuncts: readonly Conjunct[]): Buffer[] | undefined {
  const onId = conjuncts.find((x) => x.path === '_id' && (x.op === '$eq' || x.op === '$in'));
  return onId && distinct(onId.op === '$in' ? (onId.operand as unknown[]).map(idKeyOf) : [idKeyOf(onId.operand)]);
}

function planPrimary(c: Collection, filter: Doc, conjuncts: readonly Conjunct[]): Plan | undefined {
  const keys = keysNamed(conjuncts);
  if (!keys) return undefined;
  const prefix = documentPrefix(c);
  const ranges = keys.map((k) => {
    const key = Buffer.concat([prefix, k]);
    return [key, Buffer.concat([key, Buffer.from([0])])] as const;
  });
  const only =
    Object.keys(filter).length === 1 &&
    Object.hasOwn(filter, '_id') &&
    (!isOperators(filter._id) || Object.keys(filter._id).length === 1);
  return {
    index: '_id_',
    ranges,
    reverse: false,
    sorted: false,
    exact: only && keys.every((k) => k.length < 800),
    duplicates: false,
  };
}

/**
 * Returns the range of primary keys that the comparisons on `_id` permit, or undefined if there are no such
 * comparisons.
 */
function idRange(c: Collection, conjuncts: readonly Conjunct[]): readonly [Buffer, Buffer] | undefined {
  const bounds = boundsOf(
    conjuncts.filter((x) => x.path === '_id'),
    false,
  );
  if (!bounds) return undefined;
  const prefix = documentPrefix(c);
  return rangeBytes(prefix, bounds, 1);
}

const NUMBER = bracket(0);

interface Bounds {
  readonly low?: { readonly value: unknown; readonly inclusive: boolean };
  readonly high?: { readonly value: unknown; readonly inclusive: boolean };
  readonly used: readonly Conjunct[];
}

/** The bound of a range that each comparison sets. */
const SIDES: Readonly<Record<string, 'low' | 'high' | undefined>> = {
  $gt: 'low',
  $gte: 'low',
  $lt: 'high',
  $lte: 'high',
};

/**
 * Returns the range that the comparisons on one path permit. If several comparisons set the same bound, the first is
 * used. If the path may contain an array, only one comparison can be used.
 */
function boundsOf(conjuncts: readonly Conjunct[], multikey: boolean): Bounds | undefined {
  let low: Bounds['low'];
  let high: Bounds['high'];
  const used: Conjunct[] = [];
  for (const c of conjuncts) {
    const side = SIDES[c.op];
    if (!side || (side === 'low' ? low : high)) continue;
    if (multikey && used.length > 0) continue;
    const other = side === 'low' ? high : low;
    if (other && bracket(other.value) !== bracket(c.operand)) continue;
    const bound = { value: c.operand, inclusive: c.op === '$gte' || c.op === '$lte' };
    if (side === 'low') low = bound;
    else high = bound;
    used.push(c);
  }
  return used.length > 0 ? { low, high, used } : undefined;
}

/** Encodes a range of values in one type bracket as key bytes for an index direction. */
function rangeBytes(prefix: Buffer, bounds: Bounds, direction: 1 | -1): readonly [Buffer, Buffer] {
  const sample = (bounds.low ?? bounds.high)!.value;
  const type = Buffer.from([direction === 1 ? bracket(sample) : bracket(sample) ^ 0xff]);
  const whole = Buffer.concat([prefix, type]);
  const at = (v: unknown): Buffer => Buffer.concat([prefix, encodeKey([v], [direction])]);
  // In an index, NaN is below every number, but it does not match `$lt` or `$gt`. Ranges of numbers therefore begin
  // above it.
  const aboveNaN =
    bracket(sample) === NUMBER ? Buffer.concat([whole, Buffer.from([direction === 1 ? 1 : 0xff])]) : undefined;
  const [first, last] = direction === 1 ? [bounds.low, bounds.high] : [bounds.high, bounds.low];
  const open = direction === 1 ? [aboveNaN ?? whole, afterPrefix(whole)] : [whole, aboveNaN ?? afterPrefix(whole)];
  const behind = (v: unknown): Buffer => afterPrefix(at(v));
  return [
    first ? (first.inclusive ? at : behind)(first.value) : open[0],
    last ? (last.inclusive ? behind : at)(last.value) : open[1],
  ];
}

function planIndex(
  index: Index,
  filter: Doc,
  conjuncts: readonly Conjunct[],
  sort: readonly SortField[],
): { plan: Plan; score: number } | undefined {
  if (index.partial && !implies(filter, index.partial.filter)) return undefined;
  const used = new Set<Conjunct>();
  let prefixes: Buffer[] = [indexPrefix(index)];
  let i = 0;
  let points = 0;
  const fixed = new Set<string>();
  for (; i < index.fields.length; i++) {
    const field = index.fields[i];
    const eq =
      conjuncts.find((c) => c.path === field.path && c.op === '$eq') ??
      conjuncts.find((c) => c.path === field.path && c.op === '$in');
    if (!eq) break;
    const values = eq.op === '$in' ? (eq.operand as unknown[]) : [eq.operand];
    if (index.sparse && values.some((v) => v === null)) return undefined;
    if (prefixes.length * values.length > MAX_RANGES) break;
    const parts = distinct(values.map((v) => encodeKey([v], [field.direction])));
    prefixes = prefixes.flatMap((p) => parts.map((k) => Buffer.concat([p, k])));
    used.add(eq);
    if (values.length === 1) fixed.add(field.path);
    points++;
  }
  const longKey = prefixes.some((p) => p.length > 900);
  if (longKey) return undefined;
  const next = index.fields[i];
  const bounds = next
    ? boundsOf(
        conjuncts.filter((c) => c.path === next.path),
        index.multikey.has(next.path),
      )
    : undefined;
  if (bounds && index.sparse && [bounds.low, bounds.high].some((b) => b && b.value === null)) return undefined;
  const order = sortFromIndex(index, i, sort, fixed);
  if (points === 0 && !bounds && (order === undefined || index.sparse || index.partial)) return undefined;
  if (index.sparse && points === 0 && !bounds) return undefined;
  let ranges = bounds
    ? prefixes.map((p) => rangeBytes(p, bounds, next.direction))
    : prefixes.map((p) => [p, afterPrefix(p)] as const);
  for (const c of bounds?.used ?? []) used.add(c);
  ranges = ranges.filter(([start, end]) => Buffer.compare(start, end) < 0).sort((a, b) => Buffer.compare(a[0], b[0]));
  const sorted = order !== undefined && ranges.length <= 1;
  const plan: Plan = {
    index,
    ranges,
    reverse: sorted && order === 'reverse',
    sorted,
    exact: coversFilter(filter, used),
    duplicates: index.multikey.size > 0,
  };
  return {
    plan,
    score:
      points * 10 +
      (bounds ? 5 + bounds.used.length : 0) +
      (sorted ? 4 : 0) +
      (index.unique && points === index.fields.length ? 100 : 0),
  };
}

/**
 * Returns whether the index entries are in the order of `sort` or in the reverse order. The first `from` fields of the
 * index have fixed values.
 */
function sortFromIndex(
  index: Index,
  from: number,
  sort: readonly SortField[],
  fixed: ReadonlySet<string>,
): 'forward' | 'reverse' | undefined {
  const wanted = sort.filter(([path]) => !fixed.has(path));
  if (sort.length === 0) return undefined;
  let direction: 'forward' | 'reverse' | undefined = wanted.length === 0 ? 'forward' : undefined;
  for (let k = 0; k < wanted.length; k++) {
    const field =
      index.fields[from + k] ??
      (k === wanted.length - 1 && from + k === index.fields.length ? { path: '_id', direction: 1 } : undefined);
    if (!field || field.path !== wanted[k][0] || index.multikey.has(field.path)) return undefined;
    const d = field.direction === wanted[k][1] ? 'forward' : 'reverse';
    if (direction && direction !== d) return undefined;
    direction = d;
  }
  return direction;
}

/**
 * Returns whether the conditions in `used` make up the whole filter. A comparison with null does not count, because
 * null also matches missing values, so the predicate must check it.
 */
function coversFilter(filter: Doc, used: ReadonlySet<Conjunct>): boolean {
  const plain = (c: Conjunct): boolean =>
    (c.op === '$in' ? (c.operand as unknown[]) : [c.operand]).every((v) => v !== null && !isDoc(v));
  const terms = [...used].filter(plain);
  for (const [key, operand] of Object.entries(filter)) {
    if (key.startsWith('$')) return false;
    const ops = isOperators(operand) ? Object.entries(operand) : [['$eq', operand] as const];
    for (const [op, value] of ops)
      if (!terms.some((c) => c.path === key && c.op === op && c.operand === value)) return false;
  }
  return true;
}

/**
 * Returns whether a filter implies the filter of a partial index. Each condition in `partial` is checked separately.
 */
function implies(filter: Doc, partial: Doc): boolean {
  return Object.entries(partial).every(([path, wanted]) => {
    if (!Object.hasOwn(filter, path)) return false;
    const asked = filter[path];
    if (!isOperators(wanted))
      return !isOperators(asked) ? equal(asked, wanted) : '$eq' in asked && equal(asked.$eq, wanted);
    return Object.entries(wanted as Doc).every(([op, v]) => {
      if (isOperators(asked) && op in asked && equal(asked[op], v)) return true;
      if (op !== '$exists' || v !== true) return false;
      if (!isOperators(asked)) return asked !== null;
      return ['$gt', '$gte', '$lt', '$lte', '$eq'].some((k) => k in asked && asked[k] !== null);
    });
  });
}

function distinct(keys: readonly Buffer[]): Buffer[] {
  return [...new Map(keys.map((k) => [k.toString('latin1'), k])).values()];
}
