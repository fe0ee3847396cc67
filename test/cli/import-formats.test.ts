/**
 * Tests `strata import`. One mapping reads the same rows from every format, and so does a mapping that `--infer`
 * writes.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { strToU8, zipSync } from 'fflate/browser';
import { eventsOf, type Importing, withImporting } from '../support/importing.js';
import type { TestServer } from '../support/server.js';

let server: TestServer;
let files: Importing;

withImporting((startedServer, folder) => {
  [server, files] = [startedServer, folder];
});

const CLOCK = '2026-03-31T00:00:00Z';
const MAPPING = {
  source: 'till',
  zone: 'Asia/Shanghai',
  identities: [{ namespace: 'customer_id', value: '{customer}' }],
  event: {
    type: 'order_paid',
    messageId: 'o-{line}',
    occurredAt: { value: '{time}', as: 'local' },
    order: { orderId: '{line}', amount: '{amount}' },
    properties: { name: '{name}', isNew: { value: '{new}', type: 'boolean' }, day: '{day}' },
  },
} as const;

const ROWS = [
  {
    line: '1',
    customer: '1234567890123456789',
    time: '2026-03-01T10:00:00',
    amount: '12.5',
    name: '中国, "x"',
    new: 'true',
    day: '2026-03-01',
  },
  {
    line: '2',
    customer: '1234567890123456790',
    time: '2026-03-02T23:30:00',
    amount: '0.1',
    name: 'y',
    new: 'false',
    day: '2026-03-02',
  },
] as const;

const quoted = (text: string): string => (/[",\t]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const delimited = (mark: string): string =>
  [Object.keys(ROWS[0]), ...ROWS.map((row) => Object.values(row))]
    .map((row) => row.map(quoted).join(mark))
    .join('\r\n');

/**
 * Returns a workbook as spreadsheet programs write it: shared and inline strings, and dates as numbers with a date
 * style.
 */
function workbook(): Buffer {
  const shared = [
    'line',
    'customer',
    'time',
    'amount',
    'name',
    'new',
    'day',
    ...ROWS.flatMap((r) => [r.customer, r.name]),
  ];
  const escaped = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
  const cell = (ref: string, type: string, value: string, style = 0): string =>
    `<c r="${ref}" t="${type}" s="${style}"><v>${value}</v></c>`;
  const header = shared.slice(0, 7).map((_, i) => cell(`${'ABCDEFG'[i]}1`, 's', String(i)));
  const serials = [46082 + 10 / 24, 46083 + 23.5 / 24];
  const rows = ROWS.map((r, i) => {
    const n = i + 2;
    return [
      cell(`A${n}`, 'n', r.line),
      cell(`B${n}`, 's', String(7 + 2 * i)),
      cell(`C${n}`, 'n', String(serials[i]), 1),
      cell(`D${n}`, 'n', i === 0 ? '12.5' : '0.10000000000000001'),
      i === 0 ? cell(`E${n}`, 's', '8') : `<c r="E${n}" t="inlineStr"><is><t>y</t></is></c>`,
      cell(`F${n}`, 'b', r.new === 'true' ? '1' : '0'),
      cell(`G${n}`, 'n', String(Math.floor(serials[i])), 2),
    ];
  });
  const sheet = [header, [], ...rows].map((cells) => `<row>${cells.join('')}</row>`).join('');
  const main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const relations = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  return Buffer.from(
    zipSync({
      'xl/worksheets/sheet7.xml': strToU8(
        `<?xml version="1.0"?><worksheet ${main}><sheetData>${sheet}</sheetData></worksheet>`,
      ),
      'xl/workbook.xml': strToU8(
        `<workbook ${main} xmlns:r="${relations}"><sheets><sheet name="Orders" sheetId="1" r:id="rId9"/></sheets></workbook>`,
      ),
      'xl/_rels/workbook.xml.rels': strToU8(
        '<Relationships><Relationship Id="rId9" Target="worksheets/sheet7.xml"/></Relationships>',
      ),
      'xl/styles.xml': strToU8(
        `<styleSheet ${main}><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd&quot; &quot;hh:mm"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
      ),
      'xl/sharedStrings.xml': strToU8(
        `<sst ${main}>${shared.map((text) => `<si><t>${escaped(text)}</t></si>`).join('')}</sst>`,
      ),
    }),
  );
}

async function parquet(name: string, options: string): Promise<void> {
  const connection = await (await DuckDBInstance.create()).connect();
  const values = ROWS.map(
    (r) =>
      `(${r.line}::INTEGER, ${r.customer}::BIGINT, TIMESTAMP '${r.time}', ${r.amount}::DECIMAL(18,4), '${r.name}', ${r.new}, DATE '${r.day}')`,
  );
  await connection.run(
    `COPY (SELECT * FROM (VALUES ${values.join(',')}) t(line,customer,time,amount,name,new,day)) TO '${join(files.folder, name)}' (FORMAT parquet, ${options})`,
  );
  connection.closeSync();
}

test('every format gives the same events', async () => {
  const admin = await server.sandbox('formats', CLOCK, { zone: 'Asia/Shanghai', currency: 'CNY' });
  files.write('a.csv', `\ufeff${delimited(',')}`);
  files.write('b.csv.gz', gzipSync(delimited(',')));
  files.write('c.tsv', delimited('\t'));
  files.write('d.ndjson', ROWS.map((row) => JSON.stringify(row)).join('\n'));
  files.write('e.json', JSON.stringify(ROWS, undefined, 1));
  files.write('f.xlsx', workbook());
  await parquet('g.parquet', 'COMPRESSION snappy');
  await parquet('h.parquet', 'COMPRESSION zstd');
  const seen: string[] = [];
  for (const name of ['a.csv', 'b.csv.gz', 'c.tsv', 'd.ndjson', 'e.json', 'f.xlsx', 'g.parquet', 'h.parquet']) {
    const done = await files.run('formats', name, MAPPING);
    assert.equal(done.code, 0, `${name}: ${done.output}`);
    seen.push(/(\d events new, \d known before)/.exec(done.output)![1]);
  }
  // An event with a known id and a different body would be a conflict, so the events are identical to the last
  // character.
  assert.deepEqual(seen, [
    '2 events new, 0 known before',
    ...Array.from({ length: 7 }, () => '0 events new, 2 known before'),
  ]);
  const [event] = await eventsOf(admin, '1234567890123456789', 'occurredAt amount properties');
  assert.deepEqual(event, {
    occurredAt: '2026-03-01T02:00:00.000Z',
    amount: '12.5',
    properties: { name: '中国, "x"', isNew: true, day: '2026-03-01' },
  });
});

test('damaged files and missing sheets are reported', async () => {
  await server.sandbox('damaged', CLOCK);
  files.write('cut.xlsx', workbook().subarray(0, 600));
  await parquet('whole.parquet', 'COMPRESSION snappy');
  files.write('cut.parquet', Buffer.from('PAR1 and no more of it, but long enough for a footer'));
  files.write('whole.xlsx', workbook());
  for (const [name, mapping, said] of [
    ['cut.xlsx', MAPPING, /cut.xlsx cannot be read as XLSX/],
    ['cut.parquet', MAPPING, /cut.parquet cannot be read as Parquet/],
    ['whole.xlsx', { ...MAPPING, sheet: 'Other' }, /has no sheet Other; it has Orders/],
  ] as const) {
    const { code, output } = await files.run('damaged', name, mapping);
    assert.equal(code, 1, output);
    assert.match(output, said);
    assert.doesNotMatch(output, /\n +at /);
  }
});

test('an inferred mapping loads the file that it was inferred from', async () => {
  const admin = await server.sandbox('inferred', CLOCK, { zone: 'UTC', currency: 'CNY' });
  const lines = [
    '订单号;会员号;日期;商品;数量;单价',
    '001;M1;01/03/2026;x;2;1,50',
    '001;M1;01/03/2026;y;1;2',
    '002;M2;28/03/2026;x;1;3',
  ];
  files.write('sales.csv', lines.join('\n'));
  const { output } = await files.strata('import', '--infer', 'sales.csv');
  const mapping = JSON.parse(output) as object;
  assert.deepEqual(mapping, {
    delimiter: ';',
    source: 'sales',
    group: ['订单号'],
    identities: [{ namespace: 'customer_id', value: '{会员号}' }],
    event: {
      type: 'order_paid',
      messageId: 'sales-{订单号}',
      occurredAt: { value: '{日期}', pattern: 'dd/MM/yyyy' },
      order: {
        orderId: '{订单号}',
        lines: [
          {
            sku: '{商品}',
            quantity: '{数量}',
            amount: { product: ['{数量}', { number: '{单价}', decimal: ',' }] },
          },
        ],
      },
    },
  });
  const done = await files.run('inferred', 'sales.csv', mapping);
  assert.equal(done.code, 0, done.output);
  assert.deepEqual((await eventsOf(admin, 'M1', 'amount orderId'))[0], { amount: '5', orderId: '001' });
});
