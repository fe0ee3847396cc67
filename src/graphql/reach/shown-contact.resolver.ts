/** GraphQL resolver with which places ask for the contact that they show a customer next. */
import { Arg, Authorized, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { nextContact, type ShownMessage } from '../../services/reach/shown-contacts.js';
import type { Context } from '../context.js';
import { CustomerInput } from '../coupons/coupon.type.js';
import { DateTime } from '../scalars.js';
import { Format } from './campaign.type.js';

@InputType({ description: 'A place, and the customer who sees it.' })
class NextContactInput extends CustomerInput {
  @Field(() => String, { description: 'Name of the place, which is a channel of the kind PULL.' }) slot!: string;
}

@ObjectType({ description: 'A contact that a place shows a customer now.' })
class ShownContact {
  @Field(() => String, { description: 'Id of this showing. Receipts name it or the contact as `contactId`.' })
  id!: string;
  @Field(() => String, { description: 'Id of the contact.' }) contact!: string;
  @Field(() => String, { description: 'Key of the campaign.' }) campaign!: string;
  @Field(() => Int, { description: 'Version of the campaign it was decided under.' }) version!: number;
  @Field(() => String, { nullable: true, description: 'Key of the variant. Null without variants.' }) variant?: string;
  @Field(() => Format, { description: 'Format of the body.' }) format!: string;
  @Field(() => String, { nullable: true, description: 'Title for this customer.' }) title?: string;
  @Field(() => String, { description: 'Text for this customer.' }) body!: string;
  @Field(() => String, { nullable: true, description: 'Link to fewer messages. Null without a public address.' })
  fewerMessages?: string;
  @Field(() => DateTime, { description: 'When it is shown.' }) shownAt!: number;
  @Field(() => DateTime, { description: 'Instant from which it is of no use.' }) expiresAt!: number;
}

const showMessage = ({ id, contact, channel, message, fewerMessages }: ShownMessage): ShownContact => {
  const { campaign, version, reservation, handedOverAt, expiresAt } = contact;
  return {
    ...{ id, contact: contact.id, campaign, version, format: channel.format, expiresAt },
    ...(reservation?.variant === undefined ? {} : { variant: reservation.variant }),
    ...message,
    ...(fewerMessages === undefined ? {} : { fewerMessages }),
    shownAt: handedOverAt!,
  };
};

@Resolver()
export class ShownContactResolver {
  @Authorized('reach:show')
  @Mutation(() => ShownContact, {
    nullable: true,
    description:
      'Shows the next contact of a place to a customer, which uses budget. Null if nothing is to be shown now. Contacts of campaigns that depend on personal tags need the scope profiles:read:personal.',
  })
  async nextContact(
    @Arg('input', () => NextContactInput, { description: 'The place and the customer.' }) input: NextContactInput,
    @Ctx() c: Context,
  ): Promise<ShownContact | undefined> {
    const shown = await nextContact(c.services, c.principal, input);
    return shown && showMessage(shown);
  }
}
