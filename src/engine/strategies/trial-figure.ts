/** Computes the figure of a trial from the sums of its groups, and the verdict about it. */
import { difference, sampleRatio } from '../experiments/estimate.js';
import { estimateOfSums, type GroupSums } from './group-sums.js';
import type { Figure, Range, TrialMetric, TrialPlan, Verdict } from './strategy.js';

/** Sums of the two groups of a trial in a layer. */
export interface TrialSums {
  readonly treated: GroupSums;
  readonly heldOut: GroupSums;
  readonly treatedCost: GroupSums;
  readonly heldOutCost: GroupSums;
  assignedTreated: number;
  assignedHeldOut: number;
  crossed: number;
}

/** How a trial is judged. */
export interface Judging extends Pick<TrialPlan, 'metric' | 'leastEffect'> {
  /** Weights of the treated customers and the hold-out. */
  readonly weights: readonly [treated: number, heldOut: number];
  readonly isClosed: boolean;
  /** Whether the sample ratio of all customers of the trial can be trusted. */
  readonly isTrusted: boolean;
  /** Planned number of customers. The interval of an open trial is narrowest at this number. */
  readonly plannedCustomers: number;
}

/** Smallest group that is compared. A mean of fewer customers would reveal what single customers spend. */
const LEAST_GROUP = 10;
/**
 * Smallest number of customers of a group who have an outcome, and of a share also of those who have none. With fewer,
 * the mean is not nearly normal, and its estimated variance depends on a few customers. For shares, this is the
 * success-failure condition (Diez, Cetinkaya-Rundel and Barr 2019, OpenIntro Statistics, section 6.1).
 */
const LEAST_OUTCOMES = 10;
/** A probability of the group sizes below this level means that the assignment or its record is broken. */
export const RATIO_LEVEL = 0.001;
const LEVEL = 0.05;
const MONEY = 10_000;

/** The number that stands for 1 in the sums of a metric. */
const SCALE: Readonly<Record<TrialMetric, number>> = {
  ACTIVITY: 1,
  RETENTION: 1,
  CONVERSION: 1,
  ORDERS: 1,
  ORDER_VALUE: MONEY,
  REVENUE: MONEY,
};

/** Metrics whose outcome of a customer is 0 or 1. */
const SHARES: ReadonlySet<TrialMetric> = new Set<TrialMetric>(['ACTIVITY', 'RETENTION', 'CONVERSION']);

/** Returns the figure of a trial in a layer, and the verdict. */
export function figureOfTrial(
  sums: TrialSums,
  judging: Judging,
): { readonly figure: Figure; readonly verdict: Verdict } {
  const { weights, isClosed, plannedCustomers } = judging;
  const assigned = { treated: sums.assignedTreated, heldOut: sums.assignedHeldOut };
  const scale = SCALE[judging.metric];
  const [treated, heldOut] = [estimateOfSums(sums.treated, scale), estimateOfSums(sums.heldOut, scale)];
  const ratio = weights[1] > 0 ? sampleRatio([assigned.treated, assigned.heldOut], weights).p : undefined;
  const isLarge = treated !== undefined && heldOut !== undefined && Math.min(treated.n, heldOut.n) >= LEAST_GROUP;
  const counts = {
    assigned,
    treated: sums.treated.customers,
    heldOut: sums.heldOut.customers,
    crossed: sums.crossed,
    ...(isLarge ? { treatedMean: treated.value, heldOutMean: heldOut.value } : {}),
    ...(ratio === undefined ? {} : { sampleRatio: ratio }),
  };
  if (ratio === undefined) return { figure: counts, verdict: 'NOT_MEASURED' };
  const isTrusted = judging.isTrusted && ratio >= RATIO_LEVEL;
  if (!isLarge) return { figure: counts, verdict: isTrusted ? 'OPEN' : 'UNTRUSTED' };
  const measured = { ...counts, ...costOf(sums), effect: treated.value - heldOut.value };
  const isInformative = [sums.treated, sums.heldOut].every((group) => showsVariation(group, judging.metric));
  // Customers who all have the same outcome do not show how much outcomes vary, so there is no interval.
  if (!isInformative || Math.min(treated.variance, heldOut.variance) === 0)
    return { figure: measured, verdict: isTrusted ? 'OPEN' : 'UNTRUSTED' };
  const compared = difference(treated, heldOut, LEVEL, plannedCustomers);
  const interval = isClosed ? compared.interval : compared.alwaysValid;
  const standardError = Math.sqrt(treated.variance + heldOut.variance);
  const figure: Figure = { ...measured, standardError, interval };
  return { figure, verdict: isTrusted ? judge(interval, judging.leastEffect) : 'UNTRUSTED' };
}

/** Whether enough customers of a group have an outcome to estimate how much the outcomes vary. */
function showsVariation({ customers, valued, divided }: GroupSums, metric: TrialMetric): boolean {
  if (metric === 'ORDER_VALUE') return divided >= LEAST_OUTCOMES;
  return valued >= LEAST_OUTCOMES && (!SHARES.has(metric) || customers - valued >= LEAST_OUTCOMES);
}

function costOf({ treatedCost, heldOutCost }: TrialSums): Pick<Figure, 'cost'> {
  const [treated, heldOut] = [estimateOfSums(treatedCost, MONEY), estimateOfSums(heldOutCost, MONEY)];
  return treated && heldOut ? { cost: treated.value - heldOut.value } : {};
}

/** Judges an interval of an effect against the least effect that matters. */
export function judge({ low, high }: Range, leastEffect: number): Verdict {
  if (low > leastEffect) return 'WORKS';
  if (high < -leastEffect) return 'HARMS';
  return low >= -leastEffect && high <= leastEffect ? 'NO_EFFECT' : 'OPEN';
}
