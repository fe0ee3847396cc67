/** Tests a customer's favorites as a tag: on profiles, in segments, in counts over all customers, and their expiry. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const NOW = Date.UTC(2026, 2, 20);
const at = (days: number): string => new Date(NOW + days * 86_400_000).toISOString();
const id = (n: number): { namespace: string; value: string }[] => [{ namespace: 'member_id', value: `T${n}` }];
const METRIC = 'topOf(order_paid.line.category, 2, last 30d)';

const order = (n: number, k: number, days: number, categories: readonly string[]): object => ({
  messageId: `o${n}-${k}`,
  type: 'order_paid',
  occurredAt: at(days),
  identities: id(n),
  order: {
    orderId: `o${n}-${k}`,
    amount: '10',
    lines: categories.map((category, i) => ({ lineId: String(i), category, quantity: 1, amount: '1' })),
  },
});

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('favourites', at(0));
  await admin.ask(
    'mutation($m:String!){defineTag(input:{key:"favourites",kind:DYNAMIC,metric:$m}){key} defineSegment(input:{key:"babies",expression:"tag favourites has \\"母婴\\""},wait:true){job{state}}}',
    { m: METRIC },
  );
  const sent = await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: [
      order(1, 1, -20, ['母婴', '母婴', '酒']),
      order(1, 2, -5, ['茶', '酒']),
      order(2, 1, -1, ['酒', '茶', '书']),
      order(3, 1, -40, ['母婴']),
    ],
  });
  assert.equal(sent.ingestEvents.accepted, 4);
});
after(() => server.remove());

async function favourites(n: number): Promise<unknown> {
  const { profile } = await admin.ask(
    'query($i:IdentityInput!){profile(identity:$i){tags(keys:["favourites"]){value}}}',
    { i: id(n)[0] },
  );
  return profile.tags[0]?.value;
}

async function sizes(): Promise<readonly [stored: number, counted: number]> {
  const asked = await admin.ask(
    'query($e:String!){segment(key:"babies"){size} previewSegment(input:{expression:$e,samples:0}){size}}',
    { e: `${METRIC} has "母婴"` },
  );
  return [asked.segment.size, asked.previewSegment.size];
}

test('a tag holds the most frequent values first, and the most recent first at ties', async () => {
  assert.deepEqual(await favourites(1), ['酒', '母婴']);
  assert.deepEqual(await favourites(2), ['书', '茶']);
  assert.equal(await favourites(3), undefined);
  assert.deepEqual(await sizes(), [1, 1]);
  const { tagDefinitions } = await admin.ask('{tagDefinitions{key type}}');
  assert.deepEqual(tagDefinitions, [{ key: 'favourites', type: 'STRING_LIST' }]);
});

test('statistics count the customers with a list, and do not sort lists', async () => {
  const { statistics } = await admin.ask('query($m:String!){statistics(metric:$m){withValue sum min max}}', {
    m: METRIC,
  });
  assert.deepEqual(statistics, { withValue: 2, sum: null, min: null, max: null });
});

test('a member leaves at the instant at which its qualifying order leaves the window', async () => {
  await admin.ask('mutation{advanceClock(to:"2026-03-29T23:59:59.999Z"){now}}');
  assert.deepEqual(await sizes(), [1, 1]);
  await admin.ask('mutation{advanceClock(to:"2026-03-30T00:00:00Z"){now}}');
  assert.deepEqual(await sizes(), [0, 0]);
  assert.deepEqual(await favourites(1), ['酒', '茶']);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
