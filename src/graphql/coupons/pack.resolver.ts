/** GraphQL resolvers for coupon packs: definitions and claims. */
import { Arg, Args, Authorized, Ctx, Mutation, ObjectType, Query, Resolver } from 'type-graphql';
import type { CouponPack } from '../../engine/coupons/pack-definition.js';
import { printCondition } from '../../engine/segments/print.js';
import {
  claimCouponPack,
  defineCouponPack,
  findCouponPack,
  listCouponPacks,
  retireCouponPack,
} from '../../services/coupons/packs.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import {
  ClaimCouponPackInput,
  CouponPackConnectionBase,
  CouponPackResultType,
  CouponPackType,
  DefineCouponPackInput,
} from './pack.type.js';

@ObjectType({ description: 'A page of packs of coupons.' })
class CouponPackConnection extends CouponPackConnectionBase {}

const showPack = ({ eligible, perCustomer, total, ...pack }: CouponPack): CouponPackType => ({
  ...pack,
  eligible: eligible && printCondition(eligible),
  perCustomerLimit: perCustomer,
  totalLimit: total,
});

@Resolver()
export class CouponPackResolver {
  @Authorized('segments:read')
  @Query(() => CouponPackType, { nullable: true, description: 'A pack of coupons by its key.' })
  async couponPack(
    @Arg('key', () => String, { description: 'Key of the pack.' }) key: string,
    @Ctx() c: Context,
  ): Promise<CouponPackType | undefined> {
    const found = await findCouponPack(c.services, c.principal, key);
    return found && showPack(found);
  }

  @Authorized('segments:read')
  @Query(() => CouponPackConnection, { description: 'All packs of coupons, by key.' })
  async couponPacks(
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<CouponPackType>> {
    checkFirst(first);
    const page = await listCouponPacks(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(page, first, (pack) => pack.key, showPack);
  }

  @Authorized('define')
  @Mutation(() => CouponPackType, { description: 'Defines a pack of coupons, or saves a new version of it.' })
  async defineCouponPack(
    @Arg('input', () => DefineCouponPackInput, { description: 'The pack. An existing key gets a new version.' })
    input: DefineCouponPackInput,
    @Ctx() c: Context,
  ): Promise<CouponPackType> {
    return showPack(await defineCouponPack(c.services, c.principal, input));
  }

  @Authorized('define')
  @Mutation(() => CouponPackType, {
    description: 'Retires a pack. It can no longer be claimed, and existing claims stay valid.',
  })
  async retireCouponPack(
    @Arg('key', () => String, { description: 'Key of the pack.' }) key: string,
    @Ctx() c: Context,
  ): Promise<CouponPackType> {
    return showPack(await retireCouponPack(c.services, c.principal, key));
  }

  @Authorized('coupons:write')
  @Mutation(() => CouponPackResultType, {
    description:
      'Claims every coupon of a pack for a customer in one transaction: all or none. The path of a refusal is `input.pack` when the pack cannot be claimed, or names the coupon that cannot, e.g. `input.pack.coupons[1]`.',
  })
  claimCouponPack(
    @Arg('input', () => ClaimCouponPackInput, { description: 'The pack and the customer who claims it.' })
    input: ClaimCouponPackInput,
    @Ctx() c: Context,
  ): Promise<CouponPackResultType> {
    return claimCouponPack(c.services, c.principal, input);
  }
}
