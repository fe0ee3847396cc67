/**
 * Declared decimals such as prices, discounts and points are never negative, whatever way an event comes in. A negative
 * one would turn the figures of reports around.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { VOCABULARY } from '../../src/engine/facts/vocabulary.js';
import { checked } from '../support/refusals.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

const AT = '2026-03-10T11:00:00Z';
let sent = 0;
const event = (type: string, member: string, properties: object): object => ({
  messageId: `m${sent++}`,
  ...{ type, occurredAt: AT, identities: [{ namespace: 'member_id', value: member }], properties },
  ...(/^order_(placed|paid|completed|cancelled|refunded)$/.test(type) ? { order: { orderId: `o${sent}` } } : {}),
});
const ingest = async (events: readonly object[]): Promise<Loose[]> =>
  (await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason path}}}', { e: events }))
    .ingestEvents.results;
const profile = async (member: string): Promise<unknown> =>
  (await admin.ask(`{profile(identity:{namespace:"member_id",value:"${member}"}){id}}`)).profile;

async function post(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<Loose> {
  const res = await fetch(server.url.replace('/graphql', path), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });
  return checked(await res.json()) as Loose;
}

const NEVER_NEGATIVE = ['discount', 'faceValue', 'points', 'price', 'quantity'];

test('every declared decimal except ratings is rejected below zero, and nothing is stored', async () => {
  const declared = VOCABULARY.flatMap(({ name, properties }) =>
    Object.entries(properties).flatMap(([property, type]) => (type === 'DECIMAL' ? [[name, property]] : [])),
  );
  const names = new Set(declared.map(([, property]) => property));
  assert.deepEqual([...names].sort(), [...NEVER_NEGATIVE, 'rating'].sort());
  for (const value of [-0.01, '-5']) {
    const results = await ingest(declared.map(([type, name]) => event(type, 'N', { couponId: 'c', [name]: value })));
    declared.forEach(([type, name], i) => {
      const path = `events[${i}].properties.${name}`;
      const refused = { status: 'REJECTED', reason: 'AMOUNT_NEGATIVE', path };
      const accepted = { status: 'ACCEPTED', reason: null, path: null };
      assert.deepEqual(results[i], name === 'rating' ? accepted : refused, type);
    });
  }
  const zeros = await ingest(declared.map(([type, name]) => event(type, 'Z', { couponId: 'c', [name]: 0 })));
  assert.ok(zeros.every(({ status }) => status === 'ACCEPTED'));
});

test('undeclared properties may be negative', async () => {
  const results = await ingest([
    event('stock_corrected', 'S', { price: -5, quantity: -2 }),
    event('page_viewed', 'S', { discount: -1 }),
  ]);
  assert.ok(results.every(({ status }) => status === 'ACCEPTED'));
});

test('the tracking API and incoming webhooks reject them too', async () => {
  const key = server.token('shop', ['events:write'], 'web');
  const batch = [
    { type: 'track', event: 'Product Added', userId: 'T', messageId: 't1', properties: { sku: 'a', price: -5 } },
    { type: 'track', event: 'Product Added', userId: 'T', messageId: 't2', properties: { sku: 'a', quantity: -1 } },
  ];
  const tracked = await post(
    '/v1/batch',
    { batch },
    { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
  );
  assert.deepEqual(
    [tracked.accepted, tracked.rejected.map((r: Loose) => [r.index, r.reason, r.field])],
    [
      0,
      [
        [0, 'AMOUNT_NEGATIVE', 'properties.price'],
        [1, 'AMOUNT_NEGATIVE', 'properties.quantity'],
      ],
    ],
  );
  const mapping = JSON.stringify({
    source: 'till',
    rules: [
      {
        identities: [{ namespace: 'member_id', value: '{who}' }],
        event: {
          ...{ type: 'coupon_redeemed', messageId: '{id}', occurredAt: { value: '{at}', as: 'instant' } },
          properties: { couponId: 'c5', orderId: '{id}', discount: { value: '{off}', type: 'number' } },
        },
      },
    ],
  });
  const { defineHook } = await admin.ask('mutation($i:HookInput!){defineHook(input:$i){path}}', {
    i: { key: 'till', mapping },
  });
  const body = await post(defineHook.path, { who: 'T', id: 'h1', at: AT, off: -50 });
  assert.deepEqual([body.accepted, body.rejected.map((r: Loose) => r.reason)], [0, ['AMOUNT_NEGATIVE']]);
  assert.equal(await profile('T'), null);
});
