/** Who gets which variant of an experiment: the same customer always the same, with no list kept beforehand. */

export interface Variant {
  readonly key: string;
  /** Its part of the customers, relative to the others. */
  readonly weight: number;
  /** What its customers get; absent: nothing, the hold-out. */
  readonly coupon?: string;
}

export interface Experiment {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** In order; the hold-out is the one without a coupon. */
  readonly variants: readonly Variant[];
  /** Goes into every draw, so that experiments are independent of each other. */
  readonly salt: string;
  /** How many customers are planned: where the always-valid interval is narrowest. */
  readonly plannedCustomers: number;
  readonly version: number;
  readonly ended: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** The variant a draw from [0, 1) falls on, by the weights. */
export function variantAt(experiment: Pick<Experiment, 'variants'>, drawn: number): Variant {
  const total = experiment.variants.reduce((s, v) => s + v.weight, 0);
  let at = drawn * total;
  for (const v of experiment.variants) {
    at -= v.weight;
    if (at < 0) return v;
  }
  return experiment.variants.findLast((v) => v.weight > 0)!;
}
