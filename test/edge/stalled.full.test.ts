/** Tests that slow clients are served, and that clients that read nothing are disconnected. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { cutWhenStalled, STALLED_MS } from '../../src/edge/answers.js';
import { eventually } from '../support/patience.js';

/** Far more bytes than the system buffers for a connection. */
const ANSWER = 128 * 2 ** 20;
const answered: ServerResponse[] = [];
const server = createServer((_req, res) => {
  answered.push(res);
  cutWhenStalled(res);
  res.end(Buffer.alloc(ANSWER, 'x'));
});
before(() => once(server.listen(0, '127.0.0.1'), 'listening'));
after(() => server.close());

async function ask(): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').pause();
  socket.on('error', () => undefined);
  const due = answered.length + 1;
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
  await eventually(() => answered.length === due, 'the request to arrive');
  return socket;
}

test('a slow client that reads is waited for, and an idle one is disconnected', async () => {
  const [steady, idle] = [await ask(), await ask()];
  const begun = performance.now();
  let taken = 0;
  steady.on('data', (piece: Buffer) => {
    taken += piece.length;
    steady.pause();
  });
  while (performance.now() - begun < 1.5 * STALLED_MS) {
    steady.resume();
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  assert.ok(taken > 0 && taken < ANSWER && !answered[0].destroyed, String(taken));
  await eventually(() => answered[1].destroyed, 'the idle one to be cut');
  assert.ok(!answered[0].destroyed);
  for (const socket of [steady, idle]) socket.destroy();
});
