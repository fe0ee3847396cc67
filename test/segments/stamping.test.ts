/** Many customers under a new definition: those it does not concern are only stamped, and everyone is as the oracle says all the same. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { ClockWork } from '../../src/services/clock-work.js';
import type { Job } from '../../src/services/ports.js';
import { Turns } from '../../src/services/turns.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const CUSTOMERS = 700;
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const id = (n: number): { namespace: string; value: string }[] => [{ namespace: 'member_id', value: `S${n}` }];
const order = (n: number, k: number, days: number): object => ({ messageId: `o${n}-${k}`, type: 'order_paid', occurredAt: at(days), identities: id(n), order: { orderId: `o${n}-${k}`, amount: '10' } });
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';
const DEFINE = 'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){job{state total done}}}';
let stamped = 0;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('many', at(0));
  const { profiles } = server.running.services.stores;
  const { stamp } = profiles;
  profiles.stamp = async (...args) => {
    const n = await stamp(...args);
    stamped += n;
    return n;
  };
  // Every tenth ordered, one a day: customer 10k ordered k days ago.
  await admin.ask(INGEST, { e: Array.from({ length: CUSTOMERS }, (_, n) => ({ messageId: `v${n}`, type: 'product_viewed', occurredAt: at(-100), identities: id(n) })) });
  await admin.ask(INGEST, { e: Array.from({ length: CUSTOMERS / 10 }, (_, k) => order(10 * k, 0, -k)) });
});
after(() => server.remove());

async function records(): Promise<readonly { readonly n: number; readonly stamp: number; readonly segments: readonly string[]; readonly version: number }[]> {
  const { profiles, workspaces } = server.running.services.stores;
  const { catalogueVersion } = (await workspaces.get('many'))!;
  const all = await profiles.roots('many', { first: CUSTOMERS + 1 });
  for (const r of all) assert.equal(r.evaluation.catalogueVersion, catalogueVersion);
  return all.map((r) => ({ n: Number(r.identity.value.slice(1)), stamp: r.evaluation.evaluatedAt, version: r.version, segments: r.evaluation.segments.filter((x) => x.member).map((x) => x.segment) }));
}

test('whom a definition does not concern is stamped without being evaluated one by one; the others are members or have a flip ahead', async () => {
  const { defineSegment } = await admin.ask(DEFINE, { k: 'recent', x: 'did(order_paid, last 30d)' });
  assert.deepEqual(defineSegment.job, { state: 'DONE', total: CUSTOMERS, done: CUSTOMERS });
  // Customers 0, 10, ... 290 are members; those whose order is older will never be again by time alone.
  assert.equal(stamped, CUSTOMERS - 30);
  assert.deepEqual((await records()).filter((r) => r.segments.includes('recent')).map((r) => r.n).sort((a, b) => a - b), Array.from({ length: 30 }, (_, k) => 10 * k));
});

test('a negation concerns everyone; a flip that lies ahead is kept', async () => {
  stamped = 0;
  await admin.ask(DEFINE, { k: 'lapsed', x: 'not did(order_paid, last 30d)' });
  assert.equal(stamped, 0);
  assert.equal((await records()).filter((r) => r.segments.includes('lapsed')).length, CUSTOMERS - 30);
  await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(10) });
  const { recent, lapsed } = await admin.ask('{recent:segment(key:"recent"){size} lapsed:segment(key:"lapsed"){size}}');
  assert.deepEqual([recent.size, lapsed.size], [20, CUSTOMERS - 20]);
});

test('who was only stamped enters by an event with that event as the cause and its own instant', async () => {
  await admin.ask(DEFINE, { k: 'carts', x: 'did(added_to_cart, last 7d) and not did(order_paid, last 1d)' });
  await admin.ask(INGEST, { e: [{ messageId: 'cart', type: 'added_to_cart', occurredAt: at(9.5), identities: id(5) }] });
  const q = '{segment(key:"carts"){size transitions(first:10){edges{node{kind cause effectiveAt profileId}}}}}';
  const { segment } = await admin.ask(q);
  assert.equal(segment.size, 1);
  assert.deepEqual(segment.transitions.edges.map((e: any) => [e.node.kind, e.node.cause, e.node.effectiveAt]), [['ENTERED', 'EVENT', at(9.5)]]);
});

test('a redefinition concerns whoever was a member, and those alone are evaluated', async () => {
  stamped = 0;
  await admin.ask('mutation{redefineSegment(input:{key:"recent",expression:"count(order_paid, last 30d) >= 2"},wait:true){job{state}}}');
  const { segment } = await admin.ask('{segment(key:"recent"){size transitions(first:100){edges{node{kind cause}}}}}');
  assert.equal(segment.size, 0);
  assert.equal(segment.transitions.edges.filter((e: any) => e.node.cause === 'DEFINITION' && e.node.kind === 'LEFT').length, 20);
  assert.ok(stamped >= CUSTOMERS - 100, `${stamped} were only stamped`);
  await records();
});

test('facts that come in while everyone is being stamped are counted', async () => {
  const { services } = server.running;
  const { stamp } = services.stores.profiles;
  let wrote = 0;
  // Between what the columns say and the stamp a customer orders: it must not be stamped as it was.
  services.stores.profiles.stamp = async (ws, list, as) => {
    if (wrote++ === 0) await admin.ask(INGEST, { e: [7, 17, 27].map((n) => order(n, 1, 9)) });
    return stamp(ws, list, as);
  };
  try {
    await admin.ask(DEFINE, { k: 'buyers', x: 'did(order_paid, last 60d)' });
  } finally {
    services.stores.profiles.stamp = stamp;
  }
  const all = await records();
  assert.ok(wrote > 0);
  for (const n of [7, 17, 27]) assert.ok(all.find((r) => r.n === n)!.segments.includes('buyers'), `customer ${n}`);
});

test('whoever is in a segment that ends leaves it, and in no other is anything told', async () => {
  const job = (await admin.ask('mutation{retireSegment(key:"lapsed",wait:true){job{state}}}')).retireSegment.job;
  assert.equal(job.state, 'DONE');
  const all = await records();
  assert.ok(all.every((r) => !r.segments.includes('lapsed')));
  assert.equal(all.filter((r) => r.segments.includes('buyers')).length, 53);
});

test('several definitions at once are worked off one after another, each job to its end', async () => {
  const jobs: Job[] = await Promise.all(Array.from({ length: 5 }, async (_, i) => (await admin.ask(DEFINE, { k: `m${i}`, x: `count(product_viewed, last ${i + 100}d) >= 1` })).defineSegment.job));
  for (const j of jobs) assert.equal(j.state, 'DONE');
  // Ten days on, views of 110 days ago.
  assert.deepEqual((await admin.ask(`{${Array.from({ length: 5 }, (_, i) => `m${i}:segment(key:"m${i}"){size}`).join(' ')}}`)), Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`m${i}`, { size: i + 100 > 110 ? CUSTOMERS : 0 }])));
});

test('who is evaluated is evaluated on what the columns know, and read only where that is old', async () => {
  const few = await server.sandbox('few', at(0));
  const { services } = server.running;
  const { events, profiles } = services.stores;
  const { facts } = events;
  const read = new Set<string>();
  events.facts = (ws, ids, tx) => {
    for (const i of ids) read.add(i);
    return facts(ws, ids, tx);
  };
  try {
    await few.ask(INGEST, { e: Array.from({ length: 20 }, (_, n) => order(n, 0, -n)) });
    assert.equal((await few.ask('{profiles(first:1,expression:"did(order_paid)"){totalCount}}')).profiles.totalCount, 20);
    // Since the columns were asked, two customers ordered again.
    await few.ask(INGEST, { e: [order(3, 1, -1), order(4, 1, -1)] });
    const all = await profiles.roots('few', { first: 100 });
    for (const r of all) services.cache.drop(r.id);
    read.clear();
    await few.ask(DEFINE, { k: 'twice', x: 'count(order_paid) >= 2' });
    const nameOf = new Map(all.map((r) => [r.id, r.identity.value]));
    assert.deepEqual([...read].map((i) => nameOf.get(i)).sort(), ['S3', 'S4']);
    assert.equal((await few.ask('{segment(key:"twice"){size}}')).segment.size, 2);
    // What columns know has no names for events: it is not kept for those who add to it.
    const untouched = all.find((r) => r.identity.value === 'S5')!;
    assert.equal(services.cache.get(untouched.id, untouched.factsVersion), undefined);
    const known = services.columns.facts('few', [untouched.id]).get(untouched.id)!;
    const event = { id: 't|x5', type: 'order_paid', at: NOW - 5 * DAY, orderId: 'x5', amount: 100_000n, currency: 'CNY' };
    await services.writer.write('few', [
      { kind: 'check', profile: untouched.id, known },
      { kind: 'event', origin: { actor: 't', operation: 't' }, identities: id(5), event, source: 't', messageId: 'x5', bodyHash: '' },
    ]);
    const [now] = await profiles.find('few', [untouched.id]);
    const kept = services.cache.get(now.id, now.factsVersion)!.all().map((e) => e.id);
    assert.equal(kept.length, 2);
    assert.ok(kept.every((x) => /\|(o5-0|x5)$/.test(x)), kept.join(' '));
  } finally {
    events.facts = facts;
  }
});

test('whom a job is about to reach the sweep leaves to it', async () => {
  const { services } = server.running;
  for (const busy of [true, false]) {
    const swept = new Set<string>();
    const turns = Object.assign(new Turns(), { busy: (name: string) => busy && name === 'many' });
    const profiles = { ...services.stores.profiles, stale: async (ws: string) => (swept.add(ws), []) };
    let ended = (): void => undefined;
    const round = new Promise<void>((resolve) => (ended = resolve));
    const pause = (): Promise<void> => (ended(), turn());
    const work = new ClockWork({ ...services, turns, stores: { ...services.stores, profiles }, pause }, assert.ifError);
    work.start();
    await round;
    await work.stop();
    assert.equal(swept.has('many'), !busy);
    assert.ok(swept.has('few'));
  }
});
