/**
 * Follows the coupons of customers as time passes: each state at each instant, for limits, products, eligibility, packs,
 * cost limits and group coupons, through new versions, refunds and merges.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

const START = '2026-03-20T12:00:00.000Z';
const FORMULA = [{ lineId: '1', sku: 'x', category: '母婴/奶粉', quantity: '1', amount: '40' }];

let server: TestServer;
let admin: Caller;
let sent = 0;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];

/** Runs a mutation and returns its result, or the reason for which it is rejected. */
async function run(field: string, type: string, input: object, selection: string): Promise<Record<string, unknown>> {
  const { data, errors } = await admin.send(`mutation($i:${type}!){of:${field}(input:$i){${selection}}}`, { i: input });
  return errors ? { reason: errors[0].extensions.reason } : data.of;
}

const define = (input: object): Promise<unknown> =>
  run('defineCoupon', 'DefineCouponInput', { kind: 'FIXED_AMOUNT', faceValue: '5', ...input }, 'key');
const claim = async (coupon: string, member: string, more: object = {}): Promise<unknown> =>
  (await run('claimCoupon', 'ClaimCouponInput', { coupon, identities: who(member), ...more }, 'claim')).reason;
const redeem = async (coupon: string, member: string, orderId: string, more: object = {}): Promise<unknown> => {
  const input = { coupon, identities: who(member), orderId, amount: '100', ...more };
  const { reason, discount } = await run('redeemCoupon', 'RedeemCouponInput', input, 'discount');
  return reason ?? discount;
};
const giveBack = (coupon: string, member: string, orderId: string): Promise<unknown> =>
  run('returnCoupon', 'ReturnCouponInput', { coupon, identities: who(member), orderId }, 'already');
const advance = (to: string): Promise<unknown> =>
  admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: to });

/** Reports events of a customer at the time of the workspace's clock. */
async function report(member: string, ...events: readonly object[]): Promise<void> {
  const { workspace } = await admin.ask('{workspace{now}}');
  const { ingestEvents } = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected}}', {
    e: events.map((event) => ({
      messageId: `m${sent++}`,
      occurredAt: workspace.now,
      identities: who(member),
      ...event,
    })),
  });
  assert.equal(ingestEvents.rejected, 0);
}

interface Entry {
  readonly state: string;
  readonly key: string;
  readonly claimsLeft: number | null;
  readonly expiresAt: string | null;
  readonly orderId: string | null;
  readonly returnedAt: string | null;
}

/** Returns the listed coupons with a given key, each as one text. */
async function listed(member: string, key: string): Promise<string[]> {
  const { profile } = await admin.ask(
    `query($i:IdentityInput!){profile(identity:$i){coupons(first:100){edges{node{state key claimsLeft expiresAt orderId returnedAt}}}}}`,
    { i: who(member)[0] },
  );
  const shown = ({ state, claimsLeft, expiresAt, orderId, returnedAt }: Entry): string =>
    [
      state,
      ...(claimsLeft === null ? [] : [`${claimsLeft} left`]),
      ...(expiresAt === null ? [] : [`until ${expiresAt.slice(5, 16)}`]),
      ...(orderId === null ? [] : [orderId]),
      ...(returnedAt === null ? [] : ['returned']),
    ].join(' ');
  return profile.coupons.edges
    .map(({ node }: { node: Entry }) => node)
    .filter((entry: Entry) => entry.key === key)
    .map(shown);
}

async function open(workspace: string, ...members: readonly string[]): Promise<void> {
  admin = await server.sandbox(workspace, START, { zone: 'UTC', currency: 'CNY' });
  for (const member of members) await report(member, { type: 'visit' });
}

async function merge(one: string, other: string): Promise<void> {
  const id = async (member: string): Promise<string> =>
    (await admin.ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: who(member)[0] })).profile.id;
  await admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', {
    a: await id(one),
    b: await id(other),
  });
}

test('a claim is held until its validity ends, which a new version may extend but never shorten', async () => {
  await open('times', 'A');
  const version = (validFor: string, more: object = {}): Promise<unknown> =>
    define({ key: 'lim', perCustomerLimit: 1, validFor, ...more });
  await version('P2D');
  assert.deepEqual(await listed('A', 'lim'), ['CLAIMABLE 1 left']);
  assert.equal(await claim('lim', 'A'), undefined);
  assert.deepEqual(await listed('A', 'lim'), ['HELD until 03-22T12:00']);
  await version('P1D');
  assert.deepEqual(await listed('A', 'lim'), ['HELD until 03-22T12:00']);
  await advance('2026-03-22T11:59:59.999Z');
  assert.deepEqual(await listed('A', 'lim'), ['HELD until 03-22T12:00']);
  await advance('2026-03-22T12:00:00.000Z');
  assert.deepEqual(await listed('A', 'lim'), ['EXPIRED until 03-22T12:00']);
  assert.equal(await redeem('lim', 'A', 'o'), 'COUPON_EXPIRED');
  await version('P5D');
  assert.deepEqual(await listed('A', 'lim'), ['HELD until 03-25T12:00'], 'extended, also after the claim has expired');
  await version('P5D', { from: '2026-03-24T00:00:00Z' });
  assert.deepEqual(await listed('A', 'lim'), ['HELD until 03-25T12:00'], 'held, although uses begin later');
  assert.equal(await redeem('lim', 'A', 'o'), 'COUPON_NOT_STARTED');
  await advance('2026-03-24T00:00:00.000Z');
  assert.equal(await redeem('lim', 'A', 'o'), '5');
  assert.deepEqual(await listed('A', 'lim'), ['USED until 03-25T12:00 o']);
});

test('a claim of a coupon for certain products stays held after the coupon itself has ended', async () => {
  await open('products', 'A');
  const version = (more: object): Promise<unknown> =>
    define({
      key: 'goods',
      kind: 'DISCOUNT',
      faceValue: null,
      percentOff: '10',
      products: { categories: ['母婴'] },
      ...more,
    });
  await version({});
  await claim('goods', 'A');
  assert.deepEqual(await listed('A', 'goods'), ['CLAIMABLE', 'HELD']);
  const other = [{ ...FORMULA[0], category: '母婴用品' }];
  assert.equal(await redeem('goods', 'A', 'o', { lines: other }), 'COUPON_GOODS_MISMATCH');
  assert.deepEqual(await listed('A', 'goods'), ['CLAIMABLE', 'HELD'], 'a rejected use changes nothing');
  await version({ until: '2026-03-21T00:00:00Z' });
  await advance('2026-03-21T00:00:00.000Z');
  assert.deepEqual(await listed('A', 'goods'), ['HELD'], 'the claim itself has no end');
  assert.equal(await redeem('goods', 'A', 'o', { lines: FORMULA }), '4');
  assert.deepEqual(await listed('A', 'goods'), ['USED o']);
});

test('a coupon for new customers is claimable until the first order, and again after its refund', async () => {
  await open('eligible', 'A', 'B');
  await admin.ask(
    'mutation{defineSegment(wait:true,input:{key:"newbies",expression:"count(order_paid) = 0"}){segment{key}}}',
  );
  await define({ key: 'first', eligible: 'newbies', perCustomerLimit: 2 });
  await claim('first', 'A');
  assert.equal(await redeem('first', 'A', 'o'), '5');
  assert.deepEqual(await listed('A', 'first'), ['CLAIMABLE 1 left', 'USED o']);
  await report('A', { type: 'order_paid', order: { orderId: 'o', amount: '95' } });
  assert.deepEqual(await listed('A', 'first'), ['USED o']);
  assert.equal(await claim('first', 'A'), 'COUPON_NOT_ELIGIBLE');
  await report('A', { type: 'order_refunded', order: { orderId: 'o', amount: '40' } });
  assert.deepEqual(await listed('A', 'first'), ['USED o'], 'a part came back');
  await report('A', { type: 'order_refunded', order: { orderId: 'o', amount: '55' } });
  assert.deepEqual(await listed('A', 'first'), ['CLAIMABLE 1 left', 'HELD returned'], 'the rest came back too');
});

test('a use that is not returned with its order stays used', async () => {
  await open('kept', 'A');
  await define({ key: 'once', returnOnRefund: false });
  await claim('once', 'A');
  await redeem('once', 'A', 'o');
  await define({ key: 'once', returnOnRefund: true });
  await report('A', { type: 'order_paid', order: { orderId: 'o', amount: '95' } });
  await report('A', { type: 'order_cancelled', order: { orderId: 'o' } });
  assert.deepEqual(await listed('A', 'once'), ['CLAIMABLE', 'USED o']);
});

test('a cost limit rejects uses but keeps their claims, and returned cost can be spent again', async () => {
  await open('cost', 'A');
  await define({ key: 'cost', costLimit: '8' });
  await claim('cost', 'A');
  await claim('cost', 'A');
  assert.equal(await redeem('cost', 'A', 'o1'), '5');
  assert.equal(await redeem('cost', 'A', 'o2'), 'COUPON_COST_LIMIT');
  assert.deepEqual(await listed('A', 'cost'), ['CLAIMABLE', 'HELD', 'USED o1']);
  await giveBack('cost', 'A', 'o1');
  assert.deepEqual(await listed('A', 'cost'), ['CLAIMABLE', 'HELD returned', 'HELD']);
  assert.equal(await redeem('cost', 'A', 'o2'), '5');
  assert.deepEqual(await listed('A', 'cost'), ['CLAIMABLE', 'HELD', 'USED o2']);
});

test('a pack counts in the limits of its coupons, and a merged customer has the claims of both', async () => {
  await open('merged', 'A', 'B', 'C');
  await define({ key: 'lim', perCustomerLimit: 1, totalLimit: 3 });
  await define({ key: 'free' });
  await run(
    'defineCouponPack',
    'DefineCouponPackInput',
    { key: 'pack', coupons: [{ coupon: 'lim' }, { coupon: 'free', count: 2 }] },
    'key',
  );
  const claimPack = async (member: string): Promise<unknown> =>
    (await run('claimCouponPack', 'ClaimCouponPackInput', { pack: 'pack', identities: who(member) }, 'packClaim'))
      .reason;
  assert.equal(await claimPack('A'), undefined);
  assert.deepEqual([await listed('A', 'lim'), await listed('A', 'free')], [['HELD'], ['CLAIMABLE', 'HELD', 'HELD']]);
  assert.equal(await claimPack('A'), 'COUPON_CLAIM_LIMIT');
  assert.deepEqual(await listed('A', 'free'), ['CLAIMABLE', 'HELD', 'HELD'], 'all or none');
  assert.equal(await claim('lim', 'B'), undefined);
  assert.equal(await redeem('lim', 'B', 'o'), '5');
  assert.deepEqual(await listed('C', 'lim'), ['CLAIMABLE 1 left'], 'two of three are claimed');
  await merge('A', 'B');
  for (const member of ['A', 'B']) assert.deepEqual(await listed(member, 'lim'), ['HELD', 'USED o'], member);
  await report('B', { type: 'order_cancelled', order: { orderId: 'o' } });
  for (const member of ['A', 'B'])
    assert.deepEqual((await listed(member, 'lim')).toSorted(), ['HELD', 'HELD returned']);
});

test('a group coupon is held by both customers, and twice after they are merged', async () => {
  await open('group', 'A', 'B');
  await define({ key: 'two', group: true, perCustomerLimit: 1 });
  assert.equal(await claim('two', 'A'), 'COUPON_PARTNER_MISSING');
  assert.equal(await claim('two', 'A', { partner: { identities: who('B') } }), undefined);
  for (const member of ['A', 'B']) assert.deepEqual(await listed(member, 'two'), ['HELD'], member);
  await merge('A', 'B');
  assert.deepEqual(await listed('A', 'two'), ['HELD', 'HELD']);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
