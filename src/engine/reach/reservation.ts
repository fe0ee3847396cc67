/** Decides reservations of contacts that other systems send. The rules are the same as for contacts of campaigns. */
import { contactOf, reachRulesOf, type Deciding } from './campaign-decision.js';
import type { Campaign } from './campaign.js';
import type { Contact } from './contact-record.js';
import { decideContact } from './decide.js';
import { contactId, occurrenceKey } from './occurrence.js';
import { reachedCustomer, type KnownCustomer } from './reached-customer.js';

/** A contact that a sender requests. */
export interface ReservationRequest {
  /** Subject of the sender's token. */
  readonly sender: string;
  /** Key of the contact, unique per sender and customer. */
  readonly key: string;
  readonly channel: string;
  readonly purpose: string;
  /** Tags of the contact. A budget for a tag counts only contacts that have this tag. */
  readonly tags: readonly string[];
  /** How long the sender may take to send the message, in ms. */
  readonly expiresAfterMs: number;
}

/**
 * Returns the campaign key under which the contacts of a sender are stored. Keys of other campaigns contain no colon.
 */
export const campaignOfSender = (sender: string): string => `sender:${sender}`;

/** Returns the id of the contact that an earlier request with the same key created. Undefined if there is none. */
export function earlierReservation(
  { sender, key }: ReservationRequest,
  contacts: readonly Contact[],
): string | undefined {
  const occurrence = occurrenceKey({ kind: 'REQUEST', key });
  return contacts.find((each) => each.campaign === campaignOfSender(sender) && each.occurrence === occurrence)?.id;
}

/** Maximum number of reservations of a customer that a sender has neither confirmed nor released. */
export const MOST_OPEN = 100;

/** Whether a sender has reached the maximum number of open reservations for a customer at a given time. */
export function hasTooManyOpen({ sender }: ReservationRequest, contacts: readonly Contact[], at: number): boolean {
  const campaign = campaignOfSender(sender);
  const open = contacts.filter(
    (each) => each.campaign === campaign && each.state === 'RESERVED' && each.expiresAt > at,
  );
  return open.length >= MOST_OPEN;
}

/** Decides a request at a given time. Returns a contact that is either reserved immediately or ended with a reason. */
export function decideReservation(
  { definitions, rules, digests, draw }: Pick<Deciding, 'definitions' | 'rules' | 'digests' | 'draw'>,
  customer: KnownCustomer,
  request: ReservationRequest,
  at: number,
): Contact {
  const campaign = campaignFor(request);
  const occurrence = occurrenceKey({ kind: 'REQUEST', key: request.key });
  const [leading] = customer.identities;
  const due = {
    id: contactId({ campaign: campaign.key, ...leading, occurrence }, digests.keyed),
    campaign,
    occurrence,
    dueAt: at,
    knownAt: at,
    expiresAt: at + request.expiresAfterMs,
    channels: [{ channel: request.channel, ifQuiet: 'WAIT' as const }],
    missingIn: () => [],
  };
  const reached = reachedCustomer(customer, definitions, rules, digests, at);
  const decision = decideContact(reached, due, reachRulesOf(rules, draw), at);
  if (decision.kind === 'NOT_ENTERED') throw new Error('an occurrence is decided once');
  const last = Math.max(0, ...customer.contacts.map(({ sequence }) => sequence));
  return contactOf(decision, { campaign, due }, last + 1, at);
}

/**
 * Returns a campaign that represents a request in decisions. A request has no groups and no separate quiet hours. It
 * cannot be late before it expires.
 */
const campaignFor = ({ sender, purpose, tags, expiresAfterMs }: ReservationRequest): Campaign => ({
  key: campaignOfSender(sender),
  version: 0,
  priority: 0,
  purpose,
  transactional: false,
  keepsQuietHours: false,
  tags,
  counting: 'COUNTED',
  reEntry: { kind: 'ALWAYS' },
  latenessMs: expiresAfterMs,
  ifLate: 'MISSED',
  groups: { salt: sender, holdOutPercent: 0, variants: [] },
});
