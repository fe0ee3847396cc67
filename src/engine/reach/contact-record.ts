/** The stored form of a contact. A contact is one decision about one customer and one occurrence of a campaign. */
import type { EventFact } from '../types.js';
import type { CountedContact } from './budget.js';
import type { CampaignDefinition } from './campaign-definition.js';
import { afterAttempt, namesOfContact, usesBudget, type AttemptOutcome, type ContactProgress } from './contact.js';
import type { Reservation } from './decide.js';
import type { Ending } from './endings.js';
import { TREATED } from './groups.js';
import type { EarlierEntry } from './occurrence.js';
import type { ContactTask, TaskOutcome } from './task.js';

/** An earlier message of a contact, on an earlier channel or shown earlier by a place. */
export interface EarlierAttempt extends Reservation {
  readonly handedOverAt: number;
  /** The provider's id of the message, if the provider gave one. */
  readonly providerId?: string;
}

export interface Contact extends ContactProgress {
  readonly id: string;
  readonly campaign: string;
  /** Version that the campaign had when the decision about the contact was made. */
  readonly version: number;
  readonly occurrence: string;
  /** Sequence number of the contact among the customer's contacts, from 1. It is 0 until the contact is decided. */
  readonly sequence: number;
  readonly dueAt: number;
  /**
   * Time of the decision about the contact, in ms. Until the decision is made, this is the time at which the contact
   * was planned.
   */
  readonly decidedAt: number;
  readonly expiresAt: number;
  /**
   * The group (hold-out or variant) that was randomly drawn for the customer. It stays set even if the contact ended
   * after the draw.
   */
  readonly group?: string;
  /** Tags of the campaign at the time of the decision. */
  readonly tags: readonly string[];
  /**
   * The message that the decision chose, with its channel and time. Undefined if the decision was that the contact ends
   * without a message. A contact that ended later keeps its reservation.
   */
  readonly reservation?: Reservation;
  readonly ending?: Ending;
  /** First time at which the message on the current channel was handed over or may have been handed over, in ms. */
  readonly handedOverAt?: number;
  /** The provider's id of the message on the current channel. Receipts from the provider may refer to this id. */
  readonly providerId?: string;
  /** The task that the contact became. Set only on a channel of the kind TASK. */
  readonly task?: ContactTask;
  /** Messages on earlier channels, for which no receipt arrived, and earlier showings. They use up budget too. */
  readonly earlier?: readonly EarlierAttempt[];
}

/**
 * Returns one entry for each message of a customer that uses up contact budget, including messages on earlier channels.
 */
export function countedContacts(contacts: readonly Contact[]): CountedContact[] {
  return contacts.flatMap((contact) => {
    const { id, tags, reservation, earlier = [] } = contact;
    const using = [...earlier, ...(reservation && usesBudget(contact) ? [reservation] : [])];
    return using
      .filter(({ counts }) => counts)
      .map(({ channel, device, at, under }) => ({
        ...{ id, at, channel, tags, under },
        ...(device === undefined ? {} : { device }),
      }));
  });
}

/**
 * Returns the contacts that other systems sent and reported as `contact_sent` events. A report about one of the given
 * contacts is left out, so that the contact does not count twice.
 */
export function reportedContacts(
  sent: readonly EventFact[],
  contacts: readonly Contact[],
  at: number,
): CountedContact[] {
  const own = contacts.map(namesOfContact);
  return sent
    .filter((event) => event.at <= at && !own.some((isOfContact) => isOfContact(event.properties?.contactId)))
    .map((event) => ({
      id: event.id,
      at: event.at,
      channel: String(event.properties?.channel ?? ''),
      tags: [],
      under: [],
    }));
}

/**
 * Returns a customer's earlier entries into campaigns, by the key of the campaign. A contact that ended without a
 * message does not count as an entry. A contact that waits for a place does, because it can still be shown.
 */
export function entriesOf(contacts: readonly Contact[]): Map<string, EarlierEntry[]> {
  const entries = new Map<string, EarlierEntry[]>();
  for (const contact of contacts) {
    const { campaign, occurrence, earlier, state } = contact;
    if (!usesBudget(contact) && !earlier && state !== 'WAITING') continue;
    const handedOverAt = contact.handedOverAt ?? earlier?.at(-1)?.handedOverAt;
    const entry = { occurrence, ...(handedOverAt === undefined ? {} : { handedOverAt }) };
    const there = entries.get(campaign);
    if (there) there.push(entry);
    else entries.set(campaign, [entry]);
  }
  return entries;
}

/** Reasons with which a contact can end only after the draw of groups. */
const AFTER_DRAW: readonly Ending['reason'][] = ['CAPPED', 'QUIET_EXPIRED', 'TEMPLATE'];

/**
 * Returns the group to which a decided contact assigns its customer. This is the group that was drawn. In a campaign
 * with a hold-out and without variants, it is `TREATED` for the customers who are not held out. Returns undefined if
 * the contact ended before the draw, or if the campaign has no groups.
 */
export function assignedGroup(contact: Contact, holdOutPercent: number): string | undefined {
  const { group, reservation, ending } = contact;
  if (group !== undefined || holdOutPercent === 0) return group;
  const isDrawn = reservation !== undefined || (ending !== undefined && AFTER_DRAW.includes(ending.reason));
  return isDrawn ? TREATED : undefined;
}

/** A contact together with the state of its hand-over to the receiver. */
export interface PendingContact extends Contact {
  /** Number of attempts to hand the contact over. */
  readonly attempts: number;
  /** When the next attempt is planned, in ms. Undefined if none is planned. */
  readonly nextAttemptAt?: number;
  /** Fencing number of the last claim. Only the process that holds this claim may change the contact. */
  readonly claim: number;
}

/** Returns a new contact that another system sends. No attempt is planned for it. */
export const externalContact = (contact: Contact): PendingContact => ({ ...contact, attempts: 0, claim: 0 });

/**
 * Returns a new contact to hand over. If the contact is reserved, the first attempt is planned for the reserved time. If
 * it waits for a place, its end is planned for the time at which it expires.
 */
export const pendingContact = (contact: Contact): PendingContact => ({
  ...contact,
  attempts: 0,
  claim: 0,
  ...(contact.reservation && contact.state === 'RESERVED' ? { nextAttemptAt: contact.reservation.at } : {}),
  ...(contact.state === 'WAITING' ? { nextAttemptAt: contact.expiresAt } : {}),
});

/**
 * Returns a planned contact of a campaign with a trigger. Such a contact is due, but no decision about it has been made
 * yet.
 */
export const plannedContact = (
  { key, version, tags, expiresAfterMs }: CampaignDefinition,
  { id, occurrence, dueAt }: Pick<Contact, 'id' | 'occurrence' | 'dueAt'>,
  at: number,
): PendingContact => ({
  ...{ id, occurrence, dueAt, version, tags },
  campaign: key,
  sequence: 0,
  decidedAt: at,
  expiresAt: dueAt + expiresAfterMs,
  state: 'PLANNED',
  mayHaveArrived: false,
  attempts: 0,
  claim: 0,
});

/** The result of handing over a claimed contact. */
export type HandOverResult =
  | { readonly kind: 'ENDED'; readonly ending: Ending }
  | { readonly kind: 'WAITS'; readonly until: number }
  | {
      readonly kind: 'ATTEMPTED';
      readonly outcome: AttemptOutcome;
      readonly at: number;
      readonly providerId?: string;
      /** When the next attempt is planned, in ms. Undefined if the retry schedule has no further attempt. */
      readonly nextAttemptAt?: number;
    }
  /**
   * The wait for a receipt has ended without one. Whether the contact moves to the next channel is decided when this
   * result is stored.
   */
  | { readonly kind: 'UNANSWERED' }
  /** The contact becomes a task. Whether the rules still permit it is decided when this result is stored. */
  | { readonly kind: 'ASSIGNED' }
  /** The outcome that `by` reports for the task of `assignee`. */
  | {
      readonly kind: 'TASK_CLOSED';
      readonly assignee: string;
      readonly outcome: TaskOutcome;
      readonly by: string;
      readonly note?: string;
    }
  /** An operator requested that a failed or dead contact be sent again. */
  | { readonly kind: 'RENEWED'; readonly at: number; readonly expiresAt: number };

/** A result that determines the contact after it without a further decision. */
export type DecidedResult = Exclude<HandOverResult, { kind: 'UNANSWERED' | 'ASSIGNED' | 'TASK_CLOSED' }>;

/** Returns the contact in the state DELIVERED. No further attempt is planned for it. */
export function received<T extends PendingContact>({ nextAttemptAt: _planned, ...contact }: T): T {
  return { ...contact, state: 'DELIVERED' } as unknown as T;
}

/**
 * Returns the contact without a planned attempt, because the contact stays on its channel. `ending` is the optional
 * reason why the contact could not move to a further channel.
 */
export function stayed<T extends PendingContact>({ nextAttemptAt: _planned, ...contact }: T, ending?: Ending): T {
  const { state, expiresAt } = contact;
  return {
    ...contact,
    ...(ending ? { ending } : {}),
    // An open task is closed when it expires.
    ...(state === 'ASSIGNED' ? { nextAttemptAt: expiresAt } : {}),
  } as unknown as T;
}

/**
 * Returns the contact with a reservation on its next channel. The message on the previous channel keeps using up
 * budget. If the next channel is a place, the contact waits for it (`state`).
 */
export function fallenBack<T extends PendingContact>(
  contact: T,
  reservation: Reservation,
  state: 'RESERVED' | 'WAITING',
): T {
  const { handedOverAt, providerId, earlier = [], task: _task, ...rest } = contact;
  const named = providerId === undefined ? {} : { providerId };
  return {
    ...rest,
    state,
    earlier: [...earlier, { ...contact.reservation!, handedOverAt: handedOverAt!, ...named }],
    reservation,
    mayHaveArrived: false,
    attempts: 0,
    nextAttemptAt: state === 'WAITING' ? contact.expiresAt : reservation.at,
  } as unknown as T;
}

/**
 * Returns the contact after a place showed it under a reservation. Its last message, if there was one, becomes an
 * earlier message, which keeps using up budget.
 */
export function shown<T extends PendingContact>(contact: T, reservation: Reservation): T {
  const { handedOverAt, earlier = [], nextAttemptAt: _planned, ...rest } = contact;
  const before = handedOverAt === undefined ? [] : [{ ...contact.reservation!, handedOverAt }];
  const messages = [...earlier, ...before];
  return {
    ...rest,
    ...(messages.length > 0 ? { earlier: messages } : {}),
    ...{ state: 'HANDED_OVER', mayHaveArrived: true, reservation, handedOverAt: reservation.at },
    attempts: contact.attempts + 1,
  } as unknown as T;
}

/**
 * Restores the state that the contact had on the previous channel, because no message could be sent on the next
 * channel.
 */
function returned<T extends PendingContact>(contact: T, ending: Ending): T {
  const earlier = contact.earlier!.slice(0, -1);
  const { handedOverAt, providerId, ...reservation } = contact.earlier!.at(-1)!;
  const { earlier: _earlier, providerId: _last, ...rest } = contact;
  const state = { state: 'HANDED_OVER', mayHaveArrived: true, handedOverAt, reservation, ending } as const;
  const named = providerId === undefined ? {} : { providerId };
  return { ...rest, ...state, ...named, ...(earlier.length > 0 ? { earlier } : {}) } as unknown as T;
}

/** Applies the result of a hand-over to a contact, and returns the changed contact. */
export function afterResult<T extends PendingContact>(contact: T, result: DecidedResult): T {
  const { nextAttemptAt: _planned, ...others } = contact;
  const rest = others as T;
  switch (result.kind) {
    case 'ENDED':
      if (contact.earlier && !contact.mayHaveArrived) return returned(rest, result.ending);
      // A message that may have arrived cannot be undone, so the contact continues to use up budget.
      return { ...rest, state: contact.mayHaveArrived ? 'DEAD' : 'ENDED', ending: result.ending };
    case 'WAITS':
      return { ...rest, nextAttemptAt: result.until };
    case 'RENEWED': {
      const reservation = { ...contact.reservation!, at: contact.mayHaveArrived ? contact.reservation!.at : result.at };
      const { expiresAt } = result;
      return { ...rest, state: 'RESERVED', reservation, attempts: 0, expiresAt, nextAttemptAt: result.at };
    }
    case 'ATTEMPTED': {
      const { outcome, at, nextAttemptAt, providerId } = result;
      const progress = afterAttempt(contact, outcome, nextAttemptAt === undefined);
      return {
        ...rest,
        ...progress,
        attempts: contact.attempts + 1,
        ...(providerId === undefined ? {} : { providerId }),
        ...(progress.mayHaveArrived ? { handedOverAt: contact.handedOverAt ?? at } : {}),
        ...(progress.state === 'RESERVED' && nextAttemptAt !== undefined ? { nextAttemptAt } : {}),
      };
    }
  }
}
