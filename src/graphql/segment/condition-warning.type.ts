/** Output types of condition warnings and of observed values. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CONDITION_WARNINGS, type ConditionWarningReason } from '../../engine/seen/unseen.js';
import { SEEN_TYPES, type SeenType } from '../../engine/seen/value-counts.js';
import { TagValue } from '../scalars.js';

const ReasonEnum = Object.fromEntries(Object.keys(CONDITION_WARNINGS).map((reason) => [reason, reason])) as {
  [R in ConditionWarningReason]: R;
};
registerEnumType(ReasonEnum, {
  name: 'ConditionWarningReason',
  description: 'Why a part of a condition is warned of.',
  valuesConfig: Object.fromEntries(
    Object.entries(CONDITION_WARNINGS).map(([reason, description]) => [reason, { description }]),
  ) as Record<ConditionWarningReason, { description: string }>,
});

const SeenTypeEnum = Object.fromEntries(SEEN_TYPES.map((type) => [type, type])) as { [T in SeenType]: T };
registerEnumType(SeenTypeEnum, {
  name: 'SeenType',
  description: 'The type a property of an event came with.',
  valuesConfig: {
    TEXT: { description: 'A text.' },
    NUMBER: { description: 'A number.' },
    BOOLEAN: { description: 'True or false.' },
    LIST: { description: 'A list of texts.' },
  },
});

@ObjectType('SeenValue', { description: 'A value that was seen, and how often.' })
export class SeenValueType {
  @Field(() => TagValue, { description: 'The value.' }) value!: unknown;
  @Field(() => Int, {
    description: 'Customers that have it now (of a tag), or events or order lines that have it (of a field).',
  })
  count!: number;
}

@ObjectType('SeenTypeCount', { description: 'How often a property came with a type.' })
class SeenTypeCountType {
  @Field(() => SeenTypeEnum, { description: 'The type.' }) type!: SeenType;
  @Field(() => Int, { description: 'How often.' }) count!: number;
}

@ObjectType('ConditionWarning', {
  description: 'A part of a condition that is valid but probably a mistake.',
})
export class ConditionWarningType {
  @Field(() => ReasonEnum, { description: 'Why.' }) reason!: ConditionWarningReason;
  @Field(() => String, { description: 'Where in the definition, e.g. `all[1].metric.event`; empty: all of it.' })
  path!: string;
  @Field(() => String, { description: 'The warning in words.' }) message!: string;
  @Field(() => String, {
    nullable: true,
    description: 'What it is about: an event type, `event.field` or `tag key`.',
  })
  subject?: string;
  @Field(() => [String], { description: 'Given values that were never observed, at most 10.' })
  given!: readonly string[];
  @Field(() => [String], { description: 'Similar observed values, nearest first.' })
  nearest!: readonly string[];
  @Field(() => [SeenValueType], { description: 'The values seen most.' }) commonest!: readonly SeenValueType[];
  @Field(() => [SeenTypeCountType], { description: 'The types a property came with.' })
  types!: readonly SeenTypeCountType[];
}

@ObjectType('SeenValues', { description: 'The values seen most.' })
export class SeenValuesType {
  @Field(() => [SeenValueType], { description: 'The commonest first.' }) values!: readonly SeenValueType[];
  @Field(() => Int, { description: 'How many different values begin with the prefix.' }) distinct!: number;
  @Field(() => Boolean, {
    description:
      'Whether all are counted. Of more than 100,000 different values others may be missing, and `distinct` is a lower bound.',
  })
  exact!: boolean;
}
