/** A contact as it is kept: one decision about one customer and one occurrence of a campaign. */
import type { EventFact } from '../model.js';
import type { CountedContact } from './budget.js';
import { usesBudget, type ContactProgress } from './contact.js';
import type { Reservation } from './decide.js';
import type { Ending } from './endings.js';
import type { EarlierEntry } from './occurrence.js';

export interface Contact extends ContactProgress {
  readonly id: string;
  readonly campaign: string;
  /** Version of the campaign it was decided under. */
  readonly version: number;
  readonly occurrence: string;
  /** Number of the contact among those of the customer, from 1. */
  readonly sequence: number;
  readonly dueAt: number;
  readonly decidedAt: number;
  readonly expiresAt: number;
  /** The drawn group, also of a contact that ended afterwards. */
  readonly group?: string;
  /** Tags of the campaign at the decision. */
  readonly tags: readonly string[];
  /** Undefined if the decision ended the contact. It stays with a contact that ended after the decision. */
  readonly reservation?: Reservation;
  readonly ending?: Ending;
  /** When it was handed over, or may have been for the first time. */
  readonly handedOverAt?: number;
}

/** The contacts of a customer that use budget. */
export function countedContacts(contacts: readonly Contact[]): CountedContact[] {
  return contacts.flatMap((contact) => {
    const { id, tags, reservation } = contact;
    if (!reservation?.counts || !usesBudget(contact)) return [];
    const { channel, device, at, under } = reservation;
    return [{ id, at, channel, tags, under, ...(device === undefined ? {} : { device }) }];
  });
}

/**
 * Contacts that others sent and reported by `contact_sent`. A report about one of the given contacts is not another
 * contact.
 */
export function reportedContacts(
  sent: readonly EventFact[],
  contacts: readonly Contact[],
  at: number,
): CountedContact[] {
  const own = new Set(contacts.map(({ id }) => id));
  return sent
    .filter((event) => event.at <= at && !own.has(String(event.properties?.contactId)))
    .map((event) => ({
      id: event.id,
      at: event.at,
      channel: String(event.properties?.channel ?? ''),
      tags: [],
      under: [],
    }));
}

/** The entries of a customer by campaign. Contacts that ended without a message are no entries. */
export function entriesOf(contacts: readonly Contact[]): Map<string, EarlierEntry[]> {
  const entries = new Map<string, EarlierEntry[]>();
  for (const contact of contacts) {
    if (!usesBudget(contact)) continue;
    const { campaign, occurrence, handedOverAt } = contact;
    const entry = { occurrence, ...(handedOverAt === undefined ? {} : { handedOverAt }) };
    entries.set(campaign, [...(entries.get(campaign) ?? []), entry]);
  }
  return entries;
}
