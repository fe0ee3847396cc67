/** Generates random histories of customers and random conditions from a seed, for property tests. */
import type { Dice } from './dice.js';
import {
  CHANNELS,
  OWN_TYPES,
  ownOrder,
  ownProperties,
  randomFilter,
  takenProperties,
  testOf,
  UNSEEN,
} from './random-fields.js';
import { metricTest, randomMetric, randomPeriod, randomRatio, randomWindow } from './random-metrics.js';
import { CUSTOMER_LISTS } from './random-lists.js';
import { orderFact } from './random-orders.js';
import type {
  Condition,
  EventFact,
  Selection,
  TagChange,
  TagDefinition,
  TagWrite,
  Test,
} from '../../src/engine/types.js';
import { ownSameMark } from '../../src/engine/facts/fields.js';
import { hasLines } from '../../src/engine/facts/vocabulary.js';

export { Dice, random } from './dice.js';
export { randomSetting } from './random-fields.js';

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
  tag('vip', 'SEMI_DYNAMIC', 'BOOLEAN', {}),
  tag('weight', 'SEMI_DYNAMIC', 'DECIMAL', { ttlMs: 20 * DAY }),
  tag('rating', 'DYNAMIC', 'INTEGER', {}),
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
  // A tag of numbers that are IEEE doubles, and may have more than 4 digits after the point.
  tag('measured', 'DYNAMIC', 'DECIMAL', {
    metric: { aggregate: 'sum', event: 'custom', field: { scope: 'event', name: 'n' }, windowMs: 10 * DAY },
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

/** Returns a time within 40 days, mostly on the hour, so that times often coincide and lie exactly on window bounds. */
function instant(d: Dice): number {
  return T0 + d.int(0, 40 * 24) * HOUR + (d.chance(0.1) ? d.pick([-1, 1]) : 0);
}

export function randomEvents(dice: Dice, count: number): EventFact[] {
  const out: EventFact[] = [];
  for (let i = 0; i < count; i++) {
    const type = dice.pick([
      'order_paid',
      'order_paid',
      'order_placed',
      'order_completed',
      'page_viewed',
      'app_opened',
      'visit',
      'product_viewed',
      'order_refunded',
      'order_cancelled',
      'custom',
      'custom',
      ...OWN_TYPES,
      'coupon_redeemed',
      'consent_given',
      'consent_given',
      'consent_withdrawn',
      'contact_unsubscribed',
    ]);
    const id = `e${String(i).padStart(3, '0')}`;
    const at = instant(dice);
    if (type.startsWith('order_')) {
      out.push({ id, type, at, ...orderFact(dice, type) });
    } else if (isStatement(type)) {
      out.push(statement(dice, { id, type, at }, out));
    } else if (type === 'coupon_redeemed') {
      const coupon = dice.pick(['c5', 'c10']);
      const properties = {
        couponId: coupon,
        channel: dice.pick(['app', 'web']),
        discount: dice.pick([0, 0.5, 1.50001]),
        ...takenProperties(dice),
      };
      out.push({ id, type, at, properties, coupon });
    } else if ((OWN_TYPES as readonly string[]).includes(type)) {
      out.push({ id, type, at, properties: ownProperties(dice), ...ownOrder(dice) });
    } else {
      const properties = {
        ...{ channel: dice.pick(CHANNELS), n: dice.int(-2, 5), sku: `s${dice.int(1, 4)}` },
        ...(dice.chance(0.7) ? { trial: dice.chance(0.5) } : {}),
        ...takenProperties(dice),
      };
      out.push({
        id,
        type,
        at,
        properties: dice.chance(0.3) ? { ...properties, price: dice.pick([0.1, 1]) } : properties,
      });
    }
  }
  return out;
}

const isStatement = (type: string): boolean => type.startsWith('consent_') || type === 'contact_unsubscribed';

/**
 * Returns a consent statement. Some statements have the same time as an earlier one, and some of those arrive in one
 * request.
 */
function statement(d: Dice, { id, type, at: alone }: EventFact, before: readonly EventFact[]): EventFact {
  const earlier = d.chance(0.5) ? before.find((e) => isStatement(e.type)) : undefined;
  const at = earlier?.at ?? alone;
  const properties: Record<string, string> = {};
  if (type !== 'contact_unsubscribed') properties.purpose = d.pick(['marketing', 'marketing', 'profiling']);
  if (d.chance(0.6)) properties.channel = d.pick(['sms', 'app']);
  if (type === 'consent_given' && d.chance(0.5))
    properties.until = new Date(at + d.pick([HOUR, DAY, 10 * DAY, 90 * DAY])).toISOString();
  const batch = earlier && d.chance(0.6) ? { batch: `b${d.int(1, 2)}`, batchPlace: d.int(0, 99) } : {};
  return { id, type, at, properties, ...batch };
}

export function randomWrites(dice: Dice): Map<string, TagWrite[]> {
  const out = new Map<string, TagWrite[]>();
  for (const t of TAGS) {
    if (t.metric || t.derivation) continue;
    const changes = t.kind !== 'DYNAMIC' && (t.type === 'INTEGER' || t.type === 'STRING_LIST');
    const n = dice.int(0, changes ? 7 : 4);
    // Some writes have the same time, source and sequence, to test the rule that decides between them.
    let place: Pick<TagWrite, 'at' | 'source' | 'sequence'> | undefined;
    out.set(
      t.key,
      Array.from({ length: n }, (_, i): TagWrite => {
        if (!place || !dice.chance(0.2))
          place = { at: instant(dice), source: dice.pick(['pos', 'web', 'crm']), sequence: dice.int(0, 2) };
        const change = changes && dice.chance(0.6) ? randomChange(dice, t) : undefined;
        const value = randomValue(dice, t, change !== undefined);
        const cleared = !change && t.kind !== 'DYNAMIC' && dice.chance(0.15);
        return {
          id: `${t.key}${i}`,
          ...place,
          ...(cleared ? {} : { value }),
          ...(change ? { change } : {}),
          ...(t.kind === 'STATIC' && !cleared && dice.chance(0.15) ? { correction: true } : {}),
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
      return d.pick(DAYS);
    case 'BOOLEAN':
      return d.chance(0.5);
    case 'DECIMAL':
      return BigInt(d.int(-2, 6)) * 2500n;
    case 'STRING':
      return d.pick(['Beijing', 'Beijing/Haidian', 'Zürich', 'gold', 'silver']);
  }
}

function randomChange(d: Dice, t: TagDefinition): TagChange {
  return t.type === 'STRING_LIST' ? d.pick(['add', 'add', 'remove'] as const) : 'increment';
}

function dateTest(d: Dice): Test {
  if (d.chance(0.3)) return ageTest(d);
  const roll = d.next();
  if (roll < 0.3) return { op: 'during', period: randomPeriod(d, true), anniversary: true };
  if (roll < 0.65)
    return {
      op: d.pick(['withinNext', 'withinLast'] as const),
      durationMs: d.pick([HOUR, DAY, 7 * DAY, 30 * DAY]),
      anniversary: true,
    };
  return { op: d.pick(['withinLast', 'beforeLast', 'withinNext'] as const), durationMs: d.pick([DAY, 7 * DAY]) };
}

function ageTest(d: Dice): Test {
  const op = d.pick(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const);
  return d.pick<Test>([
    { op, value: d.pick([0, 1, 25, 26, 35, 36, 40, 41]), age: true },
    { op: 'between', values: [25, 35], age: true },
    { op: d.pick(['in', 'notIn'] as const), values: [0, 26, 41], age: true },
    { op: 'exists', age: true },
  ]);
}

function listTest(d: Dice): Test {
  return d.chance(0.3) ? { op: 'exists' } : { op: 'has', value: d.pick(['beauty', 'sport', 'home']) };
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
    ...OWN_TYPES,
  ]);
  const order = hasLines(event);
  return {
    event,
    ...(d.chance(0.25) && event !== 'visit' ? { where: randomFilter(d, event) } : {}),
    ...(windows ? randomWindow(d) : {}),
    ...(order && d.chance(0.15) ? { gross: true } : {}),
  };
}

/** Returns the property that steps share. In quotes, it is not a built-in field or a field of order lines. */
function randomSame(d: Dice): { readonly same: string; readonly ownSame?: true } {
  const line = ['sku', 'sku', 'category', 'brand'];
  const same = d.pick([...line, 'channel', 'channel', 'amount', 'day', 'weekday', 'coupon', '城市']);
  return { same, ...(d.chance(0.4) ? ownSameMark(same) : {}) };
}

export function randomPattern(dice: Dice): Condition {
  const roll = dice.next();
  const same = dice.chance(0.35) ? randomSame(dice) : {};
  if (roll < 0.3) {
    const of = randomSelection(dice, true);
    return {
      kind: 'occurrence',
      which: dice.pick(['first', 'last'] as const),
      of,
      is: randomFilter(dice, of.event),
    };
  }
  if (roll < 0.65) {
    const steps = Array.from({ length: dice.int(2, 3) }, (_, i) => randomSelection(dice, i === 0));
    return {
      kind: 'sequence',
      steps,
      ...(dice.chance(0.6) ? { withinMs: dice.pick([HOUR, DAY, 5 * DAY]) } : {}),
      ...same,
      ...(dice.chance(0.3) ? { without: randomSelection(dice, false) } : {}),
    };
  }
  return {
    kind: 'unfollowed',
    of: randomSelection(dice, true),
    by: randomSelection(dice, false),
    withinMs: dice.pick([HOUR, DAY, 3 * DAY, 5 * DAY]),
    ...same,
  };
}

export function randomCondition(dice: Dice, segments: readonly string[], depth = 0): Condition {
  const roll = dice.next();
  if (depth < 3 && roll < 0.3)
    return {
      kind: dice.pick(['all', 'any'] as const),
      of: Array.from({ length: dice.int(1, 3) }, () => randomCondition(dice, segments, depth + 1)),
    };
  if (depth < 3 && roll < 0.42) return { kind: 'not', of: randomCondition(dice, segments, depth + 1) };
  if (depth < 2 && roll < 0.46)
    return dice.chance(0.5)
      ? { kind: 'held', of: randomCondition(dice, segments, depth + 2), forMs: dice.pick([HOUR, 12 * HOUR, 2 * DAY]) }
      : {
          kind: 'was',
          of: randomCondition(dice, segments, depth + 2),
          withinMs: dice.pick([HOUR, 12 * HOUR, 2 * DAY]),
        };
  if (roll < 0.5)
    return {
      kind: 'consent',
      purpose: dice.pick(['marketing', 'profiling']),
      ...(dice.chance(0.6) ? { channel: dice.pick(['sms', 'app', 'mail']) } : {}),
    };
  if (roll < 0.56) return dice.chance(0.4) ? randomRatio(dice) : randomPattern(dice);
  if (segments.length > 0 && roll < 0.6) return { kind: 'segment', segment: dice.pick(segments) };
  if (roll < 0.625) return { kind: 'list', list: dice.pick(CUSTOMER_LISTS) };
  if (roll < 0.78) return randomTagTest(dice);
  const metric = randomMetric(dice);
  return { kind: 'metric', metric, test: metricTest(dice, metric) };
}

function randomTagTest(d: Dice): Condition {
  const t = d.pick(TAGS);
  return { kind: 'tag', tag: t.key, test: testOfTag(d, t) };
}

const DAYS = ['1990-03-14', '2000-02-29', '1985-03-31', '2025-04-01', '2026-03-20'] as const;
const PLACES = ['Beijing', 'Beijing/Haidian', 'Bei', 'Zürich/', 'Zürich', 'gold', 'silver', 'hot'] as const;

/** Returns a comparison with values of the type of a tag, or for a date also one with the current time. */
function testOfTag(d: Dice, t: TagDefinition): Test {
  switch (t.type) {
    case 'STRING_LIST':
      return listTest(d);
    case 'BOOLEAN':
      return testOf(d, { kind: 'boolean', values: () => d.chance(0.5) });
    case 'DECIMAL':
      return testOf(d, { kind: 'number', values: () => valueOfDecimal(d, t) });
    case 'INTEGER':
      return testOf(d, { kind: 'number', values: () => d.int(0, 4) });
    case 'STRING':
      return d.chance(0.1)
        ? { op: 'notIn', values: [...UNSEEN, 'Zürich', 'silver'] }
        : testOf(d, { kind: 'text', values: () => d.pick(PLACES) });
    case 'DATE':
      return d.chance(0.6) ? dateTest(d) : testOf(d, { kind: 'date', values: () => d.pick(DAYS) });
    case 'DATETIME':
      return d.chance(0.6) ? instantTest(d) : testOf(d, { kind: 'date', values: () => instant(d) });
  }
}

const valueOfDecimal = (d: Dice, { key }: TagDefinition): bigint | number =>
  key === 'measured' && d.chance(0.5)
    ? d.pick([0.00001, 0.1, 0.3, 39.904211, 31.2304, -0.5])
    : BigInt(d.int(-4, 8)) * d.pick([2500n, 5000n]);

function instantTest(d: Dice): Test {
  if (d.chance(0.2)) return ageTest(d);
  if (d.chance(0.4)) return { op: 'during', period: randomPeriod(d, true) };
  return { op: d.pick(['withinLast', 'beforeLast', 'withinNext'] as const), durationMs: d.pick([HOUR, DAY, 7 * DAY]) };
}
