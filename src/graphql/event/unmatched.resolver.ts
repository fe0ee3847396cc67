/** Reads unmatched events: events about orders that found no order to act on. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import type { UnmatchedReason } from '../../engine/facts/unmatched.js';
import { shownCount } from '../../services/base/access.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { positionOf, unmatchedOf, unmatchedOfAll, type UnmatchedEvent } from '../../services/profiles/unmatched.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection } from '../connection.js';
import { type Context, readsAlone } from '../context.js';
import { PageArgs } from '../page.args.js';
import { AsksEveryone } from '../prices.js';
import { Profile } from '../profile/profile.type.js';
import { DateTime, Decimal } from '../scalars.js';

const UnmatchedReasonEnum = {
  ORDER: 'ORDER',
  CURRENCY: 'CURRENCY',
  LINE: 'LINE',
  AMOUNT: 'AMOUNT',
  EXCESS: 'EXCESS',
} as const;
registerEnumType(UnmatchedReasonEnum, {
  name: 'UnmatchedReason',
  description: 'Why something that was reported of an order found nothing to act on, or not enough.',
  valuesConfig: {
    ORDER: { description: 'No order of this id is reported for the customer. Takes nothing off until one is.' },
    CURRENCY: { description: "Its money is of another currency than the order's. Takes nothing off." },
    LINE: {
      description:
        'It names a line that the order has not, or a sku that several of its lines have. Its money is off the order; the lines stay.',
    },
    AMOUNT: { description: 'It has an amount, but the order has none. Has no effect.' },
    EXCESS: { description: 'More money or pieces were returned than remained. Reduces the order by the remainder.' },
  },
});

@ObjectType({ description: 'Something reported of an order that found nothing to act on, or not enough.' })
export class UnmatchedOrderEvent {
  @Field(() => String, { description: "The customer's profile id." }) profile!: string;
  @Field(() => String, { description: 'Id of the event: `source|messageId`.' }) event!: string;
  @Field(() => String, { description: 'Its type.' }) type!: string;
  @Field(() => DateTime, { description: 'When it happened.' }) occurredAt!: number;
  @Field(() => String, { nullable: true, description: 'The order it names.' }) orderId?: string;
  @Field(() => Decimal, { nullable: true, description: 'The amount it says.' }) amount?: bigint;
  @Field(() => String, { nullable: true, description: 'The currency it says.' }) currency?: string;
  @Field(() => UnmatchedReasonEnum, { description: 'Why.' }) reason!: UnmatchedReason;
}

@ObjectType('UnmatchedOrderEventConnection', { description: 'A page of order events that found nothing to act on.' })
class UnmatchedPage extends connectionTypes(UnmatchedOrderEvent, 'UnmatchedOrderEvent') {
  @Field(() => Int, { description: 'How many there are in all, exactly.' })
  totalCount!: number;
}

const show = ({ profile, fact, reason }: UnmatchedEvent): UnmatchedOrderEvent => ({
  profile,
  event: fact.id,
  type: fact.type,
  occurredAt: fact.at,
  ...(fact.orderId === undefined ? {} : { orderId: fact.orderId }),
  ...(fact.amount === undefined ? {} : { amount: fact.amount }),
  ...(fact.currency === undefined ? {} : { currency: fact.currency }),
  reason,
});

@Resolver()
export class UnmatchedResolver {
  @Authorized('profiles:read')
  @AsksEveryone()
  @Query(() => UnmatchedPage, {
    description:
      'Refunds, cancellations and payments that found nothing to act on, as of now, the oldest first: returns of orders that are not reported here, of lines they have not, in another currency, or beyond what was left. It follows from the facts, so what matches once its order arrives is not here any more.',
  })
  async unmatchedOrderEvents(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('reason', () => UnmatchedReasonEnum, { nullable: true, description: 'Only with this reason.' })
    reason: UnmatchedReason | undefined,
    @Ctx() c: Context,
  ): Promise<UnmatchedPage> {
    checkFirst(first);
    const { page, total } = await unmatchedOfAll(c.services, await c.room(), {
      first: first + 1,
      after: decodeCursor(after),
      reason: reason ?? undefined,
    });
    return {
      ...toConnection(page, first, positionOf, show),
      totalCount: shownCount(c.principal, total),
    };
  }
}

@Resolver(() => Profile)
export class ProfileUnmatchedResolver {
  @UseMiddleware(readsAlone)
  @FieldResolver(() => [UnmatchedOrderEvent], {
    description: 'What was reported of its orders and found nothing to act on, as of now, oldest first.',
  })
  async unmatchedOrderEvents(@Root() p: ProfileRecord, @Ctx() c: Context): Promise<UnmatchedOrderEvent[]> {
    return (await unmatchedOf(c.services, await c.room(), p)).map(show);
  }
}
