/** GraphQL resolvers for coupons: definitions, claims, uses and returns. */
import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Authorized, Ctx, Info, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { Coupon } from '../../engine/coupons/coupon-definition.js';
import { printCondition } from '../../engine/segments/print.js';
import { formatDuration } from '../../engine/time/time.js';
import {
  claimCoupon,
  defineCoupon,
  findCoupon,
  issueCoupon,
  listCoupons,
  redeemCoupon,
  retireCoupon,
  returnCoupon,
} from '../../services/coupons/coupons.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { ItemResultType } from '../events/event.type.js';
import { withMisfits } from '../rejected-items.js';
import { PageArgs } from '../page.args.js';
import {
  ClaimCouponInput,
  CouponConnectionBase,
  CouponResultType,
  CouponType,
  CustomerInput,
  DefineCouponInput,
  RedeemCouponInput,
  ReturnCouponInput,
} from './coupon.type.js';

@ObjectType({ description: 'A page of coupons.' })
class CouponConnection extends CouponConnectionBase {}

export function showCoupon({ share, most, validForMs, eligible, perCustomer, total, ...c }: Coupon): CouponType {
  return {
    ...c,
    formerCodes: c.formerCodes ?? [],
    percentOff: share === undefined ? undefined : share * 100n,
    mostOff: most,
    validFor: validForMs === undefined ? undefined : formatDuration(validForMs),
    eligible: eligible && printCondition(eligible),
    perCustomerLimit: perCustomer,
    totalLimit: total,
  };
}

@Resolver()
export class CouponResolver {
  @Authorized('segments:read')
  @Query(() => CouponType, { nullable: true, description: 'A coupon by its key or one of its codes.' })
  async coupon(
    @Arg('key', () => String, { description: 'Key or code of the coupon.' }) key: string,
    @Ctx() c: Context,
  ): Promise<CouponType | undefined> {
    const found = await findCoupon(c.services, c.principal, key);
    return found && showCoupon(found);
  }

  @Authorized('segments:read')
  @Query(() => CouponConnection, { description: 'All coupons, by key.' })
  async coupons(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<CouponType>> {
    checkFirst(first);
    return toConnection(
      await listCoupons(c.services, c.principal, { first: first + 1, after: decodeCursor(after) }),
      first,
      (x) => x.key,
      showCoupon,
    );
  }

  @Authorized('define')
  @Mutation(() => CouponType, { description: 'Defines a coupon, or saves a new version of it.' })
  async defineCoupon(
    @Arg('input', () => DefineCouponInput, { description: 'The coupon. An existing key gets a new version.' })
    input: DefineCouponInput,
    @Ctx() c: Context,
  ): Promise<CouponType> {
    return showCoupon(await defineCoupon(c.services, c.principal, input));
  }

  @Authorized('define')
  @Mutation(() => CouponType, {
    description:
      'Retires a coupon. It can no longer be claimed, and existing claims stay valid. Rejected while a pack or a running experiment refers to it.',
  })
  async retireCoupon(
    @Arg('key', () => String, { description: 'Key of the coupon.' }) key: string,
    @Ctx() c: Context,
  ): Promise<CouponType> {
    return showCoupon(await retireCoupon(c.services, c.principal, key));
  }

  @Authorized('coupons:write')
  @Mutation(() => [ItemResultType], {
    description: 'Records that a coupon was offered to customers, at most 1,000 per call.',
  })
  issueCoupon(
    @Arg('coupon', () => String, { description: 'Key or code of the coupon.' }) coupon: string,
    @Arg('customers', () => [CustomerInput], { description: 'At most 1,000 customers.' }) customers: CustomerInput[],
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ItemResultType[]> {
    return issueCoupon(c.services, c.principal, coupon, withMisfits(customers, c.misfits, info));
  }

  @Authorized('coupons:write')
  @Mutation(() => CouponResultType, {
    description:
      'Claims a coupon for a customer. It is rejected outside the validity of the coupon, and with LIMIT_EXCEEDED when the limit per customer or in total is reached.',
  })
  claimCoupon(
    @Arg('input', () => ClaimCouponInput, { description: 'The coupon and the customer who claims it.' })
    input: ClaimCouponInput,
    @Ctx() c: Context,
  ): Promise<CouponResultType> {
    return claimCoupon(c.services, c.principal, input);
  }

  @Authorized('coupons:write')
  @Mutation(() => CouponResultType, {
    description: 'Uses a claimed coupon on an order and returns the discount. A claim can be used once.',
  })
  redeemCoupon(
    @Arg('input', () => RedeemCouponInput, { description: 'The coupon, the customer and the order.' })
    input: RedeemCouponInput,
    @Ctx() c: Context,
  ): Promise<CouponResultType> {
    return redeemCoupon(c.services, c.principal, input);
  }

  @Authorized('coupons:write')
  @Mutation(() => CouponResultType, {
    description: 'Returns a used coupon. It can be used again until it expires.',
  })
  returnCoupon(
    @Arg('input', () => ReturnCouponInput, { description: 'The coupon, the customer and the order.' })
    input: ReturnCouponInput,
    @Ctx() c: Context,
  ): Promise<CouponResultType> {
    return returnCoupon(c.services, c.principal, input);
  }
}
