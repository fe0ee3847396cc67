/** Long work that goes on behind an answer. */
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
  s: Services,
  job: Job,
  run: (s: Services, job: Job) => Promise<void>,
): Promise<void> {
  for (;;) {
    try {
      return await run(s, job);
    } catch (error) {
      if (s.writer.closing) return;
      if (!(error instanceof ServiceError) || error.code !== 'UNAVAILABLE') {
        if (!jobKind(job.kind).owed)
          await s.stores.jobs.finish(job.workspace, job.id, 'FAILED', s.stores.now()).catch(() => undefined);
        throw error;
      }
      await s.pause(AGAIN_AFTER_MS);
    }
  }
}

/** Resolves when a job is no longer running. */
export async function jobDone(s: Services, workspace: string, id: string): Promise<Job> {
  for (;;) {
    const job = await s.stores.jobs.get(workspace, id);
    if (!job) throw notFound('JOB_NOT_FOUND', 'the job');
    if (job.state !== 'RUNNING') return job;
    await s.pause(20);
  }
}
