/** Tests that the change feed lets other work run while it distributes many changes. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Document } from 'mongodb';
import { EmbeddedServer } from '../../src/embedded/server.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createFeed } from '../../src/storage/feed.js';

const CHANGES = 320;

test('other work runs after every few changes of a large commit', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'strata-feed-'));
  const listen = { socket: join(dir, 's.sock') };
  const database = new EmbeddedServer({ dir: join(dir, 'db'), listen, nowMs: Date.now, streamed: STREAMED });
  const mongo = await Mongo.connect(await database.listen(), 't', 30_000);
  const jobChanges = mongo.collection<Document & { _id: string }>('jobChanges');
  const insert = (ids: readonly number[]): Promise<unknown> =>
    jobChanges.insertMany(ids.map((n) => ({ _id: `c${n}`, ws: 'a', job: `j${n}` })));
  const feed = createFeed(mongo).open(undefined);
  try {
    const steps = feed[Symbol.asyncIterator]();
    const first = steps.next();
    await insert([0]);
    await first;
    await insert(Array.from({ length: CHANGES }, (_, n) => n + 1));
    let turns = 0;
    let over = false;
    const count = (): void => {
      turns++;
      if (!over) setImmediate(count);
    };
    setImmediate(count);
    for (let seen = 0; seen < CHANGES;) seen += (await steps.next()).value?.changes.length ?? 0;
    over = true;
    assert.ok(turns >= CHANGES / 40, `${turns} turns`);
  } finally {
    await feed.close();
    await mongo.close();
    await database.close();
    rmSync(dir, { recursive: true, force: true });
  }
});
