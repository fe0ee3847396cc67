/**
 * Background work after a list change. It evaluates the affected customers and removes entries that are no longer in
 * effect.
 */
import type { ListDefinition } from '../../engine/lists/list.js';
import { bringUpToDate, catchUp } from '../publication/backfill.js';
import type { Services } from '../base/services.js';
import { newId } from '../base/ids.js';
import { entryPages } from '../base/list-values.js';
import { inBackground } from '../base/jobs.js';
import { differences } from './differences.js';
import type { Job, ListChangeNote, Tx } from '../base/ports.js';

/** Number of customers that one call evaluates. */
const BATCH = 1000;
const REMOVED_AT_ONCE = 5000;

/**
 * Inserts the job for a list change in the same transaction as the change. If this process stops, the next process runs
 * the job.
 */
export async function noteJob(services: Services, workspace: string, key: string, total: number, tx: Tx): Promise<Job> {
  const at = services.stores.now();
  const job: Job = {
    id: newId(at),
    workspace,
    kind: 'LIST',
    subject: `list ${key}`,
    state: 'RUNNING',
    done: 0,
    total,
    startedAt: at,
  };
  await services.stores.jobs.insert(job, tx);
  return job;
}

export function startListJob(services: Services, job: Job): void {
  void inBackground(services, job, runListJob).catch(() => undefined);
}

/** Evaluates the customers affected by list changes. After a restart, continues with the remaining change notes. */
export async function runListJob(services: Services, job: Job): Promise<void> {
  const [note] = await services.stores.lists.noted(job.workspace, 1);
  // For value lists, this call evaluates every customer affected by definitions that use the lists. For identity lists,
  // it writes an empty announcement (a mark) to the change feed. Customers that are written after the mark, but without
  // taking the list change into account, are evaluated again later. The code below finds the customers written before
  // the mark.
  if (!(await (note ? catchUp(services, job.workspace) : bringUpToDate(services, job)))) return;
  await new ListJob(services, job).settleAll();
  await services.stores.jobs.finish(job.workspace, job.id, 'DONE', services.stores.now(), job.total);
}

class ListJob {
  private done = 0;

  constructor(
    private readonly s: Services,
    private readonly job: Job,
  ) {}

  /**
   * Processes all list changes of a workspace, one at a time. If jobs processed them concurrently, they would evaluate
   * the same customers more than once.
   */
  async settleAll(): Promise<void> {
    while (await this.s.mutex.take(`lists ${this.job.workspace}`, () => this.settleNext()));
  }

  /** Processes the next list change. Returns false when there is none. */
  private async settleNext(): Promise<boolean> {
    const [note] = await this.s.stores.lists.noted(this.job.workspace, 1);
    if (note) await this.settle(note);
    return note !== undefined;
  }

  private async settle(note: ListChangeNote): Promise<void> {
    const { lists } = this.s.stores;
    const list = (await lists.all(this.job.workspace)).find(({ id }) => id === note.list);
    if (note.ended || note.abandoned) {
      if (!note.abandoned) await this.checkEnded(note.content, list);
      while ((await lists.removeSome(note.content, REMOVED_AT_ONCE)) === REMOVED_AT_ONCE);
    } else if (list?.namespace !== undefined) {
      const values = [...note.added, ...note.removed];
      await this.check(list.namespace, values, values.length);
    }
    await lists.removeNotes([note]);
  }

  /**
   * Evaluates the customers whose entries differ between a replaced set of entries (`content`) and the current set of
   * the list. Intermediate sets may already have been removed, so the replaced set is always compared with the current
   * one.
   */
  private async checkEnded(content: string, list: ListDefinition | undefined): Promise<void> {
    // If the list was removed, no definition refers to it, so no customer needs to be evaluated.
    if (list?.namespace === undefined) return;
    const pages = (of: string): AsyncGenerator<readonly string[]> => entryPages(this.s.stores, of);
    const found = differences(pages(content), pages(list.content));
    for await (const { values, read } of found) await this.check(list.namespace, values, read);
  }

  /**
   * Evaluates the customers with these identity values. `read` is the number of entries that were read to find these
   * values. It is added to the progress of the job.
   */
  private async check(namespace: string, values: readonly string[], read: number): Promise<void> {
    const { workspace, id, total } = this.job;
    for (let i = 0; i < values.length; i += BATCH) {
      const some = values.slice(i, i + BATCH);
      const found = await this.s.stores.identities.find(
        workspace,
        some.map((value) => ({ namespace, value })),
      );
      const profiles = [...new Set(found.values())];
      if (profiles.length > 0)
        await this.s.writer.check(
          workspace,
          profiles.map((profile) => ({ kind: 'check', profile, lists: true })),
        );
    }
    this.done += read;
    await this.s.stores.jobs.progress(workspace, id, Math.min(this.done, total));
  }
}
