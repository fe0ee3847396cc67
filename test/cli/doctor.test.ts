/** Tests `strata doctor` on intact and on broken deployments. */
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { strataCommand } from '../support/command.js';
import { TestServer } from '../support/server.js';

interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly says: string;
  readonly advice?: string;
}

let server: TestServer;
let folder: string;

before(async () => {
  server = await TestServer.start();
  folder = mkdtempSync(join(tmpdir(), 'strata-doctor-'));
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.remove();
});

/** Runs the command with some settings changed, and returns its exit code and findings by check. */
async function examine(
  settings: Readonly<Record<string, string>> = {},
): Promise<{ code: number | null; found: ReadonlyMap<string, Finding> }> {
  const env = { ...server.env, PORT: String(server.running.port), ...settings };
  const { code, output } = await strataCommand({ env, url: server.url }, folder, ['doctor', '--json']);
  const findings = JSON.parse(output) as Finding[];
  for (const { state, advice, check } of findings) assert.equal(advice === undefined, state === 'ok', check);
  return { code, found: new Map(findings.map((finding) => [finding.check, finding])) };
}

test('an intact deployment has no failures, and the table says so', async () => {
  const { code, found } = await examine();
  assert.equal(code, 0, JSON.stringify([...found.values()]));
  for (const check of ['node', 'settings', 'database', 'server']) assert.equal(found.get(check)?.state, 'ok', check);
  const env = { ...server.env, PORT: String(server.running.port) };
  const { output } = await strataCommand({ env, url: server.url }, folder, ['doctor']);
  assert.match(output, /^ok +settings +complete$/m);
  assert.match(output, /\d+ ok, \d+ to look at, 0 to mend/);
});

test('invalid and unknown settings are named', async () => {
  const wrong = await examine({ STRATA_MAX_RUNNING: 'many' });
  assert.equal(wrong.code, 1);
  assert.match(wrong.found.get('settings')!.says, /STRATA_MAX_RUNNING must be a whole number/);
  const unknown = await examine({ STRATA_RATE_LIMITS: '7' });
  assert.deepEqual([unknown.code, unknown.found.get('settings')?.state], [0, 'warn']);
  assert.match(unknown.found.get('settings')!.says, /is STRATA_RATE_LIMIT meant/);
});

test('a secret that others can read is a failure, and a server that is not running is a warning', async () => {
  const secret = join(server.dir, 'token-secret');
  chmodSync(secret, 0o644);
  try {
    const { code, found } = await examine();
    assert.deepEqual([code, found.get('secrets')?.state], [1, 'fail']);
    assert.equal(found.get('secrets')?.advice, `chmod 600 ${secret}`);
  } finally {
    chmodSync(secret, 0o600);
  }
  const away = await examine({ PORT: '1' });
  assert.equal(away.found.get('server')?.state, 'warn');
});

test('an external database is checked for everything that Strata requires', async () => {
  const { code, found } = await examine({
    MONGODB_URI: server.running.databaseUri,
    STRATA_JWT_SECRET: 'x'.repeat(40),
  });
  assert.equal(code, 0, JSON.stringify([...found.values()]));
  for (const check of ['database', 'clock', 'indexes']) assert.equal(found.get(check)?.state, 'ok', check);
  assert.equal(found.get('demo')?.state, 'warn', 'a demo shop beside real customers causes a warning');
  const empty = await examine({
    MONGODB_URI: server.running.databaseUri,
    STRATA_DATABASE: 'never_used',
    STRATA_JWT_SECRET: 'x'.repeat(40),
  });
  assert.match(empty.found.get('indexes')!.says, /is empty/);
  const dead = await examine({
    MONGODB_URI: 'mongodb://127.0.0.1:1/?directConnection=true',
    STRATA_JWT_SECRET: 'x'.repeat(40),
  });
  assert.deepEqual([dead.code, dead.found.get('database')?.state], [1, 'fail']);
});

test('a missing index is named', async () => {
  const { stores } = server.running.services;
  await stores.workspaces.list();
  const { MongoClient } = await import('mongodb');
  const client = await MongoClient.connect(server.running.databaseUri);
  const segments = client.db(server.env.STRATA_DATABASE).collection('segments');
  const [index] = (await segments.listIndexes().toArray()).filter(({ name }) => name !== '_id_');
  try {
    await segments.dropIndex(index.name as string);
    const { found } = await examine({ MONGODB_URI: server.running.databaseUri, STRATA_JWT_SECRET: 'x'.repeat(40) });
    assert.equal(found.get('indexes')?.state, 'warn');
    assert.match(found.get('indexes')!.says, /segments/);
  } finally {
    await client.close();
  }
});
