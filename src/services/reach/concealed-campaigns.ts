/** Protects campaigns whose contacts would reveal the members of a segment that depends on personal tags. */
import {
  tagsOfCampaign,
  type CampaignDefinition,
  type CampaignOutline,
} from '../../engine/reach/campaign-definition.js';
import { segmentOfTrigger, tagOfTrigger } from '../../engine/reach/trigger.js';
import { forbidden } from '../base/errors.js';
import { hasScope, type Principal } from '../base/access.js';
import type { Page, Stores } from '../base/ports.js';
import type { Room } from '../base/room.js';
import { maySee, maySeeTag, mustSee, mustSeeTag } from '../segments/personal-access.js';
import { eachPage } from '../base/pages.js';

/** Number of campaigns that are read at a time, with their messages. */
const PAGE = 20;

/**
 * Throws FORBIDDEN if the audience, the goal or the trigger of a campaign depends on personal tags that the caller may
 * not read.
 */
export function mustSeeCampaign(
  principal: Principal,
  { audience, goal, trigger }: Pick<CampaignDefinition, 'audience' | 'goal' | 'trigger'>,
  { catalogue }: Pick<Room, 'catalogue'>,
): void {
  mustSee(principal, audience, catalogue);
  if (goal !== undefined) mustSee(principal, goal, catalogue);
  const segment = segmentOfTrigger(trigger);
  if (segment !== undefined) mustSee(principal, segment, catalogue);
  const tag = tagOfTrigger(trigger);
  if (tag !== undefined && !maySeeTag(principal, tag, catalogue))
    throw forbidden(
      'PERSONAL_TAG_CONCEALED',
      `the dates of the tag ${tag} are personal, which needs the scope profiles:read:personal`,
    );
}

/** Whether the contacts of a campaign would reveal personal tags, because its audience, goal or trigger uses them. */
export function revealsPersonal(
  { audience, goal, trigger }: Pick<CampaignDefinition, 'audience' | 'goal' | 'trigger'>,
  { catalogue }: Pick<Room, 'catalogue'>,
): boolean {
  const segments = [audience, goal, segmentOfTrigger(trigger)].filter((segment) => segment !== undefined);
  const tag = tagOfTrigger(trigger);
  return segments.some((segment) => catalogue.conceals(segment)) || (tag !== undefined && catalogue.concealsTag(tag));
}

/** Whether the messages of a campaign reveal nothing to the caller that depends on personal tags. */
export function maySeeMessages(
  principal: Principal,
  campaign: Pick<CampaignOutline, 'audience' | 'goal' | 'trigger' | 'messageTags'>,
  { catalogue }: Room,
): boolean {
  const { audience, goal, trigger } = campaign;
  const segments = [audience, goal, segmentOfTrigger(trigger)].filter((segment) => segment !== undefined);
  const tags = [tagOfTrigger(trigger), ...campaign.messageTags].filter((tag) => tag !== undefined);
  return (
    segments.every((segment) => maySee(principal, segment, catalogue)) &&
    tags.every((tag) => maySeeTag(principal, tag, catalogue))
  );
}

/**
 * Throws FORBIDDEN if the caller may not see one of the workspace's campaigns. The check does not depend on the
 * contacts of a single customer, because the error would then reveal them.
 */
export async function mustSeeAllCampaigns(
  stores: Pick<Stores, 'campaigns'>,
  principal: Principal,
  room: Room,
): Promise<void> {
  if (hasScope(principal, 'profiles:read:personal')) return;
  for (const campaign of await stores.campaigns.outlines(room.workspace.id)) mustSeeCampaign(principal, campaign, room);
}

/**
 * Throws FORBIDDEN if a campaign that sends through an endpoint depends on personal tags that the caller may not read.
 * Its messages would reveal to the receiver who is in its audience, and the tag values in its texts.
 */
export async function mustSeeMessagesTo(
  endpoint: string,
  stores: Pick<Stores, 'campaigns'>,
  principal: Principal,
  room: Room,
): Promise<void> {
  if (hasScope(principal, 'profiles:read:personal')) return;
  const read = (page: Page) => stores.campaigns.list(room.workspace.id, page);
  for await (const campaigns of eachPage(read, ({ key }) => key, PAGE))
    for (const campaign of campaigns) {
      if (!campaign.channels.some((channel) => channel.endpoint === endpoint)) continue;
      mustSeeCampaign(principal, campaign, room);
      for (const tag of tagsOfCampaign(campaign)) mustSeeTag(principal, tag, room.catalogue);
    }
}
