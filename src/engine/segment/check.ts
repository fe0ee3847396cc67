/** What a condition must satisfy before it is saved: names exist, types fit, sizes and windows are bounded, no cycles. */
import { decimalOfNumber, parseDecimal, SCALE } from '../decimal.js';
import { AGGREGATES, OPERATORS, type Condition, type Field, type Filter, type Metric, type Operator, type Property, type TagDefinition, type Test, type Value, type ValueType } from '../model.js';
import { MAX_DURATION, parseDay, parseInstant, SECOND } from '../time.js';
import { isRelative } from '../value.js';
import { EVENT_FIELDS, EVENT_TYPE_PATTERN, eventType, LINE_FIELDS, RETENTION_MS } from '../vocabulary.js';
import { children, depthOf, sizeOf } from './condition.js';

export interface Fault {
  /** Where in the condition, e.g. `all[1].metric.where.field`. */
  readonly path: string;
  readonly message: string;
  /** A limit was passed, rather than something being wrong. */
  readonly limit?: boolean;
}

export interface Names {
  tag(key: string): TagDefinition | undefined;
  segment(key: string): Condition | undefined;
}

export const MAX_COMPARISONS = 200;
export const MAX_NESTING = 20;
export const MAX_LIST = 1000;
const MAX_TEXT = 1000;

const EQUALITY: readonly Operator[] = ['eq', 'ne', 'in', 'notIn', 'exists'];
const ORDER: readonly Operator[] = ['lt', 'lte', 'gt', 'gte', 'between'];
const RELATIVE: readonly Operator[] = ['withinLast', 'beforeLast', 'withinNext'];

export const OPERATORS_OF: Readonly<Record<ValueType, readonly Operator[]>> = {
  STRING: [...EQUALITY, ...ORDER, 'contains', 'startsWith'],
  INTEGER: [...EQUALITY, ...ORDER],
  DECIMAL: [...EQUALITY, ...ORDER],
  BOOLEAN: ['eq', 'ne', 'exists'],
  DATE: [...EQUALITY, ...ORDER, ...RELATIVE],
  DATETIME: [...EQUALITY, ...ORDER, ...RELATIVE],
  STRING_LIST: ['has', 'exists'],
};

/** The condition with its literals in the types they are compared with, or every fault found. */
export function checkCondition(c: Condition, names: Names, self?: string): { readonly condition?: Condition; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  if (depthOf(c) > MAX_NESTING) return { faults: [{ path: '', message: `a condition is at most ${MAX_NESTING} levels deep`, limit: true }] };
  const size = sizeOf(c);
  if (size > MAX_COMPARISONS) return { faults: [{ path: '', message: `a condition has at most ${MAX_COMPARISONS} comparisons, this one has ${size}`, limit: true }] };
  const condition = new Checker(names, faults, self).condition(c, '');
  return faults.length > 0 ? { faults } : { condition, faults };
}

/** As `checkCondition`, for an aggregate alone. */
export function checkMetric(m: Metric, names: Names): { readonly metric?: Metric; readonly type?: ValueType; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const metric = new Checker(names, faults).metric(m, 'metric');
  return faults.length > 0 ? { faults } : { metric, type: metricType(metric), faults };
}

/** The type of an aggregate's value; undefined for an undeclared property, whose type is whatever was sent. */
export function metricType(m: Metric): ValueType | undefined {
  if (m.aggregate === 'count' || m.aggregate === 'distinct') return 'INTEGER';
  if (m.aggregate === 'sum' || m.aggregate === 'average') return 'DECIMAL';
  const type = fieldType(m.event, m.field!);
  return type === 'STRING_LIST' ? 'STRING' : type;
}

function fieldType(event: string, field: Field): ValueType | undefined {
  if (field.scope === 'line') return Object.hasOwn(LINE_FIELDS, field.name) ? LINE_FIELDS[field.name] : undefined;
  if (Object.hasOwn(EVENT_FIELDS, field.name)) return EVENT_FIELDS[field.name];
  const declared = eventType(event)?.properties;
  return declared && Object.hasOwn(declared, field.name) ? declared[field.name] : undefined;
}

class Checker {
  constructor(private readonly names: Names, private readonly faults: Fault[], private readonly self?: string) {}

  private fault(path: string, message: string, limit = false): void {
    this.faults.push({ path, message, ...(limit ? { limit } : {}) });
  }

  condition(c: Condition, path: string): Condition {
    const at = (part: string): string => (path === '' ? part : `${path}.${part}`);
    switch (c.kind) {
      case 'all': case 'any':
        if (c.of.length === 0) this.fault(at(c.kind), `an empty ${c.kind === 'all' ? 'and' : 'or'} says nothing: give at least one condition`);
        return { kind: c.kind, of: c.of.map((x, i) => this.condition(x, at(`${c.kind}[${i}]`))) };
      case 'not': return { kind: 'not', of: this.condition(c.of, at('not')) };
      case 'segment':
        this.segment(c.segment, at('segment'));
        return c;
      case 'tag': {
        const def = this.names.tag(c.tag);
        if (!def) {
          this.fault(at('tag'), `there is no tag ${c.tag}`);
          return c;
        }
        return { ...c, test: this.test(c.test, def.type, at('tag')) };
      }
      case 'metric': {
        const metric = this.metric(c.metric, at('metric'));
        return { kind: 'metric', metric, test: this.test(c.test, metric.field || metric.aggregate === 'count' ? metricType(metric) : undefined, at('metric')) };
      }
    }
  }

  private segment(key: string, path: string): void {
    if (key === this.self) return this.fault(path, `segment ${key} refers to itself`);
    const target = this.names.segment(key);
    if (!target) return this.fault(path, `there is no segment ${key}`);
    if (this.self === undefined) return;
    const open: Condition[] = [target];
    const seen = new Set<string>([key]);
    for (let c = open.pop(); c; c = open.pop()) {
      open.push(...children(c));
      if (c.kind !== 'segment' || seen.has(c.segment)) continue;
      if (c.segment === this.self) return this.fault(path, `segment ${key} refers back to ${this.self}: a cycle`);
      seen.add(c.segment);
      const next = this.names.segment(c.segment);
      if (next) open.push(next);
    }
  }

  metric(m: Metric, path: string): Metric {
    if (!(AGGREGATES as readonly string[]).includes(m.aggregate)) this.fault(`${path}.aggregate`, `unknown aggregate ${String(m.aggregate)}`);
    if (!EVENT_TYPE_PATTERN.test(m.event)) this.fault(`${path}.event`, 'an event type is lower-case words joined by _, at most 64 characters');
    if (m.windowMs !== undefined) this.duration(m.windowMs, `${path}.window`, RETENTION_MS, 'the retention of events (3 years)');
    if (m.currency !== undefined && !/^[A-Z]{3}$/.test(m.currency)) this.fault(`${path}.currency`, 'a currency is three capital letters, e.g. CNY');
    if (m.aggregate === 'count' && m.field) this.fault(`${path}.field`, 'count takes no field; use distinct to count values');
    if (m.aggregate !== 'count' && !m.field) this.fault(`${path}.field`, `${m.aggregate} needs a field`);
    if (m.field) {
      this.field(m.event, m.field, `${path}.field`);
      const type = fieldType(m.event, m.field);
      if ((m.aggregate === 'sum' || m.aggregate === 'average') && type !== undefined && type !== 'INTEGER' && type !== 'DECIMAL') this.fault(`${path}.field`, `${m.aggregate} needs a number, and ${m.field.name} is ${type}`);
    }
    return m.where ? { ...m, where: this.filter(m.where, m.event, `${path}.where`) } : m;
  }

  private field(event: string, field: Field, path: string): void {
    if (field.scope === 'line') {
      if (!Object.hasOwn(LINE_FIELDS, field.name)) this.fault(path, `order lines have ${Object.keys(LINE_FIELDS).join(', ')}, not ${field.name}`);
      const type = eventType(event);
      if (type && !type.order) this.fault(path, `${event} has no order lines`);
    } else if (!/^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(field.name) || field.name === '__proto__') this.fault(path, 'a property is named by letters, digits and _');
  }

  private filter(f: Filter, event: string, path: string): Filter {
    switch (f.kind) {
      case 'all': case 'any':
        if (f.of.length === 0) this.fault(path, 'an empty group says nothing: give at least one comparison');
        return { kind: f.kind, of: f.of.map((x, i) => this.filter(x, event, `${path}.${f.kind}[${i}]`)) };
      case 'not': return { kind: 'not', of: this.filter(f.of, event, `${path}.not`) };
      case 'field':
        this.field(event, f.field, path);
        if (isRelative(f.test)) this.fault(path, 'properties of events are compared with values, not with now; use the window');
        return { ...f, test: this.test(f.test, fieldType(event, f.field), `${path}.${f.field.name}`) };
    }
  }

  private test(t: Test, type: ValueType | undefined, path: string): Test {
    if (!(OPERATORS as readonly string[]).includes(t.op)) {
      this.fault(path, `unknown operator ${String(t.op)}`);
      return t;
    }
    if (type && !OPERATORS_OF[type].includes(t.op)) {
      this.fault(path, `${t.op} does not apply to ${type}; use one of ${OPERATORS_OF[type].join(', ')}`);
      return t;
    }
    if (isRelative(t)) {
      if (t.durationMs === undefined) this.fault(path, `${t.op} needs a duration`);
      else this.duration(t.durationMs, path, MAX_DURATION, '10 years');
      if (!type) this.fault(path, `${t.op} needs a date`);
      return t;
    }
    if (t.op === 'exists') return t;
    if (t.op === 'in' || t.op === 'notIn' || t.op === 'between') {
      const values = t.values ?? [];
      if (t.op === 'between' ? values.length !== 2 : values.length === 0) this.fault(path, t.op === 'between' ? 'between needs two values' : `${t.op} needs at least one value`);
      if (values.length > MAX_LIST) this.fault(path, `a list has at most ${MAX_LIST} values`, true);
      return { ...t, values: values.slice(0, MAX_LIST).map((v) => this.literal(v, type, path)) };
    }
    if (t.value === undefined) {
      this.fault(path, `${t.op} needs a value`);
      return t;
    }
    const text = t.op === 'contains' || t.op === 'startsWith' || t.op === 'has';
    return { ...t, value: this.literal(t.value, text ? 'STRING' : type, path) };
  }

  private literal(v: Value, type: ValueType | undefined, path: string): Value {
    if (typeof v === 'string' && v.length > MAX_TEXT) this.fault(path, `a text value has at most ${MAX_TEXT} characters`, true);
    if (type === undefined) return v;
    const out = coerce(v, type);
    if (out === undefined) this.fault(path, `expected ${describeType(type)}, not ${typeof v === 'string' ? 'a text' : typeof v === 'boolean' ? 'true or false' : 'this number'}`);
    return out ?? v;
  }

  private duration(ms: number, path: string, max: number, maxText: string): void {
    if (!Number.isSafeInteger(ms) || ms < SECOND) this.fault(path, 'a window is at least 1 second');
    else if (ms > max) this.fault(path, `a window is at most ${maxText}`);
  }
}

export function describeType(type: ValueType): string {
  switch (type) {
    case 'STRING': return 'a text in quotes';
    case 'INTEGER': return 'a whole number';
    case 'DECIMAL': return 'a decimal with at most 4 digits after the point';
    case 'BOOLEAN': return 'true or false';
    case 'DATE': return 'a day such as "2026-02-28"';
    case 'DATETIME': return 'an instant with its zone such as "2026-02-28T10:00:00+08:00"';
    case 'STRING_LIST': return 'a list of texts';
  }
}

/** A literal in a declared type, or undefined when it does not fit. */
export function coerce(v: Value | Property, type: ValueType): Value | undefined {
  switch (type) {
    case 'STRING': return typeof v === 'string' ? v : undefined;
    case 'BOOLEAN': return typeof v === 'boolean' ? v : undefined;
    case 'INTEGER':
      if (typeof v === 'bigint') return v % 10n ** BigInt(SCALE) === 0n ? Number(v / 10n ** BigInt(SCALE)) : undefined;
      return typeof v === 'number' && Number.isSafeInteger(v) ? v : undefined;
    case 'DECIMAL':
      if (typeof v === 'bigint') return v;
      // Typed input gives exact decimals as texts.
      if (typeof v === 'string') return parseDecimal(v);
      return typeof v === 'number' && Number.isFinite(v) && Math.abs(v) < 1e14 ? decimalOfNumber(v) : undefined;
    case 'DATE': return typeof v === 'string' ? parseDay(v) : undefined;
    case 'DATETIME': return typeof v === 'number' ? v : typeof v === 'string' ? parseInstant(v) : undefined;
    case 'STRING_LIST': return Array.isArray(v) && v.every((x) => typeof x === 'string') ? (v as readonly string[]) : undefined;
  }
}
