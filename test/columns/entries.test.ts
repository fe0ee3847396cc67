/** Tests that dictionaries and columns store every value exactly. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { BlockWriter } from '../../src/engine/columns/block.js';
import { CodeColumn, CodeColumnBuilder } from '../../src/engine/columns/dictionary.js';
import { Entries, EntryWriter, type Entry } from '../../src/engine/columns/entries.js';
import { amount } from '../support/amount.js';

const RUNS = amount(300, 3000);

/** Generates text, including strings with half a surrogate pair, which JavaScript permits but Unicode does not. */
const anyText = fc.oneof(
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(fc.integer({ min: 1, max: 0xffff })).map((units) => String.fromCharCode(...units)),
);
const anyEntry: fc.Arbitrary<Entry> = fc.oneof(
  anyText,
  fc.double(),
  fc.constantFrom(0, -0, NaN, Infinity, 5e-324, 0.1, 2 ** 53),
  fc.boolean(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.bigInt(),
  fc.constantFrom(2n ** 63n, -(2n ** 63n) - 1n, 12_345n),
  fc.array(anyText, { maxLength: 4 }),
);

function dictionaryOf(list: readonly Entry[]): Entries {
  const writer = new EntryWriter();
  for (const entry of list) writer.add(entry);
  const block = new BlockWriter();
  const layout = writer.sealed(block);
  return new Entries(block.sealed(), layout);
}

test('a dictionary returns its entries unchanged, by code and in sequence', () => {
  fc.assert(
    fc.property(fc.array(anyEntry), (list) => {
      const entries = dictionaryOf(list);
      assert.equal(entries.length, list.length);
      for (const [code, entry] of list.entries()) assert.deepStrictEqual(entries.at(code), entry);
      assert.deepStrictEqual([...entries], list);
      assert.deepStrictEqual([...entries.entries()], [...list.entries()]);
      assert.deepStrictEqual(
        entries.map((value, code) => [code, value]),
        list.map((value, code) => [code, value]),
      );
    }),
    { numRuns: RUNS },
  );
});

test('a dictionary with many entries and long texts returns them unchanged', () => {
  const list = [...Array.from({ length: 1000 }, (_, i) => `值 ${i}`), 'x'.repeat(100_000), '字'.repeat(50_000)];
  const entries = dictionaryOf(list);
  assert.deepStrictEqual([...entries], list);
  assert.equal(entries.indexOf('值 999'), 999);
  assert.equal(entries.indexOf('none'), -1);
});

test('a column has the value of each row, and none where a row has none', () => {
  const row = fc.option(fc.oneof(anyEntry, fc.constantFrom<Entry>('a', 'b', 0, -0, ['a'], ['a', 'b'])), {
    nil: undefined,
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 60 }), (rows) => {
      const builder = new CodeColumnBuilder();
      rows.forEach((value, i) => value !== undefined && builder.set(i, value));
      const block = new BlockWriter();
      const layout = builder.sealed(rows.length, block);
      const column = new CodeColumn(block.sealed(), layout);
      assert.equal(column.codes.length, rows.length);
      assert.deepStrictEqual(
        rows.map((_, i) => column.at(i)),
        rows,
      );
      // Equal values share a code, so each distinct text occurs only once in `values`.
      const texts = rows.filter((value) => typeof value === 'string');
      assert.equal([...column.values].filter((value) => typeof value === 'string').length, new Set(texts).size);
    }),
    { numRuns: RUNS },
  );
});

test('codes take as many bytes as the number of different values needs', () => {
  const widthOf = (values: number): number => {
    const builder = new CodeColumnBuilder();
    for (let i = 0; i < values; i++) builder.set(i, i);
    const block = new BlockWriter();
    const layout = builder.sealed(values, block);
    const column = new CodeColumn(block.sealed(), layout);
    assert.equal(column.at(values - 1), values - 1);
    return column.codes.BYTES_PER_ELEMENT;
  };
  assert.deepEqual([1, 128, 129, 32_768, 32_769].map(widthOf), [1, 1, 2, 2, 4]);
});
