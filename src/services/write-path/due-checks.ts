/** Evaluates customers whose checks are due, even if they have no new facts. */
import { clockOf } from '../base/clock.js';
import type { Services } from '../base/services.js';
import type { Workspace } from '../base/ports.js';

/**
 * Target duration of one commit, in ms. The number of customers per commit is adjusted to reach this duration. Other
 * requests can read between two short commits.
 */
const DRAIN_MS = 60;
const DRAIN_FEWEST = 10;
const DRAIN_MOST = 400;

/** Evaluates the due customers of a workspace, earliest first, until none remain. Returns the number of evaluations. */
export async function runDueChecks(services: Services, workspace: Workspace): Promise<number> {
  let n = 0;
  let size = 100;
  for (;;) {
    const ids = await services.stores.profiles.due(workspace.id, clockOf(workspace, services.stores.now()), size);
    if (ids.length === 0) return n;
    const begun = services.stores.now();
    await services.writer.write(
      workspace.id,
      ids.map((profile) => ({ kind: 'check', profile })),
    );
    size =
      services.stores.now() - begun > DRAIN_MS ? Math.max(DRAIN_FEWEST, size >> 1) : Math.min(DRAIN_MOST, size * 2);
    n += ids.length;
  }
}
