/** Compiled catalogues, one per workspace, each used only at exactly the version a transaction sees. */
import { Catalogue } from '../../engine/definitions/catalogue.js';
import { notFound, StoreConflict } from './errors.js';
import { ListValues } from './list-values.js';
import type { Stores, Tx, Workspace } from './ports.js';

export class Catalogues {
  private readonly cached = new Map<string, Catalogue>();
  private readonly loading = new Map<string, Promise<Catalogue>>();

  /** Values of lists, let go of with the catalogue that holds them. */
  readonly listValues: ListValues;

  constructor(private readonly stores: Stores) {
    this.listValues = new ListValues(stores, (workspace) => this.forget(workspace));
  }

  /** The catalogue at the version of `w`; read in the same transaction when it is not cached. */
  async at(w: Workspace, tx?: Tx): Promise<Catalogue> {
    const there = this.cached.get(w.id);
    this.listValues.touch(w.id);
    if (there?.version === w.catalogueVersion) return there;
    const catalogue = await (tx ? this.load(w, tx) : this.loadOnce(w));
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
      const catalogue = await this.load(at).catch((error: unknown) => {
        if (error instanceof StoreConflict) return undefined;
        throw error;
      });
      const now = await this.stores.workspaces.get(w.id);
      if (catalogue && (!now || now.catalogueVersion === at.catalogueVersion)) return catalogue;
      if (!now) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
      at = now;
    }
  }

  private async load(w: Workspace, tx?: Tx): Promise<Catalogue> {
    const d = this.stores.definitions;
    // One after the other: a transaction runs one command at a time.
    const tags = await d.tags(w.id, tx);
    const segments = await d.segments(w.id, tx);
    const namespaces = await d.namespaces(w.id, tx);
    const models = await d.layerModels(w.id, tx);
    const lists = await this.listValues.load(w.id, await this.stores.lists.all(w.id, tx));
    const retentions = new Map((await d.retentions(w.id, tx)).map((r) => [r.family, r]));
    return new Catalogue(
      w.catalogueVersion,
      { zone: w.zone, currency: w.currency, retentions },
      tags,
      segments,
      namespaces,
      models,
      await d.partners(w.id, tx),
      lists,
    );
  }

  /** The last one used here; for what may be a moment behind. */
  latest(workspace: string): Catalogue | undefined {
    return this.cached.get(workspace);
  }

  forget(workspace: string): void {
    this.cached.delete(workspace);
  }
}
