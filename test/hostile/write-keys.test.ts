/** Tests write keys. Every visitor of a page can read its key, so the key only permits sending allowed facts. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { checked } from '../support/refusals.js';
import { TestServer, type Caller, type Loose } from '../support/server.js';

const CREATE = 'mutation($i:WriteKeyInput!){createWriteKey(input:$i){key id}}';
const KEYS =
  '{writeKeys(first:50){edges{node{id source label origins ratePerSecond events orders traits createdBy revokedAt revokedBy}}}}';
const REVOKE = 'mutation($id:String!){revokeWriteKey(id:$id)}';
const ROTATE = 'mutation($id:String!,$h:Float){rotateWriteKey(id:$id,graceHours:$h){key id}}';
const CLOCK = '2026-03-10T12:00:00Z';

let server: TestServer;
/** Another server process that uses the same database. */
let other: TestServer;
let admin: Caller;

before(async () => {
  const shared = { STRATA_JWT_SECRET: 'x'.repeat(40), STRATA_DATABASE: 'writekeys' };
  server = await TestServer.start({ ...shared, STRATA_ALLOWED_ORIGINS: 'https://console.example' });
  other = await TestServer.start({
    ...shared,
    MONGODB_URI: process.env.MONGODB_URI ?? server.running.databaseUri,
  });
  admin = await server.sandbox('shop', CLOCK);
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"grade",kind:SEMI_DYNAMIC,type:STRING}){key}}',
  );
});
after(async () => {
  await other.remove();
  await server.remove();
});

const create = async (input: object = {}): Promise<{ readonly key: string; readonly id: string }> =>
  (await admin.ask(CREATE, { i: { source: 'web', ...input } })).createWriteKey;

const basic = (key: string): string => `Basic ${Buffer.from(`${key}:`).toString('base64')}`;

async function deliver(
  key: string,
  batch: readonly object[],
  headers: Record<string, string> = {},
  at: TestServer = server,
): Promise<{ status: number; headers: Headers; body: Loose }> {
  const res = await fetch(at.url.replace('/graphql', '/v1/batch'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: basic(key), ...headers },
    body: JSON.stringify({ batch }),
  });
  return { status: res.status, headers: res.headers, body: checked(await res.json()) };
}

let n = 0;
const track = (event: string, more: object = {}): object => ({
  type: 'track',
  event,
  anonymousId: 'a1',
  messageId: `m${n++}`,
  timestamp: '2026-03-10T11:00:00Z',
  ...more,
});
const reasonsOf = (body: Loose): string[] => body.rejected.map((r: Loose) => r.reason);
const reasonOf = (body: Loose): string => body.errors[0].extensions.reason;

test('a write key delivers under its source, and its text is stored nowhere', async () => {
  const { key, id } = await create({ label: 'the shop' });
  const { status, body } = await deliver(key, [track('Seen', { anonymousId: 'source-1' })]);
  assert.deepEqual([status, body], [200, { success: true, accepted: 1, duplicates: 0, rejected: [], warnings: [] }]);
  const { profile } = await admin.ask(
    '{profile(identity:{namespace:"device_id",value:"source-1"}){events(first:5){edges{node{type source}}}}}',
  );
  assert.deepEqual(
    profile.events.edges.map((e: Loose) => e.node),
    [{ type: 'seen', source: 'web' }],
  );
  const listed = (await admin.ask(KEYS)).writeKeys.edges.map((e: Loose) => e.node);
  assert.deepEqual(
    listed.filter((k: Loose) => k.id === id),
    [
      {
        id,
        source: 'web',
        label: 'the shop',
        origins: null,
        ratePerSecond: null,
        events: null,
        orders: [],
        traits: [],
        createdBy: 'test',
        revokedAt: null,
        revokedBy: null,
      },
    ],
  );
  assert.ok(!JSON.stringify(listed).includes(key.split('.').at(-1)!));
});

test('it withdraws consent only if it lists that event', async () => {
  await admin.ask(
    'mutation{recordConsent(input:{identities:[{namespace:"member_id",value:"consenting"}],purpose:"marketing",given:true,at:"2026-03-10T10:00:00Z"}){already}}',
  );
  const withdrawal = (messageId: string): object =>
    track('consent_withdrawn', { userId: 'consenting', messageId, properties: { purpose: 'marketing' } });
  const consents = async (): Promise<Loose> =>
    (await admin.ask('{profile(identity:{namespace:"member_id",value:"consenting"}){consents{purpose given}}}')).profile
      .consents;
  const { key } = await create();
  assert.deepEqual(reasonsOf((await deliver(key, [withdrawal('w1')])).body), ['WRITE_KEY_EVENT_FORBIDDEN']);
  assert.deepEqual(await consents(), [{ purpose: 'marketing', given: true }]);
  const { key: naming } = await create({ events: ['consent_withdrawn'] });
  assert.deepEqual(reasonsOf((await deliver(naming, [withdrawal('w2')])).body), []);
  assert.deepEqual(await consents(), [{ purpose: 'marketing', given: false }]);
});

test('it is accepted at no other endpoint', async () => {
  const { key } = await create();
  for (const authorization of [`Bearer ${key}`, basic(key)]) {
    const res = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body: '{"query":"{ownWrites(first:1){edges{node{value}}}}"}',
    });
    const body = checked((await res.json()) as Loose);
    assert.equal(res.status, 401);
    assert.ok(['TOKEN_INVALID', 'TOKEN_MISSING'].includes(reasonOf(body)));
  }
  const client = createClient({
    url: server.url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${key}` },
    retryAttempts: 0,
  });
  await assert.rejects(
    async () => {
      for await (const answer of client.iterate({ query: '{workspace{id}}' })) assert.fail(JSON.stringify(answer));
    },
    (error: Loose) => error.code === 4403,
  );
});

test('it never sends events that decide over money, contacts, permission or experiments', async () => {
  const { key } = await create();
  const refused = [
    'contact_sent',
    'Contact Clicked',
    'coupon_redeemed',
    'consent_given',
    'experiment_assigned',
    'Order Refunded',
    'Order Completed',
    'order_placed',
    'order_of_mine',
  ].map((event) => track(event, { properties: { order_id: 'o1', couponId: 'c' } }));
  const { body } = await deliver(key, [...refused, track('Seen')]);
  assert.equal(body.accepted, 1, 'the other messages are kept');
  assert.deepEqual(
    reasonsOf(body),
    refused.map(() => 'WRITE_KEY_EVENT_FORBIDDEN'),
  );
});

test('a write key accepts only the listed events, and only the listed orders', async () => {
  const { key } = await create({ events: ['seen'], orders: ['order_paid'] });
  const order = { properties: { order_id: 'o2', total: 5, currency: 'CNY' } };
  const { body } = await deliver(key, [
    track('Seen'),
    track('Heard'),
    track('Order Completed', order),
    track('Order Cancelled', order),
  ]);
  assert.equal(body.accepted, 2);
  assert.deepEqual(
    body.rejected.map((r: Loose) => [r.index, r.reason]),
    [
      [1, 'WRITE_KEY_EVENT_FORBIDDEN'],
      [3, 'WRITE_KEY_EVENT_FORBIDDEN'],
    ],
  );
  for (const [input, reason, path] of [
    [{ events: ['coupon_redeemed'] }, 'EVENT_TYPE_INVALID', 'input.events[0]'],
    [{ events: ['order_paid'] }, 'EVENT_TYPE_INVALID', 'input.events[0]'],
    [{ orders: ['order_refunded'] }, 'EVENT_TYPE_INVALID', 'input.orders[0]'],
    [{ orders: ['seen'] }, 'EVENT_TYPE_INVALID', 'input.orders[0]'],
    [{ traits: ['nowhere'] }, 'TAG_NOT_FOUND', 'input.traits[0]'],
    [{ origins: ['https://shop.example/'] }, 'ORIGIN_INVALID', 'input.origins[0]'],
    [{ origins: ['*'] }, 'ORIGIN_INVALID', 'input.origins[0]'],
    [{ source: 'Strata' }, 'SOURCE_INVALID', 'input.source'],
    [{ ratePerSecond: 0 }, 'NUMBER_INVALID', 'input.ratePerSecond'],
  ] as const) {
    const { errors } = await admin.send(CREATE, { i: { source: 'web', ...input } });
    assert.deepEqual([errors?.[0].extensions.reason, errors?.[0].extensions.inputPath], [reason, path]);
  }
});

test('only listed traits become tags, and it cannot join two known customers', async () => {
  const { key } = await create({ traits: ['city'] });
  const identify = (userId: string, anonymousId: string, traits: object): object => ({
    ...track('', { userId, anonymousId, traits }),
    type: 'identify',
  });
  await deliver(key, [identify('V1', 'd-victim', { city: 'Oslo', grade: 'gold' }), identify('T1', 'd-thief', {})]);
  // The attacker's page names the victim together with the attacker, in every pair of identities that a message can
  // contain.
  await deliver(key, [
    identify('V1', 'd-thief', { phone: '+8613800000001', email: 'thief@example.com' }),
    { ...track(''), type: 'alias', userId: 'V1', previousId: 'T1' },
    track('Seen', { userId: 'V1', context: { traits: { phone: '+8613800000001' } } }),
  ]);
  const ask = async (namespace: string, value: string): Promise<Loose> =>
    (
      await admin.ask('query($n:String!,$v:String!){profile(identity:{namespace:$n,value:$v}){id tags{key value}}}', {
        n: namespace,
        v: value,
      })
    ).profile;
  const victim = await ask('member_id', 'V1');
  const thief = await ask('member_id', 'T1');
  assert.notEqual(victim.id, thief.id);
  assert.equal((await ask('device_id', 'd-thief')).id, thief.id);
  assert.notEqual((await ask('email', 'thief@example.com'))?.id, victim.id);
  assert.deepEqual(JSON.stringify(victim.tags).includes('gold'), false);
  assert.ok(JSON.stringify(victim.tags).includes('Oslo'));
});

test('a key with origins accepts only their pages, and a key with a rate limits requests', async () => {
  const { key } = await create({ origins: ['https://shop.example'] });
  const from = (origin?: string): Promise<{ status: number; headers: Headers; body: Loose }> =>
    deliver(key, [track('Seen')], origin === undefined ? {} : { origin });
  assert.equal((await from('https://shop.example')).status, 200);
  for (const origin of ['https://evil.example', 'null', 'https://shop.example.evil.example', undefined]) {
    const refused = await from(origin);
    assert.equal(reasonOf(refused.body), 'ORIGIN_NOT_ALLOWED');
    if (origin !== undefined)
      assert.equal(refused.headers.get('access-control-allow-origin'), '*', 'the page can read why');
  }
  const slow = await create({ ratePerSecond: 1 });
  const answers = await Promise.all(Array.from({ length: 12 }, () => deliver(slow.key, [track('Seen')])));
  assert.ok(answers.some((a) => a.status === 429 && reasonOf(a.body) === 'RATE_EXCEEDED'));
  assert.equal((await deliver((await create()).key, [track('Seen')])).status, 200, 'another key is not held back');
});

test('it is rotated and revoked at once on every process, with an optional grace period', async () => {
  const first = await create();
  const works = async (key: string): Promise<boolean[]> =>
    [await deliver(key, [track('Seen')], {}, server), await deliver(key, [track('Seen')], {}, other)].map((a) => {
      if (a.status !== 200) assert.ok(['TOKEN_INVALID', 'TOKEN_REVOKED'].includes(reasonOf(a.body)));
      return a.status === 200;
    });
  assert.deepEqual(await works(first.key), [true, true]);
  const second = (await admin.ask(ROTATE, { id: first.id })).rotateWriteKey;
  assert.equal(second.id, first.id);
  assert.deepEqual(await works(first.key), [false, false]);
  assert.deepEqual(await works(second.key), [true, true]);
  const third = (await admin.ask(ROTATE, { id: first.id, h: 1 })).rotateWriteKey;
  assert.deepEqual(
    [await works(second.key), await works(third.key)],
    [
      [true, true],
      [true, true],
    ],
  );
  assert.equal((await admin.ask(REVOKE, { id: first.id })).revokeWriteKey, true);
  assert.deepEqual(
    [await works(second.key), await works(third.key)],
    [
      [false, false],
      [false, false],
    ],
  );
  assert.equal((await admin.ask(REVOKE, { id: first.id })).revokeWriteKey, false);
  for (const document of [ROTATE, REVOKE]) {
    const ids = document === REVOKE ? ['00'] : ['00', first.id];
    for (const id of ids)
      assert.equal((await admin.send(document, { id })).errors?.[0].extensions.reason, 'WRITE_KEY_NOT_FOUND');
  }
  const token = await create();
  await admin.ask('mutation($id:String!){revokeToken(id:$id){ids}}', { id: token.id });
  assert.deepEqual(await works(token.key), [false, false]);
  const listed = (await admin.ask(KEYS)).writeKeys.edges.map((e: Loose) => e.node);
  assert.equal(listed.find((k: Loose) => k.id === token.id).revokedBy, 'test');
});

test('invalid keys are rejected in the same way whether or not the workspace exists', async () => {
  const { key, id } = await create();
  const secret = key.split('.').at(-1)!;
  for (const wrong of [
    `wk.shop.${id}.${secret}x`,
    `wk.shop.${id}.`,
    `wk.shop.00.${secret}`,
    `wk.nowhere.${id}.${secret}`,
    `wk.shop.${id}.${secret}${'x'.repeat(300)}`,
    'wk.',
    'wk.$where.{}.x',
  ]) {
    const { status, body } = await deliver(wrong, [track('Seen')]);
    assert.deepEqual(
      [status, body.errors[0].message, reasonOf(body)],
      [401, 'the write key is not valid here', 'TOKEN_INVALID'],
    );
  }
});

test('only an admin creates, lists, rotates and revokes keys', async () => {
  const { id } = await create();
  const issuer = server.caller('shop', ['tokens:issue', 'events:write', 'define'], 'web');
  for (const [document, variables] of [
    [CREATE, { i: { source: 'web' } }],
    [KEYS, {}],
    [ROTATE, { id }],
    [REVOKE, { id }],
  ] as const)
    assert.equal((await issuer.send(document, variables)).errors?.[0].extensions.reason, 'SCOPE_MISSING');
});
