/** All benchmarks, one after another, with their peers in the same run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, Agent, request } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClient } from 'graphql-ws';
import { MongoClient } from 'mongodb';
import WebSocket from 'ws';
import { Catalogue } from '../src/engine/catalogue.js';
import { FactSet } from '../src/engine/facts.js';
import { settle, unevaluated } from '../src/engine/settle.js';
import { parseCondition } from '../src/engine/segment/parse.js';
import { Tokens } from '../src/edge/tokens.js';
import { fileURLToPath } from 'node:url';
import { databaseProcess, run, SECRET, serverProcess, type Process } from '../test/support/process.js';

const { values: options } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } });
const ROUNDS = options.quick ? 1 : 3;
const tokens = new Tokens({ issuer: 'strata', audience: 'strata', algorithm: 'HS256', key: SECRET });
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const wants = (name: string): boolean => !options.only || options.only === name;

function median(list: readonly number[]): number {
  return [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
}
function percentile(list: readonly number[], p: number): number {
  return [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * p))];
}
function row(name: string, value: string, peer = ''): void {
  console.log(`${name.padEnd(58)} ${value.padStart(22)}   ${peer}`);
}

const auth = (workspace: string): string => `Bearer ${tokens.issue({ workspace, subject: 'bench', scopes: ['admin'], lifetimeSeconds: 3600 })}`;

function post(port: number, path: string, headers: Record<string, string>, body: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const req = request({ port, path, method: 'POST', agent, headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), ...headers } }, (res) => {
      let text = '';
      res.setEncoding('utf8');
      res.on('data', (c: string) => (text += c));
      res.on('end', () => resolve(text));
    });
    req.on('error', reject);
    req.end(body);
  });
}

async function ask(port: number, workspace: string, query: string, variables?: unknown): Promise<any> {
  const body = JSON.parse(await post(port, '/graphql', { authorization: auth(workspace) }, JSON.stringify({ query, variables }))) as { data?: any; errors?: unknown };
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}';
const SEGMENTS = [
  'did(order_paid, last 30d)', 'count(order_paid, last 90d) >= 3', 'sum(order_paid.amount, last 90d) >= 500.0', 'not did(order_paid, last 30d)', 'did(order_paid where brand = "Shiseido", last 7d)',
  'count(visit, last 30d) >= 3', 'did(searched, last 7d)', 'did(added_to_cart, last 3d) and not did(order_paid, last 3d)', 'max(order_paid.amount) > 100.0', 'distinct(order_paid.line.brand) >= 2',
  'count(product_viewed, last 7d) >= 5', 'not did(searched)', 'count(page_viewed, last 1d) >= 10', 'did(coupon_redeemed)', 'average(order_paid.amount) >= 50.0', 'did(order_paid where channel = "app")',
  'count(searched, last 90d) >= 10', 'in segment s0 and in segment s5', 'not in segment s1', 'mostFrequent(order_paid.line.category) = "Food"',
];
const TYPES = ['page_viewed', 'page_viewed', 'product_viewed', 'searched', 'added_to_cart', 'order_paid'];

let n = 0;
function events(count: number, profiles: number, offset: number): any[] {
  return Array.from({ length: count }, () => {
    n++;
    const type = TYPES[n % TYPES.length];
    return {
      messageId: `b${n}`, type, occurredAt: new Date(Date.now() - (n % 1000) * 60_000).toISOString(), identities: [{ namespace: 'member_id', value: `B${offset + (n % profiles)}` }],
      ...(type === 'order_paid' ? { order: { orderId: `o${n}`, lines: [{ brand: n % 3 ? 'Shiseido' : 'Other', category: 'Food', amount: '42.00' }] }, properties: { channel: 'app' } } : { properties: { channel: 'app' } }),
    };
  });
}

const makeWorkspace = (port: number, id: string): Promise<unknown> => ask(port, id, 'mutation($i:String!){createWorkspace(input:{id:$i}){id}}', { i: id });

async function ingest(dir: string): Promise<void> {
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
      for (let round = 0; round < ROUNDS; round++) {
        const id = `w${servers}-${touched}-${round}`;
        const processes: Process[] = [];
        for (let i = 0; i < servers; i++) processes.push(await serverProcess(env));
        await makeWorkspace(processes[0].port, id);
        for (const [i, x] of SEGMENTS.entries()) await ask(processes[0].port, id, 'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x}){job{id}}}', { k: `s${i}`, x });
        const work = Array.from({ length: batches }, (_, i) => events(500, touched, (i % 8) * 500));
        await ask(processes[0].port, id, INGEST, { e: events(100, 100, 90_000) });
        const begin = performance.now();
        let next = 0;
        await Promise.all(processes.flatMap((p) => [0, 1].map(async () => {
          while (next < work.length) await ask(p.port, id, INGEST, { e: work[next++] });
        })));
        rates.push((batches * 500) / ((performance.now() - begin) / 1000));
        const docs = work.flat().map((e) => ({ _id: `${id}|${e.messageId}`, ws: id, profile: e.identities[0].value, type: e.type, at: new Date(e.occurredAt), props: e.properties, lines: e.order?.lines }));
        const start = performance.now();
        for (let i = 0; i < docs.length; i += 500) await bare.insertMany(docs.slice(i, i + 500) as never);
        peers.push(docs.length / ((performance.now() - start) / 1000));
        for (const p of processes) await p.stop();
      }
      row(`ingest, ${servers} server${servers > 1 ? 's' : ''}, a batch of 500 touches ${touched} profiles`, `${Math.round(median(rates))} events/s`, `bare insertMany ${Math.round(median(peers))} events/s`);
    }
  }
  await client.close();
  await database.stop();
}

async function load(port: number, path: string, headers: Record<string, string>, bodies: readonly string[], seconds: number): Promise<number> {
  const end = performance.now() + seconds * 1000;
  let done = 0;
  await Promise.all(Array.from({ length: 50 }, async (_, k) => {
    for (let i = k; performance.now() < end; i++) {
      await post(port, path, headers, bodies[i % bodies.length]);
      done++;
    }
  }));
  return done / seconds;
}

async function profileReads(dir: string): Promise<void> {
  const database = await databaseProcess(join(dir, 'read'));
  const uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  const env = { MONGODB_URI: uri, STRATA_DATA_DIR: join(dir, 'read-data') };
  const server = await serverProcess(env);
  await makeWorkspace(server.port, 'reads');
  for (let i = 0; i < 30; i++) await ask(server.port, 'reads', 'mutation($k:String!){defineTag(input:{key:$k,kind:SEMI_DYNAMIC,type:STRING}){key}}', { k: `tag_${i}` });
  for (let i = 0; i < 10; i++) await ask(server.port, 'reads', 'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x}){job{id}}}', { k: `seg_${i}`, x: `tag tag_${i} exists` });
  for (let m = 0; m < 200; m += 20) {
    const tags = Array.from({ length: 20 }, (_, k) => Array.from({ length: 30 }, (_x, i) => ({ identities: [{ namespace: 'member_id', value: `R${m + k}` }], tag: `tag_${i}`, value: `value ${i}` }))).flat();
    await ask(server.port, 'reads', 'mutation($t:[SetTagInput!]!){setTags(tags:$t){status}}', { t: tags });
  }
  const query = 'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){id createdAt evaluatedAt identities{namespace value} tags{key value source observedAt} segments{segment{key name} since version sequence nextFlipAt}}}';
  const bodies = Array.from({ length: 200 }, (_, i) => JSON.stringify({ query, variables: { v: `R${i}` } }));
  const client = await MongoClient.connect(uri);
  const collection = client.db('strata').collection('profiles');
  const bare = createServer((req, res) => {
    req.resume();
    void collection.findOne({ 'identity.namespace': 'member_id', isRoot: true, ws: 'reads' }).then((d) => res.setHeader('content-type', 'application/json').end(JSON.stringify(d)));
  });
  const port = await new Promise<number>((resolve) => bare.listen(0, '127.0.0.1', () => resolve((bare.address() as { port: number }).port)));
  const standalone = await run([fileURLToPath(new URL('./apollo-standalone.js', import.meta.url)), uri, 'reads'], {}, /ready at http:\/\/localhost:(\d+)/);
  const rates: number[] = [];
  const peers: number[] = [];
  const others: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    others.push(await load(standalone.port, '/', {}, bodies, options.quick ? 2 : 5));
    rates.push(await load(server.port, '/graphql', { authorization: auth('reads') }, bodies, options.quick ? 2 : 5));
    peers.push(await load(port, '/', {}, ['{}'], options.quick ? 2 : 5));
  }
  row('profile with 30 tags and 10 memberships, 50 connections', `${Math.round(median(rates))} requests/s`, `bare http + findOne ${Math.round(median(peers))}, Apollo standalone ${Math.round(median(others))} requests/s`);
  bare.close();
  await standalone.stop();
  await client.close();
  await server.stop();
  await database.stop();
}

async function latency(dir: string): Promise<void> {
  const env = { STRATA_DATA_DIR: join(dir, 'latency') };
  const server = await serverProcess(env);
  await makeWorkspace(server.port, 'live');
  await ask(server.port, 'live', 'mutation{defineSegment(input:{key:"searched",expression:"did(searched)"},wait:true){job{id}}}');
  const ws = createClient({ url: `ws://127.0.0.1:${server.port}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization: auth('live') } });
  const sent = new Map<string, number>();
  const delays: number[] = [];
  let begun = (): void => undefined;
  const started = new Promise<void>((resolve) => (begun = resolve));
  ws.subscribe<any>({ query: 'subscription{membershipChanged{change{fact}}}' }, {
    next: (m) => {
      begun();
      const at = sent.get(m.data?.membershipChanged.change?.fact);
      if (at !== undefined) delays.push(performance.now() - at);
    },
    error: (e) => console.error(e), complete: () => undefined,
  });
  await started;
  // The first three seconds warm the code up and are not counted.
  const warm = 900;
  const total = warm + (options.quick ? 900 : 4500);
  const calls: Promise<unknown>[] = [];
  const begin = performance.now();
  for (let i = 0; i < total; i++) {
    const due = begin + (i * 1000) / 300;
    const wait = due - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    if (i >= warm) sent.set(`bench|l${i}`, performance.now());
    calls.push(ask(server.port, 'live', INGEST, { e: [{ messageId: `l${i}`, type: 'searched', occurredAt: new Date().toISOString(), identities: [{ namespace: 'member_id', value: `L${i}` }] }] }));
  }
  await Promise.all(calls);
  for (let i = 0; i < 100 && delays.length < total - warm; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  row('event sent to change received, 300 events/s', `p50 ${percentile(delays, 0.5).toFixed(0)} ms, p99 ${percentile(delays, 0.99).toFixed(0)} ms`, `${delays.length} of ${total - warm} after 900 to warm up (aim: p99 250 ms)`);
  await ws.dispose();
  await server.stop();
}

async function lateness(dir: string): Promise<void> {
  const env = { STRATA_DATA_DIR: join(dir, 'late') };
  const server = await serverProcess(env);
  await makeWorkspace(server.port, 'late');
  const count = options.quick ? 2000 : 10_000;
  const spanMs = options.quick ? 12_000 : 60_000;
  await ask(server.port, 'late', 'mutation{defineSegment(input:{key:"recent",expression:"did(searched, last 1h)"},wait:true){job{id}}}');
  const opensMs = Date.now() + (options.quick ? 6000 : 20_000);
  for (let i = 0; i < count; i += 500) {
    const e = Array.from({ length: 500 }, (_, k) => ({ messageId: `t${i + k}`, type: 'searched', occurredAt: new Date(opensMs - 3_600_000 + Math.floor(((i + k) * spanMs) / count)).toISOString(), identities: [{ namespace: 'member_id', value: `T${i + k}` }] }));
    await ask(server.port, 'late', INGEST, { e });
  }
  const ready = Date.now() < opensMs;
  await new Promise((resolve) => setTimeout(resolve, opensMs + spanMs + 3000 - Date.now()));
  const late: number[] = [];
  for (let after: string | undefined; ;) {
    const page: any = (await ask(server.port, 'late', 'query($a:String){segment(key:"recent"){transitions(first:100,after:$a){edges{node{kind cause effectiveAt recordedAt}}pageInfo{hasNextPage endCursor}}}}', { a: after })).segment.transitions;
    for (const { node } of page.edges) if (node.cause === 'TIME' && node.kind === 'LEFT') late.push(Date.parse(node.recordedAt) - Date.parse(node.effectiveAt));
    if (!page.pageInfo.hasNextPage) break;
    after = page.pageInfo.endCursor;
  }
  row(`a window closes with no event, ${count} due in ${spanMs / 1000} s`, `p50 ${percentile(late, 0.5)} ms, p99 ${percentile(late, 0.99)} ms`, `${late.length} of ${count}${ready ? '' : ' (loading took longer than planned)'} (aim: p99 1 s)`);
  await server.stop();
}

/** Everyone due in one second: how fast that is worked off, and what one reader notices. */
async function drain(dir: string): Promise<void> {
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'drain') });
  await makeWorkspace(server.port, 'base');
  await ask(server.port, 'base', 'mutation{createSandbox(input:{id:"drain",clock:"2026-03-10T12:00:00Z"}){id}}');
  const count = options.quick ? 5000 : 50_000;
  for (let i = 0; i < count; i += 500) {
    const e = Array.from({ length: 500 }, (_, k) => ({ messageId: `t${i + k}`, type: 'searched', occurredAt: '2026-03-10T11:00:00Z', identities: [{ namespace: 'member_id', value: `T${i + k}` }] }));
    await ask(server.port, 'drain', INGEST, { e });
  }
  await ask(server.port, 'drain', 'mutation{defineSegment(input:{key:"recent",expression:"did(searched, last 1d)"},wait:true){job{id}}}');
  const reads: number[] = [];
  let going = true;
  const reader = (async () => {
    for (let i = 0; going; i++) {
      const begin = performance.now();
      await ask(server.port, 'drain', 'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){segments{segment{key}}}}', { v: `T${(i * 37) % count}` });
      reads.push(Math.round(performance.now() - begin));
    }
  })();
  const begin = performance.now();
  await ask(server.port, 'drain', 'mutation{advanceClock(to:"2026-03-12T00:00:00Z"){now}}');
  const seconds = (performance.now() - begin) / 1000;
  going = false;
  await reader;
  row(`${count} customers due in one second`, `${Math.round(count / seconds)} customers/s`, `reads meanwhile p50 ${percentile(reads, 0.5)} ms, p99 ${percentile(reads, 0.99)} ms`);
  await server.stop();
}

function evaluation(): void {
  const facts = FactSet.of(Array.from({ length: 200 }, (_, i) => ({ id: `e${i}`, type: i % 2 ? 'searched' : 'page_viewed', at: i * 3_600_000 })));
  for (const defined of [10, 100, 1000]) {
    const segments = Array.from({ length: defined }, (_, i) => ({
      key: `s${i}`, name: '', version: 1, publishedAt: 1, retired: false,
      condition: parseCondition(i < 10 ? `count(searched, last ${7 + i}d) >= ${i + 1}` : `count(other_${i}, last 7d) >= 1`),
    }));
    const catalogue = new Catalogue(1, { zone: 'Asia/Shanghai', currency: 'CNY' }, [], segments, []);
    const first = settle(catalogue, unevaluated(200 * 3_600_000), facts, new Map(), { at: 200 * 3_600_000, news: [] }).state;
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const begin = performance.now();
      let done = 0;
      while (performance.now() - begin < 1000) {
        for (let k = 0; k < 50; k++) settle(catalogue, first, facts, new Map(), { at: first.evaluatedAt + 1000, news: [{ id: 'x', at: first.evaluatedAt, event: 'searched' }] });
        done += 50;
      }
      rates.push((done * 1000) / (performance.now() - begin));
    }
    row(`evaluation of an event, ${defined} segments defined, 10 touched`, `${Math.round(median(rates))} events/s`, `${(1e6 / median(rates)).toFixed(0)} µs each, 200 facts`);
  }
}

const dir = mkdtempSync(join(tmpdir(), 'strata-bench-'));
try {
  console.log(`Strata benchmarks, ${new Date().toISOString()}, Node ${process.version}, ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, medians of ${ROUNDS}\n`);
  if (wants('evaluation')) evaluation();
  if (wants('latency')) await latency(dir);
  if (wants('profile')) await profileReads(dir);
  if (wants('ingest')) await ingest(dir);
  if (wants('lateness')) await lateness(dir);
  if (wants('drain')) await drain(dir);
} finally {
  agent.destroy();
  rmSync(dir, { recursive: true, force: true });
}
