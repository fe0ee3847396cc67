/**
 * Tests two processes whose places ask for contacts of the same customers at once. Each contact is shown once, and the
 * stored contacts match a naive implementation of the budgets.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { audit } from '../../src/reference/reach/audit.js';
import { tooSoon, type Budget } from '../../src/reference/reach/budgets.js';
import type { Services } from '../../src/services/base/services.js';
import { ingestEvents } from '../../src/services/events/events.js';
import { CampaignRuns } from '../../src/services/reach/campaign-runs.js';
import { defineCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { nextContact } from '../../src/services/reach/shown-contacts.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { operator, Processes } from './processes.js';
import { HOUR, iso, NOW } from './shop.js';

const CAMPAIGNS = 6;
const CUSTOMERS = ['A', 'B'];
const ZONE = 'Asia/Shanghai';
const WORKSPACE = 'showing-races';
const BUDGETS: readonly Budget[] = [{ key: 'monthly', most: 4, window: { kind: 'ROLLING', ms: 30 * 24 * HOUR } }];
const principal = operator(WORKSPACE);

let processes: Processes;
before(async () => {
  processes = await Processes.start();
});
after(() => processes.remove());

async function prepare(services: Services): Promise<void> {
  await createWorkspace(services, { id: WORKSPACE, clock: iso(NOW) });
  await defineSegment(services, principal, { key: 'everyone', expression: 'did(searched)' });
  await setReachRules(services, principal, {
    channels: [{ channel: 'home', kind: 'PULL' }],
    budgets: [{ key: 'monthly', most: 4, rolling: 'P30D' }],
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
  });
  await ingestEvents(
    services,
    principal,
    CUSTOMERS.map((member) => ({
      messageId: member,
      type: 'searched',
      occurredAt: iso(NOW - 24 * HOUR),
      identities: [{ namespace: 'member_id', value: member }],
    })) as never,
  );
  for (let i = 0; i < CAMPAIGNS; i++) {
    const channels = [{ channel: 'home', body: `text ${i}`, ...(i === 0 ? { showings: { most: 2 } } : {}) }];
    await defineCampaign(services, principal, { key: `c${i}`, audience: 'everyone', at: iso(NOW), channels });
    await startCampaign(services, principal, `c${i}`);
  }
  await new CampaignRuns(services).drain((await services.stores.workspaces.get(WORKSPACE))!);
}

test('places of two processes show each contact as often as permitted, within the budgets', async () => {
  const [one, other] = [await processes.open(), await processes.open()];
  await prepare(one);
  const ask = (services: Services, member: string) =>
    nextContact(services, principal, { slot: 'home', identities: [{ namespace: 'member_id', value: member }] });
  for (const member of CUSTOMERS) {
    const shown = await Promise.all(Array.from({ length: 24 }, (_, i) => ask(i % 2 === 0 ? one : other, member)));
    const campaigns = shown.flatMap((each) => each?.contact.campaign ?? []).sort();
    assert.deepEqual(campaigns, ['c0', 'c0', 'c1', 'c2']);
  }
  for (const { members } of await one.stores.profiles.roots(WORKSPACE, { first: 10 })) {
    const contacts = await one.stores.contacts.ofProfiles(WORKSPACE, members);
    const messages = contacts.flatMap(({ id, tags, reservation, earlier = [] }) =>
      [...earlier, reservation!].map((message) => ({ id, tags, ...message })),
    );
    const counted = messages.filter(({ counts }) => counts);
    assert.equal(counted.length, 4);
    assert.deepEqual(tooSoon(BUDGETS, counted, ZONE), []);
    assert.deepEqual(audit(BUDGETS, 0, contacts, ZONE).broken, []);
    // The audit finds a showing that the budget does not permit.
    const waiting = contacts.find(({ state }) => state === 'WAITING')!;
    const reservation = { ...counted[0], channel: 'home' };
    const planted = { ...waiting, state: 'HANDED_OVER' as const, mayHaveArrived: true, reservation };
    const all = contacts.map((each) => (each === waiting ? planted : each));
    assert.notDeepEqual(audit(BUDGETS, 0, all, ZONE).broken, []);
  }
});
