/** Tests pipelined requests on one connection: responses arrive in order, and aborted requests leave nothing behind. */
import assert from 'node:assert/strict';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { open, upgradeOf } from './raw.js';

const MOVES = 'subscription{membershipChanged{cursor change{profileId}}}';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start({ STRATA_SOCKETS_PER_SUBJECT: '4' });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

function post(query: string, token = admin.token, accept = 'text/event-stream'): string {
  const body = JSON.stringify({ query });
  return [
    'POST /graphql HTTP/1.1',
    'Host: strata',
    'Content-Type: application/json',
    `Accept: ${accept}`,
    `Content-Length: ${body.length}`,
    `Authorization: Bearer ${token}`,
    '',
    body,
  ].join('\r\n');
}

const bounded = async (of: string): Promise<number> =>
  Number(new RegExp(`^strata_bounded_used\\{of="${of}"\\} (\\d+)`, 'm').exec(await metrics())![1]);
const metrics = async (): Promise<string> => (await fetch(server.url.replace('/graphql', '/metrics'))).text();
const streams = async (): Promise<number> => Number(/^strata_event_streams (\d+)/m.exec(await metrics())![1]);

/** Collects everything that arrives on a socket. */
function readAll(socket: Socket): { text: string } {
  const read = { text: '' };
  socket.on('data', (piece: Buffer) => (read.text += piece.toString('latin1')));
  return read;
}

test('pipelined event streams leave nothing behind when their connection ends', async () => {
  const token = server.token('shop', ['segments:read'], 'pipelining');
  for (let turn = 0; turn < 3; turn++) {
    const socket = await open(server.running.port);
    socket.write(post(MOVES, token).repeat(4));
    await eventually(async () => (await streams()) === 4, 'every stream to run');
    socket.destroy();
    await eventually(async () => (await streams()) === 0, 'no stream');
    await eventually(() => server.running.hub.subscribers === 0, 'no subscriber');
    await eventually(async () => (await bounded('subscription_bytes')) === 0, 'no bytes of theirs');
  }
});

test('requests whose connection ends during admission leave nothing behind', async () => {
  const query = '{profiles(first:10){edges{node{id}}}}';
  for (let turn = 0; turn < 40; turn++) {
    const socket = await open(server.running.port);
    const read = readAll(socket);
    socket.write(post(MOVES));
    await eventually(() => read.text.includes('cursor'), 'the first stream to begin');
    socket.write(`${post(MOVES).repeat(3)}${post(query, admin.token, 'application/json').repeat(3)}`);
    // Waits one more turn of the event loop in each iteration.
    for (let i = 0; i < turn; i++) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
  }
  await eventually(async () => (await streams()) === 0, 'no stream');
  for (const of of ['subscription_bytes', 'unsent_bytes', 'bodies_bytes'])
    await eventually(async () => (await bounded(of)) === 0, `no ${of}`);
});

test('responses of every route that wait behind a stream count as unsent', async () => {
  const socket = await open(server.running.port);
  const read = readAll(socket);
  socket.write(post(MOVES));
  await eventually(() => read.text.includes('cursor'), 'the stream to begin');
  const body = JSON.stringify({ batch: Array<number>(5000).fill(1) });
  const batch = `POST /v1/batch HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\nAuthorization: Bearer ${admin.token}\r\n\r\n${body}`;
  socket.write(batch.repeat(3));
  await eventually(async () => (await bounded('unsent_bytes')) > 3 * 100_000, 'three answers to wait');
  socket.destroy();
  await eventually(async () => (await bounded('unsent_bytes')) === 0, 'none');
});

test('a stream behind another stream ends even if nobody reads it', async () => {
  const fields = Array.from({ length: 25 }, (_, i) => `c${i}:cursor`).join(' ');
  const token = server.token('shop', ['segments:read'], 'short', 2);
  const socket = await open(server.running.port);
  const told = `subscription{membershipChanged{${fields} change{profileId}}}`;
  socket.write(post(MOVES, admin.token) + post(told, token));
  await eventually(async () => (await streams()) === 2, 'both to run');
  await admin.ask('mutation{defineSegment(input:{key:"visitors",expression:"did(store_visit)"},wait:true){job{id}}}');
  const visit = (n: number): object => ({
    messageId: `p${n}`,
    type: 'store_visit',
    occurredAt: '2026-03-10T11:00:00Z',
    identities: [{ namespace: 'member_id', value: `P${n}` }],
  });
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: Array.from({ length: 200 }, (_, n) => visit(n)),
  });
  await eventually(async () => (await streams()) === 1, 'the stream of the expired token to end');
  socket.destroy();
});

test('an upgrade or non-HTTP bytes during a response end the connection', async () => {
  for (const bytes of [upgradeOf('/graphql'), upgradeOf('/elsewhere'), 'nonsense\r\n\r\n']) {
    const socket = await open(server.running.port);
    const read = readAll(socket);
    socket.write(post(MOVES));
    await eventually(() => read.text.includes('cursor'), 'the stream to begin');
    socket.write(bytes);
    await once(socket, 'close');
    assert.equal(read.text.match(/HTTP\/1\.1/g)?.length, 1, read.text);
  }
  await eventually(async () => (await streams()) === 0, 'no stream');
});

test('a connection has at most 32 pending responses, and more once those are read', async () => {
  const socket = await open(server.running.port);
  const read = readAll(socket);
  for (let turn = 1; turn <= 3; turn++) {
    socket.write(post('{__typename}', admin.token, 'application/json').repeat(32));
    await eventually(() => read.text.match(/HTTP\/1\.1 200/g)?.length === 32 * turn, 'every answer');
  }
  socket.destroy();
});

test('the rest of a read is not parsed after the connection is closed for too many requests', async () => {
  let parsed = 0;
  const count = (): void => void parsed++;
  subscribe('http.server.request.start', count);
  const socket = (await open(server.running.port)).resume();
  socket.write('GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2000));
  await once(socket, 'close');
  unsubscribe('http.server.request.start', count);
  assert.ok(parsed > 32 && parsed < 200, `${parsed} requests were parsed`);
});

for (const [name, request] of [
  // Node stops reading once 16 KiB of responses wait, so these responses are small.
  ['served', 'HEAD /healthz HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['rejected', 'HEAD /nothing HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['rejected for its target', 'HEAD // HTTP/1.1\r\nHost: a\r\n\r\n'],
  ['rejected for its expectation', 'HEAD /healthz HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n'],
  ['answered with 100 Continue', 'HEAD /healthz HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n'],
] as const)
  test(`one request more ends the connection, and later requests do not run: ${name}`, async () => {
    const socket = await open(server.running.port);
    const read = readAll(socket);
    socket.write(post(MOVES) + request.repeat(31));
    await eventually(() => read.text.includes('cursor'), 'the stream to run');
    const define = post('mutation{defineSegment(input:{key:"behind",expression:"did(visit)"}){segment{key}}}');
    socket.write(request + define.replace('text/event-stream', 'application/json') + request.repeat(500));
    await eventually(() => socket.closed, 'the connection to end');
    assert.equal(read.text.match(/HTTP\/1\.1/g)?.length, 1, 'pending responses are lost');
    await eventually(async () => (await streams()) === 0, 'no stream');
    await eventually(async () => (await bounded('unsent_bytes')) === 0, 'no answer that waits');
    assert.equal((await admin.ask('{segment(key:"behind"){key}}')).segment, null);
  });
