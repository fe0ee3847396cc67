/** Shared parts of the benchmarks: options, a bare HTTP client, a shop's events, and the result table. */
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { parseArgs } from 'node:util';
import { Tokens } from '../src/edge/tokens.js';
import { SECRET } from '../test/support/process.js';

/** Names of the benchmarks, in the order in which they run. */
export const BENCHMARKS = [
  'evaluation',
  'latency',
  'profile',
  'ingest',
  'bulk',
  'lateness',
  'drain',
  'hot',
  'overload',
  'abuse',
  'identity',
  'coupons',
  'analyses',
  'models',
  'lists',
  'columns',
  'restart',
  'scale',
] as const;
export type Benchmark = (typeof BENCHMARKS)[number];

const HELP = `npm run bench                         every benchmark, each beside its baseline in the same run
npm run bench -- --only ingest        one of: ${BENCHMARKS.join(', ')}

Options (after \`--\`):
  --quick          one round with less data, for a first look
  --only NAME      one benchmark
  --attack TEXT    attacks of \`abuse\` whose name contains a text
  --events N       events of \`coupons\`
  --profiles N     customers of \`analyses\`, \`models\`, \`columns\`, \`restart\` and \`scale\`
  --documents N    documents of \`npm run bench:db\`
  --entries N      entries of \`lists\`
  --keep DIR       keep the data of \`scale\` in a folder
  --help           this text

An idle machine gives figures that can be compared. bench/README.md has figures and how they were measured.`;

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        quick: { type: 'boolean' },
        only: { type: 'string' },
        attack: { type: 'string' },
        events: { type: 'string' },
        profiles: { type: 'string' },
        keep: { type: 'string' },
        documents: { type: 'string' },
        entries: { type: 'string' },
        help: { type: 'boolean' },
      },
    });
    if (values.help) {
      console.log(HELP);
      process.exit(0);
    }
    if (values.only !== undefined && !(BENCHMARKS as readonly string[]).includes(values.only))
      throw new Error(`no benchmark is called ${values.only}`);
    return values;
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return process.exit(2);
  }
}

export const options = readOptions();
export const ROUNDS = options.quick ? 1 : 3;
const tokens = new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'HS256', key: SECRET });
export const agent = new Agent({ keepAlive: true, maxSockets: 64 });

export function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
export function percentile(list: readonly number[], share: number): number {
  return [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))];
}
/** Returns the duration of `work` in milliseconds, and its result. */
export async function timed<T>(work: () => Promise<T>): Promise<readonly [ms: number, result: T]> {
  const begin = performance.now();
  const result = await work();
  return [performance.now() - begin, result];
}
/**
 * Returns the processor time that another process has used so far, in ms. Returns undefined if the system does not
 * report it.
 */
export function cpuOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // User and system time, in hundredths of a second.
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return undefined;
  }
}

export function row(name: string, value: string, peer = ''): void {
  console.log(`${name.padEnd(58)} ${value.padStart(22)}   ${peer}`);
}

export const auth = (workspace: string, subject = 'bench'): string =>
  `Bearer ${tokens.issue({ workspace, subject, scopes: ['admin', 'installation'], lifetimeSeconds: 3600 })}`;

export function post(port: number, path: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const req = request(
      {
        port,
        path,
        method: 'POST',
        agent,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers },
      },
      (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (c: string) => (text += c));
        res.on('end', () => resolve(text));
      },
    );
    req.on('error', reject);
    req.end(body);
  });
}

export async function ask(port: number, workspace: string, query: string, variables?: unknown): Promise<any> {
  const body = JSON.parse(
    await post(port, '/graphql', { authorization: auth(workspace) }, JSON.stringify({ query, variables })),
  ) as { data?: any; errors?: unknown };
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

export const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';
export const SEGMENTS = [
  'did(order_paid, last 30d)',
  'count(order_paid, last 90d) >= 3',
  'sum(order_paid.amount, last 90d) >= 500.0',
  'not did(order_paid, last 30d)',
  'did(order_paid where brand = "Shiseido", last 7d)',
  'count(visit, last 30d) >= 3',
  'did(searched, last 7d)',
  'did(added_to_cart, last 3d) and not did(order_paid, last 3d)',
  'max(order_paid.amount) > 100.0',
  'distinct(order_paid.line.brand) >= 2',
  'count(product_viewed, last 7d) >= 5',
  'not did(searched)',
  'count(page_viewed, last 1d) >= 10',
  'did(coupon_redeemed)',
  'average(order_paid.amount) >= 50.0',
  'did(order_paid where channel = "app")',
  'count(searched, last 90d) >= 10',
  'in segment s0 and in segment s5',
  'not in segment s1',
  'mostFrequent(order_paid.line.category) = "Food"',
];
const TYPES = ['page_viewed', 'page_viewed', 'product_viewed', 'searched', 'added_to_cart', 'order_paid'];

let n = 0;
export function events(count: number, profiles: number, offset: number): any[] {
  return Array.from({ length: count }, () => {
    n++;
    const type = TYPES[n % TYPES.length];
    return {
      messageId: `b${n}`,
      type,
      occurredAt: new Date(Date.now() - (n % 1000) * 60_000).toISOString(),
      identities: [{ namespace: 'member_id', value: `B${offset + (n % profiles)}` }],
      ...(type === 'order_paid'
        ? {
            order: {
              orderId: `o${n}`,
              lines: [{ brand: n % 3 ? 'Shiseido' : 'Other', category: 'Food', amount: '42.00' }],
            },
            properties: { channel: 'app' },
          }
        : { properties: { channel: 'app' } }),
    };
  });
}

export const makeWorkspace = (port: number, id: string): Promise<unknown> =>
  ask(port, id, 'mutation($i:String!){createWorkspace(input:{id:$i}){id}}', { i: id });
