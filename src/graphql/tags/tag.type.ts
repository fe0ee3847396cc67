/** GraphQL output types of tag definitions, including the groups and sub-groups of the tag framework. */
import { TAG_SUBGROUPS, type TagSubgroup } from '../../engine/types.js';
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Decimal, TagValue } from '../scalars.js';

const members = <T extends string>(list: readonly T[]): Record<T, T> =>
  Object.fromEntries(list.map((x) => [x, x])) as Record<T, T>;

export const TagKindEnum = members(['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const);
registerEnumType(TagKindEnum, {
  name: 'TagKind',
  description: 'Kind of a tag, by the way its values change.',
  valuesConfig: {
    STATIC: { description: 'The value is not expected to change. It is written once and corrected with a reason.' },
    SEMI_DYNAMIC: { description: 'The value changes, and only the last observed value is served.' },
    DYNAMIC: {
      description: 'The value changes, and its history is kept: recorded points, or values computed from events.',
    },
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
    BASIC: { description: 'Demographic and sociological data.' },
    MEMBERSHIP: { description: 'Membership: type, lifetime, information.' },
    CONSUMPTION: {
      description: 'Purchases: total scale, cross-buying, ability and frequency, promotion preference.',
    },
    ACTIVITY: { description: 'Online and offline activity.' },
    TEMPORARY: { description: 'Temporary data and responses: reach, stickiness, conversion.' },
  },
});

export const TagSubgroupEnum = members(Object.keys(TAG_SUBGROUPS) as TagSubgroup[]);
registerEnumType(TagSubgroupEnum, {
  name: 'TagSubgroup',
  description: 'The fourteen sub-groups of the tag framework.',
  valuesConfig: {
    POPULATION: { description: 'Demographic data: age, gender, place.' },
    SOCIOLOGICAL: { description: 'Sociological data: occupation, education, family.' },
    MEMBER_TYPE: { description: 'Type of membership and way of joining.' },
    LIFETIME: { description: 'Age and stage of the membership.' },
    INFORMATION: { description: 'Information in the membership record.' },
    TOTAL_SCALE: { description: 'Total amount of purchases.' },
    CROSS_BUYING: { description: 'Range of categories and brands bought.' },
    ABILITY_AND_FREQUENCY: { description: 'Amount per purchase and purchase frequency.' },
    PROMOTION_PREFERENCE: { description: 'Preference for buying with or without a promotion.' },
    ONLINE: { description: 'Activity in apps, on the web and in mini-programs.' },
    OFFLINE: { description: 'Activity in shops.' },
    REACH: { description: 'Arrival of messages.' },
    STICKINESS: { description: 'Return of customers.' },
    CONVERSION: { description: 'Conversion after contact.' },
  },
});

@ObjectType('TagRule', { description: 'A rule of a derived tag.' })
export class TagRuleType {
  @Field(() => String, { description: 'The condition as text.' }) when!: string;
  @Field(() => TagValue, { description: 'The value while it is the first rule that holds.' }) value!: unknown;
}

@ObjectType('ScoreTerm', { description: 'A term of a score.' })
export class ScoreTermType {
  @Field(() => Decimal, { description: 'Weight by which the value is multiplied.' }) weight!: bigint;
  @Field(() => String, { description: 'The tag, aggregate or condition, as text.' }) of!: string;
}

@ObjectType('TagDefinition', { description: 'Definition of a tag: its name, its kind and its owner.' })
export class TagDefinitionType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => String, { description: 'Display name.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Meaning of the tag.' }) description?: string;
  @Field(() => TagKindEnum, { description: 'Kind of the tag.' }) kind!: string;
  @Field(() => ValueTypeEnum, { description: 'Type of its values.' }) type!: string;
  @Field(() => TagGroupEnum, { description: 'Its group.' }) group!: string;
  @Field(() => TagSubgroupEnum, { nullable: true, description: 'Sub-group of the tag.' }) subgroup?: string;
  @Field(() => String, { description: 'Namespace that owns the tag. Writing needs the scope tags:write:<namespace>.' })
  namespace!: string;
  @Field(() => [TagValue], { nullable: true, description: 'The only values allowed.' })
  allowedValues?: readonly unknown[];
  @Field(() => String, {
    nullable: true,
    description: 'Validity of a value after its observation as an ISO 8601 duration.',
  })
  ttl?: string;
  @Field(() => [String], { nullable: true, description: 'Sources of a static tag, highest authority first.' })
  authority?: readonly string[];
  @Field(() => String, { nullable: true, description: 'The aggregate that computes a dynamic tag.' }) metric?: string;
  @Field(() => [TagRuleType], { nullable: true, description: 'The rules of a derived tag, first match first.' })
  rules?: readonly TagRuleType[];
  @Field(() => TagValue, { nullable: true, description: 'The value of a derived tag when no rule holds.' })
  otherwise?: unknown;
  @Field(() => [ScoreTermType], { nullable: true, description: 'The terms of a derived score.' })
  score?: readonly ScoreTermType[];
  @Field(() => Boolean, { description: 'Readable only with the scope profiles:read:personal.' }) personal!: boolean;
  @Field(() => Int, { description: 'Version, which increases with every change.' }) version!: number;
}
