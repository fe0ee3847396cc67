/** Summarizes the evidence about strategies in a layer, and estimates the effect of a next campaign. */
import { pooledEffect, type PooledEffect } from '../models/random-effects.js';
import { judge } from './trial-figure.js';
import type { Objective, Range, Strategy, StrategyRecord, Verdict } from './strategy.js';

/**
 * What the records of a strategy in a layer show together. UNTRIED: there is no record. UNTRUSTED and NOT_MEASURED: no
 * record can be used.
 */
const STANDINGS = ['WORKS', 'OPEN', 'UNTRIED', 'NO_EFFECT', 'HARMS', 'UNTRUSTED', 'NOT_MEASURED'] as const;
type Standing = (typeof STANDINGS)[number];

/** The evidence about a strategy in one layer. */
export interface Evidence {
  readonly layer?: string;
  readonly standing: Standing;
  /** Number of records by verdict. */
  readonly records: Readonly<Partial<Record<Verdict, number>>>;
  /** Number of the pooled records that were entered by hand. */
  readonly byHand: number;
  /**
   * All records that can be trusted and that have the metric and the window of the strategy. A selection of the
   * successful ones would overstate the mean.
   */
  readonly pooled?: PooledEffect;
  /** The pooled records. Their order is that of `pooled.shrunk`. */
  readonly trials: readonly StrategyRecord[];
  /** Interval of the mean effect. With one record, it is the interval of the record. Absent with two records. */
  readonly interval?: Range;
}

/** Returns the evidence that records of one layer give about a strategy. */
export function evidenceOf(
  strategy: Pick<Strategy, 'metric' | 'windowMs' | 'leastEffect'>,
  records: readonly StrategyRecord[],
  layer?: string,
): Evidence {
  const trials = records.filter((record) => isPooled(record, strategy));
  const pooled = pooledEffect(
    trials.map(({ figure }) => ({ effect: figure!.effect!, variance: figure!.standardError! ** 2 })),
  );
  const counts: Partial<Record<Verdict, number>> = {};
  for (const { verdict } of records) counts[verdict] = (counts[verdict] ?? 0) + 1;
  const interval = trials.length === 1 ? trials[0].figure!.interval : pooled?.interval;
  return {
    ...(layer === undefined ? {} : { layer }),
    standing: standingOf(records, trials.length, interval && judge(interval, strategy.leastEffect)),
    records: counts,
    byHand: trials.filter(({ origin }) => origin === 'BY_HAND').length,
    ...(pooled ? { pooled } : {}),
    trials,
    ...(interval ? { interval } : {}),
  };
}

/**
 * Whether a record enters the pooled effect. A record without a standard error has too little information. The weight of
 * a record is 1 / variance, so a standard error whose square is almost 0 has no weight.
 */
function isPooled(
  { figure, verdict, metric, windowMs }: StrategyRecord,
  strategy: Pick<Strategy, 'metric' | 'windowMs'>,
): boolean {
  const isMeasured = figure?.effect !== undefined && Number.isFinite(1 / (figure.standardError ?? 0) ** 2);
  return isMeasured && verdict !== 'UNTRUSTED' && metric === strategy.metric && windowMs === strategy.windowMs;
}

function standingOf(records: readonly StrategyRecord[], trials: number, verdict: Verdict | undefined): Standing {
  if (records.length === 0) return 'UNTRIED';
  if (trials > 0) return verdict ?? 'OPEN';
  for (const each of ['OPEN', 'UNTRUSTED'] as const) if (records.some((record) => record.verdict === each)) return each;
  return records.every((record) => record.verdict === 'NOT_MEASURED') ? 'NOT_MEASURED' : 'OPEN';
}

/** A strategy with its evidence in a layer. */
export interface Known {
  readonly strategy: Strategy;
  readonly evidence: Evidence;
}

/** Whether a strategy is meant for a layer. A strategy without layers is meant for all. */
const isMeantFor = ({ layers }: Pick<Strategy, 'layers'>, layer: string): boolean =>
  layers.length === 0 || layers.includes(layer);

/**
 * Returns the strategies of an objective that are meant for a layer or were tried in it. Strategies that work are first,
 * the largest mean effect first. Strategies that harm are last.
 */
export function knownFor(
  strategies: readonly Strategy[],
  records: readonly StrategyRecord[],
  { layer, objective }: { readonly layer: string; readonly objective: Objective },
): Known[] {
  const byStrategy = new Map<string | undefined, StrategyRecord[]>();
  for (const record of records) byStrategy.set(record.strategy, [...(byStrategy.get(record.strategy) ?? []), record]);
  return strategies
    .filter((strategy) => !strategy.retired && strategy.objective === objective)
    .map((strategy) => ({ strategy, own: byStrategy.get(strategy.key) ?? [] }))
    .filter(({ strategy, own }) => own.length > 0 || isMeantFor(strategy, layer))
    .map(({ strategy, own }) => ({ strategy, evidence: evidenceOf(strategy, own, layer) }))
    .sort(
      (left, right) =>
        STANDINGS.indexOf(left.evidence.standing) - STANDINGS.indexOf(right.evidence.standing) ||
        (right.evidence.pooled?.mean ?? 0) - (left.evidence.pooled?.mean ?? 0) ||
        (left.strategy.key < right.strategy.key ? -1 : 1),
    );
}

/**
 * REPEAT: the strategy works in the layer. LEARN: it was tried in the layer, but the result is open, not measured or
 * not to be trusted. TRY: it was never tried in the layer.
 */
export const ADVICE = ['REPEAT', 'LEARN', 'TRY'] as const;
type Advice = (typeof ADVICE)[number];

/** What a next campaign may expect. */
interface Expected {
  readonly mean: number;
  /** Prediction interval of the true effect of the next campaign, from three records on. */
  readonly prediction?: Range;
}

export interface Proposal extends Known {
  readonly advice: Advice;
  readonly expected?: Expected;
}

/** Returns proposals for the next campaign, best first. Strategies that harm or have no effect are not proposed. */
export function proposalsFrom(known: readonly Known[]): Proposal[] {
  return known.flatMap((each): Proposal[] => {
    const { standing, pooled } = each.evidence;
    if (standing === 'HARMS' || standing === 'NO_EFFECT') return [];
    const expected = pooled && {
      mean: pooled.mean,
      ...(pooled.prediction ? { prediction: pooled.prediction } : {}),
    };
    return [{ ...each, advice: adviceOf(standing), ...(expected ? { expected } : {}) }];
  });
}

function adviceOf(standing: Standing): Advice {
  if (standing === 'WORKS') return 'REPEAT';
  return standing === 'UNTRIED' ? 'TRY' : 'LEARN';
}
