/** Tests the rows of downloads: CSV and NDJSON readers get the original values, and no cell is read as a formula. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { headOf, lineOf, type Cell } from '../../src/services/exports/rows.js';
import { amount, freshSeed } from '../support/amount.js';

const SEED = freshSeed();
const texts = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠', '|', '%'), fc.string())
    .map((x) => x.join('')),
  fc.constantFrom('=1+1', '-5', '-2.50', '+86138', 'a,b', 'a"b', ' a ', '\r\n', '"', "'=x"),
);
const cells: fc.Arbitrary<Cell> = fc.oneof(
  texts,
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.boolean(),
  fc.bigInt(),
  fc.constant(undefined),
);

test(`CSV readers get every cell unchanged, and no cell is a formula (seed ${SEED})`, () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(cells, cells, cells), { maxLength: 5 }), fc.boolean(), (rows, withMark) => {
      const columns = ['first', 'second', 'third'];
      const file = headOf('csv', columns, withMark) + rows.map((row) => lineOf('csv', columns, row)).join('');
      assert.equal(file.startsWith('\uFEFF'), withMark);
      const read: string[][] = parse(file, { bom: true, record_delimiter: '\r\n' });
      assert.deepEqual(read[0], columns);
      assert.equal(read.length, rows.length + 1);
      rows.forEach((row, i) =>
        row.forEach((cell, j) => {
          const given = cell === undefined ? '' : String(cell);
          const got = read[i + 1][j];
          const unmarked = (text: string): string => text.replaceAll("'", '');
          assert.equal(unmarked(got), unmarked(given));
          const isPlain = !/[;\t\r\n]/.test(given);
          assert.ok(!isPlain || got === given || got === `'${given}`, JSON.stringify([given, got]));
          const isNumber = got !== '' && Number.isFinite(Number(got));
          assert.ok(isNumber || !/^[=+\-@\t\r\n＝＋－＠|%]/.test(got), JSON.stringify(got));
        }),
      );
    }),
    { numRuns: amount(300, 3000), seed: SEED },
  );
});

/** Returns the cells of a file as a spreadsheet reads them that separates cells by semicolons or tabs. */
function cellsOtherwise(file: string, separator: ';' | '\t'): string[] {
  const cells: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < file.length; i++) {
    const char = file[i];
    // Quotes count only at the beginning of a cell, and two of them inside a quoted cell are one.
    if (char === '"' && (isQuoted || cell === '')) {
      if (isQuoted && file[i + 1] === '"') cell += file[++i];
      else isQuoted = !isQuoted;
    } else if (!isQuoted && (char === separator || char === '\r' || char === '\n')) {
      cells.push(cell);
      cell = '';
    } else cell += char;
  }
  return [...cells, cell];
}

test(`spreadsheets with another separator find no formula either (seed ${SEED})`, () => {
  const parts = fc.array(fc.constantFrom('=1', '-1', '@x', 'a', ';', '\t', '\n', '"', ',', "'"), { maxLength: 8 });
  const text = parts.map((list) => list.join(''));
  const found = (file: string): string[] =>
    ([';', '\t'] as const).flatMap((separator) => cellsOtherwise(file, separator).filter((cell) => /^[=@]/.test(cell)));
  assert.deepEqual(found('a,"x;=1"\r\n'), ['=1"'], 'the check itself finds a formula');
  fc.assert(
    fc.property(fc.array(fc.tuple(text, text), { maxLength: 3 }), (rows) => {
      assert.deepEqual(found(rows.map((row) => lineOf('csv', ['a', 'b'], row)).join('')), []);
    }),
    { numRuns: amount(300, 3000), seed: SEED },
  );
  assert.equal(lineOf('csv', ['a', 'b'], ['x;=1+1', 'y; z']), "x;'=1+1,y; z\r\n");
});

test('NDJSON has its cells by column name', () => {
  const columns = ['a', 'b', '__proto__'];
  assert.equal(headOf('ndjson', columns, true), '');
  assert.equal(lineOf('ndjson', columns, ['=1', undefined, 12n]), '{"a":"=1","b":null,"__proto__":"12"}\n');
});
