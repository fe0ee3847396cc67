/** Converts conditions to typed input, as sent by a client that builds conditions as trees of objects. */
import type { CalendarPeriod } from '../../src/engine/time/calendar.js';
import { numberOfDecimal } from '../../src/engine/values/decimal.js';
import { isLayerKey } from '../../src/engine/layers/layers.js';
import type { Anchor, Condition, Field, Filter, Metric, Selection, Test, Value } from '../../src/engine/types.js';
import { printPeriod } from '../../src/engine/segments/print.js';
import { formatDuration } from '../../src/engine/time/time.js';
import type { ConditionInput } from '../../src/graphql/segments/condition.input.js';

const plain = (v: Value): unknown => (typeof v === 'bigint' ? numberOfDecimal(v) : v);

/** Converts a comparison. With `asDurations`, its numbers are milliseconds and are written as durations. */
function test(t: Test, asDurations = false): object {
  const { op, durationMs, period, anniversary } = t;
  const value = (v: Value): unknown => (asDurations ? formatDuration(Number(v)) : plain(v));
  const named = anniversary ? `anniversary${op[0].toUpperCase()}${op.slice(1)}` : op;
  if (op === 'during') return { [named]: printPeriod(period as CalendarPeriod) };
  if (durationMs !== undefined) return { [named]: formatDuration(durationMs) };
  if (op === 'exists') return { exists: true };
  if (t.list !== undefined) return { [op]: t.list };
  return { [op]: t.values ? t.values.map(value) : value(t.value!) };
}

function itemOf({ item }: Field): object {
  if (!item) return {};
  const { catalogue, field } = item;
  return { item: { field, ...(catalogue === undefined ? {} : { catalogue }) } };
}

const ownOf = ({ own }: Field): object => (own ? { own } : {});

function filter(f: Filter): object {
  if (f.kind === 'not') return { not: filter(f.of) };
  if (f.kind !== 'field') return { [f.kind]: f.of.map(filter) };
  return {
    [f.field.scope === 'line' ? 'line' : 'property']: {
      name: f.field.name,
      ...ownOf(f.field),
      ...itemOf(f.field),
      is: test(f.test),
    },
  };
}

const selection = (s: Selection): object => ({
  event: s.event,
  ...(s.where ? { where: filter(s.where) } : {}),
  ...(s.windowMs === undefined ? {} : { last: formatDuration(s.windowMs) }),
  ...(s.calendar ? { during: printPeriod(s.calendar) } : {}),
  ...s.fixed,
  ...(s.gross ? { gross: true } : {}),
});

const metric = (m: Metric): object => ({
  ...selection(m),
  aggregate: m.aggregate,
  ...(m.field
    ? { [m.field.scope === 'line' ? 'lineField' : 'field']: m.field.name, ...ownOf(m.field), ...itemOf(m.field) }
    : {}),
  ...(m.currency === undefined ? {} : { currency: m.currency }),
  ...(m.top === undefined ? {} : { top: m.top }),
  ...(m.anchor ? { within: anchor(m.anchor) } : {}),
});

const anchor = ({ side, which, withinMs, ...events }: Anchor): object => ({
  duration: formatDuration(withinMs),
  [`${side}${which === 'first' ? 'First' : 'Last'}`]: selection(events),
});

const same = ({ same: name, ownSame }: { readonly same?: string; readonly ownSame?: true }): object => ({
  ...(name === undefined ? {} : { same: name }),
  ...(ownSame ? { ownSame } : {}),
});

function tree(c: Condition): object {
  switch (c.kind) {
    case 'all':
    case 'any':
      return { [c.kind]: c.of.map(tree) };
    case 'not':
      return { not: tree(c.of) };
    case 'segment':
      return { [isLayerKey(c.segment) ? 'inLayer' : 'inSegment']: c.segment };
    case 'list':
      return { inList: c.list };
    case 'consent':
      return { consent: { purpose: c.purpose, ...(c.channel === undefined ? {} : { channel: c.channel }) } };
    case 'tag':
      return { tag: { key: c.tag, is: test(c.test), ...(c.test.age ? { age: true } : {}) } };
    case 'metric':
      return { metric: { ...metric(c.metric), is: test(c.test, c.metric.aggregate === 'medianGap') } };
    case 'ratio':
      return { ratio: { of: metric(c.of), by: metric(c.by), is: test(c.test) } };
    case 'occurrence':
      return { [c.which]: { of: selection(c.of), is: filter(c.is) } };
    case 'sequence':
      return {
        sequence: {
          steps: c.steps.map(selection),
          ...(c.withinMs === undefined ? {} : { within: formatDuration(c.withinMs) }),
          ...same(c),
          ...(c.without ? { without: selection(c.without) } : {}),
        },
      };
    case 'unfollowed':
      return {
        notFollowed: {
          of: selection(c.of),
          by: selection(c.by),
          within: formatDuration(c.withinMs),
          ...same(c),
        },
      };
    case 'held':
      return { heldFor: { duration: formatDuration(c.forMs), condition: tree(c.of) } };
    case 'was':
      return { wasWithin: { duration: formatDuration(c.withinMs), condition: tree(c.of) } };
  }
}

export const typedInput = (condition: Condition): ConditionInput => tree(condition);
