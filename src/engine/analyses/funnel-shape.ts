/** Defines the conditions of a funnel and a customer's progress through its steps. */

export type FunnelOrder = 'ORDERED' | 'CONSECUTIVE' | 'ANY';

/** Forbids events that have one of `bits` between step `after` and step `before`. Steps are numbered from 1. */
export interface Exclusion {
  readonly after: number;
  readonly before: number;
  readonly bits: number;
}

export interface FunnelShape {
  /** One mask for each step. It contains a bit for each choice that takes this step. */
  readonly steps: readonly number[];
  /** Maximum time between the first and the last event of an attempt, in ms, inclusive. */
  readonly windowMs: number;
  /** An attempt counts only if its first event lies within [from, to). */
  readonly from: number;
  readonly to: number;
  readonly order: FunnelOrder;
  readonly exclusions: readonly Exclusion[];
}

/** The events of one customer in time order. Each event is one entry, with the bits of all choices that it matches. */
export interface MaskedEvents {
  readonly length: number;
  readonly at: ArrayLike<number>;
  readonly mask: ArrayLike<number>;
}

export interface Progress {
  /** Number of the last step reached, counted from 1, or 0 if no step was reached. */
  reached: number;
  /**
   * `finishedAt` is the time at which each step was first reached, and `begunAt` is the time at which the attempt that
   * reached it began. The array index is the step, from 1. If several attempts reached a step at the same time, the
   * attempt that began last counts.
   */
  readonly finishedAt: Float64Array;
  readonly begunAt: Float64Array;
  /** When the last attempt began. */
  lastBegun: number;
  /** The last step that would be reached if events at the same time counted as one after the other. */
  loose: number;
}

const NEVER = -Infinity;

export function noProgress(steps: number): Progress {
  return {
    reached: 0,
    finishedAt: new Float64Array(steps + 1).fill(NaN),
    begunAt: new Float64Array(steps + 1).fill(NaN),
    lastBegun: NEVER,
    loose: 0,
  };
}

/**
 * Returns the maximum number of steps that can be taken if each step needs a different event. Uses augmenting paths in
 * a bipartite graph.
 */
export function matching(steps: readonly number[], masks: readonly number[]): number {
  const taker = new Map<number, number>();
  const take = (step: number, tried: Set<number>): boolean => {
    for (let e = 0; e < masks.length; e++) {
      if ((masks[e] & steps[step]) === 0 || tried.has(e)) continue;
      tried.add(e);
      const other = taker.get(e);
      if (other !== undefined && !take(other, tried)) continue;
      taker.set(e, step);
      return true;
    }
    return false;
  };
  let size = 0;
  for (let step = 0; step < steps.length; step++) if (take(step, new Set())) size++;
  return size;
}
