/**
 * Tests that damage or a full disk under the embedded database causes an error with the reason, and never a wrong
 * result.
 */
import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { limitedDatabaseProcess } from '../support/process.js';
import { startEmbedded } from '../../src/embedded/start.js';

let dir: string;
beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'strata-damage-'))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function using<T>(run: (client: MongoClient) => Promise<T>): Promise<T> {
  const db = await startEmbedded({ dir, listen: { socket: join(dir, 'db.sock') } });
  const client = await MongoClient.connect(db.uri);
  try {
    return await run(client);
  } finally {
    await client.close();
    await db.close();
  }
}

const data = (): string => join(dir, 'data.mdb');
const text = (i: number): string => `customer ${i} `.repeat(20);
const fill = (n: number): Promise<unknown> =>
  using((c) =>
    c
      .db('d')
      .collection<{ _id: number; text: string }>('c')
      .insertMany(Array.from({ length: n }, (_, i) => ({ _id: i, text: text(i) }))),
  );

test('the server refuses to start on a truncated file and says why', async () => {
  await fill(5000);
  truncateSync(data(), Math.floor(statSync(data()).size / 2));
  await assert.rejects(
    startEmbedded({ dir, listen: { socket: join(dir, 'db.sock') } }),
    /data\.mdb.*(cut off|restore)/s,
  );
});

test('an emptied or missing file is not treated as a new database', async () => {
  await fill(10);
  truncateSync(data(), 0);
  await assert.rejects(startEmbedded({ dir, listen: { socket: join(dir, 'db.sock') } }), /missing or empty.*restore/s);
  rmSync(data());
  await assert.rejects(startEmbedded({ dir, listen: { socket: join(dir, 'db.sock') } }), /missing or empty.*restore/s);
});

test('the server refuses to start on an overwritten header', async () => {
  await fill(10);
  const fd = openSync(data(), 'r+');
  writeSync(fd, Buffer.alloc(8192, 0x5a), 0, 8192, 0);
  closeSync(fd);
  await assert.rejects(startEmbedded({ dir, listen: { socket: join(dir, 'db.sock') } }), /cannot be opened/);
});

test('a flipped bit causes an error where its document is read; other documents are returned intact', async () => {
  await fill(2000);
  const bytes = readFileSync(data());
  // The data file can contain older copies of the page, so all copies of the document are damaged.
  const fd = openSync(data(), 'r+');
  for (let at = bytes.indexOf('customer 1234 '); at >= 0; at = bytes.indexOf('customer 1234 ', at + 1))
    writeSync(fd, Buffer.from('X'), 0, 1, at);
  closeSync(fd);
  await using(async (c) => {
    const coll = c.db('d').collection<{ _id: number; text: string }>('c');
    await assert.rejects(
      coll.findOne({ _id: 1234 }),
      (e: { code?: number; message: string }) =>
        e.code === 412 && /damaged/.test(e.message) && !e.message.includes('customer'),
    );
    await assert.rejects(coll.countDocuments({ text: /x/ }), (e: { code?: number }) => e.code === 412);
    assert.equal((await coll.findOne({ _id: 7 }))!.text, text(7));
  });
});

test('on a full disk a write is rejected as a whole and reads continue; after a removal writes succeed', async () => {
  const database = await limitedDatabaseProcess(dir, 4096);
  const client = await MongoClient.connect(`mongodb://127.0.0.1:${database.port}/?directConnection=true`);
  try {
    const coll = client.db('d').collection<{ _id: number; text: string }>('c', { writeConcern: { w: 'majority' } });
    let kept = 0;
    for (;;) {
      const batch = Array.from({ length: 50 }, (_, i) => ({ _id: kept + i, text: 'x'.repeat(2000) }));
      const full = await coll.insertMany(batch).then(
        () => undefined,
        (e: { code?: number }) => e,
      );
      if (full) {
        assert.equal(full.code, 14031, String(full));
        break;
      }
      kept += 50;
      assert.ok(kept < 5000, 'four MiB cannot hold ten');
    }
    assert.equal(await coll.countDocuments(), kept, 'nothing of the rejected write is stored');
    await coll.deleteMany({ _id: { $lt: 200 } });
    await coll.insertOne({ _id: -1, text: 'again' });
    assert.equal((await coll.findOne({ _id: -1 }))!.text, 'again');
  } finally {
    await client.close();
    await database.stop();
  }
});
