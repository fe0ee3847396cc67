/**
 * Contacts that callers send themselves. A caller reserves a contact before sending, and then confirms or releases it.
 */
import type { HandOverResult } from '../../engine/reach/contact-record.js';
import { kindOfChannel } from '../../engine/reach/reach-rules.js';
import { campaignOfSender } from '../../engine/reach/reservation.js';
import { HOUR } from '../../engine/time/time.js';
import { mayLearnEveryId, requireScope, type Principal } from '../base/access.js';
import { conflict, invalid, notFound } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { definitionKey, identifier, targetOf, type TargetInput } from '../base/inputs.js';
import type { StoredContact } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { submitOne } from '../write-path/writes.js';
import { consentName, duration } from './reach-inputs.js';
import { rulesIn } from './reach-rules.js';

const SCOPE = 'reach:send';
const MAX_TAGS = 20;
const EXPIRES_AFTER = HOUR;

export interface ReservationInput extends TargetInput {
  readonly key: string;
  readonly channel: string;
  readonly purpose?: string | null;
  readonly tags?: readonly string[] | null;
  readonly expiresAfter?: string | null;
}

/** A contact as shown to its sender. The profile id is left out if the sender may not look the customer up. */
export type ShownContact = Omit<StoredContact, 'profile'> & Partial<Pick<StoredContact, 'profile'>>;

/**
 * Reserves a contact. Consent, layers, the global control group and budgets are checked as in a campaign. The contact
 * is either reserved immediately or ends with a reason. If the same sender repeats a request with the same key, the
 * contact of the first request is returned.
 */
export async function reserveContact(
  services: Services,
  principal: Principal,
  input: ReservationInput,
): Promise<ShownContact> {
  requireScope(principal, SCOPE);
  const { workspace, catalogue } = await enter(services, principal.workspace);
  const rules = await rulesIn(services.stores, workspace.id);
  const channel = consentName(input.channel, 'input.channel');
  if (kindOfChannel(rules, channel) !== 'SENT')
    throw invalid('CHANNEL_WITHOUT_ADDRESS', 'the rules of reach name no address of this channel', 'input.channel');
  const tags = input.tags ?? [];
  if (tags.length > MAX_TAGS)
    throw invalid('LIST_SIZE_INVALID', `a contact has at most ${MAX_TAGS} tags`, 'input.tags');
  tags.forEach((tag, index) => {
    definitionKey(tag, `input.tags[${index}]`);
  });
  const { contact, dryRun, profile } = await submitOne(
    services,
    principal,
    {
      kind: 'reserve',
      origin: { actor: principal.subject, operation: 'reserveContact' },
      target: targetOf(input, catalogue, 'input'),
      request: {
        sender: principal.subject,
        key: identifier(input.key, 'input.key', 128),
        channel,
        purpose: consentName(input.purpose ?? 'marketing', 'input.purpose'),
        tags,
        expiresAfterMs: input.expiresAfter ? duration(input.expiresAfter, 'input.expiresAfter') : EXPIRES_AFTER,
      },
    },
    'input',
  );
  const [stored] = dryRun ? [] : await services.stores.contacts.find(workspace.id, [contact!]);
  if (!stored) throw notFound('CONTACT_NOT_FOUND', 'the contact');
  return shown(stored, profile !== undefined);
}

/** Confirms that a reserved contact was sent. Repeated calls have no effect. */
export async function confirmContact(services: Services, principal: Principal, id: string): Promise<ShownContact> {
  const contact = await settle(services, principal, id, 'confirmContact', (at) => ({
    kind: 'ATTEMPTED',
    outcome: 'DELIVERED',
    at,
  }));
  if (contact.state !== 'HANDED_OVER') throw notReserved();
  return shown(contact, mayLearnEveryId(principal));
}

/** Releases a reserved contact that was certainly not sent. Repeated calls have no effect. */
export async function releaseContact(services: Services, principal: Principal, id: string): Promise<ShownContact> {
  const contact = await settle(services, principal, id, 'releaseContact', () => ({
    kind: 'ENDED',
    ending: { reason: 'CANCELLED', facts: { cause: 'the sender released it' } },
  }));
  if (contact.state !== 'ENDED') throw notReserved();
  return shown(contact, mayLearnEveryId(principal));
}

/** Stores the result that a sender reports for its contact, and returns the contact. */
async function settle(
  services: Services,
  principal: Principal,
  id: string,
  operation: string,
  result: (now: number) => HandOverResult,
): Promise<StoredContact> {
  requireScope(principal, SCOPE);
  const { workspace, now } = await enter(services, principal.workspace);
  const find = async (): Promise<StoredContact> => {
    const contact = await findOne(services.stores.contacts, workspace.id, id);
    // A sender may confirm or release only its own contacts, not contacts of campaigns or other senders.
    if (contact?.campaign !== campaignOfSender(principal.subject))
      throw notFound('CONTACT_NOT_FOUND', 'the contact', 'id');
    return contact;
  };
  const { campaign, profile, claim } = await find();
  await submitOne(services, principal, {
    kind: 'handOver',
    origin: { actor: principal.subject, operation },
    target: { profile },
    contact: id,
    campaign,
    claim,
    result: result(now),
  });
  return find();
}

function shown({ profile, ...contact }: StoredContact, withProfile: boolean): ShownContact {
  return withProfile ? { ...contact, profile } : contact;
}

const notReserved = (): Error => conflict('CONTACT_NOT_RESERVED', 'the contact is no longer reserved', 'id');
