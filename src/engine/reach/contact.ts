/** Defines the states of a contact and the states in which a contact uses up budget. */

export const CONTACT_STATES = [
  'PLANNED',
  'RESERVED',
  /** The contact waits until a place shows it. It uses budget when it is shown. */
  'WAITING',
  /** The contact is an open task of a person. It uses budget from its reservation on. */
  'ASSIGNED',
  'HANDED_OVER',
  'DELIVERED',
  'FAILED',
  'DEAD',
  'ENDED',
] as const;
type ContactState = (typeof CONTACT_STATES)[number];

/** The part of a contact that changes after the decision about the contact was made. */
export interface ContactProgress {
  readonly state: ContactState;
  /**
   * Whether the receiver may have received a message, because an attempt ended with status 2xx or its outcome is
   * unknown.
   */
  readonly mayHaveArrived: boolean;
}

/** Outcome of a delivery attempt. See `src/delivery`. */
export type AttemptOutcome =
  | 'DELIVERED'
  /** The receiver permanently rejected the message. */
  | 'REFUSED'
  /** It is unknown whether the receiver got the message. */
  | 'UNKNOWN'
  /** No part of the message was sent. */
  | 'NOT_SENT';

/** Returns the contact after an attempt. `isLast` means that no further attempt is planned. */
export function afterAttempt(contact: ContactProgress, outcome: AttemptOutcome, isLast: boolean): ContactProgress {
  switch (outcome) {
    case 'DELIVERED':
      return { state: 'HANDED_OVER', mayHaveArrived: true };
    case 'REFUSED':
      return { state: 'FAILED', mayHaveArrived: contact.mayHaveArrived };
    case 'UNKNOWN':
      return { state: isLast ? 'DEAD' : 'RESERVED', mayHaveArrived: true };
    case 'NOT_SENT':
      return { state: isLast ? 'DEAD' : 'RESERVED', mayHaveArrived: contact.mayHaveArrived };
  }
}

/**
 * Whether a contact uses up budget. Budget is released only if the message was certainly not sent. A contact with an
 * unknown outcome counts as sent, even if it fails or dies afterward.
 */
export function usesBudget({ state, mayHaveArrived }: ContactProgress): boolean {
  switch (state) {
    case 'RESERVED':
    case 'ASSIGNED':
    case 'HANDED_OVER':
    case 'DELIVERED':
      return true;
    case 'FAILED':
    case 'DEAD':
      return mayHaveArrived;
    case 'PLANNED':
    case 'WAITING':
    case 'ENDED':
      return false;
  }
}

/** The ids by which events refer to a contact or to its messages. */
export interface NamedContact {
  readonly id: string;
  /** The provider's id of the message on the current channel. */
  readonly providerId?: string;
  /** Messages on earlier channels. */
  readonly earlier?: readonly { readonly providerId?: string }[];
}

/**
 * Returns a function that tells whether an id refers to a contact. It accepts the id of the contact, the id of one of
 * its messages (`messageId`), and the id that a provider gave to one of these messages.
 */
export function namesOfContact({ id, providerId, earlier = [] }: NamedContact): (name: unknown) => boolean {
  const given = new Set([providerId, ...earlier.map((message) => message.providerId)]);
  return (name) => typeof name === 'string' && (name === id || name.startsWith(`${id}_`) || given.has(name));
}
