/** Compares ratio comparisons with quotients of small integers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { passesRatio, ratioShown } from '../../src/engine/values/ratio.js';

const small = fc.integer({ min: -40, max: 40 });
const bounds = fc.integer({ min: -20, max: 20 });

test('a ratio compares like plain division', () => {
  fc.assert(
    fc.property(small, small, bounds, fc.boolean(), (over, under, quarters, decimal) => {
      const [dividend, divisor] = decimal ? [BigInt(over) * 10_000n, BigInt(under) * 10_000n] : [over, under];
      const passing = (op: 'lt' | 'lte' | 'eq' | 'ne' | 'gte' | 'gt'): boolean =>
        passesRatio({ op, value: BigInt(quarters) * 2500n }, dividend, divisor);
      const found = (['lt', 'lte', 'eq', 'ne', 'gte', 'gt'] as const).map(passing);
      if (under === 0) return assert.deepEqual(found, [false, false, false, false, false, false]);
      // Quarters are exact in floating point. Other quotients of numbers this small differ from quarters by far more
      // than the rounding error.
      const [quotient, bound] = [over / under, quarters / 4];
      assert.deepEqual(found, [
        quotient < bound,
        quotient <= bound,
        quotient === bound,
        quotient !== bound,
        quotient >= bound,
        quotient > bound,
      ]);
    }),
  );
});

test('the displayed ratio is rounded half to even; non-numbers have no ratio', () => {
  assert.equal(ratioShown(1, 3), 3333n);
  assert.equal(ratioShown(2, -3), -6667n);
  assert.equal(ratioShown(1, 80_000), 0n);
  assert.equal(ratioShown(3, 20_000), 2n);
  for (const [over, under] of [
    [1, 0],
    [undefined, 2],
    [1, undefined],
    ['1', 2],
  ] as const) {
    assert.equal(ratioShown(over, under), undefined);
    assert.equal(passesRatio({ op: 'exists' }, over, under), false);
  }
});
