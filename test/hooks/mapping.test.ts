/**
 * Tests mappings of incoming webhooks: the facts that two shop systems' bodies produce, and invalid mappings and
 * bodies.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  factsOfBody,
  readHookMapping,
  type HookFacts,
  type HookMapping,
} from '../../src/services/mapping/hook-mapping.js';
import {
  cellsOfElement,
  cellsOfJson,
  atOnce,
  cellsOfObject,
  elementsOfJson,
} from '../../src/services/mapping/json-cells.js';
import { ColumnNames, MappingWork } from '../../src/services/mapping/mapping-work.js';
import { MappingError, RowError } from '../../src/services/mapping/shape.js';
import type { Services } from '../../src/services/base/services.js';
import { hookFacts } from '../../src/services/hooks/received-body.js';
import { mappingText, MEADOW_ORDER_TEXT, MEADOW_REFUNDS, YUNPU_TRADES } from './payloads.js';

const facts = (mapping: HookMapping, body: unknown, topic = ''): HookFacts[] =>
  [
    ...factsOfBody(mapping, typeof body === 'string' ? body : JSON.stringify(body), { 'x-meadow-topic': topic }, 'UTC'),
  ].filter((each) => each !== undefined);
const mapped = (list: readonly HookFacts[]): unknown[] =>
  list.map((each) =>
    'fault' in each ? each.fault : (each.mapped.event ?? each.mapped.tags[0] ?? each.mapped.points[0]),
  );

test('one body yields an order with lines, its customer and a tag', () => {
  const mapping = readHookMapping(mappingText('meadow'));
  assert.deepEqual(mapped(facts(mapping, MEADOW_ORDER_TEXT, 'orders/paid')), [
    {
      source: 'meadow',
      type: 'order_paid',
      messageId: 'paid-9007199254740993',
      occurredAt: '2026-03-10T11:00:00.000Z',
      identities: [
        { namespace: 'member_id', value: 'M1' },
        { namespace: 'email', value: 'ann@shop.example' },
      ],
      properties: { channel: 'web' },
      order: {
        orderId: '9007199254740993',
        amount: '128.50',
        currency: 'CNY',
        lines: [
          { lineId: 'a', sku: 'SK-1', brand: 'Shiseido', quantity: '2', amount: '98.5' },
          { lineId: 'b', sku: 'SK-2', quantity: '1', amount: '30' },
        ],
      },
      coupon: 'SPRING',
    },
    {
      identities: [{ namespace: 'member_id', value: 'M1' }],
      tag: 'city',
      value: 'Oslo',
      sequence: 0,
      observedAt: '2026-03-10T11:00:05.000Z',
    },
  ]);
});

test('each refund in a list becomes a separate fact, and an unknown topic yields none', () => {
  const mapping = readHookMapping(mappingText('meadow'));
  const refunds = mapped(facts(mapping, MEADOW_REFUNDS, 'refunds/created')) as { messageId: string; order: object }[];
  assert.deepEqual(
    refunds.map(({ messageId, order }) => [messageId, order]),
    [
      [
        'refund-R1',
        { orderId: '9007199254740993', refundId: 'R1', lines: [{ lineId: 'a', quantity: '1', amount: '49.25' }] },
      ],
      [
        'refund-R2',
        { orderId: '9007199254740993', refundId: 'R2', lines: [{ lineId: 'b', quantity: '1', amount: '30' }] },
      ],
    ],
  );
  assert.deepEqual(facts(mapping, MEADOW_REFUNDS, 'carts/updated'), []);
});

test('trades with amounts in cents, local times and lines are mapped, and an error rejects only its trade', () => {
  const mapping = readHookMapping(mappingText('yunpu'));
  const [paid, closed, lost] = facts(mapping, YUNPU_TRADES);
  assert.ok('mapped' in paid && 'mapped' in closed && 'fault' in lost);
  assert.deepEqual(paid.mapped.event, {
    source: 'yunpu',
    type: 'order_paid',
    messageId: 'T1-PAID',
    occurredAt: '2026-03-10T11:00:00.000Z',
    identities: [{ namespace: 'phone', value: '13912345678' }],
    properties: { store: 'SH-01' },
    order: {
      orderId: 'T1',
      amount: '128.5',
      lines: [
        { sku: 'SK-1', name: '面霜', brand: 'Shiseido', quantity: '1', amount: '98.5' },
        { sku: 'SK-2', name: '试用装', quantity: '3', amount: '30' },
      ],
    },
  });
  assert.deepEqual(closed.mapped.event!.order, { orderId: 'T2', amount: '1' });
  assert.equal(lost.fault, 'event.type: column data.trades.status holds a value the mapping does not know');
});

test('a list of bodies is read element by element, and anything but objects is rejected', () => {
  const mapping = readHookMapping(mappingText('meadow'));
  assert.equal(facts(mapping, `[${MEADOW_ORDER_TEXT},${MEADOW_ORDER_TEXT}]`, 'orders/paid').length, 4);
  for (const body of ['1', '"x"', 'null', '[1]', '{"a":1,"a":2}'])
    assert.throws(() => facts(mapping, body, 'orders/paid'), RowError, body);
  assert.throws(() => facts(mapping, `[${'{},'.repeat(1000)}{}]`, 'orders/paid'), RowError);
  const { items: _items, ...order } = (JSON.parse(MEADOW_ORDER_TEXT) as { order: Record<string, unknown> }).order;
  const [wrong] = facts(mapping, { order: { ...order, items: 'none' } }, 'orders/paid');
  assert.equal('fault' in wrong && wrong.fault, 'order.items: not a list');
});

test('all errors of a mapping are reported at once', () => {
  const faults = (text: string): readonly string[] => {
    try {
      readHookMapping(text);
    } catch (error) {
      assert.ok(error instanceof MappingError);
      return error.problems;
    }
    return [];
  };
  assert.match(faults('{').join(), /^the mapping is not JSON/);
  assert.deepEqual(
    faults(
      '{"source":"x","rules":[{"identities":[{"namespace":"a","value":"{b}"}],"evnt":{}}],"signature":{"header":"h","algorithm":"md5","encoding":"hex"}}',
    ),
    ['"rules[0].evnt" is unknown ("event" is meant?)', '"signature.algorithm" is not one of sha1, sha256, sha512'],
  );
  const rule = '{"identities":[{"namespace":"a","value":"{b}"}],"tags":[{"tag":"t","value":"{c}"}]';
  assert.deepEqual(faults(`{"source":"strata","rules":[${rule},"eachLine":"x"}]}`), [
    'rules[0]: "source" is letters, digits and _ . : @ -, at most 64, not strata, and does not begin with user:',
    'rules[0]: "eachLine" needs "event.order.lines"',
  ]);
});

test('the lists of a mapping are limited', () => {
  const problems = (rule: object, times = 1): readonly string[] => {
    const identities = [{ namespace: 'a', value: '{b}' }];
    try {
      readHookMapping(JSON.stringify({ source: 'x', rules: Array(times).fill({ identities, ...rule }) }));
    } catch (error) {
      assert.ok(error instanceof MappingError);
      return error.problems;
    }
    return [];
  };
  const event = { type: 'visit', messageId: '{id}', occurredAt: { value: '{at}', as: 'instant' } };
  const lines = (count: number): object => ({ event: { ...event, order: { lines: Array(count).fill({ sku: 'x' }) } } });
  const properties = (count: number): object => ({
    event: { ...event, properties: Object.fromEntries(Array.from({ length: count }, (_, i) => [`p${i}`, 'x'])) },
  });
  const identities = (count: number): object => ({
    event,
    identities: Array(count).fill({ namespace: 'a', value: 'b' }),
  });
  const patterns = (count: number): object => ({
    event: { ...event, occurredAt: { value: '{at}', pattern: Array(count).fill('yyyy-MM-dd') } },
  });
  const signs = (count: number): object => ({
    event: { ...event, order: { amount: { number: '{n}', signs: Array(count).fill('$') } } },
  });
  for (const rule of [lines(50), properties(100), identities(20), patterns(20), signs(20)])
    assert.deepEqual(problems(rule), []);
  assert.deepEqual(problems({ event }, 100), []);
  assert.deepEqual(problems(lines(51)), ['"rules[0].event.order.lines" has 51 entries, not 1 to 50']);
  assert.deepEqual(problems(properties(101)), ['"rules[0].event.properties" has 101 entries, not at most 100']);
  assert.deepEqual(problems(identities(21)), ['"rules[0].identities" has 21 entries, not 1 to 20']);
  assert.equal(problems(patterns(21)).length, 1);
  assert.equal(problems(signs(21)).length, 1);
  assert.deepEqual(problems({ event }, 101), ['"rules" has 101 entries, not 1 to 100']);
});

test('a body is processed element by element, with pauses', async () => {
  const mapping = readHookMapping(mappingText('meadow'));
  const body = JSON.stringify(Array.from({ length: 50 }, () => JSON.parse(MEADOW_ORDER_TEXT) as object));
  let now = 0;
  let pauses = 0;
  const services = {
    // Each reading of the clock advances it by 100 ms, which is longer than a slice of work.
    stores: { now: () => (now += 100) },
    pause: () => {
      pauses++;
      return Promise.resolve();
    },
  } as unknown as Services;
  const read = await hookFacts(services, mapping, body, { 'x-meadow-topic': 'orders/paid' }, 'UTC');
  assert.equal(read.length, 100);
  assert.ok(pauses >= 50, `${pauses} pauses`);
});

test('an object with many members and a list with many elements are read in steps', () => {
  const wide = JSON.stringify(Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`k${i}`, i])));
  const names = [...cellsOfObject(wide, new ColumnNames(['k1'], new MappingWork()))];
  assert.ok(names.length > 30, `${names.length} steps`);
  assert.ok([...elementsOfJson(`[${'0,'.repeat(9999)}0]`)].length > 30);
});

test('reading only the required cells gives the same cells as reading the whole object', () => {
  const object = fc.dictionary(fc.stringMatching(/^[ab.]{1,3}$/), fc.jsonValue({ maxDepth: 4 }));
  const names = fc.array(fc.stringMatching(/^[ab.]{1,7}$/), { maxLength: 6 });
  fc.assert(
    fc.property(object, names, (value, columns) => {
      const text = JSON.stringify(value);
      const all = cellsOfJson(text);
      assert.ok(typeof all === 'object');
      const wanted = Object.entries(all).filter(([name]) => columns.includes(name));
      assert.deepEqual(
        atOnce(cellsOfObject(text, new ColumnNames(columns, new MappingWork()))),
        Object.fromEntries(wanted),
      );
    }),
    { numRuns: 2000 },
  );
  assert.equal(atOnce(cellsOfObject('[1]', new ColumnNames([], new MappingWork()))), undefined);
});

test('elements and cells of a JSON list equal those of the parsed list', () => {
  fc.assert(
    fc.property(fc.array(fc.jsonValue({ maxDepth: 3 })), fc.constantFrom('', ' ', '\n\t'), (list, space) => {
      const text = `[${list.map((each) => `${space}${JSON.stringify(each)}${space}`).join(',')}]`;
      assert.deepEqual(
        atOnce(elementsOfJson(text))!.map((each) => JSON.parse(each) as unknown),
        JSON.parse(text),
      );
    }),
  );
  assert.equal(atOnce(elementsOfJson('{"a":[1]}')), undefined);
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), fc.oneof(fc.string(), fc.integer())), (object) => {
      const text = JSON.stringify(object);
      const whole = cellsOfJson(text) as Record<string, string>;
      const inside = cellsOfElement(text, 'lines');
      for (const [name, cell] of Object.entries(whole)) assert.equal(inside[`lines.${name}`], cell);
      assert.equal(Object.keys(inside).length, Object.keys(whole).length + 1);
    }),
  );
});
