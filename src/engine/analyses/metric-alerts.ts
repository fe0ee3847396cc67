/** Rules over the figure of a report by unit of time: when a bound is crossed, and when it is crossed back. */
import { compareValues } from '../values/value.js';

/**
 * Exactly one bound is set. Decimals have 4 digits. `rise` and `fall` are shares of the unit before: 0.3 of it more, or
 * less.
 */
export interface MetricRule {
  readonly key: string;
  /** The group that it watches. Absent for everyone. */
  readonly group?: string;
  readonly above?: bigint;
  readonly below?: bigint;
  readonly rise?: bigint;
  readonly fall?: bigint;
}

/** The figure of one unit of time, [from, to) in ms. */
export interface MetricPoint {
  readonly from: number;
  readonly to: number;
  readonly value?: number | bigint;
  readonly complete: boolean;
}

/** How far a rule has been judged. */
export interface MetricState {
  /** Units that end by this instant are judged. */
  readonly until: number;
  readonly isRaised: boolean;
}

export interface MetricNews {
  readonly point: MetricPoint;
  /** False when the bound was crossed, true when the figure is back. */
  readonly isRecovered: boolean;
}

const ONE = 10_000n;

/**
 * Judges the units after `state.until` in order. Only complete units count, except that `above` is raised early: counts
 * and sums of a unit that has begun can only be exceeded further. A unit without a figure, or without one to compare
 * with, is passed over.
 *
 * Example: daily counts 5, 12, 11, 3 with `above` 10 raise once for the second day and recover on the fourth.
 */
export function judgeMetric(
  rule: MetricRule,
  points: readonly MetricPoint[],
  state: MetricState,
): { readonly news: readonly MetricNews[]; readonly state: MetricState } {
  const news: MetricNews[] = [];
  let { until, isRaised } = state;
  for (let i = 0; i < points.length; i++) {
    const point = points[i];
    if (point.to <= until) continue;
    const isCrossed = crosses(rule, point.value, points[i - 1]?.value);
    if (!point.complete) {
      if (rule.above !== undefined && isCrossed === true && !isRaised) {
        news.push({ point, isRecovered: false });
        isRaised = true;
      }
      break;
    }
    until = point.to;
    if (isCrossed === undefined || isCrossed === isRaised) continue;
    news.push({ point, isRecovered: !isCrossed });
    isRaised = isCrossed;
  }
  return { news, state: { until, isRaised } };
}

type Figure = number | bigint | undefined;

/** Whether a figure is beyond the bound of a rule. Undefined if that cannot be said. */
function crosses({ above, below, rise, fall }: MetricRule, value: Figure, before: Figure): boolean | undefined {
  if (value === undefined) return undefined;
  if (above !== undefined) return compareValues(value, above)! > 0;
  if (below !== undefined) return compareValues(value, below)! < 0;
  if (before === undefined || before <= 0) return undefined;
  const factor = rise === undefined ? ONE - fall! : ONE + rise;
  const [now, then] = [exact(value), exact(before)];
  const difference =
    now === undefined || then === undefined
      ? Number(value) - (Number(before) * Number(factor)) / Number(ONE)
      : now * ONE - then * factor;
  return rise === undefined ? difference < 0 : difference > 0;
}

/** A decimal or whole number as a decimal. Undefined for other numbers. */
function exact(value: number | bigint): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value) * ONE : undefined;
}
