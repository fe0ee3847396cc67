/** Runs background jobs. A job is long-running work that continues after the response is sent. */
import type { Services } from './services.js';
import { notFound, ServiceError } from './errors.js';
import { jobKind } from './job-kinds.js';
import type { Job } from './ports.js';

const AGAIN_AFTER_MS = 1000;

/**
 * Runs a job in the background. While the database is unavailable, the job is retried. When this process stops, the
 * next process continues the job. After any other error the job is marked as FAILED, unless its kind must complete.
 * Rejects with that error. The job must be inserted already, in the transaction of the use case that needs it.
 *
 * @example
 * const job = await services.stores.transact(async (tx) => {
 *   await services.stores.jobs.insert(removal, tx);
 *   return removal;
 * });
 * void inBackground(services, job, runRemoval).catch(() => undefined);
 */
export async function inBackground(
  services: Services,
  job: Job,
  run: (s: Services, job: Job) => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      return await run(services, job);
    } catch (error) {
      if (services.writer.closing) return;
      if (!(error instanceof ServiceError) || error.code !== 'UNAVAILABLE') {
        if (!jobKind(job.kind).owed)
          await services.stores.jobs
            .finish(job.workspace, job.id, 'FAILED', services.stores.now())
            .catch(() => undefined);
        throw error;
      }
      await services.pause(AGAIN_AFTER_MS);
    }
  }
}

/**
 * Waits until a job is no longer running and returns it.
 *
 * @throws JOB_NOT_FOUND if the job does not exist.
 *
 * @example (await jobDone(services, 'shop', job.id)).state // 'DONE', 'FAILED' or 'CANCELLED'
 */
export async function jobDone(services: Services, workspace: string, id: string): Promise<Job> {
  for (;;) {
    const job = await services.stores.jobs.get(workspace, id);
    if (!job) throw notFound('JOB_NOT_FOUND', 'the job');
    if (job.state !== 'RUNNING') return job;
    await services.pause(20);
  }
}
