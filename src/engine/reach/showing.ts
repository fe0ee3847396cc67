/** Decides which waiting contact of a customer a place shows next. A place is a banner, a page or a part of an app. */
import type { FactSet } from '../facts/facts.js';
import { ascending } from '../values/ascending.js';
import { SHOWN_ONCE, type Showings } from './campaign.js';
import type { CampaignDecisions } from './campaign-decision.js';
import { namesOfContact } from './contact.js';
import { afterResult, shown, type Contact, type PendingContact } from './contact-record.js';
import type { KnownCustomer } from './reached-customer.js';

/** Maximum number of contacts that are decided again for one request of a place, the most important ones first. */
const MOST_DECIDED = 100;

/** Receipts after which a contact has served its purpose and is not shown again. */
const ANSWERS = ['contact_clicked', 'contact_converted'];

/** Whether a contact waits for a place, or was shown there less often than its campaign permits. */
export function isShowable(contact: Contact, slot: string, { most, pauseMs }: Showings, at: number): boolean {
  const { state, reservation, earlier = [], handedOverAt, expiresAt } = contact;
  if (reservation?.channel !== slot || at >= expiresAt) return false;
  if (state === 'WAITING') return true;
  const count = 1 + earlier.filter(({ channel }) => channel === slot).length;
  return state === 'HANDED_OVER' && count < most && at - handedOverAt! >= pauseMs;
}

/** Whether the customer has clicked a contact, or has done what the contact asked for. */
export function isClicked(facts: FactSet, contact: Contact, at: number): boolean {
  const isOfContact = namesOfContact(contact);
  return ANSWERS.some((type) =>
    facts.ofType(type).some((event) => event.at <= at && isOfContact(event.properties?.contactId)),
  );
}

/** A customer with contacts of any form. */
type ReachedBy<T> = Omit<KnownCustomer, 'contacts'> & { readonly contacts: readonly T[] };

/** The contacts of a customer that a request of a place changes. */
export interface ShownNext<T> {
  /** The contact to show. Undefined if the place shows nothing. */
  readonly shown?: T;
  /** Waiting contacts that ended, because the rules no longer permit them. */
  readonly ended: readonly T[];
}

/**
 * Decides which contact a place shows. Campaigns with a higher priority come first, then contacts that were due earlier.
 * Each contact is decided again under all rules. A contact without room in a budget keeps waiting, and one that the
 * rules no longer permit ends.
 */
export function nextShown<T extends PendingContact>(
  decisions: CampaignDecisions,
  customer: ReachedBy<T>,
  slot: string,
  at: number,
): ShownNext<T> {
  const contacts = [...customer.contacts];
  const ended: T[] = [];
  for (const contact of candidates(decisions, customer, slot, at)) {
    const decision = decisions.decideShowing({ ...customer, contacts }, contact, at);
    if (decision.kind === 'SHOW') return { shown: shown(contact, decision.reservation), ended };
    if (decision.kind !== 'END' || contact.state !== 'WAITING') continue;
    const after = afterResult(contact, { kind: 'ENDED', ending: decision.ending });
    contacts[contacts.findIndex(({ id }) => id === contact.id)] = after;
    ended.push(after);
  }
  return { ended };
}

/** Returns the contacts that a place may show, in the order in which they are decided. */
function candidates<T extends PendingContact>(
  decisions: CampaignDecisions,
  { contacts, subject }: ReachedBy<T>,
  slot: string,
  at: number,
): T[] {
  return contacts
    .flatMap((contact) => {
      const campaign = decisions.campaign(contact.campaign);
      if (!campaign || campaign.state === 'PAUSED') return [];
      const showings = campaign.channels.find(({ channel }) => channel === slot)?.showings ?? SHOWN_ONCE;
      if (!isShowable(contact, slot, showings, at) || isClicked(subject.facts, contact, at)) return [];
      return [{ contact, priority: campaign.priority }];
    })
    .sort(
      (left, right) =>
        right.priority - left.priority ||
        ascending(left.contact.campaign, right.contact.campaign) ||
        left.contact.dueAt - right.contact.dueAt ||
        ascending(left.contact.id, right.contact.id),
    )
    .slice(0, MOST_DECIDED)
    .map(({ contact }) => contact);
}
