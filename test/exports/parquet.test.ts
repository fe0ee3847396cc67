/** Compares rows that are written as Parquet with the rows that DuckDB reads, and the filters of DuckDB with plain ones. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import fc from 'fast-check';
import { fileRows } from '../../src/services/exports/file-rows.js';
import { ParquetRows, type ParquetCell, type ParquetColumn } from '../../src/services/exports/parquet-rows.js';
import { formatDecimal } from '../../src/engine/values/decimal.js';
import { amount, freshSeed } from '../support/amount.js';

const SEED = freshSeed();
const folder = mkdtempSync(join(tmpdir(), 'strata-parquet-'));
const file = join(folder, 'rows.parquet');

let connection: DuckDBConnection;
before(async () => {
  connection = await (await DuckDBInstance.create(':memory:')).connect();
});
after(() => {
  connection.closeSync();
  rmSync(folder, { recursive: true });
});

const read = async (sql: string): Promise<readonly (readonly unknown[])[]> =>
  (await connection.runAndReadAll(sql.replace('FILE', `read_parquet('${file}')`))).getRowsJson();

const COLUMNS: readonly ParquetColumn[] = [
  { name: 'text', type: 'TEXT' },
  { name: 'moment', type: 'INSTANT' },
  { name: 'day', type: 'DAY' },
  { name: 'amount', type: 'DECIMAL' },
  { name: 'total', type: 'SUM' },
  { name: 'count', type: 'INTEGER' },
  { name: 'number', type: 'NUMBER' },
  { name: 'truth', type: 'BOOLEAN' },
  { name: 'more', type: 'JSON' },
];

const texts = fc.oneof(
  fc.constantFrom('', '上海', '上海市', '😀', '\uff01', "it's", 'a'.repeat(40), `${'a'.repeat(40)}b`),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
const LIMIT = 10n ** 18n - 1n;
const cells = fc.tuple(
  texts,
  fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(9999, 0) }),
  fc.integer({ min: -20_000, max: 2_000_000 }),
  fc.bigInt({ min: -LIMIT, max: LIMIT }),
  fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.dictionary(texts, fc.oneof(texts, fc.integer(), fc.boolean(), fc.array(texts, { maxLength: 3 })), { maxKeys: 3 }),
);
const nullable = fc
  .tuple(cells, fc.array(fc.boolean(), { minLength: 9, maxLength: 9 }))
  .map(([values, absent]): readonly ParquetCell[] => values.map((value, i) => (absent[i] ? undefined : value)));

/** Returns a cell as DuckDB returns it in JSON. */
function expected(value: ParquetCell, { type }: ParquetColumn): unknown {
  if (value === undefined) return null;
  switch (type) {
    case 'INSTANT':
      return Number(value);
    case 'DECIMAL':
    case 'SUM':
      return formatDecimal(value as bigint);
    case 'JSON':
      return JSON.parse(JSON.stringify(value));
    case 'BOOLEAN':
    case 'DAY':
    case 'INTEGER':
    case 'NUMBER':
    case 'TEXT':
      return value;
  }
}

const SELECT = `SELECT text, epoch_ms(moment)::DOUBLE, (day - DATE '1970-01-01')::INTEGER, amount::VARCHAR, total::VARCHAR,
  count, number, truth, more::VARCHAR FROM FILE`;

test(`rows are read as they were written, in groups of any size (seed ${SEED})`, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(nullable, { maxLength: 30 }), fc.integer({ min: 1, max: 12 }), async (rows, size) => {
      const output = new ParquetRows(COLUMNS, size);
      const pieces: Uint8Array[] = [];
      for (const row of rows) {
        output.add(row);
        pieces.push(output.take());
      }
      writeFileSync(file, Buffer.concat([...pieces, output.end()]));
      assert.equal(output.rows, rows.length);
      const found = (await read(SELECT)).map((row) =>
        row.map((value, i) => {
          if (value === null) return null;
          if (i === 8) return JSON.parse(value as string);
          return i === 3 || i === 4 ? (value as string).replace(/\.?0+$/, '') : value;
        }),
      );
      assert.deepEqual(
        found,
        rows.map((row) => row.map((value, i) => expected(value, COLUMNS[i]))),
      );
      // A reader skips groups by their bounds, so wrong bounds would lose rows of a filter.
      const [wanted] = rows;
      if (wanted === undefined) return;
      const [text, at, , money, total] = wanted;
      const filters = [
        text === undefined ? undefined : `text = '${(text as string).replaceAll("'", "''")}'`,
        at === undefined ? undefined : `epoch_ms(moment) = ${at as number}`,
        money === undefined ? undefined : `amount = ${formatDecimal(money as bigint)}::DECIMAL(18,4)`,
        total === undefined ? undefined : `total = ${formatDecimal(total as bigint)}::DECIMAL(38,4)`,
      ];
      for (const [place, filter] of filters.entries()) {
        if (filter === undefined) continue;
        const column = [0, 1, 3, 4][place];
        const same = rows.filter((row) => row[column] === wanted[column]).length;
        assert.deepEqual(await read(`SELECT count(*)::INTEGER FROM FILE WHERE ${filter}`), [[same]], filter);
      }
    }),
    { seed: SEED, numRuns: amount(150, 1500) },
  );
});

test('a download as Parquet has the types of its columns', async () => {
  const output = fileRows(
    'parquet',
    [
      { name: 'from', kind: 'INSTANT' },
      { name: 'of', kind: 'TEXT' },
      { name: 'value', kind: 'NUMBER' },
      { name: 'gmv', kind: 'MONEY' },
      { name: 'complete', kind: 'TRUTH' },
      { name: 'profile' },
    ],
    true,
  );
  const rows = [
    [Date.UTC(2026, 2, 1), 'VALUE', 12_5000n, 7_2500n, true, '=1+1'],
    [undefined, undefined, 0.25, undefined, undefined, undefined],
  ];
  const pieces = [output.head(), output.rows(rows), output.end()] as Uint8Array[];
  writeFileSync(file, Buffer.concat(pieces));
  assert.deepEqual(await read('SELECT * FROM FILE'), [
    ['2026-03-01 00:00:00', 'VALUE', 12.5, '7.2500', true, '=1+1'],
    [null, null, 0.25, null, null, null],
  ]);
});
