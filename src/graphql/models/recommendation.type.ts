/** GraphQL results of item links, recommendations and combined evidence. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import { AS_OF, enumOf } from '../analyses/common.type.js';
import { DateTime } from '../scalars.js';

@ObjectType({ description: 'An item that customers of another item bought too.' })
export class ItemLink {
  @Field(() => String, { description: 'The item, a sku.' }) item!: string;
  @Field(() => Int, { description: 'Customers with both items.' }) both!: number;
  @Field(() => Int, { description: 'Customers with the other item, from which the link is seen.' }) a!: number;
  @Field(() => Int, { description: 'Customers with this item.' }) b!: number;
  @Field(() => Float, { description: 'both / sqrt(a b).' }) cosine!: number;
  @Field(() => Float, { description: 'Log-likelihood ratio: how certain it is that the items are not independent.' })
  g2!: number;
}

@ObjectType({ description: 'Items that are bought by the same customers as one item.' })
export class ItemLinks {
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => Int, { description: 'Customers who bought any item within 365 days.' }) customers!: number;
  @Field(() => Int, { description: 'Customers who bought this item.' }) buyers!: number;
  @Field(() => [ItemLink], { description: 'By cosine, among the 50 links of largest g2 with 5 customers or more.' })
  links!: readonly ItemLink[];
}

const ContinuedActionEnum = enumOf('ContinuedAction', 'Last action of a customer on an item.', {
  CARTED: 'Put into the cart.',
  VIEWED: 'Viewed.',
});

const IntervalBasisEnum = enumOf('IntervalBasis', 'Origin of a usual interval.', {
  OWN: 'The gaps of the customer, from 3 on.',
  OTHERS: 'The gaps of at least 30 customers who bought the item again.',
});

@ObjectType({ description: 'An item that the customer put into the cart or viewed, and has not bought since.' })
export class ContinuedItem {
  @Field(() => String, { description: 'The item, a sku.' }) item!: string;
  @Field(() => ContinuedActionEnum, { description: 'The action.' }) action!: string;
  @Field(() => DateTime, { description: 'Its time.' }) at!: number;
}

@ObjectType({ description: 'A link of a bought item to the recommended one.' })
export class BoughtLink extends ItemLink {
  @Field(() => String, { description: 'The item that the customer bought.' }) bought!: string;
}

@ObjectType({ description: 'An item that goes together with items the customer bought.' })
export class CompanionItem {
  @Field(() => String, { description: 'The item, a sku.' }) item!: string;
  @Field(() => Float, { description: 'Sum of the cosines of all its links.' }) score!: number;
  @Field(() => [BoughtLink], { description: 'The strongest links, at most 3.' }) because!: readonly BoughtLink[];
}

@ObjectType({ description: 'An item that the customer is about to buy again.' })
export class DueAgainItem {
  @Field(() => String, { description: 'The item, a sku.' }) item!: string;
  @Field(() => DateTime, { description: 'The last purchase plus the usual interval.' }) dueAt!: number;
  @Field(() => Float, { description: 'The usual interval, in ms.' }) intervalMs!: number;
  @Field(() => IntervalBasisEnum, { description: 'Origin of the interval.' }) basis!: string;
  @Field(() => Int, { description: 'Gaps of the customer, or customers who bought it again.' }) count!: number;
}

@ObjectType({ description: 'An item that many customers bought.' })
export class PopularItem {
  @Field(() => String, { description: 'The item, a sku.' }) item!: string;
  @Field(() => Int, { description: 'Customers who bought it.' }) customers!: number;
  @Field(() => Int, { description: 'Customers who bought any item.' }) all!: number;
}

@ObjectType({ description: 'Items for one customer, each kind the best first.' })
export class Recommendations {
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => Boolean, {
    description: 'False if the customer has withdrawn the consent for `profiling`. Then only popular items are given.',
  })
  profiled!: boolean;
  @Field(() => [ContinuedItem], { description: 'Items of the last 30 days, carts first, then the newest first.' })
  continued!: readonly ContinuedItem[];
  @Field(() => [CompanionItem], { description: 'By score.' }) boughtTogether!: readonly CompanionItem[];
  @Field(() => [DueAgainItem], { description: 'Due within 7 days, or overdue by less than one interval.' })
  dueAgain!: readonly DueAgainItem[];
  @Field(() => [PopularItem], { description: 'By customers.' }) popular!: readonly PopularItem[];
}

@InputType({ description: 'The measured effect of a strategy.' })
export class EvidenceRecordInput {
  @Field(() => Float, { description: 'Difference of treated and hold-out per customer.' }) effect!: number;
  @Field(() => Float, { description: 'Its standard error, above 0.' }) standardError!: number;
}

@InputType({ description: 'Measured effects to combine.' })
export class EvidenceInput {
  @Field(() => [EvidenceRecordInput], { description: '1 to 1,000 records: all that were measured, not the best.' })
  records!: EvidenceRecordInput[];
  @Field(() => Float, { nullable: true, description: 'Probability that an interval misses; default 0.05.' })
  level?: number;
}

@ObjectType({ description: 'An interval.' })
export class EffectRange {
  @Field(() => Float, { description: 'Lower end.' }) low!: number;
  @Field(() => Float, { description: 'Upper end.' }) high!: number;
}

@ObjectType({ description: 'The effect of one record, moved towards the mean as much as its error calls for.' })
export class ShrunkEffect {
  @Field(() => Float, { description: 'The effect.' }) effect!: number;
  @Field(() => Float, { description: 'Its standard error.' }) error!: number;
}

@ObjectType({ description: 'Random effects over the records of a strategy.' })
export class StrategyEvidence {
  @Field(() => Int, { description: 'Records.' }) studies!: number;
  @Field(() => Float, { description: 'Variance of the true effects (Paule and Mandel).' }) tau2!: number;
  @Field(() => Float, { description: 'Mean effect.' }) mean!: number;
  @Field(() => Float, { description: 'Standard error of the mean.' }) error!: number;
  @Field(() => EffectRange, {
    nullable: true,
    description: 'Interval of the mean effect (Hartung and Knapp). Null for fewer than 3 records.',
  })
  interval?: EffectRange;
  @Field(() => EffectRange, {
    nullable: true,
    description: 'Interval of the true effect of the next campaign. Null for fewer than 3 records.',
  })
  prediction?: EffectRange;
  @Field(() => Float, { description: "Cochran's Q: how much the effects differ." }) q!: number;
  @Field(() => Float, { description: 'Probability of as large a Q if all true effects are equal.' })
  qProbability!: number;
  @Field(() => Float, { description: 'Share of the variation that is not chance.' }) i2!: number;
  @Field(() => [ShrunkEffect], { description: 'In the order of the records.' }) shrunk!: readonly ShrunkEffect[];
}
