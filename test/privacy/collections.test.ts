/**
 * Tests the registry of collections. Every collection in the database is registered, and a removed workspace leaves no
 * document in any of them.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MongoClient, type Db } from 'mongodb';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';
import { newId } from '../../src/services/base/ids.js';
import { OF_WORKSPACES, REGISTERED, STREAMED } from '../../src/storage/base/collections.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createStores } from '../../src/storage/stores.js';

const NOW = Date.UTC(2026, 2, 10);
const DAY = 86_400_000;
const dir = mkdtempSync(join(tmpdir(), 'strata-collections-'));
let database: RunningDatabase;
let mongo: Mongo;
let client: MongoClient;
let db: Db;

before(async () => {
  database = await startEmbedded({ dir, listen: { port: 0 }, streamed: STREAMED });
  mongo = await Mongo.connect(database.uri, 'registry', 30_000);
  client = await MongoClient.connect(database.uri);
  db = client.db('registry');
});
after(async () => {
  await client.close();
  await mongo.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

const sorted = (names: Iterable<string>): string[] => [...names].sort();
const inDatabase = async (): Promise<string[]> =>
  sorted((await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name));

/** Returns a document with every field that a unique index of any collection uses. */
const probe = (workspace: string, name: string): object => ({
  _id: `${workspace}|${name}`,
  ws: workspace,
  key: 'probe',
  name: 'probe',
  family: 'probe',
  version: 1,
});

/** Counts the documents of a workspace by collection. Empty collections are left out. */
async function countsOf(workspace: string): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of await inDatabase()) {
    const count = await db.collection(name).countDocuments({ ws: workspace });
    if (count > 0) counts[name] = count;
  }
  return counts;
}

test('the database has only the registered collections, each with its indexes', async () => {
  assert.deepEqual(await inDatabase(), sorted(REGISTERED.map(([name]) => name)));
  for (const [name, { indexes }] of REGISTERED)
    assert.deepEqual(
      (await db.collection(name).listIndexes().toArray()).map(({ key }) => JSON.stringify(key)).sort(),
      [{ key: { _id: 1 } }, ...indexes].map(({ key }) => JSON.stringify(key)).sort(),
      name,
    );
});

test('documents of a removed workspace are counted in every registered collection', async () => {
  const { workspaces } = createStores(mongo);
  for (const workspace of ['removed', 'kept'])
    for (const name of OF_WORKSPACES) await db.collection(name).insertOne(probe(workspace, name));
  const one = Object.fromEntries(sorted(OF_WORKSPACES).map((name) => [name, 1]));
  assert.deepEqual(await countsOf('removed'), one);
  await workspaces.remove('removed');
  assert.deepEqual(await countsOf('removed'), {});
  assert.deepEqual(await countsOf('kept'), one, 'the other workspace keeps its documents');
});

test('documents are deleted exactly at the age in the registry', async () => {
  const { upkeep } = createStores(mongo);
  let purged = 0;
  for (const [name, { purge, belongsTo }] of REGISTERED) {
    if (belongsTo === 'INSTALLATION') continue;
    const documents = db.collection<{ _id: string; ws: string }>(name);
    const age = (purge?.days ?? 1) * DAY;
    const [old, young] = [NOW - age - 1, NOW - age].map((at, i) => ({
      ...probe(`purge${i}`, name),
      _id: newId(at),
      ws: `purge${i}`,
      at: new Date(at),
      lastAt: new Date(at),
    }));
    await documents.insertMany([old, young]);
    await upkeep.purge(NOW);
    const left = await documents.distinct('ws', { ws: { $in: ['purge0', 'purge1'] } });
    assert.deepEqual(left, purge ? ['purge1'] : ['purge0', 'purge1'], name);
    if (purge) purged++;
  }
  assert.ok(purged > 0);
});
