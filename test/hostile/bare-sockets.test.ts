/**
 * Tests raw sockets. Invalid targets, handshakes, resets, incomplete bodies and too many connections do not affect
 * other callers.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { DAY, NOW, Shop } from '../reach/shop.js';
import { answerOn, exchange, open, reset, sendAndReset, upgradeOf } from './raw.js';

let server: TestServer;
let admin: Caller;
const PLACES = 4;
let port: number;
/** The path of a webhook. */
let hook: string;
/** Paths of announced uploads, and of links to fewer messages. Each is used by one test. */
const uploads: string[] = [];
let links: string[] = [];

before(async () => {
  server = await TestServer.start({ STRATA_MAX_RUNNING: String(PLACES) });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
  port = server.running.port;
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  const rules = [
    { identities: [{ namespace: 'member_id', value: '{who}' }], tags: [{ tag: 'city', value: '{city}' }] },
  ];
  const made = await admin.ask('mutation($m:String!){defineHook(input:{key:"half",mapping:$m}){path}}', {
    m: JSON.stringify({ source: 'half', rules }),
  });
  hook = made.defineHook.path as string;
  for (let i = 0; i < 2; i++) {
    const { createUpload } = await admin.ask('mutation{createUpload(input:{name:"half.csv",bytes:9999}){id}}');
    uploads.push(`/imports/${createUpload.id}?offset=0`);
  }
  links = await linksOfMessages();
});
after(() => server.remove());

/** Sends a message with a link to fewer messages to two customers. Returns the paths of the links. */
async function linksOfMessages(): Promise<string[]> {
  const shop = await Shop.open(server, 'reach');
  for (const member of ['A', 'B']) await shop.customer(member);
  await shop.start('linked', { at: new Date(NOW + DAY).toISOString() }, { body: '{{ link.fewer_messages }}' });
  await shop.advance(NOW + DAY);
  const { receivedMessages } = await shop.caller.ask('{receivedMessages(first:9){edges{node{body}}}}');
  return receivedMessages.edges.map(({ node }: { node: { body: string } }) => {
    const { data } = JSON.parse(node.body) as { data: { fewerMessages: string } };
    return new URL(data.fewerMessages).pathname;
  });
}

const alive = async (): Promise<void> =>
  assert.deepEqual((await admin.send('{__typename}')).data, { __typename: 'Query' });

for (const target of ['//', '///', '//[', '/\\', '//a', 'http://a:99999/', 'http://[', '*', 'graphql', '\\\\', '/%']) {
  test(`${target}: rejected with or without an upgrade`, async () => {
    for (const bytes of [
      upgradeOf(target),
      `GET ${target} HTTP/1.1\r\nHost: strata\r\n\r\n`,
      `POST ${target} HTTP/1.1\r\nHost: strata\r\nContent-Length: 0\r\n\r\n`,
    ]) {
      const { status, code } = await exchange(port, bytes);
      assert.ok(target === '/%' ? status === 404 : status === 400, `${status} ${code}`);
      assert.equal(code, target === '/%' ? 'NOT_FOUND' : 'BAD_REQUEST');
    }
    await alive();
  });
}

test('upgrades on other paths, from other origins or without a valid handshake get JSON and a status', async () => {
  assert.equal((await exchange(port, upgradeOf('/elsewhere'))).status, 404);
  assert.equal((await exchange(port, upgradeOf('/graphql', ['Origin: https://evil.example']))).code, 'FORBIDDEN');
  assert.equal((await exchange(port, upgradeOf('/graphql', ['Origin: ::']))).code, 'FORBIDDEN');
  const broken = upgradeOf('/graphql').replace('Sec-WebSocket-Version: 13', 'Sec-WebSocket-Version: 3');
  assert.equal((await exchange(port, broken)).code, 'BAD_REQUEST');
  assert.equal((await exchange(port, 'nonsense\r\n\r\n')).code, 'BAD_REQUEST');
  assert.equal((await exchange(port, `GET / HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)).status, 431);
  assert.equal(
    (await exchange(port, 'GET / HTTP/1.1\r\nHost: a\r\nExpect: wonders\r\n\r\n')).status,
    417,
    'an unknown expectation',
  );
});

test('a connection reset at any point does not harm the process', async () => {
  for (let i = 0; i < 20; i++)
    for (const bytes of [
      upgradeOf('//'),
      upgradeOf('/elsewhere'),
      upgradeOf('/graphql'),
      upgradeOf('/graphql', ['Origin: https://evil.example']),
      'POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n{',
      'GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n',
      'nonsense\r\n\r\n',
    ])
      await sendAndReset(port, bytes);
  await alive();
});

/** A request whose body never becomes whole. */
const half = (path: string, headers: readonly string[] = [], { method = 'POST', type = JSON_TYPE } = {}): string =>
  `${[`${method} ${path} HTTP/1.1`, 'Host: a', `Content-Type: ${type}`, ...headers, 'Content-Length: 1000'].join('\r\n')}\r\n\r\n{`;
const JSON_TYPE = 'application/json';

/** For each door, a half-sent request of somebody who may send one, and one that is refused before its body. */
const HALVES: Readonly<
  Record<string, () => { readonly allowed: string; readonly refused: string; readonly reason: string }>
> = {
  '/graphql': () => ({ ...ofToken('/graphql'), reason: 'TOKEN_MISSING' }),
  '/v1/track': () => ({ ...ofToken('/v1/track'), reason: 'TOKEN_MISSING' }),
  '/v1/batch': () => ({ ...ofToken('/v1/batch'), reason: 'TOKEN_MISSING' }),
  // The key of a beacon is in its body, so the body is read before the caller is known.
  '/beacon/v1/batch': () => ({
    allowed: half('/beacon/v1/batch', [], { type: 'text/plain' }),
    refused: half('/beacon/v1/batch'),
    reason: 'TOKEN_MISSING',
  }),
  '/imports': () => ({ ...ofToken(uploads.pop()!, { method: 'PUT' }), reason: 'TOKEN_MISSING' }),
  '/fewer': () => ({
    allowed: half(links.pop()!, [], { type: 'application/x-www-form-urlencoded' }),
    refused: half('/fewer/reach.x'),
    reason: 'LINK_INVALID',
  }),
  '/session/password': () => ofPage('/session/password'),
  '/session/link': () => ofPage('/session/link'),
  '/hooks': () => ({ allowed: half(hook), refused: half('/hooks/hk.shop.half.x'), reason: 'TOKEN_INVALID' }),
};
const ofToken = (path: string, more = {}): { readonly allowed: string; readonly refused: string } => ({
  allowed: half(path, [`Authorization: Bearer ${admin.token}`], more),
  refused: half(path, [], more),
});
const ofPage = (path: string): { readonly allowed: string; readonly refused: string; readonly reason: string } => ({
  allowed: half(path, ['x-strata-request: 1']),
  refused: half(path),
  reason: 'SESSION_NOT_FROM_PAGE',
});

for (const [door, halves] of Object.entries(HALVES))
  test(`incomplete bodies to ${door} hold no operation place, with or without permission to send them`, async () => {
    const { allowed, refused, reason } = halves();
    const sockets = await Promise.all(Array.from({ length: 10 * PLACES }, () => open(port)));
    sockets.forEach((socket, i) => socket.write(i % 2 ? allowed : refused));
    // The response to a sender without rights is sent before the body has arrived.
    const answers = await Promise.all(sockets.filter((_, i) => i % 2 === 0).map(answerOn));
    assert.deepEqual([...new Set(answers.map(({ text }) => /"reason":"(\w+)"/.exec(text)?.[1]))], [reason]);
    await alive();
    for (const socket of sockets) socket.destroy();
  });

test('a body that stops arriving is timed out at every entry point', async () => {
  const statuses = Object.entries(HALVES).map(async ([door, halves]) => {
    const socket = await open(port);
    const answer = answerOn(socket);
    socket.write(halves().allowed);
    return [door, (await answer).status];
  });
  assert.deepEqual(
    await Promise.all(statuses),
    Object.keys(HALVES).map((door) => [door, 408]),
  );
});

test('an address has a limit of connections, and closed ones free their places', async () => {
  const small = await TestServer.start({ STRATA_CONNECTIONS_PER_ADDRESS: '8' });
  try {
    const sockets = await Promise.all(Array.from({ length: 8 }, () => open(small.running.port)));
    const refused = await exchange(small.running.port, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n');
    assert.equal(refused.status, 503);
    assert.equal(refused.code, 'LIMIT_EXCEEDED');
    for (const socket of sockets) socket.destroy();
    await eventually(
      async () => (await exchange(small.running.port, 'GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n')).status === 200,
      'places of closed connections',
    );
    assert.deepEqual(small.reported, []);
  } finally {
    await small.remove();
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));

test('a connection that is reset while it shuts down is closed', async () => {
  const socket = await open(port);
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.end();
  await Promise.resolve();
  reset(socket);
  await closed;
});
