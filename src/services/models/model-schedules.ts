/** Starts trainings and scorings that are due. */
import type { ModelDefinition, ModelSchedule } from '../../engine/models/model-definition.js';
import { StoreConflict } from '../base/errors.js';
import { inBackground, jobDone } from '../base/jobs.js';
import type { Job, Workspace } from '../base/ports.js';
import { enter } from '../base/room.js';
import type { Services } from '../base/services.js';
import { insertJob, modelJob, runningJob } from './model-jobs.js';
import { runScoring } from './scoring.js';
import { runTraining } from './training.js';

/** Starts the due trainings and scorings of a workspace. Each job is started once, by the first process that finds it. */
export async function startDueModels(services: Services, { id }: Workspace): Promise<void> {
  const schedules = await services.stores.models.schedules(id);
  if (schedules.length === 0) return;
  const { now } = await enter(services, id);
  for (const schedule of schedules) {
    const { key, nextTrainingAt = Infinity, nextScoringAt = Infinity } = schedule;
    if (Math.min(nextTrainingAt, nextScoringAt) > now) continue;
    const [model] = (await services.stores.models.find(id, [key])) as (ModelDefinition | undefined)[];
    if (!model || model.retired) continue;
    if (nextTrainingAt <= now) await startTraining(services, id, { model, schedule, now });
    else await startScoring(services, id, { model, schedule, now });
  }
}

/**
 * Starts due jobs and waits for trainings to end, so that the scorings that are then due are started too. Used when the
 * clock of a sandbox is advanced.
 */
export async function drainModels(services: Services, workspace: Workspace): Promise<void> {
  await startDueModels(services, workspace);
  for (const job of await services.stores.jobs.running())
    if (job.workspace === workspace.id && job.kind === 'TRAINING') await jobDone(services, workspace.id, job.id);
  await startDueModels(services, workspace);
}

interface Due {
  readonly model: ModelDefinition;
  readonly schedule: ModelSchedule;
  readonly now: number;
}

async function startTraining(services: Services, workspace: string, { model, schedule, now }: Due): Promise<void> {
  const { key, trainEveryMs } = model;
  if (await runningJob(services, workspace, 'TRAINING', key)) return;
  const job = await modelJob(services, workspace, { kind: 'TRAINING', key, cut: now });
  const { nextTrainingAt, ...rest } = schedule;
  const next = nextAfter(nextTrainingAt, trainEveryMs, now);
  await start(
    services,
    job,
    schedule,
    { ...rest, ...(next === undefined ? {} : { nextTrainingAt: next }) },
    runTraining,
  );
}

/**
 * Starts a scoring if the model has a usable version. Otherwise the scoring stays due until such a version is trained.
 */
async function startScoring(services: Services, workspace: string, { model, schedule, now }: Due): Promise<void> {
  const { key, scoreEveryMs } = model;
  const usable = await services.stores.models.usableVersion(workspace, key, model.learnedFrom);
  if (!usable || (await runningJob(services, workspace, 'SCORING', key))) return;
  const job = await modelJob(services, workspace, { kind: 'SCORING', key, cut: now, modelVersion: usable.version });
  const { nextScoringAt, ...rest } = schedule;
  const next = nextAfter(nextScoringAt, scoreEveryMs, now);
  await start(services, job, schedule, { ...rest, ...(next === undefined ? {} : { nextScoringAt: next }) }, runScoring);
}

/** Returns the next time after `now`. One run replaces all runs that were missed during downtime. */
const nextAfter = (at: number | undefined, everyMs: number | undefined, now: number): number | undefined =>
  at === undefined || everyMs === undefined ? undefined : at + everyMs * (Math.floor((now - at) / everyMs) + 1);

/**
 * Inserts the job and updates the schedule in one transaction. Runs the job unless another process has started it
 * first.
 */
async function start(
  services: Services,
  job: Job,
  before: ModelSchedule,
  after: ModelSchedule,
  run: (services: Services, job: Job) => Promise<void>,
): Promise<void> {
  const { stores } = services;
  const isOurs = await stores
    .transact(async (tx) => {
      await insertJob(services, job, before, after, tx);
      return true;
    })
    .catch((error: unknown) => {
      if (error instanceof StoreConflict) return false; // Another process has started the job.
      throw error;
    });
  if (isOurs) void inBackground(services, job, run).catch(() => undefined);
}
