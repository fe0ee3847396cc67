/**
 * GraphQL resolvers for unmatched events. An event about an order is unmatched if the order does not exist or the event
 * does not apply to it.
 */
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
import { AsksPopulation } from '../field-costs.js';
import { Profile } from '../profiles/profile.type.js';
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
  description: 'Reason why a report about an order had nothing, or not enough, to act on.',
  valuesConfig: {
    ORDER: {
      description: 'No order with this id is reported for the customer. The report has no effect until one is.',
    },
    CURRENCY: { description: 'Its money is in another currency than the order. It takes nothing off.' },
    LINE: {
      description:
        'It names a line that the order does not have, or a sku that several lines have. Its money is taken off the order; the lines stay.',
    },
    AMOUNT: { description: 'It has an amount, but the order has none. It has no effect.' },
    EXCESS: { description: 'It returns more money or pieces than remained. It reduces the order by the remainder.' },
  },
});

@ObjectType({ description: 'A report about an order that had nothing, or not enough, to act on.' })
export class UnmatchedOrderEvent {
  @Field(() => String, { description: "The customer's profile id." }) profile!: string;
  @Field(() => String, { description: 'Id of the event: `source|messageId`.' }) event!: string;
  @Field(() => String, { description: 'Its type.' }) type!: string;
  @Field(() => DateTime, { description: 'Time of the event.' }) occurredAt!: number;
  @Field(() => String, { nullable: true, description: 'The order it names.' }) orderId?: string;
  @Field(() => Decimal, { nullable: true, description: 'The reported amount.' }) amount?: bigint;
  @Field(() => String, { nullable: true, description: 'The reported currency.' }) currency?: string;
  @Field(() => UnmatchedReasonEnum, { description: 'Reason why it did not match.' }) reason!: UnmatchedReason;
}

@ObjectType('UnmatchedOrderEventConnection', {
  description: 'A page of order events that had nothing, or not enough, to act on.',
})
class UnmatchedPage extends connectionTypes(UnmatchedOrderEvent, 'UnmatchedOrderEvent') {
  @Field(() => Int, { description: 'Exact total number.' })
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
  @AsksPopulation()
  @Query(() => UnmatchedPage, {
    description:
      'Refunds, cancellations and payments that currently have nothing, or not enough, to act on, oldest first. Examples are returns of unreported orders or lines, in another currency, or beyond the remaining amount. The list is computed from the facts, so an event disappears once its order arrives and matches.',
  })
  async unmatchedOrderEvents(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('reason', () => UnmatchedReasonEnum, { nullable: true, description: 'Only events with this reason.' })
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
    description: 'Reports about its orders that currently have nothing, or not enough, to act on, oldest first.',
  })
  async unmatchedOrderEvents(@Root() p: ProfileRecord, @Ctx() c: Context): Promise<UnmatchedOrderEvent[]> {
    return (await unmatchedOf(c.services, await c.room(), p)).map(show);
  }
}
