/** The clock of a workspace: the database's, or a sandbox's own. */
import type { Workspace } from './ports.js';

/** The workspace's instant when the database's clock shows `dbNow`. */
export function clockOf(workspace: Workspace, dbNow: number): number {
  if (!workspace.sandbox) return dbNow;
  return workspace.sandbox.running
    ? workspace.sandbox.base + Math.max(0, dbNow - workspace.sandbox.setAt)
    : workspace.sandbox.base;
}
