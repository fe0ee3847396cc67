/** The clock of a workspace: the database's, or a sandbox's own. */
import type { Workspace } from './ports.js';

/** The workspace's instant when the database's clock shows `dbNow`. */
export function clockOf(w: Workspace, dbNow: number): number {
  if (!w.sandbox) return dbNow;
  return w.sandbox.running ? w.sandbox.base + Math.max(0, dbNow - w.sandbox.setAt) : w.sandbox.base;
}
