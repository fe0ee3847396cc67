/**
 * Tests two processes that decide contacts of the same customers at once. Budgets are respected, each campaign makes
 * one contact, and the stored contacts match a naive implementation of the budgets.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { tooSoon, type Budget } from '../../src/reference/reach/budgets.js';
import type { ContactsIntake, Outcome } from '../../src/services/base/write-intakes.js';
import type { Services } from '../../src/services/base/services.js';
import { ingestEvents } from '../../src/services/events/events.js';
import { defineCampaign, startCampaign } from '../../src/services/reach/campaigns.js';
import { setReachRules } from '../../src/services/reach/reach-rules.js';
import { defineWebhookEndpoint } from '../../src/services/reach/webhook-endpoints.js';
import { defineSegment } from '../../src/services/segments/segments.js';
import { createWorkspace } from '../../src/services/workspaces/workspaces.js';
import { operator, Processes } from './processes.js';
import { HOUR, iso, NOW } from './shop.js';

const CAMPAIGNS = 12;
const CUSTOMERS = ['A', 'B', 'C'];
const ZONE = 'Asia/Shanghai';
const WORKSPACE = 'races';
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
    budgets: [
      { key: 'monthly', most: 4, rolling: 'P30D' },
      { key: 'spaced', most: 2, rolling: 'PT5H' },
    ],
    consentDefaults: [{ purpose: 'marketing', permission: 'UNLESS_WITHDRAWN' }],
  });
  await ingestEvents(
    services,
    principal,
    CUSTOMERS.map((member, i) => ({
      messageId: member,
      type: 'searched',
      occurredAt: iso(NOW - 24 * HOUR),
      identities: [
        { namespace: 'member_id', value: member },
        { namespace: 'phone', value: `1380000100${i}` },
      ],
    })) as never,
  );
  for (let i = 0; i < CAMPAIGNS; i++) {
    const channels = [{ channel: 'sms', endpoint: 'crm', body: 'Spring is here' }];
    // Contacts are reserved at the time of the decision, so all of them compete for the same window.
    const at = iso(NOW - i * 60_000);
    await defineCampaign(services, principal, { key: `c${i}`, audience: 'everyone', at, channels });
    await startCampaign(services, principal, `c${i}`);
  }
}

test('two processes that decide about the same customers keep the budgets and make each contact once', async () => {
  const [one, other] = [await processes.open(), await processes.open()];
  await prepare(one);
  const profiles = (await one.stores.profiles.roots(WORKSPACE, { first: 10 })).map(({ id }) => id);
  assert.equal(profiles.length, CUSTOMERS.length);
  const origin = { actor: 'strata', operation: 'decideContacts' };
  const intakes = Array.from({ length: CAMPAIGNS }, (_, i) => i).flatMap((i) =>
    profiles.map((profile): ContactsIntake => {
      return { kind: 'contacts', origin, target: { profile }, dueAt: NOW - i * 60_000, campaigns: [`c${i}`] };
    }),
  );
  // Each process decides different campaigns, so that they compete only for the customer's budget.
  const isFirst = ({ dueAt }: ContactsIntake): boolean => (NOW - dueAt) % 120_000 === 0;
  const decide = (services: Services, list: readonly ContactsIntake[]): Promise<Outcome[]> =>
    services.writer.check(WORKSPACE, list);
  const halves = await Promise.all([
    decide(one, intakes.filter(isFirst)),
    decide(
      other,
      intakes.filter((intake) => !isFirst(intake)),
    ),
  ]);
  assert.ok(halves.flat().every(({ status }) => status === 'ACCEPTED'));
  // Both processes decide all contacts again.
  const again = await Promise.all([decide(one, intakes), decide(other, intakes.toReversed())]);
  assert.ok(again.flat().every(({ status }) => status === 'DUPLICATE'));
  const budgets: Budget[] = [
    { key: 'monthly', most: 4, window: { kind: 'ROLLING', ms: 30 * 24 * HOUR } },
    { key: 'spaced', most: 2, window: { kind: 'ROLLING', ms: 5 * HOUR } },
  ];
  for (const profile of profiles) {
    const contacts = await one.stores.contacts.ofProfiles(WORKSPACE, [profile]);
    assert.equal(new Set(contacts.map(({ campaign }) => campaign)).size, CAMPAIGNS);
    assert.deepEqual(
      contacts.map(({ sequence }) => sequence).sort((left, right) => left - right),
      Array.from({ length: CAMPAIGNS }, (_, i) => i + 1),
    );
    const reserved = contacts.flatMap(({ id, tags, reservation }) =>
      reservation ? [{ id, tags, ...reservation }] : [],
    );
    assert.equal(reserved.length, 2);
    assert.deepEqual(tooSoon(budgets, reserved, ZONE), []);
    const capped = contacts.filter(({ ending }) => ending?.reason === 'CAPPED');
    assert.equal(capped.length, CAMPAIGNS - 2);
  }
});
