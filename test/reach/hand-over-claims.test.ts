/**
 * Tests two processes that claim contacts. If one dies between reserving an attempt and storing its result, the other
 * repeats the attempt with the same message id. A late result of the first process is ignored.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Verdict } from '../../src/engine/reach/verdict.js';
import type { Workspace } from '../../src/services/base/ports.js';
import type { Delivery, Services } from '../../src/services/base/services.js';
import { ingestEvents } from '../../src/services/events/events.js';
import { CampaignRuns } from '../../src/services/reach/campaign-runs.js';
import { defineCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { HandOver } from '../../src/services/reach/hand-over.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { defineWebhookEndpoint } from '../../src/services/reach/webhook-endpoints.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { eventually } from '../support/patience.js';
import { operator, Processes } from './processes.js';
import { CHANNELS } from './shop.js';

const WORKSPACE = 'claims';
const principal = operator(WORKSPACE);
let processes: Processes;

before(async () => {
  processes = await Processes.start();
});
after(() => processes.remove());

/** A delivery whose attempts end only when the test gives their result. */
class HeldDelivery implements Delivery {
  readonly allowed = new Set<string>();
  readonly ids: string[] = [];
  private readonly waiting: ((verdict: Verdict) => void)[] = [];

  attempt(message: { readonly id: string }): Promise<Verdict> {
    this.ids.push(message.id);
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  send(): never {
    throw new Error('this workspace has no provider');
  }

  nextAttempt = (): number | undefined => undefined;

  answer(verdict: Verdict): void {
    for (const resolve of this.waiting.splice(0)) resolve(verdict);
  }
}

async function prepare(services: Services): Promise<Workspace> {
  await createWorkspace(services, { id: WORKSPACE });
  await defineSegment(services, principal, { key: 'everyone', expression: 'did(searched)' });
  await defineWebhookEndpoint(services, principal, { key: 'crm', url: 'https://crm.example/hook' });
  const consentDefaults = [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }];
  await setReachRules(services, principal, { channels: CHANNELS, consentDefaults });
  const occurredAt = new Date(services.stores.now() - 60_000).toISOString();
  const identities = [
    { namespace: 'member_id', value: 'A' },
    { namespace: 'phone', value: '13800001001' },
  ];
  await ingestEvents(services, principal, [{ messageId: 'A', type: 'searched', occurredAt, identities }] as never);
  for (const key of ['one', 'two']) {
    const channels = [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here' }];
    await defineCampaign(services, principal, { key, audience: 'everyone', channels });
    await startCampaign(services, principal, key);
  }
  const workspace = (await services.stores.workspaces.get(WORKSPACE))!;
  await new CampaignRuns(services).drain(workspace);
  return workspace;
}

test('another process takes over the claims of a dead one, whose late result changes nothing', async () => {
  const [dead, alive] = [new HeldDelivery(), new HeldDelivery()];
  const [one, other] = [await processes.open(dead), await processes.open(alive)];
  const workspace = await prepare(one);
  const [{ id: profile }] = await one.stores.profiles.roots(WORKSPACE, { first: 1 });
  const stored = () => one.stores.contacts.ofProfiles(WORKSPACE, [profile]);
  assert.deepEqual(
    (await stored()).map(({ state }) => state),
    ['RESERVED', 'RESERVED'],
  );
  const first = new HandOver(one, assert.ifError, 1);
  await first.run(workspace);
  await eventually(
    () => dead.ids.length === 1,
    'the first process sends one of the two, since they are of one customer',
  );
  // The lease of the first process, one millisecond, has expired by the next claim.
  const second = new HandOver(other, assert.ifError, 600_000);
  await eventually(async () => {
    await second.run(workspace);
    return alive.ids.length === 1;
  }, 'the second process claims');
  // While the second process holds a contact of the customer, no process claims another one.
  await first.run(workspace);
  await second.run(workspace);
  assert.deepEqual([dead.ids.length, alive.ids.length], [1, 1]);
  assert.deepEqual(alive.ids, dead.ids, 'the message keeps its id');
  alive.answer({ kind: 'DELIVERED' });
  const taken = await eventually(
    async () => (await stored()).find(({ state }) => state === 'HANDED_OVER'),
    'the result of the second process',
  );
  dead.answer({ kind: 'REFUSED', status: 422 });
  await first.stop();
  const after = (await stored()).find(({ id }) => id === taken.id);
  assert.deepEqual(after, taken, 'an older claim changes nothing');
  const { events } = other.stores;
  const sent = [...(await events.facts(WORKSPACE, [profile])).values()]
    .flat()
    .filter(({ type }) => type === 'contact_sent');
  assert.equal(sent.length, 1);
  // The customer's other contact is sent next.
  await eventually(async () => {
    await second.run(workspace);
    return alive.ids.length === 2;
  }, 'the next contact');
  assert.notEqual(alive.ids[1], alive.ids[0]);
  alive.answer({ kind: 'DELIVERED' });
  await second.stop();
  assert.deepEqual(
    (await stored()).map(({ state }) => state),
    ['HANDED_OVER', 'HANDED_OVER'],
  );
});
