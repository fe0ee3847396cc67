/** Whether the layers of a customer allow marketing contacts. Of several governing models the strictest rule decides. */
import type { LayerPolicy } from '../layers/layers.js';
import { DAY } from '../time/time.js';
import type { Budget } from './budget.js';

/** The layer of a customer in a model that governs reach. */
export interface GoverningLayer {
  /** `model.layer`. */
  readonly key: string;
  readonly reach: LayerPolicy;
  /** Of PERIODIC: the least time between contacts; absent: the budgets alone decide. */
  readonly intervalMs?: number;
}

/** What is known of how soon a customer may leave. */
export interface ChurnSigns {
  /** Of the churn model, with the bound of the workspace; absent: there is no model, or no score of the customer. */
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

/** The first layer that forbids a marketing contact; undefined: all allow it. */
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
