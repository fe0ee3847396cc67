/** Tags as folds over their writes: what is served now, at an instant, and from then on. */
import type { TagDefinition, TagWrite, Value } from '../model.js';
import { compact, type Timeline } from '../time/timeline.js';
import { sameValue } from '../values/value.js';

/**
 * The total order of writes: (observedAt, source, sequence), and of those that are still alike what is set before what
 * changes it, then the lesser value before the greater. Nothing of it depends on when or for which profile they came.
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

/** A sum stands in the place of the last change that is in it. */
const changes = (w: TagWrite): boolean => w.change !== undefined || w.summed === true;

/** Values of one tag that tie: a clear first, numbers as numbers, texts and lists by their spelling. */
function compareSet(a: Value | undefined, b: Value | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (typeof a === 'object' || typeof b === 'object') return compareTexts(JSON.stringify(a), JSON.stringify(b));
  return Number(a > b) - Number(a < b);
}

/** How far back from an instant the writes of a tag still matter, in ms. `summed`: whether increments are summed. */
export type Lookback = (tag: string, summed?: boolean) => number;

/** One tag of one profile: every write that can still matter, in the total order. */
export interface TagState {
  readonly key: string;
  readonly writes: readonly TagWrite[];
  /** The writes are all that matter at or after this instant; absent: all there are. */
  readonly from?: number;
}

function rank(def: TagDefinition, source: string): number {
  const i = def.authority?.indexOf(source) ?? -1;
  return i < 0 ? (def.authority?.length ?? 0) : i;
}

/** The write that rules among those observed by `at`, TTL apart; undefined when there is none. */
export function rulingWrite(def: TagDefinition, writes: readonly TagWrite[], at: number): TagWrite | undefined {
  const known = writes.filter((w) => w.at <= at);
  if (known.length === 0) return undefined;
  if (def.kind !== 'STATIC') return known.reduce((a, b) => (compareWrites(a, b) < 0 ? b : a));
  const corrections = known.filter((w) => w.correction || w.value === undefined);
  const override = corrections.length > 0 ? corrections.reduce((a, b) => (compareWrites(a, b) < 0 ? b : a)) : undefined;
  if (override && override.value !== undefined) return override;
  // A clear takes back what was written before it; what comes after counts again.
  const left = override ? known.filter((w) => compareWrites(w, override) > 0) : known;
  if (left.length === 0) return override;
  return left.reduce((a, b) => ((rank(def, a.source) - rank(def, b.source) || compareWrites(a, b)) <= 0 ? a : b));
}

/** Returns the static writes whose value differs from the one served. They are kept, and callers can read them. */
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

/** Until when a write is valid. */
function expiresAt(def: TagDefinition, w: TagWrite): number {
  return def.ttlMs === undefined ? Infinity : w.at + def.ttlMs;
}

/** A value with the newest write that made it, and until when it stays so if nothing else is written. */
export interface Served {
  readonly value: Value;
  readonly write: TagWrite;
  readonly until: number;
}

/** Whether each write takes the place of all before it. */
const isReplacedByTheNewest = (def: TagDefinition, writes: readonly TagWrite[]): boolean =>
  def.kind !== 'STATIC' && !writes.some((w) => w.change);

/**
 * What is served at an instant. Each write counts from its own instant until its TTL is over: a list loses an element
 * that long after it was last put there, a number what was added that long ago.
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

/** A value with changes made to it, in order. A list that changes leave without elements is not there. */
function folded(def: TagDefinition, base: Value | undefined, changes: readonly TagWrite[]): Value | undefined {
  if (changes.length === 0) return base;
  if (def.type === 'STRING_LIST') {
    const list = new Set(base as readonly string[] | undefined);
    for (const { change, value } of changes)
      for (const element of value as readonly string[]) {
        // What is added again goes to the end: only the last word on an element counts.
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
 * The value served at instants that are asked for in their order, for writes that each take the place of all before it:
 * one pass over them for all instants, of which there are thousands where points are recorded often.
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

/** The value served from `begin` on. */
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

/** A static tag keeps so many differing writes on the profile; all of them stay in the facts. */
const MAX_STATIC_WRITES = 32;
/** Writes of one tag that may matter to one customer at a time; a profile keeps no more. */
export const MAX_KEPT_WRITES = 5000;

/** Two states of one tag, of customers that became one. */
export function joinStates(def: TagDefinition, left: TagState | undefined, right: TagState, from: number): TagState {
  const joined = addWrites(def, left, right.writes, from);
  return right.from === undefined || right.from <= (joined.from ?? -Infinity)
    ? joined
    : { ...joined, from: right.from };
}

/**
 * The state within the limit: the newest writes, complete from the first of them on. Who needs more reads the facts.
 */
export function withinLimit(state: TagState): TagState {
  if (state.writes.length <= MAX_KEPT_WRITES) return state;
  const writes = state.writes.slice(-MAX_KEPT_WRITES);
  // What is added to something needs all of it, at every instant.
  const from = state.writes.some((w) => w.change) ? Infinity : writes[0].at;
  return { key: state.key, writes, from: Math.max(state.from ?? -Infinity, from) };
}

/** Increments before an instant that are kept one by one; those before them are summed. */
const KEPT_INCREMENTS = 64;

/** The state with more writes, without what can no longer matter to an evaluation at or after `from`. */
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
  // What comes before a sum, or between two, cannot be told apart from what is in it: the facts have to be read.
  if (all.findLastIndex((w) => w.summed) > 0) return { key: def.key, writes: all, from: Infinity };
  return kept(keptOfChanged(def, all, from));
}

/** Of a tag that is added to: the last value set by an instant, what changed it since, and all that comes later. */
function keptOfChanged(def: TagDefinition, all: readonly TagWrite[], from: number): readonly TagWrite[] {
  const known = all.filter((w) => w.at <= from);
  const base = known.findLastIndex((w) => w.change === undefined);
  const later = all.slice(known.length);
  const set = base < 0 ? [] : [known[base]];
  const changes = known.slice(base + 1);
  if (def.type !== 'STRING_LIST') return [...summed(def, set, changes), ...later];
  // Of each element only the last word counts.
  const lastWord = new Map(
    changes.flatMap((w) => (w.value as readonly string[]).map((element) => [element, w] as const)),
  );
  const needed = new Set(lastWord.values());
  return [...set, ...changes.filter((w) => needed.has(w)), ...later];
}

/** Under a TTL every increment leaves at its own instant: they are kept one by one. */
function summed(def: TagDefinition, set: readonly TagWrite[], increments: readonly TagWrite[]): readonly TagWrite[] {
  if (def.ttlMs !== undefined || increments.length <= 2 * KEPT_INCREMENTS) return [...set, ...increments];
  const old = increments.slice(0, -KEPT_INCREMENTS);
  const { change: _, ...place } = old.at(-1)!;
  const value = folded(def, set[0]?.value, old)!;
  return [{ ...place, value, summed: true }, ...increments.slice(-KEPT_INCREMENTS)];
}

/**
 * Of a static tag: the first word of each source, so that another authority needs no more; corrections and clears;
 * and some that differ, to be shown.
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

/** Whether a state holds a sum of increments: those behind it are only in the facts. */
export const holdsSum = (state: TagState): boolean => state.writes[0]?.summed === true;

/** Whether some tag's kept writes do not reach back far enough. */
export function lacks(tags: ReadonlyMap<string, TagState>, from: number, lookback: Lookback): boolean {
  for (const state of tags.values())
    if (state.from !== undefined && state.from > from - lookback(state.key, holdsSum(state))) return true;
  return false;
}

/** Whether a tag gets its value from events or conditions rather than from writes. */
export const isComputed = (definition: TagDefinition): boolean =>
  definition.metric !== undefined || definition.derivation !== undefined;
