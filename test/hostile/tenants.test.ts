/** Tests that no caller sees results of another, and that no tenant learns the names of others. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { TestServer, type Caller, type Loose } from '../support/server.js';
import { http, RawSocket, ws } from '../support/transports.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const TRANSPORTS = [http, ws];
const MAX_SANDBOXES = 4;

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start({ STRATA_MAX_SANDBOXES: String(MAX_SANDBOXES) });
  admin = await server.sandbox('shop', CLOCK);
});
after(() => server.remove());

const codeOf = (reply: Loose): string => reply.errors?.[0].extensions?.code ?? 'OK';

const keyed = (over: string, token: string, query: string, key: string): Promise<Loose> =>
  over === 'HTTP'
    ? fetch(server.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'idempotency-key': key },
        body: JSON.stringify({ query }),
      }).then((r) => r.json())
    : RawSocket.acknowledged(server, token).then(async (socket) => {
        socket.send({ id: 'k', type: 'subscribe', payload: { query, extensions: { idempotencyKey: key } } });
        const m = await socket.until((x) => x.id === 'k');
        socket.close();
        return m.type === 'error' ? { errors: m.payload } : m.payload;
      });

test('a stored response of an idempotency key needs the scopes of its operation', async () => {
  for (const over of ['HTTP', 'WebSocket']) {
    const query = `mutation{defineTag(input:{key:"kept_${over.toLowerCase()}",kind:STATIC,type:STRING}){key version}}`;
    const holder = (scopes: string[]): string => server.token('shop', scopes, 'holder');
    const first = await keyed(over, holder(['define', 'profiles:read']), query, over);
    assert.equal(first.data.defineTag.version, 1);
    assert.equal(codeOf(await keyed(over, holder(['profiles:read']), query, over)), 'FORBIDDEN');
    assert.equal(codeOf(await keyed(over, holder([]), query, over)), 'FORBIDDEN');
    for (const scopes of [['profiles:read', 'define'], ['define', 'profiles:read', 'events:write'], ['admin']])
      assert.deepEqual(await keyed(over, holder(scopes), query, over), first);
  }
});

test('ids of other workspaces can be neither discovered nor taken', async () => {
  await server.sandbox('tenant', CLOCK);
  for (const transport of TRANSPORTS) {
    const say = (query: string): Promise<string> =>
      transport(server, admin.token, query).then((r) => JSON.stringify(r));
    const sandbox = (id: string): string => `mutation{createSandbox(input:{id:"${id}",clock:"${CLOCK}"}){id}}`;
    assert.match(await say(sandbox('tenant')), /BAD_USER_INPUT/);
    assert.equal(await say(sandbox('tenant')), await say(sandbox('nobody')), 'the response is the same either way');
    for (const id of ['tenant.x', 'shop', 'shop.', 'shop.a.b', 'shop.A'])
      assert.match(await say(sandbox(id)), /BAD_USER_INPUT/);
    for (const id of ['tenant', 'nobody'])
      assert.match(await say(`mutation{createWorkspace(input:{id:"${id}"}){id}}`), /FORBIDDEN/);
  }
  assert.equal(
    (await admin.ask(`mutation{createSandbox(input:{id:"shop.test",clock:"${CLOCK}"}){id}}`)).createSandbox.id,
    'shop.test',
  );
  const inside = server.caller('shop.test', ['admin']);
  assert.equal((await inside.ask('{workspace{id}}')).workspace.id, 'shop.test');
  assert.equal((await inside.ask('mutation{deleteSandbox(id:"shop.test")}')).deleteSandbox, true);
  const { stores } = server.running.services;
  assert.equal(await stores.workspaces.get('nobody'), undefined);
  const installation = server.token('nobody', ['installation'], 'cli');
  assert.equal(codeOf(await http(server, installation, 'mutation{createWorkspace(input:{id:"nobody"}){id}}')), 'OK');
  assert.equal(codeOf(await http(server, installation, '{tokens(first:1){edges{node{id}}}}')), 'FORBIDDEN');
});

test('sandboxes of a workspace are limited, also if many are created at once', async () => {
  await server.sandbox('many', CLOCK);
  const owner = server.caller('many', ['admin']);
  const make = (id: string, by = owner.token): Promise<Loose> =>
    http(server, by, `mutation{createSandbox(input:{id:"many.${id}",clock:"${CLOCK}"}){id}}`);
  const answers = await Promise.all(Array.from({ length: MAX_SANDBOXES + 3 }, (_, i) => make(`s${i}`)));
  const codes = answers.map((answer) => codeOf(answer));
  assert.equal(codes.filter((code) => code === 'OK').length, MAX_SANDBOXES, codes.join());
  assert.match(JSON.stringify(await make('one_more')), /at most 4 sandboxes.*SANDBOXES_TOO_MANY.*input\.id/);
  // A deleted sandbox no longer counts toward the maximum of four. Its id stays reserved.
  const made = `many.s${codes.indexOf('OK')}`;
  assert.equal(
    codeOf(await http(server, server.token(made, ['admin']), `mutation{deleteSandbox(id:"${made}")}`)),
    'OK',
  );
  assert.equal(codeOf(await make('one_more')), 'OK');
  assert.equal(codeOf(await make('another')), 'LIMIT_EXCEEDED');
  assert.equal(codeOf(await make('operator', server.token('many', ['installation'], 'cli'))), 'OK');
});

test('a workspace at its limit of kept sandbox ids can use them again', async () => {
  await server.sandbox('old', CLOCK);
  const client = await MongoClient.connect(server.running.databaseUri);
  try {
    const workspaces = client.db(server.env.STRATA_DATABASE).collection<{ _id: string; gone: true }>('workspaces');
    await workspaces.insertMany(Array.from({ length: 10_000 }, (_, i) => ({ _id: `old.s${i}`, gone: true })));
  } finally {
    await client.close();
  }
  const owner = server.token('old', ['admin']);
  const make = (id: string): Promise<Loose> =>
    http(server, owner, `mutation{createSandbox(input:{id:"${id}",clock:"${CLOCK}"}){id}}`);
  assert.match(JSON.stringify(await make('old.another')), /SANDBOXES_TOO_MANY/);
  assert.equal(codeOf(await make('old.s7')), 'OK');
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
