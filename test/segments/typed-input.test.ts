/** Tests that conditions as typed input and in text form are equal, and are rejected for the same reasons. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { TestServer, type Caller, type Loose } from '../support/server.js';

let server: TestServer;
let admin: Caller;

before(async () => {
  server = await TestServer.start();
  admin = await server.sandbox('shop', '2026-03-20T00:00:00Z');
  await admin.ask(
    'mutation{a:defineTag(input:{key:"city",kind:STATIC,type:STRING}){key} b:defineTag(input:{key:"birthday",kind:STATIC,type:DATE}){key} c:defineSegment(input:{key:"beijing",expression:"tag city = \\"Beijing\\""},wait:true){job{state}}}',
  );
});
after(() => server.remove());

test('every construct means the same as typed input and as text', async () => {
  const pairs: [string, object][] = [
    [
      'did(order_paid, this month)',
      { metric: { aggregate: 'count', event: 'order_paid', during: 'this month', is: { gte: 1 } } },
    ],
    [
      'did(order_paid, from "2026-03-01" to "2026-03-05")',
      { metric: { aggregate: 'count', event: 'order_paid', from: '2026-03-01', to: '2026-03-05', is: { gte: 1 } } },
    ],
    [
      'first(order_paid, last 90d) is (amount >= 100.0)',
      {
        first: { of: { event: 'order_paid', last: 'P90D' }, is: { property: { name: 'amount', is: { gte: '100' } } } },
      },
    ],
    [
      'last(order_paid where channel = "app") is (line.brand = "A")',
      {
        last: {
          of: { event: 'order_paid', where: { property: { name: 'channel', is: { eq: 'app' } } } },
          is: { line: { name: 'brand', is: { eq: 'A' } } },
        },
      },
    ],
    [
      'sequence(product_viewed then order_paid, within 7d, same sku, without searched, last 30d)',
      {
        sequence: {
          steps: [{ event: 'product_viewed', last: 'P30D' }, { event: 'order_paid' }],
          within: 'P7D',
          same: 'sku',
          without: { event: 'searched' },
        },
      },
    ],
    [
      'unfollowed(added_to_cart by order_paid, within 2d, same sku)',
      { notFollowed: { of: { event: 'added_to_cart' }, by: { event: 'order_paid' }, within: 'P2D', same: 'sku' } },
    ],
    [
      'held for 7d (tag city = "Beijing")',
      { heldFor: { duration: 'P7D', condition: { tag: { key: 'city', is: { eq: 'Beijing' } } } } },
    ],
    [
      'ratio(count(contact_clicked, last 90d), sum(gross order_paid.amount)) >= 0.25',
      {
        ratio: {
          of: { aggregate: 'count', event: 'contact_clicked', last: 'P90D' },
          by: { aggregate: 'sum', event: 'order_paid', field: 'amount', gross: true },
          is: { gte: '0.25' },
        },
      },
    ],
    [
      'medianGap(order_paid, last 365d) between 20d and 36h',
      {
        metric: { aggregate: 'medianGap', event: 'order_paid', last: 'P365D', is: { between: ['P20D', 'PT36H'] } },
      },
    ],
    [
      'topOf(order_paid.line.category where line.brand = "A", 3, last 365d) has "care"',
      {
        metric: {
          aggregate: 'topOf',
          event: 'order_paid',
          lineField: 'category',
          top: 3,
          where: { line: { name: 'brand', is: { eq: 'A' } } },
          last: 'P365D',
          is: { has: 'care' },
        },
      },
    ],
    [
      'did(order_paid, within 30d after first(order_paid where channel = "app"))',
      {
        metric: {
          aggregate: 'count',
          event: 'order_paid',
          within: {
            duration: 'P30D',
            afterFirst: { event: 'order_paid', where: { property: { name: 'channel', is: { eq: 'app' } } } },
          },
          is: { gte: 1 },
        },
      },
    ],
    [
      'sum(order_paid.amount, within 36h before last(gross order_paid), currency "USD") > 5.0',
      {
        metric: {
          aggregate: 'sum',
          event: 'order_paid',
          field: 'amount',
          within: { duration: 'PT36H', beforeLast: { event: 'order_paid', gross: true } },
          currency: 'USD',
          is: { gt: '5' },
        },
      },
    ],
    ['tag city under "China/Beijing"', { tag: { key: 'city', is: { under: 'China/Beijing' } } }],
    [
      'did(order_paid where line.category under "a/b")',
      {
        metric: {
          aggregate: 'count',
          event: 'order_paid',
          where: { line: { name: 'category', is: { under: 'a/b' } } },
          is: { gte: 1 },
        },
      },
    ],
    ['age(tag birthday) between 25 and 34', { tag: { key: 'birthday', age: true, is: { between: [25, 34] } } }],
    ['was within 7d (in segment beijing)', { wasWithin: { duration: 'P7D', condition: { inSegment: 'beijing' } } }],
  ];
  for (const [text, condition] of pairs) {
    const ask = async (i: object): Promise<any> =>
      (
        await admin.ask('query($i:PreviewSegmentInput!){previewSegment(input:$i){expression size}}', {
          i: { ...i, samples: 0 },
        })
      ).previewSegment;
    const [a, b] = [await ask({ expression: text }), await ask({ condition })];
    assert.equal(a.expression, text);
    assert.deepEqual(b, a);
  }
  const faults: [string, RegExp][] = [
    ['sequence(order_paid)', /at least 2 steps/],
    ['sequence(a then b, last 7d, within 0d)', /duration/],
    ['unfollowed(a by b)', /within/],
    ['held for 7d tag city = "x"', /"\("/],
    ['did(order_paid, next month)', /past/],
    ['did(order_paid, last 7d, this month)', /one window/],
    ['tag city anniversary today', /does not apply/],
    ['tag city today', /does not apply/],
    ['age(tag city) > 30', /counted from a date/],
    ['age(tag birthday) within last 3d', /does not apply to INTEGER/],
    ['age(tag birthday) > 30.5', /whole number/],
    ['age(city) > 30', /"tag"/],
    ['ratio(count(a), last(order_paid.currency)) > 1', /divides numbers, and this is STRING/],
    ['ratio(count(a), count(b)) contains "x"', /does not apply to DECIMAL/],
    ['ratio(count(a), count(b)) > "x"', /decimal/],
    ['ratio(count(a)) > 1', /","/],
    ['medianGap(order_paid) > 3', /expected a duration/],
    ['medianGap(order_paid) >= 500ms', /at least 1 second/],
    ['medianGap(order_paid) within last 3d', /does not apply/],
    ['did(order_paid, within 30d)', /expected "after" or "before"/],
    ['did(order_paid, within 30d after order_paid)', /expected "first" or "last"/],
    ['did(order_paid, within 30d after first(order_paid, last 7d))', /expected "\)"/],
    ['did(order_paid, last 7d, within 30d after first(order_paid))', /second window/],
    ['did(order_paid, within 500ms after first(order_paid))', /at least 1 second/],
    ['did(order_paid, within 9999d after first(order_paid))', /at most the longest retention/],
    ['did(order_paid, within 30d after first(order_paid where quantity > "x"))', /decimal/],
    ['first(order_paid, within 30d after first(visit)) is (amount > 1.0)', /expected a window/],
    ['topOf(order_paid.line.sku) has "a"', /how many values/],
    ['topOf(order_paid.line.sku, last 3d) has "a"', /how many values/],
    ['topOf(order_paid.line.sku, 21) has "a"', /1 to 20 values/],
    ['topOf(order_paid.line.sku, 1.5) has "a"', /1 to 20 values/],
    ['topOf(order_paid.amount, 3) has "a"', /topOf lists texts, and amount is DECIMAL/],
    ['topOf(order_paid.line.sku, 3) = "a"', /eq does not apply to STRING_LIST/],
    ['topOf(order_paid, 3) exists', /needs a field/],
    ['ratio(count(a), topOf(order_paid.line.sku, 3)) > 1', /divides numbers, and this is STRING_LIST/],
    ['tag city under 5', /expected a text/],
    ['tag city under "//"', /path with a name in it/],
    ['tag birthday under "2026"', /under does not apply to DATE/],
    ['did(order_paid where quantity under "a")', /under does not apply to DECIMAL/],
    ['count(order_paid) > 3d', /expected a value/],
    ['did(order_paid, from "2026-02-30")', /day such as/],
    ['did(order_paid, from "2026-03-05" to "2026-03-01")', /ends before/],
    ['first(order_paid) is ()', /property/],
    [`sequence(${Array(11).fill('a').join(' then ')})`, /at most 10/],
  ];
  for (const [text, message] of faults) {
    const r = await admin.send('query($e:String!){previewSegment(input:{expression:$e,samples:0}){size}}', { e: text });
    assert.match(r.errors?.[0].message ?? 'accepted', message, text);
  }
});

const PREVIEW = 'query($i:PreviewSegmentInput!){previewSegment(input:$i){size}}';
const counted = (more: object): object => ({ metric: { aggregate: 'count', event: 'visit', is: { gte: 1 }, ...more } });

test('a name beyond the maximum length is rejected at its place, before it is compared', async () => {
  const long = 'x'.repeat(261);
  const tested = { name: 'a', is: { eq: 1 } };
  const steps = [{ event: 'a' }, { event: 'b' }];
  const places: readonly (readonly [object, string])[] = [
    [{ inSegment: long }, 'inSegment'],
    [{ inList: long }, 'inList'],
    [{ inLayer: long }, 'inLayer'],
    [{ tag: { key: long, is: { eq: 1 } } }, 'tag.key'],
    [{ tag: { key: 'city', is: { inList: long } } }, 'tag.is.inList'],
    [counted({ event: long }), 'metric.event'],
    [counted({ field: long }), 'metric.field'],
    [counted({ lineField: long }), 'metric.lineField'],
    [counted({ currency: long }), 'metric.currency'],
    [counted({ where: { property: { ...tested, name: long } } }), 'metric.where.property.name'],
    [counted({ where: { line: { ...tested, name: long } } }), 'metric.where.line.name'],
    [counted({ within: { duration: 'P1D', afterLast: { event: long } } }), 'metric.within.afterLast.event'],
    [{ sequence: { steps, same: long } }, 'sequence.same'],
    [{ notFollowed: { of: steps[0], by: steps[1], within: 'P1D', same: long } }, 'notFollowed.same'],
  ];
  for (const [condition, path] of places) {
    const { errors } = await admin.send(PREVIEW, { i: { condition, samples: 0 } });
    const { reason, inputPath } = errors![0].extensions;
    assert.deepEqual([reason, inputPath], ['TEXT_TOO_LONG', `input.condition.${path}`]);
  }
  for (const [item, reason, path] of [
    [{ field: 'x'.repeat(65) }, 'CATALOGUE_FIELD_UNKNOWN', 'item.field'],
    [{ field: 'a b' }, 'CATALOGUE_FIELD_UNKNOWN', 'item.field'],
    [{ field: 'a', catalogue: 'x'.repeat(65) }, 'KEY_INVALID', 'item.catalogue'],
  ] as const) {
    const where = { property: { ...tested, item } };
    const { errors } = await admin.send(PREVIEW, { i: { condition: counted({ where }), samples: 0 } });
    const { reason: given, inputPath } = errors![0].extensions;
    assert.deepEqual([given, inputPath], [reason, `input.condition.metric.where.property.${path}`]);
  }
});

test('a list or text beyond the maximum length is not evaluated', async () => {
  const refused = async (condition: object): Promise<readonly unknown[]> => {
    const { errors } = await admin.send(PREVIEW, { i: { condition, samples: 0 } });
    const { reason, faults = [] }: Loose = errors![0].extensions;
    return [reason, faults];
  };
  const numbers = Array.from({ length: 50_001 }, () => 1);
  assert.deepEqual(await refused({ tag: { key: 'city', is: { in: numbers } } }), ['CONDITION_LIST_TOO_LONG', []]);
  const text = { tag: { key: 'birthday', is: { eq: 'x'.repeat(4001) } } };
  assert.deepEqual(await refused(text), ['CONDITION_TEXT_TOO_LONG', []]);
});

test('an error lists 50 faults and the number of others, and repeats no long name', async () => {
  const all = Array.from({ length: 150 }, () => ({ inSegment: 'none' }));
  const { errors } = await admin.send(PREVIEW, { i: { condition: { all }, samples: 0 } });
  const { faults, moreFaults }: Loose = errors![0].extensions;
  assert.deepEqual([faults.length, moreFaults], [50, 100]);
  const expression = Array.from({ length: 3 }, () => `tag ${'x'.repeat(2000)} = 1`).join(' and ');
  const answer = await admin.send(PREVIEW, { i: { expression, samples: 0 } });
  assert.match(answer.errors![0].message, /^tag x{260}… does not exist$/);
});

test('no unexpected error was reported', () => assert.deepEqual(server.reported, []));
