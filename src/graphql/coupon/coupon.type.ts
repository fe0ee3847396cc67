/** Output and input types of coupons. */
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { IdentityInput, OrderLineInput } from '../event/event.input.js';
import { DateTime, Decimal } from '../scalars.js';

const CouponKindEnum = {
  FULL_REDUCTION: 'FULL_REDUCTION',
  DISCOUNT: 'DISCOUNT',
  FIXED_AMOUNT: 'FIXED_AMOUNT',
  FREE_SHIPPING: 'FREE_SHIPPING',
  EXCHANGE: 'EXCHANGE',
  BUY_N_GET_M: 'BUY_N_GET_M',
  GIFT: 'GIFT',
} as const;
registerEnumType(CouponKindEnum, {
  name: 'CouponKind',
  description: 'What a coupon does to an order.',
  valuesConfig: {
    FULL_REDUCTION: { description: 'Takes its face value off an order from a threshold on.' },
    DISCOUNT: { description: 'Takes a share of the order off.' },
    FIXED_AMOUNT: { description: 'Takes its face value off.' },
    FREE_SHIPPING: { description: 'Takes the shipping off.' },
    EXCHANGE: { description: 'Is worth its face value in goods.' },
    BUY_N_GET_M: { description: 'Of every n + m pieces the m cheapest are free.' },
    GIFT: { description: 'Takes nothing off; costs its face value.' },
  },
});

const SKUS = 'By sku, as order lines name them.';
const BRANDS = 'By brand.';
const CATEGORIES = 'By category: each covers itself and everything below it, by the parts between slashes.';
const EXCLUDED = 'Goods it is not for, though they are among those chosen.';
const BUNDLE =
  'Skus of a bundle: the order has a piece of each, and these are the goods. Given alone; at least two, at most 50.';

@InputType({ description: 'Goods that are in any of these lists. A list has at most 1,000 names.' })
class GoodsInput {
  @Field(() => [String], { nullable: true, description: SKUS }) skus?: string[];
  @Field(() => [String], { nullable: true, description: BRANDS }) brands?: string[];
  @Field(() => [String], { nullable: true, description: CATEGORIES }) categories?: string[];
}

@InputType({
  description:
    'Goods a coupon is for: those chosen, or all where nothing is chosen, without those excluded; or a bundle.',
})
class ProductScopeInput extends GoodsInput {
  @Field(() => GoodsInput, { nullable: true, description: EXCLUDED }) excluded?: GoodsInput;
  @Field(() => [String], { nullable: true, description: BUNDLE }) bundle?: string[];
}

@ObjectType({ description: 'Goods that are in any of these lists.' })
class CouponGoods {
  @Field(() => [String], { nullable: true, description: SKUS }) skus?: readonly string[];
  @Field(() => [String], { nullable: true, description: BRANDS }) brands?: readonly string[];
  @Field(() => [String], { nullable: true, description: CATEGORIES }) categories?: readonly string[];
}

@ObjectType({
  description:
    'Goods a coupon is for: those chosen, or all where nothing is chosen, without those excluded; or a bundle.',
})
class CouponProducts extends CouponGoods {
  @Field(() => CouponGoods, { nullable: true, description: EXCLUDED }) excluded?: CouponGoods;
  @Field(() => [String], { nullable: true, description: 'Skus of a bundle: the order has a piece of each.' })
  bundle?: readonly string[];
}

@InputType({
  description: 'A coupon to define, or its next version: its kind, and whether it is for two, never change.',
})
export class DefineCouponInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _, at most 64: what events name it by.' })
  key!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The code as the shop prints it, at most 64 characters, unique in any case: it names the coupon like its key. Codes of before keep naming it.',
  })
  code?: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => CouponKindEnum, { description: 'What it does.' }) kind!: string;
  @Field(() => Decimal, { nullable: true, description: 'What it is worth; not for DISCOUNT.' }) faceValue?: string;
  @Field(() => Decimal, { nullable: true, description: 'For a DISCOUNT: percent off, e.g. "20".' }) percentOff?: string;
  @Field(() => Decimal, { nullable: true, description: 'The most a DISCOUNT takes off.' }) mostOff?: string;
  @Field(() => Decimal, { nullable: true, description: 'The least amount it is good for.' }) threshold?: string;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: n.' }) buy?: number;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: m.' }) get?: number;
  @Field(() => ProductScopeInput, {
    nullable: true,
    description:
      'Goods it is for: threshold and discount are reckoned on the lines of these alone, and an order without one is refused. Default: the whole order.',
  })
  products?: ProductScopeInput;
  @Field(() => ProductScopeInput, {
    nullable: true,
    description:
      'Of BUY_N_GET_M: goods that are given, the cheapest first: for every n pieces bought up to m. Default: those that are bought.',
  })
  gifts?: ProductScopeInput;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it may be combined with another stackable coupon on one order; default false.',
  })
  stackable?: boolean;
  @Field(() => String, { nullable: true, description: 'The store it is good in; default everywhere.' }) store?: string;
  @Field(() => String, { nullable: true, description: 'The platform it is good on.' }) platform?: string;
  @Field(() => String, { nullable: true, description: 'The channel it is good in.' }) channel?: string;
  @Field(() => String, { nullable: true, description: 'The campaign it belongs to; for reports.' }) campaign?: string;
  @Field(() => String, { nullable: true, description: 'Bearer of the cost, for reports.' }) costBearer?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Who may claim it, decided at the instant of the claim: the key of a segment or layer, or a condition in text. Default everyone.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'How often one customer may claim it.' }) perCustomerLimit?: number;
  @Field(() => Int, { nullable: true, description: 'How often all together may claim it.' }) totalLimit?: number;
  @Field(() => Decimal, {
    nullable: true,
    description:
      'The most that all uses here may cost together: what they take off, or the face value of gifts. A use beyond it is refused. Given when the coupon is first defined; later it can be changed, not added.',
  })
  costLimit?: string;
  @Field(() => DateTime, { nullable: true, description: 'From when on it can be claimed and used.' }) from?: string;
  @Field(() => DateTime, {
    nullable: true,
    description:
      'Until when, this instant not included. A later end lengthens claims that were made; an earlier one never shortens them.',
  })
  until?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'How long a claim is good, ISO 8601, e.g. P7D; at its last instant it is no more. A change lengthens claims that were made, and never shortens them.',
  })
  validFor?: string;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a refund of the whole order, or its cancellation, gives the coupon back; default true. A use keeps what held when it was made.',
  })
  returnOnRefund?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description: 'A group coupon: claimed by two, and both get one. Default false.',
  })
  group?: boolean;
}

@ObjectType('Coupon', { description: 'A coupon as defined.' })
export class CouponType {
  @Field(() => String, { description: 'Id of the coupon in events.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'The code as the shop prints it.' }) code?: string;
  @Field(() => [String], { description: 'Codes it had before; they name it still.' }) formerCodes!: readonly string[];
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => CouponKindEnum, { description: 'What it does.' }) kind!: string;
  @Field(() => Decimal, { nullable: true, description: 'What it is worth.' }) faceValue?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'For a DISCOUNT: percent off.' }) percentOff?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'The most a DISCOUNT takes off.' }) mostOff?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'The least amount it is good for.' }) threshold?: bigint;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: n.' }) buy?: number;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: m.' }) get?: number;
  @Field(() => CouponProducts, { nullable: true, description: 'Goods it is for; null: the whole order.' })
  products?: CouponProducts;
  @Field(() => CouponProducts, { nullable: true, description: 'For BUY_N_GET_M: goods given for free.' })
  gifts?: CouponProducts;
  @Field(() => Boolean, { description: 'Whether it may be combined with another stackable coupon.' })
  stackable!: boolean;
  @Field(() => String, { nullable: true, description: 'The store it is good in.' }) store?: string;
  @Field(() => String, { nullable: true, description: 'The platform it is good on.' }) platform?: string;
  @Field(() => String, { nullable: true, description: 'The channel it is good in.' }) channel?: string;
  @Field(() => String, { nullable: true, description: 'The campaign it belongs to.' }) campaign?: string;
  @Field(() => String, { nullable: true, description: 'Bearer of the cost.' }) costBearer?: string;
  @Field(() => String, {
    nullable: true,
    description: 'Eligible customers, as a condition in text. Null means everyone.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'How often one customer may claim it.' }) perCustomerLimit?: number;
  @Field(() => Int, { nullable: true, description: 'How often all together may claim it.' }) totalLimit?: number;
  @Field(() => Decimal, { nullable: true, description: 'The most that all uses here may cost together.' })
  costLimit?: bigint;
  @Field(() => DateTime, { nullable: true, description: 'From when on it can be claimed and used.' }) from?: number;
  @Field(() => DateTime, { nullable: true, description: 'Until when, this instant not included.' }) until?: number;
  @Field(() => String, { nullable: true, description: 'How long a claim is good, ISO 8601.' }) validFor?: string;
  @Field(() => Boolean, { description: 'Whether a refund of the whole order gives it back.' }) returnOnRefund!: boolean;
  @Field(() => Boolean, { description: 'Whether it is claimed by two.' }) group!: boolean;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it has ended.' }) retired!: boolean;
}

export const CouponConnectionBase = connectionTypes(CouponType, 'Coupon');

@InputType({ description: 'A customer: by profile id or by identities.' })
export class CustomerInput {
  @Field(() => String, { nullable: true, description: 'A profile id.' }) profile?: string;
  @Field(() => [IdentityInput], { nullable: true, description: 'Identities.' }) identities?: IdentityInput[];
}

@InputType({ description: 'A claim of a coupon.' })
export class ClaimCouponInput extends CustomerInput {
  @Field(() => String, { description: 'Key or code of the coupon.' }) coupon!: string;
  @Field(() => CustomerInput, { nullable: true, description: 'The other party to a group coupon.' })
  partner?: CustomerInput;
}

@InputType({ description: 'A use of a coupon on an order to be paid.' })
export class RedeemCouponInput extends CustomerInput {
  @Field(() => String, { description: 'Key or code of the coupon.' }) coupon!: string;
  @Field(() => String, { nullable: true, description: 'The claim to use; default the earliest open one.' })
  claim?: string;
  @Field(() => String, { description: 'The order. Used on the same order again, a coupon is used once.' })
  orderId!: string;
  @Field(() => Decimal, { description: 'What the order comes to before the coupon, shipping apart.' }) amount!: string;
  @Field(() => Decimal, { nullable: true, description: 'Shipping, for FREE_SHIPPING.' }) shipping?: string;
  @Field(() => [OrderLineInput], {
    nullable: true,
    description: 'Lines: for BUY_N_GET_M, and for coupons of certain goods.',
  })
  lines?: OrderLineInput[];
  @Field(() => String, { nullable: true, description: 'The store of the order.' }) store?: string;
  @Field(() => String, { nullable: true, description: 'The platform of the order.' }) platform?: string;
  @Field(() => String, { nullable: true, description: 'The channel of the order.' }) channel?: string;
}

@InputType({ description: 'A used coupon given back.' })
export class ReturnCouponInput extends CustomerInput {
  @Field(() => String, { description: 'Key or code of the coupon.' }) coupon!: string;
  @Field(() => String, { description: 'The order it was used on.' }) orderId!: string;
}

@ObjectType('CouponLineDiscount', { description: 'Discount on one line of an order.' })
export class CouponLineDiscountType {
  @Field(() => String, { description: 'The line: its lineId, or its place among the lines from 0 on.' })
  lineId!: string;
  @Field(() => Decimal, { description: 'What is taken off it, at most its amount.' }) discount!: bigint;
}

@ObjectType('CouponResult', { description: 'Result of a claim, a use or a return.' })
export class CouponResultType {
  @Field(() => String, { description: "The customer's profile id." }) profile!: string;
  @Field(() => Boolean, { description: 'True when this had been done before: it counts once.' }) already!: boolean;
  @Field(() => Boolean, { description: 'Tried only: nothing of it was kept.' }) dryRun!: boolean;
  @Field(() => String, { nullable: true, description: 'Id of the claim.' }) claim?: string;
  @Field(() => String, { nullable: true, description: "Id of the partner's claim of a group coupon." })
  partnerClaim?: string;
  @Field(() => DateTime, { nullable: true, description: 'For a claim: its expiry. Null means no expiry.' })
  expiresAt?: number;
  @Field(() => Decimal, {
    nullable: true,
    description: 'For a use: the discount, in whole minor units of the currency.',
  })
  discount?: bigint;
  @Field(() => [CouponLineDiscountType], {
    nullable: true,
    description:
      'For a use: the discount by line, which adds up to the whole discount. Null if the lines were not given or their sum is less.',
  })
  lines?: readonly CouponLineDiscountType[];
}
