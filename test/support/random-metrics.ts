/** Generates random aggregates over a customer's events, with windows and comparisons. */
import type { CalendarPeriod } from '../../src/engine/time/calendar.js';
import { AGGREGATES, isFieldless } from '../../src/engine/segments/aggregate-names.js';
import type { Aggregate, Anchor, Condition, Metric, Selection, Test } from '../../src/engine/types.js';
import { hasLines } from '../../src/engine/facts/vocabulary.js';
import type { Dice } from './dice.js';
import { isSameField } from './random-items.js';
import { allFieldsOf, CURRENCIES, fieldsOf, OWN_TYPES, randomFilter, testOf } from './random-fields.js';

const HOUR = 3600_000;
const DAY = 24 * HOUR;

const WINDOWS = [HOUR, 30 * 60_000, DAY, 3 * DAY, 7 * DAY, 30 * DAY, undefined];

export function randomPeriod(dice: Dice, future = false): CalendarPeriod {
  return {
    unit: dice.pick(['day', 'day', 'week', 'month', 'quarter', 'year'] as const),
    ago: dice.pick(future ? [0, 0, 1, -1] : [0, 0, 1]),
  };
}

type Window = Pick<Selection, 'windowMs' | 'calendar' | 'fixed'>;

export function randomWindow(dice: Dice): Window {
  const roll = dice.next();
  if (roll < 0.2) return { calendar: randomPeriod(dice) };
  if (roll < 0.3)
    return {
      fixed: dice.pick([
        { from: '2026-03-05' },
        { to: '2026-03-20' },
        { from: '2026-03-08', to: '2026-03-08' },
        { from: '2026-03-10T00:00:00Z', to: '2026-03-20T00:00:00Z' },
      ]),
    };
  const windowMs = dice.pick(WINDOWS);
  return windowMs ? { windowMs } : {};
}

/** Returns an anchor on an event type that occurs several times, so that the first and last event differ and change. */
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

const MEASURED = [
  'order_placed',
  'order_completed',
  'order_refunded',
  'order_cancelled',
  'visit',
  'product_viewed',
  'coupon_redeemed',
];
const NUMERIC: readonly Aggregate[] = ['sum', 'average'];
const ORDERED: readonly Aggregate[] = ['min', 'max'];

/** Returns an aggregate over the property `n`. Its values differ only in a late digit, so that every digit matters. */
const numbersMetric = (d: Dice): Metric => ({
  aggregate: d.pick<Aggregate>(['sum', 'sum', 'average', 'distinct', 'distinct', 'min', 'max']),
  event: 'custom',
  field: { scope: 'event', name: 'n' },
});

/** A property with texts and numbers that are spelled alike. Its name has two Unicode forms. */
const MIXED: Metric = { aggregate: 'distinct', event: 'custom', field: { scope: 'event', name: 'préféré' } };

export function randomMetric(dice: Dice): Metric {
  if (dice.chance(0.15)) return numbersMetric(dice);
  if (dice.chance(0.06)) return { ...MIXED, ...randomWindow(dice) };
  const aggregate = dice.pick<Aggregate>(['count', 'count', 'count', ...AGGREGATES]);
  const event = dice.pick(['order_paid', 'order_paid', 'order_paid', ...MEASURED, 'custom', ...OWN_TYPES]);
  const order = hasLines(event);
  const fields = (dice.chance(0.1) ? allFieldsOf : fieldsOf)(event).filter(
    ({ kind, field }) =>
      (!NUMERIC.includes(aggregate) || (kind === 'number' && field.name !== 'time')) &&
      (!ORDERED.includes(aggregate) || kind !== 'mixed') &&
      (aggregate !== 'topOf' || kind === 'text' || kind === 'mixed'),
  );
  const { field } = isFieldless(aggregate) || fields.length === 0 ? {} : dice.pick(fields);
  return {
    aggregate: field || isFieldless(aggregate) ? aggregate : 'count',
    event,
    ...(dice.chance(0.4) && event !== 'visit' ? { where: randomFilter(dice, event) } : {}),
    ...(field ? { field } : {}),
    ...(dice.chance(0.15) ? { anchor: randomAnchor(dice) } : randomWindow(dice)),
    ...(order && dice.chance(0.2) ? { gross: true } : {}),
    ...(field?.name === 'amount' && dice.chance(0.2) ? { currency: dice.pick(CURRENCIES) } : {}),
    ...(field && aggregate === 'topOf' ? { top: dice.int(1, 3) } : {}),
  };
}

/** Whether an aggregate of dates is a date itself. */
const isOneDate = (aggregate: Aggregate): boolean =>
  ['first', 'last', 'min', 'max', 'mostFrequent'].includes(aggregate);

/** Returns a comparison of a date with the current time. */
function relativeTest(d: Dice): Test {
  if (d.chance(0.3)) return { op: 'during', period: randomPeriod(d, true) };
  return {
    op: d.pick(['withinLast', 'beforeLast', 'withinNext'] as const),
    durationMs: d.pick([HOUR, DAY, 3 * DAY, 7 * DAY]),
  };
}

export function metricTest(dice: Dice, metric: Metric): Test {
  const op = dice.pick(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const);
  if (metric.aggregate === 'medianGap') {
    const gap = (): number => dice.pick([HOUR, 12 * HOUR, DAY, 3 * DAY, 7 * DAY, 36 * HOUR + 1]);
    return dice.pick<Test>([
      { op, value: gap() },
      { op: 'between', values: [DAY, 5 * DAY] },
      { op: dice.pick(['in', 'notIn'] as const), values: [gap(), gap()] },
      { op: 'exists' },
    ]);
  }
  if (metric.aggregate === 'count' || metric.aggregate === 'distinct')
    return dice.chance(0.7)
      ? { op, value: dice.int(0, 4) }
      : testOf(dice, { kind: 'number', values: (d) => d.int(0, 4) });
  const known = allFieldsOf(metric.event).find(({ field }) => isSameField(field, metric.field!))!;
  if (known.kind === 'date' && isOneDate(metric.aggregate) && dice.chance(0.5)) return relativeTest(dice);
  if (metric.aggregate !== 'topOf') return testOf(dice, known);
  return dice.chance(0.2) ? { op: 'exists' } : { op: 'has', value: String(known.values(dice)) };
}

/** Returns an aggregate over numbers, including negative and missing ones. */
function numericMetric(d: Dice): Metric {
  for (;;) {
    const metric = randomMetric(d);
    if (isFieldless(metric.aggregate) || ['distinct', 'sum', 'average'].includes(metric.aggregate)) return metric;
    const { name } = metric.field!;
    const known = allFieldsOf(metric.event).find(({ field }) => isSameField(field, metric.field!))!;
    // The time of an event is a date, not a number.
    if (known.kind === 'number' && name !== 'time') return metric;
  }
}

/** Returns an aggregate over a property that can be negative. */
function signedMetric(d: Dice): Metric {
  return {
    aggregate: d.pick(['sum', 'min', 'last'] as const),
    event: d.pick(['custom', 'product_viewed']),
    field: { scope: 'event', name: 'n' },
    ...randomWindow(d),
  };
}

export function randomRatio(dice: Dice): Condition {
  const of = numericMetric(dice);
  const value = (): bigint => dice.pick([0n, 1n, 2500n, 3333n, 5000n, 6667n, 10_000n, 20_000n, 500_000n]);
  const op = dice.pick(['eq', 'ne', 'lt', 'lte', 'gt', 'gte'] as const);
  return {
    kind: 'ratio',
    of,
    by: dice.chance(0.4) ? signedMetric(dice) : numericMetric(dice),
    test: dice.pick<Test>([
      { op, value: value() },
      { op: 'between', values: [2500n, 10_000n] },
      { op: 'in', values: [value(), value()] },
      { op: 'notIn', values: [value()] },
      { op: 'exists' },
    ]),
  };
}
