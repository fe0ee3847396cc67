/**
 * Measures the first query over all customers after a start, with columns read from the database and with columns
 * loaded from files.
 */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Catalogues } from '../../src/services/base/catalogues.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createStores } from '../../src/storage/stores.js';
import { databaseProcess, serverProcess, type Process } from '../../test/support/process.js';
import { ask, makeWorkspace, options, row, timed } from '../support.js';
import { AUDIENCES } from './audiences.js';
import { NOW } from './population.js';
import { load } from './load.js';

const MIB = 2 ** 20;

export async function restart(dir: string): Promise<void> {
  const customers = Number(options.profiles ?? (options.quick ? 20_000 : 60_000));
  const database = await databaseProcess(join(dir, 'restart'));
  const env = {
    MONGODB_URI: `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
    STRATA_DATA_DIR: join(dir, 'restart-data'),
    STRATA_DATABASE: 'restart',
  };
  let server = await serverProcess({ ...env, STRATA_COLUMNS_BYTES: '0' });
  await makeWorkspace(server.port, 'base');
  await ask(server.port, 'base', 'mutation($t:DateTime!){createSandbox(input:{id:"big",clock:$t}){id}}', {
    t: new Date(NOW).toISOString(),
  });
  for (const key of ['city', 'level'])
    await ask(server.port, 'big', 'mutation($k:String!){defineTag(input:{key:$k,kind:STATIC,type:STRING}){key}}', {
      k: key,
    });
  const mongo = await Mongo.connect(env.MONGODB_URI, 'restart', 600_000);
  const stores = createStores(mongo);
  const catalogue = await new Catalogues(stores).at((await stores.workspaces.get('big'))!);
  const { events } = await load(mongo, 'big', catalogue, customers, () => Promise.resolve());
  await mongo.close();
  await server.stop();

  const question = async (how: string, settings: Readonly<Record<string, string>>): Promise<number> => {
    server = await serverProcess({ ...env, ...settings });
    const before = await residentBytes(server);
    const [ms, count] = await timed(async () => {
      const { profiles } = await ask(
        server.port,
        'big',
        'query($x:String!){profiles(first:1,expression:$x){totalCount}}',
        { x: AUDIENCES[0][0] },
      );
      return profiles.totalCount as number;
    });
    const more = (await residentBytes(server)) - before;
    row(
      `first question after a start: ${how}`,
      `${ms.toFixed(0)} ms`,
      `${Math.round(more / MIB)} MiB more of the process`,
    );
    return count;
  };
  row('customers and events', `${customers.toLocaleString('en')}`, `${events.toLocaleString('en')} events`);
  const counts = [await question('read from the database, no files', { STRATA_COLUMNS_BYTES: '0' })];
  await server.stop();
  counts.push(await question('read from the database, then saved', {}));
  const saved = join(env.STRATA_DATA_DIR, 'columns', 'restart', 'big', 'parts.json');
  while (!existsSync(saved)) await sleep(100);
  row('columns as files', `${readdirSync(join(saved, '..')).length - 1} parts`, await filesOf(server));
  await server.kill();
  counts.push(await question('loaded from files', {}));
  if (new Set(counts).size > 1) throw new Error(`different answers: ${counts.join(', ')}`);
  await server.stop();
  await database.stop();
}

async function metric(server: Process, start: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  return Number(
    text
      .split('\n')
      .find((line) => line.startsWith(start))!
      .split(' ')
      .at(-1),
  );
}

const residentBytes = (server: Process): Promise<number> => metric(server, 'process_resident_memory_bytes ');

async function filesOf(server: Process): Promise<string> {
  const bytes = await metric(server, 'strata_bounded_used{of="column_files_bytes"}');
  return `${(bytes / MIB).toFixed(1)} MiB`;
}
