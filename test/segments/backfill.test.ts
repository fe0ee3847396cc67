/** Tests a new definition with many customers. All match it, and unaffected customers are not written. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { raisedTo } from '../../src/engine/memberships/settle.js';
import { Ticker } from '../../src/services/scheduling/ticker.js';
import type { Job, Stores } from '../../src/services/base/ports.js';
import { TrackedLateCommits } from '../../src/services/publication/late-commits.js';
import { KeyedMutex } from '../../src/services/base/keyed-mutex.js';
import { TestServer, type Caller } from '../support/server.js';

let server: TestServer;
let admin: Caller;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const CUSTOMERS = 700;
const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const id = (n: number): { namespace: string; value: string }[] => [{ namespace: 'member_id', value: `S${n}` }];
const order = (n: number, k: number, days: number): object => ({
  messageId: `o${n}-${k}`,
  type: 'order_paid',
  occurredAt: at(days),
  identities: id(n),
  order: { orderId: `o${n}-${k}`, amount: '10' },
});
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';
const DEFINE =
  'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){job{state total done}}}';

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('many', at(0));
  // Every tenth customer ordered once: customer 10 * k ordered k days ago.
  await admin.ask(INGEST, {
    e: Array.from({ length: CUSTOMERS }, (_, n) => ({
      messageId: `v${n}`,
      type: 'product_viewed',
      occurredAt: at(-100),
      identities: id(n),
    })),
  });
  await admin.ask(INGEST, { e: Array.from({ length: CUSTOMERS / 10 }, (_, k) => order(10 * k, 0, -k)) });
});
after(() => server.remove());

interface Stored {
  readonly n: number;
  readonly id: string;
  readonly version: number;
  readonly segments: readonly string[];
}

/** Returns all customers, and checks that each is evaluated under the current definitions. */
async function records(): Promise<readonly Stored[]> {
  const { profiles, workspaces } = server.running.services.stores;
  const { catalogueVersion, watermark } = (await workspaces.get('many'))!;
  const all = await profiles.roots('many', { first: CUSTOMERS + 1 });
  for (const r of all) assert.equal(raisedTo(r.evaluation, watermark).catalogueVersion, catalogueVersion);
  return all.map((r) => ({
    n: Number(r.identity.value.slice(1)),
    id: r.id,
    version: r.version,
    segments: r.evaluation.segments.filter((x) => x.member).map((x) => x.segment),
  }));
}

/** Runs work and returns the customers that it wrote. */
async function writtenBy(work: () => Promise<unknown>): Promise<number[]> {
  const before = new Map((await records()).map((r) => [r.n, r.version]));
  await work();
  return (await records())
    .filter((r) => r.version !== before.get(r.n))
    .map((r) => r.n)
    .sort((a, b) => a - b);
}

const tenths = (k: number): number[] => Array.from({ length: k }, (_, i) => 10 * i);

test('customers unaffected by a definition are not written; all others are members or have a future flip', async () => {
  const written = await writtenBy(async () => {
    const { defineSegment } = await admin.ask(DEFINE, { k: 'recent', x: 'did(order_paid, last 30d)' });
    assert.deepEqual(defineSegment.job, { state: 'DONE', total: CUSTOMERS, done: CUSTOMERS });
  });
  // Customers 0, 10, ... 290 are members. Customers with older orders cannot join by time alone.
  assert.deepEqual(written, tenths(30));
  assert.deepEqual(
    (await records())
      .filter((r) => r.segments.includes('recent'))
      .map((r) => r.n)
      .sort((a, b) => a - b),
    tenths(30),
  );
});

test('a negation affects everyone; a future flip is kept', async () => {
  assert.equal(
    (await writtenBy(() => admin.ask(DEFINE, { k: 'lapsed', x: 'not did(order_paid, last 30d)' }))).length,
    CUSTOMERS,
  );
  assert.equal((await records()).filter((r) => r.segments.includes('lapsed')).length, CUSTOMERS - 30);
  await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(10) });
  const { recent, lapsed } = await admin.ask('{recent:segment(key:"recent"){size} lapsed:segment(key:"lapsed"){size}}');
  assert.deepEqual([recent.size, lapsed.size], [20, CUSTOMERS - 20]);
});

test('a customer that was not written enters by an event, with that event as the cause and its own instant', async () => {
  await admin.ask(DEFINE, { k: 'carts', x: 'did(added_to_cart, last 7d) and not did(order_paid, last 1d)' });
  await admin.ask(INGEST, {
    e: [{ messageId: 'cart', type: 'added_to_cart', occurredAt: at(9.5), identities: id(5) }],
  });
  const q = '{segment(key:"carts"){size transitions(first:10){edges{node{kind cause effectiveAt profileId}}}}}';
  const { segment } = await admin.ask(q);
  assert.equal(segment.size, 1);
  assert.deepEqual(
    segment.transitions.edges.map((e: any) => [e.node.kind, e.node.cause, e.node.effectiveAt]),
    [['ENTERED', 'EVENT', at(9.5)]],
  );
});

test('a redefinition affects current and former members, and only these are evaluated', async () => {
  const written = await writtenBy(() =>
    admin.ask(
      'mutation{redefineSegment(input:{key:"recent",expression:"count(order_paid, last 30d) >= 2"},wait:true){job{state}}}',
    ),
  );
  const { segment } = await admin.ask('{segment(key:"recent"){size transitions(first:100){edges{node{kind cause}}}}}');
  assert.equal(segment.size, 0);
  assert.equal(
    segment.transitions.edges.filter((e: any) => e.node.cause === 'DEFINITION' && e.node.kind === 'LEFT').length,
    20,
  );
  assert.deepEqual(written, tenths(30));
});

/** Runs a function after all customers were scanned and before the watermark is raised. */
async function beforeRaising(run: () => Promise<unknown>, work: () => Promise<unknown>): Promise<void> {
  const { workspaces } = server.running.services.stores;
  const { raiseWatermark } = workspaces;
  let ran = 0;
  workspaces.raiseWatermark = async (ws, to) => {
    if (ran++ === 0) await run();
    return raiseWatermark(ws, to);
  };
  try {
    await work();
  } finally {
    workspaces.raiseWatermark = raiseWatermark;
  }
  assert.ok(ran > 0);
}

test('facts that arrive after the scan of all customers are counted', async () => {
  await beforeRaising(
    () => admin.ask(INGEST, { e: [7, 17, 27].map((n) => order(n, 1, 9)) }),
    () => admin.ask(DEFINE, { k: 'buyers', x: 'did(order_paid, last 60d)' }),
  );
  const all = await records();
  for (const n of [7, 17, 27]) assert.ok(all.find((r) => r.n === n)!.segments.includes('buyers'), `customer ${n}`);
});

/** Delays the transaction of a fact that has read the definitions, until newer definitions apply to everyone. */
async function overtaken(event: object, publish: () => Promise<unknown>): Promise<void> {
  const { identities } = server.running.services.stores as {
    identities: { -readonly [K in keyof Stores['identities']]: Stores['identities'][K] };
  };
  const { find } = identities;
  let [begun, go] = [(): void => undefined, (): void => undefined];
  const held = new Promise<void>((resolve) => (begun = resolve));
  const released = new Promise<void>((resolve) => (go = resolve));
  identities.find = async (ws, list, tx) => {
    if (tx && ws === 'many') {
      begun();
      await released;
    }
    return find(ws, list, tx);
  };
  try {
    const ingested = admin.ask(INGEST, { e: [event] });
    await held;
    identities.find = find;
    await publish();
    go();
    await ingested;
  } finally {
    identities.find = find;
  }
}

const isIn = async (segment: string, n: number): Promise<boolean> =>
  (await records()).find((r) => r.n === n)!.segments.includes(segment);

test('a transaction overtaken by a definition is caught, even if its customer was scanned before', async () => {
  const { services } = server.running;
  await overtaken({ messageId: 'late33', type: 'searched', occurredAt: at(9), identities: id(33) }, () =>
    admin.ask(DEFINE, { k: 'searchers', x: 'did(searched, last 60d)' }),
  );
  // The process has received the change once a later query succeeds.
  await admin.ask('{profiles(first:1,expression:"did(searched)"){totalCount}}');
  await services.lateCommits.bringIn(services, (await services.stores.workspaces.get('many'))!);
  assert.equal(await isIn('searchers', 33), true);
});

test('the same is true in a process that did not receive the change', async () => {
  const { services } = server.running;
  // Simulates a process that does not receive the change.
  const { hear } = services.lateCommits;
  services.lateCommits.hear = () => undefined;
  try {
    await overtaken({ messageId: 'late44', type: 'page_viewed', occurredAt: at(9), identities: id(44) }, () =>
      admin.ask(DEFINE, { k: 'viewers', x: 'did(page_viewed, last 60d)' }),
    );
    await admin.ask('{profiles(first:1,expression:"did(page_viewed)"){totalCount}}');
  } finally {
    services.lateCommits.hear = hear;
  }
  const w = (await services.stores.workspaces.get('many'))!;
  await services.lateCommits.bringIn(services, w);
  assert.equal(await isIn('viewers', 44), false);
  await new TrackedLateCommits().bringIn(services, w);
  assert.equal(await isIn('viewers', 44), true);
});

test('announcements count as written customers only below the highest version received', async () => {
  const asked: (readonly [string, number])[] = [];
  const writer = {
    check: (_: string, list: readonly { readonly profile: string; readonly since: number }[]) =>
      Promise.resolve(void asked.push(...list.map((x) => [x.profile, x.since] as const))),
  };
  const news = { writtenBelow: () => Promise.resolve([]) };
  const services = { ...server.running.services, writer, stores: { ...server.running.services.stores, news } } as never;
  const w = (await server.running.services.stores.workspaces.get('many'))!;
  const told = (
    catalogue: number,
    changed: string[],
    evaluated: string[] = [],
    workspace = 'many',
  ): Parameters<TrackedLateCommits['hear']>[0] => ({ workspace, catalogue, changed, removed: ['g'], evaluated });
  const lateCommits = new TrackedLateCommits();
  for (const x of [
    told(4, ['a']),
    told(5, []),
    told(4, ['b'], ['c']),
    told(3, ['c']),
    told(5, ['d']),
    told(1, ['e'], [], 'other'),
  ])
    lateCommits.hear(x);
  await lateCommits.bringIn(services, w);
  await lateCommits.bringIn(services, w);
  assert.deepEqual(asked, [
    ['b', 4],
    ['c', 3],
  ]);
  // A different workspace with the same id starts again with low version numbers.
  await lateCommits.bringIn(services, { ...w, createdAt: w.createdAt + 1 });
  lateCommits.hear(told(1, ['f']));
  await lateCommits.bringIn(services, { ...w, createdAt: w.createdAt + 1 });
  assert.equal(asked.length, 2);
});

test('members of a retired segment leave it, and no other segment announces a change', async () => {
  const job = (await admin.ask('mutation{retireSegment(key:"lapsed",wait:true){job{state}}}')).retireSegment.job;
  assert.equal(job.state, 'DONE');
  const all = await records();
  assert.ok(all.every((r) => !r.segments.includes('lapsed')));
  assert.equal(all.filter((r) => r.segments.includes('buyers')).length, 53);
});

test('several definitions at once are processed one after another, each job to its end', async () => {
  const jobs: Job[] = await Promise.all(
    Array.from(
      { length: 5 },
      async (_, i) =>
        (await admin.ask(DEFINE, { k: `m${i}`, x: `count(product_viewed, last ${i + 100}d) >= 1` })).defineSegment.job,
    ),
  );
  for (const j of jobs) assert.equal(j.state, 'DONE');
  // Ten days later, the views are 110 days old.
  assert.deepEqual(
    await admin.ask(`{${Array.from({ length: 5 }, (_, i) => `m${i}:segment(key:"m${i}"){size}`).join(' ')}}`),
    Object.fromEntries(Array.from({ length: 5 }, (_, i) => [`m${i}`, { size: i + 100 > 110 ? CUSTOMERS : 0 }])),
  );
});

test('customers are evaluated on the columns, and read from the database only where these are stale', async () => {
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
    assert.equal(
      (await few.ask('{profiles(first:1,expression:"did(order_paid)"){totalCount}}')).profiles.totalCount,
      20,
    );
    // Two customers have ordered again since the columns were queried.
    await few.ask(INGEST, { e: [order(3, 1, -1), order(4, 1, -1)] });
    const all = await profiles.roots('few', { first: 100 });
    for (const r of all) services.cache.drop(r.id);
    read.clear();
    await few.ask(DEFINE, { k: 'twice', x: 'count(order_paid) >= 2' });
    const nameOf = new Map(all.map((r) => [r.id, r.identity.value]));
    assert.deepEqual([...read].map((i) => nameOf.get(i)).sort(), ['S3', 'S4']);
    assert.equal((await few.ask('{segment(key:"twice"){size}}')).segment.size, 2);
    // Facts from columns have no event ids, so they are not cached for customers that receive new events.
    const untouched = all.find((r) => r.identity.value === 'S5')!;
    assert.equal(services.cache.get(untouched.id, untouched.factsVersion), undefined);
    const known = services.columns.facts('few', [untouched.id]).get(untouched.id)!;
    const event = {
      id: 't|x5',
      type: 'order_paid',
      at: NOW - 5 * DAY,
      orderId: 'x5',
      amount: 100_000n,
      currency: 'CNY',
    };
    await services.writer.write('few', [
      { kind: 'check', profile: untouched.id, known },
      {
        kind: 'event',
        origin: { actor: 't', operation: 't' },
        identities: id(5),
        event,
        source: 't',
        messageId: 'x5',
        bodyHash: '',
      },
    ]);
    const [now] = await profiles.find('few', [untouched.id]);
    const kept = services.cache
      .get(now.id, now.factsVersion)!
      .all()
      .map((e) => e.id);
    assert.equal(kept.length, 2);
    assert.ok(
      kept.every((x) => /\|(o5-0|x5)$/.test(x)),
      kept.join(' '),
    );
  } finally {
    events.facts = facts;
  }
});

test('the sweep updates a workspace behind its definitions, but waits for a job that makes progress', async () => {
  const { services } = server.running;
  const [many, few] = await Promise.all(['many', 'few'].map(async (x) => (await services.stores.workspaces.get(x))!));
  const behind = { ...many, watermark: { ...many.watermark, version: many.catalogueVersion - 1 } };
  const job: Job = {
    id: 'j',
    workspace: 'many',
    kind: 'BACKFILL',
    subject: 'x',
    state: 'RUNNING',
    done: 1,
    total: 2,
    startedAt: 0,
  };
  const rounds = async (given: {
    readonly busy?: boolean;
    readonly jobs?: (now: number) => Job[];
    readonly many?: typeof many;
  }): Promise<string[]> => {
    const taken: string[] = [];
    const mutex = Object.assign(new KeyedMutex(), {
      busy: () => given.busy ?? false,
      take: (name: string) => Promise.resolve(void taken.push(name)),
    });
    let [now, asked] = [services.stores.now(), 0];
    // The first call finds the position from which to resume, and gets no jobs.
    const running = (): Promise<Job[]> => Promise.resolve(asked++ === 0 ? [] : (given.jobs?.(now) ?? []));
    const stores = {
      ...services.stores,
      now: () => now,
      workspaces: { ...services.stores.workspaces, list: () => Promise.resolve([given.many ?? behind, few]) },
      jobs: { ...services.stores.jobs, running },
    };
    let [left, ended] = [60, (): void => undefined];
    const done = new Promise<void>((resolve) => (ended = resolve));
    const pause = async (): Promise<void> => {
      now += 60_000;
      if (--left === 0) ended();
      for (let i = 0; i < 20; i++) await services.stores.workspaces.get('few');
    };
    const work = new Ticker({ ...services, mutex: mutex as never, stores, pause }, assert.ifError);
    work.start();
    await done;
    await work.stop();
    return [...new Set(taken)];
  };
  assert.deepEqual(await rounds({}), ['many']);
  assert.deepEqual(await rounds({ many }), []);
  assert.deepEqual(await rounds({ busy: true }), []);
  assert.deepEqual(await rounds({ jobs: (now) => [{ ...job, done: now }] }), []);
  assert.deepEqual(await rounds({ jobs: () => [job] }), ['many']);
});
