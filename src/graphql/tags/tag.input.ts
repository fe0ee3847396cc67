/** GraphQL input types of tag definitions and tag writes. */
import { Field, InputType, Int } from 'type-graphql';
import { IdentityInput } from '../events/event.input.js';
import { DateTime, Decimal, TagValue } from '../scalars.js';
import { TagGroupEnum, TagKindEnum, TagSubgroupEnum, ValueTypeEnum } from './tag.type.js';

@InputType({ description: 'A rule of a derived tag.' })
export class TagRuleInput {
  @Field(() => String, { description: 'The condition as text.' }) when!: string;
  @Field(() => TagValue, { description: 'The value of the tag while this is the first rule that holds.' })
  value!: unknown;
}

@InputType({ description: 'A term of a score.' })
export class ScoreTermInput {
  @Field(() => Decimal, { description: 'Weight by which the value is multiplied.' }) weight!: string;
  @Field(() => String, {
    description:
      'A number, as text: `tag balance`, an aggregate such as `count(visit, last 30d)`, or a condition, which counts 1 while it holds.',
  })
  of!: string;
}

@InputType({
  description:
    'A tag to define or to change. Fields that are left out stay unchanged, and null removes them. `kind`, `type` and `namespace` never change.',
})
export class DefineTagInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _, at most 64.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'Meaning of the tag.' }) description?: string;
  @Field(() => TagKindEnum, { nullable: true, description: 'Kind of the tag. Required for a new tag.' }) kind?: string;
  @Field(() => ValueTypeEnum, {
    nullable: true,
    description: 'Type of its values. A computed tag has the type of its metric.',
  })
  type?: string;
  @Field(() => TagGroupEnum, {
    nullable: true,
    description: 'Group of the tag. Default: the group of the sub-group, otherwise BASIC.',
  })
  group?: string;
  @Field(() => TagSubgroupEnum, { nullable: true, description: 'Sub-group of the tag.' }) subgroup?: string;
  @Field(() => String, { nullable: true, description: 'Namespace that owns the tag. Default: shop.' })
  namespace?: string;
  @Field(() => [TagValue], { nullable: true, description: 'The only values allowed.' }) allowedValues?: unknown[];
  @Field(() => TagValue, { nullable: true, description: 'Smallest value allowed.' }) min?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Largest value allowed.' }) max?: unknown;
  @Field(() => Int, { nullable: true, description: 'Maximum number of characters of a text.' }) maxLength?: number;
  @Field(() => String, {
    nullable: true,
    description: 'Validity of a value after its observation as an ISO 8601 duration, e.g. P30D.',
  })
  ttl?: string;
  @Field(() => [String], { nullable: true, description: 'Sources of a static tag, highest authority first.' })
  authority?: string[];
  @Field(() => String, {
    nullable: true,
    description: 'For a computed dynamic tag: its aggregate, e.g. `count(order_paid, last 90d)`.',
  })
  metric?: string;
  @Field(() => [TagRuleInput], {
    nullable: true,
    description: 'For a derived dynamic tag: its rules. The first rule that holds gives the value.',
  })
  rules?: TagRuleInput[];
  @Field(() => TagValue, { nullable: true, description: 'The value when no rule holds.' }) otherwise?: unknown;
  @Field(() => [ScoreTermInput], {
    nullable: true,
    description:
      'For a derived dynamic tag of type DECIMAL: its terms. The value is the sum of weight times value; an absent value counts as 0.',
  })
  score?: ScoreTermInput[];
  @Field(() => Boolean, { nullable: true, description: 'Readable only with the scope profiles:read:personal.' })
  personal?: boolean;
}

@InputType({ description: 'A tag value to set. Address the customer by profile id or by identities.' })
export class SetTagInput {
  @Field(() => String, { nullable: true, description: 'Profile id.' }) profile?: string;
  @Field(() => [IdentityInput], { nullable: true, description: 'Identities; several are linked.' })
  identities?: IdentityInput[];
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => TagValue, { description: 'The value.' }) value!: unknown;
  @Field(() => DateTime, {
    nullable: true,
    description:
      'Time of the observation. Default: now. The latest observed value of a semi-dynamic tag counts, regardless of the order in which writes arrive.',
  })
  observedAt?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Order among writes of one source at one instant. Default: their order in the request.',
  })
  sequence?: number;
}

@InputType({ description: 'A tag to clear.' })
export class ClearTagInput {
  @Field(() => String, { nullable: true, description: 'Profile id.' }) profile?: string;
  @Field(() => [IdentityInput], { nullable: true, description: 'Identities.' }) identities?: IdentityInput[];
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => DateTime, { nullable: true, description: 'Instant from which the tag is cleared. Default: now.' })
  observedAt?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Order among writes of one source at one instant. Default: their order in the request.',
  })
  sequence?: number;
}

@InputType({ description: 'A point of a recorded dynamic tag.' })
export class TagPointInput {
  @Field(() => String, { nullable: true, description: 'Profile id.' }) profile?: string;
  @Field(() => [IdentityInput], { nullable: true, description: 'Identities.' }) identities?: IdentityInput[];
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => TagValue, { description: 'The value.' }) value!: unknown;
  @Field(() => DateTime, { description: 'The instant of the point.' }) at!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Order among points of one source at one instant. Default: their order in the request.',
  })
  sequence?: number;
}

@InputType({ description: 'A change of a semi-dynamic tag: elements of a list, or an increment of a number.' })
export class ChangeTagInput {
  @Field(() => String, {
    description: "The sender's own id of this change, at most 128 characters. A change that is sent again counts once.",
  })
  id!: string;
  @Field(() => String, { nullable: true, description: 'Profile id.' }) profile?: string;
  @Field(() => [IdentityInput], { nullable: true, description: 'Identities; several are linked.' })
  identities?: IdentityInput[];
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => TagValue, { description: 'An element or a list of elements, or an increment, which may be negative.' })
  value!: unknown;
  @Field(() => DateTime, { nullable: true, description: 'Time of the observation. Default: now.' }) observedAt?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Order among writes of one source at one instant. Default: their order in the request.',
  })
  sequence?: number;
}

@InputType({ description: 'A correction of a static tag by its owner.' })
export class CorrectTagInput extends SetTagInput {
  @Field(() => String, { description: 'Reason, kept with the fact.' }) reason!: string;
}
