/** Contacts as they were decided, with the reasons of those that ended. */
import { requireScope, type Principal } from '../base/access.js';
import { notFound } from '../base/errors.js';
import type { ContactCount, Page, StoredContact } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { loadRoot } from '../population/roots.js';
import { campaignNotFound } from './campaigns.js';

/** Contacts of a customer, the last decided first. */
export async function contactsOf(
  services: Services,
  principal: Principal,
  profile: string,
  page: Page,
): Promise<StoredContact[]> {
  requireScope(principal, 'reach:read');
  const { workspace } = await enter(services, principal.workspace);
  const { members } = await loadRoot(services, workspace.id, profile);
  return services.stores.contacts.page(workspace.id, members, page);
}

/** One contact with the facts behind its decision. */
export async function explainContact(services: Services, principal: Principal, id: string): Promise<StoredContact> {
  requireScope(principal, 'reach:read');
  const { workspace } = await enter(services, principal.workspace);
  const [contact] = await services.stores.contacts.find(workspace.id, [id]);
  if (!contact) throw notFound('CONTACT_NOT_FOUND', 'the contact', 'id');
  return contact;
}

/** Number of contacts of a campaign by state, group and reason. */
export async function campaignContacts(services: Services, principal: Principal, key: string): Promise<ContactCount[]> {
  requireScope(principal, 'reach:read');
  const { workspace } = await enter(services, principal.workspace);
  const [campaign] = await services.stores.campaigns.find(workspace.id, [key]);
  if (!campaign) throw campaignNotFound();
  const counts = await services.stores.contacts.counts(workspace.id, key);
  const nameOf = ({ state, reason, group }: ContactCount): string => JSON.stringify([state, reason, group]);
  return counts.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}
