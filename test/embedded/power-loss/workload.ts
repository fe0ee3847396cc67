/**
 * The workload of the recorded process: several writers, a reader and a change stream, each of which marks what it
 * received. `node workload.js DIR SEED WRITES` writes the marks to DIR/marks.
 *
 * - ack K N: write N of writer K was acknowledged
 * - saw N: the stream delivered insert N of writer "one"
 * - read N: a reader found document N of writer "one"
 */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { startEmbedded } from '../../../src/embedded/start.js';

const [dir, seedText, writesText] = process.argv.slice(2);
const writes = Number(writesText);
let state = Number(seedText) >>> 0;
const random = (n: number): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state % n;
};
const marks = openSync(join(dir, 'marks'), 'a', 0o600);
const mark = (text: string): void => {
  writeSync(marks, `${text}\n`);
  process.send?.(text);
};

const running = await startEmbedded({ dir: join(dir, 'db'), listen: { socket: join(dir, 's.sock') } });
const client = await MongoClient.connect(running.uri);
const db = client.db('p');
await db.collection('one').createIndex({ k: 1, n: -1 });
await db.collection('two').createIndex({ u: 1 }, { unique: true });
const pad = (): string => 'x'.repeat(random(3000));

interface Numbered {
  _id: number;
}
const one = db.collection<Numbered & { n: number; k: number; pad: string }>('one');
const counter = db.collection<{ _id: string; n: number }>('counter');
const halves = ['left', 'right'].map((name) => db.collection<Numbered>(name));

for (const half of halves) await db.createCollection(half.collectionName);

const stream = one.watch([{ $match: { operationType: 'insert' } }]);
const streaming = (async () => {
  for await (const event of stream) mark(`saw ${(event as unknown as { documentKey: Numbered }).documentKey._id}`);
})().catch(() => undefined);

let over = false;
const writers = [
  async () => {
    for (let n = 0; n < writes; n++) {
      await one.insertOne({ _id: n, n, k: n % 5, pad: pad() });
      mark(`ack one ${n}`);
    }
  },
  async () => {
    for (let n = 1; n <= writes; n++) {
      await counter.updateOne(
        { _id: 'c' },
        { $set: { n }, $push: { last: { $each: [{ n, pad: pad() }], $slice: -3 } } as never },
        { upsert: true },
      );
      mark(`ack counter ${n}`);
    }
  },
  async () => {
    for (let n = 0; n < writes; n++) {
      await db
        .collection<Numbered & { u: string }>('two')
        .insertMany(Array.from({ length: 5 }, (_, i) => ({ _id: n * 5 + i, u: `u${n * 5 + i}`, pad: pad() })));
      mark(`ack two ${n}`);
      if (n % 3 === 2) {
        await db.collection<Numbered>('two').deleteMany({ _id: { $gte: (n - 2) * 5, $lt: (n - 1) * 5 } });
        mark(`ack gone ${n - 2}`);
      }
    }
  },
  async () => {
    for (let n = 0; n < writes; n++) {
      await client.withSession((s) =>
        s.withTransaction(async () => {
          for (const half of halves) await half.insertOne({ _id: n }, { session: s });
        }),
      );
      mark(`ack halves ${n}`);
    }
  },
].map((run) => run());
const reading = (async () => {
  while (!over) {
    const last = await one.find().sort({ _id: -1 }).limit(1).next();
    if (last) mark(`read ${last._id}`);
  }
})();

await Promise.all(writers);
over = true;
await reading;
await stream.close();
await streaming;
await client.close();
await running.close();
process.disconnect?.();
