/**
 * Kills the process at every command while it changes definitions, erases customers, sets retention, moves clocks or
 * creates workspaces.
 */
import assert from 'node:assert/strict';
import { defineLayerModel } from '../../src/services/layers/layers.js';
import { cancelCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { setReachStopped } from '../../src/services/reach/reach-rules.js';
import { setWebhookEndpointEnabled } from '../../src/services/reach/webhook-endpoints.js';
import { eraseProfile, runErasure } from '../../src/services/privacy/privacy.js';
import { defineBoard } from '../../src/services/saved-reports/boards.js';
import { defineReport, retireReport } from '../../src/services/saved-reports/reports.js';
import { setRetention } from '../../src/services/privacy/retention.js';
import { defineSegment, retireSegment } from '../../src/services/segments/segments.js';
import { advanceClock, createSandbox, deleteSandbox } from '../../src/services/workspaces/workspaces.js';
import { allOrNothing, CLOCK } from './crash-points.js';

allOrNothing([
  { name: 'a segment defined', run: (s, p) => defineSegment(s, p, { key: 'any', expression: 'did(searched)' }) },
  { name: 'a segment retired', run: (s, p) => retireSegment(s, p, 'busy') },
  {
    name: 'a layer model defined',
    run: (s, p) => defineLayerModel(s, p, { key: 'm', layers: [{ key: 'a', when: 'did(searched)' }, { key: 'b' }] }),
  },
  {
    name: 'a webhook endpoint disabled',
    run: (s, p) => setWebhookEndpointEnabled(s, p, 'crm', false),
  },
  { name: 'a campaign started', run: (s, p) => startCampaign(s, p, 'spring') },
  { name: 'a campaign with a trigger started', run: (s, p) => startCampaign(s, p, 'enters') },
  { name: 'a campaign with a trigger cancelled', run: (s, p) => cancelCampaign(s, p, 'entered') },
  {
    name: 'a report saved',
    run: (s, p) =>
      defineReport(s, p, {
        key: 'searches',
        analysis: { stickiness: { period: { rolling: 'P9D' }, events: ['searched'], unit: 'DAY' } },
      }),
  },
  { name: 'a board saved', run: (s, p) => defineBoard(s, p, { key: 'week', reports: ['seen'] }) },
  { name: 'a report retired', run: (s, p) => retireReport(s, p, 'seen') },
  { name: 'every campaign stopped', run: (s, p) => setReachStopped(s, p, true) },
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
  { name: 'the clock moved on', run: (s, p) => advanceClock(s, p, '2026-03-12T12:00:00.000Z') },
  {
    name: 'a sandbox made',
    run: (s, p) => createSandbox(s, p, { id: `${p.workspace}.x`, clock: CLOCK }),
    of: (ws) => `${ws}.x`,
  },
  {
    name: 'a sandbox removed',
    run: (s, p) => deleteSandbox(s, p, p.workspace).catch((e: { code?: string }) => assert.equal(e.code, 'NOT_FOUND')),
  },
  { name: 'a retention set', run: (s, p) => setRetention(s, p, { eventType: 'searched', keep: 'P2D', dryRun: false }) },
]);
