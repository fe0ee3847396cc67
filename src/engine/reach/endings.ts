/** Reasons why a contact ended without a message. Every ending stores its reason and the facts behind it. */

export const ENDING_REASONS = {
  CAPPED: 'a contact budget has no room',
  QUIET_EXPIRED: 'the contact expires before the quiet hours end',
  CONSENT: 'the customer does not permit the purpose on any channel of the campaign',
  LAYER: 'a layer of the customer takes no marketing contact',
  AUDIENCE: 'the customer is no longer in the audience',
  GOAL: 'the customer has reached the goal of the campaign',
  CONTROL: 'the customer is in the global control or in the hold-out of the campaign',
  CHANNEL: 'no channel of the campaign has an address of the customer',
  TEMPLATE: 'the message names something that the customer lacks and that has no fallback',
  MISSED: 'the occurrence became known too late',
  EXPIRED: 'the contact expired before a place showed it or its task was completed',
  CANCELLED: 'the campaign was stopped, or what the occurrence rests on was taken back',
} as const;
export type EndingReason = keyof typeof ENDING_REASONS;

/** The facts behind each ending. They contain only ids and keys, so they may be displayed and stored. */
export interface EndingFacts {
  readonly CAPPED: {
    readonly channel: string;
    readonly budget: string;
    readonly most: number;
    /** Ids of the contacts that use up the budget. */
    readonly contacts: readonly string[];
    /**
     * When the budget would have room again if no further contacts are added, in ms. Undefined if it would never have
     * room.
     */
    readonly nextPossibleAt?: number;
  };
  readonly QUIET_EXPIRED: { readonly channel: string; readonly quietUntil: number; readonly expiresAt: number };
  readonly CONSENT: {
    readonly purpose: string;
    /**
     * For each channel, the consent statement that decides whether contacts are permitted. `statement` is undefined if
     * the customer made no statement.
     */
    readonly channels: readonly { readonly channel: string; readonly statement?: string }[];
  };
  readonly LAYER: { readonly layer: string; readonly reach: string };
  readonly AUDIENCE: { readonly audience: string };
  readonly GOAL: { readonly goal: string };
  readonly CONTROL: { readonly group: 'GLOBAL' | 'HOLD_OUT' };
  readonly CHANNEL: { readonly channels: readonly string[] };
  readonly TEMPLATE: { readonly channel: string; readonly missing: readonly string[] };
  readonly EXPIRED: { readonly channel: string; readonly expiresAt: number };
  readonly MISSED: { readonly dueAt: number; readonly latestAt: number };
  readonly CANCELLED: { readonly cause: string };
}

export type Ending = {
  readonly [R in EndingReason]: { readonly reason: R; readonly facts: EndingFacts[R] };
}[EndingReason];

/** Creates an ending from a reason and its facts. */
export function ending<R extends EndingReason>(reason: R, facts: EndingFacts[R]): Ending {
  return { reason, facts } as Ending;
}
