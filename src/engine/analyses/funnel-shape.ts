/** Conditions of a funnel on the events of a customer, and the customer's progress. */

export type FunnelOrder = 'ORDERED' | 'CONSECUTIVE' | 'ANY';

/** Between reaching step `after` and reaching step `before` (from 1) no event with one of `bits` may happen. */
export interface Exclusion {
  readonly after: number;
  readonly before: number;
  readonly bits: number;
}

export interface FunnelShape {
  /** For each step, the bits of its alternatives. */
  readonly steps: readonly number[];
  /** From the first event of an attempt to its last, inclusive. */
  readonly windowMs: number;
  /** An attempt begins in [from, to). */
  readonly from: number;
  readonly to: number;
  readonly order: FunnelOrder;
  readonly exclusions: readonly Exclusion[];
}

/** Events of one customer in time order; an event is one entry, with the bits of every choice that takes it in. */
export interface MaskedEvents {
  readonly length: number;
  readonly at: ArrayLike<number>;
  readonly mask: ArrayLike<number>;
}

export interface Progress {
  /** The deepest step reached, or 0. */
  reached: number;
  /** By step (from 1): when it was first reached, and when the latest attempt that reached it then began. */
  readonly finishedAt: Float64Array;
  readonly begunAt: Float64Array;
  /** When the last attempt began. */
  lastBegun: number;
  /** The deepest step if events at the same time could follow one another. */
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

/** The most steps that can be taken, each by an event of its own: augmenting paths in a bipartite graph. */
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
