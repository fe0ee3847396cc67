/** What a definition expects to have been seen: event types, fields, and values of tags and fields. */
import type { Condition, Derivation, Field, Filter, Metric, Selection, Test } from '../model.js';
import { anchorKey } from '../facts/anchor.js';
import { childPath, children } from '../segment/condition.js';
import { isOfTime } from '../facts/fields.js';

/** The values of a tag, or of a field of events of a type. */
export type Subject =
  | { readonly kind: 'tag'; readonly tag: string }
  | { readonly kind: 'field'; readonly event: string; readonly field: Field };

/** One thing a definition supposes, and where it does. */
export type Asked = { readonly path: string } & (
  | { readonly kind: 'event'; readonly event: string }
  /** `number`: only numbers are of use to what reads the field. */
  | { readonly kind: 'field'; readonly event: string; readonly field: Field; readonly number?: boolean }
  | { readonly kind: 'test'; readonly subject: Subject; readonly test: Test }
);

/** Aggregates whose value is one of the values they read. */
const KEEPS_VALUES: readonly string[] = ['min', 'max', 'first', 'last', 'mostFrequent', 'topOf'];

const below = (path: string, part: string): string => (path === '' ? part : `${path}.${part}`);

/** In the order of the text. Paths are those that faults of the condition have. */
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

/** Of an aggregate, and of what its value is compared with. */
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

/** A list of values has one of them when one of them is it. */
const ofValues = (test: Test): Test => (test.op === 'has' ? { ...test, op: 'eq' } : test);

/** Of how a derived tag is made. */
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

/** Every event has an instant. */
const isGiven = ({ scope, name }: Field): boolean => scope === 'event' && isOfTime(name);
