/** Tests `strata import`. No row is lost, changed or guessed, and each invalid row is rejected with a reason. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsOf, type Importing, withImporting } from '../support/importing.js';
import type { TestServer, Loose } from '../support/server.js';

let server: TestServer;
let files: Importing;

withImporting((startedServer, folder) => {
  [server, files] = [startedServer, folder];
});

const CLOCK = '2026-03-31T00:00:00Z';
const VIEWED = {
  source: 'till',
  zone: 'UTC',
  identities: [{ namespace: 'customer_id', value: '{customer}' }],
  event: {
    type: 'product_viewed',
    messageId: 'v-{line}',
    occurredAt: { value: '2026-03-01', as: 'day' },
  },
} as const;

test('every digit of a JSON number is kept, and nested keys become columns', async () => {
  const admin = await server.sandbox('digits', CLOCK);
  files.write(
    'ids.ndjson',
    [
      '{"line":1,"buyer":{"id":1234567890123456789},"price":12.50}',
      '{"line":2,"buyer":{"id":1234567890123456790},"price":1e3}',
      '{"line":3,"buyer":{"id":"C1"}}',
      '{"line":4,"buyer":{"id":"C1"},"line":5}',
      '{"line":6,',
    ].join('\n'),
  );
  const mapping = {
    ...VIEWED,
    identities: [{ namespace: 'customer_id', value: '{buyer.id}' }],
    event: { ...VIEWED.event, properties: { price: { value: '{price}', type: 'number' }, text: '{price}' } },
  };
  const done = await files.run('digits', 'ids.ndjson', mapping);
  assert.equal(done.code, 3, done.output);
  assert.match(done.output, /3 events new, .* 2 rejected/);
  const properties = async (id: string): Promise<unknown> => (await eventsOf(admin, id, 'properties'))[0]?.properties;
  assert.deepEqual(await properties('1234567890123456789'), { price: 12.5, text: '12.5' });
  assert.deepEqual(await properties('1234567890123456790'), { price: 1000, text: '1000' });
  assert.equal(await properties('C1'), null);
  const rejects = files.rejects('ids.ndjson.digits.rejects.ndjson');
  assert.deepEqual(
    rejects.map(({ row, reason, text }) => [row, reason, text]),
    [
      [4, 'the key line stands twice', '{"line":4,"buyer":{"id":"C1"},"line":5}'],
      [5, 'this line is not JSON', '{"line":6,'],
    ],
  );
});

test('invalid quantities, amounts, booleans and numbers are rejected instead of guessed', async () => {
  const admin = await server.sandbox('values', CLOCK, { currency: 'CNY' });
  const header = 'line,customer,sku,pieces,price,new,points';
  files.write(
    'orders.csv',
    [
      header,
      '1,C1,x,2,1.50,是,16',
      '2,C1,x,"1,000",1,no,1',
      '3,C1,x,many,1,no,1',
      '4,C1,x,,1,no,1',
      '5,C1,x,1,1,maybe,1',
      '6,C1,x,1,1,off,0x10',
      '7,C1,x,2.5,4,on,1e3',
      '8,C1,x,1,1,f,12345678901234567890',
      '9,C1,5" pipe,1,1,f,1',
      '10,C1,x,1,1',
      '11,C1,x,1,¥1,f,1',
    ].join('\n'),
  );
  const mapping = {
    ...VIEWED,
    event: {
      type: 'order_paid',
      messageId: 'o-{line}',
      occurredAt: { value: '2026-03-01', as: 'day' },
      order: { orderId: '{line}', lines: [{ sku: '{sku}', quantity: '{pieces}', amount: '{price}' }] },
      properties: { isNew: { value: '{new}', type: 'boolean' }, points: { value: '{points}', type: 'number' } },
    },
  };
  const done = await files.run('values', 'orders.csv', mapping);
  assert.equal(done.code, 3, done.output);
  const rejects = files.rejects('orders.csv.values.rejects.ndjson');
  assert.deepEqual(
    rejects.map(({ row, reason }) => `${row} ${reason}`),
    [
      '2 event.order.lines[0].quantity: not a plain decimal with at most 4 digits after the point',
      '3 event.order.lines[0].quantity: not a plain decimal with at most 4 digits after the point',
      '4 event.order.lines[0].quantity: empty',
      '5 event.properties.isNew: expected yes or no, such as true, false, 1, 0, 是 or 否',
      '6 event.properties.points: expected a number',
      '8 event.properties.points: the text has more digits than a number keeps; use the type string',
      '9 a quote stands inside an unquoted field',
      '10 the row has 5 fields and the header 7',
      '11 event.order.lines[0].amount: not a plain decimal with at most 4 digits after the point',
    ],
  );
  assert.deepEqual(rejects[0].raw, {
    line: '2',
    customer: 'C1',
    sku: 'x',
    pieces: '1,000',
    price: '1',
    new: 'no',
    points: '1',
  });
  assert.deepEqual(
    (await eventsOf(admin, 'C1', 'amount properties lines{quantity}')).map((e) => [
      e.amount,
      e.properties,
      e.lines[0].quantity,
    ]),
    [
      ['1.5', { isNew: true, points: 16 }, '2'],
      ['4', { isNew: true, points: 1000 }, '2.5'],
    ],
  );
  // Rows corrected in the rejects file are imported under their original row numbers.
  files.write(
    'mended.rejects.ndjson',
    rejects
      .filter(({ raw }) => raw)
      .map((reject) =>
        JSON.stringify({ ...reject, raw: { ...reject.raw, pieces: '1', price: '1', new: 'f', points: '1' } }),
      )
      .join('\n'),
  );
  const mended = await files.run('values', 'mended.rejects.ndjson', mapping);
  assert.match(mended.output, /7 events new, 0 known before, .* 0 rejected/);
  assert.equal(mended.code, 0);
  assert.match((await files.run('values', 'mended.rejects.ndjson', mapping)).output, /0 events new, 7 known before/);
});

test('local number formats, time patterns and row filters are supported', async () => {
  const admin = await server.sandbox('written', CLOCK, { zone: 'Asia/Shanghai', currency: 'CNY' });
  files.write(
    'written.csv',
    [
      'line;customer;paid;day;kind',
      '1;C1 ; ¥1.234,50 ;01/03/2026;sale',
      '2;C1;12,50 元;02/03/2026;sale',
      '3;C1;9,99;03/03/2026;sale',
      '4;C1;20;03/03/2026;test-1',
      '5;C1;20;31/02/2026;sale',
    ].join('\n'),
  );
  const { zone: _zone, ...rest } = VIEWED;
  const done = await files.run('written', 'written.csv', {
    ...rest,
    delimiter: ';',
    trim: true,
    skip: { kind: { startsWith: 'test' } },
    only: { line: { atLeast: 1, below: '100' }, kind: ['sale', 'test*'] },
    event: {
      type: 'order_paid',
      messageId: 'o-{line}',
      occurredAt: { value: '{day}', pattern: 'dd/MM/yyyy' },
      order: { orderId: '{line}', amount: { number: '{paid}', decimal: ',', signs: ['¥', '元'] } },
    },
  });
  assert.match(done.output, /3 events new, .* 1 rows left out, 1 rejected/);
  assert.match(done.output, /times without a zone are read in Asia\/Shanghai, the zone of the workspace/);
  assert.deepEqual(
    (await eventsOf(admin, 'C1', 'occurredAt amount')).map((e) => [e.occurredAt, e.amount]),
    [
      ['2026-02-28T16:00:00.000Z', '1234.5'],
      ['2026-03-01T16:00:00.000Z', '12.5'],
      ['2026-03-02T16:00:00.000Z', '9.99'],
    ],
  );
  assert.match(files.rejects('written.csv.written.rejects.ndjson')[0].reason, /does not fit dd\/MM\/yyyy/);
});

test('a missing key is optional, and a further identity that is rejected does not reject the row', async () => {
  const admin = await server.sandbox('absent', CLOCK);
  files.write(
    'people.ndjson',
    [
      { line: 1, customer: 'C1', email: 'one@example.org', coupon: 'SPRING' },
      { line: 2, customer: 'C2', email: 'nobody' },
      { line: 3, email: 'three@example.org' },
      { line: 4 },
    ]
      .map((row) => JSON.stringify(row))
      .join('\n'),
  );
  const mapping = {
    ...VIEWED,
    optional: ['shop'],
    identities: [
      { namespace: 'customer_id', value: '{customer}' },
      { namespace: 'email', value: '{email}' },
    ],
    event: { ...VIEWED.event, properties: { campaign: '{coupon}', shop: '{shop}' } },
  };
  const done = await files.run('absent', 'people.ndjson', mapping);
  assert.equal(done.code, 3, done.output);
  assert.match(done.output, /3 events new, .* 1 rejected/);
  assert.match(done.output, /1 rows are loaded without an identity that is refused/);
  const rejects = files.rejects('people.ndjson.absent.rejects.ndjson');
  assert.deepEqual(
    rejects.map(({ row, kept }) => [row, kept]),
    [
      [2, true],
      [4, undefined],
    ],
  );
  assert.match(rejects[0].reason, /IDENTITY_INVALID: not a valid email \(identities\[1\]\.value\)/);
  assert.equal((await eventsOf(admin, 'C2', 'type')).length, 1);
  assert.equal((await eventsOf(admin, 'three@example.org', 'type', 'email')).length, 1);
  assert.match((await files.run('absent', 'people.ndjson', mapping)).output, /0 events new, 3 known before/);
});

test('lists and recorded points are imported', async () => {
  const admin = await server.sandbox('tags', CLOCK);
  for (const input of [
    '{key:"likes",kind:SEMI_DYNAMIC,type:STRING_LIST}',
    '{key:"hates",kind:SEMI_DYNAMIC,type:STRING_LIST}',
    '{key:"weight",kind:DYNAMIC,type:DECIMAL}',
  ])
    await admin.ask(`mutation{defineTag(input:${input}){key}}`);
  files.write(
    'tags.tsv',
    [
      'customer\tlikes\thates\tweight\tat',
      'C1\ta; b;\t["x, y"]\t70.5\t2026-03-01 10:00',
      'C1\t\tnone\t71\t2026-03-02 10:00',
    ].join('\n'),
  );
  const at = { value: '{at}', as: 'local' };
  const done = await files.run('tags', 'tags.tsv', {
    source: 'till',
    zone: 'UTC',
    identities: VIEWED.identities,
    tags: [
      { tag: 'likes', value: '{likes}', type: 'list', separator: ';', observedAt: at },
      { tag: 'hates', value: '{hates}', type: 'list', observedAt: at },
    ],
    points: [{ tag: 'weight', value: '{weight}', at }],
  });
  assert.match(done.output, /0 events new, .* 2 tags, 1 points, 0 rows left out, 1 rejected/, done.output);
  const { profile } = await admin.ask('{profile(identity:{namespace:"customer_id",value:"C1"}){tags{key value}}}');
  assert.deepEqual(Object.fromEntries(profile.tags.map((t: Loose) => [t.key, t.value])), {
    likes: ['a', 'b'],
    hates: ['x, y'],
    weight: '70.5',
  });
});

test('lines of one order become one order wherever they are in the file', async () => {
  const admin = await server.sandbox('scattered', CLOCK, { currency: 'CNY' });
  const lines = Array.from({ length: 1400 }, (_, n) => `${n},A${n % 700},C${n % 700},1`);
  files.write('lines.csv', ['line,invoice,customer,price', ...lines].join('\n'));
  const mapping = {
    ...VIEWED,
    group: ['invoice'],
    event: {
      type: 'order_paid',
      messageId: 'i-{invoice}',
      occurredAt: { value: '2026-03-01', as: 'day' },
      order: { orderId: '{invoice}', lines: [{ lineId: '{line}', amount: '{price}' }] },
    },
  };
  const done = await files.run('scattered', 'lines.csv', mapping);
  assert.equal(done.code, 0, done.output);
  assert.match(done.output, /700 events new, 0 known before, .* 0 rejected/);
  assert.deepEqual(
    (await eventsOf(admin, 'C3', 'amount lines{lineId}')).map((e) => [e.amount, e.lines.map((l: Loose) => l.lineId)]),
    [['2', ['3', '703']]],
  );
});

test('text in another encoding is decoded, or rejected before the first row', async () => {
  const admin = await server.sandbox('encodings', CLOCK);
  // The GBK bytes of 张三 and 李四.
  const gbk = Buffer.concat([
    Buffer.from('line,customer\n1,'),
    Buffer.from([0xd5, 0xc5, 0xc8, 0xfd]),
    Buffer.from('\n2,'),
    Buffer.from([0xc0, 0xee, 0xcb, 0xc4]),
    Buffer.from('\n'),
  ]);
  files.write('names.csv', gbk);
  const refused = await files.run('encodings', 'names.csv', VIEWED);
  assert.equal(refused.code, 1, refused.output);
  assert.match(refused.output, /names.csv is not utf-8 text: the first fault is near line 2\. Name its encoding/);
  assert.equal((await admin.ask('{profiles(first:1){totalCount}}')).profiles.totalCount, 0);
  const read = await files.run('encodings', 'names.csv', { ...VIEWED, encoding: 'gbk' });
  assert.equal(read.code, 0, read.output);
  for (const name of ['张三', '李四']) assert.equal((await eventsOf(admin, name, 'type')).length, 1);
  files.write('wide.csv', Buffer.from('\ufeffline,customer\n3,王五\n', 'utf16le'));
  const wide = await files.run('encodings', 'wide.csv', VIEWED);
  assert.equal(wide.code, 0, wide.output);
  assert.equal((await eventsOf(admin, '王五', 'type')).length, 1);
  files.write('lost.csv', 'line,customer\n4,\ufffd\ufffd\n5,C5\n');
  assert.match((await files.run('encodings', 'lost.csv', VIEWED)).output, /1 events new, .* 1 rejected/);
});
