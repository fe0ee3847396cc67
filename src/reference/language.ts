/**
 * Simple but slow reference implementation of the language, without code of the engine. It evaluates conditions at one
 * time, over all events, directly from the definitions. Tests and `strata verify` compare it with the engine.
 */
import { fieldOf, isCounted, isDecimal, joined, written } from './fields.js';
import { counting, isFolded } from './orders.js';
import type {
  Catalogues,
  Condition,
  Derivation,
  EventFact,
  Field,
  Filter,
  Metric,
  OrderLine,
  Selection,
  Sequence,
  TagDefinition,
  TagWrite,
  Test,
  Unfollowed,
  Value,
} from './model.js';

export interface World {
  readonly events: readonly EventFact[];
  readonly writes: ReadonlyMap<string, readonly TagWrite[]>;
  readonly tags: ReadonlyMap<string, TagDefinition>;
  readonly segments: ReadonlyMap<string, Condition>;
  /** Retention in ms by event type. Other types have a retention of three years. */
  readonly retentions?: ReadonlyMap<string, number>;
  /** Values of the value lists by list key, and the keys of the lists that contain an identity of the customer. */
  readonly lists?: { readonly values: ReadonlyMap<string, readonly Value[]>; readonly standing: ReadonlySet<string> };
  /** Entries of the catalogues of items. */
  readonly catalogues?: Catalogues;
  /** IANA time zone. */
  readonly zone: string;
  /** The workspace's currency. It applies to amounts without a currency. */
  readonly currency: string;
}

/** The fields of `World` that comparisons need. */
type Setting = Pick<World, 'zone' | 'lists' | 'catalogues'>;

const RETENTION = 3 * 365 * 86_400_000;
const SCALE = 10_000;
/** Time zones change their offset, and days begin, only at quarter hours. */
const QUARTER = 900_000;

/** Converts scaled integers to numbers. Amounts in test data are far below 2^53, so no precision is lost. */
const num = (v: unknown): number => (typeof v === 'bigint' ? Number(v) / SCALE : (v as number));

export function holds(condition: Condition, world: World, at: number): boolean {
  switch (condition.kind) {
    case 'not':
      return !holds(condition.of, world, at);
    case 'segment':
      return holds(world.segments.get(condition.segment)!, world, at);
    case 'tag':
      return compare(condition.test, tagValue(condition.tag, world, at), at, world.zone, world.lists);
    case 'metric':
      return compare(condition.test, metricValue(condition.metric, world, at), at, world.zone, world.lists);
    case 'list':
      return world.lists?.standing.has(condition.list) ?? false;
    case 'ratio':
      return divides(condition.test, metricValue(condition.of, world, at), metricValue(condition.by, world, at));
    case 'held':
      return instants(condition.of, world, at - condition.forMs, at).every((x) => holds(condition.of, world, x));
    case 'was':
      return instants(condition.of, world, at - condition.withinMs, at).some((x) => holds(condition.of, world, x));
    case 'consent': {
      const channels =
        condition.channel === undefined
          ? [...new Set([undefined, ...world.events.map((e) => e.properties?.channel)])]
          : [condition.channel];
      return channels.some((channel) => permits(condition.purpose, channel, world, at));
    }
    case 'occurrence': {
      const list = selected(condition.of, world, at);
      const e = condition.which === 'first' ? list[0] : list[list.length - 1];
      return e !== undefined && passes(condition.is, e, world);
    }
    case 'sequence':
      return chain(condition, [], world, at);
    case 'unfollowed':
      return selected(condition.of, world, at).some(
        (a) => at >= a.at + condition.withinMs && !followed(condition, a, world, at),
      );
    case 'all':
    case 'any': {
      const n = condition.of.filter((x) => holds(x, world, at)).length;
      return condition.kind === 'all' ? n === condition.of.length : n > 0;
    }
  }
}

/**
 * Whether consent is given. All latest statements for the purpose must permit it. A statement that the same request
 * replaced does not count.
 */
function permits(purpose: string, channel: unknown, w: World, t: number): boolean {
  const given = (e: EventFact): boolean => e.type === 'consent_given';
  const said = w.events.filter(
    (e) =>
      e.at <= t &&
      (e.properties?.channel === undefined || e.properties.channel === channel) &&
      (given(e) || e.type === 'consent_withdrawn'
        ? e.properties?.purpose === purpose
        : e.type === 'contact_unsubscribed' && purpose === 'marketing'),
  );
  const newest = said.filter((e) => e.at === Math.max(...said.map((x) => x.at)));
  const last = newest.filter(
    (e) => e.batch === undefined || !newest.some((x) => x.batch === e.batch && x.batchPlace! > e.batchPlace!),
  );
  const ends = (e: EventFact): number =>
    Math.min(
      e.at + kept(e.type, w),
      e.properties?.until === undefined ? Infinity : Date.parse(String(e.properties.until)),
    );
  return last.length > 0 && last.every((e) => given(e) && t < ends(e));
}

const kept = (type: string, w: World): number => w.retentions?.get(type) ?? RETENTION;

/** Returns the times in a range at which a condition may change, including both ends of the range. */
function instants(c: Condition, w: World, from: number, to: number): number[] {
  const out = new Set([from, to]);
  for (const x of turns(c, w, from, to)) for (const t of [x - 1, x, x + 1]) if (t > from && t < to) out.add(t);
  return [...out];
}

/** Returns the times at which the truth may change: at facts, at the end of compared durations, and at midnights. */
function turns(c: Condition, w: World, from: number, to: number): number[] {
  const facts = w.events.map((e) => e.at);
  const windows = (s: Selection): number[] => [
    ...later(facts, s.windowMs ?? kept(s.event, w), kept(s.event, w)),
    ...(s.calendar || s.fixed ? midnights(w.zone, from, to) : []),
    ...(s.fixed ? [s.fixed.from, s.fixed.to].flatMap((x) => (x?.includes('T') ? [Date.parse(x)] : [])) : []),
  ];
  const ofMetric = (m: Metric): number[] => [m, ...(m.anchor ? [{ event: m.anchor.event }] : [])].flatMap(windows);
  switch (c.kind) {
    case 'not':
      return turns(c.of, w, from, to);
    case 'all':
    case 'any':
      return c.of.flatMap((x) => turns(x, w, from, to));
    case 'segment':
      return turns(w.segments.get(c.segment)!, w, from, to);
    case 'held':
      return [c.forMs, 0].flatMap((d) => turns(c.of, w, from - d, to).map((t) => t + d));
    case 'was':
      return [c.withinMs, 0].flatMap((d) => turns(c.of, w, from - d, to).map((t) => t + d));
    case 'consent':
      return [
        ...later(facts, kept('consent_given', w)),
        ...w.events.flatMap((e) => (e.properties?.until === undefined ? [] : [Date.parse(String(e.properties.until))])),
      ];
    case 'list':
      return [];
    case 'metric':
      return ofMetric(c.metric);
    case 'ratio':
      return [c.of, c.by].flatMap(ofMetric);
    case 'occurrence':
      return windows(c.of);
    case 'sequence':
      return c.steps.flatMap((x) =>
        windows({ ...x, windowMs: c.steps[0].windowMs, calendar: c.steps[0].calendar, fixed: c.steps[0].fixed }),
      );
    case 'unfollowed':
      return [...windows(c.of), ...later(facts, c.withinMs)];
    case 'tag': {
      const def = w.tags.get(c.tag)!;
      if (def.metric) return ofMetric(def.metric);
      if (def.derivation) return derivedTurns(def.derivation, w, from, to);
      return tagTurns(def, c.test, w, from, to);
    }
  }
}

const later = (list: readonly number[], ...durations: (number | undefined)[]): number[] =>
  list.flatMap((t) => [t, ...durations.map((d) => t + (d ?? RETENTION))]);

function tagTurns(def: TagDefinition, test: Test, w: World, from: number, to: number): number[] {
  const writes = w.writes.get(def.key) ?? [];
  const values = writes.flatMap((x) => (typeof x.value === 'number' || typeof x.value === 'string' ? [x.value] : []));
  const instantOf = def.type === 'DATE' ? (v: string | number) => firstInstant(String(v), w.zone) : Number;
  const dates = def.type === 'DATE' || def.type === 'DATETIME' ? values.map(instantOf) : [];
  const d = test.durationMs ?? 0;
  return [
    ...later(
      writes.map((x) => x.at),
      def.ttlMs ?? 0,
    ),
    ...dates.flatMap((t) => [t - d, t, t + d]),
    ...(test.period || test.anniversary || test.age
      ? midnights(w.zone, from, to).flatMap((t) => [t - d, t, t + d])
      : []),
  ];
}

function derivedTurns(d: Derivation, w: World, from: number, to: number): number[] {
  if (d.kind === 'rules') return d.rules.flatMap((r) => turns(r.when, w, from, to));
  return d.terms.flatMap((x) =>
    turns(x.kind === 'condition' ? x.condition : { ...x, test: { op: 'exists' } }, w, from, to),
  );
}

function midnights(zone: string, from: number, to: number): number[] {
  const out: number[] = [];
  for (let t = Math.floor(from / QUARTER) * QUARTER; t <= to; t += QUARTER)
    if (localDay(t, zone) !== localDay(t - QUARTER, zone)) out.push(t);
  return out;
}

type Sharing = Pick<Sequence, 'same' | 'ownSame'>;

/**
 * Returns the values of the shared property of an event or of its order lines. Decimals are converted to numbers. A
 * property named in quotes is not read from lines.
 */
function valuesOf(e: EventFact, { same: name = '', ownSame }: Sharing, w: Setting): unknown[] {
  const own = read({ scope: 'event', name, ...(ownSame ? { own: true } : {}) }, e, undefined, w);
  const lines = ownSame ? [] : (e.lines ?? []).filter((l) => l.quantity > 0n);
  const found = own === undefined ? lines.map((l) => read({ scope: 'line', name }, e, l, w)) : [own];
  return found.filter((v) => v !== undefined).map((v) => (typeof v === 'bigint' ? num(v) : v));
}

function shared(c: Sharing, events: readonly EventFact[], w: Setting): boolean {
  if (c.same === undefined) return true;
  return valuesOf(events[0], c, w).some((v) => events.every((e) => valuesOf(e, c, w).includes(v)));
}

/** Whether any combination of one event per step forms a chain. Tries all combinations. */
function chain(c: Sequence, chosen: readonly EventFact[], w: World, t: number): boolean {
  if (chosen.length === c.steps.length) {
    const [first, last] = [chosen[0], chosen[chosen.length - 1]];
    if (c.withinMs !== undefined && last.at - first.at > c.withinMs) return false;
    // With a shared property, all steps need one equal value. Only events with this value can break the chain.
    const { same } = c;
    const values: unknown[] = same === undefined ? [undefined] : [...new Set(chosen.flatMap((e) => valuesOf(e, c, w)))];
    return values.some((v) => {
      const has = (e: EventFact): boolean => same === undefined || valuesOf(e, c, w).includes(v);
      return (
        chosen.every(has) &&
        !(c.without && selected(c.without, w, t).some((x) => x.at > first.at && x.at < last.at && has(x)))
      );
    });
  }
  const { windowMs, calendar, fixed } = c.steps[0];
  const step = { ...c.steps[chosen.length], windowMs, calendar, fixed };
  return selected(step, w, t).some(
    (e) => (chosen.length === 0 || e.at > chosen[chosen.length - 1].at) && chain(c, [...chosen, e], w, t),
  );
}

function followed(c: Unfollowed, a: EventFact, w: World, t: number): boolean {
  return selected(c.by, w, t).some((b) => b.at > a.at && b.at <= a.at + c.withinMs && shared(c, [a, b], w));
}

function termValue(
  term: Extract<Derivation, { readonly kind: 'score' }>['terms'][number],
  w: World,
  t: number,
): Value | undefined {
  if (term.kind === 'tag') return tagValue(term.tag, w, t);
  return term.kind === 'metric' ? metricValue(term.metric, w, t) : holds(term.condition, w, t);
}

function derived(d: Derivation, w: World, t: number): Value | undefined {
  if (d.kind === 'rules') {
    const rule = d.rules.find((r) => holds(r.when, w, t));
    return rule ? rule.value : d.otherwise;
  }
  let total = 0n;
  for (const term of d.terms) {
    const v = termValue(term, w, t);
    total += term.weight * (typeof v === 'boolean' ? written(Number(v)) : written((v ?? 0) as number | bigint));
  }
  // The total is in units of 10^-28, because weights have 4 fraction digits. One ten-thousandth is 10^24 units.
  const unit = 10n ** 24n;
  const [q, r] = [total / unit, total % unit];
  const [twice, away] = [2n * (r < 0n ? -r : r), total < 0n ? -1n : 1n];
  return twice > unit || (twice === unit && q % 2n !== 0n) ? q + away : q;
}

/** Sort key for writes of the same time. A clear comes first, then values in ascending order, then changes by id. */
function tieOf({ change, value }: TagWrite): string {
  if (change !== undefined) return 'c';
  if (value === undefined) return 'a';
  // Pads numbers to the same length, so that their text order equals the numeric order.
  if (typeof value === 'number' || typeof value === 'bigint')
    return `b${(BigInt(value) + 10n ** 20n).toString().padStart(22, '0')}`;
  return `b${typeof value === 'object' ? JSON.stringify(value) : String(value)}`;
}

function tagValue(key: string, w: World, t: number): Value | undefined {
  const def = w.tags.get(key)!;
  if (def.metric) return metricValue(def.metric, w, t);
  if (def.derivation) return derived(def.derivation, w, t);
  const known = (w.writes.get(key) ?? []).filter((x) => x.at <= t);
  const sorted = [...known].sort(
    (a, b) =>
      a.at - b.at ||
      Number(a.source > b.source) - Number(a.source < b.source) ||
      a.sequence - b.sequence ||
      Number(tieOf(a) > tieOf(b)) - Number(tieOf(a) < tieOf(b)) ||
      (a.id < b.id ? -1 : 1),
  );
  if (sorted.some((x) => x.change !== undefined)) return changedValue(def, sorted, t);
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

/** Applies the writes that have not expired, oldest first. Each write replaces or changes the value. */
function changedValue(def: TagDefinition, sorted: readonly TagWrite[], t: number): Value | undefined {
  let value: Value | undefined;
  for (const x of sorted) {
    if (def.ttlMs !== undefined && t >= x.at + def.ttlMs) continue;
    if (x.change === undefined) value = x.value;
    else if (x.change === 'increment')
      value =
        typeof x.value === 'bigint'
          ? x.value + ((value as bigint | undefined) ?? 0n)
          : (x.value as number) + ((value as number | undefined) ?? 0);
    else {
      const named = x.value as readonly string[];
      const list = ((value as readonly string[] | undefined) ?? []).filter((v) => !named.includes(v));
      const next = new Set(x.change === 'add' ? [...list, ...named] : list);
      value = next.size > 0 ? [...next] : undefined;
    }
  }
  return value;
}

/** Returns the events of a selection that count at a given time, in order. Orders are net of refunds. */
export function selected(selection: Selection & Pick<Metric, 'anchor'>, world: World, instant: number): EventFact[] {
  const past = world.events.filter((e) => e.at <= instant);
  let pool = isFolded(selection.event)
    ? counting(selection.event, past, selection.gross ?? false)
    : past.filter((e) => e.type === selection.event);
  if (selection.event === 'visit') {
    const moves = past
      .filter((e) => ['page_viewed', 'screen_viewed', 'app_opened'].includes(e.type))
      .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
    const starts = moves.filter((e, i) => i === 0 || e.at - moves[i - 1].at >= 30 * 60_000);
    pool = [...pool, ...starts];
  }
  pool = pool.filter((e) => e.at > instant - Math.min(selection.windowMs ?? Infinity, kept(selection.event, world)));
  if (selection.calendar)
    pool = pool.filter(
      (e) =>
        period(instant, selection.calendar!.unit, world.zone) - period(e.at, selection.calendar!.unit, world.zone) ===
        selection.calendar!.ago,
    );
  if (selection.fixed) {
    const { from, to } = selection.fixed;
    pool = pool.filter(
      (e) =>
        (from === undefined || (from.includes('T') ? e.at >= Date.parse(from) : localDay(e.at, world.zone) >= from)) &&
        (to === undefined || (to.includes('T') ? e.at < Date.parse(to) : localDay(e.at, world.zone) <= to)),
    );
  }
  if (selection.anchor) {
    const { event, where, gross, which, side, withinMs } = selection.anchor;
    const hooks = selected({ event, where, gross }, world, instant);
    const hook = which === 'first' ? hooks[0] : hooks[hooks.length - 1];
    pool = pool.filter((e) => {
      if (hook === undefined) return false;
      const apart = side === 'after' ? e.at - hook.at : hook.at - e.at;
      return apart > 0 && apart <= withinMs;
    });
  }
  return pool
    .sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
    .filter((e) => !selection.where || passes(selection.where, e, world));
}

function passes(f: Filter, e: EventFact, w: Setting): boolean {
  return mentionsLine(f)
    ? (e.lines ?? []).some((l) => l.quantity > 0n && matches(f, e, l, w))
    : matches(f, e, undefined, w);
}

function metricValue(m: Metric, w: World, t: number): Value | undefined {
  const rows: { e: EventFact; values: unknown[] }[] = [];
  for (const e of selected(m, w, t)) {
    const lineWise = mentionsLine(m.where) || m.field?.scope === 'line';
    const lines = (e.lines ?? []).filter((l) => l.quantity > 0n && (!m.where || matches(m.where, e, l, w)));
    if (lineWise && lines.length === 0) continue;
    if (!m.field) {
      rows.push({ e, values: [1] });
      continue;
    }
    if (!isCounted(e, m.field, m.currency, w.currency)) continue;
    const of = (x: unknown): unknown[] => [x ?? []].flat();
    const values =
      m.field.scope === 'line' ? lines.flatMap((l) => of(read(m.field!, e, l, w))) : of(read(m.field, e, undefined, w));
    if (values.length > 0) rows.push({ e, values });
  }
  const all = rows.flatMap((r) => r.values);
  switch (m.aggregate) {
    case 'count':
      return rows.length;
    case 'sum':
      if (!isDecimal(m.event, m.field!)) return exactly(all);
      return BigInt(unitsOf(all));
    case 'average':
      if (all.length === 0) return undefined;
      return !isDecimal(m.event, m.field!) ? exactly(all) / all.length : halfEven(unitsOf(all), all.length);
    case 'distinct':
      return new Set(all.map((v) => (typeof v === 'string' || typeof v === 'boolean' ? v : `#${num(v)}`))).size;
    case 'min':
      return all.reduce<unknown>((a, v) => (a === undefined || less(v, a) ? v : a), undefined) as Value;
    case 'max':
      return all.reduce<unknown>((a, v) => (a === undefined || less(a, v) ? v : a), undefined) as Value;
    case 'first':
      return rows[0]?.values[0] as Value;
    case 'last':
      return rows.at(-1)?.values.at(-1) as Value;
    case 'medianGap':
      return medianGap(rows.map((r) => r.e.at));
    case 'topOf':
      return commonestOf(all, m.top!);
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

/** Returns the sum of decimals in ten-thousandths. */
const unitsOf = (all: readonly unknown[]): number => all.reduce<number>((a, v) => a + Math.round(num(v) * SCALE), 0);

/** Returns the `top` most frequent texts. Among equally frequent texts, the most recent comes first. */
function commonestOf(all: readonly unknown[], top: number): readonly string[] | undefined {
  const best: string[] = [];
  for (let left = all.filter((v) => typeof v === 'string'); left.length > 0 && best.length < top;) {
    const count = (v: string): number => left.filter((x) => x === v).length;
    const most = Math.max(...left.map(count));
    const next = left.findLast((v) => count(v) === most)!;
    best.push(next);
    left = left.filter((v) => v !== next);
  }
  return best.length === 0 ? undefined : best;
}

/** Returns the double nearest to the exact sum of the decimal notations. */
function exactly(all: readonly unknown[]): number {
  return Number(`${all.reduce<bigint>((a, v) => a + written(v as number | bigint), 0n)}e-24`);
}

function medianGap(times: readonly number[]): number | undefined {
  const gaps = times
    .slice(1)
    .map((t, i) => t - times[i])
    .sort((a, b) => a - b);
  const middle = gaps.slice(Math.ceil(gaps.length / 2) - 1, Math.floor(gaps.length / 2) + 1);
  return gaps.length === 0 ? undefined : Math.floor((middle[0] + middle[middle.length - 1]) / 2);
}

function less(a: unknown, b: unknown): boolean {
  return typeof a === 'string' ? a < (b as string) : num(a) < num(b);
}

function halfEven(total: number, n: number): bigint {
  const q = Math.floor(total / n);
  const twice = (total - q * n) * 2;
  return BigInt(twice > n || (twice === n && q % 2 !== 0) ? q + 1 : q);
}

function mentionsLine(f: Filter | undefined): boolean {
  return (
    f !== undefined &&
    JSON.stringify(f, (_k, v: unknown) => (typeof v === 'bigint' ? String(v) : v)).includes('"scope":"line"')
  );
}

/** Returns the value of a field of an event or of one of its lines. */
function read(field: Field, e: EventFact, line: OrderLine | undefined, w: Setting): Value | undefined {
  if (field.scope === 'event')
    return joined(field, fieldOf(e, field, localDay(e.at, w.zone), wallHour(e.at, w.zone)), e, undefined, w.catalogues);
  const [, said] = Object.entries(line ?? {}).find(([key]) => key === field.name) ?? [];
  return line && joined(field, said as Value | undefined, e, line, w.catalogues);
}

function matches(f: Filter, e: EventFact, line: OrderLine | undefined, w: Setting): boolean {
  if (f.kind === 'not') return !matches(f.of, e, line, w);
  if (f.kind === 'field') {
    return compare(f.test, read(f.field, e, line, w), 0, w.zone, w.lists);
  }
  const n = f.of.filter((x) => matches(x, e, line, w)).length;
  return f.kind === 'all' ? n === f.of.length : n > 0;
}

function compare(test: Test, v: Value | undefined, t: number, zone: string, lists?: World['lists']): boolean {
  if (v === undefined) return false;
  if (test.age) return compare({ ...test, age: false }, yearsSince(v, t, zone), t, zone);
  if (test.anniversary) return comesRound(test, v, t, zone);
  const kind = (x: unknown): string => (typeof x === 'bigint' ? 'number' : typeof x);
  const eq = (b: Value): boolean => kind(v) === kind(b) && (kind(v) === 'number' ? num(v) === num(b) : v === b);
  const lt = (a: Value, b: Value): boolean => kind(a) === kind(b) && less(a, b);
  const { value, values } = test;
  switch (test.op) {
    case 'exists':
      return true;
    case 'eq':
      return eq(value!);
    case 'ne':
      return !eq(value!);
    case 'lt':
      return lt(v, value!);
    case 'gt':
      return lt(value!, v);
    case 'lte':
      return lt(v, value!) || eq(value!);
    case 'gte':
      return lt(value!, v) || eq(value!);
    case 'in':
      return values!.some(eq);
    case 'notIn':
      return !values!.some(eq);
    case 'inList':
      return lists!.values.get(test.list!)!.some(eq);
    case 'notInList':
      return !lists!.values.get(test.list!)!.some(eq);
    case 'between':
      return (lt(values![0], v) || eq(values![0])) && (lt(v, values![1]) || eq(values![1]));
    case 'contains':
      return typeof v === 'string' && v.includes(String(value));
    case 'startsWith':
      return typeof v === 'string' && v.startsWith(String(value));
    case 'under': {
      const parts = (text: unknown): string[] => String(text).replace(/\/+$/, '').split('/');
      const [below, place] = [parts(v), parts(value)];
      return typeof v === 'string' && place.every((part, i) => below[i] === part);
    }
    case 'has':
      return typeof v === 'object' && v.includes(String(value));
    case 'withinLast':
      return t - test.durationMs! < at(v, zone) && at(v, zone) <= t;
    case 'beforeLast':
      return at(v, zone) <= t - test.durationMs!;
    case 'withinNext':
      return t < at(v, zone) && at(v, zone) <= t + test.durationMs!;
    case 'during':
      return period(t, test.period!.unit, zone) - period(at(v, zone), test.period!.unit, zone) === test.period!.ago;
  }
}

/** Compares a ratio as a product of exact decimals. A negative divisor reverses the comparison. */
function divides(test: Test, a: Value | undefined, b: Value | undefined): boolean {
  const isNumber = (v: unknown): v is number | bigint => typeof v === 'number' || typeof v === 'bigint';
  if (!isNumber(a) || !isNumber(b) || written(b) === 0n) return false;
  const side = (v: Value): number => {
    const difference = written(a) * written(1) - written(v as number | bigint) * written(b);
    if (difference === 0n) return 0;
    return difference > 0n === written(b) > 0n ? 1 : -1;
  };
  const sides = (test.values ?? [test.value]).flatMap((v) => (v === undefined ? [] : [side(v)]));
  const [first, second] = sides;
  const passing: Partial<Record<Test['op'], boolean>> = {
    exists: true,
    lt: first < 0,
    lte: first <= 0,
    gt: first > 0,
    gte: first >= 0,
    between: first >= 0 && second <= 0,
    eq: first === 0,
    ne: first !== 0,
    in: sides.includes(0),
    notIn: !sides.includes(0),
  };
  return passing[test.op]!;
}

/** Returns a timestamp in ms. A date becomes the start of that day in the time zone. */
function at(v: Value, zone: string): number {
  if (typeof v !== 'string') return num(v);
  return /^\d{4}-\d\d-\d\d$/.test(v) ? firstInstant(v, zone) : Date.parse(v.includes('T') ? v : '');
}

function firstInstant(day: string, zone: string): number {
  let t = Date.parse(`${day}T00:00:00Z`) - 15 * 3600_000;
  while (localDay(t, zone) < day) t += QUARTER;
  return t;
}

/** Returns the number of birthdays up to the current day. Undefined before the date of birth. */
function yearsSince(v: Value, t: number, zone: string): number | undefined {
  const born = typeof v === 'string' ? v : localDay(num(v), zone);
  const today = localDay(t, zone);
  if (today < born) return undefined;
  const thisYear = Number(today.slice(0, 4));
  const leap = (thisYear % 4 === 0 && thisYear % 100 !== 0) || thisYear % 400 === 0;
  const birthday = born.slice(5) === '02-29' && !leap ? '02-28' : born.slice(5);
  return thisYear - Number(born.slice(0, 4)) - (today.slice(5) < birthday ? 1 : 0);
}

function comesRound(test: Test, v: Value, t: number, zone: string): boolean {
  const [year, month, date] = (typeof v === 'string' ? v : localDay(num(v), zone)).split('-');
  for (let y = Number(localDay(t, zone).slice(0, 4)) - 1; y <= Number(localDay(t, zone).slice(0, 4)) + 1; y++) {
    if (y <= Number(year)) continue;
    const leap = (y % 4 === 0 && y % 100 !== 0) || y % 400 === 0;
    const day = `${y}-${month}-${month === '02' && date === '29' && !leap ? '28' : date}`;
    const start = firstInstant(day, zone);
    if (
      test.op === 'during' &&
      period(t, test.period!.unit, zone) - period(start, test.period!.unit, zone) === test.period!.ago
    )
      return true;
    // The day itself passes both `withinNext` and `withinLast`. It passes `withinNext` until the end of the day.
    if (test.op === 'withinNext' && start <= t + test.durationMs! && localDay(t, zone) <= day) return true;
    if (test.op === 'withinLast' && start <= t && start > t - test.durationMs!) return true;
  }
  return false;
}

const days = new Map<string, Intl.DateTimeFormat>();
const known = new Map<string, string>();

/** Returns the local date. Cached per quarter hour. */
export function localDay(instant: number, zone: string): string {
  const key = `${zone}${Math.floor(instant / QUARTER)}`;
  let day = known.get(key);
  if (day === undefined) {
    let f = days.get(zone);
    if (!f)
      days.set(
        zone,
        (f = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' })),
      );
    known.set(key, (day = f.format(instant)));
  }
  return day;
}

const hours = new Map<string, Intl.DateTimeFormat>();

/** Returns the local hour, 0 to 23. */
export function wallHour(instant: number, zone: string): number {
  let f = hours.get(zone);
  if (!f)
    hours.set(zone, (f = new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' })));
  return Number(f.format(instant));
}

/** Returns the number of periods since a fixed start, so that consecutive periods differ by 1. */
export function period(instant: number, unit: 'day' | 'week' | 'month' | 'quarter' | 'year', zone: string): number {
  const [y, m] = localDay(instant, zone).split('-').map(Number);
  const day = Date.parse(`${localDay(instant, zone)}T00:00:00Z`) / 86_400_000;
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return Math.floor((day + 3) / 7); // 1970-01-01 was a Thursday
    case 'month':
      return y * 12 + m;
    case 'quarter':
      return y * 4 + Math.floor((m - 1) / 3);
    case 'year':
      return y;
  }
}
