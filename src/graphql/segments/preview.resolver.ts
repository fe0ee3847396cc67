/**
 * GraphQL resolvers for previews before publication and for portraits. A portrait shows the tag values of the members
 * of a segment.
 */
import {
  Arg,
  Authorized,
  Ctx,
  Field,
  FieldResolver,
  Float,
  InputType,
  Int,
  ObjectType,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { printCondition } from '../../engine/segments/print.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { segmentPortrait, type PortraitRow } from '../../services/segments/portraits.js';
import { previewSegment } from '../../services/segments/previews.js';
import { conditionWarnings } from '../../services/segments/condition-warnings.js';
import type { Context } from '../context.js';
import { AsksPopulation } from '../field-costs.js';
import { Profile } from '../profiles/profile.type.js';
import { DateTime, showValue, TagValue } from '../scalars.js';
import { showDefinition } from '../tags/tag.resolver.js';
import { TagDefinitionType } from '../tags/tag.type.js';
import { ConditionInput, toCondition } from './condition.input.js';
import type { Warn } from './condition-warnings.resolver.js';

@InputType({ description: 'A condition to preview before it is published.' })
class PreviewSegmentInput {
  @Field(() => String, {
    nullable: true,
    description:
      'Key of the segment whose next version this would be. Without it, every matching customer counts as entering. Without a condition, the draft of this segment is previewed.',
  })
  key?: string;
  @Field(() => String, { nullable: true, description: 'The condition as text.' }) expression?: string;
  @Field(() => ConditionInput, { nullable: true, description: 'The condition as a tree, instead of text.' })
  condition?: ConditionInput;
  @Field(() => [String], { nullable: true, description: 'Segments to compare with, at most 20.' })
  overlapWith?: string[];
  @Field(() => Int, {
    defaultValue: 5,
    description: 'Number of entering and leaving customers to show, at most 50.',
  })
  samples!: number;
}

@ObjectType({ description: 'Overlap of a condition and a segment.' })
class SegmentOverlap {
  @Field(() => String, { description: 'The segment.' }) segment!: string;
  @Field(() => Int, { description: 'Number of members.' }) size!: number;
  @Field(() => Int, { description: 'Number of customers in both.' }) both!: number;
}

@ObjectType({ description: 'Exact effect of publishing a condition now.' })
export class SegmentPreview {
  @Field(() => String, { description: 'The condition as text.' }) expression!: string;
  @Field(() => Int, { description: 'Number of customers in the workspace.' }) customers!: number;
  @Field(() => Int, { description: 'Number of customers who match the condition.' }) size!: number;
  @Field(() => Int, { description: 'Number of customers who would enter.' }) entering!: number;
  @Field(() => Int, { description: 'Number of customers who would leave.' }) leaving!: number;
  @Field(() => [SegmentOverlap], { description: 'Overlap with other segments.' })
  overlaps!: readonly SegmentOverlap[];
  readonly warn!: Warn;
  @Field(() => [String], {
    description: 'Parts that can never be true, or always are, in words. `conditionWarnings` gives details.',
  })
  warnings!: readonly string[];
  @Field(() => [String], { description: 'Changes from the current version, in words.' })
  changes!: readonly string[];
  @Field(() => DateTime, { description: 'Instant for which the figures hold.' }) asOf!: number;
}

@InputType({ description: 'A tag whose values are counted.' })
class PortraitTagInput {
  @Field(() => String, { description: 'The tag.' }) key!: string;
  @Field(() => [TagValue], {
    nullable: true,
    description: 'Ascending bounds of ranges for numbers, days and instants. A range includes its lower bound.',
  })
  buckets?: unknown[];
}

@ObjectType({ description: 'A value or range of a tag, or its absence, with the number of customers.' })
class PortraitRowType {
  @Field(() => TagValue, { nullable: true, description: 'The value.' }) value?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Lower bound of the range, inclusive.' }) from?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Upper bound of the range, exclusive.' }) to?: unknown;
  @Field(() => Int, { description: 'Number of members with it.' }) count!: number;
  @Field(() => Float, { description: 'count / size.' }) share!: number;
  @Field(() => Int, { description: 'Number of customers of the base with it.' }) baseCount!: number;
  @Field(() => Float, { description: 'baseCount / baseSize.' }) baseShare!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Target group index: share / baseShare x 100. Null if nobody in the base has the value.',
  })
  tgi?: number;
}

@ObjectType({ description: 'The values of one tag.' })
class PortraitTagType {
  @Field(() => TagDefinitionType, { description: 'The tag.' }) definition!: TagDefinitionType;
  @Field(() => [PortraitRowType], {
    description:
      'Ranges in ascending order, or values, most frequent first. A row without a value counts members that have none.',
  })
  rows!: readonly PortraitRowType[];
  @Field(() => Int, { description: 'Number of rarer values that are not shown.' }) otherValues!: number;
}

@ObjectType({ description: 'Distribution of tag values among the members of a segment.' })
class SegmentPortrait {
  @Field(() => String, { description: 'The segment.' }) segment!: string;
  @Field(() => Int, { description: 'Number of members.' }) size!: number;
  @Field(() => String, {
    nullable: true,
    description: 'Key of the segment it is compared with. Null means all customers.',
  })
  against?: string;
  @Field(() => Int, { description: 'Number of customers it is compared with.' }) baseSize!: number;
  @Field(() => [PortraitTagType], { description: 'Distribution for each tag.' }) tags!: readonly PortraitTagType[];
  @Field(() => DateTime, { description: 'Instant for which the figures hold.' }) asOf!: number;
}

@Resolver(() => SegmentPreview)
export class PreviewResolver {
  @Authorized('segments:read', 'analytics:read')
  @AsksPopulation()
  @Query(() => SegmentPreview, {
    description:
      'Effect of publishing a condition: exact counts, customers who would enter and leave, overlap. Changes nothing.',
  })
  async previewSegment(
    @Arg('input', () => PreviewSegmentInput, { description: 'The condition and the segments to compare it with.' })
    input: PreviewSegmentInput,
    @Ctx() c: Context,
  ): Promise<object> {
    const p = await previewSegment(c.services, c.principal, {
      ...input,
      condition: input.condition && toCondition(input.condition, 'input.condition'),
    });
    return {
      ...p,
      expression: printCondition(p.condition),
      warn: () => conditionWarnings(c.services, c.principal, [{ condition: p.condition, path: '' }]),
    };
  }

  @Authorized('profiles:read')
  @FieldResolver(() => [Profile], { description: 'A sample of the customers who would enter.' })
  enteringSamples(@Root() p: { enteringSamples: readonly ProfileRecord[] }): readonly ProfileRecord[] {
    return p.enteringSamples;
  }

  @Authorized('profiles:read')
  @FieldResolver(() => [Profile], { description: 'A sample of the customers who would leave.' })
  leavingSamples(@Root() p: { leavingSamples: readonly ProfileRecord[] }): readonly ProfileRecord[] {
    return p.leavingSamples;
  }

  @Authorized('segments:read', 'analytics:read')
  @AsksPopulation()
  @Query(() => SegmentPortrait, {
    description:
      'The share of each tag value or range among the members, compared with all customers or another segment.',
  })
  async segmentPortrait(
    @Arg('segment', () => String, { description: 'Key of the segment, or `model.layer`.' }) segment: string,
    @Arg('tags', () => [PortraitTagInput], { description: '1 to 20 tags.' }) tags: PortraitTagInput[],
    @Arg('against', () => String, { nullable: true, description: 'Compare with this segment instead of everyone.' })
    against: string | undefined,
    @Ctx() c: Context,
  ): Promise<SegmentPortrait> {
    const p = await segmentPortrait(c.services, c.principal, segment, tags, against);
    return {
      ...p,
      tags: p.tags.map(({ definition, rows, otherValues }) => {
        const show = (v: PortraitRow['value']): unknown =>
          v === undefined ? undefined : showValue(v, definition.type);
        return {
          definition: showDefinition(definition),
          otherValues,
          rows: rows.map((r) => ({ ...r, value: show(r.value), from: show(r.from), to: show(r.to) })),
        };
      }),
    };
  }
}
