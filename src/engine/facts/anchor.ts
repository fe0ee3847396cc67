/**
 * Evaluates windows that are anchored to an event of the customer, e.g. `within 30d after first(order_paid)`. The
 * anchor event can change: orders are cancelled, facts arrive late, and old facts expire. The window then moves to the
 * new anchor event.
 */
import { compareFacts } from './facts.js';
import type { Anchor, EventFact, Selection } from '../types.js';
import { firstAfter } from '../time/search.js';

/** A fact, and the time range [from, to) in which it counts. */
interface Counted {
  readonly from: number;
  readonly to: number;
  readonly fact: EventFact;
}

/** Returns the selection whose first or last event is the anchor. */
export function anchorSelection({ event, where, gross }: Anchor): Selection {
  return { event, ...(where ? { where } : {}), ...(gross ? { gross } : {}) };
}

/**
 * Returns the key under which the anchor appears in typed conditions and in the paths of errors, such as `afterFirst`.
 */
export const anchorKey = ({ side, which }: Anchor): `${Anchor['side']}${'First' | 'Last'}` =>
  `${side}${which === 'first' ? 'First' : 'Last'}`;

/**
 * Returns the window [from, to) of an anchor event that occurred at `at`. The time `at` itself is not in the window.
 */
export function anchoredBounds(anchor: Anchor, at: number): readonly [from: number, to: number] {
  return anchor.side === 'after' ? [at + 1, at + anchor.withinMs + 1] : [at - anchor.withinMs, at];
}

/**
 * A time range in which the anchor event does not change. It begins at `from` and ends when the next piece begins. `at`
 * is the time of the anchor event. Without an anchor event, `at` is undefined.
 */
interface Piece {
  readonly from: number;
  readonly at: number | undefined;
}

/**
 * Returns the pieces from `begin` on. `candidates` are the facts that the anchor's selection counts, in the sort order
 * of facts.
 */
function anchorPieces(which: Anchor['which'], candidates: readonly Counted[], begin: number): readonly Piece[] {
  const turns = new Set([begin]);
  for (const { from, to } of candidates) {
    if (from > begin) turns.add(from);
    if (to > begin && to < Infinity) turns.add(to);
  }
  const out: Piece[] = [];
  let expired = 0;
  for (const t of [...turns].sort((a, b) => a - b)) {
    while (expired < candidates.length && candidates[expired].to <= t) expired++;
    const counts = (i: number): boolean => candidates[i].from <= t && t < candidates[i].to;
    let i = which === 'first' ? expired : firstAfter(candidates, t, instantOf) - 1;
    while (i >= expired && i < candidates.length && !counts(i)) i += which === 'first' ? 1 : -1;
    const at = i >= expired && i < candidates.length ? candidates[i].fact.at : undefined;
    if (out.length === 0 || out[out.length - 1].at !== at) out.push({ from: t, at });
  }
  return out;
}

const instantOf = (c: Counted): number => c.fact.at;

/**
 * Restricts the time range of each fact in `list` to times at which the fact lies in the window of the anchor. Both
 * lists contain the facts that still count after `begin`, in the sort order of facts. A fact that leaves the window and
 * later enters it again is returned twice.
 */
export function anchored<T extends Counted>(
  anchor: Anchor,
  list: readonly T[],
  candidates: readonly Counted[],
  begin: number,
): T[] {
  const out: T[] = [];
  const since: number[] = [];
  let [low, high] = [0, 0];
  const enter = (i: number, end: number, t: number): void => {
    for (; i < end; i++) since[i] = t;
  };
  const leave = (i: number, end: number, t: number): void => {
    for (; i < end; i++) {
      const [from, to] = [Math.max(list[i].from, since[i]), Math.min(list[i].to, t)];
      if (from < to) out.push({ ...list[i], from, to });
    }
  };
  const move = (nextLow: number, nextHigh: number, t: number): void => {
    leave(low, Math.min(high, nextLow), t);
    leave(Math.max(low, nextHigh), high, t);
    enter(nextLow, Math.min(nextHigh, low), t);
    enter(Math.max(nextLow, high), nextHigh, t);
    [low, high] = [nextLow, nextHigh];
  };
  for (const { from, at } of anchorPieces(anchor.which, candidates, begin)) {
    // Times are whole milliseconds, so "at or after t" equals "after t - 1".
    const bounds = at === undefined ? [] : anchoredBounds(anchor, at).map((t) => firstAfter(list, t - 1, instantOf));
    move(bounds[0] ?? 0, bounds[1] ?? 0, from);
  }
  move(0, 0, Infinity);
  return out.sort((a, b) => compareFacts(a.fact, b.fact) || a.from - b.from);
}
