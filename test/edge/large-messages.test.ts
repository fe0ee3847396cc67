// Tests that WebSocket messages that are parsed in several turns keep their order and respect the byte limits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { RawSocket } from '../support/transports.js';
import { TestServer } from '../support/server.js';

let server: TestServer;
before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
});
after(() => server.remove());

const open = (): Promise<RawSocket> => RawSocket.acknowledged(server, server.token('shop', ['segments:read'], 'shop'));

/** Returns a message so large that the server parses it in many turns. */
const large = (id: string, query: string): object => ({
  id,
  type: 'subscribe',
  payload: { query, variables: { unused: Array.from({ length: 60_000 }, (_, i) => `v${i}`) } },
});

/** Sends messages in one write, so that the server receives the last ones while it parses the first. */
function sendTogether(socket: RawSocket, ...messages: readonly object[]): void {
  const { _socket: connection } = socket.ws as unknown as { readonly _socket: { cork(): void; uncork(): void } };
  connection.cork();
  for (const message of messages) socket.send(message);
  connection.uncork();
}

test('a complete message after a large subscription ends it, and frees its id', async () => {
  const socket = await open();
  const again = { id: 'one', type: 'subscribe', payload: { query: '{ again: __typename }' } };
  const stream = 'subscription { segmentSizes(segments: ["none"]) { at } }';
  for (let round = 0; round < 5; round++) {
    sendTogether(socket, large('one', stream), { id: 'one', type: 'complete' }, again);
    assert.ok(await socket.until((message) => message.payload?.data?.again), `closed with ${socket.closed?.code}`);
    assert.ok(await socket.until((message) => message.id === 'one' && message.type === 'complete'));
  }
  socket.close();
});

test('two large messages and a small one keep their order', async () => {
  const socket = await open();
  const complete = { id: 'one', type: 'complete' };
  sendTogether(
    socket,
    large('one', '{ first: __typename }'),
    complete,
    large('one', '{ second: __typename }'),
    complete,
    {
      id: 'one',
      type: 'subscribe',
      payload: { query: '{ third: __typename }' },
    },
  );
  assert.ok(await socket.until((message) => message.payload?.data?.third), `closed with ${socket.closed?.code}`);
  socket.close();
});

test('the values of a message that nests too deeply are counted before parsing', async () => {
  const socket = await open();
  const deep = '['.repeat(70) + ']'.repeat(70);
  // After parsing, these lists would take twenty times as many bytes as the text.
  const lists = '[],'.repeat(1_300_000);
  socket.send(`{"id":"deep","type":"subscribe","payload":{"query":"{__typename}","variables":[${lists}${deep}]}}`);
  assert.match((await socket.untilClosed())!.reason, /^BYTES_TOO_MANY/);
  const first = await open();
  first.send(`{"id":"deep","type":"subscribe","payload":{"query":"{__typename}","variables":[${deep},${lists}0]}}`);
  assert.match((await first.untilClosed())!.reason, /^BYTES_TOO_MANY/);
});
