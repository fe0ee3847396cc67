/** Compares the incrementally updated median gap with one computed from all sorted timestamps. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Gaps } from '../../src/engine/segments/gaps.js';

test('the median is that of the current gaps, in any order of additions and removals', () => {
  const step = fc.record({ add: fc.boolean(), at: fc.integer({ min: 0, max: 12 }) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const gaps = new Gaps();
      let there: number[] = [];
      for (const { add, at } of steps) {
        const i = there.indexOf(at);
        if (!add && i < 0) continue;
        if (add) gaps.add(at);
        else gaps.remove(at);
        there = (add ? [...there, at] : there.filter((_, k) => k !== i)).sort((a, b) => a - b);
        const lengths = there.flatMap((t, k) => (k === 0 ? [] : [t - there[k - 1]])).sort((a, b) => a - b);
        const half = Math.floor(lengths.length / 2);
        const [low, high] = lengths.length % 2 === 1 ? [half, half] : [half - 1, half];
        assert.equal(gaps.median(), lengths.length === 0 ? undefined : Math.floor((lengths[low] + lengths[high]) / 2));
      }
    }),
  );
});
