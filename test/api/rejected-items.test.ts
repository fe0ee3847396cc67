/**
 * Tests bulk requests in which one item has the wrong type. Over HTTP and over WebSocket, that item gets an error, and
 * the other items are stored.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import {
  getNamedType,
  getNullableType,
  isListType,
  isObjectType,
  isScalarType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLOutputType,
} from 'graphql';
import { ITEM_LISTS } from '../../src/graphql/rejected-items.js';
import { createSchema } from '../../src/graphql/schema.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const AT = '2026-03-10T11:00:00Z';
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('items', '2026-03-10T12:00:00Z');
  await admin.ask(`mutation{
    a:defineTag(input:{key:"plan",kind:SEMI_DYNAMIC,type:STRING}){key}
    b:defineTag(input:{key:"likes",kind:SEMI_DYNAMIC,type:STRING_LIST}){key}
    c:defineTag(input:{key:"points",kind:SEMI_DYNAMIC,type:INTEGER}){key}
    d:defineTag(input:{key:"weight",kind:DYNAMIC,type:INTEGER}){key}
    e:defineCoupon(input:{key:"c",kind:FIXED_AMOUNT,faceValue:"1"}){key}
  }`);
});
after(() => server.remove());

const who = (value: string): object => ({ identities: [{ namespace: 'member_id', value }] });
const event = (messageId: string, more: object = {}): object => ({
  messageId,
  type: 'page_viewed',
  occurredAt: AT,
  ...who('A'),
  ...more,
});
const INGEST =
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates rejected results{index status code reason path message}}}';

test('malformed events among a thousand are rejected one by one', async () => {
  const events: unknown[] = Array.from({ length: 1000 }, (_, i) => event(`k${i}`));
  events[3] = event('k3', { properties: 'secret words' });
  events[500] = event('k500', { type: 7 });
  events[700] = null;
  events[800] = event('k800', { order: { orderId: 'o', lines: [{ amount: 1.5 }] } });
  events[900] = { messageId: 'k900', type: 'page_viewed', ...who('A') };
  events[999] = event('k999', { colour: 'red' });
  const misfits = [3, 500, 700, 800, 900, 999];
  for (const [caller, kept] of [
    [admin, 'accepted'],
    [admin.overWebSocket(), 'duplicates'],
  ] as const) {
    const { ingestEvents: r } = await caller.ask(INGEST, { e: events });
    assert.deepEqual([r[kept], r.rejected], [994, 6]);
    assert.deepEqual(
      r.results.map((x: { index: number }) => x.index),
      events.map((_, i) => i),
    );
    const rejected = r.results.filter((x: { status: string }) => x.status === 'REJECTED');
    assert.deepEqual(
      rejected.map((x: { index: number }) => x.index),
      misfits,
    );
    assert.deepEqual(
      rejected.map((x: { path: string }) => x.path),
      [
        'events[3].properties',
        'events[500].type',
        'events[700]',
        'events[800].order.lines[0].amount',
        'events[900]',
        'events[999]',
      ],
    );
    assert.deepEqual(
      rejected.map((x: { code: string; reason: string }) => `${x.code} ${x.reason}`),
      [3, 500, 700, 800]
        .map(() => 'BAD_USER_INPUT ARGUMENT_INVALID')
        .concat('BAD_USER_INPUT ARGUMENT_MISSING', 'BAD_USER_INPUT ARGUMENT_INVALID'),
    );
    assert.ok(!JSON.stringify(r).includes('secret'), 'no message contains a value');
  }
});

test('every mutation with a result for each item keeps the valid items', async () => {
  const change = { id: '1', ...who('B'), value: 'x', observedAt: AT };
  const good: Record<string, [type: string, item: object, more?: string]> = {
    setTags: ['SetTagInput', { ...who('B'), tag: 'plan', value: 'x' }],
    clearTags: ['ClearTagInput', { ...who('B'), tag: 'plan' }],
    recordTagPoints: ['TagPointInput', { ...who('B'), tag: 'weight', value: 1, at: AT }],
    addToTag: ['ChangeTagInput', { ...change, id: 'a', tag: 'likes' }],
    removeFromTag: ['ChangeTagInput', { ...change, id: 'b', tag: 'likes' }],
    incrementTag: ['ChangeTagInput', { ...change, id: 'c', tag: 'points', value: 2 }],
    issueCoupon: ['CustomerInput', who('B'), ',coupon:"c"'],
  };
  assert.deepEqual(Object.keys(good).concat('changeCatalogue', 'ingestEvents').sort(), Object.keys(ITEM_LISTS).sort());
  for (const [field, [type, item, more = '']] of Object.entries(good)) {
    const list = ITEM_LISTS[field];
    const data = await admin.ask(`mutation($i:[${type}!]!){${field}(${list}:$i${more}){index status reason path}}`, {
      i: [{ ...item, identities: 5 }, item, { ...item, profile: {} }],
    });
    const got = data[field] as { index: number; status: string; reason: string | null; path: string | null }[];
    assert.deepEqual(
      got.map((x) => [x.index, x.status, x.reason]),
      [
        [0, 'REJECTED', 'ARGUMENT_INVALID'],
        [1, 'ACCEPTED', null],
        [2, 'REJECTED', 'ARGUMENT_INVALID'],
      ],
      field,
    );
    assert.equal(got[2].path, `${list}[2].profile`);
    assert.ok(got[0].path?.startsWith(`${list}[0].identities`));
  }
});

test('entries of a catalogue of the wrong type are rejected one by one', async () => {
  await admin.ask('mutation{defineCatalogue(input:{key:"goods",fields:[{name:"brand",type:STRING}]}){key}}');
  const change = `mutation($e:[CatalogueEntryInput!]!,$a:CatalogueAction!){
    changeCatalogue(key:"goods",action:$a,entries:$e){changed unchanged rejected{index reason path}}}`;
  const entry = (key: unknown, more: object = {}): object => ({ key, values: { brand: 'A' }, ...more });
  const e = [entry('a'), entry(7), entry('b'), null, entry('c', { values: 'secret' }), entry('d', { brand: 'A' })];
  const rejected = [
    { index: 1, reason: 'ARGUMENT_INVALID', path: 'entries[1].key' },
    { index: 3, reason: 'ARGUMENT_INVALID', path: 'entries[3]' },
    { index: 4, reason: 'ARGUMENT_INVALID', path: 'entries[4].values' },
    { index: 5, reason: 'ARGUMENT_INVALID', path: 'entries[5]' },
  ];
  const { changeCatalogue: added } = await admin.ask(change, { e, a: 'ADD' });
  assert.deepEqual(added, { changed: 2, unchanged: 0, rejected });
  const { changeCatalogue: again } = await admin.overWebSocket().ask(change, { e, a: 'ADD' });
  assert.deepEqual(again, { changed: 0, unchanged: 2, rejected });
  const { errors } = await admin.send(change, { e, a: 'REPLACE' });
  assert.deepEqual(
    [errors?.[0].extensions.reason, errors?.[0].extensions.inputPath],
    ['ARGUMENT_INVALID', 'entries[1].key'],
    'a replacement stays whole',
  );
});

/** Whether a type describes the outcome of one item of a list in the request. */
const isOutcome = (type: GraphQLOutputType): boolean => {
  const named = getNamedType(type);
  return isObjectType(named) && ['index', 'reason'].every((name) => name in named.getFields());
};

/** Whether a list accepts items of any type, so that the use case rejects the invalid ones one by one. */
const takesAnything = (type: GraphQLInputType): boolean => {
  const list = getNullableType(type);
  return isListType(list) && isScalarType(list.ofType) && list.ofType.name === 'ListValue';
};

test('every mutation whose response names single items takes items of the wrong type', async () => {
  const fields = Object.values(((await createSchema()).getMutationType() as GraphQLObjectType).getFields());
  const byItem = fields.filter(({ type }) => {
    const named = getNamedType(type);
    const below = isObjectType(named) ? Object.values(named.getFields()) : [];
    return isOutcome(type) || below.some((field) => isOutcome(field.type));
  });
  const withLists = byItem.map(({ name, args }) => ({
    name,
    lists: args.filter(({ type }) => isListType(getNullableType(type)) && !takesAnything(type)),
  }));
  const separate = withLists.filter(({ lists }) => lists.length > 0);
  assert.deepEqual(separate.map(({ name }) => name).sort(), Object.keys(ITEM_LISTS).sort());
  for (const { name, lists } of separate)
    assert.deepEqual(
      lists.map((arg) => arg.name),
      [ITEM_LISTS[name]],
      name,
    );
  assert.ok(byItem.some(({ name }) => name === 'addToList'));
});

test('other mutations reject the whole request, and scopes are checked before items', async () => {
  const bad = event('x1', { type: 7 });
  const reasonOf = async (c: Caller, query: string, variables: object): Promise<unknown> =>
    (await c.send(query, variables as Record<string, unknown>)).errors?.[0].extensions.reason;
  assert.equal(
    await reasonOf(admin, 'mutation($e:EventInput!){ingestEvents(events:[$e]){accepted}}', { e: bad }),
    'ARGUMENT_INVALID',
  );
  assert.equal(
    await reasonOf(
      admin,
      'mutation($e:[CustomerInput!]!){issueCoupon(coupon:"c",customers:$e){status} assignExperiment(experiment:"e",customers:$e){variant}}',
      { e: [5] },
    ),
    'ARGUMENT_INVALID',
  );
  assert.equal(await reasonOf(server.caller('items', ['profiles:read']), INGEST, { e: [bad] }), 'SCOPE_MISSING');
  // A repeated request with the same idempotency key gets the same response.
  const send = async (): Promise<string> =>
    (
      await fetch(server.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${admin.token}`,
          'idempotency-key': 'once',
        },
        body: JSON.stringify({ query: INGEST, variables: { e: [event('y1'), bad] } }),
      })
    ).text();
  const first = await send();
  assert.match(first, /"accepted":1,"duplicates":0,"rejected":1/);
  assert.equal(await send(), first);
});
