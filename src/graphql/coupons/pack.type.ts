/** GraphQL types of coupon packs, whose coupons are claimed together or not at all. */
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';
import { CustomerInput } from './coupon.type.js';

@InputType({ description: 'A coupon of a pack.' })
class CouponPackItemInput {
  @Field(() => String, {
    description: 'Key or code of the coupon. A pack names each coupon once, and no group coupon.',
  })
  coupon!: string;
  @Field(() => Int, {
    nullable: true,
    description:
      'Number of claims of the coupon that a customer gets. Default 1. A pack has at most 50 claims in total.',
  })
  count?: number;
}

@InputType({ description: 'A pack of coupons to define, or its next version.' })
export class DefineCouponPackInput {
  @Field(() => String, { description: 'Key of the pack: lower-case letters, digits and _, at most 64 characters.' })
  key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the pack.' }) description?: string;
  @Field(() => [CouponPackItemInput], {
    nullable: true,
    description: 'Coupons of the pack. Without this field an existing pack keeps its coupons.',
  })
  coupons?: CouponPackItemInput[];
  @Field(() => String, {
    nullable: true,
    description:
      'Eligible customers, checked at the instant of the claim: the key of a segment or layer, or a condition in text. Default: everyone who may claim its coupons.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'Maximum number of claims by one customer.' })
  perCustomerLimit?: number;
  @Field(() => Int, {
    nullable: true,
    description:
      'Maximum number of claims by all customers together. It is set when the pack is first defined; later it can be changed, not added.',
  })
  totalLimit?: number;
  @Field(() => DateTime, { nullable: true, description: 'Start of the period in which the pack can be claimed.' })
  from?: string;
  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the period in which the pack can be claimed, exclusive.',
  })
  until?: string;
}

@ObjectType('CouponPackItem', { description: 'A coupon of a pack.' })
class CouponPackItemType {
  @Field(() => String, { description: 'Key of the coupon.' }) coupon!: string;
  @Field(() => Int, { description: 'Number of claims of the coupon that a customer gets.' }) count!: number;
}

@ObjectType('CouponPack', { description: 'Coupons that are claimed together, all or none.' })
export class CouponPackType {
  @Field(() => String, { description: 'Key used in claims.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the pack.' }) description?: string;
  @Field(() => [CouponPackItemType], { description: 'Its coupons.' }) coupons!: readonly CouponPackItemType[];
  @Field(() => String, {
    nullable: true,
    description: 'Eligible customers, as a condition in text. Null means everyone.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'Maximum number of claims by one customer.' })
  perCustomerLimit?: number;
  @Field(() => Int, { nullable: true, description: 'Maximum number of claims by all customers together.' })
  totalLimit?: number;
  @Field(() => DateTime, { nullable: true, description: 'Start of the period in which the pack can be claimed.' })
  from?: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'End of the period in which the pack can be claimed, exclusive.',
  })
  until?: number;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'True if the pack was retired.' }) retired!: boolean;
}

export const CouponPackConnectionBase = connectionTypes(CouponPackType, 'CouponPack');

@InputType({ description: 'A claim of a pack of coupons.' })
export class ClaimCouponPackInput extends CustomerInput {
  @Field(() => String, { description: 'Key of the pack.' }) pack!: string;
}

@ObjectType({ description: 'A claim made with a pack.' })
class PackCouponClaim {
  @Field(() => String, { description: 'Key of the coupon.' }) coupon!: string;
  @Field(() => String, { description: 'Id of the claim.' }) claim!: string;
  @Field(() => DateTime, { nullable: true, description: 'Expiry of the claim, exclusive. Null means no expiry.' })
  expiresAt?: number;
}

@ObjectType('CouponPackResult', { description: 'Result of claiming a pack.' })
export class CouponPackResultType {
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id. Null without the right to look customers up by one of the identities.",
  })
  profile?: string;
  @Field(() => Boolean, { description: 'True if the same claim was made before. It counts once.' }) already!: boolean;
  @Field(() => Boolean, { description: 'True for a dry run: nothing was kept.' }) dryRun!: boolean;
  @Field(() => String, { description: 'Id of the claim of the pack: `packClaim` in the events of its claims.' })
  packClaim!: string;
  @Field(() => [PackCouponClaim], { description: 'Every claim, in the order of the pack.' })
  claims!: readonly PackCouponClaim[];
}
