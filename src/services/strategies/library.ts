/** Queries about the strategy library. Records of layers that the caller may not see are left out. */
import { isLayerKey } from '../../engine/layers/layers.js';
import {
  evidenceOf,
  knownFor,
  proposalsFrom,
  type Evidence,
  type Known,
  type Proposal,
} from '../../engine/strategies/library.js';
import { OBJECTIVES, type Strategy, type StrategyRecord } from '../../engine/strategies/strategy.js';
import { requireScope, type Principal } from '../base/access.js';
import { limit, notFound } from '../base/errors.js';
import { oneOf } from '../base/inputs.js';
import { eachPage } from '../base/pages.js';
import type { Page } from '../base/ports.js';
import type { RecordFilter } from '../base/ports/strategies.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { maySee, mustSee } from '../segments/personal-access.js';
import { MAX_STRATEGIES, STRATEGIES_READ } from './strategies.js';

const PAGE = 500;
/** Maximum number of records that are combined. */
export const MOST_RECORDS = 20_000;

export const recordsTooMany = (): Error =>
  limit('STRATEGY_RECORDS_TOO_MANY', `one response combines at most ${MOST_RECORDS} records`);

/** Whether a caller may see the records of a layer. A layer that no longer exists cannot be checked, so it is hidden. */
function maySeeLayer(principal: Principal, { catalogue }: Room, layer: string | undefined): boolean {
  return layer === undefined || (catalogue.segment(layer) !== undefined && maySee(principal, layer, catalogue));
}

/** Returns a page of records that the caller may see. */
export async function strategyRecords(
  services: Services,
  principal: Principal,
  filter: RecordFilter,
  page: Page,
): Promise<StrategyRecord[]> {
  requireScope(principal, STRATEGIES_READ);
  const room = await enter(services, principal.workspace);
  const read = (each: Page): Promise<StrategyRecord[]> =>
    services.stores.strategyRecords.page(room.workspace.id, filter, each);
  const found: StrategyRecord[] = [];
  for await (const records of eachPage(read, ({ key }) => key, page.first, page.after)) {
    found.push(...records.filter(({ layer }) => maySeeLayer(principal, room, layer)));
    if (found.length >= page.first) break;
  }
  return found.slice(0, page.first);
}

/** Returns all records that a filter selects, whatever the caller may see. */
export async function recordsWith(
  services: Services,
  { workspace }: Room,
  filter: RecordFilter,
): Promise<StrategyRecord[]> {
  const read = (page: Page): Promise<StrategyRecord[]> =>
    services.stores.strategyRecords.page(workspace.id, filter, page);
  const found: StrategyRecord[] = [];
  for await (const records of eachPage(read, ({ key }) => key, PAGE)) {
    found.push(...records);
    if (found.length > MOST_RECORDS) throw recordsTooMany();
  }
  return found;
}

/** Returns the evidence about a strategy, for all customers first and then by layer. */
export async function strategyEvidenceByLayer(
  services: Services,
  principal: Principal,
  strategy: Strategy,
): Promise<Evidence[]> {
  requireScope(principal, STRATEGIES_READ);
  const room = await enter(services, principal.workspace);
  const records = await recordsWith(services, room, { strategy: strategy.key });
  const layers = [...new Set(records.map(({ layer }) => layer))]
    .filter((layer) => maySeeLayer(principal, room, layer))
    .sort((left = '', right = '') => (left < right ? -1 : 1));
  return layers.map((layer) =>
    evidenceOf(
      strategy,
      records.filter((record) => record.layer === layer),
      layer,
    ),
  );
}

export interface KnowledgeInput {
  /** A layer as `model.layer`. */
  readonly layer: string;
  readonly objective: string;
}

/** Returns the evidence about the strategies of an objective in a layer. It includes strategies that were never tried. */
export async function strategyKnowledge(
  services: Services,
  principal: Principal,
  { layer, objective }: KnowledgeInput,
): Promise<Known[]> {
  requireScope(principal, STRATEGIES_READ);
  const room = await enter(services, principal.workspace);
  if (!isLayerKey(layer) || !room.catalogue.segment(layer))
    throw notFound('LAYER_NOT_FOUND', 'the layer', 'input.layer');
  mustSee(principal, layer, room.catalogue);
  const wanted = oneOf(objective, OBJECTIVES, undefined, 'input.objective');
  const strategies = await services.stores.strategies.list(room.workspace.id, { first: MAX_STRATEGIES });
  const records = await recordsWith(services, room, { layer });
  return knownFor(strategies, records, { layer, objective: wanted });
}

/** Returns proposals for the next campaign in a layer, best first. */
export async function strategyProposals(
  services: Services,
  principal: Principal,
  input: KnowledgeInput,
): Promise<Proposal[]> {
  return proposalsFrom(await strategyKnowledge(services, principal, input));
}
