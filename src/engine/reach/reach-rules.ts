/**
 * The rules of a workspace for contacts. They consist of budgets, layer models that decide about contacts, the global
 * control group, and channels.
 */
import type { Budget } from './budget.js';
import type { ConsentDefault } from './consent.js';

/**
 * Kinds of channels. SENT: a message is sent to an address of the customer. PULL: the contact waits until a place asks
 * for it, such as a banner or a page. The name of the channel is the name of the place. TASK: the contact becomes a task
 * of a person, such as the adviser of the customer.
 */
export const CHANNEL_KINDS = ['SENT', 'PULL', 'TASK'] as const;
export type ChannelKind = (typeof CHANNEL_KINDS)[number];

/** Defines how contacts reach a customer on a channel. */
export interface ChannelAddress {
  readonly channel: string;
  /** Undefined means SENT, as in rules that earlier versions of the server saved. */
  readonly kind?: ChannelKind;
  /** Namespace of the identities that are addresses on the channel. Set only for SENT. */
  readonly namespace?: string;
  /** Key of the tag whose value is the assignee of the customer's tasks. Set only for TASK. */
  readonly assigneeTag?: string;
  /** Whether the address identifies a device. Budgets per device count the contacts of each such address. */
  readonly isDevice: boolean;
}

/** Returns the kind of a channel. Undefined if the rules do not contain the channel. */
export function kindOfChannel(
  { channels }: Pick<ReachRulesDefinition, 'channels'>,
  key: string,
): ChannelKind | undefined {
  const found = channels.find(({ channel }) => channel === key);
  return found && (found.kind ?? 'SENT');
}

export interface ReachRulesDefinition {
  readonly budgets: readonly Budget[];
  /**
   * When the budgets were last changed, in ms. Contacts that were decided before this time were subject to other
   * budgets.
   */
  readonly budgetsSince: number;
  /** Keys of the layer models whose `reach` decides whether a customer may be contacted. The strictest rule applies. */
  readonly governing: readonly string[];
  /** Minimum time between contacts of customers in PERIODIC layers, in ms, by `model.layer`. */
  readonly intervals: Readonly<Record<string, number>>;
  /** Share of all customers that receive no marketing contacts, in whole percent. */
  readonly controlPercent: number;
  readonly controlSalt: string;
  /** Permission of customers without a consent statement, by purpose. Purposes without an entry require consent. */
  readonly consentDefaults: Readonly<Record<string, ConsentDefault>>;
  readonly channels: readonly ChannelAddress[];
  /** Key of the tag that contains the customer's time zone. */
  readonly zoneTag?: string;
  /** Key of the tag that contains the probability that the customer leaves, and the bound of customers near churn. */
  readonly churn?: { readonly tag: string; readonly bound: number };
  /** The emergency stop. While it is set, no contact is decided or handed over. */
  readonly stopped: boolean;
  /** Secret that signs the links in messages. Undefined if the rules were last saved by a version without links. */
  readonly linkSecret?: string;
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Returns the rules of a workspace that has not defined any. There are no budgets, and consent is required. */
export const noRules = (salt: string): ReachRulesDefinition => ({
  budgets: [],
  budgetsSince: 0,
  governing: [],
  intervals: {},
  controlPercent: 0,
  controlSalt: salt,
  consentDefaults: {},
  channels: [],
  stopped: false,
  version: 0,
  savedAt: 0,
  savedBy: '',
});

/** Returns the keys of the tags that the rules refer to. */
export const tagsNamed = ({ zoneTag, churn, channels }: ReachRulesDefinition): string[] => [
  ...(zoneTag === undefined ? [] : [zoneTag]),
  ...(churn === undefined ? [] : [churn.tag]),
  ...channels.flatMap(({ assigneeTag }) => assigneeTag ?? []),
];

/** Returns the layers that the rules refer to, as `model.layer`. */
export const layersNamed = ({ budgets, intervals }: ReachRulesDefinition): string[] => [
  ...budgets.flatMap(({ layer }) => layer ?? []),
  ...Object.keys(intervals),
];
