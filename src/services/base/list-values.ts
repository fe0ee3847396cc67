/**
 * Cache of the values of named lists in this process. Its size is limited in bytes. The values of a workspace are read
 * together with its catalogue and then updated with each change. When the limit is exceeded, the least recently used
 * workspaces are evicted together with their catalogues.
 */
import { randomInt } from 'node:crypto';
import { ListEntries } from '../../engine/lists/list-entries.js';
import type { ListDefinition, NamedList } from '../../engine/lists/list.js';
import { StoreConflict } from './errors.js';
import type { Stores } from './ports.js';
import { pagesUntilEmpty } from './pages.js';

/** Maximum number of bytes over all workspaces. Within one workspace, the size limits of its lists apply. */
const CAPACITY = 256 * 1024 * 1024;
/**
 * Maximum number of changes kept on top of the values read from the database. When there are more, the list is read
 * again.
 */
const MOST_CHANGES = 20_000;
const READ_TRIES = 5;

interface Kept {
  readonly version: number;
  readonly entries: ListEntries;
}

/** Yields the entries of a list, sorted, in large pages. */
export const entryPages = (stores: Pick<Stores, 'lists'>, content: string): AsyncGenerator<readonly string[]> =>
  pagesUntilEmpty(
    (after) => stores.lists.readAhead(content, after),
    (entry) => entry,
  );

/** Returns the total UTF-8 size of entries in bytes. */
export const bytesOfEntries = (values: readonly string[]): number =>
  values.reduce((n, v) => n + Buffer.byteLength(v), 0);

export class ListValues {
  /**
   * Cached lists by workspace and then by the name (`content`) of the set of entries. The least recently used workspace
   * comes first.
   */
  private readonly kept = new Map<string, Map<string, Kept>>();
  private readonly reading = new Map<string, Promise<Kept>>();
  private readonly seed = randomInt(2 ** 32 - 1);

  constructor(
    private readonly stores: Stores,
    /** Called with the id of each evicted workspace. */
    private readonly letGo: (workspace: string) => void,
    readonly capacity = CAPACITY,
  ) {}

  /** Size of all values, in bytes. */
  get bytes(): number {
    let bytes = 0;
    for (const lists of this.kept.values()) bytes += bytesOf(lists);
    return bytes;
  }

  /** Marks a workspace as recently used, so that its lists are evicted later than those of other workspaces. */
  touch(workspace: string): void {
    const lists = this.kept.get(workspace);
    if (!lists) return;
    this.kept.delete(workspace);
    this.kept.set(workspace, lists);
  }

  /**
   * Returns lists with their values, each exactly at the version in its definition. Throws StoreConflict when a list
   * has changed since its definition was read. The caller then reads the definition again.
   */
  async load(workspace: string, lists: readonly ListDefinition[]): Promise<NamedList[]> {
    const before = this.kept.get(workspace);
    const now = new Map<string, Kept>();
    const out: NamedList[] = [];
    for (const list of lists) {
      if (list.type === undefined) {
        out.push(list);
        continue;
      }
      const kept = await this.at(workspace, list, before?.get(list.content));
      now.set(list.content, kept);
      out.push({ ...list, entries: kept.entries });
    }
    this.kept.delete(workspace);
    if (now.size > 0) this.kept.set(workspace, now);
    this.shrink(workspace);
    return out;
  }

  private async at(workspace: string, list: ListDefinition, there: Kept | undefined): Promise<Kept> {
    if (there?.version === list.version) return there;
    if (there && there.version > list.version) throw new StoreConflict('the list was changed');
    const followed = there && (await this.follow(list, there));
    if (followed) return followed;
    const read = await this.read(workspace, list);
    if (read.version !== list.version) throw new StoreConflict('the list was changed');
    return read;
  }

  private async follow(list: ListDefinition, from: Kept): Promise<Kept | undefined> {
    const notes = await this.stores.lists.notesBetween(list.content, from.version, list.version);
    if (notes.length !== list.version - from.version) return undefined;
    const changes = notes.flatMap(({ added, removed }) => [
      ...removed.map((value) => ({ value, removed: true })),
      ...added.map((value) => ({ value, removed: false })),
    ]);
    if (from.entries.changes + changes.length > MOST_CHANGES) return undefined;
    return { version: list.version, entries: from.entries.changed(changes) };
  }

  /** Reads the values of a list. Concurrent readers of the same set of entries share a single read. */
  private read(workspace: string, list: ListDefinition): Promise<Kept> {
    let reading = this.reading.get(list.content);
    if (!reading) {
      reading = this.readWhole(workspace, list).finally(() => this.reading.delete(list.content));
      // The failure is handled by the readers that await the promise. This handler only prevents an unhandled
      // rejection.
      reading.catch(() => undefined);
      this.reading.set(list.content, reading);
    }
    return reading;
  }

  /**
   * Reads all entries of a list. A transaction changes entries and the list's version together. If the version is the
   * same before and after the read, the entries belong to that version.
   */
  private async readWhole(workspace: string, { content, type }: ListDefinition): Promise<Kept> {
    const versionNow = async (): Promise<number | undefined> =>
      (await this.stores.lists.all(workspace)).find((list) => list.content === content)?.version;
    let version = await versionNow();
    for (let tries = 0; version !== undefined && tries < READ_TRIES; tries++) {
      const entries: string[] = [];
      for await (const some of entryPages(this.stores, content)) for (const entry of some) entries.push(entry);
      const then = await versionNow();
      if (then === version) return { version, entries: ListEntries.of(type!, entries, this.seed) };
      version = then;
    }
    throw new StoreConflict('the list was changed');
  }

  private shrink(except: string): void {
    let bytes = this.bytes;
    for (const [workspace, lists] of this.kept) {
      if (bytes <= this.capacity) return;
      if (workspace === except) continue;
      bytes -= bytesOf(lists);
      this.kept.delete(workspace);
      this.letGo(workspace);
    }
  }
}

const bytesOf = (lists: ReadonlyMap<string, Kept>): number =>
  [...lists.values()].reduce((n, { entries }) => n + entries.bytes, 0);
