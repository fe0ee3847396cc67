/**
 * Measures the cost of a merge as histories grow, and the cost of reading a customer with many merged profiles compared
 * with a customer with one profile.
 */
import { join } from 'node:path';
import { serverProcess } from '../test/support/process.js';
import { ask, events, INGEST, makeWorkspace, median, options, percentile, row, SEGMENTS } from './support.js';

const IDENTIFY = 'mutation($i:[IdentityInput!]!){identify(identities:$i){merged}}';
const READ =
  'query($v:String!){profile(identity:{namespace:"device_id",value:$v}){id tags{key value} segments{segment{key}}}}';
const device = (value: string): object => ({ namespace: 'device_id', value });

export async function identity(dir: string): Promise<void> {
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'identity') });
  const at = (query: string, variables?: unknown): Promise<any> => ask(server.port, 'identity', query, variables);
  await makeWorkspace(server.port, 'identity');
  await at('mutation{defineIdentityNamespace(input:{name:"device_id",limit:50,priority:10}){name}}');
  await at('mutation{defineTag(input:{key:"orders",kind:DYNAMIC,metric:"count(order_paid)"}){key}}');
  for (const [i, expression] of SEGMENTS.slice(0, 10).entries())
    await at('mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x}){job{id}}}', {
      k: `s${i}`,
      x: expression,
    });

  const rounds = options.quick ? 5 : 20;
  for (const history of [10, 100, 1000]) {
    const merges: number[] = [];
    for (let r = 0; r < rounds; r++) {
      const pair = [0, 1].map((k) => device(`m${history}-${r}-${k}`));
      for (const one of pair) await at(INGEST, { e: events(history, 1, 0).map((e) => ({ ...e, identities: [one] })) });
      const start = performance.now();
      await at(IDENTIFY, { i: pair });
      merges.push(performance.now() - start);
    }
    row(
      `two customers of ${history} events each become one`,
      `p50 ${median(merges).toFixed(0)} ms, max ${percentile(merges, 1).toFixed(0)} ms`,
    );
  }

  const single = events(500, 1, 0).map((e) => ({ ...e, identities: [device('single')] }));
  await at(INGEST, { e: single });
  await at(INGEST, { e: events(500, 1, 0).map((e, i) => ({ ...e, identities: [device(`many${i % 50}`)] })) });
  for (let k = 1; k < 50; k++) await at(IDENTIFY, { i: [device('many0'), device(`many${k}`)] });
  const times = new Map<string, number[]>([
    ['single', []],
    ['many7', []],
  ]);
  for (let i = 0; i < (options.quick ? 100 : 400); i++) {
    for (const [who, list] of times) {
      const start = performance.now();
      await at(READ, { v: who });
      list.push(performance.now() - start);
    }
  }
  row(
    'a customer of 50 merged profiles is read',
    `p50 ${median(times.get('many7')!).toFixed(1)} ms`,
    `one of a single profile ${median(times.get('single')!).toFixed(1)} ms, 500 events each`,
  );
  await server.stop();
}
