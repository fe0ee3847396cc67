/** Layer models: defining them, how customers are spread over them, and who moved from where to where. */
import {
  LAYER_POLICIES,
  layerKey,
  layerOf,
  type Layer,
  type LayerModel,
  type LayerPolicy,
  type MigrationWarning,
} from '../engine/layers.js';
import { Evaluation } from '../engine/segment/evaluate.js';
import type { Catalogue } from '../engine/catalogue.js';
import { valueAt } from '../engine/timeline.js';
import { DAY, parseDuration } from '../engine/time.js';
import { requireScope, shownCount, type Principal } from './access.js';
import { change, nextVersion } from './changes.js';
import { enter, type Room, type Services } from './context.js';
import { conflict, invalid, limit, notFound } from './errors.js';
import { definitionKey, text } from './inputs.js';
import { startBackfill } from './backfill.js';
import { existed } from './past.js';
import type { Job, Tx } from './ports.js';
import { scanSubjects } from './profiles.js';
import { mayUse, readCondition } from './segments.js';

interface LayerInput {
  readonly key: string;
  readonly name?: string | null;
  /** The condition as text; the last layer has none. */
  readonly when?: string | null;
  readonly objective?: string | null;
  readonly advice?: string | null;
  readonly reach?: string | null;
  readonly coupons?: string | null;
}

interface MigrationWarningInput {
  readonly key: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly watch?: string | null;
  readonly atLeast?: number | null;
  readonly share?: number | null;
  readonly within?: string | null;
}

export interface LayerModelInput {
  readonly warnings?: readonly MigrationWarningInput[] | null;
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly layers: readonly LayerInput[];
}

const MAX_MODELS = 50;
const MAX_LAYERS = 30;
const MAX_WARNINGS = 20;

/** Defines a layer model, or gives it a new version; every customer is placed by the job. */
export async function defineLayerModel(
  s: Services,
  p: Principal,
  input: LayerModelInput,
): Promise<{ model: LayerModel; job: Job }> {
  requireScope(p, 'define');
  const model = await change(s, p, 'defineLayerModel', async () => {
    const room = await enter(s, p.workspace);
    const { workspace, catalogue, now } = room;
    const there = catalogue.layerModel(input.key);
    if (!there && catalogue.layerModels().length >= MAX_MODELS)
      throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_MODELS} layer models`);
    const read = readModel(p, input, catalogue);
    refuseLost(catalogue, there, read.layers);
    const save = async (tx: Tx): Promise<LayerModel> => {
      const definition = {
        ...read,
        version: (there?.version ?? 0) + 1,
        retired: false,
        savedAt: now,
        savedBy: p.subject,
        publishedAt: await nextVersion(s, room, tx),
      };
      await s.stores.definitions.saveLayerModel(workspace.id, definition, tx);
      return definition;
    };
    return { target: input.key, at: now, save };
  });
  return { model, job: await startBackfill(s, p.workspace, model.key) };
}

/** Ends a layer model: everyone leaves its layers. Refused while something names one of them. */
export async function retireLayerModel(
  s: Services,
  p: Principal,
  key: string,
): Promise<{ model: LayerModel; job: Job }> {
  requireScope(p, 'define');
  const model = await change(s, p, 'retireLayerModel', async () => {
    const room = await enter(s, p.workspace);
    const { workspace, catalogue, now } = room;
    const there = catalogue.layerModel(key);
    if (!there) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
    refuseLost(catalogue, there, []);
    const save = async (tx: Tx): Promise<LayerModel> => {
      const retired = {
        ...there,
        version: there.version + 1,
        retired: true,
        publishedAt: await nextVersion(s, room, tx),
        savedAt: now,
        savedBy: p.subject,
      };
      await s.stores.definitions.saveLayerModel(workspace.id, retired, tx);
      return retired;
    };
    return { target: key, at: now, save };
  });
  return { model, job: await startBackfill(s, p.workspace, key) };
}

/** A layer that something names may not disappear. */
function refuseLost(catalogue: Catalogue, before: LayerModel | undefined, after: readonly Layer[]): void {
  for (const l of before?.layers ?? []) {
    if (after.some((x) => x.key === l.key)) continue;
    const users = usersOf(catalogue, before!.key, l.key);
    if (users.length > 0)
      throw conflict('LAYER_IN_USE', `layer ${before!.key}.${l.key} is used by ${users.join(', ')}`, 'input.layers');
  }
}

/** What names a layer: segments, other models' layers, derived tags. */
export function usersOf(catalogue: Catalogue, model: string, layer: string): string[] {
  const key = layerKey(model, layer);
  return [
    ...catalogue.dependantsOf(key).filter((k) => !k.startsWith(`${model}.`)),
    ...catalogue.tagsNaming(key).map((t) => `tag ${t}`),
  ];
}

/** A model as it would be saved, checked. */
export function readModel(
  p: Principal,
  input: LayerModelInput,
  catalogue: Catalogue,
): Pick<LayerModel, 'key' | 'name' | 'description' | 'layers' | 'warnings'> {
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
    if (when) mayUse(p, when, catalogue);
    const optional = (name: 'objective' | 'advice'): Record<string, string> =>
      l[name] ? { [name]: text(l[name], `${path}.${name}`, 2000) } : {};
    return {
      key: l.key,
      name: text(l.name ?? l.key, `${path}.name`, 128),
      ...(when ? { when } : {}),
      ...optional('objective'),
      ...optional('advice'),
      reach: policy(l.reach, `${path}.reach`),
      coupons: policy(l.coupons, `${path}.coupons`),
    };
  });
  return {
    key: input.key,
    name: text(input.name ?? input.key, 'input.name', 128),
    ...(input.description ? { description: text(input.description, 'input.description', 2000) } : {}),
    layers: parsed,
    ...(input.warnings?.length
      ? { warnings: input.warnings.map((w, i) => readWarning(w, input, catalogue, `input.warnings[${i}]`)) }
      : {}),
  };
}

function readWarning(
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

function policy(v: string | null | undefined, path: string): LayerPolicy {
  if (v === undefined || v === null) return 'ALLOWED';
  if (!(LAYER_POLICIES as readonly string[]).includes(v))
    throw invalid('CHOICE_INVALID', `expected one of ${LAYER_POLICIES.join(', ')}`, path);
  return v as LayerPolicy;
}

export interface LayerCount {
  readonly layer: string;
  readonly count: number;
  readonly share: number;
}

/** How many customers are in each layer, now from memberships or at a past instant from the facts. */
export async function distribution(s: Services, p: Principal, key: string, asOf?: number): Promise<LayerCount[]> {
  const room = await enter(s, p.workspace);
  const model = needed(room, key);
  mayReadModel(p, model, room);
  let counts = new Map<string, number>();
  if (asOf === undefined)
    counts = await s.stores.profiles.countMembersOf(
      p.workspace,
      model.layers.map((l) => layerKey(model.key, l.key)),
    );
  else {
    requireScope(p, 'analytics:read');
    for await (const [at] of placements(s, room, model, [asOf]))
      if (at !== undefined) counts.set(layerKey(model.key, at), (counts.get(layerKey(model.key, at)) ?? 0) + 1);
  }
  const total = model.layers.reduce((n, l) => n + (counts.get(layerKey(model.key, l.key)) ?? 0), 0);
  return model.layers.map((l) => {
    const count = counts.get(layerKey(model.key, l.key)) ?? 0;
    const shown = shownCount(p, count);
    return { layer: l.key, count: shown, share: total === 0 ? 0 : shown / total };
  });
}

export interface Migration {
  /** Absent: the customer was not there yet. */
  readonly from?: string;
  readonly to: string;
  readonly count: number;
}

/** The migration matrix between two instants, from the facts: every pair of layers that some customer went between. */
export async function migrations(
  s: Services,
  p: Principal,
  key: string,
  from: number,
  to: number,
): Promise<Migration[]> {
  requireScope(p, 'analytics:read');
  const room = await enter(s, p.workspace);
  const model = needed(room, key);
  mayReadModel(p, model, room);
  if (from > to) throw invalid('RANGE_REVERSED', 'from must not be after to', 'from');
  const cells = new Map<string, Migration>();
  for await (const [before, after] of placements(s, room, model, [from, to])) {
    if (after === undefined) continue;
    const name = `${before ?? ''}>${after}`;
    cells.set(name, {
      ...(before === undefined ? {} : { from: before }),
      to: after,
      count: (cells.get(name)?.count ?? 0) + 1,
    });
  }
  const rank = (layer: string | undefined): number =>
    layer === undefined ? -1 : model.layers.findIndex((l) => l.key === layer);
  return [...cells.values()].sort((a, b) => rank(a.from) - rank(b.from) || rank(a.to) - rank(b.to));
}

/** For each customer its layer at each instant; undefined where it was not there yet. */
async function* placements(
  s: Services,
  room: Room,
  model: LayerModel,
  instants: readonly number[],
): AsyncIterable<(string | undefined)[]> {
  for (const t of instants)
    if (t > room.now) throw invalid('INSTANT_NOT_PAST', 'asOf must not be in the future', 'asOf');
  for await (const batch of scanSubjects(s, room, Math.min(...instants), (tag) => room.catalogue.lookback(tag))) {
    for (const { record, subject } of batch) {
      yield instants.map((t) => {
        if (!existed(record, subject, t)) return undefined;
        const evaluation = new Evaluation(room.catalogue, subject, t, t);
        return layerOf(
          model.layers.map((l) => layerKey(model.key, l.key)).find((k) => valueAt(evaluation.segment(k), t))!,
        );
      });
    }
  }
}

function needed(room: Room, key: string): LayerModel {
  const model = room.catalogue.layerModel(key);
  if (!model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
  return model;
}

function mayReadModel(p: Principal, model: LayerModel, room: Room): void {
  for (const l of model.layers) if (l.when) mayUse(p, l.when, room.catalogue);
}
