/** GraphQL types of coupons, and of their claims, uses and returns. */
import { Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { connectionTypes } from '../connection.js';
import { IdentityInput, OrderLineInput } from '../events/event.input.js';
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
  description: 'Effect of a coupon on an order.',
  valuesConfig: {
    FULL_REDUCTION: { description: 'Takes its face value off an order that reaches the threshold.' },
    DISCOUNT: { description: 'Takes a share of the order off.' },
    FIXED_AMOUNT: { description: 'Takes its face value off.' },
    FREE_SHIPPING: { description: 'Takes off the shipping fee.' },
    EXCHANGE: { description: 'Is worth its face value in goods.' },
    BUY_N_GET_M: { description: 'Makes the m cheapest of every n + m pieces free.' },
    GIFT: { description: 'Takes nothing off the order. It costs its face value.' },
  },
});

const SKUS = 'Skus, as in order lines.';
const BRANDS = 'Brands.';
const CATEGORIES = 'Categories. A category covers itself and everything below it, by the parts between slashes.';
const EXCLUDED = 'Excluded goods, even when they are among the chosen ones.';
const BUNDLE =
  'Skus of a bundle, 2 to 50. The order must have a piece of each, and the coupon applies to these skus. No other field is given with them.';

@InputType({ description: 'Goods that are in any of these lists. A list has at most 1,000 names.' })
class GoodsInput {
  @Field(() => [String], { nullable: true, description: SKUS }) skus?: string[];
  @Field(() => [String], { nullable: true, description: BRANDS }) brands?: string[];
  @Field(() => [String], { nullable: true, description: CATEGORIES }) categories?: string[];
}

@InputType({
  description: 'Goods that a coupon applies to: the chosen goods (default all) except the excluded ones, or a bundle.',
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
  description: 'Goods that a coupon applies to: the chosen goods (default all) except the excluded ones, or a bundle.',
})
class CouponProducts extends CouponGoods {
  @Field(() => CouponGoods, { nullable: true, description: EXCLUDED }) excluded?: CouponGoods;
  @Field(() => [String], { nullable: true, description: 'Skus of a bundle. The order must have a piece of each.' })
  bundle?: readonly string[];
}

/**
 * Fields of a coupon that its input has too. Both classes extend this one, which is not a type of the schema itself.
 */
@InputType()
@ObjectType()
abstract class CouponPlaces {
  @Field(() => String, { nullable: true, description: 'The store where the coupon is valid. Default: every store.' })
  store?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The platform where the coupon is valid. Default: every platform.',
  })
  platform?: string;
  @Field(() => String, {
    nullable: true,
    description: 'The channel where the coupon is valid. Default: every channel.',
  })
  channel?: string;
  @Field(() => String, { nullable: true, description: 'Campaign of the coupon, for reports.' }) campaign?: string;
  @Field(() => String, { nullable: true, description: 'Bearer of the cost, for reports.' }) costBearer?: string;
}

@InputType({
  description: 'A coupon to define, or its next version. `kind` and `group` never change.',
})
export class DefineCouponInput extends CouponPlaces {
  @Field(() => String, {
    description: 'Key of the coupon in events: lower-case letters, digits and _, at most 64 characters.',
  })
  key!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'The code as the shop prints it, at most 64 characters, unique regardless of case. It identifies the coupon like its key, and so do its former codes.',
  })
  code?: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the coupon.' }) description?: string;
  @Field(() => CouponKindEnum, { description: 'Effect on an order.' }) kind!: string;
  @Field(() => Decimal, { nullable: true, description: 'Face value. Not allowed for DISCOUNT.' }) faceValue?: string;
  @Field(() => Decimal, { nullable: true, description: 'For a DISCOUNT: percent off, e.g. "20".' }) percentOff?: string;
  @Field(() => Decimal, { nullable: true, description: 'Maximum amount that a DISCOUNT takes off.' }) mostOff?: string;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Minimum amount of the order, or of the goods that the coupon applies to.',
  })
  threshold?: string;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: n.' }) buy?: number;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: m.' }) get?: number;
  @Field(() => ProductScopeInput, {
    nullable: true,
    description:
      'Goods that the coupon applies to. Threshold and discount are computed from the order lines of these goods only, and an order without such a line is rejected. Default: the whole order.',
  })
  products?: ProductScopeInput;
  @Field(() => ProductScopeInput, {
    nullable: true,
    description:
      'For BUY_N_GET_M: goods that are given for free, up to m pieces for every n pieces bought, the cheapest first. Default: the goods that are bought.',
  })
  gifts?: ProductScopeInput;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True if the coupon may be combined with another stackable coupon on one order. Default false.',
  })
  stackable?: boolean;
  @Field(() => String, {
    nullable: true,
    description:
      'Eligible customers, checked at the instant of the claim: the key of a segment or layer, or a condition in text. Default: everyone.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'Maximum number of claims by one customer.' })
  perCustomerLimit?: number;
  @Field(() => Int, { nullable: true, description: 'Maximum number of claims by all customers together.' })
  totalLimit?: number;
  @Field(() => Decimal, {
    nullable: true,
    description:
      'Maximum cost of all uses by `redeemCoupon` together: their discounts, or the face value of gifts. A use beyond it is rejected. It is set when the coupon is first defined; later it can be changed, not added.',
  })
  costLimit?: string;
  @Field(() => DateTime, { nullable: true, description: 'Start of validity. Earlier claims and uses are rejected.' })
  from?: string;
  @Field(() => DateTime, {
    nullable: true,
    description:
      'End of validity, exclusive. A later end extends existing claims; an earlier end does not shorten them.',
  })
  until?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Validity of a claim as an ISO 8601 duration, e.g. P7D. Its last instant is excluded. A longer validity extends existing claims; a shorter one does not shorten them.',
  })
  validFor?: string;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'True if a refund of the whole order, or its cancellation, returns the coupon. Default true. A use keeps the setting that held when it was made.',
  })
  returnOnRefund?: boolean;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True for a group coupon: two customers claim it together, and each gets one. Default false.',
  })
  group?: boolean;
}

@ObjectType('Coupon', { description: 'A coupon as defined.' })
export class CouponType extends CouponPlaces {
  @Field(() => String, { description: 'Id of the coupon in events.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'The code as the shop prints it.' }) code?: string;
  @Field(() => [String], { description: 'Former codes, which still identify the coupon.' })
  formerCodes!: readonly string[];
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the coupon.' }) description?: string;
  @Field(() => CouponKindEnum, { description: 'Effect on an order.' }) kind!: string;
  @Field(() => Decimal, { nullable: true, description: 'Face value.' }) faceValue?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'For a DISCOUNT: percent off.' }) percentOff?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'Maximum amount that a DISCOUNT takes off.' }) mostOff?: bigint;
  @Field(() => Decimal, {
    nullable: true,
    description: 'Minimum amount of the order, or of the goods that the coupon applies to.',
  })
  threshold?: bigint;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: n.' }) buy?: number;
  @Field(() => Int, { nullable: true, description: 'For BUY_N_GET_M: m.' }) get?: number;
  @Field(() => CouponProducts, {
    nullable: true,
    description: 'Goods that the coupon applies to. Null means the whole order.',
  })
  products?: CouponProducts;
  @Field(() => CouponProducts, { nullable: true, description: 'For BUY_N_GET_M: goods given for free.' })
  gifts?: CouponProducts;
  @Field(() => Boolean, { description: 'True if the coupon may be combined with another stackable coupon.' })
  stackable!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Eligible customers, as a condition in text. Null means everyone.',
  })
  eligible?: string;
  @Field(() => Int, { nullable: true, description: 'Maximum number of claims by one customer.' })
  perCustomerLimit?: number;
  @Field(() => Int, { nullable: true, description: 'Maximum number of claims by all customers together.' })
  totalLimit?: number;
  @Field(() => Decimal, { nullable: true, description: 'Maximum cost of all uses by `redeemCoupon` together.' })
  costLimit?: bigint;
  @Field(() => DateTime, { nullable: true, description: 'Start of validity. Earlier claims and uses are rejected.' })
  from?: number;
  @Field(() => DateTime, { nullable: true, description: 'End of validity, exclusive.' }) until?: number;
  @Field(() => String, { nullable: true, description: 'Validity of a claim as an ISO 8601 duration.' })
  validFor?: string;
  @Field(() => Boolean, {
    description: 'True if a refund of the whole order, or its cancellation, returns the coupon.',
  })
  returnOnRefund!: boolean;
  @Field(() => Boolean, { description: 'True for a group coupon, which two customers claim together.' })
  group!: boolean;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'True if the coupon was retired.' }) retired!: boolean;
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
  @Field(() => String, { nullable: true, description: 'The claim to use. Default: the earliest open one.' })
  claim?: string;
  @Field(() => String, { description: 'The order. Several calls for the same order count as one use.' })
  orderId!: string;
  @Field(() => Decimal, { description: 'Amount of the order before the coupon, without shipping.' }) amount!: string;
  @Field(() => Decimal, { nullable: true, description: 'Shipping fee, for FREE_SHIPPING.' }) shipping?: string;
  @Field(() => [OrderLineInput], {
    nullable: true,
    description: 'Order lines. BUY_N_GET_M and coupons that apply to certain goods need them.',
  })
  lines?: OrderLineInput[];
  @Field(() => String, { nullable: true, description: 'The store of the order.' }) store?: string;
  @Field(() => String, { nullable: true, description: 'The platform of the order.' }) platform?: string;
  @Field(() => String, { nullable: true, description: 'The channel of the order.' }) channel?: string;
}

@InputType({ description: 'A used coupon to return.' })
export class ReturnCouponInput extends CustomerInput {
  @Field(() => String, { description: 'Key or code of the coupon.' }) coupon!: string;
  @Field(() => String, { description: 'The order it was used on.' }) orderId!: string;
}

@ObjectType('CouponLineDiscount', { description: 'Discount on one line of an order.' })
export class CouponLineDiscountType {
  @Field(() => String, { description: 'lineId of the line, or its position among the lines, counted from 0.' })
  lineId!: string;
  @Field(() => Decimal, { description: 'Discount on the line, at most its amount.' }) discount!: bigint;
}

@ObjectType('CouponResult', { description: 'Result of a claim, a use or a return.' })
export class CouponResultType {
  @Field(() => String, {
    nullable: true,
    description: "The customer's profile id. Null without the right to look customers up by one of the identities.",
  })
  profile?: string;
  @Field(() => Boolean, { description: 'True if the same change was made before. It counts once.' }) already!: boolean;
  @Field(() => Boolean, { description: 'True for a dry run: nothing was kept.' }) dryRun!: boolean;
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
      'For a use: the discount by line. The lines add up to the whole discount. Null if no lines were given or their sum is less.',
  })
  lines?: readonly CouponLineDiscountType[];
}
