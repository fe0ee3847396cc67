/**
 * Tests named lists through the real server: entries, conditions, evaluation of listed customers, erasure, and
 * permissions.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ListValues } from '../../src/services/base/list-values.js';
import {
  ADD,
  REMOVE,
  REPLACE,
  DEFINE,
  SEGMENT,
  INGEST,
  NOW,
  iso,
  member,
  members,
  shop,
  view,
} from '../support/list-shop.js';
import { TestServer, type Loose } from '../support/server.js';

let server: TestServer;

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

test('entries are normalised by their namespace and count once; misfits are reported one by one', async () => {
  const admin = await server.sandbox('entries', iso(NOW));
  await admin.ask(DEFINE, { i: { key: 'phones', namespace: 'phone', name: 'Telephones' } });
  const phones = [
    '+86 138 0013 8001',
    '13800138001',
    ' 13900139000 ',
    'no number',
    '13800138000',
    '1390\u200b0139000',
    null,
    7,
    {},
  ];
  const { addToList: added } = await admin.ask(ADD, { l: 'phones', e: phones });
  assert.deepEqual(
    added.rejected.map((r: Loose) => [r.index, r.reason, r.path]),
    [
      [3, 'IDENTITY_INVALID', 'entries[3]'],
      [4, 'IDENTITY_PLACEHOLDER', 'entries[4]'],
      [5, 'IDENTITY_INVISIBLE_CHARACTER', 'entries[5]'],
      [6, 'TEXT_EXPECTED', 'entries[6]'],
      [7, 'TEXT_EXPECTED', 'entries[7]'],
      [8, 'TEXT_EXPECTED', 'entries[8]'],
    ],
  );
  assert.deepEqual([added.changed, added.unchanged, added.list.size], [2, 1, 2]);
  const again = (await admin.ask(ADD, { l: 'phones', e: ['13900139000'] })).addToList;
  assert.deepEqual([again.changed, again.unchanged, again.list.version, again.job], [0, 1, added.list.version, null]);
  const page =
    'query($a:String){list(key:"phones"){size entries(first:1,after:$a){edges{node{value}} pageInfo{hasNextPage endCursor}}}}';
  const first = (await admin.ask(page)).list.entries;
  const second = (await admin.ask(page, { a: first.pageInfo.endCursor })).list.entries;
  assert.deepEqual(
    [first, second].map((x) => x.edges[0].node.value),
    ['13800138001', '13900139000'],
  );
  assert.ok(first.pageInfo.hasNextPage && !second.pageInfo.hasNextPage);

  await admin.ask(DEFINE, { i: { key: 'words', type: 'STRING' } });
  await admin.ask(DEFINE, { i: { key: 'numbers', type: 'NUMBER' } });
  const words = (await admin.ask(ADD, { l: 'words', e: ['cafe\u0301', 'caf\u00e9', '', 5, 'x'.repeat(257)] }))
    .addToList;
  assert.deepEqual(
    [words.changed, words.rejected.map((r: Loose) => r.reason)],
    [1, ['TEXT_EMPTY', 'TEXT_EXPECTED', 'TEXT_TOO_LONG']],
  );
  const numbers = (await admin.ask(ADD, { l: 'numbers', e: [1, 1.0, 0.00001, '2', 1e15, true] })).addToList;
  assert.deepEqual([numbers.changed, numbers.unchanged, numbers.rejected.length], [2, 1, 3]);
});

test('invalid lists are rejected, and a list with references cannot be retired', async () => {
  const admin = await shop(server, 'refusals');
  await admin.ask(DEFINE, { i: { key: 'cities', type: 'STRING' } });
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await admin.ask('mutation{defineTag(input:{key:"age",kind:SEMI_DYNAMIC,type:INTEGER}){key}}');
  const reason = async (query: string, variables?: Record<string, unknown>): Promise<string | undefined> =>
    (await admin.send(query, variables)).errors?.[0].extensions.reason;
  for (const [x, wanted] of [
    ['in list nobody', 'LIST_UNKNOWN'],
    ['tag city in list nobody', 'LIST_UNKNOWN'],
    ['in list cities', 'LIST_KIND'],
    ['tag city in list vip', 'LIST_KIND'],
    ['tag age in list cities', 'LIST_KIND'],
    ['ratio(count(visit), count(visit)) in list cities', 'OPERATOR_TYPE_MISMATCH'],
    ['medianGap(visit) in list cities', 'OPERATOR_TYPE_MISMATCH'],
    ['in list', 'EXPRESSION_SYNTAX'],
  ])
    assert.equal(await reason(SEGMENT, { k: 'x', x }), wanted, x);
  assert.equal(await reason(DEFINE, { i: { key: 'vip', namespace: 'phone' } }), 'LIST_FIELD_FIXED');
  assert.equal(await reason(DEFINE, { i: { key: 'new' } }), 'ALTERNATIVES_CONFLICT');
  assert.equal(await reason(DEFINE, { i: { key: 'new', namespace: 'nowhere' } }), 'NAMESPACE_UNKNOWN');
  assert.equal(await reason(ADD, { l: 'nothing', e: ['a'] }), 'LIST_NOT_FOUND');
  assert.equal(await reason(ADD, { l: 'vip', e: [] }), 'LIST_EMPTY');
  assert.equal(await reason(ADD, { l: 'vip', e: Array.from({ length: 10_001 }, () => 'a') }), 'BATCH_TOO_LARGE');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip or tag city not in list cities' });
  await admin.ask(
    'mutation{defineTag(input:{key:"best",kind:DYNAMIC,type:STRING,rules:[{when:"in list vip",value:"yes"}]}){key}}',
  );
  assert.deepEqual((await admin.ask('{list(key:"vip"){usedBy}}')).list.usedBy, ['segment vips', 'tag best']);
  const drop = 'mutation($l:String!){deleteList(list:$l)}';
  assert.equal(await reason(drop, { l: 'vip' }), 'LIST_IN_USE');
  assert.equal(await reason(drop, { l: 'cities' }), 'LIST_IN_USE');
  const renamed = await admin.ask(DEFINE, { i: { key: 'vip', name: 'The best' } });
  assert.equal(renamed.defineList.namespace, 'member_id');

  // A caller without permission to look up customers by phone number can neither change nor read a list of phone
  // numbers.
  await admin.ask(DEFINE, { i: { key: 'phones', namespace: 'phone' } });
  const definer = server.caller('refusals', ['define', 'segments:read']);
  const refused = await definer.send(ADD, { l: 'phones', e: ['13900139000'] });
  assert.equal(refused.errors?.[0].extensions.reason, 'SCOPE_MISSING');
  const read = await definer.send('{list(key:"phones"){size entries(first:1){edges{node{value}}}}}');
  assert.equal(read.errors?.[0].extensions.reason, 'SCOPE_MISSING');
  const other = await server.sandbox('refusals-beside', iso(NOW));
  assert.deepEqual((await other.ask('{lists{key}}')).lists, []);
});

test('adding and removing entries moves the customers with these identities and writes nobody else', async () => {
  const admin = await shop(server, 'holders');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  await admin.ask(SEGMENT, { k: 'calm', x: 'not in list vip and did(product_viewed)' });
  assert.deepEqual(await members(admin, 'vips'), []);
  const stored = async (): Promise<Map<string, number>> =>
    new Map(
      (await server.running.services.stores.profiles.roots('holders', { first: 100 })).map((r) => [
        r.identity.value,
        r.version,
      ]),
    );
  const before = await stored();
  const added = (await admin.ask(ADD, { l: 'vip', e: ['m1', 'm2', 'later'] })).addToList;
  assert.deepEqual([added.changed, added.job], [3, { state: 'DONE', kind: 'LIST', subject: 'list vip' }]);
  assert.deepEqual(await members(admin, 'vips'), ['m1', 'm2']);
  assert.deepEqual(await members(admin, 'calm'), ['m0', 'm3', 'm4', 'm5']);
  const then = await stored();
  assert.deepEqual(
    [...then].flatMap(([m, version]) => (version === before.get(m) ? [] : [m])).sort(),
    ['m1', 'm2'],
    'only holders are written',
  );
  // A new customer is on the list from the first event on.
  await admin.ask(INGEST, { e: [view('later')] });
  assert.deepEqual(await members(admin, 'vips'), ['later', 'm1', 'm2']);
  // A customer is on the list through any identity, except one that was split off.
  const { identify } = await admin.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', {
    i: [member('m3'), { namespace: 'phone', value: '13900139009' }],
  });
  await admin.ask(DEFINE, { i: { key: 'called', namespace: 'phone' } });
  await admin.ask(SEGMENT, { k: 'reached', x: 'in list called' });
  await admin.ask(ADD, { l: 'called', e: ['+86 139 0013 9009'] });
  assert.deepEqual(await members(admin, 'reached'), ['m3']);
  const explained = await admin.ask(
    'query($p:String!){explainMembership(profile:$p,segment:"reached"){member condition{text truth}}}',
    { p: identify.profile },
  );
  assert.deepEqual(explained.explainMembership.condition, { text: 'in list called', truth: true });
  const transitions = await admin.ask(
    'query($p:String!){profile(id:$p){transitions(first:10){edges{node{segmentKey kind cause}}}}}',
    { p: identify.profile },
  );
  assert.ok(
    transitions.profile.transitions.edges.some(
      (e: Loose) => e.node.segmentKey === 'reached' && e.node.kind === 'ENTERED' && e.node.cause === 'DEFINITION',
    ),
  );
  assert.deepEqual(server.reported, []);
});

test('a removed customer leaves its segments, and an erased customer leaves its lists', async () => {
  const admin = await shop(server, 'leaving');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  await admin.ask(ADD, { l: 'vip', e: ['m1', 'm2', 'later'] });
  await admin.ask(INGEST, { e: [view('later')] });
  const removed = (await admin.ask(REMOVE, { l: 'vip', e: ['m1', 'never'] })).removeFromList;
  assert.deepEqual([removed.changed, removed.unchanged, removed.list.size], [1, 1, 2]);
  assert.deepEqual(await members(admin, 'vips'), ['later', 'm2']);
  // An erased customer is removed from the list.
  await admin.ask('mutation($p:String!){eraseProfile(profile:$p){state}}', {
    p: (await admin.ask('{profile(identity:{namespace:"member_id",value:"m2"}){id}}')).profile.id,
  });
  assert.deepEqual((await admin.ask('{list(key:"vip"){size entries(first:9){edges{node{value}}}}}')).list, {
    size: 1,
    entries: { edges: [{ node: { value: 'later' } }] },
  });
  assert.deepEqual(await members(admin, 'vips'), ['later']);
  assert.deepEqual(server.reported, []);
});

test('values of tags and fields are compared with lists, and a change re-evaluates the affected customers', async () => {
  const admin = await shop(server, 'values');
  await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: ['Beijing', 'Shanghai', 'Wuhan'].map((value, n) => ({ identities: [member(`m${n}`)], tag: 'city', value })),
  });
  await admin.ask(DEFINE, { i: { key: 'big', type: 'STRING' } });
  await admin.ask(DEFINE, { i: { key: 'skus', type: 'STRING' } });
  await admin.ask(DEFINE, { i: { key: 'ns', type: 'NUMBER' } });
  const empty = await admin.ask(SEGMENT, { k: 'city', x: 'tag city in list big' });
  assert.deepEqual(
    empty.defineSegment.conditionWarnings.map((w: Loose) => w.reason),
    ['NEVER_TRUE'],
  );
  await admin.ask(SEGMENT, { k: 'village', x: 'tag city not in list big' });
  await admin.ask(SEGMENT, { k: 'seen', x: 'did(product_viewed where sku in list skus)' });
  await admin.ask(SEGMENT, { k: 'number', x: 'last(product_viewed.n) in list ns' });
  await admin.ask(ADD, { l: 'big', e: ['Beijing', 'Shanghai'] });
  await admin.ask(ADD, { l: 'skus', e: ['s1', 's4'] });
  await admin.ask(ADD, { l: 'ns', e: [2, 3.0, 99] });
  assert.deepEqual(await members(admin, 'city'), ['m0', 'm1']);
  assert.deepEqual(await members(admin, 'village'), ['m2']);
  assert.deepEqual(await members(admin, 'seen'), ['m1', 'm4']);
  assert.deepEqual(await members(admin, 'number'), ['m2', 'm3']);
  const typed = await admin.ask(
    '{previewSegment(input:{condition:{all:[{tag:{key:"city",is:{inList:"big"}}},{metric:{aggregate:"count",event:"product_viewed",where:{property:{name:"sku",is:{notInList:"skus"}}},is:{gte:1}}},{not:{inList:"vip"}}]}}){size}}',
  );
  assert.equal(typed.previewSegment.size, 1);
  await admin.ask(REMOVE, { l: 'big', e: ['Beijing'] });
  assert.deepEqual(await members(admin, 'city'), ['m1']);
  await admin.ask(REPLACE, { l: 'big', e: ['Wuhan', 'Beijing'] });
  assert.deepEqual(await members(admin, 'city'), ['m0', 'm2']);
  assert.deepEqual(await members(admin, 'village'), ['m1']);
  // Another process applies the changes one by one. If it cannot, it reloads the list.
  const { stores } = server.running.services;
  const own = new ListValues(stores, () => undefined);
  for (let i = 0; i < 3; i++) {
    await admin.ask(i === 1 ? REMOVE : ADD, { l: 'big', e: [`place ${i === 1 ? 0 : i}`] });
    const [list] = (await own.load('values', await stores.lists.all('values'))).filter((x) => x.key === 'big');
    assert.deepEqual(
      ['Wuhan', 'Shanghai', 'place 0', 'place 2'].map((v) => list.entries!.has(v)),
      [true, false, i === 0, i === 2],
    );
  }
  const metrics = await (await fetch(server.url.replace('/graphql', '/metrics'))).text();
  assert.match(metrics, /strata_bounded_used\{[^}]*list_bytes[^}]*\} [1-9]/);
});
