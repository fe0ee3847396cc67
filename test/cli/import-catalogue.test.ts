/** Tests `strata import` of the entries of a catalogue, from every kind of file. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { strToU8, zipSync } from 'fflate/browser';
import { type Importing, withImporting } from '../support/importing.js';
import type { Caller, Loose, TestServer } from '../support/server.js';

let server: TestServer;
let files: Importing;

withImporting((startedServer, folder) => {
  [server, files] = [startedServer, folder];
});

const WHOLE = {
  source: 'erp',
  catalogue: 'products',
  entry: {
    key: '{货号}',
    values: {
      brand: '{brand}',
      category: '{a}/{b}',
      price: { value: { number: '{price}', signs: ['¥'] } },
      isNew: { value: '{new}', type: 'boolean' },
    },
  },
};
const ROWS = [
  { 货号: 'P1', brand: 'Acme', a: '母婴', b: '纸尿裤', price: '¥1,299.50', new: '是' },
  { 货号: 'P2', brand: '', a: '母婴', b: '奶粉', price: '88', new: '' },
] as const;
const EXPECTED = [
  { key: 'P1', values: { brand: 'Acme', category: '母婴/纸尿裤', price: '1299.5', isNew: true } },
  { key: 'P2', values: { category: '母婴/奶粉', price: '88' } },
];

async function shop(id: string): Promise<Caller> {
  const admin = await server.sandbox(id, '2026-03-31T00:00:00Z');
  const fields = [
    { name: 'brand', type: 'STRING' },
    { name: 'category', type: 'STRING' },
    { name: 'price', type: 'DECIMAL' },
    { name: 'isNew', type: 'BOOLEAN' },
  ];
  await admin.ask('mutation($i:DefineCatalogueInput!){defineCatalogue(input:$i){key}}', {
    i: { key: 'products', kind: 'PRODUCTS', fields },
  });
  return admin;
}

async function entriesOf(admin: Caller): Promise<Loose[]> {
  const { catalogue } = await admin.ask('{catalogue(key:"products"){entries(first:100){edges{node{key values}}}}}');
  return catalogue.entries.edges.map((edge: Loose) => edge.node);
}

const csv = (rows: readonly object[]): string =>
  [Object.keys(rows[0]), ...rows.map((row) => Object.values(row))]
    .map((cells) =>
      cells.map((cell) => (/[",]/.test(cell as string) ? `"${cell as string}"` : (cell as string))).join(','),
    )
    .join('\n');

/** Returns a workbook with inline texts. */
function workbook(): Buffer {
  const rows = [Object.keys(ROWS[0]), ...ROWS.map((row) => Object.values(row))].map(
    (cells, r) =>
      `<row r="${r + 1}">${cells.map((cell, i) => `<c r="${'ABCDEF'[i]}${r + 1}" t="inlineStr"><is><t>${cell}</t></is></c>`).join('')}</row>`,
  );
  const parts = {
    'xl/workbook.xml': '<workbook><sheets><sheet name="Goods" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows.join('')}</sheetData></worksheet>`,
  };
  return Buffer.from(zipSync(Object.fromEntries(Object.entries(parts).map(([name, text]) => [name, strToU8(text)]))));
}

test('CSV, NDJSON and XLSX rows become the same entries, and loading them again changes nothing', async () => {
  const contents = {
    'goods.csv': csv(ROWS),
    'goods.ndjson': ROWS.map((row) => JSON.stringify(row)).join('\n'),
    'goods.xlsx': workbook(),
  };
  for (const [name, content] of Object.entries(contents)) {
    const id = name.replace('goods.', '');
    const admin = await shop(id);
    files.write(name, content);
    const dry = await files.run(id, name, WHOLE, '--dry-run');
    assert.equal(dry.code, 0, dry.output);
    assert.deepEqual(await entriesOf(admin), [], 'a dry run writes nothing');
    const ran = await files.run(id, name, WHOLE);
    assert.equal(ran.code, 0, ran.output);
    assert.match(ran.output, /2 entries, 0 rows left out, 0 rejected/);
    assert.deepEqual(await entriesOf(admin), EXPECTED, name);
    const { version } = (await admin.ask('{catalogue(key:"products"){version}}')).catalogue;
    assert.equal((await files.run(id, name, WHOLE, '--restart')).code, 0);
    assert.equal((await admin.ask('{catalogue(key:"products"){version}}')).catalogue.version, version);
  }
});

test('invalid rows are in the rejects file with their reasons', async () => {
  const admin = await shop('rejects');
  const bad = [
    { ...ROWS[0], 货号: '' },
    { ...ROWS[0], new: 'perhaps' },
    { ...ROWS[0], price: '1.23456' },
    { ...ROWS[0], brand: 'x'.repeat(5000) },
  ];
  files.write('bad.csv', csv([ROWS[1], ...bad]));
  const ran = await files.run('rejects', 'bad.csv', WHOLE);
  assert.equal(ran.code, 3, ran.output);
  assert.deepEqual(
    files.rejects('bad.csv.rejects.rejects.ndjson').map(({ row, reason }) => [row, reason.replace(/:.*/, '')]),
    [
      [2, 'entry.key'],
      [3, 'entry.values.isNew'],
      [4, 'CATALOGUE_ENTRY_FIELD'],
      [5, 'TEXT_TOO_LONG'],
    ],
  );
  assert.deepEqual(await entriesOf(admin), [EXPECTED[1]]);
});

test('a mapping of entries is checked before the first row is sent', async () => {
  await shop('checked');
  files.write('goods2.csv', csv(ROWS));
  const problems: readonly (readonly [object, RegExp])[] = [
    [{ ...WHOLE, catalogue: 'product' }, /no catalogue product \("products" is meant\?\)/],
    [{ ...WHOLE, entry: { key: '{货号}', values: { brnad: '{brand}' } } }, /no field of catalogue products: brnad/],
    [{ ...WHOLE, entry: { key: '{sku}' } }, /column sku does not exist/],
    [{ source: 'erp', catalogue: 'products' }, /"entry" is missing/],
    [{ ...WHOLE, tags: [{ tag: 'city', value: '{a}' }] }, /not both/],
    [{ source: 'erp' }, /"event", "tags" or "points" is missing/],
    [{ source: 'erp', tags: [{ tag: 'city', value: '{a}' }] }, /"identities" is missing/],
  ];
  for (const [mapping, message] of problems) {
    const ran = await files.run('checked', 'goods2.csv', mapping);
    assert.notEqual(ran.code, 0);
    assert.match(ran.output, message);
  }
  assert.match((await files.run('checked', 'goods2.csv', WHOLE, '--replace')).output, /--replace takes back facts/);
});
