/**
 * Tests limits under concurrency: a hundred simultaneous claims and uses on two servers, one of which is killed in
 * between.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { patience } from '../support/patience.js';
import { databaseProcess, serverProcess, tokenFor } from '../support/process.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-coupons-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const token = tokenFor('shop');

interface Reply {
  readonly data?: any;
  readonly errors?: { extensions: { code: string } }[];
}
async function send(port: number, query: string, variables?: unknown): Promise<Reply> {
  const res = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patience(60_000)),
  });
  return checked((await res.json()) as Reply);
}
const CLAIM = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}';
const REDEEM = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already discount}}';
const who = (i: number): { namespace: string; value: string }[] => [{ namespace: 'member_id', value: `M${i}` }];

test('on two servers with a kill in between, no limit is exceeded and no claim used twice', async () => {
  const database = await databaseProcess(join(dir, 'db'));
  const env = {
    MONGODB_URI: `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
    STRATA_DATA_DIR: join(dir, 'data'),
  };
  const a = await serverProcess(env);
  let b = await serverProcess(env);
  try {
    await send(a.port, 'mutation{createSandbox(input:{id:"shop",clock:"2026-03-10T12:00:00Z"}){id}}');
    await send(
      a.port,
      'mutation{x:defineCoupon(input:{key:"few",kind:FIXED_AMOUNT,faceValue:"5",totalLimit:30}){key} y:defineCoupon(input:{key:"own",kind:FIXED_AMOUNT,faceValue:"5",perCustomerLimit:1}){key}}',
    );

    // 100 customers compete for 30 coupons. The second server is killed after some responses.
    let answered = 0;
    const claims = await Promise.all(
      Array.from({ length: 100 }, async (_, i) => {
        const r = await send(i % 2 ? b.port : a.port, CLAIM, { i: { coupon: 'few', identities: who(i) } }).catch(
          () => undefined,
        );
        if (++answered === 20) await b.kill();
        return r;
      }),
    );
    b = await serverProcess(env);
    // Requests without a response are retried. A rejected customer stays rejected.
    const unsure = claims.flatMap((r, i) =>
      r === undefined || r.errors?.[0].extensions.code === 'UNAVAILABLE' ? [i] : [],
    );
    const later = await Promise.all(
      unsure.map((i) => send(b.port, CLAIM, { i: { coupon: 'few', identities: who(i) } })),
    );
    const known = claims.filter((r) => r?.data?.claimCoupon).length;
    const report = (await send(a.port, '{couponPopularity(scope:{coupons:["few"]}){rows{claimed claimedBy}}}')).data
      .couponPopularity.rows[0];
    assert.equal(report.claimed, 30, `${known} at once, ${later.filter((r) => r.data).length} later`);
    assert.ok(known <= 30);
    for (const r of [...claims, ...later])
      if (r?.errors) assert.ok(['LIMIT_EXCEEDED', 'UNAVAILABLE'].includes(r.errors[0].extensions.code));

    // One customer sends fifty concurrent claims of one coupon, and then uses the resulting claim on fifty orders.
    const tries = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        send(i % 2 ? b.port : a.port, CLAIM, { i: { coupon: 'own', identities: who(0) } }),
      ),
    );
    assert.equal(tries.filter((r) => r.data?.claimCoupon).length, 1);
    const uses = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        send(i % 2 ? b.port : a.port, REDEEM, {
          i: { coupon: 'own', identities: who(0), orderId: `o${i}`, amount: '50' },
        }),
      ),
    );
    assert.equal(uses.filter((r) => r.data?.redeemCoupon).length, 1);
    // The use on one order is sent fifty times. It happens once, with the same response each time.
    await send(a.port, CLAIM, { i: { coupon: 'own', identities: who(1) } });
    const same = await Promise.all(
      Array.from({ length: 50 }, (_, i) =>
        send(i % 2 ? b.port : a.port, REDEEM, {
          i: { coupon: 'own', identities: who(1), orderId: 'same', amount: '50' },
        }),
      ),
    );
    assert.equal(same.filter((r) => r.data?.redeemCoupon.discount === '5').length, 50);
    assert.equal(same.filter((r) => !r.data.redeemCoupon.already).length, 1);
    const own = (await send(b.port, '{couponPopularity(scope:{coupons:["own"]}){rows{claimed used}}}')).data
      .couponPopularity.rows[0];
    assert.deepEqual(own, { claimed: 2, used: 2 });

    // Sends twenty concurrent uses of a coupon whose cost limit allows seven.
    await send(
      a.port,
      'mutation{defineCoupon(input:{key:"dear",kind:FIXED_AMOUNT,faceValue:"5",costLimit:"39"}){key}}',
    );
    const rivals = Array.from({ length: 20 }, (_, i) => i);
    await Promise.all(rivals.map((i) => send(a.port, CLAIM, { i: { coupon: 'dear', identities: who(i) } })));
    const costs = await Promise.all(
      rivals.map((i) =>
        send(i % 2 ? b.port : a.port, REDEEM, {
          i: { coupon: 'dear', identities: who(i), orderId: `d${i}`, amount: '50' },
        }),
      ),
    );
    assert.equal(costs.filter((r) => r.data?.redeemCoupon).length, 7);
  } finally {
    await Promise.all([a.stop(), b.stop()]);
    await database.stop();
  }
});
