// Tests the limits of untrusted values: how deep they nest, and how much of them is read.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fits, holdsMore, nestsDeeper } from '../../src/services/tracking/nesting.js';

test('a value fits if its JSON text is short enough and not nested too deeply', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.nat(60), fc.integer({ min: 1, max: 6 }), (value, most, levels) => {
      assert.equal(fits(value, levels, most), JSON.stringify(value).length <= most && !nestsDeeper(value, levels));
    }),
    { numRuns: 2000 },
  );
});

/** Returns a list whose elements count how often they are read. */
function counted(length: number): { readonly list: unknown[]; readonly reads: () => number } {
  let reads = 0;
  const list = new Proxy<unknown[]>(Array(length).fill(0), {
    get(target, name) {
      if (typeof name === 'string' && /^\d+$/.test(name)) reads++;
      return Reflect.get(target, name) as unknown;
    },
  });
  return { list, reads: () => reads };
}

test('a value that is far too large is read only up to its limit', () => {
  const { list, reads } = counted(1_000_000);
  assert.equal(fits({ list }, 32, 1000), false);
  assert.ok(reads() <= 1000, `${reads()} reads`);
  assert.equal(fits({ ['n'.repeat(2000)]: 1 }, 32, 1000), false);
});

test('values, and the characters of texts and names, are counted', () => {
  assert.equal(holdsMore({ a: [1, 2] }, 3, 100), false);
  assert.equal(holdsMore({ a: [1, 2] }, 2, 100), true);
  assert.equal(holdsMore({ abc: ['de', { f: 'g' }] }, 9, 7), false);
  assert.equal(holdsMore({ abc: ['de', { f: 'g' }] }, 9, 6), true);
});
