/** Tests two processes that act on the same due times: each occurrence makes one contact, which is decided once. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { StoredContact } from '../../src/services/base/ports.js';
import type { Services } from '../../src/services/base/services.js';
import { ingestEvents } from '../../src/services/events/events.js';
import { CampaignRuns } from '../../src/services/reach/campaign-runs.js';
import { defineCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { defineWebhookEndpoint } from '../../src/services/reach/webhook-endpoints.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { runDueChecks } from '../../src/services/write-path/due-checks.js';
import { operator, Processes } from './processes.js';
import { HOUR, iso, NOW } from './shop.js';

const WORKSPACE = 'trigger-races';
const CUSTOMERS = 20;
const principal = operator(WORKSPACE);

let processes: Processes;
before(async () => {
  processes = await Processes.start();
});
after(() => processes.remove());

async function prepare(services: Services): Promise<void> {
  await createWorkspace(services, { id: WORKSPACE, clock: iso(NOW) });
  await defineSegment(services, principal, { key: 'everyone', expression: 'did(searched)' });
  await defineWebhookEndpoint(services, principal, { key: 'crm', url: 'https://crm.example/hook' });
  await setReachRules(services, principal, {
    channels: [{ channel: 'sms', namespace: 'phone' }],
    budgets: [{ key: 'hourly', most: 2, rolling: 'PT1H' }],
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
  });
  const channels = [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here' }];
  const triggers = {
    entered: { entered: { after: 'PT1H' } },
    event: { event: { expression: 'searched', after: 'PT1H' } },
    // One hour from now it is 21:00 in Shanghai.
    schedule: { schedule: { time: '21:00' } },
  };
  for (const [key, trigger] of Object.entries(triggers)) {
    await defineCampaign(services, principal, { key, audience: 'everyone', trigger, channels });
    await startCampaign(services, principal, key);
  }
  const events = Array.from({ length: CUSTOMERS }, (_, i) => ({
    messageId: `m${i}`,
    type: 'searched',
    occurredAt: iso(NOW),
    identities: [
      { namespace: 'member_id', value: `M${i}` },
      { namespace: 'phone', value: `138000050${String(i).padStart(2, '0')}` },
    ],
  }));
  await ingestEvents(services, principal, events);
}

/**
 * Does the trigger work of one clock round. Handles the due times that have passed, and then runs the campaigns both
 * with a lease (`run`) and without one (`drain`).
 */
async function act(services: Services): Promise<void> {
  const workspace = (await services.stores.workspaces.get(WORKSPACE))!;
  await runDueChecks(services, workspace);
  await Promise.all([new CampaignRuns(services).drain(workspace), new CampaignRuns(services).run(workspace)]);
}

test('two processes make one contact per occurrence and decide it once, within the budgets', async () => {
  const [one, other] = [await processes.open(), await processes.open()];
  await prepare(one);
  await Promise.all([act(one), act(other)]);
  const contacts = async (): Promise<StoredContact[]> => {
    const roots = await one.stores.profiles.roots(WORKSPACE, { first: 100 });
    assert.equal(roots.length, CUSTOMERS);
    return one.stores.contacts.ofProfiles(
      WORKSPACE,
      roots.flatMap(({ members }) => members),
    );
  };
  assert.deepEqual(await contacts(), [], 'nothing before its instant');
  const clock = { base: NOW + HOUR, setAt: one.stores.now(), running: false };
  await one.stores.workspaces.setClock(WORKSPACE, clock);
  for (let round = 0; round < 3; round++) await Promise.all([act(one), act(other)]);
  const decided = await contacts();
  assert.equal(decided.length, CUSTOMERS * 3, 'three campaigns, one occurrence each');
  const names = decided.map(({ profile, campaign, occurrence }) => JSON.stringify([profile, campaign, occurrence]));
  assert.equal(new Set(names).size, names.length);
  // Contacts that are due at the same time are decided together in the order of their keys. The last one finds the
  // budget used.
  const states = decided.map(({ campaign, state, ending }) => `${campaign} ${ending?.reason ?? state}`);
  assert.deepEqual([...new Set(states)].sort(), ['entered RESERVED', 'event RESERVED', 'schedule CAPPED']);
});
