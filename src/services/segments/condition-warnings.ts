/** Warns of conditions that contradict themselves, and of events, fields, tags and values that were never observed. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { LayerModel } from '../../engine/layers/layers.js';
import type { Condition, Metric, TagDefinition } from '../../engine/types.js';
import { contradictionsOf } from '../../engine/segments/contradiction.js';
import { countEventTypes, countFields, countValues } from '../../engine/seen-values/seen-columns.js';
import {
  expectationsOfCondition,
  expectationsOfDerivation,
  expectationsOfMetric,
  expectationsOfTagMetric,
  inCurrency,
  type Expectation,
  type ValueSource,
} from '../../engine/seen-values/expected-values.js';
import {
  bareWarning,
  literalsExpected,
  subjectName,
  subjectsExpected,
  unseen,
  type ConditionWarning,
} from '../../engine/seen-values/unseen.js';
import { ValueCounts } from '../../engine/seen-values/value-counts.js';
import { hasScope, requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid, notFound } from '../base/errors.js';
import { populationViews, type View } from '../population/views.js';
import { mayUse, maySeeTag } from './personal-access.js';

/** A condition and its path within the definition. */
export interface ConditionAt {
  readonly condition: Condition;
  readonly path: string;
}

/**
 * Returns warnings about contradictions, followed by warnings about values that were never observed. See
 * `unseenWarnings`.
 */
export async function conditionWarnings(
  services: Services,
  principal: Principal,
  conditions: readonly ConditionAt[],
  definitions?: Catalogue,
): Promise<ConditionWarning[]> {
  return [
    ...conditions.flatMap(({ condition, path }) => contradictionsOf(condition, path).map(bareWarning)),
    ...(await unseenWarnings(
      services,
      principal,
      conditions.flatMap(({ condition, path }) => expectationsOfCondition(condition, path)),
      definitions,
    )),
  ];
}

/**
 * Returns the warnings of an aggregate, if there is one, and of the condition that selects the customers to aggregate.
 * Each path starts with the name of the query argument, `metric` or `expression`.
 */
export async function aggregateWarnings(
  services: Services,
  principal: Principal,
  metric: Metric | undefined,
  condition: Condition | undefined,
): Promise<ConditionWarning[]> {
  const conditions = condition === undefined ? [] : [{ condition, path: 'expression' }];
  return [
    ...(await unseenWarnings(services, principal, metric ? expectationsOfMetric(metric, 'metric') : [])),
    ...(await conditionWarnings(services, principal, conditions)),
  ];
}

/** Returns the conditions of a model's layers with their paths. */
export const layerConditions = (model: Pick<LayerModel, 'layers'>, path = ''): ConditionAt[] =>
  model.layers.flatMap(({ when }, i) => (when ? [{ condition: when, path: `${path}layers[${i}].when` }] : []));

/** Returns the event types, fields and values that a computed tag refers to. */
export function expectationsOfTag({ type, metric, derivation }: TagDefinition, path = ''): Expectation[] {
  if (metric) return expectationsOfTagMetric(metric, type, `${path}metric`);
  return derivation ? expectationsOfDerivation(derivation, path.replace(/\.$/, '')) : [];
}

export interface SavedDefinition {
  readonly segment?: string | null;
  readonly layerModel?: string | null;
  readonly tag?: string | null;
}

/** Returns the warnings for a definition being saved, based on the data observed so far. */
export async function definitionWarnings(
  services: Services,
  principal: Principal,
  of: SavedDefinition,
): Promise<ConditionWarning[]> {
  requireScope(principal, 'segments:read');
  const named = [of.segment, of.layerModel, of.tag].filter((key) => key != null);
  if (named.length !== 1) throw invalid('ALTERNATIVES_CONFLICT', 'give one of segment, layerModel and tag', 'segment');
  const { catalogue } = await enter(services, principal.workspace);
  if (of.tag != null) {
    const definition = catalogue.tag(of.tag);
    if (!definition || !maySeeTag(principal, of.tag, catalogue)) throw notFound('TAG_NOT_FOUND', 'the tag');
    return unseenWarnings(services, principal, expectationsOfTag(definition));
  }
  const conditions = of.segment == null ? ofModel(catalogue, of.layerModel!) : ofSegment(catalogue, of.segment);
  for (const { condition } of conditions) mayUse(principal, condition, catalogue);
  return conditionWarnings(services, principal, conditions);
}

function ofSegment(catalogue: Catalogue, key: string): ConditionAt[] {
  const condition = catalogue.draft(key)?.condition ?? catalogue.segment(key);
  if (!condition) throw notFound('SEGMENT_NOT_FOUND', 'the segment');
  return [{ condition, path: '' }];
}

function ofModel(catalogue: Catalogue, key: string): ConditionAt[] {
  const model = catalogue.layerModel(key);
  if (!model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
  return layerConditions(model);
}

/**
 * Returns warnings about names and values that a definition expects but that were never observed, in the order of
 * `expected`. Warnings based on tag values require `analytics:read`. For personal tags they also require
 * `profiles:read:personal`. Warnings based on event values require `profiles:read`. Callers without these scopes do not
 * get these warnings. `definitions` defaults to the definitions of the workspace.
 */
export async function unseenWarnings(
  services: Services,
  principal: Principal,
  expected: readonly Expectation[],
  definitions?: Catalogue,
): Promise<ConditionWarning[]> {
  if (expected.length === 0) return [];
  const room = await enter(services, principal.workspace);
  const catalogue = definitions ?? room.catalogue;
  const inOneCurrency = inCurrency(expected, catalogue.setting.currency);
  const wanted = subjectsExpected(inOneCurrency);
  const fields = new Map(wanted.events.map((event) => [event, new Map<string, number>()]));
  const values = new Map(
    wanted.subjects
      .filter((subject) => mayKnow(principal, subject, catalogue))
      .map((subject) => {
        const literals = new Set(literalsExpected(inOneCurrency, subjectName(subject)));
        return [subjectName(subject), { subject, counts: new ValueCounts(undefined, literals) }] as const;
      }),
  );
  const eventTypes = new Map<string, number>();
  for await (const view of populationViews(services, room, catalogue)) {
    if (fields.size > 0) countEventTypes(view.part, view.live, eventTypes);
    for (const [event, counts] of fields)
      countFields(view.part, view.live, { type: event, setting: catalogue.setting }, counts);
    for (const { subject, counts } of values.values()) await countSubject(view, subject, counts, catalogue);
  }
  return unseen(inOneCurrency, {
    eventTypes: commonestFirst(eventTypes),
    fields: (event) => commonestFirst(fields.get(event)!),
    values: (subject) => values.get(subjectName(subject))?.counts,
  });
}

/**
 * Whether the caller may see the values of a tag or field. Without the scope for personal data, the result for a
 * personal tag is the same as for an unknown tag.
 */
export function mayKnow(principal: Principal, subject: ValueSource, catalogue: Catalogue): boolean {
  if (subject.kind === 'field') return hasScope(principal, 'profiles:read');
  if (!catalogue.tag(subject.tag) || !hasScope(principal, 'analytics:read')) return false;
  return maySeeTag(principal, subject.tag, catalogue);
}

export async function countSubject(
  view: View,
  subject: ValueSource,
  counts: ValueCounts,
  { setting }: Catalogue,
): Promise<void> {
  if (subject.kind === 'field')
    return countValues(view.part, view.live, { type: subject.event, setting }, subject.field, counts);
  const values = await view.tag(subject.tag);
  for (let customer = 0; customer < view.live.length; customer++) {
    const value = values[customer];
    if (view.live[customer] && value !== undefined) counts.add(value);
  }
}

const commonestFirst = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1)).map(([name]) => name);
