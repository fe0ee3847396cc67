/**
 * Tests that confidence intervals have their nominal coverage for simulated effects. Looking at the results repeatedly
 * finds no false effect.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { DecimalSum } from '../../src/engine/values/decimal.js';
import { variantAt } from '../../src/engine/experiments/assignment.js';
import { difference, estimateOf, sampleRatio } from '../../src/engine/experiments/estimate.js';
import { draw } from '../../src/services/base/stable-random.js';
import { seedOf } from '../support/amount.js';
import { random } from '../support/random-world.js';

const SEED = seedOf(20261122);
const SEEDS = Number(process.env.STRATA_SEEDS ?? 1000);

/** Simulates the spending of a customer, which is mostly zero and otherwise skewed, as in a real shop. */
function spender(next: () => number): () => { readonly gmv: number; readonly orders: number } {
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return () => {
    const orders = next() < 0.35 ? 1 + Math.floor(next() * next() * 4) : 0;
    let gmv = 0;
    for (let i = 0; i < orders; i++) gmv += Math.exp(4 + 0.8 * normal());
    return { gmv, orders };
  };
}
// E[gmv] = 0.35 x E[1 + floor(4 u v)] x exp(4 + 0.32), from the exact distribution of u v.
const EXTRA = [1, 2, 3].reduce((sum, k) => sum + (1 - k / 4 + (k / 4) * Math.log(k / 4)), 0);
const MEAN_GMV = 0.35 * (1 + EXTRA) * Math.exp(4.32);

for (const effect of [0, 0.05]) {
  test(`95 % intervals cover a planted effect of ${effect * 100} % in 93 to 97 % of ${SEEDS} seeds (from ${SEED})`, () => {
    const covered = { gmv: 0, order: 0, conversion: 0, sequence: 0 };
    for (let seed = 0; seed < SEEDS; seed++) {
      const spend = spender(random(SEED + seed));
      const groups = [effect, 0].map((lift) => {
        const all = Array.from({ length: 1000 }, spend);
        const gmv = all.map((c) => c.gmv * (1 + lift));
        return {
          gmv: estimateOf(gmv)!,
          order: estimateOf(
            gmv,
            all.map((c) => c.orders),
          )!,
          conversion: estimateOf(all.map((c) => (c.orders > 0 ? 1 : 0)))!,
        };
      });
      const holds = (name: 'gmv' | 'order' | 'conversion', truth: number): boolean => {
        const { interval } = difference(groups[0][name], groups[1][name]);
        return interval.low <= truth && truth <= interval.high;
      };
      if (holds('gmv', effect * MEAN_GMV)) covered.gmv++;
      if (holds('order', effect * Math.exp(4.32))) covered.order++;
      if (holds('conversion', 0)) covered.conversion++;
    }
    for (const name of ['gmv', 'order', 'conversion'] as const)
      assert.ok(
        covered[name] >= 0.93 * SEEDS && covered[name] <= 0.97 * SEEDS,
        `${name}: ${covered[name]} of ${SEEDS}`,
      );
  });
}

test(`daily looks for a month find no effect in at least 95 % of ${SEEDS} seeds without one`, () => {
  let fooled = 0;
  let naive = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const spend = spender(random(SEED + 10_000 + seed));
    const groups: number[][] = [[], []];
    let [always, fixed] = [false, false];
    for (let day = 0; day < 30; day++) {
      for (const g of groups) for (let i = 0; i < 60; i++) g.push(spend().gmv);
      const d = difference(estimateOf(groups[0])!, estimateOf(groups[1])!, 0.05, 3600);
      always ||= d.alwaysValid.low > 0 || d.alwaysValid.high < 0;
      fixed ||= d.interval.low > 0 || d.interval.high < 0;
    }
    if (always) fooled++;
    if (fixed) naive++;
  }
  assert.ok(fooled <= 0.05 * SEEDS, `${fooled} of ${SEEDS}`);
  assert.ok(
    naive > 0.15 * SEEDS,
    `the fixed interval is fooled by peeking (${naive}): otherwise this test shows nothing`,
  );
});

test("Welch's example, weights, and ratios", () => {
  // The two samples have means 20.82 and 23.0, and variances 14.7 and 0.55. They are similar to example 2 of the
  // Wikipedia article on Welch's t-test.
  const a = estimateOf([17.2, 20.9, 22.6, 18.1, 21.7, 21.4, 23.5, 24.2, 14.7, 21.8])!;
  const b = estimateOf([
    21.5, 22.8, 21.0, 23.0, 21.6, 23.6, 22.5, 20.7, 23.4, 21.8, 20.7, 21.7, 21.5, 22.5, 23.6, 21.5, 22.5, 23.5, 21.5,
    21.8,
  ])!;
  const d = difference(a, b);
  // t = -1.57 (to 2 digits) with 9.9 degrees of freedom. Half the width of the interval is 2.2311 standard errors.
  const se = Math.sqrt(a.variance + b.variance);
  assert.ok(Math.abs(d.difference / se - -1.57) < 0.01, String(d.difference / se));
  assert.ok(
    Math.abs((d.interval.high - d.interval.low) / 2 / se - 2.2311) < 0.002,
    String((d.interval.high - d.interval.low) / 2 / se),
  );
  assert.equal(estimateOf([1, 5], undefined, [3, 1])!.value, 2);
  // The deviations are -1 (three times) and 3: (9 + 9) / 16 x 2 / 1.
  assert.equal(estimateOf([1, 5], undefined, [3, 1])!.variance, 2.25);
  assert.equal(estimateOf([10, 0, 50], [1, 0, 2])!.value, 20);
  assert.equal(estimateOf([]), undefined);
});

test('sums of money are exact for any size and number', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.bigInt({ min: -(10n ** 18n), max: 10n ** 18n }),
          fc.bigInt({ min: 2n ** 50n, max: 2n ** 52n }),
          fc.bigInt({ min: -1000n, max: 1000n }),
        ),
        { maxLength: 60 },
      ),
      (list) => {
        const sum = new DecimalSum();
        for (const v of list) sum.add(v);
        assert.equal(
          sum.value(),
          list.reduce((a, b) => a + b, 0n),
        );
      },
    ),
    { numRuns: 500 },
  );
});

test('assignments follow the weights, and uneven groups are detected', () => {
  const e = {
    variants: [
      { key: 'a', weight: 1, coupon: 'x' },
      { key: 'b', weight: 2, coupon: 'y' },
      { key: 'none', weight: 1 },
    ],
  };
  const sizes = new Map<string, number>();
  for (let i = 0; i < 40_000; i++) {
    const v = variantAt(e, draw('salt', `member_id:M${i}`)).key;
    sizes.set(v, (sizes.get(v) ?? 0) + 1);
  }
  const counts = e.variants.map((v) => sizes.get(v.key)!);
  assert.ok(sampleRatio(counts, [1, 2, 1]).p > 0.001, String(counts));
  assert.equal(variantAt(e, draw('salt', 'member_id:M7')).key, variantAt(e, draw('salt', 'member_id:M7')).key);
  // For a plan of 1:2, the split 821:1,579 has a chi-square of 0.83, and 700:1,700 (with lost data) has 18.75.
  assert.ok(sampleRatio([821, 1579], [1, 2]).p > 0.3);
  assert.ok(sampleRatio([700, 1700], [1, 2]).p < 0.0001);
  assert.ok(Math.abs(sampleRatio([480, 520], [1, 1]).p - 0.2059) < 0.0001);
});

/** Returns the probability of k successes of n, from binomial coefficients instead of a recursion over k. */
function binomial(n: number, k: number, share: number): number {
  let coefficient = 1;
  for (let i = 1; i <= k; i++) coefficient *= (n - k + i) / i;
  return coefficient * share ** k * (1 - share) ** (n - k);
}

test('small groups are tested with the exact binomial distribution', () => {
  const near = (found: number, expected: number): void =>
    assert.ok(Math.abs(found - expected) < 1e-9, `${found} and not ${expected}`);
  // With a plan of 95:5, a single customer is held out with probability 0.05. Chi-square says 0.000013.
  near(sampleRatio([0, 1], [95, 5]).p, 0.05);
  near(sampleRatio([1, 0], [95, 5]).p, 1);
  near(sampleRatio([0, 2], [90, 10]).p, 0.01);
  // Both of these splits are equally probable, and so are the even ones less extreme.
  near(sampleRatio([0, 10], [1, 1]).p, 2 / 1024);
  assert.ok(sampleRatio([5000, 5000], [9995, 5]).p < 1e-12);
  fc.assert(
    fc.property(fc.nat(60), fc.nat(60), fc.integer({ min: 1, max: 99 }), (left, right, percent) => {
      const [n, share] = [left + right, percent / 100];
      fc.pre(n > 0 && Math.min(n * share, n * (1 - share)) < 9.99);
      const own = binomial(n, right, share);
      let p = 0;
      for (let k = 0; k <= n; k++) if (binomial(n, k, share) <= own * (1 + 1e-7)) p += binomial(n, k, share);
      near(sampleRatio([left, right], [100 - percent, percent]).p, Math.min(1, p));
    }),
    { seed: SEED },
  );
});

test('sound assignments to small groups are rarely suspected', () => {
  const next = random(SEED);
  for (const weights of [
    [95, 5],
    [99, 1],
    [90, 5, 5],
  ]) {
    let suspected = 0;
    for (let trial = 0; trial < 20_000; trial++) {
      const sizes = weights.map(() => 0);
      for (let i = 0; i < 30; i++) {
        const drawn = next() * 100;
        let group = 0;
        for (let sum = weights[0]; drawn >= sum; sum += weights[++group]);
        sizes[group]++;
      }
      if (sampleRatio(sizes, weights).p < 0.001) suspected++;
    }
    // Five standard errors above 0.1 %. Chi-square suspects at least 0.3 % of them.
    assert.ok(suspected <= 20 + 5 * Math.sqrt(20), `${weights.join(':')}: ${suspected}`);
  }
});
