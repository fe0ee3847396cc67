/**
 * Parses the definition of a campaign. All errors are found before anything is saved, and each contains the path of the
 * invalid field.
 */
import { CONSENT_NAME } from '../../engine/facts/consent.js';
import type { CampaignDefinition, ChannelDefinition } from '../../engine/reach/campaign-definition.js';
import { FALLBACK_RECEIPTS } from '../../engine/reach/fallback.js';
import { namesOfMessages } from '../../engine/reach/message-names.js';
import type { MessageFormat } from '../../engine/reach/message-format.js';
import type { MessageNames } from '../../engine/reach/message-template.js';
import { messageFaults, tagsOfMessage, usesLink, type MessageVersion } from '../../engine/reach/message-version.js';
import type { ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { DAY, HOUR, isTimeZone, MINUTE } from '../../engine/time/time.js';
import type { Principal } from '../base/access.js';
import { forbidden, invalid, ServiceError } from '../base/errors.js';
import { definitionKey, instant, oneOf, text } from '../base/inputs.js';
import type { Room } from '../base/room.js';
import type { Trigger } from '../../engine/reach/trigger.js';
import { parseTrigger, reEntryOf, type ReEntryInput, type TriggerInput } from './trigger-inputs.js';
import { maySee, maySeeTag } from '../segments/personal-access.js';
import {
  contradiction,
  distinctKeys,
  duration,
  quietHoursOf,
  wholeNumber,
  type QuietHoursInput,
} from './reach-inputs.js';

const MAX_CHANNELS = 10;
const MAX_VARIANTS = 20;
const MAX_TAGS = 20;
const PRIORITIES = [-1000, 1000] as const;
const MAX_EXPIRY = 90 * DAY;
const LATENESS = { marketing: 6 * HOUR, reacting: HOUR, transactional: 15 * MINUTE } as const;
/** Default time after which a contact expires, in ms. */
export const defaultExpiry = 3 * DAY;

const IF_LATE = ['MISSED', 'SEND_LATE'] as const;
const IF_QUIET = ['WAIT', 'NEXT'] as const;
const COUNTINGS = ['COUNTED', 'EXEMPT', 'EXEMPT_COUNTED'] as const;
const FORMATS = ['TEXT', 'LINE', 'HTML'] as const satisfies readonly MessageFormat[];

interface MessageInput {
  readonly title?: string | null;
  readonly body: string;
}

interface CampaignChannelInput extends MessageInput {
  readonly channel: string;
  readonly endpoint: string;
  readonly quietHours?: QuietHoursInput | null;
  readonly ifQuiet?: string | null;
  readonly format?: string | null;
  readonly variants?: readonly (MessageInput & { readonly variant: string })[] | null;
}

export interface CampaignInput extends ReEntryInput {
  readonly key: string;
  readonly name?: string | null;
  readonly description?: string | null;
  readonly audience: string;
  readonly at?: string | null;
  readonly trigger?: TriggerInput | null;
  readonly until?: string | null;
  readonly purpose?: string | null;
  readonly transactional?: boolean | null;
  readonly keepsQuietHours?: boolean | null;
  readonly priority?: number | null;
  readonly tags?: readonly string[] | null;
  readonly counting?: string | null;
  readonly zone?: string | null;
  readonly goal?: string | null;
  readonly lateness?: string | null;
  readonly ifLate?: string | null;
  readonly expiresAfter?: string | null;
  readonly recheck?: boolean | null;
  readonly holdOutPercent?: number | null;
  readonly variants?: readonly { readonly key: string; readonly weight?: number | null }[] | null;
  readonly channels: readonly CampaignChannelInput[];
  readonly fallback?: { readonly after: string; readonly unless?: string | null } | null;
}

/** The fields of a campaign that are set by its input. */
export type DefinedFields = Omit<
  CampaignDefinition,
  'state' | 'startedAt' | 'decidedFor' | 'salt' | 'namesDatesKeyed' | 'version' | 'savedAt' | 'savedBy'
>;

/**
 * The data against which a campaign is validated. It contains the workspace, its reach rules and the keys of its
 * endpoints.
 */
export interface CampaignSurroundings {
  readonly room: Room;
  readonly rules: ReachRulesDefinition;
  readonly endpoints: ReadonlySet<string>;
  /** The current version of the campaign. Its trigger is kept if the input contains no trigger. */
  readonly before?: CampaignDefinition | undefined;
  /** Whether messages can contain links to this server. */
  readonly canLink: boolean;
}

export function parseCampaign(
  principal: Principal,
  input: CampaignInput,
  surroundings: CampaignSurroundings,
): DefinedFields {
  definitionKey(input.key, 'input.key');
  const variants = variantsOf(input);
  const goal = input.goal ? { goal: segmentOf(principal, input.goal, surroundings, 'input.goal') } : {};
  const audience = segmentOf(principal, input.audience, surroundings, 'input.audience');
  if (goal.goal === audience)
    throw contradiction('the goal is the audience itself, so nobody is contacted', 'input.goal');
  const zone = input.zone ? { zone: zoneOf(input.zone) } : {};
  const times = timeOf(principal, input, audience, surroundings);
  return {
    key: input.key,
    name: text(input.name ?? input.key, 'input.name', 128),
    ...(input.description ? { description: text(input.description, 'input.description', 2000) } : {}),
    audience,
    ...times,
    ...fallbackOf(input, times.expiresAfterMs),
    ...zone,
    ...goal,
    recheck: input.recheck ?? true,
    holdOutPercent: wholeNumber(input.holdOutPercent ?? 0, [0, 99], 'input.holdOutPercent'),
    variants,
    channels: channelsOf(principal, input.channels, variants, surroundings),
  };
}

/**
 * Parses the fields that define when the contacts of a campaign are due, and the settings that depend on these fields.
 */
function timeOf(
  principal: Principal,
  input: CampaignInput,
  audience: string,
  surroundings: CampaignSurroundings,
): Pick<CampaignDefinition, 'at' | 'trigger' | 'until'> & ReturnType<typeof rulesOf> {
  const kept = input.trigger === undefined && !input.at ? surroundings.before?.trigger : undefined;
  if (kept?.kind === 'LEFT' && kept.segment === audience)
    throw contradiction('the trigger is for customers who left this segment, so nobody is contacted', 'input.audience');
  if (!input.trigger && !kept) {
    if (input.until) throw contradiction('only a campaign with a trigger closes', 'input.until');
    return { ...(input.at ? { at: instant(input.at, 'input.at') } : {}), ...rulesOf(input, undefined) };
  }
  if (input.at) throw contradiction('a campaign with a trigger has no instant of its own', 'input.at');
  const parsed =
    input.trigger &&
    parseTrigger(input.trigger, audience, {
      catalogue: surroundings.room.catalogue,
      segment: (key, path) => segmentOf(principal, key, surroundings, path),
      tag: (key, path) => tagOf(principal, key, surroundings, path),
    });
  const trigger = (kept ?? parsed)!;
  const until = input.until ? { until: instant(input.until, 'input.until') } : {};
  return { trigger, ...until, ...rulesOf(input, trigger) };
}

/** Parses the fields that define when a contact falls back to its next channel. */
function fallbackOf(
  { fallback, channels }: CampaignInput,
  expiresAfterMs: number,
): Pick<CampaignDefinition, 'fallback'> {
  if (!fallback) return {};
  if (channels.length < 2) throw contradiction('a fallback needs a second channel', 'input.fallback');
  const afterMs = duration(fallback.after, 'input.fallback.after');
  if (afterMs >= expiresAfterMs)
    throw contradiction('a contact expires before it would fall back', 'input.fallback.after');
  return {
    fallback: { afterMs, unless: oneOf(fallback.unless, FALLBACK_RECEIPTS, 'DELIVERED', 'input.fallback.unless') },
  };
}

/** Parses the settings that do not refer to other definitions. Throws when two settings contradict each other. */
function rulesOf(
  input: CampaignInput,
  trigger: Trigger | undefined,
): Pick<
  CampaignDefinition,
  | 'purpose'
  | 'transactional'
  | 'keepsQuietHours'
  | 'priority'
  | 'tags'
  | 'counting'
  | 'reEntry'
  | 'latenessMs'
  | 'ifLate'
  | 'expiresAfterMs'
> {
  const transactional = input.transactional ?? false;
  const keepsQuietHours = input.keepsQuietHours ?? false;
  if (keepsQuietHours && !transactional)
    throw contradiction('only transactional campaigns choose about quiet hours', 'input.keepsQuietHours');
  const counting = oneOf(input.counting, COUNTINGS, defaultCounting(transactional), 'input.counting');
  if (counting === 'EXEMPT' && !transactional)
    throw contradiction('only the contacts of transactional campaigns use no budget', 'input.counting');
  const ifLate = oneOf(input.ifLate, IF_LATE, 'MISSED', 'input.ifLate');
  if (ifLate === 'SEND_LATE' && input.lateness)
    throw contradiction('a campaign that sends late has no lateness', 'input.lateness');
  const latenessMs = input.lateness
    ? duration(input.lateness, 'input.lateness')
    : defaultLateness(transactional, trigger);
  const expiresAfterMs = input.expiresAfter ? duration(input.expiresAfter, 'input.expiresAfter') : defaultExpiry;
  if (expiresAfterMs > MAX_EXPIRY)
    throw invalid('DURATION_INVALID', 'a contact expires within 90 days', 'input.expiresAfter');
  if (input.lateness && latenessMs >= expiresAfterMs)
    throw contradiction('a contact expires before it counts as late', 'input.lateness');
  return {
    purpose: consentName(input.purpose ?? 'marketing', 'input.purpose'),
    ...{ transactional, keepsQuietHours, counting, ifLate, latenessMs, expiresAfterMs },
    priority: wholeNumber(input.priority ?? 0, PRIORITIES, 'input.priority'),
    tags: campaignTags(input.tags ?? []),
    reEntry: reEntryOf(input, trigger),
  };
}

/** Returns how contacts count in budgets if the campaign does not specify it. */
export const defaultCounting = (transactional: boolean): CampaignDefinition['counting'] =>
  transactional ? 'EXEMPT' : 'COUNTED';

/** Returns the default time from the due time of a contact until it counts as late, in ms. */
export const defaultLateness = (transactional: boolean, trigger: Trigger | undefined): number =>
  LATENESS[transactional ? 'transactional' : kindOf(trigger)];

/**
 * Returns the kind of campaign that determines the default lateness. A reaction to a customer's action becomes
 * pointless sooner than a contact at a scheduled time.
 */
const kindOf = (trigger: Trigger | undefined): 'marketing' | 'reacting' =>
  trigger === undefined || trigger.kind === 'SCHEDULE' || trigger.kind === 'DATE' ? 'marketing' : 'reacting';

/** Validates the name of a purpose or channel. The same names are used in consent statements. */
export function consentName(name: string, path: string): string {
  if (!CONSENT_NAME.test(name))
    throw invalid('KEY_INVALID', 'purposes and channels are lower-case letters, digits and _, at most 32', path);
  return name;
}

function campaignTags(tags: readonly string[]): string[] {
  if (tags.length > MAX_TAGS)
    throw invalid('LIST_SIZE_INVALID', `a campaign has at most ${MAX_TAGS} tags`, 'input.tags');
  tags.forEach((tag, index) => {
    definitionKey(tag, `input.tags[${index}]`);
    if (tags.indexOf(tag) !== index) throw invalid('KEY_DUPLICATE', `${tag} is given twice`, `input.tags[${index}]`);
  });
  return [...tags];
}

function zoneOf(zone: string): string {
  if (!isTimeZone(zone))
    throw invalid(
      'TIME_ZONE_UNKNOWN',
      'no such time zone exists; use an IANA name such as Asia/Shanghai',
      'input.zone',
    );
  return zone;
}

/**
 * Validates a segment or layer used by the campaign. The caller must be allowed to see its members, because contacts
 * reveal them.
 */
function segmentOf(
  principal: Principal,
  key: string,
  { room: { catalogue } }: CampaignSurroundings,
  path: string,
): string {
  if (!catalogue.segment(key)) throw invalid('SEGMENT_UNKNOWN', 'no segment or layer has this key', path);
  if (!maySee(principal, key, catalogue)) throw concealed('this segment depends on a personal tag', path);
  return key;
}

/**
 * Validates a tag whose dates determine when customers are contacted. The caller must be allowed to read the tag,
 * because the contacts reveal its dates.
 */
function tagOf(principal: Principal, key: string, { room: { catalogue } }: CampaignSurroundings, path: string): string {
  const tag = catalogue.tag(key);
  if (!tag || tag.retired) throw invalid('TAG_UNKNOWN', 'no tag has this key', path);
  if (!maySeeTag(principal, key, catalogue)) throw concealed('this tag is personal', path);
  return key;
}

const concealed = (message: string, path: string): ServiceError => {
  const { reason, message: whole } = forbidden(
    'PERSONAL_TAG_CONCEALED',
    `${message}, which needs the scope profiles:read:personal`,
  );
  return new ServiceError(reason, whole, path);
};

function variantsOf({ variants = [] }: CampaignInput): CampaignDefinition['variants'] {
  const list = variants ?? [];
  if (list.length === 1 || list.length > MAX_VARIANTS)
    throw invalid('LIST_SIZE_INVALID', `a campaign has no variants or 2 to ${MAX_VARIANTS}`, 'input.variants');
  distinctKeys(
    list.map(({ key }) => key),
    'input.variants',
    'key',
  );
  return list.map(({ key, weight }, index) => ({
    key,
    weight: wholeNumber(weight ?? 1, [1, 1_000_000], `input.variants[${index}].weight`),
  }));
}

function channelsOf(
  principal: Principal,
  inputs: CampaignInput['channels'],
  variants: CampaignDefinition['variants'],
  surroundings: CampaignSurroundings,
): ChannelDefinition[] {
  if (inputs.length === 0 || inputs.length > MAX_CHANNELS)
    throw invalid('LIST_SIZE_INVALID', `a campaign has 1 to ${MAX_CHANNELS} channels`, 'input.channels');
  distinctKeys(
    inputs.map(({ channel }) => channel),
    'input.channels',
    'channel',
  );
  return inputs.map((input, index) => channelOf(principal, input, variants, surroundings, `input.channels[${index}]`));
}

function channelOf(
  principal: Principal,
  input: CampaignChannelInput,
  variants: CampaignDefinition['variants'],
  { room, rules, endpoints, canLink }: CampaignSurroundings,
  path: string,
): ChannelDefinition {
  consentName(input.channel, `${path}.channel`);
  if (!rules.channels.some(({ channel }) => channel === input.channel))
    throw invalid(
      'CHANNEL_WITHOUT_ADDRESS',
      `the rules of reach name no address of the channel ${input.channel}`,
      `${path}.channel`,
    );
  if (!endpoints.has(input.endpoint))
    throw invalid('WEBHOOK_ENDPOINT_UNKNOWN', 'no webhook endpoint has this key', `${path}.endpoint`);
  const quietHours = input.quietHours ? { quietHours: quietHoursOf(input.quietHours, `${path}.quietHours`) } : {};
  const ifQuiet = oneOf(input.ifQuiet, IF_QUIET, 'WAIT', `${path}.ifQuiet`);
  if (ifQuiet === 'NEXT' && !input.quietHours)
    throw contradiction('a channel without quiet hours never gives way', `${path}.ifQuiet`);
  const format = oneOf(input.format, FORMATS, 'TEXT', `${path}.format`);
  const names = namesOfMessages(room.catalogue.allTags());
  const read = (message: MessageInput, at: string): MessageVersion => {
    const parsed = messageOf(principal, message, format, names, room, at);
    if (!canLink && usesLink(parsed, format))
      throw new ServiceError('PUBLIC_ADDRESS_UNKNOWN', 'the operator has not stated the address for links', at);
    return parsed;
  };
  const own = input.variants ?? [];
  const keys = own.map(({ variant }) => variant);
  distinctKeys(keys, `${path}.variants`, 'variant');
  own.forEach(({ variant }, index) => {
    oneOf(
      variant,
      variants.map(({ key }) => key),
      undefined,
      `${path}.variants[${index}].variant`,
    );
  });
  return {
    channel: input.channel,
    endpoint: input.endpoint,
    ...quietHours,
    ifQuiet,
    format,
    message: read(input, path),
    variants: Object.fromEntries(own.map((each, index) => [each.variant, read(each, `${path}.variants[${index}]`)])),
  };
}

function messageOf(
  principal: Principal,
  input: MessageInput,
  format: MessageFormat,
  names: MessageNames,
  { catalogue }: Room,
  path: string,
): MessageVersion {
  const message: MessageVersion = {
    ...(input.title ? { title: text(input.title, `${path}.title`, 1000) } : {}),
    body: text(input.body, `${path}.body`, 65_536),
  };
  if (message.body.trim() === '') throw invalid('TEXT_EMPTY', 'a message has a text', `${path}.body`);
  const faults = messageFaults(message, format, names).map((fault) => ({ ...fault, path: `${path}.${fault.field}` }));
  if (faults.length > 0) throw new ServiceError(faults[0].reason, faults[0].message, faults[0].path, faults);
  if (!tagsOfMessage(message, format).every((tag) => maySeeTag(principal, tag, catalogue)))
    throw concealed('this text names a personal tag', path);
  return message;
}
