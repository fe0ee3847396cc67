/** GraphQL output types of segments, transitions and explanations. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { JobType } from '../jobs/job.type.js';
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
  REMOVAL: 'REMOVAL',
} as const;
registerEnumType(CauseEnum, {
  name: 'Cause',
  description: 'Cause of a membership change.',
  valuesConfig: {
    EVENT: { description: 'An event arrived.' },
    TAG: { description: 'A tag was written.' },
    TIME: { description: 'Time passed, e.g. a window closed or a value expired.' },
    DEFINITION: { description: 'The segment was defined, redefined or retired.' },
    MERGE: { description: 'Customers were merged.' },
    UNMERGE: { description: 'A customer was split.' },
    ERASURE: { description: 'The customer was erased.' },
    REMOVAL: { description: 'The facts of a source were removed.' },
  },
});
export const TransitionKindEnum = { ENTERED: 'ENTERED', LEFT: 'LEFT' } as const;
registerEnumType(TransitionKindEnum, {
  name: 'TransitionKind',
  description: 'Direction of a membership change.',
  valuesConfig: { ENTERED: { description: 'The customer entered.' }, LEFT: { description: 'The customer left.' } },
});
@ObjectType({ description: 'A named, versioned condition. A customer is a member exactly while it is true.' })
export class Segment {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the segment.' }) description?: string;
  @Field(() => String, { description: 'The condition as text.' }) expression!: string;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Boolean, { description: 'True if the segment was retired.' }) retired!: boolean;
  @Field(() => Boolean, { description: 'A draft: saved, not published, and without effect on customers.' })
  draft!: boolean;
  @Field(() => Boolean, {
    description: 'True if every caller may see its members although its condition may use personal tags.',
  })
  shareable!: boolean;
}

@ObjectType('SegmentDayCause', { description: 'Changes on one day by one cause.' })
class SegmentDayCauseType {
  @Field(() => CauseEnum, { description: 'Cause of the change.' }) cause!: string;
  @Field(() => Int, { description: 'Number of customers who entered.' }) entered!: number;
  @Field(() => Int, { description: 'Number of customers who left.' }) left!: number;
}

@ObjectType('SegmentDay', { description: "A day of a segment, in the workspace's time zone." })
export class SegmentDayType {
  @Field(() => String, { description: '`YYYY-MM-DD`.' }) day!: string;
  @Field(() => Int, { description: 'Number of members at the end of the day; for today, the current number.' })
  size!: number;
  @Field(() => Int, { description: 'Number of customers who entered.' }) entered!: number;
  @Field(() => Int, { description: 'Number of customers who left.' }) left!: number;
  @Field(() => [SegmentDayCauseType], { description: 'Entries and exits by cause.' })
  causes!: readonly SegmentDayCauseType[];
}

@ObjectType('SegmentVersion', { description: 'A saved version of a definition.' })
export class SegmentVersionType {
  @Field(() => Int, { description: 'The version.' }) version!: number;
  @Field(() => String, { description: 'The condition as text.' }) expression!: string;
  @Field(() => Boolean, { description: 'True if this version retired the segment.' }) retired!: boolean;
  @Field(() => DateTime, { nullable: true, description: 'Time when it was saved.' }) savedAt?: number;
  @Field(() => String, { nullable: true, description: 'Subject that saved it.' }) savedBy?: string;
  @Field(() => [String], { description: 'Changes from the previous version, in words.' })
  changes!: readonly string[];
}

@ObjectType({ description: 'An entry or exit of a customer, as it was published.' })
export class Transition {
  @Field(() => String, { description: 'Id.' }) id!: string;
  @Field(() => String, { description: 'Profile id of the customer.' }) profileId!: string;
  @Field(() => String, { description: 'Key of the segment.' }) segmentKey!: string;
  @Field(() => TransitionKindEnum, { description: 'ENTERED or LEFT.' }) kind!: string;
  @Field(() => CauseEnum, { description: 'Cause of the change.' }) cause!: string;
  @Field(() => DateTime, {
    description: 'Instant at which it became true: for TIME the exact instant, otherwise the time of the causing fact.',
  })
  effectiveAt!: number;
  @Field(() => DateTime, { description: 'Time when it was recorded and published.' }) recordedAt!: number;
  @Field(() => Int, { description: 'Version of the definition.' }) version!: number;
  @Field(() => Int, {
    description:
      'Sequence number, which increases with every transition of the customer. Discard a transition that is not newer than the last one.',
  })
  sequence!: number;
  @Field(() => String, { nullable: true, description: 'The event or tag write that caused it.' }) fact?: string;
}

@ObjectType({ description: 'An item of a subscription: a change, or on a heartbeat only a new cursor.' })
export class MembershipEvent {
  @Field(() => String, {
    description: 'Cursor. Pass it as `after` to continue from here without a gap, on any process.',
  })
  cursor!: string;
  @Field(() => Transition, { nullable: true, description: 'The change. Null on a heartbeat.' }) change?: Transition;
}

@ObjectType('Explanation', { description: 'A part of a condition, with its truth and the evidence.' })
export class ExplanationType {
  @Field(() => String, { description: 'The part as text.' }) text!: string;
  @Field(() => Boolean, { description: 'True if the part holds.' }) truth!: boolean;
  @Field(() => TagValue, {
    nullable: true,
    description: 'The value of the tag, aggregate or ratio (rounded to 4 digits). For medianGap an ISO 8601 duration.',
  })
  observed?: unknown;
  @Field(() => [String], { description: 'Ids of the events behind the value, newest first, at most 10.' })
  evidence!: readonly string[];
  @Field(() => DateTime, { nullable: true, description: 'Instant at which it changes if nothing else happens.' })
  nextFlipAt?: number;
  @Field(() => [ExplanationType], { description: 'Its parts.' }) children!: readonly ExplanationType[];
}

@ObjectType({ description: "Explanation of a customer's membership." })
export class MembershipExplanation {
  @Field(() => Boolean, { description: 'True if the customer is a member.' }) member!: boolean;
  @Field(() => DateTime, { description: 'Instant for which it was evaluated.' }) at!: number;
  @Field(() => Int, { description: 'Version of the definition used.' }) version!: number;
  @Field(() => DateTime, {
    nullable: true,
    description: 'Instant at which the membership changes if nothing else happens.',
  })
  nextFlipAt?: number;
  @Field(() => ExplanationType, { description: 'The condition, part by part.' }) condition!: ExplanationType;
}

@ObjectType({ description: 'A saved segment and the job that evaluates every customer.' })
export class SegmentPayload {
  @Field(() => Segment, { description: 'The segment.' }) segment!: Segment;
  @Field(() => JobType, { nullable: true, description: 'The job. Null for a draft.' }) job?: JobType;
  readonly warn!: Warn;
  @Field(() => [String], {
    description: 'Parts of the condition that can never be true, or always are. `conditionWarnings` gives details.',
  })
  warnings!: readonly string[];
}
