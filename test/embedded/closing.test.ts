/** Tests shutdown of the embedded database: it closes cleanly and releases its folder, even while it is in use. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { closeEveryEmbedded, startEmbedded } from '../../src/embedded/start.js';
import { Store } from '../../src/embedded/storage/store.js';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'strata-closing-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

test('closing a store finishes waiting jobs and rejects later ones, and nothing runs afterwards', async () => {
  const store = new Store({ dir });
  let rolledBack = 0;
  store.onRollback = () => rolledBack++;
  const done = store.write(() => 'done');
  const closed = store.close();
  await assert.rejects(
    store.write(() => 'late'),
    /is closed/,
  );
  assert.equal(await done, 'done');
  await closed;
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(rolledBack, 0);
});

test('closing ends every database of the process, also one that is starting, while clients write', async () => {
  const folders = [join(dir, 'a'), join(dir, 'b')];
  const first = await startEmbedded({ dir: folders[0], listen: { port: 0 } });
  const client = await MongoClient.connect(first.uri, { serverSelectionTimeoutMS: 2000 });
  const items = client.db('d').collection<{ _id: number }>('c');
  let written = 0;
  const write = async (from: number): Promise<void> => {
    for (let n = from; ; n += 8) {
      await items.insertOne({ _id: n });
      written++;
    }
  };
  const writers = Array.from({ length: 8 }, (_, n) => write(n).catch((error: unknown) => error));
  await items.insertOne({ _id: -1 });
  const second = startEmbedded({ dir: folders[1], listen: { port: 0 } });
  await closeEveryEmbedded();
  await second.catch(() => undefined);
  for (const failure of await Promise.all(writers)) assert.ok(failure instanceof Error);
  await client.close();
  // The folders are unlocked, and acknowledged data is stored.
  for (const folder of folders) {
    const again = await startEmbedded({ dir: folder, listen: { port: 0 } });
    const reader = await MongoClient.connect(again.uri);
    const count = await reader.db('d').collection('c').countDocuments();
    assert.ok(folder === folders[0] ? count > written : count === 0, `${count} of ${written}`);
    await reader.close();
    await again.close();
  }
});
