/** Random histories and conditions for property tests, from a seed. */
import type { Dice } from './dice.js';
import { orderFact } from './random-orders.js';
import { AGGREGATES } from '../../src/engine/model.js';
import type { CalendarPeriod } from '../../src/engine/calendar.js';
import type {
  Aggregate,
  Condition,
  EventFact,
  Field,
  Filter,
  Metric,
  Selection,
  TagChange,
  TagDefinition,
  TagWrite,
  Test,
} from '../../src/engine/model.js';
import { hasLines } from '../../src/engine/vocabulary.js';

/** Values nobody has: lists with these are long enough to be looked up in an index. */
const UNSEEN = Array.from({ length: 20 }, (_, i) => `unseen ${i}`);

export { Dice, random } from './dice.js';

export const T0 = Date.UTC(2026, 2, 1);
const HOUR = 3600_000;
const DAY = 24 * HOUR;

export const TAGS: readonly TagDefinition[] = [
  tag('city', 'STATIC', 'STRING', { authority: ['pos', 'web'] }),
  tag('level', 'SEMI_DYNAMIC', 'STRING', {}),
  tag('balance', 'SEMI_DYNAMIC', 'INTEGER', { ttlMs: 10 * DAY }),
  tag('points', 'SEMI_DYNAMIC', 'INTEGER', {}),
  tag('interests', 'SEMI_DYNAMIC', 'STRING_LIST', {}),
  tag('wishes', 'SEMI_DYNAMIC', 'STRING_LIST', { ttlMs: 5 * DAY }),
  tag('seen', 'SEMI_DYNAMIC', 'DATETIME', {}),
  tag('born', 'STATIC', 'DATE', {}),
  tag('stage', 'DYNAMIC', 'STRING', {
    derivation: {
      kind: 'rules',
      rules: [
        {
          when: {
            kind: 'metric',
            metric: { aggregate: 'count', event: 'order_paid', windowMs: 7 * DAY },
            test: { op: 'gte', value: 2 },
          },
          value: 'hot',
        },
        {
          when: {
            kind: 'held',
            of: { kind: 'tag', tag: 'level', test: { op: 'eq', value: 'gold' } },
            forMs: 12 * HOUR,
          },
          value: 'gold',
        },
      ],
      otherwise: 'silver',
    },
  }),
  tag('index', 'DYNAMIC', 'DECIMAL', {
    derivation: {
      kind: 'score',
      terms: [
        { weight: 5000n, kind: 'tag', tag: 'orders_30d' },
        {
          weight: -12_500n,
          kind: 'metric',
          metric: {
            aggregate: 'distinct',
            event: 'product_viewed',
            field: { scope: 'event', name: 'sku' },
            windowMs: 3 * DAY,
          },
        },
        { weight: 20_001n, kind: 'condition', condition: { kind: 'tag', tag: 'city', test: { op: 'exists' } } },
        { weight: 10_000n, kind: 'tag', tag: 'balance' },
      ],
    },
  }),
  tag('orders_30d', 'DYNAMIC', 'INTEGER', { metric: { aggregate: 'count', event: 'order_paid', windowMs: 30 * DAY } }),
];

function tag(
  key: string,
  kind: TagDefinition['kind'],
  type: TagDefinition['type'],
  more: Partial<TagDefinition>,
): TagDefinition {
  return { key, name: key, kind, type, group: 'BASIC', namespace: 'shop', personal: false, version: 1, ...more };
}

/** Instants collide and touch window edges on purpose: whole hours over 40 days. */
function instant(d: Dice): number {
  return T0 + d.int(0, 40 * 24) * HOUR + (d.chance(0.1) ? d.pick([-1, 1]) : 0);
}

export function randomEvents(d: Dice, n: number): EventFact[] {
  const out: EventFact[] = [];
  for (let i = 0; i < n; i++) {
    const type = d.pick([
      'order_paid',
      'order_paid',
      'order_placed',
      'page_viewed',
      'app_opened',
      'visit',
      'product_viewed',
      'order_refunded',
      'order_cancelled',
      'custom',
      'consent_given',
      'consent_given',
      'consent_withdrawn',
      'contact_unsubscribed',
    ]);
    const id = `e${String(i).padStart(3, '0')}`;
    const at = instant(d);
    if (type.startsWith('order_')) {
      out.push({ id, type, at, ...orderFact(d, type) });
    } else if (type.startsWith('consent_') || type === 'contact_unsubscribed') {
      const properties: Record<string, string> = {};
      if (type !== 'contact_unsubscribed') properties.purpose = d.pick(['marketing', 'marketing', 'profiling']);
      if (d.chance(0.6)) properties.channel = d.pick(['sms', 'app']);
      if (type === 'consent_given' && d.chance(0.5))
        properties.until = new Date(at + d.pick([HOUR, DAY, 10 * DAY, 90 * DAY])).toISOString();
      out.push({ id, type, at, properties });
    } else
      out.push({
        id,
        type,
        at,
        properties: { channel: d.pick(['app', 'web', 'mini']), n: d.int(0, 5), sku: `s${d.int(1, 4)}` },
      });
  }
  return out;
}

export function randomWrites(d: Dice): Map<string, TagWrite[]> {
  const out = new Map<string, TagWrite[]>();
  for (const t of TAGS) {
    if (t.metric || t.derivation) continue;
    const changes = t.type === 'INTEGER' || t.type === 'STRING_LIST';
    const n = d.int(0, changes ? 7 : 4);
    out.set(
      t.key,
      Array.from({ length: n }, (_, i): TagWrite => {
        const change = changes && d.chance(0.6) ? randomChange(d, t) : undefined;
        const value = randomValue(d, t, change !== undefined);
        const cleared = !change && d.chance(0.15);
        return {
          id: `${t.key}${i}`,
          at: instant(d),
          source: d.pick(['pos', 'web', 'crm']),
          sequence: d.int(0, 2),
          ...(cleared ? {} : { value }),
          ...(change ? { change } : {}),
          ...(t.kind === 'STATIC' && !cleared && d.chance(0.15) ? { correction: true } : {}),
        };
      }),
    );
  }
  return out;
}

function randomValue(d: Dice, t: TagDefinition, changing: boolean): TagWrite['value'] {
  switch (t.type) {
    case 'STRING_LIST':
      return ['beauty', 'sport', 'home'].filter((_, k) => d.chance(0.5) || (changing && k === 0));
    case 'INTEGER':
      return d.int(changing ? -3 : 0, 5);
    case 'DATETIME':
      return instant(d);
    case 'DATE':
      return d.pick(['1990-03-14', '2000-02-29', '1985-03-31', '2025-04-01', '2026-03-20']);
    case 'STRING':
    case 'DECIMAL':
    case 'BOOLEAN':
      return d.pick(['Beijing', 'Shanghai', 'gold', 'silver']);
  }
}

function randomChange(d: Dice, t: TagDefinition): TagChange {
  return t.type === 'STRING_LIST' ? d.pick(['add', 'add', 'remove'] as const) : 'increment';
}

function randomFilter(d: Dice, order: boolean, depth = 0): Filter {
  const roll = d.next();
  if (depth < 2 && roll < 0.15)
    return {
      kind: d.pick(['all', 'any'] as const),
      of: [randomFilter(d, order, depth + 1), randomFilter(d, order, depth + 1)],
    };
  if (depth < 2 && roll < 0.25) return { kind: 'not', of: randomFilter(d, order, depth + 1) };
  if (order && roll < 0.65)
    return {
      kind: 'field',
      field: { scope: 'line', name: 'brand' },
      test: { op: d.pick(['eq', 'ne'] as const), value: 'Shiseido' },
    };
  return {
    kind: 'field',
    field: { scope: 'event', name: 'channel' },
    test: d.pick<Test>([
      { op: 'eq', value: 'app' },
      { op: 'in', values: ['web', 'mini'] },
      { op: 'in', values: [...UNSEEN, 'web', 'mini'] },
    ]),
  };
}

const WINDOWS = [HOUR, 30 * 60_000, DAY, 3 * DAY, 7 * DAY, 30 * DAY, undefined];

function period(d: Dice, future = false): CalendarPeriod {
  return {
    unit: d.pick(['day', 'day', 'week', 'month', 'quarter', 'year'] as const),
    ago: d.pick(future ? [0, 0, 1, -1] : [0, 0, 1]),
  };
}

function dateTest(d: Dice): Test {
  const roll = d.next();
  if (roll < 0.3) return { op: 'during', period: period(d, true), anniversary: true };
  if (roll < 0.65)
    return {
      op: d.pick(['withinNext', 'withinLast'] as const),
      durationMs: d.pick([HOUR, DAY, 7 * DAY, 30 * DAY]),
      anniversary: true,
    };
  return { op: d.pick(['withinLast', 'beforeLast', 'withinNext'] as const), durationMs: d.pick([DAY, 7 * DAY]) };
}

function listTest(d: Dice): Test {
  return d.chance(0.3) ? { op: 'exists' } : { op: 'has', value: d.pick(['beauty', 'sport', 'home']) };
}

type Window = Pick<Selection, 'windowMs' | 'calendar' | 'fixed'>;

function randomWindow(d: Dice): Window {
  const roll = d.next();
  if (roll < 0.2) return { calendar: period(d) };
  if (roll < 0.3)
    return {
      fixed: d.pick([
        { from: '2026-03-05' },
        { to: '2026-03-20' },
        { from: '2026-03-08', to: '2026-03-08' },
        { from: '2026-03-10T00:00:00Z', to: '2026-03-20T00:00:00Z' },
      ]),
    };
  const windowMs = d.pick(WINDOWS);
  return windowMs ? { windowMs } : {};
}

function randomSelection(d: Dice, windows: boolean): Selection {
  const event = d.pick([
    'order_paid',
    'order_paid',
    'order_refunded',
    'visit',
    'product_viewed',
    'product_viewed',
    'custom',
  ]);
  const order = hasLines(event);
  return {
    event,
    ...(d.chance(0.25) && event !== 'visit' ? { where: randomFilter(d, order) } : {}),
    ...(windows ? randomWindow(d) : {}),
    ...(order && d.chance(0.15) ? { gross: true } : {}),
  };
}

export function randomPattern(d: Dice): Condition {
  const roll = d.next();
  const same = d.chance(0.35) ? { same: d.pick(['sku', 'channel']) } : {};
  if (roll < 0.3) {
    const of = randomSelection(d, true);
    return {
      kind: 'occurrence',
      which: d.pick(['first', 'last'] as const),
      of,
      is: randomFilter(d, hasLines(of.event)),
    };
  }
  if (roll < 0.65) {
    const steps = Array.from({ length: d.int(2, 3) }, (_, i) => randomSelection(d, i === 0));
    return {
      kind: 'sequence',
      steps,
      ...(d.chance(0.6) ? { withinMs: d.pick([HOUR, DAY, 5 * DAY]) } : {}),
      ...same,
      ...(d.chance(0.3) ? { without: randomSelection(d, false) } : {}),
    };
  }
  return {
    kind: 'unfollowed',
    of: randomSelection(d, true),
    by: randomSelection(d, false),
    withinMs: d.pick([HOUR, DAY, 3 * DAY, 5 * DAY]),
    ...same,
  };
}

const MEASURED = ['order_placed', 'order_refunded', 'order_cancelled', 'visit', 'product_viewed', 'custom'];

export function randomMetric(d: Dice): Metric {
  const aggregate = d.pick<Aggregate>(['count', 'count', ...AGGREGATES]);
  const event = d.pick(['order_paid', 'order_paid', ...MEASURED]);
  const order = hasLines(event);
  const numeric = aggregate === 'sum' || aggregate === 'average';
  const field: Field | undefined =
    aggregate === 'count'
      ? undefined
      : order
        ? d.pick<Field>(
            numeric
              ? [
                  { scope: 'event', name: 'amount' },
                  { scope: 'line', name: 'amount' },
                  { scope: 'line', name: 'quantity' },
                ]
              : [
                  { scope: 'event', name: 'amount' },
                  { scope: 'line', name: 'brand' },
                  { scope: 'event', name: 'day' },
                ],
          )
        : d.pick<Field>(
            numeric
              ? [{ scope: 'event', name: 'n' }]
              : [
                  { scope: 'event', name: 'n' },
                  { scope: 'event', name: 'channel' },
                ],
          );
  const window = randomWindow(d);
  return {
    aggregate,
    event,
    ...(d.chance(0.4) && event !== 'visit' ? { where: randomFilter(d, order) } : {}),
    ...(field ? { field } : {}),
    ...window,
    ...(order && d.chance(0.2) ? { gross: true } : {}),
    ...(field?.name === 'amount' && d.chance(0.2) ? { currency: 'USD' } : {}),
  };
}

function metricTest(d: Dice, m: Metric): Test {
  const op = d.pick(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const);
  if (m.aggregate === 'count' || m.aggregate === 'distinct') return { op, value: d.int(0, 4) };
  if (m.field!.name === 'brand') return { op: d.pick(['eq', 'ne'] as const), value: 'Shiseido' };
  if (m.field!.name === 'channel') return { op: d.pick(['eq', 'ne'] as const), value: 'app' };
  if (m.field!.name === 'day') return { op, value: new Date(T0 + d.int(0, 40) * DAY).toISOString().slice(0, 10) };
  if (m.field!.name === 'n' || m.field!.name === 'quantity')
    return {
      op,
      value: m.aggregate === 'sum' || m.aggregate === 'average' ? BigInt(d.int(0, 8)) * 10_000n : d.int(0, 5),
    };
  return d.chance(0.3)
    ? { op: 'between', values: [BigInt(d.int(0, 100)) * 10_000n, BigInt(d.int(100, 400)) * 10_000n] }
    : { op, value: BigInt(d.int(0, 300)) * 10_000n };
}

export function randomCondition(d: Dice, segments: readonly string[], depth = 0): Condition {
  const roll = d.next();
  if (depth < 3 && roll < 0.3)
    return {
      kind: d.pick(['all', 'any'] as const),
      of: Array.from({ length: d.int(1, 3) }, () => randomCondition(d, segments, depth + 1)),
    };
  if (depth < 3 && roll < 0.42) return { kind: 'not', of: randomCondition(d, segments, depth + 1) };
  if (depth < 2 && roll < 0.46)
    return d.chance(0.5)
      ? { kind: 'held', of: randomCondition(d, segments, depth + 2), forMs: d.pick([HOUR, 12 * HOUR, 2 * DAY]) }
      : { kind: 'was', of: randomCondition(d, segments, depth + 2), withinMs: d.pick([HOUR, 12 * HOUR, 2 * DAY]) };
  if (roll < 0.5)
    return {
      kind: 'consent',
      purpose: d.pick(['marketing', 'profiling']),
      ...(d.chance(0.6) ? { channel: d.pick(['sms', 'app', 'mail']) } : {}),
    };
  if (roll < 0.56) return randomPattern(d);
  if (segments.length > 0 && roll < 0.6) return { kind: 'segment', segment: d.pick(segments) };
  if (roll < 0.78) {
    const t = d.pick(TAGS);
    if (t.key === 'index')
      return {
        kind: 'tag',
        tag: 'index',
        test: { op: d.pick(['gt', 'lte'] as const), value: BigInt(d.int(-4, 8)) * 5000n },
      };
    if (t.key === 'stage')
      return {
        kind: 'tag',
        tag: 'stage',
        test: d.pick<Test>([
          { op: 'eq', value: 'hot' },
          { op: 'ne', value: 'gold' },
        ]),
      };
    if (t.type === 'STRING_LIST') return { kind: 'tag', tag: t.key, test: listTest(d) };
    if (t.type === 'DATE') return { kind: 'tag', tag: t.key, test: dateTest(d) };
    if (t.type === 'DATETIME' && d.chance(0.4))
      return { kind: 'tag', tag: t.key, test: { op: 'during', period: period(d, true) } };
    const test: Test =
      t.type === 'DATETIME'
        ? { op: d.pick(['withinLast', 'beforeLast', 'withinNext'] as const), durationMs: d.pick([HOUR, DAY, 7 * DAY]) }
        : t.type === 'INTEGER'
          ? { op: d.pick(['eq', 'gt', 'lte', 'exists'] as const), value: d.int(0, 4) }
          : d.pick<Test>([
              { op: 'exists' },
              { op: 'eq', value: 'Beijing' },
              { op: 'ne', value: 'gold' },
              { op: 'in', values: ['Shanghai', 'silver'] },
              { op: 'notIn', values: [...UNSEEN, 'Shanghai', 'silver'] },
              { op: 'contains', value: 'i' },
              { op: 'startsWith', value: 'B' },
            ]);
    return { kind: 'tag', tag: t.key, test };
  }
  const metric = randomMetric(d);
  return { kind: 'metric', metric, test: metricTest(d, metric) };
}
