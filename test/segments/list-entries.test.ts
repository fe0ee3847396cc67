/** Compares the values of a list in memory with a plain set while the list changes in random ways. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ListEntries } from '../../src/engine/lists/list-entries.js';

const text = fc.oneof(fc.string({ maxLength: 3 }), fc.string({ unit: 'grapheme', maxLength: 6 }));
const change = fc.record({ value: text, removed: fc.boolean() });

test('a list of texts has the contents of a set after any additions and removals', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(text, { maxLength: 60 }),
      fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 5 }),
      fc.array(text, { maxLength: 20 }),
      fc.nat(),
      (entries, rounds, others, seed) => {
        let list = ListEntries.of('STRING', entries, seed);
        const wanted = new Set(entries);
        for (const changes of rounds) {
          const before = list;
          const had = new Set(wanted);
          list = list.changed(changes);
          for (const { value, removed } of changes)
            if (removed) wanted.delete(value);
            else wanted.add(value);
          for (const value of [...entries, ...others]) assert.equal(before.has(value), had.has(value));
        }
        for (const value of [...entries, ...others, ...rounds.flat().map((one) => one.value)])
          assert.equal(list.has(value), wanted.has(value), JSON.stringify(value));
        if (wanted.size > 0) assert.equal(list.isEmpty, false);
        for (const value of [1, 1n, true, ['a']]) assert.equal(list.has(value), false);
      },
    ),
  );
});

test('a list of numbers matches integers, doubles and decimals', () => {
  const list = ListEntries.of('NUMBER', [0, 2, 0.1, 1e-7, 100_000.5].map(String), 3);
  for (const value of [0, -0, 2, 20_000n, 0.1, 1000n, 1e-7, 1_000_005_000n]) assert.ok(list.has(value), String(value));
  for (const value of [1, 1n, 0.10001, '2', true]) assert.ok(!list.has(value), String(value));
  assert.ok(ListEntries.none.isEmpty && !list.isEmpty);
  assert.equal(JSON.stringify({ list }), '{}', 'never part of what is stored');
});

test('a million entries take about 16 bytes each in addition to their texts', () => {
  const entries = Array.from({ length: 1_000_000 }, (_, i) => `M${i}`);
  const list = ListEntries.of('STRING', entries, 1);
  assert.ok(list.has('M0') && list.has('M999999') && !list.has('M1000000'));
  const texts = entries.reduce((n, e) => n + e.length, 0);
  assert.ok((list.bytes - texts) / entries.length < 17, String(list.bytes));
});
