/**
 * Follows one event through every layer of the server to a subscriber. The audience is an example with tags, counts and
 * time windows.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eventually, TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;

const AUDIENCE =
  'tag home_city = "Beijing" and count(visit, last 90d) >= 3 and did(order_paid) and not did(order_paid where brand = "Shiseido", last 7d)';
const at = (day: number, hour = 10): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', at(10, 12));
});
after(() => server.remove());

let sent = 0;
function event(type: string, occurredAt: string, more: object = {}): object {
  return { messageId: `m${++sent}`, type, occurredAt, identities: [{ namespace: 'member_id', value: 'M1' }], ...more };
}
const ingest = (events: object[]): Promise<any> =>
  admin.ask(
    'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates rejected results{status code reason message path profile}}}',
    { e: events },
  );

test('a customer enters by an order, leaves by a Shiseido order, and enters again by time alone', async () => {
  await admin.ask('mutation{defineTag(input:{key:"home_city",kind:STATIC,type:STRING,namespace:"helpdesk"}){key}}');
  const defined = await admin.ask(
    'mutation($x:String!){defineSegment(input:{key:"beijing_regulars",expression:$x},wait:true){segment{expression version} job{state}}}',
    { x: AUDIENCE },
  );
  assert.equal(defined.defineSegment.job.state, 'DONE');

  const client = admin.ws();
  const changes: any[] = [];
  const stream = client.iterate<any>({
    query:
      'subscription{membershipChanged(segments:["beijing_regulars"]){cursor change{kind cause effectiveAt recordedAt profileId sequence}}}',
  });
  const reading = (async () => {
    for await (const item of stream) changes.push(item.data?.membershipChanged ?? item);
  })();
  await eventually(() => changes.length > 0, 'the first cursor');

  const helpdesk = server.caller('shop', ['tags:write:helpdesk'], 'helpdesk');
  const set = await helpdesk.ask(
    'mutation($at:DateTime){setTags(tags:[{tag:"home_city",value:"Beijing",identities:[{namespace:"member_id",value:"M1"}],observedAt:$at}]){status profile}}',
    { at: at(9, 12) },
  );
  assert.equal(set.setTags[0].status, 'ACCEPTED');
  const outside = await server
    .caller('shop', ['tags:write:vendor'], 'vendor')
    .send(
      'mutation{setTags(tags:[{tag:"home_city",value:"Beijing",identities:[{namespace:"member_id",value:"M1"}]}]){status code reason path}}',
    );
  assert.deepEqual(outside.data.setTags[0], {
    status: 'REJECTED',
    code: 'FORBIDDEN',
    reason: 'TAG_NAMESPACE_FORBIDDEN',
    path: 'tags[0].tag',
  });

  await ingest([event('page_viewed', at(1)), event('page_viewed', at(2)), event('app_opened', at(3))]);
  const order = await ingest([
    event('order_paid', at(10, 11), { order: { orderId: 'o1', lines: [{ brand: 'Other', amount: '120.50' }] } }),
  ]);
  assert.equal(order.ingestEvents.accepted, 1);
  const profile = order.ingestEvents.results[0].profile;
  await eventually(() => changes.filter((c) => c.change).length === 1, 'entering');

  await ingest([
    event('order_paid', at(10, 11.5), { order: { orderId: 'o2', lines: [{ brand: 'Shiseido', amount: '300' }] } }),
  ]);
  await eventually(() => changes.filter((c) => c.change).length === 2, 'leaving');
  await admin.ask('mutation($to:DateTime!){advanceClock(to:$to){now}}', { to: at(18, 12) });
  await eventually(() => changes.filter((c) => c.change).length === 3, 'entering by time');

  assert.deepEqual(
    changes.filter((c) => c.change).map((c) => [c.change.kind, c.change.cause, c.change.effectiveAt]),
    [
      ['ENTERED', 'EVENT', at(10, 11)],
      ['LEFT', 'EVENT', at(10, 11.5)],
      ['ENTERED', 'TIME', at(17, 11.5)],
    ],
  );
  await client.dispose();
  await reading.catch(() => undefined);

  const read = await admin.ask(
    'query($id:String!){profile(id:$id){segments{segment{key size} since nextFlipAt} tags{key value source} events(first:2){edges{node{type amount lines{brand}}}pageInfo{hasNextPage}} transitions(first:10){edges{node{kind cause sequence}}}} segment(key:"beijing_regulars"){size members(first:5){totalCount asOf edges{node{id}}}}}',
    { id: profile },
  );
  assert.equal(read.profile.segments[0].segment.size, 1);
  // The third-newest of the three visits is on 1 March, so the condition becomes false 90 days later.
  assert.equal(read.profile.segments[0].nextFlipAt, new Date(Date.UTC(2026, 2, 1, 10) + 90 * 86_400_000).toISOString());
  assert.deepEqual(read.profile.tags, [{ key: 'home_city', value: 'Beijing', source: 'helpdesk' }]);
  assert.equal(read.segment.members.edges[0].node.id, profile);
  assert.deepEqual(
    read.profile.transitions.edges.map((e: any) => e.node.sequence),
    [3, 2, 1],
  );

  const why = await admin.ask(
    'query($id:String!){explainMembership(profile:$id,segment:"beijing_regulars"){member nextFlipAt condition{children{text truth observed evidence}}}}',
    { id: profile },
  );
  assert.equal(why.explainMembership.member, true);
  assert.equal(why.explainMembership.condition.children[1].observed, 3);
  assert.deepEqual(server.reported, []);
});

test('acknowledged facts survive a restart, duplicates count once, and a cursor resumes', async () => {
  const client = admin.ws();
  let cursor = '';
  for await (const item of client.iterate<any>({ query: 'subscription{membershipChanged{cursor}}' })) {
    cursor = item.data.membershipChanged.cursor;
    break;
  }
  await client.dispose();
  sent = 3;
  const again = await ingest([
    event('order_paid', at(10, 11), { order: { orderId: 'o1', lines: [{ brand: 'Other', amount: '120.50' }] } }),
  ]);
  assert.equal(again.ingestEvents.duplicates, 1);
  sent = 3;
  const other = await ingest([
    event('order_paid', at(10, 11), { order: { orderId: 'o1', lines: [{ brand: 'Other', amount: '120.51' }] } }),
  ]);
  assert.equal(other.ingestEvents.results[0].code, 'CONFLICT');
  sent = 100;
  await ingest([
    event('order_paid', at(18, 11), { order: { orderId: 'o3', lines: [{ brand: 'Shiseido', amount: '1' }] } }),
  ]);
  await server.close();
  await server.open();
  const after = admin.ws();
  const got: any[] = [];
  for await (const item of after.iterate<any>({
    query: 'subscription($c:String!){membershipChanged(after:$c){cursor change{kind cause}}}',
    variables: { c: cursor },
  })) {
    if (item.data.membershipChanged.change) {
      got.push(item.data.membershipChanged.change);
      break;
    }
  }
  await after.dispose();
  assert.deepEqual(got, [{ kind: 'LEFT', cause: 'EVENT' }]);
});
