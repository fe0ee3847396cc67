/**
 * Reads, updates and saves columns in the background, at a pace that does not slow down callers. A query then finds
 * columns ready, and a restart finds them in files.
 */
import { ServiceError, unavailable } from '../base/errors.js';
import type { ColumnFiles } from '../base/ports.js';
import type { Services } from '../base/services.js';
import type { Sources, WorkspaceColumns } from './workspace-columns.js';

/** Ratio of rest to work. */
const REST = 9;
/** Interval after which unchanged columns are saved again, because marks and positions expire after a day. */
const AGAIN_AFTER_MS = 3600_000;
/** Maximum rest between two pages. */
const MOST_REST_MS = 1000;
/** Delay while facts of callers wait to be written. */
const GIVE_WAY_MS = 20;
/** Maximum bytes to save at shutdown. A process that is being stopped has only a few seconds. */
const SAVED_AT_END_BYTES = 64 * 2 ** 20;

export class Background {
  /** Running work by workspace. */
  private readonly running = new Map<string, Promise<void>>();
  /** Workspaces whose facts changed since this process started. */
  private readonly heard = new Set<string>();
  /** Workspaces with a waiting query. */
  private readonly hurried = new Set<string>();
  /** The time until which each workspace rests. */
  private readonly restsUntil = new Map<string, number>();
  private closing = false;

  constructor(private readonly files: ColumnFiles) {}

  /** Notes that facts of a workspace were written. */
  hear(workspace: string): void {
    this.heard.add(workspace);
  }

  /** Returns whether missing columns of a workspace are due, because facts were written or files exist. */
  isWanted(workspace: string): boolean {
    return this.heard.has(workspace) || this.files.has(workspace);
  }

  /** Notes that a query waits for the columns of a workspace, so reading them no longer rests. */
  hurry(workspace: string): void {
    if (this.running.has(workspace)) this.hurried.add(workspace);
  }

  /** Resolves when no work runs for a workspace. */
  async ended(workspace: string): Promise<void> {
    this.hurry(workspace);
    await this.running.get(workspace);
  }

  /** Starts due work for workspaces without running work. */
  tend(
    services: Services,
    workspace: string,
    report: (error: unknown) => void,
    kept: WorkspaceColumns | undefined,
    work: (sources: Sources) => Promise<void>,
  ): void {
    const now = services.stores.now();
    if (this.closing || this.running.has(workspace) || now < (this.restsUntil.get(workspace) ?? -Infinity)) return;
    if (!this.isDue(workspace, kept, now)) return;
    const done = work(this.sourcesOf(services, workspace))
      .catch((error: unknown) => {
        // The next round tries again if the database is unavailable now.
        const isPassing = error instanceof ServiceError && error.code === 'UNAVAILABLE';
        if (!this.closing && !isPassing) report(error);
      })
      .finally(() => {
        const end = services.stores.now();
        this.restsUntil.set(workspace, end + REST * (end - now));
        this.running.delete(workspace);
        this.hurried.delete(workspace);
      });
    this.running.set(workspace, done);
  }

  /** Saves the columns of a workspace if they changed since the last save. */
  async save(columns: WorkspaceColumns, now: number): Promise<void> {
    const { workspace, createdAt, slots, standing, saved } = columns;
    if (!standing || (saved?.slots === slots && now - saved.at <= AGAIN_AFTER_MS)) return;
    const parts = slots.map(({ part, live }) => ({ part, live: live.slice() }));
    await this.files.save(workspace, { createdAt, ...standing, parts });
    columns.saved = { slots, at: now };
  }

  async close(kept: () => readonly WorkspaceColumns[]): Promise<void> {
    this.closing = true;
    await Promise.all(this.running.values());
    if (this.files.capacity === 0) return;
    for (const columns of kept()) {
      const saved = new Set(columns.saved?.slots.map(({ part }) => part));
      const bytes = columns.slots.reduce((sum, { part }) => sum + (saved.has(part) ? 0 : part.block.byteLength), 0);
      if (bytes <= SAVED_AT_END_BYTES) await this.save(columns, 0);
    }
  }

  private isDue(workspace: string, columns: WorkspaceColumns | undefined, now: number): boolean {
    if (!columns) return this.isWanted(workspace);
    if (!columns.isRead || columns.tooMany) return false;
    const { changed, saved, slots } = columns;
    return saved?.slots !== slots || changed.size > 0 || now - saved.at > AGAIN_AFTER_MS;
  }

  /** Returns sources that rest between pages and stop with this process. */
  private sourcesOf(services: Services, workspace: string): Sources {
    const { stores, cache, pause, writer } = services;
    let began = stores.now();
    const pace = async (): Promise<void> => {
      const rested = stores.now() + Math.min(REST * (stores.now() - began), MOST_REST_MS);
      const isSpare = (): boolean => stores.now() >= rested && writer.waiting() === 0;
      while (!isSpare() && !this.hurried.has(workspace) && !this.closing) await pause(GIVE_WAY_MS);
      if (this.closing) throw unavailable('SERVER_SHUTTING_DOWN', 'the server is shutting down; retry');
      began = stores.now();
    };
    return { stores, cache, pause, pace };
  }
}
