/** Reservations of contacts that others send, decided by the rules that contacts of campaigns have. */
import { contactOf, reachRulesOf, type Deciding } from './campaign-decision.js';
import type { Campaign } from './campaign.js';
import type { Contact } from './contact-record.js';
import { decideContact } from './decide.js';
import { contactId, occurrenceKey } from './occurrence.js';
import { reachedCustomer, type KnownCustomer } from './reached-customer.js';

/** A contact that a sender wants to make. */
export interface ReservationRequest {
  /** Subject of the sender's token. */
  readonly sender: string;
  /** Name of the contact, unique for the sender and the customer. */
  readonly key: string;
  readonly channel: string;
  readonly purpose: string;
  /** Tags that budgets name. */
  readonly tags: readonly string[];
  /** How long the sender has to send it. */
  readonly expiresAfterMs: number;
}

/** The campaign that contacts of a sender are kept under. Keys of other campaigns have no colon. */
export const campaignOfSender = (sender: string): string => `sender:${sender}`;

/** The contact of an earlier request with the same key. */
export function earlierReservation(
  { sender, key }: ReservationRequest,
  contacts: readonly Contact[],
): string | undefined {
  const occurrence = occurrenceKey({ kind: 'REQUEST', key });
  return contacts.find((each) => each.campaign === campaignOfSender(sender) && each.occurrence === occurrence)?.id;
}

/** Decides a request at an instant: a contact that is reserved at once, or ends with a reason. */
export function decideReservation(
  { definitions, rules, digest, draw }: Pick<Deciding, 'definitions' | 'rules' | 'digest' | 'draw'>,
  customer: KnownCustomer,
  request: ReservationRequest,
  at: number,
): Contact {
  const campaign = campaignFor(request);
  const occurrence = occurrenceKey({ kind: 'REQUEST', key: request.key });
  const [leading] = customer.identities;
  const due = {
    id: contactId({ campaign: campaign.key, ...leading, occurrence }, digest),
    campaign,
    occurrence,
    dueAt: at,
    knownAt: at,
    expiresAt: at + request.expiresAfterMs,
    channels: [{ channel: request.channel, ifQuiet: 'WAIT' as const }],
    missingIn: () => [],
  };
  const reached = reachedCustomer(customer, definitions, rules, digest, at);
  const decision = decideContact(reached, due, reachRulesOf(rules, draw), at);
  if (decision.kind === 'NOT_ENTERED') throw new Error('an occurrence is decided once');
  const last = Math.max(0, ...customer.contacts.map(({ sequence }) => sequence));
  return contactOf(decision, { campaign, due }, last + 1, at);
}

/** Requests have no lateness, no groups and no quiet hours of their own. */
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
