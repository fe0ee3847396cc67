/** Bad operations and values: the same clear refusal on HTTP and on WebSocket, nothing written, the server lives. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Reason } from '../../src/reasons/index.js';
import { TestServer, type Caller } from '../support/server.js';
import { http, ws, type Reply } from '../support/transports.js';

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

interface Case {
  readonly name: string;
  readonly query: unknown;
  readonly variables?: unknown;
  readonly code: string;
  readonly reason: Reason;
  readonly path?: string;
}

const set = (tag: string, value: string): string =>
  `mutation{setTags(tags:[{tag:${JSON.stringify(tag)},value:${value},identities:[{namespace:"member_id",value:"H1"}]}]){status code reason path}}`;
const ingest =
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{status code reason path message}}}';
const event = (more: object): object => ({
  messageId: 'h1',
  type: 'page_viewed',
  occurredAt: '2026-03-10T11:00:00Z',
  identities: [{ namespace: 'member_id', value: 'H1' }],
  ...more,
});
const define = (x: string): string =>
  `mutation{defineSegment(input:{key:"h",expression:${JSON.stringify(x)}}){segment{key}}}`;
const nest = (n: number): string =>
  `${'{profile(id:"x"){segments{segment{members(first:1){edges{node'.repeat(0)}{${'a{'.repeat(n)}b${'}'.repeat(n)}}`;

const CASES: readonly Case[] = [
  { name: 'no query', query: undefined, code: 'BAD_USER_INPUT', reason: 'DOCUMENT_MISSING' },
  { name: 'a number as query', query: 42, code: 'BAD_USER_INPUT', reason: 'DOCUMENT_MISSING' },
  { name: 'a syntax error', query: '{ profile( }', code: 'GRAPHQL_PARSE_FAILED', reason: 'DOCUMENT_SYNTAX' },
  {
    name: 'two operations and no name',
    query: 'query a{__typename} query b{__typename}',
    code: 'BAD_USER_INPUT',
    reason: 'OPERATION_UNKNOWN',
  },
  {
    name: 'a document without an operation',
    query: 'fragment a on Query{__typename}',
    code: 'BAD_USER_INPUT',
    reason: 'OPERATION_UNKNOWN',
  },
  {
    name: 'an unknown field',
    query: '{ profil(id:"x"){id} }',
    code: 'GRAPHQL_VALIDATION_FAILED',
    reason: 'DOCUMENT_INVALID',
  },
  {
    name: '101 aliases of __typename',
    query: `{${Array.from({ length: 101 }, (_, i) => `a${i}:__typename`).join(' ')}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_ROOT_FIELDS',
  },
  {
    name: '1,000 aliases of a mutation',
    query: `mutation{${Array.from({ length: 1000 }, (_, i) => `a${i}:clearTags(tags:[]){status}`).join(' ')}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_TOKENS',
  },
  {
    name: '10,000 duplicate fields',
    query: `{${'__typename '.repeat(10_000)}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_TOKENS',
  },
  { name: 'depth 500', query: nest(500), code: 'QUERY_TOO_COMPLEX', reason: 'DOCUMENT_TOO_DEEP' },
  {
    name: 'a fragment cycle',
    query: '{...a} fragment a on Query{...b} fragment b on Query{...a}',
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_FRAGMENT_CYCLE',
  },
  {
    name: 'fragments that fan out',
    query: `{...f0}${Array.from({ length: 20 }, (_, i) => `fragment f${i} on Query{${i < 19 ? `...f${i + 1} ...f${i + 1}` : '__typename'}}`).join('')}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_FIELDS',
  },
  {
    name: 'an inline-fragment overlap bomb',
    query: `{${'...{a:__typename '.repeat(25)}${'}'.repeat(25)}${'...{b:__typename}'.repeat(400)}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_ROOT_FIELDS',
  },
  {
    name: '10 unknown directives',
    query: `{__typename ${Array.from({ length: 30 }, (_, i) => `@x${i}`).join(' ')}}`,
    code: 'QUERY_TOO_COMPLEX',
    reason: 'DOCUMENT_TOO_MANY_DIRECTIVES',
  },
  { name: 'first missing', query: '{profiles{totalCount}}', code: 'BAD_USER_INPUT', reason: 'ARGUMENT_MISSING' },
  {
    name: 'first 0',
    query: '{profiles(first:0){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
    path: 'first',
  },
  {
    name: 'first -1',
    query: '{profiles(first:-1){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
    path: 'first',
  },
  {
    name: 'first 101',
    query: '{profiles(first:101){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
    path: 'first',
  },
  {
    name: 'first 1e9',
    query: '{profiles(first:1000000000){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
  },
  {
    name: 'first 1e9 by a variable',
    query: 'query($n:Int!){profiles(first:$n){edges{node{id}}}}',
    variables: { n: 1_000_000_000 },
    code: 'BAD_USER_INPUT',
    reason: 'PAGE_SIZE_INVALID',
  },
  {
    name: 'a garbled page cursor',
    query: '{profiles(first:1,after:"zzz"){totalCount}}',
    code: 'BAD_USER_INPUT',
    reason: 'CURSOR_INVALID',
    path: 'after',
  },
  {
    name: 'a number beyond 2^53 as tag value',
    query: set('count', '9007199254740993'),
    code: 'BAD_USER_INPUT',
    reason: 'ARGUMENT_INVALID',
  },
  { name: '1e999 as tag value', query: set('count', '1e999'), code: 'BAD_USER_INPUT', reason: 'ARGUMENT_INVALID' },
  {
    name: '1e999 as variable',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"count",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status}}',
    variables: { v: '1e999' },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TAG_VALUE_TYPE',
    path: 'tags[0].value',
  },
  {
    name: 'a deep object as tag value',
    query: set('count', '{a:{b:1}}'),
    code: 'BAD_USER_INPUT',
    reason: 'ARGUMENT_INVALID',
  },
  {
    name: 'an operator object as tag value',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status}}',
    variables: { v: { $ne: null } },
    code: 'BAD_USER_INPUT',
    reason: 'ARGUMENT_INVALID',
  },
  {
    name: 'money 1e-7',
    query: set('balance', '"1e-7"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money of 35 digits',
    query: set('balance', `"${'9'.repeat(35)}"`),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money with separators',
    query: set('balance', '"1,000.00"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money in full-width digits',
    query: set('balance', '"１００"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'DECIMAL_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'money as a float',
    query: set('balance', '1.5'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TAG_VALUE_TYPE',
    path: 'tags[0].value',
  },
  ...['__proto__', '$set', 'a.b', '', 'x'.repeat(10_000)].map((k): Case => ({
    name: `tag key ${k.slice(0, 12)}`,
    query: set(k, '"x"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'tags[0].tag',
  })),
  {
    name: 'a tag key that every object inherits',
    query: set('constructor', '"x"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'tags[0].tag',
  },
  {
    name: 'a tag that is not defined',
    query: set('undefined_tag', '"x"'),
    code: 'ITEM:NOT_FOUND',
    reason: 'TAG_NOT_FOUND',
    path: 'tags[0].tag',
  },
  {
    name: 'NUL in a text',
    query: set('city', '"a\\u0000b"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TEXT_CHARACTERS_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'a lone surrogate',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status code reason path}}',
    variables: { v: 'a\ud800b' },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TEXT_CHARACTERS_INVALID',
    path: 'tags[0].value',
  },
  {
    name: 'a text too long',
    query:
      'mutation($v:TagValue!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:"H1"}]}]){status code reason path}}',
    variables: { v: 'x'.repeat(20_000) },
    code: 'ITEM:LIMIT_EXCEEDED',
    reason: 'TEXT_TOO_LONG',
    path: 'tags[0].value',
  },
  {
    name: '30 February',
    query: set('born', '"2026-02-30"'),
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'TAG_VALUE_TYPE',
    path: 'tags[0].value',
  },
  ...[
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-10T12:00:00',
    '2026-03-10T23:59:60Z',
    '1741600000',
    '57000-01-01T00:00:00Z',
  ].map((t): Case => ({
    name: `occurredAt ${t}`,
    query: ingest,
    variables: { e: [event({ occurredAt: t })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'INSTANT_INVALID',
    path: 'events[0].occurredAt',
  })),
  {
    name: 'an event of 1970',
    query: ingest,
    variables: { e: [event({ occurredAt: '1970-01-01T00:00:10Z' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'INSTANT_IMPLAUSIBLE',
    path: 'events[0].occurredAt',
  },
  {
    name: 'an event a day ahead',
    query: ingest,
    variables: { e: [event({ occurredAt: '2026-03-11T12:00:00Z' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_IN_FUTURE',
    path: 'events[0].occurredAt',
  },
  {
    name: 'an event ten years old',
    query: ingest,
    variables: { e: [event({ occurredAt: '2016-03-11T12:00:00Z' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_TOO_OLD',
    path: 'events[0].occurredAt',
  },
  {
    name: 'an empty batch',
    query: ingest,
    variables: { e: [] },
    code: 'BAD_USER_INPUT',
    reason: 'LIST_EMPTY',
    path: 'events',
  },
  {
    name: 'no identity',
    query: ingest,
    variables: { e: [event({ identities: [] })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'IDENTITY_MISSING',
    path: 'events[0].identities',
  },
  {
    name: 'only junk identities',
    query: ingest,
    variables: {
      e: [
        event({
          identities: [
            { namespace: 'phone', value: '00000000000' },
            { namespace: 'email', value: 'test@test.com' },
          ],
        }),
      ],
    },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'IDENTITY_PLACEHOLDER',
    path: 'events[0].identities',
  },
  {
    name: 'an unknown namespace',
    query: ingest,
    variables: { e: [event({ identities: [{ namespace: '$where', value: 'x' }] })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'NAMESPACE_UNKNOWN',
    path: 'events[0].identities[0].namespace',
  },
  {
    name: 'a property named __proto__',
    query: ingest,
    variables: {
      e: [
        JSON.parse(
          '{"messageId":"h1","type":"page_viewed","occurredAt":"2026-03-10T11:00:00Z","identities":[{"namespace":"member_id","value":"H1"}],"properties":{"__proto__":{"x":1}}}',
        ),
      ],
    },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_PROPERTY_NAME_INVALID',
  },
  {
    name: 'a property with an operator object',
    query: ingest,
    variables: { e: [event({ properties: { url: { $gt: '' } } })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'EVENT_PROPERTY_TYPE',
    path: 'events[0].properties.url',
  },
  {
    name: 'an order event without order',
    query: ingest,
    variables: { e: [event({ type: 'order_paid' })] },
    code: 'ITEM:BAD_USER_INPUT',
    reason: 'ORDER_MISSING',
    path: 'events[0].order',
  },
  {
    name: 'a window of 0',
    query: define('count(order_paid, last 0d) > 1'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_SYNTAX',
  },
  {
    name: 'a negative window',
    query: define('count(order_paid, last -1d) > 1'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_SYNTAX',
  },
  {
    name: 'a window of 100 years',
    query: define('count(order_paid, last 36500d) > 1'),
    code: 'BAD_USER_INPUT',
    reason: 'WINDOW_INVALID',
  },
  {
    name: 'a segment that names itself',
    query: define('in segment h'),
    code: 'BAD_USER_INPUT',
    reason: 'REFERENCE_CYCLE',
  },
  {
    name: 'a segment cycle',
    query: 'mutation{redefineSegment(input:{key:"base",expression:"in segment base"}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'REFERENCE_CYCLE',
  },
  {
    name: 'an undefined segment',
    query: define('in segment nowhere'),
    code: 'BAD_USER_INPUT',
    reason: 'SEGMENT_UNKNOWN',
  },
  { name: 'an undefined tag', query: define('tag nowhere = 1'), code: 'BAD_USER_INPUT', reason: 'TAG_UNKNOWN' },
  { name: 'a type mismatch', query: define('tag count = "many"'), code: 'BAD_USER_INPUT', reason: 'OPERAND_TYPE' },
  {
    name: 'an unknown operator',
    query: define('tag city like "x"'),
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_SYNTAX',
  },
  {
    name: 'an empty and',
    query: 'mutation{defineSegment(input:{key:"h",condition:{all:[]}}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'CONDITION_GROUP_EMPTY',
    path: 'input.condition.all',
  },
  {
    name: 'two keys in a condition',
    query: 'mutation{defineSegment(input:{key:"h",condition:{inSegment:"base",not:{inSegment:"base"}}}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'ALTERNATIVES_CONFLICT',
    path: 'input.condition',
  },
  {
    name: '500 conditions',
    query: 'mutation($x:String!){defineSegment(input:{key:"h",expression:$x}){segment{key}}}',
    variables: { x: Array.from({ length: 500 }, () => 'tag count = 1').join(' or ') },
    code: 'LIMIT_EXCEEDED',
    reason: 'CONDITION_TOO_LARGE',
  },
  {
    name: 'a deep condition',
    query: 'mutation($x:String!){defineSegment(input:{key:"h",expression:$x}){segment{key}}}',
    variables: { x: `${'('.repeat(1000)}tag count = 1${')'.repeat(1000)}` },
    code: 'BAD_USER_INPUT',
    reason: 'EXPRESSION_TOO_DEEP',
  },
  {
    name: 'a segment key with an operator',
    query: 'mutation{defineSegment(input:{key:"$where",expression:"tag count = 1"}){segment{key}}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'a tag key __proto__ to define',
    query: 'mutation{defineTag(input:{key:"__proto__",kind:STATIC,type:STRING}){key}}',
    code: 'BAD_USER_INPUT',
    reason: 'KEY_INVALID',
    path: 'input.key',
  },
  {
    name: 'moving the clock back',
    query: 'mutation{advanceClock(to:"2026-03-09T00:00:00Z"){now}}',
    code: 'BAD_USER_INPUT',
    reason: 'SANDBOX_CLOCK_INVALID',
    path: 'to',
  },
  {
    name: 'another workspace to delete',
    query: 'mutation{deleteSandbox(id:"other")}',
    code: 'NOT_FOUND',
    reason: 'WORKSPACE_NOT_FOUND',
  },
];

for (const [name, transport] of [
  ['HTTP', http],
  ['WebSocket', ws],
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

test('a workspace has a limit of tags', async () => {
  const { stores } = server.running.services;
  await server.sandbox('full', CLOCK);
  await stores.transact(async (tx) => {
    for (let i = 0; i < 2000; i++)
      await stores.definitions.saveTag(
        'full',
        {
          key: `t${i}`,
          name: 't',
          kind: 'STATIC',
          type: 'STRING',
          group: 'BASIC',
          namespace: 'shop',
          personal: false,
          version: 1,
        },
        tx,
      );
    await stores.workspaces.raiseVersion('full', tx);
  });
  const full = server.caller('full', ['admin']);
  const r = await full.send('mutation{defineTag(input:{key:"one_more",kind:STATIC,type:STRING}){key}}');
  assert.equal(r.errors![0].extensions.code, 'LIMIT_EXCEEDED');
  const set = await full.ask(
    'mutation{setTags(tags:[{tag:"t1999",value:"x",identities:[{namespace:"member_id",value:"T"}]}]){status}}',
  );
  assert.equal(set.setTags[0].status, 'ACCEPTED');
});

test('texts of every script are kept byte for byte', async () => {
  const samples = ['𠮷野家 龘 㐂', '👩‍👩‍👧‍👦🏽', '\u202egnirts', 'e\u0301\u0323', '{"$ne":null}', '$where', '{"$gt":""}'];
  for (const [i, value] of samples.entries()) {
    const r = await admin.ask(
      'mutation($v:TagValue!,$id:String!){setTags(tags:[{tag:"city",value:$v,identities:[{namespace:"member_id",value:$id}]}]){status profile}}',
      { v: value, id: `U${i}` },
    );
    const back = await admin.ask('query($id:String!){profile(id:$id){tags(keys:["city"]){value}}}', {
      id: r.setTags[0].profile,
    });
    assert.equal(back.profile.tags[0].value, value);
  }
});

test('identities: one spelling by the declared rule, no accidental merge', async () => {
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

test('nothing crosses workspaces, and absent looks the same', async () => {
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

test('a personal tag can be neither read nor segmented by, also through another segment', async () => {
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

test('a batch with one bad of many answers item by item; one over the limit is refused whole', async () => {
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

test('introspection needs its scope; misspelt fields get no hint', async () => {
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

test('the unexpected was never reported', () => assert.deepEqual(server.reported, []));
