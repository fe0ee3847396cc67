/**
 * Strategies and the records of what they changed. A strategy is a way to treat customers, such as a coupon for
 * dormant customers by SMS. Campaigns and experiments name the strategy that they try.
 */

/** What a strategy is meant to raise. */
export const OBJECTIVES = ['ACTIVATE', 'RETAIN', 'ORDERS', 'ORDER_VALUE', 'REVENUE'] as const;
export type Objective = (typeof OBJECTIVES)[number];

/** What the customer is offered. */
export const OFFERS = ['COUPON', 'POINTS', 'GIFT', 'PRICE', 'BUNDLE', 'CONTENT', 'SERVICE', 'NONE'] as const;
export type Offer = (typeof OFFERS)[number];

/**
 * The value that is compared for each assigned customer. ACTIVITY: whether the customer was active in the window. RETENTION:
 * whether the customer ordered in the window of equal length that follows. CONVERSION: whether the customer ordered in
 * the window. ORDERS and REVENUE: number and net amount of the orders in the window. ORDER_VALUE: net amount divided by
 * orders, over all customers of a group.
 */
export const METRICS = ['ACTIVITY', 'RETENTION', 'CONVERSION', 'ORDERS', 'ORDER_VALUE', 'REVENUE'] as const;
export type TrialMetric = (typeof METRICS)[number];

/** The metric that measures an objective, if a strategy names no other. */
export const METRIC_OF: Readonly<Record<Objective, TrialMetric>> = {
  ACTIVATE: 'ACTIVITY',
  RETAIN: 'RETENTION',
  ORDERS: 'ORDERS',
  ORDER_VALUE: 'ORDER_VALUE',
  REVENUE: 'REVENUE',
};

/** How trials of a strategy are measured. It should be fixed before the first customer is assigned. */
export interface TrialPlan {
  readonly metric: TrialMetric;
  /** Length of the window after the assignment, in ms. */
  readonly windowMs: number;
  /** The smallest effect that matters, in the unit of the metric. Not negative. */
  readonly leastEffect: number;
  /** Key of the layer model whose layers are measured separately. If absent, only all customers together are measured. */
  readonly layerModel?: string;
}

export interface Strategy extends TrialPlan {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly objective: Objective;
  readonly offer: Offer;
  readonly channel?: string;
  /** What the texts of the strategy have in common, such as the occasion. */
  readonly textFamily?: string;
  /** Layers for which the strategy is meant, as `model.layer`. If the list is empty, it is meant for every layer. */
  readonly layers: readonly string[];
  /** Time of the version that changed the plan last, in ms. */
  readonly plannedAt: number;
  readonly version: number;
  readonly retired: boolean;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Plan of trials whose campaign or experiment names no strategy. */
export const USUAL_PLAN = { metric: 'REVENUE', windowMs: 30 * 86_400_000, leastEffect: 0 } as const;

/**
 * WORKS: the interval is above the least effect. HARMS: the interval is below minus the least effect. NO_EFFECT: the
 * interval is between the two. OPEN: none of these. UNTRUSTED: the sizes of the groups do not agree with the planned
 * shares. NOT_MEASURED: there is no hold-out.
 */
export const VERDICTS = ['WORKS', 'HARMS', 'NO_EFFECT', 'OPEN', 'UNTRUSTED', 'NOT_MEASURED'] as const;
export type Verdict = (typeof VERDICTS)[number];

const ORIGINS = ['CAMPAIGN', 'EXPERIMENT', 'BY_HAND'] as const;
type Origin = (typeof ORIGINS)[number];

export interface Range {
  readonly low: number;
  readonly high: number;
}

/** The figure of a trial. Money is in whole units of the workspace's currency. */
export interface Figure {
  /** Number of assigned customers, whose windows may still be open. */
  readonly assigned: { readonly treated: number; readonly heldOut: number };
  /** Number of customers whose window has ended. Only these customers are compared. */
  readonly treated: number;
  readonly heldOut: number;
  /**
   * Number of customers who were merged from several assigned profiles. They are in no group. Leaving out only those of
   * both groups would leave more of the others in the larger group, because both of their draws are more often in it.
   */
  readonly crossed: number;
  readonly treatedMean?: number;
  readonly heldOutMean?: number;
  /** Difference of the means. Absent if a group is too small. */
  readonly effect?: number;
  /** Standard error and interval of the effect. Absent if a group has too few outcomes. */
  readonly standardError?: number;
  readonly interval?: Range;
  /** Difference of the coupon costs per customer. */
  readonly cost?: number;
  /** Probability that groups of the planned shares differ at least as much in size. */
  readonly sampleRatio?: number;
}

/** The record of one trial in one layer. */
export interface StrategyRecord extends Omit<TrialPlan, 'layerModel'> {
  /** Identifies the trial and the layer. A later measurement replaces the record with the same key. */
  readonly key: string;
  readonly origin: Origin;
  /** Key of the campaign or experiment. For a record by hand, a text that says where the result comes from. */
  readonly source: string;
  /** Version of the campaign. */
  readonly sourceVersion?: number;
  readonly strategy?: string;
  /** The layer at the assignment, as `model.layer`. If absent, the record contains all assigned customers. */
  readonly layer?: string;
  /** Version of the layer model. */
  readonly layerVersion?: number;
  /** The effect that was expected when the trial was planned. It has no influence on the verdict. */
  readonly expected?: number;
  /** Whether the plan is older than the first assignment. */
  readonly isPlannedBefore: boolean;
  /** CLOSED: no further customer is assigned, and every window has ended. */
  readonly state: 'OPEN' | 'CLOSED';
  /** Times of the first and the last assignment, in ms. */
  readonly from?: number;
  readonly to?: number;
  /** The figure with all facts known now. */
  readonly figure?: Figure;
  readonly verdict: Verdict;
  /** The figure of the measurement that closed the record. Late facts do not change it. */
  readonly closing?: Omit<TrialPlan, 'layerModel'> & {
    readonly at: number;
    readonly figure: Figure;
    readonly verdict: Verdict;
  };
  readonly note?: string;
  readonly measuredAt: number;
  readonly savedBy: string;
  readonly version: number;
}
