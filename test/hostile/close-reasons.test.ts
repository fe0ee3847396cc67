/**
 * Tests close reasons that are longer than a WebSocket close frame allows. They are truncated, and other callers are
 * not affected.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { closeSocket } from '../../src/edge/closing.js';
import { TestServer } from '../support/server.js';
import { http, RawSocket } from '../support/transports.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
});
after(() => server.remove());

/** A JSON array whose parsed values take more heap than one subject may hold, which is a quarter of 256 MiB. */
const VALUES = `[${'1,'.repeat(2_090_000)}1]`;

test('a message that takes too much heap is rejected on both transports, and the process survives', async () => {
  const token = server.token('shop', ['events:write'], 'hog');
  const socket = await RawSocket.acknowledged(server, token);
  socket.send(`{"type":"ping","payload":{"x":${VALUES}}}`);
  const closed = await socket.untilClosed();
  assert.equal(closed?.code, 1013);
  assert.match(closed.reason, /^BYTES_TOO_MANY: /);
  for (const path of ['/graphql', '/v1/batch']) {
    const res = await fetch(server.url.replace('/graphql', path), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: `{"batch":${VALUES}}`,
    });
    assert.equal(res.status, 429);
    assert.match(await res.text(), /BYTES_TOO_MANY/);
  }
  assert.deepEqual((await http(server, token, '{__typename}')).data, { __typename: 'Query' });
});

test('a repeated id of the maximum length closes only its own socket', async () => {
  const socket = await RawSocket.acknowledged(server, server.token('shop', ['profiles:read']));
  const subscribe = {
    id: 'é'.repeat(256),
    type: 'subscribe',
    payload: { query: 'subscription{profileChanged{cursor}}' },
  };
  socket.send(subscribe);
  assert.ok(await socket.until((m) => m.type === 'next'));
  socket.send(subscribe);
  assert.equal((await socket.untilClosed())?.code, 4409);
});

test('every reason fits in a close frame and is cut only at its end', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (reason) => {
      let sent = '';
      closeSocket({ close: (_code, text) => void (sent = String(text)) }, 1013, reason);
      assert.ok(Buffer.byteLength(sent) <= 123);
      assert.ok(reason.startsWith(sent));
      if (Buffer.byteLength(reason) <= 123 && reason.isWellFormed()) assert.equal(sent, reason);
      else assert.ok(Buffer.byteLength(sent) > 110);
    }),
  );
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
