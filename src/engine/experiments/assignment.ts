/**
 * Assigns customers to the variants of an experiment. The assignment is deterministic per customer, so no list is
 * stored in advance.
 */

export interface Variant {
  readonly key: string;
  /** Relative share of customers. It is divided by the sum of all weights. */
  readonly weight: number;
  /** The coupon that customers of this variant can claim. The hold-out has no coupon. */
  readonly coupon?: string;
}

export interface Experiment {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** The variants in a fixed order. The hold-out is the variant without a coupon. */
  readonly variants: readonly Variant[];
  /**
   * A value that is part of every random draw. It makes the assignments of different experiments independent of each
   * other.
   */
  readonly salt: string;
  /** Planned number of customers. The always-valid interval is narrowest at this number. */
  readonly plannedCustomers: number;
  /** Key of the strategy that the variants try together. */
  readonly strategy?: string;
  /** The effect that was expected when the experiment was planned. It has no influence on the verdict. */
  readonly expectedEffect?: number;
  readonly version: number;
  readonly ended: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Returns the variant for a random number from [0, 1). Variants are chosen in proportion to their weights. */
export function variantAt(experiment: Pick<Experiment, 'variants'>, drawn: number): Variant {
  const total = experiment.variants.reduce((s, v) => s + v.weight, 0);
  let at = drawn * total;
  for (const v of experiment.variants) {
    at -= v.weight;
    if (at < 0) return v;
  }
  return experiment.variants.findLast((v) => v.weight > 0)!;
}
