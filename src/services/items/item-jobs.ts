/** The job that follows a change of catalogue entries. After a restart, the next process continues the job. */
import { bringUpToDate } from '../publication/backfill.js';
import type { Services } from '../base/services.js';
import { inBackground } from '../base/jobs.js';
import { newId } from '../base/ids.js';
import type { Job, Tx } from '../base/ports.js';

const DELETED_AT_ONCE = 5000;

/** Inserts the job in the transaction of the change. If this process stops, the next process runs the job. */
export async function noteItemJob(
  services: Services,
  workspace: string,
  key: string,
  total: number,
  tx: Tx,
): Promise<Job> {
  const at = services.stores.now();
  const job: Job = {
    id: newId(at),
    workspace,
    kind: 'CATALOGUE',
    subject: `catalogue ${key}`,
    state: 'RUNNING',
    done: 0,
    total,
    startedAt: at,
  };
  await services.stores.jobs.insert(job, tx);
  return job;
}

export function startItemJob(services: Services, job: Job): void {
  void inBackground(services, job, runItemJob).catch(() => undefined);
}

/**
 * Evaluates the customers affected by changed fields, and then deletes the entries that became unused by a replacement.
 */
export async function runItemJob(services: Services, job: Job): Promise<void> {
  if (!(await bringUpToDate(services, job))) return;
  while (await deleteSomeUnused(services, job.workspace));
  await services.stores.jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

/** Deletes some of the entries that no catalogue uses. Returns false if there are none. */
async function deleteSomeUnused({ stores: { itemCatalogues } }: Services, workspace: string): Promise<boolean> {
  const used = async (): Promise<string[]> => (await itemCatalogues.all(workspace)).map(({ content }) => content);
  const found = await itemCatalogues.unused(workspace, await used(), DELETED_AT_ONCE);
  if (found.length === 0) return false;
  // A replacement may have been saved between the two reads. The names of the sets in use are read again, so that the
  // entries of the replacement are not deleted.
  const now = await used();
  await itemCatalogues.delete(found.filter(({ content }) => !now.includes(content)));
  return true;
}
