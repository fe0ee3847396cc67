/**
 * Tests that no caller writes in the name of another, and that no caller exceeds its scopes. HTTP, WebSocket and /v1
 * behave the same.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const AT = '2026-03-10T11:00:00Z';
const INGEST =
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates results{status code path message}}}';
const CLAIM = 'mutation($i:ClaimCouponInput!){claimCoupon(input:$i){claim}}';
const REDEEM = 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){already claim discount}}';
const ASSIGN = 'mutation($c:[CustomerInput!]!){assignExperiment(experiment:"ladder",customers:$c){variant already}}';

const who = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];
const event = (messageId: string, member: string, type: string, more: object = {}): object => ({
  messageId,
  type,
  occurredAt: AT,
  identities: who(member),
  ...more,
});

type Transport = 'HTTP' | 'WebSocket';
type Asking = Pick<Caller, 'ask' | 'send'>;

let server: TestServer;
/** For each transport, an operator with all rights in a separate workspace. */
const operators = new Map<Transport, Caller>();

before(async () => {
  server = await TestServer.start();
  for (const over of ['HTTP', 'WebSocket'] as const) {
    const admin = await server.sandbox(over.toLowerCase(), CLOCK);
    await admin.ask(
      `mutation{
          a:defineTag(input:{key:"gender",kind:STATIC,type:STRING,namespace:"pos",authority:["pos"]}){key}
          b:defineCoupon(input:{key:"one",kind:FIXED_AMOUNT,faceValue:"50",totalLimit:1,perCustomerLimit:1}){key}
          c:defineCoupon(input:{key:"own",kind:FIXED_AMOUNT,faceValue:"50",perCustomerLimit:1}){key}
          d:defineCoupon(input:{key:"three",kind:FIXED_AMOUNT,faceValue:"5",totalLimit:3,perCustomerLimit:2}){key}
          e:defineExperiment(input:{key:"ladder",variants:[{key:"five",coupon:"own"},{key:"none",weight:1000000}]}){key}
        }`,
    );
    operators.set(over, over === 'HTTP' ? admin : admin.overWebSocket());
  }
});
after(() => server.remove());

/** Sends a batch to /v1 and returns the response. */
async function track(token: string, batch: readonly object[]): Promise<Loose> {
  const res = await fetch(server.url.replace('/graphql', '/v1/batch'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ batch }),
  });
  return res.json();
}

for (const over of ['HTTP', 'WebSocket'] as const) {
  const shop = over.toLowerCase();
  const admin: Asking = {
    ask: (query, variables) => operators.get(over)!.ask(query, variables),
    send: (query, variables) => operators.get(over)!.send(query, variables),
  };
  const caller = (scopes: readonly string[], subject?: string): Caller => {
    const c = server.caller(shop, scopes, subject);
    return over === 'HTTP' ? c : c.overWebSocket();
  };
  const items = async (c: Asking, events: readonly object[]): Promise<(string | null)[][]> =>
    (await c.ask(INGEST, { e: events })).ingestEvents.results.map((r: Loose) => [r.status, r.code, r.path]);
  const code = async (c: Asking, query: string, i?: unknown): Promise<string | undefined> =>
    (await c.send(query, { i })).errors?.[0].extensions.code;

  test(`${over}: correcting a static tag needs the scope to define, not to write`, async () => {
    const writer = caller(['tags:write:pos', 'tags:write:*'], 'pos');
    const input = { tag: 'gender', value: 'x', reason: 'because', identities: who('T') };
    const CORRECT = 'mutation($i:CorrectTagInput!){correctTag(input:$i){status}}';
    assert.equal(await code(writer, CORRECT, input), 'FORBIDDEN');
    const { correctTag } = await caller(['define']).ask(CORRECT, { i: input });
    assert.equal(correctTag.status, 'ACCEPTED');
  });

  test(`${over}: the source is the token's subject, others need a grant, and the server’s is reserved`, async () => {
    const crm = caller(['events:write'], 'crm');
    const searched = (source: string | undefined, messageId: string): object =>
      event(messageId, 'S', 'searched', source === undefined ? {} : { source });
    assert.deepEqual(
      await items(crm, [
        searched('crm', 's1'),
        searched('pos', 's2'),
        searched('strata', 's3'),
        searched('Strata', 's4'),
      ]),
      [
        ['ACCEPTED', null, null],
        ['REJECTED', 'FORBIDDEN', 'events[1].source'],
        ['REJECTED', 'FORBIDDEN', 'events[2].source'],
        ['REJECTED', 'FORBIDDEN', 'events[3].source'],
      ],
    );
    const till = caller(['events:write', 'events:source:pos'], 'till');
    assert.deepEqual(
      (await items(till, [searched('pos', 's5'), searched('crm', 's6')])).map(([s]) => s),
      ['ACCEPTED', 'REJECTED'],
    );
    const hub = caller(['events:write', 'events:source:*'], 'hub');
    assert.deepEqual(
      (await items(hub, [searched('pos', 's7'), searched('strata', 's8')])).map(([s]) => s),
      ['ACCEPTED', 'REJECTED'],
    );
    assert.equal((await items(admin, [searched('strata', 's9')]))[0][1], 'FORBIDDEN', 'not even an operator');
  });

  test(`${over}: a partner writes only under the sources that it was granted`, async () => {
    const agency = caller(['events:write', 'events:source:*'], 'agency');
    const grant = (sources: readonly string[]): Promise<unknown> =>
      admin.ask('mutation($i:DefinePartnerInput!){definePartner(input:$i){sources}}', {
        i: { key: 'agency', lookups: ['member_id'], sources },
      });
    const as = async (source: string, messageId: string): Promise<unknown> =>
      (await items(agency, [event(messageId, 'S', 'searched', { source })]))[0][0];
    await grant([]);
    assert.deepEqual([await as('agency', 'p1'), await as('ads', 'p2')], ['ACCEPTED', 'REJECTED']);
    await grant(['ads']);
    assert.deepEqual([await as('ads', 'p3'), await as('mail', 'p4')], ['ACCEPTED', 'REJECTED']);
    assert.equal(
      await code(admin, 'mutation($i:DefinePartnerInput!){definePartner(input:$i){key}}', {
        key: 'agency',
        sources: ['strata'],
      }),
      'BAD_USER_INPUT',
    );
  });

  test(`${over}: no token has the name of the server`, async () => {
    assert.equal(await code(server.caller(shop, ['admin'], 'strata'), '{__typename}'), 'UNAUTHENTICATED');
    for (const [mutation, type, input] of [
      ['issueToken', 'IssueTokenInput', { subject: 'Strata', scopes: ['events:write'], hours: 1 }],
      ['definePartner', 'DefinePartnerInput', { key: 'strata' }],
    ] as const)
      assert.equal(
        await code(admin, `mutation($i:${type}!){${mutation}(input:$i){__typename}}`, input),
        'BAD_USER_INPUT',
      );
  });

  test(`${over}: events of a coupon defined here need permission to decide on it`, async () => {
    const feed = caller(['events:write'], 'feed');
    const types = ['coupon_issued', 'coupon_claimed', 'coupon_redeemed', 'coupon_returned', 'coupon_expired'];
    const results = await items(
      feed,
      types.flatMap((type, i) => [
        event(`c${i}`, 'M1', type, { coupon: 'one', properties: { claimId: `x${i}` } }),
        event(`p${i}`, 'M1', type, { properties: { couponId: 'one', claimId: `y${i}` } }),
        event(`o${i}`, 'M1', type, { coupon: 'reported_only' }),
      ]),
    );
    types.forEach((_, i) => {
      assert.deepEqual(results[3 * i], ['REJECTED', 'FORBIDDEN', `events[${3 * i}].type`]);
      assert.deepEqual(results[3 * i + 1], ['REJECTED', 'FORBIDDEN', `events[${3 * i + 1}].type`]);
      assert.equal(results[3 * i + 2][0], 'ACCEPTED', 'a coupon that is only reported needs no permission');
    });
    const v1 = await track(feed.token, [
      { type: 'track', userId: 'M1', event: 'Coupon Applied', properties: { coupon_id: 'one', order_id: 'v' } },
      { type: 'track', userId: 'M1', event: 'coupon_claimed', properties: { couponId: 'one', claimId: 'v' } },
    ]);
    assert.deepEqual(
      v1.rejected.map((r: Loose) => [r.index, r.code]),
      [[1, 'FORBIDDEN']],
      'a coupon put on a cart is no use of it, a claim decides',
    );
    assert.equal(
      await code(admin, REDEEM, { coupon: 'one', identities: who('M1'), orderId: 'c', amount: '90' }),
      'NOT_FOUND',
    );
    assert.ok((await admin.ask(CLAIM, { i: { coupon: 'one', identities: who('M2') } })).claimCoupon.claim);
  });

  test(`${over}: reported claims beyond the limits are stored but can never be redeemed`, async () => {
    const desk = caller(['events:write', 'coupons:write'], 'desk');
    const told = (id: string, member: string): object =>
      event(`t${id}`, member, 'coupon_claimed', { coupon: 'three', properties: { claimId: id } });
    const results = await items(desk, [
      told('a', 'R1'),
      told('b', 'R1'),
      told('c', 'R1'),
      told('d', 'R2'),
      told('e', 'R3'),
    ]);
    assert.ok(results.every(([status]) => status === 'ACCEPTED'));
    const use = async (member: string, orderId: string): Promise<string> => {
      const r = await admin.send(REDEEM, { i: { coupon: 'three', identities: who(member), orderId, amount: '90' } });
      return r.errors?.[0].extensions.code ?? r.data.redeemCoupon.claim;
    };
    assert.deepEqual([await use('R1', '1'), await use('R1', '2')], ['a', 'b']);
    assert.equal(await use('R1', '3'), 'CONFLICT', 'the third of two for a customer');
    assert.equal(await use('R2', '4'), 'd');
    assert.equal(await use('R3', '5'), 'NOT_FOUND', 'the fourth of three');
    assert.equal(await code(admin, CLAIM, { coupon: 'three', identities: who('R4') }), 'LIMIT_EXCEEDED');
  });

  test(`${over}: claims reported before a coupon was defined neither redeem nor use up its limits`, async () => {
    const feed = caller(['events:write'], 'feed');
    const early = (id: string, type: string): object =>
      event(`early${id}`, 'E1', type, { coupon: 'soon', properties: { claimId: id, orderId: 'e9' } });
    await items(feed, [early('1', 'coupon_claimed'), early('2', 'coupon_redeemed')]);
    await admin.ask(
      'mutation{defineCoupon(input:{key:"soon",kind:FIXED_AMOUNT,faceValue:"50",totalLimit:1,perCustomerLimit:1}){key}}',
    );
    const order = { coupon: 'soon', identities: who('E1'), orderId: 'e9', amount: '90' };
    assert.equal(await code(admin, REDEEM, order), 'NOT_FOUND');
    const { claim } = (await admin.ask(CLAIM, { i: { coupon: 'soon', identities: who('E1') } })).claimCoupon;
    assert.deepEqual((await admin.ask(REDEEM, { i: order })).redeemCoupon, { already: false, claim, discount: '50' });
  });

  test(`${over}: an order that names a coupon uses a claim only if its sender may use coupons`, async () => {
    const feed = caller(['events:write'], 'feed');
    const till = caller(['events:write', 'coupons:write'], 'till');
    for (const [c, member, expected] of [
      [feed, 'O1', 'redeemed'],
      [till, 'O2', 'CONFLICT'],
    ] as const) {
      await admin.ask(CLAIM, { i: { coupon: 'own', identities: who(member) } });
      const order = { orderId: `${member}-1`, amount: '90' };
      const paid = event(`paid${member}`, member, 'order_paid', { order, coupon: 'own', occurredAt: CLOCK });
      assert.equal((await items(c, [paid]))[0][0], 'ACCEPTED');
      const r = await admin.send(REDEEM, {
        i: { coupon: 'own', identities: who(member), orderId: `${member}-2`, amount: '90' },
      });
      assert.equal(r.errors?.[0].extensions.code ?? 'redeemed', expected, member);
    }
  });

  test(`${over}: assignments of an experiment defined here need permission to decide on it`, async () => {
    const feed = caller(['events:write'], 'feed');
    const assigned = (id: string, experiment: string): object =>
      event(`x${id}`, 'X1', 'experiment_assigned', { properties: { experiment, variant: 'five' } });
    assert.deepEqual(
      (await items(feed, [assigned('1', 'ladder'), assigned('2', 'elsewhere')])).map(([, c]) => c),
      ['FORBIDDEN', null],
    );
    const v1 = await track(feed.token, [
      {
        type: 'track',
        userId: 'X1',
        event: 'experiment_assigned',
        properties: { experiment: 'ladder', variant: 'five' },
      },
    ]);
    assert.equal(v1.rejected[0].code, 'FORBIDDEN');
    assert.deepEqual((await admin.ask(ASSIGN, { c: [{ identities: who('X1') }] })).assignExperiment, [
      { variant: 'none', already: false },
    ]);
  });
}

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
