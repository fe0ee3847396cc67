/** Applies delivery results to contacts, and creates the customer events that record these results. */
import { OWN_SOURCE } from '../../../../engine/facts/vocabulary.js';
import type { EventFact } from '../../../../engine/types.js';
import type { CampaignDefinition } from '../../../../engine/reach/campaign-definition.js';
import type { FallbackDecision } from '../../../../engine/reach/contact-decisions.js';
import {
  afterResult,
  fallenBack,
  received,
  stayed,
  type HandOverResult,
  type PendingContact,
} from '../../../../engine/reach/contact-record.js';
import { channelsAfter } from '../../../../engine/reach/fallback.js';
import { messageId } from '../../../../engine/reach/occurrence.js';
import type { Reservation } from '../../../../engine/reach/decide.js';
import { eventId } from '../../../base/ids.js';

/**
 * Applies a delivery result to a contact. Contacts of a cancelled campaign get no further attempt. If a contact may
 * fall back to another channel, its next attempt is set to the time by which its receipt is due.
 */
export function applyResult<T extends PendingContact>(
  contact: T,
  result: Exclude<HandOverResult, { kind: 'UNANSWERED' }>,
  campaign: CampaignDefinition | undefined,
): T {
  if (result.kind !== 'ATTEMPTED') return afterResult(contact, result);
  if (campaign === undefined || campaign.state === 'CANCELLED') {
    const { nextAttemptAt: _planned, ...last } = result;
    return afterResult(contact, last);
  }
  const after = afterResult(contact, result);
  const { fallback, channels } = campaign;
  if (after.state !== 'HANDED_OVER' || !fallback) return after;
  if (channelsAfter(channels, after.reservation!.channel).length === 0) return after;
  return { ...after, nextAttemptAt: result.at + fallback.afterMs };
}

/** Applies the decision about a contact for which no receipt has arrived. */
export function applyFallback<T extends PendingContact>(contact: T, decision: FallbackDecision): T {
  switch (decision.kind) {
    case 'ANSWERED':
      return received(contact);
    case 'STAY':
      return stayed(contact, decision.ending);
    case 'FALL_BACK':
      return fallenBack(contact, decision.reservation, decision.state);
  }
}

/**
 * Returns the event that records that a message was handed over, or may have been handed over. There is one event for
 * each message of a contact.
 */
export function sentEvents(before: PendingContact, after: PendingContact): EventFact[] {
  // A contact that returned to its earlier channel made no new attempt, so there is no new event.
  if (before.mayHaveArrived || !after.mayHaveArrived || after.attempts === before.attempts) return [];
  return [sentEvent(after)];
}

/** Returns the event that records the last message of a contact. */
export function sentEvent(after: PendingContact): EventFact {
  const { id, campaign, reservation, handedOverAt, earlier } = after;
  const { channel, variant } = reservation!;
  const properties = {
    campaignId: campaign,
    channel,
    contactId: id,
    ...(variant === undefined ? {} : { variant }),
  };
  const name = earlier ? `sent:${messageId(id, earlier.length + 1)}` : `sent:${id}`;
  return { id: eventId(OWN_SOURCE, name), type: 'contact_sent', at: handedOverAt!, properties };
}

/** Renews the reservation of a contact whose budget was released and that is now sent again. */
export const renewed = <T extends PendingContact>(contact: T, { under }: Reservation): T => ({
  ...contact,
  reservation: { ...contact.reservation!, under },
});
