/**
 * Benchmarks a million customers and 200 segments: counts, previews, a new definition and an event, compared with
 * DuckDB on the same data in the same run.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { Catalogues } from '../../src/services/base/catalogues.js';
import { createStores } from '../../src/storage/stores.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { databaseProcess, serverProcess } from '../../test/support/process.js';
import { ask, makeWorkspace, median, options, row, timed } from '../support.js';
import { AUDIENCES } from './audiences.js';
import { NOW, segmentExpressions, type Customer } from './population.js';
import { eventCost, load } from './load.js';

async function often(work: () => Promise<number>): Promise<readonly [ms: number, result: number]> {
  const runs = [];
  for (let i = 0; i < 5; i++) runs.push(await timed(work));
  return [median(runs.map(([ms]) => ms)), runs[0][1]];
}

export async function scale(dir: string): Promise<void> {
  const customers = Number(options.profiles ?? (options.quick ? 20_000 : 1_000_000));
  // If `--keep` names a folder with a shop from an earlier run, that shop is reused.
  const folder = join(options.keep ?? dir, 'scale');
  const kept = existsSync(join(folder, 'data.mdb'));
  const database = await databaseProcess(folder);
  const uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  const env = {
    MONGODB_URI: uri,
    STRATA_DATA_DIR: join(dir, 'scale-data'),
    STRATA_DATABASE: 'scale',
    STRATA_DATABASE_TIMEOUT_MS: '600000',
    NODE_OPTIONS: '--max-old-space-size=8192',
  };
  const server = await serverProcess(env);
  const q = (query: string, variables?: unknown): Promise<any> => ask(server.port, 'big', query, variables);
  if (!kept) {
    await makeWorkspace(server.port, 'base');
    await ask(server.port, 'base', 'mutation($t:DateTime!){createSandbox(input:{id:"big",clock:$t}){id}}', {
      t: new Date(NOW).toISOString(),
    });
    await q(
      'mutation{a:defineTag(input:{key:"city",kind:STATIC,type:STRING}){key} b:defineTag(input:{key:"level",kind:SEMI_DYNAMIC,type:STRING}){key}}',
    );
    for (const [i, x] of segmentExpressions(200).entries())
      await q('mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){job{id}}}', {
        k: `s${i}`,
        x,
      });
  }

  const mongo = await Mongo.connect(uri, 'scale', 600_000);
  const stores = createStores(mongo);
  const catalogue = await new Catalogues(stores).at((await stores.workspaces.get('big'))!);
  const duck = await (await DuckDBInstance.create(':memory:')).connect();
  await duck.run(
    'CREATE TABLE m(id VARCHAR, city VARCHAR, level VARCHAR); CREATE TABLE e(id VARCHAR, type VARCHAR, ts BIGINT, brand VARCHAR, amount BIGINT)',
  );
  const { events, seconds } = await load(mongo, 'big', catalogue, customers, (batch) => append(duck, batch));
  await mongo.close();
  row(
    `${kept ? 'some kept from an earlier run, the rest ' : ''}loaded past the write path, ${customers.toLocaleString('en')} customers`,
    `${events.toLocaleString('en')} events`,
    `${Math.round(seconds)} s`,
  );
  const costs = [0, 1, 2, 3, 4].map(() => eventCost(catalogue, Math.min(customers, 5000)));
  row('evaluation of an event, 200 segments of which 60 read it', `${median(costs).toFixed(0)} µs`, 'aim: 100 µs');

  const count = async (x: string): Promise<number> =>
    (await q('query($x:String!){profiles(first:1,expression:$x){totalCount}}', { x })).profiles.totalCount;
  const [first] = await timed(() => count(AUDIENCES[0][0]));
  row('first question after a start: columns are read', `${(first / 1000).toFixed(1)} s`);
  for (const [expression, sql] of AUDIENCES) {
    const [ms, n] = await often(() => count(expression));
    const [peerMs, peer] = await often(async () => Number((await duck.runAndReadAll(sql)).getRows()[0][0]));
    if (n !== peer) throw new Error(`${expression}: ${n}, and ${peer} by SQL`);
    row(
      `count: ${expression.slice(0, 51)}`,
      `${ms.toFixed(0)} ms`,
      `DuckDB in memory ${peerMs.toFixed(0)} ms, both ${n.toLocaleString('en')} (aim: 200 ms)`,
    );
  }
  const [previewMs, preview] = await timed(() =>
    q(
      'query($x:String!){previewSegment(input:{key:"s0",expression:$x,samples:5,overlapWith:["s1","s2"]}){size entering leaving}}',
      { x: AUDIENCES[0][0] },
    ),
  );
  row(
    'preview: size, who comes and goes, two overlaps, samples',
    `${previewMs.toFixed(0)} ms`,
    `${preview.previewSegment.size.toLocaleString('en')} members`,
  );

  for (const [name, expression] of [
    ['narrow', AUDIENCES[2][0]],
    ['broad', 'count(product_viewed, last 60d) >= 5'],
  ] as const) {
    const key = `${name}_${Date.now()}`;
    const [
      ms,
      {
        defineSegment: { job },
      },
    ] = await timed(() =>
      q('mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x}){job{id}}}', {
        k: key,
        x: expression,
      }),
    );
    const begin = performance.now() - ms;
    let state = 'RUNNING';
    while (state === 'RUNNING') {
      await new Promise((resolve) => setTimeout(resolve, 50));
      state = (await q('query($i:String!){job(id:$i){state}}', { i: job.id })).job.state;
    }
    const took = (performance.now() - begin) / 1000;
    const { segment } = await q('query($k:String!){segment(key:$k){size}}', { k: key });
    row(
      `a new segment over everyone, ${name}`,
      `${Math.round(customers / took)} customers/s`,
      `${segment.size.toLocaleString('en')} members, ${took.toFixed(1)} s: ${Math.round(segment.size / took)} changed/s (aims: 20,000 and 3,000)`,
    );
  }
  const [after] = await often(() => count(AUDIENCES[0][0]));
  row('the first count again, after those writes', `${after.toFixed(0)} ms`);
  duck.closeSync();
  await server.stop();
  await database.stop();
}

async function append(sql: DuckDBConnection, batch: readonly Customer[]): Promise<void> {
  const m = await sql.createAppender('m');
  const e = await sql.createAppender('e');
  for (const c of batch) {
    m.appendVarchar(c.id);
    m.appendVarchar(c.city);
    if (c.level === undefined) m.appendNull();
    else m.appendVarchar(c.level);
    m.endRow();
    for (const x of c.events) {
      e.appendVarchar(c.id);
      e.appendVarchar(x.type);
      e.appendBigInt(BigInt(x.at));
      const brand = x.lines?.[0].brand ?? x.properties?.brand;
      if (typeof brand === 'string') e.appendVarchar(brand);
      else e.appendNull();
      if (x.amount === undefined) e.appendNull();
      else e.appendBigInt(x.amount);
      e.endRow();
    }
  }
  m.closeSync();
  e.closeSync();
}
