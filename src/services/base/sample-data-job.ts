/**
 * A job that shows the progress of loading sample data into a workspace. The process that generates the data reports
 * the progress.
 */
import { newId } from './ids.js';
import type { Job } from './ports.js';
import type { Services } from './services.js';

/** Time without progress after which a job is marked as failed, and the interval of the checks, in ms. */
const GIVEN_UP_MS = 10_000;
const LOOK_EVERY_MS = 500;

/** A running job that loads sample data. */
export interface SampleDataJob {
  /** Stores the number of facts written so far. */
  progress(done: number): Promise<void>;
  /** Ends the job. */
  end(state: 'DONE' | 'FAILED'): Promise<void>;
}

/**
 * Inserts a job for loading `total` facts into a workspace. The caller reports its progress and ends it.
 *
 * @example
 * const job = await beginSampleData(services, 'demo', facts.length);
 * for (const batch of batches) await job.progress(await load(batch));
 * await job.end('DONE');
 */
export async function beginSampleData(services: Services, workspace: string, total: number): Promise<SampleDataJob> {
  const { jobs } = services.stores;
  const now = (): number => services.stores.now();
  const id = newId(now());
  await jobs.insert({
    ...{ id, workspace, kind: 'SAMPLE_DATA', subject: workspace, state: 'RUNNING' },
    ...{ done: 0, total, startedAt: now() },
  });
  return {
    progress: async (done) => void (await jobs.progress(workspace, id, done)),
    end: async (state) => void (await jobs.finish(workspace, id, state, now(), state === 'DONE' ? total : undefined)),
  };
}

/**
 * Watches a job that was running when this process started. Another process may still report its progress. If no
 * process does, the job is marked as failed, because no other process can generate the same data.
 */
export async function watchSampleData(services: Services, { workspace, id }: Job): Promise<void> {
  const { jobs } = services.stores;
  const now = (): number => services.stores.now();
  let last = { done: -1, at: now() };
  while (!services.writer.closing) {
    const job = await jobs.get(workspace, id);
    if (job?.state !== 'RUNNING') return;
    if (job.done !== last.done) last = { done: job.done, at: now() };
    if (now() - last.at >= GIVEN_UP_MS) return void (await jobs.finish(workspace, id, 'FAILED', now()));
    await services.pause(LOOK_EVERY_MS);
  }
}
