/**
 * Parses, reads and stores the reach rules of a workspace. They contain the budgets, the governing layer models, the
 * global control group and the channels.
 */
import type { Budget } from '../../engine/reach/budget.js';
import {
  CHANNEL_KINDS,
  noRules,
  type ChannelAddress,
  type ReachRulesDefinition,
} from '../../engine/reach/reach-rules.js';
import { isLayerKey, layerOf, modelOf } from '../../engine/layers/layers.js';
import { maySeeTag } from '../segments/personal-access.js';
import { requireScope, type Principal } from '../base/access.js';
import { change } from '../base/operator-changes.js';
import { forbidden, invalid } from '../base/errors.js';
import { definitionKey, oneOf } from '../base/inputs.js';
import { newId } from '../base/ids.js';
import { newSecret } from '../base/secrets.js';
import type { Stores, Tx } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { consentName, contradiction, distinctKeys, duration, wholeNumber } from './reach-inputs.js';
import { wholeRules, type BudgetInput, type ReachChannelInput, type ReachRulesInput } from './reach-rules-input.js';

const MAX_ITEMS = 100;
const MOST_CONTACTS = 1000;
/**
 * Maximum size of the global control group in percent. More than half of the customers would certainly be a mistake.
 */
const MOST_CONTROL = 50;
/** Probability above which a customer is near churn, if the rules do not name a bound. */
const USUAL_BOUND = 0.5;
const PERIODS = ['DAY', 'WEEK', 'MONTH'] as const;
const DEFAULTS = ['REQUIRED', 'UNLESS_WITHDRAWN'] as const;

/** Returns the reach rules of a workspace, or the default rules if none are set. */
export async function rulesIn(
  { campaigns }: Pick<Stores, 'campaigns'>,
  workspace: string,
  tx?: Tx,
): Promise<ReachRulesDefinition> {
  return (await campaigns.rules(workspace, tx)) ?? noRules(workspace);
}

export async function reachRules(services: Services, principal: Principal): Promise<ReachRulesDefinition> {
  requireScope(principal, 'reach:read');
  const { workspace } = await enter(services, principal.workspace);
  return rulesIn(services.stores, workspace.id);
}

/** Sets reach rules of a workspace. Absent fields keep their values, and null removes the value. */
export function setReachRules(
  services: Services,
  principal: Principal,
  changes: ReachRulesInput,
): Promise<ReachRulesDefinition> {
  return edit(services, principal, 'setReachRules', (before, room) => {
    const input = wholeRules(changes, before);
    const channels = channelsOf(principal, input, room);
    const governing = governingOf(input, room);
    const budgets = budgetsOf(input, channels, room);
    const isSame = JSON.stringify(budgets) === JSON.stringify(before.budgets);
    return {
      ...before,
      channels,
      governing,
      budgets,
      budgetsSince: isSame ? before.budgetsSince : room.now,
      intervals: intervalsOf(input, governing, room),
      controlPercent: wholeNumber(input.controlPercent ?? 0, [0, MOST_CONTROL], 'input.controlPercent'),
      consentDefaults: consentDefaultsOf(input),
      zoneTag: input.zoneTag ? tagOf(principal, input.zoneTag, 'STRING', room, 'input.zoneTag') : undefined,
      churn: input.churn ? churnOf(principal, input.churn, room) : undefined,
    };
  });
}

/** Stops all campaigns of the workspace, or lets them continue. */
export const setReachStopped = (
  services: Services,
  principal: Principal,
  stopped: boolean,
): Promise<ReachRulesDefinition> =>
  edit(services, principal, stopped ? 'stopReach' : 'resumeReach', (before) => ({ ...before, stopped }));

/** Rules in which an optional field may be undefined. */
type ChangedRules = Omit<ReachRulesDefinition, 'zoneTag' | 'churn'> & {
  [Name in 'zoneTag' | 'churn']?: ReachRulesDefinition[Name] | undefined;
};

function edit(
  services: Services,
  principal: Principal,
  operation: string,
  apply: (before: ReachRulesDefinition, room: Room) => ChangedRules,
): Promise<ReachRulesDefinition> {
  requireScope(principal, 'reach:admin');
  return change(services, principal, operation, async () => {
    const room = await enter(services, principal.workspace);
    const { workspace, now } = room;
    const salt = newId(now);
    const secret = newSecret(256);
    const save = async (tx: Tx): Promise<ReachRulesDefinition> => {
      const before = (await services.stores.campaigns.rules(workspace.id, tx)) ?? noRules(salt);
      const { zoneTag, churn, ...rest } = apply(before, room);
      const rules: ReachRulesDefinition = {
        ...rest,
        ...(zoneTag === undefined ? {} : { zoneTag }),
        ...(churn === undefined ? {} : { churn }),
        linkSecret: before.linkSecret ?? secret,
        version: before.version + 1,
        savedAt: now,
        savedBy: principal.subject,
      };
      await services.stores.campaigns.saveRules(workspace.id, rules, tx);
      return rules;
    };
    return { target: 'reach', at: now, save };
  });
}

function checkSize(list: readonly unknown[], path: string): void {
  if (list.length > MAX_ITEMS) throw invalid('LIST_SIZE_INVALID', `at most ${MAX_ITEMS} here`, path);
}

function channelsOf(principal: Principal, { channels }: ReachRulesInput, room: Room): ChannelAddress[] {
  const list = channels ?? [];
  checkSize(list, 'input.channels');
  distinctKeys(
    list.map(({ channel }) => channel),
    'input.channels',
    'channel',
  );
  return list.map((input, index) => channelOf(principal, input, room, `input.channels[${index}]`));
}

function channelOf(principal: Principal, input: ReachChannelInput, room: Room, path: string): ChannelAddress {
  const { channel, namespace, assigneeTag, isDevice } = input;
  consentName(channel, `${path}.channel`);
  const kind = oneOf(input.kind, CHANNEL_KINDS, 'SENT', `${path}.kind`);
  if (kind !== 'SENT' && namespace)
    throw contradiction('only a channel of the kind SENT has addresses', `${path}.namespace`);
  if (kind !== 'SENT' && isDevice)
    throw contradiction('only a channel of the kind SENT has devices', `${path}.isDevice`);
  if (kind !== 'TASK' && assigneeTag) throw contradiction('only tasks have an assignee', `${path}.assigneeTag`);
  if (kind === 'PULL') return { channel, kind, isDevice: false };
  if (kind === 'TASK')
    return { channel, kind, isDevice: false, assigneeTag: assigneeTagOf(principal, input, room, path) };
  if (!namespace || !room.catalogue.namespace(namespace))
    throw invalid('NAMESPACE_UNKNOWN', 'no identity namespace has this name', `${path}.namespace`);
  return { channel, namespace, isDevice: isDevice ?? false };
}

function governingOf({ governing }: ReachRulesInput, { catalogue }: Room): string[] {
  const list = governing ?? [];
  checkSize(list, 'input.governing');
  list.forEach((model, index) => {
    const path = `input.governing[${index}]`;
    if (!catalogue.layerModel(model)) throw invalid('LAYER_MODEL_UNKNOWN', 'no layer model has this key', path);
    if (list.indexOf(model) !== index) throw invalid('KEY_DUPLICATE', `${model} is given twice`, path);
  });
  return [...list];
}

function layerIn(layer: string, { catalogue }: Room, path: string): string {
  if (!isLayerKey(layer) || !catalogue.segment(layer))
    throw invalid('LAYER_UNKNOWN', 'no layer has this name; a layer is named model.layer', path);
  return layer;
}

function budgetsOf({ budgets }: ReachRulesInput, channels: readonly ChannelAddress[], room: Room): Budget[] {
  const list = budgets ?? [];
  checkSize(list, 'input.budgets');
  distinctKeys(
    list.map(({ key }) => key),
    'input.budgets',
    'key',
  );
  const parsed = list.map((input, index) => budgetOf(input, channels, room, `input.budgets[${index}]`));
  parsed.forEach((budget, index) => {
    const stricter = parsed.find(
      (other) => other !== budget && leavesNoEffect(other, budget, parsed.indexOf(other) < index),
    );
    if (stricter)
      throw contradiction(
        `budget ${stricter.key} always has less room, so budget ${budget.key} has no effect`,
        `input.budgets[${index}]`,
      );
  });
  return parsed;
}

function budgetOf(input: BudgetInput, channels: readonly ChannelAddress[], room: Room, path: string): Budget {
  const { key, channel, tag, layer, perDevice, rolling, per } = input;
  if (Boolean(rolling) === Boolean(per)) throw invalid('ALTERNATIVES_CONFLICT', 'give one of rolling and per', path);
  const address = channel ? channels.find((each) => each.channel === channel) : undefined;
  if (channel && !address)
    throw invalid('CHANNEL_WITHOUT_ADDRESS', 'the channels of these rules do not include this one', `${path}.channel`);
  if (perDevice && (address ? !address.isDevice : !channels.some(({ isDevice }) => isDevice)))
    throw contradiction('the budget counts by device, and its channel has none', `${path}.perDevice`);
  if (tag) definitionKey(tag, `${path}.tag`);
  const unit = per
    ? (oneOf(per, PERIODS, undefined, `${path}.per`).toLowerCase() as 'day' | 'week' | 'month')
    : undefined;
  return {
    key,
    most: wholeNumber(input.most, [1, MOST_CONTACTS], `${path}.most`),
    window: unit ? { kind: 'CALENDAR', unit } : { kind: 'ROLLING', ms: duration(rolling!, `${path}.rolling`) },
    ...(channel ? { channel } : {}),
    ...(tag ? { tag } : {}),
    ...(layer ? { layer: layerIn(layer, room, `${path}.layer`) } : {}),
    ...(perDevice ? { perDevice } : {}),
  };
}

/**
 * Whether a stricter budget makes another budget ineffective. This is the case if the stricter budget covers the same
 * contacts and at least the same window, but allows no more contacts than the other budget.
 */
function leavesNoEffect(stricter: Budget, budget: Budget, isEarlier: boolean): boolean {
  const isSameScope = (['channel', 'tag', 'layer', 'perDevice'] as const).every(
    (field) => stricter[field] === budget[field],
  );
  if (!isSameScope || stricter.most > budget.most) return false;
  const [wide, narrow] = [stricter.window, budget.window];
  if (wide.kind !== 'ROLLING' || narrow.kind !== 'ROLLING')
    return (
      wide.kind === 'CALENDAR' &&
      narrow.kind === 'CALENDAR' &&
      wide.unit === narrow.unit &&
      isLess(stricter, budget, isEarlier)
    );
  return wide.ms > narrow.ms || (wide.ms === narrow.ms && isLess(stricter, budget, isEarlier));
}

/**
 * Whether a budget is stricter than another one with the same window. It is stricter if it allows fewer contacts. If
 * both allow the same number, the earlier one counts as stricter.
 */
const isLess = (stricter: Budget, budget: Budget, isEarlier: boolean): boolean =>
  stricter.most < budget.most || isEarlier;

function intervalsOf({ intervals }: ReachRulesInput, governing: readonly string[], room: Room): Record<string, number> {
  const list = intervals ?? [];
  checkSize(list, 'input.intervals');
  const parsed = list.map(({ layer, every }, index): [string, number] => {
    const path = `input.intervals[${index}]`;
    layerIn(layer, room, `${path}.layer`);
    if (list.findIndex((other) => other.layer === layer) !== index)
      throw invalid('KEY_DUPLICATE', `${layer} is given twice`, `${path}.layer`);
    if (!governing.includes(modelOf(layer)))
      throw contradiction('the model of this layer does not govern reach', `${path}.layer`);
    const reach = room.catalogue.layerModel(modelOf(layer))?.layers.find(({ key }) => key === layerOf(layer))?.reach;
    if (reach !== 'PERIODIC') throw contradiction('the reach of this layer is not PERIODIC', `${path}.layer`);
    return [layer, duration(every, `${path}.every`)];
  });
  return Object.fromEntries(parsed);
}

function consentDefaultsOf({ consentDefaults }: ReachRulesInput): ReachRulesDefinition['consentDefaults'] {
  const list = consentDefaults ?? [];
  checkSize(list, 'input.consentDefaults');
  distinctKeys(
    list.map(({ purpose }) => purpose),
    'input.consentDefaults',
    'purpose',
  );
  return Object.fromEntries(
    list.map(({ purpose, permission }, index) => [
      consentName(purpose, `input.consentDefaults[${index}].purpose`),
      oneOf(permission, DEFAULTS, undefined, `input.consentDefaults[${index}].permission`),
    ]),
  );
}

/** Returns the key of the tag with the assignees of tasks. Contacts show assignees, so the tag must not be personal. */
function assigneeTagOf(principal: Principal, { assigneeTag }: ReachChannelInput, room: Room, path: string): string {
  const key = tagOf(principal, assigneeTag ?? '', 'STRING', room, `${path}.assigneeTag`);
  if (room.catalogue.concealsTag(key))
    throw contradiction('contacts show assignees, so the tag must not be personal', `${path}.assigneeTag`);
  return key;
}

/**
 * Returns the tag that scores customers near churn, with its bound. Contacts show which layer forbade them, so the tag
 * must not be personal.
 */
function churnOf(
  principal: Principal,
  { tag, bound }: NonNullable<ReachRulesInput['churn']>,
  room: Room,
): NonNullable<ReachRulesDefinition['churn']> {
  const key = tagOf(principal, tag, 'DECIMAL', room, 'input.churn.tag');
  if (room.catalogue.concealsTag(key))
    throw contradiction('contacts show what this tag decides, so it must not be personal', 'input.churn.tag');
  const least = bound ?? USUAL_BOUND;
  if (!(least >= 0 && least <= 1))
    throw invalid('NUMBER_INVALID', 'expected a number from 0 to 1', 'input.churn.bound');
  return { tag: key, bound: least };
}

/** Returns the key of a tag of a type that the caller may read. */
function tagOf(
  principal: Principal,
  key: string,
  type: 'STRING' | 'DECIMAL',
  { catalogue }: Room,
  path: string,
): string {
  if (catalogue.tag(key)?.type !== type) throw invalid('TAG_UNKNOWN', `no tag of type ${type} has this key`, path);
  if (!maySeeTag(principal, key, catalogue))
    throw forbidden('PERSONAL_TAG_CONCEALED', 'this tag is personal: it needs the scope profiles:read:personal', path);
  return key;
}
