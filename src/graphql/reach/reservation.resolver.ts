/** GraphQL resolvers for contacts that other systems send: reservation, confirmation and release. */
import { Arg, Authorized, Ctx, Field, InputType, Int, Mutation, ObjectType, Resolver } from 'type-graphql';
import { confirmContact, releaseContact, reserveContact } from '../../services/reach/reservations.js';
import { setContactLimit } from '../../services/reach/contact-limits.js';
import type { Context } from '../context.js';
import { CustomerInput } from '../coupons/coupon.type.js';
import { IdentityInput } from '../events/event.input.js';
import { ContactType, shownTo } from './contact.type.js';

@InputType({ description: 'A contact that the caller wants to send.' })
class ReserveContactInput extends CustomerInput {
  @Field(() => String, { description: 'Name of the contact. The same name of a sender and customer is one contact.' })
  key!: string;
  @Field(() => String, { description: 'Channel of the rules of reach, e.g. sms.' }) channel!: string;
  @Field(() => String, { nullable: true, description: 'Purpose that the customer permits. Default marketing.' })
  purpose?: string;
  @Field(() => [String], { nullable: true, description: 'Tags that budgets name.' }) tags?: string[];
  @Field(() => String, { nullable: true, description: 'How long it may be sent. Default PT1H.' })
  expiresAfter?: string;
}

@InputType({ description: 'How many messages a customer wants.' })
class ContactLimitInput {
  @Field(() => [IdentityInput], { description: 'Identities of the customer.' }) identities!: IdentityInput[];
  @Field(() => Int, {
    nullable: true,
    description: 'Messages at most, 1 to 1,000. Without it and `days` the wish is taken back.',
  })
  most?: number;
  @Field(() => Int, { nullable: true, description: 'Rolling days in which these count, 1 to 366.' }) days?: number;
  @Field(() => String, { nullable: true, description: 'Id of the statement. A repeated one counts once.' })
  messageId?: string;
}

@ObjectType({ description: 'A recorded wish.' })
class SetContactLimitPayload {
  @Field(() => String, {
    nullable: true,
    description: 'The profile. Null without the right to look customers up by one of the identities.',
  })
  profile?: string;
  @Field(() => Boolean, { description: 'Whether it was recorded before.' }) already!: boolean;
  @Field(() => Boolean, { description: 'Whether nothing was written.' }) dryRun!: boolean;
}

const ID = { description: 'Id of the contact.' } as const;

@Resolver()
export class ReservationResolver {
  @Authorized('consents:write')
  @Mutation(() => SetContactLimitPayload, {
    description:
      'Records that a customer wants fewer messages: one more budget, over all channels. Also recorded by the event `contact_limit_set`.',
  })
  async setContactLimit(
    @Arg('input', () => ContactLimitInput, { description: 'The customer and the wish.' }) input: ContactLimitInput,
    @Ctx() c: Context,
  ): Promise<SetContactLimitPayload> {
    return setContactLimit(c.services, c.principal, input);
  }

  @Authorized('reach:send')
  @Mutation(() => ContactType, {
    description:
      'Reserves a contact that the caller sends itself. It is RESERVED, or ENDED with the reason why it must not be sent.',
  })
  async reserveContact(
    @Arg('input', () => ReserveContactInput, { description: 'The contact.' }) input: ReserveContactInput,
    @Ctx() c: Context,
  ): Promise<ContactType> {
    return shownTo(c)(await reserveContact(c.services, c.principal, input));
  }

  @Authorized('reach:send')
  @Mutation(() => ContactType, { description: 'Confirms that a reserved contact was sent.' })
  async confirmContact(@Arg('id', () => String, ID) id: string, @Ctx() c: Context): Promise<ContactType> {
    return shownTo(c)(await confirmContact(c.services, c.principal, id));
  }

  @Authorized('reach:send')
  @Mutation(() => ContactType, {
    description: 'Releases a reserved contact that was certainly not sent, which frees its budget.',
  })
  async releaseContact(@Arg('id', () => String, ID) id: string, @Ctx() c: Context): Promise<ContactType> {
    return shownTo(c)(await releaseContact(c.services, c.principal, id));
  }
}
