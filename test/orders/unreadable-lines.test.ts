/**
 * Tests refunds whose list of lines is empty or cannot be read, over GraphQL, the tracking format and webhooks. Such a
 * refund never refunds the whole order.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Loose } from '../support/server.js';
import { AB, at, back, paid, Shop } from './shop.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(async () => {
  assert.deepEqual(server.reported, []);
  await server.remove();
});

async function post(path: string, body: object, headers: Record<string, string> = {}): Promise<Loose> {
  const res = await fetch(server.url.replace('/graphql', path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  assert.equal(res.status, 200);
  return res.json();
}

/** Opens a shop whose customer paid 50 for two lines and 10 for shipping. */
async function withOrder(): Promise<Shop> {
  const shop = await Shop.open(server);
  await shop.report(paid(-10, { amount: '60', lines: AB }));
  return shop;
}

const UNTOUCHED = ['1', '60', '50'];
const warningsOf = (answer: Loose): string[] =>
  answer.warnings.map((warning: Loose) => `${warning.field} ${warning.reason}`);

test('over GraphQL, an empty list of lines without an amount refunds nothing', async () => {
  const shop = await withOrder();
  await shop.report(back(-9, { lines: [] }));
  assert.deepEqual([await shop.orders(), await shop.unmatched()], [UNTOUCHED, []]);
  assert.deepEqual(
    [await shop.value('count(order_refunded)'), await shop.value('sum(order_refunded.amount)')],
    ['1', '0'],
  );
  await shop.report(back(-8, { lines: [], amount: '10' }));
  assert.deepEqual(await shop.orders(), ['1', '50', '50'], 'an amount beside the empty list is the shipping');
  const [{ status, path }] = await shop.send([{ type: 'order_refunded', hours: -7, order: { lines: [] } }]);
  assert.deepEqual([status, path], ['REJECTED', 'events[0].order'], 'a credit note needs something that came back');
  await shop.report(back(-7, {}));
  assert.deepEqual(await shop.orders(), ['0', '0', '0'], 'a refund without a list refunds the whole order');
});

test('in the tracking format, products that cannot be read refund nothing, with a warning', async () => {
  const shop = await withOrder();
  const basic = Buffer.from(`${server.token(shop.id, ['events:write'], 'page')}:`).toString('base64');
  let sent = 0;
  const refund = (properties: object): Promise<Loose> =>
    post(
      '/v1/track',
      {
        messageId: `t${++sent}`,
        userId: 'M',
        event: 'Order Refunded',
        timestamp: at(-5),
        properties: { order_id: 'O', ...properties },
      },
      { authorization: `Basic ${basic}` },
    );
  const missing = 'properties.products REFUND_LINES_MISSING';
  for (const [products, warnings] of [
    [[], [missing]],
    [
      [7, '口红'],
      ['properties.products[0] FIELD_NOT_KEPT', 'properties.products[1] FIELD_NOT_KEPT', missing],
    ],
    ['sku-1', ['properties.products FIELD_NOT_KEPT', missing]],
  ] as const) {
    const answer = await refund({ products });
    assert.deepEqual([answer.accepted, warningsOf(answer)], [1, warnings]);
    assert.deepEqual(await shop.orders(), UNTOUCHED);
  }
  assert.deepEqual(warningsOf(await refund({ products: [7], total: 4 })), ['properties.products[0] FIELD_NOT_KEPT']);
  assert.deepEqual(await shop.orders(), ['1', '56', '50'], 'an amount beside unreadable products counts');
  assert.deepEqual(warningsOf(await refund({ products: [], total: 6 })), []);
  assert.deepEqual(await shop.orders(), ['1', '50', '50'], 'an amount beside an empty list is the shipping');
  assert.deepEqual(warningsOf(await refund({ products: [null, { sku: 'b', price: 20 }] })), [
    'properties.products[0] FIELD_NOT_KEPT',
  ]);
  assert.deepEqual(await shop.orders(), ['1', '30', '30'], 'readable products count');
  assert.deepEqual(warningsOf(await refund({ products: null })), []);
  assert.deepEqual(await shop.orders(), ['0', '0', '0'], 'a refund without products refunds the whole order');
});

const MAPPING = JSON.stringify({
  source: 'till',
  rules: [
    {
      optional: ['total', 'lines.sku', 'lines.amount'],
      eachLine: 'lines',
      identities: [{ namespace: 'member_id', value: '{member}' }],
      event: {
        type: 'order_refunded',
        messageId: '{id}',
        occurredAt: { value: '{at}', as: 'instant' },
        order: { orderId: 'O', amount: '{total}', lines: [{ sku: '{lines.sku}', amount: '{lines.amount}' }] },
      },
    },
  ],
});

test('in a webhook, an empty or unreadable list of lines refunds nothing, with a warning', async () => {
  const shop = await withOrder();
  const { defineHook } = await shop.admin.ask('mutation($i:HookInput!){defineHook(input:$i){path}}', {
    i: { key: 'till', mapping: MAPPING },
  });
  const refund = (body: object): Promise<Loose> => post(defineHook.path, { member: 'M', at: at(-5), ...body });
  const empty = await refund({ id: 'h1', lines: [] });
  assert.deepEqual([empty.accepted, warningsOf(empty)], [1, ['order.lines REFUND_LINES_MISSING']]);
  assert.deepEqual(await shop.orders(), UNTOUCHED);
  const text = await refund({ id: 'h2', lines: 'sku-1' });
  assert.deepEqual([text.accepted, text.rejected[0].reason], [0, 'HOOK_BODY_MISFIT']);
  assert.equal((await refund({ id: 'h3', lines: [7, null] })).accepted, 1);
  assert.deepEqual(await shop.orders(), UNTOUCHED);
  const shipping = await refund({ id: 'h4', lines: [], total: '10' });
  assert.deepEqual([shipping.accepted, warningsOf(shipping)], [1, []]);
  assert.deepEqual(await shop.orders(), ['1', '50', '50']);
  assert.equal((await refund({ id: 'h5' })).accepted, 1);
  assert.deepEqual(await shop.orders(), ['0', '0', '0'], 'a body without the list refunds the whole order');
});

test('a trial of a webhook shows the warning of an empty list of lines', async () => {
  const shop = await withOrder();
  const { tryHook } = await shop.admin.ask(
    'query($i:HookTrialInput!){tryHook(input:$i){facts{status fact} warnings{reason field}}}',
    { i: { mapping: MAPPING, body: JSON.stringify({ member: 'M', at: at(-5), id: 'h1', lines: [] }) } },
  );
  assert.deepEqual(tryHook.warnings, [{ reason: 'REFUND_LINES_MISSING', field: 'order.lines' }]);
  assert.deepEqual(JSON.parse(tryHook.facts[0].fact).order, { orderId: 'O', lines: [] });
});
