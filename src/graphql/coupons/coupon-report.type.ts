/** GraphQL arguments and results of coupon reports. The descriptions define each figure. */
import { enumOf } from '../analyses/common.type.js';
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { DateTime, Decimal } from '../scalars.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';

export const CouponDimensionEnum = enumOf(
  'CouponDimension',
  'Attribute by which coupons are grouped: a field of the definition, or the pack of the claim.',
  {
    COUPON: 'Each coupon separately.',
    KIND: 'The kind of the coupon.',
    STORE: 'The store where the coupon is valid.',
    FACE_VALUE: 'The face value.',
    PLATFORM: 'The platform.',
    CHANNEL: 'The channel.',
    CAMPAIGN: 'The campaign.',
    COST_BEARER: 'Bearer of the cost.',
    PACK: 'The pack of the claims, or null. An issue (`coupon_issued`) has no pack.',
    ALL: 'All coupons together.',
  },
);
export const CouponCohortEnum = enumOf('CouponCohort', 'Selection of the claims and uses that are counted.', {
  EACH: 'Counts every issue, claim and use by its own instant in the period.',
  ISSUE: 'Follows customers from the first issue of the coupon to them in the period.',
  CLAIM: 'Follows the claims made in the period.',
});
const PastReadingEnum = enumOf('PastReading', "Source of a customer's past memberships.", {
  AS_OF: 'By the facts known now, including late ones.',
  AS_KNOWN_AT: 'By the transitions recorded until then.',
});
const UpliftMethodEnum = enumOf('UpliftMethod', 'The group that customers are compared with.', {
  HOLD_OUT: 'Customers drawn by lot who got nothing.',
  MATCHED:
    'Customers who never claimed the coupon, got no other coupon in the window or in as much time before it, and are alike in prior orders, average order and layer. This is weaker evidence.',
});
const OutcomeMetricEnum = enumOf('OutcomeMetric', 'Outcome per customer over the time after assignment or claim.', {
  CONVERSION: 'Share with at least one order.',
  REPURCHASE: 'Share with at least two orders.',
  ORDERS: 'Orders.',
  GMV: 'Money of the orders, net of refunds.',
  AVERAGE_ORDER: "Money of all orders divided by the number of those with an amount in the workspace's currency.",
  RETENTION: 'Share of customers who ordered again in the equally long time after the window.',
  NET_GAIN: 'GMV times the margin, minus the cost of the coupon.',
});

@InputType({ description: 'Scope of a coupon report.' })
export class CouponScopeInput {
  @Field(() => [String], {
    nullable: true,
    description: 'Only these coupons. Default: all coupons that are defined or named by events.',
  })
  coupons?: string[];
  @Field(() => DateTime, { nullable: true, description: 'Start of the period, inclusive.' }) from?: string;
  @Field(() => DateTime, { nullable: true, description: 'End of the period, exclusive.' }) to?: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Key of a segment, or of a layer as `model.layer`. Only actions of customers while they were in it count.',
  })
  segment?: string;
  @Field(() => PastReadingEnum, { nullable: true, description: 'Source of the past memberships. Default AS_OF.' })
  reading?: 'AS_OF' | 'AS_KNOWN_AT';
}

@ObjectType({ description: 'Uses within a range of days after the claim.' })
export class DaysToUse {
  @Field(() => Float, {
    nullable: true,
    description: 'Upper bound in days, exclusive. Null for the last range, which has no bound.',
  })
  upTo?: number;
  @Field(() => Int, { description: 'Number of uses.' }) uses!: number;
}

@InputType({ description: 'Ranges and quantiles for the days from claim to use.' })
export class DaysToUseInput {
  @Field(() => [Float], {
    nullable: true,
    description: 'Upper bounds of ranges in days, ascending, at most 50; default 1, 2, 3, 7, 14, 30.',
  })
  upTo?: number[];
  @Field(() => [Float], { nullable: true, description: 'Quantiles as shares from 0 to 1, at most 50.' })
  quantiles?: number[];
}

@ObjectType({ description: 'A quantile of the days from claim to use.' })
export class QuantileDays {
  @Field(() => Float, { description: 'The share of uses that took at most this long, from 0 to 1.' }) quantile!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Days, exact, with linear interpolation between two uses. Null if no use has a claim.',
  })
  days?: number;
}

@ObjectType({ description: 'Number of customers with a given number of uses of coupons of a group.' })
export class UsesPerCustomer {
  @Field(() => Int, { description: 'The number of uses.' }) uses!: number;
  @Field(() => Int, { description: 'Number of customers.' }) customers!: number;
}

@ObjectType({ description: 'Claims, uses and costs of a group of coupons.' })
export class CouponPopularityRow {
  @Field(() => String, { nullable: true, description: 'The group. Null for coupons without this attribute.' })
  group?: string;
  @Field(() => Int, { description: 'Number of times the coupons were offered.' }) issued!: number;
  @Field(() => Int, { description: 'Number of claims.' }) claimed!: number;
  @Field(() => Int, {
    description: 'Uses that were not returned. All events that report one order count as one use.',
  })
  used!: number;
  @Field(() => Int, {
    description:
      'Uses in orders without a customer (anonymous receipts). `used`, `returned` and `discount` include such orders; the other figures are of customers.',
  })
  unattributed!: number;
  @Field(() => Int, { description: 'Claims that expired unused.' }) expired!: number;
  @Field(() => Int, { description: 'Uses that were returned.' }) returned!: number;
  @Field(() => Int, { description: "Uses beyond a customer's first of the same coupon." }) repeated!: number;
  @Field(() => Int, { description: 'Pairs of a customer and a coupon with an offer.' }) issuedTo!: number;
  @Field(() => Int, { description: 'Pairs of a customer and a coupon with a claim.' }) claimedBy!: number;
  @Field(() => Int, { description: 'Pairs of a customer and a coupon with a use.' }) usedBy!: number;
  @Field(() => Float, { nullable: true, description: 'claimed / issued.' }) claimRate?: number;
  @Field(() => Float, { nullable: true, description: 'Uses by customers / claimed.' }) useRate?: number;
  @Field(() => Int, { description: 'Uses by customers who had no standing order before that moment.' })
  newCustomers!: number;
  @Field(() => Float, { nullable: true, description: 'newCustomers / uses by customers.' }) newShare?: number;
  @Field(() => Decimal, { description: 'Cost of the uses: discounts, or the value of gifts.' })
  discount!: bigint;
  @Field(() => Float, { nullable: true, description: 'Mean days from claim to use.' }) meanDays?: number;
  @Field(() => Float, { nullable: true, description: 'Median days from claim to use.' }) medianDays?: number;
  @Field(() => Float, { nullable: true, description: 'Maximum number of days from claim to use.' }) maxDays?: number;
  @Field(() => [QuantileDays], { description: 'Requested quantiles of the days from claim to use.' })
  quantileDays!: readonly QuantileDays[];
  @Field(() => [DaysToUse], { description: 'Uses by the days since their claim.' }) days!: readonly DaysToUse[];
  @Field(() => [UsesPerCustomer], { description: 'Customers by their uses.' })
  usesPerCustomer!: readonly UsesPerCustomer[];
}

@ObjectType({ description: 'Claims, uses and costs of coupons, by group of coupons.' })
export class CouponPopularity {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => [CouponPopularityRow], { description: 'One row for each group.' }) rows!: readonly CouponPopularityRow[];
}

@InputType({ description: 'Grouping of customers at the moment of use. Exactly one field is given.' })
export class PreferenceByInput {
  @Field(() => Boolean, {
    nullable: true,
    description: 'If true, groups are `new` (no standing order before that moment) and `old`.',
  })
  newOrOld?: boolean;
  @Field(() => String, { nullable: true, description: 'Key of a layer model. Its layers are the groups.' })
  layerModel?: string;
  @Field(() => [String], { nullable: true, description: 'Keys of segments or layers. A customer can be in several.' })
  segments?: string[];
}

@ObjectType({ description: 'Uses of a group of coupons by one group of customers.' })
export class CouponPreferenceRow {
  @Field(() => String, { description: '`new` or `old`, a layer, or a segment.' }) customers!: string;
  @Field(() => String, { nullable: true, description: 'The group of coupons.' }) group?: string;
  @Field(() => Int, { description: 'Uses that were not returned.' }) uses!: number;
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
  @Field(() => [CouponPreferenceRow], { description: 'One row for each group of customers and group of coupons.' })
  rows!: readonly CouponPreferenceRow[];
}

@ObjectType({ description: 'A 95% confidence interval.' })
export class IntervalType {
  @Field(() => Float, { description: 'Lower end.' }) low!: number;
  @Field(() => Float, { description: 'Upper end.' }) high!: number;
}

@ObjectType({ description: 'One outcome of two groups of customers.' })
export class OutcomeDifference {
  @Field(() => OutcomeMetricEnum, { description: 'The compared outcome.' }) metric!: string;
  @Field(() => Float, { description: 'Value for the customers with the coupon.' }) treated!: number;
  @Field(() => Float, { description: 'Value for the customers without the coupon.' }) control!: number;
  @Field(() => Float, { description: 'treated - control.' }) difference!: number;
  @Field(() => IntervalType, {
    description: 'Confidence interval of the difference, valid for a single look at a sample size fixed beforehand.',
  })
  interval!: IntervalType;
  @Field(() => IntervalType, {
    description:
      'Confidence interval of the difference that stays valid under repeated looks. Use it to decide before the planned end.',
  })
  alwaysValid!: IntervalType;
  @Field(() => Int, { description: 'Number of customers with the coupon.' }) treatedN!: number;
  @Field(() => Int, { description: 'Number of customers without the coupon.' }) controlN!: number;
  @Field(() => Boolean, { description: 'True if `interval` excludes zero.' }) significant!: boolean;
}

@ObjectType({ description: 'One of the compared groups of customers.' })
export class UpliftGroupType {
  @Field(() => String, { description: 'Key of the variant. Without an experiment: `claimed` or `matched`.' })
  variant!: string;
  @Field(() => String, { nullable: true, description: 'The coupon that its customers got.' }) coupon?: string;
  @Field(() => Boolean, { description: 'True for the hold-out.' }) holdOut!: boolean;
  @Field(() => Int, { description: 'Compared customers: those whose observation window has closed.' })
  customers!: number;
  @Field(() => Int, { description: 'Customers whose observation window is still open.' }) unfinished!: number;
  @Field(() => Int, { description: 'Orders of the compared customers.' }) orders!: number;
  @Field(() => Decimal, { description: 'Exact money of these orders, net of refunds.' }) gmv!: bigint;
  @Field(() => Decimal, { description: 'Exact cost of the coupon.' }) cost!: bigint;
}

@ObjectType({ description: 'Check that the group sizes of an experiment agree with its weights.' })
export class SampleRatio {
  @Field(() => Float, { description: "Pearson's chi-square statistic against the weights." }) chiSquare!: number;
  @Field(() => Float, { description: 'Probability of group sizes at least this uneven by chance, 0 to 1.' }) p!: number;
  @Field(() => Boolean, {
    description: 'False if `p` is below 0.001. Assignment or counting is then broken, and the results cannot be used.',
  })
  trusted!: boolean;
}

@ObjectType({ description: 'Comparison of a variant with the hold-out, or of claimants with matched customers.' })
export class UpliftComparison {
  @Field(() => String, { description: 'The variant.' }) variant!: string;
  @Field(() => [OutcomeDifference], {
    description: 'Differences by outcome. Outcomes that cannot be estimated are left out.',
  })
  metrics!: readonly OutcomeDifference[];
}

@ObjectType('CouponUplift', { description: 'Effect of a coupon.' })
export class CouponUpliftType {
  readonly warn!: Warn;
  @Field(() => UpliftMethodEnum, { description: 'Method of the comparison.' }) method!: string;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => String, { description: 'Time after assignment or claim in which orders count, ISO 8601.' })
  window!: string;
  @Field(() => [UpliftGroupType], { description: 'The groups.' }) groups!: readonly UpliftGroupType[];
  @Field(() => SampleRatio, {
    nullable: true,
    description: 'For an experiment: check that the group sizes agree with the weights.',
  })
  sampleRatio?: SampleRatio;
  @Field(() => Int, { nullable: true, description: 'For matching: number of claimants without a match.' })
  unmatched?: number;
  @Field(() => [UpliftComparison], { description: 'The differences.' }) comparisons!: readonly UpliftComparison[];
}

@ObjectType({ description: 'One face value of a price ladder.' })
export class PriceRung {
  @Field(() => String, { description: 'The variant.' }) variant!: string;
  @Field(() => String, { nullable: true, description: 'Its coupon.' }) coupon?: string;
  @Field(() => Decimal, { description: 'Face value of the coupon.' }) faceValue!: bigint;
  @Field(() => Int, { description: 'Number of compared customers.' }) customers!: number;
  @Field(() => Int, { description: 'Orders of the compared customers.' }) orders!: number;
  @Field(() => Decimal, { description: 'Exact money of these orders, net of refunds.' }) gmv!: bigint;
  @Field(() => Decimal, { description: 'Exact cost of the coupon.' }) cost!: bigint;
  @Field(() => [OutcomeDifference], {
    description:
      'Differences from the hold-out. Each interval has the level 1 - 0.05 / rungs, so that they hold jointly.',
  })
  metrics!: readonly OutcomeDifference[];
}

@ObjectType('CouponPriceLadder', {
  description: 'Net gain of each face value, and the lowest face value that pays off.',
})
export class CouponPriceLadderType {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => String, { description: 'Time after assignment in which orders count, ISO 8601.' }) window!: string;
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
  @Field(() => Int, { description: 'Number of days after the first order.' }) days!: number;
  @Field(() => Int, { description: 'Customers whose first order is at least this many days ago.' }) of!: number;
  @Field(() => Int, { description: 'Customers among `of` who ordered again.' }) customers!: number;
  @Field(() => Float, { nullable: true, description: 'customers / of.' }) share?: number;
}

@ObjectType({ description: 'Customers acquired by coupons of a group.' })
export class CouponAcquisitionRow {
  @Field(() => String, { nullable: true, description: 'The group.' }) group?: string;
  @Field(() => Int, { description: 'Customers whose first standing order used a coupon of the group.' })
  customers!: number;
  @Field(() => Decimal, { description: 'Cost of all uses, including those by existing customers.' }) cost!: bigint;
  @Field(() => Decimal, { description: 'cost / customers, rounded half to even at 4 digits.' })
  costPerCustomer!: bigint;
  @Field(() => [RepurchaseWithin], { description: 'Repeat orders within 30, 60 and 90 days.' })
  repurchase!: readonly RepurchaseWithin[];
  @Field(() => Decimal, { description: 'Money of all orders of those customers until now, net of refunds.' })
  revenue!: bigint;
  @Field(() => Decimal, { description: 'revenue x margin - cost.' }) profit!: bigint;
}

@ObjectType({ description: 'Customers acquired by coupons.' })
export class CouponAcquisition {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: 'The instant up to which facts are counted.' }) asOf!: number;
  @Field(() => [CouponAcquisitionRow], { description: 'One row for each group.' })
  rows!: readonly CouponAcquisitionRow[];
}
