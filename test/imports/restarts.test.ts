/** Tests that imports survive a restart and can be cancelled, and that files are deleted when nobody needs them. */
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Job } from '../../src/services/base/ports.js';
import { NO_IMPORT_COUNTS } from '../../src/services/base/ports/import-files.js';
import { runImport } from '../../src/services/imports/import-job.js';
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

test('an import that is cancelled before its turn loads nothing', () =>
  withShop(async (_server, admin, files) => {
    const first = await files.send('till.csv', FILE);
    const second = await files.send('other.csv', FILE);
    await files.start(first, MAPPING);
    await files.start(second, { ...MAPPING, source: 'other' });
    await admin.ask('mutation($id:String!){cancelJob(id:$id){state}}', { id: second });
    assert.equal((await files.ended(first)).state, 'DONE');
    const { state, counts } = await files.ended(second);
    assert.deepEqual([state, counts.accepted + counts.duplicates], ['CANCELLED', 0]);
  }));

test('the time in which an import waits for its turn does not count, and a full disk ends it', () =>
  withShop(async (server, admin, files) => {
    const { services } = server.running;
    const { importFiles, stores } = services;
    const run = async (id: string): Promise<void> => {
      const record = importFiles.get('shop', id)!;
      const caller = { subject: 'admin', scopes: ['admin'], expiresAt: Infinity };
      const mapping = JSON.stringify(MAPPING);
      await importFiles.update({
        ...{ ...record, state: 'RUNNING' },
        run: { mapping, source: 'till', zone: 'UTC', caller, rows: 0, share: 0, counts: NO_IMPORT_COUNTS },
      });
      const job: Job = {
        ...{ id, workspace: 'shop', kind: 'IMPORT', subject: 'till', state: 'RUNNING', done: 0, total: 1 },
        startedAt: stores.now() - 7 * 3_600_000,
      };
      await stores.jobs.insert(job);
      await runImport(services, job).catch(() => undefined);
    };
    const late = await files.send('late.csv', 'line,member\n1,M1\n');
    await run(late);
    assert.deepEqual([(await files.read(late)).state, (await files.read(late)).counts.accepted], ['DONE', 1]);
    // A folder with the name of the file makes writing fail in the same place as a full disk.
    const full = await files.send('full.csv', 'line,member\n2,\n');
    mkdirSync(importFiles.rejectsOf(full));
    await run(full);
    assert.equal((await files.read(full)).state, 'FAILED');
    assert.ok(!existsSync(importFiles.pathOf(full)), 'the file is deleted');
    assert.equal((await admin.ask('query($id:String!){job(id:$id){state}}', { id: full })).job.state, 'FAILED');
  }));

test('rows of a file say nothing about customers who were erased after its upload', () =>
  withShop(async (_server, admin, files) => {
    await admin.ask('mutation{defineTag(input:{key:"city",kind:SEMI_DYNAMIC,type:STRING}){key}}');
    await admin.ask('mutation{identify(identities:[{namespace:"member_id",value:"M1"}]){profile}}');
    const profileOf = '{profile(identity:{namespace:"member_id",value:"M1"}){id}}';
    const { profile } = await admin.ask(profileOf);
    const id = await files.send('tags.csv', 'member,city\nM1,杭州\nM2,北京\n');
    await admin.ask('mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}', { p: profile.id });
    await admin.ask('mutation{advanceClock(to:"2026-04-01T00:00:00Z"){now}}');
    const { identities } = MAPPING;
    await files.start(id, { source: 'till', identities, tags: [{ tag: 'city', value: '{city}' }] });
    const { counts } = await files.ended(id);
    assert.deepEqual([counts.tagged, counts.rejected], [1, 1]);
    assert.equal((await admin.ask(profileOf)).profile, null);
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
    const empty = await files.create('c.csv', 10);
    await removeOutdatedUploads(inHours(0.2), 'shop');
    assert.ok(foldersIn(server).includes(empty));
    await removeOutdatedUploads(inHours(0.3), 'shop');
    assert.ok(!foldersIn(server).includes(empty), 'no byte of it has arrived');
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
