/**
 * Tests returns in the API: rejections, credit notes, goods sold by weight, merged customers, and pages of unmatched
 * returns.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../support/server.js';
import { AB, back, paid, Shop } from './shop.js';

interface Exported {
  readonly node: { readonly body: { readonly type?: string } };
}

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  assert.deepEqual(server.reported, []);
  await server.remove();
});

test('negative amounts are rejected with the correct field, and other invalid values with their path', async () => {
  const shop = await Shop.open(server);
  const refused = await shop.send([
    paid(-1, { amount: '-5' }),
    paid(-1, { lines: [{ sku: 'a', amount: '-5' }] }),
    back(-1, { amount: '-5' }),
    back(-1, { lines: [{ sku: 'a', amount: '-5' }] }),
    paid(-1, { lines: [{ sku: 'a', quantity: '-1' }] }),
    paid(-1, { lines: [{ sku: 'a', quantity: '0.00001' }] }),
    { type: 'order_refunded', hours: -1, order: {} },
    { type: 'order_paid', hours: -1, order: { amount: '5' } },
    back(-1, { amount: '5', paymentId: 'p' }),
    paid(-1, { amount: '5', refundId: 'r' }),
    paid(-1, { amount: '5' }),
  ]);
  assert.deepEqual(
    refused.map((r) => [r.status, r.path]),
    [
      ['REJECTED', 'events[0].order.amount'],
      ['REJECTED', 'events[1].order.lines[0].amount'],
      ['REJECTED', 'events[2].order.amount'],
      ['REJECTED', 'events[3].order.lines[0].amount'],
      ['REJECTED', 'events[4].order.lines[0].quantity'],
      ['REJECTED', 'events[5].order.lines[0].quantity'],
      ['REJECTED', 'events[6].order'],
      ['REJECTED', 'events[7].order'],
      ['REJECTED', 'events[8].order.paymentId'],
      ['REJECTED', 'events[9].order.refundId'],
      ['ACCEPTED', null],
    ],
  );
  assert.match(refused[0].message, /order_refunded/);
});

test('a credit note counts in return figures and reduces no order', async () => {
  const shop = await Shop.open(server);
  await shop.report(
    paid(-10, { lines: AB }),
    {
      type: 'order_refunded',
      hours: -5,
      order: {
        lines: [
          { sku: 'a', brand: 'A', quantity: 2, amount: '15' },
          { sku: 'b', brand: 'B', amount: '3' },
        ],
      },
    },
    { type: 'order_refunded', hours: -4, order: { amount: '7' } },
  );
  assert.deepEqual(await shop.orders(), ['1', '50', '50']);
  assert.deepEqual(
    await Promise.all(
      [
        'count(order_refunded)',
        'sum(order_refunded.amount)',
        'sum(order_refunded.line.quantity)',
        'sum(order_refunded.line.amount where brand = "A")',
      ].map((m) => shop.value(m)),
    ),
    ['2', '25', '3', '15'],
  );
  assert.deepEqual(await shop.unmatched(), []);
});

test('weights are exact, as text or as integers', async () => {
  const shop = await Shop.open(server);
  await shop.report(
    paid(-10, {
      lines: [
        { sku: 'tea', quantity: '0.350', amount: '35' },
        { sku: 'cup', quantity: 2, amount: '10' },
      ],
    }),
    back(-9, { lines: [{ sku: 'tea', quantity: '0.1' }] }),
  );
  assert.deepEqual(await shop.orders(), ['1', '35', '35']);
  assert.equal(await shop.value('sum(order_paid.line.quantity)'), '2.25');
  assert.equal(await shop.holds('did(order_paid where quantity = 0.25)'), true);
  assert.equal(await shop.holds('max(order_paid.line.quantity) = 2'), true);
  const { profiles } = await shop.admin.ask(
    '{profiles(first:1){edges{node{id events(first:9,types:["order_paid"]){edges{node{lines{quantity}}}}}}}}',
  );
  const [{ node }] = profiles.edges;
  assert.deepEqual(node.events.edges[0].node.lines, [{ quantity: '0.35' }, { quantity: '2' }]);
  const { exportProfile } = await shop.admin.ask(
    'query($p:String!){exportProfile(profile:$p,first:100){edges{node{kind body}}}}',
    { p: node.id },
  );
  const exported = exportProfile.edges.find((x: Exported) => x.node.body.type === 'order_paid').node.body;
  assert.deepEqual(
    exported.lines.map((l: { quantity: string }) => l.quantity),
    ['0.35', '2'],
  );
});

test('an order reported by two customers is one after they are merged, and separate again after a split', async () => {
  const shop = await Shop.open(server);
  const of = (namespace: string, value: string): object => ({ identities: [{ namespace, value }] });
  await shop.report(
    paid(-10, { amount: '100' }, of('member_id', 'M')),
    paid(-9, { amount: '120' }, of('device_id', 'D')),
    back(-8, { amount: '30' }),
  );
  const figures = async (): Promise<string[]> => (await shop.orders()).slice(0, 2);
  assert.deepEqual(await figures(), ['2', '190']);
  await shop.admin.ask(
    'mutation{identify(identities:[{namespace:"member_id",value:"M"},{namespace:"device_id",value:"D"}]){merged}}',
  );
  assert.deepEqual(await figures(), ['1', '90'], 'the last report, less what came back');
  const { profile } = await shop.admin.ask('{profile(identity:{namespace:"device_id",value:"D"}){id}}');
  await shop.admin.ask(
    'mutation($p:String!){unmergeProfile(profile:$p,identities:[{namespace:"device_id",value:"D"}]){__typename}}',
    { p: profile.id },
  );
  assert.deepEqual(await figures(), ['2', '190']);
});

test('paging through unmatched facts ends and returns each one once', async () => {
  const shop = await Shop.open(server);
  const of = (n: number): object => ({ identities: [{ namespace: 'member_id', value: `M${n}` }] });
  const events = Array.from({ length: 11 }, (_, n) => ({
    ...back(-n - 1, n % 3 === 0 ? { orderId: `X${n}`, amount: '1' } : { amount: '1', currency: 'USD' }),
    ...of(n % 4),
  }));
  await shop.report(...[0, 1, 2, 3].map((n) => paid(-20, { amount: '100' }, of(n))), ...events);
  const seen: string[] = [];
  let after: string | null = null;
  for (let page = 0; page < 20; page++) {
    const { unmatchedOrderEvents: list } = await shop.admin.ask(
      'query($a:String){unmatchedOrderEvents(first:2,after:$a){totalCount edges{node{event}} pageInfo{hasNextPage endCursor}}}',
      { a: after },
    );
    assert.equal(list.totalCount, 11);
    seen.push(...list.edges.map((x: { node: { event: string } }) => x.node.event));
    if (!list.pageInfo.hasNextPage) break;
    after = list.pageInfo.endCursor;
  }
  assert.deepEqual([seen.length, new Set(seen).size], [11, 11]);
  const { unmatchedOrderEvents: only } = await shop.admin.ask(
    '{unmatchedOrderEvents(first:100,reason:ORDER){totalCount edges{node{reason}}}}',
  );
  assert.deepEqual([only.totalCount, only.edges.length], [4, 4]);
});
