/** Tests callers without a valid key. Their work is limited per IP address, and callers with a key are still served. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { checked } from '../support/refusals.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { answerOn, exchange, open } from './raw.js';

/** Maximum number of requests with a wrong key per second and address. Each loopback address has a separate limit. */
const RATE = 2;
let server: TestServer;
let admin: Caller;
let key: string;
let id: string;

before(async () => {
  server = await TestServer.start({ STRATA_WRONG_KEYS_PER_SECOND: String(RATE) });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  ({ key, id } = (await admin.ask('mutation{createWriteKey(input:{source:"web"}){key id}}')).createWriteKey);
});
after(() => server.remove());

interface Got {
  readonly status: number;
  readonly reason?: string;
}

async function send(path: string, init: RequestInit): Promise<Got> {
  const res = await fetch(server.url.replace('/graphql', path), init);
  const body = checked((await res.json()) as Loose);
  return { status: res.status, reason: body.errors?.[0].extensions.reason };
}
const post = (path: string, body: object | string | Buffer, headers: Record<string, string> = {}): Promise<Got> =>
  send(path, {
    method: 'POST',
    headers: { 'content-type': 'text/plain', ...headers },
    body: typeof body === 'string' || Buffer.isBuffer(body) ? (body as string) : JSON.stringify(body),
  });

let n = 0;
const wrong = (): string => `wk.shop.${id}.${'x'.repeat(30)}${n++}`;
const track = (writeKey?: string): object => ({ event: 'Seen', anonymousId: 'a', messageId: `m${n++}`, writeKey });
const metric = async (of: string): Promise<number> => {
  const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  return Number(new RegExp(`^strata_bounded_used\\{of="${of}"\\} (\\d+)`, 'm').exec(text)![1]);
};

/**
 * Repeats a request until the response has status 429. It stops after 500 requests, which is more than one address may
 * send during the test.
 */
async function refusedAfter(one: () => Promise<Got>): Promise<Got[]> {
  const answers: Got[] = [];
  while (answers.at(-1)?.status !== 429 && answers.length < 500) answers.push(await one());
  return answers;
}

for (const [name, one] of Object.entries<() => Promise<Got>>({
  'a wrong key in the header': () => post('/v1/track', track(), { authorization: `Bearer ${wrong()}` }),
  'a wrong key in the address': () => post(`/v1/track?writeKey=${wrong()}`, track()),
  'a wrong key in a body': () => post('/v1/track', track(wrong())),
  'a wrong key in the path': () => send(`/v1/projects/${wrong()}/settings`, {}),
  'a key of an unknown workspace': () =>
    post('/v1/track', track(), { authorization: `Bearer wk.nowhere${n++}.00.${'x'.repeat(32)}` }),
  'no key in a body': () => post('/beacon/v1/batch', { batch: [track()] }),
  'a body that is not JSON': () => post('/v1/b', '{'),
}))
  test(`requests with ${name} are limited by address, and a valid key is served`, async () => {
    assert.equal((await post('/v1/track', track(), { authorization: `Bearer ${key}` })).status, 200);
    const answers = await refusedAfter(one);
    const last = answers.pop();
    assert.deepEqual(last, { status: 429, reason: 'WRONG_KEYS_TOO_MANY' });
    for (const { status } of answers) assert.ok(status === 401 || status === 400);
    for (let i = 0; i < 10; i++)
      assert.equal((await post('/v1/track', track(), { authorization: `Bearer ${key}` })).status, 200);
    assert.equal((await send(`/v1/projects/${key}/settings`, {})).status, 200);
  });

test('repeating one wrong key does not use up the limit of its address', async () => {
  const bad = { authorization: `Bearer wk.shop.${id}.again` };
  await eventually(async () => (await post('/v1/track', track(), bad)).status === 401, 'the address to be heard again');
  for (let i = 0; i < 50; i++)
    assert.deepEqual(await post('/v1/track', track(), bad), { status: 401, reason: 'TOKEN_INVALID' });
});

test('pages with their key in the body are limited by the rate of the key, not of the address', async () => {
  const three = async (): Promise<boolean> => {
    const sent = await Promise.all(Array.from({ length: 3 }, () => post('/v1/track', track(key))));
    return sent.every(({ status }) => status === 200);
  };
  await eventually(three, 'the address to be heard again');
  for (let i = 0; i < 20; i++) assert.equal((await post('/v1/track', track(key))).status, 200);
});

test('remembered keys are counted and limited', async () => {
  assert.ok((await metric('write_keys_bytes')) > 0);
});

test('the memory for decompressing a body counts while the body arrives', async () => {
  const sockets = await Promise.all(Array.from({ length: 8 }, () => open(server.running.port)));
  const [first] = gzipSync('{}');
  for (const socket of sockets)
    socket.write(
      Buffer.concat([
        Buffer.from(
          `POST /v1/track HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nAuthorization: Bearer ${key}\r\nContent-Length: 100\r\n\r\n`,
        ),
        Buffer.from([first]),
      ]),
    );
  await eventually(async () => (await metric('bodies_bytes')) >= 8 * 64 * 1024, 'eight unpackings to count');
  for (const socket of sockets) socket.destroy();
  await eventually(async () => (await metric('bodies_bytes')) === 0, 'every byte given back');
});

test('a token in an address, where it would be logged, is not accepted', async () => {
  const token = server.token('shop', ['events:write']);
  for (const path of [`/v1/projects/${token}/settings`, `/v1/sourceConfig?writeKey=${token}`])
    assert.deepEqual(await send(path, {}), { status: 401, reason: 'TOKEN_MISSING' });
});

test('nothing is written if a key is rotated or revoked while a body arrives', async () => {
  const made = async (): Promise<{ key: string; id: string }> =>
    (await admin.ask('mutation{createWriteKey(input:{source:"slow"}){key id}}')).createWriteKey;
  for (const [mutation, grace, status] of [
    ['mutation($id:String!){rotateWriteKey(id:$id){id}}', 0, 401],
    ['mutation($id:String!){revokeWriteKey(id:$id)}', 0, 401],
    ['mutation($id:String!){rotateWriteKey(id:$id,graceHours:1){id}}', 1, 200],
  ] as const) {
    const slow = await made();
    const body = JSON.stringify({ event: 'Slow', anonymousId: `slow${grace}`, messageId: `slow${n++}` });
    const socket = await open(server.running.port);
    const answer = answerOn(socket);
    socket.write(
      `POST /v1/track HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nAuthorization: Bearer ${slow.key}\r\nContent-Length: ${body.length}\r\n\r\n{`,
    );
    await eventually(async () => (await metric('bodies_bytes')) > 0, 'the body to be read');
    await admin.ask(mutation, { id: slow.id });
    socket.write(body.slice(1));
    assert.equal((await answer).status, status, mutation);
  }
});

test('a page can read why it was rejected, also if no request was read', async () => {
  const small = await TestServer.start({ STRATA_CONNECTIONS_PER_ADDRESS: '2' });
  try {
    const sockets = await Promise.all([open(small.running.port), open(small.running.port)]);
    const refused = await exchange(small.running.port, `POST /v1/t HTTP/1.1\r\nOrigin: https://shop.example\r\n\r\n`);
    assert.match(refused.text, /^HTTP\/1.1 503[^]*access-control-allow-origin: \*\r\n/);
    assert.match(refused.text, /access-control-expose-headers: retry-after\r\nretry-after: 1\r\n/);
    for (const socket of sockets) socket.destroy();
  } finally {
    await small.remove();
  }
  for (const bytes of ['nonsense\r\n\r\n', `POST /v1/t HTTP/1.1\r\nHost: a\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`])
    assert.match((await exchange(server.running.port, bytes)).text, /\r\naccess-control-allow-origin: \*\r\n/);
});

test('endpoints without a token reveal no version, path or workspace', async () => {
  for (const path of ['/metrics', '/healthz', '/readyz']) {
    const response = await fetch(server.url.replace('/graphql', path));
    const told = `${JSON.stringify([...response.headers])} ${await response.text()}`;
    for (const secret of [process.version, 'nodejs_version', server.dir, 'shop'])
      assert.ok(!told.includes(secret), `${path} names ${secret}`);
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
