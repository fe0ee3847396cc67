/**
 * Previews of campaigns. A preview contains every decision that a run would make if the time of the campaign were now.
 * For a campaign with a trigger, it contains the decisions as if the campaign had run during the last days.
 */
import { byPriority } from '../../engine/identity/identity.js';
import { CampaignDecisions } from '../../engine/reach/campaign-decision.js';
import type { CampaignDefinition } from '../../engine/reach/campaign-definition.js';
import type { Contact } from '../../engine/reach/contact-record.js';
import { DAY } from '../../engine/time/time.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { requireScope, type Principal } from '../base/access.js';
import { digestsOf, draw } from '../base/stable-random.js';
import { findOne } from '../base/find-one.js';
import type { ContactCount, Page, ProfileRecord } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { subjectsOf } from '../population/subjects.js';
import type { CampaignInput } from './campaign-inputs.js';
import { campaignNotFound, draftCampaign } from './campaigns.js';
import { mustSeeCampaign } from './concealed-campaigns.js';
import { wholeNumber } from './reach-inputs.js';
import { rulesIn } from './reach-rules.js';
import { replay } from './trigger-previews.js';
import { eachPage } from '../base/pages.js';

/** Number of customers to read in one query. */
const PAGE = 500;
/** Number of days for which a campaign with a trigger is replayed by default. */
const DAYS = 7;
const MAX_DAYS = 90;

/** Number of contacts with the same decision. */
interface PreviewCount extends ContactCount {
  readonly channel?: string;
}

export interface CampaignPreview {
  /** Time for which the preview was computed. */
  readonly at: number;
  /** Time from which the campaign is replayed. Set only for a campaign with a trigger. */
  readonly since?: number;
  readonly audience: number;
  readonly counts: readonly PreviewCount[];
}

/**
 * Counts the decisions for the whole audience. The decisions are made by the same function as in a run. Customers who
 * may not enter the campaign again are included in `audience` but not in `counts`.
 */
export async function previewCampaign(
  services: Services,
  principal: Principal,
  key: string,
  days = DAYS,
): Promise<CampaignPreview> {
  requireScope(principal, 'reach:read');
  const room = await enter(services, principal.workspace);
  const campaign = await findOne(services.stores.campaigns, room.workspace.id, key);
  if (!campaign) throw campaignNotFound();
  return previewOf(services, principal, { room, campaign }, days);
}

/**
 * Validates a campaign that is being edited and counts its decisions, as `previewCampaign` does. Nothing is saved.
 */
export async function previewDraft(
  services: Services,
  principal: Principal,
  input: CampaignInput,
  days = DAYS,
): Promise<CampaignPreview & { readonly campaign: CampaignDefinition }> {
  requireScope(principal, 'reach:admin');
  const room = await enter(services, principal.workspace);
  const campaign = await draftCampaign(services, principal, input, room);
  return { ...(await previewOf(services, principal, { room, campaign }, days)), campaign };
}

async function previewOf(
  services: Services,
  principal: Principal,
  { room, campaign }: { readonly room: Room; readonly campaign: CampaignDefinition },
  days: number,
): Promise<CampaignPreview> {
  const { workspace, catalogue, now } = room;
  mustSeeCampaign(principal, campaign, room);
  const rules = await rulesIn(services.stores, workspace.id);
  const counts = new Map<string, PreviewCount>();
  const { trigger } = campaign;
  if (trigger) {
    const startedAt = now - wholeNumber(days, [1, MAX_DAYS], 'days') * DAY;
    const { until: _until, ...open } = campaign;
    const audience = await replay(services, room, rules, { ...open, trigger, startedAt }, (contact) =>
      count(counts, contact),
    );
    return { at: now, since: startedAt, audience, counts: inOrder(counts) };
  }
  const campaigns = [{ ...campaign, at: now }];
  const decisions = new CampaignDecisions({
    definitions: catalogue,
    rules,
    campaigns,
    digests: digestsOf(workspace),
    draw,
  });
  let audience = 0;
  const read = (page: Page): Promise<ProfileRecord[]> => {
    stopIfAbandoned(services);
    return services.stores.profiles.members(workspace.id, campaign.audience, page);
  };
  for await (const members of eachPage(read, ({ id }) => id, PAGE)) {
    audience += members.length;
    for (const contact of await decide(services, room, decisions, members)) count(counts, contact);
  }
  return { at: now, audience, counts: inOrder(counts) };
}

const inOrder = (counts: ReadonlyMap<string, PreviewCount>): PreviewCount[] =>
  [...counts].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, row]) => row);

async function decide(
  services: Services,
  { workspace, catalogue, now }: Room,
  decisions: CampaignDecisions,
  members: readonly ProfileRecord[],
): Promise<Contact[]> {
  const lookback = catalogue.lookbackOf(...decisions.conditions());
  const subjects = await subjectsOf(services, members, () => now, lookback);
  const profiles = members.flatMap((record) => record.members);
  const contacts = await services.stores.contacts.ofProfiles(workspace.id, profiles);
  const byProfile = new Map<string, Contact[]>();
  for (const contact of contacts) byProfile.set(contact.profile, [...(byProfile.get(contact.profile) ?? []), contact]);
  const decided: Contact[] = [];
  // A message is rendered for each customer, so other work may run in between.
  const slices = new Slices(services);
  for (const [index, record] of members.entries()) {
    if (slices.isOver()) {
      await slices.next();
      stopIfAbandoned(services);
    }
    const customer = {
      identities: byPriority(record.identities, (name) => catalogue.namespace(name)),
      subject: subjects[index],
      contacts: record.members.flatMap((member) => byProfile.get(member) ?? []),
    };
    decided.push(...decisions.decide(customer, now, now).contacts);
  }
  return decided;
}

function count(counts: Map<string, PreviewCount>, { state, ending, group, reservation }: Contact): void {
  const row = {
    state,
    ...(ending ? { reason: ending.reason } : {}),
    ...(group === undefined ? {} : { group }),
    ...(reservation ? { channel: reservation.channel } : {}),
  };
  const name = JSON.stringify([row.state, row.reason, row.group, row.channel]);
  counts.set(name, { ...row, count: (counts.get(name)?.count ?? 0) + 1 });
}
