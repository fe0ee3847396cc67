/**
 * Campaign definitions. They contain the audience, the time, the channels with their messages, the groups and the
 * rules.
 */
import type { Campaign, CampaignChannel, Counting, Showings } from './campaign.js';
import type { Fallback } from './fallback.js';
import type { MessageFormat } from './message-format.js';
import { tagsOfMessage, type MessageVersion } from './message-version.js';
import type { QuietHours } from './quiet-hours.js';
import type { ReEntry } from './occurrence.js';
import type { Trigger } from './trigger.js';

/**
 * DRAFT: the campaign has not been started.
 * RUNNING: contacts are decided and handed over.
 * PAUSED: decisions and hand-overs wait.
 * CANCELLED and ENDED are final.
 */
export const CAMPAIGN_STATES = ['DRAFT', 'RUNNING', 'PAUSED', 'CANCELLED', 'ENDED'] as const;
type CampaignState = (typeof CAMPAIGN_STATES)[number];

/** A channel of a campaign, with its message. */
export interface ChannelDefinition {
  readonly channel: string;
  /** Key of the webhook endpoint that sends the message. Undefined for a place, which asks for the message. */
  readonly endpoint?: string;
  /** How often a place shows the same contact. Set only for places. */
  readonly showings?: Showings;
  /** Time from the hand-over until a task is due, in ms. Undefined means that it is due when the contact expires. */
  readonly dueAfterMs?: number;
  readonly quietHours?: QuietHours;
  readonly ifQuiet: CampaignChannel['ifQuiet'];
  /** Format of the message body. A title is always a single line of text. */
  readonly format: MessageFormat;
  readonly message: MessageVersion;
  /** Messages of variants, by variant key. A variant without a message uses `message`. */
  readonly variants: Readonly<Record<string, MessageVersion>>;
}

export interface CampaignDefinition {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  /** Key of a segment or layer. The customers who are members at the due time of a contact are contacted. */
  readonly audience: string;
  /**
   * Determines when contacts are due. Without a trigger, the whole audience is due at the time of the campaign (`at`).
   */
  readonly trigger?: Trigger;
  /** Time in ms from which no contact becomes due. Used only with a trigger. */
  readonly until?: number;
  /**
   * Time of the campaign in ms. If the campaign takes place when it is started, this field is undefined until the
   * start.
   */
  readonly at?: number;
  readonly purpose: string;
  readonly transactional: boolean;
  readonly keepsQuietHours: boolean;
  readonly priority: number;
  readonly tags: readonly string[];
  readonly counting: Counting;
  readonly reEntry: ReEntry;
  /** Time zone for customers whose time zone is unknown. */
  readonly zone?: string;
  /** Key of a segment. Its members have reached the goal of the campaign and are not contacted. */
  readonly goal?: string;
  readonly latenessMs: number;
  readonly ifLate: Campaign['ifLate'];
  /** Time in ms after which a contact is no longer sent, counted from its due time. */
  readonly expiresAfterMs: number;
  /** Whether membership in the audience is checked again at the hand-over. */
  readonly recheck: boolean;
  readonly holdOutPercent: number;
  readonly variants: readonly { readonly key: string; readonly weight: number }[];
  /** The channels, in the order in which they are tried. */
  readonly channels: readonly ChannelDefinition[];
  /**
   * Determines when the next channel is used after a message was handed over. If absent, no further channel is used.
   */
  readonly fallback?: Fallback;
  /** Key of the strategy that the campaign tries. */
  readonly strategy?: string;
  /** The effect that was expected when the campaign was planned. It has no influence on the verdict. */
  readonly expectedEffect?: number;
  readonly state: CampaignState;
  /**
   * Time of the campaign for which all customers of the audience have been decided. With a trigger, this is the time of
   * the start for which all customers have been planned.
   */
  readonly decidedFor?: number;
  /** Time of the first start, in ms. */
  readonly startedAt?: number;
  /**
   * A value that is part of every random draw. It makes the groups of different campaigns independent of each other.
   * All versions of a campaign have the same salt.
   */
  readonly salt: string;
  /**
   * Whether the keys of occurrences contain keyed hashes of tag dates. Absent for campaigns that earlier versions of
   * the server created. They keep the former hash, which their stored contacts contain, so that no date is decided
   * twice.
   */
  readonly namesDatesKeyed?: true;
  /** Increases with every change of the definition. Each contact records the version under which it was decided. */
  readonly version: number;
  readonly savedAt: number;
  readonly savedBy: string;
}

/** A campaign without its channels and their messages, which may be long. */
export interface CampaignOutline extends Omit<CampaignDefinition, 'channels'> {
  /** Keys of the tags that the messages use. */
  readonly messageTags: readonly string[];
}

export function outlineOf(campaign: CampaignDefinition): CampaignOutline {
  const { channels: _channels, ...outline } = campaign;
  return { ...outline, messageTags: tagsOfCampaign(campaign) };
}

/** Whether the campaign can no longer change. */
export const isFinal = ({ state }: Pick<CampaignDefinition, 'state'>): boolean =>
  state === 'CANCELLED' || state === 'ENDED';

/** Returns the settings of a campaign that decisions about customers need. */
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

/** Returns the message of a channel for a variant. A variant without its own message uses the channel's message. */
export const messageFor = (channel: ChannelDefinition, variant: string | undefined): MessageVersion =>
  (variant === undefined ? undefined : channel.variants[variant]) ?? channel.message;

/** Returns the distinct keys of the tags that the messages of a campaign use. */
export const tagsOfCampaign = ({ channels }: CampaignDefinition): string[] => [
  ...new Set(
    channels.flatMap(({ message, variants, format }) =>
      [message, ...Object.values(variants)].flatMap((each) => tagsOfMessage(each, format)),
    ),
  ),
];
