/**
 * Tests the comparison without a holdout. Claimants are matched with similar customers, so that their higher purchases
 * do not look like an effect.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(11);
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 5, 30);
let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', new Date(NOW).toISOString());
  await admin.ask(
    'mutation{a:defineCoupon(input:{key:"nothing",kind:FIXED_AMOUNT,faceValue:"5"}){key} b:defineCoupon(input:{key:"helps",kind:FIXED_AMOUNT,faceValue:"5"}){key}}',
  );
  await admin.ask(
    'mutation{defineLayerModel(input:{key:"kind",layers:[{key:"often",when:"count(order_paid) >= 4"},{key:"rest"}]},wait:true){job{state}}}',
  );
  const d = new Dice(random(SEED));
  const events: object[] = [];
  let n = 0;
  for (let c = 0; c < 1600; c++) {
    // A customer's habits determine both the order frequency and the claims, so claims do not cause orders.
    const often = d.chance(0.4);
    const rate = often ? 0.35 : 0.05;
    const claimed = d.chance(often ? 0.7 : 0.15) ? d.pick(['nothing', 'helps']) : undefined;
    const at = NOW - d.int(70, 80) * DAY;
    for (let day = 0; day < 200; day += 5) {
      const t = at - 140 * DAY + day * DAY;
      const lift = claimed === 'helps' && t > at && t < at + 30 * DAY ? 0.3 : 0;
      if (d.chance(rate + lift))
        events.push({
          messageId: `m${++n}`,
          type: 'order_paid',
          occurredAt: new Date(t + d.int(0, 80_000_000)).toISOString(),
          identities: [{ namespace: 'member_id', value: `C${c}` }],
          order: { orderId: `o${n}`, amount: `${d.int(20, 60)}.00` },
        });
    }
    events.push({
      messageId: `r${c}`,
      type: 'registered',
      occurredAt: new Date(at - 150 * DAY).toISOString(),
      identities: [{ namespace: 'member_id', value: `C${c}` }],
    });
    if (claimed)
      events.push({
        messageId: `k${c}`,
        type: 'coupon_claimed',
        occurredAt: new Date(at).toISOString(),
        identities: [{ namespace: 'member_id', value: `C${c}` }],
        properties: { couponId: claimed },
      });
  }
  for (let i = 0; i < events.length; i += 1000)
    await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events.slice(i, i + 1000) });
});
after(() => server.remove());

const ask = async (coupon: string): Promise<{ uplift: any; of(metric: string): any }> => {
  const { couponUplift: uplift } = await admin.ask(
    `{couponUplift(coupon:"${coupon}",window:"P30D",layerModel:"kind"){method sampleRatio{p} unmatched groups{variant customers} comparisons{metrics{metric treated control difference interval{low high} significant treatedN controlN}}}}`,
  );
  return { uplift, of: (metric) => uplift.comparisons[0].metrics.find((m: any) => m.metric === metric) };
};

test(`a coupon without effect shows none, even if its claimants order far more (seed ${SEED})`, async () => {
  const { uplift, of } = await ask('nothing');
  assert.deepEqual([uplift.method, uplift.sampleRatio], ['MATCHED', null], 'reported as weaker evidence');
  assert.ok(uplift.unmatched < 0.1 * (uplift.groups[0].customers + uplift.unmatched));
  assert.equal(of('ORDERS').significant, false, JSON.stringify(of('ORDERS')));
  // A naive comparison of claimants with everyone else shows a large difference, because the test data was generated
  // that way.
  const { average: mine } = (
    await admin.ask(
      '{statistics(metric:"count(order_paid)",expression:"did(coupon_claimed where couponId = \\"nothing\\")"){average}}',
    )
  ).statistics;
  const { average: others } = (
    await admin.ask('{statistics(metric:"count(order_paid)",expression:"not did(coupon_claimed)"){average}}')
  ).statistics;
  assert.ok(Number(mine) > 1.5 * Number(others), `${mine} against ${others}`);
});

test('a coupon with an effect shows about that effect', async () => {
  const { of } = await ask('helps');
  // The coupon raises the probability of each of six possible orders in 30 days by 0.3, which adds 1.8 orders. The
  // bounds allow for the randomness of this data.
  const { difference, interval, significant } = of('ORDERS');
  assert.equal(significant, true);
  assert.ok(difference > 1.2 && difference < 2.2, String(difference));
  assert.ok(interval.high - interval.low < 0.8);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
