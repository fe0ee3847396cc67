/** Compares the models of orders, and chooses the one that forecast the newest closed window best. */
import type { OrderModel } from './bg-nbd.js';

/** A model of orders that was fitted before the newest closed window, and its error in the window. */
export interface OrderCandidate {
  readonly model: OrderModel;
  /** Whether the fit found clear best parameters. */
  readonly converged: boolean;
  /** Mean absolute error of the forecast number of order days per customer. */
  readonly meanAbsoluteError: number;
}

/**
 * Returns the index of the best candidate. This is the one with the smallest error among those that converged. If the
 * errors are equal, it is the first one. If none converged, the first one is returned.
 */
export function bestCandidate(candidates: readonly OrderCandidate[]): number {
  let best: number | undefined;
  for (const [i, { converged, meanAbsoluteError }] of candidates.entries())
    if (converged && (best === undefined || meanAbsoluteError < candidates[best].meanAbsoluteError)) best = i;
  return best ?? 0;
}
