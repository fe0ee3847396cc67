/**
 * Validates a condition before it is saved. Names must exist, types must match, sizes and windows must be within
 * limits, and references must form no cycle.
 */
import { clippedName } from '../values/clipped.js';
import { composed } from '../values/composed.js';
import { CONSENT_NAME } from '../facts/consent.js';
import { anchorKey, anchorSelection } from '../facts/anchor.js';
import { numberOfDecimal } from '../values/decimal.js';
import { CALENDAR_UNITS, type CalendarPeriod } from '../time/calendar.js';
import { fieldType, isEither, itemsOf } from '../facts/fields.js';
import { isLayerKey } from '../layers/layers.js';
import { bindTest, isListTest } from '../lists/bind.js';
import { describeList, type NamedList } from '../lists/list.js';
import { isAggregate, isFieldless } from './aggregate-names.js';
import {
  MAX_TOP,
  OPERATORS,
  type Condition,
  type Derivation,
  type Field,
  type Filter,
  type Metric,
  type Selection,
  type Sequence,
  type Test,
  type Unfollowed,
  type Value,
  type ValueType,
} from '../types.js';
import { DAY, MAX_DURATION, parseDay, parseInstant, SECOND } from '../time/time.js';
import { nearestOf } from '../values/nearest.js';
import { isPath } from '../values/paths.js';
import { isRelative } from '../values/value.js';
import { MAX_RETENTION_MS } from '../facts/event-retention.js';
import {
  EVENT_FIELDS,
  EVENT_TYPE_RULE,
  eventType,
  hasLines,
  isEventType,
  isPropertyName,
  LINE_FIELDS,
  PROPERTY_NAME_RULE,
} from '../facts/vocabulary.js';
import type { ReasonOf } from '../../reasons/index.js';
import { comparedAs, holdsDoubles, metricType, nameOfType } from './compared-types.js';
import { coerce, describeLiteral, describeType, instantsOf, type Compared } from './literals.js';
import { children, depthOf, partsOf, sizeOf, type Names } from './condition.js';
import { MAX_LISTED, MAX_LISTED_TEXT } from './list-limits.js';
import { OF_TEXT, OPERATORS_OF } from './type-operators.js';

/** Reason of a fault: the input is invalid (BAD_USER_INPUT), or a limit is exceeded (LIMIT_EXCEEDED). */
type FaultReason = ReasonOf<'BAD_USER_INPUT' | 'LIMIT_EXCEEDED'>;

export interface Fault {
  readonly reason: FaultReason;
  /** Path of the fault in the condition, e.g. `all[1].metric.where.field`. */
  readonly path: string;
  readonly message: string;
}

const MAX_COMPARISONS = 200;
const MAX_NESTING = 20;
/** Maximum number of values in a single list, and in all lists of a definition together. */
const MAX_LIST = MAX_LISTED;
const MAX_TEXT = 1000;
const TEXT_TOO_LONG = `a text value has at most ${MAX_TEXT} characters`;
/** Length above which a text is too long in any composed form. Such a text is rejected before it is composed. */
const MAX_UNCOMPOSED = 4 * MAX_TEXT;
const TOO_DEEP: Fault = {
  reason: 'CONDITION_TOO_DEEP',
  path: '',
  message: `a condition is at most ${MAX_NESTING} levels deep`,
};

const MAX_STEPS = 10;
const LONGEST_KEPT = `the longest retention of events (${MAX_RETENTION_MS / DAY} days)`;

/** Checks a condition. Returns the condition with its literals converted to the compared types, or all faults. */
export function checkCondition(
  given: Condition,
  names: Names,
  self?: `segment ${string}` | `tag ${string}`,
): { readonly condition?: Condition; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  if (depthOf(given) > MAX_NESTING) return { faults: [TOO_DEEP] };
  const size = sizeOf(given);
  if (size > MAX_COMPARISONS)
    return {
      faults: [
        {
          reason: 'CONDITION_TOO_LARGE',
          path: '',
          message: `a condition has at most ${MAX_COMPARISONS} comparisons, this one has ${size}`,
        },
      ],
    };
  const condition = new Checker(names, faults, self).condition(given, '');
  return faults.length > 0 ? { faults } : { condition, faults };
}

/** Checks a derivation in the same way as `checkCondition` checks a condition. */
export function checkDerivation(
  given: Derivation,
  type: ValueType,
  names: Names,
  self: string,
): { readonly derivation?: Derivation; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const conditions = partsOf(given).conditions;
  if (conditions.some((c) => depthOf(c) > MAX_NESTING)) return { faults: [TOO_DEEP] };
  if (conditions.reduce((n, c) => n + sizeOf(c), 0) > MAX_COMPARISONS)
    return {
      faults: [
        {
          reason: 'CONDITION_TOO_LARGE',
          path: '',
          message: `a derived tag has at most ${MAX_COMPARISONS} comparisons`,
        },
      ],
    };
  const derivation = new Checker(names, faults, `tag ${self}`).derivation(given, type, '');
  return faults.length > 0 ? { faults } : { derivation, faults };
}

/** Checks a single aggregate in the same way as `checkCondition` checks a condition. */
export function checkMetric(
  given: Metric,
  names: Names,
): { readonly metric?: Metric; readonly type?: ValueType; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const metric = new Checker(names, faults).metric(given, 'metric');
  return faults.length > 0 ? { faults } : { metric, type: metricType(metric), faults };
}

/**
 * Returns the type of the built-in field `time` or `day` if it is compared with the current time. Such a comparison
 * never refers to a property with the same name.
 */
function dateOf({ event, field }: Metric, test: Test): ValueType | undefined {
  const date = field?.scope === 'event' && !field.own && (field.name === 'time' || field.name === 'day');
  return date && isRelative(test) && isEither(event, field.name) ? EVENT_FIELDS[field.name] : undefined;
}

class Checker {
  private readonly inLists = { values: 0, text: 0 };

  /** `self` is the definition being checked, e.g. `segment vip`. No definition that it refers to may depend on it. */
  constructor(
    private readonly names: Names,
    private readonly faults: Fault[],
    private readonly self?: string,
  ) {}

  private fault(reason: FaultReason, path: string, message: string): void {
    this.faults.push({ reason, path, message });
  }

  condition(c: Condition, path: string): Condition {
    const at = (part: string): string => (path === '' ? part : `${path}.${part}`);
    switch (c.kind) {
      case 'all':
      case 'any':
        if (c.of.length === 0)
          this.fault(
            'CONDITION_GROUP_EMPTY',
            at(c.kind),
            `an empty ${c.kind === 'all' ? 'and' : 'or'} says nothing: give at least one condition`,
          );
        return { kind: c.kind, of: c.of.map((x, i) => this.condition(x, at(`${c.kind}[${i}]`))) };
      case 'not':
        return { kind: 'not', of: this.condition(c.of, at('not')) };
      case 'segment':
        this.segment(c.segment, at('segment'));
        return c;
      case 'list':
        this.list(c.list, at('list'), 'customers');
        return c;
      case 'consent':
        for (const name of ['purpose', 'channel'] as const) this.consentName(name, c[name], at(`consent.${name}`));
        return c;
      case 'tag': {
        const type = this.tag(c.tag, at('tag'));
        if (type === undefined) return c;
        if (c.test.age) return { ...c, test: this.age(c.test, type, at('tag')) };
        return { ...c, test: this.test(c.test, holdsDoubles(this.names.tag(c.tag)) ? 'FRACTION' : type, at('tag')) };
      }
      case 'ratio':
        return this.ratio(c, at('ratio'));
      case 'occurrence':
        return { ...c, of: this.selection(c.of, at(c.which)), is: this.filter(c.is, c.of.event, at(`${c.which}.is`)) };
      case 'sequence':
        return this.sequence(c, at('sequence'));
      case 'unfollowed':
        return this.unfollowed(c, at('notFollowed'));
      case 'held':
      case 'was': {
        this.duration(c.kind === 'held' ? c.forMs : c.withinMs, at(c.kind), MAX_RETENTION_MS, LONGEST_KEPT);
        return { ...c, of: this.condition(c.of, at(`${c.kind}.condition`)) };
      }
      case 'metric':
        return this.compared(c, at('metric'));
    }
  }

  private compared(c: Extract<Condition, { kind: 'metric' }>, path: string): Condition {
    const metric = this.metric(c.metric, path);
    if (metric.aggregate === 'medianGap') {
      this.noList(c.test, path, 'a gap');
      this.gapBounds(c.test, path);
    }
    const type =
      metric.field || isFieldless(metric.aggregate) ? (comparedAs(metric) ?? dateOf(metric, c.test)) : undefined;
    return { kind: 'metric', metric, test: this.test(c.test, type, path) };
  }

  private ratio(c: Extract<Condition, { kind: 'ratio' }>, path: string): Condition {
    this.noList(c.test, path, 'a ratio');
    return {
      ...c,
      of: this.number(c.of, `${path}.of`),
      by: this.number(c.by, `${path}.by`),
      test: this.test(c.test, 'DECIMAL', path),
    };
  }

  private consentName(name: 'purpose' | 'channel', value: string | undefined, path: string): void {
    if (value !== undefined && !CONSENT_NAME.test(value))
      this.fault('KEY_INVALID', path, `a ${name} is lower-case letters, digits and _, at most 32`);
  }

  private segment(key: string, path: string): void {
    if (this.isSelf(`segment ${key}`)) return this.fault('REFERENCE_CYCLE', path, `${named(key)} refers to itself`);
    const target = this.names.segment(key);
    if (!target)
      return this.fault(isLayerKey(key) ? 'LAYER_UNKNOWN' : 'SEGMENT_UNKNOWN', path, `${named(key)} does not exist`);
    if (this.leadsBack([target], []))
      this.fault('REFERENCE_CYCLE', path, `${named(key)} refers back to ${this.self}: a cycle`);
  }

  /**
   * Returns the list with the given key. Reports a fault if the list does not exist, or if it does not have the kind of
   * entries that `of` specifies.
   */
  private list(key: string, path: string, of: 'customers' | 'values'): NamedList | undefined {
    const list = this.names.list?.(key);
    if (!list) {
      this.fault('LIST_UNKNOWN', path, `list ${clippedName(key)} does not exist`);
      return undefined;
    }
    if ((list.namespace === undefined) === (of === 'customers')) {
      const use = of === 'customers' ? `tag ... in list ${key}, or a filter` : `in list ${key}`;
      this.fault('LIST_KIND', path, `list ${key} has ${describeList(list)}: write ${use}`);
      return undefined;
    }
    return list;
  }

  private noList(test: Test, path: string, what: string): void {
    if (isListTest(test)) this.fault('OPERATOR_TYPE_MISMATCH', path, `${what} is not looked up in a list`);
  }

  private tag(key: string, path: string): ValueType | undefined {
    if (`tag ${key}` === this.self) {
      this.fault('REFERENCE_CYCLE', path, `tag ${key} refers to itself`);
      return undefined;
    }
    const def = this.names.tag(key);
    if (!def) this.fault('TAG_UNKNOWN', path, `tag ${clippedName(key)} does not exist`);
    else if (def.derivation && this.leadsBack([], [key]))
      this.fault('REFERENCE_CYCLE', path, `tag ${key} refers back to ${this.self}: a cycle`);
    return def?.type;
  }

  /** Whether a name is the definition being checked. `segment lifecycle.*` represents every layer of a model. */
  private isSelf(name: string): boolean {
    return this.self?.endsWith('*') ? name.startsWith(this.self.slice(0, -1)) : name === this.self;
  }

  /** Whether conditions or derived tags depend on the definition being checked. */
  private leadsBack(conditions: readonly Condition[], tags: readonly string[]): boolean {
    if (this.self === undefined) return false;
    const open: Condition[] = [...conditions];
    const seen = new Set<string>();
    const visit = (name: string, next: () => readonly Condition[]): boolean => {
      if (this.isSelf(name)) return true;
      if (!seen.has(name)) {
        seen.add(name);
        open.push(...next());
      }
      return false;
    };
    const visitTag = (key: string): boolean => {
      const d = this.names.tag(key)?.derivation;
      const parts = d && partsOf(d);
      if (visit(`tag ${key}`, () => parts?.conditions ?? [])) return true;
      return parts?.tags.some((t) => !seen.has(`tag ${t}`) && visitTag(t)) ?? false;
    };
    if (tags.some(visitTag)) return true;
    for (let c = open.pop(); c; c = open.pop()) {
      open.push(...children(c));
      if (c.kind === 'tag' && visitTag(c.tag)) return true;
      if (c.kind === 'segment') {
        const target = this.names.segment(c.segment);
        if (visit(`segment ${c.segment}`, () => (target ? [target] : []))) return true;
      }
    }
    return false;
  }

  private sequence(c: Sequence, path: string): Sequence {
    if (c.steps.length < 2) this.fault('SEQUENCE_TOO_SHORT', `${path}.steps`, 'a sequence has at least 2 steps');
    if (c.steps.length > MAX_STEPS)
      this.fault('SEQUENCE_TOO_LONG', `${path}.steps`, `a sequence has at most ${MAX_STEPS} steps`);
    const steps = c.steps.slice(0, MAX_STEPS).map((s, i) => this.selection(s, `${path}.steps[${i}]`, i === 0));
    if (c.withinMs !== undefined) this.duration(c.withinMs, `${path}.within`, MAX_RETENTION_MS, LONGEST_KEPT);
    if (c.same !== undefined) this.field('', { scope: 'event', name: c.same }, `${path}.same`);
    return { ...c, steps, ...(c.without ? { without: this.selection(c.without, `${path}.without`, false) } : {}) };
  }

  private unfollowed(c: Unfollowed, path: string): Unfollowed {
    this.duration(c.withinMs, `${path}.within`, MAX_RETENTION_MS, LONGEST_KEPT);
    if (c.same !== undefined) this.field('', { scope: 'event', name: c.same }, `${path}.same`);
    return { ...c, of: this.selection(c.of, `${path}.of`, true), by: this.selection(c.by, `${path}.by`, false) };
  }

  /** Checks an event type with its filter and window. */
  selection<S extends Selection>(s: S, path: string, windowAllowed = true): S {
    if (!isEventType(s.event)) this.fault('EVENT_TYPE_INVALID', `${path}.event`, EVENT_TYPE_RULE);
    const windows = [s.windowMs, s.calendar, s.fixed].filter((w) => w !== undefined).length;
    if (windows > 1) this.fault('WINDOW_INVALID', path, 'give one window: rolling, calendar or fixed');
    if (windows > 0 && !windowAllowed)
      this.fault('WINDOW_INVALID', path, 'the window of the first event holds for all; give it there');
    if (s.windowMs !== undefined) this.duration(s.windowMs, `${path}.window`, MAX_RETENTION_MS, LONGEST_KEPT);
    if (s.calendar) {
      this.period(s.calendar, `${path}.window`);
      if (s.calendar.ago < 0)
        this.fault('WINDOW_INVALID', `${path}.window`, 'events lie in the past: use this or last');
    }
    if (s.fixed) this.fixed(s.fixed, `${path}.window`);
    return s.where ? { ...s, where: this.filter(s.where, s.event, `${path}.where`) } : s;
  }

  private fixed(f: NonNullable<Selection['fixed']>, path: string): void {
    const order = (text: string | undefined): number | undefined =>
      text === undefined ? undefined : (parseInstant(text) ?? (parseDay(text) ? Date.parse(`${text}T00:00:00Z`) : NaN));
    const [from, to] = [order(f.from), order(f.to)];
    if (from === undefined && to === undefined) this.fault('WINDOW_INVALID', path, 'give a beginning, an end or both');
    if (Number.isNaN(from) || Number.isNaN(to))
      this.fault('INSTANT_INVALID', path, 'expected a day such as "2026-11-11" or an instant with its zone');
    else if (from !== undefined && to !== undefined && from > to)
      this.fault('WINDOW_INVALID', path, 'the window ends before it begins');
  }

  private period(p: CalendarPeriod, path: string): void {
    if (!(CALENDAR_UNITS as readonly string[]).includes(p.unit) || !Number.isInteger(p.ago) || Math.abs(p.ago) > 1)
      this.fault(
        'WINDOW_INVALID',
        path,
        'expected today, yesterday, tomorrow, or this, last or next and week, month, quarter or year',
      );
  }

  metric(m: Metric, path: string): Metric {
    if (!isAggregate(m.aggregate))
      this.fault('AGGREGATE_UNKNOWN', `${path}.aggregate`, `unknown aggregate ${clippedName(String(m.aggregate))}`);
    const selected = this.anchored(m, this.selection(m, path), path);
    if (m.currency !== undefined && !/^[A-Z]{3}$/.test(m.currency))
      this.fault('CURRENCY_INVALID', `${path}.currency`, 'a currency is three capital letters, e.g. CNY');
    if (m.currency !== undefined && m.field?.name !== 'amount')
      this.fault(
        'EVENT_FIELD_NOT_ALLOWED',
        `${path}.currency`,
        'a currency belongs to an aggregate of amounts; to choose events by it write where currency = "USD"',
      );
    if (isFieldless(m.aggregate) && m.field)
      this.fault(
        'EVENT_FIELD_NOT_ALLOWED',
        `${path}.field`,
        m.aggregate === 'count'
          ? 'count takes no field; use distinct to count values'
          : `${m.aggregate} takes no field; it is of the times between events`,
      );
    if (!isFieldless(m.aggregate) && !m.field)
      this.fault('EVENT_FIELD_MISSING', `${path}.field`, `${m.aggregate} needs a field`);
    this.top(m, path);
    let { field } = m;
    if (field) {
      field = this.field(m.event, field, `${path}.field`);
      const type = fieldType(m.event, field);
      if (
        (m.aggregate === 'sum' || m.aggregate === 'average') &&
        type !== undefined &&
        type !== 'INTEGER' &&
        type !== 'DECIMAL'
      )
        this.fault(
          'EVENT_FIELD_TYPE',
          `${path}.field`,
          `${m.aggregate} needs a number, and ${nameOf(field)} is ${type}`,
        );
      if (m.aggregate === 'topOf' && type !== undefined && type !== 'STRING' && type !== 'STRING_LIST')
        this.fault('EVENT_FIELD_TYPE', `${path}.field`, `topOf lists texts, and ${nameOf(field)} is ${type}`);
    }
    return field ? { ...selected, field } : selected;
  }

  private anchored({ anchor }: Metric, selected: Metric, path: string): Metric {
    if (!anchor) return selected;
    if (selected.windowMs !== undefined || selected.calendar || selected.fixed)
      this.fault('WINDOW_INVALID', path, 'give one window: rolling, calendar, fixed, or after or before an event');
    const at = `${path}.within`;
    this.duration(anchor.withinMs, `${at}.duration`, MAX_RETENTION_MS, LONGEST_KEPT);
    const { where } = this.selection(anchorSelection(anchor), `${at}.${anchorKey(anchor)}`);
    return { ...selected, anchor: { ...anchor, ...(where ? { where } : {}) } };
  }

  private top({ aggregate, top }: Metric, path: string): void {
    const isWhole = top !== undefined && Number.isInteger(top) && top >= 1 && top <= MAX_TOP;
    if (aggregate === 'topOf' ? !isWhole : top !== undefined)
      this.fault(
        'OPERAND_TYPE',
        `${path}.top`,
        aggregate === 'topOf'
          ? `topOf is of 1 to ${MAX_TOP} values, a whole number`
          : `${aggregate} is not of a number of values; that is topOf`,
      );
  }

  /** Checks an aggregate whose value must be a number. */
  private number(m: Metric, path: string): Metric {
    const metric = this.metric(m, path);
    const type = metric.field || isFieldless(metric.aggregate) ? metricType(metric) : undefined;
    if (type !== undefined && type !== 'INTEGER' && type !== 'DECIMAL')
      this.fault('EVENT_FIELD_TYPE', path, `a ratio divides numbers, and this is ${type}`);
    return metric;
  }

  derivation(d: Derivation, type: ValueType, path: string): Derivation {
    if (d.kind === 'score') {
      if (d.terms.length === 0 || d.terms.length > 50)
        this.fault(sizeReason(d.terms), path, 'a score adds up 1 to 50 terms');
      if (type !== 'DECIMAL') this.fault('SCORE_TYPE', path, 'a score is a DECIMAL');
      return {
        kind: 'score',
        terms: d.terms.map((t, i) => {
          const at = `${path}.terms[${i}]`;
          if (t.kind === 'condition') return { ...t, condition: this.condition(t.condition, at) };
          const valueType = t.kind === 'tag' ? this.tag(t.tag, at) : metricType(t.metric);
          if (valueType !== undefined && !['INTEGER', 'DECIMAL', 'BOOLEAN'].includes(valueType))
            this.fault('SCORE_TYPE', at, `a score adds numbers, and this is ${valueType}`);
          return t.kind === 'metric' ? { ...t, metric: this.metric(t.metric, at) } : t;
        }),
      };
    }
    if (d.rules.length === 0 || d.rules.length > 50)
      this.fault(sizeReason(d.rules), path, 'a derived tag has 1 to 50 rules');
    const value = (v: Value, at: string): Value => this.literal(v, type, at);
    return {
      kind: 'rules',
      rules: d.rules.map((r, i) => ({
        when: this.condition(r.when, `${path}.rules[${i}].when`),
        value: value(r.value, `${path}.rules[${i}].value`),
      })),
      ...(d.otherwise === undefined ? {} : { otherwise: value(d.otherwise, `${path}.otherwise`) }),
    };
  }

  /** Checks a field. Returns it with the type that its catalogue declares. */
  private field(event: string, field: Field, path: string): Field {
    this.said(event, field, path);
    const { item } = field;
    if (!item) return field;
    const keyType = fieldType(event, { ...field, item: undefined });
    if (keyType !== undefined && keyType !== 'STRING')
      this.fault(
        'EVENT_FIELD_TYPE',
        path,
        `a catalogue is read by a text, and ${clippedName(field.name)} is ${keyType}`,
      );
    if (item.catalogue === undefined && (field.name !== 'sku' || (field.scope === 'event' && hasLines(event))))
      this.fault('EVENT_FIELD_UNKNOWN', path, 'a product is read by the sku of order lines, or of other events');
    const items = itemsOf(item, this.names.items);
    if (!items) {
      const none =
        item.catalogue === undefined ? 'no catalogue of products' : `no catalogue ${clippedName(item.catalogue)}`;
      this.fault('CATALOGUE_UNKNOWN', path, `the workspace has ${none}`);
      return field;
    }
    const type = items.typeOf(item.field);
    if (type === undefined) {
      const [like] = nearestOf(item.field, items.fieldNames);
      const hint = like === undefined ? `it has ${items.fieldNames.join(', ')}` : `did you mean ${like}?`;
      this.fault('CATALOGUE_FIELD_UNKNOWN', path, `the catalogue has no field ${clippedName(item.field)}; ${hint}`);
      return field;
    }
    return { ...field, item: { ...item, type } };
  }

  /** Checks that the events or order lines of a type can contain a field. */
  private said(event: string, field: Field, path: string): void {
    if (field.scope === 'line') {
      if (!Object.hasOwn(LINE_FIELDS, field.name))
        this.fault(
          'EVENT_FIELD_UNKNOWN',
          path,
          `order lines have ${Object.keys(LINE_FIELDS).join(', ')}, not ${clippedName(field.name)}`,
        );
      if (eventType(event) && !hasLines(event))
        this.fault('EVENT_FIELD_UNKNOWN', path, `${clippedName(event)} has no order lines`);
    } else if (!isPropertyName(field.name)) this.fault('EVENT_FIELD_UNKNOWN', path, PROPERTY_NAME_RULE);
  }

  private filter(f: Filter, event: string, path: string): Filter {
    switch (f.kind) {
      case 'all':
      case 'any':
        if (f.of.length === 0)
          this.fault('CONDITION_GROUP_EMPTY', path, 'an empty group says nothing: give at least one comparison');
        return { kind: f.kind, of: f.of.map((x, i) => this.filter(x, event, `${path}.${f.kind}[${i}]`)) };
      case 'not':
        return { kind: 'not', of: this.filter(f.of, event, `${path}.not`) };
      case 'field':
        return this.fieldTest(event, f, path);
    }
  }

  private fieldTest(event: string, f: Extract<Filter, { kind: 'field' }>, path: string): Filter {
    const field = this.field(event, f.field, path);
    if (isRelative(f.test))
      this.fault(
        'OPERATOR_TYPE_MISMATCH',
        path,
        'properties of events are compared with values, not with now; use the window',
      );
    return {
      ...f,
      field,
      test: this.test(instantsOf(f, event), fieldType(event, field), `${path}.${clippedName(f.field.name)}`),
    };
  }

  /** Checks the durations with which a gap is compared. */
  private gapBounds({ value, values }: Test, path: string): void {
    for (const ms of values ?? (value === undefined ? [] : [value]))
      if (typeof ms === 'number') this.duration(ms, path, MAX_DURATION, '10 years');
      else this.fault('DURATION_INVALID', path, 'a gap is compared with durations such as 30d');
  }

  /** Checks a comparison with an age, i.e. the number of whole years since a day. Ages are compared as integers. */
  private age({ age, ...test }: Test, type: ValueType, path: string): Test {
    if (type !== 'DATE' && type !== 'DATETIME')
      this.fault('OPERATOR_TYPE_MISMATCH', path, `an age is counted from a date, and this is ${type}`);
    this.noList(test, path, 'an age');
    return { ...this.test(test, 'INTEGER', path), age };
  }

  private test(t: Test, type: Compared | undefined, path: string): Test {
    if (!(OPERATORS as readonly string[]).includes(t.op)) {
      this.fault('OPERATOR_UNKNOWN', path, `unknown operator ${clippedName(String(t.op))}`);
      return t;
    }
    if (type && !OPERATORS_OF[type].includes(t.op)) {
      this.fault(
        'OPERATOR_TYPE_MISMATCH',
        path,
        `${t.op} does not apply to ${nameOfType(type)}; use one of ${OPERATORS_OF[type].join(', ')}`,
      );
      return t;
    }
    if (isRelative(t)) {
      if (t.op === 'during') {
        if (t.period) this.period(t.period, path);
        else this.fault('OPERAND_MISSING', path, 'during needs a period such as this month');
      } else if (t.durationMs === undefined) this.fault('OPERAND_MISSING', path, `${t.op} needs a duration`);
      else
        this.duration(
          t.durationMs,
          path,
          t.anniversary ? 365 * DAY : MAX_DURATION,
          t.anniversary ? '365 days' : '10 years',
        );
      if (t.anniversary && t.op === 'beforeLast')
        this.fault('OPERATOR_TYPE_MISMATCH', path, 'an anniversary recurs: use within next, within last or a period');
      if (!type) this.fault('OPERATOR_TYPE_MISMATCH', path, `${t.op} needs a date`);
      return t;
    }
    if (t.op === 'exists') return t;
    if (isListTest(t)) {
      const list = this.list(t.list ?? '', path, 'values');
      if (list?.type && type && (list.type === 'STRING') !== (type === 'STRING'))
        this.fault('LIST_KIND', path, `list ${list.key} has ${describeList(list)}, and this is ${nameOfType(type)}`);
      return bindTest(t, (key) => this.names.list?.(key));
    }
    if (t.op === 'in' || t.op === 'notIn' || t.op === 'between') {
      const values = t.values ?? [];
      if (t.op === 'between' ? values.length !== 2 : values.length === 0)
        this.fault(
          'OPERAND_MISSING',
          path,
          t.op === 'between' ? 'between needs two values' : `${t.op} needs at least one value`,
        );
      return this.listed(values, path) ? { ...t, values: values.map((v) => this.literal(v, type, path)) } : t;
    }
    if (t.value === undefined) {
      this.fault('OPERAND_MISSING', path, `${t.op} needs a value`);
      return t;
    }
    if (t.op === 'under' && typeof t.value === 'string' && !isPath(t.value))
      this.fault('OPERAND_MISSING', path, 'under needs a path with a name in it, such as "a/b"');
    const text = OF_TEXT.includes(t.op) || t.op === 'has';
    return { ...t, value: this.literal(t.value, text ? 'STRING' : type, path) };
  }

  /**
   * Adds the values to the total of all lists of the definition. A total above the limit is a fault. Returns whether
   * the values are within the limits. If they are not, the caller skips the checks of single values.
   */
  private listed(values: readonly Value[], path: string): boolean {
    const tooLong = (message: string): boolean => {
      this.fault('CONDITION_LIST_TOO_LONG', path, message);
      return false;
    };
    if (values.length > MAX_LIST) return tooLong(`a list has at most ${MAX_LIST} values`);
    this.inLists.values += values.length;
    this.inLists.text += values.reduce<number>((n, v) => n + (typeof v === 'string' ? v.length : 1), 0);
    if (this.inLists.values <= MAX_LIST && this.inLists.text <= MAX_LISTED_TEXT) return true;
    return tooLong(
      `the lists of a condition have at most ${MAX_LIST} values and ${MAX_LISTED_TEXT} characters together`,
    );
  }

  private literal(given: Value, type: Compared | undefined, path: string): Value {
    if (typeof given === 'string' && given.length > MAX_UNCOMPOSED) {
      this.fault('CONDITION_TEXT_TOO_LONG', path, TEXT_TOO_LONG);
      return given;
    }
    // Stored values are NFC-normalized, so the literal must be normalized too.
    const v = typeof given === 'string' ? composed(given) : given;
    if (typeof v === 'string' && v.length > MAX_TEXT) this.fault('CONDITION_TEXT_TOO_LONG', path, TEXT_TOO_LONG);
    // An undeclared numeric property is compared as an IEEE double, regardless of how the literal is written.
    if (type === undefined) return typeof v === 'bigint' ? numberOfDecimal(v) : v;
    const out = coerce(v, type);
    if (out === undefined)
      this.fault('OPERAND_TYPE', path, `expected ${describeType(type)}, not ${describeLiteral(v)}`);
    return out ?? v;
  }

  private duration(ms: number, path: string, max: number, maxText: string): void {
    if (!Number.isSafeInteger(ms) || ms < SECOND) this.fault('WINDOW_INVALID', path, 'a window is at least 1 second');
    else if (ms > max) this.fault('WINDOW_INVALID', path, `a window is at most ${maxText}`);
  }
}

const sizeReason = (parts: readonly unknown[]): FaultReason =>
  parts.length === 0 ? 'DERIVATION_EMPTY' : 'DERIVATION_TOO_LARGE';
const named = (key: string): string => `${isLayerKey(key) ? 'layer' : 'segment'} ${clippedName(key)}`;

/** Returns the name of the field whose value is read, for messages. */
const nameOf = ({ name, item }: Field): string => clippedName(item?.field ?? name);
