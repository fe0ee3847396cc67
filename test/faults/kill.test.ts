/**
 * Tests a server killed in the middle of a stream, and two servers on one database. No acknowledged fact is lost, and
 * no change is reported twice.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createClient, type Client } from 'graphql-ws';
import WebSocket from 'ws';
import { checked } from '../support/refusals.js';
import { amount, seedOf } from '../support/amount.js';
import { databaseProcess, serverProcess, type Process, tokenFor } from '../support/process.js';
import { eventually, patience } from '../support/patience.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-kill-'));
const token = tokenFor;
const SEED = seedOf(7);
/**
 * Number of kills, and number of customers. There are so few customers that each is written more than once between two
 * kills.
 */
const [KILLS, CUSTOMERS] = [amount(2, 10), amount(120, 300)];

async function ask(port: number, workspace: string, query: string, variables?: unknown): Promise<any> {
  const res = await fetch(`http://127.0.0.1:${port}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token(workspace)}` },
    body: JSON.stringify({ query, variables }),
    signal: AbortSignal.timeout(patience(60_000)),
  });
  const body = checked(await res.json()) as { data?: any; errors?: unknown };
  if (body.errors) throw new Error(JSON.stringify(body.errors));
  return body.data;
}

const INGEST =
  'mutation($e:[EventInput!]!){ingestEvents(events:$e){accepted duplicates rejected results{status code reason message}}}';
const SUBSCRIBE = 'subscription($a:String){membershipChanged(after:$a){cursor change{id profileId kind sequence}}}';

interface Told {
  readonly id: string;
  readonly profileId: string;
  readonly kind: string;
  readonly sequence: number;
}

/** A subscriber to changes that can resume from its last cursor on any server. */
class Follower {
  readonly told: Told[] = [];
  cursor: string | undefined;
  private client: Client | undefined;

  async follow(port: number, workspace: string): Promise<void> {
    const client = createClient({
      url: `ws://127.0.0.1:${port}/graphql`,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${token(workspace)}` },
      retryAttempts: 0,
    });
    this.client = client;
    let first = (): void => undefined;
    const started = new Promise<void>((resolve) => (first = resolve));
    void (async () => {
      try {
        for await (const item of client.iterate<any>({ query: SUBSCRIBE, variables: { a: this.cursor } })) {
          if (this.client !== client) break;
          this.cursor = item.data.membershipChanged.cursor;
          if (item.data.membershipChanged.change) this.told.push(item.data.membershipChanged.change);
          first();
        }
      } catch {
        // The server was killed. The cursor is kept for the next connection.
      }
      first();
    })();
    await started;
  }

  leave(): void {
    const { client } = this;
    this.client = undefined;
    void client?.dispose();
  }
}

async function ledger(port: number, workspace: string): Promise<Told[]> {
  const all: Told[] = [];
  for (let after: string | undefined; ;) {
    const page: any = (
      await ask(
        port,
        workspace,
        'query($a:String){segment(key:"twice"){transitions(first:100,after:$a){edges{node{id profileId kind sequence}}pageInfo{hasNextPage endCursor}}}}',
        { a: after },
      )
    ).segment.transitions;
    all.push(...page.edges.map((e: any) => e.node));
    if (!page.pageInfo.hasNextPage) return all;
    after = page.pageInfo.endCursor;
  }
}

function sameChanges(told: readonly Told[], wanted: readonly Told[]): void {
  assert.equal(new Set(told.map((t) => t.id)).size, told.length, 'no change is delivered twice');
  assert.deepEqual(told.map((t) => t.id).sort(), wanted.map((t) => t.id).sort(), 'every change is delivered');
  const last = new Map<string, number>();
  for (const t of told) {
    assert.ok(t.sequence > (last.get(t.profileId) ?? 0), 'in order for each customer');
    last.set(t.profileId, t.sequence);
  }
}

let n = 0;
const at = (day: number): string => new Date(Date.UTC(2026, 2, day)).toISOString();
/** Generates events. A customer enters the segment with the second search, and leaves it with a purchase. */
const batch = (size: number): object[] =>
  Array.from({ length: size }, () => {
    n++;
    return {
      messageId: `k${n}`,
      type: n % 11 === 0 ? 'added_to_cart' : 'searched',
      occurredAt: at(1 + (n % 8)),
      identities: [{ namespace: 'member_id', value: `M${(n * 7) % CUSTOMERS}` }],
    };
  });

const makeShop = (port: number): Promise<unknown> =>
  ask(port, 'shop', 'mutation($c:DateTime!){createSandbox(input:{id:"shop",clock:$c}){id}}', { c: at(10) });

after(() => rmSync(dir, { recursive: true, force: true }));

test(`acknowledged writes and the change stream survive repeated kills (seed ${SEED})`, async (t) => {
  const env = { STRATA_DATA_DIR: join(dir, 'one') };
  let server: Process = await serverProcess(env);
  await makeShop(server.port);
  await ask(
    server.port,
    'shop',
    'mutation{defineSegment(input:{key:"twice",expression:"count(searched, last 6d) >= 2 and not did(added_to_cart, last 4d)"},wait:true){job{state}}}',
  );

  const follower = new Follower();
  await follower.follow(server.port, 'shop');
  const acknowledged = new Set<string>();
  let random = SEED;
  t.after(() => server.kill());
  for (let round = 0; round < KILLS; round++) {
    let killed = false;
    const writers = [0, 1, 2].map(async () => {
      while (!killed) {
        const events = batch(8) as { messageId: string }[];
        try {
          const r = await ask(server.port, 'shop', INGEST, { e: events });
          assert.equal(r.ingestEvents.rejected, 0);
          for (const e of events) acknowledged.add(e.messageId);
        } catch (error) {
          if (!killed && !server.child.killed) throw error;
        }
      }
    });
    random = (random * 1103515245 + 12345) % 2 ** 31;
    const target = acknowledged.size + 50 + (random % 200);
    await eventually(() => acknowledged.size >= target, 'writes');
    await server.kill();
    killed = true;
    await Promise.all(writers);
    follower.leave();
    server = await serverProcess(env);
    await follower.follow(server.port, 'shop');
  }
  // Every acknowledged event is stored, so sending it again returns a duplicate.
  const ids = [...acknowledged];
  const number = (id: string): number => Number(id.slice(1));
  for (let i = 0; i < ids.length; i += 200) {
    const again = ids.slice(i, i + 200).map((id) => {
      const k = number(id);
      return {
        messageId: id,
        type: k % 11 === 0 ? 'added_to_cart' : 'searched',
        occurredAt: at(1 + (k % 8)),
        identities: [{ namespace: 'member_id', value: `M${(k * 7) % CUSTOMERS}` }],
      };
    });
    const r = await ask(server.port, 'shop', INGEST, { e: again });
    assert.equal(r.ingestEvents.duplicates, again.length, 'an acknowledged event is there after the kill');
  }
  await ask(server.port, 'shop', 'mutation($t:DateTime!){advanceClock(to:$t){now}}', { t: at(20) });
  const wanted = await ledger(server.port, 'shop');
  assert.ok(wanted.length > 40);
  await eventually(() => follower.told.length >= wanted.length, 'all changes');
  sameChanges(follower.told, wanted);
  follower.leave();
  assert.equal(await server.stop(), 0, 'a clean end on SIGTERM');
});

test('two servers share a database: changes written on one reach the other, and each event counts once', async () => {
  const database = await databaseProcess(join(dir, 'two'));
  const env = {
    MONGODB_URI: `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
    STRATA_DATA_DIR: join(dir, 'two-data'),
  };
  const [a, b] = await Promise.all([serverProcess(env), serverProcess(env)]);
  try {
    await makeShop(a.port);
    await ask(
      a.port,
      'shop',
      'mutation{defineSegment(input:{key:"twice",expression:"count(searched, last 6d) >= 2"},wait:true){job{state}}}',
    );
    const follower = new Follower();
    await follower.follow(b.port, 'shop');
    const events = batch(900);
    const results = await Promise.all([a, b, a, b].map((s) => ask(s.port, 'shop', INGEST, { e: events })));
    assert.equal(
      results.reduce((sum, r) => sum + r.ingestEvents.accepted, 0),
      900,
    );
    assert.equal(
      results.reduce((sum, r) => sum + r.ingestEvents.duplicates, 0),
      2700,
    );
    // A write is visible on the other server immediately.
    for (let i = 0; i < 20; i++) {
      const [x, y] = i % 2 ? [a, b] : [b, a];
      await ask(x.port, 'shop', INGEST, {
        e: [
          {
            messageId: `ryw${i}`,
            type: 'searched',
            occurredAt: at(9),
            identities: [{ namespace: 'member_id', value: `R${i}` }],
          },
        ],
      });
      const r = await ask(
        y.port,
        'shop',
        'query($v:String!){profile(identity:{namespace:"member_id",value:$v}){events(first:5){edges{node{id}}}}}',
        { v: `R${i}` },
      );
      assert.equal(r.profile.events.edges.length, 1);
    }
    // The subscriber resumes on the other server from its cursor.
    await eventually(() => follower.told.length > 0, 'some changes');
    follower.leave();
    await ask(b.port, 'shop', INGEST, { e: batch(200) });
    await follower.follow(a.port, 'shop');
    const wanted = await ledger(a.port, 'shop');
    await eventually(() => follower.told.length >= wanted.length, 'all changes');
    sameChanges(follower.told, wanted);
    follower.leave();
  } finally {
    assert.deepEqual(await Promise.all([a.stop(), b.stop()]), [0, 0]);
    await database.stop();
  }
});

test('without its database a server returns UNAVAILABLE in time, and recovers with nothing half-done', async () => {
  const folder = join(dir, 'three');
  // The port is below the ephemeral range, so no other process gets it while nothing listens on it.
  const port = 20_000 + (process.pid % 10_000);
  let database = await databaseProcess(folder, port);
  const env = {
    MONGODB_URI: `mongodb://127.0.0.1:${port}/?directConnection=true`,
    STRATA_DATA_DIR: join(dir, 'three-data'),
    STRATA_DATABASE_TIMEOUT_MS: String(patience(8000)),
  };
  const server = await serverProcess(env);
  try {
    await makeShop(server.port);
    await ask(
      server.port,
      'shop',
      'mutation{defineSegment(input:{key:"twice",expression:"count(searched) >= 1"},wait:true){job{state}}}',
    );
    const follower = new Follower();
    await follower.follow(server.port, 'shop');
    await database.kill();
    const events = batch(5);
    const began = Date.now();
    await assert.rejects(ask(server.port, 'shop', INGEST, { e: events }), /UNAVAILABLE/);
    assert.ok(Date.now() - began < patience(30_000));
    assert.equal(
      ((await (await fetch(`http://127.0.0.1:${server.port}/healthz`)).json()) as { status: string }).status,
      'ok',
    );
    database = await databaseProcess(folder, port);
    const again = await eventually(
      () => ask(server.port, 'shop', INGEST, { e: events }).catch(() => undefined),
      'the server to recover',
    );
    assert.equal(again.ingestEvents.accepted + again.ingestEvents.duplicates, 5);
    const wanted = await ledger(server.port, 'shop');
    await eventually(() => follower.told.length >= wanted.length, 'the subscription to go on');
    sameChanges(follower.told, wanted);
    follower.leave();
  } finally {
    await server.stop();
    await database.stop();
  }
});
