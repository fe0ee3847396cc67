/** Campaigns as they are defined: audience, instant, channels with their messages, groups and rules. */
import type { Campaign, CampaignChannel, Counting } from './campaign.js';
import type { Fallback } from './fallback.js';
import type { MessageFormat } from './message-format.js';
import { tagsOfMessage, type MessageVersion } from './message-version.js';
import type { QuietHours } from './quiet-hours.js';
import type { ReEntry } from './occurrence.js';
import type { Trigger } from './trigger.js';

/**
 * DRAFT: nothing happens before its start. RUNNING: contacts are decided and handed over. PAUSED: both wait.
 * CANCELLED and ENDED are final.
 */
export const CAMPAIGN_STATES = ['DRAFT', 'RUNNING', 'PAUSED', 'CANCELLED', 'ENDED'] as const;
type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** A channel of a campaign, with the endpoint that sends on it and its message. */
export interface ChannelDefinition {
  readonly channel: string;
  /** Key of the webhook endpoint. */
  readonly endpoint: string;
  readonly quietHours?: QuietHours;
  readonly ifQuiet: CampaignChannel['ifQuiet'];
  /** Format of the body. A title is always one line. */
  readonly format: MessageFormat;
  readonly message: MessageVersion;
  /** Messages of variants, by their key. A variant without one gets `message`. */
  readonly variants: Readonly<Record<string, MessageVersion>>;
}

export interface CampaignDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Segment or layer whose members at the instant of a contact are contacted. */
  readonly audience: string;
  /** What makes contacts due. Without it, the whole audience is due at the instant of the campaign. */
  readonly trigger?: Trigger;
  /** Nothing is due from this instant on. Only with a trigger. */
  readonly until?: number;
  /** The instant of the campaign. Undefined until the start of a campaign that takes the instant of its start. */
  readonly at?: number;
  readonly purpose: string;
  readonly transactional: boolean;
  readonly keepsQuietHours: boolean;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly counting: Counting;
  readonly reEntry: ReEntry;
  /** Time zone of customers without a zone of their own. */
  readonly zone?: string;
  /** Segment whose members have reached the goal and are not contacted. */
  readonly goal?: string;
  readonly latenessMs: number;
  readonly ifLate: Campaign['ifLate'];
  /** How long after the instant of the campaign its contacts are of use. */
  readonly expiresAfterMs: number;
  /** Whether membership in the audience is read again at the hand-over. */
  readonly recheck: boolean;
  readonly holdOutPercent: number;
  readonly variants: readonly { readonly key: string; readonly weight: number }[];
  /** In the order in which they are tried. */
  readonly channels: readonly ChannelDefinition[];
  /** When a contact goes to its next channel after its message was handed over. Absent if it never does. */
  readonly fallback?: Fallback;
  readonly state: CampaignState;
  /**
   * The instant for which every customer of the audience is decided. With a trigger: the start for which every customer
   * is planned.
   */
  readonly decidedFor?: number;
  /** Instant of the first start. */
  readonly startedAt?: number;
  /** Part of every draw, so that groups of campaigns are independent. It stays in all versions. */
  readonly salt: string;
  /** Increases with every definition. Contacts name the version they were decided under. */
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** Whether nothing about a campaign can change any more. */
export const isFinal = ({ state }: Pick<CampaignDefinition, 'state'>): boolean =>
  state === 'CANCELLED' || state === 'ENDED';

/** The settings of a campaign that the decision about a customer needs. */
export function campaignOf(definition: CampaignDefinition): Campaign {
  const { key, version, priority, purpose, transactional, keepsQuietHours, tags, counting, reEntry } = definition;
  const { latenessMs, ifLate, salt, holdOutPercent, variants } = definition;
  const groups = { salt, holdOutPercent, variants };
  return {
    ...{ key, version, priority, purpose, transactional, keepsQuietHours, tags, counting, reEntry, latenessMs },
    ifLate,
    groups,
  };
}

/** The message of a channel for a variant. */
export const messageFor = (channel: ChannelDefinition, variant: string | undefined): MessageVersion =>
  (variant === undefined ? undefined : channel.variants[variant]) ?? channel.message;

/** The keys of the tags that the messages of a campaign name, without repetitions. */
export const tagsOfCampaign = ({ channels }: CampaignDefinition): string[] => [
  ...new Set(
    channels.flatMap(({ message, variants, format }) =>
      [message, ...Object.values(variants)].flatMap((each) => tagsOfMessage(each, format)),
    ),
  ),
];
