/** Defines segments, evaluates customers under new definitions, and reads and explains memberships. */
import { listedNames } from '../../engine/values/clipped.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { changeOf, SEGMENT_EFFECTS } from '../../engine/definitions/effects.js';
import type { Condition, SegmentDefinition } from '../../engine/types.js';
import { isLayerKey } from '../../engine/layers/layers.js';
import { checkCondition } from '../../engine/segments/check.js';
import { explain, type Explanation } from '../../engine/segments/explain.js';
import { parseCondition } from '../../engine/segments/parse.js';
import { usesPersonal } from '../../engine/segments/personal.js';
import { ExpressionError } from '../../engine/segments/lexer.js';
import { requireScope, type Principal } from '../base/access.js';
import { change, nextVersion } from '../base/operator-changes.js';
import { refuseLargeCatalogue } from '../base/definition-limits.js';
import { DefinitionReferences } from '../base/definition-references.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { isCancellable } from '../base/job-kinds.js';
import { conflict, invalid, limit, notFound, faulty } from '../base/errors.js';
import { definitionKey, nameAfter, text } from '../base/inputs.js';
import type { Job, Tx } from '../base/ports.js';
import { startBackfill } from '../publication/backfill.js';
import { definitionOf } from '../profiles/past.js';
import { loadCustomer } from '../population/roots.js';
import { subjectsOf } from '../population/subjects.js';
import type { SegmentInput } from '../base/definition-inputs.js';
import { mayUse, mustSee, refuseRevealed } from './personal-access.js';

/** Maximum number of segments of a workspace. A draft of a segment that was never published counts as a segment. */
const MAX_SEGMENTS = 2000;

/** Parses a condition given as text or as a tree. Checks every name, type and limit in it. */
export function readCondition(
  input: { readonly expression?: string | null; readonly condition?: Condition | null },
  catalogue: Catalogue,
  path: string,
  self?: string,
): Condition {
  if ((input.expression == null) === (input.condition == null))
    throw invalid('ALTERNATIVES_CONFLICT', 'give either an expression or a condition', path);
  let raw: Condition;
  try {
    raw = input.condition ?? parseCondition(input.expression!);
  } catch (error) {
    if (error instanceof ExpressionError) throw invalid(error.reason, error.message, `${path}.expression`);
    throw error;
  }
  const { condition, faults } = checkCondition(raw, catalogue, self === undefined ? undefined : `segment ${self}`);
  if (!condition) {
    const at = `${path}.${input.expression == null ? 'condition' : 'expression'}`;
    throw faulty(faults, (part) => (part === '' ? at : `${at}.${part}`));
  }
  return condition;
}

export interface SavedSegment {
  readonly segment: SegmentDefinition;
  /** Job that evaluates the affected customers. Absent for a draft. */
  readonly job?: Job;
}

/**
 * Creates a segment and starts a job that evaluates every customer. A draft is saved without starting a job.
 *
 * @throws CONFLICT when the key already exists.
 */
export async function defineSegment(
  services: Services,
  principal: Principal,
  input: SegmentInput,
): Promise<SavedSegment> {
  requireScope(principal, 'define');
  return publish(services, principal, 'defineSegment', ({ catalogue }) => {
    definitionKey(input.key, 'input.key');
    if (catalogue.segmentDefinition(input.key))
      throw conflict('SEGMENT_EXISTS', `segment ${input.key} exists; redefine it`, 'input.key');
    if (!input.draft && catalogue.draft(input.key))
      throw conflict('DRAFT_EXISTS', `a draft of ${input.key} exists; publish it or discard it`, 'input.key');
    if (isFull(catalogue, input.key))
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_SEGMENTS} segments`);
    return input;
  });
}

function isFull(catalogue: Catalogue, key: string): boolean {
  const keys = new Set([...catalogue.ownSegments(), ...catalogue.drafts()].map((segment) => segment.key));
  return !keys.has(key) && keys.size >= MAX_SEGMENTS;
}

/**
 * Saves a new version of a segment. If the condition changed, customers are re-evaluated. The resulting transitions
 * have the cause DEFINITION.
 */
export async function redefineSegment(
  services: Services,
  principal: Principal,
  input: SegmentInput,
): Promise<SavedSegment> {
  requireScope(principal, 'define');
  return publish(services, principal, 'redefineSegment', ({ catalogue }) => {
    const there = isLayerKey(input.key)
      ? undefined
      : ((input.draft ? catalogue.draft(input.key) : undefined) ?? catalogue.segmentDefinition(input.key));
    if (!there) throw notFound('SEGMENT_NOT_FOUND', 'the segment');
    const given = input.expression != null || input.condition != null;
    return {
      ...input,
      ...(given ? {} : { condition: there.condition }),
      name: nameAfter(input.name, there.name, input.key),
      description: input.description === undefined ? there.description : input.description,
      shareable: input.shareable === undefined ? there.shareable : input.shareable,
    };
  });
}

/** Publishes the draft of a segment. From then on, customers are evaluated under the new definition. */
export async function publishSegment(services: Services, principal: Principal, key: string): Promise<SavedSegment> {
  requireScope(principal, 'define');
  return publish(services, principal, 'publishSegment', ({ catalogue }) => {
    const draft = catalogue.draft(key);
    if (!draft) throw notFound('DRAFT_NOT_FOUND', 'the draft of this segment');
    return { ...draft, draft: false };
  });
}

/** Removes the draft of a segment. The published version remains. */
export async function discardSegmentDraft(services: Services, principal: Principal, key: string): Promise<void> {
  requireScope(principal, 'define');
  await change(services, principal, 'discardSegmentDraft', async () => {
    const room = await enter(services, principal.workspace);
    if (!room.catalogue.draft(key)) throw notFound('DRAFT_NOT_FOUND', 'the draft of this segment');
    const save = async (tx: Tx): Promise<void> => {
      await nextVersion(services, room, 'segments', tx);
      await services.stores.definitions.removeSegmentDraft(principal.workspace, key, tx);
    };
    return { target: key, at: room.now, save };
  });
}

async function publish(
  s: Services,
  p: Principal,
  operation: string,
  choose: (room: Room) => SegmentInput | Promise<SegmentInput>,
): Promise<SavedSegment> {
  const segment = await change(s, p, operation, async () => {
    const room = await enter(s, p.workspace);
    const { workspace, catalogue, now } = room;
    const input = await choose(room);
    const condition = readCondition(input, catalogue, 'input', input.key);
    mayPublish(p, { ...input, condition }, catalogue);
    const there = catalogue.segmentDefinition(input.key);
    const newest = await s.stores.definitions.newestSegmentVersion(workspace.id, input.key);
    const definition: Omit<SegmentDefinition, 'publishedAt'> = {
      key: input.key,
      name: text(input.name ?? input.key, 'input.name', 128),
      condition,
      version: newest + 1,
      retired: false,
      savedAt: now,
      savedBy: p.subject,
      ...(input.draft ? { draft: true } : {}),
      ...(input.shareable ? { shareable: true } : {}),
      ...(input.description ? { description: text(input.description, 'input.description', 2000) } : {}),
    };
    const same = there && !changeOf(SEGMENT_EFFECTS, there, definition).effects.has('PUBLISHES');
    const save = async (tx: Tx): Promise<SegmentDefinition> => {
      const version = await nextVersion(s, room, 'segments', tx);
      const saved = { ...definition, publishedAt: same ? there.publishedAt : version };
      await s.stores.definitions.saveSegment(workspace.id, saved, tx);
      // Publishing removes the draft.
      if (!saved.draft && catalogue.draft(input.key))
        await s.stores.definitions.removeSegmentDraft(workspace.id, input.key, tx);
      await refuseLargeCatalogue(s.stores, workspace.id, tx);
      return saved;
    };
    return { target: input.key, at: now, save };
  });
  return { segment, ...(segment.draft ? {} : { job: await startBackfill(s, p.workspace, segment.key) }) };
}

/**
 * Throws when the caller may not use the condition of a segment, or when publishing it would reveal personal tags. The
 * transitions under the earlier condition stay readable. A caller who may not see them therefore may not replace that
 * condition.
 */
function mayPublish(
  principal: Principal,
  { key, condition, draft, shareable }: Pick<SegmentInput, 'key' | 'draft' | 'shareable'> & { condition: Condition },
  catalogue: Catalogue,
): void {
  mayUse(principal, condition, catalogue);
  if (draft) return;
  mustSee(principal, key, catalogue);
  if (shareable || !usesPersonal([condition], [], catalogue)) return;
  const names = { key, name: key, condition, version: 0, publishedAt: 0, retired: false };
  refuseRevealed(`segment ${key}`, catalogue, catalogue.with({ segment: names }), 'input');
}

/** Publishes the condition of an earlier version as a new version. */
export async function rollBackSegment(
  services: Services,
  principal: Principal,
  key: string,
  version: number,
): Promise<SavedSegment> {
  requireScope(principal, 'define');
  return publish(services, principal, 'rollBackSegment', async (room) => {
    const there = room.catalogue.segmentDefinition(key);
    if (!there) throw notFound('SEGMENT_NOT_FOUND', 'the segment');
    if (version >= there.version)
      throw invalid(
        'SEGMENT_VERSION_NOT_EARLIER',
        `roll back to a version before the present one, ${there.version}`,
        'version',
      );
    const earlier = await definitionOf(services, room, key, version);
    if (earlier.retired)
      throw invalid('SEGMENT_VERSION_RETIRED', 'in this version the segment was retired; retire it instead', 'version');
    return {
      key,
      name: earlier.name,
      description: earlier.description,
      shareable: earlier.shareable,
      condition: earlier.condition,
    };
  });
}

/**
 * Cancels a backfill and reverts the definition that it was publishing. The previous version is published again. If
 * there is no previous version, the segment is retired. Customers that had already entered or left the segment are
 * moved back with cause DEFINITION.
 */
export async function cancelJob(services: Services, principal: Principal, id: string): Promise<Job> {
  requireScope(principal, 'define');
  const room = await enter(services, principal.workspace);
  const { catalogue } = room;
  const job = await services.stores.jobs.get(principal.workspace, id);
  if (!job) throw notFound('JOB_NOT_FOUND', 'the job');
  if (!isCancellable(job))
    throw conflict(
      'JOB_NOT_CANCELLABLE',
      'only an import, the backfill of a segment, and a training or scoring of a model can be cancelled: wait until the job ends, or define the tag or layer model again as it was',
      'id',
    );
  const segment = job.kind === 'BACKFILL' ? catalogue.segmentDefinition(job.subject) : undefined;
  const earlier =
    segment && segment.version > 1 ? await definitionOf(services, room, segment.key, segment.version - 1) : undefined;
  // The job is cancelled only if the earlier condition may be published again.
  if (earlier && !earlier.retired) mayPublish(principal, earlier, catalogue);
  if (!(await services.stores.jobs.finish(principal.workspace, id, 'CANCELLED', services.stores.now())))
    throw conflict('JOB_ENDED', 'this job has ended', 'id');
  if (earlier && !earlier.retired) await rollBackSegment(services, principal, earlier.key, earlier.version);
  else if (segment) await retireSegment(services, principal, segment.key);
  return (await services.stores.jobs.get(principal.workspace, id))!;
}

/**
 * Retires a segment, so that all members leave it. A segment that exists only as a draft is removed.
 *
 * @throws CONFLICT while a definition refers to the segment.
 */
export async function retireSegment(services: Services, principal: Principal, key: string): Promise<SavedSegment> {
  requireScope(principal, 'define');
  const segment = await change(services, principal, 'retireSegment', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, catalogue, now } = room;
    const draft = catalogue.draft(key);
    const there = isLayerKey(key) ? undefined : (catalogue.segmentDefinition(key) ?? draft);
    if (!there) throw notFound('SEGMENT_NOT_FOUND', 'the segment');
    const references = (await DefinitionReferences.read(services, room)).toSegment(key);
    if (references.length > 0)
      throw conflict('SEGMENT_IN_USE', `segment ${key} is used by ${listedNames(references)}`, 'key');
    const save = async (tx: Tx): Promise<SegmentDefinition> => {
      const publishedAt = await nextVersion(services, room, 'segments', tx);
      if (draft) await services.stores.definitions.removeSegmentDraft(workspace.id, key, tx);
      const ended = { ...there, publishedAt, retired: true, savedAt: now, savedBy: principal.subject };
      if (there === draft) return ended;
      const retired = { ...ended, version: there.version + 1 };
      await services.stores.definitions.saveSegment(workspace.id, retired, tx);
      return retired;
    };
    return { target: key, at: now, save };
  });
  return { segment, ...(segment.draft ? {} : { job: await startBackfill(services, principal.workspace, key) }) };
}

/**
 * Explains a membership. Returns the condition tree. Each part has its truth value, observed values, evidence and next
 * change. An explanation for a time in the past is computed from the data known now.
 */
export async function explainMembership(
  services: Services,
  principal: Principal,
  profile: string,
  segment: string,
  at?: number,
  version?: number,
): Promise<{ explanation: Explanation; at: number; version: number }> {
  requireScope(principal, 'segments:read');
  requireScope(principal, 'profiles:read');
  const room = await enter(services, principal.workspace);
  const { workspace, catalogue, now } = room;
  const definition = await definitionOf(services, room, segment, version);
  mayUse(principal, definition.condition, catalogue);
  if (at !== undefined && at > now) throw invalid('INSTANT_NOT_PAST', 'at must not be in the future', 'at');
  const t = at ?? now;
  const record = await loadCustomer(services, workspace.id, profile);
  const [subject] = await subjectsOf(services, [record], () => t, catalogue.lookbackOf(definition.condition));
  return { explanation: explain(definition.condition, catalogue, subject, t), at: t, version: definition.version };
}
