/** Tests through the API what happens when a definition is changed, drafted or retired, case by case. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Answer, type Caller } from '../support/server.js';

let server: TestServer;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const member = (value: string): { namespace: string; value: string }[] => [{ namespace: 'member_id', value }];

before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  assert.deepEqual(server.reported, []);
});

const DEFINE_TAG = 'mutation($i:DefineTagInput!){defineTag(input:$i,wait:true){key version ttl authority}}';
const DEFINE_SEGMENT =
  'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){segment{key}}}';
const SET = 'mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}';
const SEEN = `query($m:String!){
  profile(identity:{namespace:"member_id",value:$m}){id tags{key value} segments{segment{key}}}
  segment(key:"s"){size state members(first:10){totalCount} transitions(first:10){edges{node{kind cause effectiveAt}}}}
  adHoc:profiles(first:10,expression:"tag k = \\"v\\""){totalCount}
}`;

interface Edge {
  readonly node: Readonly<Record<string, unknown>>;
}
interface Pair {
  readonly key: string;
  readonly value: unknown;
}

interface Seen {
  readonly tags: string[];
  readonly segments: string[];
  readonly size: number;
  readonly members: number;
  readonly adHoc: number;
  readonly moves: string[];
}

async function seen(shop: Caller, who = 'A'): Promise<Seen> {
  const { profile, segment, adHoc } = await shop.ask(SEEN, { m: who });
  return {
    tags: profile.tags.map((t: Pair) => `${t.key}=${String(t.value)}`),
    segments: profile.segments.map((s: { segment: { key: string } }) => s.segment.key),
    size: segment.size,
    members: segment.members.totalCount,
    adHoc: adHoc.totalCount,
    moves: segment.transitions.edges.map(({ node }: Edge) => `${String(node.kind)} ${String(node.cause)}`),
  };
}

async function tagged(id: string, definition: object, days: number): Promise<Caller> {
  const shop = await server.sandbox(id, at(0));
  await shop.ask(DEFINE_TAG, { i: { key: 'k', type: 'STRING', ...definition } });
  await shop.ask(DEFINE_SEGMENT, { k: 's', x: 'tag k = "v"' });
  await shop.ask(SET, { t: [{ identities: member('A'), tag: 'k', value: 'v', observedAt: at(days) }] });
  return shop;
}

test('a shortened, extended or removed TTL announces changes with cause DEFINITION', async () => {
  const shop = await tagged('ttl', { kind: 'SEMI_DYNAMIC' }, -5);
  assert.deepEqual((await seen(shop)).segments, ['s']);
  await shop.ask(DEFINE_TAG, { i: { key: 'k', ttl: 'P3D' } });
  const shortened = await seen(shop);
  assert.deepEqual(
    { ...shortened, moves: shortened.moves[0] },
    { tags: [], segments: [], size: 0, members: 0, adHoc: 0, moves: 'LEFT DEFINITION' },
  );
  await shop.ask(DEFINE_TAG, { i: { key: 'k', ttl: 'P30D' } });
  const lengthened = await seen(shop);
  assert.deepEqual([lengthened.size, lengthened.members, lengthened.adHoc], [1, 1, 1]);
  assert.equal(lengthened.moves[0], 'ENTERED DEFINITION');
  // The membership ends at the new time, and the transition is recorded.
  await shop.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(26) });
  const over = await shop.ask(SEEN, { m: 'A' });
  assert.deepEqual(over.segment.transitions.edges[0].node, { kind: 'LEFT', cause: 'TIME', effectiveAt: at(25) });
  await shop.ask(DEFINE_TAG, { i: { key: 'k', ttl: null } });
  const lasting = await seen(shop);
  assert.deepEqual([lasting.tags, lasting.size, lasting.adHoc], [['k=v'], 1, 1]);
});

test('changed authority of a static tag announces changes, also with many conflicting writes', async () => {
  const shop = await tagged('authority', { kind: 'STATIC', authority: ['test', 'crm'] }, -5);
  const crm = server.caller('authority', ['admin'], 'crm');
  await crm.ask(SET, { t: [{ identities: member('A'), tag: 'k', value: 'other', observedAt: at(-2) }] });
  for (let n = 0; n < 40; n++)
    await crm.ask(SET, {
      t: [{ identities: member('A'), tag: 'k', value: `more ${n}`, observedAt: at(-1 + n / 100) }],
    });
  assert.equal((await seen(shop)).size, 1);
  await shop.ask(DEFINE_TAG, { i: { key: 'k', authority: ['crm', 'test'] } });
  const turned = await seen(shop);
  assert.deepEqual([turned.tags, turned.segments, turned.size, turned.adHoc], [['k=other'], [], 0, 0]);
  assert.equal(turned.moves[0], 'LEFT DEFINITION');
});

test('absent fields of a definition keep their value, and null removes it', async () => {
  const shop = await server.sandbox('kept', at(0));
  await shop.ask(DEFINE_TAG, {
    i: { key: 'n', kind: 'SEMI_DYNAMIC', type: 'INTEGER', name: 'Number', ttl: 'P9D', min: 1, max: 9, personal: true },
  });
  await shop.ask(DEFINE_TAG, { i: { key: 'n', name: 'Count', max: null } });
  const { tagDefinitions } = await shop.ask('{tagDefinitions{key name type ttl personal version}}');
  assert.deepEqual(tagDefinitions, [
    { key: 'n', name: 'Count', type: 'INTEGER', ttl: 'P9D', personal: true, version: 2 },
  ]);
  const set = async (value: number): Promise<string> =>
    (await shop.ask(SET, { t: [{ identities: member('A'), tag: 'n', value }] })).setTags[0].status;
  assert.deepEqual([await set(0), await set(100)], ['REJECTED', 'ACCEPTED']);

  const { defineIdentityNamespace: email } = await shop.ask(
    'mutation{defineIdentityNamespace(input:{name:"email",limit:3}){name limit priority strong normalise blocked}}',
  );
  assert.deepEqual(
    { ...email, blocked: email.blocked.includes('test@test.com') },
    { name: 'email', limit: 3, priority: 70, strong: true, normalise: 'email', blocked: true },
  );
});

test('layer models, partners and coupons keep absent fields', async () => {
  const shop = await server.sandbox('kept2', at(0));
  const layers = [{ key: 'some', when: 'did(visit)', objective: 'keep', reach: 'NONE' }, { key: 'rest' }];
  const DEFINE_MODEL =
    'mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i,wait:true){model{name description layers{key objective reach} warnings{key}}}}';
  await shop.ask(DEFINE_MODEL, {
    i: {
      key: 'm',
      name: 'M',
      description: 'd',
      layers,
      warnings: [{ key: 'w', from: ['some'], to: ['rest'], atLeast: 3, within: 'P7D' }],
    },
  });
  const { defineLayerModel } = await shop.ask(DEFINE_MODEL, {
    i: { key: 'm', layers: [{ key: 'some', when: 'did(visit, last 30d)' }, { key: 'rest' }] },
  });
  assert.deepEqual(defineLayerModel.model, {
    name: 'M',
    description: 'd',
    layers: [
      { key: 'some', objective: 'keep', reach: 'NONE' },
      { key: 'rest', objective: null, reach: 'ALLOWED' },
    ],
    warnings: [{ key: 'w' }],
  });

  await shop.ask(
    'mutation{definePartner(input:{key:"crm",name:"CRM",tags:["shop"],lookups:["member_id"],writesPerDay:5}){key}}',
  );
  const { definePartner } = await shop.ask(
    'mutation{definePartner(input:{key:"crm",mode:SUSPENDED}){name tags lookups writesPerDay mode}}',
  );
  assert.deepEqual(definePartner, {
    name: 'CRM',
    tags: ['shop'],
    lookups: ['member_id'],
    writesPerDay: 5,
    mode: 'SUSPENDED',
  });

  const COUPON =
    'mutation($i:DefineCouponInput!){defineCoupon(input:$i){name threshold perCustomerLimit stackable version}}';
  await shop.ask(COUPON, {
    i: {
      key: 'c',
      kind: 'FIXED_AMOUNT',
      name: 'C',
      faceValue: '5',
      threshold: '20',
      perCustomerLimit: 2,
      stackable: true,
    },
  });
  const { defineCoupon } = await shop.ask(COUPON, { i: { key: 'c', kind: 'FIXED_AMOUNT', threshold: '30' } });
  assert.deepEqual(defineCoupon, { name: 'C', threshold: '30', perCustomerLimit: 2, stackable: true, version: 2 });
});

test('a tag without references can be retired, is gone then, and returns with its facts', async () => {
  const shop = await tagged('retired', { kind: 'SEMI_DYNAMIC' }, -5);
  const retire = (): Promise<Answer> => shop.send('mutation{retireTag(key:"k"){version}}');
  await shop.ask(
    'mutation{defineLayerModel(input:{key:"m",draft:true,layers:[{key:"a",when:"tag k exists"},{key:"b"}]}){job{id}}}',
  );
  await shop.ask(DEFINE_TAG, {
    i: { key: 'r', kind: 'DYNAMIC', type: 'STRING', rules: [{ when: 'tag k exists', value: 'x' }] },
  });
  const refused = (await retire()).errors![0];
  assert.equal(refused.extensions.code, 'CONFLICT');
  assert.match(refused.message, /segment s, tag r, the draft of layer model m/);
  await shop.ask('mutation{discardLayerModelDraft(key:"m")}');
  await shop.ask('mutation{retireTag(key:"r"){key}}');
  await shop.ask('mutation{retireSegment(key:"s",wait:true){segment{retired}}}');
  assert.equal((await retire()).errors, undefined);
  const { profile, tagDefinitions } = await shop.ask(
    '{profile(identity:{namespace:"member_id",value:"A"}){tags{key}} tagDefinitions{key}}',
  );
  assert.deepEqual([profile.tags, tagDefinitions], [[], []]);
  assert.equal(
    (await shop.ask(SET, { t: [{ identities: member('A'), tag: 'k', value: 'w' }] })).setTags[0].status,
    'REJECTED',
  );
  assert.equal(
    (await shop.send(DEFINE_SEGMENT, { k: 's2', x: 'tag k = "v"' })).errors![0].extensions.code,
    'BAD_USER_INPUT',
  );
  const other = await shop.send(DEFINE_TAG, { i: { key: 'k', kind: 'SEMI_DYNAMIC', type: 'INTEGER' } });
  assert.equal(other.errors![0].extensions.code, 'CONFLICT');
  await shop.ask(DEFINE_TAG, { i: { key: 'k' } });
  await shop.ask(DEFINE_SEGMENT, { k: 's', x: 'tag k = "v"' });
  assert.deepEqual((await seen(shop)).tags, ['k=v']);
});

test('a draft is saved, shown and previewed, holds references, and is published later', async () => {
  const shop = await tagged('draft', { kind: 'SEMI_DYNAMIC' }, -5);
  const { defineSegment } = await shop.ask(
    'mutation{defineSegment(input:{key:"d",expression:"tag k = \\"v\\" and in segment s",draft:true}){job{id} segment{key draft state size}}}',
  );
  assert.deepEqual(defineSegment, { job: null, segment: { key: 'd', draft: true, state: 'DRAFT', size: 0 } });
  const { segments, previewSegment, profile } = await shop.ask(
    '{segments(first:10){edges{node{key draft}}} previewSegment(input:{key:"d"}){size entering} profile(identity:{namespace:"member_id",value:"A"}){segments{segment{key}}}}',
  );
  assert.deepEqual(
    segments.edges.map((e: Edge) => e.node),
    [
      { key: 'd', draft: true },
      { key: 's', draft: false },
    ],
  );
  assert.deepEqual(previewSegment, { size: 1, entering: 1 });
  assert.deepEqual(profile.segments, [{ segment: { key: 's' } }]);
  const retired = await shop.send('mutation{retireSegment(key:"s"){segment{key}}}');
  assert.match(retired.errors![0].message, /the draft of segment d/);
  const { publishSegment } = await shop.ask(
    'mutation{publishSegment(key:"d",wait:true){job{state} segment{draft size version}}}',
  );
  assert.deepEqual(publishSegment, { job: { state: 'DONE' }, segment: { draft: false, size: 1, version: 1 } });
  // The next version can exist as a draft while the current one is published.
  await shop.ask('mutation{redefineSegment(input:{key:"d",expression:"did(visit)",draft:true}){segment{key}}}');
  const { segment } = await shop.ask('{segment(key:"d"){size expression nextDraft{expression}}}');
  assert.deepEqual([segment.size, segment.nextDraft.expression], [1, 'did(visit)']);
  await shop.ask('mutation{discardSegmentDraft(key:"d")}');
  assert.equal((await shop.ask('{segment(key:"d"){nextDraft{key}}}')).segment.nextDraft, null);

  const { defineLayerModel } = await shop.ask(
    'mutation{defineLayerModel(input:{key:"m",draft:true,layers:[{key:"a",when:"tag k = \\"v\\""},{key:"b"}]}){job{id} model{draft distribution{layer count}}}}',
  );
  assert.deepEqual(defineLayerModel, {
    job: null,
    model: {
      draft: true,
      distribution: [
        { layer: 'a', count: 1 },
        { layer: 'b', count: 0 },
      ],
    },
  });
  assert.deepEqual(
    (await shop.ask('{profile(identity:{namespace:"member_id",value:"A"}){layers{layer{key}}}}')).profile.layers,
    [],
  );
  await shop.ask('mutation{publishLayerModel(key:"m",wait:true){job{state}}}');
  assert.equal(
    (await shop.ask('{profile(identity:{namespace:"member_id",value:"A"}){layers{layer{key}}}}')).profile.layers.length,
    1,
  );
});

test('lists gain and lose elements and numbers are incremented, each change once, in any order', async () => {
  const shop = await server.sandbox('changes', at(0));
  await shop.ask(DEFINE_TAG, { i: { key: 'list', kind: 'SEMI_DYNAMIC', type: 'STRING_LIST' } });
  await shop.ask(DEFINE_TAG, { i: { key: 'points', kind: 'SEMI_DYNAMIC', type: 'DECIMAL' } });
  await shop.ask(DEFINE_SEGMENT, { k: 's', x: 'tag list has "b" and tag points >= 10.0' });
  const send = async (name: string, c: object): Promise<{ status: string; code: string }> =>
    (
      await shop.ask(`mutation($c:[ChangeTagInput!]!){${name}(changes:$c){status code}}`, {
        c: [{ identities: member('A'), ...c }],
      })
    )[name][0];
  const all: [string, object][] = [
    ['addToTag', { id: '1', tag: 'list', value: ['a', 'b'], observedAt: at(-5) }],
    ['removeFromTag', { id: '2', tag: 'list', value: 'a', observedAt: at(-3) }],
    ['removeFromTag', { id: '3', tag: 'list', value: 'c', observedAt: at(-2) }],
    ['addToTag', { id: '4', tag: 'list', value: 'c', observedAt: at(-4) }],
    ['incrementTag', { id: '5', tag: 'points', value: '7.5', observedAt: at(-5) }],
    ['incrementTag', { id: '6', tag: 'points', value: '-2.5', observedAt: at(-1) }],
    ['incrementTag', { id: '7', tag: 'points', value: '100', observedAt: at(-9) }],
  ];
  for (const [name, c] of all.reverse()) assert.equal((await send(name, c)).status, 'ACCEPTED');
  await shop.ask(SET, { t: [{ identities: member('A'), tag: 'points', value: '5', observedAt: at(-7) }] });
  for (const [name, c] of all) assert.equal((await send(name, c)).status, 'DUPLICATE');
  const other = await send('incrementTag', { id: '5', tag: 'points', value: '8', observedAt: at(-5) });
  assert.deepEqual([other.status, other.code], ['REJECTED', 'CONFLICT']);
  const elsewhere = await send('incrementTag', { id: '5', tag: 'points', value: '7.5', identities: member('B') });
  assert.deepEqual([elsewhere.status, elsewhere.code], ['REJECTED', 'CONFLICT']);
  const values = async (): Promise<object> =>
    Object.fromEntries(
      (await shop.ask('{profile(identity:{namespace:"member_id",value:"A"}){tags{key value}}}')).profile.tags.map(
        (t: Pair) => [t.key, t.value],
      ),
    );
  assert.deepEqual(await values(), { list: ['b'], points: '10' });
  assert.equal((await shop.ask('{segment(key:"s"){size}}')).segment.size, 1);
  // With a TTL, each increment counts only for the duration of the TTL.
  await shop.ask(DEFINE_TAG, { i: { key: 'points', ttl: 'P3D' } });
  assert.deepEqual(await values(), { list: ['b'], points: '-2.5' });
  assert.equal((await shop.ask('{segment(key:"s"){size}}')).segment.size, 0);
  for (const [name, c] of [
    ['addToTag', { id: '8', tag: 'points', value: '1' }],
    ['incrementTag', { id: '9', tag: 'list', value: 'x' }],
  ] as const)
    assert.equal((await send(name, c)).status, 'REJECTED');
});

test('increments beyond the limit of a profile are summed; late increments and a TTL read the facts', async () => {
  const shop = await server.sandbox('sums', at(0));
  await shop.ask(DEFINE_TAG, { i: { key: 'n', kind: 'SEMI_DYNAMIC', type: 'INTEGER' } });
  await shop.ask(DEFINE_SEGMENT, { k: 's', x: 'tag n >= 300' });
  const value = async (): Promise<number> =>
    (await shop.ask('{profile(identity:{namespace:"member_id",value:"A"}){tags{value}}}')).profile.tags[0].value;
  const add = (from: number, to: number, value_: number): Promise<unknown> =>
    shop.ask('mutation($c:[ChangeTagInput!]!){incrementTag(changes:$c){status}}', {
      c: Array.from({ length: to - from }, (_, k) => ({
        id: `i${from + k}`,
        identities: member('A'),
        tag: 'n',
        value: value_,
        observedAt: at(-100 + (from + k) / 10),
      })),
    });
  for (let from = 0; from < 300; from += 50) await add(from, from + 50, 1);
  assert.equal(await value(), 300);
  const { stores } = server.running.services;
  const [root] = await stores.profiles.roots('sums', { first: 1 });
  assert.ok(root.tags.get('n')!.writes.length < 200, 'older increments are summed up');
  // Adds an increment older than all others, and then a set value between the increments.
  await shop.ask('mutation($c:[ChangeTagInput!]!){incrementTag(changes:$c){status}}', {
    c: [{ id: 'late', identities: member('A'), tag: 'n', value: 1000, observedAt: at(-200) }],
  });
  assert.equal(await value(), 1300);
  await shop.ask(SET, { t: [{ identities: member('A'), tag: 'n', value: 5, observedAt: at(-90) }] });
  // The hundredth increment has the same time as the set value. Set values come before increments.
  assert.equal(await value(), 5 + 200);
  await add(300, 400, 1);
  await shop.ask(DEFINE_TAG, { i: { key: 'n', ttl: 'P65D' } });
  assert.equal(await value(), 400 - 350 - 1);
  const adHoc = await shop.ask('{profiles(first:1,expression:"tag n = 49"){totalCount}}');
  assert.equal(adHoc.profiles.totalCount, 1);
});
