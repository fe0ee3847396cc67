/** Prints conditions as text. The parser converts the text back to the same condition. */
import { formatDecimal } from '../values/decimal.js';
import type { CalendarPeriod } from '../time/calendar.js';
import { anchorSelection } from '../facts/anchor.js';
import type { Anchor, Condition, Field, Filter, Metric, Selection, Sequence, Test, Value } from '../types.js';
import { isLayerKey } from '../layers/layers.js';
import { DAY, HOUR, MINUTE, SECOND, WEEK } from '../time/time.js';
import { hasLines, LINE_FIELDS } from '../facts/vocabulary.js';

/**
 * Prints a name in a form that the parser can read. The name is quoted unless it is a plain identifier that is not
 * reserved in this position (`taken`).
 */
const printName = (name: string, taken: boolean): string =>
  taken || !/^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? JSON.stringify(name) : name;

const printEvent = (event: string): string => printName(event, event === 'gross' || event === 'where');

const SYMBOLS = { eq: '=', ne: '!=', lt: '<', lte: '<=', gt: '>', gte: '>=' } as const;

/** Prints a condition, e.g. `tag city = "Beijing" and count(visit, last 90d) >= 3`. */
export function printCondition(condition: Condition): string {
  return print(condition, 0);
}

function print(c: Condition, level: number): string {
  switch (c.kind) {
    case 'any':
    case 'all':
      if (c.of.length === 1) return print(c.of[0], level);
      return wrap(c.of.map((x) => print(x, 2)).join(c.kind === 'any' ? ' or ' : ' and '), level > 0);
    case 'not':
      return `not ${print(c.of, 3)}`;
    case 'tag':
      return `${c.test.age ? `age(tag ${c.tag})` : `tag ${c.tag}`} ${printTest(c.test)}`;
    case 'segment':
      return isLayerKey(c.segment) ? `in layer ${c.segment}` : `in segment ${c.segment}`;
    case 'list':
      return `in list ${c.list}`;
    case 'consent':
      return `consent ${c.purpose}${c.channel === undefined ? '' : ` on ${c.channel}`}`;
    case 'metric':
      return printMetricTest(c.metric, c.test);
    case 'ratio':
      return `ratio(${printMetric(c.of)}, ${printMetric(c.by)}) ${printTest(c.test)}`;
    case 'occurrence':
      return `${c.which}(${printSelection(c.of)}) is (${printFilter(c.is, c.of.event, 0)})`;
    case 'sequence': {
      const [first, ...rest] = c.steps;
      const steps = [{ event: first.event, where: first.where, gross: first.gross }, ...rest]
        .map((x) => printSelection(x))
        .join(' then ');
      const without = c.without ? `, without ${printSelection(c.without)}` : '';
      return `sequence(${steps}${c.withinMs ? `, within ${printDuration(c.withinMs)}` : ''}${printSame(c)}${without}${printWindow(first)})`;
    }
    case 'unfollowed':
      return `unfollowed(${printSelection({ event: c.of.event, where: c.of.where, gross: c.of.gross })} by ${printSelection(c.by)}, within ${printDuration(c.withinMs)}${printSame(c)}${printWindow(c.of)})`;
    case 'held':
      return `held for ${printDuration(c.forMs)} (${print(c.of, 0)})`;
    case 'was':
      return `was within ${printDuration(c.withinMs)} (${print(c.of, 0)})`;
  }
}

function wrap(text: string, parentheses: boolean): string {
  return parentheses ? `(${text})` : text;
}

function printMetricTest(m: Metric, test: Test): string {
  if (m.aggregate === 'count' && test.op === 'gte' && test.value === 1) return printMetric(m).replace(/^count/, 'did');
  return `${printMetric(m)} ${printComparison(m, test)}`;
}

/** Prints the comparison of an aggregate, e.g. `>= 3`. */
export function printComparison(metric: Pick<Metric, 'aggregate'>, test: Test): string {
  return printTest(test, metric.aggregate === 'medianGap' ? (v) => printDuration(v as number) : printValue);
}

/** Prints an aggregate, e.g. `sum(order_paid.amount where channel = "app", last 90d)`. */
export function printMetric(metric: Metric): string {
  const field = metric.field ? `.${printField(metric.field, metric.event)}` : '';
  const currency = metric.currency ? `, currency ${JSON.stringify(metric.currency)}` : '';
  return `${metric.aggregate}(${printSelection(metric, field, metric.top === undefined ? '' : `, ${metric.top}`)}${printAnchor(metric.anchor)}${currency})`;
}

function printAnchor(anchor: Anchor | undefined): string {
  if (!anchor) return '';
  const { withinMs, side, which } = anchor;
  return `, within ${printDuration(withinMs)} ${side} ${which}(${printSelection(anchorSelection(anchor))})`;
}

/** Prints a selection, e.g. `order_paid where brand = "Shiseido", last 7d`. */
function printSelection(s: Selection, field = '', top = ''): string {
  return `${s.gross ? 'gross ' : ''}${printEvent(s.event)}${field}${s.where ? ` where ${printFilter(s.where, s.event, 0)}` : ''}${top}${printWindow(s)}`;
}

function printSame({ same, ownSame }: Pick<Sequence, 'same' | 'ownSame'>): string {
  return same ? `, same ${printName(same, ownSame === true)}` : '';
}

function printWindow(s: Selection): string {
  if (s.windowMs !== undefined) return `, last ${printDuration(s.windowMs)}`;
  if (s.calendar) return `, ${printPeriod(s.calendar)}`;
  if (!s.fixed) return '';
  return `,${s.fixed.from === undefined ? '' : ` from ${JSON.stringify(s.fixed.from)}`}${s.fixed.to === undefined ? '' : ` to ${JSON.stringify(s.fixed.to)}`}`;
}

/** Prints a period, e.g. `this month`, `yesterday`. */
export function printPeriod(period: CalendarPeriod): string {
  const names = period.unit === 'day' ? ['tomorrow', 'today', 'yesterday'] : ['next', 'this', 'last'];
  const name = names[period.ago + 1];
  return period.unit === 'day' ? name : `${name} ${period.unit}`;
}

/** Whether a field of order lines has this name. A field of the event itself with such a name must be quoted. */
const isLineName = (event: string, name: string): boolean =>
  name !== 'amount' && hasLines(event) && Object.hasOwn(LINE_FIELDS, name);

/** Prints a field, e.g. `channel`, `line.brand`, `line.product.colour` or `lookup(districts, district).area`. */
function printField({ scope, name, own, item }: Field, event: string): string {
  const line = scope === 'line' ? 'line.' : '';
  if (item && item.catalogue === undefined) return `${line}product.${item.field}`;
  const printed = line === '' ? printName(name, own === true || isLineName(event, name)) : `${line}${name}`;
  return item ? `lookup(${item.catalogue}, ${printed}).${item.field}` : printed;
}

function printFilter(f: Filter, event: string, level: number): string {
  switch (f.kind) {
    case 'any':
    case 'all':
      if (f.of.length === 1) return printFilter(f.of[0], event, level);
      return wrap(f.of.map((x) => printFilter(x, event, 2)).join(f.kind === 'any' ? ' or ' : ' and '), level > 0);
    case 'not':
      return `not ${printFilter(f.of, event, 3)}`;
    case 'field': {
      const isNot = f.field.scope === 'event' && f.field.name === 'not' && !f.field.item;
      return `${isNot ? printName('not', true) : printField(f.field, event)} ${printTest(f.test)}`;
    }
  }
}

function printTest(t: Test, literal = printValue): string {
  return t.anniversary ? `anniversary ${printPlain(t, literal)}` : printPlain(t, literal);
}

function printPlain(t: Test, literal: (v: Value) => string): string {
  switch (t.op) {
    case 'eq':
    case 'ne':
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return `${SYMBOLS[t.op]} ${literal(t.value!)}`;
    case 'exists':
      return 'exists';
    case 'in':
      return `in (${t.values!.map(literal).join(', ')})`;
    case 'notIn':
      return `not in (${t.values!.map(literal).join(', ')})`;
    case 'inList':
      return `in list ${t.list}`;
    case 'notInList':
      return `not in list ${t.list}`;
    case 'between':
      return `between ${literal(t.values![0])} and ${literal(t.values![1])}`;
    case 'contains':
      return `contains ${literal(t.value!)}`;
    case 'startsWith':
      return `starts with ${literal(t.value!)}`;
    case 'under':
      return `under ${literal(t.value!)}`;
    case 'has':
      return `has ${literal(t.value!)}`;
    case 'withinLast':
      return `within last ${printDuration(t.durationMs!)}`;
    case 'beforeLast':
      return `before last ${printDuration(t.durationMs!)}`;
    case 'withinNext':
      return `within next ${printDuration(t.durationMs!)}`;
    case 'during':
      return printPeriod(t.period!);
  }
}

function printValue(v: Value): string {
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v === 'bigint') {
    const text = formatDecimal(v);
    return text.includes('.') ? text : `${text}.0`;
  }
  return typeof v === 'object' ? `[${v.map((x) => JSON.stringify(x)).join(', ')}]` : String(v);
}

/** Prints a duration, with a single unit if possible and otherwise with several: `90d`, `36h`, `7d1ms`. */
export function printDuration(ms: number): string {
  for (const [unit, letter] of UNITS)
    if (unit > 1 && ms % unit === 0 && (unit !== WEEK || ms >= WEEK * 60)) return `${ms / unit}${letter}`;
  let left = ms;
  return UNITS.filter(([unit]) => unit !== WEEK)
    .map(([unit, letter]) => {
      const n = Math.floor(left / unit);
      left %= unit;
      return n > 0 ? `${n}${letter}` : '';
    })
    .join('');
}

const UNITS = [
  [WEEK, 'w'],
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'm'],
  [SECOND, 's'],
  [1, 'ms'],
] as const;
