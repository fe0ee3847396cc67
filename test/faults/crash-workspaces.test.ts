/** Kills the process at every command while it erases customers, sets retention, moves clocks or creates workspaces. */
import assert from 'node:assert/strict';
import { eraseProfile, runErasure } from '../../src/services/privacy/privacy.js';
import { setRetention } from '../../src/services/privacy/event-retention.js';
import { advanceClock, createSandbox, deleteSandbox } from '../../src/services/workspaces/workspaces.js';
import { allOrNothing, CLOCK } from './crash-points.js';

allOrNothing([
  {
    name: 'a customer erased',
    run: async (s, p) => {
      const [root] = (await s.stores.profiles.roots(p.workspace, { first: 10 })).filter(
        (r) => r.identity.value === 'A',
      );
      // When the operation is repeated after it succeeded, there is nobody left to erase.
      if (root) await runErasure(s, await eraseProfile(s, p, root.id));
    },
  },
  { name: 'the clock advanced', run: (s, p) => advanceClock(s, p, '2026-03-12T12:00:00.000Z') },
  {
    name: 'a sandbox created',
    run: (s, p) => createSandbox(s, p, { id: `${p.workspace}.x`, clock: CLOCK }),
    of: (ws) => `${ws}.x`,
  },
  {
    name: 'a sandbox removed',
    run: (s, p) => deleteSandbox(s, p, p.workspace).catch((e: { code?: string }) => assert.equal(e.code, 'NOT_FOUND')),
  },
  { name: 'a retention set', run: (s, p) => setRetention(s, p, { eventType: 'searched', keep: 'P2D', dryRun: false }) },
]);
