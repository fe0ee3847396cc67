/** Tests writes that wait in the queue of the embedded database, while other commands run. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Binary, Int32, Long } from 'bson';
import { perform } from '../../src/embedded/commands/bulk.js';
import type { Context } from '../../src/embedded/commands/context.js';
import { Cursors } from '../../src/embedded/commands/cursors.js';
import { Sessions } from '../../src/embedded/sessions.js';
import { idKeyOf, type Collection } from '../../src/embedded/storage/catalog.js';
import { Database } from '../../src/embedded/storage/database.js';
import { MongoError } from '../../src/embedded/value/errors.js';
import type { Doc } from '../../src/embedded/value/bson.js';

let dir: string;
let database: Database;
let sessions: Sessions;
let things: Collection;
before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'strata-queue-'));
  database = new Database({ dir, noSync: true, nowMs: () => 0 });
  sessions = new Sessions(database);
  things = await database.store.write(() => database.catalog.ensure('t', 'things'));
});
after(async () => {
  await database.close();
  rmSync(dir, { recursive: true });
});

const session = (number: number): Doc => ({
  lsid: { id: new Binary(Buffer.alloc(16, number), 4) },
  txnNumber: Long.fromNumber(number),
});
const isThere = (id: number): boolean => database.read(database.reader(), things, idKeyOf(new Int32(id))) !== undefined;

/** Spends more time than a batch may take. */
function dawdle(): void {
  for (const end = performance.now() + 20; performance.now() < end;);
}

test('a long queue is committed in batches in its order, and reads run between them', async () => {
  const seen: number[] = [];
  const order: number[] = [];
  const jobs = [1, 2, 3].map((n) =>
    database.store.write(() => {
      dawdle();
      order.push(n);
    }),
  );
  const read = (): void => {
    seen.push(order.length);
    if (order.length < 3) setImmediate(read);
  };
  setImmediate(read);
  await Promise.all(jobs);
  assert.deepEqual(order, [1, 2, 3]);
  assert.ok(seen.includes(1) && seen.includes(2), seen.join());
});

test('a job that fails or is refused does not affect the jobs of later batches', async () => {
  const outcomes = await Promise.allSettled([
    database.store.write(dawdle),
    database.store.write(() => {
      throw new MongoError('BadValue', 'not this one');
    }),
    database.write((s) => database.insert(s, things, { _id: new Int32(1) })),
  ]);
  assert.deepEqual(
    outcomes.map((o) => o.status),
    ['fulfilled', 'rejected', 'fulfilled'],
  );
  assert.ok(isThere(1));
});

test('a transaction that is aborted while its commit waits is not committed', async () => {
  const body = { ...session(2), autocommit: false };
  const transaction = sessions.transactionOf({ ...body, startTransaction: true }, {})!;
  database.insert(transaction, things, { _id: new Int32(2) });
  const before = database.store.write(dawdle);
  const commit = sessions.commit(body);
  await before;
  sessions.abort(body);
  await assert.rejects(commit, (error: MongoError) => error.codeName === 'NoSuchTransaction');
  assert.equal(isThere(2), false);
  assert.equal(database.busy(), false);
});

test('a transaction of a lost connection cannot be aborted by the batch that commits it', async () => {
  const body = { ...session(3), autocommit: false };
  const connection = {};
  const transaction = sessions.transactionOf({ ...body, startTransaction: true }, connection)!;
  database.insert(transaction, things, { _id: new Int32(3) });
  const before = database.store.write(dawdle);
  const commit = sessions.commit(body);
  await before;
  const other = database.write((s) => database.remove(s, things, database.read(s, things, idKeyOf(new Int32(3)))!));
  sessions.orphan(connection);
  assert.deepEqual(await commit, { ok: 1 });
  await other;
  assert.equal(isThere(3), false);
  assert.equal(transaction.state, 'committed');
});

test('a retry that is sent while the first attempt waits takes effect once', async () => {
  let times = 0;
  const body = { insert: 'things', ...session(4) };
  const attempt = (): unknown => sessions.attempt(body, () => database.store.write(() => ({ n: ++times })));
  assert.deepEqual(await Promise.all([attempt(), attempt()]), [{ n: 1 }, { n: 1 }]);
  const other = { insert: 'things', ...session(5) };
  const refused = sessions.attempt(other, () => Promise.reject(new MongoError('BadValue', 'not this one')));
  await assert.rejects(async () => refused, /not this one/);
  assert.deepEqual(await sessions.attempt(other, () => ({ n: 7 })), { n: 7 }, 'after a failure, a retry runs');
});

test('a write that waited does not run after a later write of its session', async () => {
  const of = (txnNumber: number): Doc => ({ insert: 'things', ...session(6), txnNumber: Long.fromNumber(txnNumber) });
  const earlier = sessions.retryOf(of(1))!;
  const context: Context = {
    database,
    cursors: new Cursors(() => 0),
    body: of(1),
    name: 'insert',
    db: 't',
    retry: earlier,
    tick: () => undefined,
  };
  await database.store.write(() => sessions.retryOf(of(2))!.keep({ ok: 1 }));
  let ran = false;
  await assert.rejects(
    perform(context, () => {
      ran = true;
      return { ok: 1 };
    }),
    (error: MongoError) => error.codeName === 'TransactionTooOld',
  );
  assert.equal(ran, false);
  assert.deepEqual(sessions.retryOf(of(2))!.previous, { ok: new Int32(1) });
});

test('a transaction whose collection was dropped, or has a new unique index, is not committed', async () => {
  const conflict = (error: MongoError): boolean => error.codeName === 'WriteConflict';
  const dropped = await database.store.write(() => database.catalog.ensure('t', 'dropped'));
  const first = database.begin();
  database.insert(first, dropped, { _id: new Int32(1) });
  await database.store.write(() => database.catalog.drop(dropped));
  const again = await database.store.write(() => database.catalog.ensure('t', 'dropped'));
  await assert.rejects(
    database.commit(first, () => undefined),
    conflict,
  );
  const second = database.begin();
  for (const id of [1, 2]) database.insert(second, again, { _id: new Int32(id), n: new Int32(5) });
  await database.store.write(() =>
    database.catalog.addIndex(again, { key: { n: new Int32(1) }, name: 'n', unique: true }),
  );
  const [row] = [...database.find(second, again, { filter: { _id: new Int32(1) } })];
  database.replace(second, again, row, { _id: new Int32(1), n: new Int32(5), x: new Int32(1) }, true);
  await assert.rejects(
    database.commit(second, () => undefined),
    conflict,
    'also if the transaction writes the document again',
  );
  assert.deepEqual([...database.find(database.reader(), again, { filter: {} })], []);
});

test('a failed commit aborts the open transactions, because their collections are no longer those of the catalog', async () => {
  const transaction = database.begin();
  database.insert(transaction, things, { _id: new Int32(8) });
  await assert.rejects(
    database.store.write(() => {
      throw new Error('MDB_MAP_FULL');
    }),
    /disk is full/,
  );
  await assert.rejects(
    database.commit(transaction, () => undefined),
    (error: MongoError) => error.codeName === 'NoSuchTransaction',
  );
  assert.equal(isThere(8), false);
});
