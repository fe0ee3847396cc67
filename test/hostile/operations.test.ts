/**
 * Tests invalid operations and values. HTTP and WebSocket return the same clear error, nothing is written, and the
 * server keeps running.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TagDefinition } from '../../src/engine/types.js';
import { TestServer, type Caller } from '../support/server.js';
import { http, stream, ws, type Reply } from '../support/transports.js';
import { CASES, event, ingest } from './cases.js';

let server: TestServer;
let admin: Caller;
const CLOCK = '2026-03-10T12:00:00.000Z';

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', CLOCK);
  await server.sandbox('other', CLOCK);
  await admin.ask(
    'mutation{defineTag(input:{key:"city",kind:STATIC,type:STRING}){key} b:defineTag(input:{key:"balance",kind:SEMI_DYNAMIC,type:DECIMAL}){key} c:defineTag(input:{key:"count",kind:SEMI_DYNAMIC,type:INTEGER}){key} d:defineTag(input:{key:"born",kind:STATIC,type:DATE}){key} e:defineTag(input:{key:"secret",kind:STATIC,type:STRING,personal:true}){key}}',
  );
  await admin.ask('mutation{defineSegment(input:{key:"base",expression:"tag city = \\"X\\""},wait:true){job{state}}}');
});
after(() => server.remove());

const count = async (): Promise<string> => {
  const { stores } = server.running.services;
  const roots = await stores.profiles.roots('shop', { first: 1000 });
  return JSON.stringify([
    await stores.events.count('shop'),
    roots.map((r) => [r.id, r.version]),
    (await stores.workspaces.get('shop'))!.catalogueVersion,
  ]);
};

for (const [name, transport] of [
  ['HTTP', http],
  ['WebSocket', ws],
  ['an event stream', stream],
] as const) {
  describe(`hostile operations over ${name}`, () => {
    for (const c of CASES) {
      test(c.name, async () => {
        const before = await count();
        const reply: Reply = await transport(server, admin.token, c.query, c.variables);
        if (c.code.startsWith('ITEM:')) {
          const [item] = reply.data?.setTags ?? reply.data?.ingestEvents.results ?? [];
          assert.ok(item, JSON.stringify(reply));
          if (item.code !== undefined) assert.deepEqual([item.code, item.reason], [c.code.slice(5), c.reason]);
          assert.equal(item.status, 'REJECTED');
          if (c.path && item.path !== undefined) assert.equal(item.path, c.path);
        } else {
          assert.ok(reply.errors, JSON.stringify(reply.data));
          assert.ok(reply.errors.length <= 3);
          const { code: shown, reason } = reply.errors[0].extensions ?? {};
          // Over WebSocket a payload without a query is a protocol violation.
          assert.ok(
            (shown === c.code && reason === c.reason) ||
              (name === 'WebSocket' && shown === 'CLOSED_4400' && typeof c.query !== 'string') ||
              shown === 'CLOSED_1009',
            JSON.stringify(reply.errors),
          );
          if (c.path) assert.equal(reply.errors[0].extensions?.inputPath, c.path);
          assert.ok(!/did you mean|at .*\.js|node_modules|MongoServer/i.test(JSON.stringify(reply.errors)));
        }
        assert.equal(await count(), before, 'nothing was written');
        const alive = await admin.ask('{__typename}');
        assert.equal(alive.__typename, 'Query');
      });
    }
  });
}

const tagNamed = (key: string): TagDefinition => ({
  key,
  name: 't',
  kind: 'STATIC',
  type: 'STRING',
  group: 'BASIC',
  namespace: 'shop',
  personal: false,
  version: 1,
});

test('tags of a workspace are limited', async () => {
  const { stores } = server.running.services;
  await server.sandbox('full', CLOCK);
  // Writes in batches, so that no transaction of the fixture comes close to the database timeout.
  for (let from = 0; from < 2000; from += 200)
    await stores.transact(async (tx) => {
      for (let i = from; i < from + 200; i++) await stores.definitions.saveTag('full', tagNamed(`t${i}`), tx);
    });
  // The server also writes to this workspace, so the write may conflict with another one. It is then retried.
  const raised = stores.transact((tx) => stores.workspaces.raiseVersion('full', 'tags', tx));
  await raised.catch(() => stores.transact((tx) => stores.workspaces.raiseVersion('full', 'tags', tx)));
  const full = server.caller('full', ['admin']);
  const r = await full.send('mutation{defineTag(input:{key:"one_more",kind:STATIC,type:STRING}){key}}');
  assert.equal(r.errors![0].extensions.reason, 'DEFINITIONS_TOO_MANY');
  const set = await full.ask(
    'mutation{setTags(tags:[{tag:"t1999",value:"x",identities:[{namespace:"member_id",value:"T"}]}]){status}}',
  );
  assert.equal(set.setTags[0].status, 'ACCEPTED');
});

test('texts of every script are stored in their composed Unicode form', async () => {
  const samples = ['𠮷野家 龘 㐂', '👩‍👩‍👧‍👦🏽', '\u202egnirts', 'e\u0301\u0323', '{"$ne":null}', '$where', '{"$gt":""}'];
  for (const [i, value] of samples.entries()) {
    const r = await admin.ask(
      'mutation($v:TagValue!,$id:String!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:$id}]}]){status profile}}',
      { v: value, id: `U${i}` },
    );
    const back = await admin.ask('query($id:String!){profile(id:$id){tags(keys:["city"]){value}}}', {
      id: r.setTags[0].profile,
    });
    assert.equal(back.profile.tags[0].value, value.normalize('NFC'));
  }
});

test('spellings of an identity are joined by the declared rule only', async () => {
  const find = async (namespace: string, value: string): Promise<string> =>
    (await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', { i: [{ namespace, value }] }))
      .identify.profile;
  assert.equal(await find('phone', '+86 138-0013-9999'), await find('phone', '13800139999'));
  assert.equal(await find('email', 'Li.Na@Example.com'), await find('email', 'li.na@example.com'));
  assert.notEqual(
    await find('member_id', 'abc'),
    await find('member_id', 'аbc'),
    'a Cyrillic homoglyph is another identity',
  );
  assert.notEqual(await find('member_id', 'ABC'), await find('member_id', 'abc'));
  assert.equal(await find('member_id', 'caf\u00e9'), await find('member_id', 'cafe\u0301'));
});

test('no data crosses workspaces, and data of others looks like missing data', async () => {
  const r = await admin.ask(
    'mutation{setTags(tags:[{tag:"city",value:"X",identities:[{namespace:"member_id",value:"W1"}]}]){profile}}',
  );
  const id = r.setTags[0].profile;
  const other = server.caller('other', ['admin']);
  assert.equal((await other.ask('query($id:String!){profile(id:$id){id}}', { id })).profile, null);
  assert.equal((await other.ask('{profile(identity:{namespace:"member_id",value:"W1"}){id}}')).profile, null);
  assert.equal((await other.ask('{segment(key:"base"){size}}')).segment, null);
  for (const x of [id, 'f'.repeat(28)]) {
    const e = await other.send('query($id:String!){explainMembership(profile:$id,segment:"base"){member}}', { id: x });
    assert.equal(e.errors![0].extensions.code, 'NOT_FOUND');
    const w = await other.send(
      'mutation($id:String!){setTags(tags:[{tag:"city",value:"X",profile:$id}]){status code reason}}',
      { id: x },
    );
    assert.equal(w.data.setTags[0].code, 'NOT_FOUND');
  }
});

test('a personal tag can be neither read nor used in a segment, also through another segment', async () => {
  const plain = server.caller('shop', [
    'profiles:read',
    'segments:read',
    'define',
    'analytics:read',
    'tags:write:shop',
  ]);
  const r = await admin.ask(
    'mutation{setTags(tags:[{tag:"secret",value:"s3",identities:[{namespace:"member_id",value:"P1"},{namespace:"phone",value:"13812345678"}]}]){profile}}',
  );
  const read = await plain.ask('query($id:String!){profile(id:$id){tags{key} identities{namespace value}}}', {
    id: r.setTags[0].profile,
  });
  assert.deepEqual(read.profile.tags, []);
  assert.equal(read.profile.identities.find((i: any) => i.namespace === 'phone').value, null);
  assert.equal(
    (await plain.send('{profiles(first:1,expression:"tag secret exists"){totalCount}}')).errors![0].extensions.code,
    'FORBIDDEN',
  );
  await admin.ask(
    'mutation{defineSegment(input:{key:"secretive",expression:"tag secret exists"},wait:true){job{state}}}',
  );
  assert.equal(
    (
      await plain.send(
        'mutation{defineSegment(input:{key:"indirect",expression:"in segment secretive"}){segment{key}}}',
      )
    ).errors![0].extensions.code,
    'FORBIDDEN',
  );
  assert.equal(
    (
      await plain.send('query($id:String!){explainMembership(profile:$id,segment:"secretive"){member}}', {
        id: r.setTags[0].profile,
      })
    ).errors![0].extensions.code,
    'FORBIDDEN',
  );
  assert.equal(
    (
      await plain.send('query($id:String!){profile(id:$id){tagHistory(key:"secret"){at}}}', {
        id: r.setTags[0].profile,
      })
    ).errors![0].extensions.code,
    'NOT_FOUND',
  );
});

test('one invalid event of many is rejected alone, and a batch over the limit as a whole', async () => {
  const events = Array.from({ length: 100 }, (_, i) =>
    event({ messageId: `batch${i}`, ...(i === 50 ? { occurredAt: '2030-01-01T00:00:00Z' } : {}) }),
  );
  const r = await admin.ask(ingest, { e: events });
  assert.equal(r.ingestEvents.accepted, 99);
  assert.equal(r.ingestEvents.results[50].code, 'BAD_USER_INPUT');
  const many = await admin.send(ingest, {
    e: Array.from({ length: 1001 }, (_, i) => event({ messageId: `over${i}` })),
  });
  assert.equal(many.errors![0].extensions.code, 'LIMIT_EXCEEDED');
});

test('introspection needs its scope, and misspelt fields get no suggestion', async () => {
  const plain = server.caller('shop', ['profiles:read']);
  for (const transport of [http, ws]) {
    assert.equal(
      (await transport(server, plain.token, '{__schema{types{name}}}')).errors![0].extensions!.code,
      'FORBIDDEN',
    );
    const misspelt = await transport(server, plain.token, '{profle(id:"x"){id}}');
    assert.ok(
      !/did you mean|profile/i.test(misspelt.errors![0].message.replace('profle', '')),
      misspelt.errors![0].message,
    );
  }
  assert.ok((await admin.ask('{__schema{queryType{name}}}')).__schema);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
