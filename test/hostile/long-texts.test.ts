/**
 * Tests that two kinds of messages do not delay other callers: strings whose Unicode normalization takes quadratic
 * time, and messages with too many values.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { composed } from '../../src/engine/values/composed.js';
import { toPublicError } from '../../src/graphql/errors.js';
import { ServiceError } from '../../src/services/base/errors.js';
import { holdsMore } from '../../src/services/tracking/nesting.js';
import { checked } from '../support/refusals.js';
import { TestServer, type Loose } from '../support/server.js';
import { http, stream, ws } from '../support/transports.js';

let server: TestServer;
let token: string;
before(async () => {
  server = await TestServer.start();
  await server.sandbox('shop', '2026-03-10T12:00:00.000Z');
  token = server.token('shop', ['admin']);
});
after(() => server.remove());

/** Alternating combining marks of two classes, so that normalization has to reorder all of them. */
const MARKS = '\u0301\u0323'.repeat(400_000);
const TEXT = `e${MARKS}`;

for (const [name, transport] of Object.entries({ http, stream, ws }))
  test(`a text of 800,000 combining marks is rejected or stored, over ${name}`, async () => {
    const lookUp = 'query($t:String!){profile(identity:{namespace:"member_id",value:$t}){id}}';
    assert.ok((await transport(server, token, lookUp, { t: TEXT })).errors);
    const ingest = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status}}}';
    const event = {
      messageId: `m ${name}`,
      type: 'seen',
      occurredAt: '2026-03-10T11:00:00Z',
      identities: [{ namespace: 'phone', value: TEXT }],
      properties: { [TEXT]: 1 },
    };
    const { data } = await transport(server, token, ingest, { e: [event] });
    assert.equal(data?.ingestEvents.results[0].status, 'REJECTED');
    const preview = 'query($t:String!){previewSegment(input:{expression:$t}){__typename}}';
    assert.ok((await transport(server, token, preview, { t: `tag "${TEXT.slice(0, 60_000)}" = "x"` })).errors);
    assert.deepEqual((await transport(server, token, '{__typename}')).data, { __typename: 'Query' });
  });

/** Phrases that also occur in the server's own error messages. The values that the tests send consist of them. */
const PHRASES = [' Did you mean ', 'of type "', 'of required type "', 'is not defined by type "'];

for (const [name, transport] of Object.entries({ http, stream, ws }))
  test(`an error that repeats a long value is returned without its middle, over ${name}`, async () => {
    for (const phrase of PHRASES) {
      const long = `${phrase.repeat(Math.floor(1_500_000 / phrase.length))}?`;
      for (const n of [long, { [long]: 1 }]) {
        const query = 'query($n:Int!){ownCalls(first:$n){edges{node{id}}}}';
        const { errors } = await transport(server, token, query, { n });
        assert.ok(errors![0].message.length < 5000);
        assert.equal(errors![0].extensions?.reason, 'ARGUMENT_INVALID');
      }
      const block = `{ownCalls(first:"""${phrase.repeat(4000)} """){edges{node{id}}}}`;
      assert.ok((await transport(server, token, block)).errors![0].message.length < 5000);
    }
    assert.deepEqual((await transport(server, token, '{__typename}')).data, { __typename: 'Query' });
  });

for (const [name, transport] of Object.entries({ http, stream, ws }))
  test(`a long name in each of 150 comparisons is rejected at its first place, over ${name}`, async () => {
    const query = (variable: string, condition: string): string =>
      `query(${variable}){previewSegment(input:{condition:{all:[${condition.repeat(150)}]},samples:0}){size}}`;
    const t = 'x'.repeat(1_500_000);
    const where = { line: { name: 'sku', item: { field: t }, is: { eq: 1 } } };
    const m = { aggregate: 'count', event: 'visit', is: { gte: 1 }, where };
    for (const [document, path] of [
      [query('$t:String!', '{inSegment:$t}'), 'inSegment'],
      [query('$m:MetricTestInput!', '{metric:$m}'), 'field'],
    ]) {
      const { errors } = await transport(server, token, document, path === 'field' ? { m } : { t });
      assert.equal(errors![0].extensions?.inputPath?.split('.').at(-1), path, errors![0].message);
      assert.ok(JSON.stringify(errors).length < 5000);
    }
  });

test('an error of a use case repeats no long text from the request', () => {
  const long = 'x'.repeat(1_500_000);
  const fault = { path: long, message: long, reason: 'TAG_UNKNOWN' } as const;
  const error = new ServiceError('TAG_UNKNOWN', long, long, [fault, fault]);
  const { message, extensions } = toPublicError(error, () => assert.fail('it is not an internal error'));
  const texts = [message, extensions.inputPath, ...extensions.faults!.flatMap((one) => [one.path, one.message])];
  assert.equal(texts.length, 6);
  for (const text of texts) assert.ok(text!.length < 3000);
});

for (const [name, transport] of Object.entries({ http, stream, ws }))
  test(`items with many errors are checked up to the first error, over ${name}`, async () => {
    const ingest = 'mutation($e:[EventInput!]!){ingestEvents(events:$e){results{status reason}}}';
    const event = Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`m${i}`, 0]));
    const { data } = await transport(server, token, ingest, { e: [event] });
    assert.deepEqual(data.ingestEvents.results, [{ status: 'REJECTED', reason: 'ARGUMENT_MISSING' }]);
    const { errors } = await transport(server, token, ingest, { e: Array.from({ length: 500_000 }, () => ({})) });
    assert.equal(errors!.length, 3);
  });

const deliver = async (batch: readonly object[]): Promise<Loose> => {
  const res = await fetch(server.url.replace('/graphql', '/v1/batch'), {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ batch }),
  });
  assert.equal(res.status, 200);
  return checked((await res.json()) as Loose);
};

test('a long text is rejected briefly at every place of a tracking message', async () => {
  const track = { type: 'track', event: 'Seen', anonymousId: 'a' };
  const order = { order_id: '1', products: [{ product_id: TEXT, quantity: 1, price: 1 }] };
  for (const message of [
    { ...track, event: TEXT },
    { ...track, event: `Order ${TEXT}` },
    { ...track, anonymousId: TEXT },
    { ...track, properties: { [TEXT]: 1 } },
    { ...track, properties: { text: TEXT } },
    { ...track, event: 'Coupon Entered', properties: { coupon: TEXT } },
    { ...track, event: 'Order Completed', properties: order },
    {
      type: 'identify',
      userId: 'u',
      traits: { [TEXT]: 1, ['_A'.repeat(400_000)]: 1, phone: TEXT, email: `${TEXT}@a` },
    },
  ]) {
    const { accepted, rejected } = await deliver([message]);
    assert.equal(accepted + rejected.length, 1);
  }
});

test('a message with too many values is rejected with its place, and the others are kept', async () => {
  const wide = Object.fromEntries(Array.from({ length: 30_000 }, (_, i) => [`p${i}`, 1]));
  const seen = { type: 'track', event: 'Seen', anonymousId: 'a' };
  const messages = [
    seen,
    { ...seen, properties: wide },
    { ...seen, ...wide },
    { ...seen, type: 'identify', traits: wide },
    { ...seen, properties: { list: Object.keys(wide) } },
    seen,
  ];
  const { accepted, rejected } = await deliver(messages);
  assert.equal(accepted, 2);
  assert.deepEqual(
    rejected.map(({ index, reason }: Loose) => [index, reason]),
    [1, 2, 3, 4].map((index) => [index, 'LIST_TOO_LONG']),
  );
});

test('texts are composed as Unicode defines, except runs of more than 30 marks', () => {
  const text = fc.string({ unit: fc.constantFrom('e', '\u0301', '\u0323', '\u00e9', '한', '\u1112', ' ', '\ufb01') });
  fc.assert(
    fc.property(text, fc.constantFrom('NFC', 'NFKC'), fc.nat(60), (given, form, marks) => {
      const long = given + '\u0301'.repeat(marks);
      const runs = long.match(/\p{M}+/gu) ?? [];
      const expected = runs.some((run) => run.length > 30) ? long : long.normalize(form);
      assert.equal(composed(long, form), expected);
      assert.equal(composed(expected, form), expected);
    }),
  );
});

/** Counts the values within a value, recursively. */
const valuesOf = (value: unknown): number =>
  value === null || typeof value !== 'object'
    ? 0
    : Object.values(value).reduce<number>((sum, each) => sum + 1 + valuesOf(each), 0);

test('values of a message are counted wherever they are', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.nat(40), (value, most) =>
      assert.equal(holdsMore(value, most, Infinity), valuesOf(value) > most),
    ),
  );
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
