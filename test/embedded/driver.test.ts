/** Tests the embedded database through the unmodified driver, on disk and across restarts. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { MongoServerError } from 'mongodb';
import { Long, MongoClient, type Db } from 'mongodb';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-db-'));
let running: RunningDatabase;
let client: MongoClient;
let db: Db;

async function start(): Promise<void> {
  running = await startEmbedded({ dir: join(dir, 'db'), listen: { socket: join(dir, 's.sock') } });
  client = await MongoClient.connect(running.uri);
  db = client.db('t');
}
async function stop(): Promise<void> {
  await client.close();
  await running.close();
}

describe('the embedded database through the driver', () => {
  before(start);
  after(async () => {
    await stop();
    rmSync(dir, { recursive: true });
  });

  test('acknowledged writes and their indexes survive a restart', async () => {
    await db.collection('keep').createIndex({ a: 1, b: -1 });
    await db
      .collection('keep')
      .insertMany(Array.from({ length: 500 }, (_, i) => ({ a: i % 5, b: i, c: 'x'.repeat(10) })));
    await stop();
    await start();
    const found = await db.collection('keep').find({ a: 2 }).sort({ b: -1 }).limit(3).toArray();
    assert.deepEqual(
      found.map((d) => d.b),
      [497, 492, 487],
    );
    const plan = await db.collection('keep').find({ a: 2 }).sort({ b: -1 }).explain();
    assert.equal(plan.queryPlanner.winningPlan.inputStage.indexName, 'a_1_b_-1');
    assert.equal(await db.collection('keep').countDocuments({ a: 2, b: { $gte: 100 } }), 80);
  });

  test('a long result is read completely over several batches', async () => {
    await db
      .collection('long')
      .insertMany(Array.from({ length: 1000 }, (_, i) => ({ _id: i as never, pad: 'y'.repeat(100) })));
    const ids = (await db.collection('long').find({}, { batchSize: 37 }).sort({ _id: 1 }).toArray()).map(
      (d) => d._id as unknown as number,
    );
    assert.deepEqual(
      ids,
      Array.from({ length: 1000 }, (_, i) => i),
    );
  });

  test('updates of many documents by id write those that match, however many ids are given', async () => {
    const c = db.collection<{ _id: number; v?: number; w?: number }>('named');
    await c.createIndex({ w: 1 });
    await c.insertMany(Array.from({ length: 3000 }, (_, i) => ({ _id: i, v: i % 3, w: 0 })));
    const of = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);
    const result = await c.bulkWrite([
      { updateMany: { filter: { _id: { $in: of(0, 2500) }, v: 1 }, update: { $set: { w: 1 } } } },
      { updateMany: { filter: { _id: { $in: of(2500, 2600) }, v: 2 }, update: { $set: { w: 2 }, $inc: { v: 10 } } } },
      { updateMany: { filter: { _id: { $in: [2600, 2600, 9999] } }, update: { $set: { w: 3 } } } },
      { updateMany: { filter: { _id: 5000 }, update: { $set: { w: 4 } }, upsert: true } },
      { updateMany: { filter: { _id: { $in: [] } }, update: { $set: { w: 5 } } } },
      { updateMany: { filter: { v: 12 }, update: { $set: { w: 6 } } } },
      { deleteMany: { filter: { _id: { $in: of(2900, 3100) }, v: 0 } } },
    ]);
    const wanted = of(0, 3000)
      .map((i) => ({
        _id: i,
        v: i >= 2500 && i < 2600 && i % 3 === 2 ? 12 : i % 3,
        w: i < 2500 && i % 3 === 1 ? 1 : i >= 2500 && i < 2600 && i % 3 === 2 ? 6 : i === 2600 ? 3 : 0,
      }))
      .filter((d) => d._id < 2900 || d.v !== 0);
    assert.deepEqual(await c.find().sort({ _id: 1 }).toArray(), [...wanted, { _id: 5000, w: 4 }]);
    assert.equal(await c.countDocuments({ w: { $gte: 1 } }), wanted.filter((d) => d.w > 0).length + 1);
    const hit = wanted.filter((d) => d.w === 1).length + wanted.filter((d) => d.w === 6).length * 2 + 1;
    assert.deepEqual(
      [result.matchedCount, result.modifiedCount, result.upsertedCount, result.deletedCount],
      [hit, hit, 1, 33],
    );
    await assert.rejects(c.updateMany({ _id: { $in: 5 as never } }, { $set: { w: 1 } }), /needs an array/);
  });

  test('64-bit integers are preserved, and duplicates fail with 11000', async () => {
    const c = db.collection('types');
    await c.insertOne({ _id: 'n' as never, big: Long.fromString('9007199254740993') });
    const back = await c.findOne({ _id: 'n' as never }, { promoteLongs: false });
    assert.equal(String(back!.big), '9007199254740993');
    await assert.rejects(c.insertOne({ _id: 'n' as never }), (e: MongoServerError) => e.code === 11000);
    await c.createIndex({ k: 1 }, { unique: true, partialFilterExpression: { k: { $exists: true } } });
    await c.insertOne({ k: 1 });
    await assert.rejects(c.insertOne({ k: 1 }), (e: MongoServerError) => e.code === 11000);
  });

  test('the writes of a transaction are invisible before its commit and visible to all afterwards', async () => {
    const c = db.collection<{ _id: string; v: number }>('tx');
    await c.insertOne({ _id: 'a', v: 1 });
    const session = client.startSession();
    session.startTransaction();
    await c.updateOne({ _id: 'a' }, { $set: { v: 2 } }, { session });
    await c.insertOne({ _id: 'b', v: 9 }, { session });
    assert.equal((await c.findOne({ _id: 'a' }))!.v, 1);
    assert.equal((await c.findOne({ _id: 'a' }, { session }))!.v, 2);
    assert.equal((await c.find({ v: { $gt: 0 } }, { session }).toArray()).length, 2);
    await session.commitTransaction();
    assert.equal((await c.findOne({ _id: 'a' }))!.v, 2);
    assert.equal(await c.countDocuments(), 2);
    await session.endSession();
  });

  test('of two transactions on one document the second conflicts with an error labelled as retryable', async () => {
    const c = db.collection<{ _id: string; v: number }>('conflict');
    await c.insertOne({ _id: 'a', v: 0 });
    const one = client.startSession();
    const two = client.startSession();
    one.startTransaction();
    two.startTransaction();
    await c.updateOne({ _id: 'a' }, { $inc: { v: 1 } }, { session: one });
    await assert.rejects(
      c.updateOne({ _id: 'a' }, { $inc: { v: 1 } }, { session: two }),
      (e: MongoServerError) => e.code === 112 && e.hasErrorLabel('TransientTransactionError'),
    );
    const waiting = c.updateOne({ _id: 'a' }, { $inc: { v: 10 } });
    await one.commitTransaction();
    await waiting;
    assert.equal((await c.findOne({ _id: 'a' }))!.v, 11);
    await Promise.all(
      Array.from({ length: 20 }, () =>
        client.withSession((s) =>
          s.withTransaction(async () => {
            const d = await c.findOne({ _id: 'a' }, { session: s });
            await c.updateOne({ _id: 'a' }, { $set: { v: d!.v + 1 } }, { session: s });
          }),
        ),
      ),
    );
    assert.equal((await c.findOne({ _id: 'a' }))!.v, 31);
    await one.endSession();
    await two.endSession();
  });

  test('a change stream resumes across a restart without a gap', async () => {
    const c = db.collection('feed');
    const stream = db.watch([{ $match: { operationType: 'insert', 'ns.coll': { $in: ['feed'] } } }]);
    const seen: number[] = [];
    const first = stream.next();
    await new Promise((r) => setImmediate(r));
    const token = await (async () => {
      await db.collection('other').insertOne({ n: -1 });
      const inserting = (async () => {
        // The stream opens lazily, so documents are inserted until the first change arrives.
        for (let i = 0; seen.length === 0 && i < 50; i++) {
          await c.insertOne({ n: i });
          await new Promise((r) => setImmediate(r));
        }
      })();
      const e = (await first) as unknown as { fullDocument: { n: number } };
      seen.push(e.fullDocument.n);
      await inserting;
      return stream.resumeToken;
    })();
    await stream.close();
    await c.insertOne({ n: 1000 });
    await stop();
    await start();
    await db.collection('feed').insertOne({ n: 1001 });
    const again = db.watch([{ $match: { operationType: 'insert', 'ns.coll': { $in: ['feed'] } } }], {
      resumeAfter: token,
    });
    for (;;) {
      const e = (await again.next()) as unknown as { fullDocument: { n: number } };
      seen.push(e.fullDocument.n);
      if (e.fullDocument.n === 1001) break;
    }
    await again.close();
    const from = seen[0];
    const stored = (
      await db
        .collection('feed')
        .find({ n: { $gte: from } })
        .sort({ n: 1 })
        .toArray()
    ).map((d) => d.n);
    assert.deepEqual(seen, stored);
  });

  test('a retried write gets the original reply, also after a restart, and takes effect once', async () => {
    const first = client.startSession();
    const command = {
      update: 'retried',
      updates: [{ q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true }],
      txnNumber: Long.fromNumber(7),
    };
    const answer = await db.command(command, { session: first });
    const { id } = first;
    // Raises the transaction number of the pooled session above the number of the command sent manually.
    (first.serverSession as { txnNumber: number }).txnNumber = 100;
    assert.deepEqual(
      await db.command(command, { session: first }).then(({ n, nModified, upserted }) => ({ n, nModified, upserted })),
      { n: answer.n, nModified: answer.nModified, upserted: answer.upserted },
    );
    await first.endSession();
    await stop();
    await start();
    const again = client.startSession();
    again.serverSession.id = id!;
    assert.deepEqual((await db.command(command, { session: again })).upserted, answer.upserted);
    assert.equal((await db.collection('retried').findOne({}))!.n, 1);
    await assert.rejects(
      db.command({ ...command, txnNumber: Long.fromNumber(6) }, { session: again }),
      (e: MongoServerError) => e.code === 225,
    );
    await db.command({ ...command, txnNumber: Long.fromNumber(8) }, { session: again });
    assert.equal((await db.collection('retried').findOne({}))!.n, 2);
    (again.serverSession as { txnNumber: number }).txnNumber = 100;
    await again.endSession();
  });

  test('a dropped collection invalidates its stream; a new stream may start after that token but not resume at it', async () => {
    const c = db.collection('dropped');
    await c.insertOne({ n: 0 });
    const hello = await db.admin().command({ hello: 1 });
    await c.insertOne({ n: 1 });
    await c.drop();
    const kinds = async (options: object): Promise<string[]> => {
      const stream = c.watch([], options);
      const seen: string[] = [];
      try {
        while (seen.at(-1) !== 'invalidate') seen.push((await stream.next()).operationType);
      } catch (error) {
        seen.push(`error ${String((error as MongoServerError).code)}`);
      }
      return seen;
    };
    assert.deepEqual(await kinds({ startAtOperationTime: hello.operationTime }), [
      'insert',
      'insert',
      'drop',
      'invalidate',
    ]);
    const stream = c.watch([], { startAtOperationTime: hello.operationTime });
    for (let e = await stream.next(); e.operationType !== 'invalidate'; e = await stream.next());
    const token = stream.resumeToken;
    await stream.close();
    assert.deepEqual(await kinds({ resumeAfter: token }), ['error 260']);
    await c.insertOne({ n: 2 });
    await c.drop();
    assert.deepEqual(await kinds({ startAfter: token }), ['insert', 'drop', 'invalidate']);
  });

  test('explain returns the index, the examined keys and the examined documents', async () => {
    const c = db.collection('explained');
    await c.createIndex({ a: 1, b: 1 });
    await c.insertMany(Array.from({ length: 100 }, (_, i) => ({ _id: i as never, a: i % 2, b: i, c: i % 5 })));
    const told = async (filter: object, sort: object = {}): Promise<unknown[]> => {
      const {
        queryPlanner: { winningPlan: plan },
        executionStats: s,
      } = await c
        .find(filter)
        .sort(sort as never)
        .explain('executionStats');
      const scan = plan.stage === 'SORT' ? plan.inputStage : plan;
      return [
        plan.stage === 'SORT',
        scan.inputStage?.indexName ?? scan.stage,
        s.totalKeysExamined,
        s.totalDocsExamined,
        s.nReturned,
      ];
    };
    assert.deepEqual(await told({ a: 1, b: { $gte: 90 } }, { b: -1 }), [false, 'a_1_b_1', 5, 5, 5]);
    assert.deepEqual(await told({ a: 1, c: 3 }, { c: 1 }), [true, 'a_1_b_1', 50, 50, 10]);
    assert.deepEqual(await told({ c: 3 }), [false, 'COLLSCAN', 0, 100, 20]);
    assert.deepEqual(await told({ _id: 7 }), [false, '_id_', 1, 1, 1]);
  });

  test('upserts, updates of arrays, and queries on a multikey index in order', async () => {
    const c = db.collection('members');
    await c.createIndex({ w: 1, 'm.s': 1, _id: 1 });
    await c.insertMany(
      Array.from({ length: 50 }, (_, i) => ({ _id: i as never, w: 'x', m: [{ s: `s${i % 3}` }, { s: `t${i % 2}` }] })),
    );
    const page = await c
      .find({ w: 'x', 'm.s': 's1', _id: { $gt: 10 as never } })
      .sort({ _id: 1 })
      .limit(4)
      .toArray();
    assert.deepEqual(
      page.map((d) => d._id as unknown as number),
      [13, 16, 19, 22],
    );
    const plan = await c.find({ w: 'x', 'm.s': 's1' }).sort({ _id: 1 }).explain();
    assert.equal(plan.queryPlanner.winningPlan.stage, 'FETCH');
    assert.equal(await c.countDocuments({ w: 'x', 'm.s': 't0' }), 25);
    const up = await c.updateOne({ _id: 99 as never }, { $set: { a: 1 }, $setOnInsert: { b: 2 } }, { upsert: true });
    assert.equal(up.upsertedCount, 1);
    const doc = await c.findOneAndUpdate({ _id: 99 as never }, { $inc: { a: 5 } }, { returnDocument: 'after' });
    assert.deepEqual(doc, { _id: 99, a: 6, b: 2 });
    const grouped = await c
      .aggregate([
        { $match: { w: 'x' } },
        { $unwind: '$m' },
        { $group: { _id: '$m.s', n: { $sum: 1 } } },
        { $sort: { _id: 1 } },
      ])
      .toArray();
    assert.deepEqual(grouped, [
      { _id: 's0', n: 17 },
      { _id: 's1', n: 17 },
      { _id: 's2', n: 16 },
      { _id: 't0', n: 25 },
      { _id: 't1', n: 25 },
    ]);
  });

  test('unsupported features are rejected by name', async () => {
    await assert.rejects(
      db
        .collection('members')
        .find({ $where: 'true' } as never)
        .toArray(),
      /does not support \$where/,
    );
    await assert.rejects(
      db
        .collection('members')
        .aggregate([{ $out: 'x' }])
        .toArray(),
      /does not support the stage \$out/,
    );
    await assert.rejects(
      db
        .collection('members')
        .find({ a: { $foo: 1 } })
        .toArray(),
      /unknown operator/,
    );
  });

  test('a folder in use by another process or server is rejected', async () => {
    await assert.rejects(startEmbedded({ dir: join(dir, 'db'), listen: { port: 0 } }), /in use|already open/);
  });
});
