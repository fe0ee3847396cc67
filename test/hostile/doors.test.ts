/** Tests the entry points: HTTP bodies and methods, tokens, and the WebSocket protocol. */
import assert from 'node:assert/strict';
import { createHmac, generateKeyPairSync } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import jwt from 'jsonwebtoken';
import { ConfigError, readConfig } from '../../src/config.js';
import { Tokens } from '../../src/edge/tokens.js';
import type { ServiceError } from '../../src/services/base/errors.js';
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
): Promise<{ status: number; code: string | undefined; reason: string | undefined; data: unknown }> {
  const res = await fetch(url, {
    method,
    ...(body === undefined ? {} : { body }),
    headers: { authorization: `Bearer ${good}`, 'content-type': 'application/json', ...headers },
  });
  assert.match(res.headers.get('content-type') ?? '', /json/);
  const json = checked(await res.json()) as {
    data?: unknown;
    errors?: { extensions: { code: string; reason: string } }[];
  };
  const { code, reason } = json.errors?.[0].extensions ?? { code: undefined, reason: undefined };
  return { status: res.status, code, reason, data: json.data };
}

describe('HTTP', () => {
  const QUERY = JSON.stringify({ query: '{__typename}' });
  for (const [name, body, reason] of [
    ['malformed JSON', '{"query":', 'BODY_SYNTAX'],
    ['null', 'null', 'BODY_SHAPE_INVALID'],
    ['a number', '42', 'BODY_SHAPE_INVALID'],
    ['an array', '[]', 'BODY_SHAPE_INVALID'],
    ['a batch', `[${QUERY}]`, 'BODY_SHAPE_INVALID'],
    ['nothing', '', 'BODY_SYNTAX'],
    ['bytes that are no UTF-8', new Uint8Array([0x22, 0xff, 0x22]), 'BODY_SYNTAX'],
  ] as const) {
    test(`${name} as a body is a bad request`, async () => {
      const r = await post(body);
      assert.equal(r.status, 400);
      assert.deepEqual([r.code, r.reason], ['BAD_REQUEST', reason]);
    });
  }
  test('another charset, another content type and a form are rejected', async () => {
    for (const [type, reason] of [
      ['application/json; charset=utf-16', 'CHARSET_UNSUPPORTED'],
      ['text/plain', 'CONTENT_TYPE_UNSUPPORTED'],
      ['application/x-www-form-urlencoded', 'CONTENT_TYPE_UNSUPPORTED'],
      ['multipart/form-data', 'CONTENT_TYPE_UNSUPPORTED'],
    ]) {
      const r = await post(QUERY, { 'content-type': type });
      assert.deepEqual([r.status, r.reason], [415, reason], type);
    }
  });
  test('a body over 4 MiB and a gzip bomb are rejected, and a gzip body is read', async () => {
    const large = await post(JSON.stringify({ query: '{__typename}', pad: 'x'.repeat(4_200_000) }));
    assert.deepEqual([large.status, large.reason], [413, 'BODY_TOO_LARGE']);
    assert.equal((await post(gzipSync(Buffer.alloc(50_000_000, 0x20)), { 'content-encoding': 'gzip' })).status, 413);
    assert.deepEqual((await post(gzipSync(QUERY), { 'content-encoding': 'gzip' })).data, { __typename: 'Query' });
    const plain = await post(QUERY, { 'content-encoding': 'gzip' });
    assert.deepEqual([plain.status, plain.reason], [400, 'BODY_UNREADABLE']);
    const brotli = await post(QUERY, { 'content-encoding': 'br' });
    assert.deepEqual([brotli.status, brotli.reason], [415, 'CONTENT_ENCODING_UNSUPPORTED']);
  });
  test('a mutation by GET and a GET that another origin could send are rejected', async () => {
    const url = (q: string): string => `${server.url}?query=${encodeURIComponent(q)}`;
    const mutation = await post(
      undefined,
      { 'apollo-require-preflight': '1' },
      'GET',
      url('mutation{clearTags(tags:[]){status}}'),
    );
    assert.deepEqual([mutation.status, mutation.reason], [405, 'METHOD_NOT_ALLOWED']);
    // A page cannot send an Authorization header without a preflight, and the server requires the header.
    const res = await fetch(url('{__typename}'));
    assert.equal(res.status, 401);
    const { errors } = checked((await res.json()) as { errors: { extensions: { reason: string } }[] });
    assert.equal(errors[0].extensions.reason, 'TOKEN_MISSING');
  });
});

describe('HTTP paths', () => {
  test('other methods and paths get a JSON response', async () => {
    assert.equal((await post('{"query":"{__typename}"}', {}, 'PUT')).status, 405);
    const nothing = await post(undefined, {}, 'GET', server.url.replace('/graphql', '/nothing'));
    assert.deepEqual([nothing.status, nothing.code, nothing.reason], [404, 'NOT_FOUND', 'PATH_UNKNOWN']);
    assert.equal(
      ((await (await fetch(server.url.replace('/graphql', '/healthz'))).json()) as { status: string }).status,
      'ok',
    );
    const isReady = async (): Promise<boolean> => (await fetch(server.url.replace('/graphql', '/readyz'))).ok;
    await eventually(isReady, 'the server to be ready');
  });
});

describe('tokens', () => {
  const SECRET = 's'.repeat(40);
  const NOW = Date.UTC(2026, 0, 1);
  const tokens = new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'HS256', key: SECRET });
  const claims = { iss: 'strata', aud: 'strata', sub: 'a', workspace: 'shop', scope: 'admin', exp: NOW / 1000 + 60 };
  const text = (header: string, payload: string, key = SECRET): string => {
    const body = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.');
    return `${body}.${createHmac('sha256', key).update(body).digest('base64url')}`;
  };
  const raw = (header: object, payload: unknown, key = SECRET): string =>
    text(JSON.stringify(header), JSON.stringify(payload), key);
  const HS = { alg: 'HS256', typ: 'JWT' };

  test('a valid token gives its principal', () => {
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
    ['a claim twice', text(JSON.stringify(HS), `{"workspace":"other",${JSON.stringify(claims).slice(1)}`)],
    ['a claim twice, once in escapes', text(JSON.stringify(HS), `{"\\u0073ub":"b",${JSON.stringify(claims).slice(1)}`)],
    ['a header twice', text('{"alg":"none","alg":"HS256"}', JSON.stringify(claims))],
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
  /** Expected reasons. The error explains the problem with a token only if its signature is valid. */
  const REASONS: Readonly<Record<string, string>> = {
    none: 'TOKEN_MISSING',
    'exp past': 'TOKEN_EXPIRED',
    ...Object.fromEntries(
      [
        'no exp',
        'exp 1e308',
        'unknown crit',
        'no workspace',
        'a workspace object',
        'no subject',
        'a claim twice',
        'a claim twice, once in escapes',
        'a header twice',
      ].map((name) => [name, 'TOKEN_CLAIMS_INVALID']),
    ),
  };
  for (const [name, token] of bad) {
    const reason = REASONS[name] ?? 'TOKEN_INVALID';
    test(`${name}: UNAUTHENTICATED, ${reason}`, () =>
      assert.throws(
        () => tokens.verify(token, NOW),
        (e: ServiceError) => e.code === 'UNAUTHENTICATED' && e.reason === reason,
      ));
  }
  test('a token verified before still expires, and its cached result is used for no other token', () => {
    const token = raw(HS, { ...claims, nbf: NOW / 1000 });
    assert.equal(tokens.verify(token, NOW), tokens.verify(token, NOW + 59_999));
    const reasonOf = (text_: string, at: number): string => {
      try {
        return `valid for ${tokens.verify(text_, at).subject}`;
      } catch (error) {
        return (error as ServiceError).reason;
      }
    };
    assert.equal(reasonOf(token, NOW + 60_000), 'TOKEN_EXPIRED');
    assert.equal(reasonOf(token, NOW - 1000), 'TOKEN_INVALID', 'the clock was set back to before the token is valid');
    assert.equal(reasonOf(token, NOW), 'valid for a');
    assert.equal(reasonOf(`${token.slice(0, -1)}${token.endsWith('A') ? 'Q' : 'A'}`, NOW), 'TOKEN_INVALID');
    const others = Array.from({ length: 2000 }, (_, i) => raw(HS, { ...claims, sub: `s${i}` }));
    for (const [i, other] of others.entries()) assert.equal(reasonOf(other, NOW), `valid for s${i}`);
    for (const [i, other] of others.entries()) assert.equal(reasonOf(other, NOW + 1), `valid for s${i}`);
  });
  test('an expired token with a wrong signature is reported as invalid, not as expired', () =>
    assert.throws(
      () => tokens.verify(raw(HS, { ...claims, exp: NOW / 1000 - 1 }, 'w'.repeat(40)), NOW),
      (e: ServiceError) => e.reason === 'TOKEN_INVALID',
    ));
  test('the public key is not accepted as an HMAC secret', () => {
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
  test('ES256 accepts a valid token, and rejects one with another curve or an RSA key', () => {
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
  test('over HTTP an invalid token gets 401, and the response does not contain it', async () => {
    const res = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Bearer hush.hush.hush' },
      body: '{"query":"{__typename}"}',
    });
    assert.equal(res.status, 401);
    const text = await res.text();
    assert.ok(!text.includes('hush'));
    checked(JSON.parse(text));
  });
  test('the server refuses to start without usable token settings, and names all errors at once', () => {
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

interface Refused {
  readonly extensions: { readonly reason: string };
}
/** The payload of a subscription's first message: a result, or errors. */
interface First {
  readonly data?: { readonly membershipChanged: { readonly cursor: string } };
  readonly errors?: readonly Refused[];
  readonly 0?: Refused;
}

describe('WebSocket', () => {
  const sub = { query: 'subscription{membershipChanged{cursor}}' };

  test('a late init closes with 4408, a second init with 4429, and subscribing before the ack with 4401', async () => {
    const silent = await RawSocket.open(server);
    const twice = await RawSocket.acknowledged(server, good);
    twice.send({ type: 'connection_init' });
    assert.equal((await twice.untilClosed())?.code, 4429);
    const early = await RawSocket.open(server);
    early.send({ id: '1', type: 'subscribe', payload: sub });
    assert.equal((await early.untilClosed())?.code, 4401);
    assert.equal((await silent.untilClosed())?.code, 4408);
  });
  test('an invalid token closes with 4403', async () => {
    const s = await RawSocket.open(server);
    s.send({ type: 'connection_init', payload: { authorization: 'Bearer x.y.z' } });
    const closed = await s.untilClosed();
    assert.equal(closed?.code, 4403);
    assert.match(closed.reason, /^TOKEN_INVALID: /);
  });
  test('invalid and binary messages close with 4400, and a message over 4 MiB closes with 1009', async () => {
    for (const [message, code] of [
      ['garbage', 4400],
      ['{"type":"nope"}', 4400],
      ['{"type":"connection_ack"}', 4400],
      ['{"type":"next","id":"a","payload":{}}', 4400],
      ['{"type":"error","id":"a","payload":[]}', 4400],
      [Buffer.from([1, 2, 3]), 4400],
      [`{"type":"ping","payload":{"x":"${'y'.repeat(4_200_000)}"}}`, 1009],
    ] as const) {
      const s = await RawSocket.acknowledged(server, good);
      s.ws.send(message);
      assert.equal((await s.untilClosed())?.code, code);
    }
  });
  test('a syntax error fails only its own operation', async () => {
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
  test('a repeated operation id closes with 4409', async () => {
    const s = await RawSocket.acknowledged(server, good);
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    assert.equal((await s.untilClosed())?.code, 4409);
  });
  test('the 101st operation of a socket is rejected, and the others continue', async () => {
    const s = await RawSocket.acknowledged(server, good);
    for (let i = 0; i <= 100; i++) s.send({ id: String(i), type: 'subscribe', payload: sub });
    const refused = await s.until((m) => m.type === 'error');
    assert.deepEqual(
      [refused.payload[0].extensions.code, refused.payload[0].extensions.reason],
      ['LIMIT_EXCEEDED', 'SOCKET_OPERATIONS_TOO_MANY'],
    );
    assert.equal(s.closed, undefined);
    s.close();
  });
  test('a socket from a foreign origin is rejected, and one from the own origin is accepted', async () => {
    const foreign = await RawSocket.open(server, { origin: 'https://evil.example' });
    assert.notEqual(foreign.ws.readyState, 1);
    const own = await RawSocket.open(server, { origin: new URL(server.url).origin });
    assert.equal(own.ws.readyState, 1);
    own.close();
  });
  test('an expiring token ends its subscription with 4403', async () => {
    const s = await RawSocket.acknowledged(server, server.token('shop', ['segments:read'], 'short', 2));
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    assert.ok(await s.until((m) => m.id === 'a' && m.type === 'next'));
    const closed = await s.untilClosed();
    assert.equal(closed?.code, 4403);
    assert.match(closed.reason, /^TOKEN_EXPIRED: /);
  });
  test('malformed, forged and foreign cursors are rejected', async () => {
    await server.sandbox('elsewhere', '2026-03-10T12:00:00Z');
    const first = async (token: string, after?: string): Promise<First> => {
      const s = await RawSocket.acknowledged(server, token);
      s.send({
        id: 'a',
        type: 'subscribe',
        payload: { query: 'subscription($a:String){membershipChanged(after:$a){cursor}}', variables: { a: after } },
      });
      const m = await s.until((x) => x.id === 'a');
      s.close();
      return (m as { readonly payload: First }).payload;
    };
    const cursor = (await first(good)).data!.membershipChanged.cursor;
    const flipped = `${cursor.slice(0, 5)}${cursor[5] === 'A' ? 'B' : 'A'}${cursor.slice(6)}`;
    const reason = (answer: First): string => (answer[0] ?? answer.errors![0]).extensions.reason;
    assert.equal(reason(await first(good, 'rubbish')), 'CURSOR_INVALID');
    assert.equal(reason(await first(good, flipped)), 'CURSOR_INVALID');
    assert.equal(reason(await first(server.token('elsewhere', ['segments:read']), cursor)), 'CURSOR_FOREIGN');
    assert.ok((await first(good, cursor)).data!.membershipChanged.cursor);
  });
  test('closed sockets leave no subscribers', async () => {
    await eventually(() => server.running.hub.subscribers === 0, 'subscribers of closed sockets to go');
  });
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
