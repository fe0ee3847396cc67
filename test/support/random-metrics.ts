/** Random aggregates over a customer's events, their windows, and what they are compared with. */
import type { CalendarPeriod } from '../../src/engine/time/calendar.js';
import {
  AGGREGATES,
  isFieldless,
  type Aggregate,
  type Anchor,
  type Condition,
  type Metric,
  type Selection,
  type Test,
} from '../../src/engine/model.js';
import { hasLines } from '../../src/engine/facts/vocabulary.js';
import type { Dice } from './dice.js';
import { CURRENCIES, fieldsOf, OWN_TYPES, randomFilter, testOf } from './random-fields.js';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

const WINDOWS = [HOUR, 30 * 60_000, DAY, 3 * DAY, 7 * DAY, 30 * DAY, undefined];

export function randomPeriod(d: Dice, future = false): CalendarPeriod {
  return {
    unit: d.pick(['day', 'day', 'week', 'month', 'quarter', 'year'] as const),
    ago: d.pick(future ? [0, 0, 1, -1] : [0, 0, 1]),
  };
}

type Window = Pick<Selection, 'windowMs' | 'calendar' | 'fixed'>;

export function randomWindow(d: Dice): Window {
  const roll = d.next();
  if (roll < 0.2) return { calendar: randomPeriod(d) };
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

/** Windows that hang on events of which there are several, so that the first and the last differ and change. */
function randomAnchor(d: Dice): Anchor {
  const event = d.pick(['order_paid', 'order_paid', 'order_placed', 'visit', 'product_viewed', 'custom']);
  return {
    side: d.pick(['after', 'after', 'before'] as const),
    which: d.pick(['first', 'last'] as const),
    event,
    ...(d.chance(0.3) && event !== 'visit' ? { where: randomFilter(d, event) } : {}),
    ...(hasLines(event) && d.chance(0.2) ? { gross: true } : {}),
    withinMs: d.pick([HOUR, DAY, 5 * DAY, 15 * DAY]),
  };
}

const MEASURED = ['order_placed', 'order_refunded', 'order_cancelled', 'visit', 'product_viewed', 'coupon_redeemed'];
const NUMERIC: readonly Aggregate[] = ['sum', 'average'];
const ORDERED: readonly Aggregate[] = ['min', 'max'];

/** Numbers that differ in a late digit only, all of them, so that every digit decides. */
const numbersMetric = (d: Dice): Metric => ({
  aggregate: d.pick<Aggregate>(['sum', 'sum', 'average', 'distinct', 'distinct', 'min', 'max']),
  event: 'custom',
  field: { scope: 'event', name: 'n' },
});

/** Of a property with texts and numbers that are spelled alike, under a name that has two Unicode forms. */
const MIXED: Metric = { aggregate: 'distinct', event: 'custom', field: { scope: 'event', name: 'préféré' } };

export function randomMetric(d: Dice): Metric {
  if (d.chance(0.15)) return numbersMetric(d);
  if (d.chance(0.06)) return { ...MIXED, ...randomWindow(d) };
  const aggregate = d.pick<Aggregate>(['count', 'count', 'count', ...AGGREGATES]);
  const event = d.pick(['order_paid', 'order_paid', 'order_paid', ...MEASURED, 'custom', ...OWN_TYPES]);
  const order = hasLines(event);
  const fields = fieldsOf(event).filter(
    ({ kind, field }) =>
      (!NUMERIC.includes(aggregate) || (kind === 'number' && field.name !== 'time')) &&
      (!ORDERED.includes(aggregate) || kind !== 'mixed') &&
      (aggregate !== 'topOf' || kind === 'text' || kind === 'mixed'),
  );
  const { field } = isFieldless(aggregate) || fields.length === 0 ? {} : d.pick(fields);
  return {
    aggregate: field || isFieldless(aggregate) ? aggregate : 'count',
    event,
    ...(d.chance(0.4) && event !== 'visit' ? { where: randomFilter(d, event) } : {}),
    ...(field ? { field } : {}),
    ...(d.chance(0.15) ? { anchor: randomAnchor(d) } : randomWindow(d)),
    ...(order && d.chance(0.2) ? { gross: true } : {}),
    ...(field?.name === 'amount' && d.chance(0.2) ? { currency: d.pick(CURRENCIES) } : {}),
    ...(field && aggregate === 'topOf' ? { top: d.int(1, 3) } : {}),
  };
}

export function metricTest(d: Dice, m: Metric): Test {
  const op = d.pick(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const);
  if (m.aggregate === 'medianGap') {
    const gap = (): number => d.pick([HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 36 * HOUR + 1]);
    return d.pick<Test>([{ op, value: gap() }, { op: 'between', values: [DAY, 5 * DAY] }, { op: 'exists' }]);
  }
  if (m.aggregate === 'count' || m.aggregate === 'distinct') return { op, value: d.int(0, 4) };
  const { name, scope } = m.field!;
  const known = fieldsOf(m.event).find((x) => x.field.name === name && x.field.scope === scope)!;
  if (m.aggregate !== 'topOf') return testOf(d, known);
  return d.chance(0.2) ? { op: 'exists' } : { op: 'has', value: String(known.values(d)) };
}

/** Numbers only, negative and absent ones among them. */
function numericMetric(d: Dice): Metric {
  for (;;) {
    const metric = randomMetric(d);
    if (isFieldless(metric.aggregate) || ['distinct', 'sum', 'average'].includes(metric.aggregate)) return metric;
    const { name, scope } = metric.field!;
    const known = fieldsOf(metric.event).find((x) => x.field.name === name && x.field.scope === scope)!;
    // What is read off an instant is a date, and no number.
    if (known.kind === 'number' && name !== 'time') return metric;
  }
}

/** Of numbers below 0 as well. */
function signedMetric(d: Dice): Metric {
  return {
    aggregate: d.pick(['sum', 'min', 'last'] as const),
    event: d.pick(['custom', 'product_viewed']),
    field: { scope: 'event', name: 'n' },
    ...randomWindow(d),
  };
}

export function randomRatio(d: Dice): Condition {
  const of = numericMetric(d);
  const value = (): bigint => d.pick([0n, 1n, 2500n, 3333n, 5000n, 6667n, 10_000n, 20_000n, 500_000n]);
  const op = d.pick(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const);
  return {
    kind: 'ratio',
    of,
    by: d.chance(0.4) ? signedMetric(d) : numericMetric(d),
    test: d.pick<Test>([
      { op, value: value() },
      { op: 'between', values: [2500n, 10_000n] },
      { op: 'in', values: [value(), value()] },
      { op: 'notIn', values: [value()] },
      { op: 'exists' },
    ]),
  };
}
