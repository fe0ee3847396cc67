/** Contacts that other senders send: reservation, confirmation and release. */
import { Arg, Authorized, Ctx, Field, InputType, Mutation, Resolver } from 'type-graphql';
import { confirmContact, releaseContact, reserveContact } from '../../services/reach/reservations.js';
import type { Context } from '../context.js';
import { CustomerInput } from '../coupon/coupon.type.js';
import { ContactType, showContact } from './contact.type.js';

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

const ID = { description: 'Id of the contact.' } as const;

@Resolver()
export class ReservationResolver {
  @Authorized('reach:send')
  @Mutation(() => ContactType, {
    description:
      'Reserves a contact that the caller sends itself. It is RESERVED, or ENDED with the reason why it must not be sent.',
  })
  async reserveContact(
    @Arg('input', () => ReserveContactInput, { description: 'The contact.' }) input: ReserveContactInput,
    @Ctx() c: Context,
  ): Promise<ContactType> {
    return showContact(await reserveContact(c.services, c.principal, input));
  }

  @Authorized('reach:send')
  @Mutation(() => ContactType, { description: 'Confirms that a reserved contact was sent.' })
  async confirmContact(@Arg('id', () => String, ID) id: string, @Ctx() c: Context): Promise<ContactType> {
    return showContact(await confirmContact(c.services, c.principal, id));
  }

  @Authorized('reach:send')
  @Mutation(() => ContactType, {
    description: 'Releases a reserved contact that was certainly not sent, which frees its budget.',
  })
  async releaseContact(@Arg('id', () => String, ID) id: string, @Ctx() c: Context): Promise<ContactType> {
    return showContact(await releaseContact(c.services, c.principal, id));
  }
}
