/** Fallback of a contact to its next channel. It happens if no receipt for the message arrives in time. */
import type { FactSet } from '../facts/facts.js';
import { namesOfContact, type NamedContact } from './contact.js';

/**
 * Kinds of receipts that can keep a contact on its channel. A click implies that the message was opened, and therefore
 * that it arrived.
 */
export const FALLBACK_RECEIPTS = ['DELIVERED', 'OPENED'] as const;

export interface Fallback {
  /** How long to wait for a receipt after the hand-over, in ms. */
  readonly afterMs: number;
  readonly unless: (typeof FALLBACK_RECEIPTS)[number];
}

const RECEIPT_TYPES: Readonly<Record<Fallback['unless'], readonly string[]>> = {
  DELIVERED: ['contact_delivered', 'contact_opened', 'contact_clicked', 'contact_converted'],
  OPENED: ['contact_opened', 'contact_clicked', 'contact_converted'],
};

/**
 * Whether a receipt of the kind `unless`, or a receipt that implies it, has been reported for a contact by the time
 * `at`.
 */
export function isAnswered(facts: FactSet, contact: NamedContact, { unless }: Fallback, at: number): boolean {
  const isOfContact = namesOfContact(contact);
  return RECEIPT_TYPES[unless].some((type) =>
    facts.ofType(type).some((event) => event.at <= at && isOfContact(event.properties?.contactId)),
  );
}

/** Returns the channels that follow the channel that a contact used last. */
export function channelsAfter<C extends { readonly channel: string }>(channels: readonly C[], last: string): C[] {
  const index = channels.findIndex(({ channel }) => channel === last);
  return index < 0 ? [] : channels.slice(index + 1);
}
