/** Tag definitions as the API shows them. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { TagValue } from '../scalars.js';

const members = <T extends string>(list: readonly T[]): Record<T, T> => Object.fromEntries(list.map((x) => [x, x])) as Record<T, T>;

export const TagKindEnum = members(['STATIC', 'SEMI_DYNAMIC', 'DYNAMIC'] as const);
registerEnumType(TagKindEnum, {
  name: 'TagKind', description: 'How a tag changes.',
  valuesConfig: {
    STATIC: { description: 'Not expected to change: written once, corrected with a reason.' },
    SEMI_DYNAMIC: { description: 'Changes, only the last observed value is served.' },
    DYNAMIC: { description: 'Changes, and the process is kept: recorded points, or computed from events.' },
  },
});
export const ValueTypeEnum = members(['STRING', 'INTEGER', 'DECIMAL', 'BOOLEAN', 'DATE', 'DATETIME', 'STRING_LIST'] as const);
registerEnumType(ValueTypeEnum, { name: 'ValueType', description: 'The type of a value.' });
export const TagGroupEnum = members(['BASIC', 'MEMBERSHIP', 'CONSUMPTION', 'ACTIVITY', 'TEMPORARY'] as const);
registerEnumType(TagGroupEnum, { name: 'TagGroup', description: 'The five groups of the tag framework.' });

@ObjectType('TagDefinition', { description: 'What a tag is called, how it changes, and who may write it.' })
export class TagDefinitionType {
  @Field(() => String, { description: 'The key.' }) key!: string;
  @Field(() => String, { description: 'What people call it.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it means.' }) description?: string;
  @Field(() => TagKindEnum, { description: 'How it changes.' }) kind!: string;
  @Field(() => ValueTypeEnum, { description: 'Type of its values.' }) type!: string;
  @Field(() => TagGroupEnum, { description: 'Its group.' }) group!: string;
  @Field(() => String, { description: 'The owner: writing needs the scope tags:write:<namespace>.' }) namespace!: string;
  @Field(() => [TagValue], { nullable: true, description: 'The only values allowed.' }) allowedValues?: readonly unknown[];
  @Field(() => String, { nullable: true, description: 'How long a value stays valid after it was observed, ISO 8601.' }) ttl?: string;
  @Field(() => [String], { nullable: true, description: 'Sources of a static tag, highest authority first.' }) authority?: readonly string[];
  @Field(() => String, { nullable: true, description: 'The aggregate a dynamic tag is computed by.' }) metric?: string;
  @Field(() => Boolean, { description: 'Readable only with the scope profiles:read:personal.' }) personal!: boolean;
  @Field(() => Int, { description: 'Grows with every change.' }) version!: number;
}
