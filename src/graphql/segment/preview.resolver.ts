/** Previews before publication, and portraits of members. */
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
import { printCondition } from '../../engine/segment/print.js';
import type { ProfileRecord } from '../../services/base/ports.js';
import { segmentPortrait, type PortraitRow } from '../../services/segments/portraits.js';
import { previewSegment } from '../../services/segments/previews.js';
import { conditionWarnings } from '../../services/segments/seen.js';
import type { Context } from '../context.js';
import { AsksEveryone } from '../prices.js';
import { Profile } from '../profile/profile.type.js';
import { DateTime, showValue, TagValue } from '../scalars.js';
import { showDefinition } from '../tag/tag.resolver.js';
import { TagDefinitionType } from '../tag/tag.type.js';
import { ConditionInput, toCondition } from './condition.input.js';
import type { Warn } from './condition-warnings.resolver.js';

@InputType({ description: 'A condition to look at before it is published.' })
class PreviewSegmentInput {
  @Field(() => String, {
    nullable: true,
    description:
      'The segment whose next version this would be; without it every customer it holds for would enter. Without a condition its draft is previewed.',
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

@ObjectType({ description: 'How much a condition and a segment have in common.' })
class SegmentOverlap {
  @Field(() => String, { description: 'The segment.' }) segment!: string;
  @Field(() => Int, { description: 'Its members.' }) size!: number;
  @Field(() => Int, { description: 'Customers in both.' }) both!: number;
}

@ObjectType({ description: 'What publishing a condition would do, exactly, as of now.' })
export class SegmentPreview {
  @Field(() => String, { description: 'The condition as text.' }) expression!: string;
  @Field(() => Int, { description: 'Customers in the workspace.' }) customers!: number;
  @Field(() => Int, { description: 'Customers who match the condition.' }) size!: number;
  @Field(() => Int, { description: 'Those who would enter.' }) entering!: number;
  @Field(() => Int, { description: 'Those who would leave.' }) leaving!: number;
  @Field(() => [SegmentOverlap], { description: 'What it has in common with other segments.' })
  overlaps!: readonly SegmentOverlap[];
  readonly warn!: Warn;
  @Field(() => [String], {
    description: 'Parts that can never be true, or always are, in words; `conditionWarnings` says more.',
  })
  warnings!: readonly string[];
  @Field(() => [String], { description: 'What would change from the present version, in words.' })
  changes!: readonly string[];
  @Field(() => DateTime, { description: 'As of when.' }) asOf!: number;
}

@InputType({ description: 'A tag to show the values of.' })
class PortraitTagInput {
  @Field(() => String, { description: 'The tag.' }) key!: string;
  @Field(() => [TagValue], {
    nullable: true,
    description: 'Ascending bounds of ranges for numbers, days and instants; the lower bound belongs to a range.',
  })
  buckets?: unknown[];
}

@ObjectType({ description: 'A value (or range, or none) of a tag, and how many have it.' })
class PortraitRowType {
  @Field(() => TagValue, { nullable: true, description: 'The value.' }) value?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Lower end of the range, included.' }) from?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Upper end of the range, not included.' }) to?: unknown;
  @Field(() => Int, { description: 'Members with it.' }) count!: number;
  @Field(() => Float, { description: 'count / size.' }) share!: number;
  @Field(() => Int, { description: 'Customers of the base with it.' }) baseCount!: number;
  @Field(() => Float, { description: 'baseCount / baseSize.' }) baseShare!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Target group index: share / baseShare x 100; null when nobody in the base has it.',
  })
  tgi?: number;
}

@ObjectType({ description: 'The values of one tag.' })
class PortraitTagType {
  @Field(() => TagDefinitionType, { description: 'The tag.' }) definition!: TagDefinitionType;
  @Field(() => [PortraitRowType], {
    description:
      'Ranges ascending, or values with the commonest first; a row without value counts those who have none.',
  })
  rows!: readonly PortraitRowType[];
  @Field(() => Int, { description: 'Rarer values that are not shown.' }) otherValues!: number;
}

@ObjectType({ description: 'Who the members of a segment are.' })
class SegmentPortrait {
  @Field(() => String, { description: 'The segment.' }) segment!: string;
  @Field(() => Int, { description: 'Its members.' }) size!: number;
  @Field(() => String, { nullable: true, description: 'The segment compared with; null: everyone.' }) against?: string;
  @Field(() => Int, { description: 'Customers compared with.' }) baseSize!: number;
  @Field(() => [PortraitTagType], { description: 'Tag by tag.' }) tags!: readonly PortraitTagType[];
  @Field(() => DateTime, { description: 'As of when.' }) asOf!: number;
}

@Resolver(() => SegmentPreview)
export class PreviewResolver {
  @Authorized('segments:read', 'analytics:read')
  @AsksEveryone()
  @Query(() => SegmentPreview, {
    description:
      'What publishing a condition would do: exact counts, who would enter and leave, overlap. Changes nothing.',
  })
  async previewSegment(
    @Arg('input', () => PreviewSegmentInput, { description: 'The condition, and what to compare it with.' })
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
  @FieldResolver(() => [Profile], { description: 'Some of the customers who would enter.' })
  enteringSamples(@Root() p: { enteringSamples: readonly ProfileRecord[] }): readonly ProfileRecord[] {
    return p.enteringSamples;
  }

  @Authorized('profiles:read')
  @FieldResolver(() => [Profile], { description: 'Some of the customers who would leave.' })
  leavingSamples(@Root() p: { leavingSamples: readonly ProfileRecord[] }): readonly ProfileRecord[] {
    return p.leavingSamples;
  }

  @Authorized('segments:read', 'analytics:read')
  @AsksEveryone()
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
