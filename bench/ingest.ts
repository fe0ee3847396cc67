/**
 * Measures event ingestion through GraphQL with one server and with two servers. The baseline is a bare insertMany into
 * the same database.
 */
import { join } from 'node:path';
import { MongoClient, type Collection } from 'mongodb';
import { databaseProcess, serverProcess, type Process } from '../test/support/process.js';
import { ask, cpuOf, events, INGEST, makeWorkspace, median, options, ROUNDS, row, SEGMENTS } from './support.js';

export async function ingest(dir: string): Promise<void> {
  const database = await databaseProcess(join(dir, 'ingest'));
  const uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  const env = { MONGODB_URI: uri, STRATA_DATA_DIR: join(dir, 'ingest-data') };
  const client = await MongoClient.connect(uri, { writeConcern: { w: 'majority', journal: true } });
  const bare = client.db('bare').collection('events');
  await bare.createIndex({ ws: 1, profile: 1, type: 1, at: 1 });
  const batches = options.quick ? 10 : 40;
  for (const servers of [1, 2]) {
    for (const touched of [25, 500]) {
      const rates: number[] = [];
      const peers: number[] = [];
      const costs: { server: number; database: number }[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const id = `w${servers}-${touched}-${round}`;
        const processes: Process[] = [];
        for (let i = 0; i < servers; i++) processes.push(await serverProcess(env));
        await makeWorkspace(processes[0].port, id);
        for (const [i, x] of SEGMENTS.entries())
          await ask(
            processes[0].port,
            id,
            'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x}){job{id}}}',
            { k: `s${i}`, x },
          );
        const work = Array.from({ length: batches }, (_, i) => events(500, touched, (i % 8) * 500));
        await ask(processes[0].port, id, INGEST, { e: events(100, 100, 90_000) });
        const spent = costOf(processes, database);
        const begin = performance.now();
        let next = 0;
        await Promise.all(
          processes.flatMap((p) =>
            [0, 1].map(async () => {
              while (next < work.length) await ask(p.port, id, INGEST, { e: work[next++] });
            }),
          ),
        );
        rates.push((batches * 500) / ((performance.now() - begin) / 1000));
        costs.push(spent(batches * 500));
        peers.push(await insertedPerSecond(bare, id, work.flat()));
        for (const p of processes) await p.stop();
      }
      row(
        `ingest, ${servers} server${servers > 1 ? 's' : ''}, a batch of 500 touches ${touched} profiles`,
        `${Math.round(median(rates))} events/s`,
        `bare insertMany ${Math.round(median(peers))} events/s`,
      );
      row(
        '  processor time of an event, server and database',
        `${Math.round(median(costs.map((c) => c.server)))} and ${Math.round(median(costs.map((c) => c.database)))} us`,
      );
    }
  }
  await client.close();
  await database.stop();
}

/** Returns a function that gives the average processor time per event since this call, in microseconds. */
function costOf(
  servers: readonly Process[],
  database: Process,
): (events: number) => { readonly server: number; readonly database: number } {
  const used = (of: readonly Process[]): number => of.reduce((ms, { child }) => ms + (cpuOf(child.pid!) ?? NaN), 0);
  const [before, beforeDatabase] = [used(servers), used([database])];
  return (n) => ({
    server: ((used(servers) - before) * 1000) / n,
    database: ((used([database]) - beforeDatabase) * 1000) / n,
  });
}

/** Inserts the events with the MongoDB driver alone. Returns the number of events inserted per second. */
async function insertedPerSecond(bare: Collection, id: string, list: ReturnType<typeof events>): Promise<number> {
  const docs = list.map((e) => ({
    _id: `${id}|${e.messageId}`,
    ws: id,
    profile: e.identities[0].value,
    type: e.type,
    at: new Date(e.occurredAt),
    props: e.properties,
    lines: e.order?.lines,
  }));
  const start = performance.now();
  for (let i = 0; i < docs.length; i += 500) await bare.insertMany(docs.slice(i, i + 500) as never);
  return docs.length / ((performance.now() - start) / 1000);
}
