/** Parses the channels of a campaign with their messages. */
import type { CampaignDefinition, ChannelDefinition } from '../../engine/reach/campaign-definition.js';
import type { MessageFormat } from '../../engine/reach/message-format.js';
import { namesOfMessages } from '../../engine/reach/message-names.js';
import type { MessageNames } from '../../engine/reach/message-template.js';
import { messageFaults, tagsOfMessage, usesLink, type MessageVersion } from '../../engine/reach/message-version.js';
import { kindOfChannel, type ChannelKind, type ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import type { Principal } from '../base/access.js';
import { invalid, ServiceError } from '../base/errors.js';
import { oneOf, text } from '../base/inputs.js';
import type { Room } from '../base/room.js';
import { maySeeTag } from '../segments/personal-access.js';
import {
  concealed,
  consentName,
  contradiction,
  distinctKeys,
  duration,
  quietHoursOf,
  wholeNumber,
  type QuietHoursInput,
} from './reach-inputs.js';

const MAX_CHANNELS = 10;
/** Maximum number of times that a place shows the same contact. Each showing is stored with the contact. */
const MAX_SHOWINGS = 20;
const IF_QUIET = ['WAIT', 'NEXT'] as const;
const FORMATS = ['TEXT', 'LINE', 'HTML'] as const satisfies readonly MessageFormat[];

interface MessageInput {
  readonly title?: string | null;
  readonly body: string;
}

export interface CampaignChannelInput extends MessageInput {
  readonly channel: string;
  readonly endpoint?: string | null;
  readonly dueAfter?: string | null;
  readonly showings?: { readonly most: number; readonly pause?: string | null } | null;
  readonly quietHours?: QuietHoursInput | null;
  readonly ifQuiet?: string | null;
  readonly format?: string | null;
  readonly variants?: readonly (MessageInput & { readonly variant: string })[] | null;
}

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

export function channelsOf(
  principal: Principal,
  inputs: readonly CampaignChannelInput[],
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
  return inputs.map((input, index) => {
    const about = { variants, isLast: index === inputs.length - 1 };
    return channelOf(principal, input, about, surroundings, `input.channels[${index}]`);
  });
}

function channelOf(
  principal: Principal,
  input: CampaignChannelInput,
  { variants, isLast }: { readonly variants: CampaignDefinition['variants']; readonly isLast: boolean },
  surroundings: CampaignSurroundings,
  path: string,
): ChannelDefinition {
  consentName(input.channel, `${path}.channel`);
  const kind = kindOfChannel(surroundings.rules, input.channel);
  if (kind === undefined)
    throw invalid(
      'CHANNEL_WITHOUT_ADDRESS',
      `the rules of reach do not contain the channel ${input.channel}`,
      `${path}.channel`,
    );
  if (kind === 'PULL' && !isLast)
    throw contradiction('a contact waits for this place, so the channels after it are never tried', `${path}.channel`);
  const format = oneOf(input.format, FORMATS, 'TEXT', `${path}.format`);
  const read = messageReader(principal, format, surroundings);
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
    ...reachedBy(kind, input, surroundings, path),
    format,
    message: read(input, path),
    variants: Object.fromEntries(own.map((each, index) => [each.variant, read(each, `${path}.variants[${index}]`)])),
  };
}

type Reached = Pick<ChannelDefinition, 'endpoint' | 'showings' | 'dueAfterMs' | 'quietHours' | 'ifQuiet'>;

/** Parses the fields that depend on the kind of the channel. Throws if a field does not belong to the kind. */
function reachedBy(kind: ChannelKind, input: CampaignChannelInput, of: CampaignSurroundings, path: string): Reached {
  const { endpoint, quietHours, ifQuiet, showings, dueAfter } = input;
  if (kind !== 'SENT' && endpoint)
    throw contradiction('nothing is sent on this channel, so it has no endpoint', `${path}.endpoint`);
  if (kind !== 'PULL' && showings) throw contradiction('only places show a contact several times', `${path}.showings`);
  if (kind !== 'TASK' && dueAfter) throw contradiction('only tasks are due after a time', `${path}.dueAfter`);
  if (kind === 'PULL') {
    // A place asks for its contact while the customer looks at it.
    if (quietHours) throw contradiction('a place has no quiet hours', `${path}.quietHours`);
    if (ifQuiet) throw contradiction('a place has no quiet hours', `${path}.ifQuiet`);
    return { ifQuiet: 'WAIT', ...showingsOf(input, `${path}.showings`) };
  }
  const quiet = quietOf(input, path);
  if (kind === 'TASK') return { ...quiet, ...(dueAfter ? { dueAfterMs: duration(dueAfter, `${path}.dueAfter`) } : {}) };
  if (!endpoint || !of.endpoints.has(endpoint))
    throw invalid('WEBHOOK_ENDPOINT_UNKNOWN', 'no webhook endpoint has this key', `${path}.endpoint`);
  return { endpoint, ...quiet };
}

function quietOf(input: CampaignChannelInput, path: string): Pick<Reached, 'quietHours' | 'ifQuiet'> {
  const quietHours = input.quietHours ? { quietHours: quietHoursOf(input.quietHours, `${path}.quietHours`) } : {};
  const ifQuiet = oneOf(input.ifQuiet, IF_QUIET, 'WAIT', `${path}.ifQuiet`);
  if (ifQuiet === 'NEXT' && !input.quietHours)
    throw contradiction('a channel without quiet hours never gives way', `${path}.ifQuiet`);
  return { ...quietHours, ifQuiet };
}

function showingsOf({ showings }: CampaignChannelInput, path: string): Pick<Reached, 'showings'> {
  if (!showings) return {};
  const { most, pause } = showings;
  const pauseMs = pause ? duration(pause, `${path}.pause`) : 0;
  return { showings: { most: wholeNumber(most, [1, MAX_SHOWINGS], `${path}.most`), pauseMs } };
}

/** Returns a function that parses the message at a path. */
function messageReader(
  principal: Principal,
  format: MessageFormat,
  { room, canLink }: CampaignSurroundings,
): (message: MessageInput, at: string) => MessageVersion {
  const names = namesOfMessages(room.catalogue.allTags());
  return (message, at) => {
    const parsed = messageOf(principal, message, format, names, room, at);
    if (!canLink && usesLink(parsed, format))
      throw new ServiceError('PUBLIC_ADDRESS_UNKNOWN', 'the operator has not stated the address for links', at);
    return parsed;
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
