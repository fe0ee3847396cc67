/** Long work that goes on behind an answer: bringing every customer under new definitions, or new rules of who is who. */
import type { Services } from './context.js';
import { notFound, ServiceError } from './errors.js';
import { newId } from './intake.js';
import type { Job } from './ports.js';
import { stampUnconcerned, WORTH_STAMPING } from './stamping.js';

/** Found in one look. */
const LOOK = 20_000;
/** Given to the writer at a time; the next are on their way while these are written. */
const BACKFILL_BATCH = 1200;
const AGAIN_AFTER_MS = 1000;

/**
 * Runs a job behind an answer, again for as long as the database is away. A job of a process that stops goes on in the
 * next one; one that cannot be done says so.
 */
export async function inBackground(s: Services, job: Job, run: (s: Services, job: Job) => Promise<void>): Promise<void> {
  for (;;) {
    try {
      return await run(s, job);
    } catch (error) {
      if (s.writer.closing) return;
      if (!(error instanceof ServiceError) || error.code !== 'UNAVAILABLE') {
        // An erasure is owed: it stays open, and the next process tries again.
        if (job.kind !== 'ERASURE') await s.stores.jobs.finish(job.workspace, job.id, 'FAILED', s.stores.now()).catch(() => undefined);
        throw error;
      }
      await s.pause(AGAIN_AFTER_MS);
    }
  }
}

/** Evaluates every customer stamped with an older catalogue. Runs on; a restarted process takes it up again. */
export async function startBackfill(s: Services, workspace: string, subject: string): Promise<Job> {
  const at = s.stores.now();
  const w = await s.stores.workspaces.get(workspace);
  if (!w) throw notFound('the workspace');
  const total = await s.stores.profiles.countStale(workspace, w.catalogueVersion);
  const job: Job = { id: newId(at), workspace, kind: 'BACKFILL', subject, state: total === 0 ? 'DONE' : 'RUNNING', done: 0, total, startedAt: at, ...(total === 0 ? { finishedAt: at } : {}) };
  await s.stores.jobs.insert(job);
  // Should it fail, the sweep of stale profiles still brings everyone under the new definition.
  if (total > 0) void inBackground(s, job, runBackfill).catch(() => undefined);
  return job;
}

/** Goes on with a backfill until every customer is done, or it was ended. */
export async function runBackfill(s: Services, job: Job): Promise<void> {
  if (await bringUpToDate(s, job)) await s.stores.jobs.finish(job.workspace, job.id, 'DONE', s.stores.now(), job.total);
}

/** Evaluates everyone with an older stamp as a part of a job; false when the job was ended meanwhile. One job of a workspace at a time: the first does it for those that wait. */
export function bringUpToDate(s: Services, job: Job): Promise<boolean> {
  return s.turns.take(job.workspace, () => evaluateStale(s, job));
}

async function evaluateStale(s: Services, job: Job): Promise<boolean> {
  let { done } = job;
  const went = (n: number): Promise<boolean> => s.stores.jobs.progress(job.workspace, job.id, Math.min(done += n, job.total));
  for (let stamped = -1; ;) {
    const w = await s.stores.workspaces.get(job.workspace);
    if (!w) return false;
    if (w.catalogueVersion > stamped && (await s.stores.profiles.countStale(w.id, w.catalogueVersion)) >= WORTH_STAMPING && !(await stampUnconcerned(s, w.id, went))) return false;
    stamped = w.catalogueVersion;
    const ids = await s.stores.profiles.stale(w.id, w.catalogueVersion, LOOK);
    if (ids.length === 0) return true;
    if (!(await evaluate(s, w.id, ids, went))) return false;
  }
}

/** Evaluates some customers. `went` hears how many are done; false ends it. */
async function evaluate(s: Services, workspace: string, ids: readonly string[], went: (n: number) => Promise<boolean>): Promise<boolean> {
  let before: { readonly size: number; readonly written: Promise<unknown> } | undefined;
  const settled = async (): Promise<boolean> => {
    if (!before) return true;
    await before.written;
    return went(before.size);
  };
  for (let at = 0; at < ids.length; at += BACKFILL_BATCH) {
    const batch = ids.slice(at, at + BACKFILL_BATCH);
    const known = s.columns.facts(workspace, batch);
    const written = s.writer.write(workspace, batch.map((profile) => ({ kind: 'check', profile, known: known.get(profile) })));
    // Should it fail, that is heard of when its turn comes.
    written.catch(() => undefined);
    if (!(await settled())) return false;
    before = { size: batch.length, written };
  }
  return settled();
}

/** Customers whose links are weighed anew in one step: each step looks at all they are linked with. */
const REGROUP_BATCH = 50;

/** Forms every customer anew under changed rules of an identity namespace. Runs on; a restarted process begins it again. */
export async function startRegrouping(s: Services, workspace: string, namespace: string): Promise<Job> {
  const at = s.stores.now();
  const job: Job = { id: newId(at), workspace, kind: 'REGROUP', subject: namespace, state: 'RUNNING', done: 0, total: await s.stores.profiles.countRoots(workspace), startedAt: at };
  await s.stores.jobs.insert(job);
  void inBackground(s, job, runRegrouping).catch(() => undefined);
  return job;
}

export async function runRegrouping(s: Services, job: Job): Promise<void> {
  let done = 0;
  for (let after: string | undefined; ;) {
    const roots = await s.stores.profiles.roots(job.workspace, { first: REGROUP_BATCH, after });
    if (roots.length === 0) break;
    await s.writer.write(job.workspace, roots.map((r) => ({ kind: 'check', profile: r.id, regroup: true })));
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
    if (!job) throw notFound('the job');
    if (job.state !== 'RUNNING') return job;
    await s.pause(20);
  }
}
