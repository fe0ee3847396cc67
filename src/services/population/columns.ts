/**
 * Caches the customers of workspaces as columns (`engine/columns`) in this process. Columns are loaded from files, or
 * from the database if there are no files. They are then updated from the change feed. Before a query runs, an empty
 * announcement (a mark) is sent through the feed. When it arrives, the columns include everything acknowledged before
 * the query. The cache can be lost without losing data.
 */
import {
  find,
  wholeSlot,
  withoutReplaced,
  withoutTraces,
  type LivePart,
  type Slot,
} from '../../engine/columns/part-slots.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import type { KnownFacts } from '../base/write-intakes.js';
import { NO_COLUMN_FILES, type ColumnFiles } from '../base/ports/column-files.js';
import type { CustomersWritten, Workspace } from '../base/ports.js';
import { enter, roomOf, type Room } from '../base/room.js';
import type { Columns, Services } from '../base/services.js';
import { Slices } from '../base/slices.js';
import { BackgroundColumns } from './background-columns.js';
import { Dropped, partsOfPopulation, WorkspaceColumns, type Sources } from './workspace-columns.js';

/**
 * Memory budget over all workspaces, in bytes. A workspace that is larger than the whole budget is not cached, but read
 * from the database for every query.
 */
const CAPACITY = 3 * 2 ** 30;
/** Maximum number of changed customers of a workspace that are noted until the next query. */
const MAX_CHANGED = 500_000;
/** Number of customers to scan before other work may run. */
const IN_ONE_GO = 150_000;

export class KeptColumns implements Columns {
  private readonly workspaces = new Map<string, WorkspaceColumns>();
  private readonly background: BackgroundColumns;
  private scannedSoFar = 0;
  private readSoFar = 0;
  /**
   * Resolves when the column files that may lack changes have been deleted. Files may lack changes after announcements
   * were missed.
   */
  private losing: Promise<void> = Promise.resolve();

  constructor(
    readonly capacity = CAPACITY,
    readonly files: ColumnFiles = NO_COLUMN_FILES,
  ) {
    this.background = new BackgroundColumns(files);
  }

  /** Bytes of the cached workspaces. */
  get bytes(): number {
    return [...this.workspaces.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get scanned(): number {
    return this.scannedSoFar;
  }

  get read(): number {
    return this.readSoFar;
  }

  hear(change: CustomersWritten & { readonly id: string; readonly workspace: string }, position: string): void {
    const columns = this.workspaces.get(change.workspace);
    const { changed, removed, evaluated } = change;
    if (changed.length + removed.length > 0) this.background.hear(change.workspace);
    if (!columns) return;
    for (const id of changed) columns.changed.add(id);
    for (const id of removed) columns.changed.add(id);
    // Only a query reads the changed customers again. Columns with that many changes are hardly worth keeping.
    if (columns.changed.size > MAX_CHANGED) return this.drop(change.workspace);
    if (changed.length + removed.length + evaluated.length === 0) columns.hearMark(change.id, position);
  }

  lose(): void {
    for (const workspace of [...this.workspaces.keys()]) this.drop(workspace);
    this.losing = this.losing.then(() => this.files.removeAll()).catch(() => undefined);
  }

  keeps(workspace: string): boolean {
    return (this.workspaces.get(workspace)?.slots.length ?? 0) > 0;
  }

  facts(workspace: string, ids: readonly string[]): Map<string, KnownFacts> {
    const slots = this.workspaces.get(workspace)?.slots ?? [];
    return new Map(
      ids.flatMap((id) => {
        const found = find(slots, id);
        if (!found) return [];
        const { part } = found.slot;
        return [[id, { factsVersion: part.factsVersions[found.place], facts: part.facts(found.place) }]];
      }),
    );
  }

  async *parts(s: Sources, room: Room, withReceipts = false): AsyncGenerator<LivePart> {
    this.background.hurry(room.workspace.id);
    const columns = await this.current(s, room);
    if (!columns) {
      for await (const part of partsOfPopulation(this.counted(s), room.workspace.id)) {
        if (part.isOfReceipts && !withReceipts) return;
        yield this.next(s, wholeSlot(part));
      }
      return;
    }
    let examined = 0;
    const asked = columns.slots.filter(({ part }) => withReceipts || !part.isOfReceipts);
    for (const slot of asked.map(({ part, live }) => ({ part, live: live.slice() }))) {
      yield this.next(s, slot);
      if ((examined += slot.part.size) < IN_ONE_GO) continue;
      examined = 0;
      await s.pause(0);
    }
  }

  tend(services: Services, workspace: Workspace, report: (error: unknown) => void): void {
    if (this.files.capacity === 0) return;
    const columns = this.workspaces.get(workspace.id);
    // Background work must not evict columns that callers requested, so it loads further columns only while half of the
    // budget is free.
    if (!columns && (!this.background.isWanted(workspace.id) || this.bytes > this.capacity / 2)) return;
    this.background.tend(services, workspace.id, report, columns, async (sources) => {
      const current = await this.current(sources, await roomOf(services, workspace));
      if (current) await this.background.save(current, services.stores.now());
    });
  }

  async forget(services: Services, workspace: string, profiles?: readonly string[]): Promise<void> {
    if (this.files.capacity === 0 || !(this.files.has(workspace) || this.workspaces.has(workspace))) return;
    this.background.hurry(workspace);
    try {
      const columns = await this.current(services, await enter(services, workspace));
      if (!columns) return await this.files.remove(workspace);
      await this.inTurn(columns, async () => {
        const { slots } = columns;
        columns.slots = await new Slices(services).finish(
          profiles ? withoutTraces(slots, new Set(profiles)) : withoutReplaced(slots),
        );
      });
      await this.background.save(columns, services.stores.now());
      // Columns that were evicted meanwhile may have been read again from the earlier file.
      if (columns.isDropped) throw new Dropped('the columns are no longer kept');
    } catch {
      // If the columns cannot be updated, drop them. The next query reads them from the database.
      await this.remove(workspace);
    }
  }

  async removeExcept(workspaces: ReadonlySet<string>): Promise<void> {
    this.background.forgetExcept(workspaces);
    for (const workspace of [...this.files.workspaces(), ...this.workspaces.keys()])
      if (!workspaces.has(workspace)) await this.remove(workspace);
  }

  async remove(workspace: string): Promise<void> {
    this.drop(workspace);
    await this.background.ended(workspace);
    this.drop(workspace);
    await this.files.remove(workspace);
  }

  close(): Promise<void> {
    return this.background.close(() => [...this.workspaces.values()]);
  }

  private next(s: Sources, slot: LivePart): LivePart {
    stopIfAbandoned(s);
    this.scannedSoFar += slot.part.size;
    return slot;
  }

  private counted(s: Sources): Sources {
    return { ...s, onRead: (customers) => (this.readSoFar += customers) };
  }

  /**
   * Returns columns that include everything acknowledged before this call. Returns undefined when there are too many
   * customers to cache.
   */
  private async current(s: Sources, room: Room): Promise<WorkspaceColumns | undefined> {
    const columns = this.entryOf(room.workspace);
    const { workspace } = columns;
    if (columns.tooMany) return undefined;
    try {
      await this.inTurn(columns, () => this.bringUpToDate(this.counted(s), room, columns));
    } catch (error) {
      if (error instanceof Dropped) return this.current(s, room);
      if (error instanceof TooMany) {
        columns.tooMany = true;
        await this.files.remove(workspace);
        return undefined;
      }
      throw error;
    }
    this.shrink(workspace);
    return columns;
  }

  /** Returns the cache entry of a workspace and marks it as the most recently used one. */
  private entryOf({ id, createdAt }: Workspace): WorkspaceColumns {
    const there = this.workspaces.get(id);
    // A later workspace with the same id has other customers, so its creation time must match.
    const columns = there?.createdAt === createdAt ? there : new WorkspaceColumns(id, createdAt);
    if (columns === there) this.workspaces.delete(id);
    else this.drop(id);
    this.workspaces.set(id, columns);
    return columns;
  }

  private async inTurn(columns: WorkspaceColumns, work: () => Promise<void>): Promise<void> {
    const turn = columns.ready.then(work);
    columns.ready = turn.catch(() => undefined);
    await turn;
  }

  private async bringUpToDate(s: Sources, room: Room, columns: WorkspaceColumns): Promise<void> {
    await this.losing;
    if (!columns.isRead) {
      // Forget the changes received so far, because the customers that are read below include them.
      columns.changed.clear();
      columns.slots = (await this.loaded(s, room, columns)) ?? (await this.readAll(s, columns));
    }
    columns.isRead = true;
    const standing = await columns.passMark(s, room.catalogue.version);
    await columns.refresh(s);
    columns.standing = standing;
  }

  /**
   * Loads the saved parts, and records which customers have changed since the parts were saved. Returns undefined if
   * there are no usable files.
   */
  private async loaded(s: Sources, room: Room, columns: WorkspaceColumns): Promise<Slot[] | undefined> {
    const { workspace } = columns;
    const saved = await this.files.load(workspace);
    if (!saved) return undefined;
    const missed =
      saved.createdAt === columns.createdAt && (await s.stores.news.hasMark(workspace, saved.mark))
        ? await this.missed(s, room, columns, saved.position)
        : undefined;
    if (!missed) {
      await this.files.remove(workspace);
      return undefined;
    }
    for (const id of missed) columns.changed.add(id);
    const slots = saved.parts.map(({ part, live }) => ({ part, live, alive: live.reduce((n, x) => n + x, 0) }));
    if (slots.reduce((sum, { part }) => sum + part.bytes, 0) > this.capacity) throw new TooMany();
    columns.slots = slots;
    columns.saved = { slots, at: s.stores.now() };
    return slots;
  }

  /** Returns the customers that changed between a position and the point from which this process follows the feed. */
  private async missed(
    s: Sources,
    room: Room,
    columns: WorkspaceColumns,
    position: string,
  ): Promise<ReadonlySet<string> | undefined> {
    let missed: ReadonlySet<string> | undefined;
    await columns.passMark(s, room.catalogue.version, async (mark) => {
      missed = await s.stores.news.missed(columns.workspace, position, mark);
    });
    return missed;
  }

  private async readAll(s: Sources, { workspace }: WorkspaceColumns): Promise<Slot[]> {
    const slots: Slot[] = [];
    let bytes = 0;
    for await (const part of partsOfPopulation(s, workspace)) {
      bytes += part.bytes;
      if (bytes > this.capacity) throw new TooMany();
      slots.push(wholeSlot(part));
    }
    return slots;
  }

  /** Evicts the least recently used workspaces until the memory budget is met. */
  private shrink(except: string): void {
    let { bytes } = this;
    for (const [id, columns] of this.workspaces) {
      if (bytes <= this.capacity) return;
      if (id === except || columns.isAwaited) continue;
      bytes -= columns.bytes;
      this.drop(id);
    }
  }

  private drop(workspace: string): void {
    const columns = this.workspaces.get(workspace);
    if (columns) columns.isDropped = true;
    this.workspaces.delete(workspace);
  }
}

class TooMany extends Error {
  constructor() {
    super('too many customers to keep');
  }
}
