/**
 * Tests updates and aggregations of the embedded database through the driver, against recorded results of a real
 * MongoDB.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { MongoClient, type Collection, type Document } from 'mongodb';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';

let database: RunningDatabase;
let client: MongoClient;
let c: Collection<any>;
const dir = mkdtempSync(join(tmpdir(), 'strata-language-'));
before(async () => {
  database = await startEmbedded({ dir, listen: { socket: join(dir, 'db.sock') } });
  client = await MongoClient.connect(database.uri);
});
beforeEach(async () => {
  c = client.db('t').collection('c');
  await c.deleteMany({});
});
after(async () => {
  await client.close();
  await database.close();
  rmSync(dir, { recursive: true, force: true });
});

const one = async (doc: Document, filter: Document, update: Document | Document[]): Promise<Document | null> => {
  await c.deleteMany({});
  await c.insertOne({ _id: 1, ...doc });
  await c.updateOne(filter, update);
  return c.findOne({ _id: 1 }, { projection: { _id: 0 } });
};

test('the positional operator means the element that the filter matched', async () => {
  assert.deepEqual(await one({ a: [1, 5, 9] }, { a: { $gt: 4 } }, { $set: { 'a.$': 0 } }), { a: [1, 0, 9] });
  assert.deepEqual(await one({ a: [{ x: 1 }, { x: 2 }] }, { 'a.x': 2 }, { $inc: { 'a.$.n': 3 } }), {
    a: [{ x: 1 }, { x: 2, n: 3 }],
  });
  assert.deepEqual(
    await one(
      {
        a: [
          { x: 1, y: 1 },
          { x: 1, y: 2 },
        ],
      },
      { a: { $elemMatch: { x: 1, y: 2 } } },
      { $set: { 'a.$.z': true } },
    ),
    {
      a: [
        { x: 1, y: 1 },
        { x: 1, y: 2, z: true },
      ],
    },
  );
  for (const [doc, filter] of [
    [{ a: 5 }, { a: 5 }],
    [{ a: [5] }, { a: { $ne: 4 } }],
    [{ a: [5] }, { $or: [{ a: 5 }] }],
    [{ a: [[1, 2]] }, {}],
  ] as const) {
    await assert.rejects(one(doc, filter, { $set: { 'a.$': 0 } }), /positional operator did not find/);
  }
  await assert.rejects(one({ a: [5] }, { a: 5 }, { $set: { 'a.$.b.$': 0 } }), /Too many positional/);
});

test('findAndModify writes nothing if its projection fails', async () => {
  await c.insertOne({ _id: 1, a: 'x' });
  const projection = { b: { $divide: [1, '$a'] } };
  const refused = (write: Promise<unknown>): Promise<void> =>
    assert.rejects(write, (error: Error) => error.name === 'MongoServerError');
  await refused(c.findOneAndUpdate({ _id: 1 }, { $set: { a: 'y' } }, { projection }));
  await refused(c.findOneAndDelete({ _id: 1 }, { projection }));
  await refused(
    c.findOneAndUpdate({ _id: 2 }, { $set: { a: 'z' } }, { projection, upsert: true, returnDocument: 'after' }),
  );
  assert.deepEqual(await c.find().toArray(), [{ _id: 1, a: 'x' }]);
});

test('updates by pipeline read the document and keep its id', async () => {
  assert.deepEqual(await one({ a: 2, b: 3 }, {}, [{ $set: { sum: { $add: ['$a', '$b'] } } }, { $unset: 'a' }]), {
    b: 3,
    sum: 5,
  });
  assert.deepEqual(await one({ a: { x: 1 } }, {}, [{ $replaceWith: '$a' }]), { x: 1 });
  await assert.rejects(one({ a: 1 }, {}, [{ $set: { _id: 2 } }]), /immutable/);
  await assert.rejects(one({ a: 1 }, {}, [{ $match: {} }]), /not allowed/);
  await c.deleteMany({});
  await c.updateOne({ _id: 7, k: 'x' }, [{ $set: { n: { $ifNull: ['$n', 1] } } }], { upsert: true });
  assert.deepEqual(await c.findOne(), { _id: 7, k: 'x', n: 1 });
});

test('stages: bucket, unionWith, redact, lookup with a pipeline, standard deviations', async () => {
  await c.insertMany([1, 2, 5, 11].map((n) => ({ _id: n, n, part: { level: n % 2 } })));
  const run = (pipeline: Document[]): Promise<Document[]> => c.aggregate(pipeline).toArray();
  assert.deepEqual(
    await run([
      {
        $bucket: {
          groupBy: '$n',
          boundaries: [0, 3, 6],
          default: 'more',
          output: { n: { $sum: 1 }, all: { $push: '$n' } },
        },
      },
    ]),
    [
      { _id: 0, n: 2, all: [1, 2] },
      { _id: 3, n: 1, all: [5] },
      { _id: 'more', n: 1, all: [11] },
    ],
  );
  await assert.rejects(run([{ $bucket: { groupBy: '$n', boundaries: [0, 3] } }]), /matching branch/);
  await assert.rejects(run([{ $bucket: { groupBy: '$n', boundaries: [3, 0] } }]), /sorted/);
  assert.deepEqual(
    (await run([{ $match: { n: 1 } }, { $unionWith: { coll: 'c', pipeline: [{ $match: { n: 5 } }] } }])).map(
      (d) => d.n,
    ),
    [1, 5],
  );
  assert.deepEqual(
    await run([
      { $match: { n: { $lt: 3 } } },
      { $redact: { $cond: [{ $eq: ['$level', 1] }, '$$PRUNE', '$$DESCEND'] } },
    ]),
    [
      { _id: 1, n: 1 },
      { _id: 2, n: 2, part: { level: 0 } },
    ],
  );
  const joined = await run([
    { $match: { n: 5 } },
    {
      $lookup: {
        from: 'c',
        let: { limit: '$n' },
        pipeline: [{ $match: { $expr: { $lt: ['$n', '$$limit'] } } }, { $project: { n: 1 } }],
        as: 'less',
      },
    },
  ]);
  assert.deepEqual(joined[0].less, [
    { _id: 1, n: 1 },
    { _id: 2, n: 2 },
  ]);
  const [d] = await run([{ $group: { _id: null, p: { $stdDevPop: '$n' }, s: { $stdDevSamp: '$n' } } }]);
  assert.ok(Math.abs(d.p - 3.897114317) < 1e-8 && Math.abs(d.s - 4.5) < 1e-12);
});

test('expressions on strings and arrays', async () => {
  await c.insertOne({ _id: 1, t: '  aXbXc ', l: [3, 1, 3, 2] });
  const value = async (e: unknown): Promise<unknown> =>
    (await c.aggregate([{ $project: { _id: 0, v: e } }]).toArray())[0].v;
  assert.equal(await value({ $trim: { input: '$t' } }), 'aXbXc');
  assert.equal(await value({ $replaceAll: { input: '$t', find: 'X', replacement: '-' } }), '  a-b-c ');
  assert.equal(await value({ $replaceOne: { input: '$t', find: 'X', replacement: '-' } }), '  a-bXc ');
  assert.equal(await value({ $indexOfCP: ['$t', 'b'] }), 4);
  assert.equal(await value({ $substrCP: ['$t', 2, 3] }), 'aXb');
  assert.equal(await value({ $strcasecmp: ['$t', '  AxBxC '] }), 0);
  assert.equal(await value({ $indexOfArray: ['$l', 3, 1] }), 2);
  assert.deepEqual(await value({ $range: [5, 0, -2] }), [5, 3, 1]);
  assert.deepEqual(await value({ $setDifference: ['$l', [1]] }), [3, 2]);
  assert.deepEqual(
    await value({
      $arrayToObject: [
        [
          ['a', 1],
          ['b', 2],
        ],
      ],
    }),
    { a: 1, b: 2 },
  );
  assert.deepEqual(
    [
      await value({ $sum: '$l' }),
      await value({ $avg: '$l' }),
      await value({ $max: ['$l', 1] }),
      await value({ $min: '$l' }),
    ],
    [9, 2.25, [3, 1, 3, 2], 1],
  );
});

test('dates in a time zone, across both clock changes', async () => {
  const at = (iso: string): Promise<Document | null> =>
    c.insertOne({ at: new Date(iso) }).then(
      async ({ insertedId }) =>
        await c
          .aggregate([
            { $match: { _id: insertedId } },
            {
              $project: {
                _id: 0,
                h: { $hour: { date: '$at', timezone: 'America/New_York' } },
                text: {
                  $dateToString: {
                    date: '$at',
                    timezone: 'America/New_York',
                    format: '%Y-%m-%d %H:%M %z %j %w %u %G-%V %U',
                  },
                },
                parts: { $dateToParts: { date: '$at', timezone: '+05:30' } },
                iso: { $dateToParts: { date: '$at', iso8601: true } },
              },
            },
          ])
          .next(),
    );
  assert.equal((await at('2024-03-10T06:59:59Z'))!.text, '2024-03-10 01:59 -0500 070 1 7 2024-10 10');
  assert.equal((await at('2024-03-10T07:00:00Z'))!.text, '2024-03-10 03:00 -0400 070 1 7 2024-10 10');
  assert.deepEqual(
    [
      (await at('2024-11-03T05:30:00Z'))!.h,
      (await at('2024-11-03T06:30:00Z'))!.h,
      (await at('2024-11-03T07:30:00Z'))!.h,
    ],
    [1, 1, 2],
  );
  const year = (await at('2024-12-30T20:15:30.5Z'))!;
  assert.deepEqual(year.parts, { year: 2024, month: 12, day: 31, hour: 1, minute: 45, second: 30, millisecond: 500 });
  assert.deepEqual(year.iso, {
    isoWeekYear: 2025,
    isoWeek: 1,
    isoDayOfWeek: 1,
    hour: 20,
    minute: 15,
    second: 30,
    millisecond: 500,
  });

  const from = async (parts: Document): Promise<string> =>
    (await c
      .aggregate([{ $limit: 1 }, { $project: { _id: 0, d: { $dateFromParts: parts } } }])
      .next())!.d.toISOString();
  const newYork = { timezone: 'America/New_York' };
  assert.equal(await from({ year: 2024, month: 7, day: 1, ...newYork }), '2024-07-01T04:00:00.000Z');
  // On the days of the clock changes, 2:30 does not exist in March, and 1:30 occurs twice in November.
  assert.equal(
    await from({ year: 2024, month: 3, day: 10, hour: 2, minute: 30, ...newYork }),
    '2024-03-10T07:30:00.000Z',
  );
  assert.equal(
    await from({ year: 2024, month: 11, day: 3, hour: 1, minute: 30, ...newYork }),
    '2024-11-03T05:30:00.000Z',
  );
  assert.equal(await from({ year: 2024, month: 14, day: 0, hour: 25 }), '2025-02-01T01:00:00.000Z');
  assert.equal(await from({ isoWeekYear: 2020, isoWeek: 53, isoDayOfWeek: 7 }), '2021-01-03T00:00:00.000Z');
  await assert.rejects(
    c.aggregate([{ $project: { h: { $hour: { date: '$at', timezone: 'Mars/Olympus' } } } }]).toArray(),
    (e: { code?: number }) => e.code === 40485,
  );
});
