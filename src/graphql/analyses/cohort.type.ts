/** GraphQL inputs and results of retention, stickiness and lifecycle reports. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { DateTime } from '../scalars.js';
import { AnalysisPeriodInput, AnalysisScopeInput, AS_OF, COMPLETE, enumOf, EVENTS, ROW } from './common.type.js';

const RetentionUnitEnum = enumOf('RetentionUnit', 'Units of time after a start.', {
  DAY: "Calendar days in the workspace's zone.",
  WEEK: 'Calendar weeks from Monday.',
  MONTH: 'Calendar months.',
  ROLLING_DAY: 'Each 24 hours from the start, exact to the millisecond.',
});
const RetentionCohortEnum = enumOf('RetentionCohortKind', 'How customers come into cohorts.', {
  FIRST: 'By their first start ever, where it lies in the period.',
  EACH: 'By every unit of the period in which they start.',
});
const RetentionModeEnum = enumOf('RetentionMode', 'When a customer counts as returned in cell k.', {
  ON: 'A return in the k-th unit after that of the start.',
  ON_OR_AFTER: 'A return in that unit or later. It can still rise, so it is never complete.',
  BRACKET: 'A return in the units of a bracket.',
});
const ActivityUnitEnum = enumOf('ActivityUnit', "Units of the calendar in the workspace's zone.", {
  DAY: 'Days.',
  WEEK: 'Weeks from Monday.',
  MONTH: 'Months.',
});

@InputType({ description: 'Units after that of the start, both ends included.' })
export class RetentionBracketInput {
  @Field(() => Int, { description: 'The first unit; 0 is that of the start.' }) first!: number;
  @Field(() => Int, { description: 'The last unit.' }) last!: number;
}

@InputType({ description: 'Retention: how many of those who begin come back.' })
export class RetentionInput {
  @Field(() => AnalysisPeriodInput, { description: 'When customers start.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { description: EVENTS }) start!: string[];
  @Field(() => [String], { nullable: true, description: 'Events that count as a return; default those of the start.' })
  returns?: string[];
  @Field(() => RetentionUnitEnum, { description: 'The unit of time.' }) unit!: 'DAY' | 'WEEK' | 'MONTH' | 'ROLLING_DAY';
  @Field(() => RetentionCohortEnum, { defaultValue: 'FIRST', description: 'How customers come into cohorts.' })
  cohort!: 'FIRST' | 'EACH';
  @Field(() => RetentionModeEnum, { defaultValue: 'ON', description: 'When a customer counts as returned.' })
  mode!: 'ON' | 'ON_OR_AFTER' | 'BRACKET';
  @Field(() => Int, { nullable: true, description: 'The last unit shown, 0 to 60; default 7.' }) units?: number;
  @Field(() => [RetentionBracketInput], { nullable: true, description: 'Of mode BRACKET, instead of `units`.' })
  brackets?: RetentionBracketInput[];
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'At the moment: of the start. Default everyone.' })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Returns of a cohort in some units after its start.' })
export class RetentionCell {
  @Field(() => Int, { description: 'The first unit after that of the start.' }) first!: number;
  @Field(() => Int, { description: 'The last.' }) last!: number;
  @Field(() => Int, {
    description: 'Denominator: the customers of the cohort; with rolling units only those with the cell over.',
  })
  eligible!: number;
  @Field(() => Int, {
    description:
      'Customers who returned. In unit 0 a return is not before the start; the start itself counts if it is one.',
  })
  returned!: number;
  @Field(() => Float, { nullable: true, description: 'returned / eligible.' }) rate?: number;
  @Field(() => Boolean, { description: 'Whether its units have ended for the whole cohort.' }) complete!: boolean;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'Customers who start in one unit of time.' })
export class RetentionCohort {
  @Field(() => DateTime, { description: 'When the unit begins.' }) from!: number;
  @Field(() => DateTime, { description: 'When it ends.' }) to!: number;
  @Field(() => Int, { description: 'Customers.' }) size!: number;
  @Field(() => [RetentionCell], { description: 'Their returns.' }) cells!: readonly RetentionCell[];
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'Returns of all cohorts for which the cell has ended.' })
export class RetentionTotal {
  @Field(() => Int, { description: 'The first unit after that of the start.' }) first!: number;
  @Field(() => Int, { description: 'The last.' }) last!: number;
  @Field(() => Int, { description: 'Customers of those cohorts.' }) eligible!: number;
  @Field(() => Int, { description: 'Customers who returned.' }) returned!: number;
  @Field(() => Float, { nullable: true, description: 'returned / eligible.' }) rate?: number;
}

@ObjectType({ description: 'How many of those who begin come back.' })
export class RetentionReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => [RetentionCohort], { description: 'By the unit of the start.' }) cohorts!: readonly RetentionCohort[];
  @Field(() => [RetentionTotal], { description: 'All cohorts together.' }) total!: readonly RetentionTotal[];
}

@InputType({ description: 'Events by a unit of time: for stickiness and lifecycle.' })
export class ActivityInput {
  @Field(() => AnalysisPeriodInput, { description: 'When events count.' }) period!: AnalysisPeriodInput;
  @Field(() => [String], { description: EVENTS }) events!: string[];
  @Field(() => ActivityUnitEnum, { description: 'The unit of time.' }) unit!: 'DAY' | 'WEEK' | 'MONTH';
  @Field(() => AnalysisScopeInput, { nullable: true, description: 'At the moment: of each event. Default everyone.' })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'Customers by the number of units in which they are active.' })
export class StickinessRow {
  @Field(() => Int, { description: 'Different units of the period with an event.' }) units!: number;
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'Active customers of a calendar day, and of the days that end with it.' })
export class ActiveDay {
  @Field(() => DateTime, { description: 'When the day begins.' }) from!: number;
  @Field(() => DateTime, { description: 'When it ends.' }) to!: number;
  @Field(() => Int, { description: 'Active on the day.' }) day!: number;
  @Field(() => Int, { description: 'Active in the 7 days that end with it.' }) week!: number;
  @Field(() => Int, { description: 'Active in the 30 days that end with it.' }) month!: number;
  @Field(() => Float, { nullable: true, description: 'day / week.' }) ofWeek?: number;
  @Field(() => Float, { nullable: true, description: 'day / month.' }) ofMonth?: number;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'On how many different days, weeks or months customers are active.' })
export class StickinessReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => Int, { description: 'Customers who are active in the period.' }) customers!: number;
  @Field(() => Float, { nullable: true, description: 'Mean number of units.' }) mean?: number;
  @Field(() => [StickinessRow], { description: 'By number of units, ascending.' }) units!: readonly StickinessRow[];
  @Field(() => [ActiveDay], { description: 'Day by day.' }) days!: readonly ActiveDay[];
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}

@ObjectType({ description: 'Ids of the rows of a unit of a lifecycle.' })
export class LifecycleRows {
  @Field(() => String, { description: 'New.' }) new!: string;
  @Field(() => String, { description: 'Returning.' }) returning!: string;
  @Field(() => String, { description: 'Resurrecting.' }) resurrecting!: string;
  @Field(() => String, { description: 'Dormant.' }) dormant!: string;
}

@ObjectType({
  description:
    'Customers of one unit: new + returning + resurrecting = active, and returning + dormant = active in the unit before.',
})
export class LifecycleUnit {
  @Field(() => DateTime, { description: 'When the unit begins.' }) from!: number;
  @Field(() => DateTime, { description: 'When it ends.' }) to!: number;
  @Field(() => Int, { description: 'Customers with the event.' }) active!: number;
  @Field(() => Int, { description: 'Those whose first event ever it is.' }) new!: number;
  @Field(() => Int, { description: 'Customers who had the event in the unit before too.' }) returning!: number;
  @Field(() => Int, { description: 'Customers who had the event earlier, but not in the unit before.' })
  resurrecting!: number;
  @Field(() => Int, { description: 'Customers who had it in the unit before and not in this one.' }) dormant!: number;
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
  @Field(() => LifecycleRows, { description: 'Ids of its rows, for `analysisMembers`.' }) rows!: LifecycleRows;
}

@ObjectType({ description: 'Numbers of new, returning, resurrecting and dormant customers, by unit of time.' })
export class LifecycleReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => [LifecycleUnit], { description: 'Every unit that shares an instant with the period, whole.' })
  units!: readonly LifecycleUnit[];
}
