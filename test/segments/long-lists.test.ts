/** Tests long lists of literals through the real server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { MAX_LISTED } from '../../src/engine/segments/list-limits.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('lists', '2026-03-20T00:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"card",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await admin.ask('mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', {
    t: Array.from({ length: 20 }, (_, n) => ({
      identities: [{ namespace: 'member_id', value: `L${n}` }],
      tag: 'card',
      value: `card-${n * 10_000}`,
      observedAt: '2026-03-19T00:00:00Z',
    })),
  });
});
after(() => server.remove());

test('a segment with 50,000 values can be defined as text and as input, and has the named members', async () => {
  const cards = Array.from({ length: MAX_LISTED }, (_, i) => `card-${i}`);
  const expression = `tag card in (${cards.map((card) => JSON.stringify(card)).join(', ')})`;
  const { defineSegment } = await admin.ask(
    'mutation($x:String!){defineSegment(input:{key:"carded",expression:$x},wait:true){segment{expression} conditionWarnings{reason}}}',
    { x: expression },
  );
  assert.equal(defineSegment.segment.expression, expression);
  // Long lists cause a warning only if no customer matches.
  assert.deepEqual(defineSegment.conditionWarnings, []);
  const { segment } = await admin.ask('{segment(key:"carded"){size}}');
  const { previewSegment } = await admin.ask(
    'query($c:ConditionInput!){previewSegment(input:{condition:$c,samples:0}){size}}',
    { c: { tag: { key: 'card', is: { notIn: cards } } } },
  );
  assert.deepEqual([segment.size, previewSegment.size], [5, 15]);
  const tooLong = await admin.send('query($c:ConditionInput!){previewSegment(input:{condition:$c,samples:0}){size}}', {
    c: { tag: { key: 'card', is: { in: [...cards, 'one more'] } } },
  });
  assert.deepEqual(
    [tooLong.errors?.[0].extensions.reason, tooLong.errors?.[0].extensions.inputPath],
    ['CONDITION_LIST_TOO_LONG', 'input.condition.tag'],
  );
});
