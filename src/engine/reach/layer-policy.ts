/**
 * Decides whether the layers of a customer allow marketing contacts. If the layers of several models apply, the
 * strictest rule decides.
 */
import type { LayerPolicy } from '../layers/layers.js';
import { DAY } from '../time/time.js';
import type { Budget } from './budget.js';

/** The layer of a customer in a model that decides whether a customer may be contacted. */
export interface GoverningLayer {
  /** Key in the form `model.layer`. */
  readonly key: string;
  readonly reach: LayerPolicy;
  /** Minimum time between contacts if the policy is PERIODIC, in ms. If undefined, only the budgets limit contacts. */
  readonly intervalMs?: number;
}

/** Signals that a customer may leave soon. */
export interface ChurnSigns {
  /**
   * `probability` is the customer's score in the churn model, and `bound` is the workspace's threshold. Both are
   * undefined if there is no model or no score.
   */
  readonly probability?: number;
  readonly bound?: number;
  readonly lastOrderAt?: number;
}

/** Without a churn model, a customer counts as close to churn once this much time has passed since the last order. */
const NEAR_CHURN_FROM = 75 * DAY;
/** A customer counts as churned once this much time has passed since the last order. */
const CHURNED_FROM = 90 * DAY;

export function isNearChurn({ probability, bound, lastOrderAt }: ChurnSigns, at: number): boolean {
  if (probability !== undefined && bound !== undefined) return probability > bound;
  if (lastOrderAt === undefined) return false;
  return at - lastOrderAt >= NEAR_CHURN_FROM && at - lastOrderAt < CHURNED_FROM;
}

/** Returns the first layer that forbids a marketing contact, or undefined if all layers allow it. */
export function forbiddingLayer(
  layers: readonly GoverningLayer[],
  signs: ChurnSigns,
  at: number,
): GoverningLayer | undefined {
  return layers.find(({ reach }) => {
    switch (reach) {
      case 'NONE':
        return true;
      case 'NEAR_CHURN':
        return !isNearChurn(signs, at);
      case 'ALLOWED':
      case 'PERIODIC':
        return false;
    }
  });
}

/** Returns one budget for each PERIODIC layer with an interval. The budget allows one contact per interval. */
export function periodicBudgets(layers: readonly GoverningLayer[]): Budget[] {
  return layers.flatMap(({ key, reach, intervalMs }): Budget[] =>
    reach === 'PERIODIC' && intervalMs !== undefined
      ? [{ key: `periodic:${key}`, most: 1, window: { kind: 'ROLLING', ms: intervalMs }, layer: key }]
      : [],
  );
}
