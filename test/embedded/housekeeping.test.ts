/** Tests the scheduled work of the embedded database: it deletes documents past their TTL, and trims its change log. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { Long, MongoClient, type Db, type MongoServerError } from 'mongodb';
import { EmbeddedServer, type EmbeddedOptions } from '../../src/embedded/server.js';

let dir: string;
let nowMs: number;
let server: EmbeddedServer;
let client: MongoClient;
let db: Db;

async function start(options: Partial<EmbeddedOptions> = {}): Promise<void> {
  server = new EmbeddedServer({
    dir: join(dir, 'db'),
    listen: { socket: join(dir, 's.sock') },
    nowMs: () => nowMs,
    ...options,
  });
  client = await MongoClient.connect(await server.listen());
  db = client.db('t');
}
async function stop(): Promise<void> {
  await client.close();
  await server.close();
}

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'strata-house-'));
  nowMs = Date.UTC(2026, 0, 1);
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true, force: true });
});

const at = (seconds: number): Date => new Date(nowMs + seconds * 1000);
const ids = async (): Promise<unknown[]> =>
  (await db.collection('ttl').find().sort({ _id: 1 }).toArray()).map((d) => d._id);

test('a document is deleted when the date in its TTL index is old enough, and change streams report it', async () => {
  const c = db.collection<{ _id: number; at?: unknown }>('ttl');
  await c.createIndex({ at: 1 }, { expireAfterSeconds: 60 });
  await c.insertMany([
    { _id: 1, at: at(-61) },
    { _id: 2, at: at(-60) },
    { _id: 3, at: at(-59) },
    { _id: 4 },
    { _id: 5, at: 'text' },
    { _id: 6, at: 0 },
    { _id: 7, at: null },
    { _id: 8, at: [at(1000), at(-100)] },
    { _id: 9, at: [at(1000)] },
  ]);
  const resumeFrom = server.database.log.last;
  await server.keepHouse();
  assert.deepEqual(await ids(), [3, 4, 5, 6, 7, 9]);
  assert.deepEqual([...server.database.log.after(resumeFrom)].map((x) => `${x.kind} ${String(x.id)}`).sort(), [
    'delete 1',
    'delete 2',
    'delete 8',
  ]);
  nowMs += 1000;
  await server.keepHouse();
  assert.deepEqual(await ids(), [4, 5, 6, 7, 9]);
});

test('a TTL index survives a restart, respects its partial filter, and deletes thousands in bounded writes', async () => {
  const c = db.collection('ttl');
  await c.createIndex({ at: -1 }, { expireAfterSeconds: 0, partialFilterExpression: { state: 'done' } });
  await c.insertMany(
    Array.from({ length: 3500 }, (_, i) => ({ _id: i as never, at: at(-1), state: i < 3000 ? 'done' : 'open' })),
  );
  await stop();
  await start();
  const [, index] = await db.collection('ttl').listIndexes().toArray();
  assert.equal(index.expireAfterSeconds, 0);
  await server.keepHouse();
  assert.equal(await db.collection('ttl').countDocuments(), 500);
});

test('an index that is dropped during a round deletes nothing', async () => {
  const c = db.collection<{ _id: number; at?: Date; until?: Date }>('ttl');
  await c.createIndex({ at: 1 }, { name: 'at', expireAfterSeconds: 60 });
  await c.createIndex({ until: 1 }, { name: 'until', expireAfterSeconds: 60 });
  await c.insertMany([
    { _id: 1, at: at(-100) },
    { _id: 2, until: at(-100) },
  ]);
  const { store, catalog } = server.database;
  const round = server.keepHouse();
  await store.write(() => undefined);
  await store.write(() => {
    const collection = catalog.find('t.ttl')!;
    catalog.dropIndex(
      collection,
      collection.indexes.find((index) => index.name === 'until')!,
    );
  });
  await round;
  assert.deepEqual(await ids(), [2]);
});

test("a malformed TTL is rejected with MongoDB's code", async () => {
  const refused = (e: MongoServerError): boolean => e.code === 67;
  await assert.rejects(db.collection('ttl').createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 5 }), refused);
  await assert.rejects(db.collection('ttl').createIndex({ a: 1 }, { expireAfterSeconds: -1 }), refused);
  await assert.rejects(db.collection('ttl').createIndex({ a: 1 }, { expireAfterSeconds: 'x' as never }), refused);
});

test('the change log is trimmed by age', async () => {
  await db.collection('log').insertOne({ n: 1 });
  const old = server.database.log.last;
  nowMs += 25 * 3600_000;
  await db.collection('log').insertOne({ n: 2 });
  await server.keepHouse();
  assert.equal(server.database.log.covers(old - 1n), false);
  assert.deepEqual([...server.database.log.after(old)].length, 1);
});

test('an emptied log starts no earlier than its removed entries, even if the clock went back before a restart', async () => {
  const c = db.collection<{ _id: number }>('log');
  nowMs += 25 * 3600_000;
  await c.insertOne({ _id: 1 });
  const last = server.database.log.last;
  nowMs += 25 * 3600_000;
  await server.keepHouse();
  await stop();
  nowMs -= 50 * 3600_000;
  await start();
  assert.ok(server.database.log.last >= last);
  assert.ok(server.database.log.covers(server.database.log.last), 'a stream can begin');
  await db.collection<{ _id: number }>('log').insertOne({ _id: 2 });
  assert.ok(server.database.log.last > last);
});

test('the change log is trimmed by size, oldest first, also after a restart, and a stream behind it gets an error', async () => {
  const c = db.collection<{ _id: number; pad: string }>('log');
  const stream = c.watch();
  const opened = stream.next();
  await new Promise((r) => setImmediate(r));
  for (let i = 0; server.database.log.bytes === 0 || i < 3; i++) await c.insertOne({ _id: -1 - i, pad: '' });
  await opened;
  const token = stream.resumeToken;
  await stream.close();
  for (let i = 0; i < 200; i += 10)
    await c.insertMany(Array.from({ length: 10 }, (_, j) => ({ _id: i + j, pad: 'x'.repeat(10_000) })));
  const full = server.database.log.bytes;
  assert.ok(full > 2_000_000);
  await stop();
  await start({ logMaxBytes: 500_000 });
  assert.equal(server.database.log.bytes, full);
  await server.keepHouse();
  const { bytes, last } = server.database.log;
  assert.ok(bytes <= 500_000 && bytes > 480_000, String(bytes));
  await db.collection('log').insertOne({ pad: 'y' });
  assert.equal([...server.database.log.after(last - 10n)].length, 11);
  await assert.rejects(
    db.collection('log').watch([], { resumeAfter: token }).next(),
    (e: MongoServerError) => e.code === 286,
  );
  const later = server.database.log.bytes;
  await stop();
  await start({ logMaxBytes: 500_000 });
  assert.equal(server.database.log.bytes, later);
});

test('a stream that falls behind the start of the log between two reads gets an error', async () => {
  const c = db.collection<{ _id: number }>('log');
  await c.insertOne({ _id: 0 });
  const { cursor } = await db.command({ aggregate: 'log', pipeline: [{ $changeStream: {} }], cursor: {} });
  await c.insertMany([{ _id: 1 }, { _id: 2 }]);
  nowMs += 25 * 3600_000;
  await c.insertOne({ _id: 3 });
  await server.keepHouse();
  await assert.rejects(
    db.command({ getMore: Long.fromNumber(cursor.id), collection: 'log' }),
    (e: MongoServerError) => e.code === 286,
  );
});
