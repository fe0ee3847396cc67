/** The forms of events, their periods, their fields, and the figures that are computed from them. */
import { AGGREGATES, isFieldless } from '../../../../src/engine/segments/aggregate-names.js';
import type { Aggregate, Field } from '../../../../src/engine/types.js';
import type { Form, Slot, Words } from './phrase.js';

export const WHICH: Readonly<Record<'first' | 'last', Words>> = {
  first: ['the first', '首次'],
  last: ['the last', '最近一次'],
};
const SIDES: Readonly<Record<'after' | 'before', Words>> = {
  after: ['after', '之后'],
  before: ['before', '之前'],
};

export const EVENTS: readonly Form[] = [
  {
    name: 'events',
    label: ['events', '行为'],
    fixed: [],
    slots: {
      event: { fill: { leaf: 'event' }, at: ['event'] },
      gross: {
        fill: { mark: ['(refunds ignored)', '（不扣退款）'] },
        at: ['gross'],
        add: ['ignore refunds', '不扣退款'],
      },
      where: { fill: { group: 'filter' }, at: ['where'], add: ['where', '其中'] },
    },
    say: ['{event}[ {gross}][ where {where}]', '{event}[{gross}][，其中{where}]'],
  },
];

export const WINDOWS: readonly Form[] = [
  {
    name: 'last',
    label: ['in the last', '近'],
    option: ['in the last days or hours', '近若干天'],
    fixed: [],
    slots: { for: { fill: { leaf: 'duration' }, at: ['windowMs'] } },
    say: ['{form} {for}', '{form} {for} '],
  },
  {
    name: 'period',
    label: ['in', '在'],
    option: ['in a calendar period, such as this month', '自然周期，如本月'],
    fixed: [],
    slots: { period: { fill: { leaf: 'period' }, at: ['calendar'] } },
    say: ['{form} {period}', '{form}{period}'],
  },
  {
    name: 'between',
    label: ['from', '自'],
    option: ['between two dates', '两个日期之间'],
    fixed: [],
    slots: {
      from: { fill: { leaf: 'moment' }, at: ['fixed', 'from'] },
      to: { fill: { leaf: 'moment' }, at: ['fixed', 'to'] },
    },
    say: ['{form} {from} to {to}', '{form} {from} 至 {to} '],
  },
  {
    name: 'since',
    label: ['since', '始于'],
    option: ['since a date', '自某日起'],
    fixed: [],
    slots: { from: { fill: { leaf: 'moment' }, at: ['fixed', 'from'] } },
    say: ['{form} {from}', '{form} {from} 至今'],
  },
  {
    name: 'until',
    label: ['until', '截至'],
    option: ['until a date', '截至某日'],
    fixed: [],
    slots: { to: { fill: { leaf: 'moment' }, at: ['fixed', 'to'] } },
    say: ['{form} {to}', '{form} {to} '],
  },
  {
    name: 'ever',
    label: ['at any time', '任何时候'],
    fixed: [],
    slots: {},
    say: ['{form}', '{form}'],
  },
];

export const ANCHORED: readonly Form[] = [
  {
    name: 'around',
    label: ['within', '内'],
    option: ['after or before the first or last event', '首次（或最近一次）行为之后（或之前）'],
    fixed: [],
    slots: {
      within: { fill: { leaf: 'duration' }, at: ['anchor', 'withinMs'] },
      side: { fill: { choice: SIDES }, at: ['anchor', 'side'] },
      which: { fill: { choice: WHICH }, at: ['anchor', 'which'] },
      events: { fill: { sort: 'events' }, at: ['anchor'] },
    },
    say: ['{form} {within} {side} {which} {events},', '{which}{events}{side} {within} {form}'],
  },
  ...WINDOWS,
];

const FIGURES: Readonly<Record<Aggregate, Words>> = {
  count: ['number of', '次数'],
  sum: ['total of', '合计'],
  average: ['average of', '平均值'],
  min: ['smallest value of', '最小值'],
  max: ['largest value of', '最大值'],
  first: ['first value of', '首次的值'],
  last: ['latest value of', '最近一次的值'],
  distinct: ['number of different values of', '去重数'],
  mostFrequent: ['most frequent value of', '最常见的值'],
  medianGap: ['median gap between', '间隔中位数'],
  topOf: ['most frequent values of', '最常见的前'],
};

const WINDOW: Slot = { fill: { sort: 'anchored' }, at: [] };
const OF: Slot = { fill: { sort: 'events' }, at: [] };
const CURRENCY: Slot = { fill: { leaf: 'currency' }, at: ['currency'], add: ['in a currency', '限币种'] };

function figure(aggregate: Aggregate): Form {
  const isTop = aggregate === 'topOf';
  const top: Slot = { fill: { leaf: 'top' }, at: ['top'] };
  const field: Slot = { fill: { sort: 'field' }, at: ['field'] };
  const ofField: Words = isTop
    ? ['{window} the {top} {form} {field} of {events}', '{window}{events}的{field}{form} {top} 个值']
    : ['{window} the {form} {field} of {events}', '{window}{events}的{field}{form}'];
  const say: Words = isFieldless(aggregate) ? ['{window} the {form} {events}', '{window}{events}的{form}'] : ofField;
  return {
    name: aggregate,
    label: FIGURES[aggregate],
    ...(isTop ? { option: ['most frequent values (a list)', '最常见的前几个值（列表）'] as const } : {}),
    fixed: [[['aggregate'], aggregate]],
    slots: {
      window: WINDOW,
      ...(isTop ? { top } : {}),
      ...(isFieldless(aggregate) ? {} : { field }),
      events: OF,
      currency: CURRENCY,
    },
    say: [`${say[0]}[ in currency {currency}]`, `${say[1]}[（币种 {currency}）]`],
  };
}

export const METRICS: readonly Form[] = AGGREGATES.map(figure);

/** Returns the field of the events that is the key of a lookup. Fields of the product catalogue are not lookups. */
function keyOf(node: unknown): Field {
  const { item, ...key } = node as Field;
  return item === undefined || item.catalogue !== undefined ? key : (node as Field);
}

const KEY: Slot = { fill: { leaf: 'property' }, at: [], take: keyOf, put: (field) => field };

export const FIELDS: readonly Form[] = [
  {
    name: 'lookup',
    label: ['looked up', '查目录'],
    fixed: [],
    slots: {
      key: KEY,
      catalogue: { fill: { leaf: 'catalogue' }, at: ['item', 'catalogue'] },
      entry: { fill: { leaf: 'entry' }, at: ['item', 'field'] },
    },
    say: ['{entry} in catalogue {catalogue} by {key}', '{key}在目录 {catalogue} 中的 {entry} '],
  },
  { name: 'property', label: ['property', '属性'], fixed: [], slots: { key: KEY }, say: ['{key}', '{key}'] },
];
