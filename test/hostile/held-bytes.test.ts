/** Bytes that one caller makes the server hold: bounded for its subject, so that everybody else is served meanwhile. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer } from '../support/server.js';
import { http, RawSocket } from '../support/transports.js';
import { answerOn, open } from './raw.js';

const MIB = 2 ** 20;
const BODY = 4 * MIB;
/** A subject may hold a quarter of 128 MiB: eight of the largest bodies. */
const LARGEST = 8;

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

test('subscriptions keep their requests within the bytes of their subject, and give them back', async () => {
  const socket = await RawSocket.acknowledged(server, tokenOf('hog'));
  const query = 'subscription{membershipChanged{cursor}}';
  const subscribe = (id: string, pad: number): void =>
    socket.send({ id, type: 'subscribe', payload: { query, extensions: { pad: ' '.repeat(pad) } } });
  for (let i = 0; i < LARGEST; i++) {
    subscribe(`large${i}`, BODY - 10_000);
    assert.ok(await socket.until((m) => m.id === `large${i}` && m.type === 'next'), `subscription ${i} runs`);
  }
  assert.ok((await used('subscription_bytes')) > LARGEST * (BODY - 10_000));
  assert.equal(await used('bodies_bytes'), 0, 'its messages are not worked on any more');
  subscribe('more', 100_000);
  const refused = await socket.until((m) => m.id === 'more');
  assert.equal(refused.payload[0].extensions.reason, 'BYTES_TOO_MANY');
  assert.deepEqual((await http(server, tokenOf('other'), `{__typename}${' '.repeat(100_000)}`)).data, {
    __typename: 'Query',
  });
  socket.send({ id: 'large0', type: 'complete' });
  await eventually(async () => (await used('subscription_bytes')) < LARGEST * (BODY - 10_000), 'the bytes of one');
  subscribe('again', 100_000);
  assert.ok(await socket.until((m) => m.id === 'again' && m.type === 'next'));
  socket.close();
  await eventually(async () => (await used('subscription_bytes')) === 0, 'every byte given back');
});

test('bodies that never become whole hold no more than the share of their subject', async () => {
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
