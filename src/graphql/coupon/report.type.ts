/** Arguments and results of coupon reports, with the definition of each figure. */
import { Field, Float, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DateTime, Decimal } from '../scalars.js';
import type { Warn } from '../segment/condition-warnings.resolver.js';

const enumOf = <T extends string>(name: string, description: string, values: Record<T, string>): Record<T, T> => {
  const e = Object.fromEntries(Object.keys(values).map((k) => [k, k])) as Record<T, T>;
  registerEnumType(e, {
    name,
    description,
    valuesConfig: Object.fromEntries(
      Object.entries(values).map(([k, d]) => [k, { description: d as string }]),
    ) as never,
  });
  return e;
};

export const CouponDimensionEnum = enumOf(
  'CouponDimension',
  'What coupons are counted by: their definitions, or what they were claimed with.',
  {
    COUPON: 'Each on its own.',
    KIND: 'What it does.',
    STORE: 'Where the coupon is valid.',
    FACE_VALUE: 'What it is worth.',
    PLATFORM: 'The platform.',
    CHANNEL: 'The channel.',
    CAMPAIGN: 'The campaign.',
    COST_BEARER: 'Bearer of the cost.',
    PACK: 'The pack of the claims, or null. An issue (`coupon_issued`) has no pack.',
    ALL: 'All together.',
  },
);
export const CouponCohortEnum = enumOf('CouponCohort', 'Which claims and uses are counted.', {
  EACH: 'Everything by its own instant in the period.',
  ISSUE: 'Follows customers from the first issue of the coupon to them in the period.',
  CLAIM: 'Follows the claims made in the period.',
});
const PastReadingEnum = enumOf('PastReading', 'How it is known where a customer was.', {
  AS_OF: 'By the facts known now, including late ones.',
  AS_KNOWN_AT: 'By the transitions recorded until then.',
});
const UpliftMethodEnum = enumOf('UpliftMethod', 'The group that customers are compared with.', {
  HOLD_OUT: 'Customers drawn by lot who got nothing.',
  MATCHED:
    'Customers who never claimed it and got no other coupon in that time nor in as much before, alike in prior orders, average order and layer: weaker evidence.',
});
const OutcomeMetricEnum = enumOf(
  'OutcomeMetric',
  'What is compared, per customer, over the time after assignment or claim.',
  {
    CONVERSION: 'Share with at least one order.',
    REPURCHASE: 'Share with at least two orders.',
    ORDERS: 'Orders.',
    GMV: 'Money of the orders, net of refunds.',
    AVERAGE_ORDER: 'Money of all orders by their number.',
    RETENTION: 'Share who ordered again in as much time after that.',
    NET_GAIN: 'GMV times the margin, minus the cost of the coupon.',
  },
);

@InputType({ description: 'Scope of a coupon report.' })
export class CouponScopeInput {
  @Field(() => [String], {
    nullable: true,
    description: 'Only these coupons; default all that are defined or named by events.',
  })
  coupons?: string[];
  @Field(() => DateTime, { nullable: true, description: 'From this instant on.' }) from?: string;
  @Field(() => DateTime, { nullable: true, description: 'Until this instant, not included.' }) to?: string;
  @Field(() => String, {
    nullable: true,
    description: 'A segment, or a layer as `model.layer`: only what customers did while they were in it.',
  })
  segment?: string;
  @Field(() => PastReadingEnum, { nullable: true, description: 'How it is known that they were; default AS_OF.' })
  reading?: 'AS_OF' | 'AS_KNOWN_AT';
}

@ObjectType({ description: 'Uses within some days of the claim.' })
export class DaysToUse {
  @Field(() => Float, { nullable: true, description: 'Fewer days than this; null: all that took longer.' })
  upTo?: number;
  @Field(() => Int, { description: 'Uses.' }) uses!: number;
}

@InputType({ description: 'How the days from claim to use are summed up.' })
export class DaysToUseInput {
  @Field(() => [Float], {
    nullable: true,
    description: 'Upper bounds of ranges in days, ascending, at most 50; default 1, 2, 3, 7, 14, 30.',
  })
  upTo?: number[];
  @Field(() => [Float], { nullable: true, description: 'Quantiles wanted, shares from 0 to 1, at most 50.' })
  quantiles?: number[];
}

@ObjectType({ description: 'A quantile of the days from claim to use.' })
export class QuantileDays {
  @Field(() => Float, { description: 'The share of uses that took at most this long, from 0 to 1.' }) quantile!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'The days, exact; between two uses by linear interpolation. Null when no use has a claim.',
  })
  days?: number;
}

@ObjectType({ description: 'Customers by how often they used coupons of a group.' })
export class UsesPerCustomer {
  @Field(() => Int, { description: 'The number of uses.' }) uses!: number;
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
}

@ObjectType({ description: 'How coupons of a group are taken and used.' })
export class CouponPopularityRow {
  @Field(() => String, { nullable: true, description: 'The group. Null for coupons without this attribute.' })
  group?: string;
  @Field(() => Int, { description: 'Times they were offered.' }) issued!: number;
  @Field(() => Int, { description: 'Claims.' }) claimed!: number;
  @Field(() => Int, {
    description: 'Uses that were not given back. A use is an order, however many events tell of it.',
  })
  used!: number;
  @Field(() => Int, { description: 'Claims that ran out unused.' }) expired!: number;
  @Field(() => Int, { description: 'Uses that were given back.' }) returned!: number;
  @Field(() => Int, { description: "Uses beyond a customer's first of the same coupon." }) repeated!: number;
  @Field(() => Int, { description: 'Pairs of customer and coupon it was offered to.' }) issuedTo!: number;
  @Field(() => Int, { description: 'Pairs of customer and coupon with a claim.' }) claimedBy!: number;
  @Field(() => Int, { description: 'Pairs of customer and coupon with a use.' }) usedBy!: number;
  @Field(() => Float, { nullable: true, description: 'claimed / issued.' }) claimRate?: number;
  @Field(() => Float, { nullable: true, description: 'used / claimed.' }) useRate?: number;
  @Field(() => Int, { description: 'Uses by customers who had no standing order before that moment.' })
  newCustomers!: number;
  @Field(() => Float, { nullable: true, description: 'newCustomers / used.' }) newShare?: number;
  @Field(() => Decimal, { description: 'Cost of the uses: discounts, or the value of gifts.' })
  discount!: bigint;
  @Field(() => Float, { nullable: true, description: 'Mean days from claim to use.' }) meanDays?: number;
  @Field(() => Float, { nullable: true, description: 'Median days from claim to use.' }) medianDays?: number;
  @Field(() => Float, { nullable: true, description: 'Most days from claim to use.' }) maxDays?: number;
  @Field(() => [QuantileDays], { description: 'Quantiles of the days from claim to use, as asked for.' })
  quantileDays!: readonly QuantileDays[];
  @Field(() => [DaysToUse], { description: 'Uses by the days since their claim.' }) days!: readonly DaysToUse[];
  @Field(() => [UsesPerCustomer], { description: 'Customers by their uses.' })
  usesPerCustomer!: readonly UsesPerCustomer[];
}

@ObjectType({ description: 'How coupons are taken and used.' })
export class CouponPopularity {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => [CouponPopularityRow], { description: 'By group.' }) rows!: readonly CouponPopularityRow[];
}

@InputType({ description: 'What distinguishes customers at the moment of use: exactly one of these.' })
export class PreferenceByInput {
  @Field(() => Boolean, { nullable: true, description: '`new`: no standing order before that moment; else `old`.' })
  newOrOld?: boolean;
  @Field(() => String, { nullable: true, description: 'The layers of this model.' }) layerModel?: string;
  @Field(() => [String], { nullable: true, description: 'Segments or layers; a customer can be in several.' })
  segments?: string[];
}

@ObjectType({ description: 'How customers of one sort use coupons of a group.' })
export class CouponPreferenceRow {
  @Field(() => String, { description: '`new` or `old`, a layer, or a segment.' }) customers!: string;
  @Field(() => String, { nullable: true, description: 'The group of coupons.' }) group?: string;
  @Field(() => Int, { description: 'Uses that were not given back.' }) uses!: number;
  @Field(() => Int, { description: 'Customers who used them.' }) usedBy!: number;
  @Field(() => Decimal, { description: 'Cost of the uses.' }) discount!: bigint;
  @Field(() => Float, { description: 'Share of the uses by these customers.' }) share!: number;
  @Field(() => Float, { description: 'Share of all uses.' }) baseShare!: number;
  @Field(() => Float, { description: 'share / baseShare x 100.' }) tgi!: number;
}

@ObjectType({ description: 'Use of coupons by groups of customers.' })
export class CouponPreference {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => [CouponPreferenceRow], { description: 'By sort of customer and group of coupons.' })
  rows!: readonly CouponPreferenceRow[];
}

@ObjectType({ description: 'A range that holds the truth 95 times of 100.' })
export class IntervalType {
  @Field(() => Float, { description: 'Lower end.' }) low!: number;
  @Field(() => Float, { description: 'Upper end.' }) high!: number;
}

@ObjectType({ description: 'One outcome of two groups of customers.' })
export class OutcomeDifference {
  @Field(() => OutcomeMetricEnum, { description: 'What is compared.' }) metric!: string;
  @Field(() => Float, { description: 'With the coupon.' }) treated!: number;
  @Field(() => Float, { description: 'Without.' }) control!: number;
  @Field(() => Float, { description: 'treated - control.' }) difference!: number;
  @Field(() => IntervalType, { description: 'Of the difference; good for one look at a size fixed beforehand.' })
  interval!: IntervalType;
  @Field(() => IntervalType, {
    description: 'Of the difference; good however often it is looked at: decide by this one when peeking.',
  })
  alwaysValid!: IntervalType;
  @Field(() => Int, { description: 'Customers with.' }) treatedN!: number;
  @Field(() => Int, { description: 'Customers without.' }) controlN!: number;
  @Field(() => Boolean, { description: 'Whether `interval` leaves zero out.' }) significant!: boolean;
}

@ObjectType({ description: 'A group of customers compared.' })
export class UpliftGroupType {
  @Field(() => String, { description: 'The variant; `claimed` or `matched` without an experiment.' }) variant!: string;
  @Field(() => String, { nullable: true, description: 'The coupon its customers got.' }) coupon?: string;
  @Field(() => Boolean, { description: 'Whether it is the hold-out.' }) holdOut!: boolean;
  @Field(() => Int, { description: 'Customers whose observation window has closed: those compared.' })
  customers!: number;
  @Field(() => Int, { description: 'Customers whose time still runs.' }) unfinished!: number;
  @Field(() => Int, { description: 'Their orders.' }) orders!: number;
  @Field(() => Decimal, { description: 'Money of their orders, net of refunds; exact.' }) gmv!: bigint;
  @Field(() => Decimal, { description: 'Exact cost of the coupon.' }) cost!: bigint;
}

@ObjectType({ description: 'Whether the groups of an experiment are as large as they should be.' })
export class SampleRatio {
  @Field(() => Float, { description: "Pearson's chi-square against the weights." }) chiSquare!: number;
  @Field(() => Float, { description: 'How likely groups this uneven are by chance.' }) p!: number;
  @Field(() => Boolean, { description: 'False below 0.001: assignment or counting is broken, do not read on.' })
  trusted!: boolean;
}

@ObjectType({ description: 'A variant against the hold-out, or claimants against those like them.' })
export class UpliftComparison {
  @Field(() => String, { description: 'The variant.' }) variant!: string;
  @Field(() => [OutcomeDifference], { description: 'By outcome. Outcomes that cannot be estimated are left out.' })
  metrics!: readonly OutcomeDifference[];
}

@ObjectType('CouponUplift', { description: 'Effect of a coupon.' })
export class CouponUpliftType {
  readonly warn!: Warn;
  @Field(() => UpliftMethodEnum, { description: 'Method of the comparison.' }) method!: string;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => String, { description: 'How long after assignment or claim orders count, ISO 8601.' }) window!: string;
  @Field(() => [UpliftGroupType], { description: 'The groups.' }) groups!: readonly UpliftGroupType[];
  @Field(() => SampleRatio, {
    nullable: true,
    description: 'For an experiment: whether the group sizes agree with the weights.',
  })
  sampleRatio?: SampleRatio;
  @Field(() => Int, { nullable: true, description: 'For matching: claimants without a match.' })
  unmatched?: number;
  @Field(() => [UpliftComparison], { description: 'The differences.' }) comparisons!: readonly UpliftComparison[];
}

@ObjectType({ description: 'One face value of a price ladder.' })
export class PriceRung {
  @Field(() => String, { description: 'The variant.' }) variant!: string;
  @Field(() => String, { nullable: true, description: 'Its coupon.' }) coupon?: string;
  @Field(() => Decimal, { description: 'What the coupon is worth.' }) faceValue!: bigint;
  @Field(() => Int, { description: 'Customers compared.' }) customers!: number;
  @Field(() => Int, { description: 'Their orders.' }) orders!: number;
  @Field(() => Decimal, { description: 'Money of their orders, net of refunds; exact.' }) gmv!: bigint;
  @Field(() => Decimal, { description: 'Exact cost of the coupon.' }) cost!: bigint;
  @Field(() => [OutcomeDifference], {
    description: 'Against the hold-out, at 1 - 0.05 / rungs each, so that they hold for all together.',
  })
  metrics!: readonly OutcomeDifference[];
}

@ObjectType('CouponPriceLadder', { description: 'Which face value is worth it.' })
export class CouponPriceLadderType {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => String, { description: 'How long after assignment orders count, ISO 8601.' }) window!: string;
  @Field(() => UpliftGroupType, { description: 'The hold-out group.' }) holdOut!: UpliftGroupType;
  @Field(() => [PriceRung], { description: 'In ascending order of face value.' }) rungs!: readonly PriceRung[];
  @Field(() => String, {
    nullable: true,
    description:
      "The variant with the lowest face value whose net gain per customer significantly exceeds the hold-out's. Null if there is none.",
  })
  cheapest?: string;
}

@ObjectType({ description: 'Customers acquired by coupons who ordered again.' })
export class RepurchaseWithin {
  @Field(() => Int, { description: 'The number of days after their first order.' }) days!: number;
  @Field(() => Int, { description: 'Customers whose number of days has passed.' }) of!: number;
  @Field(() => Int, { description: 'Customers among `of` who ordered again.' }) customers!: number;
  @Field(() => Float, { nullable: true, description: 'customers / of.' }) share?: number;
}

@ObjectType({ description: 'Customers acquired by coupons of a group.' })
export class CouponAcquisitionRow {
  @Field(() => String, { nullable: true, description: 'The group.' }) group?: string;
  @Field(() => Int, { description: 'Customers whose first standing order it was used on.' }) customers!: number;
  @Field(() => Decimal, { description: 'Cost of all uses, including those by existing customers.' }) cost!: bigint;
  @Field(() => Decimal, { description: 'cost / customers, rounded half to even at 4 digits.' })
  costPerCustomer!: bigint;
  @Field(() => [RepurchaseWithin], { description: 'Within 30, 60 and 90 days.' })
  repurchase!: readonly RepurchaseWithin[];
  @Field(() => Decimal, { description: 'Money of all orders of those customers until now, net of refunds.' })
  revenue!: bigint;
  @Field(() => Decimal, { description: 'revenue x margin - cost.' }) profit!: bigint;
}

@ObjectType({ description: 'Customers acquired by coupons.' })
export class CouponAcquisition {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => [CouponAcquisitionRow], { description: 'By group.' }) rows!: readonly CouponAcquisitionRow[];
}
