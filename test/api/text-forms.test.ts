/** Texts that look alike: invisible characters in identities, and composed and decomposed forms. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
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

test('an identity with an invisible character is refused by name, and the others of the call are taken in', async () => {
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

test('composed and decomposed texts are one value: of tags, lists, properties, order lines, identities and conditions', async () => {
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
  // One customer, and one order, in both forms.
  assert.equal(await size('count(order_paid) = 1'), 1);
  const { seenValues } = await admin.ask('{seenValues(tag:"drink"){values{value count}}}');
  assert.deepEqual(seenValues.values, [{ value: COMPOSED, count: 2 }]);
  // Letter case and invisible characters make another value.
  assert.equal(await size(`tag drink = "${COMPOSED.toUpperCase()}"`), 0);
  assert.equal(await size(`tag drink = "${COMPOSED}\u200b"`), 0);
});
