/** GraphQL inputs and results of order forecasts and churn models. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { ReliabilityRow } from '../../engine/models/accuracy.js';
import { MODEL_WARNINGS, type ModelWarning } from '../../engine/models/warnings.js';
import type { ChurnFeature } from '../../services/models/churn-models.js';
import { AS_OF, enumOf } from '../analyses/common.type.js';
import { DateTime } from '../scalars.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';

export const OrderModelEnum = enumOf('OrderModel', 'A model of how often customers order and when they leave.', {
  BG_NBD: 'BG/NBD (Fader, Hardie, Lee 2005): a customer with one order-day is always still active.',
  MBG_NBD: 'MBG/NBD: a customer may also leave after the first order-day.',
});

export const ModelWarningEnum = enumOf('ModelWarning', 'A reason to doubt a model.', MODEL_WARNINGS);

const ChurnFeatureEnum = enumOf<ChurnFeature>('ChurnFeature', 'What a churn model knows of a customer at a cut.', {
  DAYS_SINCE_LAST_ORDER: 'Days since the last order.',
  ORDER_DAYS: 'Logarithm of the number of days with an order.',
  DAYS_SINCE_FIRST_ORDER: 'Logarithm of the days since the first order, plus one.',
  RECENT_ORDER_DAYS: 'Logarithm of the number of days with an order within the last 90 days.',
  USUAL_INTERVAL_RATIO: 'Time since the last order, divided by the mean time between order-days, at most 5.',
  MEAN_VALUE: 'Logarithm of the mean value of an order-day, plus one.',
});

const SEGMENT = 'Only the current members of this segment, or layer as `model.layer`; default everyone.';
const ORDERS = 'Events that are orders, as in `count(...)`; default `order_paid`.';
const WARNINGS = 'Reasons to doubt the figures.';

@InputType({ description: 'A forecast of orders.' })
export class OrderForecastInput {
  @Field(() => String, { nullable: true, description: SEGMENT }) segment?: string;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => OrderModelEnum, { defaultValue: 'BG_NBD', description: 'The model.' }) model!: 'BG_NBD' | 'MBG_NBD';
  @Field(() => String, { nullable: true, description: 'ISO 8601, at most 730 days; default P90D.' }) horizon?: string;
  @Field(() => Float, { nullable: true, description: 'Share of the value that remains; default 1.' }) margin?: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Share by which money of a year later is worth less, e.g. 0.1; default 0.',
  })
  yearlyDiscount?: number;
}

@ObjectType({ description: 'Parameters of a model of orders, in weeks.' })
export class OrderParameters {
  @Field(() => Float, { description: 'Shape of the rates of orders.' }) r!: number;
  @Field(() => Float, { description: 'Scale of the rates of orders.' }) alpha!: number;
  @Field(() => Float, { description: 'First parameter of the probabilities of leaving.' }) a!: number;
  @Field(() => Float, { description: 'Second parameter of the probabilities of leaving.' }) b!: number;
}

@ObjectType({ description: 'Parameters of the Gamma-Gamma model of the value of order-days.' })
export class OrderValueParameters {
  @Field(() => Float, { description: 'Shape of the values of one customer.' }) p!: number;
  @Field(() => Float, { description: 'Shape of the scales of all customers; no mean exists for 1 or less.' })
  q!: number;
  @Field(() => Float, { description: 'Scale of all customers.' }) v!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Correlation of the number of repeat order-days and their mean value. The model supposes 0.',
  })
  correlation?: number;
}

@ObjectType({ description: 'A forecast, what followed, and the naive forecast of the same.' })
export class ForecastComparison {
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => Float, { description: 'What followed.' }) actual!: number;
  @Field(() => Float, { description: 'Forecast of the model.' }) predicted!: number;
  @Field(() => Float, { description: "Forecast by each customer's own rate of repeat order-days so far." })
  naive!: number;
}

@ObjectType({ description: 'Order-days of customers with a number of repeat order-days.' })
export class ForecastByRepeats extends ForecastComparison {
  @Field(() => Int, { description: 'Repeat order-days before the window; 7 stands for 7 or more.' }) repeats!: number;
}

@ObjectType({ description: 'A forecast made one horizon ago, compared with the order-days since then.' })
export class ForecastTest extends ForecastComparison {
  @Field(() => DateTime, { description: 'The cut: the model knows the orders up to here.' }) from!: number;
  @Field(() => DateTime, { description: 'The end of the window.' }) to!: number;
  @Field(() => Float, { description: 'Mean absolute error per customer.' }) meanAbsoluteError!: number;
  @Field(() => Float, { description: 'Mean absolute error per customer of the naive forecast.' })
  naiveMeanAbsoluteError!: number;
  @Field(() => ForecastComparison, { nullable: true, description: 'Value of the order-days.' })
  value?: ForecastComparison;
  @Field(() => [ForecastByRepeats], { description: 'By the number of repeat order-days.' })
  byRepeats!: readonly ForecastByRepeats[];
}

@ObjectType('SimpleValue', {
  description: 'Repurchase rate x order value x retention period. It describes the past and has no error.',
})
class SimpleValueType {
  @Field(() => Float, { description: 'Repeat order-days of a customer in 30 days.' }) repurchaseRate!: number;
  @Field(() => Float, { description: 'Mean value of a repeat order-day.' }) orderValue!: number;
  @Field(() => Float, { description: 'Mean days from the first to the last order-day of a customer.' })
  retentionDays!: number;
  @Field(() => Float, { description: 'The product, with the retention period in units of 30 days.' }) value!: number;
}

@ObjectType({ description: 'How often customers are expected to order, with the error of the same forecast before.' })
export class OrderForecast {
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => OrderModelEnum, { description: 'The model.' }) model!: string;
  @Field(() => Int, { description: 'Customers with an order.' }) customers!: number;
  @Field(() => Int, { description: 'Customers with orders on at least two days.' }) repeaters!: number;
  @Field(() => OrderParameters, { nullable: true, description: 'Null if there are too few orders.' })
  parameters?: OrderParameters;
  @Field(() => OrderValueParameters, { nullable: true, description: 'Null if too few repeat orders have a value.' })
  valueModel?: OrderValueParameters;
  @Field(() => Float, { nullable: true, description: 'Customers expected to be still active.' }) alive?: number;
  @Field(() => Float, { nullable: true, description: 'Order-days expected within the horizon.' })
  expectedOrders?: number;
  @Field(() => Float, { nullable: true, description: 'Margin of these order-days, discounted.' })
  lifetimeValue?: number;
  @Field(() => SimpleValueType, {
    nullable: true,
    description: 'Value of a customer by the usual rule of thumb, to compare. Null without repeat order-days.',
  })
  simpleValue?: SimpleValueType;
  @Field(() => ForecastTest, { nullable: true, description: 'Null if nothing is forecast.' }) test?: ForecastTest;
  @Field(() => [ModelWarningEnum], { description: WARNINGS }) warnings!: readonly ModelWarning[];
  readonly warn!: Warn;
}

@InputType({ description: 'A model of customers who do not order within 90 days of their last order.' })
export class ChurnModelInput {
  @Field(() => String, { nullable: true, description: SEGMENT }) segment?: string;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[];
  @Field(() => Int, { nullable: true, description: 'Cuts to learn from, 30 days apart, 1 to 6; default 1.' })
  trainingCuts?: number;
  @Field(() => Float, { nullable: true, description: 'Probability from which a customer is at risk; default 0.5.' })
  bound?: number;
}

@ObjectType({ description: 'The influence of a feature.' })
export class ChurnCoefficient {
  @Field(() => ChurnFeatureEnum, { description: 'The feature.' }) feature!: ChurnFeature;
  @Field(() => Float, { description: 'Change of the log-odds of churn for one standard deviation.' }) weight!: number;
  @Field(() => Float, { nullable: true, description: 'Standard error of the weight.' }) error?: number;
  @Field(() => Float, { description: 'Mean of the feature.' }) mean!: number;
  @Field(() => Float, { description: 'Standard deviation of the feature.' }) deviation!: number;
}

@ObjectType({ description: 'A tenth of the customers by predicted probability.' })
export class Reliability implements ReliabilityRow {
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => Float, { description: 'Mean predicted probability.' }) predicted!: number;
  @Field(() => Float, { description: 'Share of the customers who churned.' }) observed!: number;
}

@ObjectType({ description: 'How good predictions were, compared with the base rate.' })
export class ModelAccuracy {
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => Int, { description: 'Customers who churned.' }) positives!: number;
  @Field(() => Float, {
    nullable: true,
    description: 'Probability that a customer who churned has the higher prediction of two. 0.5 is chance.',
  })
  auc?: number;
  @Field(() => Float, { description: 'Mean squared error of the predictions.' }) brier!: number;
  @Field(() => Float, { description: 'The same if everyone is predicted the base rate.' }) baseBrier!: number;
  @Field(() => [Reliability], { description: 'Tenths by prediction, ascending.' }) reliability!: readonly Reliability[];
  @Field(() => Float, { description: 'Mean difference of predicted and observed over the tenths.' })
  calibrationError!: number;
}

@ObjectType({ description: 'Customers who ordered within the last 75 days.' })
export class ChurnOutlook {
  @Field(() => Int, { description: 'Customers.' }) customers!: number;
  @Field(() => Float, { description: 'Sum of their probabilities.' }) expected!: number;
  @Field(() => Int, { description: 'Customers with at least the bound.' }) atRisk!: number;
}

@ObjectType({ description: 'A model of churn, tested on customers and outcomes it could not know.' })
export class ChurnModel {
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => [DateTime], { description: 'Cuts it learned from.' }) trainedAt!: readonly number[];
  @Field(() => Int, { description: 'Customers it learned from.' }) trainedOn!: number;
  @Field(() => Float, { nullable: true, description: 'Share of these who churned.' }) baseRate?: number;
  @Field(() => Float, { nullable: true, description: 'Log-odds of a customer with mean features.' })
  intercept?: number;
  @Field(() => [ChurnCoefficient], { description: 'Empty if nothing could be learned.' })
  coefficients!: readonly ChurnCoefficient[];
  @Field(() => DateTime, { description: 'The newest cut whose outcomes are all known.' }) testedAt!: number;
  @Field(() => ModelAccuracy, { nullable: true, description: 'Null if nothing could be tested.' })
  test?: ModelAccuracy;
  @Field(() => ChurnOutlook, { nullable: true, description: 'Null without a test.' }) current?: ChurnOutlook;
  @Field(() => [ModelWarningEnum], { description: WARNINGS }) warnings!: readonly ModelWarning[];
  readonly warn!: Warn;
}
