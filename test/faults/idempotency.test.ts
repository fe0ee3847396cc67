/**
 * Tests that a mutation with an idempotency key has one effect and one response (property P4). This holds in parallel,
 * on either server, and after a lost response.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { databaseProcess, SECRET, type Process } from '../support/process.js';
import { TestServer } from '../support/server.js';
import { Mongo } from '../../src/storage/base/mongo.js';
import { RawSocket } from '../support/transports.js';

const dir = mkdtempSync(join(tmpdir(), 'strata-once-'));
let database: Process;
let a: TestServer;
let b: TestServer;
let token: string;
before(async () => {
  database = await databaseProcess(join(dir, 'db'));
  const settings = {
    MONGODB_URI: `mongodb://127.0.0.1:${database.port}/?directConnection=true`,
    STRATA_JWT_SECRET: SECRET,
    STRATA_DATABASE: 'once',
  };
  [a, b] = await Promise.all([TestServer.start(settings), TestServer.start(settings)]);
  const admin = await a.sandbox('shop', '2026-03-10T12:00:00Z');
  token = admin.token;
  await admin.ask(
    'mutation{defineTag(input:{key:"balance",kind:SEMI_DYNAMIC,type:INTEGER}){key} d:defineTag(input:{key:"orders",kind:DYNAMIC,metric:"count(searched)"}){key}}',
  );
});
after(async () => {
  await Promise.all([a.remove(), b.remove()]);
  await database.stop();
  rmSync(dir, { recursive: true, force: true });
});

const post = async (
  server: TestServer,
  key: string | undefined,
  query: string,
  variables?: unknown,
  more: object = {},
): Promise<{ status: number; text: string; body: any }> => {
  const res = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${token}`,
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify({ query, variables, ...more }),
  });
  const text = await res.text();
  return { status: res.status, text, body: JSON.parse(text) };
};
const overWs = async (server: TestServer, key: string, query: string, variables?: unknown): Promise<any> => {
  const s = await RawSocket.acknowledged(server, token);
  s.send({ id: '1', type: 'subscribe', payload: { query, variables, extensions: { idempotencyKey: key } } });
  const m = await s.until((x) => x.id === '1');
  s.close();
  return m.payload;
};
// Without `observedAt`, each write is a separate fact. Two writes then count as one only because of the idempotency
// key.
const SET =
  'mutation($v:TagValue!){setTags(tags:[{tag:"balance",value:$v,identities:[{namespace:"member_id",value:"A"}]},{tag:"nowhere",value:1,identities:[{namespace:"member_id",value:"A"}]}]){status code reason profile}}';
const INGEST =
  'mutation($m:String!){ingestEvents(events:[{messageId:$m,type:"searched",occurredAt:"2026-03-10T11:00:00Z",identities:[{namespace:"member_id",value:"A"}]}]){accepted duplicates results{status profile}}}';
const writes = async (): Promise<number> => {
  const { stores } = a.running.services;
  const [root] = (await stores.profiles.roots('shop', { first: 10 })).filter((r) => r.identity.value === 'A');
  return root
    ? (await stores.tagFacts.history('shop', root.members, 'balance', { until: Date.UTC(2030, 0, 1) })).length
    : 0;
};

test('an alias `code` in the response of a caller does not release its key', async () => {
  const query =
    'mutation{defineTag(input:{key:"named",name:"UNAVAILABLE",kind:SEMI_DYNAMIC,type:STRING}){code:name key}}';
  const first = await post(a, 'alias', query);
  assert.equal(first.body.data.defineTag.code, 'UNAVAILABLE');
  const before = await audited('defineTag');
  assert.equal((await post(b, 'alias', query)).text, first.text);
  assert.equal(await audited('defineTag'), before, 'it did not run again');
});

async function audited(operation: string): Promise<number> {
  const { stores } = a.running.services;
  return (await stores.audit.page('shop', { first: 100 }, { operation })).length;
}

test('fifty concurrent requests on two servers have one effect and one response', async () => {
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => post(i % 2 ? a : b, 'k1', SET, { v: 7 })));
  assert.equal(new Set(answers.map((x) => x.text)).size, 1);
  assert.deepEqual(
    answers[0].body.data.setTags.map((x: any) => x.status),
    ['ACCEPTED', 'REJECTED'],
  );
  assert.equal(await writes(), 1);
  const later = await post(b, 'k1', SET, { v: 7 });
  assert.equal(later.text, answers[0].text);
  assert.equal(await writes(), 1);
});

test('another request with the key is rejected on both transports, and keys belong to their caller', async () => {
  const r = await post(a, 'k1', SET, { v: 8 });
  assert.deepEqual([r.status, r.body.errors[0].extensions.code], [422, 'IDEMPOTENCY_KEY_REUSED']);
  const w = await overWs(b, 'k1', SET, { v: 8 });
  assert.equal(w.errors[0].extensions.code, 'IDEMPOTENCY_KEY_REUSED');
  assert.equal(await writes(), 1);
  const other = await fetch(a.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${a.token('shop', ['admin'], 'other')}`,
      'idempotency-key': 'k1',
    },
    body: JSON.stringify({ query: SET, variables: { v: 8 } }),
  });
  assert.equal(((await other.json()) as any).data.setTags[0].status, 'ACCEPTED');
  for (const key of ['', 'x'.repeat(129), 'with space']) {
    const bad = await post(a, undefined, SET, { v: 9 }, { extensions: { idempotencyKey: key } });
    assert.equal(bad.body.errors[0].extensions.code, 'BAD_USER_INPUT');
  }
});

test('both transports share keys, and without a key each write is separate', async () => {
  const before = await writes();
  const first = await overWs(a, 'k2', SET, { v: 1 });
  const second = await post(b, undefined, SET, { v: 1 }, { extensions: { idempotencyKey: 'k2' } });
  assert.deepEqual(second.body.data, first.data);
  assert.equal(await writes(), before + 1);
  await post(a, undefined, SET, { v: 1 });
  assert.equal(await writes(), before + 2);
});

test('after a crash between commit and response, the next process returns the same response', async () => {
  const DEFINE =
    'mutation{t:defineTag(input:{key:"taken",kind:STATIC,type:STRING}){version} s:defineSegment(input:{key:"taken_over",expression:"did(searched)"}){segment{version}} n:defineIdentityNamespace(input:{name:"taken",limit:1,priority:1}){name} m:defineLayerModel(input:{key:"taken",layers:[{key:"some",when:"did(searched)"},{key:"rest"}]}){model{version}}}';
  const SHAPE =
    'mutation{r:redefineSegment(input:{key:"taken_over",expression:"count(searched) > 2"}){segment{version}} b:rollBackSegment(key:"taken_over",version:1){segment{version}} x:retireSegment(key:"taken_over"){segment{version retired}} l:retireLayerModel(key:"taken"){model{version retired}} c:advanceClock(to:"2026-03-10T12:00:01Z"){now} w:createSandbox(input:{id:"shop.beside",clock:"2026-03-10T12:00:00Z"}){id}}';
  const wanted = new Map<string, unknown>([
    [DEFINE, { t: { version: 1 }, s: { segment: { version: 1 } }, n: { name: 'taken' }, m: { model: { version: 1 } } }],
    [
      SHAPE,
      {
        r: { segment: { version: 2 } },
        b: { segment: { version: 3 } },
        x: { segment: { version: 4, retired: true } },
        l: { model: { version: 2, retired: true } },
        c: { now: '2026-03-10T12:00:01.000Z' },
        w: { id: 'shop.beside' },
      },
    ],
  ]);
  for (const [key, query, variables] of [
    ['k3', SET, { v: 3 }],
    ['k4', INGEST, { m: 'once' }],
    ['k4d', DEFINE, {}],
    ['k4s', SHAPE, {}],
  ] as const) {
    const before = await writes();
    const { idempotency } = a.running.services.stores;
    const real = idempotency.answer;
    // Simulates a crash after the commit and before the response.
    (idempotency as { answer: unknown }).answer = () => Promise.reject(new Error('gone'));
    const lost = await post(a, key, query, variables);
    assert.equal(lost.status, 500);
    (idempotency as { answer: unknown }).answer = real;
    a.reported.length = 0;
    const { stores } = b.running.services;
    const now = stores.now.bind(stores);
    (stores as { now(): number }).now = () => now() + 61_000;
    const again = await post(b, key, query, variables);
    (stores as { now(): number }).now = now;
    if (query === SET)
      assert.deepEqual(
        again.body.data.setTags.map((x: any) => x.status),
        ['ACCEPTED', 'REJECTED'],
      );
    else if (wanted.has(query)) assert.deepEqual(again.body.data, wanted.get(query));
    else
      assert.deepEqual(
        [again.body.data.ingestEvents.accepted, again.body.data.ingestEvents.duplicates],
        [1, 0],
        'the original response, not a duplicate',
      );
    assert.equal(await writes(), before + (query === SET ? 1 : 0));
    assert.equal((await post(a, key, query, variables)).text, again.text);
  }
});

test('a request that failed for a temporary reason can be retried with its key', async () => {
  const { writer } = a.running.services;
  const real = writer.write.bind(writer);
  const { ServiceError } = await import('../../src/services/base/errors.js');
  writer.write = () => Promise.reject(new ServiceError('SERVER_BUSY', 'not now'));
  const failed = await post(a, 'k5', INGEST, { m: 'retry' });
  assert.equal(failed.body.errors[0].extensions.code, 'UNAVAILABLE');
  writer.write = real;
  assert.equal((await post(a, 'k5', INGEST, { m: 'retry' })).body.data.ingestEvents.accepted, 1);
});

test('definitions return the same response too', async () => {
  const q =
    'mutation{defineSegment(input:{key:"once",expression:"did(searched)"},wait:true){segment{version} job{id}}}';
  const [x, y] = [await post(a, 'k6', q), await post(b, 'k6', q)];
  assert.equal(x.body.data.defineSegment.segment.version, 1);
  assert.equal(y.text, x.text);
});

test('no unexpected error was reported', () => assert.deepEqual([a.reported, b.reported], [[], []]));

test('a very large response is not stored: a repeated request fails with a reason, without running', async () => {
  const events = Array.from({ length: 1000 }, (_, i) => ({
    messageId: `large ${i}`,
    type: 'searched',
    occurredAt: '2026-03-10T11:00:00',
    identities: [{ namespace: 'member_id', value: 'L' }],
  }));
  const fields = Array.from({ length: 20 }, (_, i) => `m${i}:message`).join(' ');
  const query = `mutation($e:[EventInput!]!){ingestEvents(events:$e){results{${fields}}}}`;
  const first = await post(a, 'large', query, { e: events });
  assert.equal(first.body.errors, undefined, first.text.slice(0, 500));
  assert.ok(first.text.length > 2 ** 20, `${first.text.length} characters`);
  for (const server of [a, b]) {
    const again = await post(server, 'large', query, { e: events });
    assert.equal(again.body.errors[0].extensions.reason, 'IDEMPOTENT_ANSWER_TOO_LARGE');
    assert.equal(again.body.errors[0].extensions.code, 'CONFLICT');
  }
});

test('a released key still belongs to its document', async () => {
  const { stores } = a.running.services;
  const id = 'shop|test|released';
  const now = stores.now();
  const variables = { m: 'released-1' };
  const first = await post(a, 'released', INGEST, variables);
  assert.equal(first.body.data.ingestEvents.accepted, 1);
  // Simulates an error after the commit. The outcome stays stored under the key, and the key is released.
  const { hash } = (await stores.idempotency.claim({
    ...{ id, workspace: 'shop', hash: '', scopes: [], owner: 'x', until: now, at: now },
  }))!;
  const claims = await Mongo.connect(a.running.databaseUri, 'once', 10_000);
  try {
    await claims.collection('idempotency').deleteOne({ _id: id as never });
  } finally {
    await claims.close();
  }
  await stores.idempotency.claim({ id, workspace: 'shop', hash, scopes: ['admin'], owner: 'x', until: now, at: now });
  await stores.idempotency.release(id, 'x');
  const other = await post(b, 'released', INGEST, { m: 'released-2' });
  assert.equal(other.body.errors[0].extensions.reason, 'IDEMPOTENCY_KEY_REUSED');
  const again = await post(b, 'released', INGEST, variables);
  assert.equal(again.body.data.ingestEvents.accepted, 1);
  assert.deepEqual(again.body, first.body);
});
