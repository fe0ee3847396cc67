/**
 * `npm run bench:db -- [--documents N] [--quick]`: measures the embedded database through the driver. The baseline is
 * the bare storage library in the same run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deserialize, serialize } from 'bson';
import { open, type RootDatabase } from 'lmdb';
import { MongoClient, type Db } from 'mongodb';
import { startEmbedded } from '../src/embedded/start.js';
import { median, options, percentile, row, ROUNDS } from './support.js';

const N = Number(options.documents ?? 60_000);
const BATCH = 1000;

interface Customer {
  _id: number;
  city: string;
  orders: number;
  amount: number;
  name: string;
  tags: string[];
}
const customer = (i: number): Customer => ({
  _id: i,
  city: `city ${i % 40}`,
  orders: i % 17,
  amount: (i * 7919) % 10_007,
  name: `customer ${i}`,
  tags: ['a', 'b', `t${i % 9}`],
});

/** Returns operations per second: the median of the rounds. */
async function rate(count: number, run: (round: number) => Promise<void> | void): Promise<number> {
  const seconds: number[] = [];
  for (let r = 0; r < ROUNDS; r++) {
    const start = performance.now();
    await run(r);
    seconds.push((performance.now() - start) / 1000);
  }
  return count / median(seconds);
}

const figure = (n: number, unit: string): string => `${Math.round(n).toLocaleString('en')} ${unit}/s`;
const callers = async (n: number, count: number, one: (i: number) => Promise<unknown>): Promise<void> => {
  let next = 0;
  await Promise.all(
    Array.from({ length: n }, async () => {
      while (next < count) await one(next++);
    }),
  );
};

const key = (i: number): Buffer => {
  const b = Buffer.alloc(4);
  b.writeUInt32BE(i);
  return b;
};

async function compare(
  what: string,
  unit: string,
  count: number,
  ours: (round: number) => Promise<void>,
  bare: (round: number) => Promise<void> | void,
): Promise<void> {
  const [a, b] = [await rate(count, ours), await rate(count, bare)];
  row(what, figure(a, unit), `bare library ${figure(b, unit)}`);
}

const dir = mkdtempSync(join(tmpdir(), 'strata-bench-db-'));
const running = await startEmbedded({ dir: join(dir, 'db'), listen: { socket: join(dir, 's.sock') } });
const client = await MongoClient.connect(running.uri, { maxPoolSize: 64 });
const db: Db = client.db('b');
const bare: RootDatabase<Buffer, Buffer> = open({
  path: join(dir, 'bare'),
  encoding: 'binary',
  keyEncoding: 'binary',
  overlappingSync: false,
} as never);
try {
  console.log(
    `Embedded database, ${new Date().toISOString()}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, ${N.toLocaleString('en')} documents, medians of ${ROUNDS}\n`,
  );

  const batches = (write: (docs: Customer[]) => Promise<unknown> | void) => async (): Promise<void> => {
    for (let i = 0; i < N; i += BATCH)
      await write(Array.from({ length: Math.min(BATCH, N - i) }, (_, j) => customer(i + j)));
  };
  let at = 0;
  const bareBatches = batches((docs) =>
    bare.transactionSync(() => {
      for (const d of docs) bare.putSync(key(d._id), Buffer.from(serialize(d)));
    }),
  );
  await compare(
    'insertMany, batches of 1,000, no index',
    'documents',
    N,
    async () => {
      const c = db.collection<Customer>(`plain${at++}`);
      await batches((docs) => c.insertMany(docs))();
    },
    bareBatches,
  );
  await compare(
    'insertMany, batches of 1,000, index on city and amount',
    'documents',
    N,
    async () => {
      const c = db.collection<Customer>(`indexed${at++}`);
      await c.createIndex({ city: 1, amount: 1 });
      await batches((docs) => c.insertMany(docs))();
    },
    bareBatches,
  );

  const c = db.collection<Customer>(`indexed${at - 1}`);
  const READS = 5000;
  const readBare = (): void => {
    for (let i = 0; i < READS; i++) deserialize(bare.get(key((i * 7919) % N))!);
  };
  await compare(
    'findOne by _id, one caller',
    'reads',
    READS,
    () => callers(1, READS, (i) => c.findOne({ _id: (i * 7919) % N })),
    readBare,
  );
  await compare(
    'findOne by _id, 16 callers',
    'reads',
    READS,
    () => callers(16, READS, (i) => c.findOne({ _id: (i * 7919) % N })),
    readBare,
  );

  const RANGES = 200;
  let met = 0;
  await compare(
    'range on the index, 100 documents each',
    'documents',
    RANGES * 100,
    () =>
      callers(4, RANGES, async (i) => {
        met += (
          await c
            .find({ city: `city ${i % 40}`, amount: { $gte: 100 } })
            .sort({ amount: 1 })
            .limit(100)
            .toArray()
        ).length;
      }),
    () => {
      for (let i = 0; i < RANGES; i++)
        for (const { value } of bare.getRange({ start: key((i * 97) % (N - 100)), limit: 100 }))
          if (deserialize(value)) met++;
    },
  );

  await compare(
    'scan with a filter on every document',
    'documents',
    N,
    async () => {
      met += await c.countDocuments({ name: /9$/ });
    },
    () => {
      for (const { value } of bare.getRange({})) if (String(deserialize(value).name).endsWith('9')) met++;
    },
  );
  await compare(
    '$group by city: count, sum, max',
    'documents',
    N,
    async () => {
      met += (
        await c
          .aggregate([
            { $group: { _id: '$city', n: { $sum: 1 }, amount: { $sum: '$amount' }, most: { $max: '$orders' } } },
          ])
          .toArray()
      ).length;
    },
    () => {
      const groups = new Map<string, { n: number; amount: number; most: number }>();
      for (const { value } of bare.getRange({})) {
        const d = deserialize(value) as unknown as Customer;
        const g = groups.get(d.city) ?? { n: 0, amount: 0, most: 0 };
        groups.set(d.city, { n: g.n + 1, amount: g.amount + d.amount, most: Math.max(g.most, d.orders) });
      }
      met += groups.size;
    },
  );

  const WRITES = 1000;
  await compare(
    'updateOne, durable, one caller',
    'writes',
    WRITES,
    () => callers(1, WRITES, (i) => c.updateOne({ _id: i }, { $inc: { orders: 1 } })),
    () => {
      for (let i = 0; i < WRITES; i++) bare.transactionSync(() => bare.putSync(key(i), bare.get(key(i))!));
    },
  );
  await compare(
    'updateOne, durable, 64 callers',
    'writes',
    WRITES,
    () => callers(64, WRITES, (i) => c.updateOne({ _id: i }, { $inc: { orders: 1 } })),
    async () => {
      await callers(64, WRITES, (i) => bare.transaction(() => bare.putSync(key(i), bare.get(key(i))!)));
    },
  );
  await compare(
    'transactions of two writes, durable, 16 callers',
    'transactions',
    WRITES,
    () =>
      callers(16, WRITES, (i) =>
        client.withSession((s) =>
          s.withTransaction(async () => {
            await c.updateOne({ _id: i }, { $inc: { orders: 1 } }, { session: s });
            await c.updateOne({ _id: i + WRITES }, { $inc: { orders: -1 } }, { session: s });
          }),
        ),
      ),
    async () => {
      await callers(16, WRITES, (i) =>
        bare.transaction(() => {
          for (const k of [i, i + WRITES]) bare.putSync(key(k), bare.get(key(k))!);
        }),
      );
    },
  );

  const feed = db.collection<{ _id: number; sent: number }>('feed');
  await feed.insertOne({ _id: -1, sent: 0 });
  const stream = feed.watch();
  const delays: number[] = [];
  const CHANGES = 500;
  const listening = (async () => {
    for await (const event of stream) {
      const { sent } = (event as unknown as { fullDocument: { sent: number } }).fullDocument;
      if (sent > 0) delays.push(performance.now() - sent);
      if (delays.length === CHANGES) return;
    }
  })();
  // The stream is open once it has delivered an event, so events are inserted until the first one arrives.
  while (delays.length === 0) await feed.insertOne({ _id: -2 - Math.random(), sent: performance.now() });
  for (let i = 0; delays.length < CHANGES; i++) await feed.insertOne({ _id: i, sent: performance.now() });
  await listening;
  await stream.close();
  row(
    'write to change-stream event',
    `p50 ${percentile(delays, 0.5).toFixed(1)} ms, p99 ${percentile(delays, 0.99).toFixed(1)} ms`,
    `${CHANGES} changes, the write itself included`,
  );

  const status = await db.admin().command({ strataStatus: 1 });
  row(
    'size on disk',
    `${(Number(status.sizeOnDisk) / 2 ** 20).toFixed(0)} MiB`,
    `${(Number(status.changeLogSize) / 2 ** 20).toFixed(0)} MiB of it changes kept for streams`,
  );
  row(
    'memory of the process, driver and bare library included',
    `${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MiB`,
    'pages of the files count while they are mapped',
  );
  if (met === 0) throw new Error('the reads met nothing');
} finally {
  await client.close();
  await running.close();
  await bare.close();
  rmSync(dir, { recursive: true, force: true });
}
