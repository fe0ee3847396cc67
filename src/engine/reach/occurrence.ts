/** Defines the sources of campaign occurrences, the ids of contacts, and the rules for entering a campaign again. */

/** The source of an occurrence. Its data distinguishes the occurrence from others of the same campaign and customer. */
export type OccurrenceSource =
  | { readonly kind: 'EVENT'; readonly eventId: string }
  /**
   * `profile` is the customer that entered or left the segment. Transitions are numbered per customer, so two customers
   * may have equal numbers.
   */
  | {
      readonly kind: 'TRANSITION';
      readonly segment: string;
      readonly profile: string;
      readonly sequence: number;
    }
  | { readonly kind: 'SCHEDULE'; readonly dueAt: number }
  /** A calendar day in the customer's time zone. */
  | { readonly kind: 'DAY'; readonly day: string }
  /** A value of a date tag. For dates that recur yearly, `year` distinguishes the occurrences. */
  | { readonly kind: 'TAG'; readonly tag: string; readonly value: string; readonly year?: number }
  /** A contact requested by a sender, with the key that the sender chose. */
  | { readonly kind: 'REQUEST'; readonly key: string }
  /** The day of the order that the reminder refers to. */
  | { readonly kind: 'REPURCHASE'; readonly orderDay: string; readonly sku?: string };

/**
 * Returns the key of an occurrence. Two keys are equal if and only if their sources are equal.
 *
 * @example occurrenceKey({ kind: 'EVENT', eventId: 'order-7' }) // ["EVENT","order-7"]
 */
export function occurrenceKey(source: OccurrenceSource): string {
  switch (source.kind) {
    case 'EVENT':
      return JSON.stringify([source.kind, source.eventId]);
    case 'TRANSITION':
      return JSON.stringify([source.kind, source.segment, source.profile, source.sequence]);
    case 'REQUEST':
      return JSON.stringify([source.kind, source.key]);
    case 'DAY':
      return JSON.stringify([source.kind, source.day]);
    case 'SCHEDULE':
      return JSON.stringify([source.kind, source.dueAt]);
    case 'TAG':
      return JSON.stringify([source.kind, source.tag, source.value, source.year ?? null]);
    case 'REPURCHASE':
      return JSON.stringify([source.kind, source.orderDay, source.sku ?? null]);
  }
}

/** The data that identifies a contact. */
export interface ContactName {
  readonly campaign: string;
  /** Leading identity of the customer at the time of the decision. */
  readonly namespace: string;
  readonly value: string;
  readonly occurrence: string;
}

/**
 * A function that returns a hash of a text in hexadecimal digits. The caller provides it, because the engine itself
 * does not depend on a hash library.
 */
export type Digest = (text: string) => string;

/**
 * The hash functions of a workspace. Contacts store hashes of customers, devices and dates instead of the values
 * themselves.
 */
export interface Digests {
  /**
   * HMAC with the secret of the workspace. Nobody without the secret can find the text of a hash by trying all
   * telephone numbers or all dates.
   */
  readonly keyed: Digest;
  /** SHA-256 without a secret. Earlier versions of the server stored these hashes, so they must still be recognized. */
  readonly former: Digest;
}

/**
 * Number of digits in a contact id. They represent 128 bits, so collisions within a workspace do not occur in practice.
 */
const ID_DIGITS = 32;

/**
 * Returns the id of a contact. Every process computes the same id, even if the decision about the contact is made
 * again. The id contains no period.
 */
export function contactId({ campaign, namespace, value, occurrence }: ContactName, digest: Digest): string {
  return `c${digest(JSON.stringify([campaign, namespace, value, occurrence])).slice(0, ID_DIGITS)}`;
}

/**
 * Returns the ids that the contact of an occurrence can have: the current id, and the id that earlier versions of the
 * server created. An existing contact keeps its id, and no second contact is made for its occurrence.
 */
export const contactIds = (name: ContactName, { keyed, former }: Digests): readonly [now: string, formerly: string] => [
  contactId(name, keyed),
  contactId(name, former),
];

/**
 * Returns the id of a message from the id of its contact and the number of the attempted channel, from 1. The id is the
 * same in every retry.
 */
export const messageId = (contact: string, channelNumber: number): string => `${contact}_${channelNumber}`;

export type ReEntry =
  /** The customer may enter the campaign once. */
  | { readonly kind: 'NEVER' }
  /** The customer may enter once for each occurrence. */
  | { readonly kind: 'ALWAYS' }
  /** The customer may enter again when this time has passed since the last contact was handed over. */
  | { readonly kind: 'AFTER'; readonly durationMs: number };

/**
 * An earlier contact of a customer in a campaign. A contact that ended without a message does not count as an entry.
 */
export interface EarlierEntry {
  readonly occurrence: string;
  /** When the contact was handed over, or may have been handed over, in ms. Undefined if it is planned or reserved. */
  readonly handedOverAt?: number;
}

/** Whether a customer may enter a campaign for an occurrence. Each occurrence leads to at most one contact. */
export function mayEnter(reEntry: ReEntry, earlier: readonly EarlierEntry[], occurrence: string, at: number): boolean {
  if (earlier.some((entry) => entry.occurrence === occurrence)) return false;
  switch (reEntry.kind) {
    case 'NEVER':
      return earlier.length === 0;
    case 'ALWAYS':
      return true;
    case 'AFTER':
      return earlier.every(({ handedOverAt }) => handedOverAt !== undefined && at - handedOverAt >= reEntry.durationMs);
  }
}
