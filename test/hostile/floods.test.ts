/** Tests that other callers are served during floods of messages and sockets, and during large batches. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { http, RawSocket } from '../support/transports.js';
import { open, upgradeOf } from './raw.js';

let server: TestServer;
let admin: Caller;
let port: number;

before(async () => {
  server = await TestServer.start({ STRATA_SOCKETS_PER_SUBJECT: '5' });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
  port = server.running.port;
});
after(() => server.remove());

const alive = async (): Promise<void> =>
  assert.deepEqual((await admin.send('{__typename}')).data, { __typename: 'Query' });

const batch = (body: unknown, token = admin.token): Promise<Response> =>
  fetch(server.url.replace('/graphql', '/v1/batch'), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-encoding': 'gzip' },
    body: gzipSync(JSON.stringify(body)),
  });

interface Tracked {
  readonly accepted: number;
  readonly rejected: readonly { readonly index: number; readonly code: string }[];
}
const tracked = async (res: Response): Promise<Tracked> => (await res.json()) as Tracked;

test('a batch of more than 5,000 messages is rejected as a whole', async () => {
  const res = await batch({ batch: Array(400_000).fill(0) });
  const text = await res.text();
  assert.ok(text.length < 1000);
  assert.match(text, /LIMIT_EXCEEDED/);
  assert.equal((await tracked(await batch({ batch: Array(5000).fill(0) }))).rejected.length, 5000);
});

test('a deeply nested message is rejected alone', async () => {
  const text = `{"batch":[{"type":"track","event":"Fine","userId":"D1"},{"type":"track","event":"Deep","userId":"D1","properties":${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}}]}`;
  const res = await fetch(server.url.replace('/graphql', '/v1/batch'), {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}` },
    body: text,
  });
  const answer = await tracked(res);
  assert.equal(answer.accepted, 1, JSON.stringify(answer));
  assert.deepEqual(
    answer.rejected.map((r) => [r.index, r.code]),
    [[1, 'LIMIT_EXCEEDED']],
  );
});

test('an object with 100,001 members is rejected before parsing at every entry point', async () => {
  const wide = Object.fromEntries(Array.from({ length: 100_001 }, (_, i) => [`p${i}`, 1]));
  const tracking = await batch({ batch: [{ type: 'track', event: 'Wide', userId: 'W1', properties: wide }] });
  assert.match(await tracking.text(), /"reason":"JSON_TOO_WIDE"/);
  const query = '{__typename}';
  const reply = await http(server, admin.token, query, wide);
  assert.equal(reply.errors![0].extensions!.reason, 'JSON_TOO_WIDE');
  const socket = await RawSocket.acknowledged(server, admin.token);
  socket.send({ id: '1', type: 'subscribe', payload: { query, variables: wide } });
  assert.equal((await socket.untilClosed())?.code, 4400);
  await alive();
});

test('many links in one batch are written a few at a time', async () => {
  const links = Array.from({ length: 1000 }, (_, i) => ({ type: 'identify', userId: `B${i}`, anonymousId: `A${i}` }));
  let most = 0;
  let done = false;
  const { writer } = server.running.services;
  const over = eventually(
    () => {
      most = Math.max(most, writer.waiting());
      return done;
    },
    'the batch to be answered',
    60_000,
  );
  const answer = await tracked(await batch({ batch: links }));
  done = true;
  await over;
  assert.equal(answer.accepted, 1000);
  assert.ok(most <= 100, `${most} waited at once`);
});

const sub = { query: 'subscription{membershipChanged{cursor}}' };

test('a completed subscription frees its place at once, however often that happens', async () => {
  const s = await RawSocket.acknowledged(server, admin.token);
  for (let i = 0; i < 300; i++) {
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    const m = await s.until((x) => x.id === 'a');
    assert.equal(m?.type, 'next', JSON.stringify(m));
    s.send({ id: 'a', type: 'complete' });
  }
  await eventually(() => server.running.hub.subscribers === 0, 'the subscribers to be gone');
  s.close();
});

test('an operation id reused before its first result leaves nothing behind', async () => {
  const s = await RawSocket.acknowledged(server, admin.token);
  for (let i = 0; i < 200; i++) {
    s.send({ id: 'a', type: 'subscribe', payload: sub });
    s.send({ id: 'a', type: 'complete' });
  }
  s.send({ id: 'a', type: 'subscribe', payload: sub });
  await eventually(() => server.running.hub.subscribers === 1, 'the last one alone');
  s.send({ id: 'last', type: 'subscribe', payload: { query: '{__typename}' } });
  assert.equal((await s.until((m) => m.id === 'last')).type, 'next');
  assert.equal(s.closed, undefined);
  s.close();
  await eventually(() => server.running.hub.subscribers === 0, 'nothing of a closed socket');
});

test('each subject has its own limit of sockets', async () => {
  const token = server.token('shop', ['segments:read'], 'collector');
  const sockets = await Promise.all(Array.from({ length: 5 }, () => RawSocket.acknowledged(server, token)));
  const more = await RawSocket.open(server);
  more.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
  const closed = await more.untilClosed();
  assert.equal(closed?.code, 1013);
  assert.match(closed.reason, /^SOCKETS_TOO_MANY/);
  const other = await RawSocket.acknowledged(server, server.token('shop', ['segments:read'], 'another'));
  assert.equal(other.closed, undefined);
  sockets[0].close();
  await eventually(async () => {
    const again = await RawSocket.open(server);
    again.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    const acknowledged = (await again.until((m) => m.type === 'connection_ack')) !== undefined;
    again.close();
    return acknowledged;
  }, 'the place of a closed socket');
  for (const s of [...sockets, other]) s.close();
});

test('thousands of rejected operations in one write leave room for other callers', async () => {
  const s = await RawSocket.acknowledged(server, server.token('shop', ['segments:read'], 'flood'));
  const many = 3000;
  for (let i = 0; i < many; i++) s.send({ id: String(i), type: 'subscribe', payload: { query: `{nope${i}}` } });
  let others = 0;
  while (s.messages.length < many && !s.closed) {
    await alive();
    others++;
  }
  // Each of these requests got its response during the flood.
  assert.ok(others > 3, `${others} answers to others`);
  assert.equal(s.closed, undefined);
  s.close();
});

test('deeply nested JSON fails its operation; without an operation or an ack it closes the socket', async () => {
  const deep = `${'['.repeat(40_000)}${']'.repeat(40_000)}`;
  const s = await RawSocket.acknowledged(server, admin.token);
  s.send({ id: 'live', type: 'subscribe', payload: sub });
  assert.ok(await s.until((m) => m.id === 'live'));
  s.send(`{"id":"d","type":"subscribe","payload":{"query":"{__typename}","variables":{"a":${deep}}}}`);
  const refused = await s.until((m) => m.id === 'd');
  assert.equal(refused.payload[0].extensions.code, 'LIMIT_EXCEEDED');
  assert.equal(s.closed, undefined);
  s.send(`{"type":"ping","payload":{"a":${deep}}}`);
  assert.equal((await s.untilClosed())?.code, 4400);
  const early = await RawSocket.open(server);
  const shorter = `${'['.repeat(4000)}${']'.repeat(4000)}`;
  early.send(`{"id":"d","type":"subscribe","payload":{"query":"{__typename}","variables":{"a":${shorter}}}}`);
  assert.equal((await early.untilClosed())?.code, 4401);
});

test('frames that violate the protocol close only their own socket', async () => {
  const watching = await RawSocket.acknowledged(server, admin.token);
  for (const frame of [
    '\xc1\x80\0\0\0\0',
    '\x81\x00',
    '\x83\x80\0\0\0\0',
    '\x89\xff\xff\xff\xff\xff\xff\xff\xff\xff',
    '\x81\x81\0\0\0\0\xff',
  ]) {
    const socket = await open(port);
    socket.on('data', () => undefined);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write(upgradeOf('/graphql') + frame, 'latin1');
    await closed;
  }
  assert.equal(watching.closed, undefined);
  watching.close();
  await alive();
});

test('an invalid frame among others in one write closes its socket, and the process survives', async () => {
  const ping = '\x81\x8f\x01\x01\x01\x01' + masked('{"type":"ping"}');
  const invalid = (length: number): string =>
    `\x81\xfe${String.fromCharCode(length >> 8, length & 0xff)}\x01\x01\x01\x01${'\xfe'.repeat(length)}`;
  // The server handles the ping in a later turn of the event loop, so the bytes after the ping are buffered in several
  // chunks.
  for (const length of [200, 4000, 5000, 9000]) {
    const socket = await open(port);
    socket.write(upgradeOf('/graphql'), 'latin1');
    await once(socket, 'data');
    socket.on('data', () => undefined);
    const closed = once(socket, 'close');
    socket.write(ping + invalid(length) + invalid(length).repeat(Math.ceil(60_000 / length)), 'latin1');
    await closed;
  }
  await alive();
});

/** Returns the payload of a frame whose mask is 01 01 01 01. */
const masked = (text: string): string =>
  Buffer.from(Buffer.from(text, 'latin1').map((byte) => byte ^ 1)).toString('latin1');

test('a subscription by HTTP gets an error that points to WebSockets', async () => {
  const reply = await http(server, admin.token, sub.query);
  assert.equal(reply.errors![0].extensions!.code, 'BAD_REQUEST');
  assert.match(reply.errors![0].message, /WebSocket/);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
