/** Computes the time of a workspace. This is the database's time, or the time of a sandbox's own clock. */
import type { Workspace } from './ports.js';

/** Returns the workspace's time when the database's clock shows `dbNow`. */
export function clockOf(workspace: Workspace, dbNow: number): number {
  if (!workspace.sandbox) return dbNow;
  return workspace.sandbox.running
    ? workspace.sandbox.base + Math.max(0, dbNow - workspace.sandbox.setAt)
    : workspace.sandbox.base;
}
