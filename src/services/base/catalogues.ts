/** Compiled catalogues, one per workspace, each used only at exactly the version a transaction sees. */
import { Catalogue } from '../../engine/definitions/catalogue.js';
import { notFound, StoreConflict } from './errors.js';
import { ListValues } from './list-values.js';
import type { DefinitionKind, Stores, Tx, Workspace } from './ports.js';

/** Definitions as they were read for one version of a workspace; lists are followed by their own versions. */
interface Parts {
  readonly workspace: Workspace;
  readonly of: { readonly [K in Exclude<DefinitionKind, 'lists'>]: Awaited<ReturnType<Stores['definitions'][K]>> };
}

export class Catalogues {
  private readonly cached = new Map<string, Catalogue>();
  /** What the last catalogue of a workspace was made of: what did not change since is not read again. */
  private readonly parts = new Map<string, Parts>();
  private readonly loading = new Map<string, Promise<Catalogue>>();

  /** Values of lists, released together with the catalogue that uses them. */
  readonly listValues: ListValues;

  constructor(private readonly stores: Stores) {
    this.listValues = new ListValues(stores, (workspace) => this.forget(workspace));
  }

  /** The catalogue at the version of `w`; read in the same transaction when it is not cached. */
  async at(w: Workspace, tx?: Tx): Promise<Catalogue> {
    const there = this.cached.get(w.id);
    this.listValues.touch(w.id);
    if (there?.version === w.catalogueVersion) return there;
    const catalogue = await (tx ? this.load(w, tx).then((loaded) => loaded.catalogue) : this.loadOnce(w));
    if (!there || there.version < catalogue.version) this.cached.set(w.id, catalogue);
    return catalogue;
  }

  /** Readers of one version that come together share its loading. */
  private loadOnce(w: Workspace): Promise<Catalogue> {
    const key = `${w.id}@${w.catalogueVersion}`;
    let loading = this.loading.get(key);
    if (!loading) {
      loading = this.loadSettled(w).finally(() => this.loading.delete(key));
      this.loading.set(key, loading);
    }
    return loading;
  }

  /** Outside a transaction a definition may be saved while the others are read: then they are read again. */
  private async loadSettled(w: Workspace): Promise<Catalogue> {
    for (let at = w; ;) {
      const loaded = await this.load(at).catch((error: unknown) => {
        if (error instanceof StoreConflict) return undefined;
        throw error;
      });
      const now = await this.stores.workspaces.get(w.id);
      if (loaded && (!now || now.catalogueVersion === at.catalogueVersion)) {
        // Only what is known to be of one version: what a transaction reads may never be committed.
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
    // One after the other: a transaction runs one command at a time.
    const of: Parts['of'] = {
      tags: await part('tags', () => d.tags(w.id, tx)),
      segments: await part('segments', () => d.segments(w.id, tx)),
      namespaces: await part('namespaces', () => d.namespaces(w.id, tx)),
      layerModels: await part('layerModels', () => d.layerModels(w.id, tx)),
      retentions: await part('retentions', () => d.retentions(w.id, tx)),
      partners: await part('partners', () => d.partners(w.id, tx)),
    };
    const lists = await this.listValues.load(w.id, await this.stores.lists.all(w.id, tx));
    const catalogue = new Catalogue(
      w.catalogueVersion,
      { zone: w.zone, currency: w.currency, retentions: new Map(of.retentions.map((r) => [r.family, r])) },
      of.tags,
      of.segments,
      of.namespaces,
      of.layerModels,
      of.partners,
      lists,
    );
    return { catalogue, parts: { workspace: w, of } };
  }

  /** The last one used here; for what may be a moment behind. */
  latest(workspace: string): Catalogue | undefined {
    return this.cached.get(workspace);
  }

  /** A definition was saved, or may have been: the catalogue is made again when it is asked for. */
  outdate(workspace: string): void {
    this.cached.delete(workspace);
  }

  forget(workspace: string): void {
    this.cached.delete(workspace);
    this.parts.delete(workspace);
  }
}

/**
 * Says of each kind whether it is at a version of a workspace what it was at an earlier one. Undefined where that is
 * not known: another workspace has the id now, or a version between them was made without saying of what kind.
 */
function unchanged(from: Workspace, to: Workspace): ((kind: DefinitionKind) => boolean) | undefined {
  const counted = ({ versionsOf }: Workspace): number => Object.values(versionsOf).reduce((sum, n) => sum + n, 0);
  const versions = to.catalogueVersion - from.catalogueVersion;
  if (from.createdAt !== to.createdAt || versions < 0 || counted(to) - counted(from) !== versions) return undefined;
  return (kind) => to.versionsOf[kind] === from.versionsOf[kind];
}
