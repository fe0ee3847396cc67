/** Writes tag values and reads their history. A value can be set, cleared, recorded, changed or corrected. */
import { TAG_CHANGES, type TagChange, type TagDefinition, type Value } from '../../engine/types.js';
import { Evaluation } from '../../engine/segments/evaluate.js';
import { requireScope, type Principal } from '../base/access.js';
import { maySeeTag } from '../segments/personal-access.js';
import { mayWriteTag, publicly } from '../base/write-key-rules.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { forbidden, invalid, limit, notFound, ServiceError } from '../base/errors.js';
import { writeEach, type ItemResult } from '../events/events.js';
import {
  checkBatch,
  definitionKey,
  identifier,
  instant,
  tagValue,
  targetOf,
  type TargetInput,
} from '../base/inputs.js';
import type { Misfit } from '../base/misfits.js';
import { compareWrites, isComputed } from '../../engine/tags/tags.js';
import { isAnonymousReceipt } from '../base/ports/profiles.js';
import { loadRoot } from '../population/roots.js';
import { subjectsOf } from '../population/subjects.js';
import { RequestOrder } from '../write-path/tag-writes.js';

export const MAX_TAG_WRITES = 1000;

export interface TagWriteInput extends TargetInput {
  readonly tag: string;
  readonly value?: unknown;
  readonly observedAt?: string | null;
  readonly sequence?: number | null;
  /**
   * The sender's id for the change. It is used only for add, remove and increment. A change that is delivered again
   * with the same id counts once.
   */
  readonly id?: string | null;
}

type Verb = 'set' | 'clear' | 'record' | TagChange;

const OPERATIONS: Readonly<Record<Verb, string>> = {
  set: 'setTags',
  clear: 'clearTags',
  record: 'recordTagPoints',
  add: 'addToTag',
  remove: 'removeFromTag',
  increment: 'incrementTag',
};

const isChange = (verb: Verb): verb is TagChange => (TAG_CHANGES as readonly string[]).includes(verb);

/**
 * Sets, clears, records or changes tags. Each write succeeds or fails individually. The caller needs the scope for the
 * tag's namespace.
 */
export async function writeTags(
  services: Services,
  principal: Principal,
  verb: Verb,
  inputs: readonly (TagWriteInput | Misfit)[],
  name: string,
  dryRun = false,
  /** Tracks the order of the items when one request is written in several calls. */
  order?: RequestOrder,
): Promise<ItemResult[]> {
  checkBatch(inputs, MAX_TAG_WRITES, name);
  const { catalogue } = await enter(services, principal.workspace);
  mayWriteSome(principal);
  const places = order ?? new RequestOrder(catalogue);
  return writeEach(
    services,
    principal,
    OPERATIONS[verb],
    inputs,
    (input, i, origin) => {
      const path = `${name}[${i}]`;
      definitionKey(input.tag, `${path}.tag`);
      const def = writable(principal, catalogue.tag(input.tag), `${path}.tag`);
      if (verb === 'record' && def.kind !== 'DYNAMIC')
        throw invalid(
          'TAG_NOT_DYNAMIC',
          `${def.key} is ${def.kind === 'STATIC' ? 'static' : 'semi-dynamic'}; set it instead`,
          `${path}.tag`,
        );
      const changing = isChange(verb) ? changeOf(verb, input, def, path) : undefined;
      if (verb === 'set' && def.kind === 'DYNAMIC')
        throw invalid('TAG_DYNAMIC', `${def.key} is dynamic; record a point instead`, `${path}.tag`);
      const at =
        input.observedAt === undefined || input.observedAt === null
          ? undefined
          : instant(input.observedAt, `${path}.observedAt`);
      if (verb === 'record' && at === undefined)
        throw invalid('TAG_POINT_INSTANT_MISSING', 'a point needs its instant', `${path}.at`);
      const write = {
        kind: 'tag' as const,
        origin,
        target: targetOf(input, catalogue, path),
        tag: def.key,
        source: principal.subject,
        at,
        ...publicly(principal),
        ...(changing ?? (verb === 'clear' ? {} : { value: tagValue(input.value, def, `${path}.value`) })),
      };
      return { ...write, sequence: sequence(input.sequence, path) ?? places.next(write) };
    },
    name,
    dryRun,
  );
}

/** Maximum absolute value of one increment. It ensures that sums of many increments stay exact. */
const MAX_INCREMENT = 1_000_000_000_000;

/**
 * Parses an add, remove or increment, which changes the previous value of a tag. The change is stored as a separate
 * fact, so its effect does not depend on the order of arrival.
 */
function changeOf(
  change: TagChange,
  input: TagWriteInput,
  def: TagDefinition,
  path: string,
): { readonly change: TagChange; readonly value: Value; readonly writeId: string } {
  const numeric = def.type === 'INTEGER' || def.type === 'DECIMAL';
  if (def.kind !== 'SEMI_DYNAMIC')
    throw invalid(
      'TAG_CHANGE_KIND',
      `${def.key} is ${def.kind === 'STATIC' ? 'static' : 'dynamic'}: only semi-dynamic tags change so`,
      `${path}.tag`,
    );
  if (change === 'increment' ? !numeric : def.type !== 'STRING_LIST')
    throw invalid(
      'TAG_CHANGE_KIND',
      `${def.key} is not a ${change === 'increment' ? 'number' : 'list'}`,
      `${path}.tag`,
    );
  const writeId = identifier(input.id, `${path}.id`, 128);
  // Limits apply only to values that are set. For increments, whether the sum exceeds a limit would depend on the order
  // of arrival.
  const unbounded = {
    ...def,
    min: undefined,
    max: undefined,
    ...(change === 'add' ? {} : { allowedValues: undefined }),
  };
  const raw = !numeric && typeof input.value === 'string' ? [input.value] : input.value;
  const value = tagValue(raw, unbounded, `${path}.value`);
  if (Array.isArray(value) && value.length === 0)
    throw invalid('LIST_EMPTY', 'name at least one element', `${path}.value`);
  if (typeof value === 'number' && Math.abs(value) > MAX_INCREMENT)
    throw invalid('NUMBER_INVALID', `at most ${MAX_INCREMENT} at a time`, `${path}.value`);
  return { change, value, writeId };
}

/**
 * Writes a correction by the owner of a static tag. The correction overrides every other write. The reason for the
 * correction can be read later.
 */
export async function correctTag(
  services: Services,
  principal: Principal,
  input: TagWriteInput & { readonly reason: string },
): Promise<ItemResult> {
  requireScope(principal, 'define');
  definitionKey(input.tag, 'input.tag');
  const { catalogue } = await enter(services, principal.workspace);
  const def = written(catalogue.tag(input.tag), 'input.tag');
  if (def.kind !== 'STATIC') throw invalid('TAG_NOT_STATIC', `${def.key} is not static; set it instead`, 'input.tag');
  const reason = identifier(input.reason, 'input.reason', 500);
  const [result] = await writeEach(
    services,
    principal,
    'correctTag',
    [input],
    (_input, _i, origin) => ({
      kind: 'tag',
      origin,
      target: targetOf(input, catalogue, 'input'),
      tag: def.key,
      source: principal.subject,
      sequence: sequence(input.sequence, 'input') ?? 0,
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
  if (def && !mayWriteTag(p, def))
    throw forbidden('TAG_NAMESPACE_FORBIDDEN', `this token may not write tags of ${def.namespace}`, path);
  return written(def, path);
}

/** Returns the definition of a tag that can be written. Throws for an unknown or computed tag. */
function written(def: TagDefinition | undefined, path: string): TagDefinition {
  if (!def) throw new ServiceError('TAG_NOT_FOUND', 'the tag was not found', path);
  if (isComputed(def)) throw invalid('TAG_COMPUTED', `${def.key} is computed and cannot be written`, path);
  return def;
}

function sequence(v: number | null | undefined, path: string): number | undefined {
  if (v === undefined || v === null) return undefined;
  if (!Number.isSafeInteger(v) || v < 0)
    throw invalid('TAG_SEQUENCE_INVALID', 'a sequence is a whole number from 0', `${path}.sequence`);
  return v;
}

export interface TagPoint {
  readonly at: number;
  readonly value?: Value;
  readonly source?: string;
}

/** Maximum number of points in one response. If there are more points, the caller must request a shorter time range. */
const MAX_POINTS = 5000;

/**
 * Returns the recorded points of a tag, or every change of a computed value, between two times, oldest first. The
 * result includes changes that happened only because time passed.
 */
export async function tagHistory(
  services: Services,
  principal: Principal,
  profile: string,
  key: string,
  from: number,
  to: number,
): Promise<TagPoint[]> {
  requireScope(principal, 'profiles:read');
  const { catalogue, workspace } = await enter(services, principal.workspace);
  const def = catalogue.tag(key);
  if (!def || !maySeeTag(principal, key, catalogue)) throw notFound('TAG_NOT_FOUND', 'the tag');
  const root = await loadRoot(services, workspace.id, profile);
  if (isAnonymousReceipt(root)) return [];
  if (!isComputed(def)) {
    if (def.kind === 'SEMI_DYNAMIC') return [];
    const facts = await services.stores.tagFacts.history(workspace.id, root.members, key, {
      after: from,
      until: to,
      limit: MAX_POINTS + 1,
    });
    // If several points have the same time, the last one counts.
    return bounded(facts.sort(compareWrites).map((f) => ({ at: f.at, value: f.value, source: f.source })));
  }
  const [subject] = await subjectsOf(
    services,
    [root],
    () => from,
    (tag, summed) => catalogue.lookback(tag, summed),
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
