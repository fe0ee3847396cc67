/**
 * Cache of compiled catalogues, one per workspace. A transaction uses a cached catalogue only if it has exactly the
 * version that the transaction sees. The number of definitions over all workspaces is limited.
 */
import { Catalogue } from '../../engine/definitions/catalogue.js';
import { itemLookups } from '../../engine/items/item-catalogue.js';
import { notFound, StoreConflict } from './errors.js';
import { ItemCache } from './item-cache.js';
import { ListValues } from './list-values.js';
import type { DefinitionKind, Stores, Tx, Workspace } from './ports.js';

/**
 * The definitions of a workspace at one version. Lists and item catalogues are not included, because they have their
 * own versions.
 */
interface Parts {
  readonly workspace: Workspace;
  readonly of: {
    readonly [K in Exclude<DefinitionKind, 'lists' | 'itemCatalogues'>]: Awaited<ReturnType<Stores['definitions'][K]>>;
  };
}

/**
 * Maximum number of definitions in cached catalogues over all workspaces. A workspace may have some 6,000. A compiled
 * definition takes a few KiB.
 */
const MAX_DEFINITIONS = 50_000;
/** Maximum number of outdated workspaces whose unchanged definitions are kept for the next load. */
const MAX_OUTDATED = 20;
/** Minimum size of a catalogue in the count of cached definitions. */
const LEAST_SIZE = 10;

const sizeOf = (catalogue: Catalogue): number => Math.max(LEAST_SIZE, catalogue.size);

export class Catalogues {
  /** Cached catalogues. The least recently used workspace comes first. */
  private readonly cached = new Map<string, Catalogue>();
  private cachedDefinitions = 0;
  /**
   * The definitions in the catalogue that was loaded last for each workspace. Kinds of definitions that have not
   * changed since then are not read again.
   */
  private readonly parts = new Map<string, Parts>();
  private readonly loading = new Map<string, Promise<Catalogue>>();

  /** Values of lists. They are evicted together with the catalogue that uses them. */
  readonly listValues: ListValues;

  /** Entries of item catalogues. They are evicted together with the definitions that read them. */
  readonly items: ItemCache;

  constructor(
    private readonly stores: Stores,
    readonly capacity = MAX_DEFINITIONS,
  ) {
    this.listValues = new ListValues(stores, (workspace) => this.forget(workspace));
    this.items = new ItemCache(stores, (workspace) => this.forget(workspace));
  }

  /** Number of definitions in the cached catalogues. Each catalogue counts as at least ten. */
  get definitions(): number {
    return this.cachedDefinitions;
  }

  /** Returns the catalogue at the version of workspace `w`. If it is not cached, reads it in the given transaction. */
  async at(w: Workspace, tx?: Tx): Promise<Catalogue> {
    const there = this.cached.get(w.id);
    this.listValues.touch(w.id);
    this.items.touch(w.id);
    if (there?.version === w.catalogueVersion) {
      this.keep(w.id, there);
      return there;
    }
    const catalogue = await (tx ? this.load(w, tx).then((loaded) => loaded.catalogue) : this.loadOnce(w));
    if (!there || there.version < catalogue.version) this.keep(w.id, catalogue);
    return catalogue;
  }

  /** Caches a catalogue as the most recently used one. Evicts other workspaces until the limit is met. */
  private keep(workspace: string, catalogue: Catalogue): void {
    this.outdate(workspace);
    this.cached.set(workspace, catalogue);
    this.cachedDefinitions += sizeOf(catalogue);
    for (const oldest of this.cached.keys()) {
      if (this.cachedDefinitions <= this.capacity || oldest === workspace) break;
      this.forget(oldest);
    }
    // An outdated workspace keeps its parts until the next use. That use may never come, so the number of kept parts is
    // limited.
    for (const id of this.parts.keys()) {
      if (this.parts.size <= this.cached.size + MAX_OUTDATED) break;
      if (!this.cached.has(id)) this.parts.delete(id);
    }
  }

  /** Loads a catalogue. Concurrent readers of the same version share a single load. */
  private loadOnce(w: Workspace): Promise<Catalogue> {
    const key = `${w.id}@${w.catalogueVersion}`;
    let loading = this.loading.get(key);
    if (!loading) {
      loading = this.loadSettled(w).finally(() => this.loading.delete(key));
      this.loading.set(key, loading);
    }
    return loading;
  }

  /** Loads a catalogue outside a transaction. If a definition is saved in the meantime, everything is read again. */
  private async loadSettled(w: Workspace): Promise<Catalogue> {
    for (let at = w; ;) {
      const loaded = await this.load(at).catch((error: unknown) => {
        if (error instanceof StoreConflict) return undefined;
        throw error;
      });
      const now = await this.stores.workspaces.get(w.id);
      if (loaded && (!now || now.catalogueVersion === at.catalogueVersion)) {
        // Keep only definitions that are known to belong to one committed version. Definitions that were read in a
        // transaction are not kept, because the transaction may never be committed.
        this.parts.set(w.id, loaded.parts);
        return loaded.catalogue;
      }
      if (!now) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
      at = now;
    }
  }

  private async load(w: Workspace, tx?: Tx): Promise<{ readonly catalogue: Catalogue; readonly parts: Parts }> {
    const d = this.stores.definitions;
    const before = this.parts.get(w.id);
    const same = before && unchanged(before.workspace, w);
    const part = <K extends keyof Parts['of']>(
      kind: K,
      read: () => Promise<Parts['of'][K]>,
    ): Parts['of'][K] | Promise<Parts['of'][K]> => (same?.(kind) ? before!.of[kind] : read());
    // Read one kind after another, because a transaction runs one command at a time.
    const of: Parts['of'] = {
      tags: await part('tags', () => d.tags(w.id, tx)),
      segments: await part('segments', () => d.segments(w.id, tx)),
      namespaces: await part('namespaces', () => d.namespaces(w.id, tx)),
      layerModels: await part('layerModels', () => d.layerModels(w.id, tx)),
      retentions: await part('retentions', () => d.retentions(w.id, tx)),
      partners: await part('partners', () => d.partners(w.id, tx)),
    };
    const lists = await this.listValues.load(w.id, await this.stores.lists.all(w.id, tx));
    const itemCatalogues = await this.items.load(w.id, await this.stores.itemCatalogues.all(w.id, tx));
    const catalogue = new Catalogue(
      w.catalogueVersion,
      {
        zone: w.zone,
        currency: w.currency,
        retentions: new Map(of.retentions.map((r) => [r.family, r])),
        items: itemLookups(itemCatalogues),
      },
      of.tags,
      of.segments,
      of.namespaces,
      of.layerModels,
      of.partners,
      lists,
      itemCatalogues,
    );
    return { catalogue, parts: { workspace: w, of } };
  }

  /** Returns the catalogue that this process used last. It may be slightly out of date. */
  latest(workspace: string): Catalogue | undefined {
    return this.cached.get(workspace);
  }

  /**
   * Drops the cached catalogue. Called after a definition was saved, or may have been saved. The next use loads the
   * catalogue again.
   */
  outdate(workspace: string): void {
    const there = this.cached.get(workspace);
    if (!there) return;
    this.cached.delete(workspace);
    this.cachedDefinitions -= sizeOf(there);
  }

  forget(workspace: string): void {
    this.outdate(workspace);
    this.parts.delete(workspace);
  }
}

/**
 * Returns a function that reports for each kind of definition whether it is unchanged between two versions of a
 * workspace. Returns undefined when this is unknown: either the id now belongs to another workspace, or a version in
 * between did not record its kind.
 */
function unchanged(from: Workspace, to: Workspace): ((kind: DefinitionKind) => boolean) | undefined {
  const counted = ({ versionsOf }: Workspace): number => Object.values(versionsOf).reduce((sum, n) => sum + n, 0);
  const versions = to.catalogueVersion - from.catalogueVersion;
  if (from.createdAt !== to.createdAt || versions < 0 || counted(to) - counted(from) !== versions) return undefined;
  return (kind) => to.versionsOf[kind] === from.versionsOf[kind];
}
