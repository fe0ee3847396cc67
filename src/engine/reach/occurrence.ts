/** Sources of occurrences of a campaign, ids of contacts, and re-entry of customers. */

/** Source of an occurrence, with the data that distinguishes it from others of its campaign and customer. */
export type OccurrenceSource =
  | { readonly kind: 'EVENT'; readonly eventId: string }
  /** `profile` is the customer that moved. Its transitions are numbered, and those of others may have equal numbers. */
  | {
      readonly kind: 'TRANSITION';
      readonly segment: string;
      readonly profile: string;
      readonly sequence: number;
    }
  | { readonly kind: 'SCHEDULE'; readonly dueAt: number }
  /** A calendar day of the customer. */
  | { readonly kind: 'DAY'; readonly day: string }
  /** The value of a tag, and for yearly returns of a date the year. */
  | { readonly kind: 'TAG'; readonly tag: string; readonly value: string; readonly year?: number }
  /** A sender's own name of a contact. */
  | { readonly kind: 'REQUEST'; readonly key: string }
  /** The order-day that a reminder rests on. */
  | { readonly kind: 'REPURCHASE'; readonly orderDay: string; readonly sku?: string };

/**
 * The key of an occurrence: equal for equal sources, different for different ones.
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

/** What identifies a contact. */
export interface ContactName {
  readonly campaign: string;
  /** Leading identity of the customer at the decision. */
  readonly namespace: string;
  readonly value: string;
  readonly occurrence: string;
}

/** SHA-256 of a text in hexadecimal digits; given by the caller, because the engine uses no package for it. */
export type Digest = (text: string) => string;

/** Enough digits that two contacts of one workspace never share an id in practice (128 bits). */
const ID_DIGITS = 32;

/** The id of a contact: the same in every process, after a restart and when decided twice. It holds no full stop. */
export function contactId({ campaign, namespace, value, occurrence }: ContactName, digest: Digest): string {
  return `c${digest(JSON.stringify([campaign, namespace, value, occurrence])).slice(0, ID_DIGITS)}`;
}

/** The id of a message: of its contact and the number of the channel tried, from 1. The same in every retry. */
export const messageId = (contact: string, channelNumber: number): string => `${contact}_${channelNumber}`;

export type ReEntry =
  /** Once per campaign. */
  | { readonly kind: 'NEVER' }
  /** Once for each occurrence. */
  | { readonly kind: 'ALWAYS' }
  /** Again when a time has passed since the last contact that was handed over. */
  | { readonly kind: 'AFTER'; readonly durationMs: number };

/** An earlier contact of the same customer and campaign. Contacts that ended without a message are not among them. */
export interface EarlierEntry {
  readonly occurrence: string;
  /** When it was handed over, or may have been. Undefined if planned or reserved. */
  readonly handedOverAt?: number;
}

/** Whether a customer may enter a campaign again for an occurrence. One occurrence makes one contact in any case. */
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
