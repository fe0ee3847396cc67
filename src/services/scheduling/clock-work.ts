/** What time alone changes: finds the profiles that are due and sends them down the path every fact takes. */
import { catchUp, runBackfill } from '../publication/backfill.js';
import type { Services } from '../base/services.js';
import { drainDue } from '../write-path/due.js';
import { inBackground } from '../base/jobs.js';
import { runListJob } from '../lists/list-jobs.js';
import { runRegrouping } from '../publication/regrouping.js';
import type { Job, Workspace } from '../base/ports.js';
import { runErasure } from '../privacy/privacy.js';
import { purgeOutlived, runRetention } from '../privacy/retention.js';
import { runSchedule, startDueSchedules } from './schedules.js';

/** How often due profiles are looked for: well under the second within which a flip is promised. */
const EVERY_MS = 200;
/** Workspaces looked after at a time: one that is slow or fails costs the others nothing. */
const AT_A_TIME = 8;
/** A workspace that failed is left alone for this long, and twice as long each time, up to the second. */
const FAILED_MS = 100;
const FAILED_MOST_MS = 1000;
/** Workspaces nobody brings under their definitions are looked for once in so many rounds. */
const SWEEP_EVERY = 10;
/** A job that went no further for as long is taken to be of a process that is no more. */
const GIVEN_UP_MS = 300_000;
/** Schedules are looked at once in so many rounds. */
const SCHEDULES_EVERY = 25;
/** Announcements and answers leave after a day, events after their retention; purged once in so many rounds. */
const PURGE_EVERY = 3000;

const RUN = {
  BACKFILL: runBackfill,
  ERASURE: runErasure,
  LIST: runListJob,
  REGROUP: runRegrouping,
  RETENTION: runRetention,
  TEMPLATE: runSchedule,
} as const;

/** What brings everyone under the definitions of now. */
const BRINGING: ReadonlySet<Job['kind']> = new Set(['BACKFILL', 'LIST', 'RETENTION']);

export class ClockWork {
  private stopping = false;
  private running: Promise<void> | undefined;
  /** How often each workspace was looked after: of a slow one rounds are left out, and what is done once in so many must not be. */
  private readonly rounds = new Map<string, number>();
  /** Workspaces being looked after. */
  private readonly tended = new Map<string, Promise<void>>();
  /** How often in a row a workspace failed, and until when it is left alone. */
  private readonly failed = new Map<string, { readonly times: number; readonly until: number }>();
  /** How far the job of a workspace had come, and since when. */
  private readonly seen = new Map<string, { readonly job: string; readonly done: number; readonly at: number }>();

  constructor(
    private readonly services: Services,
    private readonly report: (error: unknown) => void,
  ) {}

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
      void inBackground(this.services, job, RUN[job.kind]).catch(this.report);
    for (let round = 0; !this.stopping; round++) {
      try {
        for (const w of await stores.workspaces.list()) {
          if (this.stopping) break;
          if (this.tended.has(w.id) || stores.now() < (this.failed.get(w.id)?.until ?? -Infinity)) continue;
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

  /** What time asks of one workspace in its own round. Never rejects. */
  private async tend(w: Workspace, round: number): Promise<void> {
    const s = this.services;
    try {
      await drainDue(s, w);
      await s.stragglers.bringIn(s, w);
      if (round % SCHEDULES_EVERY === 0) await startDueSchedules(s, w);
      if (round % PURGE_EVERY === PURGE_EVERY - 1) await purgeOutlived(s, w.id);
      if (round % SWEEP_EVERY === 0) await this.sweep(w);
      this.failed.delete(w.id);
    } catch (error) {
      if (this.stopping) return;
      const times = (this.failed.get(w.id)?.times ?? 0) + 1;
      const wait = Math.min(FAILED_MOST_MS, FAILED_MS * 2 ** Math.min(times, 10));
      this.failed.set(w.id, { times, until: s.stores.now() + wait });
      this.report(error);
    }
  }

  /** Brings a workspace under its definitions where no job does. */
  private async sweep(w: Workspace): Promise<void> {
    const { stores, turns } = this.services;
    if (w.watermark.version >= w.catalogueVersion || turns.busy(w.id)) return;
    const job = (await stores.jobs.running()).find((j) => j.workspace === w.id && BRINGING.has(j.kind));
    // Whom a job is about to reach is left to it.
    if (job && !this.givenUp(job)) return;
    void catchUp(this.services, w.id).catch(this.report);
  }

  private givenUp({ id: job, workspace, done }: Job): boolean {
    const now = this.services.stores.now();
    const seen = this.seen.get(workspace);
    if (seen?.job === job && seen.done === done) return now - seen.at > GIVEN_UP_MS;
    this.seen.set(workspace, { job, done, at: now });
    return false;
  }
}
