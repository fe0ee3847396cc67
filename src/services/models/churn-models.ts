/**
 * Trains a model that predicts which customers will not order again within 90 days of their last order. The model is
 * tested on the newest cutoff time for which all outcomes are known.
 */
import { accuracyOf, type Accuracy } from '../../engine/models/accuracy.js';
import { CHURN_FEATURES, CHURN_MS, churnSample, churnTotals, type ChurnSample } from '../../engine/models/churn.js';
import { fitLogistic, probabilitiesOf, type LogisticFit } from '../../engine/models/logistic.js';
import { logisticWarnings, unlearnable, type ModelWarning } from '../../engine/models/warnings.js';
import { DAY } from '../../engine/time/time.js';
import { wholeNumber } from '../analyses/questions.js';
import { figureOf } from '../analyses/run.js';
import type { Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { learned, numberWithin, observationsOf, openLearning, type Learning, type LearningInput } from './learning.js';

export interface ChurnModelInput extends LearningInput {
  /** Number of cutoff times to train on, 30 days apart. Defaults to 1. */
  readonly trainingCuts?: number | null;
  /** Churn probability from which a customer is counted as at risk. Defaults to 0.5. */
  readonly bound?: number | null;
}

export type ChurnFeature = (typeof CHURN_FEATURES)[number];

interface Coefficient {
  readonly feature: ChurnFeature;
  /** Change of the log-odds of churn when the feature increases by one standard deviation. */
  readonly weight: number;
  readonly error?: number;
  readonly mean: number;
  readonly deviation: number;
}

export interface ChurnModel {
  readonly asOf: number;
  readonly trainedAt: readonly number[];
  readonly trainedOn: number;
  /**
   * Share of the training customers who churned. Without a model, this share would be the prediction for every
   * customer.
   */
  readonly baseRate?: number;
  readonly intercept?: number;
  readonly coefficients: readonly Coefficient[];
  readonly testedAt: number;
  readonly test?: Accuracy;
  /**
   * Results for the customers who ordered in the last 75 days. `expected` is the expected number of customers who will
   * churn. `atRisk` is the number of customers whose churn probability is at least the bound.
   */
  readonly current?: { readonly customers: number; readonly expected: number; readonly atRisk: number };
  readonly warnings: readonly ModelWarning[];
}

const MOST_CUTS = 6;
const BETWEEN_CUTS = 30 * DAY;

/**
 * Fits a logistic regression on cutoff times whose outcome windows ended before the cutoff time of the test. The model
 * is therefore tested on outcomes that were unknown when it was trained. If no test is possible, no prediction is
 * returned.
 */
export async function churnModel(
  services: Services,
  principal: Principal,
  input: ChurnModelInput,
): Promise<ChurnModel> {
  const learning = await openLearning(services, principal, input);
  const cuts = wholeNumber(input.trainingCuts ?? 1, 1, MOST_CUTS, 'input.trainingCuts');
  const bound = numberWithin(input.bound ?? 0.5, 0, 1, 'input.bound');
  const { now } = learning.asked.room;
  const testedAt = now - CHURN_MS;
  const trainedAt = Array.from({ length: cuts }, (_, i) => testedAt - CHURN_MS - i * BETWEEN_CUTS);
  const samples: ChurnSample[] = [];
  for (const cut of trainedAt) samples.push(await sampleAt(services, learning, cut));
  const observations = await learned(services, observationsOf(samples));
  const { outcomes } = observations;
  const base = { asOf: now, trainedAt, trainedOn: outcomes.length, testedAt };
  const reason = unlearnable(outcomes);
  if (reason) return { ...base, coefficients: [], warnings: [reason] };
  const fit = await learned(services, fitLogistic(observations));
  const baseRate = outcomes.reduce((a, b) => a + b, 0) / outcomes.length;
  const later = await sampleAt(services, learning, testedAt);
  const predictions = await learned(services, probabilitiesOf(fit, later.features));
  const test = await learned(services, accuracyOf(predictions, later.outcomes, baseRate));
  const shown = { ...base, baseRate, intercept: fit.intercept, coefficients: coefficientsOf(fit) };
  if (!test) return { ...shown, warnings: [...logisticWarnings(fit), 'NO_CLOSED_WINDOW'] };
  const { asked, orders } = learning;
  const current = await figureOf(services, asked, churnTotals({ orders, cut: now }, fit, bound));
  return {
    ...shown,
    test,
    current,
    warnings: [...logisticWarnings(fit), ...(test.brier < test.baseBrier ? [] : (['WORSE_THAN_NAIVE'] as const))],
  };
}

const sampleAt = (services: Services, { asked, orders }: Learning, cut: number): Promise<ChurnSample> =>
  figureOf(services, asked, churnSample({ orders, cut }, asked.room.now));

const coefficientsOf = ({ weights, errors, means, deviations }: LogisticFit): readonly Coefficient[] =>
  CHURN_FEATURES.map((feature, k) => ({
    feature,
    weight: weights[k],
    ...(errors[k] === undefined ? {} : { error: errors[k] }),
    mean: means[k],
    deviation: deviations[k],
  }));
