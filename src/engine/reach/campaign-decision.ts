/** Decides every contact that campaigns make for one customer at one instant. */
import type { Condition, Identity } from '../model.js';
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
import type { Draw } from './groups.js';
import { messageValue, tagNames } from './message-names.js';
import type { MessageValue } from './message-format.js';
import { compileMessage, writeBoth, type CompiledMessage, type WrittenMessage } from './message-version.js';
import { contactId, occurrenceKey, type Digest } from './occurrence.js';
import { layersNamed, type ReachRulesDefinition } from './reach-rules.js';
import {
  addressOn,
  reachedCustomer,
  Standing,
  zoneOfCustomer,
  type KnownCustomer,
  type ReachDefinitions,
} from './reached-customer.js';

/** What the decisions of one instant have in common for all customers. */
export interface Deciding {
  readonly definitions: ReachDefinitions;
  readonly rules: ReachRulesDefinition;
  /** The campaigns of the instant. */
  readonly campaigns: readonly CampaignDefinition[];
  readonly dueAt: number;
  readonly digest: Digest;
  readonly draw: Draw;
}

/** Decides contacts of customers at one instant of campaigns. Messages are parsed once. */
export class CampaignDecisions {
  private readonly messages = new Map<ChannelDefinition, Map<string | undefined, CompiledMessage | undefined>>();
  private readonly occurrence: string;

  constructor(private readonly deciding: Deciding) {
    this.occurrence = occurrenceKey({ kind: 'SCHEDULE', dueAt: deciding.dueAt });
  }

  /** Conditions and tags that decisions evaluate from `dueAt` on. */
  conditions(): Condition[] {
    const { definitions, rules, campaigns } = this.deciding;
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
   * The new contacts of a customer. Campaigns whose audience does not include the customer at their instant make none,
   * and neither do campaigns that are decided for this instant already.
   */
  decide(customer: KnownCustomer, at: number): Contact[] {
    const { definitions, rules, campaigns, dueAt, digest, draw } = this.deciding;
    const isDecided = ({ key }: CampaignDefinition): boolean =>
      customer.contacts.some(({ campaign, occurrence }) => campaign === key && occurrence === this.occurrence);
    const then = new Standing(definitions, customer.subject, dueAt);
    const entered = campaigns.filter((campaign) => !isDecided(campaign) && then.isIn(campaign.audience));
    if (entered.length === 0) return [];
    const now = new Standing(definitions, customer.subject, at);
    const due = new Map(
      entered.map((campaign) => [campaign.key, { campaign, due: this.dueContact(campaign, customer, now, at) }]),
    );
    const reached = reachedCustomer(customer, definitions, rules, digest, at);
    const decisions = decideContacts(
      reached,
      [...due.values()].map((each) => each.due),
      reachRulesOf(rules, draw),
      at,
    );
    const last = Math.max(0, ...customer.contacts.map(({ sequence }) => sequence));
    return decisions
      .filter((decision) => decision.kind !== 'NOT_ENTERED')
      .map((decision, index) => contactOf(decision, due.get(decision.campaign)!, last + index + 1, at));
  }

  /**
   * Decides again about a reserved contact when it is to be handed over. Its channel and its group stay, and so does its
   * place in the budgets unless it has released them and needs room again. Everything else may end it.
   */
  decideHandOver(
    customer: KnownCustomer,
    contact: Contact,
    at: number,
    budgets: 'KEPT' | 'NEEDED' = 'KEPT',
  ): HandOverDecision {
    const { definitions, rules, campaigns, digest, draw } = this.deciding;
    const campaign = campaigns.find(({ key }) => key === contact.campaign);
    const { channel: key, variant } = contact.reservation!;
    const channel = campaign?.channels.find((each) => each.channel === key);
    if (!campaign || campaign.state === 'CANCELLED') return end('CANCELLED', { cause: 'the campaign was cancelled' });
    if (!channel) return end('CANCELLED', { cause: 'the campaign no longer uses the channel' });
    const now = new Standing(definitions, customer.subject, at);
    const due = this.dueContact(campaign, customer, now, at);
    const { leftAudience: _left, reachedGoal: _reached, ...unchecked } = due;
    const again: DueContact = {
      ...(campaign.recheck ? due : unchecked),
      campaign: withoutDraws(campaignOf(campaign), budgets),
      knownAt: contact.decidedAt,
      expiresAt: contact.expiresAt,
      channels: [channel],
      missingIn: () => this.missingIn(campaign, key, variant, now, due.zone),
    };
    const others = customer.contacts.filter(({ id }) => id !== contact.id);
    const reached = reachedCustomer({ ...customer, contacts: others }, definitions, rules, digest, at);
    const decision = decideContact(reached, again, reachRulesOf({ ...rules, controlPercent: 0 }, draw), at);
    if (decision.kind === 'NOT_ENTERED') return end('CANCELLED', { cause: 'the customer has another contact' });
    if (decision.kind === 'ENDED') return { kind: 'END', ending: decision.ending };
    if (decision.reservation.at > at) return { kind: 'WAIT', reservation: decision.reservation };
    const written = this.write(campaign, key, variant, now, due.zone);
    if ('missing' in written) return end('TEMPLATE', { channel: key, missing: written.missing });
    const address = addressOn(
      customer.identities,
      rules.channels.find((each) => each.channel === key)!,
    )!;
    return { kind: 'SEND', reservation: decision.reservation, channel, message: written.message, address };
  }

  private dueContact(
    campaign: CampaignDefinition,
    { identities: [leading] }: KnownCustomer,
    now: Standing,
    at: number,
  ): DueContact {
    const { key, audience, goal, recheck, channels, expiresAfterMs } = campaign;
    const { rules, dueAt, digest } = this.deciding;
    const zone = zoneOfCustomer(now, rules) ?? campaign.zone;
    return {
      id: contactId({ campaign: key, ...leading, occurrence: this.occurrence }, digest),
      campaign: campaignOf(campaign),
      occurrence: this.occurrence,
      dueAt,
      knownAt: at,
      expiresAt: dueAt + expiresAfterMs,
      ...(zone === undefined ? {} : { zone }),
      channels,
      ...(recheck && !now.isIn(audience) ? { leftAudience: audience } : {}),
      ...(goal !== undefined && now.isIn(goal) ? { reachedGoal: goal } : {}),
      missingIn: (channel, variant) => this.missingIn(campaign, channel, variant, now, zone),
    };
  }

  private missingIn(...text: Parameters<CampaignDecisions['write']>): readonly string[] {
    const written = this.write(...text);
    return 'missing' in written ? written.missing : [];
  }

  /** Writes the message of a channel for a customer. */
  private write(
    campaign: CampaignDefinition,
    key: string,
    variant: string | undefined,
    now: Standing,
    zone: string | undefined,
  ): ReturnType<typeof writeBoth> {
    const channel = campaign.channels.find((each) => each.channel === key)!;
    const message = this.compiled(channel, variant);
    if (!message) return { missing: ['body'] };
    const values = tagValues(campaign, this.deciding.definitions, now);
    return writeBoth(message, values, zone ?? this.deciding.definitions.setting.zone);
  }

  private compiled(channel: ChannelDefinition, variant: string | undefined): CompiledMessage | undefined {
    let byVariant = this.messages.get(channel);
    if (!byVariant) this.messages.set(channel, (byVariant = new Map()));
    if (!byVariant.has(variant)) {
      const names = new Map([['tag', tagNames(this.deciding.definitions.allTags())]]);
      byVariant.set(variant, compileMessage(messageFor(channel, variant), channel.format, names));
    }
    return byVariant.get(variant);
  }
}

/** A contact at its hand-over: a message to send, a later instant, or its ending. */
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

const end = <R extends EndingReason>(reason: R, facts: EndingFacts[R]): HandOverDecision => ({
  kind: 'END',
  ending: ending(reason, facts),
});

/** The campaign of a contact that is decided already: nothing is drawn again. */
const withoutDraws = (campaign: Campaign, budgets: 'KEPT' | 'NEEDED'): Campaign => ({
  ...campaign,
  counting: budgets === 'KEPT' ? 'EXEMPT_COUNTED' : campaign.counting,
  reEntry: { kind: 'ALWAYS' },
  groups: { ...campaign.groups, holdOutPercent: 0, variants: [] },
});

/** The values of the tags that the messages of a campaign name. Tags without a value are left out. */
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
