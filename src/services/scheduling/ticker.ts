/**
 * Processes changes that are caused only by the passing of time. Finds the profiles that are due, and evaluates them
 * through the write path.
 */
import { ownerOf } from '../../engine/types.js';
import type { Followers } from '../base/follower.js';
import { inBackground } from '../base/jobs.js';
import type { Workspace } from '../base/ports.js';
import type { Services } from '../base/services.js';
import { JOB_RUNS } from './job-runs.js';
import { PURGE_EVERY, tasksOf, tickerTasks, type TickerTask } from './ticker-tasks.js';

/**
 * Interval between two searches for due profiles, in ms. Membership changes that depend on time must take effect within
 * a second, and this interval is well below that.
 */
const EVERY_MS = 200;
/** Number of workspaces processed concurrently. A slow or failing workspace therefore does not delay the others. */
const AT_A_TIME = 8;
/**
 * Maximum number of concurrently processed workspaces of one owner, so that the sandboxes of one workspace do not block
 * others.
 */
const OF_ONE_OWNER = 4;
/** Initial pause of a failing workspace, in ms. It doubles with each failure, up to one second. */
const FAILED_MS = 100;
const FAILED_MOST_MS = 1000;

/** Observes the tasks that the ticker runs. Tasks that run because a sandbox's clock is moved are not among them. */
export interface TaskObserver {
  /** Called when a task begins, with its name. The returned function is called when the task has ended or failed. */
  taskBegun(name: string): () => void;
}

const NOT_OBSERVED: TaskObserver = { taskBegun: () => () => undefined };

export class Ticker {
  private stopping = false;
  private roundBegan: number;
  private running: Promise<void> | undefined;
  /**
   * Number of completed rounds of each workspace. A slow workspace takes part in fewer rounds than the process runs.
   * Its own rounds are counted, so that it does not miss tasks that run only every n-th round.
   */
  private readonly rounds = new Map<string, number>();
  /** Workspaces that are currently being processed. */
  private readonly tended = new Map<string, Promise<void>>();
  /** For each failing workspace, the number of consecutive failures and the end of its pause. */
  private readonly failed = new Map<string, { readonly times: number; readonly until: number }>();
  private readonly tasks: readonly TickerTask[];

  constructor(
    private readonly services: Services,
    private readonly report: (error: unknown) => void,
    followers?: Followers,
    private readonly observer: TaskObserver = NOT_OBSERVED,
  ) {
    this.roundBegan = services.stores.now();
    this.tasks = tickerTasks(services, report, followers);
  }

  /** Number of workspaces whose last round failed. */
  get failing(): number {
    return this.failed.size;
  }

  /** Seconds since the last round over all workspaces began. It grows when the loop is stuck. */
  get roundAgeSeconds(): number {
    return (this.services.stores.now() - this.roundBegan) / 1000;
  }

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await Promise.all(this.tended.values());
    for (const task of this.tasks) await task.stop?.();
  }

  private async loop(): Promise<void> {
    const { stores, pause } = this.services;
    for (const job of await stores.jobs.running().catch(() => []))
      void inBackground(this.services, job, JOB_RUNS[job.kind]).catch(this.report);
    for (let round = 0; !this.stopping; round++) {
      this.roundBegan = stores.now();
      try {
        const workspaces = await stores.workspaces.list();
        const ids = new Set(workspaces.map(({ id }) => id));
        this.forgetExcept(ids);
        if (round % PURGE_EVERY === 0) await this.services.columns.removeExcept(ids);
        for (const w of this.inOrder(workspaces)) {
          if (this.stopping) break;
          if (this.tended.has(w.id) || this.isCrowded(w) || stores.now() < (this.failed.get(w.id)?.until ?? -Infinity))
            continue;
          while (this.tended.size >= AT_A_TIME) await Promise.race(this.tended.values());
          const own = this.rounds.get(w.id) ?? 0;
          this.rounds.set(w.id, own + 1);
          const tending = this.tend(w, own).finally(() => this.tended.delete(w.id));
          this.tended.set(w.id, tending);
        }
        if (round % PURGE_EVERY === 0) await stores.upkeep.purge(stores.now());
      } catch (error) {
        if (!this.stopping) this.report(error);
      }
      await pause(EVERY_MS);
    }
  }

  /** Forgets workspaces that were removed. */
  private forgetExcept(ids: ReadonlySet<string>): void {
    for (const state of [this.rounds, this.failed]) for (const id of state.keys()) if (!ids.has(id)) state.delete(id);
    for (const task of this.tasks) task.forgetExcept?.(ids);
  }

  /**
   * Sorts the workspaces by the number of completed rounds, fewest first. This ensures that every sandbox of an owner
   * is processed.
   */
  private inOrder(list: readonly Workspace[]): Workspace[] {
    const roundsOf = ({ id }: Workspace): number => this.rounds.get(id) ?? 0;
    return [...list].sort((left, right) => roundsOf(left) - roundsOf(right));
  }

  /** Whether the maximum number of workspaces of this owner is already being processed. */
  private isCrowded({ id }: Workspace): boolean {
    return [...this.tended.keys()].filter((each) => ownerOf(each) === ownerOf(id)).length >= OF_ONE_OWNER;
  }

  private async run(task: TickerTask, workspace: Workspace): Promise<void> {
    const end = this.observer.taskBegun(task.name);
    try {
      await task.run(workspace);
    } finally {
      end();
    }
  }

  /** Runs one round of a workspace's tasks. Never rejects. */
  private async tend(w: Workspace, round: number): Promise<void> {
    try {
      for (const task of tasksOf(this.tasks, round)) await this.run(task, w);
      this.failed.delete(w.id);
    } catch (error) {
      if (this.stopping) return;
      const times = (this.failed.get(w.id)?.times ?? 0) + 1;
      const wait = Math.min(FAILED_MOST_MS, FAILED_MS * 2 ** Math.min(times, 10));
      this.failed.set(w.id, { times, until: this.services.stores.now() + wait });
      this.report(error);
    }
  }
}
