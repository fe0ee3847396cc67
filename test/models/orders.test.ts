/**
 * Tests models of orders and their value: published results, numerical integration, recovery of known parameters, and
 * warnings.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  aliveProbability,
  expectedOrders,
  fitOrders,
  grouped,
  logLikelihood,
  ORDER_MODELS,
  type BuyingHistory,
  type OrderFit,
} from '../../src/engine/models/bg-nbd.js';
import { completed, nelderMead } from '../../src/engine/models/fitting.js';
import { bestCandidate } from '../../src/engine/models/order-candidates.js';
import { correlationOf, expectedValue, fitValue, lifetimeValue } from '../../src/engine/models/order-value.js';
import type { Histories } from '../../src/engine/models/order-histories.js';
import { simpleValue } from '../../src/engine/models/simple-value.js';
import { logHypergeometric } from '../../src/engine/models/special.js';
import { naiveOrders } from '../../src/reference/models/orders.js';
import { amount, freshSeed } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { absent } from '../analyses/public-data.js';
import { CDNOW_SAMPLE, cdnowSample } from './public-histories.js';

const SEED = freshSeed();
const RUNS = amount(4, 60, 'STRATA_MODEL_RUNS');

const near = (got: number | undefined, wanted: number, within: number, what = ''): void =>
  assert.ok(got !== undefined && Math.abs(got - wanted) <= within, `${what} ${got} is not ${wanted} +- ${within}`);

test('CDNOW: BG/NBD and MBG/NBD have the published parameters', { skip: absent(CDNOW_SAMPLE) }, () => {
  const groups = completed(grouped(cdnowSample()));
  const bg = completed(fitOrders('BG_NBD', groups));
  assert.equal(bg.converged, true);
  assert.deepEqual(
    Object.values(bg.parameters).map((x) => x.toFixed(3)),
    ['0.243', '4.414', '0.793', '2.426'],
  );
  near(bg.logLikelihood, -9582.4, 0.05);
  near(expectedOrders(bg, { repeats: 2, lastAt: 30.43, age: 38.86 }, 39), 1.226, 0.0005);
  const mbg = completed(fitOrders('MBG_NBD', groups));
  assert.equal(mbg.converged, true);
  assert.deepEqual(
    Object.values(mbg.parameters).map((x) => x.toFixed(3)),
    ['0.525', '6.183', '0.891', '1.614'],
  );
});

test('CDNOW: Gamma-Gamma has the published parameters', { skip: absent(CDNOW_SAMPLE) }, () => {
  const fit = completed(fitValue(cdnowSample().filter((c) => c.repeats > 0 && c.mean > 0)));
  assert.equal(fit.converged, true);
  near(fit.p, 6.25, 0.005);
  near(fit.q, 3.74, 0.005);
  near(fit.v, 15.44, 0.01);
  near(fit.correlation, 0.11, 0.03, 'correlation');
});

test('likelihood, probability of being alive and expected orders equal a naive integration', () => {
  const cases: readonly BuyingHistory[] = [
    { repeats: 0, lastAt: 0, age: 30 },
    { repeats: 1, lastAt: 4, age: 30 },
    { repeats: 5, lastAt: 28, age: 30 },
    { repeats: 5, lastAt: 12, age: 30 },
  ];
  for (const model of ORDER_MODELS)
    for (const parameters of [
      { r: 0.8, alpha: 6, a: 0.9, b: 2 },
      { r: 1.5, alpha: 12, a: 1, b: 3 },
      { r: 0.6, alpha: 4, a: 2.5, b: 4 },
    ])
      for (const history of cases) {
        const fit: OrderFit = { model, parameters, logLikelihood: 0, converged: true };
        const naive = naiveOrders(parameters, history, 20, model === 'MBG_NBD');
        const what = `${model} ${JSON.stringify({ parameters, history })}`;
        const own = logLikelihood(model, parameters, [{ ...history, customers: 1 }]);
        near(own, Math.log(naive.likelihood), 1e-6, what);
        near(aliveProbability(fit, history), naive.alive, 1e-6, what);
        near(expectedOrders(fit, history, 20) / naive.orders, 1, 1e-4, what);
      }
});

test('expected orders stay finite for many orders and long horizons, and grow with the horizon', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ORDER_MODELS),
      fc.integer({ min: 0, max: 2000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: 1, max: 500, noNaN: true }),
      fc.double({ min: 0.2, max: 5, noNaN: true }),
      (model, repeats, part, age, a) => {
        const fit: OrderFit = {
          model,
          parameters: { r: 0.4, alpha: 5, a, b: 2 },
          logLikelihood: 0,
          converged: true,
        };
        const history = { repeats, lastAt: repeats === 0 ? 0 : part * age, age };
        const alive = aliveProbability(fit, history);
        assert.ok(alive >= 0 && alive <= 1);
        let before = 0;
        for (const weeks of [1, 10, 100]) {
          const orders = expectedOrders(fit, history, weeks);
          assert.ok(Number.isFinite(orders) && orders >= before - 1e-9, `${orders} after ${before}`);
          before = orders;
        }
        // No prediction exceeds the order rate of a customer who never leaves.
        assert.ok(before <= ((0.4 + repeats) / (5 + age)) * 100 * (1 + 1e-9));
      },
    ),
    { seed: SEED, numRuns: amount(300, 5000, 'STRATA_MODEL_HISTORIES') },
  );
});

test('the hypergeometric function has known values', () => {
  near(logHypergeometric(1, 1, 2, 0.5), Math.log(2 * Math.LN2), 1e-14);
  near(logHypergeometric(3, 2, 2, 0.9), -3 * Math.log(0.1), 1e-12, '2F1(a, b; b; z) = (1 - z)^-a');
  near(logHypergeometric(900, 7, 7, 0.99), -900 * Math.log(0.01), 1e-8, 'beyond the largest number');
  assert.equal(logHypergeometric(2, 3, 4, 0), 0);
});

/** Simulates customers with gamma-distributed order rates and beta-distributed probabilities of leaving. */
function simulated(dice: Dice, customers: number, model: OrderFit['model']): BuyingHistory[] {
  const exponential = (): number => -Math.log(1 - dice.next());
  return Array.from({ length: customers }, () => {
    // Gamma(2) is a sum of two exponential variables. Beta(1, 3) is the minimum of three uniform variables.
    const rate = (exponential() + exponential()) / 10;
    const leaves = Math.min(dice.next(), dice.next(), dice.next());
    const age = 20 + 30 * dice.next();
    let [at, repeats] = [0, 0];
    let alive = model === 'BG_NBD' || dice.next() >= leaves;
    while (alive) {
      const next = at + exponential() / rate;
      if (next > age) break;
      at = next;
      repeats++;
      alive = dice.next() >= leaves;
    }
    return { repeats, lastAt: at, age };
  });
}

test(`a fit is near the true parameters, with at least their likelihood (seed ${SEED})`, () => {
  const dice = new Dice(random(SEED));
  for (let run = 0; run < RUNS; run++) {
    const model = ORDER_MODELS[run % 2];
    const groups = completed(grouped(simulated(dice, 1500, model)));
    const fit = completed(fitOrders(model, groups));
    const truth = { r: 2, alpha: 10, a: 1, b: 3 };
    const better = fit.logLikelihood - logLikelihood(model, truth, groups);
    // Twice the gain in log-likelihood has a chi-square distribution with four degrees of freedom, which exceeds 40
    // once in 10^7 runs.
    assert.ok(better >= -1e-6 && better < 20, `${model} gains ${better}`);
    assert.equal(fit.converged, true);
  }
});

test('the model with the smallest error is chosen, if it converged', () => {
  const candidate = (meanAbsoluteError: number, converged = true) => ({
    ...{ model: 'BG_NBD' as const, converged, meanAbsoluteError },
  });
  assert.equal(bestCandidate([candidate(0.8), candidate(0.7)]), 1);
  assert.equal(bestCandidate([candidate(0.7), candidate(0.7)]), 0);
  assert.equal(bestCandidate([candidate(0.8), candidate(0.7, false)]), 0);
  assert.equal(bestCandidate([candidate(0.8, false), candidate(0.9)]), 1);
  assert.equal(bestCandidate([candidate(0.8, false), candidate(0.7, false)]), 0);
});

test(`no random start leads to better parameters than the fit of a bootstrap sample (seed ${SEED})`, () => {
  const dice = new Dice(random(SEED + 1));
  const sample = existsSync(CDNOW_SAMPLE) ? cdnowSample() : simulated(dice, 1500, 'BG_NBD');
  for (let run = 0; run < amount(2, 20, 'STRATA_MODEL_RUNS'); run++) {
    const model = ORDER_MODELS[run % 2];
    const groups = completed(grouped(sample.map(() => dice.pick(sample))));
    const fit = completed(fitOrders(model, groups));
    assert.equal(fit.converged, true);
    for (let start = 0; start < 4; start++) {
      // From e^-2 to e^2 times the order of magnitude of the published parameters.
      const near = [0.4, 5, 0.8, 2].map((x) => x * Math.exp(4 * dice.next() - 2));
      const target = (logs: readonly number[]): number => {
        const [r, alpha, a, b] = logs.map(Math.exp);
        return -logLikelihood(model, { r, alpha, a, b }, groups);
      };
      const found = completed(nelderMead(target, near.map(Math.log), { edge: 0.5, tolerance: 1e-10, most: 1500 }));
      assert.ok(-found.value <= fit.logLikelihood + 1e-3, `${model}: ${-found.value} exceeds ${fit.logLikelihood}`);
    }
  }
});

test('a likelihood of many histories is computed in many steps', () => {
  const few = completed(grouped(simulated(new Dice(random(5)), 1000, 'BG_NBD')));
  // Ten copies of all histories have the same best parameters, so the search evaluates the likelihood about as often.
  const many = Array.from({ length: 10 }, () => few).flat();
  const stepsOf = (groups: typeof few): number => {
    const steps = fitOrders('BG_NBD', groups);
    for (let count = 1; ; count++) if (steps.next().done) return count;
  };
  assert.ok(stepsOf(many) > 3 * stepsOf(few), `${stepsOf(many)} steps of many, ${stepsOf(few)} of few`);
});

test('a fit without a maximum does not converge', () => {
  const groups = completed(grouped(Array.from({ length: 50 }, (_, i) => ({ repeats: 0, lastAt: 0, age: 10 + i }))));
  assert.equal(completed(fitOrders('BG_NBD', groups)).converged, false);
});

test('order values have a known mean, the population mean for a new customer, and none for q <= 1', () => {
  const fit = { p: 6.25, q: 3.74, v: 15.44, converged: true };
  near(expectedValue(fit), (6.25 * 15.44) / 2.74, 1e-12);
  near(expectedValue(fit, { repeats: 2, mean: 50 }), (6.25 * 15.44 + 6.25 * 2 * 50) / (12.5 + 2.74), 1e-12);
  near(expectedValue(fit, { repeats: 1e6, mean: 50 }), 50, 1e-3, 'many orders speak for themselves');
  assert.equal(expectedValue({ ...fit, q: 1 }), undefined);
  assert.equal(correlationOf([1, 1], [2, 3]), undefined);
  near(correlationOf([1, 2, 3], [2, 4, 6]), 1, 1e-12);
});

test('lifetime value is orders x value x margin, and less with a discount', () => {
  const fit: OrderFit = {
    model: 'BG_NBD',
    parameters: { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 },
    logLikelihood: 0,
    converged: true,
  };
  const history = { repeats: 2, lastAt: 30.43, age: 38.86 };
  const plain = lifetimeValue(fit, history, 50, { weeks: 39, margin: 0.3, yearlyDiscount: 0 });
  near(plain, 1.226 * 50 * 0.3, 0.01);
  // Every order lies within the horizon, so it is discounted by at most the rate at the end of the horizon.
  const discounted = lifetimeValue(fit, history, 50, { weeks: 39, margin: 0.3, yearlyDiscount: 0.1 });
  assert.ok(discounted < plain && discounted > plain / 1.1 ** (39 / 52.1));
});

test('the simple value multiplies repurchase rate, order value and retention period', () => {
  const list = (...values: number[]): Float64Array => Float64Array.from(values);
  // Two customers repeat on 2 and 4 days within 30 and 60 days. The third has one order-day.
  const histories: Histories = {
    ...{ repeats: list(2, 4, 0), lastAt: list(30 / 7, 60 / 7, 0), age: list(60 / 7, 90 / 7, 30 / 7) },
    ...{ mean: list(50, 80, 0), later: list(0, 0, 0), laterValue: list(0, 0, 0) },
  };
  const simple = simpleValue(histories)!;
  near(simple.repurchaseRate, 6 / 6, 1e-12, 'repeat order-days in 60 + 90 + 30 days, for 30 days');
  near(simple.orderValue, (2 * 50 + 4 * 80) / 6, 1e-12);
  near(simple.retentionDays, 30, 1e-12);
  near(simple.value, 70, 1e-12);
  const noRepeats = { ...histories, repeats: list(0, 0, 0), mean: list(0, 0, 0) };
  assert.equal(simpleValue(noRepeats), undefined);
  assert.equal(simpleValue({ ...noRepeats, repeats: list(), age: list(), lastAt: list() }), undefined);
});

test('the simplex search finds minima of curved valleys, and reports if it stops too early', () => {
  const valley = ([x, y]: readonly number[]): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2;
  const found = completed(nelderMead(valley, [-1.2, 1], { edge: 0.5, tolerance: 1e-14, most: 2000 }));
  assert.equal(found.converged, true);
  near(found.at[0], 1, 1e-5);
  near(found.at[1], 1, 1e-5);
  assert.equal(completed(nelderMead(valley, [-1.2, 1], { edge: 0.5, tolerance: 1e-14, most: 10 })).converged, false);
});
