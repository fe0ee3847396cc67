/** Output types of segments, transitions and explanations. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { JobType } from '../job/job.type.js';
import { DateTime, TagValue } from '../scalars.js';
import type { Warn } from './condition-warnings.resolver.js';

export const CauseEnum = {
  EVENT: 'EVENT',
  TAG: 'TAG',
  TIME: 'TIME',
  DEFINITION: 'DEFINITION',
  MERGE: 'MERGE',
  UNMERGE: 'UNMERGE',
  ERASURE: 'ERASURE',
} as const;
registerEnumType(CauseEnum, {
  name: 'Cause',
  description: 'Why a membership changed.',
  valuesConfig: {
    EVENT: { description: 'An event came in.' },
    TAG: { description: 'A tag was written.' },
    TIME: { description: 'Time passed: a window closed, a value ran out.' },
    DEFINITION: { description: 'The segment was defined, redefined or retired.' },
    MERGE: { description: 'Customers were joined.' },
    UNMERGE: { description: 'A customer was split.' },
    ERASURE: { description: 'The customer was erased.' },
  },
});
export const TransitionKindEnum = { ENTERED: 'ENTERED', LEFT: 'LEFT' } as const;
registerEnumType(TransitionKindEnum, {
  name: 'TransitionKind',
  description: 'Whether a customer came in or went out.',
  valuesConfig: { ENTERED: { description: 'Came in.' }, LEFT: { description: 'Went out.' } },
});
@ObjectType({ description: 'A named, versioned condition; a customer is a member exactly while it is true.' })
export class Segment {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => String, { description: 'The condition as text.' }) expression!: string;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it has ended.' }) retired!: boolean;
  @Field(() => Boolean, { description: 'A draft: saved, not published, and without effect on customers.' })
  draft!: boolean;
  @Field(() => Boolean, { description: 'Everyone may know who is in it, although it may rest on personal tags.' })
  shareable!: boolean;
}

@ObjectType('SegmentDayCause', { description: 'Changes of one day with one cause.' })
class SegmentDayCauseType {
  @Field(() => CauseEnum, { description: 'Why.' }) cause!: string;
  @Field(() => Int, { description: 'Number of customers who entered.' }) entered!: number;
  @Field(() => Int, { description: 'Number of customers who left.' }) left!: number;
}

@ObjectType('SegmentDay', { description: "A day of a segment, in the workspace's time zone." })
export class SegmentDayType {
  @Field(() => String, { description: '`YYYY-MM-DD`.' }) day!: string;
  @Field(() => Int, { description: 'Members at its end; today: now.' }) size!: number;
  @Field(() => Int, { description: 'Number of customers who entered.' }) entered!: number;
  @Field(() => Int, { description: 'Number of customers who left.' }) left!: number;
  @Field(() => [SegmentDayCauseType], { description: 'The same by cause.' }) causes!: readonly SegmentDayCauseType[];
}

@ObjectType('SegmentVersion', { description: 'A definition as it was saved once.' })
export class SegmentVersionType {
  @Field(() => Int, { description: 'The version.' }) version!: number;
  @Field(() => String, { description: 'The condition as text.' }) expression!: string;
  @Field(() => Boolean, { description: 'Whether this version ended the segment.' }) retired!: boolean;
  @Field(() => DateTime, { nullable: true, description: 'When it was saved.' }) savedAt?: number;
  @Field(() => String, { nullable: true, description: 'Who saved it.' }) savedBy?: string;
  @Field(() => [String], { description: 'What changed from the version before, in words.' })
  changes!: readonly string[];
}

@ObjectType({ description: 'A customer entering or leaving a segment, as it was published.' })
export class Transition {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: 'Profile id of the customer.' }) profileId!: string;
  @Field(() => String, { description: 'Key of the segment.' }) segmentKey!: string;
  @Field(() => TransitionKindEnum, { description: 'In or out.' }) kind!: string;
  @Field(() => CauseEnum, { description: 'Why.' }) cause!: string;
  @Field(() => DateTime, {
    description: "When it became true: for TIME the exact instant, otherwise the causing fact's time.",
  })
  effectiveAt!: number;
  @Field(() => DateTime, { description: 'When it was recorded and published.' }) recordedAt!: number;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Int, { description: 'Grows with every transition of the customer: drop what is not newer.' })
  sequence!: number;
  @Field(() => String, { nullable: true, description: 'The event or tag write that caused it.' }) fact?: string;
}

@ObjectType({ description: 'A step of a subscription: a change, or (change null) only a fresh cursor.' })
export class MembershipEvent {
  @Field(() => String, { description: 'Pass it as `after` to go on from here, on any process, without a gap.' })
  cursor!: string;
  @Field(() => Transition, { nullable: true, description: 'The change; null on a heartbeat.' }) change?: Transition;
}

@ObjectType('Explanation', { description: 'One part of a condition: whether it holds, and why.' })
export class ExplanationType {
  @Field(() => String, { description: 'The part as text.' }) text!: string;
  @Field(() => Boolean, { description: 'Whether it holds.' }) truth!: boolean;
  @Field(() => TagValue, {
    nullable: true,
    description: 'The value of the tag, aggregate or ratio (rounded at 4 digits); of medianGap an ISO 8601 duration.',
  })
  observed?: unknown;
  @Field(() => [String], { description: 'Ids of the events behind the value, newest first, at most 10.' })
  evidence!: readonly string[];
  @Field(() => DateTime, { nullable: true, description: 'When it changes if nothing happens.' }) nextFlipAt?: number;
  @Field(() => [ExplanationType], { description: 'Its parts.' }) children!: readonly ExplanationType[];
}

@ObjectType({ description: 'Why a customer is in a segment or not.' })
export class MembershipExplanation {
  @Field(() => Boolean, { description: 'Whether the customer is a member.' }) member!: boolean;
  @Field(() => DateTime, { description: 'As of when.' }) at!: number;
  @Field(() => Int, { description: 'Version of the definition used.' }) version!: number;
  @Field(() => DateTime, { nullable: true, description: 'When that changes if nothing happens.' }) nextFlipAt?: number;
  @Field(() => ExplanationType, { description: 'The condition, part by part.' }) condition!: ExplanationType;
}

@ObjectType({ description: 'A saved segment and the job that brings every customer under it.' })
export class SegmentPayload {
  @Field(() => Segment, { description: 'The segment.' }) segment!: Segment;
  @Field(() => JobType, { nullable: true, description: 'The job; null for a draft.' }) job?: JobType;
  readonly warn!: Warn;
  @Field(() => [String], {
    description: 'Parts of the condition that can never be true, or always are; `conditionWarnings` says more.',
  })
  warnings!: readonly string[];
}
