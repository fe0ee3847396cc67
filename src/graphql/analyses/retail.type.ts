/** GraphQL inputs and results of retail reports: nine metrics, repurchases, cohort revenue, recency and frequency. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { DateTime, Decimal } from '../scalars.js';
import { AnalysisPeriodInput, AnalysisScopeInput, AS_OF, COMPLETE, enumOf, ORDERS, ROW } from './common.type.js';

const CustomerClassEnum = enumOf('CustomerClass', 'What a customer is at the first event of a period.', {
  NEW: 'No standing order before.',
  OLD: 'The last standing order is less than `dormantAfter` ago.',
  DORMANT: 'The last standing order is at least `dormantAfter` ago.',
});

@InputType({ description: 'Nine metrics of a period.' })
export class NineMetricsInput {
  @Field(() => AnalysisPeriodInput, { description: 'When visits and orders count.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => [String], { nullable: true, description: 'Events that are visits; default `visit` and all activity.' })
  visits?: string[];
  @Field(() => String, { nullable: true, description: 'When a customer is dormant, ISO 8601; default P30D.' })
  dormantAfter?: string;
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'At the moment: of each event. Default everyone.' })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Traffic, conversion and order value of one class of customers.' })
export class ClassMetrics {
  @Field(() => CustomerClassEnum, { description: 'The class, at the first event in the period.' }) customers!: string;
  @Field(() => Int, { description: 'Customers with a visit or an order.' }) visitors!: number;
  @Field(() => Int, { description: 'Customers with an order.' }) buyers!: number;
  @Field(() => Int, { description: 'Standing orders.' }) orders!: number;
  @Field(() => Decimal, { description: 'Money of the orders, net of refunds.' }) gmv!: bigint;
  @Field(() => Float, { nullable: true, description: 'buyers / visitors.' }) conversion?: number;
  @Field(() => Decimal, { nullable: true, description: 'gmv / buyers.' }) perBuyer?: bigint;
  @Field(() => Decimal, {
    nullable: true,
    description: "gmv / the orders with an amount in the workspace's currency.",
  })
  perOrder?: bigint;
  @Field(() => Int, { description: 'Visitors who visit again in as long a time after the period.' })
  visitAgain!: number;
  @Field(() => Float, { nullable: true, description: 'visitAgain / visitors.' }) visitAgainRate?: number;
  @Field(() => String, { description: ROW }) row!: string;
  @Field(() => String, { description: 'Id of the row of the buyers.' }) buyersRow!: string;
}

@ObjectType({ description: 'Orders without a customer.' })
export class UnattributedOrders {
  @Field(() => Int, { description: 'Standing orders.' }) orders!: number;
  @Field(() => Decimal, { description: 'Money of the orders, net of refunds.' }) gmv!: bigint;
}

@ObjectType({
  description:
    'GMV as the sum of visitors x conversion x order value over three classes of customers, plus the GMV of orders without a customer.',
})
export class NineMetricsReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => [ClassMetrics], { description: 'New, old and dormant customers.' }) classes!: readonly ClassMetrics[];
  @Field(() => UnattributedOrders, { description: 'Orders of anonymous receipts. Zero if the report has a scope.' })
  unattributed!: UnattributedOrders;
  @Field(() => Int, { description: 'All standing orders, with and without a customer.' }) orders!: number;
  @Field(() => Decimal, { description: 'Money of all orders, net of refunds, with and without a customer.' })
  gmv!: bigint;
  @Field(() => Int, { description: 'Customers who are dormant when the period begins.' }) dormantAtBeginning!: number;
  @Field(() => String, { description: 'Id of the row of those.' }) dormantRow!: string;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
  @Field(() => Boolean, { description: 'Whether the time of `visitAgain` has ended.' }) nextComplete!: boolean;
}

@InputType({ description: 'Time between orders.' })
export class RepurchaseInput {
  @Field(() => AnalysisPeriodInput, { description: 'When the later of two orders lies.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => [String], {
    nullable: true,
    description:
      'Ascending upper bounds of ranges, ISO 8601, at most 20; default P1D, P7D, P14D, P30D, P60D, P90D, P180D.',
  })
  bounds?: string[];
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'At the moment: of each order. Default everyone.' })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Gaps of a range.' })
export class GapRange {
  @Field(() => Float, { nullable: true, description: 'Below this, in ms; null: all longer gaps.' }) belowMs?: number;
  @Field(() => Int, { description: 'Gaps.' }) gaps!: number;
  @Field(() => String, { description: 'Id of the row of customers with such a gap.' }) row!: string;
}

@ObjectType({ description: 'Time between days with an order.' })
export class Gaps {
  @Field(() => Int, { description: 'Gaps.' }) gaps!: number;
  @Field(() => Float, { nullable: true, description: 'Mean, in ms.' }) meanMs?: number;
  @Field(() => Float, { nullable: true, description: 'Median, in ms.' }) medianMs?: number;
  @Field(() => Float, { nullable: true, description: '90th percentile, in ms.' }) p90Ms?: number;
  @Field(() => [GapRange], { description: 'By range.' }) ranges!: readonly GapRange[];
}

@ObjectType({ description: 'How long it takes until customers order again.' })
export class RepurchaseReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => Gaps, { description: 'Between successive days with an order; the first order of a day stands for it.' })
  all!: Gaps;
  @Field(() => Gaps, { description: 'Between the first and the second of a customer.' }) firstToSecond!: Gaps;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}

@InputType({ description: 'Revenue of customers by the month of their first order.' })
export class CohortRevenueInput {
  @Field(() => AnalysisPeriodInput, { description: 'When first orders lie.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => Int, {
    nullable: true,
    description: 'The last month after that of the first order, 0 to 60; default 12.',
  })
  months?: number;
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of the first order. Default everyone.',
  })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'What a cohort brings in in one month.' })
export class RevenueCell {
  @Field(() => Int, { description: 'Months after that of the first order.' }) month!: number;
  @Field(() => Int, { description: 'Customers with an order in the month.' }) buyers!: number;
  @Field(() => Decimal, { description: 'Money of the month, net of refunds.' }) revenue!: bigint;
  @Field(() => Decimal, { description: 'Money until its end.' }) cumulative!: bigint;
  @Field(() => Decimal, { nullable: true, description: 'revenue by acquired customer.' }) perCustomer?: bigint;
  @Field(() => Decimal, { nullable: true, description: 'cumulative by acquired customer.' })
  cumulativePerCustomer?: bigint;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'Customers whose first order lies in one month.' })
export class RevenueCohort {
  @Field(() => DateTime, { description: 'When the month begins.' }) from!: number;
  @Field(() => DateTime, { description: 'When it ends.' }) to!: number;
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => [RevenueCell], { description: 'Month by month.' }) cells!: readonly RevenueCell[];
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'What customers bring in, by the month of their first order.' })
export class CohortRevenueReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => [RevenueCohort], { description: 'By month.' }) cohorts!: readonly RevenueCohort[];
}

@InputType({ description: 'Customers by recency and frequency of their orders.' })
export class RfmInput {
  @Field(() => AnalysisPeriodInput, {
    description: 'Period in which orders count. Recency is measured at its end, or now if it has not ended.',
  })
  period!: AnalysisPeriodInput;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => [String], {
    nullable: true,
    description: 'Ascending upper bounds of the time since the last order, ISO 8601; default P30D, P60D, P90D, P180D.',
  })
  recency?: string[];
  @Field(() => [Int], {
    nullable: true,
    description: 'Ascending lower bounds of the number of orders; default 2, 3, 5.',
  })
  frequency?: number[];
  @Field(() => [Float], {
    nullable: true,
    description: 'Shares of the customers with the most money, ascending; default 0.01, 0.05, 0.1, 0.2, 0.5.',
  })
  shares?: number[];
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'At the moment: of each order. Default everyone.' })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Customers of one range of recency and one of frequency.' })
export class RfmCell {
  @Field(() => Int, { description: 'Place among the ranges of recency, from 0: the most recent.' }) recency!: number;
  @Field(() => Int, { description: 'Place among the ranges of frequency, from 0: the fewest orders.' })
  frequency!: number;
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => Decimal, { description: 'Money of their orders, net of refunds.' }) gmv!: bigint;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'The customers with the most money.' })
export class ParetoRow {
  @Field(() => Float, { description: 'At least this share of all buyers.' }) share!: number;
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => Decimal, { description: 'Money of their orders.' }) gmv!: bigint;
  @Field(() => Float, { nullable: true, description: 'Share of all money.' }) gmvShare?: number;
}

@ObjectType({ description: 'Customers and their money by recency and frequency.' })
export class RfmReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => Int, { description: 'Customers with an order in the period.' }) customers!: number;
  @Field(() => Decimal, { description: 'Money of their orders, net of refunds.' }) gmv!: bigint;
  @Field(() => [Float], { description: 'Upper bounds of recency, in ms.' }) recencyMs!: readonly number[];
  @Field(() => [Int], { description: 'Lower bounds of frequency.' }) frequencyBounds!: readonly number[];
  @Field(() => [RfmCell], { description: 'Every pair of ranges.' }) cells!: readonly RfmCell[];
  @Field(() => [ParetoRow], { description: 'How the money is spread.' }) pareto!: readonly ParetoRow[];
  @Field(() => Float, {
    nullable: true,
    description:
      'Gini coefficient of the money of customers: 0 if all spend the same, near 1 if one spends everything.',
  })
  gini?: number;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}
