/**
 * Tests processes that are stopped, continued or killed during work, and a database that stalls or is cut off in the
 * middle of a reply.
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { MongoClient } from 'mongodb';
import WebSocket from 'ws';
import { checked } from '../support/refusals.js';
import { databaseProcess, SECRET, serverProcess, tokenFor } from '../support/process.js';
import { amount } from '../support/amount.js';
import { eventually, patience } from '../support/patience.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-process-'));
after(() => rmSync(dir, { recursive: true, force: true }));
const token = tokenFor('shop');

interface Reply {
  readonly data?: any;
  readonly errors?: { extensions: { code: string } }[];
}

async function send(port: number, query: string, variables?: unknown): Promise<Reply> {
  const res = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patience(60_000)),
  });
  return checked((await res.json()) as Reply);
}

const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates rejected}}';
const makeShop = async (port: number): Promise<void> => {
  await send(port, 'mutation{createSandbox(input:{id:"shop",clock:"2026-03-10T00:00:00Z"}){id}}');
  const r = await send(
    port,
    'mutation{defineSegment(input:{key:"busy",expression:"count(searched) >= 3"},wait:true){job{state}}}',
  );
  assert.equal(r.data?.defineSegment.job.state, 'DONE', JSON.stringify(r));
};
const event = (id: string, member: number): object => ({
  messageId: id,
  type: 'searched',
  occurredAt: '2026-03-09T00:00:00Z',
  identities: [{ namespace: 'member_id', value: `M${member}` }],
});

/** Writes continuously until it is stopped. Returns the acknowledged ids. */
function writer(port: () => number, name: string): { acknowledged: string[]; stop(): Promise<void> } {
  const acknowledged: string[] = [];
  let going = true;
  let n = 0;
  const done = (async () => {
    while (going) {
      const ids = Array.from({ length: 5 }, () => `${name}${n++}`);
      const r = await send(port(), INGEST, { e: ids.map((id, i) => event(id, (n + i) % 40)) }).catch(() => undefined);
      if (r?.data?.ingestEvents.accepted + r?.data?.ingestEvents.duplicates === 5) acknowledged.push(...ids);
      else if (!going) return;
    }
  })();
  return {
    acknowledged,
    stop: async () => {
      going = false;
      await done;
    },
  };
}

async function allThere(port: number, ids: readonly string[]): Promise<void> {
  for (let i = 0; i < ids.length; i += 500) {
    const part = ids.slice(i, i + 500);
    const r = await send(port, INGEST, {
      e: part.map((id) => {
        const k = Number(/\d+$/.exec(id)![0]);
        return event(id, (k - (k % 5) + 5 + (k % 5)) % 40);
      }),
    });
    assert.equal(r.data.ingestEvents.duplicates, part.length, JSON.stringify(r));
  }
}

async function consistent(port: number): Promise<void> {
  const r = await send(
    port,
    '{segment(key:"busy"){size members(first:100){totalCount edges{node{id transitions(first:50){edges{node{kind}}}}}}} profiles(first:1,expression:"count(searched) >= 3"){totalCount}}',
  );
  assert.equal(r.data.segment.size, r.data.profiles.totalCount, 'members and the condition agree');
  for (const e of r.data.segment.members.edges)
    assert.deepEqual(
      e.node.transitions.edges.map((t: any) => t.node.kind),
      ['ENTERED'],
      'each entered once',
    );
}

test('a server that is suspended in its work and resumed writes no stale data, and the other continues', async () => {
  const database = await databaseProcess(join(dir, 'stopped'));
  const env = {
    MONGODB_URI: `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
    STRATA_DATA_DIR: join(dir, 'stopped-data'),
  };
  const [a, b] = await Promise.all([serverProcess(env), serverProcess(env)]);
  try {
    await makeShop(a.port);
    const [wa, wb] = [writer(() => a.port, 'a'), writer(() => b.port, 'b')];
    for (let round = 0; round < amount(2, 4); round++) {
      const [na, nb] = [wa.acknowledged.length, wb.acknowledged.length];
      await eventually(() => wa.acknowledged.length > na + 50, 'writes');
      a.child.kill('SIGSTOP');
      // The stopped server may hold an open transaction. Other writers continue, or wait until the transaction ends.
      // They never see its partial results.
      await eventually(() => wb.acknowledged.length > nb + 300, 'the other server to go on');
      a.child.kill('SIGCONT');
    }
    await Promise.all([wa.stop(), wb.stop()]);
    await allThere(b.port, wa.acknowledged);
    await allThere(a.port, wb.acknowledged);
    await consistent(a.port);
    await consistent(b.port);
  } finally {
    a.child.kill('SIGCONT');
    assert.deepEqual(await Promise.all([a.stop(), b.stop()]), [0, 0]);
    await database.stop();
  }
});

test('SIGTERM twice under load keeps acknowledged writes, closes sockets with 1001 and ends cleanly', async () => {
  const env = { STRATA_DATA_DIR: join(dir, 'term') };
  let server = await serverProcess(env);
  await makeShop(server.port);
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}/graphql`, 'graphql-transport-ws');
  const closed = once(socket, 'close') as Promise<[number]>;
  await once(socket, 'open');
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
  const writers = ['x', 'y', 'z'].map((name) => writer(() => server.port, name));
  await eventually(() => writers.every((w) => w.acknowledged.length > 100), 'writes');
  const exit = once(server.child, 'exit') as Promise<[number | null]>;
  server.child.kill('SIGTERM');
  server.child.kill('SIGTERM');
  assert.equal((await exit)[0], 0, 'before the 9 seconds after which it would end with 1');
  assert.equal((await closed)[0], 1001);
  const stopped = writers.map((w) => w.stop());
  server = await serverProcess(env);
  await Promise.all(stopped);
  for (const w of writers) await allThere(server.port, w.acknowledged);
  await consistent(server.port);
  assert.equal(await server.stop(), 0);
});

test('a kill during the start leaves a clean next start', async () => {
  const env = {
    ...process.env,
    STRATA_JWT_SECRET: SECRET,
    STRATA_DATA_DIR: join(dir, 'start'),
    PORT: '0',
    STRATA_DEMO: 'off',
  };
  const main = fileURLToPath(new URL('../../src/main.js', import.meta.url));
  for (let ms = 100; ms <= 700; ms += 150) {
    const child = spawn(process.execPath, [main], { env, stdio: 'ignore' });
    const exit = once(child, 'exit');
    await new Promise((resolve) => setTimeout(resolve, ms));
    child.kill('SIGKILL');
    await exit;
  }
  const server = await serverProcess({ STRATA_DATA_DIR: join(dir, 'start') });
  await makeShop(server.port);
  assert.equal(await server.stop(), 0);
});

/** A proxy between a server and its database that can stall all traffic, or cut each reply in the middle. */
class Wire {
  mode: 'open' | 'stalled' | 'cut' = 'open';
  private readonly sockets = new Set<Socket>();
  private constructor(
    readonly server: Server,
    readonly port: number,
  ) {}

  static async to(target: number): Promise<Wire> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const wire = new Wire(server, (server.address() as { port: number }).port);
    server.on('connection', (client) => {
      const upstream = connect(target, '127.0.0.1');
      for (const s of [client, upstream]) {
        wire.sockets.add(s);
        s.on('close', () => wire.sockets.delete(s));
        s.on('error', () => undefined);
      }
      client.on('data', (chunk) => wire.mode !== 'stalled' && upstream.write(chunk));
      upstream.on('data', (chunk) => {
        if (wire.mode === 'open') client.write(chunk);
        if (wire.mode !== 'cut') return;
        client.write(chunk.subarray(0, Math.ceil(chunk.length / 2)), () => client.destroy());
        upstream.destroy();
      });
      client.on('close', () => upstream.destroy());
      upstream.on('close', () => client.destroy());
    });
    return wire;
  }

  close(): void {
    for (const s of this.sockets) s.destroy();
    this.server.close();
  }
}

test('a stalled or cut database connection causes UNAVAILABLE and then recovery, without duplicates', async () => {
  const database = await databaseProcess(join(dir, 'wire'));
  const wire = await Wire.to(database.port);
  const server = await serverProcess({
    MONGODB_URI: `mongodb://127.0.0.1:${wire.port}/?directConnection=true`,
    STRATA_DATA_DIR: join(dir, 'wire-data'),
    STRATA_DATABASE_TIMEOUT_MS: String(patience(1500)),
  });
  try {
    await makeShop(server.port);
    for (const mode of ['stalled', 'cut'] as const) {
      const events = Array.from({ length: 10 }, (_, i) => event(`${mode}${i}`, i));
      wire.mode = mode;
      for (const query of [INGEST, '{profiles(first:1){totalCount}}']) {
        const r = await send(server.port, query, { e: events });
        assert.equal(r.errors?.[0].extensions.code, 'UNAVAILABLE', JSON.stringify(r));
      }
      assert.equal(
        ((await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).json()) as { status: string }).status,
        'ok',
      );
      wire.mode = 'open';
      const again = await eventually(
        async () => {
          const r = await send(server.port, INGEST, { e: events });
          return r.data && r;
        },
        'recovery',
        60_000,
      );
      assert.equal(again.data.ingestEvents.accepted + again.data.ingestEvents.duplicates, 10);
      const count = await eventually(
        async () => (await send(server.port, '{statistics(metric:"count(searched)"){sum}}')).data,
        'a read',
      );
      assert.equal(Number(count.statistics.sum), mode === 'stalled' ? 10 : 20);
    }
    await consistent(server.port);
  } finally {
    await server.stop();
    wire.close();
    await database.stop();
  }
});

test('a change of primary causes at most UNAVAILABLE; no write is lost or duplicated', async () => {
  const database = await databaseProcess(join(dir, 'primary'));
  const uri = `mongodb://127.0.0.1:${database.port}/?directConnection=true`;
  const server = await serverProcess({ MONGODB_URI: uri, STRATA_DATA_DIR: join(dir, 'primary-data') });
  const client = await MongoClient.connect(uri);
  try {
    await makeShop(server.port);
    const w = writer(() => server.port, 'p');
    for (let round = 0; round < amount(2, 4); round++) {
      const n = w.acknowledged.length;
      await eventually(() => w.acknowledged.length > n + 50, 'writes');
      await client.db('admin').command({ replSetStepDown: 1 });
      const during = await send(
        server.port,
        'mutation{identify(identities:[{namespace:"member_id",value:"P"}]){profile}}',
      );
      assert.equal(during.errors?.[0].extensions.code, 'UNAVAILABLE', JSON.stringify(during));
    }
    const n = w.acknowledged.length;
    await eventually(() => w.acknowledged.length > n + 50, 'recovery');
    await w.stop();
    await allThere(server.port, w.acknowledged);
    await consistent(server.port);
  } finally {
    await client.close();
    assert.equal(await server.stop(), 0);
    await database.stop();
  }
});
