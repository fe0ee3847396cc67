/** Tests the models of the demo shop: the versions and scores of the new shop, and the next due times. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installDemoShop } from '../../seeds/demo-shop/install.js';
import { TestServer, type Loose } from '../support/server.js';

const ANCHOR = Date.UTC(2026, 5, 1);
let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await installDemoShop(server.running.services, {
    ...{ workspace: 'demo', seed: 1, customers: 300, anchor: ANCHOR },
    progress: () => undefined,
  });
});
after(() => server.remove());

test('a new shop has scores and a segment that reads them; the churn model reports what is missing', async () => {
  const admin = server.caller('demo', ['admin']);
  const { models, segment } = await admin.ask(`{segment(key:"expected_often"){size} models(first:5){edges{node{key
    history{scored{cut customers} nextTrainingAt nextScoringAt versions{state used refusal{reason needed found}}}}}}}`);
  const [churn, orders] = models.edges.map(({ node }: Loose) => node.history);
  const [version] = churn.versions.slice(-1);
  assert.deepEqual([churn.scored, version.state, version.refusal.reason], [null, 'REFUSED', 'TOO_FEW']);
  assert.equal(orders.versions.length, 1);
  assert.equal(orders.versions[0].used, true);
  assert.equal(orders.scored.cut, new Date(ANCHOR).toISOString());
  assert.ok(orders.scored.customers > 100 && segment.size > 0 && segment.size < orders.scored.customers);
  assert.equal(orders.nextTrainingAt, new Date(ANCHOR + 30 * 86_400_000).toISOString());
  assert.equal(orders.nextScoringAt, new Date(ANCHOR + 7 * 86_400_000).toISOString());
});
