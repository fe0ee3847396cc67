/**
 * Tests exports of tables that are interrupted, damaged, or repeated. The result always equals that of an export
 * without interruption, and contains nothing of other workspaces, of erased customers, or twice.
 */
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance } from '@duckdb/node-api';
import { ExportFolder } from '../../src/cli/export/export-folder.js';
import { TABLE_NAMES } from '../../src/cli/export/tables.js';
import type { Stores } from '../../src/services/base/ports.js';
import { freshSeed } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';
import { TestServer, type Caller } from '../support/server.js';
import { customerOf, Exports, fillShop, iso, NOW, ZONE } from './exported-shop.js';

const SEED = freshSeed();
const SETTINGS = { zone: ZONE, currency: 'CNY' };

let server: TestServer;
let admin: Caller;
let exports: Exports;

before(async () => {
  server = await TestServer.start();
  exports = new Exports(server, mkdtempSync(join(tmpdir(), 'strata-exports-')));
  admin = await server.sandbox('shop', iso(NOW), SETTINGS);
  await server.sandbox('other', iso(NOW), SETTINGS);
  await fillShop(server, new Dice(random(SEED)), { workspace: 'shop', customers: 28 });
  await fillShop(server, new Dice(random(SEED + 1)), { workspace: 'other', customers: 12 });
  await exports.here('shop', 'whole');
});
after(async () => {
  await server.remove();
  rmSync(exports.folder, { recursive: true, force: true });
});

/** Returns the rows of each table of an export, in one order. */
async function contentOf(name: string): Promise<Record<string, readonly string[]>> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  const out: Record<string, readonly string[]> = {};
  for (const table of TABLE_NAMES) {
    const folder = join(exports.path(name), table);
    const isEmpty = readdirSync(folder).length === 0;
    const sql = `SELECT * FROM read_parquet('${folder}/*/*.parquet', hive_partitioning=true)`;
    const rows = isEmpty ? [] : (await connection.runAndReadAll(sql)).getRowObjectsJson();
    out[table] = rows.map((row) => JSON.stringify(row)).sort();
  }
  connection.closeSync();
  return out;
}

const chunksOf = (name: string): readonly string[] => {
  const folder = join(exports.path(name), '_next', 'chunks');
  return existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => file.endsWith('.json'))
        .sort()
    : [];
};

/** Begins an export whose chunks have one customer each, and kills it after some chunks. */
async function kill(name: string, chunks: number): Promise<void> {
  const { code } = await exports.interrupted(name, () => chunksOf(name).length >= chunks);
  assert.equal(code, null, 'the export was killed');
}

test(`an export that is killed goes on where it stopped (seed ${SEED})`, async () => {
  await kill('killed', 5);
  const done = chunksOf('killed');
  assert.ok(done.length >= 5 && !existsSync(join(exports.path('killed'), 'export.json')));
  await assert.rejects(exports.query('killed', 'SELECT 1'), /no complete export/);
  const record = join(exports.path('killed'), '_next', 'chunks', done[0]);
  const { mtimeMs, ino } = statSync(record);
  await kill('killed', done.length + 5);
  assert.deepEqual([statSync(record).mtimeMs, statSync(record).ino], [mtimeMs, ino], 'a finished chunk stays');
  await exports.write('shop', 'killed', '--rows', '1');
  assert.deepEqual(await contentOf('killed'), await contentOf('whole'));
  assert.ok(!existsSync(join(exports.path('killed'), '_next')));
});

test('damaged and missing files of an unfinished export are written again', async () => {
  await kill('damaged', 8);
  const next = join(exports.path('damaged'), '_next');
  const filesOf = (chunk: string): readonly string[] =>
    (JSON.parse(readFileSync(join(next, 'chunks', chunk), 'utf8')) as { files: { path: string }[] }).files.map(
      ({ path }) => join(next, path),
    );
  const [first, second, third, fourth] = chunksOf('damaged');
  const [flipped] = filesOf(first);
  const bytes = readFileSync(flipped);
  bytes[bytes.length >> 1] ^= 0xff;
  writeFileSync(flipped, bytes);
  rmSync(filesOf(second)[0]);
  truncateSync(filesOf(third)[0], 10);
  truncateSync(join(next, 'chunks', fourth), 20);
  await exports.here('shop', 'damaged');
  assert.deepEqual(await contentOf('damaged'), await contentOf('whole'));
});

test('an unfinished export of other definitions or options begins again', async () => {
  await kill('begun', 3);
  await exports.here('shop', 'begun', { personal: true });
  assert.equal(JSON.parse(readFileSync(join(exports.path('begun'), 'export.json'), 'utf8')).personal, true);
  const state = join(exports.path('begun'), 'export.json');
  await kill('begun', 3);
  await admin.ask('mutation{defineTag(input:{key:"later",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  await exports.here('shop', 'begun', { rows: 1 });
  assert.equal(JSON.parse(readFileSync(state, 'utf8')).personal, false);
  assert.deepEqual(await contentOf('begun'), await contentOf('whole'));
});

test('a replacement that was interrupted is finished, and the new export is complete', async () => {
  await exports.here('shop', 'moved');
  const folder = exports.path('moved');
  const next = join(folder, '_next');
  // The state after a kill in the middle: some tables are in their place, and the others are not.
  await exports.here('shop', 'moved-source');
  renameSync(exports.path('moved-source'), next);
  rmSync(join(folder, 'export.json'));
  for (const table of TABLE_NAMES.slice(0, 4)) {
    rmSync(join(folder, table), { recursive: true });
    renameSync(join(next, table), join(folder, table));
  }
  await assert.rejects(exports.query('moved', 'SELECT 1'), /no complete export/);
  const copy = exports.path('moved-again');
  cpSync(folder, copy, { recursive: true });
  await assert.rejects(exports.here('other', 'moved-again'), /contains an export of the workspace shop/);
  await exports.here('shop', 'moved-again', { personal: true });
  assert.equal(JSON.parse(readFileSync(join(copy, 'export.json'), 'utf8')).personal, true);
  await exports.here('shop', 'moved');
  assert.deepEqual(await contentOf('moved'), await contentOf('whole'));
});

test('an old replacement, or one of an earlier workspace with this id, is finished and then exported anew', async () => {
  for (const changed of [{ now: iso(NOW - 2 * 86_400_000) }, { workspaceCreatedAt: iso(0) }]) {
    await exports.here('shop', 'aged-source');
    const folder = exports.path('aged');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    renameSync(exports.path('aged-source'), join(folder, '_next'));
    const file = join(folder, '_next', 'export.json');
    const description = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...description, ...changed }));
    await exports.here('shop', 'aged');
    const { now, workspaceCreatedAt } = JSON.parse(readFileSync(join(folder, 'export.json'), 'utf8'));
    assert.deepEqual([now, workspaceCreatedAt], [description.now, description.workspaceCreatedAt]);
  }
});

test('files that are missing or changed after the export are noticed', async () => {
  await exports.here('shop', 'changed');
  const folder = join(exports.path('changed'), 'events');
  const month = join(folder, readdirSync(folder)[0]);
  const file = join(month, readdirSync(month)[0]);
  const bytes = readFileSync(file);
  truncateSync(file, bytes.length - 1);
  await assert.rejects(exports.query('changed', 'SELECT count(*) FROM events'), /table events are missing or changed/);
  rmSync(file);
  await assert.rejects(exports.query('changed', 'SELECT count(*) FROM orders'), /table events are missing or changed/);
  writeFileSync(
    file,
    bytes.map(() => 7),
  );
  await assert.rejects(exports.query('changed', 'SELECT count(*) FROM events'), /parquet/i);
  await exports.here('shop', 'changed');
  assert.deepEqual(await contentOf('changed'), await contentOf('whole'));
});

test('an export contains one workspace, and a folder keeps its workspace', async () => {
  await exports.here('other', 'other');
  const own = (await contentOf('other')).events;
  assert.ok(own.length > 0);
  const shop = new Set(Object.values(await contentOf('whole')).flat());
  assert.deepEqual(
    own.filter((row) => shop.has(row)),
    [],
  );
  await assert.rejects(exports.here('shop', 'other'), /contains an export of the workspace other/);
  const unknown = await exports.strata('export', '--parquet', 'new', '--workspace', 'nobody');
  assert.match(unknown.output, /There is no workspace nobody/);
  assert.ok(!existsSync(exports.path('new')));
  writeFileSync(join(exports.path('other'), 'notes.txt'), 'mine');
  await assert.rejects(exports.here('other', 'other'), /contains notes\.txt/);
  assert.equal(readFileSync(join(exports.path('other'), 'notes.txt'), 'utf8'), 'mine');
});

/** Exports one customer a chunk. `meanwhile` runs once, after the facts of some customers were read. */
async function exportDuring(name: string, meanwhile: () => Promise<void>): Promise<number> {
  const { stores } = server.running.services;
  let reads = 0;
  const events: Stores['events'] = {
    ...stores.events,
    facts: async (...given) => {
      if (++reads === 9) await meanwhile();
      return stores.events.facts(...given);
    },
  };
  await exports.here('shop', name, { rows: 1, stores: { ...stores, events } });
  return reads;
}

test('customers who are merged, split or erased during an export are in it once or not at all', async () => {
  const [early, later] = [await customerOf(admin, 'm0'), await customerOf(admin, 'm26')];
  const [erased, split] = [await customerOf(admin, 'm2'), await customerOf(admin, 'm3')];
  const merge = (a: string, b: string): Promise<unknown> =>
    admin.ask('mutation($a:String!,$b:String!){mergeProfiles(profile:$a,other:$b){id}}', { a, b });
  await merge(split, await customerOf(admin, 'm24'));
  const reads = await exportDuring('moving', async () => {
    await merge(early, later);
    await admin.ask('mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}', { p: erased });
    await admin.ask('mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){parted{id}}}', {
      p: split,
      i: [{ namespace: 'member_id', value: 'm24' }],
    });
  });
  assert.ok(reads > 28, `${reads} reads`);
  const moving = await contentOf('moving');
  await exports.here('shop', 'after');
  assert.deepEqual(moving, await contentOf('after'));
  const text = JSON.stringify(moving);
  assert.ok(!text.includes(erased) && text.includes(early));
});

test('customers who were erased are not in the next export', async () => {
  await exports.here('shop', 'erased');
  const customer = await customerOf(admin, 'm9');
  assert.ok(JSON.stringify(await contentOf('erased')).includes(customer));
  await admin.ask('mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}', { p: customer });
  await exports.here('shop', 'erased');
  assert.ok(!JSON.stringify(await contentOf('erased')).includes(customer));
});

test('two exports do not write to one folder at a time', async () => {
  const folder = await ExportFolder.open(exports.path('busy'), 'shop');
  const second = await exports.strata('export', '--parquet', 'busy', '--workspace', 'shop');
  assert.equal(second.code, 1);
  assert.match(second.output, /Another export is being written/);
  await folder.close();
  await exports.here('shop', 'busy');
});
