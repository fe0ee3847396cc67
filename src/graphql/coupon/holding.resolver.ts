/** The coupons of a customer. */
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
import { Profile } from '../profile/profile.type.js';
import { DateTime, Decimal } from '../scalars.js';
import { showCoupon } from './coupon.resolver.js';
import { CouponType } from './coupon.type.js';

const CustomerCouponStateEnum = { CLAIMABLE: 'CLAIMABLE', HELD: 'HELD', USED: 'USED', EXPIRED: 'EXPIRED' } as const;
registerEnumType(CustomerCouponStateEnum, {
  name: 'CustomerCouponState',
  description: 'How a customer stands to a coupon.',
  valuesConfig: {
    CLAIMABLE: {
      description: 'It is defined here and `claimCoupon` would accept it now; a group coupon with a partner.',
    },
    HELD: {
      description:
        'A claim that can be used: made, not used (or given back since), and not expired. Of a coupon that is defined here only claims that count here; reported ones beyond its limits cannot be redeemed.',
    },
    USED: { description: 'Used on an order and not given back.' },
    EXPIRED: {
      description: 'A claim that expired unused (returned or never used), or a returned use without a claim.',
    },
  },
});

@ObjectType({
  description: 'A coupon a customer can claim, a claim of theirs, or a use. Each claim is an entry of its own.',
})
export class CustomerCoupon {
  @Field(() => CustomerCouponStateEnum, { description: 'How the customer stands to it, as of now.' })
  state!: HoldingState;
  @Field(() => String, { description: 'Its key; of one that is not defined here, the name it was reported by.' })
  key!: string;
  @Field(() => CouponType, { nullable: true, description: 'Its definition; null where it is not defined here.' })
  coupon?: CouponType;
  @Field(() => Int, {
    nullable: true,
    description: 'For a claimable coupon: how often this customer may still claim it. Null means no limit.',
  })
  claimsLeft?: number;
  @Field(() => String, { nullable: true, description: 'Id of the claim. Null for a use without a claim.' })
  claim?: string;
  @Field(() => String, { nullable: true, description: 'Key of the pack it was claimed with.' }) pack?: string;
  @Field(() => DateTime, { nullable: true, description: 'When it was claimed.' }) claimedAt?: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Until when the claim can be used, this instant not included. Null: without end.',
  })
  expiresAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'When it was used.' }) usedAt?: number;
  @Field(() => String, { nullable: true, description: 'The order it was used on.' }) orderId?: string;
  @Field(() => Decimal, { nullable: true, description: 'Discount on that order, if reported.' })
  discount?: bigint;
  @Field(() => DateTime, { nullable: true, description: 'When its last use was given back.' }) returnedAt?: number;
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
      'What the customer can claim, holds, has used and has let expire, exact as of now; by state, then by key, then by the instant of the claim or use.',
  })
  async coupons(
    @Root() p: ProfileRecord,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Arg('state', () => [CustomerCouponStateEnum], { nullable: true, description: 'Only these; default all.' })
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
