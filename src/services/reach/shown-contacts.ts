/**
 * Gives places the contacts that they show: banners, pages and parts of an app. Which contact is shown is decided in the
 * commit of the customer, so that two requests at once never show more than the rules permit.
 */
import { byPriority, identityText } from '../../engine/identity/identity.js';
import { CampaignDecisions } from '../../engine/reach/campaign-decision.js';
import { outlineOf, type CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import type { RenderedMessage } from '../../engine/reach/contact-decisions.js';
import { messageId } from '../../engine/reach/occurrence.js';
import { kindOfChannel, type ReachRulesDefinition } from '../../engine/reach/reach-rules.js';
import { requireScope, type Principal } from '../base/access.js';
import { invalid } from '../base/errors.js';
import { findOne } from '../base/find-one.js';
import { targetOf, type TargetInput } from '../base/inputs.js';
import type { ProfileRecord, StoredContact } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { digestsOf, draw } from '../base/stable-random.js';
import type { Target } from '../base/write-intakes.js';
import { loadRoot, rootsOf } from '../population/roots.js';
import { subjectsOf } from '../population/subjects.js';
import { mayWrite, submitOne } from '../write-path/writes.js';
import { maySeeMessages } from './concealed-campaigns.js';
import { linksOf } from './contact-links.js';
import { consentName } from './reach-inputs.js';
import { rulesIn } from './reach-rules.js';

export interface NextContactInput extends TargetInput {
  readonly slot: string;
}

/** A contact that a place shows, with its rendered message. */
export interface ShownMessage extends RenderedMessage {
  /** Id of this showing. Receipts may name it or the contact. */
  readonly id: string;
  readonly contact: StoredContact;
  readonly fewerMessages?: string;
}

/**
 * Shows the next contact of a place to a customer. Returns undefined if nothing is to be shown. The contact uses budget
 * from this moment on.
 */
export async function nextContact(
  services: Services,
  principal: Principal,
  input: NextContactInput,
): Promise<ShownMessage | undefined> {
  requireScope(principal, 'reach:show');
  const room = await enter(services, principal.workspace);
  const slot = consentName(input.slot, 'input.slot');
  const rules = await rulesIn(services.stores, room.workspace.id);
  if (kindOfChannel(rules, slot) !== 'PULL')
    throw invalid('SLOT_UNKNOWN', 'the rules of reach contain no place with this name', 'input.slot');
  const target = targetOf(input, room.catalogue, 'input');
  const origin = { actor: principal.subject, operation: 'nextContact' };
  mayWrite(principal, { kind: 'show', origin, target, slot, campaigns: [] }, 'input');
  const roots = await rootsIn(services, room, target);
  if (roots.length === 0) return undefined;
  const campaigns = await campaignsAt(services, principal, room, { roots, slot });
  // Most requests of a place find nothing, and then the customer is not written. A repeated request must find the
  // contact that was shown before.
  if (campaigns.length === 0 && !principal.once) return undefined;
  const { contact, dryRun } = await submitOne(
    services,
    principal,
    { kind: 'show', origin, target, slot, campaigns },
    'input',
  );
  return contact === undefined || dryRun ? undefined : showContact(services, principal, contact);
}

/** Returns all customers with an identity of the request. The write may merge them. */
async function rootsIn(services: Services, { workspace }: Room, target: Target): Promise<readonly ProfileRecord[]> {
  if ('profile' in target) return [await loadRoot(services, workspace.id, target.profile)];
  const found = await services.stores.identities.find(workspace.id, target.identities);
  const ids = target.identities.flatMap((identity) => found.get(identityText(identity)) ?? []);
  const roots = ids.length > 0 ? await rootsOf(services, workspace.id, [...new Set(ids)]) : [];
  return roots.filter((root) => root !== undefined);
}

/**
 * Returns the keys of the campaigns that have a contact of the customers on the place. Campaigns that depend on personal
 * tags which the caller may not read are left out, because their messages would reveal these tags.
 */
async function campaignsAt(
  { stores }: Services,
  principal: Principal,
  room: Room,
  { roots, slot }: { readonly roots: readonly ProfileRecord[]; readonly slot: string },
): Promise<string[]> {
  const { workspace, now } = room;
  const contacts = await stores.contacts.ofProfiles(
    workspace.id,
    roots.flatMap(({ members }) => members),
  );
  const onSlot = contacts.filter(
    ({ state, reservation, expiresAt }) =>
      (state === 'WAITING' || state === 'HANDED_OVER') && reservation?.channel === slot && now < expiresAt,
  );
  const keys = [...new Set(onSlot.map(({ campaign }) => campaign))];
  const found = keys.length > 0 ? await stores.campaigns.find(workspace.id, keys) : [];
  return found.filter((campaign) => maySeeMessages(principal, outlineOf(campaign), room)).map(({ key }) => key);
}

/** Renders a contact that was shown. */
async function showContact(services: Services, principal: Principal, id: string): Promise<ShownMessage | undefined> {
  const room = await enter(services, principal.workspace);
  const { stores } = services;
  const contact = await findOne(stores.contacts, room.workspace.id, id);
  const [root] = contact ? await rootsOf(services, room.workspace.id, [contact.profile]) : [];
  if (!contact || !root) return undefined;
  const campaign = await findOne(stores.campaigns, room.workspace.id, contact.campaign);
  if (!campaign || !maySeeMessages(principal, outlineOf(campaign), room)) return undefined;
  const rules = await rulesIn(stores, room.workspace.id);
  const decisions = decisionsIn(services, room, rules, [campaign]);
  const lookback = room.catalogue.lookbackOf(...decisions.conditions());
  const [subject] = await subjectsOf(services, [root], () => room.now, lookback);
  const identities = byPriority(root.identities, (name) => room.catalogue.namespace(name));
  const rendered = decisions.render({ identities, subject, contacts: [] }, contact, 'PULL', room.now);
  if (!rendered) return undefined;
  const fewerMessages = linksOf(services, room, rules)(contact.id, rendered.channel.channel);
  return {
    ...rendered,
    contact,
    id: messageId(contact.id, (contact.earlier?.length ?? 0) + 1),
    ...(fewerMessages === undefined ? {} : { fewerMessages }),
  };
}

const decisionsIn = (
  services: Services,
  room: Room,
  rules: ReachRulesDefinition,
  campaigns: readonly CampaignDefinition[],
): CampaignDecisions =>
  new CampaignDecisions({
    definitions: room.catalogue,
    rules,
    campaigns,
    digests: digestsOf(room.workspace),
    draw,
    link: linksOf(services, room, rules),
  });
