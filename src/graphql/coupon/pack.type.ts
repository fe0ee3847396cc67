/** Output and input types of coupon packs. */
import { Field, InputType, Int, ObjectType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';
import { CustomerInput } from './coupon.type.js';

@InputType({ description: 'A coupon of a pack.' })
class CouponPackItemInput {
  @Field(() => String, { description: 'Key or code of the coupon. Each is named once; none is for two.' })
  coupon!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'How many claims of it a customer gets; default 1. A pack has at most 50 claims altogether.',
  })
  count?: number;
}

@InputType({ description: 'A pack of coupons to define, or its next version.' })
export class DefineCouponPackInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _, at most 64.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => [CouponPackItemInput], {
    nullable: true,
    description: 'Its coupons; left out of a pack that exists, they stay.',
  })
  coupons?: CouponPackItemInput[];
  @Field(() => String, {
    nullable: true,
    description:
      'Who may claim it, decided at the instant of the claim: the key of a segment or layer, or a condition in text. Default everyone who may claim its coupons.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'How often one customer may claim it.' }) perCustomerLimit?: number;
  @Field(() => Int, {
    nullable: true,
    description:
      'How often all together may claim it. Given when the pack is first defined; later it can be changed, not added.',
  })
  totalLimit?: number;
  @Field(() => DateTime, { nullable: true, description: 'From when on it can be claimed.' }) from?: string;
  @Field(() => DateTime, { nullable: true, description: 'Until when, this instant not included.' }) until?: string;
}

@ObjectType('CouponPackItem', { description: 'A coupon of a pack.' })
class CouponPackItemType {
  @Field(() => String, { description: 'Key of the coupon.' }) coupon!: string;
  @Field(() => Int, { description: 'How many claims of it a customer gets.' }) count!: number;
}

@ObjectType('CouponPack', { description: 'Several coupons that are claimed together, all or none.' })
export class CouponPackType {
  @Field(() => String, { description: 'Key used in claims.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => [CouponPackItemType], { description: 'Its coupons.' }) coupons!: readonly CouponPackItemType[];
  @Field(() => String, {
    nullable: true,
    description: 'Eligible customers, as a condition in text. Null means everyone.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'How often one customer may claim it.' }) perCustomerLimit?: number;
  @Field(() => Int, { nullable: true, description: 'How often all together may claim it.' }) totalLimit?: number;
  @Field(() => DateTime, { nullable: true, description: 'From when on it can be claimed.' }) from?: number;
  @Field(() => DateTime, { nullable: true, description: 'Until when, this instant not included.' }) until?: number;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it has ended.' }) retired!: boolean;
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
  @Field(() => DateTime, { nullable: true, description: 'Until when it is good; null: without end.' })
  expiresAt?: number;
}

@ObjectType('CouponPackResult', { description: 'Result of claiming a pack.' })
export class CouponPackResultType {
  @Field(() => String, { description: "The customer's profile id." }) profile!: string;
  @Field(() => Boolean, { description: 'True when this had been done before: it counts once.' }) already!: boolean;
  @Field(() => Boolean, { description: 'Tried only: nothing of it was kept.' }) dryRun!: boolean;
  @Field(() => String, { description: 'Id of the whole: `packClaim` of the events of its claims.' }) packClaim!: string;
  @Field(() => [PackCouponClaim], { description: 'Every claim, in the order of the pack.' })
  claims!: readonly PackCouponClaim[];
}
