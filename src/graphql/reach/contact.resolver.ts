/** GraphQL resolvers for contacts of customers, including the reasons why contacts ended without a message. */
import { Arg, Args, ArgsType, Authorized, Ctx, Field, Int, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import {
  campaignContacts,
  contactsInState,
  contactsOf,
  deadContacts,
  explainContact,
  redeliverContact,
} from '../../services/reach/contacts.js';
import { campaignWarnings, currentCampaignWarnings, partsOf } from '../../services/reach/campaign-warnings.js';
import { previewCampaign, previewDraft } from '../../services/reach/previews.js';
import { contactCursor, type ContactCount, type StoredContact } from '../../services/base/ports/contacts.js';
import { messageCursor } from '../../services/base/ports/received-messages.js';
import { receivedMessages } from '../../services/reach/messages.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { AsksPopulation, Costs, POPULATION_COST } from '../field-costs.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { PageArgs } from '../page.args.js';
import { DateTime } from '../scalars.js';
import { CampaignInputType } from './campaign.type.js';
import { ContactState, ContactType, EndingReasonEnum, shownTo } from './contact.type.js';

@ObjectType('ContactCount', { description: 'Number of contacts of a campaign with the same state, reason and group.' })
class ContactCountType {
  @Field(() => ContactState, { description: 'Their state.' }) state!: string;
  @Field(() => EndingReasonEnum, { nullable: true, description: 'Why they ended.' }) reason?: string;
  @Field(() => String, { nullable: true, description: 'Their group.' }) group?: string;
  @Field(() => Int, { description: 'Number of contacts.' }) count!: number;
}

@ObjectType({ description: 'Number of contacts that would be decided alike.' })
class CampaignPreviewCount extends ContactCountType {
  @Field(() => String, { nullable: true, description: 'Channel they would be reserved on.' }) channel?: string;
}

@ObjectType('CampaignPreview', {
  description:
    'Every decision a run would make if the instant of the campaign were now. With a trigger: if it had run for the last days.',
})
export class CampaignPreviewType {
  @Field(() => DateTime, { description: 'Instant of the preview.' }) at!: number;
  @Field(() => DateTime, { nullable: true, description: 'With a trigger: the instant from which it is replayed.' })
  since?: number;
  @Field(() => Int, {
    description: 'Number of customers in the audience, or with a trigger of customers with a due contact.',
  })
  audience!: number;
  @Field(() => [CampaignPreviewCount], { description: 'The decisions, counted.' })
  counts!: readonly CampaignPreviewCount[];
  readonly warn!: Warn;
}

@ObjectType('ReceivedMessage', { description: 'A message that the built-in receiver of a sandbox took.' })
class ReceivedMessageType {
  @Field(() => String, { description: 'Id of the message, as in the header webhook-id.' }) id!: string;
  @Field(() => String, { description: 'Key of the endpoint it would have been sent to.' }) endpoint!: string;
  @Field(() => DateTime, { description: 'When it was received.' }) at!: number;
  @Field(() => String, { description: 'The body, as JSON text.' }) body!: string;
}

const ReceivedMessageConnectionBase = connectionTypes(ReceivedMessageType, 'ReceivedMessage');
@ObjectType({ description: 'A page of received messages.' })
class ReceivedMessageConnection extends ReceivedMessageConnectionBase {}

@ArgsType()
class CampaignArgs extends PageArgs {
  @Field(() => String, { description: 'Key of the campaign.' }) campaign!: string;
}

@ArgsType()
class ContactsInStateArgs extends CampaignArgs {
  @Field(() => ContactState, { description: 'The state.' }) state!: StoredContact['state'];
  @Field(() => EndingReasonEnum, { nullable: true, description: 'Only contacts that ended for this reason.' })
  reason?: string;
}

const ContactConnectionBase = connectionTypes(ContactType, 'Contact');
@ObjectType({ description: 'A page of contacts.' })
class ContactConnection extends ContactConnectionBase {}

@ArgsType()
class ContactArgs extends PageArgs {
  @Field(() => String, { description: 'A profile of the customer.' }) profile!: string;
}

@Resolver()
export class ContactResolver {
  @Authorized('reach:read')
  @Query(() => ContactConnection, { description: 'Contacts of a customer, the last decided first.' })
  async contacts(
    @Args(() => ContactArgs) { profile, first, after }: ContactArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ContactType>> {
    checkFirst(first);
    const page = { first: first + 1, after: decodeCursor(after) };
    return toConnection(await contactsOf(c.services, c.principal, profile, page), first, contactCursor, shownTo(c));
  }

  @Authorized('reach:read')
  @Query(() => ContactType, { description: 'A contact with the facts behind its decision.' })
  async explainContact(
    @Arg('id', () => String, { description: 'Id of the contact.' }) id: string,
    @Ctx() c: Context,
  ): Promise<ContactType> {
    return shownTo(c)(await explainContact(c.services, c.principal, id));
  }

  @Authorized('reach:read')
  @Query(() => [ContactCountType], { description: 'Number of contacts of a campaign by state, reason and group.' })
  campaignContacts(
    @Arg('key', () => String, { description: 'Key of the campaign.' }) key: string,
    @Ctx() c: Context,
  ): Promise<ContactCount[]> {
    return campaignContacts(c.services, c.principal, key);
  }

  @Authorized('reach:read')
  @AsksPopulation()
  @Query(() => CampaignPreviewType, {
    description:
      'Counts the decisions that a run would make now over the whole audience, or with a trigger would have made in the last days by the facts known now. Changes nothing.',
  })
  async previewCampaign(
    @Arg('key', () => String, { description: 'Key of the campaign.' }) key: string,
    @Arg('days', () => Int, {
      nullable: true,
      description: 'With a trigger: the days to replay, 1 to 90. Default 7.',
    })
    days: number | undefined,
    @Ctx() c: Context,
  ): Promise<CampaignPreviewType> {
    const preview = await previewCampaign(c.services, c.principal, key, days ?? undefined);
    return { ...preview, warn: () => currentCampaignWarnings(c.services, c.principal, key) };
  }

  @Authorized('reach:admin')
  @AsksPopulation()
  @Query(() => CampaignPreviewType, {
    description:
      'Validates a campaign as defineCampaign does, and counts its decisions as previewCampaign does. Saves nothing. Before a campaign is saved, the groups of its hold-out and variants are drawn differently.',
  })
  async previewCampaignDraft(
    @Arg('input', () => CampaignInputType, { description: 'The campaign.' }) input: CampaignInputType,
    @Arg('days', () => Int, {
      nullable: true,
      description: 'With a trigger: the days to replay, 1 to 90. Default 7.',
    })
    days: number | undefined,
    @Ctx() c: Context,
  ): Promise<CampaignPreviewType> {
    const { campaign, ...preview } = await previewDraft(c.services, c.principal, input, days ?? undefined);
    return { ...preview, warn: () => campaignWarnings(c.services, c.principal, partsOf(campaign)) };
  }

  @Authorized('reach:read')
  // A page reads all contacts of the campaign in this state.
  @Costs(POPULATION_COST)
  @Query(() => ContactConnection, {
    description: 'Contacts of a campaign in one state, by id, for example those that ended for a reason.',
  })
  async contactsInState(
    @Args(() => ContactsInStateArgs) { first, after, ...chosen }: ContactsInStateArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ContactType>> {
    checkFirst(first);
    const page = { first: first + 1, after: decodeCursor(after) };
    const found = await contactsInState(c.services, c.principal, chosen, page);
    return toConnection(found, first, ({ id }) => id, shownTo(c));
  }

  @Authorized('reach:read')
  @Query(() => ContactConnection, { description: 'Contacts of a campaign without a further attempt, by id.' })
  async deadContacts(
    @Args(() => CampaignArgs) { campaign, first, after }: CampaignArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ContactType>> {
    checkFirst(first);
    const page = { first: first + 1, after: decodeCursor(after) };
    const found = await deadContacts(c.services, c.principal, campaign, page);
    return toConnection(found, first, ({ id }) => id, shownTo(c));
  }

  @Authorized('reach:admin')
  @Mutation(() => ContactType, {
    description: 'Sends a failed or dead contact again, under the same message id. Its budgets must have room.',
  })
  async redeliverContact(
    @Arg('id', () => String, { description: 'Id of the contact.' }) id: string,
    @Ctx() c: Context,
  ): Promise<ContactType> {
    return shownTo(c)(await redeliverContact(c.services, c.principal, id));
  }

  @Authorized('reach:read', 'profiles:read:personal')
  @Query(() => ReceivedMessageConnection, {
    description: 'Messages that the built-in receiver of a sandbox took in the last week, the newest first.',
  })
  async receivedMessages(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ReceivedMessageType>> {
    checkFirst(first);
    const page = { first: first + 1, after: decodeCursor(after) };
    const found = await receivedMessages(c.services, c.principal, page);
    return toConnection(found, first, messageCursor, (message) => message);
  }
}
