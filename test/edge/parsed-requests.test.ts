/**
 * Tests many requests in one write to a connection. After the request that ends the connection, only one more slice of
 * requests is parsed.
 */
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { Pipelines } from '../../src/edge/pipelines.js';

test('after a request that ends the connection, at most a slice of the requests behind it is parsed', async () => {
  const pipelines = new Pipelines();
  let [parsed, taken] = [0, 0];
  const server = createServer((req, res) => {
    parsed++;
    if (pipelines.take(req, res)) taken++;
  });
  pipelines.limit(server);
  server.listen(0);
  await once(server, 'listening');
  const socket = connect((server.address() as AddressInfo).port).resume();
  socket.on('error', () => undefined);
  socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2000));
  await once(socket, 'close');
  server.close();
  assert.equal(taken, 32);
  assert.ok(parsed < 200, `${parsed} were parsed`);
});

test('a body larger than a slice arrives complete', async () => {
  const pipelines = new Pipelines();
  const sent = 'x'.repeat(1_000_000);
  const server = createServer((req, res) => {
    pipelines.take(req, res);
    const pieces: Uint8Array[] = [];
    req.on('data', (piece: Uint8Array) => pieces.push(piece));
    req.once('end', () => res.end(String(Buffer.concat(pieces).toString() === sent)));
  });
  pipelines.limit(server);
  server.listen(0);
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: sent });
  assert.equal(await answer.text(), 'true');
  server.close();
  server.closeAllConnections();
});
