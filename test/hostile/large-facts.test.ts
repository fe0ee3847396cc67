/**
 * Tests that large events do not use up the memory of the server. Each test sends the largest events that are accepted,
 * to a process with a small heap.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { patience } from '../support/patience.js';
import { run, tokenFor, type Process } from '../support/process.js';
import { checked } from '../support/refusals.js';
import { databaseOf, type Loose, type TestServer } from '../support/server.js';
import { http, ws, type Transport } from '../support/transports.js';

const MAIN = fileURLToPath(new URL('../../src/main.js', import.meta.url));
const MIB = 2 ** 20;
const HEAP_MIB = 320;
/** Maximum anonymous memory of the process, with its heap, the thread of the database, bodies and columns. */
const MOST_BYTES = 1400 * MIB;
/** Number of the largest events in one body, which then has about 1.8 MB. */
const IN_BODY = 20;
/** Each of the largest events takes about 520 KB in memory, so this many fill a customer. */
const OF_CUSTOMER = 65;
/** Number of bodies of the last test. Their events take more memory than the heap has. */
const BATCHES = 30;

const INGEST = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status code reason path}}}';
const IDENTIFY = 'mutation($i:[IdentityInput!]!){identify(identities:$i){profile merged}}';

let dir: string;
let server: Process;
let token: string;
let peak = 0;
let sent = 0;

const at = (): TestServer => ({ url: `http://127.0.0.1:${server.port}/graphql` }) as TestServer;
const member = (value: string): object => ({ namespace: 'member_id', value });

/** An event of nearly 64 KiB as UTF-8 that takes as much memory as possible: many short texts that all differ. */
function largest(value: string, more: object = {}): object {
  sent++;
  const text = (list: number, i: number): string => (sent * 10_000 + list * 100 + i).toString(36).padStart(6, '0');
  const list = (k: number): string[] => Array.from({ length: 100 }, (_, i) => text(k, i));
  return {
    messageId: `m${sent}`,
    type: 'viewed',
    occurredAt: new Date(Date.now() - 60_000).toISOString(),
    identities: [member(value)],
    properties: Object.fromEntries(Array.from({ length: 100 }, (_, k) => [`p${k}`, list(k)])),
    ...more,
  };
}

async function ask(query: string, variables: object = {}, transport: Transport = http): Promise<Loose> {
  const reply = await transport(at(), token, query, variables);
  assert.equal(reply.errors, undefined, JSON.stringify(reply.errors));
  return reply.data;
}

async function ingest(events: readonly object[], transport: Transport = http): Promise<Loose[]> {
  const { ingestEvents } = await again(() => ask(INGEST, { e: events }, transport));
  noteMemory();
  return ingestEvents.results;
}

/** Sends again after a connection that was cut, because a busy machine may take too long to send a large body. */
async function again<T>(send: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++)
    try {
      return await send();
    } catch (error) {
      assert.equal(server.child.exitCode ?? server.child.signalCode, null, 'the process lives');
      if (!(error instanceof TypeError) || attempt === 10) throw error;
    }
}

async function track(key: string, batch: readonly object[]): Promise<Loose> {
  const body = JSON.stringify({ batch });
  const authorization = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
  const res = await again(() =>
    fetch(at().url.replace('/graphql', '/v1/batch'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization },
      body,
    }),
  );
  noteMemory();
  return checked(await res.json());
}

/** Reads the memory of the process where the system says it. Pages of the database file do not count. */
function noteMemory(): void {
  const file = `/proc/${server.child.pid}/status`;
  if (!existsSync(file)) return;
  peak = Math.max(peak, 1024 * Number(/RssAnon:\s+(\d+)/.exec(readFileSync(file, 'utf8'))?.[1] ?? 0));
}

const counted = (results: readonly Loose[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  // A batch that was sent again may have been taken the first time.
  const nameOf = ({ status, reason }: Loose): string => (status === 'DUPLICATE' ? 'ACCEPTED' : (reason ?? status));
  for (const result of results) counts[nameOf(result)] = (counts[nameOf(result)] ?? 0) + 1;
  return counts;
};

/** Sends events to one customer until it takes no more. Returns how many were accepted. */
async function fill(value: string, send: (events: readonly object[]) => Promise<number>): Promise<number> {
  let accepted = 0;
  for (;;) {
    const now = await send(Array.from({ length: IN_BODY }, () => largest(value)));
    accepted += now;
    if (now < IN_BODY) return accepted;
    assert.ok(accepted < 4 * OF_CUSTOMER, 'a customer takes any number of events');
  }
}

before(async () => {
  dir = mkdtempSync(join(tmpdir(), 'strata-'));
  server = await run(
    [`--max-old-space-size=${HEAP_MIB}`, MAIN],
    {
      PORT: '0',
      STRATA_DEMO: 'off',
      STRATA_DATA_DIR: dir,
      STRATA_DATABASE: databaseOf(dir),
      STRATA_DATABASE_TIMEOUT_MS: String(patience(30_000)),
    },
    /ready at http:\/\/localhost:(\d+)/,
  );
  token = tokenFor('large');
  await ask('mutation{createWorkspace(input:{id:"large"}){id}}');
});
after(async () => {
  await server?.kill();
  rmSync(dir, { recursive: true, force: true });
});

const text = (length: number): object => ({ properties: { text: '', ...texts(length) } });
/** Returns properties whose names and texts have `length` characters in total. */
function texts(length: number): Record<string, string> {
  const out: Record<string, string> = {};
  for (let left = length - 'text'.length, i = 10; left > 0; i++) {
    const name = `t${i}`;
    out[name] = 'x'.repeat(Math.max(0, Math.min(4096, left - name.length)));
    left -= name.length + out[name].length;
  }
  return out;
}

for (const [door, transport] of [
  ['HTTP', http],
  ['WebSocket', ws],
] as const)
  test(`over ${door}, an event of more than 64 KiB is rejected by name, and the others are accepted`, async () => {
    const line = (i: number): object => ({ lineId: String(i), name: '名'.repeat(30), quantity: '1', amount: '1' });
    const results = await ingest(
      [
        largest(`small ${door}`, { properties: { text: 'x' } }),
        largest(`large ${door}`, text(64 * 1024 + 1)),
        largest(`exact ${door}`, text(64 * 1024)),
        largest(`lines ${door}`, {
          type: 'order_paid',
          properties: undefined,
          order: { orderId: 'o1', lines: Array.from({ length: 800 }, (_, i) => line(i)) },
        }),
      ],
      transport,
    );
    const refused = { status: 'REJECTED', code: 'LIMIT_EXCEEDED', reason: 'EVENT_TOO_LARGE' };
    const accepted = { status: 'ACCEPTED', code: null, reason: null, path: null };
    assert.deepEqual(results, [
      accepted,
      { ...refused, path: 'events[1].properties' },
      accepted,
      { ...refused, path: 'events[3].order.lines' },
    ]);
    const { profile } = await ask('query($i:IdentityInput!){profile(identity:$i){id}}', { i: member(`large ${door}`) });
    assert.equal(profile, null, 'nothing of it is stored');
  });

test('a coupon cannot be redeemed with an order of more than 64 KiB of lines', async () => {
  await ask('mutation{defineCoupon(input:{key:"ten",kind:FIXED_AMOUNT,faceValue:"10"}){key}}');
  const lines = Array.from({ length: 800 }, (_, i) => ({ lineId: String(i), name: '名'.repeat(30), amount: '1' }));
  const { errors } = await http(at(), token, 'mutation($i:RedeemCouponInput!){redeemCoupon(input:$i){claim}}', {
    i: { coupon: 'ten', identities: [member('c')], orderId: 'o1', amount: '800', lines },
  });
  assert.equal(errors?.[0]?.extensions?.reason, 'EVENT_TOO_LARGE');
});

test('the tracking API rejects it with its index and field', async () => {
  const message = (more: object): object => ({ type: 'track', event: 'viewed', userId: 'tracked', ...more });
  const { accepted, rejected } = await track(token, [
    message({ messageId: 't1', properties: { a: 1 } }),
    message({ messageId: 't2', ...text(65 * 1024) }),
    message({ messageId: 't3', properties: { a: 2 } }),
  ]);
  assert.equal(accepted, 2);
  assert.deepEqual(
    rejected.map(({ index, field, reason }: Loose) => [index, field, reason]),
    [[1, 'properties', 'EVENT_TOO_LARGE']],
  );
});

test('a customer is limited in bytes: a full one is readable, rejects events and is not merged', async () => {
  const accepted = await fill('full', async (events) => counted(await ingest(events)).ACCEPTED ?? 0);
  assert.ok(accepted >= OF_CUSTOMER - 5 && accepted <= OF_CUSTOMER + 5, `${accepted} were accepted`);
  const [refused] = await ingest([largest('full')]);
  assert.equal(refused.reason, 'CUSTOMER_FACTS_TOO_LARGE');
  assert.equal(refused.path, 'events[0].identities');
  assert.equal((await ingest([largest('other')]))[0].status, 'ACCEPTED', 'other customers take events');

  const query = 'query($i:IdentityInput!){profile(identity:$i){id events(first:100){edges{node{type}}}}}';
  const { profile } = await ask(query, { i: member('full') });
  assert.equal(profile.events.edges.length, accepted);
  const merged = await http(at(), token, IDENTIFY, { i: [member('full'), { namespace: 'device_id', value: 'd1' }] });
  assert.equal(merged.errors, undefined, 'an identity without events joins a full customer');
  await fill('full too', async (events) => counted(await ingest(events, ws)).ACCEPTED ?? 0);
  const joined = await http(at(), token, IDENTIFY, { i: [member('full'), { namespace: 'device_id', value: 'd2' }] });
  assert.equal(joined.errors, undefined);
  const chain = await http(at(), token, IDENTIFY, { i: [member('full too'), { namespace: 'device_id', value: 'd2' }] });
  assert.equal(chain.errors?.[0]?.extensions?.reason, 'CUSTOMER_FACTS_TOO_LARGE');

  const erased = await ask('mutation($p:String!){eraseProfile(profile:$p,wait:true){state}}', { p: profile.id });
  assert.equal(erased.eraseProfile.state, 'DONE');
  const again = largest('full', { occurredAt: new Date(Date.now() + 60_000).toISOString() });
  assert.equal((await ingest([again]))[0].status, 'ACCEPTED', 'the erased customer takes events again');
});

test('the write key of a page fills at most half of a customer, and other systems can still write', async () => {
  const { createWriteKey } = await ask('mutation{createWriteKey(input:{source:"web"}){key}}');
  const tracked = (event: Loose): object => ({
    ...{ type: 'track', event: 'viewed', anonymousId: 'page', messageId: event.messageId },
    properties: event.properties,
  });
  let last: Loose;
  const accepted = await fill('unused', async (events) => {
    last = await track(createWriteKey.key, events.map(tracked));
    return last.accepted + last.duplicates;
  });
  assert.ok(accepted > OF_CUSTOMER / 2 - 5 && accepted < OF_CUSTOMER / 2 + 5, `${accepted} were accepted`);
  assert.equal(last.rejected.at(-1).reason, 'CUSTOMER_FACTS_TOO_LARGE');
  const own = largest('unused', { identities: [{ namespace: 'anonymous_id', value: 'page' }] });
  assert.equal((await ingest([own]))[0].status, 'ACCEPTED');
});

test('a process with a small heap accepts, counts and reads many of the largest events', async (context) => {
  for (let batch = 0; batch < BATCHES; batch++) {
    const events = Array.from({ length: IN_BODY }, (_, i) => largest(`many ${batch} ${i}`));
    assert.deepEqual(counted(await ingest(events, batch % 2 === 0 ? ws : http)), { ACCEPTED: IN_BODY });
  }
  const { previewSegment } = await ask('{previewSegment(input:{expression:"did(viewed where p0 exists)"}){size}}');
  noteMemory();
  assert.ok(previewSegment.size > BATCHES * IN_BODY, 'a query over all customers succeeds');
  const metrics = await (await fetch(at().url.replace('/graphql', '/metrics'))).text();
  for (const of of ['cached_facts_bytes', 'column_bytes', 'loaded_facts_bytes']) {
    const figure = (name: string): number =>
      Number(new RegExp(`^strata_bounded_${name}\\{of="${of}"\\} (\\S+)`, 'm').exec(metrics)![1]);
    assert.ok(figure('used') <= figure('limit'), `${of}: ${figure('used')} of ${figure('limit')}`);
  }
  context.diagnostic(`${Math.round(peak / MIB)} MiB at most`);
  assert.equal(server.child.exitCode, null, 'the process lives');
  assert.ok(peak < MOST_BYTES, `${Math.round(peak / MIB)} MiB`);
});
