/** Defines, publishes and retires layer models and their drafts. */
import { listedNames } from '../../engine/values/clipped.js';
import {
  LAYER_POLICIES,
  isLayerKey,
  layerKey,
  modelOf,
  type Layer,
  type LayerModel,
  type LayerPolicy,
  type MigrationWarning,
} from '../../engine/layers/layers.js';
import { changeOfModel } from '../../engine/definitions/effects.js';
import { printCondition } from '../../engine/segments/print.js';
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import { DAY, formatDuration, parseDuration } from '../../engine/time/time.js';
import { refuseLargeCatalogue } from '../base/definition-limits.js';
import { DefinitionReferences } from '../base/definition-references.js';
import { requireScope, type Principal } from '../base/access.js';
import { change, nextVersion } from '../base/operator-changes.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { conflict, invalid, limit, notFound } from '../base/errors.js';
import { definitionKey, nameAfter, text } from '../base/inputs.js';
import { startBackfill } from '../publication/backfill.js';
import type { Job, Tx } from '../base/ports.js';
import { readCondition } from '../segments/segments.js';
import { mayUse, mustSee, refuseRevealed } from '../segments/personal-access.js';
import type { LayerModelInput, MigrationWarningInput } from '../base/definition-inputs.js';

const MAX_MODELS = 50;
const MAX_LAYERS = 30;
const MAX_WARNINGS = 20;

export interface SavedModel {
  readonly model: LayerModel;
  /** Job that reassigns every customer to a layer. Absent for a draft. */
  readonly job?: Job;
}

/**
 * Defines a layer model, or a new version of an existing one. A job then assigns every customer to a layer. A draft is
 * saved without assigning customers.
 */
export function defineLayerModel(
  services: Services,
  principal: Principal,
  input: LayerModelInput,
): Promise<SavedModel> {
  return publish(services, principal, 'defineLayerModel', ({ catalogue }) => {
    const there = catalogue.layerModel(input.key);
    if (!there && !catalogue.modelDraft(input.key) && countOf(catalogue) >= MAX_MODELS)
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_MODELS} layer models`);
    const before = (input.draft ? catalogue.modelDraft(input.key) : undefined) ?? there;
    return { ...readModel(principal, input, catalogue, before), ...(input.draft ? { draft: true } : {}) };
  });
}

/** Returns the number of layer models. A draft of a model that was never published counts as a model. */
const countOf = (catalogue: Catalogue): number =>
  new Set([...catalogue.layerModels(), ...catalogue.modelDrafts()].map(({ key }) => key)).size;

/** Publishes the draft of a layer model. From then on, customers are assigned to its layers. */
export function publishLayerModel(services: Services, principal: Principal, key: string): Promise<SavedModel> {
  return publish(services, principal, 'publishLayerModel', ({ catalogue }) => {
    const draft = catalogue.modelDraft(key);
    if (!draft) throw notFound('DRAFT_NOT_FOUND', 'the draft of this layer model');
    // Validate the draft again. A definition to which it refers may have been retired since the draft was saved.
    return readModel(principal, inputOf(draft), catalogue, undefined);
  });
}

/** Removes the draft of a layer model. The published version remains. */
export async function discardLayerModelDraft(services: Services, principal: Principal, key: string): Promise<void> {
  requireScope(principal, 'define');
  await change(services, principal, 'discardLayerModelDraft', async () => {
    const room = await enter(services, principal.workspace);
    if (!room.catalogue.modelDraft(key)) throw notFound('DRAFT_NOT_FOUND', 'the draft of this layer model');
    const save = async (tx: Tx): Promise<void> => {
      await nextVersion(services, room, 'layerModels', tx);
      await services.stores.definitions.removeLayerModelDraft(principal.workspace, key, tx);
    };
    return { target: key, at: room.now, save };
  });
}

type ReadModel = Pick<LayerModel, 'key' | 'name' | 'description' | 'layers' | 'warnings' | 'draft'>;

async function publish(
  s: Services,
  p: Principal,
  operation: string,
  choose: (room: Room) => ReadModel,
): Promise<SavedModel> {
  requireScope(p, 'define');
  const model = await change(s, p, operation, async () => {
    const room = await enter(s, p.workspace);
    const { workspace, catalogue, now } = room;
    const read = choose(room);
    const there = catalogue.layerModel(read.key);
    if (!read.draft) await refuseLost(s, room, there, read.layers);
    if (!read.draft) {
      const concealed = catalogue.concealedSegments().find((layer) => modelOf(layer) === read.key && isLayerKey(layer));
      if (concealed !== undefined) mustSee(p, concealed, catalogue);
      const after = catalogue.with({ model: { ...read, version: 0, publishedAt: 0, retired: false } });
      refuseRevealed(`layer model ${read.key}`, catalogue, after, 'input.layers');
    }
    const same = there && !changeOfModel(there, { ...read, retired: false }).effects.has('PUBLISHES');
    const save = async (tx: Tx): Promise<LayerModel> => {
      const version = await nextVersion(s, room, 'layerModels', tx);
      const definition = {
        ...read,
        version: (there?.version ?? 0) + 1,
        retired: false,
        savedAt: now,
        savedBy: p.subject,
        publishedAt: same ? there.publishedAt : version,
      };
      await s.stores.definitions.saveLayerModel(workspace.id, definition, tx);
      // Publishing removes the draft.
      if (!read.draft && catalogue.modelDraft(read.key))
        await s.stores.definitions.removeLayerModelDraft(workspace.id, read.key, tx);
      await refuseLargeCatalogue(s.stores, workspace.id, tx);
      return definition;
    };
    return { target: read.key, at: now, save };
  });
  return { model, ...(model.draft ? {} : { job: await startBackfill(s, p.workspace, `layer model ${model.key}`) }) };
}

/** Converts a layer model back to the input that produces it. */
function inputOf(m: LayerModel): LayerModelInput {
  return {
    key: m.key,
    name: m.name,
    description: m.description ?? null,
    layers: m.layers.map((l) => ({ ...l, when: l.when && printCondition(l.when) })),
    warnings: (m.warnings ?? []).map(({ withinMs, ...w }) => ({
      ...w,
      ...(withinMs === undefined ? {} : { within: formatDuration(withinMs) }),
    })),
  };
}

/**
 * Retires a layer model. Every customer leaves its layers. A model that exists only as a draft is removed.
 *
 * @throws CONFLICT while another definition refers to one of its layers.
 */
export async function retireLayerModel(services: Services, principal: Principal, key: string): Promise<SavedModel> {
  requireScope(principal, 'define');
  const model = await change(services, principal, 'retireLayerModel', async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, catalogue, now } = room;
    const draft = catalogue.modelDraft(key);
    const there = catalogue.layerModel(key) ?? draft;
    if (!there) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
    await refuseLost(services, room, catalogue.layerModel(key), []);
    const save = async (tx: Tx): Promise<LayerModel> => {
      const publishedAt = await nextVersion(services, room, 'layerModels', tx);
      if (draft) await services.stores.definitions.removeLayerModelDraft(workspace.id, key, tx);
      const ended = { ...there, publishedAt, retired: true, savedAt: now, savedBy: principal.subject };
      if (there === draft) return ended;
      const retired = { ...ended, version: there.version + 1 };
      await services.stores.definitions.saveLayerModel(workspace.id, retired, tx);
      return retired;
    };
    return { target: key, at: now, save };
  });
  return {
    model,
    ...(model.draft ? {} : { job: await startBackfill(services, principal.workspace, `layer model ${key}`) }),
  };
}

/** Throws CONFLICT when a layer is removed while another definition refers to it. */
async function refuseLost(
  s: Services,
  room: Room,
  before: LayerModel | undefined,
  after: readonly Layer[],
): Promise<void> {
  const lost = before?.layers.filter((l) => !after.some((x) => x.key === l.key)) ?? [];
  if (lost.length === 0) return;
  const references = await DefinitionReferences.read(s, room);
  const grouping = after.length === 0 ? references.toLayerModel(before!.key) : [];
  if (grouping.length > 0)
    throw conflict('LAYER_IN_USE', `layer model ${before!.key} is used by ${listedNames(grouping)}`, 'input.layers');
  for (const l of lost) {
    const named = references.toSegment(layerKey(before!.key, l.key));
    if (named.length > 0)
      throw conflict('LAYER_IN_USE', `layer ${before!.key}.${l.key} is used by ${listedNames(named)}`, 'input.layers');
  }
}

/**
 * Validates the input and returns the model to save. Fields that are absent from the input keep their value from
 * `before`.
 */
export function readModel(
  principal: Principal,
  input: LayerModelInput,
  catalogue: Catalogue,
  before?: LayerModel,
): Omit<ReadModel, 'draft'> {
  definitionKey(input.key, 'input.key');
  const { layers } = input;
  if (layers.length < 2)
    throw invalid('LAYERS_TOO_FEW', 'a model has at least two layers, the last for everyone else', 'input.layers');
  if (layers.length > MAX_LAYERS)
    throw limit('LIST_TOO_LONG', `a model has at most ${MAX_LAYERS} layers`, 'input.layers');
  const parsed = layers.map((l, i): Layer => {
    const path = `input.layers[${i}]`;
    definitionKey(l.key, `${path}.key`);
    if (layers.findIndex((x) => x.key === l.key) !== i)
      throw invalid('KEY_DUPLICATE', `two layers have the key ${l.key}`, `${path}.key`);
    const last = i === layers.length - 1;
    const given = l.when !== undefined && l.when !== null;
    if (last && given)
      throw invalid(
        'LAYER_LAST_CONDITION',
        'the last layer is for everyone else: leave its condition out',
        `${path}.when`,
      );
    if (!last && !given) throw invalid('LAYER_LAST_CONDITION', 'only the last layer has no condition', `${path}.when`);
    const when = given ? readCondition({ expression: l.when }, catalogue, path, `${input.key}.*`) : undefined;
    if (when) mayUse(principal, when, catalogue);
    const there = before?.layers.find((x) => x.key === l.key);
    const optional = (name: 'objective' | 'advice'): Record<string, string> => {
      const value = l[name] === undefined ? there?.[name] : l[name];
      return value ? { [name]: text(value, `${path}.${name}`, 2000) } : {};
    };
    return {
      key: l.key,
      name: text(nameAfter(l.name, there?.name, l.key), `${path}.name`, 128),
      ...(when ? { when } : {}),
      ...optional('objective'),
      ...optional('advice'),
      reach: policy(l.reach, there?.reach, `${path}.reach`),
      coupons: policy(l.coupons, there?.coupons, `${path}.coupons`),
    };
  });
  const description = input.description === undefined ? before?.description : input.description;
  const warnings = readWarnings(principal, input, catalogue, before);
  return {
    key: input.key,
    name: text(nameAfter(input.name, before?.name, input.key), 'input.name', 128),
    ...(description ? { description: text(description, 'input.description', 2000) } : {}),
    layers: parsed,
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/**
 * Parses the warnings of a layer model. If the input contains no warnings, the existing warnings are kept. The layers
 * to which the warnings refer must still exist.
 */
function readWarnings(
  principal: Principal,
  input: LayerModelInput,
  catalogue: Catalogue,
  before: LayerModel | undefined,
): readonly MigrationWarning[] {
  const given = input.warnings === undefined && before ? inputOf(before) : input;
  const model = { ...input, warnings: given.warnings };
  return (given.warnings ?? []).map((w, i) => readWarning(principal, w, model, catalogue, `input.warnings[${i}]`));
}

function readWarning(
  principal: Principal,
  w: MigrationWarningInput,
  model: LayerModelInput,
  catalogue: Catalogue,
  path: string,
): MigrationWarning {
  definitionKey(w.key, `${path}.key`);
  if (model.warnings!.filter((x) => x.key === w.key).length > 1)
    throw invalid('KEY_DUPLICATE', `two warnings have the key ${w.key}`, `${path}.key`);
  if (model.warnings!.length > MAX_WARNINGS)
    throw limit('LIST_TOO_LONG', `a model has at most ${MAX_WARNINGS} warnings`, 'input.warnings');
  for (const side of ['from', 'to'] as const) {
    if (w[side].length === 0) throw invalid('LIST_EMPTY', 'name at least one layer', `${path}.${side}`);
    for (const key of w[side])
      if (!model.layers.some((l) => l.key === key))
        throw invalid('LAYER_UNKNOWN', `this model has no layer ${key.slice(0, 64)}`, `${path}.${side}`);
  }
  const kinds = [w.watch, w.atLeast, w.share].filter((x) => x !== undefined && x !== null);
  if (kinds.length !== 1) throw invalid('ALTERNATIVES_CONFLICT', 'give one of watch, atLeast and share', path);
  const sides = { key: w.key, from: [...w.from], to: [...w.to] };
  if (w.watch) {
    if (w.within)
      throw invalid('FIELD_NOT_ALLOWED', 'a watched segment warns at once: leave within out', `${path}.within`);
    if (!catalogue.segment(w.watch)) throw invalid('SEGMENT_UNKNOWN', 'no segment has this key', `${path}.watch`);
    mustSee(principal, w.watch, catalogue);
    return { ...sides, watch: w.watch };
  }
  const withinMs = w.within ? parseDuration(w.within) : undefined;
  if (withinMs === undefined || withinMs > 366 * DAY)
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration of at most a year, such as P7D', `${path}.within`);
  if (w.atLeast !== undefined && w.atLeast !== null) {
    if (!Number.isInteger(w.atLeast) || w.atLeast < 1)
      throw invalid('NUMBER_INVALID', 'atLeast is a whole number from 1', `${path}.atLeast`);
    return { ...sides, atLeast: w.atLeast, withinMs };
  }
  if (!(w.share! > 0 && w.share! <= 1)) throw invalid('NUMBER_INVALID', 'share lies between 0 and 1', `${path}.share`);
  return { ...sides, share: w.share!, withinMs };
}

function policy(v: string | null | undefined, before: LayerPolicy | undefined, path: string): LayerPolicy {
  if (v === undefined || v === null) return (v === undefined ? before : undefined) ?? 'ALLOWED';
  if (!(LAYER_POLICIES as readonly string[]).includes(v))
    throw invalid('CHOICE_INVALID', `expected one of ${LAYER_POLICIES.join(', ')}`, path);
  return v as LayerPolicy;
}
