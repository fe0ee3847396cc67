/** GraphQL inputs and descriptions that all analyses share. */
import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import { DateTime } from '../scalars.js';

/** Registers a GraphQL enum. `values` maps each enum value to its description. */
export function enumOf<T extends string>(
  name: string,
  description: string,
  values: Readonly<Record<T, string>>,
): Readonly<Record<T, T>> {
  const e = Object.fromEntries(Object.keys(values).map((k) => [k, k])) as Record<T, T>;
  const described = Object.entries(values).map(([k, d]) => [k, { description: d as string }]);
  registerEnumType(e, { name, description, valuesConfig: Object.fromEntries(described) as never });
  return e;
}

const AnalysisScopeAtEnum = enumOf('AnalysisScopeAt', 'When customers must be in the segment of a scope.', {
  NOW: 'Now: the members of the segment, with everything they did.',
  MOMENT: 'At the moment: only what customers did while they were in the segment, by the facts known now.',
});

const RelativeUnitEnum = enumOf('AnalysisUnit', "Units of the calendar of the workspace's zone.", {
  DAY: 'Days.',
  WEEK: 'Weeks from Monday.',
  MONTH: 'Months.',
});

@InputType({ description: 'The last whole units of the calendar.' })
class LastUnitsInput {
  @Field(() => Int, { description: 'How many, from 1.' }) count!: number;
  @Field(() => RelativeUnitEnum, { description: 'Which.' }) unit!: 'DAY' | 'WEEK' | 'MONTH';
  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the unit that is under way is the last one. By default it is not counted.',
  })
  current!: boolean;
}

@InputType({
  description: 'A period of time, at most ten years: `from` and `to`, or one of `last` and `rolling`, which move.',
})
export class AnalysisPeriodInput {
  @Field(() => DateTime, { nullable: true, description: 'From this instant on.' }) from?: string;
  @Field(() => DateTime, { nullable: true, description: 'Until this instant, not included.' }) to?: string;
  @Field(() => LastUnitsInput, { nullable: true, description: 'The last days, weeks or months.' })
  last?: LastUnitsInput;
  @Field(() => String, {
    nullable: true,
    description: 'The time up to now, ISO 8601, e.g. P30D: the window `last 30d` of the segment language.',
  })
  rolling?: string;
  @Field(() => DateTime, {
    nullable: true,
    description:
      'The instant that the figure speaks for: `last` and `rolling` end with it, and facts after it do not count. Default now. Facts are those known now.',
  })
  asOf?: string;
}

@InputType({ description: 'The customers that an analysis is about.' })
export class AnalysisScopeInput {
  @Field(() => String, { description: 'A segment, or a layer as `model.layer`.' }) segment!: string;
  @Field(() => AnalysisScopeAtEnum, { defaultValue: 'NOW', description: 'When they must be in it.' })
  at!: 'NOW' | 'MOMENT';
}

@InputType({ description: 'What groups are made by: exactly one key.' })
export class AnalysisGroupingInput {
  @Field(() => String, {
    nullable: true,
    description: 'A property of the event. Its values are shown, so the scope `profiles:read` is needed.',
  })
  property?: string;
  @Field(() => String, { nullable: true, description: "A tag: the customer's value at the moment of the event." })
  tag?: string;
  @Field(() => String, {
    nullable: true,
    description: "A layer model: the customer's layer at the moment of the event.",
  })
  layerModel?: string;
}

export const EVENTS =
  'Events as in `count(...)` of the segment language, without a window, e.g. `order_paid where brand = "Shiseido"`. An event that any text selects counts; orders are net of refunds unless `gross`.';
export const ROW = 'Id of the row, for `analysisMembers`.';
export const COMPLETE = 'Whether its time has ended, so that only late facts can change it.';
export const COMPARE =
  'Also returns the period before: the same number of days earlier, or the same length if the period does not consist of whole days.';
export const GROUP_VALUE = 'The value; null: without a value, or the other groups.';
export const GROUP_OTHER = 'Whether these are all groups beyond the 25 largest.';
export const AS_OF = 'The instant that the figure speaks for.';
export const ORDERS = 'Events that are orders, as in `count(...)`; default `order_paid`.';
export const BEFORE = 'Everyone in the period before, if `compare`.';
