/** How customers are spread over the layers of a model, and who moved from where to where. */
import { layerKey, layerOf, type LayerModel } from '../../engine/layers/layers.js';
import { Evaluation } from '../../engine/segment/evaluate.js';
import { valueAt } from '../../engine/time/timeline.js';
import { requireScope, shownCount, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { invalid, notFound } from '../base/errors.js';
import { existed } from '../profiles/past.js';
import { scanSubjects } from '../population/scan.js';
import { mayUse } from '../segments/segments.js';

export interface LayerCount {
  readonly layer: string;
  readonly count: number;
  readonly share: number;
}

/**
 * How many customers are in each layer, now from memberships or at a past instant from the facts. Of a model that is
 * only a draft: how many would be, from the facts.
 */
export async function distribution(
  s: Services,
  p: Principal,
  key: string,
  { asOf, draft = false }: { readonly asOf?: number | undefined; readonly draft?: boolean } = {},
): Promise<LayerCount[]> {
  const room = await enter(s, p.workspace);
  const model = draft ? room.catalogue.modelDraft(key) : room.catalogue.layerModel(key);
  if (!model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
  mayReadModel(p, model, room);
  const counts = new Map<string, number>();
  if (asOf === undefined && !draft) {
    const keys = model.layers.map((l) => layerKey(model.key, l.key));
    const members = await s.stores.profiles.countMembersOf(p.workspace, keys);
    for (const [segment, n] of members) counts.set(layerOf(segment), n);
  } else {
    requireScope(p, 'analytics:read');
    const { draft: _, ...published } = model;
    const looked = draft ? { ...room, catalogue: room.catalogue.with({ model: published }) } : room;
    for await (const [layer] of placements(s, looked, model, [asOf ?? room.now]))
      if (layer !== undefined) counts.set(layer, (counts.get(layer) ?? 0) + 1);
  }
  const total = model.layers.reduce((n, l) => n + (counts.get(l.key) ?? 0), 0);
  return model.layers.map((l) => {
    const shown = shownCount(p, counts.get(l.key) ?? 0);
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
  for await (const batch of scanSubjects(s, room, Math.min(...instants), (tag, summed) =>
    room.catalogue.lookback(tag, summed),
  )) {
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
