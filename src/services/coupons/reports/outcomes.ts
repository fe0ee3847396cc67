/** Measures the outcomes of customers in a window after a given time, and compares two groups. */
import { DecimalSum } from '../../../engine/values/decimal.js';
import { difference, estimateOf, type Difference, type Estimate } from '../../../engine/experiments/estimate.js';

/** The outcome of one customer. Money has four decimal places. */
export interface Outcome {
  readonly orders: number;
  /** Number of the orders that have an amount in the workspace's currency. */
  readonly priced: number;
  readonly gmv: bigint;
  readonly cost: bigint;
  /** Undefined while the retention window is open. */
  readonly retained: boolean | undefined;
}

/** The outcomes of the customers in one group, with one row for each customer. */
export class Units {
  readonly orders: Float64Array;
  readonly priced: Float64Array;
  /** In whole units of the workspace's currency. */
  readonly gmv: Float64Array;
  readonly cost: Float64Array;
  /** 1 for retained, 0 for not retained, -1 while the retention window is open. */
  readonly retained: Int8Array;
  /** Number of treated customers that each row represents. When absent, each row represents one. */
  readonly weights?: Float64Array;
  private readonly exact = { gmv: new DecimalSum(), cost: new DecimalSum() };
  private n = 0;

  constructor(size: number, weighted = false) {
    [this.orders, this.gmv, this.cost] = [new Float64Array(size), new Float64Array(size), new Float64Array(size)];
    this.priced = new Float64Array(size);
    this.retained = new Int8Array(size);
    if (weighted) this.weights = new Float64Array(size);
  }

  add({ orders, priced, gmv, cost, retained }: Outcome, weight = 1): void {
    const i = this.n++;
    this.orders[i] = orders;
    this.priced[i] = priced;
    this.gmv[i] = money(gmv);
    this.cost[i] = money(cost);
    this.exact.gmv.add(gmv);
    this.exact.cost.add(cost);
    this.retained[i] = retained === undefined ? -1 : Number(retained);
    if (this.weights) this.weights[i] = weight;
  }

  /** Returns the unweighted totals over all rows. Money has four decimal places. */
  sums(): { readonly orders: number; readonly gmv: bigint; readonly cost: bigint } {
    return {
      orders: this.orders.reduce((a, b) => a + b, 0),
      gmv: this.exact.gmv.value(),
      cost: this.exact.cost.value(),
    };
  }
}

const money = (v: bigint): number => Number(v) / 10_000;

const METRICS = ['CONVERSION', 'REPURCHASE', 'ORDERS', 'GMV', 'AVERAGE_ORDER', 'RETENTION', 'NET_GAIN'] as const;
type OutcomeMetric = (typeof METRICS)[number];

export interface MetricDifference extends Difference {
  readonly metric: OutcomeMetric;
  /** Number of customers behind the estimate for the treated group. `controlN` is the same for the control group. */
  readonly treatedN: number;
  readonly controlN: number;
  /** Whether the confidence interval excludes zero. */
  readonly significant: boolean;
}

export type Estimates = ReadonlyMap<OutcomeMetric, Estimate>;

/** Estimates all metrics of one group. Metrics with too few customers are omitted. */
export function estimatesOf(units: Units, margin: bigint): Estimates {
  const out = new Map<OutcomeMetric, Estimate>();
  for (const metric of METRICS) {
    const e = estimate(metric, units, Number(margin) / 10_000);
    if (e && e.n >= 2) out.set(metric, e);
  }
  return out;
}

/**
 * Compares all metrics of a treated group with a control group. `level` is the significance level, e.g. 0.05 for 95%
 * intervals.
 */
export function compare(
  treated: Estimates,
  control: Estimates,
  options: { readonly level: number; readonly plannedN: number },
): MetricDifference[] {
  return METRICS.flatMap((metric): MetricDifference[] => {
    const [x, y] = [treated.get(metric), control.get(metric)];
    if (!x || !y) return [];
    const d = difference(x, y, options.level, options.plannedN);
    return [{ metric, ...d, treatedN: x.n, controlN: y.n, significant: d.interval.low > 0 || d.interval.high < 0 }];
  });
}

function estimate(
  metric: OutcomeMetric,
  { orders, priced, gmv, cost, retained, weights }: Units,
  margin: number,
): Estimate | undefined {
  const each = (f: (i: number) => number): Float64Array => {
    const out = new Float64Array(orders.length);
    for (let i = 0; i < out.length; i++) out[i] = f(i);
    return out;
  };
  switch (metric) {
    case 'CONVERSION':
      return estimateOf(
        each((i) => (orders[i] > 0 ? 1 : 0)),
        undefined,
        weights,
      );
    case 'REPURCHASE':
      return estimateOf(
        each((i) => (orders[i] > 1 ? 1 : 0)),
        undefined,
        weights,
      );
    case 'ORDERS':
      return estimateOf(orders, undefined, weights);
    case 'GMV':
      return estimateOf(gmv, undefined, weights);
    case 'AVERAGE_ORDER':
      return estimateOf(gmv, priced, weights);
    case 'RETENTION': {
      const over: number[] = [];
      for (let i = 0; i < retained.length; i++) if (retained[i] >= 0) over.push(i);
      return estimateOf(
        over.map((i) => retained[i]),
        undefined,
        weights && over.map((i) => weights[i]),
      );
    }
    case 'NET_GAIN':
      return estimateOf(
        each((i) => gmv[i] * margin - cost[i]),
        undefined,
        weights,
      );
  }
}
