/** Records of trials that were measured elsewhere, such as campaigns before this system was used. */
import { isLayerKey } from '../../engine/layers/layers.js';
import type { Figure, Strategy, StrategyRecord } from '../../engine/strategies/strategy.js';
import { judge } from '../../engine/strategies/trial-figure.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid, limit, notFound } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { identifier, instant, text } from '../base/inputs.js';
import { change } from '../base/operator-changes.js';
import type { Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { LARGEST_EFFECT } from '../base/tried-strategy.js';
import { mustSee } from '../segments/personal-access.js';
import { neededStrategy, STRATEGIES_DEFINE } from './strategies.js';

export interface RecordInput {
  readonly strategy: string;
  /** A layer as `model.layer`. If absent, the result is that of all customers of the trial. */
  readonly layer?: string | null;
  /** Where the result comes from, such as the name of the campaign. */
  readonly source: string;
  readonly at: string;
  /** Difference of the means per customer. Absent together with the standard error if there was no hold-out. */
  readonly effect?: number | null;
  readonly standardError?: number | null;
  readonly treated?: number | null;
  readonly heldOut?: number | null;
  readonly cost?: number | null;
  readonly note?: string | null;
}

const PREFIX = 'hand:';
/** Maximum number of records that were entered by hand. */
const MAX_RECORDS = 2000;
const LONGEST_SOURCE = 128;
const LONGEST_NOTE = 2000;
const MOST_CUSTOMERS = 2 ** 31 - 1;
/** Smallest standard error. Money has four decimal places, and no shop has enough customers for a smaller error. */
const LEAST_ERROR = 1e-6;
/** Quantile of the normal distribution for intervals of 95 %. */
const NORMAL = 1.959963984540054;

/** Records the result of a trial that was measured elsewhere. It has the metric and the window of the strategy. */
export function recordStrategyResult(
  services: Services,
  principal: Principal,
  input: RecordInput,
): Promise<StrategyRecord> {
  requireScope(principal, STRATEGIES_DEFINE);
  return change(services, principal, 'recordStrategyResult', async () => {
    const room = await enter(services, principal.workspace);
    const { strategyRecords, workspaces } = services.stores;
    if (input.layer != null) mustNameLayer(principal, room, input.layer);
    const key = `${PREFIX}${newId(room.now)}`;
    const save = async (tx: Tx): Promise<StrategyRecord> => {
      await workspaces.touchDefinitions(room.workspace.id, tx);
      if ((await strategyRecords.keysWith(room.workspace.id, PREFIX, tx)).length >= MAX_RECORDS)
        throw limit('DEFINITIONS_TOO_MANY', `a workspace has at most ${MAX_RECORDS} results that were entered by hand`);
      const named = { path: 'input.strategy', tx };
      const strategy = await neededStrategy(services.stores, room.workspace.id, input.strategy, named);
      const record = parseRecord(input, strategy, { key, now: room.now, by: principal.subject });
      await strategyRecords.save(room.workspace.id, record, tx);
      return record;
    };
    // The key is different in every attempt of a request, so it is not part of the audit entry.
    return { target: input.strategy, at: room.now, save };
  });
}

function mustNameLayer(principal: Principal, { catalogue }: Room, layer: string): void {
  if (!isLayerKey(layer) || !catalogue.segment(layer)) throw notFound('LAYER_NOT_FOUND', 'the layer', 'input.layer');
  mustSee(principal, layer, catalogue);
}

function parseRecord(
  input: RecordInput,
  { key: strategy, metric, windowMs, leastEffect }: Strategy,
  { key, now, by }: { readonly key: string; readonly now: number; readonly by: string },
): StrategyRecord {
  const at = instant(input.at, 'input.at');
  if (at > now) throw invalid('INSTANT_NOT_PAST', 'at must not be in the future', 'input.at');
  const figure = figureOf(input);
  return {
    key,
    ...{ origin: 'BY_HAND', strategy, metric, windowMs, leastEffect },
    source: identifier(input.source, 'input.source', LONGEST_SOURCE),
    ...(input.layer == null ? {} : { layer: input.layer }),
    ...(input.note ? { note: text(input.note, 'input.note', LONGEST_NOTE) } : {}),
    ...{ isPlannedBefore: false, state: 'CLOSED', from: at, to: at },
    ...(figure ? { figure } : {}),
    verdict: figure?.interval ? judge(figure.interval, leastEffect) : 'NOT_MEASURED',
    ...{ measuredAt: now, savedBy: by, version: 1 },
  };
}

function figureOf({ effect, standardError, treated, heldOut, cost }: RecordInput): Figure | undefined {
  const customers = { treated: count(treated, 'input.treated'), heldOut: count(heldOut, 'input.heldOut') };
  const counts = {
    assigned: customers,
    ...customers,
    crossed: 0,
    ...(cost == null ? {} : { cost: finite(cost, 'input.cost') }),
  };
  if (effect == null && standardError == null) return treated == null && cost == null ? undefined : counts;
  if (effect == null || standardError == null)
    throw invalid(
      'FIELD_MISSING',
      'an effect needs its standard error; leave both out if there was no hold-out',
      effect == null ? 'input.effect' : 'input.standardError',
    );
  const error = finite(standardError, 'input.standardError');
  if (error < LEAST_ERROR)
    throw invalid('NUMBER_INVALID', `expected a number of at least ${LEAST_ERROR}`, 'input.standardError');
  const value = finite(effect, 'input.effect');
  const half = NORMAL * error;
  return { ...counts, effect: value, standardError: error, interval: { low: value - half, high: value + half } };
}

function finite(value: number, path: string): number {
  if (!(Math.abs(value) <= LARGEST_EFFECT))
    throw invalid('NUMBER_INVALID', `expected a number from -${LARGEST_EFFECT} to ${LARGEST_EFFECT}`, path);
  return value;
}

function count(value: number | null | undefined, path: string): number {
  if (value == null) return 0;
  if (!Number.isInteger(value) || value < 0 || value > MOST_CUSTOMERS)
    throw invalid('NUMBER_INVALID', `expected a whole number from 0 to ${MOST_CUSTOMERS}`, path);
  return value;
}

/** Removes a result that was entered by hand. Measured records cannot be removed. */
export function removeStrategyResult(services: Services, principal: Principal, key: string): Promise<boolean> {
  requireScope(principal, STRATEGIES_DEFINE);
  return change(services, principal, 'removeStrategyResult', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<boolean> => {
      const found = key.startsWith(PREFIX) ? await services.stores.strategyRecords.find(workspace.id, [key], tx) : [];
      if (found.length === 0) throw notFound('STRATEGY_RESULT_NOT_FOUND', 'the result entered by hand', 'key');
      await services.stores.strategyRecords.remove(workspace.id, [key], tx);
      return true;
    };
    return { target: key, at: now, save };
  });
}
