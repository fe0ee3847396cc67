/**
 * Fills limits of memory and of work up to the bound. The next one is refused or evicts others, and what ends is freed.
 */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { DOWNLOADS, MAX_DOWNLOADS, Transfers } from '../../src/edge/transfers.js';
import { MainThreadTurns } from '../../src/edge/main-thread-turns.js';
import type { LoggedMessage } from '../../src/engine/intake-log/intake-log.js';
import type { Principal } from '../../src/services/base/access.js';
import { ListValues } from '../../src/services/base/list-values.js';
import { enter } from '../../src/services/base/room.js';
import type { Services } from '../../src/services/base/services.js';
import { KeptIntakeLog } from '../../src/services/intake-log/kept-intake-log.js';
import { changeList, defineList } from '../../src/services/lists/lists.js';
import { KeptColumns } from '../../src/services/population/columns.js';
import { eventually, TestServer, type Caller } from '../support/server.js';
import { http } from '../support/transports.js';

const CLOCK = '2026-03-10T12:00:00.000Z';
const MAX_CONNECTIONS = 12;

let server: TestServer;
let services: Services;
before(async () => {
  server = await TestServer.start({ STRATA_JUDGING_MS: '20', STRATA_MAX_CONNECTIONS: String(MAX_CONNECTIONS) });
  ({ services } = server.running);
  await server.sandbox('shop', CLOCK);
});
after(() => server.remove());

const callerOf = (workspace: string, subject: string): Principal => ({
  workspace,
  subject,
  scopes: new Set(['admin']),
  expiresAt: Infinity,
});

test('documents that take too long to check are rejected for their sender, and others are served', async () => {
  const wordy = server.token('shop', ['segments:read'], 'wordy');
  const document = (i: number): string => `query q${i}{segments(first:1){edges{node{${'key name '.repeat(100)}}}}}`;
  const reason = await eventually(async () => {
    for (let i = 0; i < 20; i++) {
      const { errors } = await http(server, wordy, document(Math.trunc(Math.random() * 1e9)));
      if (errors) return errors[0].extensions?.reason;
    }
    return undefined;
  }, 'a refusal');
  assert.equal(reason, 'CHECKING_TIME_EXCEEDED');
  const other = await http(server, server.token('shop', ['segments:read'], 'other'), '{__typename}');
  assert.equal(other.errors, undefined);
  await eventually(async () => !(await http(server, wordy, '{__typename}')).errors, 'time gives it back');
});

test('connections are limited in total; the next one gets 503, and a closed one frees a place', async () => {
  const open: Socket[] = [];
  const connected = async (): Promise<string> => {
    const socket = connect(server.running.port, '127.0.0.1');
    open.push(socket);
    await once(socket, 'connect');
    socket.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
    return String((await once(socket, 'data'))[0]);
  };
  let answer = '';
  for (let i = 0; i <= MAX_CONNECTIONS; i++) if (!(answer = await connected()).startsWith('HTTP/1.1 200')) break;
  assert.match(answer, /^HTTP\/1\.1 503 [^]*CONNECTIONS_TOO_MANY/);
  assert.ok(open.length <= MAX_CONNECTIONS + 1);
  for (const socket of open.splice(0, 3)) socket.destroy();
  await eventually(async () => (await connected()).startsWith('HTTP/1.1 200'), 'room for another');
  for (const socket of open) socket.destroy();
});

test('downloads are limited per subject, per workspace with its sandboxes, and in total', () => {
  const downloads = new Transfers(DOWNLOADS);
  const ends: (() => void)[] = [];
  const begin = (workspace: string, subject: string): string | undefined => {
    const begun = downloads.begin(callerOf(workspace, subject));
    if (typeof begun === 'string') return begun;
    ends.push(begun);
    return undefined;
  };
  const fill = (workspaceOf: (n: number) => string): string => {
    for (let n = 0; ; n++) {
      const refused = begin(workspaceOf(n), `s${n >> 2}`);
      if (refused !== undefined) return refused;
    }
  };
  for (let n = 0; n < 8; n++) assert.equal(begin('shop', 'one'), undefined);
  assert.match(begin('shop', 'one')!, /^a subject has at most 8 /);
  assert.match(
    fill((n) => (n % 2 === 0 ? 'shop' : 'shop.sandbox')),
    /^a workspace has at most 32 /,
  );
  assert.equal(downloads.running, 32);
  assert.match(
    fill((n) => `w${n >> 4}`),
    /^the server has at most 64 /,
  );
  assert.equal(downloads.running, MAX_DOWNLOADS);
  ends.shift()!();
  assert.equal(begin('zoo', 'another'), undefined, 'a download that ended frees a place');
  for (const end of ends) end();
  assert.equal(downloads.running, 0);
});

test('waiting documents are limited in bytes over all callers, and beyond that the server is busy', async () => {
  let now = 0;
  const turns = new MainThreadTurns({ sliceMs: 4, maxWaiting: 1000, maxBytes: 1_000_000 }, () => now);
  const first = turns.run('first', 0, () => (now = 10));
  const waiting: Promise<unknown>[] = [];
  for (let n = 0; turns.waitingBytes + 30_000 <= 1_000_000; n++) waiting.push(turns.take(`caller ${n % 7}`, 30_000));
  assert.ok(waiting.length > 30);
  await assert.rejects(turns.take('another', 30_000), { code: 'UNAVAILABLE', reason: 'SERVER_BUSY' });
  await Promise.all([first, ...waiting]);
  assert.equal(turns.waitingBytes, 0);
  await turns.take('another', 30_000);
});

test('unsaved messages of the intake log are limited, and further ones are counted but not listed', async () => {
  const log = new KeptIntakeLog(services.stores, async (ms, signal) => {
    await sleep(ms, undefined, { signal }).catch(() => undefined);
  });
  const message = (call: string): LoggedMessage => ({ at: Date.parse(CLOCK), call, verdict: 'ACCEPTED', count: 1 });
  const sender = (n: number): { readonly kind: 'TOKEN'; readonly id: string } => ({ kind: 'TOKEN', id: `s${n}` });
  // Messages of the same call are joined, so the calls differ.
  const senders = 25;
  for (let n = 0; n < senders; n++) {
    log.note(
      'shop',
      sender(n),
      Array.from({ length: 1000 }, (_, i) => message(`call ${n} ${i}`)),
    );
    assert.ok(log.waiting <= log.capacity, `${log.waiting} messages`);
  }
  assert.equal(log.waiting, log.capacity, 'it was filled');
  await log.settled();
  assert.equal(log.waiting, 0);
  const stored = await services.stores.intakeLog.senders('shop');
  const total = stored.reduce(
    (sum, { sender: { id }, verdicts }) => sum + (/^s\d+$/.test(id) ? verdicts.ACCEPTED : 0),
    0,
  );
  assert.equal(total, senders * 1000, 'every message is counted');
});

test('cached list values are limited in bytes, and the least recently used workspace is evicted', async () => {
  const gone: string[] = [];
  const entriesOf = (id: string): string[] => Array.from({ length: 500 }, (_, i) => `${id} ${i}`.padEnd(40, 'x'));
  const ids = ['lists0', 'lists1', 'lists2', 'lists3'];
  for (const id of ids) {
    await server.sandbox(id, CLOCK);
    await defineList(services, callerOf(id, 'test'), { key: 'names', name: 'names', type: 'STRING' });
    await changeList(services, callerOf(id, 'test'), 'add', 'names', entriesOf(id));
  }
  /** Returns how many of the entries are found. */
  const load = async (values: ListValues, id: string): Promise<number> => {
    const [list] = await values.load(id, await services.stores.lists.all(id));
    return entriesOf(id).filter((entry) => list.entries!.has(entry)).length;
  };
  const one = new ListValues(services.stores, () => undefined);
  assert.equal(await load(one, ids[0]), 500);
  const values = new ListValues(services.stores, (id) => gone.push(id), Math.floor(2.5 * one.bytes));
  for (const id of ids) {
    await load(values, id);
    values.touch(ids[0]);
    assert.ok(values.bytes <= values.capacity, `${values.bytes} bytes`);
  }
  assert.deepEqual(gone, [ids[1], ids[2]]);
  assert.ok(values.bytes > values.capacity / 2, 'it was filled');
  assert.equal(await load(values, ids[1]), 500, 'the list is read again');
});

test('cached columns are limited in bytes; the least recently used workspace is evicted and read again', async () => {
  const ids = ['columns0', 'columns1', 'columns2'];
  const events = (id: string): object[] =>
    Array.from({ length: 300 }, (_, i) => ({
      messageId: `${id} ${i}`,
      type: 'searched',
      occurredAt: '2026-03-10T11:00:00Z',
      identities: [{ namespace: 'member_id', value: `m${i}` }],
      properties: { query: `${id} ${i}`.padEnd(200, 'x') },
    }));
  for (const id of ids) {
    const caller: Caller = await server.sandbox(id, CLOCK);
    await caller.ask('mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted}}', { e: events(id) });
  }
  const hear = services.columns.hear.bind(services.columns);
  const all: KeptColumns[] = [];
  services.columns.hear = (change, position) => {
    hear(change, position);
    for (const columns of all) columns.hear(change, position);
  };
  const count = async (columns: KeptColumns, id: string): Promise<number> => {
    if (!all.includes(columns)) all.push(columns);
    let customers = 0;
    for await (const { part } of columns.parts(services, await enter(services, id))) customers += part.size;
    return customers;
  };
  const one = new KeptColumns();
  assert.equal(await count(one, ids[0]), 300);
  const columns = new KeptColumns(Math.floor(2.5 * one.bytes));
  for (const id of [ids[0], ids[1], ids[0], ids[2], ids[0]]) {
    assert.equal(await count(columns, id), 300);
    assert.ok(columns.bytes <= columns.capacity, `${columns.bytes} bytes`);
  }
  assert.deepEqual(
    ids.map((id) => columns.keeps(id)),
    [true, false, true],
  );
  const { read } = columns;
  assert.equal(await count(columns, ids[1]), 300);
  assert.equal(columns.read, read + 300, 'it is read from the database again');
  const few = new KeptColumns(Math.floor(one.bytes / 2));
  assert.equal(await count(few, ids[0]), 300);
  assert.equal(few.bytes, 0, 'a workspace larger than the limit is not cached');
});
