/** A workspace at one moment, with its definitions and clock. Every use case works on such a snapshot. */
import type { Catalogue } from '../../engine/definitions/catalogue.js';
import type { Catalogues } from './catalogues.js';
import { clockOf } from './clock.js';
import { notFound } from './errors.js';
import type { Stores, Workspace } from './ports.js';

export interface Room {
  readonly workspace: Workspace;
  readonly catalogue: Catalogue;
  /** Current time on the workspace's clock. */
  readonly now: number;
}

interface Entrance {
  readonly stores: Pick<Stores, 'workspaces' | 'now'>;
  readonly catalogues: Catalogues;
}

/**
 * Reads the workspace and returns a snapshot of it with its definitions and clock.
 *
 * @throws WORKSPACE_NOT_FOUND if the workspace does not exist.
 *
 * @example const { workspace, catalogue, now } = await enter(services, principal.workspace);
 */
export async function enter(entrance: Entrance, id: string): Promise<Room> {
  const workspace = await entrance.stores.workspaces.get(id);
  if (!workspace) throw notFound('WORKSPACE_NOT_FOUND', 'the workspace');
  return roomOf(entrance, workspace);
}

/** Returns the snapshot of a workspace that was just read. */
export async function roomOf(entrance: Entrance, workspace: Workspace): Promise<Room> {
  return {
    workspace,
    catalogue: await entrance.catalogues.at(workspace),
    now: clockOf(workspace, entrance.stores.now()),
  };
}
