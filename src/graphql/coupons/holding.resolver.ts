/** GraphQL resolvers for the coupons that a customer holds. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Int,
  ObjectType,
  registerEnumType,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import type { Holding, HoldingState } from '../../engine/coupons/holdings.js';
import { holdingsOf, positionOf } from '../../services/coupons/coupon-holdings.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { checkFirst, connectionTypes, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { type Context, readsAlone } from '../context.js';
import { PageArgs } from '../page.args.js';
import { Profile } from '../profiles/profile.type.js';
import { DateTime, Decimal } from '../scalars.js';
import { showCoupon } from './coupon.resolver.js';
import { CouponType } from './coupon.type.js';

const CustomerCouponStateEnum = { CLAIMABLE: 'CLAIMABLE', HELD: 'HELD', USED: 'USED', EXPIRED: 'EXPIRED' } as const;
registerEnumType(CustomerCouponStateEnum, {
  name: 'CustomerCouponState',
  description: 'State of a coupon for a customer.',
  valuesConfig: {
    CLAIMABLE: {
      description:
        'The coupon is defined here, and `claimCoupon` would accept it now (for a group coupon, together with a partner).',
    },
    HELD: {
      description:
        'A claim that can be used: it is not used, or was returned since, and has not expired. For a coupon that is defined here, reported claims beyond its limits are left out, because they cannot be redeemed.',
    },
    USED: { description: 'Used on an order and not returned.' },
    EXPIRED: {
      description: 'A claim that expired unused (returned or never used), or a returned use without a claim.',
    },
  },
});

@ObjectType({
  description: 'A coupon that a customer can claim, has claimed or has used. Each claim is a separate entry.',
})
export class CustomerCoupon {
  @Field(() => CustomerCouponStateEnum, { description: 'Current state of the coupon for the customer.' })
  state!: HoldingState;
  @Field(() => String, { description: 'Key of the coupon, or the reported name when it is not defined here.' })
  key!: string;
  @Field(() => CouponType, { nullable: true, description: 'Definition of the coupon. Null if it is not defined here.' })
  coupon?: CouponType;
  @Field(() => Int, {
    nullable: true,
    description: 'For a claimable coupon: number of claims that remain for this customer. Null means no limit.',
  })
  claimsLeft?: number;
  @Field(() => String, { nullable: true, description: 'Id of the claim. Null for a use without a claim.' })
  claim?: string;
  @Field(() => String, { nullable: true, description: 'Key of the pack that the coupon was claimed with.' })
  pack?: string;
  @Field(() => DateTime, { nullable: true, description: 'Time of the claim.' }) claimedAt?: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Expiry of the claim, exclusive. Null means no expiry.',
  })
  expiresAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of the use.' }) usedAt?: number;
  @Field(() => String, { nullable: true, description: 'The order of the use.' }) orderId?: string;
  @Field(() => Decimal, { nullable: true, description: 'Discount on that order, if reported.' })
  discount?: bigint;
  @Field(() => DateTime, { nullable: true, description: 'Time when the last use was returned.' }) returnedAt?: number;
}

@ObjectType('CustomerCouponConnection', { description: 'A page of the coupons of a customer.' })
class CustomerCouponPage extends connectionTypes(CustomerCoupon, 'CustomerCoupon') {}

const show = ({ coupon: key, definition, ...holding }: Holding): CustomerCoupon => ({
  ...holding,
  key,
  ...(definition ? { coupon: showCoupon(definition) } : {}),
});

@Resolver(() => Profile)
export class ProfileCouponResolver {
  @Authorized('segments:read')
  @UseMiddleware(readsAlone)
  @FieldResolver(() => CustomerCouponPage, {
    description:
      'Coupons that the customer can claim, holds, has used or has let expire, exact at the time of the request. Sorted by state, then by key, then by the instant of the claim or use.',
  })
  async coupons(
    @Root() p: ProfileRecord,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('state', () => [CustomerCouponStateEnum], { nullable: true, description: 'Only these states. Default: all.' })
    states: HoldingState[] | undefined,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<CustomerCoupon>> {
    checkFirst(first);
    const page = await holdingsOf(c.services, c.principal, await c.room(), await c.couponTerms(), p, {
      first: first + 1,
      after: decodeCursor(after),
      states: states ?? undefined,
    });
    return toConnection(page, first, positionOf, show);
  }
}
