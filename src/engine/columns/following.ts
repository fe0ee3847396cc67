/**
 * Evaluates conditions on the order of events, as defined in `segments/patterns.ts`. The caller has already selected the
 * events that count.
 */
import { firstRowAfter } from '../time/search.js';

/**
 * Times of events, ascending for each customer. The times of customer i have the positions from starts[i] (inclusive)
 * to ends[i] (exclusive).
 */
export interface Instants {
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  readonly at: Float64Array;
}

/**
 * Whether at least one event of `of` was followed by no event of `by` within `withinMs`. An event whose time limit has
 * not passed by `now` does not count yet.
 */
export function isUnfollowed(of: Instants, by: Instants, index: number, withinMs: number, now: number): boolean {
  for (let a = of.starts[index], f = by.starts[index]; a < of.ends[index]; a++) {
    const until = of.at[a] + withinMs;
    if (until > now) return false;
    while (f < by.ends[index] && by.at[f] <= of.at[a]) f++;
    if (f === by.ends[index] || by.at[f] > until) return true;
  }
  return false;
}

/**
 * Whether a customer has a chain of events, one per step, each later than the previous one. No event of `blockers` may
 * occur between the first and the last event of the chain.
 */
export function hasChain(
  steps: readonly Instants[],
  blockers: Instants | undefined,
  index: number,
  withinMs: number | undefined,
): boolean {
  const [first] = steps;
  for (let a = first.ends[index] - 1; a >= first.starts[index]; a--) {
    const begin = first.at[a];
    let end: number | undefined = begin;
    // The chain with the earliest possible event for each step ends first, so no other chain with this first event is
    // checked.
    for (let k = 1; k < steps.length && end !== undefined; k++) end = firstLater(steps[k], index, end);
    if (end === undefined || (withinMs !== undefined && end - begin > withinMs)) continue;
    const blocker = blockers && firstLater(blockers, index, begin);
    if (blocker === undefined || blocker >= end) return true;
  }
  return false;
}

function firstLater({ starts, ends, at }: Instants, i: number, t: number): number | undefined {
  const row = firstRowAfter(at, starts[i], ends[i], t);
  return row < ends[i] ? at[row] : undefined;
}
