/**
 * Tests `strata db copy` between embedded databases over real sockets: an interrupted copy continues, every type stays
 * as it was, and a server continues with the copy.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import {
  Binary,
  BSON,
  BSONRegExp,
  Decimal128,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  MongoClient,
  ObjectId,
  Timestamp,
  type Db,
} from 'mongodb';
import { readConfig } from '../../src/config.js';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';
import { startServer } from '../../src/server.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { strataCommand } from '../support/command.js';
import { askAt } from '../support/first-start.js';
import { eventually, TestServer, type Loose } from '../support/server.js';

const skip = process.env.MONGODB_URI !== undefined;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 2, 20);
const CUSTOMERS = 30;
/** Documents with every type, and with names that a JavaScript object puts in another order. */
const TYPES = [
  { _id: 'a', '10': new Int32(1), '9': new Long(1n), x: new Double(1), zero: new Double(-0), nan: new Double(NaN) },
  { _id: 'b', d: Decimal128.fromString('1.10'), b: new Binary(Buffer.from([0, 1])), n: null, t: new Date(-1) },
  { _id: 'c', o: new ObjectId(), r: new BSONRegExp('^a', 'i'), ts: new Timestamp({ t: 1, i: 2 }), deep: [[{ a: [] }]] },
  { _id: 'd', min: new MinKey(), max: new MaxKey(), text: '资生堂 \u0000 e\u0301', big: 'x'.repeat(200_000) },
];

const ALERTS = '{alerts(first:5){totalCount}}';

type Content = Record<string, { documents: string[]; indexes: string[] }>;

let server: TestServer;
let token: string;
let folder: string;
let target: RunningDatabase;

const run = (...args: readonly string[]): ReturnType<typeof strataCommand> =>
  strataCommand(server, folder, ['db', 'copy', ...args]);

/** Runs `use` with the test's database of a server. */
async function within<T>(uri: string, use: (db: Db) => Promise<T>): Promise<T> {
  const client = await MongoClient.connect(uri);
  try {
    return await use(client.db(server.env.STRATA_DATABASE));
  } finally {
    await client.close();
  }
}

/** Returns every document of a database in hexadecimal, and the indexes, by collection. Reads without the copier. */
const contentOf = (uri: string): Promise<Content> =>
  within(uri, async (db) => {
    const names = (await db.listCollections().toArray()).map(({ name }) => name).sort();
    const content: Content = {};
    for (const name of names) {
      const documents = await db.collection(name).find({}, { raw: true }).toArray();
      const indexes = await db.collection(name).listIndexes().toArray();
      content[name] = {
        documents: documents.map((raw) => (raw as unknown as Buffer).toString('hex')).sort(),
        indexes: indexes.map((index) => JSON.stringify(index)).sort(),
      };
    }
    return content;
  });

/** Opens the database of a data directory while no server uses it. */
async function opened<T>(dir: string, use: (uri: string) => Promise<T>): Promise<T> {
  const database = await startEmbedded({ dir: join(dir, 'db'), listen: { port: 0 }, streamed: STREAMED });
  try {
    return await use(database.uri);
  } finally {
    await database.close();
  }
}

const at = (days: number): string => new Date(NOW + days * DAY).toISOString();
const order = (n: number): object => ({
  messageId: `o${n}`,
  type: 'order_paid',
  occurredAt: at(-9),
  identities: [{ namespace: 'member_id', value: `会员${n}` }],
  order: { orderId: `o${n}`, amount: '10' },
});
const MODEL = {
  key: 'activity',
  layers: [{ key: 'active', when: 'did(order_paid, last 10d)' }, { key: 'silent' }],
  warnings: [{ key: 'many', from: ['active'], to: ['silent'], atLeast: 3, within: 'P2D' }],
};

before(async () => {
  if (skip) return;
  server = await TestServer.start();
  folder = mkdtempSync(join(tmpdir(), 'strata-copy-'));
  const admin = await server.sandbox('shop', at(0));
  ({ token } = admin);
  await admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
    e: Array.from({ length: CUSTOMERS }, (_, n) => order(n)),
  });
  await admin.ask('mutation{defineSegment(input:{key:"buyers",expression:"did(order_paid)"},wait:true){job{state}}}');
  await admin.ask('mutation($i:DefineLayerModelInput!){defineLayerModel(input:$i,wait:true){job{state}}}', {
    i: MODEL,
  });
  await admin.ask('mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(2) });
  await eventually(async () => (await admin.ask(ALERTS)).alerts.totalCount === 1, 'the alert');
  await server.close();
  await opened(server.dir, (uri) =>
    within(uri, async (db) => {
      await db.collection('types').insertMany(TYPES as never);
      await db.collection('types').createIndex({ x: 1, text: -1 }, { sparse: true });
      // The state after a process died before it raised the alert.
      await db.collection('alerts').deleteMany({});
      // The position of a run of a campaign is a customer.
      const run = { ws: 'shop', follower: 'campaign run', position: 'customer-7', version: 1 };
      await db.collection('followers').insertOne({ _id: 'shop|campaign run', ...run } as never);
    }),
  );
  const dir = mkdtempSync(join(folder, 'target-'));
  target = await startEmbedded({ dir, listen: { port: 0 }, streamed: STREAMED, testCommands: true });
});
after(async () => {
  if (skip) return;
  await target.close();
  rmSync(folder, { recursive: true, force: true });
  rmSync(server.dir, { recursive: true, force: true });
});

/** Makes a command of a database server fail or wait after it has run a number of times. */
const failing = (uri: string, failCommands: string[], times: number, data: object): Promise<unknown> =>
  within(uri, (db) =>
    db.admin().command({
      configureFailPoint: 'failCommand',
      mode: { skip: times, times: 1 },
      data: { failCommands, ...data },
    }),
  );

/** Returns what the content of a database must be after it was copied. */
function copyOf(content: Content): Content {
  const left = ['customerChanges', 'jobChanges', 'profileChanges'];
  const decoded = (hex: string): BSON.Document => BSON.deserialize(Buffer.from(hex, 'hex'));
  const copied = Object.entries(content).filter(([name]) => !left.includes(name));
  const expected = Object.fromEntries(copied);
  const { meta } = expected;
  return { ...expected, meta: { ...meta, documents: meta.documents.filter((hex) => decoded(hex)._id !== 'epoch') } };
}

/** Asserts that the target has every document of the source as the same bytes, with the same indexes. */
function assertSame(source: Content, copy: Content): void {
  const expected = copyOf(source);
  const names = Object.keys(expected).filter((name) => name !== 'followers');
  for (const name of names) {
    // A collection without documents and indexes is created by the server.
    if (expected[name].documents.length === 0 && !copy[name]) continue;
    assert.deepEqual(copy[name]?.documents, expected[name].documents, name);
    if (expected[name].indexes.length > 1) assert.deepEqual(copy[name].indexes, expected[name].indexes, name);
  }
  assert.deepEqual(
    Object.keys(copy).filter((name) => !(name in expected)),
    [],
  );
}

const positionsIn = (uri: string): Promise<Record<string, string>> =>
  within(uri, async (db) => {
    const places = await db.collection('followers').find().toArray();
    return Object.fromEntries(places.map(({ follower, position }) => [follower, position]));
  });

test('an interrupted copy continues, and no server uses it before its end', { skip }, async () => {
  const from = ['--from', server.dir, '--to', target.uri];
  for (const batches of [3, 6]) {
    await failing(target.uri, ['insert'], batches, { closeConnection: true });
    const { code, output } = await run(...from);
    assert.equal(code, 1, output);
    assert.match(output, /The copy stopped: .*Run the same command again to continue/);
    assert.match(output, /copying +\d+ %/);
  }
  const settings = { ...server.env, MONGODB_URI: target.uri, STRATA_JWT_SECRET: 's'.repeat(40) };
  await assert.rejects(startServer(readConfig(settings), assert.fail), /this database is an unfinished copy/);
  const doctor = await strataCommand({ env: settings, url: 'http://127.0.0.1:1' }, folder, ['doctor']);
  assert.match(doctor.output, /fail +copy +this database is an unfinished copy/);
  const again = await run('--from', target.uri, '--to', join(folder, 'of-unfinished'));
  assert.match(again.output, /The source is an unfinished copy/);
  const other = join(folder, 'other');
  await opened(other, (uri) =>
    within(uri, (db) => db.collection('meta').insertOne({ _id: 'epoch', value: 'x' } as never)),
  );
  const foreign = await run('--from', other, '--to', target.uri);
  assert.match(foreign.output, /an unfinished copy of another database/);

  const { code, output } = await run(...from);
  assert.equal(code, 0, output);
  assert.match(output, /^profiles +30 +[0-9a-f]{16}$/m);
  assert.match(output, /STRATA_JWT_SECRET="\$\(cat .*token-secret\)"/);
  const source = await opened(server.dir, contentOf);
  assertSame(source, await contentOf(target.uri));
  assert.equal(source.types.documents.length, TYPES.length);
  assert.deepEqual(await positionsIn(target.uri), { 'migration warnings': '-', 'campaign run': 'customer-7' });
});

test('a target with documents is kept unless --replace is given', { skip }, async () => {
  const kept = await contentOf(target.uri);
  const refused = await run('--from', server.dir, '--to', target.uri);
  assert.equal(refused.code, 1);
  assert.match(refused.output, /The target is not empty/);
  assert.deepEqual(await contentOf(target.uri), kept);
  await within(target.uri, (db) => db.collection('events').insertOne({ _id: 'stray' } as never));
  const replaced = await run('--from', server.dir, '--to', target.uri, '--replace');
  assert.equal(replaced.code, 0, replaced.output);
  assert.deepEqual(await contentOf(target.uri), kept);
});

test('a source that was written during the copy is noticed', { skip }, async () => {
  const to = join(folder, 'written');
  const source = await startEmbedded({ dir: join(server.dir, 'db'), listen: { port: 0 }, testCommands: true });
  try {
    await failing(source.uri, ['find'], 20, { errorCode: 2 });
    const stopped = await run('--from', source.uri, '--to', to);
    assert.equal(stopped.code, 1, stopped.output);
    await within(source.uri, (db) => db.collection('audit').updateOne({}, { $set: { written: 1 } }));
    const differs = await run('--from', source.uri, '--to', to);
    assert.equal(differs.code, 1, differs.output);
    assert.match(differs.output, /The collection audit differs: .*Stop what writes to it.*--replace/);
    const { code, output } = await run('--from', source.uri, '--to', to, '--replace');
    assert.equal(code, 0, output);
    await within(source.uri, (db) => db.collection('audit').updateMany({}, { $unset: { written: 1 } }));
  } finally {
    await source.close();
  }
});

test('a server continues with the copy: members, missed alerts, and new events', { skip }, async () => {
  const secret = readFileSync(join(server.dir, 'token-secret'), 'utf8').trim();
  const reported: unknown[] = [];
  const settings = { ...server.env, MONGODB_URI: target.uri, STRATA_JWT_SECRET: secret };
  const running = await startServer(readConfig(settings), (error) => reported.push(error));
  try {
    const url = `http://127.0.0.1:${running.port}/graphql`;
    const ask = (query: string, variables?: object): Promise<Loose> => askAt(url, token, query, variables);
    const members = async (): Promise<number> =>
      (await ask('{segment(key:"buyers"){members(first:100){edges{node{id}}}}}')).segment.members.edges.length;
    assert.equal(await members(), CUSTOMERS);
    await eventually(async () => (await ask(ALERTS)).alerts.totalCount === 1, 'the missed alert');
    await eventually(
      async () => /^[0-9A-F]{16}/.test((await positionsIn(target.uri))['migration warnings']),
      'a position of the new database',
    );
    await ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: [order(CUSTOMERS)] });
    assert.equal(await members(), CUSTOMERS + 1);
    assert.deepEqual(
      reported.map((error) => (error as Error).constructor.name),
      ['PositionLost'],
    );
  } finally {
    await running.close();
  }
});

test('the copy back into a folder continues after it was killed', { skip }, async () => {
  const back = join(folder, 'back');
  // Reads of the source wait, so the command cannot finish before it is killed.
  await failing(target.uri, ['find'], 12, { blockConnection: true, blockTimeMS: 2000 });
  const killed = await strataCommand(
    server,
    folder,
    ['db', 'copy', '--from', target.uri, '--to', back],
    (kill, output) => {
      void eventually(() => /copying/.test(output()), 'the beginning').then(kill);
    },
  );
  assert.equal(killed.code, null, killed.output);
  assert.ok(existsSync(join(back, 'db', 'data.mdb')));
  const { code, output } = await run('--from', target.uri, '--to', back);
  assert.equal(code, 0, output);
  assert.match(output, new RegExp(`STRATA_DATA_DIR=${back} and the same STRATA_JWT_SECRET`));
  assertSame(await contentOf(target.uri), await opened(back, contentOf));
});

test('errors say what to do next', { skip }, async () => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['--to', target.uri], /--from and --to are each/],
    [['--from', folder, '--to', target.uri], /There is no database in .*--from is a data directory/],
    [['--from', 'http://127.0.0.1', '--to', folder], /--from begins with mongodb:\/\//],
    [['--from', target.uri, '--to', target.uri, '--replace'], /are the same database/],
    [['--from', server.dir, '--to', 'mongodb://u:geheim@127.0.0.1:1/'], /The database of --to cannot be used: /],
  ];
  for (const [args, message] of cases) {
    const { code, output } = await run(...args);
    assert.equal(code, 1, output);
    assert.match(output, message);
    assert.doesNotMatch(output, /geheim/);
  }
  const used = await startEmbedded({ dir: join(server.dir, 'db'), listen: { port: 0 } });
  try {
    const { output } = await run('--from', server.dir, '--to', target.uri);
    assert.match(output, /is in use by process \d+; stop it.*strata db backup --dir/);
  } finally {
    await used.close();
  }
});
