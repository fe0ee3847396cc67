/**
 * Measures named lists of the maximum size: loading from a file and through the API, reading by segments, changing and
 * replacing.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SECRET, serverProcess, type Process } from '../test/support/process.js';
import { ask, INGEST, makeWorkspace, options, percentile, row, timed } from './support.js';

const CLI = fileURLToPath(new URL('../src/cli/strata.js', import.meta.url));
const WORKSPACE = 'lists';
const CUSTOMERS = options.quick ? 2000 : 20_000;
const ENTRIES = Number(options.entries ?? (options.quick ? 100_000 : 1_000_000));
/** Maximum number of entries in one call. */
const AT_ONCE = 10_000;
const JOB = 'changed job{state}';
const ADD = `mutation($l:String!,$e:[ListValue]!){addToList(list:$l,entries:$e,wait:true){${JOB}}}`;
const REMOVE = `mutation($l:String!,$e:[ListValue]!){removeFromList(list:$l,entries:$e,wait:true){${JOB}}}`;
const DEFINE = 'mutation($i:DefineListInput!){defineList(input:$i){key}}';
const SEGMENT = 'mutation($k:String!,$x:String!){defineSegment(input:{key:$k,expression:$x},wait:true){job{state}}}';

/** Customers and list entries share names. At the start of a list, every second entry is the name of a customer. */
const customer = (n: number): string => `M${String(n * 2).padStart(9, '0')}`;
const entry = (n: number): string => `M${String(n).padStart(9, '0')}`;

export async function lists(dir: string): Promise<void> {
  const data = join(dir, 'lists');
  const server = await serverProcess({ STRATA_DATA_DIR: data });
  try {
    await new Lists(server, dir, data).run();
  } finally {
    await server.stop();
  }
}

class Lists {
  constructor(
    private readonly server: Process,
    private readonly dir: string,
    private readonly data: string,
  ) {}

  async run(): Promise<void> {
    await this.fill();
    const first = await this.file('first.txt', 0);
    const shifted = await this.file('shifted.txt', CUSTOMERS);
    await this.step(`${count(ENTRIES)} identities from a file`, () => this.upload('vip', first));
    await this.step(`${count(ENTRIES)} texts through the API`, () => this.send('skus'));
    await this.step('a segment of who is in the list', () => this.at(SEGMENT, { k: 'vips', x: 'in list vip' }));
    await this.expect('vips', CUSTOMERS);
    const viewed = 'last(product_viewed.sku) in list skus';
    await this.step('a segment of who viewed what is in the list', () => this.at(SEGMENT, { k: 'viewers', x: viewed }));
    await this.expect('viewers', CUSTOMERS);
    const some = Array.from({ length: CUSTOMERS / 20 }, (_, n) => customer(n));
    const change = (document: string, list: string): Promise<unknown> => this.at(document, { l: list, e: some });
    await this.step(`${count(some.length)} customers leave the list`, () => change(REMOVE, 'vip'));
    await this.expect('vips', CUSTOMERS - some.length);
    await this.step(`${count(some.length)} customers enter it`, () => change(ADD, 'vip'));
    await this.expect('vips', CUSTOMERS);
    await this.step(`${count(some.length)} texts are removed`, () => change(REMOVE, 'skus'));
    await this.expect('viewers', CUSTOMERS - some.length);
    await this.step(`${count(ENTRIES)} others take the place of all`, async () => {
      await this.upload('vip', shifted, '--replace');
      await this.settled();
    });
    await this.expect('vips', CUSTOMERS / 2);
    this.memory();
  }

  /** Creates customers. Each customer has viewed one product, and the product has the same name as the customer. */
  private async fill(): Promise<void> {
    await makeWorkspace(this.server.port, WORKSPACE);
    await this.at(DEFINE, { i: { key: 'vip', namespace: 'member_id' } });
    await this.at(DEFINE, { i: { key: 'skus', type: 'STRING' } });
    const occurredAt = new Date(Date.now() - 60_000).toISOString();
    for (let begin = 0; begin < CUSTOMERS; begin += 500) {
      const e = Array.from({ length: 500 }, (_, k) => ({
        messageId: `v${begin + k}`,
        type: 'product_viewed',
        occurredAt,
        identities: [{ namespace: 'member_id', value: customer(begin + k) }],
        properties: { sku: customer(begin + k) },
      }));
      await this.at(INGEST, { e });
    }
  }

  private async file(name: string, from: number): Promise<string> {
    const path = join(this.dir, name);
    const out = createWriteStream(path);
    for (let n = from; n < from + ENTRIES; n++) if (!out.write(`${entry(n)}\n`)) await once(out, 'drain');
    out.end();
    await once(out, 'close');
    return path;
  }

  private at(query: string, variables?: unknown): ReturnType<typeof ask> {
    return ask(this.server.port, WORKSPACE, query, variables);
  }

  private async upload(list: string, file: string, ...more: string[]): Promise<void> {
    const child = spawn(
      process.execPath,
      [CLI, 'list', 'upload', list, file, '--workspace', WORKSPACE, '--rejects', join(this.dir, 'rejects'), ...more],
      {
        env: {
          ...process.env,
          STRATA_URL: `http://127.0.0.1:${this.server.port}/graphql`,
          STRATA_JWT_SECRET: SECRET,
          STRATA_DATA_DIR: this.data,
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    );
    let output = '';
    child.stdout.on('data', (text) => (output += String(text)));
    const [code] = (await once(child, 'close')) as [number | null];
    if (code !== 0) throw new Error(`the upload ended with ${code}: ${output}`);
  }

  private async send(list: string): Promise<void> {
    for (let begin = 0; begin < ENTRIES; begin += AT_ONCE)
      await this.at(ADD, {
        l: list,
        e: Array.from({ length: Math.min(AT_ONCE, ENTRIES - begin) }, (_, k) => entry(begin + k)),
      });
  }

  /** Waits until no job that changes a list is running. */
  private async settled(): Promise<void> {
    for (;;) {
      const { jobs } = await this.at('{jobs(first:100){edges{node{state}}}}');
      if (jobs.edges.every((e: { node: { state: string } }) => e.node.state !== 'RUNNING')) return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  private async expect(key: string, size: number): Promise<void> {
    const { segment } = await this.at('query($k:String!){segment(key:$k){size}}', { k: key });
    if (segment.size !== size) throw new Error(`${key} has ${segment.size} members instead of ${size}`);
  }

  /** Prints the duration of the work, and the latency of reading one customer while the work runs. */
  private async step(name: string, work: () => Promise<unknown>): Promise<void> {
    const reader = { ended: false, waits: [] as number[] };
    const reading = this.readWhile(reader);
    // If the work fails, the reader stops as well.
    const working = timed(work).finally(() => (reader.ended = true));
    const [[ms]] = await Promise.all([working, reading]);
    row(name, `${(ms / 1000).toFixed(1)} s`, `a read meanwhile p99 ${percentile(reader.waits, 0.99).toFixed(0)} ms`);
    this.memory();
  }

  private async readWhile(reader: { readonly ended: boolean; readonly waits: number[] }): Promise<void> {
    const read = 'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){id}}';
    do {
      const [wait] = await timed(() => this.at(read, { v: customer(reader.waits.length % CUSTOMERS) }));
      reader.waits.push(wait);
      await new Promise((resolve) => setTimeout(resolve, 20));
    } while (!reader.ended);
  }

  /** Prints the current and peak memory of the server as reported by Linux. */
  private memory(): void {
    const status = readFileSync(`/proc/${this.server.child.pid}/status`, 'utf8');
    const of = (name: string): string =>
      `${Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1024)} MiB`;
    row('  memory of the server', of('VmRSS'), `at most ${of('VmHWM')}`);
  }
}

const count = (n: number): string => n.toLocaleString('en');
