/** Re-evaluates the customers of a workspace under its current definitions, unless a job is already doing this. */
import { jobKind } from '../base/job-kinds.js';
import type { Job, Workspace } from '../base/ports.js';
import type { Services } from '../base/services.js';
import { catchUp } from '../publication/backfill.js';

/** Time without progress, in ms, after which a job is assumed to belong to a process that has ended. */
const GIVEN_UP_MS = 300_000;

export class Sweep {
  /** The last observed progress of each workspace's job, and when it was observed. */
  private readonly seen = new Map<string, { readonly job: string; readonly done: number; readonly at: number }>();

  constructor(
    private readonly services: Services,
    private readonly report: (error: unknown) => void,
  ) {}

  /** Starts a backfill if no job evaluates the customers of the workspace. Does not wait for the backfill to end. */
  async run(workspace: Workspace): Promise<void> {
    const { stores, mutex } = this.services;
    if (workspace.watermark.version >= workspace.catalogueVersion || mutex.busy(workspace.id)) return;
    const jobs = await stores.jobs.running();
    const job = jobs.find((j) => j.workspace === workspace.id && jobKind(j.kind).evaluatesPopulation);
    // A running job evaluates all customers, so no backfill is needed.
    if (job && !this.isGivenUp(job)) return;
    void catchUp(this.services, workspace.id).catch(this.report);
  }

  /** Forgets the jobs of workspaces that were removed. */
  forgetExcept(workspaces: ReadonlySet<string>): void {
    for (const id of this.seen.keys()) if (!workspaces.has(id)) this.seen.delete(id);
  }

  private isGivenUp({ id: job, workspace, done }: Job): boolean {
    const now = this.services.stores.now();
    const seen = this.seen.get(workspace);
    if (seen?.job === job && seen.done === done) return now - seen.at > GIVEN_UP_MS;
    this.seen.set(workspace, { job, done, at: now });
    return false;
  }
}
