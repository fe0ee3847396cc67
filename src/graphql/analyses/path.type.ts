/** GraphQL inputs and results of path reports, which show the steps of sessions that follow one another. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { PathFigure } from '../../engine/analyses/paths.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { DateTime } from '../scalars.js';
import { AnalysisPeriodInput, AnalysisScopeInput, AS_OF, COMPLETE, EVENTS, ROW } from './common.type.js';

@InputType({ description: 'Steps whose name begins so are one step.' })
export class PathRuleInput {
  @Field(() => String, { description: 'The beginning of the name.' }) startsWith!: string;
  @Field(() => String, { description: 'The name of the one step.' }) becomes!: string;
}

@InputType({ description: 'Paths of sessions: which steps follow one another.' })
export class PathInput {
  @Field(() => AnalysisPeriodInput, {
    description: 'When events count; a session that is under way at an end of it is cut there.',
  })
  period!: AnalysisPeriodInput;
  @Field(() => [String], { description: EVENTS }) events!: string[];
  @Field(() => String, {
    nullable: true,
    description:
      'The property that names a step; events without it are no steps. Default the event type. Its values are shown, so the scope `profiles:read` is needed.',
  })
  property?: string;
  @Field(() => [PathRuleInput], { nullable: true, description: 'The first rule that fits renames a step; at most 50.' })
  rules?: PathRuleInput[];
  @Field(() => String, { nullable: true, description: 'Read from the first occurrence of this step on.' })
  start?: string;
  @Field(() => String, { nullable: true, description: 'Read backwards from the first occurrence of this step.' })
  end?: string;
  @Field(() => Int, { defaultValue: 5, description: 'The most steps, 1 to 10.' }) steps!: number;
  @Field(() => Int, { defaultValue: 1, description: 'A step that fewer sessions have at its place is in `(other)`.' })
  minWeight!: number;
  @Field(() => String, { nullable: true, description: 'A longer gap begins a new session, ISO 8601; default PT30M.' })
  gap?: string;
  @Field(() => AnalysisScopeInput, {
    nullable: true,
    description: 'At the moment: of the beginning of the session. Default everyone.',
  })
  scope?: AnalysisScopeInput;
}

@ObjectType({ description: 'A step at its place on the path.' })
export class PathNode {
  @Field(() => Int, { description: 'Place on the path, from 0.' }) place!: number;
  @Field(() => String, { nullable: true, description: 'The step; null: all steps that are not shown.' })
  name?: string | null;
  @Field(() => Int, { description: 'Sessions with it there.' }) sessions!: number;
}

@ObjectType({ description: 'Sessions that go from one step to the next.' })
export class PathLink {
  @Field(() => Int, { description: 'Place of the first step, from 0.' }) place!: number;
  @Field(() => String, { nullable: true, description: 'The first step; null: all steps that are not shown.' })
  from?: string | null;
  @Field(() => String, { nullable: true, description: 'The next step; null: all that are not shown, or the end.' })
  to?: string | null;
  @Field(() => Boolean, { description: 'Whether the path ends with the first step.' }) ends!: boolean;
  @Field(() => Int, { description: 'Sessions.' }) sessions!: number;
  @Field(() => Int, { nullable: true, description: 'Customers; null where a step is not shown.' }) customers?: number;
  @Field(() => String, { description: ROW }) row!: string;
}

@ObjectType({ description: 'Which steps follow one another. What enters a step leaves it.' })
export class PathReport {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => Int, { description: 'Sessions of the period.' }) sessions!: number;
  @Field(() => Int, { description: 'Sessions with a path.' }) paths!: number;
  @Field(() => Int, { description: 'Customers with a path.' }) customers!: number;
  @Field(() => Float, { nullable: true, description: 'paths / sessions.' }) share?: number;
  @Field(() => [PathNode], { description: 'Steps by place, the most frequent first.' }) nodes!: readonly PathNode[];
  @Field(() => [PathLink], { description: 'Transitions by place, the most frequent first.' })
  links!: readonly PathLink[];
  @Field(() => Boolean, { description: COMPLETE }) complete!: boolean;
}

/** Converts the figure to its GraphQL type. A link without a following step marks the end of a path. */
export const showPaths = (figure: PathFigure & { readonly asOf: number; readonly warn: Warn }): PathReport => ({
  ...figure,
  links: figure.links.map((link) => ({ ...link, ends: link.to === undefined })),
});
