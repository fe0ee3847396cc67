/** Job that applies changed identity rules. Identities are converted to their new form, and customers are regrouped. */
import { catchUp } from './backfill.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { newId } from '../base/ids.js';
import { inBackground } from '../base/jobs.js';
import { renameEntries } from './list-renames.js';
import type { Job, ProfileRecord } from '../base/ports.js';
import { pagesUntilEmpty } from '../base/pages.js';

/** Number of customers whose links are evaluated in one step. Each step reads all linked identities. */
const BATCH = 50;

/**
 * Starts a job that regroups all customers under the changed rules of an identity namespace. If the process restarts,
 * the job starts again.
 */
export async function startRegrouping(services: Services, workspace: string, namespace: string): Promise<Job> {
  const at = services.stores.now();
  const job: Job = {
    id: newId(at),
    workspace,
    kind: 'REGROUP',
    subject: namespace,
    state: 'RUNNING',
    done: 0,
    total: await services.stores.profiles.countRoots(workspace),
    startedAt: at,
  };
  await services.stores.jobs.insert(job);
  void inBackground(services, job, runRegrouping).catch(() => undefined);
  return job;
}

export async function runRegrouping(services: Services, job: Job): Promise<void> {
  // Writes an empty announcement to the change feed, which marks where the new rules begin. Customers that are written
  // under the old rules after it are regrouped too.
  await catchUp(services, job.workspace);
  const { catalogue } = await enter(services, job.workspace);
  const lists = await renameEntries(services.stores, job.workspace, catalogue, job.subject);
  let done = 0;
  const read = (after: string | undefined): Promise<ProfileRecord[]> =>
    services.stores.profiles.roots(job.workspace, { first: BATCH, after });
  for await (const roots of pagesUntilEmpty(read, ({ id }) => id)) {
    await services.writer.check(
      job.workspace,
      roots.map((r) => ({ kind: 'check', profile: r.id, regroup: true, lists })),
    );
    done += roots.length;
    if (!(await services.stores.jobs.progress(job.workspace, job.id, Math.min(done, job.total)))) return;
  }
  await services.stores.jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}
