/** The input of an analysis of any kind. */
import { Field, InputType } from 'type-graphql';
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
}

@InputType({ description: 'What applies to every report of a board.' })
export class ReportFilterInput {
  @Field(() => AnalysisPeriodInput, { nullable: true, description: 'Replaces the period of the report.' })
  period?: AnalysisPeriodInput | null;
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'Applies in addition to the scope of the report.' })
  scope?: AnalysisScopeInput | null;
}
