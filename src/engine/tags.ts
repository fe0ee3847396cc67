/** Tags as folds over their writes: what is served now, at an instant, and from then on. */
import type { TagDefinition, TagWrite, Value } from './model.js';
import { compact, type Timeline } from './timeline.js';
import { sameValue } from './value.js';

/** The total order of writes: (observedAt, source, sequence, id). */
export function compareWrites(a: TagWrite, b: TagWrite): number {
  return (
    a.at - b.at ||
    (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) ||
    a.sequence - b.sequence ||
    (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)
  );
}

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

/** The write that rules among those observed by `t`, TTL apart; undefined when there is none. */
export function rulingWrite(def: TagDefinition, writes: readonly TagWrite[], t: number): TagWrite | undefined {
  const known = writes.filter((w) => w.at <= t);
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

/** Static writes whose value differs from the one served: kept and readable. */
export function conflictsOf(def: TagDefinition, writes: readonly TagWrite[], t: number): readonly TagWrite[] {
  if (def.kind !== 'STATIC') return [];
  const ruling = rulingWrite(def, writes, t);
  if (!ruling || ruling.value === undefined) return [];
  const settled = writes.filter((w) => w.correction && w.at <= t);
  const since = settled.length > 0 ? settled.reduce((a, b) => (compareWrites(a, b) < 0 ? b : a)) : undefined;
  return writes.filter(
    (w) =>
      w.at <= t &&
      w !== ruling &&
      w.value !== undefined &&
      !w.correction &&
      !sameValue(w.value, ruling.value) &&
      (!since || compareWrites(w, since) > 0),
  );
}

/** Until when a write is valid. */
export function expiresAt(def: TagDefinition, w: TagWrite): number {
  return def.ttlMs === undefined ? Infinity : w.at + def.ttlMs;
}

/** The value served from `begin` on. */
export function tagTimeline(
  def: TagDefinition,
  state: TagState | undefined,
  begin: number,
): Timeline<Value | undefined> {
  const writes = state?.writes ?? [];
  const valueAt = (t: number): Value | undefined => {
    const w = rulingWrite(def, writes, t);
    return w && w.value !== undefined && expiresAt(def, w) > t ? w.value : undefined;
  };
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
export function joinStates(def: TagDefinition, a: TagState | undefined, b: TagState, from: number): TagState {
  const joined = addWrites(def, a, b.writes, from);
  return b.from === undefined || b.from <= (joined.from ?? -Infinity) ? joined : { ...joined, from: b.from };
}

/** The state within the limit: the newest writes, complete from the first of them on. Who needs more reads the facts. */
export function withinLimit(state: TagState): TagState {
  if (state.writes.length <= MAX_KEPT_WRITES) return state;
  const writes = state.writes.slice(-MAX_KEPT_WRITES);
  return { key: state.key, writes, from: Math.max(state.from ?? -Infinity, writes[0].at) };
}

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
    return { key: def.key, writes, ...(Number.isFinite(since) ? { from: since } : {}) };
  };
  if (def.kind !== 'STATIC') {
    const ruling = rulingWrite(def, all, from);
    return kept(all.filter((w) => w.at > from || w === ruling));
  }
  if (all.length <= MAX_STATIC_WRITES) return kept(all);
  const ruling = rulingWrite(def, all, from);
  const needed = all.filter((w) => w === ruling || w.correction || w.value === undefined || w.at > from);
  const rest = all.filter((w) => !needed.includes(w)).slice(0, Math.max(0, MAX_STATIC_WRITES - needed.length));
  return kept([...needed, ...rest].sort(compareWrites));
}
