/** What a definition expects the data to contain: event types, fields, and values of tags and fields. */
import type { Condition, Derivation, Field, Filter, Metric, Selection, Test } from '../model.js';
import { anchorKey } from '../facts/anchor.js';
import { childPath, children } from '../segment/condition.js';
import { isOfTime } from '../facts/fields.js';

/** A tag, or a field of an event type, whose values are counted. */
export type Subject =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'field'; readonly event: string; readonly field: Field };

/** One expectation of a definition, with its path. */
export type Asked = { readonly path: string } & (
  | { readonly kind: 'event'; readonly event: string }
  /** `number` is true if only numeric values of the field are useful. */
  | { readonly kind: 'field'; readonly event: string; readonly field: Field; readonly number?: boolean }
  | { readonly kind: 'test'; readonly subject: Subject; readonly test: Test }
);

/** Aggregates whose result is one of the input values. */
const KEEPS_VALUES: readonly string[] = ['min', 'max', 'first', 'last', 'mostFrequent', 'topOf'];

const below = (path: string, part: string): string => (path === '' ? part : `${path}.${part}`);

/** Returns the expectations of a condition in text order. Paths are those of the condition's errors. */
export function askedOfCondition(condition: Condition, path = ''): Asked[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
    case 'not':
    case 'held':
    case 'was':
      return children(condition).flatMap((child, i) => askedOfCondition(child, childPath(condition, i, path)));
    case 'segment':
    case 'list':
      return [];
    case 'consent':
      return (['purpose', 'channel'] as const).flatMap((name) =>
        condition[name] === undefined
          ? []
          : askedOfField(
              'consent_given',
              { scope: 'event', name },
              { op: 'eq', value: condition[name] },
              below(path, `consent.${name}`),
            ),
      );
    case 'tag':
      return [
        { kind: 'test', subject: { kind: 'tag', tag: condition.tag }, test: condition.test, path: below(path, 'tag') },
      ];
    case 'metric':
      return askedOfMetric(condition.metric, below(path, 'metric'), condition.test);
    case 'ratio':
      return [
        ...askedOfMetric(condition.of, below(path, 'ratio.of')),
        ...askedOfMetric(condition.by, below(path, 'ratio.by')),
      ];
    case 'occurrence': {
      const at = below(path, condition.which);
      return [...askedOfSelection(condition.of, at), ...askedOfFilter(condition.is, condition.of.event, `${at}.is`)];
    }
    case 'sequence': {
      const at = below(path, 'sequence');
      return [
        ...condition.steps.flatMap((step, i) => [
          ...askedOfSelection(step, `${at}.steps[${i}]`),
          ...askedOfSame(condition.same, step.event, `${at}.same`),
        ]),
        ...(condition.without ? askedOfSelection(condition.without, `${at}.without`) : []),
      ];
    }
    case 'unfollowed': {
      const at = below(path, 'notFollowed');
      return [
        ...askedOfSelection(condition.of, `${at}.of`),
        ...askedOfSelection(condition.by, `${at}.by`),
        ...[condition.of, condition.by].flatMap(({ event }) => askedOfSame(condition.same, event, `${at}.same`)),
      ];
    }
  }
}

/** Expectations of an aggregate and of the comparison with its value. */
export function askedOfMetric(metric: Metric, path: string, test?: Test): Asked[] {
  const { event, field, aggregate, anchor } = metric;
  const number = aggregate === 'sum' || aggregate === 'average';
  return [
    ...askedOfSelection(metric, path),
    ...(anchor ? askedOfSelection(anchor, `${path}.within.${anchorKey(anchor)}`) : []),
    ...(field && !isGiven(field)
      ? [{ kind: 'field' as const, event, field, path: `${path}.field`, ...(number ? { number } : {}) }]
      : []),
    ...(field && test && KEEPS_VALUES.includes(aggregate) ? askedOfField(event, field, ofValues(test), path) : []),
  ];
}

/** A list contains a value if one of its elements equals it. */
const ofValues = (test: Test): Test => (test.op === 'has' ? { ...test, op: 'eq' } : test);

/** Expectations of a derivation. */
export function askedOfDerivation(derivation: Derivation, path = ''): Asked[] {
  if (derivation.kind === 'rules')
    return derivation.rules.flatMap((rule, i) => askedOfCondition(rule.when, below(path, `rules[${i}].when`)));
  return derivation.terms.flatMap((term, i) => {
    const at = below(path, `terms[${i}]`);
    if (term.kind === 'condition') return askedOfCondition(term.condition, at);
    return term.kind === 'metric' ? askedOfMetric(term.metric, at) : [];
  });
}

function askedOfSelection({ event, where }: Pick<Selection, 'event' | 'where'>, path: string): Asked[] {
  return [
    { kind: 'event', event, path: `${path}.event` },
    ...(where ? askedOfFilter(where, event, `${path}.where`) : []),
  ];
}

function askedOfFilter(filter: Filter, event: string, path: string): Asked[] {
  switch (filter.kind) {
    case 'all':
    case 'any':
      return filter.of.flatMap((part, i) => askedOfFilter(part, event, `${path}.${filter.kind}[${i}]`));
    case 'not':
      return askedOfFilter(filter.of, event, `${path}.not`);
    case 'field':
      return askedOfField(event, filter.field, filter.test, `${path}.${filter.field.name}`);
  }
}

function askedOfField(event: string, field: Field, test: Test, path: string): Asked[] {
  if (isGiven(field)) return [];
  return [
    { kind: 'field', event, field, path },
    { kind: 'test', subject: { kind: 'field', event, field }, test, path },
  ];
}

const askedOfSame = (same: string | undefined, event: string, path: string): Asked[] =>
  same === undefined ? [] : [{ kind: 'field', event, field: { scope: 'event', name: same }, path }];

/** Whether every event has the field, because it is computed from the instant. */
const isGiven = ({ scope, name }: Field): boolean => scope === 'event' && isOfTime(name);
