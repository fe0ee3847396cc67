/** Contacts as they were decided, with the reasons of those that ended. */
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import { requireScope, type Principal } from '../base/access.js';
import { conflict, notFound, type ServiceError } from '../base/errors.js';
import type { ContactCount, Page, StoredContact } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { loadRoot } from '../population/roots.js';
import { submitOne } from '../write-path/writes.js';
import { campaignNotFound } from './campaigns.js';
import { mustSeeAllCampaigns, mustSeeCampaign } from './concealed-campaigns.js';

/** Contacts of a customer, the last decided first. */
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

/** One contact with the facts behind its decision. */
export async function explainContact(services: Services, principal: Principal, id: string): Promise<StoredContact> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  await mustSeeAllCampaigns(services.stores, principal, room);
  const [contact] = await services.stores.contacts.find(room.workspace.id, [id]);
  if (!contact) throw contactNotFound();
  return contact;
}

/** Number of contacts of a campaign by state, group and reason. */
export async function campaignContacts(services: Services, principal: Principal, key: string): Promise<ContactCount[]> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  const { workspace } = room;
  const [campaign] = await services.stores.campaigns.find(workspace.id, [key]);
  if (!campaign) throw campaignNotFound();
  mustSeeCampaign(principal, campaign, room);
  const counts = await services.stores.contacts.counts(workspace.id, key);
  const nameOf = ({ state, reason, group }: ContactCount): string => JSON.stringify([state, reason, group]);
  return counts.sort((left, right) => (nameOf(left) < nameOf(right) ? -1 : 1));
}

/** Contacts of a campaign without a further attempt that did not arrive for certain, by id. */
export async function deadContacts(
  services: Services,
  principal: Principal,
  key: string,
  page: Page,
): Promise<StoredContact[]> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  const { workspace } = room;
  const [campaign] = (await services.stores.campaigns.find(workspace.id, [key])) as (CampaignDefinition | undefined)[];
  if (campaign) mustSeeCampaign(principal, campaign, room);
  return services.stores.contacts.inStates(workspace.id, key, ['DEAD', 'FAILED'], page);
}

/** Has a failed or dead contact sent again, under the same message id. It needs room in the budgets it released. */
export async function redeliverContact(services: Services, principal: Principal, id: string): Promise<StoredContact> {
  requireScope(principal, 'reach:admin');
  const { workspace, now } = await enter(services, principal.workspace);
  const [contact] = await services.stores.contacts.find(workspace.id, [id]);
  if (!contact) throw contactNotFound();
  const { campaign, profile, claim } = contact;
  const [definition] = (await services.stores.campaigns.find(workspace.id, [campaign])) as (
    | CampaignDefinition
    | undefined
  )[];
  // Contacts that others send have no campaign.
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
  return (await services.stores.contacts.find(workspace.id, [id]))[0];
}

const contactNotFound = (): ServiceError => notFound('CONTACT_NOT_FOUND', 'the contact', 'id');
