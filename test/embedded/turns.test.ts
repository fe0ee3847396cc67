/** Tests long operations on the embedded database. Other clients get their turn, and time and memory are limited. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MongoClient, type Db, type MongoServerError } from 'mongodb';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';

const N = 60_000;
let dir: string;
let running: RunningDatabase;
let client: MongoClient;
let db: Db;

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'strata-turns-'));
  running = await startEmbedded({ dir: join(dir, 'db'), listen: { socket: join(dir, 's.sock') }, noSync: true });
  client = await MongoClient.connect(running.uri);
  db = client.db('t');
  await db
    .collection<{ _id: number }>('many')
    .insertMany(Array.from({ length: N }, (_, i) => ({ _id: i, a: i % 97, b: (i * 7919) % N, pad: 'x'.repeat(50) })));
});
after(async () => {
  await client.close();
  await running.close();
  rmSync(dir, { recursive: true });
});

/** Returns how many reads and writes of another client completed while `work` ran. */
async function othersDuring(work: Promise<unknown>): Promise<number> {
  let over = false;
  const done = work.finally(() => (over = true));
  let turns = 0;
  while (!over) {
    await db.collection('turns').insertOne({});
    turns++;
  }
  await done;
  return turns;
}

const long: Record<string, () => Promise<unknown>> = {
  'a scan that finds nothing': async () =>
    assert.deepEqual(await db.collection('many').find({ pad: 'none' }).toArray(), []),
  'a count': async () =>
    assert.equal(await db.collection('many').countDocuments({ a: { $ne: 5 } }), N - Math.ceil((N - 5) / 97)),
  'distinct values': async () => assert.equal((await db.collection('many').distinct('a')).length, 97),
  'a sort': async () => {
    const sorted = await db.collection('many').find().sort({ b: 1 }).project({ b: 1 }).toArray();
    assert.ok(sorted.every((d, i) => d.b === i));
  },
  'a group': async () =>
    assert.equal(
      (
        await db
          .collection('many')
          .aggregate([{ $group: { _id: '$a', n: { $sum: 1 }, all: { $addToSet: '$b' } } }])
          .toArray()
      ).length,
      97,
    ),
  'a join by scans': async () => {
    const [d] = await db
      .collection('many')
      .aggregate([
        { $match: { _id: 3 as never } },
        { $lookup: { from: 'many', localField: 'b', foreignField: 'b', as: 'same' } },
      ])
      .toArray();
    assert.deepEqual(
      d.same.map((x: { _id: number }) => x._id),
      [3],
    );
  },
  'an update of many': async () =>
    assert.equal(
      (await db.collection('many').updateMany({ b: { $lt: 20_000 } }, { $set: { c: 1 } })).modifiedCount,
      20_000,
    ),
  'a deletion of many': async () =>
    assert.equal((await db.collection('many').deleteMany({ c: 1, b: { $lt: 10_000 } })).deletedCount, 10_000),
  'a transaction with many insertions and updates': () =>
    client.withSession((session) =>
      session.withTransaction(async () => {
        const rows = Array.from({ length: 6000 }, (_, i) => ({ _id: N + i, a: 1, b: i, pad: 'y' }));
        await db.collection<{ _id: number }>('many').insertMany(rows, { session });
        await db.collection<{ _id: number }>('many').bulkWrite(
          rows.map(({ _id }) => ({ updateOne: { filter: { _id }, update: { $set: { pad: 'z' } } } })),
          { session },
        );
        await session.abortTransaction();
      }),
    ),
};

test('commands of a transaction on several connections run one after another; a commit takes all of them', async () => {
  const rows = Array.from({ length: 2000 }, (_, i) => ({ _id: i, n: 0 }));
  const collection = db.collection<{ _id: number; n: number }>('parallel');
  await collection.insertOne({ _id: -1, n: 0 });
  await client.withSession(async (session) => {
    session.startTransaction();
    await collection.updateOne({ _id: -1 }, { $set: { n: 1 } }, { session });
    // The client does not wait for the reply, which a driver advises against.
    const insertion = collection.insertMany(rows, { session });
    await new Promise(setImmediate);
    await Promise.all([insertion, session.commitTransaction()]);
  });
  assert.equal(await collection.countDocuments({}), 2001);
});

for (const [what, work] of Object.entries(long)) {
  test(`${what} yields to other work`, async () => {
    const turns = await othersDuring(work());
    assert.ok(turns >= 3, `${turns} turns`);
  });
}

test('maxTimeMS ends a long read, also one over many batches of a cursor', async () => {
  const expired = (e: MongoServerError): boolean => e.code === 50;
  const slow = { $expr: { $eq: [{ $size: { $range: [0, 1000] } }, { $add: ['$a', -1] }] } };
  await assert.rejects(db.collection('many').find(slow, { maxTimeMS: 5 }).toArray(), expired);
  await assert.rejects(
    db
      .collection('many')
      .aggregate([{ $match: slow }, { $group: { _id: '$a' } }], { maxTimeMS: 5 })
      .toArray(),
    expired,
  );
  await assert.rejects(db.collection('many').countDocuments(slow, { maxTimeMS: 5 }), expired);
  await assert.rejects(db.collection('many').distinct('a', slow, { maxTimeMS: 5 }), expired);
  await assert.rejects(
    db
      .collection('many')
      .find({ $or: [slow, {}] }, { maxTimeMS: 5, batchSize: 200 })
      .toArray(),
    expired,
  );
});

test('maxTimeMS counts all batches of a cursor, also when each one is short', async () => {
  await assert.rejects(
    db.collection('many').find({}, { maxTimeMS: 5, batchSize: 100 }).toArray(),
    (e: MongoServerError) => e.code === 50,
  );
});

test('the memory of a stage is limited, and a sort with a limit stays below the limit', async () => {
  const big = db.collection<{ _id: number; k: number; pad: string }>('big');
  for (let i = 0; i < 1100; i += 100)
    await big.insertMany(
      Array.from({ length: 100 }, (_, j) => ({ _id: i + j, k: (i + j) % 10, pad: 'z'.repeat(100_000) })),
    );
  const tooMuch = (e: MongoServerError): boolean => e.code === 292 && /memory limit of 104857600 bytes/.test(e.message);
  await assert.rejects(big.find().sort({ k: 1 }).toArray(), tooMuch);
  await assert.rejects(
    big.aggregate([{ $project: { pad: 1 } }, { $sort: { pad: 1 } }], { allowDiskUse: true }).toArray(),
    tooMuch,
  );
  await assert.rejects(big.aggregate([{ $group: { _id: '$k', all: { $push: '$pad' } } }]).toArray(), tooMuch);
  assert.deepEqual(
    (await big.find().sort({ k: -1, _id: 1 }).skip(1).limit(3).project({ _id: 1 }).toArray()).map((d) => d._id),
    [19, 29, 39],
  );
  assert.equal((await big.aggregate([{ $group: { _id: '$k', n: { $sum: 1 } } }]).toArray()).length, 10);
});

test('a read inside a transaction ends with the transaction', async () => {
  const session = client.startSession();
  session.startTransaction();
  const cursor = db.collection('many').find({}, { session, batchSize: 10 });
  await cursor.next();
  await session.abortTransaction();
  await assert.rejects(cursor.toArray(), (e: MongoServerError) => e.code === 251);
  await session.endSession();
});
