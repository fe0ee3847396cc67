/** Defines, changes and retires models whose scores are tags. The tags are defined together with the model. */
import { changeOf, fixedField } from '../../engine/definitions/effects.js';
import { MODEL_EFFECTS } from '../../engine/models/model-effects.js';
import {
  MODEL_KINDS,
  SCORES_OF,
  type ModelDefinition,
  type ModelKind,
  type ModelSchedule,
  type ModelScore,
  type ModelVersion,
  type ScoreTag,
} from '../../engine/models/model-definition.js';
import type { TagDefinition } from '../../engine/types.js';
import { isComputed } from '../../engine/tags/tags.js';
import { DAY, formatDuration } from '../../engine/time/time.js';
import { choicesOf, durationOf, wholeNumber } from '../analyses/questions.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { refuseTooMany } from '../base/definition-limits.js';
import { conflict, forbidden, invalid, notFound } from '../base/errors.js';
import { definitionKey, oneOf, text } from '../base/inputs.js';
import type { Page, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { mayWriteTag } from '../base/write-key-rules.js';
import { defineTag } from '../tags/tag-definitions.js';

export interface ModelInput {
  readonly key: string;
  readonly kind?: string | null;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly orders?: readonly string[] | null;
  readonly horizon?: string | null;
  readonly trainingCuts?: number | null;
  readonly trainEvery?: string | null;
  readonly scoreEvery?: string | null;
  readonly tags?: readonly { readonly score: string; readonly tag: string }[] | null;
  readonly validity?: string | null;
}

export const MODELS_READ = 'analytics:read';
export const MODELS_DEFINE = 'define';

const MAX_MODELS = 100;
const LONGEST_NAME = 128;
const LONGEST_DESCRIPTION = 2000;
const MOST_CUTS = 6;
const MOST_DURATION = 730 * DAY;
const HORIZON = 90 * DAY;
const VALIDITY = 35 * DAY;
/** Namespace of the tags that are defined together with a model. */
const TAG_NAMESPACE = 'models';

/** Names of tags that are defined together with a model, in English and Chinese. */
const TAG_NAMES: Readonly<Record<ModelScore, string>> = {
  ALIVE_PROBABILITY: 'Probability of being active / 活跃概率',
  EXPECTED_ORDERS: 'Expected order-days / 预计下单天数',
  EXPECTED_ORDER_VALUE: 'Expected value of an order-day / 预计单日消费金额',
  LIFETIME_VALUE: 'Expected revenue / 预计成交额',
  CHURN_PROBABILITY: 'Churn probability / 流失概率',
};

/**
 * Defines a model, changes it or reactivates it. Fields that are absent keep their value, and null restores the
 * default. Score tags that do not exist are defined, and the validity becomes their TTL.
 *
 * @throws FORBIDDEN if the model newly names an existing tag that the caller may not write, because scores are written
 * on behalf of the caller.
 */
export async function defineModel(
  services: Services,
  principal: Principal,
  input: ModelInput,
): Promise<ModelDefinition> {
  requireScope(principal, MODELS_DEFINE);
  const defined = new Set<string>();
  const checked = await prepared(services, principal, input, defined);
  for (const { score, tag } of checked.model.tags) {
    const there = checked.room.catalogue.tag(tag);
    if (there?.ttlMs === checked.model.validityMs) continue;
    const ttl = formatDuration(checked.model.validityMs);
    const fresh = { name: TAG_NAMES[score], kind: 'DYNAMIC', type: 'DECIMAL', namespace: TAG_NAMESPACE };
    await defineTag(services, principal, there ? { key: tag, ttl } : { key: tag, ...fresh, ttl });
    if (!there) defined.add(tag);
  }
  return change(services, principal, 'defineModel', async () => {
    const { room, model, before } = await prepared(services, principal, input, defined);
    const save = async (tx: Tx): Promise<ModelDefinition> => {
      const most = { most: MAX_MODELS, what: 'models' };
      await refuseTooMany(services.stores, room.workspace.id, services.stores.models, input.key, most, tx);
      await services.stores.models.save(room.workspace.id, model, tx);
      await reschedule(services, room, model, before, tx);
      return model;
    };
    return { target: input.key, at: room.now, save };
  });
}

interface Prepared {
  readonly room: Room;
  readonly model: ModelDefinition;
  readonly before: ModelDefinition | undefined;
}

/** Checks a definition. `defined` contains the tags that were defined together with it. */
async function prepared(
  services: Services,
  principal: Principal,
  input: ModelInput,
  defined: ReadonlySet<string>,
): Promise<Prepared> {
  definitionKey(input.key, 'input.key');
  const room = await enter(services, principal.workspace);
  const models = await services.stores.models.list(room.workspace.id, { first: MAX_MODELS });
  const before = models.find(({ key }) => key === input.key);
  const read = parsed(input, before, room);
  const others = models.filter(({ key, retired }) => key !== input.key && !retired);
  const own = new Set([...defined, ...(before && !before.retired ? before.tags.map(({ tag }) => tag) : [])]);
  for (const [i, { tag }] of read.tags.entries()) {
    const [there, path] = [room.catalogue.tag(tag), `input.tags[${i}].tag`];
    mustTakeScores(there, tag, others, path);
    if (there && !own.has(tag) && !mayWriteTag(principal, there))
      throw forbidden(
        'TAG_NAMESPACE_FORBIDDEN',
        `this token may not write tags of ${there.namespace}; name another tag, or use a token with tags:write:${there.namespace}`,
        path,
      );
  }
  const version = (before?.version ?? 0) + 1;
  const trial: ModelDefinition = {
    ...read,
    learnedFrom: before?.learnedFrom ?? version,
    version,
    retired: false,
    savedAt: room.now,
    savedBy: principal.subject,
  };
  if (fixedField(MODEL_EFFECTS, before, trial))
    throw conflict('MODEL_KIND_FIXED', 'the kind of a model cannot change once it is defined', 'input.kind');
  const { effects } = changeOf(MODEL_EFFECTS, before, trial);
  return { room, before, model: effects.has('RETRAINS') ? { ...trial, learnedFrom: version } : trial };
}

type Parsed = Omit<ModelDefinition, 'learnedFrom' | 'version' | 'retired' | 'savedAt' | 'savedBy'>;

function parsed(input: ModelInput, before: ModelDefinition | undefined, room: Room): Parsed {
  const kind = oneOf<ModelKind>(input.kind, MODEL_KINDS, before?.kind, 'input.kind');
  const orders = given(input.orders, before?.orders) ?? ['order_paid'];
  choicesOf(orders, room, 'input.orders');
  const description = given(input.description, before?.description);
  const every = (name: 'trainEvery' | 'scoreEvery', there: number | undefined): number | undefined =>
    given(input[name] && span(input[name], `input.${name}`), there);
  const trainEveryMs = every('trainEvery', before?.trainEveryMs);
  const scoreEveryMs = every('scoreEvery', before?.scoreEveryMs);
  return {
    key: input.key,
    name: text(given(input.name, before?.name) ?? input.key, 'input.name', LONGEST_NAME),
    ...(description ? { description: text(description, 'input.description', LONGEST_DESCRIPTION) } : {}),
    kind,
    orders,
    ...windowOf(input, kind, before),
    ...(trainEveryMs === undefined ? {} : { trainEveryMs }),
    ...(scoreEveryMs === undefined ? {} : { scoreEveryMs }),
    tags: tagsOf(given(input.tags, before?.tags) ?? [], kind),
    validityMs: given(input.validity && span(input.validity, 'input.validity'), before?.validityMs) ?? VALIDITY,
  };
}

/**
 * Returns the value after a change. An absent `value` keeps the value `before` the change. Null or an empty text
 * removes it.
 */
function given<T>(value: T | null | '' | undefined, before: T | undefined): T | undefined {
  return value === undefined ? before : value || undefined;
}

function span(value: string, path: string): number {
  const ms = durationOf(value, path, MOST_DURATION);
  if (ms < DAY) throw invalid('DURATION_INVALID', 'give at least a day, such as P1D', path);
  return ms;
}

/** Returns the horizon of an order model, or the number of cutoff times from which a churn model learns. */
function windowOf(
  { horizon, trainingCuts }: ModelInput,
  kind: ModelKind,
  before: ModelDefinition | undefined,
): Pick<ModelDefinition, 'horizonMs' | 'trainingCuts'> {
  if (kind === 'CHURN') {
    if (horizon != null)
      throw invalid('FIELD_NOT_ALLOWED', 'churn is predicted for 90 days after the last order', 'input.horizon');
    const cuts = given(trainingCuts, before?.trainingCuts) ?? 1;
    return { trainingCuts: wholeNumber(cuts, 1, MOST_CUTS, 'input.trainingCuts') };
  }
  if (trainingCuts != null)
    throw invalid('FIELD_NOT_ALLOWED', 'a model of orders learns from one cut, its own', 'input.trainingCuts');
  return { horizonMs: given(horizon && span(horizon, 'input.horizon'), before?.horizonMs) ?? HORIZON };
}

function tagsOf(tags: readonly { readonly score: string; readonly tag: string }[], kind: ModelKind): ScoreTag[] {
  if (tags.length === 0) throw invalid('LIST_EMPTY', 'name at least one score and its tag', 'input.tags');
  return tags.map(({ score, tag }, i) => {
    definitionKey(tag, `input.tags[${i}].tag`);
    for (const name of ['score', 'tag'] as const)
      if (tags.findIndex((other) => other[name] === tags[i][name]) < i)
        throw invalid('KEY_DUPLICATE', 'name each score and each tag once', `input.tags[${i}].${name}`);
    return { tag, score: oneOf<ModelScore>(score, SCORES_OF[kind], undefined, `input.tags[${i}].score`) };
  });
}

/** Throws if the scores of a model cannot be written to a tag. */
function mustTakeScores(
  there: TagDefinition | undefined,
  tag: string,
  others: readonly ModelDefinition[],
  path: string,
): void {
  if (there && (there.kind !== 'DYNAMIC' || there.type !== 'DECIMAL' || isComputed(there) || there.personal))
    throw invalid(
      'MODEL_TAG_UNFIT',
      `${tag} must be a dynamic tag of type DECIMAL that is neither computed nor personal; name another tag`,
      path,
    );
  const other = others.find(({ tags }) => tags.some((each) => each.tag === tag));
  if (other) throw conflict('MODEL_TAG_TAKEN', `model ${other.key} writes the tag ${tag}; name another tag`, path);
}

/**
 * Saves the schedule of a model. Training and scoring are due at once if the interval has changed, if the model is new
 * or was retired, or if it must learn again. Otherwise they keep their times. Without an interval, they are never due.
 */
async function reschedule(
  services: Services,
  { workspace, now }: Room,
  model: ModelDefinition,
  before: ModelDefinition | undefined,
  tx: Tx,
): Promise<void> {
  const there = await services.stores.models.schedule(workspace.id, model.key, tx);
  const isNew = !before || before.retired || before.learnedFrom !== model.learnedFrom;
  const next = (every: number | undefined, was: number | undefined, at: number | undefined): number | undefined => {
    if (every === undefined) return undefined;
    return isNew || at === undefined || every !== was ? now : at;
  };
  const nextTrainingAt = next(model.trainEveryMs, before?.trainEveryMs, there?.nextTrainingAt);
  const nextScoringAt = next(model.scoreEveryMs, before?.scoreEveryMs, there?.nextScoringAt);
  const schedule: ModelSchedule = {
    key: model.key,
    ...(nextTrainingAt === undefined ? {} : { nextTrainingAt }),
    ...(nextScoringAt === undefined ? {} : { nextScoringAt }),
    ...(there?.scored ? { scored: there.scored } : {}),
    version: (there?.version ?? 0) + 1,
  };
  await services.stores.models.saveSchedule(workspace.id, schedule, tx);
}

/** Retires a model. It is no longer trained, and its scores stay until they expire. */
export function retireModel(services: Services, principal: Principal, key: string): Promise<ModelDefinition> {
  requireScope(principal, MODELS_DEFINE);
  return change(services, principal, 'retireModel', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<ModelDefinition> => {
      const before = await neededModel(services, workspace.id, key, tx);
      const { version } = before;
      const model = { ...before, version: version + 1, retired: true, savedAt: now, savedBy: principal.subject };
      await services.stores.models.save(workspace.id, model, tx);
      return model;
    };
    return { target: key, at: now, save };
  });
}

/** Returns a model that exists and is not retired. Throws NOT_FOUND otherwise. */
export async function neededModel(
  services: Services,
  workspace: string,
  key: string,
  tx?: Tx,
): Promise<ModelDefinition> {
  const [model] = (await services.stores.models.find(workspace, [key], tx)) as (ModelDefinition | undefined)[];
  if (!model || model.retired) throw notFound('MODEL_NOT_FOUND', 'the model', 'key');
  return model;
}

export async function findModel(
  services: Services,
  principal: Principal,
  key: string,
): Promise<ModelDefinition | undefined> {
  requireScope(principal, MODELS_READ);
  const { workspace } = await enter(services, principal.workspace);
  return (await services.stores.models.find(workspace.id, [key]))[0];
}

/** Returns a page of the models of a workspace, ordered by key. Retired models are included. */
export async function listModels(services: Services, principal: Principal, page: Page): Promise<ModelDefinition[]> {
  requireScope(principal, MODELS_READ);
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.models.list(workspace.id, page);
}

/** Returns the trained versions of a model, oldest first, and its schedule. */
export async function modelHistory(
  services: Services,
  principal: Principal,
  key: string,
): Promise<{ readonly versions: readonly ModelVersion[]; readonly schedule?: ModelSchedule }> {
  requireScope(principal, MODELS_READ);
  const { workspace } = await enter(services, principal.workspace);
  const { models } = services.stores;
  const [versions, schedule] = await Promise.all([
    models.versions(workspace.id, key),
    models.schedule(workspace.id, key),
  ]);
  return { versions, ...(schedule ? { schedule } : {}) };
}
