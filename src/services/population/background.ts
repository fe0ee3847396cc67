/**
 * Columns in the background: they are read, brought up to date and saved at a pace that leaves callers their turn, so
 * that a question finds them ready and a restart finds them in files.
 */
import { ServiceError, unavailable } from '../base/errors.js';
import type { ColumnFiles } from '../base/ports.js';
import type { Services } from '../base/services.js';
import type { Sources, WorkspaceColumns } from './workspace-columns.js';

/** After work of some length the background rests this many times as long. */
const REST = 9;
/** What is saved is saved again after this time even if nothing changed: marks and positions are kept for a day. */
const AGAIN_AFTER_MS = 3600_000;
/** The longest rest between two pages. */
const MOST_REST_MS = 1000;
/** How long it is waited while callers' facts wait to be written. */
const GIVE_WAY_MS = 20;
/** What is not saved yet is saved at the end where it is no more than this: a process that is stopped has a few seconds. */
const SAVED_AT_END_BYTES = 64 * 2 ** 20;

export class Background {
  /** Work that runs, by workspace. */
  private readonly running = new Map<string, Promise<void>>();
  /** Workspaces with facts written since this process started. */
  private readonly heard = new Set<string>();
  /** Workspaces that somebody asks about now. */
  private readonly hurried = new Set<string>();
  /** Until when a workspace is left alone. */
  private readonly restsUntil = new Map<string, number>();
  private closing = false;

  constructor(private readonly files: ColumnFiles) {}

  /** Facts of a workspace were written. */
  hear(workspace: string): void {
    this.heard.add(workspace);
  }

  /** Whether columns that are not kept are due: facts were written, or there are files. */
  isWanted(workspace: string): boolean {
    return this.heard.has(workspace) || this.files.has(workspace);
  }

  /** A caller waits for the columns of a workspace: their reading does not rest any more. */
  hurry(workspace: string): void {
    if (this.running.has(workspace)) this.hurried.add(workspace);
  }

  /** Resolves when nothing runs for a workspace. */
  async ended(workspace: string): Promise<void> {
    this.hurry(workspace);
    await this.running.get(workspace);
  }

  /** Begins work where something is due and nothing runs. */
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
        // What is unavailable now is tried again in the next round.
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

  /** Saves the columns of a workspace unless they are saved as they are. */
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

  /** Sources whose reading rests between pages and ends with this process. */
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
