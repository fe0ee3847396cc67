/**
 * Checks that a rejected request has no effect. A request is rejected because the client accepts none of the response
 * types, or because its token expires while the request arrives.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { checked } from '../support/refusals.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { answerOn, open } from './raw.js';

const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';
let server: TestServer;
let admin: Caller;
let n = 0;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(() => server.remove());

const searched = (member: string): object => ({
  messageId: `m${n++}`,
  type: 'searched',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [{ namespace: 'member_id', value: member }],
});
const issue = async (): Promise<{ readonly token: string; readonly id: string }> => {
  const i = { subject: 'app', scopes: ['events:write'], hours: 1 };
  return (await admin.ask('mutation($i:IssueTokenInput!){issueToken(input:$i){token id}}', { i })).issueToken;
};
async function post(
  body: string,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly reason: string | undefined; readonly data: unknown }> {
  const res = await fetch(server.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${admin.token}`, 'content-type': 'application/json', ...headers },
    body,
  });
  const json = checked((await res.json()) as Loose);
  return { status: res.status, reason: json.errors?.[0].extensions.reason, data: json.data };
}

/** Returns how much of a bound is in use. */
async function used(of: string): Promise<number> {
  const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  return Number(new RegExp(`^strata_bounded_used\\{of="${of}"\\} (\\d+)`, 'm').exec(text)![1]);
}
const uploading = (): Promise<number> => used('uploads');

test('a request without an acceptable type is rejected before it runs, and its key stays free', async () => {
  const define = (key: string): string =>
    JSON.stringify({
      query: `mutation{defineSegment(input:{key:"${key}",expression:"did(searched)"}){segment{key}}}`,
    });
  const accepts = ['text/html', 'image/png', 'application/json;q=0', 'text/*, */*;q=0'];
  for (const [i, accept] of accepts.entries()) {
    const headers = { accept, 'idempotency-key': `accept${i}` };
    const refused = await post(define(`accept${i}`), headers);
    assert.deepEqual([refused.status, refused.reason], [406, 'ACCEPT_UNSUPPORTED'], accept);
    const plain = await post(define(`accept${i}`), { accept });
    assert.equal(plain.status, 406, accept);
    assert.deepEqual((await post(`{"query":"{segment(key:\\"accept${i}\\"){key}}"}`)).data, { segment: null }, accept);
    const done = await post(define(`accept${i}`), { ...headers, accept: 'text/html, application/json;q=0.5' });
    assert.deepEqual([done.status, done.data], [200, { defineSegment: { segment: { key: `accept${i}` } } }], accept);
  }
});

test('nothing is done for a token that expires or is revoked while its body arrives', async (t) => {
  const now = Date.now;
  const receiving = (): Promise<number> => used('bodies_bytes');
  for (const path of ['/graphql', '/v1/batch'])
    for (const reason of ['TOKEN_EXPIRED', 'TOKEN_REVOKED']) {
      const { token, id } = await issue();
      const message = { type: 'track', userId: `late${n}`, event: 'Searched' };
      const body = JSON.stringify(
        path === '/graphql'
          ? { query: INGEST, variables: { e: [searched(`late${n}`)] } }
          : { batch: [{ ...message, messageId: `late${n++}` }] },
      );
      const { stores } = server.running.services;
      const before = await stores.events.count('shop');
      const socket = await open(server.running.port);
      const answer = answerOn(socket);
      const head = `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
      socket.write(`${head}\r\nAuthorization: Bearer ${token}\r\n\r\n${body.slice(0, -1)}`);
      await eventually(async () => (await receiving()) > 0, 'the body arrives');
      if (reason === 'TOKEN_REVOKED') await admin.ask('mutation($id:String!){revokeToken(id:$id){ids}}', { id });
      else t.mock.method(Date, 'now', () => now() + 2 * 3600_000);
      socket.write(body.slice(-1));
      const { status, text } = await answer;
      t.mock.restoreAll();
      assert.equal(status, 401, text);
      assert.ok(text.includes(`"reason":"${reason}"`), text);
      assert.equal(await stores.events.count('shop'), before);
    }
});

test('a part of a file does not count if its token expires or is revoked while it arrives', async (t) => {
  const now = Date.now;
  for (const reason of ['TOKEN_EXPIRED', 'TOKEN_REVOKED']) {
    const { token, id } = await issue();
    const as = { authorization: `Bearer ${token}` };
    const create = JSON.stringify({ query: 'mutation{createUpload(input:{name:"a.csv",bytes:9}){id}}' });
    const { createUpload } = (await post(create, as)).data as Loose;
    const seen = async (): Promise<Loose> => {
      const query = 'query($id:String!){import(id:$id){received state}}';
      return (await admin.ask(query, { id: createUpload.id })).import;
    };
    const socket = await open(server.running.port);
    const answer = answerOn(socket);
    const head = `PUT /imports/${createUpload.id}?offset=0 HTTP/1.1\r\nHost: a\r\nContent-Length: 9`;
    socket.write(`${head}\r\nAuthorization: Bearer ${token}\r\n\r\nmember\nM`);
    await eventually(async () => (await uploading()) === 1, 'the part arrives');
    if (reason === 'TOKEN_REVOKED') await admin.ask('mutation($id:String!){revokeToken(id:$id){ids}}', { id });
    else t.mock.method(Date, 'now', () => now() + 2 * 3600_000);
    socket.write('1');
    const { status, text } = await answer;
    t.mock.restoreAll();
    assert.equal(status, 401, text);
    assert.ok(text.includes(`"reason":"${reason}"`), text);
    assert.deepEqual(await seen(), { received: 0, state: 'UPLOADING' });
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
