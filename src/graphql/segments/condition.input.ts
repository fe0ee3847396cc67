/** GraphQL input types of conditions. They form the same tree as the text form. Each node has exactly one key. */
import { Field, InputType, Int } from 'type-graphql';
import type { Anchor, Condition, Metric, Selection, Sequence, Test } from '../../engine/types.js';
import { AGGREGATES, isAggregate } from '../../engine/segments/aggregate-names.js';
import { ownSameMark } from '../../engine/facts/fields.js';
import { FilterInput, isAbsent, OWN, toFilter } from './filter.input.js';
import { ItemFieldInput, toField } from './item-field.input.js';
import { isLayerKey } from '../../engine/layers/layers.js';
import { duration, fail, name, ofDurations, only, period, TestInput, toTest } from './test.input.js';

const OWN_SAME =
  "Read the events' own property, even where there is a built-in field or a field of order lines with this name.";

@InputType({ description: 'Events of a type that pass a filter.' })
export class AnchorInput {
  @Field(() => String, { description: 'The event type; `visit` includes visits derived from activity.' })
  event!: string;
  @Field(() => FilterInput, { nullable: true, description: 'Only events that pass.' }) where?: FilterInput;
  @Field(() => Boolean, { nullable: true, description: 'Ignore cancellations and refunds.' }) gross?: boolean;
}

@InputType({
  description:
    'A window relative to an event of the same customer: a duration and exactly one other key. The event itself is outside. Without such an event the window is empty.',
})
export class AnchoredWindowInput {
  @Field(() => String, {
    description: 'Length of the window as an ISO 8601 duration, e.g. P30D. The end away from the event is inclusive.',
  })
  duration!: string;
  @Field(() => AnchorInput, { nullable: true, description: 'The window begins after the first of these events.' })
  afterFirst?: AnchorInput;
  @Field(() => AnchorInput, { nullable: true, description: 'The window begins after the last of these events.' })
  afterLast?: AnchorInput;
  @Field(() => AnchorInput, { nullable: true, description: 'The window ends before the first of these events.' })
  beforeFirst?: AnchorInput;
  @Field(() => AnchorInput, { nullable: true, description: 'The window ends before the last of these events.' })
  beforeLast?: AnchorInput;
}

@InputType({ description: 'An aggregate of events.' })
export class MetricInput {
  @Field(() => String, {
    description: 'count, sum, average, min, max, first, last, distinct, mostFrequent, topOf or medianGap.',
  })
  aggregate!: string;
  @Field(() => String, { description: 'The event type; `visit` includes visits derived from activity.' })
  event!: string;
  @Field(() => String, {
    nullable: true,
    description:
      "The aggregated property. `amount` is the money of the order; `day`, `month`, `hour` and `weekday` (Monday is 1) are taken from the instant of the event in the workspace's zone.",
  })
  field?: string;
  @Field(() => Boolean, { nullable: true, description: OWN }) own?: boolean;
  @Field(() => String, { nullable: true, description: 'The aggregated field of order lines, instead of `field`.' })
  lineField?: string;
  @Field(() => ItemFieldInput, {
    nullable: true,
    description: 'Aggregates this field of the entry whose key the field is.',
  })
  item?: ItemFieldInput;
  @Field(() => Int, { nullable: true, description: 'Required for topOf: maximum number of values, 1 to 20.' })
  top?: number;
  @Field(() => FilterInput, { nullable: true, description: 'Only events that pass.' }) where?: FilterInput;
  @Field(() => String, {
    nullable: true,
    description: 'Rolling window, ISO 8601, e.g. P90D: now - W < occurredAt <= now. Without a window, all time counts.',
  })
  last?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Calendar window: today, yesterday, or this or last and week, month, quarter or year.',
  })
  during?: string;
  @Field(() => String, { nullable: true, description: 'Fixed window: start, a day or an instant, inclusive.' })
  from?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Fixed window: end, a day (included as a whole) or an instant (exclusive).',
  })
  to?: string;
  @Field(() => AnchoredWindowInput, { nullable: true, description: 'Window after or before an event.' })
  within?: AnchoredWindowInput;
  @Field(() => Boolean, { nullable: true, description: 'Ignore cancellations and refunds.' }) gross?: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Count money of this currency only. Default: the currency of the workspace.',
  })
  currency?: string;
}

@InputType({ description: 'An aggregate of events, with a comparison.' })
export class MetricTestInput extends MetricInput {
  @Field(() => TestInput, { description: 'The comparison. medianGap is compared with ISO 8601 durations, e.g. P30D.' })
  is!: TestInput;
}

@InputType({
  description: 'One aggregate divided by another, compared without rounding. A division by 0 has no value.',
})
export class RatioInput {
  @Field(() => MetricInput, { description: 'The dividend.' }) of!: MetricInput;
  @Field(() => MetricInput, { description: 'The divisor.' }) by!: MetricInput;
  @Field(() => TestInput, { description: 'The comparison, with numbers.' }) is!: TestInput;
}

@InputType({ description: 'A tag, with a comparison.' })
export class TagTestInput {
  @Field(() => String, { description: "The tag's key." }) key!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: "Compare the whole years since the tag's day, in the workspace's zone, instead of the day.",
  })
  age?: boolean;
  @Field(() => TestInput, { description: 'The comparison.' }) is!: TestInput;
}

@InputType({ description: 'Events: a type, a filter and a window.' })
export class SelectionInput {
  @Field(() => String, { description: 'The event type; `visit` includes visits derived from activity.' })
  event!: string;
  @Field(() => FilterInput, { nullable: true, description: 'Only events that pass.' }) where?: FilterInput;
  @Field(() => String, { nullable: true, description: 'Rolling window, ISO 8601. Without a window, all time counts.' })
  last?: string;
  @Field(() => String, { nullable: true, description: 'Calendar window, e.g. `this month`.' }) during?: string;
  @Field(() => String, { nullable: true, description: 'Fixed window: start, a day or an instant, inclusive.' })
  from?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Fixed window: end, a day (included as a whole) or an instant (exclusive).',
  })
  to?: string;
  @Field(() => Boolean, { nullable: true, description: 'Ignore cancellations and refunds.' }) gross?: boolean;
}

@InputType({ description: 'A test of the first or last of some events.' })
export class OccurrenceInput {
  @Field(() => SelectionInput, { description: 'The events to choose from.' }) of!: SelectionInput;
  @Field(() => FilterInput, { description: 'Conditions on the chosen event.' }) is!: FilterInput;
}

@InputType({ description: 'Events in strict order. The window of the first step applies to all.' })
export class SequenceInput {
  @Field(() => [SelectionInput], { description: '2 to 10 steps.' }) steps!: SelectionInput[];
  @Field(() => String, {
    nullable: true,
    description: 'Maximum time between the first and the last step, inclusive, ISO 8601.',
  })
  within?: string;
  @Field(() => String, { nullable: true, description: 'A property with the same value in every step.' }) same?: string;
  @Field(() => Boolean, { nullable: true, description: OWN_SAME }) ownSame?: boolean;
  @Field(() => SelectionInput, {
    nullable: true,
    description: 'Events that must not occur between the first and the last step.',
  })
  without?: SelectionInput;
}

@InputType({
  description: 'An event that was not followed by another within a time. True from the end of that time on.',
})
export class NotFollowedInput {
  @Field(() => SelectionInput, { description: 'The event.' }) of!: SelectionInput;
  @Field(() => SelectionInput, { description: 'The event that did not follow.' }) by!: SelectionInput;
  @Field(() => String, { description: 'The time within which it could follow, inclusive, ISO 8601.' }) within!: string;
  @Field(() => String, { nullable: true, description: 'A property that must have the same value in both events.' })
  same?: string;
  @Field(() => Boolean, { nullable: true, description: OWN_SAME }) ownSame?: boolean;
}

@InputType({ description: 'A consent that is in effect now.' })
export class ConsentTestInput {
  @Field(() => String, { description: 'Purpose, e.g. `marketing`.' }) purpose!: string;
  @Field(() => String, { nullable: true, description: 'Channel, e.g. `sms`. Defaults to any channel.' })
  channel?: string;
}

@InputType({ description: 'A condition and a duration.' })
export class LastingInput {
  @Field(() => String, { description: 'ISO 8601 duration, e.g. P7D.' }) duration!: string;
  @Field(() => ConditionInput, { description: 'The condition.' }) condition!: ConditionInput;
}

@InputType({ description: 'A condition on a customer. Exactly one key is given.' })
export class ConditionInput {
  @Field(() => [ConditionInput], { nullable: true, description: 'True if all of these hold.' }) all?: ConditionInput[];
  @Field(() => [ConditionInput], { nullable: true, description: 'True if at least one of these holds.' })
  any?: ConditionInput[];
  @Field(() => ConditionInput, { nullable: true, description: 'True if this does not hold.' }) not?: ConditionInput;
  @Field(() => TagTestInput, { nullable: true, description: 'Compares a tag.' }) tag?: TagTestInput;
  @Field(() => MetricTestInput, { nullable: true, description: 'Compares an aggregate of events.' })
  metric?: MetricTestInput;
  @Field(() => RatioInput, { nullable: true, description: 'Compares a ratio of two aggregates.' }) ratio?: RatioInput;
  @Field(() => String, { nullable: true, description: 'True for members of the segment with this key.' })
  inSegment?: string;
  @Field(() => String, {
    nullable: true,
    description: "True if the list with this key contains one of the customer's identities.",
  })
  inList?: string;
  @Field(() => String, { nullable: true, description: 'True for customers in this layer, given as `model.layer`.' })
  inLayer?: string;
  @Field(() => OccurrenceInput, { nullable: true, description: 'True if the first of some events passes a filter.' })
  first?: OccurrenceInput;
  @Field(() => OccurrenceInput, { nullable: true, description: 'True if the last of some events passes a filter.' })
  last?: OccurrenceInput;
  @Field(() => SequenceInput, { nullable: true, description: 'True if events occurred in this order.' })
  sequence?: SequenceInput;
  @Field(() => NotFollowedInput, { nullable: true, description: 'True if an event was not followed by another.' })
  notFollowed?: NotFollowedInput;
  @Field(() => ConsentTestInput, { nullable: true, description: 'True if the customer has given this consent.' })
  consent?: ConsentTestInput;
  @Field(() => LastingInput, {
    nullable: true,
    description: 'True if a condition has been true for at least the duration.',
  })
  heldFor?: LastingInput;
  @Field(() => LastingInput, { nullable: true, description: 'True if a condition was true within the last duration.' })
  wasWithin?: LastingInput;
}

/** Converts the input to a condition tree. Names and types are checked later, when the condition is used. */
export function toCondition(input: ConditionInput, path: string): Condition {
  const [key, v] = only(input, path);
  const at = `${path}.${key}`;
  switch (key) {
    case 'all':
    case 'any':
      return { kind: key, of: (v as ConditionInput[]).map((x, i) => toCondition(x, `${at}[${i}]`)) };
    case 'not':
      return { kind: 'not', of: toCondition(v as ConditionInput, at) };
    case 'inSegment':
      return { kind: 'segment', segment: name(v as string, at) };
    case 'inList':
      return { kind: 'list', list: name(v as string, at) };
    case 'inLayer':
      if (!isLayerKey(name(v as string, at)))
        fail('LAYER_UNKNOWN', 'a layer is named by its model, e.g. lifecycle.active', at);
      return { kind: 'segment', segment: v as string };
    case 'consent': {
      const { purpose, channel } = v as ConsentTestInput;
      return { kind: 'consent', purpose, ...(channel ? { channel } : {}) };
    }
    case 'first':
    case 'last': {
      const o = v as OccurrenceInput;
      return { kind: 'occurrence', which: key, of: toSelection(o.of, `${at}.of`), is: toFilter(o.is, `${at}.is`) };
    }
    case 'sequence': {
      const q = v as SequenceInput;
      return {
        kind: 'sequence',
        steps: q.steps.map((x, i) => toSelection(x, `${at}.steps[${i}]`)),
        ...(q.within ? { withinMs: duration(q.within, `${at}.within`) } : {}),
        ...toSame(q, at),
        ...(q.without ? { without: toSelection(q.without, `${at}.without`) } : {}),
      };
    }
    case 'notFollowed': {
      const n = v as NotFollowedInput;
      return {
        kind: 'unfollowed',
        of: toSelection(n.of, `${at}.of`),
        by: toSelection(n.by, `${at}.by`),
        withinMs: duration(n.within, `${at}.within`),
        ...toSame(n, at),
      };
    }
    case 'heldFor':
      return {
        kind: 'held',
        of: toCondition((v as LastingInput).condition, `${at}.condition`),
        forMs: duration((v as LastingInput).duration, `${at}.duration`),
      };
    case 'wasWithin':
      return {
        kind: 'was',
        of: toCondition((v as LastingInput).condition, `${at}.condition`),
        withinMs: duration((v as LastingInput).duration, `${at}.duration`),
      };
    case 'tag': {
      const { key: given, age, is } = v as TagTestInput;
      const tag = name(given, `${at}.key`);
      return existing(is, at, (test) => ({ kind: 'tag', tag, test: age ? { ...test, age } : test }));
    }
    case 'ratio': {
      const { of, by, is } = v as RatioInput;
      const [over, under] = [toMetric(of, `${at}.of`), toMetric(by, `${at}.by`)];
      return existing(is, at, (test) => ({ kind: 'ratio', of: over, by: under, test }));
    }
    default: {
      const m = v as MetricTestInput;
      return existing(m.is, at, (test) => ({
        kind: 'metric',
        metric: toMetric(m, at),
        test: m.aggregate === 'medianGap' ? ofDurations(test, `${at}.is`) : test,
      }));
    }
  }
}

function toSame(
  { same: given, ownSame }: Pick<SequenceInput, 'same' | 'ownSame'>,
  path: string,
): Pick<Sequence, 'same' | 'ownSame'> {
  if (!given) return {};
  const same = name(given, `${path}.same`);
  return { same, ...(ownSame ? ownSameMark(same) : {}) };
}

function existing(test: TestInput, path: string, make: (t: Test) => Condition): Condition {
  return isAbsent(test, path) ? { kind: 'not', of: make({ op: 'exists' }) } : make(toTest(test, `${path}.is`));
}

function toMetric(m: MetricInput, path: string): Metric {
  if (!isAggregate(m.aggregate))
    fail('AGGREGATE_UNKNOWN', `expected one of ${AGGREGATES.join(', ')}`, `${path}.aggregate`);
  if (m.field && m.lineField) fail('ALTERNATIVES_CONFLICT', 'give field or lineField, not both', path);
  return {
    aggregate: m.aggregate,
    ...toSelection(m, path),
    ...(m.lineField ? { field: toField('line', m.lineField, m, path, 'lineField') } : {}),
    ...(m.field ? { field: toField('event', m.field, m, path, 'field') } : {}),
    ...(m.currency ? { currency: name(m.currency, `${path}.currency`) } : {}),
    ...(m.within ? { anchor: toAnchor(m.within, `${path}.within`) } : {}),
    ...(m.top === undefined || m.top === null ? {} : { top: m.top }),
  };
}

function toAnchor({ duration: within, ...events }: AnchoredWindowInput, path: string): Anchor {
  const [key, v] = only(events, path);
  const { event, where, gross } = v as AnchorInput;
  return {
    side: key.startsWith('after') ? 'after' : 'before',
    which: key.endsWith('First') ? 'first' : 'last',
    event: name(event, `${path}.${key}.event`),
    ...(where ? { where: toFilter(where, `${path}.${key}.where`) } : {}),
    ...(gross ? { gross } : {}),
    withinMs: duration(within, `${path}.duration`),
  };
}

function toSelection(s: SelectionInput, path: string): Selection {
  return {
    event: name(s.event, `${path}.event`),
    ...(s.where ? { where: toFilter(s.where, `${path}.where`) } : {}),
    ...(s.last ? { windowMs: duration(s.last, `${path}.last`) } : {}),
    ...(s.during ? { calendar: period(s.during, `${path}.during`) } : {}),
    ...(s.from || s.to ? { fixed: { ...(s.from ? { from: s.from } : {}), ...(s.to ? { to: s.to } : {}) } } : {}),
    ...(s.gross ? { gross: true } : {}),
  };
}
