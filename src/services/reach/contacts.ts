/** Reads contacts with the decisions about them, and redelivers contacts that failed. */
import { requireScope, type Principal } from '../base/access.js';
import { conflict, notFound, type ServiceError } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import type { ContactCount, Page, StoredContact } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { loadRoot } from '../population/roots.js';
import { submitOne } from '../write-path/writes.js';
import { campaignNotFound } from './campaigns.js';
import { mustSeeAllCampaigns, mustSeeCampaign } from './concealed-campaigns.js';

/** Returns a page of the contacts of a customer, most recently decided first. */
export async function contactsOf(
  services: Services,
  principal: Principal,
  profile: string,
  page: Page,
): Promise<StoredContact[]> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  const { workspace } = room;
  await mustSeeAllCampaigns(services.stores, principal, room);
  const { members } = await loadRoot(services, workspace.id, profile);
  return services.stores.contacts.page(workspace.id, members, page);
}

/** Returns a contact with the facts on which its decision was based. */
export async function explainContact(services: Services, principal: Principal, id: string): Promise<StoredContact> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  await mustSeeAllCampaigns(services.stores, principal, room);
  const contact = await findOne(services.stores.contacts, room.workspace.id, id);
  if (!contact) throw contactNotFound();
  return contact;
}

/** Returns the number of contacts of a campaign by state, group and end reason. */
export async function campaignContacts(services: Services, principal: Principal, key: string): Promise<ContactCount[]> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  const { workspace } = room;
  const campaign = await findOne(services.stores.campaigns, workspace.id, key);
  if (!campaign) throw campaignNotFound();
  mustSeeCampaign(principal, campaign, room);
  const counts = await services.stores.contacts.counts(workspace.id, key);
  const nameOf = ({ state, reason, group }: ContactCount): string => JSON.stringify([state, reason, group]);
  return counts.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}

/**
 * Returns a page of the FAILED or DEAD contacts of a campaign, ordered by id. No further attempt will be made for these
 * contacts, and it is not certain that their messages arrived.
 */
export async function deadContacts(
  services: Services,
  principal: Principal,
  key: string,
  page: Page,
): Promise<StoredContact[]> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  const { workspace } = room;
  const campaign = await findOne(services.stores.campaigns, workspace.id, key);
  if (campaign) mustSeeCampaign(principal, campaign, room);
  return services.stores.contacts.inStates(workspace.id, key, { states: ['DEAD', 'FAILED'] }, page);
}

/**
 * Returns a page of the contacts of a campaign in one state, ordered by id. With a reason, only contacts that ended for
 * this reason.
 */
export async function contactsInState(
  services: Services,
  principal: Principal,
  { campaign: key, state, reason }: ContactsChosen,
  page: Page,
): Promise<StoredContact[]> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  const { workspace } = room;
  // The ending of a contact names contacts and budgets of other campaigns.
  await mustSeeAllCampaigns(services.stores, principal, room);
  const campaign = await findOne(services.stores.campaigns, workspace.id, key);
  if (!campaign) throw notFound('CAMPAIGN_NOT_FOUND', 'the campaign', 'campaign');
  return services.stores.contacts.inStates(workspace.id, key, { states: [state], reason }, page);
}

interface ContactsChosen {
  readonly campaign: string;
  readonly state: StoredContact['state'];
  readonly reason?: string | undefined;
}

/**
 * Sends a failed or dead contact again with the same message id. The contact had released its budgets, so the budgets
 * must have room for the contact again.
 */
export async function redeliverContact(services: Services, principal: Principal, id: string): Promise<StoredContact> {
  requireScope(principal, 'reach:admin');
  const room = await enter(services, principal.workspace);
  const { workspace, now } = room;
  await mustSeeAllCampaigns(services.stores, principal, room);
  const contact = await findOne(services.stores.contacts, workspace.id, id);
  if (!contact) throw contactNotFound();
  const { campaign, profile, claim } = contact;
  const definition = await findOne(services.stores.campaigns, workspace.id, campaign);
  // Contacts that callers send themselves do not belong to a campaign.
  if (!definition) throw conflict('CONTACT_NOT_DEAD', 'only contacts of campaigns are sent again', 'id');
  const expiresAt = Math.max(contact.expiresAt, now + definition.expiresAfterMs);
  await submitOne(services, principal, {
    kind: 'handOver',
    origin: { actor: principal.subject, operation: 'redeliverContact' },
    target: { profile },
    contact: id,
    campaign,
    claim,
    result: { kind: 'RENEWED', at: now, expiresAt },
  });
  const renewed = await findOne(services.stores.contacts, workspace.id, id);
  if (!renewed) throw contactNotFound();
  return renewed;
}

const contactNotFound = (): ServiceError => notFound('CONTACT_NOT_FOUND', 'the contact', 'id');
