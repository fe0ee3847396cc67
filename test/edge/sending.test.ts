/**
 * Tests sending over real WebSockets: unsent bytes are counted and shared fairly, and clients that read nothing are
 * disconnected.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { WebSocketServer, type WebSocket } from 'ws';
import { Sending } from '../../src/edge/sending.js';
import { Unsent } from '../../src/edge/unsent.js';
import { open, upgradeOf } from '../hostile/raw.js';
import { eventually } from '../support/patience.js';

const MIB = 2 ** 20;
/** More bytes than the system buffers for a connection whose peer reads nothing. */
const MESSAGE = 'x'.repeat(14 * MIB);
/** The budget has room for three messages. */
const unsent = new Unsent(3.5 * MESSAGE.length);
const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false, autoPong: false });
before(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
after(() => {
  sockets.close();
  server.close();
  server.closeAllConnections();
});

interface Opened {
  readonly ws: WebSocket;
  readonly sending: Sending;
  /** The client's end of the connection, which reads nothing until it is resumed. */
  readonly client: Socket;
}

async function opened(workspace: string, subject: string): Promise<Opened> {
  const client = (await open((server.address() as AddressInfo).port)).pause();
  const connected = once(sockets, 'connection') as Promise<[WebSocket]>;
  client.write(upgradeOf('/'));
  const [ws] = await connected;
  const sending = new Sending(ws, unsent, [workspace, `${workspace}/${subject}`]);
  return { ws, sending, client };
}

const isOpen = ({ ws }: Opened): boolean => ws.readyState === ws.OPEN;

test('a subject that reads nothing on many sockets loses its own sockets first', async () => {
  const slow = await opened('shop', 'slow');
  void slow.sending.send(MESSAGE);
  const greedy: Opened[] = [];
  for (let n = 0; n < 4; n++) {
    greedy.push(await opened('shop', 'greedy'));
    void greedy[n].sending.send(MESSAGE);
  }
  await eventually(() => greedy.filter(isOpen).length === 2, 'two of the greedy to be cut');
  assert.deepEqual(greedy.map(isOpen), [false, false, true, true]);
  assert.ok(isOpen(slow));
  let taken = 0;
  slow.client.on('data', (piece: Buffer) => (taken += piece.length));
  slow.client.resume();
  await eventually(() => taken > MESSAGE.length, 'the slow one to take its message whole');
  for (const { client } of [slow, ...greedy]) client.destroy();
  await eventually(() => unsent.bytes === 0, 'nothing of who took it or left');
});

test('a client that takes no message for eight checks is stalled, and one that takes some is not', async () => {
  const idle = await opened('shop', 'idle');
  const steady = await opened('shop', 'steady');
  void idle.sending.send(MESSAGE);
  for (let look = 1; look <= 9; look++) {
    let isTaken = false;
    void steady.sending.send(MESSAGE).then(() => (isTaken = true));
    steady.client.resume();
    await eventually(() => isTaken, 'the steady one to take it');
    assert.equal(idle.sending.isStalled(), look === 9, `check ${look}`);
    assert.equal(steady.sending.isStalled(), false);
  }
  for (const { client } of [idle, steady]) client.destroy();
  await eventually(() => unsent.bytes === 0, 'nothing of who left');
});

test('of several pings during a pending pong only the last one gets a pong', async () => {
  const { ws, sending, client } = await opened('shop', 'pinging');
  void sending.send(MESSAGE);
  const ping = (n: number): Buffer => {
    const text = String(n).padStart(8, '0');
    // A ping frame of 8 bytes with an all-zero mask.
    return Buffer.concat([Buffer.from([0x89, 0x88, 0, 0, 0, 0]), Buffer.from(text)]);
  };
  let came = 0;
  ws.on('ping', () => came++);
  const waiting = ws.bufferedAmount;
  for (let n = 0; n < 1000; n++) client.write(ping(n));
  await eventually(() => came === 1000, 'the pings to arrive');
  assert.ok(ws.bufferedAmount - waiting < 100, String(ws.bufferedAmount - waiting));
  let tail = Buffer.alloc(0);
  client.on('data', (piece: Buffer) => (tail = Buffer.concat([tail, piece]).subarray(-20)));
  client.resume();
  await eventually(() => tail.toString('latin1').endsWith('00000999'), 'the last pong');
  assert.equal(tail.toString('latin1'), '\x8a\x0800000000\x8a\x0800000999');
  client.destroy();
});
