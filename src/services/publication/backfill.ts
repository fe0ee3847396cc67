/**
 * Brings everyone of a workspace under its definitions of now. Whom they do not concern is not written: once the others
 * are, the workspace's watermark is raised, and whoever is stored with an older version counts as evaluated there and
 * then.
 */
import { concernedSince, type Concerned } from './concerned.js';
import type { Services } from '../base/services.js';
import { roomOf, type Room } from '../base/room.js';
import { drainDue } from '../write-path/due.js';
import { notFound } from '../base/errors.js';
import { newId } from '../base/intake.js';
import { inBackground } from '../base/jobs.js';
import type { Job } from '../base/ports.js';

/** Given to the writer at a time; the next are on their way while these are written. */
const BATCH = 2400;

/** Hears how many more are done; false ends the work. */
type Went = (n: number) => Promise<boolean>;

/** Starts the job that brings everyone under what was just published. A restarted process takes it up again. */
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
  // Should it fail, the clock's sweep still brings everyone under the new definition.
  void (total === 0 ? catchUp(services, workspace) : inBackground(services, job, runBackfill)).catch(() => undefined);
  return job;
}

/** Goes on with a backfill until every customer is done, or it was ended. */
export async function runBackfill(services: Services, job: Job): Promise<void> {
  if (await bringUpToDate(services, job))
    await services.stores.jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

/** Brings everyone up to date as a part of a job; false when the job was ended meanwhile. */
export function bringUpToDate(services: Services, job: Job): Promise<boolean> {
  let done = 0;
  return catchUp(services, job.workspace, (n) =>
    services.stores.jobs.progress(job.workspace, job.id, Math.max(job.done, Math.min((done += n), job.total))),
  );
}

/** One at a time of a workspace: the first does it for those that wait. */
export function catchUp(
  services: Services,
  workspace: string,
  went: Went = () => Promise.resolve(true),
): Promise<boolean> {
  return services.turns.take(workspace, async () => {
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
  // Whatever is told after this mark under an older version was not seen by what follows: the stragglers.
  await s.stores.news.customers(workspace.id, { catalogue: catalogue.version, changed: [], gone: [], evaluated: [] });
  let written: Promise<number> = Promise.resolve(0);
  for await (const { concerned, others } of concernedSince(s, room, BATCH)) {
    if (others > 0 && !(await went(others))) return false;
    if (concerned.length === 0) continue;
    const before = written;
    written = evaluate(s, workspace.id, concerned);
    // Should it fail, that is heard of when its turn comes.
    written.catch(() => undefined);
    if (!(await went(await before))) return false;
  }
  if (!(await went(await written))) return false;
  // Under a watermark nobody may have been due.
  await drainDue(s, workspace);
  await s.stores.workspaces.raiseWatermark(workspace.id, { version: catalogue.version, at: now, markedAt });
  return true;
}

async function evaluate(s: Services, workspace: string, concerned: readonly Concerned[]): Promise<number> {
  await s.writer.check(
    workspace,
    concerned.map(({ profile, known }) => ({ kind: 'check', profile, ...(known ? { known } : {}) })),
  );
  return concerned.length;
}
