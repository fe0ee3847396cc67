/**
 * Tests how messages in the tracking format of other systems are handled. The unmodified SDKs of these systems are
 * tested in sdks.full.test.ts.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const base = (): string => server.url.replace('/graphql', '');
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask(
    'mutation{defineTag(input:{key:"plan_name",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"credit",kind:SEMI_DYNAMIC,type:DECIMAL}){key} c:defineTag(input:{key:"rating",kind:SEMI_DYNAMIC,type:STRING,namespace:"vendor"}){key}}',
  );
});
after(() => server.remove());

const at = new Date('2026-03-10T11:00:00Z');
const key = (): string => server.token('shop', ['events:write', 'tags:write:shop'], 'web');
const call = async (
  path: string,
  body: unknown,
  authorization = `Basic ${Buffer.from(`${key()}:`).toString('base64')}`,
): Promise<{ status: number; body: any }> => {
  const res = await fetch(`${base()}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: res.status, body: checked(await res.json()) };
};

test('messages of the tracking format become events of the vocabulary, links and tags', async () => {
  const message = { timestamp: at.toISOString(), anonymousId: 'anon-1' };
  const batch = [
    { type: 'page', messageId: 'p1', name: 'Home', properties: { url: 'https://shop/', referrer: '' }, ...message },
    {
      type: 'identify',
      messageId: 'i1',
      userId: 'U1',
      traits: { planName: 'gold', credit: 12.5, rating: 'A', email: 'Li@Example.com', unknown: { x: 1 } },
      ...message,
    },
    {
      type: 'track',
      messageId: 't1',
      userId: 'U1',
      event: 'Order Completed',
      properties: {
        order_id: 'O1',
        total: 99.9,
        currency: 'CNY',
        coupon: 'five',
        discount: 5,
        products: [{ product_id: 'a', brand: 'Shiseido', price: 33.3, quantity: 3 }],
      },
      ...message,
    },
    {
      type: 'track',
      messageId: 't2',
      userId: 'U1',
      event: 'Coupon Applied',
      properties: { order_id: 'O1', coupon_id: 'five', discount: 5 },
      ...message,
    },
    {
      type: 'track',
      messageId: 't3',
      userId: 'U1',
      event: 'Video Watched',
      properties: { seconds: 3, chapters: [{ a: 1 }] },
      ...message,
    },
    {
      type: 'track',
      messageId: 't4',
      userId: 'U1',
      event: 'Order Refunded',
      properties: { order_id: 'O1', products: [{ product_id: 'a', price: 33.3, quantity: 1 }] },
      ...message,
      timestamp: '2026-03-10T11:30:00Z',
    },
  ];
  const first = await call('batch', { batch });
  const { warnings, ...counts } = first.body;
  assert.deepEqual([first.status, counts], [200, { success: true, accepted: 6, duplicates: 0, rejected: [] }]);
  assert.deepEqual(
    warnings.map((warning: { index: number; field: string; reason: string }) => [
      warning.index,
      warning.field,
      warning.reason,
    ]),
    [
      [1, 'traits.rating', 'TAG_NAMESPACE_FORBIDDEN'],
      [1, 'traits.unknown', 'TAG_NOT_FOUND'],
    ],
  );
  const again = await call('batch', { batch });
  assert.equal(again.body.duplicates, 5, 'events count once, and a repeated link changes nothing');
  const { profile: p } = await admin.ask(
    '{profile(identity:{namespace:"device_id",value:"anon-1"}){identities{namespace value} tags{key value} events(first:10){edges{node{type amount coupon properties lines{lineId amount brand}}}}}}',
  );
  assert.deepEqual(p.identities.map((i: any) => `${i.namespace} ${i.value}`).sort(), [
    'device_id anon-1',
    'email li@example.com',
    'member_id U1',
  ]);
  assert.deepEqual(
    p.tags.map((x: any) => [x.key, x.value]).sort(),
    [
      ['credit', '12.5'],
      ['plan_name', 'gold'],
    ],
    'a tag of another namespace is not written',
  );
  const events = new Map<string, any>(p.events.edges.map((e: any) => [e.node.type, e.node]));
  assert.deepEqual([...events.keys()].sort(), [
    'coupon_applied',
    'order_paid',
    'order_refunded',
    'page_viewed',
    'video_watched',
  ]);
  assert.deepEqual(
    [events.get('order_paid').amount, events.get('order_paid').coupon, events.get('order_paid').lines],
    ['99.9', 'five', [{ lineId: 'a', amount: '99.9', brand: 'Shiseido' }]],
  );
  assert.equal(events.get('video_watched').properties.chapters, '[{"a":1}]');
  // The amount of the one returned item is subtracted from the sum.
  assert.equal((await admin.ask('{statistics(metric:"sum(order_paid.amount)"){sum}}')).statistics.sum, '66.6');
  assert.deepEqual((await admin.ask('{couponPopularity{rows{group used discount}}}')).couponPopularity.rows, [
    { group: 'five', used: 1, discount: '5' },
  ]);
  await call('track', { anonymousId: 'anon-2', event: 'Seen', timestamp: at.toISOString() });
  assert.equal(
    (await call('alias', { userId: 'U1', previousId: 'anon-2', messageId: 'a1', timestamp: at.toISOString() })).body
      .accepted,
    1,
  );
  assert.ok((await admin.ask('{profile(identity:{namespace:"device_id",value:"anon-2"}){id}}')).profile);
});

test('an invalid message is named and the others are kept; invalid requests get a clear error', async () => {
  const r = await call('batch', {
    batch: [
      { type: 'track', event: 'Fine', userId: 'U2', messageId: 'b1', timestamp: at.toISOString() },
      { type: 'track', event: 'No One', messageId: 'b2' },
      { type: 'track', userId: 'U2', messageId: 'b3' },
      7,
      { type: 'track', event: 'Late', userId: 'U2', messageId: 'b4', timestamp: '2030-01-01T00:00:00Z' },
    ],
  });
  assert.equal(r.body.accepted, 1);
  assert.deepEqual(
    r.body.rejected.map((x: { index: number; code: string; reason: string }) => [x.index, x.code, x.reason]),
    [
      [1, 'BAD_USER_INPUT', 'IDENTITY_MISSING'],
      [2, 'BAD_USER_INPUT', 'MESSAGE_EVENT_MISSING'],
      [3, 'BAD_USER_INPUT', 'MESSAGE_INVALID'],
      [4, 'BAD_USER_INPUT', 'EVENT_IN_FUTURE'],
    ],
  );
  assert.equal((await call('track', { event: 'X', userId: 'U2' }, 'Basic d3Jvbmc6')).status, 401);
  assert.equal(
    (await call('track', { event: 'X', userId: 'U2' }, `Bearer ${server.token('shop', ['profiles:read'])}`)).body
      .errors[0].extensions.code,
    'FORBIDDEN',
  );
  assert.equal((await call('track', '{')).status, 400);
  assert.equal((await call('batch', {})).status, 400);
  assert.equal((await call('nothing', {})).status, 404);
  assert.equal(
    (
      await call('batch', {
        batch: [{ type: 'track', event: 'X', userId: 'U2', properties: { text: 'x'.repeat(9 * 1024 * 1024) } }],
      })
    ).status,
    413,
  );
});

test('an order with an object as its id is rejected, and one without an id stays without one', async () => {
  const order = { type: 'track', event: 'Order Completed', userId: 'U3', timestamp: at.toISOString() };
  const r = await call('batch', {
    batch: [
      { ...order, messageId: 'o1', properties: { order_id: { raw: 1 }, total: 1 } },
      { ...order, messageId: 'o2', properties: { order_id: null, total: 1 } },
      {
        ...order,
        messageId: 'o3',
        properties: { order_id: 31, total: 3, products: [{ product_id: { raw: 1 }, sku: 'S', price: 3 }] },
      },
    ],
  });
  assert.deepEqual(
    r.body.rejected.map((x: { index: number; code: string }) => [x.index, x.code]),
    [[0, 'BAD_USER_INPUT']],
  );
  const { profile } = await admin.ask(
    '{profile(identity:{namespace:"member_id",value:"U3"}){events(first:5){edges{node{orderId lines{lineId}}}}}}',
  );
  assert.deepEqual(
    profile.events.edges.map((e: { node: unknown }) => e.node),
    [
      { orderId: '31', lines: [{ lineId: 'S' }] },
      { orderId: null, lines: null },
    ],
  );
});

test('only the order uses the code of a cart, not adding the code or removing it', async () => {
  await admin.ask('mutation{defineCoupon(input:{key:"cart",name:"Cart",kind:FIXED_AMOUNT,faceValue:"5"}){key}}');
  const said = (event: string, n: number, more: object = {}): object => ({
    type: 'track',
    messageId: `cart${n}`,
    userId: 'U9',
    event,
    timestamp: new Date(at.getTime() + n * 1000).toISOString(),
    properties: { cart_id: 'c', coupon_id: 'cart', coupon: 'cart', discount: 5, ...more },
  });
  const used = async (): Promise<number> =>
    (await admin.ask('{couponPopularity(scope:{coupons:["cart"]}){rows{used}}}')).couponPopularity.rows.reduce(
      (sum: number, row: { used: number }) => sum + row.used,
      0,
    );
  const carts = [
    said('Coupon Applied', 1),
    said('Coupon Removed', 2),
    said('Coupon Applied', 3, { order_id: 'never' }),
  ];
  assert.equal((await call('batch', { batch: carts })).body.accepted, 3);
  assert.equal(await used(), 0);
  await call('batch', { batch: [said('Order Completed', 4, { order_id: 'C1', total: 20 })] });
  assert.equal(await used(), 1);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
