/**
 * Tests that erased, expired and removed facts disappear from the column files. Files that do not match the change log
 * of the database are never used.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { MongoClient } from 'mongodb';
import { databaseProcess } from '../support/process.js';
import { databaseOf, eventually, TestServer, type Caller } from '../support/server.js';
import { wordsInFiles } from '../support/words-in-files.js';

const NOW = Date.UTC(2026, 2, 20);
const DAY = 86_400_000;
const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted results{profile}}}';
const ERASE = 'mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}';
const id = (namespace: string, value: string): object => ({ namespace, value });

let server: TestServer;

before(async () => {
  server = await TestServer.start();
});
after(() => server.remove());

const columnsOf = (one: TestServer): string => join(one.dir, 'columns');
const inFiles = (words: readonly string[], one = server): string[] => wordsInFiles(columnsOf(one), words);
const shopOf = (name: string): Promise<Caller> => server.sandbox(name, new Date(NOW).toISOString());

let sent = 0;
const search = (identity: object, query: string, daysAgo = 1): object => ({
  messageId: `e${sent++}`,
  type: 'searched',
  occurredAt: new Date(NOW - daysAgo * DAY).toISOString(),
  identities: [identity],
  properties: { query },
});
const neighbours = (): object[] =>
  Array.from({ length: 50 }, (_, n) => search(id('member_id', `n${sent}-${n}`), 'neighbour'));
const countOf = async (caller: Caller): Promise<number> =>
  (await caller.ask('{profiles(first:1,expression:"did(searched)"){totalCount}}')).profiles.totalCount;

test('erasing an unmerged customer removes its facts from the row that it shared before', async () => {
  const shop = await shopOf('parted');
  const [member, device] = [id('member_id', 'm1'), id('device_id', 'd1')];
  await shop.ask(INGEST, { e: [...neighbours(), search(member, 'memberword'), search(device, '设备词')] });
  const { profile } = (
    await shop.ask('mutation($i:[IdentityInput!]!){identify(identities:$i){profile}}', { i: [member, device] })
  ).identify;
  // All customers are reloaded into one part, in which both profiles are one row.
  server.running.services.columns.lose();
  assert.equal(await countOf(shop), 51);
  await eventually(() => inFiles(['memberword', '设备词']).length === 2, 'columns in files');
  await shop.ask('mutation($p:String!,$i:[IdentityInput!]!){unmergeProfile(profile:$p,identities:$i){parted{id}}}', {
    p: profile,
    i: [device],
  });
  assert.equal(await countOf(shop), 52);
  const parted = (await shop.ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: device })).profile.id;
  assert.equal((await shop.ask(ERASE, { p: parted })).eraseProfile.state, 'DONE');
  assert.deepEqual(inFiles(['memberword', '设备词', 'neighbour']), ['memberword', 'neighbour']);
  assert.equal(await countOf(shop), 51);
});

test('events past their retention are removed from the files by the job that deletes them', async () => {
  const shop = await shopOf('outlived');
  const member = id('member_id', 'm2');
  await shop.ask(INGEST, { e: [...neighbours(), search(member, 'outlivedword', 60), search(member, 'youngword')] });
  assert.equal(await countOf(shop), 51);
  await eventually(() => inFiles(['outlivedword', 'youngword']).length === 2, 'columns in files');
  const { setRetention } = await shop.ask(
    'mutation{setRetention(eventType:"searched",keep:"P30D",wait:true){job{state}}}',
  );
  assert.equal(setRetention.job.state, 'DONE');
  assert.deepEqual(inFiles(['outlivedword', 'youngword']), ['youngword']);
});

test('a removed workspace leaves no files', async () => {
  const shop = await shopOf('removed');
  await shop.ask(INGEST, { e: neighbours() });
  const folder = join(columnsOf(server), databaseOf(server.dir), 'removed');
  await eventually(() => existsSync(folder), 'columns in files');
  await shop.ask('mutation{deleteSandbox(id:"removed")}');
  assert.equal(existsSync(folder), false);
});

test('another process on the same database rewrites its files when it receives an erasure', async () => {
  const database = await databaseProcess(join(server.dir, 'shared'));
  const settings = {
    MONGODB_URI: process.env.MONGODB_URI ?? `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
    STRATA_JWT_SECRET: 'y'.repeat(40),
    STRATA_DATABASE: 'erasures',
  };
  const [a, b] = [await TestServer.start(settings), await TestServer.start(settings)];
  try {
    const shop = await a.sandbox('two', new Date(NOW).toISOString());
    const { results } = (await shop.ask(INGEST, { e: [search(id('member_id', 'm3'), 'sharedword'), ...neighbours()] }))
      .ingestEvents;
    for (const one of [a, b]) await eventually(() => inFiles(['sharedword'], one).length === 1, 'columns in files');
    assert.equal((await shop.ask(ERASE, { p: results[0].profile })).eraseProfile.state, 'DONE');
    assert.deepEqual(inFiles(['sharedword', 'neighbour'], a), ['neighbour']);
    await eventually(() => inFiles(['sharedword'], b).length === 0, 'the other files rewritten');
    assert.equal(await countOf(b.caller('two', ['admin'])), 50);
  } finally {
    await a.remove();
    await b.remove();
    await database.stop();
  }
});

test('files are not used if the database has lost their mark or position', async () => {
  const shop = await shopOf('history');
  await shop.ask(INGEST, { e: neighbours() });
  assert.equal(await countOf(shop), 50);
  const folder = join(columnsOf(server), databaseOf(server.dir), 'history');
  await eventually(() => existsSync(folder) && readdirSync(folder).includes('parts.json'), 'columns in files');
  const { services, databaseUri } = server.running;
  assert.equal(await services.stores.news.missed('history', 'no position', 'mark'), undefined);
  const client = await MongoClient.connect(databaseUri);
  try {
    await client.db(databaseOf(server.dir)).collection('customerChanges').deleteMany({ ws: 'history' });
  } finally {
    await client.close();
  }
  await server.close();
  await server.open();
  assert.equal(await countOf(server.caller('history', ['admin'])), 50);
  assert.ok(server.running.services.columns.read >= 50, 'everyone is read');
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
