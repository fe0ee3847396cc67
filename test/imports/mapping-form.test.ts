/** Tests that the form of a mapping loses nothing, and imports rows as it shows them. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { guessedMapping } from '../../src/services/mapping/infer.js';
import { mapRows } from '../../src/services/mapping/map-rows.js';
import { columnsOf, readMapping } from '../../src/services/mapping/read-mapping.js';
import { RowError, type Mapping, type Row } from '../../src/services/mapping/shape.js';
import { formOf, mappingOf } from '../../web/dashboard/pages/imports/mapping-form.js';
import { rowProblemInChinese } from '../../web/dashboard/words/row-problem-words.js';

const shops = readdirSync('test/mapping/shops').filter((file) => file.endsWith('.json'));
const read = (file: string): Mapping => readMapping(readFileSync(file, 'utf8'));

/** Returns what a mapping makes of a row, or its fault. */
function landing(mapping: Mapping, row: Row): unknown {
  try {
    return mapRows(mapping, [row], 'Asia/Shanghai');
  } catch (error) {
    if (error instanceof RowError) return error.message;
    throw error;
  }
}

/** Mappings that use each column once, and join columns only in ids of events and orders. */
const WITH_FIELDS = [
  'taobao-members.json',
  'taobao-orders.json',
  'wecom-customers.json',
  'wecom-payments.json',
  'youzan-orders.json',
];

test('mappings of shops open as fields where the fields express them, and as text otherwise', () => {
  for (const file of shops) {
    const mapping = read(`test/mapping/shops/${file}`);
    const form = formOf(mapping, columnsOf(mapping));
    assert.equal(form !== undefined, WITH_FIELDS.includes(file), file);
    if (form) assert.deepEqual(mappingOf(form).event?.order, mapping.event?.order, file);
  }
});

test('every guess opens as fields, and lands rows in the same way', () => {
  const column = fc.constantFrom(
    ...['订单号', 'order_id', '会员编号', 'email', '手机', '实付金额', 'unit price', '数量', 'sku', '付款时间', 'note'],
  );
  const cell = fc.constantFrom('', '1', '12.50', '￥1,268.50', '2026/3/1 9:05', '2026-03-01', 'yes', 'A-1', '杭州');
  const sample = fc.uniqueArray(column, { minLength: 1, maxLength: 8 }).chain((columns) =>
    fc.record({
      columns: fc.constant(columns),
      rows: fc.array(
        fc
          .tuple(...columns.map(() => cell))
          .map((cells) => Object.fromEntries(columns.map((name, i) => [name, cells[i]]))),
        {
          minLength: 1,
          maxLength: 6,
        },
      ),
    }),
  );
  fc.assert(
    fc.property(sample, ({ columns, rows }) => {
      const mapping = guessedMapping({ columns, rows }, 'till');
      const form = formOf(mapping, columns);
      assert.ok(form, JSON.stringify(mapping));
      const again = readMapping(JSON.stringify(mappingOf(form)));
      for (const row of rows) assert.deepEqual(landing(again, row), landing(mapping, row));
    }),
    { numRuns: 500 },
  );
});

test('a mapping with a part that has no field stays text', () => {
  const columns = ['line', 'member', 'kind', 'city'];
  const mapping = {
    source: 'till',
    identities: [{ namespace: 'member_id', value: '{member}' }],
    event: {
      type: 'visit',
      messageId: 'v-{line}',
      occurredAt: { value: '2026-03-01', as: 'day' },
      properties: { city: '{city}' },
    },
  } as const satisfies Mapping;
  assert.ok(formOf(mapping, columns));
  const { event } = mapping;
  const withoutFields: readonly Mapping[] = [
    { ...mapping, identities: [{ namespace: 'member_id', value: 'shop-{member}' }] },
    { ...mapping, event: { ...event, type: { column: 'kind', map: { a: 'visit' } } } },
    { ...mapping, event: { ...event, properties: { city: '{city}', again: '{city}' } } },
    { ...mapping, event: { ...event, coupon: '{kind}' } },
    { ...mapping, event: { ...event, order: { orderId: '{line}', refundId: '{kind}' } } },
    { ...mapping, event: { ...event, properties: { town: '{town}' } } },
    { source: 'erp', identities: [], catalogue: 'products', entry: { key: '{line}' } },
  ];
  for (const each of withoutFields) assert.equal(formOf(each, columns), undefined, JSON.stringify(each));
});

test('fields that are edited change the mapping, and keep what has no field', () => {
  const mapping = read('test/mapping/shops/taobao-orders.json');
  const form = formOf(mapping, columnsOf(mapping))!;
  const edited = mappingOf({
    ...form,
    eventType: 'order_placed',
    columns: { ...form.columns, 收货省份: { use: { kind: 'tag', tag: 'province' } }, 收货城市: {} },
  });
  assert.equal(edited.event!.type, 'order_placed');
  assert.equal(edited.event!.properties, undefined);
  assert.deepEqual(edited.tags, [{ tag: 'province', value: '{收货省份}', observedAt: mapping.event!.occurredAt }]);
  assert.deepEqual([edited.only, edited.skip, edited.encoding], [mapping.only, mapping.skip, 'gbk']);
  readMapping(JSON.stringify(edited));
});

test('problems of rows are shown in Chinese, with the place and the reason', () => {
  const cases = [
    ['event.occurredAt: the time is not a valid local', 'event.occurredAt：时间不是有效的 local'],
    ['identities: no identity in this row', 'identities：此行没有身份'],
    ['event.order.lines[0].amount: empty', 'event.order.lines[0].amount：为空'],
    ['event.properties.城市: expected a number', 'event.properties.城市：应为数字'],
    ['column 金额 does not exist', '没有列 金额'],
    ['column membre does not exist ("member" is meant?)', '没有列 membre（是否为 member？）'],
    ['the row has 3 fields and the header 5', '此行有 3 个字段，而表头有 5 个'],
    ['something new', 'something new'],
  ] as const;
  for (const [problem, sentence] of cases) assert.equal(rowProblemInChinese(problem), sentence);
  assert.doesNotMatch(
    rowProblemInChinese('EVENT_IN_FUTURE: occurredAt is more than 5 minutes in the future'),
    /future/,
  );
});
