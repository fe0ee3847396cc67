/** GraphQL types of campaigns, with their channels, messages, variants and quiet hours. */
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  CAMPAIGN_STATES,
  type CampaignDefinition,
  type ChannelDefinition,
} from '../../engine/reach/campaign-definition.js';
import { FALLBACK_RECEIPTS } from '../../engine/reach/fallback.js';
import type { MessageVersion } from '../../engine/reach/message-version.js';
import type { QuietHours } from '../../engine/reach/quiet-hours.js';
import { formatTimeOfDay } from '../../engine/reach/local-time.js';
import { formatDuration } from '../../engine/time/time.js';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';
import { CampaignTriggerInputType, CampaignTriggerType, showTrigger } from './trigger.type.js';

const enumOf = <T extends string>(names: readonly T[]): Record<T, T> =>
  Object.fromEntries(names.map((name) => [name, name])) as Record<T, T>;

const CampaignState = enumOf(CAMPAIGN_STATES);
registerEnumType(CampaignState, {
  name: 'CampaignState',
  description: 'State of a campaign.',
  valuesConfig: {
    DRAFT: { description: 'It was not started.' },
    RUNNING: { description: 'Its contacts are decided when they are due and handed over.' },
    PAUSED: { description: 'Nothing is decided or handed over until it starts again.' },
    CANCELLED: { description: 'It was cancelled for good.' },
    ENDED: { description: 'Everything is decided and handed over.' },
  },
});
const Counting = enumOf(['COUNTED', 'EXEMPT', 'EXEMPT_COUNTED']);
registerEnumType(Counting, {
  name: 'CampaignCounting',
  description: 'How contacts of a campaign relate to budgets.',
  valuesConfig: {
    COUNTED: { description: 'Budgets limit them, and they use budget.' },
    EXEMPT: { description: 'Budgets ignore them. Only for transactional campaigns.' },
    EXEMPT_COUNTED: { description: 'Budgets do not limit them, but they use budget.' },
  },
});
const ReEntryRule = enumOf(['NEVER', 'ALWAYS', 'AFTER']);
registerEnumType(ReEntryRule, {
  name: 'CampaignReEntry',
  description: 'Whether a customer may be contacted again by the same campaign.',
  valuesConfig: {
    NEVER: { description: 'Once.' },
    ALWAYS: { description: 'Whenever the trigger makes a contact due.' },
    AFTER: { description: 'When a time has passed since the last message was handed over.' },
  },
});
const IfLate = enumOf(['MISSED', 'SEND_LATE']);
registerEnumType(IfLate, {
  name: 'CampaignIfLate',
  description: 'Handling of contacts that become known too late.',
  valuesConfig: {
    MISSED: { description: 'They end with the reason MISSED.' },
    SEND_LATE: { description: 'They are sent until they expire.' },
  },
});
const IfQuiet = enumOf(['WAIT', 'NEXT']);
registerEnumType(IfQuiet, {
  name: 'ChannelIfQuiet',
  description: 'Handling of contacts in the quiet hours of a channel.',
  valuesConfig: {
    WAIT: { description: 'The contact waits until the quiet hours end.' },
    NEXT: { description: 'The next channel is tried, and this one again if no other can carry the contact.' },
  },
});
export const Format = enumOf(['TEXT', 'LINE', 'HTML']);
registerEnumType(Format, {
  name: 'MessageFormat',
  description: 'Format of a text, which decides how values are escaped.',
  valuesConfig: {
    TEXT: { description: 'Plain text of several lines.' },
    LINE: { description: 'One line.' },
    HTML: { description: 'HTML: markup in values is escaped.' },
  },
});

@InputType({ description: 'Quiet hours in the time zone of the customer. They may cross midnight.' })
class QuietHoursInput {
  @Field(() => String, { description: 'First quiet time of day, e.g. 22:00.' }) from!: string;
  @Field(() => String, { description: 'First time of day that is not quiet, e.g. 08:00.' }) until!: string;
}

@InputType({ description: 'Message of a channel for one variant.' })
class VariantMessageInput {
  @Field(() => String, { description: 'Key of the variant.' }) variant!: string;
  @Field(() => String, { nullable: true, description: 'Title in Liquid, one line.' }) title?: string;
  @Field(() => String, { description: 'Text in Liquid.' }) body!: string;
}

@InputType('ShowingsInput', { description: 'How often a place shows the same contact.' })
class ShowingsInput {
  @Field(() => Int, { description: 'Showings at most, 1 to 20. Each one uses budget.' }) most!: number;
  @Field(() => String, { nullable: true, description: 'Least time between two showings, e.g. PT1H. Default none.' })
  pause?: string;
}

@InputType({ description: 'A channel of a campaign with its message.' })
class CampaignChannelInput {
  @Field(() => String, { description: 'Channel of the rules of reach, e.g. sms.' }) channel!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Key of the webhook endpoint that sends on it. Needed for channels of the kind SENT.',
  })
  endpoint?: string;
  @Field(() => ShowingsInput, { nullable: true, description: 'Only of a place. Default: it shows a contact once.' })
  showings?: ShowingsInput;
  @Field(() => String, {
    nullable: true,
    description: 'Only of a task: how long after its assignment it is due, e.g. P2D. Default: when it expires.',
  })
  dueAfter?: string;
  @Field(() => QuietHoursInput, { nullable: true, description: 'Quiet hours. Default none.' })
  quietHours?: QuietHoursInput;
  @Field(() => IfQuiet, { nullable: true, description: 'Default WAIT.' }) ifQuiet?: string;
  @Field(() => Format, { nullable: true, description: 'Format of the body. Default TEXT.' }) format?: string;
  @Field(() => String, { nullable: true, description: 'Title in Liquid, one line.' }) title?: string;
  @Field(() => String, {
    description: 'Text in Liquid. It may name tags that are defined, e.g. {{ tag.first_name | default: "there" }}.',
  })
  body!: string;
  @Field(() => [VariantMessageInput], {
    nullable: true,
    description: 'Messages of variants. A variant without one gets the message of the channel.',
  })
  variants?: VariantMessageInput[];
}

@InputType({ description: 'A variant of a campaign.' })
class CampaignVariantInput {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => Int, { nullable: true, description: 'Weight relative to the other variants. Default 1.' })
  weight?: number;
}

const Receipt = enumOf(FALLBACK_RECEIPTS);
registerEnumType(Receipt, {
  name: 'FallbackReceipt',
  description: 'Receipt that keeps a contact on its channel.',
  valuesConfig: {
    DELIVERED: { description: 'The message arrived, or was opened or clicked.' },
    OPENED: { description: 'The message was opened or clicked.' },
  },
});

@InputType('CampaignFallbackInput', { description: 'When a contact goes to its next channel.' })
class CampaignFallbackInput {
  @Field(() => String, { description: 'How long after the hand-over a receipt is awaited, e.g. PT2H.' }) after!: string;
  @Field(() => Receipt, { nullable: true, description: 'The receipt. Default DELIVERED.' }) unless?: string;
}

@ObjectType({ description: 'When a contact goes to its next channel.' })
class CampaignFallback {
  @Field(() => String, { description: 'How long after the hand-over a receipt is awaited.' }) after!: string;
  @Field(() => Receipt, { description: 'The receipt.' }) unless!: string;
}

@InputType('CampaignInput', {
  description:
    'A campaign. Absent fields of an existing campaign stay unchanged, null restores the default. Of `at` and `trigger`, the one that is given replaces the other.',
})
export class CampaignInputType {
  @Field(() => String, { description: 'Key: lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Purpose for people.' }) description?: string;
  @Field(() => String, { description: 'Segment, or layer as model.layer, whose members are contacted.' })
  audience!: string;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Instant of a campaign without a trigger. Default: the instant of its start.',
  })
  at?: string;
  @Field(() => CampaignTriggerInputType, {
    nullable: true,
    description: 'What makes contacts due. Default: everybody in the audience, once, at the instant of the campaign.',
  })
  trigger?: CampaignTriggerInputType;
  @Field(() => DateTime, { nullable: true, description: 'With a trigger: nothing is due from this instant on.' })
  until?: string;
  @Field(() => ReEntryRule, {
    nullable: true,
    description: 'Only with a trigger. Default ALWAYS for schedules and dates, NEVER for others.',
  })
  reEntry?: string;
  @Field(() => String, { nullable: true, description: 'For AFTER: the least time between two messages, e.g. P30D.' })
  reEntryAfter?: string;
  @Field(() => String, { nullable: true, description: 'Purpose that customers permit. Default marketing.' })
  purpose?: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether layers, the global control and quiet hours are ignored. Default false.',
  })
  transactional?: boolean;
  @Field(() => Boolean, { nullable: true, description: 'Whether a transactional campaign keeps quiet hours.' })
  keepsQuietHours?: boolean;
  @Field(() => Int, { nullable: true, description: 'Higher is decided first. Ties by key. Default 0.' })
  priority?: number;
  @Field(() => [String], { nullable: true, description: 'Tags that budgets name.' }) tags?: string[];
  @Field(() => Counting, { nullable: true, description: 'Default COUNTED, of transactional campaigns EXEMPT.' })
  counting?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Time zone of customers without one. Default: of the workspace.',
  })
  zone?: string;
  @Field(() => String, { nullable: true, description: 'Segment whose members have reached the goal already.' })
  goal?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'How late a contact may become known. Default PT6H, after events, entries and exits PT1H, of transactional campaigns PT15M.',
  })
  lateness?: string;
  @Field(() => IfLate, { nullable: true, description: 'Default MISSED.' }) ifLate?: string;
  @Field(() => String, { nullable: true, description: 'How long contacts are of use. Default P3D, at most P90D.' })
  expiresAfter?: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether audience and goal are read again at the hand-over. Default true.',
  })
  recheck?: boolean;
  @Field(() => Int, { nullable: true, description: 'Hold-out in whole percent. Default 0.' }) holdOutPercent?: number;
  @Field(() => [CampaignVariantInput], { nullable: true, description: 'Variants, none or 2 to 20.' })
  variants?: CampaignVariantInput[];
  @Field(() => [CampaignChannelInput], { description: 'Channels in the order in which they are tried.' })
  channels!: CampaignChannelInput[];
  @Field(() => CampaignFallbackInput, {
    nullable: true,
    description: 'Sends by the next channel if no receipt arrives in time. Default never.',
  })
  fallback?: CampaignFallbackInput;
  @Field(() => String, {
    nullable: true,
    description: 'Key of the strategy that the campaign tries. Its effect on each layer is then recorded.',
  })
  strategy?: string;
  @Field(() => Float, {
    nullable: true,
    description: 'The effect that is expected, in the unit of the metric of the strategy. Not part of the verdict.',
  })
  expectedEffect?: number;
}

@ObjectType('QuietHours', { description: 'Quiet hours in the time zone of the customer.' })
class QuietHoursType {
  @Field(() => String, { description: 'First quiet time of day.' }) from!: string;
  @Field(() => String, { description: 'First time of day that is not quiet.' }) until!: string;
}

@ObjectType({ description: 'Message of a channel for one variant.' })
class VariantMessage {
  @Field(() => String, { description: 'Key of the variant.' }) variant!: string;
  @Field(() => String, { nullable: true, description: 'Title in Liquid.' }) title?: string;
  @Field(() => String, { description: 'Text in Liquid.' }) body!: string;
}

@ObjectType({ description: 'How often a place shows the same contact.' })
class Showings {
  @Field(() => Int, { description: 'Showings at most.' }) most!: number;
  @Field(() => String, { nullable: true, description: 'Least time between two showings. Null for none.' })
  pause?: string;
}

@ObjectType({ description: 'A channel of a campaign with its message.' })
class CampaignChannelType {
  @Field(() => String, { description: 'The channel.' }) channel!: string;
  @Field(() => String, { nullable: true, description: 'Key of its webhook endpoint. Null if nothing is sent.' })
  endpoint?: string;
  @Field(() => Showings, { nullable: true, description: 'How often the place shows a contact. Null for once.' })
  showings?: Showings;
  @Field(() => String, { nullable: true, description: 'How long after its assignment a task is due.' })
  dueAfter?: string;
  @Field(() => QuietHoursType, { nullable: true, description: 'Quiet hours. Null if it has none.' })
  quietHours?: QuietHoursType;
  @Field(() => IfQuiet, { description: 'Handling of contacts in quiet hours.' }) ifQuiet!: string;
  @Field(() => Format, { description: 'Format of the body.' }) format!: string;
  @Field(() => String, { nullable: true, description: 'Title in Liquid.' }) title?: string;
  @Field(() => String, { description: 'Text in Liquid.' }) body!: string;
  @Field(() => [VariantMessage], { description: 'Messages of variants.' }) variants!: readonly VariantMessage[];
}

@ObjectType({ description: 'A variant of a campaign.' })
class CampaignVariant {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => Int, { description: 'Weight relative to the other variants.' }) weight!: number;
}

@ObjectType('Campaign', { description: 'A campaign: who is contacted, when, on which channels and by which rules.' })
export class CampaignType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Purpose for people.' }) description?: string;
  @Field(() => CampaignState, { description: 'Its state.' }) state!: string;
  @Field(() => String, { description: 'Segment or layer whose members are contacted.' }) audience!: string;
  @Field(() => DateTime, { nullable: true, description: 'Its instant. Null before the start of one without.' })
  at?: number;
  @Field(() => CampaignTriggerType, { nullable: true, description: 'What makes contacts due. Null for one instant.' })
  trigger?: CampaignTriggerType;
  @Field(() => DateTime, { nullable: true, description: 'Nothing is due from this instant on.' }) until?: number;
  @Field(() => ReEntryRule, { description: 'Whether a customer may be contacted again.' }) reEntry!: string;
  @Field(() => String, { nullable: true, description: 'For AFTER: the least time between two messages.' })
  reEntryAfter?: string;
  @Field(() => DateTime, { nullable: true, description: 'Instant of its first start.' }) startedAt?: number;
  @Field(() => String, { description: 'Purpose that customers permit.' }) purpose!: string;
  @Field(() => Boolean, { description: 'Whether layers, the global control and quiet hours are ignored.' })
  transactional!: boolean;
  @Field(() => Boolean, { description: 'Whether a transactional campaign keeps quiet hours.' })
  keepsQuietHours!: boolean;
  @Field(() => Int, { description: 'Higher is decided first.' }) priority!: number;
  @Field(() => [String], { description: 'Tags that budgets name.' }) tags!: readonly string[];
  @Field(() => Counting, { description: 'How its contacts relate to budgets.' }) counting!: string;
  @Field(() => String, { nullable: true, description: 'Time zone of customers without one.' }) zone?: string;
  @Field(() => String, { nullable: true, description: 'Segment whose members have reached the goal.' }) goal?: string;
  @Field(() => String, { description: 'How late a contact may become known.' }) lateness!: string;
  @Field(() => IfLate, { description: 'Handling of later contacts.' }) ifLate!: string;
  @Field(() => String, { description: 'How long contacts are of use.' }) expiresAfter!: string;
  @Field(() => Boolean, { description: 'Whether audience and goal are read again at the hand-over.' })
  recheck!: boolean;
  @Field(() => Int, { description: 'Hold-out in whole percent.' }) holdOutPercent!: number;
  @Field(() => [CampaignVariant], { description: 'Its variants.' }) variants!: readonly CampaignVariant[];
  @Field(() => [CampaignChannelType], { description: 'Its channels in order.' })
  channels!: readonly CampaignChannelType[];
  @Field(() => CampaignFallback, { nullable: true, description: 'When a contact goes to its next channel.' })
  fallback?: CampaignFallback;
  @Field(() => String, { nullable: true, description: 'Key of the strategy that the campaign tries.' })
  strategy?: string;
  @Field(() => Float, { nullable: true, description: 'The effect that is expected. Not part of the verdict.' })
  expectedEffect?: number;
  @Field(() => Int, { description: 'Version. It increases with every definition.' }) version!: number;
  @Field(() => DateTime, { description: 'Instant of this version.' }) savedAt!: number;
  @Field(() => String, { description: 'Subject of the token that saved it.' }) savedBy!: string;
}

export const CampaignConnectionBase = connectionTypes(CampaignType, 'Campaign');

const textsOf = ({ title, body }: MessageVersion): { title?: string; body: string } => ({
  ...(title === undefined ? {} : { title }),
  body,
});

const hoursOf = ({ from, until }: QuietHours): QuietHoursType => ({
  from: formatTimeOfDay(from),
  until: formatTimeOfDay(until),
});

const showShowings = ({ most, pauseMs }: NonNullable<ChannelDefinition['showings']>): Showings => ({
  most,
  ...(pauseMs > 0 ? { pause: formatDuration(pauseMs) } : {}),
});

const showChannel = ({
  message,
  variants,
  quietHours,
  showings,
  dueAfterMs,
  ...channel
}: ChannelDefinition): CampaignChannelType => ({
  ...channel,
  ...(showings ? { showings: showShowings(showings) } : {}),
  ...(dueAfterMs === undefined ? {} : { dueAfter: formatDuration(dueAfterMs) }),
  ...(quietHours ? { quietHours: hoursOf(quietHours) } : {}),
  ...textsOf(message),
  variants: Object.entries(variants).map(([variant, text]) => ({ variant, ...textsOf(text) })),
});

export const showCampaign = ({
  latenessMs,
  expiresAfterMs,
  channels,
  reEntry,
  trigger,
  fallback,
  salt: _salt,
  decidedFor: _decidedFor,
  ...campaign
}: CampaignDefinition): CampaignType => ({
  ...campaign,
  ...(trigger ? { trigger: showTrigger(trigger) } : {}),
  ...(fallback ? { fallback: { after: formatDuration(fallback.afterMs), unless: fallback.unless } } : {}),
  reEntry: reEntry.kind,
  ...(reEntry.kind === 'AFTER' ? { reEntryAfter: formatDuration(reEntry.durationMs) } : {}),
  lateness: formatDuration(latenessMs),
  expiresAfter: formatDuration(expiresAfterMs),
  channels: channels.map(showChannel),
});
