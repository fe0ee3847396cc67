/** Tests that an analysis is run only over the customers that it can count. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Analysis } from '../../src/engine/analyses/analysis.js';
import { assignedVersions, assignedIn } from '../../src/engine/strategies/assignments.js';
import { trialsAnalysis } from '../../src/engine/strategies/trial-outcomes.js';
import { figureOf } from '../../src/services/analyses/run.js';
import { enter } from '../../src/services/base/room.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

test('customers without an assignment are not prepared for the measurement of a trial', async () => {
  const caller = await server.sandbox('shop', '2026-03-10T00:00:00Z');
  const event = (who: number, type: string, properties: object = {}): object => ({
    ...{ messageId: `${type}${who}`, type, occurredAt: '2026-03-09T00:00:00Z', properties },
    identities: [{ namespace: 'member_id', value: `C${who}` }],
  });
  await caller.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      ...Array.from({ length: 20 }, (_, i) => event(i, 'searched')),
      ...[3, 7].map((i) => event(i, 'experiment_assigned', { experiment: 'elsewhere', variant: 'a' })),
    ],
  });
  const services = server.running.services;
  const room = await enter(services, 'shop');
  const counted: number[] = [];
  const analysis: Analysis<{ customers: number }, number> = {
    begin: () => ({ customers: 0 }),
    over: () => (sum, customer) => {
      counted.push(customer);
      sum.customers++;
    },
    merge: (into, { customers }) => void (into.customers += customers),
    finish: ({ customers }) => customers,
  };
  const asked = { room, from: -Infinity, to: room.now, scopes: [] };
  assert.equal(await figureOf(services, asked, analysis), 20);
  counted.length = 0;
  assert.equal(await figureOf(services, asked, { ...analysis, mayCount: assignedIn }), 2);
  assert.equal(counted.length, 2);
  for (const { mayCount } of [trialsAnalysis([], new Map()), assignedVersions(new Map())])
    assert.equal(mayCount, assignedIn);
});
