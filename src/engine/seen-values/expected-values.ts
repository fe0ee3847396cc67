/** Determines which event types, fields, and values of tags and fields a definition expects in the data. */
import type { Condition, Derivation, Field, Filter, Metric, Selection, Sequence, Test, ValueType } from '../types.js';
import { anchorKey } from '../facts/anchor.js';
import { childPath, children } from '../segments/condition.js';
import { fieldType, hasBuiltIn, isEither, isOfTime, ownMark, sharedField } from '../facts/fields.js';
import { ORDER_TYPES } from '../facts/vocabulary.js';
import type { SeenType } from './value-counts.js';

/** A tag, or a field of an event type, whose values are counted. */
export type ValueSource =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'field'; readonly event: string; readonly field: Field };

/** One expectation of a definition, with its path in the definition. */
export type Expectation = { readonly path: string } & (
  | { readonly kind: 'event'; readonly event: string }
  | ExpectedField
  | { readonly kind: 'test'; readonly subject: ValueSource; readonly test: Test }
  /** The currency of an aggregate of amounts. Defaults to the workspace's currency. */
  | { readonly kind: 'currency'; readonly event: string; readonly currency?: string }
  /**
   * A field that is computed from the time of an event, such as `weekday`. Events of custom types may have a property
   * of their own with this name instead.
   */
  | { readonly kind: 'calendar'; readonly event: string; readonly name: string; readonly test: Test }
);

/**
 * `useful` specifies the only type of values that the definition can use. If `orLine` is set and the event has no such
 * field, the field of the same name in the order lines is used.
 */
interface ExpectedField {
  readonly kind: 'field';
  readonly event: string;
  readonly field: Field;
  readonly useful?: Useful;
  readonly orLine?: true;
}

interface Useful {
  readonly type: SeenType;
  /** Describes in words how values of other types are treated. */
  readonly rule: string;
}

const NUMBERS: Useful = { type: 'NUMBER', rule: 'values that are not numbers count as 0' };

const ONLY_NUMBERS: Useful = { type: 'NUMBER', rule: 'values that are not numbers are left out' };

/** Aggregates whose result is one of the input values, or a list of them. */
const KEEPS_VALUES: readonly string[] = ['min', 'max', 'first', 'last', 'mostFrequent', 'topOf'];

const below = (path: string, part: string): string => (path === '' ? part : `${path}.${part}`);

/**
 * Returns the expectations of a condition, in the order in which they occur in its text. The paths are the same as in
 * the errors of the condition.
 */
export function expectationsOfCondition(condition: Condition, path = ''): Expectation[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'not':
    case 'held':
    case 'was':
      return children(condition).flatMap((child, i) => expectationsOfCondition(child, childPath(condition, i, path)));
    case 'segment':
    case 'list':
      return [];
    case 'consent':
      return expectationsOfConsent(condition, below(path, 'consent'));
    case 'tag':
      // The test compares an age instead of the date itself, so no particular date is expected in the data.
      if (condition.test.age) return [];
      return [
        { kind: 'test', subject: { kind: 'tag', tag: condition.tag }, test: condition.test, path: below(path, 'tag') },
      ];
    case 'metric':
      return expectationsOfMetric(condition.metric, below(path, 'metric'), condition.test);
    case 'ratio':
      return [
        ...expectationsOfMetric(condition.of, below(path, 'ratio.of')),
        ...expectationsOfMetric(condition.by, below(path, 'ratio.by')),
      ];
    case 'occurrence': {
      const at = below(path, condition.which);
      return [
        ...expectationsOfSelection(condition.of, at),
        ...expectationsOfFilter(condition.is, condition.of.event, `${at}.is`),
      ];
    }
    case 'sequence': {
      const at = below(path, 'sequence');
      return [
        ...condition.steps.flatMap((step, i) => [
          ...expectationsOfSelection(step, `${at}.steps[${i}]`),
          ...expectationsOfSame(condition, step.event, `${at}.same`),
        ]),
        ...(condition.without ? expectationsOfSelection(condition.without, `${at}.without`) : []),
      ];
    }
    case 'unfollowed': {
      const at = below(path, 'notFollowed');
      return [
        ...expectationsOfSelection(condition.of, `${at}.of`),
        ...expectationsOfSelection(condition.by, `${at}.by`),
        ...[condition.of, condition.by].flatMap(({ event }) => expectationsOfSame(condition, event, `${at}.same`)),
      ];
    }
  }
}

function expectationsOfConsent(condition: Extract<Condition, { kind: 'consent' }>, path: string): Expectation[] {
  const event = 'consent_given';
  const named = (['purpose', 'channel'] as const).flatMap((name) => {
    const value = condition[name];
    return value === undefined
      ? []
      : expectationsOfField(event, { scope: 'event', name }, { op: 'eq', value }, `${path}.${name}`);
  });
  return [{ kind: 'event', event, path }, ...named];
}

/** Returns the expectations of an aggregate and of the comparison with its result. */
export function expectationsOfMetric(metric: Metric, path: string, test?: Test): Expectation[] {
  const { event, field, aggregate, anchor } = metric;
  const number = aggregate === 'sum' || aggregate === 'average';
  return [
    ...expectationsOfSelection(metric, path),
    ...(anchor ? expectationsOfSelection(anchor, `${path}.within.${anchorKey(anchor)}`) : []),
    ...(field && !isGiven(field)
      ? [
          {
            kind: 'field' as const,
            event,
            field: keyOf(field),
            path: `${path}.field`,
            ...(number ? { useful: NUMBERS } : {}),
          },
        ]
      : []),
    ...expectationsOfCurrency(metric, path),
    ...(field && test && KEEPS_VALUES.includes(aggregate)
      ? expectationsOfField(event, field, ofValues(test), path)
      : []),
  ];
}

const SEEN_TYPE_OF: Partial<Record<ValueType, SeenType>> = {
  STRING: 'TEXT',
  INTEGER: 'NUMBER',
  DECIMAL: 'NUMBER',
  BOOLEAN: 'BOOLEAN',
};

/**
 * Returns the expectations of a computed tag. A property value of another type than the tag's type never equals a
 * literal, so only values of the tag's type are useful.
 */
export function expectationsOfTagMetric(metric: Metric, type: ValueType, path: string): Expectation[] {
  const { aggregate, event, field } = metric;
  const expected = expectationsOfMetric(metric, path);
  const seenType = SEEN_TYPE_OF[type];
  if (!field || !seenType || !KEEPS_VALUES.includes(aggregate) || aggregate === 'topOf') return expected;
  if (fieldType(event, field) !== undefined) return expected;
  const useful = { type: seenType, rule: `conditions compare the tag as ${type}; give it the type of its values` };
  return expected.map((one) => (one.kind === 'field' && one.path === `${path}.field` ? { ...one, useful } : one));
}

/**
 * Returns the currency that an aggregate of amounts expects. Amounts of orders count in one currency. A property
 * `amount` of another event type has no currency unless the aggregate names one. Refunds are omitted, because a refund
 * without a currency uses the currency of its order.
 */
function expectationsOfCurrency({ event, field, currency }: Metric, path: string): Expectation[] {
  if (field?.name !== 'amount') return [];
  const isOwn = field.scope === 'event' && (field.own === true || isEither(event, 'amount'));
  if (isOwn ? currency === undefined : !ORDER_TYPES.includes(event)) return [];
  return [{ kind: 'currency', event, path: `${path}.currency`, ...(currency === undefined ? {} : { currency }) }];
}

/** Replaces each expected currency with a comparison of the field `currency` with this currency. */
export const inCurrency = (expected: readonly Expectation[], ofWorkspace: string): Expectation[] =>
  expected.map((one) => {
    if (one.kind !== 'currency') return one;
    const field = { scope: 'event', name: 'currency' } as const;
    const test = { op: 'eq', value: one.currency ?? ofWorkspace } as const;
    return { kind: 'test', subject: { kind: 'field', event: one.event, field }, test, path: one.path };
  });

/**
 * Returns the test that applies to a single element of a list. `has` becomes `eq`, because a list contains a value if
 * one of its elements equals the value.
 */
const ofValues = (test: Test): Test => (test.op === 'has' ? { ...test, op: 'eq' } : test);

/** Returns the expectations of a derivation. */
export function expectationsOfDerivation(derivation: Derivation, path = ''): Expectation[] {
  if (derivation.kind === 'rules')
    return derivation.rules.flatMap((rule, i) => expectationsOfCondition(rule.when, below(path, `rules[${i}].when`)));
  return derivation.terms.flatMap((term, i) => {
    const at = below(path, `terms[${i}]`);
    if (term.kind === 'condition') return expectationsOfCondition(term.condition, at);
    if (term.kind === 'metric') return expectationsOfMetric(term.metric, at);
    // A term without a value counts 0, so a tag that no customer has is probably a mistake.
    return [{ kind: 'test', subject: { kind: 'tag', tag: term.tag }, test: { op: 'exists' }, path: at }];
  });
}

/** A property of events that an analysis reads. */
export interface ExpectedProperty {
  readonly name: string;
  readonly path: string;
  /** Whether the field of the same name in the order lines is used if the event has no such field. */
  readonly orLine?: boolean;
  readonly numbersOnly?: boolean;
}

/**
 * Returns the expectations of an analysis about the events that it counts and the properties that it reads from each
 * event.
 */
export const expectationsOfEvents = (
  selection: Pick<Selection, 'event' | 'where'>,
  path: string,
  properties: readonly ExpectedProperty[],
): Expectation[] => [
  ...expectationsOfSelection(selection, path),
  ...properties.flatMap((property) => expectationsOfProperty(selection.event, property)),
];

function expectationsOfProperty(event: string, { name, path, orLine, numbersOnly }: ExpectedProperty): Expectation[] {
  const field: Field = { scope: 'event', name };
  if (isGiven(field) && hasBuiltIn(event, name)) return [];
  if (name === 'amount' && hasBuiltIn(event, name) && numbersOnly) return [{ kind: 'currency', event, path }];
  return [
    {
      ...{ kind: 'field', event, field, path },
      ...(orLine ? { orLine } : {}),
      ...(numbersOnly ? { useful: ONLY_NUMBERS } : {}),
    },
  ];
}

function expectationsOfSelection({ event, where }: Pick<Selection, 'event' | 'where'>, path: string): Expectation[] {
  return [
    { kind: 'event', event, path: `${path}.event` },
    ...(where ? expectationsOfFilter(where, event, `${path}.where`) : []),
  ];
}

function expectationsOfFilter(filter: Filter, event: string, path: string): Expectation[] {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.of.flatMap((part, i) => expectationsOfFilter(part, event, `${path}.${filter.kind}[${i}]`));
    case 'not':
      return expectationsOfFilter(filter.of, event, `${path}.not`);
    case 'field':
      return expectationsOfField(event, filter.field, filter.test, `${path}.${filter.field.name}`);
  }
}

function expectationsOfField(event: string, field: Field, test: Test, path: string): Expectation[] {
  if (isGiven(field)) return [{ kind: 'calendar', event, name: field.name, test, path }];
  return [
    { kind: 'field', event, field: keyOf(field), path },
    { kind: 'test', subject: { kind: 'field', event, field }, test, path },
  ];
}

function expectationsOfSame(pattern: Pick<Sequence, 'same' | 'ownSame'>, event: string, path: string): Expectation[] {
  const same = sharedField(pattern);
  if (!same) return [];
  const { name } = same;
  const field: Field = { scope: 'event', name, ...(same.own ? ownMark(name) : {}) };
  return [{ kind: 'field', event, field, path, ...(same.own ? {} : { orLine: true }) }];
}

/**
 * Returns the field that must occur in events. For a catalogue field such as `lookup(districts, district).area`, this
 * is the event field with the key of the entry (`district`). A field of the product catalogue, such as
 * `product.colour`, is returned unchanged, because such fields are counted like fields of the events in which the
 * products occur.
 */
const keyOf = ({ item, ...said }: Field): Field =>
  item?.catalogue === undefined ? { ...said, ...(item ? { item } : {}) } : said;

/** Whether every event has the field, because it is computed from the time of the event. */
const isGiven = ({ scope, name, own, item }: Field): boolean => scope === 'event' && !own && !item && isOfTime(name);
