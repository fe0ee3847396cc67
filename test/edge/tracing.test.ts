/** Tests that requests, operations and transactions arrive as spans at a collector, without data of customers. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { SpanCollector } from '../support/span-collector.js';
import { eventually, TestServer, type Caller } from '../support/server.js';

const PHONE = '13800138000';
const INTERNAL = 1;
const SERVER = 2;
/** Long enough that no span is sent before it is asked for, except where a test waits. */
const DELAY_MS = 20;
const INGEST = 'mutation Of13800138000($e:[EventInput!]!){m13800138000:ingestEvents(events:$e){accepted}}';

const collector = new SpanCollector();
let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start({
    OTEL_EXPORTER_OTLP_ENDPOINT: `${await collector.start()}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-tenant=shop%20one',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment=test',
    OTEL_BSP_SCHEDULE_DELAY: String(DELAY_MS),
  });
  admin = await server.sandbox('shop', '2026-03-10T12:00:00Z');
});
after(async () => {
  await server.remove();
  await collector.stop();
});

let sent = 0;
const order = (): object => {
  const id = `t${++sent}`;
  return {
    messageId: id,
    type: 'order_paid',
    occurredAt: '2026-03-10T11:00:00Z',
    identities: [
      { namespace: 'member_id', value: `会员${id}` },
      { namespace: 'phone', value: PHONE },
    ],
    order: { orderId: id, amount: '10' },
  };
};
const traceOf = (n: number): string => n.toString(16).padStart(32, '0');
const parentOf = (n: number, flags = '01'): string => `00-${traceOf(n)}-00000000000000aa-${flags}`;

const post = (query: string, variables: object, traceparent: string): Promise<Response> =>
  fetch(server.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${admin.token}`, traceparent },
    body: JSON.stringify({ query, variables }),
  });

/** Returns the only span with a name in a trace, when it has arrived. */
const arrived = (n: number, name: string): Promise<SpanCollector['spans'][number]> =>
  eventually(() => collector.of(traceOf(n), name)[0], `the span ${name}`);

test('a mutation over HTTP is a request, an operation and a transaction in the trace of the caller', async () => {
  assert.equal((await post(INGEST, { e: [order()] }, parentOf(1))).status, 200);
  const request = await arrived(1, 'POST /graphql');
  const operation = await arrived(1, 'mutation ingestEvents');
  const commit = await arrived(1, 'commit');
  assert.deepEqual([request.kind, request.parentSpanId, request.isFailed], [SERVER, '00000000000000aa', false]);
  const { 'strata.database_commands': _direct, ...attributes } = request.attributes;
  assert.deepEqual(attributes, {
    'http.request.method': 'POST',
    'http.route': '/graphql',
    'http.response.status_code': 200,
  });
  assert.deepEqual([operation.kind, operation.parentSpanId], [INTERNAL, request.spanId]);
  assert.equal(operation.attributes['graphql.operation.type'], 'mutation');
  assert.deepEqual(operation.attributes['strata.fields'], ['ingestEvents']);
  assert.deepEqual([commit.kind, commit.parentSpanId], [INTERNAL, operation.spanId]);
  assert.equal(commit.attributes['strata.facts'], 1);
  assert.ok(Number(commit.attributes['strata.database_commands']) >= 3, 'reads, writes and the commit itself');
  assert.deepEqual(collector.resource, { 'service.name': 'strata', 'deployment.environment': 'test' });
  assert.equal((collector.headers[0] as Record<string, string>)['x-tenant'], 'shop one');
});

test('a mutation over WebSocket takes the trace of its extensions', async () => {
  const client = createClient({
    url: server.url.replace(/^http/, 'ws'),
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${admin.token}` },
  });
  const send = (query: string, extensions: Record<string, unknown>): Promise<void> =>
    new Promise((resolve, reject) =>
      client.subscribe(
        { query, variables: { e: [order()] }, extensions },
        { next: () => undefined, error: reject, complete: resolve },
      ),
    );
  await send(INGEST, { traceparent: parentOf(2) });
  const operation = await arrived(2, 'mutation ingestEvents');
  assert.deepEqual([operation.kind, operation.parentSpanId], [SERVER, '00000000000000aa']);
  assert.equal((await arrived(2, 'commit')).parentSpanId, operation.spanId);
  await client.dispose();
});

test('a transaction of several requests is in one trace and refers to the others', async () => {
  const numbers = Array.from({ length: 20 }, (_, n) => 100 + n);
  await Promise.all(numbers.map((n) => post(INGEST, { e: [order()] }, parentOf(n))));
  const commits = (n: number): boolean =>
    collector.spans.some(
      ({ name, traceId, links }) => name === 'commit' && [traceId, ...links.map((l) => l.traceId)].includes(traceOf(n)),
    );
  for (const n of numbers) await eventually(() => commits(n), `a transaction of request ${n}`);
});

test('the caller decides whether its trace is recorded, and an invalid parent is ignored', async () => {
  await post('{__typename}', {}, parentOf(3, '00'));
  for (const invalid of ['', 'x', parentOf(0), `${parentOf(4)}-more`, parentOf(4).replace(/^00/, 'ff')])
    await post('{layerModels{key}}', {}, invalid);
  await post('{__typename}', {}, parentOf(5));
  await arrived(5, 'query __typename');
  const own = await eventually(() => {
    const spans = collector.spans.filter(({ name }) => name === 'query layerModels');
    return spans.length === 5 ? spans : undefined;
  }, 'five traces of their own');
  assert.equal(new Set(own.map(({ traceId }) => traceId)).size, 5);
  assert.deepEqual(collector.of(traceOf(3), 'query __typename'), []);
  assert.deepEqual(collector.of(traceOf(4), 'query layerModels'), []);
});

test('an internal error is logged with the trace, over HTTP and WebSocket', async () => {
  const { campaigns } = server.running.services.stores;
  const read = campaigns.list.bind(campaigns);
  campaigns.list = () => Promise.reject(new Error(PHONE));
  try {
    await post('{campaigns(first:1){edges{node{key}}}}', {}, parentOf(6));
    assert.equal(server.reportedTraces.at(-1), traceOf(6));
    const operation = await arrived(6, 'query campaigns');
    assert.equal(operation.isFailed, true);
    await admin.overWebSocket().send('{campaigns(first:1){edges{node{key}}}}');
    const overSocket = server.reportedTraces.at(-1)!;
    await eventually(() => collector.of(overSocket, 'query campaigns')[0]?.isFailed, 'the failed span of the socket');
  } finally {
    campaigns.list = read;
    server.reported.length = 0;
  }
  await post('mutation{retireSegment(key:"missing"){segment{key}}}', {}, parentOf(7));
  const refused = await arrived(7, 'mutation retireSegment');
  assert.deepEqual([refused.attributes['strata.error.code'], refused.isFailed], ['NOT_FOUND', false]);
});

test('probes are not traced, and no span contains what callers and customers sent', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics']) await fetch(new URL(path, server.url));
  await fetch(new URL(`/nowhere/${PHONE}?q=${PHONE}`, server.url), { headers: { traceparent: parentOf(8) } });
  const lost = await arrived(8, 'GET other');
  assert.equal(lost.attributes['http.response.status_code'], 404);
  assert.deepEqual(
    collector.spans.filter(({ name }) => /healthz|readyz|metrics/.test(name)),
    [],
  );
  for (const word of [PHONE, '会员', 'shop"', admin.token]) assert.ok(!collector.bodies.join().includes(word), word);
});

test('spans wait while the collector does not take them, and the last ones are sent at the end', async () => {
  const metric = async (name: RegExp): Promise<number> => {
    const text = await (await fetch(new URL('/metrics', server.url))).text();
    return Number(name.exec(text)![1]);
  };
  collector.status = 503;
  const before = collector.bodies.length;
  await post('{__typename}', {}, parentOf(9));
  await eventually(() => collector.bodies.length > before + 1, 'a second attempt');
  assert.ok((await metric(/strata_bounded_used\{of="waiting_spans_bytes"\} (\d+)/)) > 0);
  collector.status = 200;
  await arrived(9, 'query __typename');
  assert.equal(await metric(/strata_spans_dropped_total (\d+)/), 0);
  await post('{__typename}', {}, parentOf(10));
  await server.close();
  assert.equal(collector.of(traceOf(10), 'query __typename').length, 1);
  await server.open();
});
