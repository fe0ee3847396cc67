/**
 * Decides whether the layers of a customer permit marketing contacts. If several models govern reach, the strictest
 * rule applies.
 */
import type { LayerPolicy } from '../layers/layers.js';
import { DAY } from '../time/time.js';
import type { Budget } from './budget.js';

/** The layer of a customer in a model that governs reach. */
export interface GoverningLayer {
  /** `model.layer`. */
  readonly key: string;
  readonly reach: LayerPolicy;
  /** For PERIODIC: the minimum time between contacts. Undefined if only the budgets limit them. */
  readonly intervalMs?: number;
}

/** Signals that a customer may leave soon. */
export interface ChurnSigns {
  /** Score of the churn model and the workspace's threshold. Undefined without a model or a score. */
  readonly probability?: number;
  readonly bound?: number;
  readonly lastOrderAt?: number;
}

/** Without a model a customer is near churn from so long after the last order on ... */
const NEAR_CHURN_FROM = 75 * DAY;
/** ... until the customer counts as churned. */
const CHURNED_FROM = 90 * DAY;

export function isNearChurn({ probability, bound, lastOrderAt }: ChurnSigns, at: number): boolean {
  if (probability !== undefined && bound !== undefined) return probability > bound;
  if (lastOrderAt === undefined) return false;
  return at - lastOrderAt >= NEAR_CHURN_FROM && at - lastOrderAt < CHURNED_FROM;
}

/** Returns the first layer that forbids a marketing contact, or undefined if all permit it. */
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

/** The intervals of PERIODIC layers, as budgets of one contact each. */
export function periodicBudgets(layers: readonly GoverningLayer[]): Budget[] {
  return layers.flatMap(({ key, reach, intervalMs }): Budget[] =>
    reach === 'PERIODIC' && intervalMs !== undefined
      ? [{ key: `periodic:${key}`, most: 1, window: { kind: 'ROLLING', ms: intervalMs }, layer: key }]
      : [],
  );
}
