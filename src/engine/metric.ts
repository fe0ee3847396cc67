/**
 * Aggregates of events as timelines. A fact contributes from its own instant until it leaves the window (or the
 * retention), an order with what its refunds leave of it; the aggregate of what contributes is the value.
 */
import { decimalOfNumber, divideHalfEven } from './decimal.js';
import { compareFacts, netOrder, type FactSet } from './facts.js';
import type { EventFact, Field, Filter, Metric, OrderLine, Property, Value } from './model.js';
import { constant, type Timeline } from './timeline.js';
import { dayOf } from './time.js';
import { compareValues, passes, sameValue, valueKey } from './value.js';
import { eventType, RETENTION_MS } from './vocabulary.js';

/** What evaluation takes from the workspace. */
export interface Setting {
  readonly zone: string;
  readonly currency: string;
}

/** A fact's part in an aggregate during [from, to). */
export interface Contribution {
  readonly from: number;
  readonly to: number;
  readonly fact: EventFact;
  readonly values: readonly (Value | Property)[];
}

/** A stable text of a metric: identical metrics of different segments share one timeline. */
export function metricKey(m: Metric): string {
  let key = keys.get(m);
  if (key === undefined) {
    key = JSON.stringify([m.aggregate, m.event, m.where, m.field, m.windowMs, m.gross, m.currency], (_k, v: unknown) => (typeof v === 'bigint' ? `${v}n` : v));
    keys.set(m, key);
  }
  return key;
}

const keys = new WeakMap<Metric, string>();

export function eventField(e: EventFact, name: string, zone: string): Value | Property | undefined {
  switch (name) {
    case 'amount': return e.amount;
    case 'currency': return e.currency;
    case 'order': return e.orderId;
    case 'coupon': return e.coupon;
    case 'time': return e.at;
    case 'day': return dayOf(e.at, zone);
    case 'month': return dayOf(e.at, zone).slice(0, 7);
    default: return e.properties && Object.hasOwn(e.properties, name) ? e.properties[name] : undefined;
  }
}

function lineField(line: OrderLine, name: string): Value | undefined {
  return line[name as 'sku' | 'brand' | 'category' | 'name' | 'quantity' | 'amount'];
}

/** Whether the filter names fields of order lines: then one line must pass it all. */
export function readsLines(f: Filter | undefined): boolean {
  if (!f) return false;
  if (f.kind === 'field') return f.field.scope === 'line';
  return f.kind === 'not' ? readsLines(f.of) : f.of.some(readsLines);
}

function matches(f: Filter, e: EventFact, line: OrderLine | undefined, zone: string): boolean {
  switch (f.kind) {
    case 'all': return f.of.every((x) => matches(x, e, line, zone));
    case 'any': return f.of.some((x) => matches(x, e, line, zone));
    case 'not': return !matches(f.of, e, line, zone);
    case 'field': return passes(f.test, f.field.scope === 'line' ? line && lineField(line, f.field.name) : eventField(e, f.field.name, zone));
  }
}

/** Values of one event for the metric, or undefined when the event does not count. */
function valuesOf(m: Metric, e: EventFact, setting: Setting): readonly (Value | Property)[] | undefined {
  const byLine = readsLines(m.where) || m.field?.scope === 'line';
  const lines = byLine ? (e.lines ?? []).filter((l) => l.quantity > 0 && (!m.where || matches(m.where, e, l, setting.zone))) : undefined;
  if (lines ? lines.length === 0 : m.where && !matches(m.where, e, undefined, setting.zone)) return undefined;
  if (!m.field) return [];
  const money = m.field.name === 'amount';
  if (money && e.currency !== undefined && e.currency !== (m.currency ?? setting.currency)) return undefined;
  const field: Field = m.field;
  const raw = field.scope === 'line' ? lines!.map((l) => lineField(l, field.name)) : [eventField(e, field.name, setting.zone)];
  const values = raw.flatMap((v) => (v === undefined ? [] : Array.isArray(v) ? v : [v])) as (Value | Property)[];
  return values.length > 0 ? values : undefined;
}

/** Every contribution still alive after `begin`, in order of facts. */
export function contributions(m: Metric, facts: FactSet, begin: number, setting: Setting): Contribution[] {
  const list = facts.ofType(m.event);
  const lifetime = m.windowMs ?? RETENTION_MS;
  const net = !m.gross && eventType(m.event)?.order === true;
  const out: Contribution[] = [];
  for (let i = firstAfter(list, begin - lifetime); i < list.length; i++) {
    const e = list[i];
    const end = e.at + lifetime;
    const adjustments = net && e.orderId !== undefined ? facts.adjustmentsOf(e.orderId) : [];
    if (adjustments.length === 0) {
      const values = valuesOf(m, e, setting);
      if (values) out.push({ from: e.at, to: end, fact: e, values });
      continue;
    }
    const steps = netOrder(e, adjustments);
    steps.forEach((step, k) => {
      const to = Math.min(end, steps[k + 1]?.from ?? Infinity);
      if (!step.order || to <= step.from || to <= begin) return;
      const values = valuesOf(m, step.order, setting);
      if (values) out.push({ from: step.from, to, fact: step.order, values });
    });
  }
  return out;
}

/** Index of the first fact later than `t`. */
function firstAfter(list: readonly EventFact[], t: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >>> 1;
    if (list[mid].at <= t) low = mid + 1;
    else high = mid;
  }
  return low;
}

interface Accumulator {
  add(c: Contribution): void;
  remove(c: Contribution): void;
  value(): Value | undefined;
}

function toDecimal(v: Value | Property): bigint {
  return typeof v === 'bigint' ? v : typeof v === 'number' ? decimalOfNumber(v) : 0n;
}

function counting(m: Metric): Accumulator {
  let n = 0;
  let total = 0n;
  const by = (c: Contribution, sign: 1 | -1): void => {
    n += sign * (m.field ? c.values.length : 1);
    if (m.field) for (const v of c.values) total += BigInt(sign) * toDecimal(v);
  };
  return {
    add: (c) => by(c, 1),
    remove: (c) => by(c, -1),
    value: () => (m.aggregate === 'count' ? n : m.aggregate === 'sum' ? total : n === 0 ? undefined : divideHalfEven(total, BigInt(n))),
  };
}

function distinct(): Accumulator {
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

/** Aggregates that cannot be subtracted are recomputed from what is active. */
function recomputed(pick: (active: readonly Contribution[]) => Value | Property | undefined): Accumulator {
  const active = new Set<Contribution>();
  return {
    add: (c) => active.add(c),
    remove: (c) => active.delete(c),
    value: () => pick([...active].sort((a, b) => compareFacts(a.fact, b.fact))) as Value | undefined,
  };
}

function extreme(sign: 1 | -1) {
  return (active: readonly Contribution[]): Value | Property | undefined => {
    let best: Value | Property | undefined;
    for (const c of active) for (const v of c.values) if (best === undefined || sign * (compareValues(v, best) ?? 0) > 0) best = v;
    return best;
  };
}

/** The commonest value; of equally common ones the one seen last. */
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

function accumulator(m: Metric): Accumulator {
  switch (m.aggregate) {
    case 'count': case 'sum': case 'average': return counting(m);
    case 'distinct': return distinct();
    case 'min': return recomputed(extreme(-1));
    case 'max': return recomputed(extreme(1));
    case 'first': return recomputed((a) => a[0]?.values[0]);
    case 'last': return recomputed((a) => a.at(-1)?.values.at(-1));
    case 'mostFrequent': return recomputed(commonest);
  }
}

/** The metric's value from `begin` on, with every change up to `horizon`. Count, sum and distinct of nothing are 0. */
export function metricTimeline(m: Metric, facts: FactSet, begin: number, horizon: number, setting: Setting): Timeline<Value | undefined> {
  const acc = accumulator(m);
  const changes: { t: number; c: Contribution; add: boolean }[] = [];
  let ordered = true;
  const later = (t: number, c: Contribution, add: boolean): void => {
    if (t > horizon) return;
    if (changes.length > 0 && changes[changes.length - 1].t > t) ordered = false;
    changes.push({ t, c, add });
  };
  for (const c of contributions(m, facts, begin, setting)) {
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
    if (sameValue(v, values[values.length - 1])) continue;
    starts.push(t);
    values.push(v);
  }
  return { starts, values };
}
