/** Tests that the strategy library finds the planted effects of the demo shop, at its usual size. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { installDemoShop } from '../../seeds/demo-shop/install.js';
import { PLANTED } from '../../seeds/demo-shop/planted-campaigns.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const ANCHOR = Date.UTC(2026, 5, 1);
let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  await installDemoShop(server.running.services, {
    ...{ workspace: 'demo', seed: 1, customers: 1500, anchor: ANCHOR },
    progress: () => undefined,
  });
  admin = server.caller('demo', ['admin']);
  await admin.ask('mutation{measureStrategies}');
});
after(() => server.remove());

/** Returns the standing of a strategy by layer. `all` stands for all customers. */
async function standings(key: string): Promise<Map<string, Loose>> {
  const { strategy } = await admin.ask(
    `query($k:String!){strategy(key:$k){evidence{layer standing byHand interval{low high} pooled{studies mean} trials{source verdict isPlannedBefore}}}}`,
    { k: key },
  );
  return new Map(strategy.evidence.map((each: Loose) => [each.layer ?? 'all', each]));
}

test('the coupon to wake up works for dormant customers only', async () => {
  const found = await standings('wake_up_coupon');
  const dormant = found.get('lifecycle.dormant');
  assert.equal(dormant.standing, 'WORKS', JSON.stringify(dormant));
  assert.deepEqual([dormant.pooled.studies, dormant.byHand], [5, 2]);
  const measured = dormant.trials.filter(({ source }: Loose) => source.startsWith('wake_up_'));
  assert.ok(measured.every(({ isPlannedBefore }: Loose) => isPlannedBefore));
  for (const [layer, { standing }] of found)
    if (layer !== 'lifecycle.dormant' && layer !== 'all') assert.notEqual(standing, 'WORKS', layer);
});

test('the flash sale harms fanatics of promotion, and nobody else', async () => {
  const found = await standings('flash_sale');
  const fanatic = found.get('promotion_sensitivity.fanatic');
  assert.equal(fanatic.standing, 'HARMS', JSON.stringify(fanatic));
  for (const [layer, { standing }] of found)
    if (layer !== 'promotion_sensitivity.fanatic') assert.notEqual(standing, 'HARMS', layer);
});

test('the campaign that lost treated customers is not trusted, and a campaign without effect does not work', async () => {
  for (const { standing } of (await standings('member_care')).values()) assert.equal(standing, 'UNTRUSTED');
  for (const { standing } of (await standings('new_arrivals')).values())
    assert.ok(standing === 'OPEN' || standing === 'NO_EFFECT', standing);
});

test('every campaign has ended and has closed records, and results of the year before are marked', async () => {
  const { campaigns, strategyRecords } = await admin.ask(
    '{campaigns(first:50){edges{node{key state}}} strategyRecords(first:100){edges{node{source origin state closing{verdict}}}}}',
  );
  for (const { key } of PLANTED) {
    assert.equal(campaigns.edges.find(({ node }: Loose) => node.key === key).node.state, 'ENDED');
    const records = strategyRecords.edges.filter(({ node }: Loose) => node.source === key);
    assert.ok(records.length >= 2 && records.every(({ node }: Loose) => node.state === 'CLOSED' && node.closing), key);
  }
  assert.equal(strategyRecords.edges.filter(({ node }: Loose) => node.origin === 'BY_HAND').length, 3);
});
