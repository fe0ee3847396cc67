/**
 * Reads, updates and saves columns in the background, slowly enough not to delay callers. Queries then find the columns
 * ready, and a restarted process finds them in files.
 */
import { ServiceError, unavailable } from '../base/errors.js';
import type { ColumnFiles } from '../base/ports.js';
import type { Services } from '../base/services.js';
import type { Sources, WorkspaceColumns } from './workspace-columns.js';

/** Ratio of idle time to working time. */
const REST = 9;
/**
 * Interval in ms after which columns are saved again even if they have not changed. Otherwise, their position in the
 * change feed, and the announcement that proves it, would expire after a day.
 */
const AGAIN_AFTER_MS = 3600_000;
/** Maximum idle time between two pages, in ms. */
const MOST_REST_MS = 1000;
/** Interval in ms at which background work checks whether facts from callers are still waiting to be written. */
const GIVE_WAY_MS = 20;
/** Maximum number of bytes to save at shutdown. A process that is being stopped has only a few seconds left. */
const SAVED_AT_END_BYTES = 64 * 2 ** 20;

export class BackgroundColumns {
  /** Running background work by workspace. */
  private readonly running = new Map<string, Promise<void>>();
  /** Workspaces whose facts changed since this process started. */
  private readonly heard = new Set<string>();
  /** Workspaces for which a query is waiting. Their background work does not pause. */
  private readonly hurried = new Set<string>();
  /** Time until which no background work starts, by workspace. */
  private readonly restsUntil = new Map<string, number>();
  private closing = false;

  constructor(private readonly files: ColumnFiles) {}

  /** Records that facts of a workspace were written. */
  hear(workspace: string): void {
    this.heard.add(workspace);
  }

  /** Forgets workspaces that were removed. */
  forgetExcept(workspaces: ReadonlySet<string>): void {
    for (const state of [this.heard, this.restsUntil])
      for (const id of state.keys()) if (!workspaces.has(id)) state.delete(id);
  }

  /**
   * Whether missing columns of a workspace should be loaded. This is the case if facts were written or column files
   * exist.
   */
  isWanted(workspace: string): boolean {
    return this.heard.has(workspace) || this.files.has(workspace);
  }

  /**
   * Records that a query is waiting for the columns of a workspace. Background work for this workspace then no longer
   * pauses.
   */
  hurry(workspace: string): void {
    if (this.running.has(workspace)) this.hurried.add(workspace);
  }

  /** Waits for running background work of a workspace to end. */
  async ended(workspace: string): Promise<void> {
    this.hurry(workspace);
    await this.running.get(workspace);
  }

  /** Starts background work that is due, unless work is already running for the workspace. */
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
        // If the database is temporarily unavailable, the next round retries.
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

  /** Returns data sources that pause between pages and fail when this process shuts down. */
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
