/**
 * Measures a server while it is idle and during each attack: its latency for a caller that does not attack, and its
 * memory. A plain server is measured for comparison.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { KeptCaller } from '../../test/support/kept-caller.js';
import { endsWithParent, run, serverProcess, type Process } from '../../test/support/process.js';
import { ask, auth, INGEST, makeWorkspace, options, percentile, row } from '../support.js';
import { ATTACKS, type Target } from './attacks.js';

const ATTACKER = fileURLToPath(new URL('./attacker.js', import.meta.url));
const BARE = fileURLToPath(new URL('./bare-server.js', import.meta.url));
/** Interval between the requests of the caller whose latency is measured, in ms. */
const EVERY_MS = 10;
const MISSED_EVENTS = 2000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

interface Seen {
  readonly waited: readonly number[];
  readonly refused: number;
  /** Peak resident memory of the server without mapped files, in MiB. */
  readonly memory: number;
  /** Peak resident memory with the pages of the data file that the system keeps, in MiB. */
  readonly mapped: number;
}

export async function abuse(dir: string): Promise<void> {
  const seconds = options.quick ? 4 : 15;
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'abuse') });
  const bare = await run([BARE], {}, /bare at http:\/\/localhost:(\d+)/);
  await makeWorkspace(server.port, 'abuse');
  const token = auth('abuse').slice('Bearer '.length);
  const target = { token, cursor: await position(server.port, token), ...(await doors(server.port)) };
  for (let i = 0; i < MISSED_EVENTS; i += 500)
    await ask(server.port, 'abuse', INGEST, { e: Array.from({ length: 500 }, (_, k) => visit(i + k)) });
  const caller = auth('abuse', 'another');
  await look(server, caller, 2);
  await look(bare, caller, 2);
  const idle = await look(server, caller, seconds);
  const bareIdle = await look(bare, caller, seconds);
  row('idle', shown(idle), `bare ${shown(bareIdle)}`);
  for (const name of Object.keys(ATTACKS).filter((each) => each.includes(options.attack ?? ''))) {
    const seen = await under(server, name, { ...target, port: server.port }, caller, seconds);
    const peer = await under(bare, name, { ...target, port: bare.port }, caller, seconds);
    row(name, shown(seen), `bare ${shown(peer)}`);
  }
  row('idle again', shown(await look(server, caller, seconds)));
  await server.stop();
  await bare.kill();
}

const visit = (n: number): object => ({
  messageId: `v${n}`,
  type: 'visit',
  occurredAt: new Date().toISOString(),
  identities: [{ namespace: 'member_id', value: `V${n}` }],
});

const MAPPING = {
  source: 'hook',
  rules: [
    {
      each: 'list',
      identities: [{ namespace: 'member_id', value: '{list.who}' }],
      tags: [{ tag: 'city', value: '{list.city}' }],
    },
  ],
};

/** Makes a webhook and a write key. Returns the path of the webhook, and the key. */
async function doors(port: number): Promise<Pick<Target, 'hook' | 'key'>> {
  const made = (await ask(
    port,
    'abuse',
    `mutation($m:String!){
      defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}
      defineHook(input:{key:"hook",mapping:$m}){path}
      createWriteKey(input:{source:"page"}){key}
    }`,
    { m: JSON.stringify(MAPPING) },
  )) as { readonly defineHook: { readonly path: string }; readonly createWriteKey: { readonly key: string } };
  return { hook: made.defineHook.path, key: made.createWriteKey.key };
}

/** Returns the cursor of a subscription that starts now. */
async function position(port: number, token: string): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  await once(socket, 'message');
  socket.send(
    JSON.stringify({ type: 'subscribe', id: 'a', payload: { query: 'subscription{profileChanged{cursor}}' } }),
  );
  const [data] = (await once(socket, 'message')) as [Buffer];
  socket.terminate();
  const { payload } = JSON.parse(data.toString('utf8')) as {
    readonly payload: { readonly data: { readonly profileChanged: { readonly cursor: string } } };
  };
  return payload.data.profileChanged.cursor;
}

/** Measures the latency for a caller that does not attack, while an attacker runs at low process priority. */
async function under(server: Process, name: string, target: Target, caller: string, seconds: number): Promise<Seen> {
  const attacker = spawn(
    'nice',
    ['-n', '19', process.execPath, ...endsWithParent, ATTACKER, name, JSON.stringify(target)],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  const gone = once(attacker, 'exit');
  await wait(1000);
  const seen = await look(server, caller, seconds);
  if (attacker.exitCode !== null) throw new Error(`the attacker ended by itself with ${attacker.exitCode}`);
  attacker.kill('SIGKILL');
  await gone;
  await wait(2000);
  return seen;
}

/** Sends requests repeatedly over one keep-alive connection, and records their latency and the memory of the server. */
async function look({ port, child }: Process, caller: string, seconds: number): Promise<Seen> {
  const other = new KeptCaller(port, caller);
  const waited: number[] = [];
  let refused = 0;
  let [memory, mapped] = [0, 0];
  for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
    const begin = performance.now();
    if ((await other.ask('{__typename}').catch(() => '')) !== '{"data":{"__typename":"Query"}}') refused++;
    waited.push(performance.now() - begin);
    const [own, all] = residentMiB(child.pid!);
    memory = Math.max(memory, own);
    mapped = Math.max(mapped, all);
    await wait(EVERY_MS);
  }
  other.close();
  return { waited, refused, memory, mapped };
}

/** Returns the resident memory of a process in MiB: its own, and with the pages of mapped files. */
function residentMiB(pid: number): readonly [own: number, all: number] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (field: string): number => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
  return [mib('RssAnon'), mib('VmRSS')];
}

const shown = ({ waited, refused, memory, mapped }: Seen): string =>
  `p50 ${percentile(waited, 0.5).toFixed(1)} p99 ${percentile(waited, 0.99).toFixed(0)} ms, ${memory.toFixed(0)} of ${mapped.toFixed(0)} MiB${refused > 0 ? `, ${refused} of ${waited.length} refused` : ''}`;
