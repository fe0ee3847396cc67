/** GraphQL output types of condition warnings and of observed values. */
import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { CONDITION_WARNINGS, type ConditionWarningReason } from '../../engine/seen-values/unseen.js';
import { SEEN_TYPES, type SeenType } from '../../engine/seen-values/value-counts.js';
import { TagValue } from '../scalars.js';

const ReasonEnum = Object.fromEntries(Object.keys(CONDITION_WARNINGS).map((reason) => [reason, reason])) as {
  [R in ConditionWarningReason]: R;
};
registerEnumType(ReasonEnum, {
  name: 'ConditionWarningReason',
  description: 'Reason for a warning about a part of a condition.',
  valuesConfig: Object.fromEntries(
    Object.entries(CONDITION_WARNINGS).map(([reason, description]) => [reason, { description }]),
  ) as Record<ConditionWarningReason, { description: string }>,
});

const SeenTypeEnum = Object.fromEntries(SEEN_TYPES.map((type) => [type, type])) as { [T in SeenType]: T };
registerEnumType(SeenTypeEnum, {
  name: 'SeenType',
  description: 'The observed type of a property of an event.',
  valuesConfig: {
    TEXT: { description: 'A text.' },
    NUMBER: { description: 'A number.' },
    BOOLEAN: { description: 'True or false.' },
    LIST: { description: 'A list of texts.' },
  },
});

@ObjectType('SeenValue', { description: 'An observed value and its frequency.' })
export class SeenValueType {
  @Field(() => TagValue, { description: 'The value.' }) value!: unknown;
  @Field(() => Int, {
    description:
      'Number of customers that have the value now (for a tag), or of events or order lines that have it (for a field).',
  })
  count!: number;
}

@ObjectType('SeenTypeCount', { description: 'Frequency of a type of a property.' })
class SeenTypeCountType {
  @Field(() => SeenTypeEnum, { description: 'The type.' }) type!: SeenType;
  @Field(() => Int, { description: 'Number of occurrences.' }) count!: number;
}

@ObjectType('ConditionWarning', {
  description: 'A part of a condition that is valid but probably a mistake.',
})
export class ConditionWarningType {
  @Field(() => ReasonEnum, { description: 'Reason for the warning.' }) reason!: ConditionWarningReason;
  @Field(() => String, {
    description: 'Position in the definition, e.g. `all[1].metric.event`. Empty for the whole definition.',
  })
  path!: string;
  @Field(() => String, { description: 'The warning in words.' }) message!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Subject of the warning: an event type, `event.field` or `tag key`.',
  })
  subject?: string;
  @Field(() => [String], { description: 'Given values that were never observed, at most 10.' })
  given!: readonly string[];
  @Field(() => [String], { description: 'Similar observed values, nearest first.' })
  nearest!: readonly string[];
  @Field(() => [SeenValueType], { description: 'The most frequent values.' }) commonest!: readonly SeenValueType[];
  @Field(() => [SeenTypeCountType], { description: 'The observed types of a property.' })
  types!: readonly SeenTypeCountType[];
}

@ObjectType('SeenValues', { description: 'The most frequent values.' })
export class SeenValuesType {
  @Field(() => [SeenValueType], { description: 'Values, most frequent first.' }) values!: readonly SeenValueType[];
  @Field(() => Int, { description: 'Number of different values that begin with the prefix.' }) distinct!: number;
  @Field(() => Boolean, {
    description:
      'True if all values are counted. With more than 100,000 different values some may be missing, and `distinct` is a lower bound.',
  })
  exact!: boolean;
}
