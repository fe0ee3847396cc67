/** Compiled catalogues, one per workspace, each used only at exactly the version a transaction sees. */
import { Catalogue } from '../engine/catalogue.js';
import type { Stores, Tx, Workspace } from './ports.js';

export class Catalogues {
  private readonly cached = new Map<string, Catalogue>();

  constructor(private readonly stores: Stores) {}

  /** The catalogue at the version of `w`, read in the same transaction when not cached. */
  async at(w: Workspace, tx?: Tx): Promise<Catalogue> {
    const there = this.cached.get(w.id);
    if (there?.version === w.catalogueVersion) return there;
    const d = this.stores.definitions;
    // One after the other: a transaction runs one command at a time.
    const tags = await d.tags(w.id, tx);
    const segments = await d.segments(w.id, tx);
    const namespaces = await d.namespaces(w.id, tx);
    const catalogue = new Catalogue(w.catalogueVersion, { zone: w.zone, currency: w.currency }, tags, segments, namespaces);
    if (!there || there.version < catalogue.version) this.cached.set(w.id, catalogue);
    return catalogue;
  }

  forget(workspace: string): void {
    this.cached.delete(workspace);
  }
}
