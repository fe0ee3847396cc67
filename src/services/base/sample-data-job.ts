/** The job that shows how far a workspace is filled with sample data. The process that makes the data reports it. */
import { newId } from './ids.js';
import type { Job } from './ports.js';
import type { Services } from './services.js';

/** Time after which a job without progress is given up, and the interval at which it is looked at, in ms. */
const GIVEN_UP_MS = 10_000;
const LOOK_EVERY_MS = 500;

/** A running job of sample data. */
export interface SampleDataJob {
  /** Stores how many facts are written. */
  progress(done: number): Promise<void>;
  /** Ends the job. */
  end(state: 'DONE' | 'FAILED'): Promise<void>;
}

/**
 * Inserts the job of a workspace that is about to be filled with `total` facts. The caller reports its progress and
 * ends it.
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
 * Watches a job that was running when this process started. Another process may still report its progress. If nobody
 * does, the job is marked as failed, because no other process can make the same data.
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
