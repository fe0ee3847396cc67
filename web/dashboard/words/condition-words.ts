/**
 * Translates conditions and aggregates into Chinese, such as `近 90 天「访问」的次数 ≥ 3`. Every part of an expression is
 * included, so conditions with different meanings have different sentences.
 */
import { anchorSelection } from '../../../src/engine/facts/anchor.js';
import { sharedField } from '../../../src/engine/facts/fields.js';
import { hasLines, LINE_FIELDS } from '../../../src/engine/facts/vocabulary.js';
import type { Aggregate, Condition, Field, Filter, Metric, Selection, Test, Value } from '../../../src/engine/types.js';
import type { ConditionChange } from '../../../src/engine/segments/diff.js';
import { parseCondition, parseMetric } from '../../../src/engine/segments/parse.js';
import { printDuration } from '../../../src/engine/segments/print.js';
import type { CalendarPeriod } from '../../../src/engine/time/calendar.js';
import { formatDecimal } from '../../../src/engine/values/decimal.js';

/** Display names of the definitions, events and fields that a condition refers to. */
export interface ConditionNames {
  tag(key: string): string;
  /** Returns the name of a segment, or of a layer given as `model.layer`. */
  segment(key: string): string;
  list(key: string): string;
  event(name: string): string;
  field(name: string): string;
}

/** Returns a condition as a Chinese sentence. */
export function conditionInChinese(condition: Condition, names: ConditionNames): string {
  return new Sentence(names).condition(condition, false);
}

/** Returns an aggregate as a Chinese noun phrase, such as `近 90 天「支付订单」的金额合计`. */
export function metricInChinese(metric: Metric, names: ConditionNames): string {
  return new Sentence(names).metric(metric);
}

/**
 * Returns a term of a score in Chinese. The term must be the text of an aggregate or a condition. A term that is a tag
 * does not need this function.
 *
 * @throws ExpressionError if the text is neither.
 */
export function termInChinese(text: string, names: ConditionNames): string {
  const metric = metricOf(text);
  return metric ? metricInChinese(metric, names) : conditionInChinese(parseCondition(text), names);
}

/** Returns the aggregate in a text, or undefined for a condition such as `count(visit) >= 3`. */
function metricOf(text: string): Metric | undefined {
  try {
    return parseMetric(text);
  } catch {
    return undefined;
  }
}

const SYMBOLS = { eq: '=', ne: '≠', lt: '<', lte: '≤', gt: '>', gte: '≥' } as const;

const AGGREGATES: Readonly<Record<Aggregate, string>> = {
  count: '次数',
  sum: '合计',
  average: '平均值',
  min: '最小值',
  max: '最大值',
  first: '首次的值',
  last: '最近一次的值',
  distinct: '去重数',
  mostFrequent: '最常见的值',
  medianGap: '间隔中位数',
  topOf: '最常见的值',
};

const PERIODS: Readonly<Record<CalendarPeriod['unit'], readonly [next: string, now: string, last: string]>> = {
  day: ['明天', '今天', '昨天'],
  week: ['下周', '本周', '上周'],
  month: ['下月', '本月', '上月'],
  quarter: ['下季度', '本季度', '上季度'],
  year: ['明年', '今年', '去年'],
};

const CHANNELS: Readonly<Record<string, string>> = {
  sms: '短信',
  email: '邮件',
  push: '推送',
  phone: '电话',
  wechat: '微信',
};
const PURPOSES: Readonly<Record<string, string>> = { marketing: '营销', analytics: '分析', service: '服务' };

const UNITS: Readonly<Record<string, string>> = { w: '周', d: '天', h: '小时', m: '分钟', s: '秒', ms: '毫秒' };

/** Returns a duration in milliseconds as Chinese text, such as `7 天` or `1 天 12 小时`. */
function spanInChinese(ms: number): string {
  return [...printDuration(ms).matchAll(/(\d+)(ms|[wdhms])/g)].map(([, n, unit]) => `${n} ${UNITS[unit]}`).join(' ');
}

const period = ({ unit, ago }: CalendarPeriod): string => PERIODS[unit][ago + 1];

const quoted = (text: string): string => `“${text.replace(/[\\”]/g, '\\$&')}”`;

function literal(value: Value): string {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'bigint') return formatDecimal(value);
  return typeof value === 'number' ? String(value) : `[${value.map(quoted).join('、')}]`;
}

class Sentence {
  constructor(private readonly names: ConditionNames) {}

  /** Returns a condition as text. With `nested`, a group is put in parentheses. */
  condition(c: Condition, nested: boolean): string {
    switch (c.kind) {
      case 'all':
      case 'any': {
        if (c.of.length === 1) return this.condition(c.of[0], nested);
        const text = c.of.map((part) => this.condition(part, true)).join(c.kind === 'all' ? '，且' : '，或');
        return nested ? `（${text}）` : text;
      }
      case 'not':
        return this.negation(c.of);
      case 'tag':
        return `「${this.names.tag(c.tag)}」${c.test.age ? '的年龄' : ''}${this.test(c.test)}`;
      case 'segment':
        return this.membership(c.segment, true);
      case 'list':
        return `在名单「${this.names.list(c.list)}」中`;
      case 'consent':
        return `已授权${this.consent(c)}`;
      case 'metric':
        return this.comparison(c.metric, c.test, '有过');
      case 'ratio':
        return `（${this.metric(c.of)}）与（${this.metric(c.by)}）之比${this.test(c.test)}`;
      case 'occurrence':
        return `${this.window(c.of)}${c.which === 'first' ? '首次' : '最近一次'}${this.events(c.of)}满足（${this.filter(c.is, c.of.event, false)}）`;
      case 'sequence':
        return this.sequence(c);
      case 'unfollowed':
        return `${this.window(c.of)}${this.events(c.of)}之后 ${spanInChinese(c.withinMs)}内没有${this.selection(c.by)}${this.same(c, c.of.event)}`;
      case 'held':
        return `持续 ${spanInChinese(c.forMs)}满足（${this.condition(c.of, false)}）`;
      case 'was':
        return `近 ${spanInChinese(c.withinMs)}内曾满足（${this.condition(c.of, false)}）`;
    }
  }

  private negation(c: Condition): string {
    if (c.kind === 'metric' && isDid(c.metric, c.test)) return this.comparison(c.metric, c.test, '没有');
    if (c.kind === 'segment') return this.membership(c.segment, false);
    if (c.kind === 'list') return `不在名单「${this.names.list(c.list)}」中`;
    if (c.kind === 'consent') return `未授权${this.consent(c)}`;
    if (c.kind === 'tag' && c.test.op === 'exists' && !c.test.age) return `「${this.names.tag(c.tag)}」没有值`;
    return `排除（${this.condition(c, false)}）`;
  }

  private membership(key: string, isIn: boolean): string {
    const name = `「${this.names.segment(key)}」`;
    if (key.includes('.')) return `${isIn ? '处于' : '不处于'}分层${name}`;
    return `${isIn ? '属于' : '不属于'}分群${name}`;
  }

  private consent({ purpose, channel }: { readonly purpose: string; readonly channel?: string }): string {
    const on = channel === undefined ? '' : `${CHANNELS[channel] ?? channel}渠道的`;
    return `${on}「${PURPOSES[purpose] ?? purpose}」用途`;
  }

  /**
   * Returns an aggregate and its comparison as text. A comparison for at least one event becomes "has events" or "has
   * no events".
   */
  private comparison(metric: Metric, test: Test, verb: '有过' | '没有'): string {
    if (isDid(metric, test)) return `${this.metricWindow(metric)}${verb}${this.events(metric)}`;
    return `${this.metric(metric)}${this.test(test, metric.aggregate === 'medianGap' ? (v) => spanInChinese(v as number) : literal)}`;
  }

  metric(metric: Metric): string {
    const { aggregate, field, top, currency } = metric;
    const of = field ? `${this.field(field, metric.event)}` : '';
    const figure = top === undefined ? AGGREGATES[aggregate] : `最常见的 ${top} 个值`;
    return `${this.metricWindow(metric)}${this.events(metric)}的${of}${figure}${currency ? `（币种 ${currency}）` : ''}`;
  }

  private metricWindow(metric: Metric): string {
    const { anchor } = metric;
    if (!anchor) return this.window(metric);
    const event = `${anchor.which === 'first' ? '首次' : '最近一次'}${this.events(anchorSelection(anchor))}`;
    return `${event}${anchor.side === 'after' ? '之后' : '之前'} ${spanInChinese(anchor.withinMs)}内`;
  }

  private window({ windowMs, calendar, fixed }: Selection): string {
    if (windowMs !== undefined) return `近 ${spanInChinese(windowMs)}`;
    if (calendar) return period(calendar);
    if (!fixed) return '';
    const { from, to } = fixed;
    if (from === undefined) return `截至 ${to} `;
    return to === undefined ? `自 ${from} 起` : `${from} 至 ${to} `;
  }

  /** Returns the events and their filter as text, without the period. */
  private events({ event, where, gross }: Selection): string {
    const name = `「${this.names.event(event)}」${gross ? '（不扣退款）' : ''}`;
    return where ? `${name}（${this.filter(where, event, false)}）` : name;
  }

  private selection(s: Selection): string {
    return `${this.window(s)}${this.events(s)}`;
  }

  private sequence(c: Extract<Condition, { kind: 'sequence' }>): string {
    const [first, ...rest] = c.steps;
    const steps = [this.events(first), ...rest.map((step) => this.selection(step))].join('→');
    const within = c.withinMs ? `，首尾相隔不超过 ${spanInChinese(c.withinMs)}` : '';
    const without = c.without ? `，期间没有${this.selection(c.without)}` : '';
    return `${this.window(first)}依次发生${steps}${within}${this.same(c, first.event)}${without}`;
  }

  private same(pattern: { readonly same?: string; readonly ownSame?: true }, event: string): string {
    const field = sharedField(pattern);
    return field ? `，且${this.field({ scope: 'event', ...field }, event, false)}相同` : '';
  }

  private filter(f: Filter, event: string, nested: boolean): string {
    switch (f.kind) {
      case 'all':
      case 'any': {
        if (f.of.length === 1) return this.filter(f.of[0], event, nested);
        const text = f.of.map((part) => this.filter(part, event, true)).join(f.kind === 'all' ? '，且' : '，或');
        return nested ? `（${text}）` : text;
      }
      case 'not':
        return `排除（${this.filter(f.of, event, false)}）`;
      case 'field':
        return `${this.field(f.field, event)}${this.test(f.test)}`;
    }
  }

  /**
   * Returns the display name of a field. If both orders and order lines have a field with this name, the text states
   * that the field belongs to the order. For the line fields `amount` and `name`, it states that the field belongs to
   * the line.
   */
  private field({ scope, name, own, item }: Field, event: string, isExact = true): string {
    if (item && item.catalogue === undefined) return `商品目录的${this.names.field(item.field)}`;
    if (item)
      return `${this.field({ scope, name, ...(own ? { own } : {}) }, event)}在目录 ${item.catalogue} 的${this.names.field(item.field)}`;
    // The display name of a built-in field does not fit a property that has the same name by chance.
    if (own) return `属性${quoted(name)}`;
    const known = this.names.field(name);
    if (scope === 'line') return name === 'amount' || name === 'name' ? `商品行的${known}` : known;
    const isTaken = isExact && name !== 'amount' && hasLines(event) && Object.hasOwn(LINE_FIELDS, name);
    return isTaken ? `订单的${known}` : known;
  }

  private test(t: Test, say = literal): string {
    return t.anniversary ? `的周年日${this.plain(t, say)}` : this.plain(t, say);
  }

  private plain(t: Test, say: (value: Value) => string): string {
    const list = (): string => t.values!.map(say).join('、');
    switch (t.op) {
      case 'eq':
      case 'ne':
      case 'lt':
      case 'lte':
      case 'gt':
      case 'gte':
        return ` ${SYMBOLS[t.op]} ${say(t.value!)}`;
      case 'exists':
        return '有值';
      case 'in':
        return `为以下之一：${list()}`;
      case 'notIn':
        return `不是以下任何一个：${list()}`;
      case 'inList':
        return `在名单「${this.names.list(t.list!)}」中`;
      case 'notInList':
        return `不在名单「${this.names.list(t.list!)}」中`;
      case 'between':
        return `在 ${say(t.values![0])} 与 ${say(t.values![1])} 之间`;
      case 'contains':
        return `含文字${say(t.value!)}`;
      case 'startsWith':
        return `以${say(t.value!)}开头`;
      case 'under':
        return `属于路径${say(t.value!)}`;
      case 'has':
        return `包含${say(t.value!)}`;
      case 'withinLast':
        return `在过去 ${spanInChinese(t.durationMs!)}内`;
      case 'beforeLast':
        return `早于 ${spanInChinese(t.durationMs!)}前`;
      case 'withinNext':
        return `在未来 ${spanInChinese(t.durationMs!)}内`;
      case 'during':
        return `在${period(t.period!)}`;
    }
  }
}

const isDid = (metric: Metric, test: Test): boolean =>
  metric.aggregate === 'count' && test.op === 'gte' && test.value === 1;

const AROUND: Readonly<Record<ConditionChange['path'][number], string>> = {
  not: '排除的条件中：',
  held: '持续的条件中：',
  was: '曾满足的条件中：',
};
const ADDED = {
  required: '新增必须满足：',
  notRequired: '不再要求：',
  alternative: '新增可选条件：',
  notAlternative: '不再可选：',
} as const;

/** Returns a Chinese sentence that describes one difference between two versions of a condition. */
export function changeInChinese({ path, change }: ConditionChange, names: ConditionNames): string {
  const place = path.map((kind) => AROUND[kind]).join('');
  const say = (condition: Condition): string => conditionInChinese(condition, names);
  switch (change.kind) {
    case 'became':
    case 'replaced':
      return `${place}「${say(change.before)}」${change.kind === 'became' ? '改为' : '替换为'}「${say(change.after)}」`;
    case 'required':
    case 'notRequired':
    case 'alternative':
    case 'notAlternative':
      return `${place}${ADDED[change.kind]}${say(change.part)}`;
  }
}
