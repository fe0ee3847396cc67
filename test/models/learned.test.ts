/**
 * Tests logistic regression, accuracy, random effects and item links against published results and naive
 * implementations.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { accuracyOf } from '../../src/engine/models/accuracy.js';
import { ascendingOrder, completed, type Steps } from '../../src/engine/models/fitting.js';
import { cosine, lift, linksOf, logLikelihoodRatio } from '../../src/engine/models/item-links.js';
import {
  fitLogistic,
  inverse,
  probabilitiesOf,
  probabilityOf,
  type LogisticFit,
} from '../../src/engine/models/logistic.js';
import { pauleMandel, pooledEffect, type StudyResult } from '../../src/engine/models/random-effects.js';
import { mutualInformation, pairOf, pairwiseAuc } from '../../src/reference/models/items.js';
import { amount, freshSeed } from '../support/amount.js';
import { random } from '../support/random-world.js';

const SEED = freshSeed();
const settings = { seed: SEED, numRuns: amount(200, 3000, 'STRATA_MODEL_CASES') };

const near = (got: number | undefined, wanted: number, within: number, what = ''): void =>
  assert.ok(got !== undefined && Math.abs(got - wanted) <= within, `${what} ${got} is not ${wanted} +- ${within}`);

/** The 13 BCG vaccine trials (Colditz et al. 1994): numbers of cases and non-cases, vaccinated and unvaccinated. */
const BCG: readonly StudyResult[] = (
  [
    [4, 119, 11, 128],
    [6, 300, 29, 274],
    [3, 228, 11, 209],
    [62, 13536, 248, 12619],
    [33, 5036, 47, 5761],
    [180, 1361, 372, 1079],
    [8, 2537, 10, 619],
    [505, 87886, 499, 87892],
    [29, 7470, 45, 7232],
    [17, 1699, 65, 1600],
    [186, 50448, 141, 27197],
    [5, 2493, 3, 2338],
    [27, 16886, 29, 17825],
  ] as const
).map(([a, b, c, d]) => ({
  effect: Math.log(a / (a + b) / (c / (c + d))),
  variance: 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d),
}));

/** Effects of coaching in eight schools (Rubin 1981). */
const SCHOOLS: readonly StudyResult[] = (
  [
    [28, 15],
    [8, 10],
    [-3, 16],
    [7, 11],
    [-1, 9],
    [1, 11],
    [18, 10],
    [12, 18],
  ] as const
).map(([effect, error]) => ({ effect, variance: error ** 2 }));

test('BCG trials have the published heterogeneity', () => {
  const pooled = pooledEffect(BCG)!;
  near(pooled.q, 152.233, 0.0005);
  near(pooled.tau2, 0.3181, 0.00005);
  near(pooled.mean, -0.7145, 0.002, 'close to the mean under REML');
  near(pooled.error, 0.1798, 0.002);
  near(pooled.i2, 1 - 12 / 152.233, 1e-5);
  assert.ok(pooled.qProbability < 1e-6);
  // The t quantile at 97.5 % is 2.17881 for 12 degrees of freedom, and 2.20099 for 11.
  const half = (pooled.interval!.high - pooled.interval!.low) / 2;
  assert.ok(half >= 2.17881 * pooled.error - 1e-4 && half < 2.5 * pooled.error);
  assert.ok(pooled.prediction!.low < -1.8 && pooled.prediction!.high > 0.4, 'a further trial may show no effect');
});

test('eight schools have no heterogeneity and the published mean, and every school is shrunk to it', () => {
  const pooled = pooledEffect(SCHOOLS)!;
  assert.equal(pooled.tau2, 0);
  near(pooled.mean, 7.686, 0.0005);
  near(pooled.error, 4.072, 0.0005);
  assert.equal(pooled.i2, 0);
  for (const { effect } of pooled.shrunk) near(effect, pooled.mean, 1e-12);
  near(pooled.interval!.high, pooled.mean + 2.36462 * pooled.error, 1e-3, 'never below that of normal weights');
});

test('one or two studies give no interval of the mean', () => {
  const one = pooledEffect([{ effect: 2, variance: 4 }])!;
  assert.deepEqual([one.mean, one.error, one.tau2, one.interval, one.prediction], [2, 2, 0, undefined, undefined]);
  assert.equal(pooledEffect(SCHOOLS.slice(0, 2))!.interval, undefined);
  assert.equal(pooledEffect([]), undefined);
});

test(`the heterogeneity solves its equation, and shrunk effects are nearer to the mean (seed ${SEED})`, () => {
  const study = fc.record({
    effect: fc.double({ min: -10, max: 10, noNaN: true }),
    variance: fc.double({ min: 0.01, max: 20, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(study, { minLength: 2, maxLength: 12 }), (studies) => {
      const tau2 = pauleMandel(studies);
      const weights = studies.map((s) => 1 / (s.variance + tau2));
      const mean = studies.reduce((sum, s, i) => sum + weights[i] * s.effect, 0) / weights.reduce((a, b) => a + b);
      const squares = studies.reduce((sum, s, i) => sum + weights[i] * (s.effect - mean) ** 2, 0);
      if (tau2 > 0) near(squares, studies.length - 1, 1e-6);
      else assert.ok(squares <= studies.length - 1 + 1e-9);
      const pooled = pooledEffect(studies)!;
      near(pooled.mean, mean, 1e-9);
      pooled.shrunk.forEach(({ effect, error }, i) => {
        assert.ok(Math.abs(effect - mean) <= Math.abs(studies[i].effect - mean) + 1e-9);
        assert.ok(error <= Math.sqrt(studies[i].variance) + Math.sqrt(pooled.error ** 2) + 1e-9);
      });
      const moved = pooledEffect(studies.map((s) => ({ ...s, effect: s.effect + 3 })))!;
      near(moved.mean, mean + 3, 1e-6);
      near(moved.tau2, tau2, 1e-6 * (1 + tau2));
    }),
    settings,
  );
});

const fitted = (rows: readonly (readonly number[])[], outcomes: readonly number[]): LogisticFit =>
  completed(fitLogistic({ features: rows.flat(), width: rows[0].length, outcomes }));

test('logistic regression finds the odds ratio of a 2x2 table', () => {
  // The outcome is positive for 30 of 100 rows with the feature, and for 10 of 100 without it.
  const rows = Array.from({ length: 200 }, (_, i) => [i < 100 ? 1 : 0]);
  const outcomes = rows.map((_, i) => (i < 100 ? Number(i < 30) : Number(i < 110)));
  const fit = completed(fitLogistic({ features: rows.flat(), width: 1, outcomes }));
  assert.equal(fit.converged, true);
  const logOdds = Math.log(30 / 70 / (10 / 90));
  near(fit.weights[0] / fit.deviations[0], logOdds, 1e-9);
  near(fit.errors[0]! / fit.deviations[0], Math.sqrt(1 / 30 + 1 / 70 + 1 / 10 + 1 / 90), 1e-7);
  near(probabilityOf(fit, [1]), 0.3, 1e-9);
  near(probabilityOf(fit, [0]), 0.1, 1e-9);
});

test('logistic regression does not converge on separation, and names constant and repeated features', () => {
  const rows = Array.from({ length: 40 }, (_, i) => [i, 7]);
  const separated = fitted(
    rows,
    rows.map(([x]) => Number(x > 20)),
  );
  assert.equal(separated.converged, false);
  const mixed = fitted(
    rows,
    rows.map(([x]) => Number(x % 3 === 0)),
  );
  assert.equal(mixed.converged, true);
  assert.deepEqual([mixed.deviations[1], mixed.weights[1], mixed.errors[1]], [0, 0, undefined]);
  const twice = rows.map(([x]) => [x, 2 * x]);
  assert.equal(
    fitted(
      twice,
      rows.map(([x]) => x % 2),
    ).converged,
    false,
  );
});

test(`residuals of a logistic regression are uncorrelated with every feature (seed ${SEED})`, () => {
  const row = fc.record({
    x: fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.integer({ min: 0, max: 3 })),
    y: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(row, { minLength: 30, maxLength: 120 }), (sample) => {
      const features = sample.map(({ x }) => x);
      const outcomes = sample.map(({ y }) => Number(y));
      const fit = fitted(features, outcomes);
      if (!fit.converged) return;
      const residuals = features.map((x, i) => outcomes[i] - probabilityOf(fit, x));
      near(
        residuals.reduce((a, b) => a + b, 0),
        0,
        1e-5,
        'predictions add up to the outcomes',
      );
      for (const k of [0, 1])
        near(
          residuals.reduce((sum, e, i) => sum + e * features[i][k], 0),
          0,
          1e-4,
        );
    }),
    settings,
  );
});

test('a matrix has its inverse, and a singular one has none', () => {
  assert.equal(
    inverse([
      [1, 2],
      [2, 4],
    ]),
    undefined,
  );
  const back = inverse([
    [4, 2],
    [2, 3],
  ])!;
  for (const [got, wanted] of [
    [back[0][0], 3 / 8],
    [back[0][1], -1 / 4],
    [back[1][1], 1 / 2],
  ])
    near(got, wanted, 1e-12);
});

test(`accuracy equals a naive computation (seed ${SEED})`, () => {
  const row = fc.tuple(fc.constantFrom(0, 0.1, 0.25, 0.5, 0.9, 1), fc.integer({ min: 0, max: 1 }));
  fc.assert(
    fc.property(fc.array(row, { minLength: 1, maxLength: 60 }), (sample) => {
      const [predictions, outcomes] = [sample.map(([p]) => p), sample.map(([, y]) => y)];
      const n = sample.length;
      const accuracy = completed(accuracyOf(predictions, outcomes, 0.3))!;
      const auc = pairwiseAuc(predictions, outcomes);
      if (auc === undefined) assert.equal(accuracy.auc, undefined);
      else near(accuracy.auc, auc, 1e-12);
      near(accuracy.brier, sample.reduce((sum, [p, y]) => sum + (p - y) ** 2, 0) / n, 1e-12);
      near(accuracy.baseBrier, sample.reduce((sum, [, y]) => sum + (0.3 - y) ** 2, 0) / n, 1e-12);
      const { reliability } = accuracy;
      assert.equal(
        reliability.reduce((sum, r) => sum + r.customers, 0),
        n,
      );
      near(
        reliability.reduce((sum, r) => sum + r.customers * r.observed, 0),
        accuracy.positives,
        1e-9,
      );
      for (let i = 1; i < reliability.length; i++)
        assert.ok(reliability[i].predicted > reliability[i - 1].predicted, 'equal predictions are in one row');
    }),
    settings,
  );
  assert.equal(completed(accuracyOf([], [], 0)), undefined);
});

/** Runs all steps. Returns the result and the number of steps. */
function counted<Result>(steps: Steps<Result>): { readonly result: Result; readonly steps: number } {
  for (let count = 0; ; count++) {
    const { done, value } = steps.next();
    if (done) return { result: value, steps: count };
  }
}

test('sorting, accuracy and fit moments of many values are computed in many steps', () => {
  const n = 50_000;
  const next = random(1);
  const values = Float64Array.from({ length: n }, () => Math.round(next() * 10_000));
  const outcomes = values.map((value) => Number(next() * 10_000 < value));
  const order = counted(ascendingOrder(values));
  assert.deepEqual(
    [...order.result],
    Array.from({ length: n }, (_, i) => i).sort((i, k) => values[i] - values[k] || i - k),
  );
  assert.ok(order.steps > 100, `${order.steps} steps`);
  const predictions = values.map((value) => value / 10_000);
  const accuracy = counted(accuracyOf(predictions, outcomes, 0.5));
  assert.ok(accuracy.steps >= order.steps + 3 * (n / 2_500), `${accuracy.steps} steps`);
  // Twice for the moments, and once for each of at least two rounds of the fit.
  const fit = counted(fitLogistic({ features: values, width: 1, outcomes }));
  assert.ok(fit.result.converged && fit.steps >= 4 * (n / 2_500), `${fit.steps} steps`);
  assert.ok(counted(probabilitiesOf(fit.result, values)).steps >= n / 2_500);
});

test('a UCI pair has the published cosine', () => {
  near(cosine({ both: 307, a: 361, b: 400, all: 3970 }), 0.8079, 0.00005);
});

test(`item links equal a count over all baskets (seed ${SEED})`, () => {
  const basket = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
  fc.assert(
    fc.property(fc.array(basket, { minLength: 1, maxLength: 40 }), (lists) => {
      const baskets = lists.map((list) => new Set(list));
      const pair = pairOf(baskets, 'a', 'b');
      near(logLikelihoodRatio(pair), mutualInformation(baskets, 'a', 'b'), 1e-9);
      near(lift(pair) * pair.a * pair.b, pair.both * pair.all, 1e-9);
      const items = ['a', 'b', 'c', 'd', 'e'];
      const counts = new Map(items.map((i) => [i, pairOf(baskets, i, i).a]));
      const together = new Map(items.map((i) => [i, pairOf(baskets, 'a', i).both]));
      const links = linksOf('a', together, counts, baskets.length, { leastBoth: 2, most: 3 });
      const wanted = items
        .slice(1)
        .map((i) => ({ i, pair: pairOf(baskets, 'a', i) }))
        .filter(({ pair: p }) => p.both >= 2 && p.both * p.all > p.a * p.b);
      assert.equal(links.length, Math.min(3, wanted.length));
      for (const link of links) {
        const own = wanted.find(({ i }) => i === link.item)!.pair;
        assert.deepEqual([link.both, link.a, link.b, link.all], [own.both, own.a, own.b, own.all]);
      }
      for (let k = 1; k < links.length; k++) assert.ok(links[k - 1].cosine >= links[k].cosine);
    }),
    settings,
  );
});
