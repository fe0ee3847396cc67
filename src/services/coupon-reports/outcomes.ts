/** What customers did in the time after an instant, and the differences between two groups of them. */
import type { PaidOrder } from '../../engine/coupons/orders.js';
import { difference, Sample, type Difference, type Estimate } from '../../engine/experiments/estimate.js';

export interface Outcome {
  readonly orders: number;
  /** Net of what was refunded until now, scale 4. */
  readonly gmv: bigint;
  readonly cost: bigint;
  /** Ordered again in as much time after that; undefined while it runs. */
  readonly retained?: boolean;
}

/** Customers of one group, one row each. */
export class Units {
  readonly orders: number[] = [];
  /** Yuan. */
  readonly gmv: number[] = [];
  readonly cost: number[] = [];
  readonly retained: (boolean | undefined)[] = [];
  /** 1, or how many treated customers it stands for. */
  readonly weights: number[] = [];

  add(o: Outcome, weight = 1): void {
    this.orders.push(o.orders);
    this.gmv.push(money(o.gmv));
    this.cost.push(money(o.cost));
    this.retained.push(o.retained);
    this.weights.push(weight);
  }
}

/** Orders of [start, start + window), those wholly cancelled or refunded apart. `except`: the order the coupon was used on. */
export function outcomeOf(orders: readonly PaidOrder[], start: number, windowMs: number, now: number, cost: bigint): Outcome {
  const end = start + windowMs;
  const own = orders.filter((o) => o.at >= start && o.at < end && o.goneAt === undefined);
  const later = end + windowMs <= now ? orders.some((o) => o.at >= end && o.at < end + windowMs && o.goneAt === undefined) : undefined;
  return { orders: own.length, gmv: own.reduce((n, o) => n + o.net, 0n), cost, ...(later === undefined ? {} : { retained: later }) };
}

const money = (v: bigint): number => Number(v) / 10_000;

export const METRICS = ['CONVERSION', 'REPURCHASE', 'ORDERS', 'GMV', 'AVERAGE_ORDER', 'RETENTION', 'NET_GAIN'] as const;
export type OutcomeMetric = (typeof METRICS)[number];

export interface MetricDifference extends Difference {
  readonly metric: OutcomeMetric;
  /** Customers the two estimates rest on. */
  readonly treatedN: number;
  readonly controlN: number;
  /** Of how many sure enough that it is not nothing: the interval leaves zero out. */
  readonly significant: boolean;
}

export type Estimates = ReadonlyMap<OutcomeMetric, Estimate>;

/** All metrics of one group; those of too few customers apart. */
export function estimatesOf(units: Units, margin: bigint): Estimates {
  const out = new Map<OutcomeMetric, Estimate>();
  for (const metric of METRICS) {
    const estimate = sampleOf(metric, units, Number(margin) / 10_000).estimate();
    if (estimate && estimate.n >= 2) out.set(metric, estimate);
  }
  return out;
}

/** All metrics of a treated group against a control group. `level`: 0.05 for 95 %. */
export function compare(treated: Estimates, control: Estimates, o: { readonly level: number; readonly plannedN: number }): MetricDifference[] {
  return METRICS.flatMap((metric): MetricDifference[] => {
    const [x, y] = [treated.get(metric), control.get(metric)];
    if (!x || !y) return [];
    const d = difference(x, y, o.level, o.plannedN);
    return [{ metric, ...d, treatedN: x.n, controlN: y.n, significant: d.interval.low > 0 || d.interval.high < 0 }];
  });
}

function sampleOf(metric: OutcomeMetric, { orders, gmv, cost, retained, weights }: Units, margin: number): Sample {
  const s = new Sample();
  for (let i = 0; i < orders.length; i++) {
    switch (metric) {
      case 'CONVERSION': s.add(orders[i] > 0 ? 1 : 0, 1, weights[i]); break;
      case 'REPURCHASE': s.add(orders[i] > 1 ? 1 : 0, 1, weights[i]); break;
      case 'ORDERS': s.add(orders[i], 1, weights[i]); break;
      case 'GMV': s.add(gmv[i], 1, weights[i]); break;
      case 'AVERAGE_ORDER': s.add(gmv[i], orders[i], weights[i]); break;
      case 'RETENTION': if (retained[i] !== undefined) s.add(retained[i] ? 1 : 0, 1, weights[i]); break;
      case 'NET_GAIN': s.add(gmv[i] * margin - cost[i], 1, weights[i]); break;
    }
  }
  return s;
}
