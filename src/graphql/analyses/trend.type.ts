/** GraphQL inputs and results of trend reports, which show a figure of events over time and by group. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { DateTime, TagValue } from '../scalars.js';
import {
  AnalysisGroupingInput,
  AnalysisPeriodInput,
  AnalysisScopeInput,
  AS_OF,
  COMPLETE,
  enumOf,
  EVENTS,
  ROW,
} from './common.type.js';

const TrendUnitEnum = enumOf('TrendUnit', "What the points of a trend are, in the workspace's zone.", {
  HOUR: 'Hours; where the clock is set back one comes twice.',
  DAY: 'Days.',
  WEEK: 'Weeks from Monday.',
  MONTH: 'Months.',
  WEEKDAY: 'Days of the week, Monday is 1.',
  HOUR_OF_DAY: 'Hours of the day, 0 to 23.',
  ALL: 'The whole period.',
});
const TrendFigureEnum = enumOf('TrendFigure', 'The measure of the events.', {
  COUNT: 'Events.',
  CUSTOMERS: 'Customers with an event.',
  SUM: 'Sum of a property.',
  AVERAGE: 'Mean of a property over the events that have it.',
  MIN: 'Least number of a property.',
  MAX: 'Greatest number of a property.',
  PERCENTILE: 'A percentile of a property, between two values by linear interpolation.',
  DISTINCT: 'Different values of a property.',
});

@InputType({ description: 'A trend: a figure of events by time and by group.' })
export class TrendInput {
  @Field(() => AnalysisPeriodInput, { description: 'When events count.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { description: EVENTS }) events!: string[];
  @Field(() => TrendUnitEnum, { description: 'What the points are.' }) unit!:
    | ('HOUR' | 'DAY' | 'WEEK' | 'MONTH')
    | ('WEEKDAY' | 'HOUR_OF_DAY' | 'ALL');
  @Field(() => TrendFigureEnum, { defaultValue: 'COUNT', description: 'The measure.' })
  figure!: 'COUNT' | 'CUSTOMERS' | 'SUM' | 'AVERAGE' | 'MIN' | 'MAX' | 'PERCENTILE' | 'DISTINCT';
  @Field(() => String, {
    nullable: true,
    description:
      "The property, or field of order lines; `amount` of orders is money in the workspace's currency. Not for COUNT and CUSTOMERS. MIN, MAX and PERCENTILE show values of events, so they need the scope `profiles:read`.",
  })
  field?: string;
  @Field(() => Float, { nullable: true, description: 'Of PERCENTILE, e.g. 0.9.' }) share?: number;
  @Field(() => AnalysisGroupingInput, { nullable: true, description: 'Groups by each event.' })
  by?: AnalysisGroupingInput;
  @Field(() => Boolean, {
    defaultValue: false,
    description:
      'Also returns the period before: the same number of units earlier, or the same length if the period does not consist of whole units.',
  })
  compare!: boolean;
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'At the moment: of each event. Default everyone.' })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'A figure at one point.' })
export class TrendPoint {
  @Field(() => DateTime, { nullable: true, description: 'The beginning of a unit of time, within the period.' })
  from?: number;
  @Field(() => DateTime, { nullable: true, description: 'Where it ends within the period.' }) to?: number;
  @Field(() => Int, { nullable: true, description: 'The number of a weekday or of an hour of the day.' })
  number?: number;
  @Field(() => TagValue, {
    nullable: true,
    description: 'The figure; decimals are texts. Null for an average or a value of nothing.',
  })
  value?: number | bigint;
  @Field(() => TagValue, {
    nullable: true,
    description:
      'The same figure of the events without a customer (anonymous receipts), which `value` includes. Null for CUSTOMERS.',
  })
  unattributed?: number | bigint;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'A figure point by point.' })
export class TrendSeries {
  @Field(() => String, { nullable: true, description: 'The value; null: without a value, or the other groups.' })
  group?: string | null;
  @Field(() => Boolean, { description: 'Whether these are all groups beyond the 25 with the most events.' })
  other!: boolean;
  @Field(() => [TrendPoint], { description: 'Every point of the period.' }) points!: readonly TrendPoint[];
  @Field(() => TagValue, { nullable: true, description: 'The figure of the whole period.' }) total?: number | bigint;
  @Field(() => TagValue, {
    nullable: true,
    description: 'The same figure of the events without a customer, which `total` includes. Null for CUSTOMERS.',
  })
  unattributedTotal?: number | bigint;
}

@ObjectType({ description: 'A figure of events by time and by group.' })
export class TrendReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => TrendSeries, { description: 'Everyone in scope.' }) all!: TrendSeries;
  @Field(() => [TrendSeries], { description: 'By group, that with the most events first.' })
  groups!: readonly TrendSeries[];
  @Field(() => TrendSeries, { nullable: true, description: 'Everyone in the period before.' }) before?: TrendSeries;
}
