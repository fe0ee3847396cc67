/**
 * Trains models in jobs. A training stores a version of the model with its test results, or with the reason why it is
 * unusable.
 */
import type { Analysis } from '../../engine/analyses/analysis.js';
import type { Choice } from '../../engine/analyses/events.js';
import { accuracyOf } from '../../engine/models/accuracy.js';
import { CHURN_MS, churnSample, type ChurnSample } from '../../engine/models/churn.js';
import { fitLogistic, probabilitiesOf } from '../../engine/models/logistic.js';
import type { ModelDefinition, ModelRefusal, ModelVersion } from '../../engine/models/model-definition.js';
import { orderHistories, type Histories } from '../../engine/models/order-histories.js';
import {
  LEAST_OF_CLASS,
  LEAST_REPEATERS,
  logisticWarnings,
  orderWarnings,
  unlearnable,
  type ModelWarning,
} from '../../engine/models/warnings.js';
import { DAY } from '../../engine/time/time.js';
import { choicesOf } from '../analyses/questions.js';
import { requireScope, type Principal } from '../base/access.js';
import type { Job } from '../base/ports.js';
import { enter, type Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { MODELS_DEFINE, neededModel } from './model-definitions.js';
import { learned, observationsOf } from './learning.js';
import { changeSchedule, inModelTurn, knownPages, modelOfJob, startModelJob, typesOfOrders } from './model-jobs.js';
import { chosenModel, fitted, type Fitted } from './order-forecasts.js';

const BETWEEN_CUTS = 30 * DAY;
const WEEK = 7 * DAY;

/** Starts the training of a model. If a training of the model is already running, returns that job. */
export function trainModel(services: Services, principal: Principal, key: string): Promise<Job> {
  requireScope(principal, MODELS_DEFINE);
  const prepare = async (workspace: string): Promise<object> => {
    await neededModel(services, workspace, key);
    return {};
  };
  return startModelJob(services, principal, {
    ...{ operation: 'trainModel', kind: 'TRAINING', key },
    ...{ prepare, run: runTraining },
  });
}

/**
 * Runs or resumes a training. After a restart, it reads the same facts again, because facts received after its cutoff
 * time are ignored. If a version was stored before the job was marked as done, no second version is stored.
 */
export const runTraining = (services: Services, job: Job): Promise<void> =>
  inModelTurn(services, job, () => train(services, job));

async function train(services: Services, job: Job): Promise<void> {
  const { jobs, models } = services.stores;
  const room = await enter(services, job.workspace);
  const model = await modelOfJob(services, job);
  const found = model && (await learn(services, room, model, job));
  if (!found) return void (await jobs.finish(job.workspace, job.id, 'CANCELLED', services.stores.now()));
  await changeSchedule(services, job.workspace, model.key, async (schedule, tx) => {
    const versions = await models.versions(job.workspace, model.key, tx);
    if (versions.some((version) => version.job === job.id)) return undefined;
    const version: ModelVersion = {
      ...found,
      key: model.key,
      kind: model.kind,
      version: (versions.at(-1)?.version ?? 0) + 1,
      definition: model.learnedFrom,
      job: job.id,
      cut: job.cut!,
      trainedAt: room.now,
    };
    await models.addVersion(job.workspace, version, tx);
    // The scoring is due at once, so that the first scores of a version do not wait for the next interval.
    const scores = model.scoreEveryMs !== undefined && !found.refusal;
    return scores ? { ...schedule, nextScoringAt: job.cut! } : schedule;
  });
  await jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

type Learned = Pick<
  ModelVersion,
  'trainedAtCuts' | 'customers' | 'refusal' | 'fit' | 'accuracy' | 'forecast' | 'candidates' | 'warnings'
>;

/** Returns the result of the training, or undefined if the job was cancelled. */
function learn(services: Services, room: Room, model: ModelDefinition, job: Job): Promise<Learned | undefined> {
  const orders = choicesOf(model.orders, room, 'orders');
  return model.kind === 'CHURN'
    ? learnChurn({ services, room, job, orders }, model)
    : learnOrders({ services, room, job, orders }, model);
}

interface Lesson {
  readonly services: Services;
  readonly room: Room;
  readonly job: Job;
  readonly orders: readonly Choice[];
}

async function learnChurn(lesson: Lesson, model: ModelDefinition): Promise<Learned | undefined> {
  const { services, job, orders } = lesson;
  const testedAt = job.cut! - CHURN_MS;
  const trainedAtCuts = Array.from(
    { length: model.trainingCuts ?? 1 },
    (_, i) => testedAt - CHURN_MS - i * BETWEEN_CUTS,
  );
  const read = await figuresAt(
    lesson,
    [testedAt, ...trainedAtCuts].map((cut) => ({ cut, analysis: churnSample({ orders, cut }, job.cut!) })),
  );
  if (!read) return undefined;
  const [later, ...samples]: readonly ChurnSample[] = read.figures;
  const observations = await learned(services, observationsOf(samples));
  const { outcomes } = observations;
  const base = { trainedAtCuts, customers: outcomes.length };
  const positives = outcomes.reduce((sum, outcome) => sum + outcome, 0);
  const reason = unlearnable(outcomes);
  if (reason)
    return refused(base, { reason, needed: LEAST_OF_CLASS, found: Math.min(positives, outcomes.length - positives) });
  const logistic = await learned(services, fitLogistic(observations));
  if (logistic.deviations.every((deviation) => deviation === 0)) return refused(base, { reason: 'NO_VARIATION' });
  if (!logistic.converged) return refused(base, { reason: 'NOT_CONVERGED' });
  const baseRate = positives / outcomes.length;
  const predictions = await learned(services, probabilitiesOf(logistic, later.features));
  const accuracy = await learned(services, accuracyOf(predictions, later.outcomes, baseRate));
  if (!accuracy) return refused(base, { reason: 'NO_CLOSED_WINDOW' });
  return {
    ...base,
    fit: { kind: 'CHURN', logistic, baseRate },
    accuracy,
    warnings: [...logisticWarnings(logistic), ...doubts(read.hasHistory, accuracy.brier < accuracy.baseBrier)],
  };
}

async function learnOrders(lesson: Lesson, model: ModelDefinition): Promise<Learned | undefined> {
  const { services, job, orders } = lesson;
  const now = job.cut!;
  const from = now - model.horizonMs!;
  const read = await figuresAt(
    lesson,
    [from, now].map((cut) => ({ cut, analysis: orderHistories({ orders, cut, until: now }, now) })),
  );
  if (!read) return undefined;
  const [before, present]: readonly Histories[] = read.figures;
  const base = { trainedAtCuts: [], customers: present.repeats.length };
  if (before.repeats.length === 0) return refused(base, { reason: 'NO_CLOSED_WINDOW' });
  const found = before.repeats.filter((repeats) => repeats > 0).length;
  if (found < LEAST_REPEATERS) return refused(base, { reason: 'TOO_FEW', needed: LEAST_REPEATERS, found });
  const tested = await chosenModel(services, before, model.horizonMs! / WEEK);
  const fit = await fitted(services, tested.fit.orders.model, present);
  const refusal = unusable(model, fit, present);
  if (refusal) return refused(base, refusal);
  const forecast = { from, to: now, ...tested.figures };
  const value = model.kind === 'VALUE' ? fit.value : undefined;
  return {
    ...base,
    fit: { kind: model.kind as 'ORDERS_TO_COME' | 'VALUE', orders: fit.orders, ...(value ? { value } : {}) },
    forecast,
    candidates: tested.candidates,
    warnings: [
      ...orderWarnings(fit.orders, value),
      // The version can be used. Its test results come from a separate fit, which may be unreliable.
      ...(tested.fit.orders.converged ? [] : (['NOT_CONVERGED'] as const)),
      ...doubts(read.hasHistory, forecast.meanAbsoluteError < forecast.naiveMeanAbsoluteError),
    ],
  };
}

/** Returns the reason why a fit cannot be used, or undefined if it can be used. */
function unusable(
  { kind }: ModelDefinition,
  { orders, value }: Fitted,
  histories: Histories,
): ModelRefusal | undefined {
  if (!orders.converged) return { reason: 'NOT_CONVERGED' };
  if (kind !== 'VALUE') return undefined;
  if (!value) {
    const found = histories.repeats.filter((repeats, i) => repeats > 0 && histories.mean[i] > 0).length;
    return { reason: 'TOO_FEW', needed: LEAST_REPEATERS, found };
  }
  if (!value.converged) return { reason: 'NOT_CONVERGED' };
  return value.q > 1 ? undefined : { reason: 'VALUE_WITHOUT_MEAN' };
}

const refused = (base: Pick<Learned, 'trainedAtCuts' | 'customers'>, refusal: ModelRefusal): Learned => ({
  ...base,
  refusal,
  warnings: [],
});

const doubts = (hasHistory: boolean, isBetter: boolean): readonly ModelWarning[] => [
  ...(isBetter ? [] : (['WORSE_THAN_NAIVE'] as const)),
  ...(hasHistory ? (['HISTORY_BY_OCCURRENCE'] as const) : []),
];

/**
 * Computes analyses over all customers. Each uses the facts known at its own cutoff time, and outcomes known at the
 * cutoff time of the job. Returns undefined if the job was cancelled.
 */
async function figuresAt<Sum, Figure>(
  { services, room, job, orders }: Lesson,
  questions: readonly { readonly cut: number; readonly analysis: Analysis<Sum, Figure> }[],
): Promise<{ readonly figures: readonly Figure[]; readonly hasHistory: boolean } | undefined> {
  const sums = questions.map(({ analysis }) => analysis.begin());
  const slices = new Slices(services);
  let [done, hasHistory] = [0, false];
  for await (const { roots, known } of knownPages(services, job.workspace, typesOfOrders(orders), job.cut!)) {
    hasHistory ||= known.hasHistory;
    for (const [k, { cut, analysis }] of questions.entries()) {
      if (slices.isOver()) await slices.next();
      const { setting } = room.catalogue;
      const fold = analysis.over({ part: known.partAt(cut), outcomes: known.part, setting, now: job.cut! });
      for (let i = 0; i < roots.length; i++) fold(sums[k], i);
    }
    done += roots.length;
    if (!(await services.stores.jobs.progress(job.workspace, job.id, Math.min(done, job.total)))) return undefined;
  }
  return { figures: questions.map(({ analysis }, k) => analysis.finish(sums[k])), hasHistory };
}
