/** GraphQL inputs and types of models that are stored in versions and write scores as tags. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { ModelDefinition, ModelVersion } from '../../engine/models/model-definition.js';
import { CHURN_FEATURES } from '../../engine/models/churn.js';
import { refusalMessage } from '../../engine/models/refusals.js';
import type { ModelWarning } from '../../engine/models/warnings.js';
import { formatDuration } from '../../engine/time/time.js';
import { enumOf } from '../analyses/common.type.js';
import { connectionTypes } from '../connection.js';
import { DateTime } from '../scalars.js';
import {
  ChurnCoefficient,
  ForecastTest,
  ModelAccuracy,
  ModelWarningEnum,
  OrderModelEnum,
  OrderParameters,
  OrderValueParameters,
} from './model.type.js';

const ModelKindEnum = enumOf('ModelKind', 'What a model predicts.', {
  ORDERS_TO_COME: 'How often customers will order within the horizon (BG/NBD).',
  VALUE: 'What customers will spend within the horizon (BG/NBD and Gamma-Gamma).',
  CHURN: 'Predicts which customers do not order within 90 days of the last order (logistic regression).',
});

const ModelScoreEnum = enumOf('ModelScore', 'A number that a model computes for a customer.', {
  ALIVE_PROBABILITY: 'Of ORDERS_TO_COME: probability of having not stopped ordering.',
  EXPECTED_ORDERS: 'Of ORDERS_TO_COME: order-days expected within the horizon.',
  EXPECTED_ORDER_VALUE: 'Of VALUE: expected value of an order-day.',
  LIFETIME_VALUE: 'Of VALUE: value of the order-days expected within the horizon.',
  CHURN_PROBABILITY: 'Of CHURN: probability of not ordering within 90 days of the last order.',
});

const EVERY = 'ISO 8601 duration of at least a day, e.g. P7D. Without it, the work starts only by hand.';

@InputType({ description: 'A score and its tag.' })
class ScoreTagInput {
  @Field(() => ModelScoreEnum, { description: 'The score.' }) score!: string;
  @Field(() => String, { description: 'Key of the tag. A tag that does not exist is defined.' }) tag!: string;
}

@InputType({
  description: 'A model to define or change. Absent fields keep their value, and null restores the default.',
})
export class ModelInput {
  @Field(() => String, { description: 'Lower-case letters, digits and _.' }) key!: string;
  @Field(() => ModelKindEnum, { nullable: true, description: 'What it predicts. It never changes.' }) kind?: string;
  @Field(() => String, { nullable: true, description: 'Name for people. Default: the key.' }) name?: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string | null;
  @Field(() => [String], {
    nullable: true,
    description: 'Events that are orders, as in `count(...)`; default `order_paid`. A change needs a new training.',
  })
  orders?: string[] | null;
  @Field(() => String, {
    nullable: true,
    description: 'Window of a forecast of orders or value, 1 to 730 days; default P90D. A change needs a new training.',
  })
  horizon?: string | null;
  @Field(() => Int, {
    nullable: true,
    description:
      'Cuts that a churn model learns from, 30 days apart, 1 to 6; default 1. A change needs a new training.',
  })
  trainingCuts?: number | null;
  @Field(() => String, { nullable: true, description: `How often it is trained. ${EVERY}` }) trainEvery?: string | null;
  @Field(() => String, { nullable: true, description: `How often scores are written. ${EVERY}` })
  scoreEvery?: string | null;
  @Field(() => [ScoreTagInput], { nullable: true, description: 'The scores that are written, at least one.' })
  tags?: ScoreTagInput[] | null;
  @Field(() => String, {
    nullable: true,
    description: 'How long a score is valid: the TTL of its tag, 1 to 730 days; default P35D.',
  })
  validity?: string | null;
}

@ObjectType({ description: 'A score and its tag.' })
class ScoreTagType {
  @Field(() => ModelScoreEnum, { description: 'The score.' }) score!: string;
  @Field(() => String, { description: 'Key of the tag.' }) tag!: string;
}

@ObjectType({ description: 'Why a version writes no scores.' })
class ModelRefusalType {
  @Field(() => ModelWarningEnum, { description: 'The reason.' }) reason!: ModelWarning;
  @Field(() => String, { description: 'The missing requirement.' }) message!: string;
  @Field(() => Int, { nullable: true, description: 'The number that is needed, if a number is missing.' })
  needed?: number;
  @Field(() => Int, { nullable: true, description: 'The number that was found.' }) found?: number;
}

const ModelStateEnum = enumOf('ModelVersionState', 'Whether a version writes scores.', {
  TRAINED: 'It does, unless the definition has changed since.',
  REFUSED: 'It does not, for the reason that it names.',
});

@ObjectType({ description: 'A model of orders, fitted before the newest closed window, and its error in the window.' })
class OrderModelCandidate {
  @Field(() => OrderModelEnum, { description: 'The model.' }) model!: string;
  @Field(() => Boolean, { description: 'Whether the search found clear best parameters.' }) converged!: boolean;
  @Field(() => Float, { description: 'Mean absolute error per customer.' }) meanAbsoluteError!: number;
}

@ObjectType('ModelVersion', { description: 'A trained model with its figures on the newest window that had closed.' })
class ModelVersionType {
  @Field(() => Int, { description: 'Its number, from 1.' }) version!: number;
  @Field(() => ModelStateEnum, { description: 'Whether it writes scores.' }) state!: string;
  @Field(() => ModelRefusalType, { nullable: true, description: 'Why it does not.' }) refusal?: ModelRefusalType;
  @Field(() => Boolean, { description: 'Whether scores are written by it now.' }) used!: boolean;
  @Field(() => Int, { description: 'The version of the definition that it learned under.' }) definition!: number;
  @Field(() => DateTime, { description: 'It uses the facts received by then.' }) cut!: number;
  @Field(() => DateTime, { description: 'When its training ended.' }) trainedAt!: number;
  @Field(() => [DateTime], { description: 'Earlier cuts from whose customers a churn model learned.' })
  trainedAtCuts!: readonly number[];
  @Field(() => Int, { description: 'Customers it learned from.' }) customers!: number;
  @Field(() => OrderParameters, { nullable: true, description: 'Parameters of orders.' }) parameters?: OrderParameters;
  @Field(() => OrderValueParameters, { nullable: true, description: 'Parameters of the value of order-days.' })
  valueModel?: OrderValueParameters;
  @Field(() => Float, { nullable: true, description: 'Share of customers who churned.' }) baseRate?: number;
  @Field(() => Float, { nullable: true, description: 'Log-odds of a customer with mean features.' })
  intercept?: number;
  @Field(() => [ChurnCoefficient], { description: 'Features of a churn model.' })
  coefficients!: readonly ChurnCoefficient[];
  @Field(() => ModelAccuracy, { nullable: true, description: 'Figures of a churn model.' }) accuracy?: ModelAccuracy;
  @Field(() => ForecastTest, { nullable: true, description: 'Figures of a model of orders or value.' })
  forecast?: ForecastTest;
  @Field(() => OrderModelEnum, {
    nullable: true,
    description: 'Model of orders: of the candidates that converged, the one with the smallest error.',
  })
  orderModel?: string;
  @Field(() => [OrderModelCandidate], { description: 'Models of orders that were compared.' })
  candidates!: readonly OrderModelCandidate[];
  @Field(() => [ModelWarningEnum], { description: 'Reasons to doubt the figures.' }) warnings!: readonly ModelWarning[];
}

@ObjectType({ description: 'Scores that were written.' })
class ModelScoring {
  @Field(() => Int, { description: 'The version of the model.' }) version!: number;
  @Field(() => DateTime, { description: 'The scores use the facts received by then.' }) cut!: number;
  @Field(() => Int, { description: 'Customers with a score.' }) customers!: number;
}

@ObjectType('Model', { description: 'A model that is trained in versions and writes scores as tags.' })
export class ModelType {
  @Field(() => String, { description: 'Its key.' }) key!: string;
  @Field(() => ModelKindEnum, { description: 'What it predicts.' }) kind!: string;
  @Field(() => String, { description: 'Name for people.' }) name!: string;
  @Field(() => String, { nullable: true, description: 'What it is for.' }) description?: string;
  @Field(() => [String], { description: 'Events that are orders.' }) orders!: readonly string[];
  @Field(() => String, { nullable: true, description: 'Window of its forecast, ISO 8601.' }) horizon?: string;
  @Field(() => Int, { nullable: true, description: 'Cuts that it learns from.' }) trainingCuts?: number;
  @Field(() => String, { nullable: true, description: 'How often it is trained, ISO 8601.' }) trainEvery?: string;
  @Field(() => String, { nullable: true, description: 'How often scores are written, ISO 8601.' }) scoreEvery?: string;
  @Field(() => [ScoreTagType], { description: 'Its scores and their tags.' }) tags!: readonly ScoreTagType[];
  @Field(() => String, { description: 'How long a score is valid, ISO 8601.' }) validity!: string;
  @Field(() => Int, { description: 'Version of the definition, from 1.' }) version!: number;
  @Field(() => Boolean, { description: 'Whether it is retired.' }) retired!: boolean;
  @Field(() => DateTime, { description: 'When this version of the definition was saved.' }) savedAt!: number;
  @Field(() => String, { description: 'The subject that saved it.' }) savedBy!: string;
  definition!: ModelDefinition;
}

@ObjectType({ description: 'The last training and scoring, and the times of the next ones.' })
export class ModelHistory {
  @Field(() => [ModelVersionType], { description: 'Trained versions, the newest first.' })
  versions!: readonly ModelVersionType[];
  @Field(() => ModelScoring, { nullable: true, description: 'The last scores.' }) scored?: ModelScoring;
  @Field(() => DateTime, { nullable: true, description: 'When it is trained next.' }) nextTrainingAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'When it scores next, if a version can be used then.' })
  nextScoringAt?: number;
}

@ObjectType({ description: 'A page of models.' })
export class ModelConnection extends connectionTypes(ModelType, 'Model') {}

export function showModel(definition: ModelDefinition): ModelType {
  const { horizonMs, trainEveryMs, scoreEveryMs, validityMs } = definition;
  return {
    ...definition,
    ...(horizonMs === undefined ? {} : { horizon: formatDuration(horizonMs) }),
    ...(trainEveryMs === undefined ? {} : { trainEvery: formatDuration(trainEveryMs) }),
    ...(scoreEveryMs === undefined ? {} : { scoreEvery: formatDuration(scoreEveryMs) }),
    validity: formatDuration(validityMs),
    definition,
  };
}

export function showVersion(version: ModelVersion, used: boolean): ModelVersionType {
  const { refusal, accuracy, forecast } = version;
  return {
    version: version.version,
    definition: version.definition,
    cut: version.cut,
    trainedAt: version.trainedAt,
    trainedAtCuts: version.trainedAtCuts,
    customers: version.customers,
    warnings: version.warnings,
    state: refusal ? 'REFUSED' : 'TRAINED',
    used,
    ...(refusal ? { refusal: { ...refusal, message: refusalMessage(refusal, version.kind) } } : {}),
    ...(accuracy ? { accuracy } : {}),
    ...(forecast ? { forecast } : {}),
    coefficients: [],
    candidates: version.candidates ?? [],
    ...fitOf(version),
  };
}

function fitOf({ fit }: ModelVersion): Partial<ModelVersionType> {
  if (!fit) return {};
  if (fit.kind !== 'CHURN')
    return {
      ...{ orderModel: fit.orders.model, parameters: fit.orders.parameters },
      ...(fit.value ? { valueModel: fit.value } : {}),
    };
  const { intercept, weights, errors, means, deviations } = fit.logistic;
  return {
    baseRate: fit.baseRate,
    intercept,
    coefficients: CHURN_FEATURES.map((feature, k) => ({
      feature,
      weight: weights[k],
      // JSON encodes an undefined element of a list as null.
      ...(errors[k] == null ? {} : { error: errors[k] }),
      mean: means[k],
      deviation: deviations[k],
    })),
  };
}
