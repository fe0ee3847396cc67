/** Tests whether the layers of a model respond differently to strategies, from the records of trials in each layer. */
import jstat from 'jstat';
import { pooledEffect } from '../models/random-effects.js';
import { evidenceOf } from './library.js';
import type { Range, Strategy, StrategyRecord } from './strategy.js';

/** The combined effect of a strategy in one layer. */
interface LayerEffect {
  readonly layer: string;
  readonly trials: number;
  readonly effect: number;
  readonly standardError: number;
  readonly interval?: Range;
}

/** Cochran's Q, and the probability of a Q at least as large if the true effects are equal. */
interface EffectTest {
  readonly q: number;
  readonly degrees: number;
  readonly probability: number;
}

/** The effects of one strategy in at least two layers, and the test of their difference. */
interface StrategyResponse extends EffectTest {
  readonly strategy: Strategy;
  readonly effects: readonly LayerEffect[];
}

/** The responses to all strategies that have effects in at least two layers, and the test of them together. */
export interface LayerResponse extends EffectTest {
  readonly strategies: readonly StrategyResponse[];
}

/** Probabilities below this level mean that effects differ. */
export const RESPONSE_LEVEL = 0.05;

/**
 * Returns how the layers respond to the strategies. Only closed records count, because the test is valid for records
 * that are read once. Returns undefined if no strategy has effects in two layers.
 *
 * The test of a strategy is that for differences between subgroups (Borenstein, Hedges, Higgins and Rothstein 2009,
 * chapter 19): Cochran's Q over the combined effects of the layers. The Q of independent tests and their degrees of
 * freedom add up.
 *
 * Example: the effects 10 and 4 with standard errors of 2 have a Q of 4.5, with one degree of freedom.
 */
export function layerResponse(
  layers: readonly string[],
  strategies: readonly Strategy[],
  recordsOf: (layer: string) => readonly StrategyRecord[],
): LayerResponse | undefined {
  const responses = strategies.flatMap((strategy): StrategyResponse[] => {
    const effects = layers.flatMap((layer) => effectIn(layer, strategy, recordsOf(layer)));
    const test = testOf(effects);
    return test ? [{ strategy, effects, ...test }] : [];
  });
  const together = sumOf(responses);
  return together && { strategies: responses, ...together };
}

/** Tests whether two layers respond differently to the strategies that were tried in both. */
export function responseOfPair({ strategies }: LayerResponse, first: string, second: string): EffectTest | undefined {
  return sumOf(
    strategies.flatMap(
      ({ effects }) => testOf(effects.filter(({ layer }) => layer === first || layer === second)) ?? [],
    ),
  );
}

function effectIn(layer: string, strategy: Strategy, records: readonly StrategyRecord[]): LayerEffect[] {
  const closed = records.filter((record) => record.strategy === strategy.key && record.state === 'CLOSED');
  const { pooled, interval } = evidenceOf(strategy, closed, layer);
  if (!pooled) return [];
  const { studies, mean, error } = pooled;
  return [{ layer, trials: studies, effect: mean, standardError: error, ...(interval ? { interval } : {}) }];
}

function testOf(effects: readonly LayerEffect[]): EffectTest | undefined {
  if (effects.length < 2) return undefined;
  const studies = effects.map(({ effect, standardError }) => ({ effect, variance: standardError ** 2 }));
  const { q, qProbability } = pooledEffect(studies)!;
  return { q, degrees: effects.length - 1, probability: qProbability };
}

function sumOf(tests: readonly EffectTest[]): EffectTest | undefined {
  if (tests.length === 0) return undefined;
  const q = tests.reduce((sum, each) => sum + each.q, 0);
  const degrees = tests.reduce((sum, each) => sum + each.degrees, 0);
  return { q, degrees, probability: 1 - jstat.chisquare.cdf(q, degrees) };
}
