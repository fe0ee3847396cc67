/** What customers did in the time after an instant, and the differences between two groups of them. */
import type { PaidOrder } from '../../engine/coupons/orders.js';
import { difference, Sample, type Difference } from '../../engine/experiments/estimate.js';

export interface Outcome {
  readonly orders: number;
  /** Net of what was refunded until now, scale 4. */
  readonly gmv: bigint;
  readonly cost: bigint;
  /** Ordered again in as much time after that; undefined while it runs. */
  readonly retained?: boolean;
}

export interface Unit extends Outcome {
  /** 1, or how many treated customers it stands for. */
  readonly weight: number;
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

/** All metrics of a treated group against a control group. `level`: 0.05 for 95 %. */
export function compare(treated: readonly Unit[], control: readonly Unit[], o: { readonly margin: bigint; readonly level: number; readonly plannedN: number }): MetricDifference[] {
  return METRICS.flatMap((metric): MetricDifference[] => {
    const [a, b] = [treated, control].map((units) => sampleOf(metric, units, o.margin));
    const [x, y] = [a.estimate(), b.estimate()];
    if (!x || !y || x.n < 2 || y.n < 2) return [];
    const d = difference(x, y, o.level, o.plannedN);
    return [{ metric, ...d, treatedN: x.n, controlN: y.n, significant: d.interval.low > 0 || d.interval.high < 0 }];
  });
}

function sampleOf(metric: OutcomeMetric, units: readonly Unit[], margin: bigint): Sample {
  const s = new Sample();
  for (const u of units) {
    switch (metric) {
      case 'CONVERSION': s.add(u.orders > 0 ? 1 : 0, 1, u.weight); break;
      case 'REPURCHASE': s.add(u.orders > 1 ? 1 : 0, 1, u.weight); break;
      case 'ORDERS': s.add(u.orders, 1, u.weight); break;
      case 'GMV': s.add(money(u.gmv), 1, u.weight); break;
      case 'AVERAGE_ORDER': s.add(money(u.gmv), u.orders, u.weight); break;
      case 'RETENTION': if (u.retained !== undefined) s.add(u.retained ? 1 : 0, 1, u.weight); break;
      case 'NET_GAIN': s.add(money(u.gmv) * (Number(margin) / 10_000) - money(u.cost), 1, u.weight); break;
    }
  }
  return s;
}
