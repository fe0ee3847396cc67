/**
 * Tests that coupon figures from cached intermediate results equal figures computed from the facts alone. The customers
 * have late events, refunds, merges, new terms and the passage of time.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { seedOf } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { TestServer, type Caller } from '../support/server.js';

const SEED = seedOf(31);
const HOUR = 3600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 5, 30);
const KEYS = ['five', 'ten', 'told'];
const REPORTS = `{
  a:couponPopularity(daysToUse:{upTo:[0.5,4],quantiles:[0,0.9]}){rows{maxDays quantileDays{days} group issued claimed used expired returned repeated issuedTo claimedBy usedBy newCustomers discount meanDays medianDays days{upTo uses} usesPerCustomer{uses customers}}}
  b:couponPopularity(by:ALL,cohort:CLAIM,scope:{from:"2026-05-01T00:00:00Z",to:"2026-06-20T00:00:00Z"}){rows{issued claimed used expired returned newCustomers discount}}
  c:couponPopularity(cohort:ISSUE){rows{group claimed used expired}}
  d:couponPreference(by:{newOrOld:true}){rows{customers group uses usedBy discount share baseShare}}
  e:couponPreference(by:{segments:["buyers"]}){rows{customers group uses usedBy}}
  f:couponAcquisition{rows{group customers cost revenue profit repurchase{days of customers}}}
  g:couponUplift(coupon:"five",window:"P7D"){unmatched groups{variant customers unfinished orders gmv cost} comparisons{metrics{metric difference treatedN controlN}}}
  i:couponUplift(experiment:"ladder",window:"P7D"){sampleRatio{p} groups{variant customers unfinished orders gmv cost} comparisons{variant metrics{metric difference treatedN controlN}}}
  j:couponUplift(experiment:"ladder",window:"P20D",scope:{segment:"buyers"}){groups{variant customers unfinished orders gmv cost}}
  k:couponPriceLadder(experiment:"ladder",window:"P3D"){cheapest rungs{variant faceValue customers orders metrics{metric difference}}}
  h:couponPopularity(scope:{segment:"buyers"}){rows{group used newCustomers}}
}`;

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', new Date(NOW).toISOString());
  for (const key of ['five', 'ten'])
    await admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
      i: { key, kind: 'FIXED_AMOUNT', faceValue: key === 'five' ? '5' : '10', validFor: 'P10D' },
    });
  await admin.ask(
    'mutation{defineExperiment(input:{key:"ladder",variants:[{key:"low",coupon:"five"},{key:"high",coupon:"ten"},{key:"none"}]}){key}}',
  );
  await admin.ask(
    'mutation{defineSegment(input:{key:"buyers",expression:"count(order_paid) >= 2"},wait:true){job{id}}}',
  );
});
after(() => server.remove());

/**
 * Claims the coupon `ten`. Uses and returns the coupon on one order the given number of times, then uses it once more.
 */
async function usedAgain(member: string, orderId: string, times: number): Promise<void> {
  const i = { coupon: 'ten', identities: [{ namespace: 'member_id', value: member }] };
  await admin.ask('mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}', { i });
  for (let n = 0; n <= times; n++) {
    if (n > 0)
      await admin.ask('mutation($i:ReturnCouponInput!){returnCoupon(input:$i){already}}', { i: { ...i, orderId } });
    const { data, errors } = await admin.send('mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already}}', {
      i: { ...i, orderId, amount: '50' },
    });
    // A generated event may already have ended or used the claim, so these two errors are accepted.
    if (errors) return assert.match(errors[0].extensions.reason, /^COUPON_(EXPIRED|USED)$/);
    if (n > 0) assert.equal(data.redeemCoupon.already, false);
  }
}

test(`cached figures equal those of a new process after any new facts (seed ${SEED})`, async () => {
  const d = new Dice(random(SEED));
  let now = NOW;
  let n = 0;
  const event = (): object => {
    const type = d.pick([
      'coupon_issued',
      'coupon_claimed',
      'coupon_claimed',
      'coupon_redeemed',
      'coupon_returned',
      'coupon_expired',
      'order_paid',
      'order_paid',
      'order_paid',
      'order_refunded',
      'order_cancelled',
      'product_viewed',
      'experiment_assigned',
      'experiment_assigned',
    ]);
    const identities = [
      { namespace: 'member_id', value: `K${d.int(0, 40)}` },
      ...(d.chance(0.1) ? [{ namespace: 'device_id', value: `D${d.int(0, 40)}` }] : []),
    ];
    const coupon = d.pick(KEYS);
    const order = type.startsWith('order')
      ? {
          order: {
            orderId: `o${d.int(0, 60)}`,
            ...(type === 'order_paid' || d.chance(0.5) ? { amount: String(d.int(5, 90)) } : {}),
          },
          ...(type === 'order_paid' && d.chance(0.5) ? { coupon } : {}),
        }
      : {};
    const properties =
      type === 'experiment_assigned'
        ? {
            properties: {
              experiment: d.chance(0.9) ? 'ladder' : 'other',
              variant: d.pick(['low', 'high', 'none', 'nothing']),
            },
          }
        : type.startsWith('coupon')
          ? {
              properties: {
                couponId: coupon,
                ...(d.chance(0.6) ? { claimId: `c${d.int(0, 60)}` } : {}),
                ...(d.chance(0.4) ? { orderId: `o${d.int(0, 60)}` } : {}),
              },
            }
          : {};
    // Some events are dated up to five minutes in the future, and take effect at that time.
    return {
      messageId: `k${n++}`,
      type,
      occurredAt: new Date(now - (d.chance(0.05) ? -d.int(1, 4) * 60_000 : d.int(0, 60 * 24) * HOUR)).toISOString(),
      identities,
      ...order,
      ...properties,
    };
  };
  for (let round = 0; round < 15; round++) {
    await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
      e: Array.from({ length: round === 0 ? 400 : d.int(1, 40) }, event),
    });
    if (d.chance(0.3))
      await admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
        i: {
          key: 'ten',
          kind: 'FIXED_AMOUNT',
          faceValue: String(d.int(8, 12)),
          validFor: `P${d.int(1, 20)}D`,
          returnOnRefund: d.chance(0.5),
        },
      });
    await usedAgain(`K${d.int(0, 40)}`, `again${d.int(0, 5)}`, d.int(1, 3));
    if (d.chance(0.4))
      await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', {
        t: new Date((now += d.pick([60_000, 5 * 60_000, DAY, 12 * DAY]))).toISOString(),
      });
    const kept = await admin.ask(REPORTS);
    server.running.services.columns.lose();
    assert.deepEqual(kept, await admin.ask(REPORTS), `seed ${SEED}, round ${round}`);
    assert.ok(kept.a.rows.some((r: any) => r.used > 0) && kept.i.groups.some((g: any) => g.orders > 0));
  }
});
