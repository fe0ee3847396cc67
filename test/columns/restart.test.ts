/**
 * Tests that columns survive a restart. After a restart, a kill or file damage all results are correct, and only
 * changed customers are read from the database.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { amount, seedOf } from '../support/amount.js';
import { eventually, patience } from '../support/patience.js';
import { serverProcess, tokenFor, type Process } from '../support/process.js';
import { Dice, random } from '../support/random-world.js';
import { checked } from '../support/refusals.js';

const SEED = seedOf(510);
const CUSTOMERS = amount(600, 3000);
const NOW = Date.UTC(2026, 2, 20);
const dir = mkdtempSync(join(tmpdir(), 'strata-restart-'));
const columnsDir = join(dir, 'columns');
const d = new Dice(random(SEED));
let server: Process;
let sent = 0;
/** Number of visits by customer. */
const visits = new Map<number, number>();

before(async () => {
  await start();
  await ask('mutation($c:DateTime!){createSandbox(input:{id:"shop",clock:$c}){id}}', {
    c: new Date(NOW).toISOString(),
  });
  await visit(Array.from({ length: CUSTOMERS }, (_, n) => n));
});
after(async () => {
  await server.kill();
  rmSync(dir, { recursive: true, force: true });
});

interface Counted {
  readonly profiles: { readonly totalCount: number };
}

async function start(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  server = await serverProcess({ STRATA_DATA_DIR: dir, STRATA_COLUMNS_DIR: columnsDir, ...settings });
}

async function ask<T>(query: string, variables?: unknown): Promise<T> {
  const res = await fetch(`http://127.0.0.1:${server.port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${tokenFor('shop')}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patience(60_000)),
  });
  const body = checked(await res.json()) as { data: T; errors?: unknown };
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

async function visit(customers: readonly number[]): Promise<void> {
  for (let from = 0; from < customers.length; from += 300) {
    const { ingestEvents } = await ask<{ ingestEvents: { accepted: number } }>(
      'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}',
      {
        e: customers.slice(from, from + 300).map((n) => ({
          messageId: `v${sent++}`,
          type: 'store_visit',
          occurredAt: new Date(NOW - 3600_000).toISOString(),
          identities: [{ namespace: 'member_id', value: `M${n}` }],
          properties: { shop: `铺 ${n % 7}` },
        })),
      },
    );
    assert.equal(ingestEvents.accepted, Math.min(300, customers.length - from));
  }
  for (const n of customers) visits.set(n, (visits.get(n) ?? 0) + 1);
}

const someCustomers = (): number[] => [...new Set(Array.from({ length: 5 }, () => d.int(0, CUSTOMERS + 20)))];

async function checkAnswers(what: string): Promise<void> {
  for (const least of [1, 2, 3]) {
    const { profiles } = await ask<Counted>('query($x:String!){profiles(first:1,expression:$x){totalCount}}', {
      x: `count(store_visit) >= ${least}`,
    });
    const wanted = [...visits.values()].filter((count) => count >= least).length;
    assert.equal(profiles.totalCount, wanted, `seed ${SEED}, ${what}: at least ${least}`);
  }
  const { profiles } = await ask<Counted>(
    '{profiles(first:1,expression:"did(store_visit where shop = \\"铺 3\\")"){totalCount}}',
  );
  assert.equal(profiles.totalCount, [...visits.keys()].filter((n) => n % 7 === 3).length, `seed ${SEED}, ${what}`);
}

async function metric(name: string): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${server.port}/metrics`)).text();
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  assert.ok(line, name);
  return Number(line.slice(name.length + 1));
}

const customersRead = (): Promise<number> => metric('strata_customers_read_total');

/** Returns the paths of the workspace's files. */
function filesNow(): string[] {
  const [database] = readdirSync(columnsDir);
  try {
    return readdirSync(join(columnsDir, database, 'shop')).map((name) => join(columnsDir, database, 'shop', name));
  } catch {
    return [];
  }
}

const listNow = (): string | undefined => {
  const list = filesNow().find((path) => path.endsWith('parts.json'));
  return list && readFileSync(list, 'utf8');
};

test('columns are read and saved in the background before any query', async () => {
  await eventually(async () => (await customersRead()) >= CUSTOMERS, 'everyone read');
  await eventually(() => listNow() !== undefined, 'a list of parts');
  await checkAnswers('before any restart');
});

test('no customer is read after a restart', async () => {
  assert.equal(await server.stop(), 0);
  await start();
  await checkAnswers('after a restart');
  assert.equal(await customersRead(), 0);
});

test('only the owner of the process has access to the files', () => {
  for (const path of filesNow()) assert.equal(statSync(path).mode & 0o077, 0, path);
});

test('after a kill only the changed customers are read', async () => {
  for (let kill = 0; kill < amount(3, 12); kill++) {
    const before = listNow();
    await visit(someCustomers());
    // The kill happens before, during or after the save.
    if (d.chance(0.5)) await eventually(() => listNow() !== before, 'saved again');
    await visit(someCustomers());
    await server.kill();
    await start();
    await checkAnswers(`after kill ${kill}`);
    const read = await customersRead();
    assert.ok(read <= 30, `seed ${SEED}, kill ${kill}: ${read} customers were read`);
  }
});

test('after damage or loss of the files, a start reads all customers and saves them again', async () => {
  const faults: Record<string, () => void> = {
    'a damaged part': () => damage((path) => path.endsWith('.part')),
    'a damaged list': () => damage((path) => path.endsWith('parts.json')),
    'no files': () => rmSync(columnsDir, { recursive: true }),
  };
  for (const [fault, make] of Object.entries(faults)) {
    await visit(someCustomers());
    assert.equal(await server.stop(), 0);
    make();
    await start();
    await checkAnswers(fault);
    assert.ok((await customersRead()) >= CUSTOMERS, fault);
    await eventually(() => listNow() !== undefined, 'saved again');
    assert.equal(await server.stop(), 0);
    await start();
    await checkAnswers(`after ${fault}, once more`);
    assert.equal(await customersRead(), 0, fault);
  }
});

function damage(chosen: (path: string) => boolean): void {
  const path = filesNow().find(chosen)!;
  const bytes = readFileSync(path);
  bytes[d.int(0, bytes.length - 1)] ^= 1 << d.int(0, 7);
  writeFileSync(path, bytes);
}

test('without files every start reads all customers', async () => {
  assert.equal(await server.stop(), 0);
  await start({ STRATA_COLUMNS_BYTES: '0' });
  await checkAnswers('without files');
  assert.ok((await customersRead()) >= CUSTOMERS);
});
