/** Tests the queue of spans against random responses of the collector, the parser of parents, and the settings. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ConfigError, readConfig } from '../../src/config.js';
import { tracedDelivery } from '../../src/telemetry.js';
import { Recorder, type EndedSpan } from '../../src/tracing/recorder.js';
import { SpanQueue, type Taken } from '../../src/tracing/span-queue.js';
import { parseTraceparent } from '../../src/tracing/traceparent.js';

const span = (name: string): EndedSpan => ({
  traceId: 'a'.repeat(32),
  spanId: 'b'.repeat(16),
  parentSpanId: undefined,
  name,
  kind: 'INTERNAL',
  startMs: 1_773_000_000_000.25,
  endMs: 1_773_000_000_001.5,
  attributes: {},
  links: [],
  isFailed: false,
});
const namesIn = (body: string): string[] =>
  JSON.parse(body).resourceSpans[0].scopeSpans[0].spans.map((s: { name: string }) => s.name);

test('every span is exported once in its order, dropped by a refusal, or counted as dropped', async () => {
  const answers = fc.array(fc.constantFrom<Taken>('TAKEN', 'LATER', 'REFUSED'), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(40), { maxLength: 30 }), answers, async (sizes, given) => {
      const taken: string[] = [];
      const left = [...given];
      let refused = 0;
      const queue: SpanQueue = new SpanQueue({
        resource: {},
        delayMs: 1e6,
        maxBytes: 4000,
        post: (body) => {
          assert.ok(queue.bytes <= queue.maxBytes);
          const answer = left.shift() ?? 'TAKEN';
          if (answer === 'TAKEN') taken.push(...namesIn(body));
          if (answer === 'REFUSED') refused += namesIn(body).length;
          return Promise.resolve(answer);
        },
      });
      const names = sizes.map((size, n) => `${n}-${'x'.repeat(size)}`);
      for (const name of names) {
        queue.add(span(name));
        assert.ok(queue.bytes <= queue.maxBytes);
      }
      const full = queue.dropped;
      await queue.close();
      assert.equal(queue.bytes, 0);
      assert.equal(taken.length + queue.dropped, names.length);
      assert.ok(queue.dropped >= full + refused);
      assert.deepEqual(
        taken,
        names.filter((name) => taken.includes(name)),
      );
      queue.add(span('late'));
      assert.equal(queue.bytes, 0, 'a closed queue takes nothing');
    }),
  );
});

test('a large queue is sent in several requests, with times in nanoseconds', async () => {
  const bodies: string[] = [];
  const queue = new SpanQueue({
    resource: { 'service.name': 'strata' },
    delayMs: 1e6,
    post: (body) => Promise.resolve((bodies.push(body), 'TAKEN')),
  });
  const names = Array.from({ length: 12 }, (_, n) => `${n}-${'资'.repeat(100_000)}`);
  for (const name of names) queue.add(span(name));
  await queue.close();
  assert.ok(bodies.length > 1);
  assert.deepEqual(bodies.flatMap(namesIn), names);
  assert.match(bodies[0], /"startTimeUnixNano":"1773000000000250000","endTimeUnixNano":"1773000000001500000"/);
});

test('a parent is read exactly as the recommendation says', () => {
  const hex = (length: number): fc.Arbitrary<string> =>
    fc
      .array(fc.constantFrom(...'0123456789abcdef'.split('')), { minLength: length, maxLength: length })
      .map((d) => d.join(''));
  fc.assert(
    fc.property(hex(2), hex(32), hex(16), fc.nat(255), (version, traceId, spanId, flags) => {
      const header = `${version}-${traceId}-${spanId}-${flags.toString(16).padStart(2, '0')}`;
      const isValid = version !== 'ff' && BigInt(`0x${traceId}`) > 0n && BigInt(`0x${spanId}`) > 0n;
      const parent = { traceId, spanId, isSampled: flags % 2 === 1 };
      assert.deepEqual(parseTraceparent(header), isValid ? parent : undefined);
      assert.equal(parseTraceparent(header.toUpperCase()) !== undefined, isValid && header === header.toUpperCase());
      assert.equal(parseTraceparent(`${header}-x`) !== undefined, isValid && version !== '00');
    }),
  );
  for (const header of [undefined, 7, ['00'], '00-'.repeat(10_000)]) assert.equal(parseTraceparent(header), undefined);
});

test('a share of the traces is recorded, as a whole', () => {
  const ended: EndedSpan[] = [];
  const tracer = new Recorder({ sink: (each) => ended.push(each), ratio: 0.5, nowMs: () => 0 });
  for (let n = 0; n < 1000; n++) {
    const outer = tracer.start({ name: 'outer', kind: 'SERVER' });
    tracer.within(outer, () => tracer.start({ name: 'inner', kind: 'INTERNAL' }).end());
    outer.end();
    outer.end();
  }
  assert.ok(ended.length > 600 && ended.length < 1400, String(ended.length));
  for (let n = 0; n < ended.length; n += 2) assert.equal(ended[n].parentSpanId, ended[n + 1].spanId);
});

test('a delivery is a span with its outcome, and without its address', async () => {
  const ended: EndedSpan[] = [];
  const tracer = new Recorder({ sink: (each) => ended.push(each), ratio: 1, nowMs: () => 0 });
  const delivery = tracedDelivery(
    {
      allowed: new Set(),
      attempt: () => Promise.resolve({ kind: 'DELIVERED' }),
      send: () => Promise.reject(new Error('no')),
      nextAttempt: () => undefined,
    },
    tracer,
  );
  const endpoint = { url: 'https://receiver.example/13800138000', secrets: [], workspace: 'shop' };
  await delivery.attempt({ id: 'm', body: '{}' }, endpoint);
  await assert.rejects(delivery.send({ method: 'POST', url: endpoint.url, headers: {}, body: '' }, 'shop'));
  assert.deepEqual(
    ended.map(({ name, kind, attributes, isFailed }) => [name, kind, attributes['strata.outcome'], isFailed]),
    [
      ['deliver message', 'CLIENT', 'DELIVERED', false],
      ['send to provider', 'CLIENT', undefined, true],
    ],
  );
  assert.doesNotMatch(JSON.stringify(ended), /receiver|13800138000|shop/);
});

test('settings of the collector are checked', () => {
  const tracing = (env: NodeJS.ProcessEnv): unknown => readConfig(env).tracing;
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318' };
  assert.equal(tracing({}), undefined);
  assert.equal(tracing({ ...endpoint, OTEL_SDK_DISABLED: 'true' }), undefined);
  assert.deepEqual(tracing(endpoint), {
    url: 'http://collector:4318/v1/traces',
    headers: {},
    resource: { 'service.name': 'strata' },
    delayMs: 5000,
    ratio: 1,
  });
  assert.deepEqual(
    tracing({
      OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://c.example/spans',
      OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20a%3Db, x=',
      OTEL_SERVICE_NAME: 'crm',
      OTEL_RESOURCE_ATTRIBUTES: 'service.name=no,k=v',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.25',
    }),
    {
      url: 'https://c.example/spans',
      headers: { authorization: 'Bearer a=b', x: '' },
      resource: { 'service.name': 'crm', k: 'v' },
      delayMs: 5000,
      ratio: 0.25,
    },
  );
  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318', /OTEL_EXPORTER_OTLP_ENDPOINT is an http/],
    ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc', /cannot be grpc/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a', /must have the form name=value/],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%E0%A4%A', /must have the form name=value/],
    ['OTEL_BSP_SCHEDULE_DELAY', '0', /OTEL_BSP_SCHEDULE_DELAY/],
    ['OTEL_TRACES_SAMPLER', 'sometimes', /OTEL_TRACES_SAMPLER must be/],
  ];
  for (const [name, value, message] of wrong)
    assert.throws(
      () => readConfig({ ...endpoint, [name]: value }),
      (error) => error instanceof ConfigError && message.test(error.message),
      name,
    );
  const ratio = { ...endpoint, OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '2' };
  assert.throws(() => readConfig(ratio), /OTEL_TRACES_SAMPLER_ARG/);
});
