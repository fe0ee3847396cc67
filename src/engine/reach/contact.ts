/** The life of a contact after the decision, and whether it uses budget meanwhile. */

export const CONTACT_STATES = ['PLANNED', 'RESERVED', 'HANDED_OVER', 'DELIVERED', 'FAILED', 'DEAD', 'ENDED'] as const;
type ContactState = (typeof CONTACT_STATES)[number];

/** Progress of a contact. */
export interface ContactProgress {
  readonly state: ContactState;
  /** Whether the receiver may have a message of it: an attempt received 2xx or its outcome is unknown. */
  readonly mayHaveArrived: boolean;
}

/** Outcome of a delivery attempt. See `src/delivery`. */
export type AttemptOutcome =
  | 'DELIVERED'
  /** The receiver refused the message for good. */
  | 'REFUSED'
  /** The receiver may have the message. */
  | 'UNKNOWN'
  /** Nothing of the message left. */
  | 'NOT_SENT';

/** The contact after an attempt. `isLast`: no further attempt is planned. */
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
 * Whether a contact uses budget. Only what certainly did not go is released: an unknown outcome counts as sent, also
 * when the contact fails or dies afterwards.
 */
export function usesBudget({ state, mayHaveArrived }: ContactProgress): boolean {
  switch (state) {
    case 'RESERVED':
    case 'HANDED_OVER':
    case 'DELIVERED':
      return true;
    case 'FAILED':
    case 'DEAD':
      return mayHaveArrived;
    case 'PLANNED':
    case 'ENDED':
      return false;
  }
}
