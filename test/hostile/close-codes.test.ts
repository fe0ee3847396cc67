/** Tests that a real server closes connections with every close code of its table, each for the stated cause. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { WebSocket } from 'ws';
import { CLOSE_CODES, type ServerCloseCode } from '../../src/edge/close-codes.js';
import { TestServer } from '../support/server.js';
import { RawSocket } from '../support/transports.js';
import { open, upgradeOf } from './raw.js';

const SUBSCRIPTION = { query: 'subscription{membershipChanged{cursor}}' };
/** The time that the server gives a client to send `connection_init`, in ms. */
const INIT_TIMEOUT_MS = 4000;
/** The number of frames of a message that the server accepts. */
const MAX_FRAMES = 16_384;

let server: TestServer;
before(async () => {
  server = await TestServer.start({ STRATA_SOCKETS_PER_SUBJECT: '1' });
  await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

const tokenOf = (subject: string): string => server.token('shop', ['segments:read'], subject);
const acknowledged = (subject: string): Promise<RawSocket> => RawSocket.acknowledged(server, tokenOf(subject));
const init = (token: string): object => ({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });

async function codeOf(socket: RawSocket): Promise<number | undefined> {
  return (await socket.untilClosed())?.code;
}

/** Sends one message on a new socket that is not acknowledged. Returns the code that closes it. */
async function afterFirst(message: unknown): Promise<number | undefined> {
  const socket = await RawSocket.open(server);
  socket.send(message);
  return codeOf(socket);
}

/** Sends messages on an acknowledged socket. Returns the code that closes it. */
async function afterAcknowledged(subject: string, ...messages: readonly unknown[]): Promise<number | undefined> {
  const socket = await acknowledged(subject);
  for (const message of messages) socket.send(message);
  return codeOf(socket);
}

/** Sends bytes behind a handshake. Returns the code of the close frame that is the first frame of the response. */
async function afterFrames(frames: string): Promise<number> {
  const socket = await open(server.running.port);
  return new Promise((resolve, reject) => {
    let received = Buffer.alloc(0);
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      const head = received.indexOf('\r\n\r\n');
      const frame = received.subarray(head + 4);
      if (head < 0 || frame.length < 4) return;
      socket.destroy();
      if (frame[0] === 0x88) resolve(frame.readUInt16BE(2));
      else reject(new Error(`no close frame: ${frame.toString('hex')}`));
    });
    socket.once('close', () => reject(new Error('closed without a close frame')));
    socket.write(upgradeOf('/graphql') + frames, 'latin1');
  });
}

/** Opens a socket of another protocol, or of none. Returns the code that closes it. */
function afterProtocols(protocols: readonly string[]): Promise<number> {
  const socket = new WebSocket(server.url.replace(/^http/, 'ws'), [...protocols]);
  return new Promise((resolve, reject) => {
    socket.once('close', resolve);
    socket.once('error', reject);
  });
}

/** Runs `work` while timers of a length do not start. Returns the functions that they would have called. */
async function withHeldTimers<T>(lengthMs: number, work: () => Promise<T>): Promise<readonly [T, (() => void)[]]> {
  const { setTimeout: real } = globalThis;
  const held: (() => void)[] = [];
  const holding = (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]): NodeJS.Timeout => {
    if (ms !== lengthMs) return real(run, ms, ...given);
    held.push(() => run(...given));
    return real(() => undefined, 0);
  };
  globalThis.setTimeout = Object.assign(holding, real);
  try {
    return [await work(), held];
  } finally {
    globalThis.setTimeout = real;
  }
}

const internal = new TypeError('a fault of the server');

/** A row for each code of the table. A code without a row does not compile. */
const CAUSES: Readonly<Record<ServerCloseCode, () => Promise<number | undefined>>> = {
  1001: async () => {
    const socket = await acknowledged('stopping');
    await server.close();
    const code = await codeOf(socket);
    await server.open();
    return code;
  },
  1002: () => afterFrames('\x83\x80\0\0\0\0'),
  1007: () => afterFrames('\x81\x81\0\0\0\0\xff'),
  1008: () => afterFrames(`\x01\x80\0\0\0\0${'\0\x80\0\0\0\0'.repeat(MAX_FRAMES)}`),
  1009: () => afterAcknowledged('large', `{"type":"ping","payload":{"x":"${'y'.repeat(4_200_000)}"}}`),
  1013: async () => {
    const first = await acknowledged('collector');
    const code = await afterFirst(init(tokenOf('collector')));
    first.close();
    return code;
  },
  4400: () => afterAcknowledged('garbled', 'garbage'),
  4401: () => afterFirst({ id: '1', type: 'subscribe', payload: SUBSCRIPTION }),
  4403: () => afterFirst(init('x.y.z')),
  4406: () => afterProtocols([]),
  4408: async () => {
    const [socket, held] = await withHeldTimers(INIT_TIMEOUT_MS, () => RawSocket.open(server));
    assert.equal(held.length, 1, 'the server waits for the first message');
    assert.equal(socket.closed, undefined);
    held[0]();
    return codeOf(socket);
  },
  4409: () => {
    const subscribe = { id: 'a', type: 'subscribe', payload: SUBSCRIPTION };
    return afterAcknowledged('twice', subscribe, subscribe);
  },
  4429: () => afterAcknowledged('again', { type: 'connection_init' }),
  4500: async () => {
    const { workspaces } = server.running.services.stores;
    const get = workspaces.get.bind(workspaces);
    const { origin, port } = new URL(server.url);
    const cookie = `strata-${port}=shop.${'x'.repeat(43)}`;
    const socket = await RawSocket.open(server, { origin, cookie });
    workspaces.get = (id) => (id === 'shop' ? Promise.reject(internal) : get(id));
    try {
      socket.send({ type: 'connection_init' });
      return await codeOf(socket);
    } finally {
      workspaces.get = get;
    }
  },
};

test('every code of the table has a cause', () => assert.deepEqual(Object.keys(CAUSES), Object.keys(CLOSE_CODES)));

for (const [code, cause] of Object.entries(CAUSES))
  test(`${code}: ${CLOSE_CODES[Number(code) as ServerCloseCode].when}`, async () =>
    assert.equal(await cause(), Number(code)));

test('a client that offers only another protocol gets no connection', () =>
  assert.rejects(afterProtocols(['graphql-ws']), /subprotocol/));

test('a connection closed by its client is closed with the code of the client', async () => {
  const socket = await acknowledged('leaving');
  socket.ws.close(1000);
  assert.equal(await codeOf(socket), 1000);
});

test('the table has every code with which the WebSocket library rejects frames', () => {
  const text = readFileSync('node_modules/ws/lib/receiver.js', 'utf8');
  const refusals = [...text.matchAll(/createError\(\s*\w+,\s*(?:'[^']*'|`[^`]*`),\s*(?:true|false),\s*(\d+)/g)];
  assert.equal(refusals.length, text.match(/this\.createError\(/g)!.length);
  const codes = [...new Set(refusals.map((match) => Number(match[1])))].toSorted((a, b) => a - b);
  assert.deepEqual(codes, [1002, 1007, 1008, 1009]);
  assert.deepEqual(
    codes.filter((code) => !(code in CLOSE_CODES)),
    [],
  );
});

test('only the injected fault was reported', () => assert.deepEqual(server.reported, [internal]));
