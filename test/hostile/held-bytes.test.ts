/**
 * Tests how many bytes the server holds for one caller. The number is limited per subject, so that other callers are
 * still served.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { eventually, TestServer } from '../support/server.js';
import { http, RawSocket } from '../support/transports.js';
import { answerOn, open, upgradeOf } from './raw.js';

const MIB = 2 ** 20;
const BODY = 4 * MIB;
/** Number of bodies of the maximum size that a subject may hold: a quarter of 256 MiB, at 4 MiB each. */
const LARGEST = 16;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
});
after(() => server.remove());

const used = async (of: string): Promise<number> => {
  const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  return Number(new RegExp(`^strata_bounded_used\\{of="${of}"\\} (\\d+)`, 'm').exec(text)![1]);
};
const tokenOf = (subject: string): string => server.token('shop', ['segments:read', 'profiles:read'], subject);

test('a subscription keeps only what it needs of its request, within the byte limit of its subject', async () => {
  const socket = await RawSocket.acknowledged(server, tokenOf('hog'));
  const query = 'subscription($p:[String!]){membershipChanged(profiles:$p){cursor}}';
  const subscribe = (id: string, variables: object, extensions = {}): void =>
    socket.send({ id, type: 'subscribe', payload: { query, variables, extensions } });
  const runs = async (id: string): Promise<void> =>
    assert.ok(await socket.until((m) => m.id === id && m.type === 'next'), `subscription ${id} runs`);
  for (let i = 0; i < 20; i++) {
    subscribe(`padded${i}`, { other: ' '.repeat(2 * MIB) }, { pad: ' '.repeat(MIB) });
    await runs(`padded${i}`);
  }
  assert.ok((await used('subscription_bytes')) < 20 * 20_000, 'nothing that they do not need');
  assert.equal(await used('bodies_bytes'), 0, 'their messages are no longer processed');
  // Each of these subscriptions takes nearly 8 MiB of heap. A subject may hold 32 MiB.
  const large = { p: [' '.repeat(BODY - 10_000)] };
  for (let i = 0; i < 4; i++) {
    subscribe(`large${i}`, large);
    await runs(`large${i}`);
  }
  subscribe('more', large);
  const refused = await socket.until((m) => m.id === 'more');
  assert.equal(refused.payload[0].extensions.reason, 'BYTES_TOO_MANY');
  assert.ok(await http(server, tokenOf('other'), `{__typename}${' '.repeat(100_000)}`));
  socket.send({ id: 'large0', type: 'complete' });
  await eventually(async () => (await used('subscription_bytes')) < 7 * (BODY - 10_000), 'the bytes of one');
  subscribe('again', large);
  await runs('again');
  socket.close();
  await eventually(async () => (await used('subscription_bytes')) === 0, 'every byte given back');
});

/** Returns the bytes in use by this process, which runs both the server and its client. */
async function kept(): Promise<number> {
  // Sent and received bytes are released on a later turn of the event loop.
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('the rest of a subscribe message is released, wherever it is in the message', async () => {
  const socket = await RawSocket.acknowledged(server, tokenOf('wordy'));
  const start = await kept();
  const pad = ' '.repeat(0.75 * MIB);
  for (let i = 0; i < 20; i++) {
    const query = 'subscription{membershipChanged{cursor}}';
    socket.send({ id: `w${i}`, type: 'subscribe', payload: { query, pad, [pad]: 1 }, pad, more: [pad] });
    assert.ok(await socket.until((m) => m.id === `w${i}` && m.type === 'next'));
  }
  const more = (await kept()) - start;
  assert.ok(more < 20 * MIB, `${more} bytes for messages of ${20 * 3 * MIB}`);
  socket.close();
});

test('nothing of the first message of a socket is kept, and a long one is rejected', async () => {
  const init = (subject: string, x: string): string =>
    `{"type":"connection_init","payload":{"authorization":"Bearer ${tokenOf(subject)}","x":[${x}]}}`;
  const start = await kept();
  const sockets = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const socket = await RawSocket.open(server);
      socket.send(init(`first${i}`, `{}${',{}'.repeat(5000)}`));
      assert.ok(await socket.until((m) => m.type === 'connection_ack'));
      return socket;
    }),
  );
  const more = (await kept()) - start;
  assert.ok(more < 60 * 100_000, `${more} bytes for 60 sockets`);
  for (const socket of sockets) socket.close();
  for (const message of [
    init('long', `{}${',{}'.repeat(6000)}`),
    `{"type":"ping","payload":{"x":"${' '.repeat(MIB)}"}}`,
  ]) {
    const long = await RawSocket.open(server);
    long.send(message);
    const closed = { code: 4400, reason: 'a message before connection_ack has at most 16384 characters' };
    assert.deepEqual(await long.untilClosed(), closed);
  }
  const named = await RawSocket.acknowledged(server, tokenOf('named'));
  named.send({ id: 'x'.repeat(257), type: 'subscribe', payload: { query: '{__typename}' } });
  assert.deepEqual(await named.untilClosed(), { code: 4400, reason: 'an id has at most 256 characters' });
});

test('an incomplete message counts, and is cut off when its sender is over the limit', async () => {
  const header = Buffer.alloc(14);
  header[0] = 0x81;
  header[1] = 0xff;
  header.writeBigUInt64BE(BigInt(BODY), 2);
  const sockets = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const socket = await open(server.running.port);
      socket.write(upgradeOf('/graphql'));
      await once(socket, 'data');
      return socket;
    }),
  );
  const left = Promise.any(sockets.map((socket) => once(socket, 'close')));
  for (const socket of sockets) socket.write(Buffer.concat([header, Buffer.alloc(BODY - 1)]));
  await left;
  assert.ok((await used('bodies_bytes')) <= 128 * MIB, 'an address holds half at most');
  for (const socket of sockets) socket.destroy();
  await eventually(async () => (await used('bodies_bytes')) === 0, 'every byte given back');
});

test('an incomplete message behind a complete one in the same piece counts until it is complete', async () => {
  const frame = (first: number, data: string): Buffer => {
    const head = Buffer.from([first, 0xfe, 0, 0, 0, 0, 0, 0]);
    head.writeUInt16BE(data.length, 2);
    return Buffer.concat([head, Buffer.from(data)]);
  };
  const init = JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${tokenOf('behind')}` } });
  const socket = await open(server.running.port);
  let text = '';
  socket.on('data', (piece: Buffer) => (text += piece.toString('latin1')));
  socket.write(Buffer.concat([Buffer.from(upgradeOf('/graphql')), frame(0x81, init)]));
  await eventually(() => text.includes('connection_ack'), 'the socket to be known');
  const ping = frame(0x81, '{"type":"ping"}');
  const pongs = (): number => text.split('"pong"').length - 1;
  socket.write(Buffer.concat([ping, ping, frame(0x01, ' '.repeat(10_000))]));
  await eventually(() => pongs() === 2, 'what was whole to be answered');
  for (const times of [1, 2, 3]) {
    const held = (): Promise<number> => used('bodies_bytes');
    await eventually(async () => (await held()) > 10_000 * times, `${times} frames to count`);
    assert.ok((await held()) < 12_000 * times);
    if (times < 3) socket.write(frame(0, ' '.repeat(10_000)));
  }
  socket.write(Buffer.concat([frame(0x80, '{"type":"ping"}'), frame(0x01, 'x'.repeat(100))]));
  await eventually(() => pongs() === 3, 'the long message to be answered');
  await eventually(async () => (await used('bodies_bytes')) < 1000, 'what is behind it alone to count');
  socket.destroy();
  await eventually(async () => (await used('bodies_bytes')) === 0, 'every byte given back');
});

test('a body in pieces of one byte counts with the memory of its pieces', async () => {
  const socket = await open(server.running.port);
  socket.write(
    `POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nAuthorization: Bearer ${tokenOf('pieces')}\r\n\r\n`,
  );
  socket.write('1\r\n \r\n'.repeat(10_000));
  await eventually(async () => (await used('bodies_bytes')) > 1_000_000, '200 bytes a piece');
  socket.destroy();
  await eventually(async () => (await used('bodies_bytes')) === 0, 'every byte given back');
});

test('bodies that never become complete hold at most the share of their subject', async () => {
  const head = (token: string): string =>
    [
      'POST /graphql HTTP/1.1',
      'Host: strata',
      'Content-Type: application/json',
      `Content-Length: ${BODY}`,
      `Authorization: Bearer ${token}`,
      '\r\n',
    ].join('\r\n');
  const slow = tokenOf('slow');
  const sockets = await Promise.all(Array.from({ length: LARGEST + 4 }, () => open(server.running.port)));
  const refused: string[] = [];
  for (const socket of sockets) {
    void answerOn(socket).then(({ text }) => refused.push(text));
    socket.write(head(slow) + ' '.repeat(BODY - 1));
  }
  await eventually(() => refused.length >= 4, 'those beyond the share to be refused');
  for (const text of refused) assert.match(text, /^HTTP\/1.1 429[^]*BYTES_TOO_MANY/);
  assert.deepEqual((await http(server, tokenOf('other'), `{__typename}${' '.repeat(100_000)}`)).data, {
    __typename: 'Query',
  });
  for (const socket of sockets) socket.destroy();
  await eventually(async () => (await used('bodies_bytes')) === 0, 'every byte given back');
});
