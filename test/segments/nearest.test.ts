/** Tests suggestions of similar names: edit distance against a naive implementation, forms, order and limits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { editDistance, nearestOf } from '../../src/engine/values/nearest.js';
import { nearest } from '../../src/services/mapping/check-schema.js';
import { ValueCounts } from '../../src/engine/seen-values/value-counts.js';

/** The recursive definition of the edit distance (optimal string alignment). */
function naive(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return a.length + b.length;
  const swapped = a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1);
  return Math.min(
    naive(a.slice(0, -1), b) + 1,
    naive(a, b.slice(0, -1)) + 1,
    naive(a.slice(0, -1), b.slice(0, -1)) + (a.at(-1) === b.at(-1) ? 0 : 1),
    ...(swapped ? [naive(a.slice(0, -2), b.slice(0, -2)) + 1] : []),
  );
}

test('the edit distance matches its definition, and is Infinity beyond the bound', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '京', '😀'), maxLength: 6 });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 6 }), (one, other, most) => {
      const distance = naive(Array.from(one), Array.from(other));
      assert.equal(editDistance(one, other), distance);
      assert.equal(editDistance(one, other, most), distance <= most ? distance : Infinity);
    }),
    { numRuns: 300 },
  );
});

test('suggestions start with other spellings of the same text, then few edits, the most frequent first at ties', () => {
  assert.deepEqual(nearestOf('order_payed', ['visit', 'order_placed', 'order_paid', 'order_refunded']), [
    'order_placed',
    'order_paid',
  ]);
  assert.deepEqual(nearestOf('beijing', ['Bejing', 'Beijing', 'Shanghai']), ['Beijing', 'Bejing']);
  assert.deepEqual(nearestOf('caf\u00e9', ['cafe', 'cafe\u0301']), ['cafe\u0301', 'cafe']);
  assert.deepEqual(nearestOf('北京', ['上海', '北京市', '南京']), ['北京市', '南京']);
  assert.deepEqual(nearestOf('zzz', ['visit']), []);
});

test('values beyond the limit are only counted if requested, and the counts say so', () => {
  const counts = new ValueCounts(undefined, new Set(['wanted']), 2);
  for (const value of ['a', 'b', 'c', 'wanted', 'a']) counts.add(value);
  assert.deepEqual(
    [counts.isComplete, counts.has('c'), counts.has('wanted'), counts.commonest(1)],
    [false, false, true, [{ value: 'a', count: 2 }]],
  );
});

test('a text of more than 64 characters is compared with no candidate', () => {
  function* candidates(): Iterable<string> {
    yield assert.fail('a candidate was read');
  }
  assert.deepEqual(nearestOf('x'.repeat(65), candidates()), []);
  assert.deepEqual(nearestOf('x'.repeat(64), ['y', 'X'.repeat(64), 'x'.repeat(200)]), ['X'.repeat(64)]);
  assert.deepEqual(nearest('x'.repeat(65), ['X'.repeat(65)]), undefined);
  assert.deepEqual(nearest('x'.repeat(64), ['X'.repeat(64)]), 'X'.repeat(64));
});
