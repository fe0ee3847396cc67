/** The input of an analysis of any kind. */
import { Field, InputType } from 'type-graphql';
import { ChannelInput, ReachInput, SlotInput } from './acquisition.type.js';
import { BasketInput, CartInput, MemberInput, PairInput, ReturnsInput } from './basket.type.js';
import { ActivityInput, RetentionInput } from './cohort.type.js';
import { AnalysisPeriodInput, AnalysisScopeInput } from './common.type.js';
import { FunnelInput } from './funnel.type.js';
import { PathInput } from './path.type.js';
import { CohortRevenueInput, NineMetricsInput, RepurchaseInput, RfmInput } from './retail.type.js';
import { TrendInput } from './trend.type.js';

@InputType({ description: 'An analysis: exactly one key.' })
export class AnalysisInput {
  @Field(() => FunnelInput, { nullable: true, description: 'A funnel.' }) funnel?: FunnelInput;
  @Field(() => RetentionInput, { nullable: true, description: 'A retention.' }) retention?: RetentionInput;
  @Field(() => ActivityInput, { nullable: true, description: 'A stickiness.' }) stickiness?: ActivityInput;
  @Field(() => ActivityInput, { nullable: true, description: 'A lifecycle.' }) lifecycle?: ActivityInput;
  @Field(() => TrendInput, { nullable: true, description: 'A trend.' }) trend?: TrendInput;
  @Field(() => NineMetricsInput, { nullable: true, description: 'Nine metrics.' }) nineMetrics?: NineMetricsInput;
  @Field(() => RepurchaseInput, { nullable: true, description: 'Time between orders.' }) repurchase?: RepurchaseInput;
  @Field(() => CohortRevenueInput, { nullable: true, description: 'Revenue of cohorts.' })
  cohortRevenue?: CohortRevenueInput;
  @Field(() => RfmInput, { nullable: true, description: 'Recency and frequency.' }) rfm?: RfmInput;
  @Field(() => PathInput, { nullable: true, description: 'Paths.' }) paths?: PathInput;
  @Field(() => ReturnsInput, { nullable: true, description: 'Returns.' }) returns?: ReturnsInput;
  @Field(() => BasketInput, { nullable: true, description: 'Size of baskets.' }) baskets?: BasketInput;
  @Field(() => PairInput, { nullable: true, description: 'Items that are bought together.' }) pairs?: PairInput;
  @Field(() => CartInput, { nullable: true, description: 'Items in carts.' }) carts?: CartInput;
  @Field(() => MemberInput, { nullable: true, description: 'Activity of members.' }) members?: MemberInput;
  @Field(() => SlotInput, { nullable: true, description: 'Resource slots.' }) slots?: SlotInput;
  @Field(() => ChannelInput, { nullable: true, description: 'Quality of channels.' }) channels?: ChannelInput;
  @Field(() => ReachInput, { nullable: true, description: 'Messages, slots or landings.' }) reach?: ReachInput;
}

@InputType({ description: 'What applies to every report of a board.' })
export class ReportFilterInput {
  @Field(() => AnalysisPeriodInput, { nullable: true, description: 'Replaces the period of the report.' })
  period?: AnalysisPeriodInput | null;
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'Applies in addition to the scope of the report.' })
  scope?: AnalysisScopeInput | null;
}
