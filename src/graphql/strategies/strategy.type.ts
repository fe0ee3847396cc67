/** GraphQL inputs and types of strategies. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { Strategy } from '../../engine/strategies/strategy.js';
import { formatDuration } from '../../engine/time/time.js';
import { enumOf } from '../analyses/common.type.js';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';

export const ObjectiveEnum = enumOf('StrategyObjective', 'What a strategy is meant to raise.', {
  ACTIVATE: 'Activity.',
  RETAIN: 'Repeated orders.',
  ORDERS: 'Number of orders.',
  ORDER_VALUE: 'Value of an order.',
  REVENUE: 'Revenue.',
});

const OfferEnum = enumOf('StrategyOffer', 'What customers are offered.', {
  COUPON: 'A coupon.',
  POINTS: 'Points.',
  GIFT: 'A gift.',
  PRICE: 'A lower price.',
  BUNDLE: 'Goods that are cheaper together.',
  CONTENT: 'Information, such as new arrivals.',
  SERVICE: 'Service, such as an adviser.',
  NONE: 'Nothing, such as in a reminder.',
});

export const TrialMetricEnum = enumOf('TrialMetric', 'Metric that is compared for each assigned customer.', {
  ACTIVITY: 'Whether the customer was active in the window.',
  RETENTION: 'Whether the customer ordered in the window of equal length that follows the window.',
  CONVERSION: 'Whether the customer ordered in the window.',
  ORDERS: 'Number of orders in the window.',
  ORDER_VALUE: 'Net amount of the orders in the window, divided by their number.',
  REVENUE: 'Net amount of the orders in the window.',
});

export const ArticleLanguageEnum = enumOf('ArticleLanguage', 'Language of names and descriptions.', {
  EN: 'English.',
  ZH: 'Chinese.',
  BOTH: 'English and Chinese.',
});

@InputType({
  description: 'A strategy to define or change. Absent fields keep their value, and null restores the default.',
})
export class StrategyInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => String, { nullable: true, description: 'Name for people. Default: the key.' }) name?: string | null;
  @Field(() => String, { nullable: true, description: 'Description for people.' }) description?: string | null;
  @Field(() => ObjectiveEnum, { nullable: true, description: 'What it is meant to raise. Required at first.' })
  objective?: string | null;
  @Field(() => OfferEnum, { nullable: true, description: 'What customers are offered. Default NONE.' })
  offer?: string | null;
  @Field(() => String, { nullable: true, description: 'Channel of the message, such as sms.' })
  channel?: string | null;
  @Field(() => String, { nullable: true, description: 'What its texts have in common, such as the occasion.' })
  textFamily?: string | null;
  @Field(() => [String], { nullable: true, description: 'Layers it is meant for, as model.layer. Default: all.' })
  layers?: string[] | null;
  @Field(() => TrialMetricEnum, { nullable: true, description: 'Default: the metric of the objective.' })
  metric?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Time after the assignment that is measured, 1 to 366 days, ISO 8601. Default P30D.',
  })
  window?: string | null;
  @Field(() => Float, {
    nullable: true,
    description: 'The smallest effect that matters, in the unit of the metric. Default 0.',
  })
  leastEffect?: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Layer model whose layers are measured separately. Default: the model of the first layer.',
  })
  layerModel?: string | null;
}

@ObjectType('Strategy', { description: 'A way to treat customers, and how its trials are measured.' })
export class StrategyType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => String, { description: 'Name for people.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'Description for people.' }) description?: string;
  @Field(() => ObjectiveEnum, { description: 'What it is meant to raise.' }) objective!: string;
  @Field(() => OfferEnum, { description: 'What customers are offered.' }) offer!: string;
  @Field(() => String, { nullable: true, description: 'Channel of the message.' }) channel?: string;
  @Field(() => String, { nullable: true, description: 'What its texts have in common.' }) textFamily?: string;
  @Field(() => [String], { description: 'Layers for which it is meant. An empty list means all layers.' })
  layers!: readonly string[];
  @Field(() => TrialMetricEnum, { description: 'The compared metric.' }) metric!: string;
  @Field(() => String, { description: 'Time after the assignment that is measured, ISO 8601.' }) window!: string;
  @Field(() => Float, { description: 'The smallest effect that matters.' }) leastEffect!: number;
  @Field(() => String, { nullable: true, description: 'Layer model whose layers are measured separately.' })
  layerModel?: string;
  @Field(() => DateTime, { description: 'When metric, window, least effect or layer model were changed last.' })
  plannedAt!: number;
  @Field(() => Int, { description: 'Version of the definition, from 1.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it is retired.' }) retired!: boolean;
  @Field(() => DateTime, { description: 'When this version was saved.' }) savedAt!: number;
  @Field(() => String, { description: 'The subject that saved it.' }) savedBy!: string;
  definition!: Strategy;
}

@ObjectType({ description: 'A page of strategies.' })
export class StrategyConnection extends connectionTypes(StrategyType, 'Strategy') {}

export const showStrategy = (definition: Strategy): StrategyType => ({
  ...definition,
  window: formatDuration(definition.windowMs),
  definition,
});
