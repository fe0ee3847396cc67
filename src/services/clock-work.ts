/** What time alone changes: finds the profiles that are due and sends them down the path every fact takes. */
import type { Services } from './context.js';
import { inBackground, runBackfill, runRegrouping } from './jobs.js';
import { runErasure } from './privacy.js';
import { purgeOutlived, runRetention } from './retention.js';
import { runSchedule, startDueSchedules } from './schedules.js';
import { drainDue } from './workspaces.js';

/** How often due profiles are looked for: well under the second within which a flip is promised. */
const EVERY_MS = 200;
/** Stragglers under an older catalogue are looked for once in so many rounds. */
const SWEEP_EVERY = 10;
/** Schedules are looked at once in so many rounds. */
const SCHEDULES_EVERY = 25;
const SWEEP_BATCH = 400;
/** What is only told, not kept, goes after a day, and events after their retention; looked after once in so many rounds. */
const PURGE_EVERY = 3000;
const TOLD_FOR_MS = 24 * 3600_000;

const RUN = { BACKFILL: runBackfill, ERASURE: runErasure, REGROUP: runRegrouping, RETENTION: runRetention, TEMPLATE: runSchedule } as const;

export class ClockWork {
  private stopping = false;
  private running: Promise<void> | undefined;

  constructor(private readonly services: Services, private readonly report: (error: unknown) => void) {}

  start(): void {
    this.running ??= this.loop();
  }

  async stop(): Promise<void> {
    this.stopping = true;
    await this.running;
  }

  private async loop(): Promise<void> {
    const { stores, pause } = this.services;
    for (const job of await stores.jobs.running().catch(() => [])) void inBackground(this.services, job, RUN[job.kind]).catch(this.report);
    for (let round = 0; !this.stopping; round++) {
      try {
        for (const w of await stores.workspaces.list()) {
          if (this.stopping) break;
          await drainDue(this.services, w);
          if (round % SCHEDULES_EVERY === 0) await startDueSchedules(this.services, w);
          if (round % PURGE_EVERY === PURGE_EVERY - 1) await purgeOutlived(this.services, w.id);
          if (round % SWEEP_EVERY === 0) await this.sweep(w.id, w.catalogueVersion);
        }
        if (round % PURGE_EVERY === 0) {
          await stores.news.purge(stores.now() - TOLD_FOR_MS);
          await stores.idempotency.purge(stores.now() - TOLD_FOR_MS);
        }
      } catch (error) {
        if (!this.stopping) this.report(error);
      }
      await pause(EVERY_MS);
    }
  }

  /** A transaction that began before a definition was saved may have committed after its backfill looked. */
  private async sweep(workspace: string, version: number): Promise<void> {
    // Whom a job of this process is about to reach is left to it.
    if (this.services.turns.busy(workspace)) return;
    const ids = await this.services.stores.profiles.stale(workspace, version, SWEEP_BATCH);
    if (ids.length > 0) await this.services.writer.write(workspace, ids.map((profile) => ({ kind: 'check', profile })));
  }
}
