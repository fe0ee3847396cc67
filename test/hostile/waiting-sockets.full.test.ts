/** Tests that a socket is not disconnected while it waits for the server and sends no pongs. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { holdJobs } from '../support/hold-jobs.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { RawSocket } from '../support/transports.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

test('a socket that waits for its own operation is not considered dead', async () => {
  const visit = {
    messageId: '1',
    type: 'store_visit',
    occurredAt: '2026-03-10T11:00:00Z',
    identities: [{ namespace: 'member_id', value: 'M1' }],
  };
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: [visit] });
  const release = await holdJobs(server);
  const socket = await RawSocket.acknowledged(server, admin.token);
  const define = 'mutation{defineSegment(input:{key:"waited",expression:"did(searched)"},wait:true){job{id}}}';
  socket.send({ id: '1', type: 'subscribe', payload: { query: define } });
  await eventually(async () => (await server.running.services.stores.jobs.running()).length === 1, 'the job to run');
  socket.send({ id: '1', type: 'complete' });
  socket.send({ id: '1', type: 'subscribe', payload: { query: '{__typename}' } });
  // Waits for longer than two ping intervals. A silent socket would be disconnected by then.
  await new Promise((resolve) => setTimeout(resolve, 40_000));
  release();
  assert.deepEqual((await socket.until((m) => m.type === 'next')).payload.data, { __typename: 'Query' });
  socket.close();
});
