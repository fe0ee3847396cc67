/**
 * Cache of the entries of item catalogues in this process. Its size is limited in bytes. The entries of a workspace are
 * read together with its definitions and then updated with each change. When the limit is exceeded, the least recently
 * used workspaces are evicted together with their definitions.
 */
import type { ItemCatalogue, LoadedItemCatalogue } from '../../engine/items/item-catalogue.js';
import { Items, type Item } from '../../engine/items/items.js';
import { StoreConflict } from './errors.js';
import type { Stores } from './ports.js';
import { pagesUntilEmpty } from './pages.js';

/** Maximum number of bytes over all workspaces. Within one workspace, the limits of its catalogues apply. */
const CAPACITY = 256 * 1024 * 1024;
const READ_TRIES = 5;

interface Kept {
  readonly version: number;
  readonly items: Items;
}

/** Yields the entries of the set named `content`, sorted by key, in large pages. */
const itemPages = (stores: Stores, content: string): AsyncGenerator<readonly Item[]> =>
  pagesUntilEmpty(
    (after) => stores.itemCatalogues.readAhead(content, after),
    ({ key }) => key,
  );

export class ItemCache {
  /**
   * Cached entries by workspace and then by the name (`content`) of the set of entries. The least recently used
   * workspace comes first.
   */
  private readonly kept = new Map<string, Map<string, Kept>>();
  private readonly reading = new Map<string, Promise<Kept>>();

  constructor(
    private readonly stores: Stores,
    /** Called with the id of each evicted workspace. */
    private readonly letGo: (workspace: string) => void,
    readonly capacity = CAPACITY,
  ) {}

  /** Approximate memory of all entries, in bytes. */
  get bytes(): number {
    return [...this.kept.values()].reduce((bytes, catalogues) => bytes + bytesOf(catalogues), 0);
  }

  /** Marks a workspace as recently used, so that its entries are evicted later than those of other workspaces. */
  touch(workspace: string): void {
    const catalogues = this.kept.get(workspace);
    if (!catalogues) return;
    this.kept.delete(workspace);
    this.kept.set(workspace, catalogues);
  }

  /**
   * Returns catalogues with their entries, each exactly at the version in its definition. Throws StoreConflict when
   * entries have changed since the definition was read. The caller then reads the definition again.
   */
  async load(workspace: string, catalogues: readonly ItemCatalogue[]): Promise<LoadedItemCatalogue[]> {
    const before = this.kept.get(workspace);
    const now = new Map<string, Kept>();
    const out: LoadedItemCatalogue[] = [];
    for (const catalogue of catalogues) {
      const kept = await this.at(workspace, catalogue, before?.get(catalogue.content));
      now.set(catalogue.content, kept);
      // A field that was added to the definition is not yet among the types of the kept entries.
      out.push({ ...catalogue, items: kept.items.withFields(catalogue.fields) });
    }
    this.kept.delete(workspace);
    if (now.size > 0) this.kept.set(workspace, now);
    this.shrink(workspace);
    return out;
  }

  private async at(workspace: string, catalogue: ItemCatalogue, kept: Kept | undefined): Promise<Kept> {
    if (kept?.version === catalogue.version) return kept;
    if (kept && kept.version > catalogue.version) throw new StoreConflict('the catalogue was changed');
    const followable = kept !== undefined && kept.version >= catalogue.followableFrom;
    const now = followable ? await this.follow(workspace, catalogue, kept) : await this.read(workspace, catalogue);
    if (now.version !== catalogue.version) throw new StoreConflict('the catalogue was changed');
    return now;
  }

  private async follow(workspace: string, { content, fields }: ItemCatalogue, from: Kept): Promise<Kept> {
    return this.stable(workspace, content, async () => {
      const changes = await this.stores.itemCatalogues.changedSince(workspace, content, from.version);
      return from.items.changed(fields, changes);
    });
  }

  /** Reads the entries of a catalogue. Concurrent readers of the same set of entries share a single read. */
  private read(workspace: string, { content, fields }: ItemCatalogue): Promise<Kept> {
    let reading = this.reading.get(content);
    if (!reading) {
      reading = this.stable(workspace, content, async () => {
        const items: Item[] = [];
        for await (const some of itemPages(this.stores, content)) for (const item of some) items.push(item);
        return Items.of(fields, items);
      }).finally(() => this.reading.delete(content));
      // The failure is handled by the readers that await the promise. This handler only prevents an unhandled
      // rejection.
      reading.catch(() => undefined);
      this.reading.set(content, reading);
    }
    return reading;
  }

  /**
   * Reads entries, and repeats the read if they changed during it. A transaction changes entries and the version of
   * their catalogue together. If the version is the same before and after the read, the entries belong to that version.
   */
  private async stable(workspace: string, content: string, read: () => Promise<Items>): Promise<Kept> {
    const versionNow = async (): Promise<number | undefined> =>
      (await this.stores.itemCatalogues.all(workspace)).find((one) => one.content === content)?.version;
    let version = await versionNow();
    for (let tries = 0; version !== undefined && tries < READ_TRIES; tries++) {
      const items = await read();
      const then = await versionNow();
      if (then === version) return { version, items };
      version = then;
    }
    throw new StoreConflict('the catalogue was changed');
  }

  private shrink(except: string): void {
    let bytes = this.bytes;
    for (const [workspace, catalogues] of this.kept) {
      if (bytes <= this.capacity) return;
      if (workspace === except) continue;
      bytes -= bytesOf(catalogues);
      this.kept.delete(workspace);
      this.letGo(workspace);
    }
  }
}

const bytesOf = (catalogues: ReadonlyMap<string, Kept>): number =>
  [...catalogues.values()].reduce((bytes, { items }) => bytes + items.bytes, 0);
