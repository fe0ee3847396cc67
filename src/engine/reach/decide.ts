/**
 * Decides about the due contacts of one customer at a given time: which contacts are sent, on which channel and when,
 * and why the others end.
 */
import type { ConsentState } from '../facts/consent.js';
import { ascending } from '../values/ascending.js';
import {
  budgetsFor,
  firstFull,
  nextPossible,
  type Budget,
  type BudgetedContact,
  type CountedContact,
  type FullBudget,
} from './budget.js';
import type { Campaign, CampaignChannel } from './campaign.js';
import { permissionOf, type ConsentDefault } from './consent.js';
import { ending, type Ending } from './endings.js';
import { groupOf, HOLD_OUT, isInControl, keptGroup, type Draw, type GlobalControl } from './groups.js';
import { forbiddingLayer, periodicBudgets, type ChurnSigns, type GoverningLayer } from './layer-policy.js';
import { mayEnter, type EarlierEntry } from './occurrence.js';
import { endOfQuiet } from './quiet-hours.js';

/** Data of a customer that decisions about contacts need. */
export interface ReachedCustomer {
  /** The leading identity of the customer as text. The random draw of groups depends on this text. */
  readonly unit: string;
  readonly zone: string;
  readonly consents: readonly ConsentState[];
  /** The channels on which the customer can be reached, with the device if known. */
  readonly addresses: ReadonlyMap<string, { readonly device?: string }>;
  /** The customer's layers in the models that decide whether a customer may be contacted. */
  readonly layers: readonly GoverningLayer[];
  /** The customer's layers that budgets refer to, written as `model.layer`. */
  readonly budgetLayers: ReadonlySet<string>;
  readonly churn: ChurnSigns;
  readonly counted: readonly CountedContact[];
  /** The customer's earlier entries into campaigns, by the key of the campaign. */
  readonly entries: ReadonlyMap<string, readonly EarlierEntry[]>;
  /** The group to which the customer was assigned first, by the key of the campaign. */
  readonly assigned: ReadonlyMap<string, string>;
  /** The customer's preferred limit on messages. */
  readonly wish?: Budget;
}

/** The rules of a workspace for contacts. */
export interface ReachRules {
  readonly budgets: readonly Budget[];
  readonly control: GlobalControl;
  readonly consentDefault: (purpose: string) => ConsentDefault;
  readonly draw: Draw;
  /** Channels on which a contact waits until a place asks for it. Its budgets are asked when it is shown. */
  readonly waiting: ReadonlySet<string>;
}

/** An occurrence of a campaign that is due for the customer at the time of the decision. */
export interface DueContact {
  /** Contact id. */
  readonly id: string;
  readonly campaign: Campaign;
  /** Key of the occurrence. */
  readonly occurrence: string;
  readonly dueAt: number;
  /**
   * When the occurrence became known, in ms. Whether the occurrence is late depends on this time. A contact that became
   * known in time and then only waited is therefore not late.
   */
  readonly knownAt: number;
  /** Time before which the contact must be sent. At this time, the contact has expired. */
  readonly expiresAt: number;
  /** Time zone for quiet hours. Defaults to the customer's time zone. */
  readonly zone?: string;
  /** The channels for which the campaign has a message, in the order that the customer's layer prefers. */
  readonly channels: readonly CampaignChannel[];
  /** Why the occurrence was cancelled. Undefined if it was not cancelled. */
  readonly cancelled?: string;
  /**
   * The audience that the customer has left. Undefined if the customer is still a member, or if membership was not
   * checked again.
   */
  readonly leftAudience?: string;
  /** The goal that the customer has reached. Undefined if none was reached. */
  readonly reachedGoal?: string;
  /**
   * Returns the placeholders in a channel's message that have no value for the customer. If the list is empty, the
   * message can be rendered.
   */
  readonly missingIn: (channel: string, variant: string | undefined) => readonly string[];
}

/**
 * The channel and time of a contact that will be sent. `at` is the time of the decision, or the end of the channel's
 * quiet hours if the channel is in quiet hours.
 */
export interface Reservation {
  readonly channel: string;
  readonly device?: string;
  readonly at: number;
  readonly variant?: string;
  /** Keys of the budgets that applied to the contact when it was decided. */
  readonly under: readonly string[];
  /** Whether the contact uses up budget. */
  readonly counts: boolean;
  /** When the budgets were asked, in ms, if this was later than the decision about the contact. */
  readonly askedAt?: number;
}

/**
 * The decision on one due contact. `group` is the group that was drawn, even if the contact ends later. `group` is
 * undefined if no group was drawn.
 */
export type Decision = { readonly id: string; readonly campaign: string; readonly version: number } & (
  | { readonly kind: 'RESERVED'; readonly reservation: Reservation; readonly group?: string }
  /** The contact waits for a place. Its reservation uses no budget yet. */
  | { readonly kind: 'WAITING'; readonly reservation: Reservation; readonly group?: string }
  | { readonly kind: 'ENDED'; readonly ending: Ending; readonly group?: string }
  /** The customer may not enter the campaign again, so no contact is made. */
  | { readonly kind: 'NOT_ENTERED' }
);

/** Compares due contacts by priority, highest first, then by the key of the campaign and of the occurrence. */
const comparePriority = (left: DueContact, right: DueContact): number =>
  right.campaign.priority - left.campaign.priority ||
  ascending(left.campaign.key, right.campaign.key) ||
  ascending(left.occurrence, right.occurrence);

/**
 * Decides all due contacts of a customer together, in the order of priority. Each decision takes the reservations made
 * by the previous decisions into account. The result does not depend on the order of the input.
 */
export function decideContacts(
  customer: ReachedCustomer,
  due: readonly DueContact[],
  rules: ReachRules,
  at: number,
): Decision[] {
  const counted = [...customer.counted];
  const entries = new Map(customer.entries);
  return [...due].sort(comparePriority).map((contact) => {
    const decision = decideContact({ ...customer, counted, entries }, contact, rules, at);
    if (decision.kind === 'RESERVED' || decision.kind === 'WAITING') {
      const { key, tags } = contact.campaign;
      entries.set(key, [...(entries.get(key) ?? []), { occurrence: contact.occurrence }]);
      const { counts, ...reservation } = decision.reservation;
      if (counts) counted.push({ id: contact.id, tags, ...reservation });
    }
    return decision;
  });
}

/**
 * Decides one due contact. The checks that depend neither on groups nor on budgets come first, then the random draw of
 * groups, and then budgets and quiet hours.
 */
export function decideContact(customer: ReachedCustomer, due: DueContact, rules: ReachRules, at: number): Decision {
  const { campaign } = due;
  const about = { id: due.id, campaign: campaign.key, version: campaign.version };
  const earlier = customer.entries.get(campaign.key) ?? [];
  if (!mayEnter(campaign.reEntry, earlier, due.occurrence, at)) return { ...about, kind: 'NOT_ENTERED' };
  const early = endedBefore(customer, due, at);
  if (early) return { ...about, kind: 'ENDED', ending: early };
  const carrying = carryingChannels(customer, due, rules);
  if (!Array.isArray(carrying)) return { ...about, kind: 'ENDED', ending: carrying };

  const isControl = !campaign.transactional && isInControl(rules.control, customer.unit, rules.draw);
  if (isControl) return { ...about, kind: 'ENDED', ending: ending('CONTROL', { group: 'GLOBAL' }) };
  const assigned = customer.assigned.get(campaign.key);
  const { groups } = campaign;
  const group =
    assigned === undefined
      ? groupOf(groups, customer.unit, rules.draw)
      : keptGroup(groups, assigned, customer.unit, rules.draw);
  const drawn = group === undefined ? {} : { group };
  if (group === HOLD_OUT)
    return { ...about, ...drawn, kind: 'ENDED', ending: ending('CONTROL', { group: 'HOLD_OUT' }) };

  const chosen = chooseChannel(customer, due, carrying, rules, at);
  if ('reason' in chosen) return { ...about, ...drawn, kind: 'ENDED', ending: chosen };
  const missing = due.missingIn(chosen.channel, group);
  if (missing.length > 0)
    return { ...about, ...drawn, kind: 'ENDED', ending: ending('TEMPLATE', { channel: chosen.channel, missing }) };
  const variant = group === undefined ? {} : { variant: group };
  const kind = rules.waiting.has(chosen.channel) ? 'WAITING' : 'RESERVED';
  return { ...about, ...drawn, kind, reservation: { ...chosen, ...variant } };
}

/**
 * Returns the reason why the contact ends regardless of channels and budgets, or undefined if there is no such reason.
 */
function endedBefore(customer: ReachedCustomer, due: DueContact, at: number): Ending | undefined {
  const { campaign, dueAt, knownAt, expiresAt } = due;
  if (due.cancelled !== undefined) return ending('CANCELLED', { cause: due.cancelled });
  const latestAt = campaign.ifLate === 'SEND_LATE' ? Infinity : dueAt + campaign.latenessMs;
  if (knownAt > latestAt || at >= expiresAt)
    return ending('MISSED', { dueAt, latestAt: Math.min(latestAt, expiresAt) });
  if (due.leftAudience !== undefined) return ending('AUDIENCE', { audience: due.leftAudience });
  if (due.reachedGoal !== undefined) return ending('GOAL', { goal: due.reachedGoal });
  const layer = campaign.transactional ? undefined : forbiddingLayer(customer.layers, customer.churn, at);
  return layer && ending('LAYER', { layer: layer.key, reach: layer.reach });
}

/**
 * Returns the channels on which the customer permits contacts and has an address, in order of preference. If there are
 * no such channels, returns the reason why the contact ends.
 */
function carryingChannels(customer: ReachedCustomer, due: DueContact, rules: ReachRules): CampaignChannel[] | Ending {
  const { purpose } = due.campaign;
  const stated = due.channels.map((channel) => ({
    channel,
    ...permissionOf(customer.consents, purpose, channel.channel, rules.consentDefault(purpose)),
  }));
  const permitted = stated.filter((s) => s.permitted).map((s) => s.channel);
  const carrying = permitted.filter(({ channel }) => customer.addresses.has(channel));
  if (carrying.length > 0) return carrying;
  if (permitted.length > 0 || stated.length === 0)
    return ending('CHANNEL', { channels: permitted.map(({ channel }) => channel) });
  return ending('CONSENT', {
    purpose,
    channels: stated.map(({ channel, statement }) => ({
      channel: channel.channel,
      ...(statement === undefined ? {} : { statement }),
    })),
  });
}

/**
 * Returns a reservation on the first channel whose budgets allow a message. The message is sent at `at`, or at the end
 * of the channel's quiet hours if the channel is in quiet hours. Channels that are in quiet hours and have the setting
 * `NEXT` are tried last. A place needs no budget now, because the budgets are asked when the contact is shown.
 */
function chooseChannel(
  customer: ReachedCustomer,
  due: DueContact,
  channels: readonly CampaignChannel[],
  rules: ReachRules,
  at: number,
): Omit<Reservation, 'variant'> | Ending {
  const ends: Ending[] = [];
  const tries = channels.map((channel) => ({
    channel,
    free: endOfQuietFor(channel, due.campaign, due.zone ?? customer.zone),
  }));
  const givesWay = ({ channel, free }: (typeof tries)[number]): boolean => channel.ifQuiet === 'NEXT' && free(at) > at;
  for (const { channel, free } of [...tries.filter((t) => !givesWay(t)), ...tries.filter(givesWay)]) {
    if (rules.waiting.has(channel.channel)) return { channel: channel.channel, at, under: [], counts: false };
    const quietUntil = free(at);
    if (quietUntil >= due.expiresAt) {
      ends.push(ending('QUIET_EXPIRED', { channel: channel.channel, quietUntil, expiresAt: due.expiresAt }));
      continue;
    }
    const answer = askBudgets(customer, due, channel.channel, rules, quietUntil, free);
    if (!('reason' in answer)) return answer;
    ends.push(answer);
  }
  return ends.find(({ reason }) => reason === 'CAPPED') ?? ends[0];
}

/**
 * Returns a function for the quiet hours of a channel. The function returns the first time, at or after its argument,
 * that is outside the quiet hours. Transactional campaigns ignore quiet hours by default.
 */
function endOfQuietFor(
  { quietHours }: CampaignChannel,
  { transactional, keepsQuietHours }: Campaign,
  zone: string,
): (at: number) => number {
  if (!quietHours || (transactional && !keepsQuietHours)) return (at) => at;
  return (at) => endOfQuiet(at, quietHours, zone);
}

/**
 * Returns a reservation on a channel at a given time. If a budget has no room for the message, returns the ending
 * CAPPED.
 */
function askBudgets(
  customer: ReachedCustomer,
  due: DueContact,
  channel: string,
  rules: ReachRules,
  at: number,
  endOfQuietFrom: (at: number) => number,
): Omit<Reservation, 'variant'> | Ending {
  const { counting, tags } = due.campaign;
  const device = customer.addresses.get(channel)?.device;
  const contact: BudgetedContact = { at, channel, tags, ...(device === undefined ? {} : { device }) };
  const reservation = { channel, at, ...(device === undefined ? {} : { device }) };
  if (counting !== 'COUNTED') return { ...reservation, under: [], counts: counting === 'EXEMPT_COUNTED' };
  const budgets = [...rules.budgets, ...periodicBudgets(customer.layers), ...(customer.wish ? [customer.wish] : [])];
  const subject = {
    zone: customer.zone,
    layers: new Set([...customer.budgetLayers, ...customer.layers.map(({ key }) => key)]),
  };
  const full: FullBudget | undefined = firstFull(budgets, contact, customer.counted, subject);
  if (!full)
    return { ...reservation, under: budgetsFor(budgets, contact, subject).map(({ key }) => key), counts: true };
  const next = nextPossible(budgets, contact, customer.counted, subject, { endOfQuiet: endOfQuietFrom });
  return ending('CAPPED', { channel, ...full, ...(next === undefined ? {} : { nextPossibleAt: next }) });
}
