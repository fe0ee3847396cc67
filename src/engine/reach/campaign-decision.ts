/** Decides which contacts campaigns make with one customer at a given time. */
import type { Condition } from '../types.js';
import { layerKey } from '../layers/layers.js';
import { campaignOf, tagsOfCampaign, type CampaignDefinition, type ChannelDefinition } from './campaign-definition.js';
import { CampaignMessages, SAMPLE_LINK } from './campaign-messages.js';
import type { Campaign } from './campaign.js';
import {
  end,
  type FallbackDecision,
  type HandOverDecision,
  type RenderedMessage,
  type ShowingDecision,
  type TaskDecision,
} from './contact-decisions.js';
import type { Contact } from './contact-record.js';
import { decideContact, decideContacts, type Decision, type DueContact, type ReachRules } from './decide.js';
import { channelsAfter, isAnswered } from './fallback.js';
import type { Draw } from './groups.js';
import { contactId, occurrenceKey, type Digests } from './occurrence.js';
import { kindOfChannel, layersNamed, tagsNamed, type ChannelKind, type ReachRulesDefinition } from './reach-rules.js';
import {
  addressOn,
  assigneeOf,
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

/** An occurrence of a campaign that is to be decided for one customer. `id` is the id of the resulting contact. */
interface Occurrence {
  readonly id: string;
  readonly campaign: CampaignDefinition;
  readonly occurrence: string;
  readonly dueAt: number;
}

/** Decides which contacts campaigns make with customers. Each message is compiled only once for all customers. */
export class CampaignDecisions {
  private readonly messages: CampaignMessages;

  constructor(private readonly deciding: Deciding) {
    this.messages = new CampaignMessages(deciding.definitions);
  }

  /** Returns one of the campaigns to decide. */
  campaign(key: string): CampaignDefinition | undefined {
    return this.deciding.campaigns.find((each) => each.key === key);
  }

  /** Returns conditions on all segments and tags that decisions about the selected campaigns evaluate. */
  conditions(of: (campaign: CampaignDefinition) => boolean = () => true): Condition[] {
    const { definitions, rules } = this.deciding;
    const campaigns = this.deciding.campaigns.filter(of);
    const layers = rules.governing.flatMap(
      (model) => definitions.layerModel(model)?.layers.map(({ key }) => layerKey(model, key)) ?? [],
    );
    const segments = campaigns.flatMap(({ audience, goal }) => [audience, ...(goal === undefined ? [] : [goal])]);
    const tags = [...campaigns.flatMap(tagsOfCampaign), ...tagsNamed(rules)];
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
        const campaign = this.campaign(key);
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
    const { rules } = this.deciding;
    const { channel: key } = contact.reservation!;
    const used = this.usedChannel(contact, 'SENT');
    if ('kind' in used) return used;
    const { campaign, channel } = used;
    const now = this.standing(customer, at);
    const decision = this.again(customer, contact, { campaign, channels: [channel], now, at, budgets });
    if (decision.kind === 'NOT_ENTERED') return end('CANCELLED', { cause: HAS_ANOTHER });
    if (decision.kind === 'ENDED') return { kind: 'END', ending: decision.ending };
    if (decision.reservation.at > at) return { kind: 'WAIT', reservation: decision.reservation };
    const written = this.written(contact, campaign, now);
    if ('missing' in written) return end('TEMPLATE', { channel: key, missing: written.missing });
    const address = addressOn(
      customer.identities,
      rules.channels.find((each) => each.channel === key)!,
    )!;
    return { kind: 'SEND', reservation: decision.reservation, channel, message: written.message, address };
  }

  /**
   * Decides whether a place shows a contact now. All rules are checked again, and the budgets must have room. A contact
   * without room in a budget waits.
   */
  decideShowing(customer: KnownCustomer, contact: Contact, at: number): ShowingDecision {
    const used = this.usedChannel(contact, 'PULL');
    if ('kind' in used) return used;
    const { campaign, channel } = used;
    const { quietHours: _quiet, ...open } = channel;
    const now = this.standing(customer, at);
    const decision = this.again(customer, contact, { campaign, channels: [open], now, at, budgets: 'NEEDED' });
    if (decision.kind === 'NOT_ENTERED') return end('CANCELLED', { cause: HAS_ANOTHER });
    if (decision.kind === 'ENDED')
      return decision.ending.reason === 'CAPPED' ? { kind: 'WAIT' } : { kind: 'END', ending: decision.ending };
    const { variant } = contact.reservation!;
    const own = variant === undefined ? {} : { variant };
    return { kind: 'SHOW', reservation: { ...decision.reservation, ...own, askedAt: at } };
  }

  /** Decides again about a contact that becomes a task, like `decideHandOver`. */
  decideTask(customer: KnownCustomer, contact: Contact, at: number): TaskDecision {
    const used = this.usedChannel(contact, 'TASK');
    if ('kind' in used) return used;
    const { campaign, channel } = used;
    const now = this.standing(customer, at);
    const decision = this.again(customer, contact, { campaign, channels: [channel], now, at, budgets: 'KEPT' });
    if (decision.kind === 'NOT_ENTERED') return end('CANCELLED', { cause: HAS_ANOTHER });
    if (decision.kind === 'ENDED') return { kind: 'END', ending: decision.ending };
    if (decision.reservation.at > at) return { kind: 'WAIT', reservation: decision.reservation };
    const written = this.written(contact, campaign, now);
    if ('missing' in written) return end('TEMPLATE', { channel: channel.channel, missing: written.missing });
    const { dueAfterMs = Infinity } = channel;
    const rule = this.deciding.rules.channels.find((each) => each.channel === channel.channel)!;
    return { kind: 'ASSIGN', assignee: assigneeOf(now, rule)!, dueAt: Math.min(at + dueAfterMs, contact.expiresAt) };
  }

  /** Renders the message of a contact. Returns undefined if the message can no longer be rendered. */
  render(customer: KnownCustomer, contact: Contact, kind: ChannelKind, at: number): RenderedMessage | undefined {
    const used = this.usedChannel(contact, kind);
    if ('kind' in used) return undefined;
    const written = this.written(contact, used.campaign, this.standing(customer, at));
    return 'missing' in written ? undefined : { channel: used.channel, message: written.message };
  }

  /**
   * Decides about the next channel of a contact if no receipt arrived for its message. Messages that were already sent
   * for this contact use up budget like any other message.
   */
  decideFallback(customer: KnownCustomer, contact: Contact, at: number): FallbackDecision {
    const campaign = this.campaign(contact.campaign);
    if (!campaign?.fallback || campaign.state === 'CANCELLED') return { kind: 'STAY' };
    if (isAnswered(customer.subject.facts, contact, campaign.fallback, at)) return { kind: 'ANSWERED' };
    const { channel: last, variant } = contact.reservation!;
    const channels = channelsAfter(campaign.channels, last);
    if (channels.length === 0) return { kind: 'STAY' };
    const now = this.standing(customer, at);
    const decision = this.again(customer, contact, { campaign, channels, now, at, budgets: 'NEEDED', waits: true });
    if (decision.kind === 'ENDED') return { kind: 'STAY', ending: decision.ending };
    if (decision.kind === 'NOT_ENTERED') return { kind: 'STAY' };
    const own = variant === undefined ? {} : { variant };
    return { kind: 'FALL_BACK', state: decision.kind, reservation: { ...decision.reservation, ...own } };
  }

  private standing({ subject }: KnownCustomer, at: number): Standing {
    return new Standing(this.deciding.definitions, subject, at);
  }

  /** Returns the campaign and the channel of a contact, or the reason why the contact ends without them. */
  private usedChannel(contact: Contact, kind: ChannelKind): UsedChannel | Extract<HandOverDecision, { kind: 'END' }> {
    const { channel: key } = contact.reservation!;
    const campaign = this.campaign(contact.campaign);
    const channel = campaign?.channels.find((each) => each.channel === key);
    if (!campaign || campaign.state === 'CANCELLED') return end('CANCELLED', { cause: WAS_CANCELLED });
    if (!channel) return end('CANCELLED', { cause: 'the campaign no longer uses the channel' });
    // A channel that the rules no longer contain ends the contact by the decision, because it has no address.
    const isOther = (kindOfChannel(this.deciding.rules, key) ?? kind) !== kind;
    if (isOther || (kind === 'SENT' && channel.endpoint === undefined))
      return end('CANCELLED', { cause: 'the channel is of another kind now' });
    return { campaign, channel };
  }

  /** Decides again about a contact that was already decided, on some channels of its campaign. */
  private again(customer: KnownCustomer, contact: Contact, { campaign, channels, now, at, ...asked }: Again): Decision {
    const { definitions, rules, digests, draw } = this.deciding;
    const due = this.dueAgain(contact, campaign, channels, { now, at, budgets: asked.budgets });
    // The occurrence is cleared, so that this contact does not count as an earlier entry of the customer into the
    // campaign.
    const contacts = customer.contacts.map((each) => (each.id === contact.id ? { ...each, occurrence: '' } : each));
    const reached = reachedCustomer({ ...customer, contacts }, definitions, rules, digests, at);
    const all = reachRulesOf({ ...rules, controlPercent: 0 }, draw);
    return decideContact(reached, due, asked.waits ? all : { ...all, waiting: new Set() }, at);
  }

  /** Renders the message of a contact on its channel, with the link of the contact. */
  private written(
    contact: Contact,
    campaign: CampaignDefinition,
    now: Standing,
  ): ReturnType<CampaignMessages['write']> {
    const { channel, variant } = contact.reservation!;
    const { link, rules } = this.deciding;
    const zone = zoneOfCustomer(now, rules) ?? campaign.zone;
    const address = link ? link(contact.id, channel) : SAMPLE_LINK;
    return this.messages.write({ campaign, channel, variant }, now, zone, address);
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
      missingIn: (channel) => this.messages.missingIn({ campaign, channel, variant }, now, due.zone),
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
      missingIn: (channel, variant) => this.messages.missingIn({ campaign, channel, variant }, now, zone),
    };
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
const HAS_ANOTHER = 'the customer has another contact';

interface UsedChannel {
  readonly campaign: CampaignDefinition;
  readonly channel: ChannelDefinition;
}

/** The part of a contact's campaign that is decided again, and the time of the decision. */
interface Again {
  readonly campaign: CampaignDefinition;
  readonly channels: readonly ChannelDefinition[];
  readonly now: Standing;
  readonly at: number;
  readonly budgets: 'KEPT' | 'NEEDED';
  /** Whether the contact waits on a channel that is a place. Otherwise, its budgets are asked now. */
  readonly waits?: boolean;
}

/**
 * Returns the campaign for a contact that was already decided. The groups are removed, so that no group is drawn again.
 */
const withoutDraws = (campaign: Campaign, budgets: 'KEPT' | 'NEEDED'): Campaign => ({
  ...campaign,
  counting: budgets === 'KEPT' ? 'EXEMPT_COUNTED' : campaign.counting,
  reEntry: { kind: 'ALWAYS' },
  groups: { ...campaign.groups, holdOutPercent: 0, variants: [] },
});

export const reachRulesOf = (
  { budgets, controlPercent, controlSalt, consentDefaults, channels }: ReachRulesDefinition,
  draw: Draw,
): ReachRules => ({
  budgets,
  control: { percent: controlPercent, salt: controlSalt },
  consentDefault: (purpose) => consentDefaults[purpose] ?? 'REQUIRED',
  draw,
  waiting: new Set(channels.filter(({ kind }) => kind === 'PULL').map(({ channel }) => channel)),
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
    ...(decision.kind === 'ENDED'
      ? { state: 'ENDED', ending: decision.ending }
      : { state: decision.kind, reservation: decision.reservation }),
  };
}
