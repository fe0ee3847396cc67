/** New rules of who is who as a job: identities take their new form, and customers are formed again. */
import { catchUp } from './backfill.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { newId } from '../base/intake.js';
import { inBackground } from '../base/jobs.js';
import { renameEntries } from './list-renames.js';
import type { Job } from '../base/ports.js';

/** Customers whose links are weighed again in one step: each step looks at all they are linked with. */
const BATCH = 50;

/** Forms every customer again under changed rules of an identity namespace. Runs on; a restarted process begins it again. */
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
  // Marks in the change feed where the new rules begin: who is written under the old ones after it is formed again too.
  await catchUp(s, job.workspace);
  const { catalogue } = await enter(s, job.workspace);
  const lists = await renameEntries(s.stores, job.workspace, catalogue, job.subject);
  let done = 0;
  for (let after: string | undefined; ;) {
    const roots = await s.stores.profiles.roots(job.workspace, { first: BATCH, after });
    if (roots.length === 0) break;
    await s.writer.check(
      job.workspace,
      roots.map((r) => ({ kind: 'check', profile: r.id, regroup: true, lists })),
    );
    done += roots.length;
    after = roots.at(-1)!.id;
    if (!(await s.stores.jobs.progress(job.workspace, job.id, Math.min(done, job.total)))) return;
  }
  await s.stores.jobs.finish(job.workspace, job.id, 'DONE', s.stores.now(), job.total);
}
