/**
 * Price ladder report. An experiment tests several face values, and the report compares each face value with the
 * hold-out group.
 */
import { ascending } from '../../../engine/values/ascending.js';
import type { Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { invalid, notFound } from '../../base/errors.js';
import { compare, estimatesOf, type MetricDifference } from './outcomes.js';
import { openReport, type CouponScope } from './scan.js';
import { experimentGroups, readWindow, type UpliftGroup } from './uplift.js';

interface Rung extends UpliftGroup {
  readonly faceValue: bigint;
  readonly metrics: readonly MetricDifference[];
}

export interface PriceLadder {
  readonly asOf: number;
  readonly windowMs: number;
  readonly holdOut: UpliftGroup;
  /** The tested face values in ascending order. */
  readonly rungs: readonly Rung[];
  /**
   * Key of the cheapest effective variant. This is the variant with the lowest face value among those whose net gain
   * per customer significantly exceeds that of the hold-out group.
   */
  readonly cheapest?: string;
}

/**
 * Computes the price ladder report. Each confidence interval has level 1 - 0.05 / rungs (Bonferroni correction), so the
 * intervals hold for all rungs together. More rungs therefore do not increase the chance of a false positive.
 */
export async function couponPriceLadder(
  services: Services,
  principal: Principal,
  scope: CouponScope,
  input: { readonly experiment: string; readonly window?: string | null; readonly margin: bigint },
): Promise<PriceLadder> {
  const r = await openReport(services, principal, scope);
  const windowMs = readWindow(input.window);
  const experiment = await services.stores.experiments.get(principal.workspace, input.experiment);
  if (!experiment) throw notFound('EXPERIMENT_NOT_FOUND', 'the experiment');
  const groups = await experimentGroups(services, r, scope, experiment, windowMs);
  const control = groups.find((g) => g.group.holdOut)!;
  const priced = groups
    .filter((g) => !g.group.holdOut)
    .map((g) => ({ ...g, faceValue: r.coupons.get(g.group.coupon!)?.faceValue }));
  if (priced.some((x) => x.faceValue === undefined))
    throw invalid(
      'PRICE_LADDER_FACE_VALUE_MISSING',
      'every variant of a price ladder has a coupon with a face value',
      'input.experiment',
    );
  const held = estimatesOf(control.units, input.margin);
  const rungs = priced
    .sort((a, b) => ascending(a.faceValue!, b.faceValue!))
    .map(({ group, units, faceValue }): Rung => ({
      ...group,
      faceValue: faceValue!,
      metrics: compare(estimatesOf(units, input.margin), held, {
        level: 0.05 / priced.length,
        plannedN: experiment.plannedCustomers,
      }),
    }));
  const cheapest = rungs.find((x) => x.metrics.some((m) => m.metric === 'NET_GAIN' && m.interval.low > 0))?.variant;
  return { asOf: r.room.now, windowMs, holdOut: control.group, rungs, ...(cheapest === undefined ? {} : { cheapest }) };
}
