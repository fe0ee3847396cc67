/** What the use cases share: stores, caches, the writer, and how to reach a workspace. */
import type { Catalogue } from '../engine/catalogue.js';
import { Catalogues } from './catalogues.js';
import { clockOf } from './clock.js';
import { Columns } from './columns.js';
import { Credentials } from './credentials.js';
import { notFound } from './errors.js';
import { FactCache } from './fact-cache.js';
import { FactWriter } from './fact-writer.js';
import type { Stores, Workspace } from './ports.js';
import { Stragglers } from './stragglers.js';
import type { Template } from './templates.js';
import { Turns } from './turns.js';

export interface Services {
  readonly stores: Stores;
  readonly catalogues: Catalogues;
  readonly credentials: Credentials;
  readonly cache: FactCache;
  readonly columns: Columns;
  readonly stragglers: Stragglers;
  /** Backfills of a workspace, one after another. */
  readonly turns: Turns;
  readonly writer: FactWriter;
  /** The template library. */
  readonly templates: readonly Template[];
  /** Waits; given from outside so that nothing here owns a timer. */
  readonly pause: (ms: number) => Promise<void>;
}

export function createServices(
  stores: Stores,
  pause: (ms: number) => Promise<void>,
  templates: readonly Template[] = [],
): Services {
  const catalogues = new Catalogues(stores);
  const cache = new FactCache();
  return {
    stores,
    catalogues,
    credentials: new Credentials(stores),
    cache,
    columns: new Columns(),
    stragglers: new Stragglers(),
    turns: new Turns(),
    writer: new FactWriter(stores, catalogues, cache, pause),
    templates,
    pause,
  };
}

export interface Room {
  readonly workspace: Workspace;
  readonly catalogue: Catalogue;
  /** The workspace's clock. */
  readonly now: number;
}

/** The workspace with its definitions and clock, at one moment. */
export async function enter(s: Services, id: string): Promise<Room> {
  const workspace = await s.stores.workspaces.get(id);
  if (!workspace) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
  return { workspace, catalogue: await s.catalogues.at(workspace), now: clockOf(workspace, s.stores.now()) };
}
