/** Tests orders in the API: orders that are reported several times, paid in parts, or returned in different ways. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { KEY_CLASSES } from '../../src/engine/types.js';
import { TestServer } from '../support/server.js';
import { AB, at, back, paid, Shop, type Sent } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  assert.deepEqual(server.reported, []);
  await server.remove();
});

test('an order counts once, also gross, however many messages report it', async () => {
  const shop = await Shop.open(server);
  await shop.report(paid(-10, { amount: '100' }), paid(-9, { amount: '100' }));
  assert.deepEqual(await shop.orders(), ['1', '100', '0']);
  assert.equal(await shop.value('count(gross order_paid)'), '1');
  assert.equal(await shop.holds('count(order_paid) >= 2'), false);
  assert.equal(await shop.holds('sequence(order_paid then order_paid)'), false, 'it does not follow itself either');
  await shop.report(back(-5, { amount: '40' }));
  assert.deepEqual(await shop.orders(), ['1', '60', '0']);
});

test('of conflicting reports a server overrides a file, and a file overrides a page, in any order', async () => {
  for (const order of [
    ['PUBLIC', 'IMPORT', 'SERVER'],
    ['SERVER', 'PUBLIC', 'IMPORT'],
    ['IMPORT', 'SERVER', 'PUBLIC'],
  ] as const) {
    const shop = await Shop.open(server);
    const amounts = { SERVER: '100', IMPORT: '90', PUBLIC: '70' };
    const hours = { SERVER: -10, IMPORT: -8, PUBLIC: -6 };
    for (const [n, keyClass] of order.entries()) {
      const caller = server.caller(shop.id, ['events:write'], 'shop', 3600, keyClass);
      await shop.send([paid(hours[keyClass], { amount: amounts[keyClass] })], caller);
      const best = KEY_CLASSES.find((c) => order.slice(0, n + 1).includes(c))!;
      assert.deepEqual(await shop.orders(), ['1', amounts[best], '0']);
      assert.equal(await shop.holds(`did(order_paid, from "${at(hours[best])}")`), true);
      assert.equal(
        await shop.holds(`did(order_paid, from "${at(hours[best] + 1)}")`),
        false,
        'its instant is the first report by such a key',
      );
    }
    const { profiles } = await shop.admin.ask(
      '{profiles(first:1){edges{node{events(first:9){edges{node{keyClass}}}}}}}',
    );
    assert.deepEqual(
      profiles.edges[0].node.events.edges.map((x: { node: { keyClass: string | null } }) => x.node.keyClass),
      ['PUBLIC', 'IMPORT', null],
    );
  }
});

test('a page reports through /v1 as PUBLIC, unless its key has another source', async () => {
  const shop = await Shop.open(server);
  const call = async (token: string, total: number, messageId: string): Promise<void> => {
    const res = await fetch(server.url.replace('/graphql', '/v1/track'), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${token}:`).toString('base64')}`,
      },
      body: JSON.stringify({
        messageId,
        userId: 'M',
        event: 'Order Completed',
        timestamp: at(-1),
        properties: { order_id: 'O', total },
      }),
    });
    assert.deepEqual([res.status, ((await res.json()) as { accepted: number }).accepted], [200, 1]);
  };
  await shop.report(paid(-5, { amount: '50' }));
  await call(server.token(shop.id, ['events:write'], 'page'), 999, 'p1');
  assert.deepEqual(await shop.orders(), ['1', '50', '0']);
  await call(server.token(shop.id, ['events:write'], 'backend', 3600, 'SERVER'), 55, 's1');
  assert.deepEqual(await shop.orders(), ['1', '55', '0'], 'the same class: the last one counts');
});

test('partial payments add up, each once; a report without a payment id covers all payments up to then', async () => {
  const shop = await Shop.open(server);
  await shop.report(
    paid(-10, { amount: '50', paymentId: 'deposit' }),
    paid(-5, { amount: '50', paymentId: 'balance' }),
  );
  assert.deepEqual(await shop.orders(), ['1', '100', '0']);
  await shop.report(back(-4, { amount: '30' }), paid(-3, { amount: '50', paymentId: 'balance' }));
  assert.deepEqual(await shop.orders(), ['1', '70', '0']);
  await shop.report(paid(-2, { amount: '110' }), paid(-1, { amount: '50', paymentId: 'balance' }));
  assert.deepEqual(await shop.orders(), ['1', '80', '0'], 'the whole is 110, and the balance is within it');
  await shop.report(
    paid(-1, { amount: '5', paymentId: 'extra' }),
    paid(-1, { amount: '7', currency: 'USD', paymentId: 'dollars' }),
  );
  assert.deepEqual(await shop.orders(), ['1', '85', '0'], 'another currency is not added');
  assert.deepEqual(await shop.unmatched(), ['m8 CURRENCY']);
});

test('returns are matched by line id, else by sku; otherwise the amount is taken off the order and the lines stay', async () => {
  const shop = await Shop.open(server);
  await shop.report(paid(-10, { lines: AB }), back(-9, { lines: [{ sku: 'b', quantity: 1, amount: '20' }] }));
  assert.deepEqual(await shop.orders(), ['1', '30', '30']);
  assert.equal(await shop.value('sum(order_paid.line.quantity)'), '3');
  assert.equal(await shop.holds('did(order_paid where brand = "B")'), false);
  await shop.report(back(-8, { lines: [{ lineId: '0', quantity: 1 }] }));
  assert.deepEqual(await shop.orders(), ['1', '20', '20'], 'a piece takes its share');
  await shop.report(back(-7, { lines: [{ sku: 'nothing', amount: '4' }] }));
  assert.deepEqual(await shop.orders(), ['1', '16', '20']);
  assert.deepEqual(await shop.unmatched(), ['m4 LINE']);
  const two = await Shop.open(server);
  await two.report(
    paid(-10, {
      lines: [
        { sku: 'a', amount: '30' },
        { sku: 'a', amount: '20' },
      ],
    }),
    back(-9, { lines: [{ sku: 'a', amount: '20' }] }),
  );
  assert.deepEqual(await two.orders(), ['1', '30', '50'], 'two lines have the sku');
  assert.deepEqual(await two.unmatched(), ['m2 LINE']);
});

test('amounts never become negative, and a fully returned order does not count, however it was returned', async () => {
  const ways: Sent[][] = [
    [back(-9, {})],
    [{ type: 'order_cancelled', hours: -9, order: { orderId: 'O' } }],
    [back(-9, { amount: '50' })],
    [back(-9, { amount: '60' })],
    [back(-9, { lines: [{ lineId: '0', quantity: 3 }, { sku: 'b' }] })],
    [back(-9, { amount: '20' }), back(-8, { lines: [{ lineId: '0', quantity: 3, amount: '30' }] })],
    [
      back(-9, { lines: [{ lineId: '0', quantity: 3 }], amount: '28' }),
      back(-8, { lines: [{ sku: 'b' }], amount: '20' }),
    ],
  ];
  for (const way of ways) {
    const shop = await Shop.open(server);
    await shop.report(paid(-10, { lines: AB }), ...way);
    assert.deepEqual(await shop.orders(), ['0', '0', '0'], JSON.stringify(way));
    assert.equal(await shop.holds('did(order_paid)'), false);
    assert.equal(await shop.value('count(gross order_paid)'), '1');
  }
  const less = await Shop.open(server);
  await less.report(
    paid(-10, {
      amount: '25',
      lines: [
        { sku: 'a', amount: '30' },
        { sku: 'b', amount: '20' },
      ],
    }),
    back(-9, { lines: [{ sku: 'a', amount: '30' }] }),
  );
  assert.equal(await less.value('sum(order_paid.amount)'), '0');
  assert.deepEqual(await less.unmatched(), ['m2 EXCESS']);
});

test('line refunds of an order without lines reduce its amount; a refund of shipping reduces only the amount', async () => {
  const shop = await Shop.open(server);
  await shop.report(paid(-10, { amount: '100' }), back(-9, { lines: [{ lineId: 'x', sku: 'a', amount: '20' }] }));
  assert.deepEqual(await shop.orders(), ['1', '80', '0']);
  await shop.report(back(-8, { lines: [], amount: '10' }));
  assert.deepEqual(await shop.orders(), ['1', '70', '0']);
  assert.deepEqual(await shop.unmatched(), []);
  await shop.report(back(-7, { lines: [{ sku: 'a' }] }));
  assert.deepEqual(
    [await shop.orders(), await shop.unmatched()],
    [['1', '70', '0'], ['m4 LINE']],
    'they are of no line, and change no amount',
  );
});

test('lines returned twice reduce the order and the lines by the same amount', async () => {
  const ways = [
    [back(-9, { amount: '20', lines: [{ lineId: '0' }] }), back(-8, { amount: '20', lines: [{ lineId: '0' }] })],
    [back(-9, { lines: [{ lineId: '0', amount: '20' }] }), back(-8, { lines: [{ lineId: '0', amount: '20' }] })],
  ];
  for (const way of ways) {
    const shop = await Shop.open(server);
    await shop.report(paid(-10, { lines: AB }), ...way);
    assert.deepEqual(await shop.orders(), ['1', '20', '20'], JSON.stringify(way));
    assert.deepEqual(await shop.unmatched(), ['m3 EXCESS']);
  }
  const told = await Shop.open(server);
  await told.report(
    paid(-10, { lines: AB }),
    back(-9, { refundId: 'R1', lines: [{ lineId: '0', amount: '10' }] }),
    back(-8, { refundId: 'R1', lines: [{ lineId: '0', amount: '10' }] }),
  );
  assert.deepEqual(await told.orders(), ['1', '40', '40'], 'one refund that is reported twice');
  assert.equal(await told.value('count(order_refunded)'), '1');
  assert.deepEqual(await told.unmatched(), []);
});

test('a refund in another currency reduces nothing; one without a currency takes that of the order', async () => {
  const shop = await Shop.open(server);
  await shop.report(
    paid(-10, { amount: '100', currency: 'USD' }),
    back(-9, { amount: '30' }),
    back(-8, { amount: '20', currency: 'EUR' }),
  );
  assert.equal(await shop.value('sum(order_paid.amount, currency "USD")'), '70');
  assert.deepEqual(await shop.unmatched(), ['m3 CURRENCY']);
  assert.equal(await shop.value('sum(order_refunded.amount, currency "USD")'), '30');
  assert.equal(await shop.value('sum(order_refunded.amount)'), '0', "not the workspace's");
});

test('a refund may arrive before its order, and is unmatched until then', async () => {
  const shop = await Shop.open(server);
  await shop.report(back(-5, { amount: '30' }));
  assert.deepEqual(await shop.unmatched(), ['m1 ORDER']);
  await shop.report(paid(-10, { amount: '100' }));
  assert.deepEqual([await shop.orders(), await shop.unmatched()], [['1', '70', '0'], []]);
});
