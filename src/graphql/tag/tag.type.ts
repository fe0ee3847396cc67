/** Output types of tag definitions. */
import { TAG_SUBGROUPS, type TagSubgroup } from '../../engine/model.js';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Decimal, TagValue } from '../scalars.js';

const members = <T extends string>(list: readonly T[]): Record<T, T> =>
  Object.fromEntries(list.map((x) => [x, x])) as Record<T, T>;

export const TagKindEnum = members(['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const);
registerEnumType(TagKindEnum, {
  name: 'TagKind',
  description: 'How a tag changes.',
  valuesConfig: {
    STATIC: { description: 'Not expected to change: written once, corrected with a reason.' },
    SEMI_DYNAMIC: { description: 'Changes, only the last observed value is served.' },
    DYNAMIC: { description: 'Changes, and the process is kept: recorded points, or computed from events.' },
  },
});
export const ValueTypeEnum = members([
  'STRING',
  'INTEGER',
  'DECIMAL',
  'BOOLEAN',
  'DATE',
  'DATETIME',
  'STRING_LIST',
] as const);
registerEnumType(ValueTypeEnum, {
  name: 'ValueType',
  description: 'The type of a value.',
  valuesConfig: {
    STRING: { description: 'A text.' },
    INTEGER: { description: 'A whole number.' },
    DECIMAL: { description: 'An exact decimal, given as text.' },
    BOOLEAN: { description: 'True or false.' },
    DATE: { description: 'A day, `YYYY-MM-DD`.' },
    DATETIME: { description: 'An instant with its zone, ISO 8601.' },
    STRING_LIST: { description: 'A list of texts.' },
  },
});
export const TagGroupEnum = members(['BASIC', 'MEMBERSHIP', 'CONSUMPTION', 'ACTIVITY', 'TEMPORARY'] as const);
registerEnumType(TagGroupEnum, {
  name: 'TagGroup',
  description: 'The five groups of the tag framework.',
  valuesConfig: {
    BASIC: { description: 'Who the customer is: population and sociological data.' },
    MEMBERSHIP: { description: 'The membership: type, lifetime, information.' },
    CONSUMPTION: {
      description: 'What is bought: total scale, cross-buying, ability and frequency, promotion preference.',
    },
    ACTIVITY: { description: 'What is done online and offline.' },
    TEMPORARY: { description: 'How they are reached and respond: reach, stickiness, conversion; and what passes.' },
  },
});

export const TagSubgroupEnum = members(Object.keys(TAG_SUBGROUPS) as TagSubgroup[]);
registerEnumType(TagSubgroupEnum, {
  name: 'TagSubgroup',
  description: 'The fourteen sub-groups of the tag framework.',
  valuesConfig: {
    POPULATION: { description: 'Age, gender, place.' },
    SOCIOLOGICAL: { description: 'Occupation, education, family.' },
    MEMBER_TYPE: { description: 'What kind of member, by which way.' },
    LIFETIME: { description: 'Since when, and at which stage.' },
    INFORMATION: { description: 'What the membership knows.' },
    TOTAL_SCALE: { description: 'How much in all.' },
    CROSS_BUYING: { description: 'Across which categories and brands.' },
    ABILITY_AND_FREQUENCY: { description: 'How much at a time, and how often.' },
    PROMOTION_PREFERENCE: { description: 'With or without a promotion.' },
    ONLINE: { description: 'What is done in apps, on the web and in mini-programs.' },
    OFFLINE: { description: 'What is done in shops.' },
    REACH: { description: 'Whether messages arrive.' },
    STICKINESS: { description: 'Whether they come back.' },
    CONVERSION: { description: 'Whether it leads to something.' },
  },
});

@ObjectType('TagRule', { description: 'One rule of a derived tag.' })
export class TagRuleType {
  @Field(() => String, { description: 'The condition as text.' }) when!: string;
  @Field(() => TagValue, { description: 'The value while it is the first rule that holds.' }) value!: unknown;
}

@ObjectType('ScoreTerm', { description: 'One term of a score.' })
export class ScoreTermType {
  @Field(() => Decimal, { description: 'What it is multiplied with.' }) weight!: bigint;
  @Field(() => String, { description: 'The tag, aggregate or condition, as text.' }) of!: string;
}

@ObjectType('TagDefinition', { description: 'What a tag is called, how it changes, and who may write it.' })
export class TagDefinitionType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description?: string;
  @Field(() => TagKindEnum, { description: 'How it changes.' }) kind!: string;
  @Field(() => ValueTypeEnum, { description: 'Type of its values.' }) type!: string;
  @Field(() => TagGroupEnum, { description: 'Its group.' }) group!: string;
  @Field(() => TagSubgroupEnum, { nullable: true, description: 'Its place in the group.' }) subgroup?: string;
  @Field(() => String, { description: 'The owner: writing needs the scope tags:write:<namespace>.' })
  namespace!: string;
  @Field(() => [TagValue], { nullable: true, description: 'The only values allowed.' })
  allowedValues?: readonly unknown[];
  @Field(() => String, { nullable: true, description: 'How long a value stays valid after it was observed, ISO 8601.' })
  ttl?: string;
  @Field(() => [String], { nullable: true, description: 'Sources of a static tag, highest authority first.' })
  authority?: readonly string[];
  @Field(() => String, { nullable: true, description: 'The aggregate a dynamic tag is computed by.' }) metric?: string;
  @Field(() => [TagRuleType], { nullable: true, description: 'The rules of a derived tag, first match first.' })
  rules?: readonly TagRuleType[];
  @Field(() => TagValue, { nullable: true, description: 'The value of a derived tag when no rule holds.' })
  otherwise?: unknown;
  @Field(() => [ScoreTermType], { nullable: true, description: 'The terms of a derived score.' })
  score?: readonly ScoreTermType[];
  @Field(() => Boolean, { description: 'Readable only with the scope profiles:read:personal.' }) personal!: boolean;
  @Field(() => Int, { description: 'Grows with every change.' }) version!: number;
}
