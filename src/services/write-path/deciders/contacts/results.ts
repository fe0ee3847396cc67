/** Applies delivery results to contacts, and creates the customer events that record these results. */
import { OWN_SOURCE } from '../../../../engine/facts/vocabulary.js';
import type { EventFact } from '../../../../engine/types.js';
import type { CampaignDefinition } from '../../../../engine/reach/campaign-definition.js';
import type { FallbackDecision, TaskDecision } from '../../../../engine/reach/contact-decisions.js';
import {
  afterResult,
  fallenBack,
  received,
  stayed,
  type DecidedResult,
  type HandOverResult,
  type PendingContact,
} from '../../../../engine/reach/contact-record.js';
import { channelsAfter } from '../../../../engine/reach/fallback.js';
import { messageId } from '../../../../engine/reach/occurrence.js';
import type { Reservation } from '../../../../engine/reach/decide.js';
import type { TaskOutcome } from '../../../../engine/reach/task.js';
import { assigned, taskClosed } from '../../../../engine/reach/task-transitions.js';
import { eventId } from '../../../base/ids.js';

/**
 * Applies a delivery result to a contact. Contacts of a cancelled campaign get no further attempt. If a contact may
 * fall back to another channel, its next attempt is set to the time by which its receipt is due.
 */
export function applyResult<T extends PendingContact>(
  contact: T,
  result: DecidedResult,
  campaign: CampaignDefinition | undefined,
): T {
  if (result.kind !== 'ATTEMPTED') return afterResult(contact, result);
  if (campaign === undefined || campaign.state === 'CANCELLED') {
    const { nextAttemptAt: _planned, ...last } = result;
    return afterResult(contact, last);
  }
  const after = afterResult(contact, result);
  return after.state === 'HANDED_OVER' ? awaitReceipt(after, campaign, result.at) : after;
}

/** Plans the decision about the next channel of a contact that was handed over, if its campaign has a fallback. */
function awaitReceipt<T extends PendingContact>(contact: T, campaign: CampaignDefinition, at: number): T {
  const { fallback, channels } = campaign;
  if (!fallback || channelsAfter(channels, contact.reservation!.channel).length === 0) return contact;
  return { ...contact, nextAttemptAt: at + fallback.afterMs };
}

/** Applies the decision about a contact that becomes a task. */
export function applyTask<T extends PendingContact>(
  contact: T,
  decision: TaskDecision,
  campaign: CampaignDefinition | undefined,
  at: number,
): T {
  switch (decision.kind) {
    case 'WAIT':
      return afterResult(contact, { kind: 'WAITS', until: decision.reservation.at });
    case 'END':
      return afterResult(contact, { kind: 'ENDED', ending: decision.ending });
    case 'ASSIGN': {
      const { assignee, dueAt } = decision;
      const open = assigned(contact, { assignee, dueAt }, at);
      const { nextAttemptAt = Infinity } = campaign ? awaitReceipt(open, campaign, at) : open;
      return { ...open, nextAttemptAt: Math.min(nextAttemptAt, open.expiresAt) };
    }
  }
}

/** Receipts that follow from the outcome of a task. */
const TASK_RECEIPTS: Readonly<Record<TaskOutcome, string | undefined>> = {
  DONE: 'contact_delivered',
  REFUSED: 'contact_delivered',
  NO_ANSWER: 'contact_bounced',
  NOT_DONE: undefined,
};

/** Closes the task of a contact with the outcome that its assignee reports, and returns the events that record it. */
export function closeTask<T extends PendingContact>(
  contact: T,
  { outcome, by, note }: Extract<HandOverResult, { kind: 'TASK_CLOSED' }>,
  at: number,
): { readonly after: T; readonly events: EventFact[] } {
  const after = taskClosed(contact, { outcome, closedAt: at, closedBy: by });
  const type = TASK_RECEIPTS[outcome];
  if (type === undefined) return { after, events: [] };
  const sent = { ...sentEvent(contact), at };
  const properties = { ...sent.properties, outcome, ...(note === undefined ? {} : { note }) };
  // A contact may have a task on several channels, one after the other.
  const name = `task:${messageId(contact.id, (contact.earlier?.length ?? 0) + 1)}`;
  return { after, events: [sent, { id: eventId(OWN_SOURCE, name), type, at, properties }] };
}

/** Applies the decision about a contact for which no receipt has arrived. */
export function applyFallback<T extends PendingContact>(contact: T, decision: FallbackDecision, at: number): T {
  switch (decision.kind) {
    case 'ANSWERED':
      // Another system reported the receipt, so the customer was reached.
      if (contact.state === 'ASSIGNED') return taskClosed(contact, { outcome: 'DONE', closedAt: at });
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
