/**
 * A backfill re-evaluates the customers of a workspace under its current definitions. Customers that are not affected
 * by the changed definitions are not written. When all other customers have been written, the workspace's watermark is
 * raised. From then on, customers stored under an older version count as evaluated at the watermark.
 */
import { affectedSince, type AffectedCustomer } from './affected-customers.js';
import type { Services } from '../base/services.js';
import { roomOf, type Room } from '../base/room.js';
import { runDueChecks } from '../write-path/due-checks.js';
import { notFound } from '../base/errors.js';
import { newId } from '../base/ids.js';
import { inBackground } from '../base/jobs.js';
import type { Job } from '../base/ports.js';

/**
 * Number of customers that are passed to the writer in one batch. The next batch is read while the current one is
 * written.
 */
const BATCH = 2400;

/** Callback that receives the number of customers just processed. If it returns false, the work stops. */
type Went = (n: number) => Promise<boolean>;

/** Starts a backfill job for newly published definitions. After a restart, the process resumes it. */
export async function startBackfill(services: Services, workspace: string, subject: string): Promise<Job> {
  const at = services.stores.now();
  const w = await services.stores.workspaces.get(workspace);
  if (!w) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
  const total = w.watermark.version < w.catalogueVersion ? await services.stores.profiles.countRoots(workspace) : 0;
  const job: Job = {
    id: newId(at),
    workspace,
    kind: 'BACKFILL',
    subject,
    state: total === 0 ? 'DONE' : 'RUNNING',
    done: 0,
    total,
    startedAt: at,
    ...(total === 0 ? { finishedAt: at } : {}),
  };
  await services.stores.jobs.insert(job);
  // If this fails, a periodic task re-evaluates all customers under the new definition later.
  void (total === 0 ? catchUp(services, workspace) : inBackground(services, job, runBackfill)).catch(() => undefined);
  return job;
}

/** Runs or resumes a backfill until every customer is processed or the job is canceled. */
export async function runBackfill(services: Services, job: Job): Promise<void> {
  if (await bringUpToDate(services, job))
    await services.stores.jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

/** Runs a backfill as part of a job. Returns false if the job was canceled before the backfill ended. */
export function bringUpToDate(services: Services, job: Job): Promise<boolean> {
  let done = 0;
  return catchUp(services, job.workspace, (n) =>
    services.stores.jobs.progress(job.workspace, job.id, Math.max(job.done, Math.min((done += n), job.total))),
  );
}

/** Runs backfills of a workspace one at a time. A caller that had to wait usually finds that no work is left. */
export function catchUp(
  services: Services,
  workspace: string,
  went: Went = () => Promise.resolve(true),
): Promise<boolean> {
  return services.mutex.take(workspace, async () => {
    for (;;) {
      const w = await services.stores.workspaces.get(workspace);
      if (!w) return false;
      if (w.watermark.version >= w.catalogueVersion) return true;
      if (!(await raise(services, await roomOf(services, w), went))) return false;
    }
  });
}

async function raise(s: Services, room: Room, went: Went): Promise<boolean> {
  const { workspace, catalogue, now } = room;
  const markedAt = s.stores.now();
  // This empty announcement, called a mark, separates earlier from later writes in the change feed. The code below does
  // not cover customers that are written under an older version after the mark. `late-commits.ts` handles these
  // customers.
  await s.stores.news.customers(workspace.id, {
    catalogue: catalogue.version,
    changed: [],
    removed: [],
    evaluated: [],
  });
  let written: Promise<number> = Promise.resolve(0);
  for await (const { affected, others } of affectedSince(s, room, BATCH)) {
    if (others > 0 && !(await went(others))) return false;
    if (affected.length === 0) continue;
    const before = written;
    written = evaluate(s, workspace.id, affected);
    // A failure is handled when the batch is awaited.
    written.catch(() => undefined);
    if (!(await went(await before))) return false;
  }
  if (!(await went(await written))) return false;
  // When the watermark is raised, no customer may have an overdue evaluation, so process all due customers first.
  await runDueChecks(s, workspace);
  await s.stores.workspaces.raiseWatermark(workspace.id, { version: catalogue.version, at: now, markedAt });
  return true;
}

async function evaluate(s: Services, workspace: string, affected: readonly AffectedCustomer[]): Promise<number> {
  await s.writer.check(
    workspace,
    affected.map(({ profile, known }) => ({ kind: 'check', profile, ...(known ? { known } : {}) })),
  );
  return affected.length;
}
