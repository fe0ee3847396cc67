/**
 * Finds the values that were observed in a workspace. They are suggested in value pickers, and values that were never
 * observed cause warnings.
 */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { hasBuiltIn, isOfTime } from '../../engine/facts/fields.js';
import { usesPersonal } from '../../engine/segment/personal.js';
import type { LayerModel } from '../../engine/layers/layers.js';
import type { Condition, Metric, TagDefinition } from '../../engine/model.js';
import { contradictionsOf } from '../../engine/segment/contradiction.js';
import { foldedForm } from '../../engine/values/nearest.js';
import { countEventTypes, countFields, countValues, fieldOf } from '../../engine/seen/seen-columns.js';
import {
  askedOfCondition,
  askedOfDerivation,
  askedOfMetric,
  askedOfTagMetric,
  inCurrency,
  type Asked,
  type Subject,
} from '../../engine/seen/asked.js';
import {
  bareWarning,
  literalsAsked,
  seenText,
  subjectName,
  subjectsAsked,
  unseen,
  type ConditionWarning,
} from '../../engine/seen/unseen.js';
import { ValueCounts, type CountedValue, type SeenValue } from '../../engine/seen/value-counts.js';
import { hasScope, requireScope, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid, notFound } from '../base/errors.js';
import { everyone, type View } from '../population/everyone.js';
import { mayUse } from './segments.js';

/** Maximum number of values that `seenValues` returns. */
const MOST_SHOWN = 100;

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
      conditions.flatMap(({ condition, path }) => askedOfCondition(condition, path)),
      definitions,
    )),
  ];
}

/**
 * Returns the warnings of an aggregate and of the condition that selects the customers to aggregate. Each path starts
 * with the name of the query argument, `metric` or `expression`.
 */
export async function aggregateWarnings(
  services: Services,
  principal: Principal,
  metric: Metric,
  condition: Condition | undefined,
): Promise<ConditionWarning[]> {
  const conditions = condition === undefined ? [] : [{ condition, path: 'expression' }];
  return [
    ...(await unseenWarnings(services, principal, askedOfMetric(metric, 'metric'))),
    ...(await conditionWarnings(services, principal, conditions)),
  ];
}

/** Returns the conditions of a model's layers with their paths. */
export const layerConditions = (model: Pick<LayerModel, 'layers'>, path = ''): ConditionAt[] =>
  model.layers.flatMap(({ when }, i) => (when ? [{ condition: when, path: `${path}layers[${i}].when` }] : []));

/** Returns the event types, fields and values that a computed tag refers to. */
export function askedOfTag({ type, metric, derivation }: TagDefinition, path = ''): Asked[] {
  if (metric) return askedOfTagMetric(metric, type, `${path}metric`);
  return derivation ? askedOfDerivation(derivation, path.replace(/\.$/, '')) : [];
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
    if (!definition || (!hasScope(principal, 'profiles:read:personal') && usesPersonal([], [of.tag], catalogue)))
      throw notFound('TAG_NOT_FOUND', 'the tag');
    return unseenWarnings(services, principal, askedOfTag(definition));
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
 * `expected`.
 * Warnings based on tag values require `analytics:read`. For personal tags they also require `profiles:read:personal`.
 * Warnings based on event values require `profiles:read`. Callers without these scopes do not get these warnings.
 * `definitions` defaults to those of the workspace.
 */
export async function unseenWarnings(
  services: Services,
  principal: Principal,
  expected: readonly Asked[],
  definitions?: Catalogue,
): Promise<ConditionWarning[]> {
  if (expected.length === 0) return [];
  const room = await enter(services, principal.workspace);
  const catalogue = definitions ?? room.catalogue;
  const asked = inCurrency(expected, catalogue.setting.currency);
  const wanted = subjectsAsked(asked);
  const fields = new Map(wanted.events.map((event) => [event, new Map<string, number>()]));
  const values = new Map(
    wanted.subjects
      .filter((subject) => mayKnow(principal, subject, catalogue))
      .map((subject) => {
        const literals = new Set(literalsAsked(asked, subjectName(subject)));
        return [subjectName(subject), { subject, counts: new ValueCounts(undefined, literals) }] as const;
      }),
  );
  const eventTypes = new Map<string, number>();
  for await (const view of everyone(services, room, catalogue)) {
    if (fields.size > 0) countEventTypes(view.part, view.live, eventTypes);
    for (const [event, counts] of fields)
      countFields(view.part, view.live, { type: event, setting: catalogue.setting }, counts);
    for (const { subject, counts } of values.values()) await countSubject(view, subject, counts, catalogue);
  }
  return unseen(asked, {
    eventTypes: commonestFirst(eventTypes),
    fields: (event) => commonestFirst(fields.get(event)!),
    values: (subject) => values.get(subjectName(subject))?.counts,
  });
}

export interface SeenValuesInput {
  readonly tag?: string | null;
  readonly event?: string | null;
  /** A property of the event, a built-in field such as `coupon`, or a field of order lines such as `line.brand`. */
  readonly property?: string | null;
  /** Prefix of the values. Letter case, character width and Unicode form are ignored. */
  readonly prefix?: string | null;
  readonly first: number;
}

export interface SeenValues {
  readonly values: readonly CountedValue[];
  /** Number of distinct values with this prefix. */
  readonly distinct: number;
  /**
   * Whether all values were counted. If false, there were more distinct values than can be tracked. Some values may
   * then be missing, and `distinct` is a lower bound.
   */
  readonly exact: boolean;
}

/**
 * Returns the most frequent values of a tag or of an event field. A tag value is counted once for each customer that
 * has it now. A field value is counted once for each stored event or order line.
 */
export async function seenValues(
  services: Services,
  principal: Principal,
  input: SeenValuesInput,
): Promise<SeenValues> {
  requireScope(principal, 'analytics:read');
  if (!Number.isInteger(input.first) || input.first < 1 || input.first > MOST_SHOWN)
    throw invalid('NUMBER_INVALID', `first is a whole number from 1 to ${MOST_SHOWN}`, 'first');
  const room = await enter(services, principal.workspace);
  const subject = subjectOf(principal, input, room.catalogue);
  const prefix = foldedForm(input.prefix ?? '');
  const begins = (value: SeenValue): boolean => foldedForm(seenText(value)).startsWith(prefix);
  const counts = new ValueCounts(prefix === '' ? undefined : begins);
  for await (const view of everyone(services, room)) await countSubject(view, subject, counts, room.catalogue);
  return { values: counts.commonest(input.first), distinct: counts.distinct, exact: counts.isComplete };
}

function subjectOf(p: Principal, input: SeenValuesInput, catalogue: Catalogue): Subject {
  if ((input.tag == null) === (input.event == null) || (input.event == null) !== (input.property == null))
    throw invalid('ALTERNATIVES_CONFLICT', 'give either a tag, or an event and a property', 'tag');
  if (input.tag == null) {
    requireScope(p, 'profiles:read');
    if (isOfTime(input.property!) && hasBuiltIn(input.event!, input.property!))
      throw invalid('FIELD_NOT_ALLOWED', `${input.property!} is computed from the instant of events`, 'property');
    return { kind: 'field', event: input.event!, field: fieldOf(input.property!, catalogue.setting) };
  }
  const subject: Subject = { kind: 'tag', tag: input.tag };
  if (!catalogue.tag(input.tag) || !mayKnow(p, subject, catalogue)) throw notFound('TAG_NOT_FOUND', 'the tag');
  return subject;
}

/**
 * Whether the caller may see the values of a tag or field. Without the scope for personal data, the result for a
 * personal tag is the same as for an unknown tag.
 */
function mayKnow(p: Principal, subject: Subject, catalogue: Catalogue): boolean {
  if (subject.kind === 'field') return hasScope(p, 'profiles:read');
  if (!catalogue.tag(subject.tag) || !hasScope(p, 'analytics:read')) return false;
  return hasScope(p, 'profiles:read:personal') || !usesPersonal([], [subject.tag], catalogue);
}

async function countSubject(view: View, subject: Subject, counts: ValueCounts, { setting }: Catalogue): Promise<void> {
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
