/** Long work that goes on behind an answer, and new rules of who is who as such work. */
import type { Services } from './context.js';
import { notFound, ServiceError } from './errors.js';
import { newId } from './intake.js';
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
        // An erasure is owed: it stays open, and the next process tries again.
        if (job.kind !== 'ERASURE')
          await s.stores.jobs.finish(job.workspace, job.id, 'FAILED', s.stores.now()).catch(() => undefined);
        throw error;
      }
      await s.pause(AGAIN_AFTER_MS);
    }
  }
}

/** Customers whose links are weighed anew in one step: each step looks at all they are linked with. */
const REGROUP_BATCH = 50;

/** Regroups the identities of every customer under changed rules of an identity namespace. Runs on; a restarted process begins it again. */
export async function startRegrouping(s: Services, workspace: string, namespace: string): Promise<Job> {
  const at = s.stores.now();
  const job: Job = {
    id: newId(at),
    workspace,
    kind: 'REGROUP',
    subject: namespace,
    state: 'RUNNING',
    done: 0,
    total: await s.stores.profiles.countRoots(workspace),
    startedAt: at,
  };
  await s.stores.jobs.insert(job);
  void inBackground(s, job, runRegrouping).catch(() => undefined);
  return job;
}

export async function runRegrouping(s: Services, job: Job): Promise<void> {
  let done = 0;
  for (let after: string | undefined; ;) {
    const roots = await s.stores.profiles.roots(job.workspace, { first: REGROUP_BATCH, after });
    if (roots.length === 0) break;
    await s.writer.check(
      job.workspace,
      roots.map((r) => ({ kind: 'check', profile: r.id, regroup: true })),
    );
    done += roots.length;
    after = roots.at(-1)!.id;
    if (!(await s.stores.jobs.progress(job.workspace, job.id, Math.min(done, job.total)))) return;
  }
  await s.stores.jobs.finish(job.workspace, job.id, 'DONE', s.stores.now(), job.total);
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
