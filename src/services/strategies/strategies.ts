/** Defines, changes, retires and lists strategies. */
import { isLayerKey, modelOf } from '../../engine/layers/layers.js';
import {
  METRIC_OF,
  METRICS,
  OBJECTIVES,
  OFFERS,
  USUAL_PLAN,
  type Objective,
  type Strategy,
  type TrialPlan,
} from '../../engine/strategies/strategy.js';
import { DAY } from '../../engine/time/time.js';
import { durationOf } from '../analyses/questions.js';
import { requireScope, type Principal } from '../base/access.js';
import { refuseTooMany } from '../base/definition-limits.js';
import { invalid, limit, notFound } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { definitionKey, nameAfter, oneOf, text } from '../base/inputs.js';
import { change } from '../base/operator-changes.js';
import type { Page, Stores, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { LARGEST_EFFECT } from '../base/tried-strategy.js';

/** Input that defines a strategy. When it is changed, absent fields keep their value, and null restores the default. */
export interface StrategyInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly objective?: string | null;
  readonly offer?: string | null;
  readonly channel?: string | null;
  readonly textFamily?: string | null;
  readonly layers?: readonly string[] | null;
  readonly metric?: string | null;
  readonly window?: string | null;
  readonly leastEffect?: number | null;
  readonly layerModel?: string | null;
}

export const STRATEGIES_READ = 'analytics:read';
export const STRATEGIES_DEFINE = 'define';

/** Maximum number of strategies in a workspace, including retired ones. */
export const MAX_STRATEGIES = 500;
const MOST_LAYERS = 50;
const LONGEST_NAME = 128;
const LONGEST_TEXT = 64;
const LONGEST_DESCRIPTION = 2000;
const LONGEST_WINDOW = 366 * DAY;

/** Defines a strategy, changes it or reactivates it. */
export function defineStrategy(services: Services, principal: Principal, input: StrategyInput): Promise<Strategy> {
  requireScope(principal, STRATEGIES_DEFINE);
  definitionKey(input.key, 'input.key');
  return change(services, principal, 'defineStrategy', async () => {
    const room = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<Strategy> => {
      const { strategies } = services.stores;
      const most = { most: MAX_STRATEGIES, what: 'strategies' };
      await refuseTooMany(services.stores, room.workspace.id, strategies, input.key, most, tx);
      const before = await findOne(strategies, room.workspace.id, input.key, tx);
      const strategy = parseStrategy(input, before, room, principal.subject);
      await strategies.save(room.workspace.id, strategy, tx);
      return strategy;
    };
    return { target: input.key, at: room.now, save };
  });
}

/** Returns the strategy that an input defines. */
export function parseStrategy(
  input: StrategyInput,
  before: Strategy | undefined,
  room: Room,
  savedBy: string,
): Strategy {
  const objective = oneOf<Objective>(
    given(input.objective, before?.objective),
    OBJECTIVES,
    undefined,
    'input.objective',
  );
  const layers = layersOf(given(input.layers, before?.layers) ?? []);
  const plan = planOf(input, before, { objective, layers, room });
  const isSamePlan = before !== undefined && PLAN.every((field) => before[field] === plan[field]);
  return {
    key: input.key,
    name: text(nameAfter(input.name, before?.name, input.key), 'input.name', LONGEST_NAME),
    ...optional('description', given(input.description, before?.description), LONGEST_DESCRIPTION),
    objective,
    offer: oneOf(given(input.offer, before?.offer), OFFERS, 'NONE', 'input.offer'),
    ...optional('channel', given(input.channel, before?.channel), LONGEST_TEXT),
    ...optional('textFamily', given(input.textFamily, before?.textFamily), LONGEST_TEXT),
    layers,
    ...plan,
    plannedAt: isSamePlan ? before.plannedAt : room.now,
    version: (before?.version ?? 0) + 1,
    retired: false,
    savedAt: room.now,
    savedBy,
  };
}

const PLAN = ['metric', 'windowMs', 'leastEffect', 'layerModel'] as const;

/** Returns the value after a change. An absent `value` keeps the value `before` the change. Null removes it. */
const given = <T>(value: T | null | undefined, before: T | undefined): T | undefined =>
  value === undefined ? before : (value ?? undefined);

function optional<N extends 'description' | 'channel' | 'textFamily'>(
  name: N,
  value: string | undefined,
  most: number,
): Partial<Record<N, string>> {
  return value ? ({ [name]: text(value, `input.${name}`, most) } as Record<N, string>) : {};
}

/** Checks the names of layers. A layer that does not exist yet may be named, so that its model can be installed later. */
function layersOf(layers: readonly string[]): readonly string[] {
  if (layers.length > MOST_LAYERS)
    throw limit('LIST_TOO_LONG', `a strategy names at most ${MOST_LAYERS} layers`, 'input.layers');
  layers.forEach((layer, i) => {
    const path = `input.layers[${i}]`;
    if (!isLayerKey(layer)) throw invalid('STRATEGY_LAYER_INVALID', 'name a layer as model.layer', path);
    for (const part of layer.split('.', 2)) definitionKey(part, path);
    if (layer.split('.').length > 2) throw invalid('STRATEGY_LAYER_INVALID', 'name a layer as model.layer', path);
    if (layers.indexOf(layer) !== i) throw invalid('KEY_DUPLICATE', `${layer} is given twice`, path);
  });
  return layers;
}

interface Planning {
  readonly objective: Objective;
  readonly layers: readonly string[];
  readonly room: Room;
}

function planOf(input: StrategyInput, before: Strategy | undefined, { objective, layers, room }: Planning): TrialPlan {
  const metric = oneOf(given(input.metric, before?.metric), METRICS, METRIC_OF[objective], 'input.metric');
  const usual = input.window === null ? undefined : before?.windowMs;
  const windowMs =
    input.window == null ? (usual ?? USUAL_PLAN.windowMs) : durationOf(input.window, 'input.window', LONGEST_WINDOW);
  if (windowMs < DAY) throw invalid('DURATION_INVALID', 'give at least a day, such as P1D', 'input.window');
  const leastEffect = given(input.leastEffect, before?.leastEffect) ?? USUAL_PLAN.leastEffect;
  if (!(leastEffect >= 0 && leastEffect <= LARGEST_EFFECT))
    throw invalid('NUMBER_INVALID', `expected a number from 0 to ${LARGEST_EFFECT}`, 'input.leastEffect');
  const named = given(input.layerModel, before?.layerModel);
  if (input.layerModel != null && !room.catalogue.layerModel(input.layerModel))
    throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model', 'input.layerModel');
  const layerModel = named ?? (layers.length > 0 ? modelOf(layers[0]) : undefined);
  return { metric, windowMs, leastEffect, ...(layerModel === undefined ? {} : { layerModel }) };
}

/** Retires a strategy. Its records stay, and campaigns that name it can continue. */
export function retireStrategy(services: Services, principal: Principal, key: string): Promise<Strategy> {
  requireScope(principal, STRATEGIES_DEFINE);
  return change(services, principal, 'retireStrategy', async () => {
    const { workspace, now } = await enter(services, principal.workspace);
    const save = async (tx: Tx): Promise<Strategy> => {
      const before = await neededStrategy(services.stores, workspace.id, key, { path: 'key', tx });
      const { version } = before;
      const strategy = { ...before, version: version + 1, retired: true, savedAt: now, savedBy: principal.subject };
      await services.stores.strategies.save(workspace.id, strategy, tx);
      return strategy;
    };
    return { target: key, at: now, save };
  });
}

/** Returns a strategy that exists and is not retired. Throws NOT_FOUND otherwise. */
export async function neededStrategy(
  { strategies }: Pick<Stores, 'strategies'>,
  workspace: string,
  key: string,
  { path, tx }: { readonly path: string; readonly tx?: Tx },
): Promise<Strategy> {
  const strategy = await findOne(strategies, workspace, key, tx);
  if (!strategy || strategy.retired) throw notFound('STRATEGY_NOT_FOUND', 'the strategy', path);
  return strategy;
}

export async function findStrategy(
  services: Services,
  principal: Principal,
  key: string,
): Promise<Strategy | undefined> {
  requireScope(principal, STRATEGIES_READ);
  const { workspace } = await enter(services, principal.workspace);
  return findOne(services.stores.strategies, workspace.id, key);
}

/** Returns a page of the strategies of a workspace, ordered by key. Retired ones are included. */
export async function listStrategies(services: Services, principal: Principal, page: Page): Promise<Strategy[]> {
  requireScope(principal, STRATEGIES_READ);
  const { workspace } = await enter(services, principal.workspace);
  return services.stores.strategies.list(workspace.id, page);
}
