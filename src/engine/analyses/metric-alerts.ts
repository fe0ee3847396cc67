/**
 * Alert rules for the figure that a report shows for each unit of time. An alert is raised when the figure crosses a
 * bound, and recovers when the figure returns to the allowed range.
 */
import { compareValues } from '../values/value.js';

/**
 * Exactly one of the four bounds is set. Decimals have 4 digits. `rise` and `fall` are shares of the figure of the
 * previous unit: 0.3 means 30% more, or 30% less.
 */
export interface MetricRule {
  readonly key: string;
  /** The group that the rule watches. If absent, the rule watches the figure of all customers. */
  readonly group?: string;
  readonly above?: bigint;
  readonly below?: bigint;
  readonly rise?: bigint;
  readonly fall?: bigint;
}

/** The figure for one unit of time [from, to), in ms since 1970. */
export interface MetricPoint {
  readonly from: number;
  readonly to: number;
  readonly value?: number | bigint;
  readonly complete: boolean;
}

/** How far a rule has been evaluated, and whether its alert is currently raised. */
export interface MetricState {
  /** Units that end at or before this time have been evaluated. */
  readonly until: number;
  readonly isRaised: boolean;
}

export interface MetricNews {
  readonly point: MetricPoint;
  /** False if the figure crossed the bound, true if it returned to the allowed range. */
  readonly isRecovered: boolean;
}

const ONE = 10_000n;

/**
 * Evaluates the units after `state.until` in order. Only complete units count. The exception is `above`, which may
 * raise an alert during a unit, because counts and sums can only grow further. A unit is skipped if its figure, or the
 * previous figure needed for a comparison, is missing.
 *
 * Example: with `above` 10, the daily counts 5, 12, 11, 3 raise one alert for the second day, which recovers on the
 * fourth.
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

/**
 * Returns whether a figure is beyond the bound of a rule. Returns undefined if the figure is missing, or if the
 * previous figure needed for a comparison is missing or not positive.
 */
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

/** Converts a decimal or a whole number to a decimal with 4 digits. Returns undefined for other numbers. */
function exact(value: number | bigint): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return Number.isSafeInteger(value) ? BigInt(value) * ONE : undefined;
}
