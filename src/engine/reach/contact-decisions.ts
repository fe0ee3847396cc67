/** The decisions about a contact that was already decided: its hand-over, its next channel, and its showing. */
import type { Identity } from '../types.js';
import type { ChannelDefinition } from './campaign-definition.js';
import type { Reservation } from './decide.js';
import { ending, type Ending, type EndingFacts, type EndingReason } from './endings.js';
import type { WrittenMessage } from './message-version.js';

/**
 * The decision about a contact when it is handed over. SEND: the message is sent. WAIT: the contact is moved to a later
 * time. END: the contact ends.
 */
export type HandOverDecision =
  | {
      readonly kind: 'SEND';
      readonly reservation: Reservation;
      readonly channel: ChannelDefinition;
      readonly message: WrittenMessage;
      readonly address: Identity;
    }
  | { readonly kind: 'WAIT'; readonly reservation: Reservation }
  | { readonly kind: 'END'; readonly ending: Ending };

/** The decision about a contact after the wait for a receipt. */
export type FallbackDecision =
  /** The receipt arrived. */
  | { readonly kind: 'ANSWERED' }
  /** The contact stays on its channel. `ending` may be the reason why no other channel can be used. */
  | { readonly kind: 'STAY'; readonly ending?: Ending }
  /** The contact moves to its next channel, where it is reserved or waits for a place. */
  | { readonly kind: 'FALL_BACK'; readonly state: 'RESERVED' | 'WAITING'; readonly reservation: Reservation };

/**
 * The decision about a contact for which a place asks. WAIT: a budget has no room now. END: the rules no longer permit
 * the contact.
 */
export type ShowingDecision =
  | { readonly kind: 'SHOW'; readonly reservation: Reservation }
  | { readonly kind: 'WAIT' }
  | { readonly kind: 'END'; readonly ending: Ending };

/**
 * The decision about a contact that becomes a task. ASSIGN: the task is opened. WAIT: the contact is moved to a later
 * time. END: the contact ends.
 */
export type TaskDecision =
  | { readonly kind: 'ASSIGN'; readonly assignee: string; readonly dueAt: number }
  | { readonly kind: 'WAIT'; readonly reservation: Reservation }
  | { readonly kind: 'END'; readonly ending: Ending };

export interface RenderedMessage {
  readonly channel: ChannelDefinition;
  readonly message: WrittenMessage;
}

/** Returns the decision that a contact ends. */
export const end = <R extends EndingReason>(
  reason: R,
  facts: EndingFacts[R],
): Extract<HandOverDecision, { kind: 'END' }> => ({
  kind: 'END',
  ending: ending(reason, facts),
});
