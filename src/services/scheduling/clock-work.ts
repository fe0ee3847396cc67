/** What time alone changes: finds the profiles that are due and sends them down the path every fact takes. */
import { ownerOf } from '../../engine/model.js';
import type { Followers } from '../base/follower.js';
import { inBackground } from '../base/jobs.js';
import type { Workspace } from '../base/ports.js';
import type { Services } from '../base/services.js';
import { JOB_RUNS } from './job-runs.js';
import { PURGE_EVERY, tasksOf, tickerTasks, type TickerTask } from './ticker-tasks.js';

/** How often due profiles are looked for: well under the second within which a flip is promised. */
const EVERY_MS = 200;
/** Workspaces looked after at a time: one that is slow or fails costs the others nothing. */
const AT_A_TIME = 8;
/** Of these, those of one owner: a workspace's sandboxes leave room for everybody else. */
const OF_ONE_OWNER = 4;
/** A workspace that failed is left alone for this long, and twice as long each time, up to the second. */
const FAILED_MS = 100;
const FAILED_MOST_MS = 1000;

export class ClockWork {
  private stopping = false;
  private running: Promise<void> | undefined;
  /**
   * How often each workspace was looked after: of a slow one rounds are left out, and what is done once in so many must
   * not be.
   */
  private readonly rounds = new Map<string, number>();
  /** Workspaces being looked after. */
  private readonly tended = new Map<string, Promise<void>>();
  /** How often in a row a workspace failed, and until when it is left alone. */
  private readonly failed = new Map<string, { readonly times: number; readonly until: number }>();
  private readonly tasks: readonly TickerTask[];

  constructor(
    private readonly services: Services,
    private readonly report: (error: unknown) => void,
    followers?: Followers,
  ) {
    this.tasks = tickerTasks(services, report, followers);
  }

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
    await Promise.all(this.tended.values());
  }

  private async loop(): Promise<void> {
    const { stores, pause } = this.services;
    for (const job of await stores.jobs.running().catch(() => []))
      void inBackground(this.services, job, JOB_RUNS[job.kind]).catch(this.report);
    for (let round = 0; !this.stopping; round++) {
      try {
        const workspaces = await stores.workspaces.list();
        if (round % PURGE_EVERY === 0)
          await this.services.columns.removeExcept(new Set(workspaces.map(({ id }) => id)));
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

  /** Those that were looked after least often come first, so that no sandbox waits for the others of its owner. */
  private inOrder(list: readonly Workspace[]): Workspace[] {
    const roundsOf = ({ id }: Workspace): number => this.rounds.get(id) ?? 0;
    return [...list].sort((left, right) => roundsOf(left) - roundsOf(right));
  }

  /** Whether as many workspaces of its owner are being looked after as may be. */
  private isCrowded({ id }: Workspace): boolean {
    return [...this.tended.keys()].filter((each) => ownerOf(each) === ownerOf(id)).length >= OF_ONE_OWNER;
  }

  /** What time asks of one workspace in its own round. Never rejects. */
  private async tend(w: Workspace, round: number): Promise<void> {
    try {
      for (const task of tasksOf(this.tasks, round)) await task.run(w);
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
