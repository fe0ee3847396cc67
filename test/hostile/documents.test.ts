/** Tests documents that are expensive to parse, validate or cache: both transports reject them with the same code. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';
import { http, ws } from '../support/transports.js';

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
});
after(() => server.remove());

const alive = async (): Promise<void> =>
  assert.deepEqual((await admin.send('{__typename}')).data, { __typename: 'Query' });

const TRANSPORTS = [
  ['HTTP', http],
  ['WebSocket', ws],
] as const;

test('long documents are rejected, and large ones are not cached', async () => {
  const comments = (size: number): string => `{__typename}\n${`#${'x'.repeat(99)}\n`.repeat(size / 100)}`;
  for (const [, transport] of TRANSPORTS) {
    const reply = await transport(server, admin.token, comments(900_000));
    assert.equal(reply.errors?.[0].extensions?.code, 'QUERY_TOO_COMPLEX');
  }
  const before = await keptBytes();
  for (let i = 0; i < 20; i++) await http(server, admin.token, `#${i}\n${comments(90_000)}`);
  assert.equal(await keptBytes(), before);
  await http(server, admin.token, '{__typename workspace{id}}');
  assert.ok((await keptBytes()) > before, 'small documents are cached');
});

test('any number of different documents stays within the byte limit of the cache', async () => {
  const limit = 32 * 2 ** 20;
  // Each document counts some 450 KB, so that 100 of them exceed the limit.
  const fields = 'id name zone currency now '.repeat(180);
  let before = await keptBytes();
  let evicted = false;
  for (let i = 0; i < 100; i++) {
    const { data } = await http(server, admin.token, `{w${i}:workspace{${fields}}}`);
    assert.ok(data, 'the document is valid');
    const now = await keptBytes();
    assert.ok(now <= limit, `${now} bytes`);
    evicted ||= now - before < 400_000;
    before = now;
  }
  assert.ok(evicted && before > limit - 2 ** 20, `${before} bytes`);
});

async function keptBytes(): Promise<number> {
  const text = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  return Number(/^strata_bounded_used\{of="documents_bytes"\} (\d+)$/m.exec(text)![1]);
}

for (const [name, transport] of TRANSPORTS) {
  const code = async (query: string, variables?: unknown): Promise<string | undefined> =>
    (await transport(server, admin.token, query, variables)).errors?.[0].extensions?.code;

  test(`the root field of a subscription may not depend on a condition over ${name}`, async () => {
    for (const query of [
      'subscription{membershipChanged @skip(if:true){cursor}}',
      'subscription($s:Boolean=true){membershipChanged @include(if:$s){cursor}}',
      'subscription{...M @skip(if:true)} fragment M on Subscription{membershipChanged{cursor}}',
      'subscription{...M} fragment M on Subscription{...{membershipChanged @skip(if:false){cursor}}}',
    ])
      assert.equal(await code(query), 'GRAPHQL_VALIDATION_FAILED', query);
    const given = 'subscription($s:Boolean!){membershipChanged @include(if:$s){cursor}}';
    assert.equal(await code(given, { s: true }), 'GRAPHQL_VALIDATION_FAILED');
    assert.equal(await code('subscription{membershipChanged @skip(if:"x"){cursor}}'), 'GRAPHQL_VALIDATION_FAILED');
    const below = 'subscription($s:Boolean!){membershipChanged{cursor @skip(if:$s)}}';
    if (name === 'WebSocket') assert.equal(await code(below, { s: true }), undefined, 'fields below it may');
  });

  test(`a field of the schema in a document does not lower the cost of other fields over ${name}`, async () => {
    const dear = 'segments(first:100){edges{node{key members(first:100){edges{node{id tags{key}}}}}}}';
    const skipped = (rest: string): string => `{__schema@skip(if:true){queryType{name}} ${rest}}`;
    assert.equal(await code(`{${dear}}`), 'QUERY_TOO_COMPLEX');
    assert.equal(await code(skipped(dear)), 'QUERY_TOO_COMPLEX');
    assert.equal(await code(`{${dear} ...S} fragment S on Query{__type(name:"Query"){name}}`), 'QUERY_TOO_COMPLEX');
    assert.equal(await code(`query A{${dear}} query B{__schema{queryType{name}}}`), 'QUERY_TOO_COMPLEX');
    const schemas = Array.from({ length: 4 }, (_, i) => `s${i}:__schema{types{fields{name}}}`).join(' ');
    assert.equal(await code(`{${schemas}}`), 'QUERY_TOO_COMPLEX');
  });

  test(`queries over all customers have a price over ${name}`, async () => {
    const past = 'asOf:"2026-03-09T00:00:00Z"';
    const sizes = (n: number): string => Array.from({ length: n }, (_, i) => `s${i}:size(${past})`).join(' ');
    const segments = (rest: string): string => `{segments(first:100){edges{node{${rest}}}}}`;
    assert.equal(await code(segments(sizes(25))), 'QUERY_TOO_COMPLEX');
    assert.equal(await code(segments(sizes(1))), 'QUERY_TOO_COMPLEX');
    assert.equal(
      await code(`${segments('...S')} fragment S on Segment{...on Segment{size(${past})}}`),
      'QUERY_TOO_COMPLEX',
    );
    assert.equal(
      await code(`query($t:DateTime){${segments('members(first:1,asKnownAt:$t){totalCount}').slice(1)}`, { t: null }),
      'QUERY_TOO_COMPLEX',
    );
    const models = (n: number): string =>
      `{layerModels{${Array.from({ length: n }, (_, i) => `d${i}:distribution(${past}){layer}`).join(' ')}}}`;
    assert.equal(await code(models(11)), 'QUERY_TOO_COMPLEX', 'a list without a page size counts as ten');
    assert.equal(await code(models(2)), undefined);
    assert.equal(await code(segments('size now:size(asOf:null)')), undefined, 'current sizes are cached');
    assert.equal(await code(`{segment(key:"none"){${sizes(25)}}}`), undefined, 'a few are allowed');
  });

  test(`root fields in fragments are counted over ${name}`, async () => {
    const fields = Array.from({ length: 30 }, (_, i) => `a${i}:clearTags(tags:[]){status}`).join(' ');
    assert.equal(await code(`mutation{...on Mutation{${fields}}}`), 'QUERY_TOO_COMPLEX');
    assert.equal(await code(`mutation{...F} fragment F on Mutation{${fields}}`), 'QUERY_TOO_COMPLEX');
    assert.equal(
      await code(`mutation{${'...on Mutation{clearTags(tags:[]){status}} '.repeat(30)}}`),
      'QUERY_TOO_COMPLEX',
    );
  });

  test(`unused fragments are counted over ${name}`, async () => {
    const many = `{__typename} fragment F on Query{${'__typename '.repeat(3000)}}`;
    assert.equal(await code(many), 'QUERY_TOO_COMPLEX');
  });

  test(`deeply nested documents and values are rejected with a code over ${name}`, async () => {
    const list = (depth: number): string => `{a(b:${'['.repeat(depth)}${']'.repeat(depth)})}`;
    for (const depth of [200, 1900]) assert.equal(await code(list(depth)), 'QUERY_TOO_COMPLEX');
    assert.equal(await code(`{${'...on Query{'.repeat(900)}__typename${'}'.repeat(900)}}`), 'QUERY_TOO_COMPLEX');
    const deep = (depth: number): unknown => {
      let value: unknown = { inSegment: 'x' };
      for (let i = 0; i < depth; i++) value = { not: value };
      return value;
    };
    const preview = 'query($c:Condition){previewSegment(input:{key:"h",condition:$c}){size}}';
    for (const depth of [64, 2000])
      assert.equal(await code(preview, { c: deep(depth) }), 'LIMIT_EXCEEDED', String(depth));
    await alive();
  });

  test(`at most three errors are returned, and none suggests a name, over ${name}`, async () => {
    const { errors } = await transport(
      server,
      admin.token,
      `{${Array.from({ length: 20 }, (_, i) => `nope${i} `).join('')}}`,
    );
    assert.equal(errors!.length, 3);
    const hinted = await transport(
      server,
      admin.token,
      'mutation($i:DefineSegmentInput!){defineSegment(input:$i){segment{key}}}',
      { i: { kye: 'x' } },
    );
    assert.equal(hinted.errors![0].extensions!.code, 'BAD_USER_INPUT');
    assert.ok(!/did you mean/i.test(JSON.stringify(hinted)), JSON.stringify(hinted));
    const item = await transport(
      server,
      admin.token,
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{code message}}}',
      { e: [{ mesageId: 'x' }] },
    );
    assert.equal(item.data!.ingestEvents.results[0].code, 'BAD_USER_INPUT');
    assert.ok(!/did you mean/i.test(JSON.stringify(item)), JSON.stringify(item));
  });
}

test('both transports reject the same documents with the same codes', async () => {
  for (const [query, variables] of [
    ['{', undefined],
    ['{nope}', undefined],
    ['query A{__typename} query B{__typename}', undefined],
    ['query($a:Int!){profiles(first:$a){totalCount}}', {}],
    ['query($a:Int!){profiles(first:$a){totalCount}}', { a: 'x' }],
    ['query($a:Int!){profiles(first:$a){totalCount}}', { a: 1e12 }],
    ['{profiles(first:1e999){totalCount}}', undefined],
    ['mutation{setTags(tags:[{}]){status}}', undefined],
    ['', undefined],
    ['{__typename}', []],
  ] as const) {
    const [one, other] = [
      await http(server, admin.token, query, variables),
      await ws(server, admin.token, query, variables),
    ];
    const codes = (reply: typeof one): unknown => reply.errors?.map((e) => e.extensions?.code);
    // A message that violates the graphql-transport-ws protocol closes the socket.
    if (JSON.stringify(codes(other)) === '["CLOSED_4400"]') continue;
    assert.deepEqual(codes(one), codes(other), query);
  }
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
