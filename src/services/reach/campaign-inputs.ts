/**
 * Parses the definition of a campaign. All errors are found before anything is saved, and each contains the path of the
 * invalid field.
 */
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { FALLBACK_RECEIPTS } from '../../engine/reach/fallback.js';
import { DAY, HOUR, isTimeZone, MINUTE } from '../../engine/time/time.js';
import type { Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { definitionKey, instant, oneOf, text } from '../base/inputs.js';
import type { TriedStrategyInput } from '../base/tried-strategy.js';
import type { Trigger } from '../../engine/reach/trigger.js';
import { parseTrigger, reEntryOf, type ReEntryInput, type TriggerInput } from './trigger-inputs.js';
import { maySee, maySeeTag } from '../segments/personal-access.js';
import { channelsOf, type CampaignChannelInput, type CampaignSurroundings } from './campaign-channels.js';
import { concealed, consentName, contradiction, distinctKeys, duration, wholeNumber } from './reach-inputs.js';

const MAX_VARIANTS = 20;
const MAX_TAGS = 20;
const PRIORITIES = [-1000, 1000] as const;
const MAX_EXPIRY = 90 * DAY;
const LATENESS = { marketing: 6 * HOUR, reacting: HOUR, transactional: 15 * MINUTE } as const;
/** Default time after which a contact expires, in ms. */
export const defaultExpiry = 3 * DAY;

const IF_LATE = ['MISSED', 'SEND_LATE'] as const;
const COUNTINGS = ['COUNTED', 'EXEMPT', 'EXEMPT_COUNTED'] as const;

export interface CampaignInput extends ReEntryInput, TriedStrategyInput {
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
  const channels = channelsOf(principal, input.channels, variants, surroundings);
  channels.forEach(({ dueAfterMs = 0 }, index) => {
    if (dueAfterMs > times.expiresAfterMs)
      throw contradiction('a contact expires before its task is due', `input.channels[${index}].dueAfter`);
  });
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
    channels,
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
