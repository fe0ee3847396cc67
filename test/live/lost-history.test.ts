/**
 * Tests resuming at positions that the change log has already discarded: in the storage layer, with the real error of
 * the driver, and through the API.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { MongoServerError, type Document } from 'mongodb';
import { EmbeddedServer } from '../../src/embedded/server.js';
import { HistoryLost, Hub, type Feed, type FeedItem, type FeedStep } from '../../src/live/hub.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { createFeed } from '../../src/storage/feed.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import type { AnnouncedChange } from '../../src/live/topics.js';
import { eventually, TestServer } from '../support/server.js';

const LOG_KEPT_MS = 2000;

let dir: string;
/** Milliseconds by which the database's clock is ahead of the machine's. */
let aheadMs: number;
const nowMs = (): number => Date.now() + aheadMs;
let database: EmbeddedServer;
let mongo: Mongo;

async function openDatabase(listen: { readonly socket: string } | { readonly port: number }): Promise<string> {
  database = new EmbeddedServer({
    dir: join(dir, 'db'),
    listen,
    nowMs,
    logRetentionMs: LOG_KEPT_MS,
    streamed: STREAMED,
  });
  return database.listen();
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'strata-history-'));
  aheadMs = 0;
  mongo = await Mongo.connect(await openDatabase({ socket: join(dir, 's.sock') }), 't', 30_000);
});
afterEach(async () => {
  await mongo.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

const insertJobChange = (n: number): Promise<unknown> =>
  mongo.collection<Document & { _id: string }>('jobChanges').insertOne({ _id: `c${n}`, ws: 'a', job: `j${n}` });

/** Makes the log discard everything written so far. */
async function forget(): Promise<void> {
  aheadMs += LOG_KEPT_MS * 2;
  await insertJobChange(99);
  await database.keepHouse();
}

async function nextStep(feed: AsyncIterable<FeedStep>): Promise<FeedStep> {
  for await (const step of feed) if (step.changes.length > 0) return step;
  throw new Error('the feed ended');
}

const isHistoryLost = (error: unknown): boolean => {
  assert.ok(error instanceof HistoryLost, String(error));
  assert.ok(error.cause instanceof MongoServerError, 'the driver reported it');
  assert.equal(error.cause.code, 286);
  return true;
};

test("a feed that resumes from before the log's retention fails with the driver's error as its cause", async () => {
  const live = createFeed(mongo).open(undefined);
  const first = nextStep(live);
  await insertJobChange(1);
  const { position } = await first;
  await insertJobChange(2);
  await live.close();

  const resumed = createFeed(mongo).open(position);
  assert.deepEqual(
    (await nextStep(resumed)).changes.map((c) => c.topic === 'job' && c.job),
    ['j2'],
    'as long as the log holds the position, nothing is missed',
  );
  await resumed.close();

  await forget();
  await assert.rejects(nextStep(createFeed(mongo).open(position)), isHistoryLost);
});

test("a read of a topic's past yields only that topic and its end position", async () => {
  const live = createFeed(mongo).open(undefined);
  const first = nextStep(live);
  await insertJobChange(1);
  const { position: begin } = await first;
  await insertJobChange(2);
  const { position: end } = await nextStep(createFeed(mongo).open(begin));

  const changes: AnnouncedChange[] = [];
  for (const topic of ['alert', 'job'] as const) {
    const past = createFeed(mongo).open(begin, { topic, batchSize: 1 });
    for await (const step of past) {
      changes.push(...step.changes);
      if (step.position >= end) break;
    }
  }
  assert.deepEqual(
    changes.map((c) => c.topic === 'job' && c.job),
    ['j2'],
  );
});

/** Counts how often the feed is opened. */
class CountedFeed implements Feed {
  opened = 0;
  constructor(private readonly feed: Feed) {}

  open(...args: Parameters<Feed['open']>): ReturnType<Feed['open']> {
    this.opened++;
    return this.feed.open(...args);
  }
}

test('a process whose feed lost its position notifies all followers and continues', async () => {
  const feed = new CountedFeed(createFeed(mongo));
  const reported: unknown[] = [];
  const pauses: number[] = [];
  let lost = 0;
  const hub = new Hub(
    feed,
    nowMs,
    async (ms) => void pauses.push(ms),
    (error) => reported.push(error),
    [{ hear: () => undefined, lose: () => lost++ }],
  );
  await hub.start();
  const seen: FeedItem[] = [];
  const following = (async () => {
    for await (const item of hub.subscribe({ workspace: 'a', topic: 'job' })) seen.push(item);
  })();
  following.catch(() => undefined);
  await insertJobChange(1);
  await eventually(() => seen.some((item) => item.change?.topic === 'job'), 'the change is delivered');

  // The database is unreachable for longer than its log keeps changes. Writes during that time use another address.
  await database.close();
  const aside = await openDatabase({ port: 0 });
  const writer = await Mongo.connect(aside, 't', 30_000);
  await writer
    .collection<Document & { _id: string }>('jobChanges')
    .insertOne({ _id: 'missed', ws: 'a', job: 'missed' });
  aheadMs += LOG_KEPT_MS * 2;
  await writer.collection<Document & { _id: string }>('jobChanges').insertOne({ _id: 'later', ws: 'a', job: 'later' });
  await database.keepHouse();
  await writer.close();
  await database.close();
  const openedBefore = feed.opened;
  await openDatabase({ socket: join(dir, 's.sock') });

  await assert.rejects(following, isHistoryLost);
  assert.equal(lost, 1, 'the process itself is notified once');
  assert.equal(reported.filter((error) => error instanceof HistoryLost).length, 1);
  assert.equal(pauses.length, reported.length, 'every attempt is followed by a pause');
  assert.ok(feed.opened - openedBefore <= pauses.length, `opened ${feed.opened - openedBefore} times`);

  const again: FeedItem[] = [];
  const followingAgain = (async () => {
    for await (const item of hub.subscribe({ workspace: 'a', topic: 'job' })) again.push(item);
  })();
  await eventually(() => again.length > 0, 'a first position');
  assert.notEqual(again[0].position, undefined, 'a subscriber waits until there is a position');
  await insertJobChange(3);
  await eventually(
    () => again.some((item) => item.change?.topic === 'job' && item.change.job === 'j3'),
    'a change after the loss',
  );
  await hub.stop();
  await followingAgain;
});

test('pauses between attempts grow while the feed fails, and the hub stops without waiting for one', async () => {
  const pauses: number[] = [];
  let stopped: Promise<void> | undefined;
  const hub = new Hub(
    {
      open: () => Object.assign((async function* (): AsyncGenerator<FeedStep> {})(), { close: async () => undefined }),
    },
    nowMs,
    (ms) => {
      pauses.push(ms);
      if (pauses.length < 7) return Promise.resolve();
      stopped ??= hub.stop();
      return new Promise(() => undefined);
    },
    () => undefined,
  );
  await hub.start();
  await stopped;
  assert.deepEqual(
    pauses,
    [200, 400, 800, 1600, 3200, 5000, 5000],
    'a feed that ends without an error is no reason to hurry',
  );
});

test("a cursor from before the log's retention fails with CURSOR_EXPIRED", async () => {
  const server = await TestServer.start();
  try {
    const shop = await server.sandbox('shop', '2026-01-01T00:00:00Z');
    await shop.ask(
      'mutation{defineSegment(input:{key:"seen",name:"seen",expression:"did(page_viewed)"},wait:true){job{id}}}',
    );
    const socket = shop.ws();
    interface Answered {
      readonly data?: { readonly membershipChanged?: { readonly cursor: string; readonly change?: unknown } };
    }
    const cursorOf = (item: unknown): string => (item as Answered).data!.membershipChanged!.cursor;
    const document = (after?: string): { query: string } => ({
      query: `subscription{membershipChanged(segments:["seen"]${after ? `,after:${JSON.stringify(after)}` : ''}){cursor change{kind}}}`,
    });
    const follow = socket.iterate(document());
    const cursor = cursorOf((await follow.next()).value);
    await follow.return!();
    await socket.dispose();
    const visit = (n: number): Promise<unknown> =>
      shop.ask(
        `mutation{ingestEvents(events:[{messageId:"v${n}",type:"page_viewed",occurredAt:"2025-12-31T23:00:00Z",identities:[{namespace:"member_id",value:"m${n}"}]}]){accepted}}`,
      );
    await visit(1);
    await server.close();

    // Advances only the database's clock by two days. Its log keeps one day.
    const aside = new EmbeddedServer({
      dir: join(server.dir, 'db'),
      listen: { port: 0 },
      nowMs: () => Date.now() + 48 * 3600_000,
      streamed: STREAMED,
    });
    await aside.listen();
    await aside.keepHouse();
    await aside.close();
    await server.open();
    await visit(2);

    const delivered: Answered[] = [];
    await assert.rejects(
      async () => {
        for await (const answer of shop.ws().iterate(document(cursor))) delivered.push(answer as Answered);
      },
      (errors: readonly { readonly extensions: { readonly code: string } }[]) =>
        errors[0].extensions.code === 'CURSOR_EXPIRED',
    );
    assert.ok(!delivered.some((a) => a.data?.membershipChanged?.change), 'nothing is delivered after the gap');
    // Alerts follow the feed too. Their stored position is also lost, which is logged.
    assert.ok(server.reported.every((error) => error instanceof HistoryLost));
  } finally {
    await server.remove();
  }
});
