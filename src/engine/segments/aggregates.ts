/**
 * Computes aggregates as timelines. The value at a given time is the aggregate of the facts that count at that time.
 */
import { divideHalfEven, NumberSum } from '../values/decimal.js';
import { isDecimalField } from '../facts/fields.js';
import { compareFacts, type FactSet } from '../facts/facts.js';
import { Gaps } from './gaps.js';
import type { Metric, Property, Value } from '../types.js';
import { contributions, rollingInstants, type Contribution, type Setting } from '../facts/selection.js';
import { constant, type Timeline } from '../time/timeline.js';
import { compareValues, sameValue, valueKey } from '../values/value.js';

/** Returns a canonical text of a metric. Segments with equal metrics share one timeline. */
export function metricKey(metric: Metric): string {
  let key = keys.get(metric);
  if (key === undefined) {
    key = JSON.stringify(
      [
        metric.aggregate,
        metric.event,
        metric.where,
        metric.field,
        metric.windowMs,
        metric.calendar,
        metric.fixed,
        metric.gross,
        metric.currency,
        metric.top,
        metric.anchor,
      ],
      (_k, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v),
    );
    keys.set(metric, key);
  }
  return key;
}

const keys = new WeakMap<Metric, string>();

/**
 * Computes an aggregate incrementally. A contribution is added when it begins to count, and removed when it no longer
 * counts.
 */
export interface Accumulator<T> {
  add(c: Contribution): void;
  remove(c: Contribution): void;
  value(): T;
}

function counted(): Accumulator<Value | undefined> {
  let n = 0;
  return { add: () => n++, remove: () => n--, value: () => n };
}

/** Computes exact sums and averages of decimals. Averages are rounded half to even at 4 digits. */
function decimals(m: Metric): Accumulator<Value | undefined> {
  let n = 0;
  let total = 0n;
  const by = (c: Contribution, sign: 1 | -1): void => {
    n += sign * c.values.length;
    for (const v of c.values) if (typeof v === 'bigint') total += BigInt(sign) * v;
  };
  const average = (): bigint | undefined => (n === 0 ? undefined : divideHalfEven(total, BigInt(n)));
  return { add: (c) => by(c, 1), remove: (c) => by(c, -1), value: () => (m.aggregate === 'sum' ? total : average()) };
}

/**
 * Computes sums and averages of numbers. The decimal notations of the numbers are added exactly, and the result is
 * rounded to the nearest double.
 */
function numbers(m: Metric): Accumulator<Value | undefined> {
  let n = 0;
  const total = new NumberSum();
  const by = (c: Contribution, sign: 1 | -1): void => {
    n += sign * c.values.length;
    for (const v of c.values) if (typeof v === 'number' || typeof v === 'bigint') total.add(v, sign);
  };
  const average = (): number | undefined => (n === 0 ? undefined : total.value() / n);
  return {
    add: (c) => by(c, 1),
    remove: (c) => by(c, -1),
    value: () => (m.aggregate === 'sum' ? total.value() : average()),
  };
}

function distinct(): Accumulator<Value | undefined> {
  const counts = new Map<string, number>();
  const by = (c: Contribution, sign: number): void => {
    for (const v of c.values) {
      const key = valueKey(v);
      const n = (counts.get(key) ?? 0) + sign;
      if (n === 0) counts.delete(key);
      else counts.set(key, n);
    }
  };
  return { add: (c) => by(c, 1), remove: (c) => by(c, -1), value: () => counts.size };
}

/**
 * An aggregate that cannot be updated when a contribution is removed. It is recomputed from the active contributions.
 */
function recomputed<T>(pick: (active: readonly Contribution[]) => T): Accumulator<T> {
  const active = new Set<Contribution>();
  return {
    add: (c) => active.add(c),
    remove: (c) => active.delete(c),
    value: () => pick([...active].sort((a, b) => compareFacts(a.fact, b.fact))),
  };
}

function extreme(sign: 1 | -1) {
  return (active: readonly Contribution[]): Value | Property | undefined => {
    let best: Value | Property | undefined;
    for (const c of active)
      for (const v of c.values) if (best === undefined || sign * (compareValues(v, best) ?? 0) > 0) best = v;
    return best;
  };
}

/** Returns the most frequent value. If several are equally frequent, returns the most recent of them. */
function commonest(active: readonly Contribution[]): Value | Property | undefined {
  const counts = new Map<string, { n: number; value: Value | Property }>();
  let best: { n: number; value: Value | Property } | undefined;
  for (const c of active) {
    for (const v of c.values) {
      const key = valueKey(v);
      const entry = counts.get(key) ?? { n: 0, value: v };
      entry.n++;
      counts.set(key, entry);
      if (!best || entry.n >= best.n) best = entry;
    }
  }
  return best?.value;
}

/**
 * Returns the most frequent texts in descending order of frequency. Among equally frequent texts, the most recent comes
 * first. Undefined if there are no texts.
 */
function commonestTexts(top: number) {
  return (active: readonly Contribution[]): readonly string[] | undefined => {
    const counts = new Map<string, number>();
    for (const c of active) {
      for (const v of c.values) {
        if (typeof v !== 'string') continue;
        const n = counts.get(v) ?? 0;
        // Delete and reinsert the key, so that keys are in the order of their last occurrence.
        counts.delete(v);
        counts.set(v, n + 1);
      }
    }
    const texts = [...counts].reverse().sort((a, b) => b[1] - a[1]);
    return texts.length === 0 ? undefined : texts.slice(0, top).map(([text]) => text);
  };
}

function medianGap(): Accumulator<Value | undefined> {
  const gaps = new Gaps();
  return { add: (c) => gaps.add(c.fact.at), remove: (c) => gaps.remove(c.fact.at), value: () => gaps.median() };
}

export function accumulator(metric: Metric): Accumulator<Value | undefined> {
  switch (metric.aggregate) {
    case 'count':
      return counted();
    case 'sum':
    case 'average':
      return isDecimalField(metric.event, metric.field!) ? decimals(metric) : numbers(metric);
    case 'distinct':
      return distinct();
    case 'medianGap':
      return medianGap();
    case 'min':
      return recomputed(extreme(-1)) as Accumulator<Value | undefined>;
    case 'max':
      return recomputed(extreme(1)) as Accumulator<Value | undefined>;
    case 'first':
      return recomputed((a) => a[0]?.values[0] as Value | undefined);
    case 'last':
      return recomputed((a) => a.at(-1)?.values.at(-1) as Value | undefined);
    case 'mostFrequent':
      return recomputed(commonest) as Accumulator<Value | undefined>;
    case 'topOf':
      return recomputed(commonestTexts(metric.top!));
  }
}

/**
 * Returns the metric's value from `begin` on, with every change up to `horizon`. Without events, `count`, `sum` and
 * `distinct` are 0.
 */
export function metricTimeline(
  metric: Metric,
  facts: FactSet,
  begin: number,
  horizon: number,
  setting: Setting,
): Timeline<Value | undefined> {
  const rolling = metric.aggregate === 'count' ? rollingInstants(metric, facts, begin, setting) : undefined;
  if (rolling) return countTimeline(rolling.instants, rolling.lifetime, begin, horizon);
  return accumulate(contributions(metric, facts, begin, setting), accumulator(metric), begin, horizon, sameValue);
}

/**
 * Returns the timeline, from `begin` on, of the results of `read`, which is called whenever the active contributions
 * change.
 */
export function activeTimeline<T>(
  list: readonly Contribution[],
  read: (active: readonly Contribution[]) => T,
  begin: number,
  horizon: number,
): Timeline<T> {
  return accumulate(list, recomputed(read), begin, horizon, Object.is);
}

/**
 * Counts facts that all have the same lifetime. They expire in the order in which they occurred, so two indexes that
 * move through one list suffice.
 */
function countTimeline(
  instants: readonly number[],
  lifetime: number,
  begin: number,
  horizon: number,
): Timeline<Value | undefined> {
  let come = 0;
  while (come < instants.length && instants[come] <= begin) come++;
  let expired = 0;
  let n = come;
  const starts = [begin];
  const values: number[] = [n];
  for (;;) {
    const t = Math.min(
      come < instants.length ? instants[come] : Infinity,
      expired < instants.length ? instants[expired] + lifetime : Infinity,
    );
    if (t > horizon || t === Infinity) return { starts, values };
    while (come < instants.length && instants[come] === t) come++;
    while (expired < instants.length && instants[expired] + lifetime === t) expired++;
    if (come - expired === n) continue;
    n = come - expired;
    starts.push(t);
    values.push(n);
  }
}

function accumulate<T>(
  list: readonly Contribution[],
  acc: Accumulator<T>,
  begin: number,
  horizon: number,
  same: (a: T, b: T) => boolean,
): Timeline<T> {
  const changes: { t: number; c: Contribution; add: boolean }[] = [];
  let ordered = true;
  const later = (t: number, c: Contribution, add: boolean): void => {
    if (t > horizon) return;
    if (changes.length > 0 && changes[changes.length - 1].t > t) ordered = false;
    changes.push({ t, c, add });
  };
  for (const c of list) {
    if (c.from <= begin) acc.add(c);
    else later(c.from, c, true);
    later(c.to, c, false);
  }
  if (changes.length === 0) return constant(begin, acc.value());
  if (!ordered) changes.sort((a, b) => a.t - b.t);
  const starts = [begin];
  const values = [acc.value()];
  for (let i = 0; i < changes.length;) {
    const { t } = changes[i];
    for (; i < changes.length && changes[i].t === t; i++) {
      const { add, c } = changes[i];
      if (add) acc.add(c);
      else acc.remove(c);
    }
    const v = acc.value();
    if (same(v, values[values.length - 1])) continue;
    starts.push(t);
    values.push(v);
  }
  return { starts, values };
}
