/**
 * Tests overload. Excess requests are rejected immediately with a clear code on both transports, and the server
 * recovers afterwards.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { LinkIntake } from '../../src/services/base/write-intakes.js';
import { Admission } from '../../src/edge/admission.js';
import { TestServer, type Caller } from '../support/server.js';
import { http, RawSocket, ws } from '../support/transports.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start({ STRATA_RATE_LIMIT: '20', STRATA_MAX_RUNNING: '4' });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

const principal = (
  subject: string,
): { workspace: string; subject: string; scopes: Set<string>; expiresAt: number } => ({
  workspace: 'w',
  subject,
  scopes: new Set(),
  expiresAt: 0,
});

test('a caller has a rate and a burst of two seconds, which refills with time', () => {
  let now = 0;
  const a = new Admission({ ratePerSecond: 10, judgingMsPerSecond: 0, maxRunning: 1 }, () => now);
  const passes = (who: string): number => {
    for (let n = 0; ; n++) {
      try {
        a.charge(principal(who));
      } catch (error) {
        assert.equal((error as { code: string }).code, 'RATE_LIMITED');
        return n;
      }
    }
  };
  assert.equal(passes('a'), 20);
  assert.equal(passes('b'), 20, 'another caller is not held up');
  now += 500;
  assert.equal(passes('a'), 5);
  now += 60_000;
  assert.equal(passes('a'), 20);
});

test('concurrent operations are limited, and a place released twice counts once', () => {
  const a = new Admission({ ratePerSecond: 0, judgingMsPerSecond: 0, maxRunning: 2 }, () => 0);
  const first = a.begin(principal('a'));
  a.begin(principal('b'));
  assert.throws(() => a.begin(principal('c')), { code: 'UNAVAILABLE' });
  first();
  first();
  a.begin(principal('a'));
  assert.throws(() => a.begin(principal('c')), { code: 'UNAVAILABLE' });
});

test('the last quarter of the places is for subjects without any, and half of that for new workspaces', () => {
  const a = new Admission({ ratePerSecond: 0, judgingMsPerSecond: 0, maxRunning: 8 }, () => 0);
  const held = Array.from({ length: 6 }, () => a.begin(principal('greedy')));
  assert.throws(() => a.begin(principal('greedy')), { code: 'UNAVAILABLE' });
  const modest = a.begin(principal('modest'));
  assert.throws(() => a.begin(principal('modest')), { code: 'UNAVAILABLE' });
  for (let n = 0; n < 100; n++) assert.throws(() => a.begin(principal(`new ${n}`)), { code: 'UNAVAILABLE' });
  const elsewhere = a.begin({ ...principal('greedy'), workspace: 'elsewhere' });
  assert.throws(() => a.begin({ ...principal('modest'), workspace: 'elsewhere' }), { code: 'UNAVAILABLE' });
  assert.equal(a.inPlaces, 8);
  elsewhere();
  modest();
  a.begin(principal('modest'))();
  for (const leave of held.slice(0, 3)) leave();
  a.begin(principal('greedy'));
  assert.equal(a.inPlaces, 4);
});

describe('a caller over its rate', () => {
  // A rate limit low enough that any machine exceeds it.
  let slow: TestServer;
  before(async () => {
    slow = await TestServer.start({ STRATA_RATE_LIMIT: '2' });
    await slow.sandbox('shop', '2026-03-10T12:00:00Z');
  });
  after(() => slow.remove());

  for (const [name, transport] of [
    ['HTTP', http],
    ['WebSocket', ws],
  ] as const) {
    test(`gets an error over ${name}, and other callers are served`, async () => {
      const greedy = slow.token('shop', ['profiles:read'], `greedy-${name}`);
      const codes = new Set<string | undefined>();
      for (let i = 0; i < 50 && codes.size < 2; i++) {
        for (const a of await Promise.all([1, 2, 3].map(() => transport(slow, greedy, '{workspace{id}}'))))
          codes.add(a.errors?.[0].extensions?.code);
      }
      assert.deepEqual([...codes].sort(), ['RATE_LIMITED', undefined].sort());
      const modest = slow.token('shop', ['profiles:read'], `modest-${name}`);
      assert.equal((await transport(slow, modest, '{workspace{id}}')).data.workspace.id, 'shop');
    });
  }
});

test('beyond its limit of operations the server sheds load, completes accepted ones and recovers', async () => {
  const read = (i: number): Promise<Response> =>
    fetch(server.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${server.token('shop', ['admin'], `many${i}`)}`,
      },
      body: JSON.stringify({
        query: 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}',
        variables: {
          e: [
            {
              messageId: `shed${i}`,
              type: 'searched',
              occurredAt: '2026-03-10T11:00:00Z',
              identities: [{ namespace: 'member_id', value: `S${i % 7}` }],
            },
          ],
        },
      }),
    });
  const answers = await Promise.all(
    Array.from({ length: 200 }, async (_, i) => {
      const r = await read(i);
      return { status: r.status, retry: r.headers.get('retry-after'), body: (await r.json()) as any };
    }),
  );
  const kept = answers.filter((a) => a.body.data?.ingestEvents.accepted === 1).length;
  const shed = answers.filter(
    (a) => a.status === 503 && a.retry === '1' && a.body.errors[0].extensions.code === 'UNAVAILABLE',
  ).length;
  assert.equal(kept + shed, 200);
  assert.ok(kept >= 4 && shed > 0, `${kept} kept, ${shed} shed`);
  assert.equal(
    await server.running.services.stores.events.count('shop'),
    kept,
    'shed writes are missing, and acknowledged writes are present',
  );
  assert.equal((await admin.ask('{workspace{id}}')).workspace.id, 'shop');
});

test('operations over sockets are shed one by one beyond the limit as well', async () => {
  const before = await server.running.services.stores.events.count('shop');
  const sockets = await Promise.all(
    Array.from({ length: 5 }, (_, k) => RawSocket.acknowledged(server, server.token('shop', ['admin'], `sockets${k}`))),
  );
  const codes: string[] = [];
  await Promise.all(
    sockets.flatMap((s, k) =>
      Array.from({ length: 20 }, async (_, i) => {
        const id = `${k}-${i}`;
        s.send({
          id,
          type: 'subscribe',
          payload: {
            query: 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}',
            variables: {
              e: [
                {
                  messageId: `ws${id}`,
                  type: 'searched',
                  occurredAt: '2026-03-10T11:00:00Z',
                  identities: [{ namespace: 'member_id', value: `S${i % 7}` }],
                },
              ],
            },
          },
        });
        const m = await s.until((x) => x.id === id && x.type !== 'complete');
        codes.push(
          m.type === 'error'
            ? m.payload[0].extensions.code
            : m.payload.errors
              ? m.payload.errors[0].extensions.code
              : 'OK',
        );
      }),
    ),
  );
  const kept = codes.filter((c) => c === 'OK').length;
  assert.deepEqual([...new Set(codes)].sort(), ['OK', 'UNAVAILABLE']);
  assert.equal(codes.length, 100);
  assert.equal(
    await server.running.services.stores.events.count('shop'),
    before + kept,
    'shed writes are missing, and acknowledged writes are present',
  );
  for (const s of sockets) s.close();
});

test('a place is released when a socket closes in the middle of an operation', async () => {
  for (let i = 0; i < 12; i++) {
    const s = await RawSocket.acknowledged(server, server.token('shop', ['admin'], `gone${i}`));
    s.send({ id: '1', type: 'subscribe', payload: { query: '{profiles(first:1){totalCount}}' } });
    s.close();
  }
  assert.equal((await server.caller('shop', ['admin'], 'after').ask('{workspace{id}}')).workspace.id, 'shop');
});

test('an operation rejected over WebSocket holds no place', async () => {
  const s = await RawSocket.acknowledged(server, server.token('shop', ['admin'], 'badkey'));
  for (let i = 0; i < 6; i++) {
    s.send({
      id: `k${i}`,
      type: 'subscribe',
      payload: { query: 'mutation{clearTags(tags:[]){status}}', extensions: { idempotencyKey: 'with space' } },
    });
    assert.equal((await s.until((m) => m.id === `k${i}`)).payload[0].extensions.code, 'BAD_USER_INPUT');
  }
  // If the six rejected operations kept their places, they would fill all four places while the socket is open.
  assert.equal((await server.caller('shop', ['admin'], 'stillthere').ask('{workspace{id}}')).workspace.id, 'shop');
  s.close();
});

test('facts that do not fit in the queue are rejected as a whole', async () => {
  const { writer, catalogues } = server.running.services;
  assert.ok(catalogues);
  const origin = { actor: 'test', operation: 'identify' };
  const link = (i: number): LinkIntake => ({
    kind: 'link',
    origin,
    identities: [{ namespace: 'member_id', value: `Q${i}` }],
  });
  await assert.rejects(
    writer.write(
      'shop',
      Array.from({ length: 20_001 }, (_, i) => link(i)),
    ),
    (e: { code?: string }) => e.code === 'UNAVAILABLE',
  );
  assert.equal((await writer.write('shop', [link(1)]))[0].status, 'ACCEPTED');
});

describe('a subscription whose source fails', () => {
  test('gets a masked error, and the socket and its other operations continue', async () => {
    const { hub } = server.running;
    const s = await RawSocket.acknowledged(server, server.token('shop', ['admin'], 'failing'));
    const real = hub.subscribe.bind(hub);
    try {
      hub.subscribe = async function* () {
        yield { position: '0' };
        throw new Error('hush: connection string');
      };
      s.send({ id: 'a', type: 'subscribe', payload: { query: 'subscription{membershipChanged{cursor}}' } });
      const failed = await s.until((m) => m.id === 'a' && (m.type === 'error' || m.payload?.errors !== undefined));
      const [error] = failed.type === 'error' ? failed.payload : failed.payload.errors;
      assert.equal(error.extensions.code, 'INTERNAL_SERVER_ERROR');
      assert.ok(!JSON.stringify(failed).includes('hush'));
    } finally {
      hub.subscribe = real;
    }
    s.send({ id: 'b', type: 'subscribe', payload: { query: '{__typename}' } });
    assert.equal((await s.until((m) => m.id === 'b' && m.type === 'next')).payload.data.__typename, 'Query');
    assert.equal(server.reported.splice(0).length, 1, 'the fault was reported');
    s.close();
  });
});

test('Prometheus metrics show responses, rejections and connections, and nothing about customers', async () => {
  const s = await RawSocket.acknowledged(server, server.token('shop', ['admin'], 'watched'));
  const res = await fetch(server.url.replace('/graphql', '/metrics'));
  const text = await res.text();
  assert.match(res.headers.get('content-type')!, /^text\/plain/);
  assert.match(text, /^strata_http_requests_total\{route="\/graphql",status="200"\} \d+$/m);
  assert.match(text, /^strata_http_requests_total\{route="\/graphql",status="503"\} [1-9]\d*$/m, 'rejected for load');
  assert.match(text, /^strata_http_request_duration_seconds_bucket\{le="0.1",route="\/graphql"\} \d+$/m);
  assert.match(text, /^strata_websockets [1-9]\d*$/m);
  assert.match(text, /^strata_facts_waiting 0$/m);
  assert.match(text, /^process_resident_memory_bytes /m);
  assert.ok(!/shop|greedy|member/.test(text));
  s.close();
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
