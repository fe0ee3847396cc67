/** Contacts of customers, and why some of them ended without a message. */
import {
  Arg,
  Args,
  ArgsType,
  Authorized,
  Ctx,
  Field,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import { ENDING_REASONS, type Ending } from '../../engine/reach/endings.js';
import {
  campaignContacts,
  contactsOf,
  deadContacts,
  explainContact,
  redeliverContact,
} from '../../services/reach/contacts.js';
import { previewCampaign, type CampaignPreview } from '../../services/reach/previews.js';
import { contactCursor, type ContactCount, type StoredContact } from '../../services/base/ports/contacts.js';
import { messageCursor } from '../../services/base/ports/received-messages.js';
import { receivedMessages } from '../../services/reach/messages.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { AsksEveryone } from '../prices.js';
import { PageArgs } from '../page.args.js';
import { DateTime } from '../scalars.js';

enum ContactState {
  PLANNED = 'PLANNED',
  RESERVED = 'RESERVED',
  HANDED_OVER = 'HANDED_OVER',
  DELIVERED = 'DELIVERED',
  FAILED = 'FAILED',
  DEAD = 'DEAD',
  ENDED = 'ENDED',
}
registerEnumType(ContactState, {
  name: 'ContactState',
  description: 'State of a contact.',
  valuesConfig: {
    PLANNED: { description: 'It is not decided yet.' },
    RESERVED: { description: 'It uses budget and waits to be handed over.' },
    HANDED_OVER: { description: 'The endpoint received it.' },
    DELIVERED: { description: 'The customer received it, as the sender reported.' },
    FAILED: { description: 'The endpoint refused it.' },
    DEAD: { description: 'No further attempt is made.' },
    ENDED: { description: 'It ended without a message, for the reason of its ending.' },
  },
});

const EndingReasonEnum = Object.fromEntries(Object.keys(ENDING_REASONS).map((name) => [name, name]));
registerEnumType(EndingReasonEnum, {
  name: 'ContactEndingReason',
  description: 'Why a contact ended without a message.',
  valuesConfig: Object.fromEntries(
    Object.entries(ENDING_REASONS).map(([name, description]) => [name, { description }]),
  ),
});

@ObjectType({ description: 'Consent of a customer on one channel.' })
class ContactConsent {
  @Field(() => String, { description: 'The channel.' }) channel!: string;
  @Field(() => String, { nullable: true, description: 'Event that decides. Null if the customer made no statement.' })
  statement?: string;
}

@ObjectType({ description: 'Why a contact ended, with the facts behind it. Facts of other reasons are null.' })
class ContactEnding {
  @Field(() => EndingReasonEnum, { description: 'The reason.' }) reason!: string;
  @Field(() => String, { nullable: true, description: 'CAPPED, QUIET_EXPIRED, TEMPLATE: the channel.' })
  channel?: string;
  @Field(() => String, { nullable: true, description: 'CAPPED: the budget without room.' }) budget?: string;
  @Field(() => Int, { nullable: true, description: 'CAPPED: most contacts of the budget.' }) most?: number;
  @Field(() => [String], { nullable: true, description: 'CAPPED: ids of the contacts that fill the budget.' })
  contacts?: readonly string[];
  @Field(() => DateTime, { nullable: true, description: 'CAPPED: when the budget has room by the present contacts.' })
  nextPossibleAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'QUIET_EXPIRED: end of the quiet hours.' }) quietUntil?: number;
  @Field(() => DateTime, { nullable: true, description: 'QUIET_EXPIRED: when the contact expires.' })
  expiresAt?: number;
  @Field(() => String, { nullable: true, description: 'CONSENT: the purpose.' }) purpose?: string;
  @Field(() => [ContactConsent], { nullable: true, description: 'CONSENT: the channels with the deciding statements.' })
  consents?: readonly ContactConsent[];
  @Field(() => [String], { nullable: true, description: 'CHANNEL: permitted channels without an address.' })
  channels?: readonly string[];
  @Field(() => String, { nullable: true, description: 'LAYER: the layer that forbids it.' }) layer?: string;
  @Field(() => String, { nullable: true, description: 'LAYER: its rule of reach.' }) reach?: string;
  @Field(() => String, { nullable: true, description: 'AUDIENCE: the segment that the customer left.' })
  audience?: string;
  @Field(() => String, { nullable: true, description: 'GOAL: the segment that the customer entered.' }) goal?: string;
  @Field(() => String, { nullable: true, description: 'CONTROL: GLOBAL or HOLD_OUT.' }) group?: string;
  @Field(() => [String], { nullable: true, description: 'TEMPLATE: names without a value and without a fallback.' })
  missing?: readonly string[];
  @Field(() => DateTime, { nullable: true, description: 'MISSED: when it was due.' }) dueAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'MISSED: latest instant at which it would have been sent.' })
  latestAt?: number;
  @Field(() => String, { nullable: true, description: 'CANCELLED: the cause.' }) cause?: string;
}

@ObjectType('Contact', { description: 'One decision about a customer and an occurrence of a campaign.' })
class ContactType {
  @Field(() => String, { description: 'Its id, the same in every process and after every restart.' }) id!: string;
  @Field(() => String, { description: 'Profile it was decided for.' }) profile!: string;
  @Field(() => String, { description: 'Key of the campaign.' }) campaign!: string;
  @Field(() => Int, { description: 'Version of the campaign it was decided under.' }) version!: number;
  @Field(() => ContactState, { description: 'Its state.' }) state!: string;
  @Field(() => Int, { description: 'Number among the contacts of the customer.' }) sequence!: number;
  @Field(() => DateTime, { description: 'Instant of the campaign.' }) dueAt!: number;
  @Field(() => DateTime, { description: 'Instant of the decision.' }) decidedAt!: number;
  @Field(() => DateTime, { description: 'Instant from which it is of no use.' }) expiresAt!: number;
  @Field(() => String, { nullable: true, description: 'Drawn group: HOLD_OUT or a variant. Null without a draw.' })
  group?: string;
  @Field(() => String, { nullable: true, description: 'Reserved channel.' }) channel?: string;
  @Field(() => DateTime, { nullable: true, description: 'Instant it is reserved for.' }) at?: number;
  @Field(() => [String], { description: 'Budgets it was decided under.' }) budgets!: readonly string[];
  @Field(() => Int, { description: 'Attempts to hand it over.' }) attempts!: number;
  @Field(() => DateTime, { nullable: true, description: 'Next attempt. Null if none is planned.' })
  nextAttemptAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'When it was handed over, or may have been.' })
  handedOverAt?: number;
  @Field(() => ContactEnding, { nullable: true, description: 'Why it ended. Null unless it ended without a message.' })
  ending?: ContactEnding;
}

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
  description: 'Every decision a run would make if the instant of the campaign were now.',
})
class CampaignPreviewType {
  @Field(() => DateTime, { description: 'Instant of the preview.' }) at!: number;
  @Field(() => Int, { description: 'Number of customers in the audience.' }) audience!: number;
  @Field(() => [CampaignPreviewCount], { description: 'The decisions, counted.' })
  counts!: readonly CampaignPreviewCount[];
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

const ContactConnectionBase = connectionTypes(ContactType, 'Contact');
@ObjectType({ description: 'A page of contacts.' })
class ContactConnection extends ContactConnectionBase {}

@ArgsType()
class ContactArgs extends PageArgs {
  @Field(() => String, { description: 'A profile of the customer.' }) profile!: string;
}

/** Flattens the facts of an ending into the fields of its type. */
function showEnding({ reason, facts }: Ending): ContactEnding {
  if (reason === 'CONSENT') return { reason, purpose: facts.purpose, consents: facts.channels };
  return { reason, ...facts };
}

const showContact = ({ reservation, ending, ...contact }: StoredContact): ContactType => ({
  ...contact,
  ...(reservation ? { channel: reservation.channel, at: reservation.at } : {}),
  budgets: reservation?.under ?? [],
  ...(ending ? { ending: showEnding(ending) } : {}),
});

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
    return toConnection(await contactsOf(c.services, c.principal, profile, page), first, contactCursor, showContact);
  }

  @Authorized('reach:read')
  @Query(() => ContactType, { description: 'A contact with the facts behind its decision.' })
  async explainContact(
    @Arg('id', () => String, { description: 'Id of the contact.' }) id: string,
    @Ctx() c: Context,
  ): Promise<ContactType> {
    return showContact(await explainContact(c.services, c.principal, id));
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
  @AsksEveryone()
  @Query(() => CampaignPreviewType, {
    description: 'Counts the decisions that a run would make now, over the whole audience. Changes nothing.',
  })
  previewCampaign(
    @Arg('key', () => String, { description: 'Key of the campaign.' }) key: string,
    @Ctx() c: Context,
  ): Promise<CampaignPreview> {
    return previewCampaign(c.services, c.principal, key);
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
    return toConnection(found, first, ({ id }) => id, showContact);
  }

  @Authorized('reach:admin')
  @Mutation(() => ContactType, {
    description: 'Sends a failed or dead contact again, under the same message id. Its budgets must have room.',
  })
  async redeliverContact(
    @Arg('id', () => String, { description: 'Id of the contact.' }) id: string,
    @Ctx() c: Context,
  ): Promise<ContactType> {
    return showContact(await redeliverContact(c.services, c.principal, id));
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
