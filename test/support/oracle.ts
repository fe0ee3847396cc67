/**
 * A naive evaluator written from the language's meaning, sharing no code with the engine: at one instant, over all
 * events, by the definitions. Slow and plain on purpose.
 */
import type { Condition, EventFact, Filter, Metric, TagDefinition, TagWrite, Test, Value } from '../../src/engine/model.js';

export interface World {
  readonly events: readonly EventFact[];
  readonly writes: ReadonlyMap<string, readonly TagWrite[]>;
  readonly tags: ReadonlyMap<string, TagDefinition>;
  readonly segments: ReadonlyMap<string, Condition>;
}

const RETENTION = 3 * 365 * 86_400_000;
const SCALE = 10_000;

/** Money as scaled integers in plain numbers: the test data stays far below 2^53. */
const num = (v: unknown): number => (typeof v === 'bigint' ? Number(v) / SCALE : (v as number));

export function holds(c: Condition, w: World, t: number): boolean {
  if (c.kind === 'not') return !holds(c.of, w, t);
  if (c.kind === 'segment') return holds(w.segments.get(c.segment)!, w, t);
  if (c.kind === 'tag') return compare(c.test, tagValue(c.tag, w, t), t);
  if (c.kind === 'metric') return compare(c.test, metricValue(c.metric, w, t), t);
  const n = c.of.filter((x) => holds(x, w, t)).length;
  return c.kind === 'all' ? n === c.of.length : n > 0;
}

function tagValue(key: string, w: World, t: number): Value | undefined {
  const def = w.tags.get(key)!;
  if (def.metric) return metricValue(def.metric, w, t);
  const known = (w.writes.get(key) ?? []).filter((x) => x.at <= t);
  const sorted = [...known].sort((a, b) => a.at - b.at || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) || a.sequence - b.sequence || (a.id < b.id ? -1 : 1));
  let chosen: TagWrite | undefined;
  if (def.kind === 'STATIC') {
    let from = 0;
    for (let i = 0; i < sorted.length; i++) {
      if (sorted[i].correction) {
        chosen = sorted[i];
        from = -1;
      } else if (sorted[i].value === undefined) {
        chosen = undefined;
        from = i + 1;
      }
    }
    if (from >= 0) {
      const order = (x: TagWrite): number => {
        const i = (def.authority ?? []).indexOf(x.source);
        return i === -1 ? 999 : i;
      };
      const rest = sorted.slice(from);
      const best = Math.min(...rest.map(order));
      chosen = rest.find((x) => order(x) === best);
    }
  } else chosen = sorted[sorted.length - 1];
  if (!chosen || chosen.value === undefined) return undefined;
  return def.ttlMs !== undefined && t >= chosen.at + def.ttlMs ? undefined : chosen.value;
}

export function metricValue(m: Metric, w: World, t: number): Value | undefined {
  const past = w.events.filter((e) => e.at <= t);
  let pool = past.filter((e) => e.type === m.event);
  if (m.event === 'visit') {
    const moves = past.filter((e) => ['page_viewed', 'screen_viewed', 'app_opened'].includes(e.type)).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const starts = moves.filter((e, i) => i === 0 || e.at - moves[i - 1].at >= 30 * 60_000);
    pool = [...pool, ...starts];
  }
  const width = m.windowMs ?? RETENTION;
  pool = pool.filter((e) => e.at > t - width);
  const isOrder = ['order_placed', 'order_paid', 'order_completed'].includes(m.event);
  const rows: { e: EventFact; values: unknown[] }[] = [];
  for (const event of pool.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))) {
    let e: EventFact | undefined = event;
    if (isOrder && !m.gross && event.orderId !== undefined) {
      const backs = past.filter((x) => (x.type === 'order_cancelled' || x.type === 'order_refunded') && x.orderId === event.orderId).sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
      for (const back of backs) e = e && takeBack(e, back);
    }
    if (!e) continue;
    const lineWise = mentionsLine(m.where) || m.field?.scope === 'line';
    const lines = (e.lines ?? []).filter((l) => l.quantity > 0 && (!m.where || matches(m.where, e!, l)));
    if (lineWise ? lines.length === 0 : m.where && !matches(m.where, e, undefined)) continue;
    if (!m.field) {
      rows.push({ e, values: [1] });
      continue;
    }
    if (m.field.name === 'amount' && e.currency && e.currency !== (m.currency ?? 'CNY')) continue;
    const of = (x: unknown): unknown[] => (x === undefined ? [] : Array.isArray(x) ? x : [x]);
    const values = m.field.scope === 'line' ? lines.flatMap((l) => of((l as never)[m.field!.name])) : of(property(e, m.field.name));
    if (values.length > 0) rows.push({ e, values });
  }
  const all = rows.flatMap((r) => r.values);
  switch (m.aggregate) {
    case 'count': return rows.length;
    case 'sum': return BigInt(Math.round(all.reduce<number>((a, v) => a + num(v) * SCALE, 0)));
    case 'average': return all.length === 0 ? undefined : halfEven(all.reduce<number>((a, v) => a + Math.round(num(v) * SCALE), 0), all.length);
    case 'distinct': return new Set(all.map((v) => (typeof v === 'string' || typeof v === 'boolean' ? v : `#${num(v)}`))).size;
    case 'min': return all.reduce<unknown>((a, v) => (a === undefined || less(v, a) ? v : a), undefined) as Value;
    case 'max': return all.reduce<unknown>((a, v) => (a === undefined || less(a, v) ? v : a), undefined) as Value;
    case 'first': return rows[0]?.values[0] as Value;
    case 'last': return rows.at(-1)?.values.at(-1) as Value;
    case 'mostFrequent': {
      let best: unknown;
      let most = 0;
      for (const v of all) {
        const n = all.slice(0, all.lastIndexOf(v) + 1).filter((x) => x === v).length;
        if (n > most || (n === most && all.lastIndexOf(v) > all.lastIndexOf(best))) {
          most = n;
          best = v;
        }
      }
      return best as Value;
    }
  }
}

function less(a: unknown, b: unknown): boolean {
  return typeof a === 'string' ? a < (b as string) : num(a) < num(b);
}

function halfEven(total: number, n: number): bigint {
  const q = Math.floor(total / n);
  const twice = (total - q * n) * 2;
  return BigInt(twice > n || (twice === n && q % 2 !== 0) ? q + 1 : q);
}

function takeBack(e: EventFact, back: EventFact): EventFact | undefined {
  if (back.type === 'order_cancelled') return undefined;
  if (!back.lines || back.lines.length === 0) {
    if (back.amount === undefined || (e.amount ?? 0n) <= back.amount) return undefined;
    return { ...e, amount: e.amount! - back.amount };
  }
  let sum = 0n;
  const lines = (e.lines ?? []).map((l) => {
    const b = back.lines!.find((x) => x.lineId === l.lineId);
    if (!b) return l;
    const amount = b.amount < l.amount ? b.amount : l.amount;
    sum += amount;
    return { ...l, quantity: Math.max(0, l.quantity - b.quantity), amount: l.amount - amount };
  });
  if (lines.length > 0 && lines.every((l) => l.quantity === 0)) return undefined;
  return { ...e, lines, amount: e.amount === undefined ? undefined : e.amount - (back.amount ?? sum) };
}

function mentionsLine(f: Filter | undefined): boolean {
  return f !== undefined && JSON.stringify(f, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v)).includes('"scope":"line"');
}

function property(e: EventFact, name: string): unknown {
  if (name === 'amount') return e.amount;
  if (name === 'day') return new Date(e.at + 8 * 3600_000).toISOString().slice(0, 10);
  return e.properties?.[name];
}

function matches(f: Filter, e: EventFact, line: object | undefined): boolean {
  if (f.kind === 'not') return !matches(f.of, e, line);
  if (f.kind === 'field') {
    const v = f.field.scope === 'line' ? (line as Record<string, unknown> | undefined)?.[f.field.name] : property(e, f.field.name);
    return compare(f.test, v as Value | undefined, 0);
  }
  const n = f.of.filter((x) => matches(x, e, line)).length;
  return f.kind === 'all' ? n === f.of.length : n > 0;
}

function compare(test: Test, v: Value | undefined, t: number): boolean {
  if (v === undefined) return false;
  const kind = (x: unknown): string => (typeof x === 'bigint' ? 'number' : typeof x);
  const eq = (b: Value): boolean => kind(v) === kind(b) && (kind(v) === 'number' ? num(v) === num(b) : v === b);
  const lt = (a: Value, b: Value): boolean => kind(a) === kind(b) && less(a, b);
  const { value, values } = test;
  switch (test.op) {
    case 'exists': return true;
    case 'eq': return eq(value!);
    case 'ne': return !eq(value!);
    case 'lt': return lt(v, value!);
    case 'gt': return lt(value!, v);
    case 'lte': return lt(v, value!) || eq(value!);
    case 'gte': return lt(value!, v) || eq(value!);
    case 'in': return values!.some(eq);
    case 'notIn': return !values!.some(eq);
    case 'between': return (lt(values![0], v) || eq(values![0])) && (lt(v, values![1]) || eq(values![1]));
    case 'contains': return String(v).includes(String(value));
    case 'startsWith': return String(v).startsWith(String(value));
    case 'has': return (v as readonly string[]).includes(value as string);
    case 'withinLast': return t - test.durationMs! < num(v) && num(v) <= t;
    case 'beforeLast': return num(v) <= t - test.durationMs!;
    case 'withinNext': return t < num(v) && num(v) <= t + test.durationMs!;
  }
}
