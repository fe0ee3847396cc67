/** Input types of tag definitions and tag writes. */
import { Field, InputType, Int } from 'type-graphql';
import { IdentityInput } from '../event/event.input.js';
import { DateTime, Decimal, TagValue } from '../scalars.js';
import { TagGroupEnum, TagKindEnum, TagSubgroupEnum, ValueTypeEnum } from './tag.type.js';

@InputType({ description: 'One rule of a derived tag.' })
export class TagRuleInput {
  @Field(() => String, { description: 'The condition as text.' }) when!: string;
  @Field(() => TagValue, { description: 'The value while it is the first rule that holds.' }) value!: unknown;
}

@InputType({ description: 'One term of a score.' })
export class ScoreTermInput {
  @Field(() => Decimal, { description: 'What it is multiplied with.' }) weight!: string;
  @Field(() => String, {
    description:
      'A number, as text: `tag balance`, an aggregate such as `count(visit, last 30d)`, or a condition, which counts 1 while it holds.',
  })
  of!: string;
}

@InputType({
  description:
    'A tag to define, or to change: what is left out stays as it is, null takes it away; kind, type and namespace never change.',
})
export class DefineTagInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _, at most 64.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Display name.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description?: string;
  @Field(() => TagKindEnum, { nullable: true, description: 'How it changes; needed for a new tag.' }) kind?: string;
  @Field(() => ValueTypeEnum, { nullable: true, description: "Type of its values; a computed tag takes its metric's." })
  type?: string;
  @Field(() => TagGroupEnum, { nullable: true, description: 'Default that of the sub-group, else BASIC.' })
  group?: string;
  @Field(() => TagSubgroupEnum, { nullable: true, description: 'Its place in the group.' }) subgroup?: string;
  @Field(() => String, { nullable: true, description: 'The owner; default shop.' }) namespace?: string;
  @Field(() => [TagValue], { nullable: true, description: 'The only values allowed.' }) allowedValues?: unknown[];
  @Field(() => TagValue, { nullable: true, description: 'Least value; null for lists.' }) min?: unknown;
  @Field(() => TagValue, { nullable: true, description: 'Greatest value; null for lists.' }) max?: unknown;
  @Field(() => Int, { nullable: true, description: 'Longest text.' }) maxLength?: number;
  @Field(() => String, {
    nullable: true,
    description: 'How long a value stays valid after it was observed, ISO 8601, e.g. P30D.',
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
    description: 'For a derived dynamic tag: the value of the first rule that holds.',
  })
  rules?: TagRuleInput[];
  @Field(() => TagValue, { nullable: true, description: 'The value when no rule holds.' }) otherwise?: unknown;
  @Field(() => [ScoreTermInput], {
    nullable: true,
    description: 'For a derived dynamic tag of type DECIMAL: the sum of weight times value. What is absent counts 0.',
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
      'When it was observed; default now. The latest observed value of a semi-dynamic tag is served, whatever order writes arrive in.',
  })
  observedAt?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Orders writes of one source at one instant; default their order in the request.',
  })
  sequence?: number;
}

@InputType({ description: 'A tag to clear.' })
export class ClearTagInput {
  @Field(() => String, { nullable: true, description: 'Profile id.' }) profile?: string;
  @Field(() => [IdentityInput], { nullable: true, description: 'Identities.' }) identities?: IdentityInput[];
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => DateTime, { nullable: true, description: 'From when; default now.' }) observedAt?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Orders writes of one source at one instant; default their order in the request.',
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
  @Field(() => Int, { nullable: true, description: 'Tells points of one instant apart.' }) sequence?: number;
}

@InputType({ description: 'A change of a semi-dynamic tag: elements of a list, or what is added to a number.' })
export class ChangeTagInput {
  @Field(() => String, {
    description: "The sender's own id of this change, at most 128 characters: sent again it counts once.",
  })
  id!: string;
  @Field(() => String, { nullable: true, description: 'Profile id.' }) profile?: string;
  @Field(() => [IdentityInput], { nullable: true, description: 'Identities; several are linked.' })
  identities?: IdentityInput[];
  @Field(() => String, { description: 'The tag.' }) tag!: string;
  @Field(() => TagValue, { description: 'Elements, one or a list; or a number, below zero to take away.' })
  value!: unknown;
  @Field(() => DateTime, { nullable: true, description: 'When it was observed; default now.' }) observedAt?: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Orders writes of one source at one instant; default their order in the request.',
  })
  sequence?: number;
}

@InputType({ description: "The owner's word on a static tag." })
export class CorrectTagInput extends SetTagInput {
  @Field(() => String, { description: 'Why; kept with the fact.' }) reason!: string;
}
