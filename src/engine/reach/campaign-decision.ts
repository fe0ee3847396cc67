/** Decides which contacts campaigns make with one customer at a given time. */
import type { Condition, Identity } from '../types.js';
import { layerKey } from '../layers/layers.js';
import {
  campaignOf,
  messageFor,
  tagsOfCampaign,
  type CampaignDefinition,
  type ChannelDefinition,
} from './campaign-definition.js';
import type { Campaign } from './campaign.js';
import type { Contact } from './contact-record.js';
import { ending, type Ending, type EndingFacts, type EndingReason } from './endings.js';
import {
  decideContact,
  decideContacts,
  type Decision,
  type DueContact,
  type ReachRules,
  type Reservation,
} from './decide.js';
import { channelsAfter, isAnswered } from './fallback.js';
import type { Draw } from './groups.js';
import { messageValue, namesOfMessages } from './message-names.js';
import type { MessageValue } from './message-format.js';
import { compileMessage, writeBoth, type CompiledMessage, type WrittenMessage } from './message-version.js';
import { contactId, occurrenceKey, type Digests } from './occurrence.js';
import { layersNamed, type ReachRulesDefinition } from './reach-rules.js';
import {
  addressOn,
  reachedCustomer,
  Standing,
  zoneOfCustomer,
  type KnownCustomer,
  type ReachDefinitions,
} from './reached-customer.js';

/** The input of decisions that is the same for all customers. */
export interface Deciding {
  readonly definitions: ReachDefinitions;
  readonly rules: ReachRulesDefinition;
  readonly campaigns: readonly CampaignDefinition[];
  readonly digests: Digests;
  readonly draw: Draw;
  /**
   * Returns the link with which the customer can reduce the number of messages. Only processes that send messages need
   * this function. Without it, texts are rendered with a placeholder instead of the link.
   */
  readonly link?: (contact: string, channel: string) => string | undefined;
}

/** Placeholder for the link when a text is rendered only to check whether it can be rendered. */
const SAMPLE_LINK = 'https://link.invalid/fewer/messages';

/** An occurrence of a campaign that is to be decided for one customer. `id` is the id of the resulting contact. */
interface Occurrence {
  readonly id: string;
  readonly campaign: CampaignDefinition;
  readonly occurrence: string;
  readonly dueAt: number;
}

/** Decides which contacts campaigns make with customers. Each message is compiled only once for all customers. */
export class CampaignDecisions {
  private readonly messages = new Map<ChannelDefinition, Map<string | undefined, CompiledMessage | undefined>>();

  constructor(private readonly deciding: Deciding) {}

  /** Returns conditions on all segments and tags that decisions about the selected campaigns evaluate. */
  conditions(of: (campaign: CampaignDefinition) => boolean = () => true): Condition[] {
    const { definitions, rules } = this.deciding;
    const campaigns = this.deciding.campaigns.filter(of);
    const layers = rules.governing.flatMap(
      (model) => definitions.layerModel(model)?.layers.map(({ key }) => layerKey(model, key)) ?? [],
    );
    const segments = campaigns.flatMap(({ audience, goal }) => [audience, ...(goal === undefined ? [] : [goal])]);
    const tags = [...campaigns.flatMap(tagsOfCampaign), ...(rules.zoneTag === undefined ? [] : [rules.zoneTag])];
    return [
      ...[...new Set([...layers, ...layersNamed(rules), ...segments])]
        .filter((segment) => definitions.segment(segment))
        .map((segment): Condition => ({ kind: 'segment', segment })),
      ...[...new Set(tags)]
        .filter((tag) => definitions.tag(tag))
        .map((tag): Condition => ({ kind: 'tag', tag, test: { op: 'exists' } })),
    ];
  }

  /**
   * Decides everything that is due for a customer at the time `dueAt`: campaigns of this time whose audience contains
   * the customer, and planned contacts. A campaign that has already been decided for this time makes no further
   * contact.
   */
  decide(customer: KnownCustomer, dueAt: number, at: number): DecidedContacts {
    const { definitions, rules, digests, draw } = this.deciding;
    const then = new Standing(definitions, customer.subject, dueAt);
    const occurrences = [...this.atInstant(customer, then, dueAt), ...this.planned(customer, dueAt)];
    if (occurrences.length === 0) return NOTHING_DECIDED;
    const now = new Standing(definitions, customer.subject, at);
    const due = new Map(
      occurrences.map((occurrence) => [
        occurrence.id,
        { campaign: occurrence.campaign, due: this.dueContact(occurrence, now, at, then) },
      ]),
    );
    const reached = reachedCustomer(customer, definitions, rules, digests, at);
    const decisions = decideContacts(
      reached,
      [...due.values()].map((each) => each.due),
      reachRulesOf(rules, draw),
      at,
    );
    const last = Math.max(0, ...customer.contacts.map(({ sequence }) => sequence));
    const entered = decisions.filter((decision) => decision.kind !== 'NOT_ENTERED');
    return {
      contacts: entered.map((decision, index) => contactOf(decision, due.get(decision.id)!, last + index + 1, at)),
      notEntered: decisions.filter(({ kind }) => kind === 'NOT_ENTERED').map(({ id }) => id),
    };
  }

  /** Returns the occurrences of the campaigns without a trigger whose time is `dueAt`. */
  private atInstant(customer: KnownCustomer, then: Standing, dueAt: number): Occurrence[] {
    const occurrence = occurrenceKey({ kind: 'SCHEDULE', dueAt });
    const [leading] = customer.identities;
    return this.deciding.campaigns
      .filter(({ trigger, at, decidedFor }) => trigger === undefined && at === dueAt && decidedFor !== at)
      .filter(({ key }) => !customer.contacts.some((each) => each.campaign === key && each.occurrence === occurrence))
      .filter(({ audience }) => then.isIn(audience))
      .map((campaign) => ({
        id: contactId({ campaign: campaign.key, ...leading, occurrence }, this.deciding.digests.keyed),
        ...{ campaign, occurrence, dueAt },
      }));
  }

  /**
   * Returns the planned contacts that are due at the time `dueAt`. Only contacts of the campaigns to decide are
   * included.
   */
  private planned({ contacts }: KnownCustomer, dueAt: number): Occurrence[] {
    return contacts
      .filter((contact) => contact.state === 'PLANNED' && contact.dueAt === dueAt)
      .flatMap(({ id, campaign: key, occurrence }) => {
        const campaign = this.deciding.campaigns.find((each) => each.key === key);
        return campaign ? [{ id, campaign, occurrence, dueAt }] : [];
      });
  }

  /**
   * Decides again about a reserved contact when it is due to be handed over. The contact keeps its channel and its
   * group. It also keeps its place in the budgets, unless `budgets` is `NEEDED`. In that case, the place was released
   * and a new one is required. All other rules are checked again and may end the contact.
   */
  decideHandOver(
    customer: KnownCustomer,
    contact: Contact,
    at: number,
    budgets: 'KEPT' | 'NEEDED' = 'KEPT',
  ): HandOverDecision {
    const { definitions, rules, campaigns, digests, draw } = this.deciding;
    const campaign = campaigns.find(({ key }) => key === contact.campaign);
    const { channel: key, variant } = contact.reservation!;
    const channel = campaign?.channels.find((each) => each.channel === key);
    if (!campaign || campaign.state === 'CANCELLED') return end('CANCELLED', { cause: WAS_CANCELLED });
    if (!channel) return end('CANCELLED', { cause: 'the campaign no longer uses the channel' });
    const now = new Standing(definitions, customer.subject, at);
    const again = this.dueAgain(contact, campaign, [channel], { now, at, budgets });
    const others = customer.contacts.filter(({ id }) => id !== contact.id);
    const reached = reachedCustomer({ ...customer, contacts: others }, definitions, rules, digests, at);
    const decision = decideContact(reached, again, reachRulesOf({ ...rules, controlPercent: 0 }, draw), at);
    if (decision.kind === 'NOT_ENTERED') return end('CANCELLED', { cause: 'the customer has another contact' });
    if (decision.kind === 'ENDED') return { kind: 'END', ending: decision.ending };
    if (decision.reservation.at > at) return { kind: 'WAIT', reservation: decision.reservation };
    const { link } = this.deciding;
    const written = this.write(campaign, key, variant, now, again.zone, link ? link(contact.id, key) : SAMPLE_LINK);
    if ('missing' in written) return end('TEMPLATE', { channel: key, missing: written.missing });
    const address = addressOn(
      customer.identities,
      rules.channels.find((each) => each.channel === key)!,
    )!;
    return { kind: 'SEND', reservation: decision.reservation, channel, message: written.message, address };
  }

  /**
   * Decides about the next channel of a contact if no receipt arrived for its message. Messages that were already sent
   * for this contact use up budget like any other message.
   */
  decideFallback(customer: KnownCustomer, contact: Contact, at: number): FallbackDecision {
    const { definitions, rules, campaigns, digests, draw } = this.deciding;
    const campaign = campaigns.find(({ key }) => key === contact.campaign);
    if (!campaign?.fallback || campaign.state === 'CANCELLED') return { kind: 'STAY' };
    if (isAnswered(customer.subject.facts, contact, campaign.fallback, at)) return { kind: 'ANSWERED' };
    const { channel: last, variant } = contact.reservation!;
    const channels = channelsAfter(campaign.channels, last);
    if (channels.length === 0) return { kind: 'STAY' };
    const now = new Standing(definitions, customer.subject, at);
    const again = this.dueAgain(contact, campaign, channels, { now, at, budgets: 'NEEDED' });
    // The occurrence is cleared, so that this contact does not count as an earlier entry of the customer into the
    // campaign.
    const contacts = customer.contacts.map((each) => (each.id === contact.id ? { ...each, occurrence: '' } : each));
    const reached = reachedCustomer({ ...customer, contacts }, definitions, rules, digests, at);
    const decision = decideContact(reached, again, reachRulesOf({ ...rules, controlPercent: 0 }, draw), at);
    if (decision.kind === 'ENDED') return { kind: 'STAY', ending: decision.ending };
    if (decision.kind === 'NOT_ENTERED') return { kind: 'STAY' };
    const own = variant === undefined ? {} : { variant };
    return { kind: 'FALL_BACK', reservation: { ...decision.reservation, ...own } };
  }

  /**
   * Returns a contact that was already decided, to be decided again on some of its channels. The contact keeps its
   * group, and no new group is drawn.
   */
  private dueAgain(
    contact: Contact,
    campaign: CampaignDefinition,
    channels: readonly ChannelDefinition[],
    { now, at, budgets }: { readonly now: Standing; readonly at: number; readonly budgets: 'KEPT' | 'NEEDED' },
  ): DueContact {
    const due = this.dueContact({ ...contact, campaign }, now, at);
    const { leftAudience: _left, reachedGoal: _reached, ...unchecked } = due;
    const { variant } = contact.reservation!;
    return {
      ...(campaign.recheck ? due : unchecked),
      campaign: withoutDraws(campaignOf(campaign), budgets),
      knownAt: contact.decidedAt,
      expiresAt: contact.expiresAt,
      channels,
      missingIn: (channel) => this.missingIn(campaign, channel, variant, now, due.zone),
    };
  }

  private dueContact(
    { id, campaign, occurrence, dueAt }: Occurrence,
    now: Standing,
    at: number,
    then?: Standing,
  ): DueContact {
    const { audience, goal, recheck, channels, expiresAfterMs } = campaign;
    const zone = zoneOfCustomer(now, this.deciding.rules) ?? campaign.zone;
    const hasLeft = (recheck && !now.isIn(audience)) || (then !== undefined && !then.isIn(audience));
    return {
      ...{ id, occurrence, dueAt, channels },
      campaign: campaignOf(campaign),
      knownAt: at,
      expiresAt: dueAt + expiresAfterMs,
      ...(zone === undefined ? {} : { zone }),
      ...(campaign.state === 'CANCELLED' ? { cancelled: WAS_CANCELLED } : {}),
      ...(hasLeft ? { leftAudience: audience } : {}),
      ...(goal !== undefined && now.isIn(goal) ? { reachedGoal: goal } : {}),
      missingIn: (channel, variant) => this.missingIn(campaign, channel, variant, now, zone),
    };
  }

  private missingIn(...text: Parameters<CampaignDecisions['write']>): readonly string[] {
    const written = this.write(...text);
    return 'missing' in written ? written.missing : [];
  }

  /** Renders the message of a channel for a customer. Returns the missing values if the message cannot be rendered. */
  private write(
    campaign: CampaignDefinition,
    key: string,
    variant: string | undefined,
    now: Standing,
    zone: string | undefined,
    link: string | undefined = SAMPLE_LINK,
  ): ReturnType<typeof writeBoth> {
    const channel = campaign.channels.find((each) => each.channel === key)!;
    const message = this.compiled(channel, variant);
    if (!message) return { missing: ['body'] };
    const links: Readonly<Record<string, string>> = link === undefined ? {} : { fewer_messages: link };
    const values = { ...tagValues(campaign, this.deciding.definitions, now), link: links };
    return writeBoth(message, values, zone ?? this.deciding.definitions.setting.zone);
  }

  private compiled(channel: ChannelDefinition, variant: string | undefined): CompiledMessage | undefined {
    let byVariant = this.messages.get(channel);
    if (!byVariant) this.messages.set(channel, (byVariant = new Map()));
    if (!byVariant.has(variant)) {
      const names = namesOfMessages(this.deciding.definitions.allTags());
      byVariant.set(variant, compileMessage(messageFor(channel, variant), channel.format, names));
    }
    return byVariant.get(variant);
  }
}

/**
 * The contacts decided for one due time. `notEntered` are the ids of planned contacts whose customer may not enter the
 * campaign again.
 */
export interface DecidedContacts {
  readonly contacts: readonly Contact[];
  readonly notEntered: readonly string[];
}

const NOTHING_DECIDED: DecidedContacts = { contacts: [], notEntered: [] };
const WAS_CANCELLED = 'the campaign was cancelled';

/**
 * The decision about a contact when it is handed over. SEND: the message is sent. WAIT: the contact is moved to a later
 * time. END: the contact ends.
 */
export type HandOverDecision =
  | {
      readonly kind: 'SEND';
      readonly reservation: Reservation;
      readonly channel: ChannelDefinition;
      readonly message: WrittenMessage;
      readonly address: Identity;
    }
  | { readonly kind: 'WAIT'; readonly reservation: Reservation }
  | { readonly kind: 'END'; readonly ending: Ending };

/** The decision about a contact after the wait for a receipt. */
export type FallbackDecision =
  /** The receipt arrived. */
  | { readonly kind: 'ANSWERED' }
  /** The contact stays on its channel. `ending` may be the reason why no other channel can be used. */
  | { readonly kind: 'STAY'; readonly ending?: Ending }
  /** The contact moves to its next channel. */
  | { readonly kind: 'FALL_BACK'; readonly reservation: Reservation };

const end = <R extends EndingReason>(reason: R, facts: EndingFacts[R]): HandOverDecision => ({
  kind: 'END',
  ending: ending(reason, facts),
});

/**
 * Returns the campaign for a contact that was already decided. The groups are removed, so that no group is drawn again.
 */
const withoutDraws = (campaign: Campaign, budgets: 'KEPT' | 'NEEDED'): Campaign => ({
  ...campaign,
  counting: budgets === 'KEPT' ? 'EXEMPT_COUNTED' : campaign.counting,
  reEntry: { kind: 'ALWAYS' },
  groups: { ...campaign.groups, holdOutPercent: 0, variants: [] },
});

/** Returns the values of the tags that the messages of a campaign use. Tags without a value are omitted. */
function tagValues(
  campaign: CampaignDefinition,
  definitions: ReachDefinitions,
  standing: Standing,
): { readonly tag: Readonly<Record<string, MessageValue>> } {
  const values = tagsOfCampaign(campaign).flatMap((key): [string, MessageValue][] => {
    const value = standing.tag(key);
    const type = definitions.tag(key)?.type;
    return value === undefined || type === undefined ? [] : [[key, messageValue(value, type)]];
  });
  return { tag: Object.fromEntries(values) };
}

export const reachRulesOf = (
  { budgets, controlPercent, controlSalt, consentDefaults }: ReachRulesDefinition,
  draw: Draw,
): ReachRules => ({
  budgets,
  control: { percent: controlPercent, salt: controlSalt },
  consentDefault: (purpose) => consentDefaults[purpose] ?? 'REQUIRED',
  draw,
});

export function contactOf(
  decision: Exclude<Decision, { kind: 'NOT_ENTERED' }>,
  { campaign, due }: { readonly campaign: Pick<Campaign, 'tags'>; readonly due: DueContact },
  sequence: number,
  at: number,
): Contact {
  return {
    id: decision.id,
    campaign: decision.campaign,
    version: decision.version,
    occurrence: due.occurrence,
    sequence,
    dueAt: due.dueAt,
    decidedAt: at,
    expiresAt: due.expiresAt,
    ...(decision.group === undefined ? {} : { group: decision.group }),
    tags: campaign.tags,
    mayHaveArrived: false,
    ...(decision.kind === 'RESERVED'
      ? { state: 'RESERVED', reservation: decision.reservation }
      : { state: 'ENDED', ending: decision.ending }),
  };
}
