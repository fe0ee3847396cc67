/** Defines, changes and retires tags. Customers are re-evaluated when a change affects them. */
import { listedNames } from '../../engine/values/clipped.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { changeOf, fixedField, TAG_EFFECTS } from '../../engine/definitions/effects.js';
import {
  TAG_GROUPS,
  TAG_KINDS,
  TAG_SUBGROUPS,
  VALUE_TYPES,
  type Metric,
  type TagDefinition,
  type TagGroup,
  type TagKind,
  type TagSubgroup,
  type Value,
  type ValueType,
} from '../../engine/types.js';
import { checkMetric } from '../../engine/segments/check.js';
import { metricType } from '../../engine/segments/compared-types.js';
import { parseMetric } from '../../engine/segments/parse.js';
import { ExpressionError } from '../../engine/segments/lexer.js';
import { parseDuration, SECOND } from '../../engine/time/time.js';
import { requireScope, TAG_NAMESPACE, type Principal } from '../base/access.js';
import { startBackfill } from '../publication/backfill.js';
import { change, nextVersion } from '../base/operator-changes.js';
import { refuseLargeCatalogue } from '../base/definition-limits.js';
import { DefinitionReferences } from '../base/definition-references.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { conflict, faulty, invalid, limit, notFound } from '../base/errors.js';
import { derivedType, readDerivation } from './derivations.js';
import { definitionKey, identifier, oneOf, tagValue, text } from '../base/inputs.js';
import type { Job, Tx } from '../base/ports.js';
import { isComputed } from '../../engine/tags/tags.js';
import { mayUseTag, mustSeeTag, refuseRevealed } from '../segments/personal-access.js';
import type { TagDefinitionInput } from '../base/definition-inputs.js';

const MAX_TAGS = 2000;
const MAX_TEXT = 10_000;

export interface SavedTag {
  readonly tag: TagDefinition;
  /** Job that re-evaluates customers. Absent when the change affects no customer. */
  readonly job?: Job;
}

/**
 * Defines a tag, changes an existing one, or reactivates a retired one. The kind, type and owner of a tag cannot
 * change.
 */
export async function defineTag(
  services: Services,
  principal: Principal,
  input: TagDefinitionInput,
): Promise<SavedTag> {
  requireScope(principal, 'define');
  let reread = false;
  const tag = await change(services, principal, 'defineTag', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, catalogue, now } = room;
    const there = catalogue.tagInStore(input.key);
    if (!catalogue.tag(input.key) && catalogue.allTags().length >= MAX_TAGS)
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_TAGS} tags`);
    const def = parseDefinition(input, there, catalogue);
    mayUseTag(principal, def, catalogue);
    // Making a tag readable by everyone reveals its values, so the caller must be allowed to read them.
    if (there?.personal && !def.personal) mustSeeTag(principal, def.key, catalogue);
    refuseOther(there, def);
    if (def.personal) refuseRevealed(`tag ${def.key}`, catalogue, catalogue.with({ tag: def }), 'input.personal');
    const { effects } = changeOf(TAG_EFFECTS, there, def);
    const republished = effects.has('PUBLISHES');
    reread = republished && catalogue.segmentsReadingTag(def.key).length > 0;
    const save = async (tx: Tx): Promise<TagDefinition> => {
      const version = await nextVersion(services, room, 'tags', tx);
      const publishedAt = republished ? version : there?.publishedAt;
      const saved = { ...def, ...(publishedAt === undefined ? {} : { publishedAt }) };
      await services.stores.definitions.saveTag(workspace.id, saved, tx);
      await refuseLargeCatalogue(services.stores, workspace.id, tx);
      return saved;
    };
    return { target: def.key, at: now, save };
  });
  // Customers are re-evaluated for segments that use the tag, as if the segments had been redefined.
  return { tag, ...(reread ? { job: await startBackfill(services, principal.workspace, `tag ${tag.key}`) } : {}) };
}

/**
 * Retires a tag, so that it can no longer be read or written. The values that were written are kept.
 *
 * @throws CONFLICT while a definition refers to the tag.
 */
export async function retireTag(services: Services, principal: Principal, key: string): Promise<TagDefinition> {
  requireScope(principal, 'define');
  return change(services, principal, 'retireTag', async () => {
    const room = await enter(services, principal.workspace);
    const there = room.catalogue.tag(key);
    if (!there) throw notFound('TAG_NOT_FOUND', 'the tag');
    const references = await (await DefinitionReferences.read(services, room)).toTag(key);
    if (references.length > 0) throw conflict('TAG_IN_USE', `tag ${key} is used by ${listedNames(references)}`, 'key');
    const save = async (tx: Tx): Promise<TagDefinition> => {
      const version = await nextVersion(services, room, 'tags', tx);
      const retired = { ...there, version: there.version + 1, publishedAt: version, retired: true };
      await services.stores.definitions.saveTag(principal.workspace, retired, tx);
      return retired;
    };
    return { target: key, at: room.now, save };
  });
}

function refuseOther(there: TagDefinition | undefined, def: TagDefinition): void {
  const fixed = fixedField(TAG_EFFECTS, there, def);
  if (fixed)
    throw conflict('TAG_FIELD_FIXED', `the ${fixed} of a tag cannot change once it is defined`, `input.${fixed}`);
  if (there && isComputed(there) !== isComputed(def))
    throw conflict('TAG_FIELD_FIXED', 'a tag that is written cannot become a computed one, nor the reverse', 'input');
}

/**
 * Validates the input and returns the definition to save. Fields that the input omits keep their value from the
 * existing definition `there`.
 */
export function parseDefinition(
  input: TagDefinitionInput,
  there: TagDefinition | undefined,
  catalogue: Catalogue,
): TagDefinition {
  definitionKey(input.key, 'input.key');
  const kind = oneOf<TagKind>(input.kind, TAG_KINDS, there?.kind, 'input.kind');
  const namespace = input.namespace ?? there?.namespace ?? 'shop';
  if (!TAG_NAMESPACE.test(namespace))
    throw invalid('KEY_INVALID', 'a namespace is lower-case letters, digits, _ and -, at most 32', 'input.namespace');
  const personal = kept(input.personal, there?.personal, (v) => v) ?? false;
  const description = kept(input.description, there?.description, (v) => text(v, 'input.description', 2000));
  const computed = readComputation(input, there, kind, personal, catalogue);
  const ttlMs = kept(input.ttl, there?.ttlMs, (v) => readTtl(v, computed));
  const maxLength = kept(input.maxLength, there?.maxLength, readLength);
  const authority = kept(input.authority, there?.authority, (v) =>
    v.map((a, i) => identifier(a, `input.authority[${i}]`, 64)),
  );
  const base: TagDefinition = {
    key: input.key,
    name: kept(input.name, there?.name, (v) => text(v, 'input.name', 128)) ?? input.key,
    kind,
    namespace,
    version: (there?.version ?? 0) + 1,
    personal,
    ...readGroup(input, there),
    ...computed,
    ...(description ? { description } : {}),
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(authority ? { authority } : {}),
  };
  return { ...base, ...readBounds(input, there, base) };
}

/**
 * Returns the new value of a field. If the input contains the field, the parsed input is returned, or undefined for
 * null. If the input omits the field, the existing value is kept.
 */
function kept<I, V>(given: I | null | undefined, there: V | undefined, read: (given: I) => V): V | undefined {
  if (given === undefined) return there;
  return given === null ? undefined : read(given);
}

function readTtl(given: string, { metric, derivation }: Pick<TagDefinition, 'metric' | 'derivation'>): number {
  if (metric || derivation)
    throw invalid('FIELD_NOT_ALLOWED', 'a computed tag has no TTL; give its metric a window', 'input.ttl');
  const ms = parseDuration(given);
  if (ms === undefined || ms < SECOND)
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration such as P30D or PT12H', 'input.ttl');
  return ms;
}

function readLength(given: number): number {
  if (!Number.isInteger(given) || given < 1 || given > MAX_TEXT)
    throw invalid('NUMBER_INVALID', `a whole number from 1 to ${MAX_TEXT}`, 'input.maxLength');
  return given;
}

function readGroup(
  input: TagDefinitionInput,
  there: TagDefinition | undefined,
): Pick<TagDefinition, 'group' | 'subgroup'> {
  const subgroup = kept(input.subgroup, there?.subgroup, (v) =>
    oneOf<TagSubgroup>(v, Object.keys(TAG_SUBGROUPS) as TagSubgroup[], undefined, 'input.subgroup'),
  );
  const own = subgroup && TAG_SUBGROUPS[subgroup];
  const group = oneOf<TagGroup>(input.group, TAG_GROUPS, own ?? there?.group ?? 'BASIC', 'input.group');
  if (own && own !== group)
    throw invalid('TAG_SUBGROUP_MISMATCH', `${subgroup} is a sub-group of ${own}`, 'input.subgroup');
  return { group, ...(subgroup ? { subgroup } : {}) };
}

/**
 * Parses the computation of a computed tag and the type of its values. Specifying one kind of computation replaces any
 * other kind.
 */
function readComputation(
  input: TagDefinitionInput,
  there: TagDefinition | undefined,
  kind: TagKind,
  personal: boolean,
  catalogue: Catalogue,
): Pick<TagDefinition, 'type' | 'metric' | 'derivation'> {
  const given = [input.metric, input.rules, input.score].some((x) => x !== undefined && x !== null);
  const replaced = given || [input.metric, input.rules, input.score, input.otherwise].some((x) => x !== undefined);
  if (!replaced && there) {
    const type = oneOf<ValueType>(input.type, VALUE_TYPES, there.type, 'input.type');
    return {
      type,
      ...(there.metric ? { metric: there.metric } : {}),
      ...(there.derivation ? { derivation: there.derivation } : {}),
    };
  }
  const metric = input.metric === undefined || input.metric === null ? undefined : ownMetric(input.metric, kind);
  const fallback = metric ? (metricType(metric) ?? there?.type ?? 'STRING') : (derivedType(input) ?? there?.type);
  const type = oneOf<ValueType>(input.type, VALUE_TYPES, fallback, 'input.type');
  if (metric && metricType(metric) !== undefined && metricType(metric) !== type)
    throw invalid('METRIC_TYPE_MISMATCH', `this metric is ${metricType(metric)!}`, 'input.type');
  const before = there?.derivation;
  const derivation = readDerivation(
    input,
    { key: input.key, type, personal },
    catalogue,
    before?.kind === 'rules' ? before : undefined,
  );
  if (derivation && metric) throw invalid('ALTERNATIVES_CONFLICT', 'give one of metric, rules and score', 'input');
  if (derivation && kind !== 'DYNAMIC')
    throw invalid('TAG_KIND_INVALID', 'only a dynamic tag is derived', 'input.kind');
  return { type, ...(metric ? { metric } : {}), ...(derivation ? { derivation } : {}) };
}

function ownMetric(source: string, kind: TagKind): Metric {
  if (kind !== 'DYNAMIC')
    throw invalid('TAG_KIND_INVALID', 'only a dynamic tag is computed from events', 'input.metric');
  const checked = checkMetric(readMetric(source, 'input.metric'), { tag: () => undefined, segment: () => undefined });
  if (checked.faults.length > 0) throw faulty(checked.faults, (part) => `input.${part}`);
  return checked.metric!;
}

function readBounds(
  input: TagDefinitionInput,
  there: TagDefinition | undefined,
  base: TagDefinition,
): Pick<TagDefinition, 'min' | 'max' | 'allowedValues'> {
  const scalar: TagDefinition = base.type === 'STRING_LIST' ? { ...base, type: 'STRING' } : base;
  const min = kept(input.min, there?.min, (v) => tagValue(v, scalar, 'input.min'));
  const max = kept(input.max, there?.max, (v) => tagValue(v, scalar, 'input.max'));
  const allowedValues = kept(input.allowedValues, there?.allowedValues, (list) =>
    list.map((v, i): Value => tagValue(v, scalar, `input.allowedValues[${i}]`)),
  );
  return {
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(allowedValues ? { allowedValues } : {}),
  };
}

/** Parses an aggregate from text. Syntax errors contain the line and column. */
export function readMetric(source: string, path: string): ReturnType<typeof parseMetric> {
  try {
    return parseMetric(source);
  } catch (error) {
    if (error instanceof ExpressionError) throw invalid(error.reason, error.message, path);
    throw error;
  }
}
