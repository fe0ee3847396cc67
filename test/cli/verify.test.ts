/** `strata verify` in workspaces of several currencies: what is stored is what the naive reading says. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { CURRENCIES } from '../support/random-fields.js';
import { strataCommand } from '../support/command.js';
import { TestServer } from '../support/server.js';

const NOW = '2026-03-20T12:00:00Z';
const SEGMENTS = [
  ['rich', 'sum(order_paid.amount) >= 100.0'],
  ['lines', 'sum(order_paid.line.amount, last 30d) >= 30.0'],
  ['dollars', 'sum(order_paid.amount, currency "USD") > 0.0'],
  ['largest', 'max(order_paid.amount) = 120.0'],
  ['gave', 'sum(donation.amount) >= 0.3 and did(donation where "Product Name" = "x")'],
  ['top', 'in layer value.high'],
] as const;

let server: TestServer;
before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

test('no differences, whatever the currency of the workspace; layers are compared, drafts are not', async () => {
  for (const currency of CURRENCIES) {
    const admin = await server.sandbox(currency.toLowerCase(), NOW, { currency, zone: 'America/New_York' });
    await admin.ask('mutation($i:DefineLayerModelInput!){defineLayerModel(wait:true,input:$i){model{key}}}', {
      i: { key: 'value', layers: [{ key: 'high', when: 'sum(order_paid.amount) > 50.0' }, { key: 'low' }] },
    });
    const define = 'mutation($i:DefineSegmentInput!){defineSegment(wait:true,input:$i){segment{key}}}';
    for (const [key, expression] of SEGMENTS) await admin.ask(define, { i: { key, expression } });
    await admin.ask(define, { i: { key: 'later', expression: 'did(order_paid)', draft: true } });
    const events = Array.from({ length: 40 }, (_, k) => ({
      messageId: `m${k}`,
      type: k % 4 === 3 ? 'donation' : 'order_paid',
      occurredAt: `2026-03-${String(1 + (k % 19)).padStart(2, '0')}T10:00:00Z`,
      identities: [{ namespace: 'member_id', value: `c${k % 10}` }],
      ...(k % 4 === 3
        ? { properties: { amount: 0.1 * (1 + (k % 3)), 'Product Name': 'x', currency: 'points' } }
        : {
            order: {
              orderId: `o${k}`,
              lines: [{ amount: String(k * 3), quantity: '1' }],
              ...(k % 3 === 0 ? { currency: CURRENCIES[k % CURRENCIES.length] } : {}),
            },
          }),
    }));
    await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected}}', { e: events });
    const { segment } = await admin.ask('{segment(key:"rich"){size}}');
    assert.ok(segment.size > 0 && segment.size < 10, `${currency}: ${segment.size}`);
  }
  for (const currency of CURRENCIES) {
    const { code, output } = await strataCommand(server, server.dir, ['verify', '--workspace', currency.toLowerCase()]);
    assert.equal(code, 0, output);
    assert.match(output, /^0 differences/m);
    assert.match(output, /80 pairs/, 'six segments and two layers of ten customers');
  }
});
