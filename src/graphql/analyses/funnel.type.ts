/** GraphQL inputs and results of funnel reports, which count the customers who take several steps one after another. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { DateTime } from '../scalars.js';
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

const FunnelOrderEnum = enumOf('FunnelOrder', 'How the steps of a funnel follow one another.', {
  ORDERED: 'Each strictly later than the one before.',
  CONSECUTIVE: 'Each strictly later than the one before, with no other event of the customer in between.',
  ANY: 'In any order, each step by an event of its own.',
});

@InputType({ description: 'A step of a funnel.' })
export class FunnelStepInput {
  @Field(() => [String], { description: EVENTS }) events!: string[];
}

@InputType({ description: 'Events that may not happen between two steps.' })
export class FunnelExclusionInput {
  @Field(() => [String], { description: EVENTS }) events!: string[];
  @Field(() => Int, { description: 'Strictly after the event of this step, from 1.' }) after!: number;
  @Field(() => Int, { description: 'Strictly before the event of this step.' }) before!: number;
}

@InputType({ description: 'A funnel: how many customers take its steps one after another.' })
export class FunnelInput {
  @Field(() => AnalysisPeriodInput, { description: 'When attempts begin; they may end later.' })
  period!: AnalysisPeriodInput;
  @Field(() => [FunnelStepInput], { description: '2 to 10 steps.' }) steps!: FunnelStepInput[];
  @Field(() => String, { description: 'Longest time from the first event to the last, inclusive, ISO 8601, e.g. P7D.' })
  window!: string;
  @Field(() => FunnelOrderEnum, { defaultValue: 'ORDERED', description: 'How steps follow one another.' })
  order!: 'ORDERED' | 'CONSECUTIVE' | 'ANY';
  @Field(() => String, {
    nullable: true,
    description: 'A property, or a field of order lines, that has one and the same value in every event of an attempt.',
  })
  same?: string;
  @Field(() => [FunnelExclusionInput], { nullable: true, description: 'Events that end an attempt, at most 5.' })
  exclusions?: FunnelExclusionInput[];
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of the first event. Default everyone.',
  })
  scope?: AnalysisScopeInput;
  @Field(() => AnalysisGroupingInput, {
    nullable: true,
    description: 'Groups by the first event of the attempt that got furthest.',
  })
  by?: AnalysisGroupingInput;
}

@ObjectType({ description: 'Customers at one step of a funnel.' })
export class FunnelStep {
  @Field(() => Int, { description: 'Customers who reached the step.' }) reached!: number;
  @Field(() => Float, { nullable: true, description: 'Share of those who reached the first step.' })
  conversion?: number;
  @Field(() => Float, { nullable: true, description: 'Share of those who reached the step before.' })
  stepConversion?: number;
  @Field(() => Int, { description: 'Customers who reached the step before and not this one.' }) lost!: number;
  @Field(() => Float, { nullable: true, description: 'Mean time from the first event to this step, in ms.' })
  meanMs?: number;
  @Field(() => Float, { nullable: true, description: 'Median of that time, in ms.' }) medianMs?: number;
  @Field(() => Float, { nullable: true, description: '90th percentile of that time, in ms.' }) p90Ms?: number;
  @Field(() => String, { description: 'Id of the row of those who reached it, for `analysisMembers`.' }) row!: string;
  @Field(() => String, { description: 'Id of the row of those who were lost before it.' }) lostRow!: string;
}

@ObjectType({ description: 'A funnel of one group of customers.' })
export class FunnelGroup {
  @Field(() => String, { nullable: true, description: 'The value; null: without a value, or the other groups.' })
  group?: string | null;
  @Field(() => Boolean, { description: 'Whether these are all groups beyond the 25 largest.' }) other!: boolean;
  @Field(() => [FunnelStep], { description: 'Step by step.' }) steps!: readonly FunnelStep[];
  @Field(() => Int, {
    description: 'Customers who reached the first step and not the last, and may still do so within the window.',
  })
  open!: number;
  @Field(() => String, { description: ROW }) openRow!: string;
  @Field(() => Int, {
    description:
      'Customers who would get further if events of one millisecond could follow one another. They do not, as in `sequence`.',
  })
  tied!: number;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}

@ObjectType({ description: 'How many customers take the steps of a funnel.' })
export class FunnelReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => FunnelGroup, { description: 'Everyone in scope.' }) all!: FunnelGroup;
  @Field(() => [FunnelGroup], { description: 'By group, the largest first. Groups add up to everyone.' })
  groups!: readonly FunnelGroup[];
}
