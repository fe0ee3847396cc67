/**
 * Tests the listings of coupons that a customer can claim, holds, has used or has let expire. They are exact to the
 * millisecond and consistent with the mutations.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { TestServer, type Caller } from '../support/server.js';

interface Entry {
  readonly state: 'CLAIMABLE' | 'HELD' | 'USED' | 'EXPIRED';
  readonly key: string;
  readonly claimsLeft: number | null;
  readonly claim: string | null;
  readonly expiresAt: string | null;
  readonly usedAt: string | null;
  readonly orderId: string | null;
  readonly discount: string | null;
  readonly returnedAt: string | null;
  readonly coupon: { readonly code: string | null } | null;
}

let server: TestServer;
let admin: Caller;
const START = '2026-03-10T12:00:00.000Z';
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const FIELDS =
  'state key claimsLeft claim expiresAt usedAt orderId discount returnedAt coupon{code}' as const satisfies string;
const COUPONS = `query($i:IdentityInput!,$s:[CustomerCouponState!],$n:Int!,$a:String){profile(identity:$i){coupons(state:$s,first:$n,after:$a){pageInfo{hasNextPage endCursor} edges{node{${FIELDS}}}}}}`;
const couponsOf = async (member: string, state?: Entry['state'][], by = admin): Promise<Entry[]> =>
  (await by.ask(COUPONS, { i: who(member)[0], s: state, n: 100 })).profile.coupons.edges.map(
    (e: { node: Entry }) => e.node,
  );
const brief = (list: readonly Entry[]): string[] => list.map((e) => `${e.state} ${e.key}`);
const define = (input: object): Promise<unknown> =>
  admin.ask('mutation($i:DefineCouponInput!){defineCoupon(input:$i){key}}', {
    i: { kind: 'FIXED_AMOUNT', faceValue: '5', ...input },
  });
const CLAIM = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim expiresAt}}';
const claim = async (coupon: string, member: string): Promise<string> =>
  (await admin.ask(CLAIM, { i: { coupon, identities: who(member) } })).claimCoupon.claim;
const REDEEM = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){claim discount}}';
const redeem = (coupon: string, member: string, orderId: string, more: object = {}): ReturnType<Caller['send']> =>
  admin.send(REDEEM, { i: { coupon, identities: who(member), orderId, amount: '50', ...more } });
const advance = (to: string): Promise<unknown> =>
  admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: to });
const ingest = (by: Caller, e: object[]): Promise<unknown> =>
  by.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected}}', { e });

test('a coupon with an eligibility condition is claimable while the customer meets it, which may end by time alone', async () => {
  admin = await server.sandbox('certain', START);
  await define({ key: 'fresh', eligible: 'did(visit, last 2d)' });
  await ingest(admin, [{ type: 'visit', identities: who('A'), occurredAt: START, messageId: 'v' }]);
  assert.deepEqual(brief(await couponsOf('A')), ['CLAIMABLE fresh']);
  await advance('2026-03-12T11:59:59.999Z');
  assert.deepEqual(brief(await couponsOf('A')), ['CLAIMABLE fresh']);
  await advance('2026-03-12T12:00:00.000Z');
  assert.deepEqual(brief(await couponsOf('A')), []);
});

test('a coupon for a list is listed as soon as a customer is added to the list, and not after the customer is removed', async () => {
  admin = await server.sandbox('listed', START);
  await admin.ask('mutation{defineList(input:{key:"vip",namespace:"member_id"}){key}}');
  await define({ key: 'for_vip', eligible: 'in list vip' });
  const members = Array.from({ length: 10 }, (_, i) => `L${i}`);
  await ingest(
    admin,
    members.map((m) => ({ messageId: m, type: 'visit', occurredAt: START, identities: who(m) })),
  );
  // The stored profile is updated only later. A listing that is requested immediately must not depend on it.
  for (const [change, listed] of [
    ['addToList', ['CLAIMABLE for_vip']],
    ['removeFromList', []],
  ] as const)
    for (const member of members) {
      await admin.ask(`mutation{${change}(list:"vip",entries:["${member}"]){changed}}`);
      assert.deepEqual(brief(await couponsOf(member, ['CLAIMABLE'])), listed, `${change} ${member}`);
      const { errors } = await admin.send(CLAIM, { i: { coupon: 'for_vip', identities: who(member) } });
      assert.equal(errors === undefined, listed.length > 0, 'as a claim is decided');
    }
});

test('a coupon starts, is claimed up to its limits, used, returned and expires at its exact millisecond', async () => {
  admin = await server.sandbox('life', START);
  await define({ key: 'soon', code: 'SOON-5', from: '2026-03-11T00:00:00.000Z', until: '2026-03-20T00:00:00.000Z' });
  await define({ key: 'twice', validFor: 'P2D', perCustomerLimit: 2, totalLimit: 3 });
  await define({ key: 'over', until: '2026-03-10T12:00:00.000Z' });
  const first = await claim('twice', 'A');
  assert.deepEqual(brief(await couponsOf('A')), ['CLAIMABLE twice', 'HELD twice']);
  assert.equal((await couponsOf('A', ['CLAIMABLE']))[0].claimsLeft, 1);
  await advance('2026-03-10T23:59:59.999Z');
  assert.deepEqual(brief(await couponsOf('A', ['CLAIMABLE'])), ['CLAIMABLE twice']);
  await advance('2026-03-11T00:00:00.000Z');
  const [soon] = await couponsOf('A', ['CLAIMABLE']);
  assert.deepEqual([soon.key, soon.claimsLeft, soon.coupon], ['soon', null, { code: 'SOON-5' }]);
  // The two claims of customer A have separate expiries. A cannot claim again, and C's claim exhausts the coupon.
  const second = await claim('twice', 'A');
  assert.deepEqual(
    (await couponsOf('A', ['HELD'])).map((e) => [e.claim, e.expiresAt]),
    [
      [first, '2026-03-12T12:00:00.000Z'],
      [second, '2026-03-13T00:00:00.000Z'],
    ],
  );
  await claim('soon', 'B');
  assert.deepEqual(brief(await couponsOf('B', ['CLAIMABLE'])), ['CLAIMABLE soon', 'CLAIMABLE twice']);
  await claim('twice', 'C');
  for (const member of ['A', 'B', 'C'])
    assert.deepEqual(brief(await couponsOf(member, ['CLAIMABLE'])), ['CLAIMABLE soon'], member);
  assert.equal((await redeem('twice', 'A', 'o1', { claim: first })).errors, undefined);
  const [used] = await couponsOf('A', ['USED']);
  assert.deepEqual(
    [used.claim, used.orderId, used.discount, used.usedAt, used.expiresAt],
    [first, 'o1', '5', '2026-03-11T00:00:00.000Z', '2026-03-12T12:00:00.000Z'],
  );
  assert.deepEqual(
    (await couponsOf('A', ['HELD'])).map((e) => e.claim),
    [second],
  );
  await admin.ask('mutation($i:ReturnCouponInput!){returnCoupon(input:$i){already}}', {
    i: { coupon: 'twice', identities: who('A'), orderId: 'o1' },
  });
  assert.deepEqual(
    (await couponsOf('A', ['HELD', 'USED'])).map((e) => [e.state, e.claim, e.returnedAt]),
    [
      ['HELD', first, '2026-03-11T00:00:00.000Z'],
      ['HELD', second, null],
    ],
  );
  await advance('2026-03-12T11:59:59.999Z');
  assert.equal((await couponsOf('A', ['HELD'])).length, 2);
  await advance('2026-03-12T12:00:00.000Z');
  assert.deepEqual(
    (await couponsOf('A', ['HELD', 'EXPIRED'])).map((e) => [e.state, e.claim]),
    [
      ['HELD', second],
      ['EXPIRED', first],
    ],
  );
  await advance('2026-03-20T00:00:00.000Z');
  assert.deepEqual(brief(await couponsOf('B')), ['EXPIRED soon']);
});

test('reported coupons, orders that name a coupon, merged customers, pages, scopes and cursors', async () => {
  admin = await server.sandbox('parts', START);
  await define({ key: 'own', code: 'OWN-5', perCustomerLimit: 1 });
  const event = (messageId: string, member: string, more: object): object => ({
    messageId,
    occurredAt: '2026-03-10T11:00:00Z',
    identities: who(member),
    ...more,
  });
  const web = server.caller('parts', ['events:write'], 'web');
  await ingest(web, [
    event('1', 'A', { type: 'coupon_claimed', properties: { couponId: 'Their|s', claimId: 'x' } }),
    event('2', 'A', { type: 'coupon_redeemed', properties: { couponId: 'gone', orderId: 'o9', discount: 1.5 } }),
    event('3', 'A', { type: 'coupon_returned', properties: { couponId: 'gone', orderId: 'o9' } }),
    event('4', 'B', { type: 'order_paid', order: { orderId: 'o1', amount: '20' }, coupon: 'own-5' }),
  ]);
  await claim('own', 'A');
  // A use reported by an order of another system does not consume a claim made here.
  assert.deepEqual(brief(await couponsOf('B')), ['CLAIMABLE own', 'USED own']);
  await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){merged}}', {
    i: [...who('A'), { namespace: 'phone', value: '+8613800000001' }],
  });
  const id = async (member: string): Promise<string> =>
    (await admin.ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: who(member)[0] })).profile.id;
  await admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: await id('A'),
    b: await id('B'),
  });
  const all = await couponsOf('B');
  assert.deepEqual(
    brief(all),
    ['HELD Their|s', 'HELD own', 'USED own', 'EXPIRED gone'],
    'one customer, no more claims',
  );
  assert.deepEqual(await couponsOf('A'), all);
  assert.deepEqual([all[0].coupon, all[2].orderId, all[2].claim], [null, 'o1', null]);
  const paged: Entry[] = [];
  for (let after: string | undefined, more = true; more;) {
    const { coupons } = (await admin.ask(COUPONS, { i: who('A')[0], n: 1, a: after })).profile;
    paged.push(...coupons.edges.map((e: { node: Entry }) => e.node));
    ({ hasNextPage: more, endCursor: after } = coupons.pageInfo);
    assert.ok(paged.length <= all.length);
  }
  assert.deepEqual(paged, all);
  const reasonOf = async (by: Caller, more: object = {}): Promise<unknown> =>
    (await by.send(COUPONS, { i: who('A')[0], n: 9, ...more })).errors?.[0].extensions.reason;
  const cursor = Buffer.from('c1:[1,2]').toString('base64url');
  assert.deepEqual(
    [
      await reasonOf(server.caller('parts', ['profiles:read'], 'shop')),
      await reasonOf(server.caller('parts', ['profiles:read', 'segments:read'], 'shop')),
      await reasonOf(admin, { a: cursor }),
      await reasonOf(admin, { n: 101 }),
    ],
    ['SCOPE_MISSING', undefined, 'CURSOR_INVALID', 'PAGE_SIZE_INVALID'],
  );
});

test('in random shops the listing agrees with the decisions of the mutations', async () => {
  const d = new Dice(random(seedOf(35)));
  admin = await server.sandbox('random', START);
  const members = ['A', 'B', 'C'];
  const keys = Array.from({ length: 6 }, (_, i) => `k${i}`);
  const day = (n: number): string => new Date(Date.parse(START) + n * 86_400_000).toISOString();
  for (const key of keys)
    await define({
      key,
      ...(d.chance(0.5) ? { from: day(d.int(0, 2)) } : {}),
      ...(d.chance(0.5) ? { until: day(d.int(3, 8)) } : {}),
      ...(d.chance(0.6) ? { validFor: `P${d.int(1, 3)}D` } : {}),
      ...(d.chance(0.6) ? { perCustomerLimit: d.int(1, 3) } : {}),
      ...(d.chance(0.4) ? { totalLimit: d.int(1, 4) } : {}),
    });
  await ingest(
    admin,
    members.map((m) => ({ messageId: m, type: 'searched', occurredAt: START, identities: who(m) })),
  );
  const met = new Map<string, number>();
  const note = (what: string): unknown => met.set(what, (met.get(what) ?? 0) + 1);
  let now = 0;
  for (let step = 0; step < amount(60, 300); step++) {
    if (d.chance(0.1)) await advance(day((now += d.pick([0.5, 1]))));
    const [member, key] = [d.pick(members), d.pick(keys)];
    const list = (await couponsOf(member)).filter((e) => e.key === key);
    if (d.chance(0.5)) {
      const { errors } = await admin.send(CLAIM, { i: { coupon: key, identities: who(member) } });
      const listed = list.some((e) => e.state === 'CLAIMABLE');
      assert.equal(errors === undefined, listed, `claim ${key} for ${member}: ${errors?.[0].message}`);
      note(listed ? 'claimed' : 'not claimed');
    } else {
      // Uses any claim that was ever listed. This succeeds only if the customer holds the claim.
      const claims = list.filter((e) => e.claim !== null);
      if (claims.length === 0) continue;
      const one = d.pick(claims);
      const { errors } = await redeem(key, member, `o${step}`, { claim: one.claim });
      const reason = String(errors?.[0].extensions.reason ?? '');
      if (reason === 'COUPON_NOT_STARTED') continue;
      assert.equal(reason === '', one.state === 'HELD', `use ${key} of ${member}: ${one.state}, ${reason}`);
      note(one.state);
    }
  }
  if (now > 0) for (const what of ['claimed', 'not claimed', 'HELD']) assert.ok((met.get(what) ?? 0) > 0, what);
});
