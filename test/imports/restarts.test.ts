/** Tests that imports survive a restart and can be cancelled, and that files are deleted when nobody needs them. */
import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { removeOutdatedUploads } from '../../src/services/imports/outdated-uploads.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { Uploading } from '../support/uploading.js';

const ROWS = 8000;
const FILE = ['line,member', ...Array.from({ length: ROWS }, (_, n) => `${n},M${n % 500}`)].join('\n');
const MAPPING = {
  source: 'till',
  identities: [{ namespace: 'member_id', value: '{member}' }],
  event: { type: 'visit', messageId: 'v-{line}', occurredAt: { value: '2026-03-01', as: 'day' } },
} as const;

const foldersIn = (server: TestServer): string[] =>
  readdirSync(join(server.dir, 'imports', server.env.STRATA_DATABASE), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);

async function withShop(work: (server: TestServer, admin: Caller, files: Uploading) => Promise<void>): Promise<void> {
  const server = await TestServer.start();
  try {
    const admin = await server.sandbox('shop', '2026-03-31T00:00:00Z');
    await work(server, admin, new Uploading(server, admin));
  } finally {
    await server.remove();
  }
}

test('an import continues after a restart, and each row counts once', () =>
  withShop(async (server, admin, files) => {
    const waiting = await files.send('waiting.csv', 'line,member\n1,M1\n');
    const id = await files.send('till.csv', FILE);
    await files.start(id, MAPPING);
    await eventually(async () => (await files.read(id)).counts.accepted > 0, 'a first batch');
    await server.close();
    writeFileSync(join(server.dir, 'imports', server.env.STRATA_DATABASE, 'left-behind'), 'x');
    await server.open();
    assert.deepEqual(foldersIn(server), [id], `${waiting} is deleted`);
    const { state, counts } = await files.ended(id);
    assert.equal(state, 'DONE');
    assert.equal(counts.accepted + counts.duplicates, ROWS);
    assert.ok(counts.duplicates <= 1000, `${counts.duplicates} rows were sent twice`);
    const { removeSource } = await admin.ask('mutation{removeSource(source:"till",dryRun:true){events}}');
    assert.equal(removeSource.events, ROWS);
  }));

test('a cancelled import stops, and keeps what it has loaded', () =>
  withShop(async (server, admin, files) => {
    const id = await files.send('till.csv', FILE);
    await files.start(id, MAPPING);
    await eventually(async () => (await files.read(id)).counts.accepted > 0, 'a first batch');
    await admin.ask('mutation($id:String!){cancelJob(id:$id){state}}', { id });
    const { state, counts } = await files.ended(id);
    assert.equal(state, 'CANCELLED');
    assert.ok(counts.accepted > 0 && counts.accepted < ROWS, String(counts.accepted));
    assert.deepEqual(readdirSync(join(server.dir, 'imports', server.env.STRATA_DATABASE, id)), []);
  }));

test('outdated uploads and results are deleted', () =>
  withShop(async (server, _admin, files) => {
    const id = await files.send('a.csv', 'line,member\n1,M1\n');
    const imported = await files.send('b.csv', 'line,member\n1,M1\n,\n');
    await files.start(imported, MAPPING);
    await files.ended(imported);
    const { services } = server.running;
    const inHours = (hours: number): typeof services => ({
      ...services,
      stores: { ...services.stores, now: () => services.stores.now() + hours * 3_600_000 },
    });
    await removeOutdatedUploads(inHours(5), 'shop');
    assert.deepEqual(foldersIn(server).sort(), [id, imported].sort());
    await removeOutdatedUploads(inHours(7), 'shop');
    assert.deepEqual(foldersIn(server), [imported]);
    await removeOutdatedUploads(inHours(25), 'shop');
    assert.deepEqual(foldersIn(server), []);
  }));

test('a job whose file is lost fails, and the job of another process is left alone', () =>
  withShop(async (server) => {
    const { stores, importFiles } = server.running.services;
    const now = stores.now();
    const job = { workspace: 'shop', kind: 'IMPORT', subject: 'till', state: 'RUNNING', done: 0, total: 1 } as const;
    await stores.jobs.insert({ ...job, id: 'own', place: importFiles.place!, startedAt: now });
    await stores.jobs.insert({ ...job, id: 'other', place: 'elsewhere', startedAt: now });
    await stores.jobs.insert({ ...job, id: 'old', place: 'elsewhere', startedAt: now - 25 * 3_600_000 });
    await server.close();
    await server.open();
    const after = server.running.services.stores.jobs;
    const stateOf = async (id: string): Promise<string | undefined> => (await after.get('shop', id))?.state;
    await eventually(
      async () => (await stateOf('own')) === 'FAILED' && (await stateOf('old')) === 'FAILED',
      'failures',
    );
    assert.equal(await stateOf('other'), 'RUNNING');
  }));
