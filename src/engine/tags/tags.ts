/** Computes the value of a tag from its writes, either now, at a given time, or over time. */
import type { TagDefinition, TagWrite, Value } from '../types.js';
import { compact, type Timeline } from '../time/timeline.js';
import { sameValue } from '../values/value.js';

/**
 * Compares writes in a total order by observedAt, source and sequence. If these are equal, replacements come before
 * changes, and smaller values before greater ones. The order does not depend on the time of arrival or on the profile.
 */
export function compareWrites(left: TagWrite, right: TagWrite): number {
  return (
    left.at - right.at ||
    compareTexts(left.source, right.source) ||
    left.sequence - right.sequence ||
    Number(changes(left)) - Number(changes(right)) ||
    (changes(left) ? 0 : compareSet(left.value, right.value)) ||
    compareTexts(left.id, right.id)
  );
}

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);

/**
 * Whether a write is ordered as a change of the previous value. A sum of increments is ordered as a change too, because
 * it takes the position of its last increment.
 */
const changes = (w: TagWrite): boolean => w.change !== undefined || w.summed === true;

/**
 * Compares the values of writes that have the same time, source and sequence. A clear comes first. Numbers are compared
 * numerically, and texts and lists as text.
 */
function compareSet(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'object' || typeof b === 'object') return compareTexts(JSON.stringify(a), JSON.stringify(b));
  return Number(a > b) - Number(a < b);
}

/**
 * Returns how long the writes of a tag still affect evaluations, in ms. `summed` tells whether increments are summed.
 */
export type Lookback = (tag: string, summed?: boolean) => number;

/**
 * The state of one tag in a profile. It contains all writes that can still affect a result, in the order of
 * `compareWrites`.
 */
export interface TagState {
  readonly key: string;
  readonly writes: readonly TagWrite[];
  /** The writes suffice for evaluations at or after this time. Absent if all writes are stored. */
  readonly from?: number;
}

function rank(def: TagDefinition, source: string): number {
  const i = def.authority?.indexOf(source) ?? -1;
  return i < 0 ? (def.authority?.length ?? 0) : i;
}

/**
 * Returns the write that determines the value, among those observed by `at`. Ignores the TTL. Undefined if there is
 * none.
 */
export function rulingWrite(def: TagDefinition, writes: readonly TagWrite[], at: number): TagWrite | undefined {
  const known = writes.filter((w) => w.at <= at);
  if (known.length === 0) return undefined;
  if (def.kind !== 'STATIC') return known.reduce((a, b) => (compareWrites(a, b) < 0 ? b : a));
  const corrections = known.filter((w) => w.correction || w.value === undefined);
  const override = corrections.length > 0 ? corrections.reduce((a, b) => (compareWrites(a, b) < 0 ? b : a)) : undefined;
  if (override && override.value !== undefined) return override;
  // A clear only overrides the writes before it. Writes after the clear still count.
  const left = override ? known.filter((w) => compareWrites(w, override) > 0) : known;
  if (left.length === 0) return override;
  return left.reduce((a, b) => ((rank(def, a.source) - rank(def, b.source) || compareWrites(a, b)) <= 0 ? a : b));
}

/**
 * Returns the writes of a static tag whose value differs from the current value. These conflicting writes are stored,
 * so that callers can read them.
 */
export function conflictsOf(def: TagDefinition, writes: readonly TagWrite[], at: number): readonly TagWrite[] {
  if (def.kind !== 'STATIC') return [];
  const ruling = rulingWrite(def, writes, at);
  if (!ruling || ruling.value === undefined) return [];
  const settled = writes.filter((w) => w.correction && w.at <= at);
  const since = settled.length > 0 ? settled.reduce((a, b) => (compareWrites(a, b) < 0 ? b : a)) : undefined;
  return writes.filter(
    (w) =>
      w.at <= at &&
      w !== ruling &&
      w.value !== undefined &&
      !w.correction &&
      !sameValue(w.value, ruling.value) &&
      (!since || compareWrites(w, since) > 0),
  );
}

/** Returns the time at which a write expires, in ms. */
function expiresAt(def: TagDefinition, w: TagWrite): number {
  return def.ttlMs === undefined ? Infinity : w.at + def.ttlMs;
}

/**
 * A tag value, with the newest write that contributed to it and the time until which it is valid without further
 * writes.
 */
export interface Served {
  readonly value: Value;
  readonly write: TagWrite;
  readonly until: number;
}

/** Whether each write replaces all earlier writes. */
const isReplacedByTheNewest = (def: TagDefinition, writes: readonly TagWrite[]): boolean =>
  def.kind !== 'STATIC' && !writes.some((w) => w.change);

/**
 * Returns the value of a tag at a given time. Each write counts from its own time until its TTL expires. A list loses
 * an element when the TTL has passed since the element was last added. A number loses each increment when its TTL has
 * passed.
 */
export function servedAt(def: TagDefinition, writes: readonly TagWrite[], at: number): Served | undefined {
  if (def.kind === 'STATIC' || isReplacedByTheNewest(def, writes)) {
    const write = rulingWrite(def, writes, at);
    if (!write || write.value === undefined) return undefined;
    const until = expiresAt(def, write);
    return until > at ? { value: write.value, write, until } : undefined;
  }
  const valid = writes.filter((w) => w.at <= at && expiresAt(def, w) > at).sort(compareWrites);
  if (valid.length === 0) return undefined;
  const base = valid.findLastIndex((w) => w.change === undefined);
  const value = folded(def, valid[base]?.value, valid.slice(base + 1));
  if (value === undefined) return undefined;
  const counted = valid.slice(Math.max(base, 0));
  return { value, write: counted.at(-1)!, until: Math.min(...counted.map((w) => expiresAt(def, w))) };
}

/** Applies changes to a value in order. An empty list becomes undefined. */
function folded(def: TagDefinition, base: Value | undefined, changes: readonly TagWrite[]): Value | undefined {
  if (changes.length === 0) return base;
  if (def.type === 'STRING_LIST') {
    const list = new Set(base as readonly string[] | undefined);
    for (const { change, value } of changes)
      for (const element of value as readonly string[]) {
        // An element that is changed again moves to the end, because its last change decides.
        list.delete(element);
        if (change === 'add') list.add(element);
      }
    return list.size > 0 ? [...list] : undefined;
  }
  const added = changes.map((w) => w.value as number | bigint);
  if (def.type === 'DECIMAL') return added.reduce<bigint>((sum, v) => sum + BigInt(v), BigInt((base as bigint) ?? 0));
  return added.reduce<number>((sum, v) => sum + Number(v), Number(base ?? 0));
}

/**
 * Returns a function that returns the value at ascending times, if each write replaces all earlier ones. All calls
 * together make a single pass over the writes, because there may be thousands of times.
 */
function newestAt(def: TagDefinition, writes: readonly TagWrite[]): (t: number) => Value | undefined {
  const ordered = [...writes].sort(compareWrites);
  let known = 0;
  return (t) => {
    while (known < ordered.length && ordered[known].at <= t) known++;
    const newest = known === 0 ? undefined : ordered[known - 1];
    return newest && expiresAt(def, newest) > t ? newest.value : undefined;
  };
}

/** Returns the values of a tag from `begin` on. */
export function tagTimeline(
  def: TagDefinition,
  state: TagState | undefined,
  begin: number,
): Timeline<Value | undefined> {
  const writes = state?.writes ?? [];
  const valueAt = isReplacedByTheNewest(def, writes)
    ? newestAt(def, writes)
    : (t: number): Value | undefined => servedAt(def, writes, t)?.value;
  const instants = [
    ...new Set(writes.flatMap((w) => [w.at, expiresAt(def, w)]).filter((t) => t > begin && Number.isFinite(t))),
  ].sort((a, b) => a - b);
  return compact([begin, ...instants], [begin, ...instants].map(valueAt), sameValue);
}

/** Maximum number of conflicting writes of a static tag that a profile stores. All writes remain in the facts. */
const MAX_STATIC_WRITES = 32;
/** Maximum number of writes of one tag that a profile stores. */
export const MAX_KEPT_WRITES = 5000;

/** Merges two states of one tag when their customers are merged. */
export function joinStates(def: TagDefinition, left: TagState | undefined, right: TagState, from: number): TagState {
  const joined = addWrites(def, left, right.writes, from);
  return right.from === undefined || right.from <= (joined.from ?? -Infinity)
    ? joined
    : { ...joined, from: right.from };
}

/**
 * Limits a state to its newest writes. `from` becomes the time of the first remaining write. Evaluations before this
 * time must read the facts instead.
 */
export function withinLimit(state: TagState): TagState {
  if (state.writes.length <= MAX_KEPT_WRITES) return state;
  const writes = state.writes.slice(-MAX_KEPT_WRITES);
  // If there are changes (e.g. increments), every value depends on all writes, so the remaining writes are not
  // sufficient for any evaluation.
  const from = state.writes.some((w) => w.change) ? Infinity : writes[0].at;
  return { key: state.key, writes, from: Math.max(state.from ?? -Infinity, from) };
}

/** Number of increments before the evaluation time that are stored individually. Earlier increments are summed. */
const KEPT_INCREMENTS = 64;

/** Adds writes to a state, and removes those that cannot affect an evaluation at or after `from`. */
export function addWrites(
  def: TagDefinition,
  state: TagState | undefined,
  added: readonly TagWrite[],
  from: number,
): TagState {
  const seen = new Set<string>();
  const all = [...(state?.writes ?? []), ...added].filter((w) => !seen.has(w.id) && seen.add(w.id)).sort(compareWrites);
  const kept = (writes: readonly TagWrite[]): TagState => {
    const since = Math.max(state?.from ?? -Infinity, writes.length < all.length ? from : -Infinity);
    return { key: def.key, writes, ...(since === -Infinity ? {} : { from: since }) };
  };
  if (def.kind === 'STATIC') return kept(keptOfStatic(def, all, from));
  if (!all.some((w) => w.change || w.summed)) {
    const ruling = rulingWrite(def, all, from);
    return kept(all.filter((w) => w.at > from || w === ruling));
  }
  // A write before a sum, or between two sums, may already be included in the sum. The facts must therefore be read.
  if (all.findLastIndex((w) => w.summed) > 0) return { key: def.key, writes: all, from: Infinity };
  return kept(keptOfChanged(def, all, from));
}

/**
 * Returns the writes to store for a tag that is changed by additions and removals. These are the last replacement at or
 * before `from`, all changes after it, and all later writes.
 */
function keptOfChanged(def: TagDefinition, all: readonly TagWrite[], from: number): readonly TagWrite[] {
  const known = all.filter((w) => w.at <= from);
  const base = known.findLastIndex((w) => w.change === undefined);
  const later = all.slice(known.length);
  const set = base < 0 ? [] : [known[base]];
  const changes = known.slice(base + 1);
  if (def.type !== 'STRING_LIST') return [...summed(def, set, changes), ...later];
  // Only the last change of each element counts.
  const lastWord = new Map(
    changes.flatMap((w) => (w.value as readonly string[]).map((element) => [element, w] as const)),
  );
  const needed = new Set(lastWord.values());
  return [...set, ...changes.filter((w) => needed.has(w)), ...later];
}

/**
 * Sums up old increments. With a TTL, each increment expires at its own time, so all increments are stored
 * individually.
 */
function summed(def: TagDefinition, set: readonly TagWrite[], increments: readonly TagWrite[]): readonly TagWrite[] {
  if (def.ttlMs !== undefined || increments.length <= 2 * KEPT_INCREMENTS) return [...set, ...increments];
  const old = increments.slice(0, -KEPT_INCREMENTS);
  const { change: _, ...place } = old.at(-1)!;
  const value = folded(def, set[0]?.value, old)!;
  return [{ ...place, value, summed: true }, ...increments.slice(-KEPT_INCREMENTS)];
}

/**
 * Returns the writes to store for a static tag. These are the first write of each source, corrections, clears, and
 * several conflicting writes for display. The first write of each source is stored so that the stored writes still
 * suffice after the ranking of the sources is changed.
 */
function keptOfStatic(def: TagDefinition, all: readonly TagWrite[], from: number): readonly TagWrite[] {
  if (all.length <= MAX_STATIC_WRITES) return all;
  const ruling = rulingWrite(def, all, from);
  const cleared = all.findLastIndex((w) => w.at <= from && (w.correction || w.value === undefined));
  const firsts = new Map<string, TagWrite>();
  for (const w of all.slice(cleared + 1)) if (!firsts.has(w.source)) firsts.set(w.source, w);
  const first = new Set(firsts.values());
  const needed = all.filter(
    (w) => w === ruling || w.correction || w.value === undefined || w.at > from || first.has(w),
  );
  const rest = all.filter((w) => !needed.includes(w)).slice(0, Math.max(0, MAX_STATIC_WRITES - needed.length));
  return [...needed, ...rest].sort(compareWrites);
}

/** Whether a state contains a sum of increments. The individual increments are stored only in the facts. */
export const holdsSum = (state: TagState): boolean => state.writes[0]?.summed === true;

/** Whether the stored writes of any tag do not reach back far enough for an evaluation at `from`. */
export function lacks(tags: ReadonlyMap<string, TagState>, from: number, lookback: Lookback): boolean {
  for (const state of tags.values())
    if (state.from !== undefined && state.from > from - lookback(state.key, holdsSum(state))) return true;
  return false;
}

/** Whether a tag is computed from events or conditions, rather than written. */
export const isComputed = (definition: TagDefinition): boolean =>
  definition.metric !== undefined || definition.derivation !== undefined;
