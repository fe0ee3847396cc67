/** Results of hand-overs, as changes of contacts and events of their customers. */
import { OWN_SOURCE } from '../../../../engine/facts/vocabulary.js';
import type { EventFact } from '../../../../engine/model.js';
import type { CampaignDefinition } from '../../../../engine/reach/campaign-definition.js';
import { afterResult, type HandOverResult, type PendingContact } from '../../../../engine/reach/contact-record.js';
import type { Reservation } from '../../../../engine/reach/decide.js';
import { eventId } from '../../../base/intake.js';

/** Applies a result. Contacts of a cancelled campaign get no further attempt. */
export function applyResult<T extends PendingContact>(
  contact: T,
  result: HandOverResult,
  campaign: CampaignDefinition | undefined,
): T {
  const isCancelled = campaign === undefined || campaign.state === 'CANCELLED';
  if (result.kind !== 'ATTEMPTED' || !isCancelled) return afterResult(contact, result);
  const { nextAttemptAt: _planned, ...last } = result;
  return afterResult(contact, last);
}

/** The event of a message that was handed over, or may have been: once for each contact. */
export function sentEvents(before: PendingContact, after: PendingContact): EventFact[] {
  if (before.mayHaveArrived || !after.mayHaveArrived) return [];
  const { id, campaign, reservation, handedOverAt } = after;
  const { channel, variant } = reservation!;
  const properties = {
    campaignId: campaign,
    channel,
    contactId: id,
    ...(variant === undefined ? {} : { variant }),
  };
  return [{ id: eventId(OWN_SOURCE, `sent:${id}`), type: 'contact_sent', at: handedOverAt!, properties }];
}

/** The reservation of a contact that is sent again after it had released its budget. */
export const renewed = <T extends PendingContact>(contact: T, { under }: Reservation): T => ({
  ...contact,
  reservation: { ...contact.reservation!, under },
});
