/** Background jobs: long work that goes on after the request is answered. */
import type { Services } from './services.js';
import { notFound, ServiceError } from './errors.js';
import { jobKind } from './job-kinds.js';
import type { Job } from './ports.js';

const AGAIN_AFTER_MS = 1000;

/**
 * Runs a job behind an answer, again for as long as the database is away. A job of a process that stops goes on in the
 * next one; one that cannot be done says so.
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

/** Resolves when a job is no longer running. */
export async function jobDone(services: Services, workspace: string, id: string): Promise<Job> {
  for (;;) {
    const job = await services.stores.jobs.get(workspace, id);
    if (!job) throw notFound('JOB_NOT_FOUND', 'the job');
    if (job.state !== 'RUNNING') return job;
    await services.pause(20);
  }
}
