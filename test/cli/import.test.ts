/**
 * Tests `strata import` from the command line: repeated runs, invalid rows, and orders with several lines.
 * data-sets.full.test.ts imports real data sets.
 */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { strataCommand } from '../support/command.js';
import { TestServer } from '../support/server.js';

const work = mkdtempSync(join(tmpdir(), 'strata-import-'));
let server: TestServer;

before(async () => {
  server = await TestServer.start();
});
after(async () => {
  await server.remove();
  rmSync(work, { recursive: true });
});

const strata = (args: readonly string[]): ReturnType<typeof strataCommand> => strataCommand(server, work, args);

const MAPPING = {
  source: 'till',
  zone: 'Asia/Shanghai',
  skip: { customer: '' },
  identities: [{ namespace: 'customer_id', value: '{customer}' }],
  event: {
    type: { column: 'what', map: { buy: 'order_paid', look: 'product_viewed' } },
    messageId: 'till-{line}',
    occurredAt: { value: '{time}', as: 'local' },
    order: { orderId: 'till-{line}', amount: '{amount}' },
    properties: { pieces: { value: '{pieces}', type: 'number' } },
  },
  tags: [{ tag: 'country', value: '{country}', observedAt: { value: '{time}', as: 'local' } }],
};

test('rows become events and tags; invalid rows are reported with a reason; a second import changes nothing', async () => {
  const admin = await server.sandbox('shop', '2026-03-31T00:00:00Z');
  await admin.ask('mutation{defineTag(input:{key:"country",kind:SEMI_DYNAMIC,type:STRING}){key}}');
  const rows = [
    'line,customer,what,time,amount,pieces,country',
    '1,C1,buy,2026-03-01 10:00:00,12.50,2,中国',
    '2,C1,look,2026-03-02 10:00:00,0,1,',
    '3,,buy,2026-03-02 10:00:00,5,1,',
    '4,C2,buy,2026-02-30 10:00:00,5,1,',
    '5,C2,buy,2026-03-03 10:00:00,1e-7,1,',
    '6,C2,steal,2026-03-03 10:00:00,5,1,',
    '7,"C2",buy,2026-03-03 10:00:00,5,many,',
  ];
  writeFileSync(join(work, 'till.csv.gz'), gzipSync(rows.join('\n')));
  writeFileSync(join(work, 'till.json'), JSON.stringify(MAPPING));
  const first = await strata(['import', 'till.csv.gz', '--mapping', 'till.json', '--workspace', 'shop']);
  assert.equal(first.code, 3, first.output);
  assert.match(first.output, /2 events new, 0 known before, 1 tags, 1 rows left out, 4 rejected/);
  const rejects = readFileSync(join(work, 'till.csv.gz.shop.rejects.ndjson'), 'utf8')
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l) as { row: number; reason: string });
  assert.deepEqual(rejects.map((r) => r.row).sort(), [4, 5, 6, 7]);
  assert.match(rejects.find((r) => r.row === 4)!.reason, /not a valid local/);
  const second = await strata(['import', 'till.csv.gz', '--mapping', 'till.json', '--workspace', 'shop']);
  assert.match(second.output, /0 events new, 2 known before/);
  const p = await admin.ask(
    '{profile(identity:{namespace:"customer_id",value:"C1"}){tags{key value} events(first:5){edges{node{type occurredAt amount properties}}}}}',
  );
  assert.deepEqual(p.profile.tags, [{ key: 'country', value: '中国' }]);
  // 10:00 in Shanghai is 02:00 UTC.
  assert.deepEqual(
    p.profile.events.edges.map((e: any) => [e.node.type, e.node.occurredAt]),
    [
      ['product_viewed', '2026-03-02T02:00:00.000Z'],
      ['order_paid', '2026-03-01T02:00:00.000Z'],
    ],
  );
});

test('invalid arguments are reported with a remedy', async () => {
  assert.match((await strata(['import', 'nowhere.csv', '--mapping', 'till.json'])).output, /no file nowhere.csv/);
  writeFileSync(join(work, 'bad.json'), '{"source":"x"}');
  assert.match((await strata(['import', 'till.csv.gz', '--mapping', 'bad.json'])).output, /"identities" is missing/);
  writeFileSync(
    join(work, 'worse.json'),
    JSON.stringify({ ...MAPPING, event: { ...MAPPING.event, properties: { pieces: { column: 'pieces' } } } }),
  );
  assert.match(
    (await strata(['import', 'till.csv.gz', '--mapping', 'worse.json'])).output,
    /"event.properties.pieces" is not a text with \{column\} places, or \{"value", "type"\}/,
  );
  for (const text of ['{"source":"secret', 'null']) {
    writeFileSync(join(work, 'worst.json'), text);
    const { output } = await strata(['import', 'till.csv.gz', '--mapping', 'worst.json']);
    assert.match(output, /the mapping (is not JSON|is not an object)/);
    assert.ok(!/secret|\n +at /.test(output), output);
  }
  const packed = readFileSync(join(work, 'till.csv.gz'));
  for (const [name, bytes, said] of [
    ['cut.csv.gz', packed.subarray(0, packed.length - 20), /cut.csv.gz cannot be unpacked: it is damaged or cut off/],
    ['damaged.csv.gz', Buffer.concat([packed.subarray(0, 10), randomBytes(200)]), /cannot be unpacked/],
    ['quoted.csv', Buffer.from('line,"a\n1,secret\n'), /the header cannot be read: a quoted field is not closed/],
    ['packed.zip', Buffer.from('PK\x03\x04secret'), /packed.zip is a ZIP archive; unpack it/],
  ] as const) {
    writeFileSync(join(work, name), bytes);
    const { code, output } = await strata(['import', name, '--mapping', 'till.json', '--workspace', 'shop']);
    assert.notEqual(code, 0);
    assert.match(output, said);
    assert.ok(!/secret|\n +at /.test(output), output);
  }
  assert.match((await strata(['nonsense'])).output, /There is no command nonsense/);
  assert.match((await strata(['token'])).output, /--scopes/);
  assert.match((await strata(['import', '--help'])).output, /resumable|goes on where it was/i);
});

test('rows of one order become one event with a line each; products are exact, and rows with a skipped prefix are left out', async () => {
  const admin = await server.sandbox('invoices', '2026-03-31T00:00:00Z', { zone: 'UTC', currency: 'GBP' });
  writeFileSync(
    join(work, 'invoices.csv'),
    [
      'line,invoice,sku,pieces,price,time,customer',
      '1,A1,x,3,2.55,2026-03-01T10:00:00,C1',
      '2,A1,y,1,0.10,2026-03-01T10:00:00,C1',
      '3,CA1,x,-3,2.55,2026-03-01T11:00:00,C1',
      '4,A2,x,7,1.005,2026-03-02T10:00:00,C1',
      '5,A2,x,many,1,2026-03-02T10:00:00,C1',
      '6,A3,x,2,1.5,2026-03-03T10:00:00,C1',
    ].join('\n'),
  );
  writeFileSync(
    join(work, 'invoices.json'),
    JSON.stringify({
      source: 'till',
      skip: { invoice: ['C*', 'test'] },
      group: ['invoice'],
      identities: [{ namespace: 'customer_id', value: '{customer}' }],
      event: {
        type: 'order_paid',
        messageId: 'i-{line}',
        occurredAt: { value: '{time}', as: 'local' },
        order: {
          orderId: '{invoice}',
          lines: [
            { lineId: '{line}', sku: '{sku}', quantity: '{pieces}', amount: { product: ['{pieces}', '{price}'] } },
          ],
        },
      },
    }),
  );
  const done = await strata(['import', 'invoices.csv', '--mapping', 'invoices.json', '--workspace', 'invoices']);
  assert.match(done.output, /2 events new, 0 known before, 0 tags, 1 rows left out, 2 rejected/);
  const { profile } = await admin.ask(
    '{profile(identity:{namespace:"customer_id",value:"C1"}){events(first:5){edges{node{orderId amount lines{sku quantity amount}}}}}}',
  );
  assert.deepEqual(
    profile.events.edges.map((e: any) => e.node).sort((a: any, b: any) => (a.orderId < b.orderId ? -1 : 1)),
    [
      {
        orderId: 'A1',
        amount: '7.75',
        lines: [
          { sku: 'x', quantity: '3', amount: '7.65' },
          { sku: 'y', quantity: '1', amount: '0.1' },
        ],
      },
      { orderId: 'A3', amount: '3', lines: [{ sku: 'x', quantity: '2', amount: '3' }] },
    ],
  );
});

test('an interrupted import resumes only with the same file and mapping; otherwise it starts again', async () => {
  await server.sandbox('places', '2026-03-31T00:00:00Z');
  const rows = Array.from({ length: 2500 }, (_, line) => ({ line, customer: 'C1', time: '2026-03-01T10:00:00' }));
  const whole = JSON.stringify(rows);
  const run = (prefix: string): ReturnType<typeof strata> => {
    writeFileSync(
      join(work, 'places.mapping'),
      JSON.stringify({
        source: 'till',
        identities: [{ namespace: 'customer_id', value: '{customer}' }],
        event: {
          type: 'product_viewed',
          messageId: `${prefix}-{line}`,
          occurredAt: { value: '{time}', as: 'local' },
        },
      }),
    );
    return strata(['import', 'places.json', '--mapping', 'places.mapping', '--workspace', 'places']);
  };
  writeFileSync(join(work, 'places.json'), whole.slice(0, -1));
  const cut = await run('a');
  assert.equal(cut.code, 1, cut.output);
  assert.match(cut.output, /places.json is cut off: its JSON array does not end/);
  assert.match((await run('a')).output, /going on after row 2,\d+/);
  const corrected = await run('b');
  assert.doesNotMatch(corrected.output, /going on after row/);
  // The changed file has the same size but different contents.
  writeFileSync(join(work, 'places.json'), whole.slice(0, -1).replace('"line":2499', '"line":2599'));
  assert.doesNotMatch((await run('b')).output, /going on after row/);
  writeFileSync(join(work, 'places.json'), whole);
  const mended = await run('b');
  assert.equal(mended.code, 0, mended.output);
  assert.match(mended.output, /\b\d[\d,]* events new, \d[\d,]* known before/);
  const again = await run('b');
  assert.match(again.output, /0 events new, 2,500 known before/);
});
