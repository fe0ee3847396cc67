/**
 * What a change of a list leaves to be done: its customers are evaluated, and entries that no longer count are removed.
 */
import type { ListDefinition } from '../../engine/lists/list.js';
import { bringUpToDate, catchUp } from '../publication/backfill.js';
import type { Services } from '../base/services.js';
import { newId } from '../base/intake.js';
import { entryPages } from '../base/list-values.js';
import { inBackground } from '../base/jobs.js';
import { differences } from './differences.js';
import type { Job, ListChangeNote, Tx } from '../base/ports.js';

/** Customers evaluated at a time. */
const BATCH = 1000;
const REMOVED_AT_ONCE = 5000;

/** The job of a change, stored in its transaction: a process that stops in between leaves it to the next one. */
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

/** Evaluates the customers that changes of lists concern. A restarted process begins where notes are left. */
export async function runListJob(services: Services, job: Job): Promise<void> {
  const [note] = await services.stores.lists.noted(job.workspace, 1);
  // Of values: everyone whom definitions that read them concern. Of identities it marks in the change feed where the
  // change begins: who is written without it after the mark is evaluated again, who was before is found by what
  // follows.
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
   * Changes of a workspace one after another: jobs that run together would evaluate the same customers, each for
   * itself.
   */
  async settleAll(): Promise<void> {
    while (await this.s.turns.take(`lists ${this.job.workspace}`, () => this.settleNext()));
  }

  /** Whether there was a change to carry out. */
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
   * Evaluates the customers that a content and the one that counts now differ in. Of a list that is no more nothing
   * counts. Compared with what counts now, whatever was replaced in between and removed already.
   */
  private async checkEnded(content: string, list: ListDefinition | undefined): Promise<void> {
    // Nothing that is there reads a list that is no more.
    if (list?.namespace === undefined) return;
    const pages = (of: string): AsyncGenerator<readonly string[]> => entryPages(this.s.stores, of);
    const found = differences(pages(content), pages(list.content));
    for await (const { values, read } of found) await this.check(list.namespace, values, read);
  }

  /** Evaluates the customers of some values, for which so many were read. */
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
