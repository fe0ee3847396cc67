/** Defining tags and writing their values. */
import type { Catalogue } from '../engine/catalogue.js';
import {
  TAG_GROUPS,
  TAG_KINDS,
  TAG_SUBGROUPS,
  VALUE_TYPES,
  type TagDefinition,
  type TagGroup,
  type TagKind,
  type TagSubgroup,
  type Value,
  type ValueType,
} from '../engine/model.js';
import { checkMetric, metricType } from '../engine/segment/check.js';
import { Evaluation } from '../engine/segment/evaluate.js';
import { parseMetric, ExpressionError } from '../engine/segment/parse.js';
import { parseDuration, SECOND } from '../engine/time.js';
import { hasScope, requireScope, TAG_NAMESPACE, type Principal } from './access.js';
import { change, nextVersion } from './changes.js';
import { enter, type Services } from './context.js';
import { conflict, faulty, forbidden, invalid, limit, notFound, ServiceError } from './errors.js';
import { derivedType, readDerivation, type DerivationInput } from './derivations.js';
import { writeEach, type ItemResult } from './events.js';
import { definitionKey, identifier, instant, oneOf, tagValue, targetOf, text, type TargetInput } from './inputs.js';
import { startBackfill } from './backfill.js';
import type { Tx } from './ports.js';
import { isComputed, loadRoot } from './profiles.js';
import { mayUseTag } from './segments.js';
import { subjectsOf } from './subjects.js';

export const MAX_TAG_WRITES = 1000;
const MAX_TAGS = 2000;

export interface TagDefinitionInput extends DerivationInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly kind: string;
  readonly type?: string | null;
  readonly group?: string | null;
  readonly subgroup?: string | null;
  readonly namespace?: string | null;
  readonly allowedValues?: readonly unknown[] | null;
  readonly min?: unknown;
  readonly max?: unknown;
  readonly maxLength?: number | null;
  readonly ttl?: string | null;
  readonly authority?: readonly string[] | null;
  readonly metric?: string | null;
  readonly personal?: boolean | null;
}

/** Defines a tag, or changes one: kind, type and owner of a tag in use never change. */
export async function defineTag(s: Services, p: Principal, input: TagDefinitionInput): Promise<TagDefinition> {
  requireScope(p, 'define');
  let reread = false;
  const definition = await change(s, p, 'defineTag', async () => {
    const room = await enter(s, p.workspace);
    const { workspace, catalogue, now } = room;
    const there = catalogue.tag(input.key);
    if (!there && catalogue.allTags().length >= MAX_TAGS)
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_TAGS} tags`);
    const def = parseDefinition(input, (there?.version ?? 0) + 1, catalogue);
    mayUseTag(p, def, catalogue);
    if (there) {
      for (const field of ['kind', 'type', 'namespace'] as const)
        if (there[field] !== def[field])
          throw conflict('TAG_FIELD_FIXED', `the ${field} of a tag cannot change once it is defined`, `input.${field}`);
      if (isComputed(there) !== isComputed(def))
        throw conflict(
          'TAG_FIELD_FIXED',
          'a tag that is written cannot become a computed one, nor the reverse',
          'input',
        );
    }
    const made = (d: TagDefinition): string => JSON.stringify([d.metric ?? null, d.derivation ?? null], bigintText);
    const remade = there !== undefined && made(there) !== made(def);
    reread = remade && catalogue.segmentsReadingTag(def.key).length > 0;
    const save = async (tx: Tx): Promise<TagDefinition> => {
      const version = await nextVersion(s, room, tx);
      const publishedAt = remade ? version : there?.publishedAt;
      const saved = { ...def, ...(publishedAt === undefined ? {} : { publishedAt }) };
      await s.stores.definitions.saveTag(workspace.id, saved, tx);
      return saved;
    };
    return { target: def.key, at: now, save };
  });
  // Segments that read the tag are evaluated anew, as if they had been redefined.
  if (reread) await startBackfill(s, p.workspace, definition.key);
  return definition;
}

const bigintText = (_k: string, v: unknown): unknown => (typeof v === 'bigint' ? `${v}n` : v);

/** A definition as it would be saved, checked. */
export function parseDefinition(input: TagDefinitionInput, version: number, catalogue: Catalogue): TagDefinition {
  definitionKey(input.key, 'input.key');
  const kind = oneOf<TagKind>(input.kind, TAG_KINDS, undefined, 'input.kind');
  const namespace = input.namespace ?? 'shop';
  if (!TAG_NAMESPACE.test(namespace))
    throw invalid('KEY_INVALID', 'a namespace is lower-case letters, digits, _ and -, at most 32', 'input.namespace');

  let metric: TagDefinition['metric'];
  let type: ValueType;
  if (input.metric !== undefined && input.metric !== null) {
    if (kind !== 'DYNAMIC')
      throw invalid('TAG_KIND_INVALID', 'only a dynamic tag is computed from events', 'input.metric');
    const checked = checkMetric(readMetric(input.metric, 'input.metric'), {
      tag: () => undefined,
      segment: () => undefined,
    });
    if (checked.faults.length > 0) throw faulty(checked.faults, (part) => `input.${part}`);
    metric = checked.metric!;
    type = oneOf(input.type, VALUE_TYPES, metricType(metric) ?? 'STRING', 'input.type');
    if (metricType(metric) !== undefined && metricType(metric) !== type)
      throw invalid('METRIC_TYPE_MISMATCH', `this metric is ${metricType(metric)!}`, 'input.type');
  } else type = oneOf(input.type, VALUE_TYPES, derivedType(input), 'input.type');
  const derivation = readDerivation(input, { key: input.key, type, personal: input.personal ?? false }, catalogue);
  if (derivation && metric) throw invalid('ALTERNATIVES_CONFLICT', 'give one of metric, rules and score', 'input');
  if (derivation && kind !== 'DYNAMIC')
    throw invalid('TAG_KIND_INVALID', 'only a dynamic tag is derived', 'input.kind');

  let ttlMs: number | undefined;
  if (input.ttl !== undefined && input.ttl !== null) {
    if (metric || derivation)
      throw invalid('FIELD_NOT_ALLOWED', 'a computed tag has no TTL; give its metric a window', 'input.ttl');
    ttlMs = parseDuration(input.ttl);
    if (ttlMs === undefined || ttlMs < SECOND)
      throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration such as P30D or PT12H', 'input.ttl');
  }
  const subgroup = input.subgroup
    ? oneOf<TagSubgroup>(input.subgroup, Object.keys(TAG_SUBGROUPS) as TagSubgroup[], undefined, 'input.subgroup')
    : undefined;
  const group = oneOf<TagGroup>(input.group, TAG_GROUPS, subgroup ? TAG_SUBGROUPS[subgroup] : 'BASIC', 'input.group');
  if (subgroup && TAG_SUBGROUPS[subgroup] !== group)
    throw invalid(
      'TAG_SUBGROUP_MISMATCH',
      `${subgroup} is a sub-group of ${TAG_SUBGROUPS[subgroup]}`,
      'input.subgroup',
    );
  const base: TagDefinition = {
    key: input.key,
    name: text(input.name ?? input.key, 'input.name', 128),
    kind,
    type,
    namespace,
    version,
    personal: input.personal ?? false,
    group,
    ...(subgroup ? { subgroup } : {}),
    ...(input.description ? { description: text(input.description, 'input.description', 2000) } : {}),
    ...(ttlMs === undefined ? {} : { ttlMs }),
    ...(metric ? { metric } : {}),
    ...(derivation ? { derivation } : {}),
    ...(input.maxLength ? { maxLength: input.maxLength } : {}),
    ...(input.authority
      ? { authority: input.authority.map((a, i) => identifier(a, `input.authority[${i}]`, 64)) }
      : {}),
  };
  const scalar: TagDefinition = base.type === 'STRING_LIST' ? { ...base, type: 'STRING' } : base;
  const bound = (v: unknown, path: string): Value | undefined =>
    v === undefined || v === null ? undefined : tagValue(v, scalar, path);
  const min = bound(input.min, 'input.min');
  const max = bound(input.max, 'input.max');
  const allowedValues = input.allowedValues?.map((v, i) => tagValue(v, scalar, `input.allowedValues[${i}]`));
  return {
    ...base,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
    ...(allowedValues ? { allowedValues } : {}),
  };
}

/** Reads an aggregate from text; a fault says line and column. */
export function readMetric(source: string, path: string): ReturnType<typeof parseMetric> {
  try {
    return parseMetric(source);
  } catch (error) {
    if (error instanceof ExpressionError) throw invalid(error.reason, error.message, path);
    throw error;
  }
}

export interface TagWriteInput extends TargetInput {
  readonly tag: string;
  readonly value?: unknown;
  readonly observedAt?: string | null;
  readonly sequence?: number | null;
}

type Verb = 'set' | 'clear' | 'record';

/** Sets, clears or records tags, each on its own; only in namespaces the token holds. */
export async function writeTags(
  s: Services,
  p: Principal,
  verb: Verb,
  inputs: readonly TagWriteInput[],
  name: string,
  dryRun = false,
): Promise<ItemResult[]> {
  if (inputs.length === 0) throw invalid('LIST_EMPTY', 'send at least one', name);
  if (inputs.length > MAX_TAG_WRITES)
    throw limit('BATCH_TOO_LARGE', `at most ${MAX_TAG_WRITES} per call, this one has ${inputs.length}`, name);
  const { catalogue } = await enter(s, p.workspace);
  mayWriteSome(p);
  return writeEach(
    s,
    p,
    verb === 'record' ? 'recordTagPoints' : `${verb}Tags`,
    inputs,
    (input, i, origin) => {
      const path = `${name}[${i}]`;
      definitionKey(input.tag, `${path}.tag`);
      const def = writable(p, catalogue.tag(input.tag), `${path}.tag`);
      if (verb === 'record' && def.kind !== 'DYNAMIC')
        throw invalid(
          'TAG_NOT_DYNAMIC',
          `${def.key} is ${def.kind === 'STATIC' ? 'static' : 'semi-dynamic'}; set it instead`,
          `${path}.tag`,
        );
      if (verb === 'set' && def.kind === 'DYNAMIC')
        throw invalid('TAG_DYNAMIC', `${def.key} is dynamic; record a point instead`, `${path}.tag`);
      const at =
        input.observedAt === undefined || input.observedAt === null
          ? undefined
          : instant(input.observedAt, `${path}.observedAt`);
      if (verb === 'record' && at === undefined)
        throw invalid('TAG_POINT_INSTANT_MISSING', 'a point needs its instant', `${path}.at`);
      return {
        kind: 'tag',
        origin,
        target: targetOf(input, catalogue, path),
        tag: def.key,
        source: p.subject,
        at,
        sequence: sequence(input.sequence, path),
        ...(verb === 'clear' ? {} : { value: tagValue(input.value, def, `${path}.value`) }),
      };
    },
    name,
    dryRun,
  );
}

/** The owner's word on a static tag: overrides every other write, with a reason that stays readable. */
export async function correctTag(
  s: Services,
  p: Principal,
  input: TagWriteInput & { readonly reason: string },
): Promise<ItemResult> {
  requireScope(p, 'define');
  definitionKey(input.tag, 'input.tag');
  const { catalogue } = await enter(s, p.workspace);
  const def = written(catalogue.tag(input.tag), 'input.tag');
  if (def.kind !== 'STATIC') throw invalid('TAG_NOT_STATIC', `${def.key} is not static; set it instead`, 'input.tag');
  const reason = identifier(input.reason, 'input.reason', 500);
  const [result] = await writeEach(
    s,
    p,
    'correctTag',
    [input],
    (_input, _i, origin) => ({
      kind: 'tag',
      origin,
      target: targetOf(input, catalogue, 'input'),
      tag: def.key,
      source: p.subject,
      sequence: sequence(input.sequence, 'input'),
      correction: true,
      reason,
      value: tagValue(input.value, def, 'input.value'),
      at:
        input.observedAt === undefined || input.observedAt === null
          ? undefined
          : instant(input.observedAt, 'input.observedAt'),
    }),
    'input',
  );
  return result;
}

function mayWriteSome(p: Principal): void {
  if (![...p.scopes].some((x) => x === 'admin' || x.startsWith('tags:write:')))
    throw forbidden('SCOPE_MISSING', 'this token lacks a scope tags:write:<namespace>');
}

function writable(p: Principal, def: TagDefinition | undefined, path: string): TagDefinition {
  if (def && !hasScope(p, `tags:write:${def.namespace}`))
    throw forbidden('TAG_NAMESPACE_FORBIDDEN', `this token may not write tags of ${def.namespace}`, path);
  return written(def, path);
}

/** A tag whose values are written, not computed. */
function written(def: TagDefinition | undefined, path: string): TagDefinition {
  if (!def) throw new ServiceError('TAG_NOT_FOUND', 'the tag was not found', path);
  if (isComputed(def)) throw invalid('TAG_COMPUTED', `${def.key} is computed and cannot be written`, path);
  return def;
}

function sequence(v: number | null | undefined, path: string): number {
  if (v === undefined || v === null) return 0;
  if (!Number.isSafeInteger(v) || v < 0)
    throw invalid('TAG_SEQUENCE_INVALID', 'a sequence is a whole number from 0', `${path}.sequence`);
  return v;
}

export interface TagPoint {
  readonly at: number;
  readonly value?: Value;
  readonly source?: string;
}

/** Points one answer holds at most; beyond that the caller narrows the range. */
const MAX_POINTS = 5000;

/** Recorded points, or every change of a computed value between two instants (by time alone included); oldest first. */
export async function tagHistory(
  s: Services,
  p: Principal,
  profile: string,
  key: string,
  from: number,
  to: number,
): Promise<TagPoint[]> {
  requireScope(p, 'profiles:read');
  const { catalogue, workspace } = await enter(s, p.workspace);
  const def = catalogue.tag(key);
  if (!def || (def.personal && !hasScope(p, 'profiles:read:personal'))) throw notFound('TAG_NOT_FOUND', 'the tag');
  const root = await loadRoot(s, workspace.id, profile);
  if (!isComputed(def)) {
    if (def.kind === 'SEMI_DYNAMIC') return [];
    const facts = await s.stores.tagFacts.history(workspace.id, root.members, key, {
      after: from,
      until: to,
      limit: MAX_POINTS + 1,
    });
    return bounded(facts.map((f) => ({ at: f.at, value: f.value, source: f.source })));
  }
  const [subject] = await subjectsOf(
    s,
    [root],
    () => from,
    (tag) => catalogue.lookback(tag),
  );
  const line = new Evaluation(catalogue, subject, from, to).tag(key);
  return bounded(line.starts.flatMap((at, i) => (at > to ? [] : [{ at, value: line.values[i] }])));
}

function bounded(points: TagPoint[]): TagPoint[] {
  if (points.length > MAX_POINTS)
    throw limit(
      'TAG_HISTORY_TOO_LONG',
      `more than ${MAX_POINTS} points lie in this range; ask for a shorter one`,
      'from',
    );
  return points;
}
