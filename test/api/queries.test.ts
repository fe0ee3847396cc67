/** Checks that a list takes a fixed number of queries, regardless of its rows and fields. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"searches",kind:DYNAMIC,metric:"count(searched)"}){key}}');
  for (const key of ['a', 'b', 'c', 'd'])
    await admin.ask(
      'mutation($k:String!){defineSegment(input:{key:$k,expression:"did(searched)"},wait:true){job{state}}}',
      { k: key },
    );
  const events = Array.from({ length: 120 }, (_, i) => ({
    messageId: `q${i}`,
    type: 'searched',
    occurredAt: '2026-03-09T12:00:00Z',
    identities: [{ namespace: 'member_id', value: `M${i % 60}` }],
  }));
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events });
});
after(() => server.remove());

/** Counts the calls to each store while a document runs. */
async function queries(document: string): Promise<number> {
  const { stores, cache } = server.running.services;
  const roots = await stores.profiles.roots('shop', { first: 100 });
  for (const r of roots) cache.drop(r.id);
  let n = 0;
  const undo: (() => void)[] = [];
  for (const store of ['profiles', 'events', 'workspaces', 'identities', 'jobs', 'tagFacts', 'transitions'] as const) {
    const target = stores[store] as unknown as Record<string, (...a: unknown[]) => unknown>;
    for (const [name, original] of Object.entries(target)) {
      // Skips the reads of the scheduler, which continue during the operation.
      if (['due', 'stale', 'list', 'running'].includes(name)) continue;
      target[name] = (...args) => {
        n++;
        return original(...args);
      };
      undo.push(() => (target[name] = original));
    }
  }
  try {
    await admin.ask(document);
  } finally {
    for (const u of undo) u();
  }
  return n;
}

test('members with tags and memberships take as many queries for 50 rows as for 5', async () => {
  const document = (first: number): string =>
    `{segment(key:"a"){members(first:${first}){totalCount edges{node{id tags{key value} segments{segment{key size state} since}}}}}}`;
  const few = await queries(document(5));
  assert.equal(await queries(document(50)), few);
  assert.ok(few <= 8, `${few} queries`);
});

test('segments with sizes take as many queries for 4 rows as for 1', async () => {
  const document = (first: number): string => `{segments(first:${first}){edges{node{key size state}}}}`;
  assert.equal(await queries(document(4)), await queries(document(1)));
  const { segments } = await admin.ask(document(4));
  assert.deepEqual(
    segments.edges.map((e: any) => e.node.size),
    [60, 60, 60, 60],
  );
});
