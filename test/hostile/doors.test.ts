/** The doors: HTTP bodies and methods, tokens, and the WebSocket protocol. */
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import jwt from 'jsonwebtoken';
import { ConfigError, readConfig } from '../../src/config.js';
import { Tokens } from '../../src/edge/tokens.js';
import { eventually, TestServer } from '../support/server.js';
import { checked } from '../support/refusals.js';
import { RawSocket } from '../support/transports.js';

let server: TestServer;
let good: string;

before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
  good = server.token('shop', ['admin']);
});
after(() => server.remove());

async function post(
  body: string | Uint8Array<ArrayBuffer> | undefined,
  headers: Record<string, string> = {},
  method = 'POST',
  url = server.url,
): Promise<{ status: number; code: string | undefined; data: unknown }> {
  const res = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body }),
    headers: { authorization: `Bearer ${good}`, 'content-type': 'application/json', ...headers },
  });
  assert.match(res.headers.get('content-type') ?? '', /json/);
  const json = checked(await res.json()) as { data?: unknown; errors?: { extensions: { code: string } }[] };
  return { status: res.status, code: json.errors?.[0].extensions.code, data: json.data };
}

describe('HTTP', () => {
  const QUERY = JSON.stringify({ query: '{__typename}' });
  for (const [name, body] of [
    ['malformed JSON', '{"query":'],
    ['null', 'null'],
    ['a number', '42'],
    ['an array', '[]'],
    ['a batch', `[${QUERY}]`],
    ['nothing', ''],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22])],
  ] as const) {
    test(`${name} as a body is a bad request`, async () => {
      const r = await post(body);
      assert.equal(r.status, 400);
      assert.equal(r.code, 'BAD_REQUEST');
    });
  }
  test('another charset, another content type and a form are refused', async () => {
    for (const type of [
      'application/json; charset=utf-16',
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data',
    ]) {
      const r = await post(QUERY, { 'content-type': type });
      assert.equal(r.status, 415, type);
    }
  });
  test('a body over 1 MiB and a gzip bomb are refused, a gzip body is read', async () => {
    assert.equal((await post(JSON.stringify({ query: '{__typename}', pad: 'x'.repeat(1_100_000) }))).status, 413);
    assert.equal((await post(gzipSync(Buffer.alloc(50_000_000, 0x20)), { 'content-encoding': 'gzip' })).status, 413);
    assert.deepEqual((await post(gzipSync(QUERY), { 'content-encoding': 'gzip' })).data, { __typename: 'Query' });
    assert.equal((await post(QUERY, { 'content-encoding': 'gzip' })).status, 400);
  });
  test('a mutation by GET, and a GET without the preflight header, run nothing', async () => {
    const url = (q: string): string => `${server.url}?query=${encodeURIComponent(q)}`;
    const mutation = await post(
      undefined,
      { 'apollo-require-preflight': '1' },
      'GET',
      url('mutation{clearTags(tags:[]){status}}'),
    );
    assert.equal(mutation.status, 405);
    const res = await fetch(url('{__typename}'), { headers: { authorization: `Bearer ${good}` } });
    assert.equal(res.status, 400);
  });
  test('other methods and paths answer JSON', async () => {
    assert.equal((await post(QUERY, {}, 'PUT')).status, 405);
    assert.equal((await post(undefined, {}, 'GET', server.url.replace('/graphql', '/nothing'))).code, 'NOT_FOUND');
    assert.equal(
      ((await (await fetch(server.url.replace('/graphql', '/healthz'))).json()) as { status: string }).status,
      'ok',
    );
    assert.equal((await fetch(server.url.replace('/graphql', '/readyz'))).status, 200);
  });
});

describe('tokens', () => {
  const SECRET = 's'.repeat(40);
  const NOW = Date.UTC(2026, 0, 1);
  const tokens = new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'HS256', key: SECRET });
  const claims = { iss: 'strata', aud: 'strata', sub: 'a', workspace: 'shop', scope: 'admin', exp: NOW / 1000 + 60 };
  const raw = (header: object, payload: unknown, key = SECRET): string => {
    const part = (v: unknown): string => Buffer.from(JSON.stringify(v)).toString('base64url');
    const body = `${part(header)}.${part(payload)}`;
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
  };
  const HS = { alg: 'HS256', typ: 'JWT' };

  test('a right one gives its principal', () => {
    const p = tokens.verify(raw(HS, claims), NOW);
    assert.deepEqual([p.workspace, p.subject, [...p.scopes], p.expiresAt], ['shop', 'a', ['admin'], NOW + 60_000]);
  });
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string;
  const bad: [string, string | undefined][] = [
    ['none', undefined],
    ['garbled', 'abc.def'],
    ['5 MB', 'x'.repeat(5_000_000)],
    ['alg none', `${raw({ alg: 'none' }, claims).split('.').slice(0, 2).join('.')}.`],
    ['a wrong key', raw(HS, claims, 'w'.repeat(40))],
    ['no exp', raw(HS, { ...claims, exp: undefined })],
    ['exp past', raw(HS, { ...claims, exp: NOW / 1000 - 1 })],
    ['exp a text', raw(HS, { ...claims, exp: String(claims.exp) })],
    ['exp 1e308', raw(HS, { ...claims, exp: 1e308 })],
    ['nbf ahead', raw(HS, { ...claims, nbf: NOW / 1000 + 30 })],
    ['a wrong audience', raw(HS, { ...claims, aud: 'x' })],
    ['a wrong issuer', raw(HS, { ...claims, iss: 'x' })],
    ['no issuer', raw(HS, { ...claims, iss: undefined })],
    ['unknown crit', raw({ ...HS, crit: ['x'], x: 1 }, claims)],
    ['an array payload', raw(HS, [claims])],
    ['no workspace', raw(HS, { ...claims, workspace: undefined })],
    ['a workspace object', raw(HS, { ...claims, workspace: { $ne: null } })],
    ['no subject', raw(HS, { ...claims, sub: undefined })],
    [
      'RS256 by another key',
      jwt.sign({ workspace: 'shop' }, privateKey, {
        algorithm: 'RS256',
        issuer: 'strata',
        audience: 'strata',
        subject: 'a',
        expiresIn: 60,
      }),
    ],
    ['a kid that is a path', raw({ ...HS, kid: '../../etc/passwd' }, { ...claims, iss: 'x' })],
  ];
  for (const [name, token] of bad) {
    test(`${name}: UNAUTHENTICATED`, () =>
      assert.throws(
        () => tokens.verify(token, NOW),
        (e: { code?: string }) => e.code === 'UNAUTHENTICATED',
      ));
  }
  test('the public key is no HMAC secret', () => {
    const rs = new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'RS256', key: pem });
    assert.throws(
      () => rs.verify(raw(HS, claims, pem), NOW),
      (e: { code?: string }) => e.code === 'UNAUTHENTICATED',
    );
    const right = jwt.sign({ workspace: 'shop', scope: 'admin', exp: claims.exp }, privateKey, {
      algorithm: 'RS256',
      issuer: 'strata',
      audience: 'strata',
      subject: 'a',
      noTimestamp: true,
    });
    assert.equal(rs.verify(right, NOW).workspace, 'shop');
  });
  test('ES256: a right one passes, another curve key and an RSA key do not', () => {
    const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const es = new Tokens({
      issuer: 'strata',
      audience: 'strata',
      algorithm: 'ES256',
      key: ec.publicKey.export({ type: 'spki', format: 'pem' }) as string,
    });
    const sign = (key: typeof ec.privateKey, algorithm: 'ES256' | 'RS256'): string =>
      jwt.sign({ workspace: 'shop', scope: 'admin', exp: claims.exp }, key, {
        algorithm,
        issuer: 'strata',
        audience: 'strata',
        subject: 'a',
        noTimestamp: true,
      });
    assert.equal(es.verify(sign(ec.privateKey, 'ES256'), NOW).workspace, 'shop');
    assert.throws(
      () => es.verify(sign(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey, 'ES256'), NOW),
      (e: { code?: string }) => e.code === 'UNAUTHENTICATED',
    );
    assert.throws(
      () => es.verify(sign(privateKey, 'RS256'), NOW),
      (e: { code?: string }) => e.code === 'UNAUTHENTICATED',
    );
    assert.throws(() => new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'ES256', key: pem }), /ec/);
  });
  test('over HTTP a bad token is 401 and says nothing of itself', async () => {
    const res = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer hush.hush.hush' },
      body: '{"query":"{__typename}"}',
    });
    assert.equal(res.status, 401);
    assert.ok(!(await res.text()).includes('hush'));
  });
  test('settings that cannot verify anything refuse to start, all named at once', () => {
    assert.throws(
      () => readConfig({ PORT: 'x', STRATA_JWT_SECRET: 'short', STRATA_JWT_ALGORITHM: 'none' }),
      (e: Error) =>
        e instanceof ConfigError &&
        /PORT/.test(e.message) &&
        /STRATA_JWT_SECRET/.test(e.message) &&
        /ALGORITHM/.test(e.message),
    );
    assert.throws(() => readConfig({ STRATA_JWT_ALGORITHM: 'RS256' }), /STRATA_JWT_PUBLIC_KEY/);
    assert.throws(() => readConfig({ MONGODB_URI: 'mongodb://x' }), /STRATA_JWT_SECRET/);
    assert.throws(() => readConfig({ STRATA_JWT_ISSUER: '' }), /ISSUER/);
    assert.throws(() => new Tokens({ issuer: 'a', audience: 'b', algorithm: 'HS256', key: 'x' }), /32/);
  });
});

describe('WebSocket', () => {
  const sub = { query: 'subscription{membershipChanged{cursor}}' };

  test('no init in time closes 4408, init twice 4429, subscribing before the ack 4401', async () => {
    const silent = await RawSocket.open(server);
    const twice = await RawSocket.acknowledged(server, good);
    twice.send({ type: 'connection_init' });
    assert.equal((await twice.untilClosed())?.code, 4429);
    const early = await RawSocket.open(server);
    early.send({ id: '1', type: 'subscribe', payload: sub });
    assert.equal((await early.untilClosed())?.code, 4401);
    assert.equal((await silent.untilClosed())?.code, 4408);
  });
  test('a bad token closes 4403', async () => {
    const s = await RawSocket.open(server);
    s.send({ type: 'connection_init', payload: { authorization: 'Bearer x.y.z' } });
    assert.equal((await s.untilClosed())?.code, 4403);
  });
  test('garbage and binary close 4400, a message over 1 MiB 1009', async () => {
    for (const [message, code] of [
      ['garbage', 4400],
      ['{"type":"nope"}', 4400],
      [Buffer.from([1, 2, 3]), 4400],
      [`{"type":"ping","payload":{"x":"${'y'.repeat(1_100_000)}"}}`, 1009],
    ] as const) {
      const s = await RawSocket.acknowledged(server, good);
      s.ws.send(message);
      assert.equal((await s.untilClosed())?.code, code);
    }
  });
  test('a syntax error fails that operation alone', async () => {
    const s = await RawSocket.acknowledged(server, good);
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    assert.ok(await s.until((m) => m.id === 'a' && m.type === 'next'));
    s.send({ id: 'b', type: 'subscribe', payload: { query: '{' } });
    const failed = await s.until((m) => m.id === 'b');
    assert.equal(failed.type, 'error');
    assert.equal(failed.payload[0].extensions.code, 'GRAPHQL_PARSE_FAILED');
    s.send({ id: 'c', type: 'subscribe', payload: { query: '{__typename}' } });
    assert.equal((await s.until((m) => m.id === 'c' && m.type === 'next')).payload.data.__typename, 'Query');
    s.close();
  });
  test('the same id twice closes 4409', async () => {
    const s = await RawSocket.acknowledged(server, good);
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    assert.equal((await s.untilClosed())?.code, 4409);
  });
  test('the 101st operation of a socket is refused, the others live', async () => {
    const s = await RawSocket.acknowledged(server, good);
    for (let i = 0; i <= 100; i++) s.send({ id: String(i), type: 'subscribe', payload: sub });
    const refused = await s.until((m) => m.type === 'error');
    assert.equal(refused.payload[0].extensions.code, 'LIMIT_EXCEEDED');
    assert.equal(s.closed, undefined);
    s.close();
  });
  test('a foreign origin does not get in, our own does', async () => {
    const foreign = await RawSocket.open(server, { origin: 'https://evil.example' });
    assert.notEqual(foreign.ws.readyState, 1);
    const own = await RawSocket.open(server, { origin: new URL(server.url).origin });
    assert.equal(own.ws.readyState, 1);
    own.close();
  });
  test('a token that runs out ends its subscription with 4403', async () => {
    const s = await RawSocket.acknowledged(server, server.token('shop', ['segments:read'], 'short', 2));
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    assert.ok(await s.until((m) => m.id === 'a' && m.type === 'next'));
    assert.equal((await s.untilClosed())?.code, 4403);
  });
  test('cursors: garbled, forged, of another workspace', async () => {
    await server.sandbox('elsewhere', '2026-03-10T12:00:00Z');
    const first = async (token: string, after?: string): Promise<any> => {
      const s = await RawSocket.acknowledged(server, token);
      s.send({
        id: 'a',
        type: 'subscribe',
        payload: { query: 'subscription($a:String){membershipChanged(after:$a){cursor}}', variables: { a: after } },
      });
      const m = await s.until((x) => x.id === 'a');
      s.close();
      return m;
    };
    const cursor = (await first(good)).payload.data.membershipChanged.cursor as string;
    const flipped = `${cursor.slice(0, 5)}${cursor[5] === 'A' ? 'B' : 'A'}${cursor.slice(6)}`;
    const code = (m: any): string => (m.payload[0] ?? m.payload.errors[0]).extensions.code;
    assert.equal(code(await first(good, 'rubbish')), 'BAD_USER_INPUT');
    assert.equal(code(await first(good, flipped)), 'BAD_USER_INPUT');
    assert.equal(code(await first(server.token('elsewhere', ['segments:read']), cursor)), 'FORBIDDEN');
    assert.ok((await first(good, cursor)).payload.data.membershipChanged.cursor);
  });
  test('sockets that are gone leave no subscriber behind', async () => {
    await eventually(() => server.running.hub.subscribers === 0, 'subscribers of closed sockets to go');
  });
});

test('nothing unexpected was reported', () => assert.deepEqual(server.reported, []));
