/**
 * Assigns customers to the variants of an experiment. The assignment is deterministic per customer, so no list is
 * stored in advance.
 */

export interface Variant {
  readonly key: string;
  /** Share of customers, relative to the other weights. */
  readonly weight: number;
  /** The coupon that customers of this variant can claim. Absent for the hold-out. */
  readonly coupon?: string;
}

export interface Experiment {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** The variants in a fixed order. The hold-out is the variant without a coupon. */
  readonly variants: readonly Variant[];
  /** Included in every draw, so that the assignments of different experiments are independent. */
  readonly salt: string;
  /** Planned number of customers, at which the always-valid interval is narrowest. */
  readonly plannedCustomers: number;
  readonly version: number;
  readonly ended: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Returns the variant for a draw from [0, 1), by weight. */
export function variantAt(experiment: Pick<Experiment, 'variants'>, drawn: number): Variant {
  const total = experiment.variants.reduce((s, v) => s + v.weight, 0);
  let at = drawn * total;
  for (const v of experiment.variants) {
    at -= v.weight;
    if (at < 0) return v;
  }
  return experiment.variants.findLast((v) => v.weight > 0)!;
}
