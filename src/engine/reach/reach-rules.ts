/** The rules of a workspace about contacts: budgets, governing layers, the global control and channels. */
import type { Budget } from './budget.js';
import type { ConsentDefault } from './consent.js';

/** Where the address of a customer on a channel comes from. */
export interface ChannelAddress {
  readonly channel: string;
  /** Namespace of the identity that is the address. */
  readonly namespace: string;
  /** Whether the address is a device, which quotas of devices count by. */
  readonly isDevice: boolean;
}

export interface ReachRulesDefinition {
  readonly budgets: readonly Budget[];
  /** When the budgets were last changed. Earlier contacts were decided under other budgets. */
  readonly budgetsSince: number;
  /** Layer models whose `reach` decides whether a customer may be contacted. The strictest rule decides. */
  readonly governing: readonly string[];
  /** Least time between contacts of customers in PERIODIC layers, by `model.layer`. */
  readonly intervals: Readonly<Record<string, number>>;
  /** Share of all customers that no marketing contact reaches, in whole percent. */
  readonly controlPercent: number;
  readonly controlSalt: string;
  /** Permission of customers without a statement, by purpose. Purposes without an entry require consent. */
  readonly consentDefaults: Readonly<Record<string, ConsentDefault>>;
  readonly channels: readonly ChannelAddress[];
  /** Tag with the time zone of the customer. */
  readonly zoneTag?: string;
  /** The stop-all switch: nothing is decided or handed over. */
  readonly stopped: boolean;
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Rules of a workspace that has set none: no budgets, and consent is required. */
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

/** The layers that the rules name, as `model.layer`. */
export const layersNamed = ({ budgets, intervals }: ReachRulesDefinition): string[] => [
  ...budgets.flatMap(({ layer }) => layer ?? []),
  ...Object.keys(intervals),
];
