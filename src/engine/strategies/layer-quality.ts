/**
 * Judges a layer model: whether its layers separate what customers spend or how they respond, and whether they last. A
 * model without these properties divides customers without a use.
 */
import { difference, type Estimate } from '../experiments/estimate.js';
import { RESPONSE_LEVEL, responseOfPair, type LayerResponse } from './layer-response.js';
import type { Separation, Stability } from './layer-separation.js';
import { LEAST_CUSTOMERS, type LayerSpend, type LayerSpendFigure } from './layer-spend.js';
import type { Range } from './strategy.js';

/**
 * DIFFERENT: the interval of the difference is beyond the least difference. ALIKE: the interval is within the least
 * difference of 0. OPEN: neither.
 */
export const LIKENESSES = ['DIFFERENT', 'ALIKE', 'OPEN'] as const;
type Likeness = (typeof LIKENESSES)[number];

/** Two layers that are neighbours in the order of their mean spend. */
interface LayerPair {
  /** The layer with the greater mean, and the one with the next smaller mean. */
  readonly higher: string;
  readonly lower: string;
  /** Difference of the means, in whole units of the currency. */
  readonly difference: number;
  /** Interval of the difference, 95 %. Absent if the customers of each layer all spent the same. */
  readonly interval?: Range;
  readonly likeness: Likeness;
  /** Probability of effects that differ as much if both layers respond alike. Absent if no strategy was tried in both. */
  readonly responseProbability?: number;
}

/**
 * Faults of a model, and facts about it that are not known. TOO_FEW: fewer than two layers can be compared, or all customers spent the
 * same. NO_SEPARATION: the layers hardly differ in what customers spend. ALIKE_LAYERS: two neighbours spend alike.
 * UNSTABLE: customers are soon in other layers. SMALL_LAYERS: a layer is too small to be compared. SAME_RESPONSE: the
 * trials do not show that the layers respond differently.
 */
export const FINDINGS = [
  'TOO_FEW',
  'NO_SEPARATION',
  'ALIKE_LAYERS',
  'UNSTABLE',
  'SMALL_LAYERS',
  'SAME_RESPONSE',
] as const;
type Finding = (typeof FINDINGS)[number];

/**
 * SOUND: nothing is wrong. UNSOUND: there is a finding that makes the model of little use. UNKNOWN: there is too little
 * data.
 */
type Soundness = 'SOUND' | 'UNSOUND' | 'UNKNOWN';

/** Findings that make a model unsound. The others are hints. */
const GRAVE: readonly Finding[] = ['NO_SEPARATION', 'ALIKE_LAYERS', 'UNSTABLE'];
/** Cohen (1988, section 8.2) calls a share of 0.01 of the variance a small effect. */
const LEAST_SEPARATION = 0.01;
const LEVEL = 0.05;
/** Landis and Koch (1977) call an agreement of up to 0.2 slight. */
const LEAST_KAPPA = 0.2;

export interface LayerQuality {
  readonly layers: readonly LayerSpend[];
  /** Mean spend of all customers, in whole units. Absent without customers. */
  readonly meanSpend?: number;
  readonly separation?: Separation;
  readonly stability?: Stability;
  readonly pairs: readonly LayerPair[];
  readonly response?: LayerResponse;
  readonly soundness: Soundness;
  readonly findings: readonly Finding[];
}

/**
 * Judges the figure of a layer model. `leastDifference` is the smallest difference between layers that matters, as a
 * share of the mean spend of all customers.
 */
export function layerQuality(
  figure: LayerSpendFigure,
  response: LayerResponse | undefined,
  leastDifference: number,
): LayerQuality {
  const { layers, estimates, meanSpend, separation, stability } = figure;
  const least = leastDifference * Math.abs(meanSpend ?? 0);
  const pairs = pairsOf(layers, estimates, least).map((pair) => withResponse(pair, response));
  const findings = findingsOf(figure, pairs, response);
  return {
    ...{ layers, pairs, findings, soundness: soundnessOf(findings) },
    ...(meanSpend === undefined ? {} : { meanSpend }),
    ...(separation ? { separation } : {}),
    ...(stability ? { stability } : {}),
    ...(response ? { response } : {}),
  };
}

function soundnessOf(findings: readonly Finding[]): Soundness {
  if (findings.includes('TOO_FEW')) return 'UNKNOWN';
  return findings.some((finding) => GRAVE.includes(finding)) ? 'UNSOUND' : 'SOUND';
}

/** Compares each layer with the one that has the next smaller mean. Small layers are left out. */
function pairsOf(
  layers: readonly LayerSpend[],
  estimates: readonly (Estimate | undefined)[],
  least: number,
): LayerPair[] {
  const known = layers.flatMap(({ layer }, i) => {
    const estimate = estimates[i];
    return estimate && estimate.n >= LEAST_CUSTOMERS ? [{ layer, estimate }] : [];
  });
  // The sort is stable, so layers with equal means stay in the order of the model.
  known.sort((left, right) => right.estimate.value - left.estimate.value);
  return known.slice(1).map(({ layer, estimate }, i): LayerPair => {
    const higher = known[i];
    const interval = differenceOf(higher.estimate, estimate);
    return {
      ...{ higher: higher.layer, lower: layer, difference: higher.estimate.value - estimate.value },
      ...(interval ? { interval } : {}),
      likeness: interval ? likenessOf(interval, least) : 'OPEN',
    };
  });
}

/** Returns Welch's interval. Customers who all spent the same do not show how much customers vary. */
function differenceOf(higher: Estimate, lower: Estimate): Range | undefined {
  return higher.variance + lower.variance === 0 ? undefined : difference(higher, lower, LEVEL).interval;
}

/** Judges an interval as a test of equivalence does (Schuirmann 1987). */
function likenessOf({ low, high }: Range, least: number): Likeness {
  if (low > least || high < -least) return 'DIFFERENT';
  return low >= -least && high <= least ? 'ALIKE' : 'OPEN';
}

function withResponse(pair: LayerPair, response: LayerResponse | undefined): LayerPair {
  const test = response && responseOfPair(response, pair.higher, pair.lower);
  return test ? { ...pair, responseProbability: test.probability } : pair;
}

/**
 * Returns the findings. Layers that spend alike are not a fault if they respond differently to a strategy, because then
 * they are treated differently with reason.
 */
function findingsOf(
  { layers, separation, stability }: LayerSpendFigure,
  pairs: readonly LayerPair[],
  response: LayerResponse | undefined,
): Finding[] {
  const large = layers.filter(({ customers }) => customers >= LEAST_CUSTOMERS).length;
  const responds = response !== undefined && response.probability < RESPONSE_LEVEL;
  const separates =
    separation !== undefined && separation.rankEpsilonSquared >= LEAST_SEPARATION && separation.probability < LEVEL;
  const isAlike = ({ likeness, responseProbability = 1 }: LayerPair): boolean =>
    likeness === 'ALIKE' && responseProbability >= RESPONSE_LEVEL;
  const holds: Readonly<Record<Finding, boolean>> = {
    TOO_FEW: large < 2 || separation === undefined,
    NO_SEPARATION: separation !== undefined && !separates && !responds,
    ALIKE_LAYERS: pairs.some(isAlike),
    UNSTABLE: stability?.kappa !== undefined && stability.kappa < LEAST_KAPPA,
    SMALL_LAYERS: large < layers.length,
    SAME_RESPONSE: response !== undefined && !responds,
  };
  return FINDINGS.filter((finding) => holds[finding]);
}
