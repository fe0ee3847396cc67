/** GraphQL resolvers that define, list, start, pause and cancel campaigns. */
import { Arg, Args, Authorized, Ctx, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import {
  campaignVersions,
  cancelCampaign,
  defineCampaign,
  findCampaign,
  listCampaigns,
  pauseCampaign,
  startCampaign,
} from '../../services/reach/campaigns.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { CampaignConnectionBase, CampaignInputType, CampaignType, showCampaign } from './campaign.type.js';

@ObjectType({ description: 'A page of campaigns.' })
class CampaignConnection extends CampaignConnectionBase {}

const KEY = { description: 'Key of the campaign.' } as const;

@Resolver()
export class CampaignResolver {
  @Authorized('reach:read')
  @Query(() => CampaignType, { nullable: true, description: 'A campaign by its key.' })
  async campaign(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<CampaignType | undefined> {
    const found = await findCampaign(c.services, c.principal, key);
    return found && showCampaign(found);
  }

  @Authorized('reach:read')
  @Query(() => CampaignConnection, { description: 'All campaigns, by key.' })
  async campaigns(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<CampaignType>> {
    checkFirst(first);
    const page = await listCampaigns(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(page, first, ({ key }) => key, showCampaign);
  }

  @Authorized('reach:read')
  @Query(() => [CampaignType], { description: 'All versions of a campaign, oldest first.' })
  async campaignVersions(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<CampaignType[]> {
    return (await campaignVersions(c.services, c.principal, key)).map(showCampaign);
  }

  @Authorized('reach:admin')
  @Mutation(() => CampaignType, {
    description: 'Defines a campaign, or a new version of it. A running campaign continues under the new version.',
  })
  async defineCampaign(
    @Arg('input', () => CampaignInputType, { description: 'The campaign.' }) input: CampaignInputType,
    @Ctx() c: Context,
  ): Promise<CampaignType> {
    return showCampaign(await defineCampaign(c.services, c.principal, input));
  }

  @Authorized('reach:admin')
  @Mutation(() => CampaignType, { description: 'Starts a campaign, or continues a paused one.' })
  async startCampaign(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<CampaignType> {
    return showCampaign(await startCampaign(c.services, c.principal, key));
  }

  @Authorized('reach:admin')
  @Mutation(() => CampaignType, {
    description: 'Pauses a campaign: nothing is decided or handed over until it starts again.',
  })
  async pauseCampaign(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<CampaignType> {
    return showCampaign(await pauseCampaign(c.services, c.principal, key));
  }

  @Authorized('reach:admin')
  @Mutation(() => CampaignType, { description: 'Cancels a campaign for good.' })
  async cancelCampaign(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<CampaignType> {
    return showCampaign(await cancelCampaign(c.services, c.principal, key));
  }
}
