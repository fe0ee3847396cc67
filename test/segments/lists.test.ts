/** Named lists through the real server: entries, conditions, evaluation of holders, replacement, erasure, rights. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from 'graphql-ws';
import { ListValues } from '../../src/services/list-values.js';
import { eventually, TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
const NOW = Date.UTC(2026, 2, 20);
const iso = (t: number): string => new Date(t).toISOString();

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const CHANGE = 'changed unchanged list{size version} rejected{index reason path} job{state kind subject}';
const ADD = `mutation($l:String!,$e:[ListValue]!){addToList(list:$l,entries:$e,wait:true){${CHANGE}}}`;
const REMOVE = `mutation($l:String!,$e:[ListValue]!){removeFromList(list:$l,entries:$e,wait:true){${CHANGE}}}`;
const REPLACE = `mutation($l:String!,$e:[ListValue]!){replaceList(list:$l,entries:$e,wait:true){${CHANGE}}}`;
const DEFINE = 'mutation($i:DefineListInput!){defineList(input:$i){key namespace type size version}}';
const SEGMENT =
  'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){segment{expression} conditionWarnings{reason path}}}';
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){rejected results{profile message}}}';

const member = (value: string): object => ({ namespace: 'member_id', value });
const view = (n: string, properties: object = {}, more: readonly object[] = []): object => ({
  messageId: `v-${n}-${JSON.stringify(properties)}`,
  type: 'product_viewed',
  occurredAt: iso(NOW),
  identities: [member(n), ...more],
  properties,
});

/** Members of a segment by their `member_id`, and what is found otherwise in the same way. */
async function members(admin: Caller, key: string): Promise<string[]> {
  const r = await admin.ask(
    '{segment(key:"' + key + '"){expression members(first:100){edges{node{identities{namespace value}}}}}}',
  );
  const ids = (list: Loose): string[] =>
    list.edges.map((e: Loose) => e.node.identities.find((i: Loose) => i.namespace === 'member_id').value).sort();
  const asked = await admin.ask(
    'query($x:String!){profiles(first:100,expression:$x){edges{node{identities{namespace value}}}} previewSegment(input:{expression:$x}){size}}',
    { x: r.segment.expression },
  );
  assert.deepEqual(ids(asked.profiles), ids(r.segment.members), `${key}: asked and stored agree`);
  assert.equal(asked.previewSegment.size, ids(r.segment.members).length, `${key}: preview`);
  return ids(r.segment.members);
}

async function shop(id: string, customers = 6): Promise<Caller> {
  const admin = await server.sandbox(id, iso(NOW));
  await admin.ask(DEFINE, { i: { key: 'vip', namespace: 'member_id' } });
  const r = await admin.ask(INGEST, {
    e: Array.from({ length: customers }, (_, n) => view(`m${n}`, { sku: `s${n}`, n })),
  });
  assert.equal(r.ingestEvents.rejected, 0);
  return admin;
}

test('entries take the form of their namespace, count once, and misfits are answered by themselves', async () => {
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

test('lists are refused where they do not fit, and kept while something names them', async () => {
  const admin = await shop('refusals');
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

  // Without the right to look customers up by telephone nobody changes or reads a list of telephones.
  await admin.ask(DEFINE, { i: { key: 'phones', namespace: 'phone' } });
  const definer = server.caller('refusals', ['define', 'segments:read']);
  const refused = await definer.send(ADD, { l: 'phones', e: ['13900139000'] });
  assert.equal(refused.errors?.[0].extensions.reason, 'SCOPE_MISSING');
  const read = await definer.send('{list(key:"phones"){size entries(first:1){edges{node{value}}}}}');
  assert.equal(read.errors?.[0].extensions.reason, 'SCOPE_MISSING');
  const other = await server.sandbox('refusals-beside', iso(NOW));
  assert.deepEqual((await other.ask('{lists{key}}')).lists, []);
});

test('adding and removing moves the holders, with every identity of a customer, and writes nobody else', async () => {
  const admin = await shop('holders');
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
  // Who comes later stands in it from the first fact on.
  await admin.ask(INGEST, { e: [view('later')] });
  assert.deepEqual(await members(admin, 'vips'), ['later', 'm1', 'm2']);
  // A customer stands in it by any of its identities, and no longer by one that was parted.
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

test('what is removed leaves its segments, and an erased customer leaves its lists', async () => {
  const admin = await shop('leaving');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  await admin.ask(ADD, { l: 'vip', e: ['m1', 'm2', 'later'] });
  await admin.ask(INGEST, { e: [view('later')] });
  const removed = (await admin.ask(REMOVE, { l: 'vip', e: ['m1', 'never'] })).removeFromList;
  assert.deepEqual([removed.changed, removed.unchanged, removed.list.size], [1, 1, 2]);
  assert.deepEqual(await members(admin, 'vips'), ['later', 'm2']);
  // An erased customer leaves the list.
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

test('values of tags and fields are compared with lists, and a change evaluates those it concerns', async () => {
  const admin = await shop('values');
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
  // Another process follows the changes, or reads the list where it cannot.
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

test('a replacement counts all at once when it is finished, and an earlier one is given up', async () => {
  const admin = await shop('replaced');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  await admin.ask(ADD, { l: 'vip', e: ['m0', 'm1', 'm2'] });
  const begin = async (): Promise<string> =>
    (await admin.ask('mutation{beginListReplacement(list:"vip"){id}}')).beginListReplacement.id;
  const SEND =
    'mutation($r:String!,$e:[ListValue]!){sendListEntries(replacement:$r,entries:$e){changed unchanged rejected{reason}}}';
  const FINISH = `mutation($r:String!){finishListReplacement(replacement:$r,wait:true){${CHANGE}}}`;
  const first = await begin();
  await admin.ask(SEND, { r: first, e: ['m5'] });
  const second = await begin();
  assert.equal(
    (await admin.send(SEND, { r: first, e: ['m4'] })).errors?.[0].extensions.reason,
    'LIST_REPLACEMENT_NOT_FOUND',
  );
  await admin.ask(SEND, { r: second, e: ['m2', 'm3'] });
  const sent = (await admin.ask(SEND, { r: second, e: ['m3', 'm4', null] })).sendListEntries;
  assert.deepEqual(sent, { changed: 1, unchanged: 1, rejected: [{ reason: 'TEXT_EXPECTED' }] });
  assert.deepEqual(await members(admin, 'vips'), ['m0', 'm1', 'm2'], 'nothing counts before it is finished');
  // What is written meanwhile stands where it stood.
  await admin.ask(INGEST, { e: [view('m4', { sku: 'again' })] });
  assert.deepEqual(await members(admin, 'vips'), ['m0', 'm1', 'm2']);
  const done = (await admin.ask(FINISH, { r: second })).finishListReplacement;
  assert.deepEqual([done.changed, done.list.size, done.job.state], [3, 3, 'DONE']);
  assert.deepEqual(await members(admin, 'vips'), ['m2', 'm3', 'm4']);
  const { stores } = server.running.services;
  const all = await Promise.all(
    ['m0', 'm1', 'm2', 'm3', 'm4', 'm5'].map((value) =>
      stores.lists.standing('replaced', [{ namespace: 'member_id', value }]),
    ),
  );
  assert.deepEqual(
    all.map((x) => x.length),
    [0, 0, 1, 1, 1, 0],
    'what was replaced or given up is removed',
  );
  assert.deepEqual(await stores.lists.noted('replaced', 10), []);
  // Under other rules of the namespace it is begun again; what is in the list takes its new form.
  const third = await begin();
  await admin.ask(ADD, { l: 'vip', e: ['M5'] });
  await admin.ask('mutation{defineIdentityNamespace(input:{name:"member_id",normalise:"lowercase"},wait:true){name}}');
  assert.equal((await admin.send(FINISH, { r: third })).errors?.[0].extensions.reason, 'LIST_REPLACEMENT_OUTDATED');
  assert.deepEqual(await members(admin, 'vips'), ['m2', 'm3', 'm4', 'm5']);
});

test('a change that was committed is carried out by the next process, and a deleted list is gone for its key', async () => {
  const admin = await shop('restarted');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  const { stores } = server.running.services;
  // As a process leaves it that dies right after the commit: the entry, its note and its job.
  const [list] = await stores.lists.all('restarted');
  await stores.transact(async (tx) => {
    await stores.workspaces.raiseVersion('restarted', tx);
    await stores.lists.save('restarted', { ...list, size: 1, version: 2 }, tx);
    await stores.lists.add('restarted', list, ['m1'], tx);
    await stores.lists.noteChange(
      'restarted',
      { list: list.id, content: list.content, version: 2, added: ['m1'], removed: [], isOpen: true },
      tx,
    );
    await stores.jobs.insert(
      {
        id: 'ffff',
        workspace: 'restarted',
        kind: 'LIST',
        subject: 'list vip',
        state: 'RUNNING',
        done: 0,
        total: 1,
        startedAt: NOW,
      },
      tx,
    );
  });
  await server.close();
  await server.open();
  await eventually(async () => (await members(admin, 'vips').catch(() => [])).join() === 'm1', 'the job was taken up');
  await admin.ask('mutation{retireSegment(key:"vips"){job{state}}}');
  await admin.ask('mutation{deleteList(list:"vip")}');
  await admin.ask(DEFINE, { i: { key: 'vip', namespace: 'member_id' } });
  await admin.ask(SEGMENT, { k: 'vips_again', x: 'in list vip' });
  assert.deepEqual(await members(admin, 'vips_again'), []);
});

function gate(): { open(): void; readonly passed: Promise<void> } {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { open, passed };
}

test('a customer that a slow transaction makes meanwhile stands in the list all the same', async () => {
  const admin = await shop('slow');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  const { stores } = server.running.services;
  const { standing } = stores.lists;
  const { find } = stores.identities;
  const isSlow = (list: readonly { readonly value: string }[]): boolean => list.some(({ value }) => value === 'slow');
  const [read, commit] = [gate(), gate()];
  let writing: Promise<unknown> | undefined;
  // The transaction has read the list, and commits only when the job has looked for the customer and found none.
  Object.assign(stores.lists, {
    standing: async (...args: Parameters<typeof standing>) => {
      const found = await standing(...args);
      if (isSlow(args[1])) {
        read.open();
        await commit.passed;
      }
      return found;
    },
  });
  Object.assign(stores.identities, {
    find: async (...args: Parameters<typeof find>) => {
      const found = await find(...args);
      if (isSlow(args[1]) && !args[2]) {
        assert.equal(found.size, 0);
        commit.open();
        await writing;
      }
      return found;
    },
  });
  try {
    writing = admin.ask(INGEST, { e: [view('slow')] });
    await read.passed;
    await admin.ask(ADD, { l: 'vip', e: ['slow'] });
    await eventually(async () => (await members(admin, 'vips')).join() === 'slow', 'it is evaluated again');
  } finally {
    Object.assign(stores.lists, { standing });
    Object.assign(stores.identities, { find });
  }
});

test('a subscription hears of a change of a list', async () => {
  const admin = await shop('live');
  await admin.ask(SEGMENT, { k: 'vips', x: 'in list vip' });
  const client: Client = admin.ws();
  const heard: Loose[] = [];
  const end = client.subscribe(
    { query: 'subscription{membershipChanged(segments:["vips"]){change{kind cause}}}' },
    {
      next: (r: Loose) => void heard.push(r.data.membershipChanged.change),
      error: () => undefined,
      complete: () => undefined,
    },
  );
  await eventually(() => heard.length > 0, 'it has begun');
  await admin.ask(ADD, { l: 'vip', e: ['m1'] });
  await eventually(() => heard.some((change) => change !== null), 'the change');
  assert.deepEqual(
    heard.filter((change) => change !== null),
    [{ kind: 'ENTERED', cause: 'DEFINITION' }],
  );
  end();
  await client.dispose();
});
