/** Tests that streams compute with the current rights of their callers, and that no machine writes as a person. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { strataCommand } from '../support/command.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';
import { Visitor } from '../support/visitor.js';
import { answerOn, open, type RawAnswer } from './raw.js';

const PASSWORD = 'correct horse battery staple';
let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"illness",kind:SEMI_DYNAMIC,type:STRING,personal:true}){key}}');
});
after(() => server.remove());

const role = (scopes: readonly string[]): Promise<unknown> =>
  admin.ask('mutation($i:RoleInput!){defineRole(input:$i){key}}', { i: { key: 'desk', scopes } });

/** Returns a person whose role has the given scopes. */
async function person(scopes: readonly string[]): Promise<Visitor> {
  await role(scopes);
  const { createUser } = await admin.ask('mutation($i:UserInput!){createUser(input:$i){link}}', {
    i: { email: `desk${scopes.length}@shop.example`, roles: ['desk'] },
  });
  const visitor = new Visitor(server);
  assert.equal((await visitor.open(createUser.link, PASSWORD)).status, 200);
  return visitor;
}

/** A request under `/imports` that is sent in pieces, with the cookie of a person. */
class Sending {
  private constructor(readonly socket: Socket) {}

  static async begin(
    visitor: Visitor,
    { path, method, length }: { readonly path: string; readonly method: string; readonly length?: number },
  ): Promise<Sending> {
    const sending = new Sending(await open(server.running.port));
    const headers = [
      ...[
        `Host: ${visitor.host}`,
        `Origin: http://${visitor.host}`,
        'x-strata-request: 1',
        `Cookie: ${visitor.cookie}`,
      ],
      ...(length === undefined ? [] : [`Content-Length: ${length}`]),
    ];
    sending.write(`${[`${method} /imports/${path} HTTP/1.1`, ...headers].join('\r\n')}\r\n\r\n`);
    return sending;
  }

  write(bytes: string): void {
    this.socket.write(bytes);
  }

  get answer(): Promise<RawAnswer> {
    return answerOn(this.socket);
  }
}

/** Returns the number of parts that are arriving. */
async function uploading(): Promise<number> {
  const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  return Number(/^strata_bounded_used\{of="uploads"\} (\d+)/m.exec(text)![1]);
}

const search = (member: string): Promise<unknown> =>
  admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      {
        messageId: member,
        type: 'searched',
        occurredAt: '2026-03-10T11:00:00Z',
        identities: [{ namespace: 'member_id', value: member }],
      },
    ],
  });

test('reportChanged uses the current scopes of its caller', async () => {
  const by = { tag: 'illness' };
  const period = { last: { count: 7, unit: 'DAY', current: true } };
  const trend = { period, events: ['searched'], unit: 'DAY', figure: 'COUNT', by };
  await admin.ask('mutation($i:ReportInput!){defineReport(input:$i){key}}', {
    i: { key: 'ill', analysis: { trend } },
  });
  const visitor = await person(['analytics:read', 'profiles:read', 'profiles:read:personal']);
  const socket = await visitor.socket();
  await socket.until((m) => m.type === 'connection_ack');
  const heard: Loose[] = [];
  socket.ws.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString())));
  const query = 'subscription{reportChanged(key:"ill",everyMs:100){result{trend{groups{group}}}}}';
  socket.send({ id: 'r', type: 'subscribe', payload: { query } });
  await eventually(() => heard.some((m) => m.type === 'next' && m.payload.data), 'the first result');
  await role(['analytics:read', 'profiles:read']);
  const before = heard.length;
  await search('late');
  await eventually(() => heard.some((m) => m.type === 'error' || m.type === 'complete'), 'the end of the stream');
  assert.ok(!heard.slice(before).some((m) => m.payload?.data?.reportChanged), JSON.stringify(heard.slice(before)));
  socket.close();
});

test('alertRaised sends no figures to a caller who lost the scope to read figures', async () => {
  const visitor = await person(['analytics:read', 'segments:read']);
  const socket = await visitor.socket();
  await socket.until((m) => m.type === 'connection_ack');
  const heard: Loose[] = [];
  socket.ws.on('message', (data) => heard.push(JSON.parse((data as Buffer).toString())));
  const query = 'subscription{alertRaised{alert{kind namespace}}}';
  socket.send({ id: 'a', type: 'subscribe', payload: { query } });
  await eventually(() => heard.some((m) => m.type === 'next'), 'the beginning');
  await role(['segments:read']);
  const { stores } = server.running.services;
  const raisedAt = stores.now();
  const figure = { report: 'x', rule: 'y', isRecovered: false, unitFrom: raisedAt, unitTo: raisedAt, value: '1' };
  const shared = { namespace: 'device_id', profile: 'p' };
  const id = (name: string): string => `${raisedAt.toString(16).padStart(12, '0')}${name.padEnd(16, '0')}`;
  await stores.alerts.insert({ id: id('1'), workspace: 'shop', raisedAt, kind: 'METRIC', ...figure });
  await stores.alerts.insert({ id: id('2'), workspace: 'shop', raisedAt, kind: 'SHARED_IDENTITY', ...shared });
  const alerts = (): Loose[] => heard.flatMap((m) => m.payload?.data?.alertRaised?.alert ?? []);
  await eventually(() => alerts().length > 0, 'the alert that may be heard');
  assert.deepEqual(alerts(), [{ kind: 'SHARED_IDENTITY', namespace: 'device_id' }]);
  socket.close();
});

test('pages of alerts are filled with alerts that the caller may see', async () => {
  const { stores } = server.running.services;
  const raisedAt = stores.now() + 1000;
  const figure = { report: 'x', rule: 'y', isRecovered: false, unitFrom: raisedAt, unitTo: raisedAt, value: '1' };
  for (let i = 0; i < 5; i++)
    await stores.alerts.insert({ id: `f${i}`, workspace: 'shop', raisedAt, kind: 'METRIC', ...figure });
  const page = '{alerts(first:2){totalCount edges{node{kind}} pageInfo{hasNextPage}}}';
  const { alerts } = await server.caller('shop', ['segments:read']).ask(page);
  assert.deepEqual(alerts, {
    totalCount: 1,
    edges: [{ node: { kind: 'SHARED_IDENTITY' } }],
    pageInfo: { hasNextPage: false },
  });
  assert.equal((await server.caller('shop', ['segments:read', 'analytics:read']).ask(page)).alerts.totalCount, 7);
});

test('a part of a file does not count if its caller loses the scope while it arrives', async () => {
  const visitor = await person(['events:write']);
  const { createUpload } = await visitor.ask('mutation{createUpload(input:{name:"a.csv",bytes:9}){id}}');
  const part = await Sending.begin(visitor, { path: `${createUpload.id}?offset=0`, method: 'PUT', length: 9 });
  part.write('member\nM');
  await eventually(async () => (await uploading()) === 1, 'the part arrives');
  await role(['analytics:read']);
  part.write('1');
  const { text } = await part.answer;
  assert.match(text, /^HTTP\/1\.1 403 [^]*"reason":"SCOPE_MISSING"/);
  const { received } = (await admin.ask(`{import(id:"${createUpload.id}"){received}}`)).import;
  assert.equal(received, 0);
});

test('a download of rejected rows ends when its caller loses a scope', async () => {
  const visitor = await person(['events:write', 'events:source:till', 'analytics:read', 'profiles:read']);
  const { createUpload } = await visitor.ask('mutation{createUpload(input:{name:"a.csv",bytes:9}){id}}');
  const { id } = createUpload;
  const part = await Sending.begin(visitor, { path: `${id}?offset=0`, method: 'PUT', length: 9 });
  part.write('member\nM1');
  assert.match((await part.answer).text, /^HTTP\/1\.1 200 /);
  const mapping = { source: 'till', identities: [{ namespace: 'member_id', value: '{member}' }] };
  const event = { type: 'visit', messageId: '{member}', occurredAt: { value: '{member}', as: 'day' } };
  const query = 'mutation($id:String!,$m:String!){startImport(id:$id,mapping:$m){id}}';
  await visitor.ask(query, { id, m: JSON.stringify({ ...mapping, event }) });
  await eventually(async () => (await admin.ask(`{import(id:"${id}"){state}}`)).import.state === 'DONE', 'the import');
  // More rows than the buffers of a connection take, so that the server waits for this client.
  const rows = `${'x'.repeat(1023)}\n`.repeat(48 * 1024);
  writeFileSync(server.running.services.importFiles.rejectsOf(id), rows);
  const download = await Sending.begin(visitor, { path: `${id}/rejects.ndjson`, method: 'GET' });
  await once(download.socket, 'readable');
  await role(['events:write']);
  const { text } = await download.answer;
  assert.match(text, /^HTTP\/1\.1 200 /);
  assert.ok(text.length < rows.length, `${text.length} of ${rows.length}`);
  assert.doesNotMatch(text, /\r\n0\r\n\r\n$/, 'the response is cut off');
  assert.deepEqual(server.reported, []);
});

for (const over of ['HTTP', 'WebSocket'] as const)
  test(`${over}: no machine writes under the name of a user`, async () => {
    const as = (scopes: readonly string[]): Caller => {
      const caller = server.caller('shop', scopes, 'machine');
      return over === 'HTTP' ? caller : caller.overWebSocket();
    };
    const reasonOf = async (caller: Caller, query: string, i: unknown): Promise<unknown> => {
      const { data, errors } = await caller.send(query, { i });
      return errors?.[0].extensions.reason ?? data.ingestEvents?.results[0].reason;
    };
    const event = {
      ...{ messageId: `u-${over}`, type: 'searched', occurredAt: '2026-03-10T11:00:00Z', source: 'user:12ab' },
      identities: [{ namespace: 'member_id', value: 'U' }],
    };
    const ingest = 'mutation($i:[EventInput!]!){ingestEvents(events:$i){results{reason}}}';
    assert.equal(await reasonOf(as(['events:write', 'events:source:*']), ingest, [event]), 'SOURCE_RESERVED');
    const partner = 'mutation($i:DefinePartnerInput!){definePartner(input:$i){key}}';
    assert.equal(await reasonOf(as(['admin']), partner, { key: 'p', sources: ['user:12ab'] }), 'SOURCE_INVALID');
    const issue = 'mutation($i:IssueTokenInput!){issueToken(input:$i){token}}';
    const scopes = ['events:source:user:12ab'];
    assert.equal(await reasonOf(as(['admin']), issue, { subject: 'm', scopes, hours: 1 }), 'SCOPE_UNKNOWN');
    const hook = 'mutation($i:HookInput!){defineHook(input:$i){path}}';
    const mapping = JSON.stringify({ source: 'User:12ab', rules: [] });
    assert.equal(await reasonOf(as(['admin']), hook, { key: 'h', mapping }), 'HOOK_MAPPING_INVALID');
  });

test('strata import accepts no user as its source', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'strata-source-'));
  const run = async (source: string, ...more: readonly string[]): Promise<string> => {
    const mapping = {
      source,
      identities: [{ namespace: 'member_id', value: '{m}' }],
      tags: [{ tag: 'x', value: '{m}' }],
    };
    writeFileSync(join(folder, 'm.json'), JSON.stringify(mapping));
    writeFileSync(join(folder, 'f.csv'), 'm\n1\n');
    const args = ['import', 'f.csv', '--mapping', 'm.json', '--workspace', 'shop', ...more];
    return (await strataCommand(server, folder, args)).output;
  };
  try {
    assert.match(await run('till', '--source', 'user:1'), /does not begin with user:/);
    assert.match(await run('user:1'), /does not begin with user:/);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
