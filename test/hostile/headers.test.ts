/**
 * Tests response headers: what pages may load, which sites may frame them, and what caches may store. Requests with two
 * `Authorization` headers are rejected.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer } from '../support/server.js';
import { answerOn, exchange, open, upgradeOf } from './raw.js';

let server: TestServer;
let good: string;

before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
  good = server.token('shop', ['admin']);
});
after(() => server.remove());

const at = (path: string): string => server.url.replace('/graphql', path);
const html = { accept: 'text/html' };

test('pages load nothing from other origins, cannot be framed and send no referrer', async () => {
  for (const [path, headers] of [
    ['/', {}],
    ['/graphql', html],
  ] as const) {
    const res = await fetch(at(path), { headers });
    assert.match(res.headers.get('content-type')!, /text\/html/);
    const policy = new Map(
      res.headers
        .get('content-security-policy')!
        .split('; ')
        .map((part) => [part.split(' ')[0], part.split(' ').slice(1).join(' ')]),
    );
    for (const name of ['default-src', 'base-uri', 'form-action', 'frame-ancestors'])
      assert.equal(policy.get(name), "'none'", name);
    for (const name of ['connect-src', 'script-src']) assert.equal(policy.get(name), "'self'", name);
    assert.equal(res.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(res.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(res.headers.get('cache-control'), 'no-store');
  }
});

test('responses about customers and errors are not cached', async () => {
  const json = { 'content-type': 'application/json' };
  const authorized = { ...json, authorization: `Bearer ${good}` };
  const send = (path: string, headers: Record<string, string>, body?: string): Promise<Response> =>
    fetch(at(path), {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      ...(body === undefined ? {} : { body }),
    });
  for (const res of [
    await send('/graphql', authorized, '{"query":"{__typename}"}'),
    await send(
      '/graphql',
      { ...authorized, 'idempotency-key': 'h1' },
      '{"query":"mutation{clearTags(tags:[]){status}}"}',
    ),
    await send('/graphql', authorized, '{"query":"{"}'),
    await send('/graphql', json, '{}'),
    await send('/v1/track', authorized, '{"event":"Seen","userId":"H1"}'),
    await send('/nothing', {}),
    await send('/metrics', {}),
  ]) {
    assert.equal(res.headers.get('cache-control'), 'no-store', res.url);
    assert.equal(res.headers.get('x-content-type-options'), 'nosniff', res.url);
  }
  const asset = await send('/client.tgz', {});
  assert.equal(asset.headers.get('x-content-type-options'), 'nosniff');
});

test('two Authorization headers are rejected over HTTP, WebSocket and at /v1', async () => {
  const { port } = new URL(server.url);
  const two = `Authorization: Bearer ${good}\r\nAuthorization: Bearer ${good}\r\n`;
  for (const path of ['/graphql', '/v1/track']) {
    const answer = await exchange(
      Number(port),
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n${two}Content-Length: 2\r\n\r\n{}`,
    );
    assert.equal(answer.status, 401);
  }
  const socket = await open(Number(port));
  const text = answerOn(socket);
  const init = Buffer.from('{"type":"connection_init"}');
  const frame = Buffer.concat([Buffer.from([0x81, 0x80 | init.length, 0, 0, 0, 0]), init]);
  socket.write(Buffer.concat([Buffer.from(upgradeOf('/graphql', two.trim().split('\r\n'))), frame]));
  assert.match((await text).text, /TOKEN_INVALID: send one Authorization header$/);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
