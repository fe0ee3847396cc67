/** Simulates behavior of a real MongoDB that the embedded database does not show. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, beforeEach, test } from 'node:test';
import { MongoBulkWriteError, MongoClient, MongoServerError } from 'mongodb';
import { startEmbedded, type RunningDatabase } from '../../src/embedded/start.js';
import { adviceOf } from '../../src/server.js';
import { StoreConflict, type ServiceError } from '../../src/services/base/errors.js';
import { STREAMED } from '../../src/storage/base/collections.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { createStores } from '../../src/storage/stores.js';
import { SECRET } from '../support/process.js';
import { eventually, TestServer, type Loose } from '../support/server.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-real-'));
after(() => rmSync(dir, { recursive: true, force: true }));

let database: RunningDatabase;
let client: MongoClient;
let n = 0;
beforeEach(async () => {
  database = await startEmbedded({
    dir: join(dir, `db${n++}`),
    listen: { port: 0 },
    testCommands: true,
    streamed: STREAMED,
  });
  client = await MongoClient.connect(database.uri);
});
afterEach(async () => {
  await client.close();
  await database.close();
});

/** Makes the next calls of a command fail with the given error. */
const failNext = (command: string, data: object, times = 1): Promise<unknown> =>
  client
    .db('admin')
    .command({ configureFailPoint: 'failCommand', mode: { times }, data: { failCommands: [command], ...data } });

const server = (): Promise<TestServer> =>
  TestServer.start({ MONGODB_URI: database.uri, STRATA_JWT_SECRET: SECRET, STRATA_DATABASE: 'real' });

test('concurrent first writers of a quota all succeed, up to the quota and not beyond', async () => {
  const mongo = await Mongo.connect(database.uri, 'real', 10_000);
  try {
    const { quotas } = createStores(mongo);
    const take = (count: number): Promise<boolean> => quotas.take('shop', 'crm', '2026-03-10', count, 10);
    assert.equal(await take(1), true);
    // Simulates that another writer has just inserted the counter.
    await failNext('update', { errorCode: 11_000 });
    assert.equal(await take(2), true);
    await failNext('update', { errorCode: 11_000 });
    assert.equal(await take(8), false, 'beyond the quota');
    assert.equal((await quotas.used('shop', '2026-03-10')).get('crm'), 3);
    const taken = await Promise.all(Array.from({ length: 20 }, () => quotas.take('shop', 'pos', '2026-03-10', 1, 12)));
    assert.equal(taken.filter(Boolean).length, 12);
  } finally {
    await mongo.close();
  }
});

test('a standalone server is rejected at once with instructions', async () => {
  const alone = await startEmbedded({ dir: join(dir, 'alone'), listen: { port: 0 }, standalone: true });
  try {
    await assert.rejects(
      TestServer.start({ MONGODB_URI: alone.uri, STRATA_JWT_SECRET: SECRET }),
      /standalone server.*replica set.*--replSet.*rs\.initiate/,
    );
  } finally {
    await alone.close();
  }
});

test('a failed command of a write is retried or reported as UNAVAILABLE, never as an internal error', async () => {
  const running = await server();
  try {
    const admin = await running.sandbox('shop', '2026-03-10T12:00:00Z');
    await admin.ask(
      'mutation{defineSegment(input:{key:"active",expression:"did(searched)"},wait:true){job{state}} definePartner(input:{key:"crm",lookups:["member_id","device_id"],writesPerDay:1000}){key}}',
    );
    const crm = running.caller('shop', ['events:write'], 'crm');
    const send = (messageId: string, caller = admin): Promise<Loose> =>
      caller.send(
        'mutation($m:String!){ingestEvents(events:[{messageId:$m,type:"searched",occurredAt:"2026-03-10T11:00:00Z",identities:[{namespace:"member_id",value:"A"},{namespace:"device_id",value:$m}]}]){accepted}}',
        { m: messageId },
      );
    await send('first');
    let asked = 0;
    for (const command of ['insert', 'update', 'find', 'commitTransaction'])
      for (const data of [{ closeConnection: true }, { errorCode: 91 }, { errorCode: 112 }, { errorCode: 262 }]) {
        // Fails often enough that the driver's own retry fails too.
        await failNext(command, data, 4);
        const messageId = `m${asked++}`;
        const caller = asked % 2 ? admin : crm;
        const reply = await send(messageId, caller);
        await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
        const said = reply.errors?.[0].extensions.code ?? 'OK';
        assert.ok(['OK', 'UNAVAILABLE'].includes(said), `${command} ${JSON.stringify(data)}: ${JSON.stringify(reply)}`);
        // The retried event is stored exactly once.
        await eventually(async () => (await send(messageId, caller)).data?.ingestEvents, 'the database answers again');
      }
    const { stores } = running.running.services;
    assert.equal(await stores.events.count('shop'), asked + 1);
  } finally {
    await running.remove();
  }
});

test('a call of which one transaction fails counts the facts of the others toward the quota', async () => {
  const running = await server();
  try {
    const admin = await running.sandbox('shop', '2026-03-10T12:00:00Z');
    await admin.ask('mutation{definePartner(input:{key:"crm",lookups:["member_id"],writesPerDay:1000}){key}}');
    const events = Array.from({ length: 250 }, (_, i) => ({
      messageId: `m${i}`,
      type: 'searched',
      occurredAt: '2026-03-10T11:00:00Z',
      identities: [{ namespace: 'member_id', value: `M${i}` }],
    }));
    await failNext('commitTransaction', { errorCode: 11_601 });
    const reply = await running
      .caller('shop', ['events:write'], 'crm')
      .send('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', {
        e: events,
      });
    await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
    assert.equal(reply.errors?.length, 1);
    const { stores } = running.running.services;
    const stored = await stores.events.count('shop');
    assert.ok(stored > 0 && stored < 250, `${stored} stored`);
    assert.equal((await stores.quotas.used('shop', '2026-03-10')).get('crm'), stored);
  } finally {
    await running.remove();
  }
});

test('errors of a bulk write are classified like those of its command', async () => {
  const { toServiceError } = await import('../../src/storage/base/database-errors.js');
  const collection = client.db('real').collection<{ _id: number }>('bulk');
  const failure = async (data: object): Promise<unknown> => {
    await failNext('update', data, 4);
    const error = await collection
      .bulkWrite([{ updateOne: { filter: { _id: 1 }, update: { $set: { x: 1 } }, upsert: true } }])
      .then(
        () => undefined,
        (e: unknown) => e,
      );
    await client.db('admin').command({ configureFailPoint: 'failCommand', mode: 'off' });
    return error;
  };
  const lost = await failure({ closeConnection: true });
  assert.ok(lost instanceof MongoBulkWriteError, String(lost));
  assert.equal((toServiceError(lost) as ServiceError).code, 'UNAVAILABLE');
  // A write to a connection that was just closed can fail before the driver knows it.
  const broken = Object.assign(new Error('write EPIPE'), { code: 'EPIPE' });
  assert.equal((toServiceError(broken) as ServiceError).code, 'UNAVAILABLE');
  await collection.insertOne({ _id: 7 });
  const twice = await collection.bulkWrite([{ insertOne: { document: { _id: 7 } } }]).catch((e: unknown) => e);
  assert.ok(toServiceError(twice) instanceof StoreConflict);
  const impatient = await MongoClient.connect(database.uri, { serverSelectionTimeoutMS: 300 });
  await database.close();
  const gone = await impatient
    .db('real')
    .collection('bulk')
    .insertMany([{ x: 1 }])
    .catch((e: unknown) => e);
  await impatient.close();
  assert.ok(gone instanceof MongoBulkWriteError, String(gone));
  assert.equal((toServiceError(gone) as ServiceError).code, 'UNAVAILABLE');
  const other = new MongoServerError({ message: 'no such command', code: 59 });
  assert.equal(toServiceError(other), other, 'an unknown error stays as it is');
});

test('a mutation with write conflicts commits once, with one audit log entry', async () => {
  const running = await server();
  try {
    const admin = await running.sandbox('shop', '2026-03-10T12:00:00Z');
    const event = (messageId: string): object => ({
      messageId,
      type: 'searched',
      occurredAt: '2026-03-10T11:00:00Z',
      identities: [{ namespace: 'member_id', value: messageId }],
    });
    const ingest = (names: readonly string[]): Promise<Loose> =>
      admin.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: names.map(event) });
    const { stores } = running.running.services;
    const real = stores.transact.bind(stores);
    let conflicts = 0;
    (stores as { transact: typeof stores.transact }).transact = (run) =>
      real(async (tx) => {
        const result = await run(tx);
        // The first transaction commits. The next four fail, as if other writers had committed first.
        if (conflicts < 5 && ++conflicts > 1) throw new StoreConflict('a concurrent commit was first');
        return result;
      });
    await ingest(['warm']);
    await Promise.all([ingest(['a', 'b', 'c', 'd']), ingest(['e', 'f', 'g'])]);
    assert.equal(conflicts, 5);
    const { edges } = (await admin.ask('{auditLog(first:20,operation:"ingestEvents"){edges{node{target}}}}')).auditLog;
    assert.deepEqual(new Set(edges.map((e: Loose) => e.node.target)), new Set(['1 fact', '4 facts', '3 facts']));
    assert.equal(edges.length, 3);
  } finally {
    await running.remove();
  }
});

test('a workspace that fails or hangs does not delay the clocks of others', async () => {
  const running = await server();
  try {
    const { services } = running.running;
    const [held, hung, well] = await Promise.all(
      ['held', 'hung', 'well'].map((id) => running.sandbox(id, new Date(Date.now()).toISOString(), { running: true })),
    );
    for (const c of [held, hung, well])
      await c.ask(
        'mutation{defineSegment(input:{key:"recent",expression:"did(searched, last 3s)"},wait:true){job{state}}}',
      );
    for (const c of [held, hung, well])
      await c.ask(
        `mutation{ingestEvents(events:[{messageId:"1",type:"searched",occurredAt:"${new Date().toISOString()}",identities:[{namespace:"member_id",value:"A"}]}]){accepted}}`,
      );
    // In the workspace `held`, the transaction of a dead process locks the customer. In the workspace `hung`, a read of
    // due customers gets no response.
    const session = client.startSession();
    session.startTransaction();
    const profiles = client.db('real').collection('profiles');
    await profiles.updateMany({ ws: 'held' }, { $set: { heldBy: 'a dead process' } }, { session });
    const { profiles: store } = services.stores;
    const due = store.due.bind(store);
    let asked = 0;
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    store.due = async (ws, at, limit) => {
      if (ws === 'hung' && ++asked > 0) await released;
      return due(ws, at, limit);
    };
    const transitions = (c: typeof well): Promise<string[]> =>
      c
        .ask('{profile(identity:{namespace:"member_id",value:"A"}){transitions(first:9){edges{node{kind}}}}}')
        .then((r) => r.profile.transitions.edges.map((e: Loose) => e.node.kind));
    await eventually(async () => (await transitions(well)).includes('LEFT'), 'the well one to leave');
    assert.ok(asked === 1, 'the hanging workspace is tried once and blocks no other');
    await session.abortTransaction();
    await session.endSession();
    release();
    for (const c of [held, hung])
      await eventually(async () => (await transitions(c)).includes('LEFT'), 'the others to follow');
  } finally {
    await running.remove();
  }
});

test('a definition is retried for as long as a dead process may hold its lock', async () => {
  const running = await server();
  try {
    const admin = await running.sandbox('shop', '2026-03-10T12:00:00Z');
    const session = client.startSession();
    session.startTransaction();
    await client
      .db('real')
      .collection<{ _id: string }>('workspaces')
      .updateOne({ _id: 'shop' }, { $set: { heldBy: 'a dead process' } }, { session });
    const { stores } = running.running.services;
    const real = stores.transact.bind(stores);
    let tried = 0;
    (stores as { transact: typeof stores.transact }).transact = async (run) => {
      // The lock is released before the 25th attempt, so the server has to retry at least 24 times.
      if (++tried === 25) await session.abortTransaction();
      return real(run);
    };
    const { defineTag } = await admin.ask('mutation{defineTag(input:{key:"t",kind:STATIC,type:STRING}){key}}');
    assert.equal(defineTag.key, 't');
    assert.ok(tried >= 25);
    await session.endSession();
  } finally {
    await running.remove();
  }
});

test('a long transaction lifetime of the database causes advice, if the database reports one', () => {
  assert.deepEqual([adviceOf(undefined), adviceOf(5)], [[], []]);
  assert.match(adviceOf(60).join(), /60 s.*transactionLifetimeLimitSeconds/);
});
