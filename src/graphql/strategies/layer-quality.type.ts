/** GraphQL types of the quality of a layer model. */
import { Field, Float, InputType, Int, ObjectType } from 'type-graphql';
import type { LayerResponse } from '../../engine/strategies/layer-response.js';
import type { LayerQualityReport } from '../../services/strategies/layer-quality.js';
import { AS_OF, enumOf, ORDERS } from '../analyses/common.type.js';
import { EffectRange } from '../models/recommendation.type.js';
import { DateTime, Decimal } from '../scalars.js';
import type { Warn } from '../segments/condition-warnings.resolver.js';
import { showStrategy, StrategyType } from './strategy.type.js';

const LikenessEnum = enumOf('LayerLikeness', 'Whether two layers spend alike.', {
  DIFFERENT: 'The interval of the difference is beyond the least difference.',
  ALIKE: 'The interval of the difference is within the least difference of 0.',
  OPEN: 'The interval allows both.',
});
const SoundnessEnum = enumOf('LayerSoundness', 'Whether a layer model divides the customers usefully.', {
  SOUND: 'No grave finding.',
  UNSOUND: 'A grave finding: NO_SEPARATION, ALIKE_LAYERS or UNSTABLE.',
  UNKNOWN: 'There is too little data.',
});
const FindingEnum = enumOf('LayerFinding', 'A fault of a layer model, or something that is not known about it.', {
  TOO_FEW: 'Fewer than two layers have 10 customers, or all customers spent the same.',
  NO_SEPARATION:
    'The layers explain less than 0.01 of the ranks of spend, or no more than chance, and they do not respond differently.',
  ALIKE_LAYERS: 'Two neighbours spend alike, and do not respond differently to a strategy.',
  UNSTABLE: 'The kappa of the layers at both instants is below 0.2.',
  SMALL_LAYERS: 'A layer has fewer than 10 customers. A hint.',
  SAME_RESPONSE: 'The trials do not show that the layers respond differently. A hint.',
});

@InputType({ description: 'How the quality of a layer model is measured.' })
export class LayerQualityInput {
  @Field(() => DateTime, {
    nullable: true,
    description: 'The start. Layers are those at this instant. By default, window and comparison end now.',
  })
  from?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Time after the start in which orders count, ISO 8601, from P1D to P366D. Default P30D.',
  })
  window?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Time after the start at which the layers are compared with those at the start. Default: the window.',
  })
  later?: string | null;
  @Field(() => [String], { nullable: true, description: ORDERS }) orders?: string[] | null;
  @Field(() => Float, {
    nullable: true,
    description: 'Smallest difference between two layers that matters, as a share of the mean spend. Default 0.1.',
  })
  leastDifference?: number | null;
}

@ObjectType('LayerSpend', { description: 'The customers of a layer at the start. Money is net of refunds.' })
class LayerSpendType {
  @Field(() => String, { description: 'The layer.' }) layer!: string;
  @Field(() => Int, { description: 'Customers of the layer at the start.' }) customers!: number;
  @Field(() => Float, { nullable: true, description: 'Share of all customers.' }) share?: number;
  @Field(() => Int, { description: 'Customers with an order in the window.' }) buyers!: number;
  @Field(() => Int, { description: 'Orders in the window.' }) orders!: number;
  @Field(() => Decimal, { description: 'Money of these orders.' }) spend!: bigint;
  @Field(() => Float, { nullable: true, description: 'Orders per customer, also those without an order.' })
  meanOrders?: number;
  @Field(() => Float, { nullable: true, description: 'Money per customer, also those without an order.' })
  meanSpend?: number;
  @Field(() => EffectRange, {
    nullable: true,
    description: 'Interval of meanSpend, 95 %. Null for fewer than 10 customers, or if all spent the same.',
  })
  interval?: EffectRange;
  @Field(() => Float, { nullable: true, description: 'Share of the customers who are in the layer later too.' })
  stayed?: number;
}

@ObjectType('LayerSeparation', { description: 'How well the layers separate what customers spend.' })
class LayerSeparationType {
  @Field(() => Float, { description: 'Share of the variance of spend between the layers: eta squared.' })
  etaSquared!: number;
  @Field(() => Float, {
    description: 'The same share for ranks: epsilon squared of Kruskal and Wallis. Robust to a few large amounts.',
  })
  rankEpsilonSquared!: number;
  @Field(() => Float, { description: 'Mean of either share for random layers of these sizes.' }) byChance!: number;
  @Field(() => Float, { description: 'H of Kruskal and Wallis, corrected for equal values.' }) h!: number;
  @Field(() => Float, { description: 'Probability of as large an H if the layers do not differ.' })
  probability!: number;
}

@ObjectType('LayerStability', { description: 'How many customers are in the same layer later.' })
class LayerStabilityType {
  @Field(() => Int, { description: 'Customers who are compared.' }) customers!: number;
  @Field(() => Float, { description: 'Share of these customers in the same layer at both instants.' }) same!: number;
  @Field(() => Float, { description: 'The share if the later layer did not depend on the first.' })
  sameByChance!: number;
  @Field(() => Float, { nullable: true, description: "Cohen's kappa: 1 if nobody moved, 0 for random moves." })
  kappa?: number;
}

@ObjectType('LayerPair', { description: 'Two layers that are neighbours in the order of their mean spend.' })
class LayerPairType {
  @Field(() => String, { description: 'The layer with the greater mean.' }) higher!: string;
  @Field(() => String, { description: 'The layer with the next smaller mean.' }) lower!: string;
  @Field(() => Float, { description: 'Difference of the means.' }) difference!: number;
  @Field(() => EffectRange, {
    nullable: true,
    description: 'Interval of the difference, 95 %. Null if all customers of each layer spent the same.',
  })
  interval?: EffectRange;
  @Field(() => LikenessEnum, { description: 'Whether they spend alike.' }) likeness!: string;
  @Field(() => Float, {
    nullable: true,
    description:
      'Probability of effects that differ as much if both respond alike. Null if no strategy had trials in both.',
  })
  responseProbability?: number;
}

@ObjectType('LayerEffect', { description: 'Combined effect of the closed trials of a strategy in a layer.' })
class LayerEffectType {
  @Field(() => String, { description: 'The layer.' }) layer!: string;
  @Field(() => Int, { description: 'Number of trials.' }) trials!: number;
  @Field(() => Float, { description: 'Mean effect.' }) effect!: number;
  @Field(() => Float, { description: 'Standard error of the mean.' }) standardError!: number;
  @Field(() => EffectRange, { nullable: true, description: 'Interval of the mean. Null for two trials.' })
  interval?: EffectRange;
}

@ObjectType({ description: 'A test of whether layers respond differently.' })
abstract class ResponseTest {
  @Field(() => Float, { description: "Cochran's Q of the effects of the layers." }) q!: number;
  @Field(() => Int, { description: 'Its degrees of freedom.' }) degrees!: number;
  @Field(() => Float, { description: 'Probability of as large a Q if the true effects are equal.' })
  probability!: number;
}

@ObjectType('LayerStrategyResponse', { description: 'The effects of a strategy in the layers.' })
class LayerStrategyResponseType extends ResponseTest {
  @Field(() => StrategyType, { description: 'The strategy.' }) strategy!: StrategyType;
  @Field(() => [LayerEffectType], { description: 'By layer, at least two.' }) effects!: readonly LayerEffectType[];
}

@ObjectType('LayerResponse', { description: 'How the layers respond to strategies, all tests together.' })
class LayerResponseType extends ResponseTest {
  @Field(() => [LayerStrategyResponseType], { description: 'Strategies with closed trials in at least two layers.' })
  strategies!: readonly LayerStrategyResponseType[];
}

@ObjectType('LayerQuality', { description: 'Whether a layer model divides the customers usefully.' })
export class LayerQualityType {
  readonly warn!: Warn;
  @Field(() => DateTime, { description: AS_OF }) asOf!: number;
  @Field(() => DateTime, { description: 'The start. Layers are those at this instant, by the facts known now.' })
  from!: number;
  @Field(() => DateTime, { description: 'The last instant at which orders count.' }) to!: number;
  @Field(() => DateTime, { description: 'The instant with which the layers at the start are compared.' })
  later!: number;
  @Field(() => Boolean, { description: 'Whether both instants have come, so that only late facts can change it.' })
  complete!: boolean;
  @Field(() => SoundnessEnum, { description: 'Whether the model is sound.' }) soundness!: string;
  @Field(() => [FindingEnum], { description: 'The problem, or the missing knowledge.' }) findings!: readonly string[];
  @Field(() => [LayerSpendType], { description: 'By layer, in the order of the model.' })
  layers!: readonly LayerSpendType[];
  @Field(() => Float, { nullable: true, description: 'Money per customer of all layers.' }) meanSpend?: number;
  @Field(() => LayerSeparationType, {
    nullable: true,
    description: 'Null for fewer than two layers with customers, or if all spent the same.',
  })
  separation?: LayerSeparationType;
  @Field(() => [LayerPairType], { description: 'Neighbours with at least 10 customers each, the greatest mean first.' })
  pairs!: readonly LayerPairType[];
  @Field(() => LayerStabilityType, { nullable: true, description: 'Null before the second instant.' })
  stability?: LayerStabilityType;
  @Field(() => LayerResponseType, {
    nullable: true,
    description: 'Null for a draft, or if no strategy has closed trials in two layers.',
  })
  response?: LayerResponseType;
}

const showResponse = ({ strategies, ...test }: LayerResponse): LayerResponseType => ({
  ...test,
  strategies: strategies.map(({ strategy, ...own }) => ({ ...own, strategy: showStrategy(strategy) })),
});

export const showQuality = ({ response, ...quality }: LayerQualityReport, warn: Warn): LayerQualityType => ({
  ...quality,
  ...(response ? { response: showResponse(response) } : {}),
  warn,
});
