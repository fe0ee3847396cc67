/**
 * Tests that the total number of bytes in unread responses is limited. The oldest response is dropped, and the others
 * arrive completely.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { countUnsent, followUnsent } from '../../src/edge/answers.js';
import { Pipelines } from '../../src/edge/pipelines.js';
import { Unsent } from '../../src/edge/unsent.js';
import { eventually } from '../support/patience.js';

const MIB = 2 ** 20;
/** More bytes than the system buffers for a connection whose peer reads nothing. */
const ANSWER = 32 * MIB;
const unsent = new Unsent(3 * ANSWER + MIB);
const pipelines = new Pipelines();
let answered: ServerResponse[] = [];
const server = createServer((req, res) => {
  pipelines.take(req, res);
  followUnsent(req, res, unsent);
  answered.push(res);
  res.end(Buffer.alloc(ANSWER, 'x'));
  countUnsent(res);
});
pipelines.limit(server);
before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
after(() => server.close());

/** Returns the number of waiting responses. */
const waiting = (): number => Math.round(unsent.bytes / ANSWER);

/** Sends the given number of requests and reads no response. */
async function idle(requests = 1): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  const due = answered.length + requests;
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(requests));
  await eventually(() => answered.length === due, 'the requests to arrive');
  return socket;
}

test('the oldest unread responses are cut off, and completed ones no longer count', async () => {
  answered = [];
  const sockets = [await idle(), await idle(), await idle()];
  assert.equal(waiting(), 3);
  const more = await idle();
  await eventually(() => answered[0].destroyed, 'the oldest to be cut');
  assert.equal(waiting(), 3);
  assert.deepEqual(
    answered.map((res) => res.destroyed),
    [true, false, false, false],
  );
  let taken = 0;
  sockets[1].on('data', (piece: Buffer) => (taken += piece.length));
  sockets[1].resume();
  await eventually(() => taken > ANSWER, 'the second to take its answer');
  await eventually(() => waiting() === 2, 'which counts no more');
  for (const socket of [...sockets, more]) socket.destroy();
  await eventually(() => unsent.bytes === 0, 'nothing of who left');
});

test('pipelined responses end together with their connection', async () => {
  answered = [];
  const socket = await idle(2);
  assert.equal(waiting(), 2);
  const others = [await idle(), await idle()];
  await eventually(() => answered[0].destroyed, 'the connection of the oldest to be cut');
  await eventually(() => waiting() === 2, 'both answers of that connection count no more');
  for (const one of [socket, ...others]) one.destroy();
  await eventually(() => unsent.bytes === 0, 'nothing of who left');
});

test('requests of an ended connection record no stack traces, and later errors do again', async () => {
  const lengths: number[] = [];
  const due = new Pipelines();
  let parsed = 0;
  const quiet = createServer((req, res) => {
    parsed++;
    req.once('error', ({ stack }) => lengths.push(stack!.split('\n').length));
    due.take(req, res);
  });
  due.limit(quiet);
  quiet.listen(0, '127.0.0.1');
  await once(quiet, 'listening');
  const socket = connect((quiet.address() as AddressInfo).port, '127.0.0.1');
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(1000));
  await once(socket, 'close');
  await eventually(() => parsed > 32 && lengths.length === parsed, 'every request to hear of the end');
  assert.deepEqual([...new Set(lengths)], [1]);
  assert.ok(new Error('afterwards').stack!.includes('\n'));
  quiet.close();
});
