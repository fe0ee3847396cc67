/** Tests strings that look alike: invisible characters in identities, and composed and decomposed Unicode forms. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isEnumType, isInputObjectType, isListType, isNonNullType, isObjectType, type GraphQLInputType } from 'graphql';
import { composeArguments } from '../../src/graphql/composed-arguments.js';
import { createSchema } from '../../src/graphql/schema.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const AT = '2026-03-19T00:00:00Z';
const COMPOSED = 'caf\u00e9';
const DECOMPOSED = 'cafe\u0301';
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason message path}}}';

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('forms', '2026-03-20T00:00:00Z');
  await admin.ask(
    'mutation{a:defineTag(input:{key:"drink",kind:SEMI_DYNAMIC,type:STRING}){key} b:defineTag(input:{key:"drinks",kind:SEMI_DYNAMIC,type:STRING_LIST}){key}}',
  );
});
after(() => server.remove());

test('an identity with an invisible character is rejected, and the other items of the call are accepted', async () => {
  const event = (value: string, i: number): object => ({
    messageId: `m${i}`,
    type: 'quiz',
    occurredAt: AT,
    identities: [{ namespace: 'member_id', value }],
  });
  const values = ['\u200bZ1', 'Z\u200d1', 'Z1\ufeff', 'Z\u00ad1', '\u202eZ1', 'Z\u30641', 'Z1'];
  const { ingestEvents } = await admin.ask(INGEST, { e: values.map(event) });
  assert.deepEqual(
    ingestEvents.results.map(({ reason }: { reason: string | null }) => reason),
    [...Array.from({ length: 5 }, () => 'IDENTITY_INVISIBLE_CHARACTER'), null, null],
  );
  assert.deepEqual(
    [ingestEvents.results[0].path, /U\+200B/.test(ingestEvents.results[0].message)],
    ['events[0].identities[0].value', true],
  );
  const found = await admin.send('{profile(identity:{namespace:"email",value:"a\\u200b@b.cn"}){id}}');
  assert.equal(found.errors?.[0].extensions.reason, 'IDENTITY_INVISIBLE_CHARACTER');
  const tracked = await fetch(new URL('/v1/track', server.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.token}` },
    body: JSON.stringify({ event: 'Quiz', userId: 'Z\u200b1', messageId: 't1', timestamp: AT }),
  });
  assert.match(await tracked.text(), /IDENTITY_INVISIBLE_CHARACTER/);
});

test('composed and decomposed forms of tags, events, identities and conditions are one value', async () => {
  const on = (value: string): object[] => [{ namespace: 'member_id', value }];
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: [
      { identities: on('N1'), tag: 'drink', value: COMPOSED, observedAt: AT },
      { identities: on('N2'), tag: 'drink', value: DECOMPOSED, observedAt: AT },
      { identities: on('N1'), tag: 'drinks', value: [DECOMPOSED], observedAt: AT },
    ],
  });
  const { ingestEvents } = await admin.ask(INGEST, {
    e: [COMPOSED, DECOMPOSED].map((form, i) => ({
      messageId: `n${i}`,
      type: 'order_paid',
      occurredAt: AT,
      identities: on(`${form}`),
      order: { orderId: form, lines: [{ sku: form, brand: form, quantity: 1, amount: '10' }] },
      properties: { store: form },
    })),
  });
  assert.deepEqual([...new Set(ingestEvents.results.map((x: { status: string }) => x.status))], ['ACCEPTED']);
  const size = async (expression: string): Promise<number> =>
    (await admin.ask('query($e:String!){previewSegment(input:{expression:$e,samples:0}){size}}', { e: expression }))
      .previewSegment.size;
  for (const form of [COMPOSED, DECOMPOSED]) {
    assert.equal(await size(`tag drink = "${form}"`), 2);
    assert.equal(await size(`tag drink in ("x", "${form}")`), 2);
    assert.equal(await size(`tag drinks has "${form}"`), 1);
    assert.equal(await size(`did(order_paid where store = "${form}" and brand = "${form}")`), 1);
  }
  // Both Unicode forms of a text name the same customer and the same order.
  assert.equal(await size('count(order_paid) = 1'), 1);
  const { seenValues } = await admin.ask('{seenValues(tag:"drink"){values{value count}}}');
  assert.deepEqual(seenValues.values, [{ value: COMPOSED, count: 2 }]);
  // Strings that differ in letter case or invisible characters are different values.
  assert.equal(await size(`tag drink = "${COMPOSED.toUpperCase()}"`), 0);
  assert.equal(await size(`tag drink = "${COMPOSED}\u200b"`), 0);
});

/** Returns a value of an input type in which every string is in decomposed Unicode form. */
function decomposedInput(type: GraphQLInputType, depth: number): unknown {
  if (isNonNullType(type)) return decomposedInput(type.ofType, depth);
  if (isListType(type)) return [decomposedInput(type.ofType, depth)];
  if (isEnumType(type)) return type.getValues()[0].value;
  if (isInputObjectType(type))
    return depth > 5
      ? {}
      : Object.fromEntries(
          Object.values(type.getFields()).map((field) => [field.name, decomposedInput(field.type, depth + 1)]),
        );
  const { name } = type;
  if (name === 'Properties') return { plain: DECOMPOSED, list: [DECOMPOSED] };
  return ['Int', 'Float', 'Boolean'].includes(name) ? 1 : DECOMPOSED;
}

test('texts anywhere in the arguments of any field of the API are converted to composed form', async () => {
  const schema = await createSchema();
  const given = new Map<string, unknown>();
  const fields = Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .filter((type) => !type.name.startsWith('__'))
    .flatMap((type) => Object.values(type.getFields()).map((field) => ({ name: `${type.name}.${field.name}`, field })))
    .filter(({ field }) => field.args.length > 0);
  // Replaces each resolver by one that records its arguments. The rest of the schema is the one that the server uses.
  for (const { name, field } of fields) field.resolve = (_root, args) => void given.set(name, args);
  composeArguments(schema);
  for (const { name, field } of fields) {
    const args = Object.fromEntries(field.args.map((arg) => [arg.name, decomposedInput(arg.type, 0)]));
    await field.resolve!({}, args, {}, {} as never);
    const text = JSON.stringify(given.get(name));
    assert.equal(text, text.normalize('NFC'), name);
    assert.equal(text.length, JSON.stringify(args).normalize('NFC').length, `${name} receives all its arguments`);
  }
  assert.ok(fields.length > 60, `${fields.length} fields`);
});

/**
 * Returns typed conditions that match customers with the event and the property value. Each condition has the name in a
 * different place.
 */
function conditionsOf(event: string, name: string, form: string): object[] {
  const where = { property: { name, is: { eq: form } } };
  const selection = { event, where };
  return [
    { metric: { aggregate: 'count', ...selection, is: { gte: 1 } } },
    { metric: { aggregate: 'distinct', event, field: name, is: { eq: 1 } } },
    { metric: { aggregate: 'last', event, field: name, is: { in: [form] } } },
    { ratio: { of: { aggregate: 'count', ...selection }, by: { aggregate: 'count', event }, is: { eq: 1 } } },
    { first: { of: selection, is: where } },
    { not: { sequence: { steps: [selection, { event: 'order_paid' }], same: name } } },
    { notFollowed: { of: selection, by: { event: 'order_paid' }, within: 'PT1H', same: name } },
    {
      not: {
        heldFor: { duration: 'P90D', condition: { metric: { aggregate: 'count', ...selection, is: { gte: 1 } } } },
      },
    },
  ];
}

test('both forms of a name find the same events, and an event with both forms of a property is rejected', async () => {
  const shop = await server.sandbox('names', '2026-03-20T00:00:00Z');
  const event = (k: number, form: string, more: object = {}): object => ({
    messageId: `n${k}`,
    type: `${form} bought`,
    occurredAt: AT,
    identities: [{ namespace: 'member_id', value: `D${k}` }],
    properties: { [`${form} size`]: form, n: 1 },
    ...more,
  });
  const both = { properties: { [COMPOSED]: 1, [DECOMPOSED]: 2 } };
  const { ingestEvents } = await shop.ask(INGEST, {
    e: [event(0, COMPOSED), event(1, DECOMPOSED), event(2, COMPOSED, both)],
  });
  assert.deepEqual(
    ingestEvents.results.map((r: { reason: string | null }) => r.reason),
    [null, null, 'EVENT_PROPERTY_REPEATED'],
  );
  for (const form of [COMPOSED, DECOMPOSED]) {
    const [type, name] = [`${form} bought`, `${form} size`];
    for (const c of conditionsOf(type, name, form)) {
      const { previewSegment } = await shop.ask(
        'query($c:ConditionInput!){previewSegment(input:{condition:$c,samples:0}){size conditionWarnings{reason}}}',
        { c },
      );
      assert.deepEqual(previewSegment.size, 2, JSON.stringify(c));
      assert.deepEqual(
        previewSegment.conditionWarnings.filter((w: { reason: string }) => w.reason !== 'EVENT_UNSEEN'),
        [],
      );
    }
    const asked = await shop.ask(
      `query($t:String!,$p:String!,$e:String!){
        seenValues(event:$t,property:$p,prefix:"${form}"){values{value count}}
        profile(identity:{namespace:"member_id",value:"D0"}){events(first:9,types:[$t]){edges{node{type}}}}
        statistics(metric:$e){sum}
      }`,
      { t: type, p: name, e: `count("${type}" where "${name}" = "${form}")` },
    );
    assert.deepEqual(asked.seenValues.values, [{ value: COMPOSED, count: 2 }]);
    assert.deepEqual(
      asked.profile.events.edges.map((e: { node: { type: string } }) => e.node.type),
      [`${COMPOSED} bought`],
    );
    assert.equal(asked.statistics.sum, '2');
    const { setRetention } = await shop.ask(
      'mutation($t:String!){setRetention(eventType:$t,keep:"P9D",dryRun:true){types leaving}}',
      {
        t: type,
      },
    );
    assert.deepEqual(setRetention, { types: [`${COMPOSED} bought`], leaving: 0 });
  }
});
