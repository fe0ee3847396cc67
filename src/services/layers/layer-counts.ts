/** Counts the customers in each layer of a model, and their migrations between layers. */
import { layerKey, layerOf, type LayerModel } from '../../engine/layers/layers.js';
import { requireScope, shownCount, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter, type Room } from '../base/room.js';
import { invalid, notFound } from '../base/errors.js';
import { layerPlaces } from '../population/layer-places.js';
import { populationViews } from '../population/views.js';
import { mayUse } from '../segments/personal-access.js';

export interface LayerCount {
  readonly layer: string;
  readonly count: number;
  readonly share: number;
}

/**
 * Returns the number of customers in each layer. Current counts are computed from the memberships, and past counts from
 * the facts. For an unpublished draft, the counts are computed from the facts as if the draft were published.
 */
export async function distribution(
  services: Services,
  principal: Principal,
  key: string,
  { asOf, draft = false }: { readonly asOf?: number | undefined; readonly draft?: boolean } = {},
): Promise<LayerCount[]> {
  const room = await enter(services, principal.workspace);
  const model = draft ? room.catalogue.modelDraft(key) : room.catalogue.layerModel(key);
  if (!model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
  mayReadModel(principal, model, room);
  const counts = new Map<string, number>();
  if (asOf === undefined && !draft) {
    const keys = model.layers.map((l) => layerKey(model.key, l.key));
    const members = await services.stores.profiles.countMembersOf(principal.workspace, keys);
    for (const [segment, n] of members) counts.set(layerOf(segment), n);
  } else {
    requireScope(principal, 'analytics:read');
    const { draft: _, ...published } = model;
    const shownRoom = draft ? { ...room, catalogue: room.catalogue.with({ model: published }) } : room;
    for await (const [places] of placements(services, shownRoom, model, [asOf ?? room.now]))
      for (const place of places)
        if (place >= 0) counts.set(model.layers[place].key, (counts.get(model.layers[place].key) ?? 0) + 1);
  }
  const total = model.layers.reduce((n, l) => n + (counts.get(l.key) ?? 0), 0);
  return model.layers.map((l) => {
    const shown = shownCount(principal, counts.get(l.key) ?? 0);
    return { layer: l.key, count: shown, share: total === 0 ? 0 : shown / total };
  });
}

export interface Migration {
  /** Layer at the first of the two times. Absent when the customer did not exist yet at that time. */
  readonly from?: string;
  readonly to: string;
  readonly count: number;
}

/**
 * Returns the migration matrix between two times, computed from the facts. It contains each pair of layers between
 * which at least one customer moved.
 */
export async function migrations(
  services: Services,
  principal: Principal,
  key: string,
  from: number,
  to: number,
): Promise<Migration[]> {
  requireScope(principal, 'analytics:read');
  const room = await enter(services, principal.workspace);
  const model = needed(room, key);
  mayReadModel(principal, model, room);
  if (from > to) throw invalid('RANGE_REVERSED', 'from must not be after to', 'from');
  /**
   * Matrix with one row per source layer and one column per target layer. Row 0 is for customers that did not exist yet
   * at the first time.
   */
  const counts = Array.from({ length: model.layers.length + 1 }, () => new Float64Array(model.layers.length));
  for await (const [before, after] of placements(services, room, model, [from, to]))
    for (let i = 0; i < after.length; i++) if (after[i] >= 0) counts[before[i] + 1][after[i]]++;
  return counts.flatMap((row, cameFrom) =>
    model.layers.flatMap(({ key: reached }, place) =>
      row[place] === 0
        ? []
        : [
            {
              ...(cameFrom === 0 ? {} : { from: model.layers[cameFrom - 1].key }),
              to: reached,
              count: row[place],
            },
          ],
    ),
  );
}

/**
 * For each part, yields the layer index of every customer at each of the given times. The index is -1 when the customer
 * did not exist yet.
 */
async function* placements(
  s: Services,
  room: Room,
  model: LayerModel,
  instants: readonly number[],
): AsyncIterable<readonly Int32Array[]> {
  for (const t of instants)
    if (t > room.now) throw invalid('INSTANT_NOT_PAST', 'asOf must not be in the future', 'asOf');
  for await (const view of populationViews(s, room)) {
    const places: Int32Array[] = [];
    for (const t of instants) places.push(await layerPlaces(model, view.asOf(t)));
    yield places;
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
