/** Computes how well a layer model divides the customers: by what they spend, how they respond, and for how long. */
import { layerKey, type LayerModel } from '../../engine/layers/layers.js';
import { layerQuality as judged, type LayerQuality } from '../../engine/strategies/layer-quality.js';
import { layerResponse, type LayerResponse } from '../../engine/strategies/layer-response.js';
import {
  layerSpendAnalysis,
  type LayerSpendFigure,
  type LayerSpendQuestion,
} from '../../engine/strategies/layer-spend.js';
import type { StrategyRecord } from '../../engine/strategies/strategy.js';
import { DAY } from '../../engine/time/time.js';
import { checkChoices, choicesOf, durationOf } from '../analyses/questions.js';
import { sumOver } from '../analyses/run.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid, notFound } from '../base/errors.js';
import { instant } from '../base/inputs.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { layerPlaces } from '../population/layer-places.js';
import { populationViews, type View } from '../population/views.js';
import { mayUse } from '../segments/personal-access.js';
import { MOST_RECORDS, recordsTooMany, recordsWith } from './library.js';
import { MAX_STRATEGIES, STRATEGIES_READ } from './strategies.js';

interface LayerQualityInput {
  /** The start. By default, window and stability end now. */
  readonly from?: string | null;
  /** Time after the start in which orders count, as an ISO 8601 duration. Default P30D. */
  readonly window?: string | null;
  /** Time after the start at which layers are compared with those at the start. Defaults to the window. */
  readonly later?: string | null;
  /** Event expressions that count as an order. Defaults to `order_paid`. */
  readonly orders?: readonly string[] | null;
  /** Smallest difference between two layers that matters, as a share of the mean spend. Default 0.1. */
  readonly leastDifference?: number | null;
}

/** The quality of a model with the times to which it applies, in ms. */
export interface LayerQualityReport extends LayerQuality {
  readonly from: number;
  readonly to: number;
  readonly later: number;
  readonly asOf: number;
  /** Whether the window has ended and the layers were compared. */
  readonly complete: boolean;
}

const LONGEST = 366 * DAY;
const USUAL_WINDOW = 'P30D';
const USUAL_DIFFERENCE = 0.1;
const LARGEST_DIFFERENCE = 10;

/**
 * Returns the quality of a published layer model, or of its draft as if it were published. Layers are those at the
 * start, by the facts known now. A draft has no response, because no trial was measured in its layers.
 */
export async function layerQuality(
  services: Services,
  principal: Principal,
  { key, isDraft }: { readonly key: string; readonly isDraft: boolean },
  input: LayerQualityInput,
): Promise<LayerQualityReport> {
  requireScope(principal, STRATEGIES_READ);
  const room = await enter(services, principal.workspace);
  const model = isDraft ? room.catalogue.modelDraft(key) : room.catalogue.layerModel(key);
  if (!model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
  for (const { when } of model.layers) if (when) mayUse(principal, when, room.catalogue);
  const { question, later } = questionOf(input, model, room);
  const leastDifference = differenceOf(input.leastDifference);
  const figure = await figureOf(services, isDraft ? withDraft(room, model) : room, model, question);
  const response = isDraft ? undefined : await responseOf(services, room, model);
  const { from, windowMs } = question;
  return {
    ...judged(figure, response, leastDifference),
    ...{ from, to: from + windowMs, later, asOf: room.now },
    complete: Math.max(from + windowMs, later) <= room.now,
  };
}

function withDraft(room: Room, draft: LayerModel): Room {
  const { draft: _, ...model } = draft;
  return { ...room, catalogue: room.catalogue.with({ model }) };
}

function questionOf(
  input: LayerQualityInput,
  { layers }: LayerModel,
  room: Room,
): { readonly question: LayerSpendQuestion; readonly later: number } {
  const windowMs = spanOf(input.window ?? USUAL_WINDOW, 'input.window');
  const laterMs = input.later == null ? windowMs : spanOf(input.later, 'input.later');
  const from = input.from == null ? room.now - Math.max(windowMs, laterMs) : instant(input.from, 'input.from');
  if (from >= room.now) throw invalid('INSTANT_NOT_PAST', 'from must be in the past', 'input.from');
  const orders = input.orders ? choicesOf(input.orders, room, 'input.orders') : [{ event: 'order_paid' }];
  checkChoices(orders, 'input.orders');
  const later = from + laterMs;
  return {
    question: {
      ...{ layers: layers.map(({ key }) => key), from, windowMs, orders },
      ...(later <= room.now ? { laterMs } : {}),
    },
    later,
  };
}

function spanOf(value: string, path: string): number {
  const ms = durationOf(value, path, LONGEST);
  if (ms < DAY) throw invalid('DURATION_INVALID', 'give at least a day, such as P1D', path);
  return ms;
}

function differenceOf(value: number | null | undefined): number {
  const difference = value ?? USUAL_DIFFERENCE;
  if (difference >= 0 && difference <= LARGEST_DIFFERENCE) return difference;
  throw invalid('NUMBER_INVALID', `expected a number from 0 to ${LARGEST_DIFFERENCE}`, 'input.leastDifference');
}

async function figureOf(
  services: Services,
  room: Room,
  model: LayerModel,
  question: LayerSpendQuestion,
): Promise<LayerSpendFigure> {
  const analysis = layerSpendAnalysis(question);
  const { from, laterMs } = question;
  const instants = [from, ...(laterMs === undefined ? [] : [from + laterMs])];
  const prepare = async (view: View) => {
    const places = new Map<number, Int32Array>();
    for (const at of instants) places.set(at, await layerPlaces(model, view.asOf(at)));
    const { setting } = room.catalogue;
    const groupAt = (customer: number, at: number): string | undefined =>
      model.layers[places.get(at)?.[customer] ?? -1]?.key;
    return { fold: analysis.over({ part: view.part, setting, now: room.now, groupAt }), chosen: view.live };
  };
  return analysis.finish(await sumOver(services, analysis, populationViews(services, room), prepare));
}

/** Reads the records of all layers of a model, and tests whether the layers respond differently. */
async function responseOf(services: Services, room: Room, model: LayerModel): Promise<LayerResponse | undefined> {
  const strategies = await services.stores.strategies.list(room.workspace.id, { first: MAX_STRATEGIES });
  if (strategies.length === 0) return undefined;
  const records = new Map<string, readonly StrategyRecord[]>();
  let count = 0;
  for (const { key } of model.layers) {
    const own = await recordsWith(services, room, { layer: layerKey(model.key, key) });
    records.set(key, own);
    count += own.length;
    if (count > MOST_RECORDS) throw recordsTooMany();
  }
  return layerResponse([...records.keys()], strategies, (layer) => records.get(layer)!);
}
