/**
 * Tests how the embedded database stores its change log and its index entries: changes of a large commit share
 * compressed entries, and data of the earlier format is read as before.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import fc from 'fast-check';
import { open, type RootDatabase } from 'lmdb';
import { MongoClient, type Db, type MongoServerError } from 'mongodb';
import { EmbeddedServer, type EmbeddedOptions } from '../../src/embedded/server.js';
import {
  changesOf,
  encodeChange,
  type EncodedChange,
  entriesOf,
  firstOf,
  lastOf,
  logKey,
} from '../../src/embedded/storage/change-packs.js';
import { idKeyOfEntry } from '../../src/embedded/storage/catalog.js';
import { seal, unseal } from '../../src/embedded/storage/seal.js';
import { type Entry, FORMAT } from '../../src/embedded/storage/store.js';
import { freshSeed } from '../support/amount.js';

interface Item {
  _id: number;
  pad?: string;
}

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
  dir = mkdtempSync(join(tmpdir(), 'strata-packs-'));
  nowMs = Date.UTC(2026, 0, 1);
  await start();
});
afterEach(async () => {
  await stop();
  rmSync(dir, { recursive: true, force: true });
});

const items = (from: number, count: number): Item[] =>
  Array.from({ length: count }, (_, i) => ({ _id: from + i, pad: 'the same text in every document '.repeat(8) }));
const idsAfter = (seq: bigint): number[] => [...server.database.log.after(seq)].map((change) => Number(change.id));
const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

test('changes of a large insert are in the log once each, in order, from every position, also after a restart', async () => {
  const c = db.collection<Item>('log');
  await c.insertOne({ _id: 0 });
  const begin = server.database.log.last;
  await c.insertMany(items(1, 700));
  await c.insertOne({ _id: 701 });
  const before = server.database.log.bytes;
  assert.ok(before < (700 * 'the same text in every document '.length * 8) / 4, String(before));
  for (const restart of [false, true]) {
    if (restart) {
      await stop();
      await start();
    }
    assert.equal(server.database.log.bytes, before);
    const seqs = [...server.database.log.after(begin)].map(({ seq }) => seq);
    assert.equal(server.database.log.last, seqs.at(-1));
    assert.deepEqual(idsAfter(begin), range(1, 702));
    seqs.forEach((seq, i) => assert.deepEqual(idsAfter(seq), range(i + 2, 702)));
  }
});

test('a stream resumes in the middle of a pack and shows each document as it was inserted', async () => {
  const c = db.collection<Item>('log');
  const begin = server.database.log.last;
  await c.insertMany(items(0, 300));
  await c.updateMany({}, { $set: { pad: 'later' } });
  await c.deleteMany({});
  const at = [...server.database.log.after(begin)][149].seq;
  const stream = c.watch([], { resumeAfter: { _data: at.toString(16).padStart(16, '0').toUpperCase() } });
  const wanted = range(150, 300);
  for (const id of wanted) {
    const event = await stream.next();
    assert.equal(event.operationType, 'insert');
    if (event.operationType === 'insert') assert.deepEqual(event.fullDocument, items(id, 1)[0]);
  }
  await stream.close();
});

test('packs are trimmed whole, and a stream within a removed pack gets an error', async () => {
  const c = db.collection<Item>('log');
  const begin = server.database.log.last;
  await c.insertMany(items(0, 300));
  const old = [...server.database.log.after(begin)].map(({ seq }) => seq);
  nowMs += 25 * 3600_000;
  await c.insertOne({ _id: 300 });
  await server.keepHouse();
  assert.equal(server.database.log.covers(old[0]), false);
  assert.equal(server.database.log.covers(old.at(-2)!), false);
  assert.equal(server.database.log.covers(old.at(-1)!), true);
  assert.deepEqual(idsAfter(begin), [300]);
  await assert.rejects(
    c.watch([], { resumeAfter: { _data: old[100].toString(16).padStart(16, '0').toUpperCase() } }).next(),
    (e: MongoServerError) => e.code === 286,
  );
});

test('a batch that fails leaves no change in the log', async () => {
  const c = db.collection<Item>('log');
  const session = client.startSession();
  const begin = server.database.log.last;
  await assert.rejects(
    session.withTransaction(async () => {
      await c.insertMany(items(0, 100), { session });
      throw new Error('taken back');
    }),
  );
  await session.endSession();
  await c.insertOne({ _id: 500 });
  assert.deepEqual(idsAfter(begin), [500]);
});

test('random changes come back from packs as they were, from any position', () => {
  const gap = fc.oneof({ weight: 20, arbitrary: fc.constant(1) }, fc.integer({ min: 2, max: 2 ** 20 }));
  fc.assert(
    fc.property(fc.array(fc.tuple(gap, fc.string({ maxLength: 2000 })), { maxLength: 600 }), fc.nat(), (made, pick) => {
      let seq = 1n << 40n;
      const changes = made.map(([by, text]): EncodedChange => {
        seq += BigInt(by);
        return { seq, bytes: encodeChange({ kind: 'insert', db: 'd', coll: 'c', id: text }, by) };
      });
      const entries = entriesOf(changes);
      const keys = entries.map(({ key }) => key);
      assert.deepEqual(
        [...keys].sort((a, b) => Buffer.compare(a, b)),
        keys,
      );
      const from = changes.length === 0 ? 0n : changes[pick % changes.length].seq;
      const read = entries
        .filter(({ key }) => lastOf(key) >= from)
        .flatMap((entry) => [...changesOf(entry, from)].map(({ seq: at, id, wallMs }) => [at, id, wallMs]));
      const wanted = made.flatMap(([by, text], i) => (changes[i].seq >= from ? [[changes[i].seq, text, by]] : []));
      assert.deepEqual(read, wanted);
      for (const { key } of entries) assert.ok(firstOf(key) <= lastOf(key));
      for (const { key } of entries) assert.ok(Buffer.compare(logKey(firstOf(key)), key) <= 0);
    }),
    { seed: freshSeed(), numRuns: 50 },
  );
});

const FORMAT_KEY = Buffer.from([0, 0]);
const rawFile = (): RootDatabase<Buffer, Buffer> =>
  open<Buffer, Buffer>({ path: join(dir, 'db'), encoding: 'binary', keyEncoding: 'binary', noSubdir: false } as never);

/** Rewrites the file as the earlier format stored it: the value of each index entry is the id of its document. */
async function makeEarlier(): Promise<number> {
  const raw = rawFile();
  const range = raw.getRange({ start: Buffer.from([3]), end: Buffer.from([4]) }) as Iterable<Entry>;
  const entries = [...range].map(({ key, value }) => ({ key: Buffer.from(key), value: unseal(key, value) }));
  for (const entry of entries) {
    assert.equal(entry.value[0], 0, 'the value is a length');
    raw.putSync(entry.key, seal(entry.key, Buffer.from(idKeyOfEntry(entry))));
  }
  raw.putSync(FORMAT_KEY, Buffer.from('strata-embedded-2'));
  await raw.close();
  return entries.length;
}

test('a file of the earlier format is read and changed, and has the new format afterwards', async () => {
  const made = Array.from({ length: 40 }, (_, i) => ({ _id: `id ${i}`, group: i % 4, name: `n${i}` }));
  await db.collection<(typeof made)[0]>('old').createIndex({ group: 1 });
  await db.collection<(typeof made)[0]>('old').createIndex({ name: 1 }, { unique: true });
  await db.collection<(typeof made)[0]>('old').insertMany(made);
  await stop();
  assert.equal(await makeEarlier(), 80);
  await start();
  const c = db.collection<(typeof made)[0]>('old');
  const ids = async (group: number): Promise<string[]> =>
    (await c.find({ group }).sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
  const inGroup = (group: number): string[] => made.flatMap((x) => (x.group === group ? x._id : [])).sort();
  assert.deepEqual(await ids(1), inGroup(1));
  assert.equal(await c.countDocuments({ group: 2 }), 10);
  assert.deepEqual(
    (await c.find({ group: 3 }, { projection: { _id: 1 } }).toArray()).map(({ _id }) => _id).sort(),
    inGroup(3),
  );
  await assert.rejects(c.insertOne({ _id: 'other', group: 9, name: 'n7' }), (e: MongoServerError) => e.code === 11000);
  await c.updateMany({ group: 1 }, { $set: { group: 2 } });
  await c.deleteOne({ _id: 'id 3' });
  assert.deepEqual(await ids(1), []);
  assert.deepEqual(await ids(2), [...inGroup(1), ...inGroup(2)].sort());
  await stop();
  const raw = rawFile();
  assert.equal(raw.get(FORMAT_KEY)?.toString(), FORMAT);
  await raw.close();
  await start();
  assert.equal(await db.collection('old').countDocuments({ group: 3 }), 9);
});
