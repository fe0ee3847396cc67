/** The clock of a workspace: the database's clock, or a sandbox's own. */
import type { Workspace } from './ports.js';

/** Returns the workspace's time when the database's clock shows `dbNow`. */
export function clockOf(workspace: Workspace, dbNow: number): number {
  if (!workspace.sandbox) return dbNow;
  return workspace.sandbox.running
    ? workspace.sandbox.base + Math.max(0, dbNow - workspace.sandbox.setAt)
    : workspace.sandbox.base;
}
