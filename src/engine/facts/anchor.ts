/**
 * Windows anchored to a customer's own event: `within 30d after first(order_paid)`. The anchor event changes as orders
 * are cancelled, late facts arrive and old facts expire. The window moves with it.
 */
import { compareFacts } from './facts.js';
import type { Anchor, EventFact, Selection } from '../model.js';
import { firstAfter } from '../time/search.js';

/** A fact that counts in from <= t < to. */
interface Counted {
  readonly from: number;
  readonly to: number;
  readonly fact: EventFact;
}

/** The selection whose first or last event is the anchor. */
export function anchorSelection({ event, where, gross }: Anchor): Selection {
  return { event, ...(where ? { where } : {}), ...(gross ? { gross } : {}) };
}

/** Name of the anchor in typed conditions, also used in the paths of errors. */
export const anchorKey = ({ side, which }: Anchor): `${Anchor['side']}${'First' | 'Last'}` =>
  `${side}${which === 'first' ? 'First' : 'Last'}`;

/** The window of an anchor at an instant, as from <= at < to. The anchor's own instant is outside. */
export function anchoredBounds(anchor: Anchor, at: number): readonly [from: number, to: number] {
  return anchor.side === 'after' ? [at + 1, at + anchor.withinMs + 1] : [at - anchor.withinMs, at];
}

/** The instant of the anchor event from `from` until the next piece. Undefined if there is no anchor. */
interface Piece {
  readonly from: number;
  readonly at: number | undefined;
}

/** The pieces of the anchor from `begin` on. `candidates` are the contributions of its selection, in fact order. */
function anchorPieces(which: Anchor['which'], candidates: readonly Counted[], begin: number): readonly Piece[] {
  const turns = new Set([begin]);
  for (const { from, to } of candidates) {
    if (from > begin) turns.add(from);
    if (to > begin && to < Infinity) turns.add(to);
  }
  const out: Piece[] = [];
  let gone = 0;
  for (const t of [...turns].sort((a, b) => a - b)) {
    while (gone < candidates.length && candidates[gone].to <= t) gone++;
    const counts = (i: number): boolean => candidates[i].from <= t && t < candidates[i].to;
    let i = which === 'first' ? gone : firstAfter(candidates, t, instantOf) - 1;
    while (i >= gone && i < candidates.length && !counts(i)) i += which === 'first' ? 1 : -1;
    const at = i >= gone && i < candidates.length ? candidates[i].fact.at : undefined;
    if (out.length === 0 || out[out.length - 1].at !== at) out.push({ from: t, at });
  }
  return out;
}

const instantOf = (c: Counted): number => c.fact.at;

/**
 * Contributions restricted to the times at which they lie in the anchor's window. Both lists hold the contributions
 * alive after `begin`, in fact order. A fact that leaves the window and re-enters it contributes twice.
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
    // Instants are whole milliseconds, so "at or after t" is "after t - 1".
    const bounds = at === undefined ? [] : anchoredBounds(anchor, at).map((t) => firstAfter(list, t - 1, instantOf));
    move(bounds[0] ?? 0, bounds[1] ?? 0, from);
  }
  move(0, 0, Infinity);
  return out.sort((a, b) => compareFacts(a.fact, b.fact) || a.from - b.from);
}
