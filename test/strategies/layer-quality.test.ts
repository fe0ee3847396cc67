/** Compares the quality of layers with a naive implementation, and with public and hand-computed examples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import jstat from 'jstat';
import { addCustomer, noCustomers } from '../../src/engine/strategies/group-sums.js';
import { layerQuality, type LayerQuality } from '../../src/engine/strategies/layer-quality.js';
import { layerResponse, responseOfPair } from '../../src/engine/strategies/layer-response.js';
import { separationOf, stabilityOf, type GroupValues } from '../../src/engine/strategies/layer-separation.js';
import { LEAST_CUSTOMERS, layerSpendAnalysis } from '../../src/engine/strategies/layer-spend.js';
import type { Strategy, StrategyRecord } from '../../src/engine/strategies/strategy.js';
import type { ShopWorld } from '../../src/reference/receipts.js';
import * as naive from '../../src/reference/strategies/layer-quality.js';
import { DAY, figureOf, HOUR, randomChoices, randomPeriod, randomShop, seeds } from '../analyses/random-analysis.js';
import { amount, freshSeed } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';

const SEED = freshSeed();
const RUNS = amount(300, 3000, 'STRATA_ANALYSIS_WORLDS');
const LAYERS = ['high', 'middle', 'low', 'rest'];

const near = (found: number | undefined, expected: number | undefined, what: string, tolerance = 1e-9): void => {
  if (expected === undefined || found === undefined) return assert.equal(found, expected, what);
  assert.ok(Math.abs(found - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${what}: ${found} ${expected}`);
};

function groupsOf(...groups: readonly (readonly number[])[]): GroupValues[] {
  return groups.map((values) => {
    const sums = noCustomers();
    for (const value of values) addCustomer(sums, BigInt(Math.round(value * 100)));
    return { sums, values };
  });
}

/** The published weights of plants in three groups (Dobson 1983), which R has as `PlantGrowth`. One value occurs twice. */
const PLANTS = groupsOf(
  [4.17, 5.58, 5.18, 6.11, 4.5, 4.61, 5.17, 4.53, 5.33, 5.14],
  [4.81, 4.17, 4.41, 3.59, 5.87, 3.83, 6.03, 4.89, 4.32, 4.69],
  [6.31, 5.12, 5.54, 5.5, 5.37, 5.29, 4.92, 6.15, 5.8, 5.26],
);

test('the separation of published data equals the published figures', () => {
  const plants = separationOf(PLANTS)!;
  near(plants.h, 7.9882, 'Kruskal-Wallis of PlantGrowth in R', 1e-5);
  near(plants.probability, 0.01842, 'its probability', 1e-5);
  near(plants.etaSquared, 3.76634 / (3.76634 + 10.49209), 'sums of squares of PlantGrowth in R', 1e-6);
  near(plants.rankEpsilonSquared, 7.9882 / 29, 'epsilon squared', 1e-5);
  near(plants.byChance, 2 / 29, 'by chance');
  // Efficiency of clearance in three groups (Hollander and Wolfe 1973, the example of `kruskal.test` in R).
  const clearance = separationOf(groupsOf([2.9, 3, 2.5, 2.6, 3.2], [3.8, 2.7, 4, 2.4], [2.8, 3.4, 3.7, 2.2, 2]))!;
  near(clearance.h, 0.77143, 'H', 1e-5);
  near(clearance.probability, 0.68, 'p', 1e-2);
});

test('without a difference between customers, or with one layer, there is no separation', () => {
  assert.equal(separationOf(groupsOf([1, 1], [1, 1, 1])), undefined);
  assert.equal(separationOf(groupsOf([1, 2, 3], [])), undefined);
  assert.equal(separationOf([]), undefined);
  near(separationOf(groupsOf([1, 1], [3, 3]))!.etaSquared, 1, 'layers of equal customers');
});

test('one customer who spends very much moves the share of the variance, but not that of the ranks', () => {
  const [low, high] = [Array.from({ length: 50 }, (_, i) => i), Array.from({ length: 50 }, (_, i) => 100 + i)];
  const plain = separationOf(groupsOf(low, high))!;
  const heavy = separationOf(groupsOf([...low, 1_000_000], high))!;
  assert.ok(plain.etaSquared > 0.9 && heavy.etaSquared < 0.02, `${plain.etaSquared} ${heavy.etaSquared}`);
  assert.ok(heavy.rankEpsilonSquared > 0.65, `${heavy.rankEpsilonSquared}`);
});

test('stability is compared with chance', () => {
  const stability = stabilityOf([
    [20, 5],
    [10, 15],
  ])!;
  near(stability.same, 0.7, 'same');
  near(stability.sameByChance, 0.5, 'by chance');
  near(stability.kappa, 0.4, 'kappa');
  assert.equal(
    stabilityOf([
      [7, 0],
      [0, 0],
    ])!.kappa,
    undefined,
  );
  assert.equal(
    stabilityOf([
      [0, 0],
      [0, 0],
    ]),
    undefined,
  );
  near(
    stabilityOf([
      [0, 5],
      [5, 0],
    ])!.kappa,
    -1,
    'everybody moves',
  );
});

test(`spend, separation, pairs and stability equal a naive computation (seed ${SEED})`, () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      const step = d.pick([6 * HOUR, 2 * DAY]);
      const shop = randomShop(d, d.pick([8, 40, 80]), 8, step);
      const { from, to } = randomPeriod(d, step);
      const laterMs = d.chance(0.8) ? d.pick([DAY, 9 * DAY]) : undefined;
      const count = d.int(1, LAYERS.length);
      const layers = LAYERS.slice(0, count);
      const question = {
        ...{ layers, from, windowMs: to - from, orders: randomChoices(d, 2) },
        ...(laterMs === undefined ? {} : { laterMs }),
      };
      const drawn = (): string | undefined => (d.chance(0.1) ? undefined : d.pick(layers));
      // In some shops, the layers follow the orders and hardly change, so that they are sound.
      const follows = d.chance(0.5);
      const placeOf = (
        world: ShopWorld,
      ): { readonly layer?: string | undefined; readonly later?: string | undefined } => {
        if (!follows) return { layer: drawn(), later: drawn() };
        const layer = layers[Math.min(count - 1, naive.ordersIn(question, world, shop.now).orders)];
        return { layer, later: d.chance(0.9) ? layer : drawn() };
      };
      const placed = new Map(shop.worlds.map((world, i) => [`p${i}`, placeOf(world)]));
      const analysis = layerSpendAnalysis(question);
      const total = analysis.begin();
      for (const part of shop.parts) {
        const one = { ...shop, parts: [part] };
        const groupAt = (customer: number, at: number): string | undefined => {
          const own = placed.get(part.ids.at(customer))!;
          return at === from ? own.layer : own.later;
        };
        const { figure } = figureOf({ ...analysis, finish: (sum) => sum }, one, { groupAt });
        analysis.merge(total, figure);
      }
      const found = layerQuality(analysis.finish(total), undefined, 0.1);
      const customers = shop.worlds.flatMap((world, i) => {
        const { layer, later } = placed.get(`p${i}`)!;
        if (layer === undefined) return [];
        const counted = laterMs === undefined ? undefined : later;
        return [{ layer, later: counted, ...naive.ordersIn(question, world, shop.now) }];
      });
      compare(found, customers, layers);
      seen.add(found.soundness).add(`pairs ${found.pairs.length > 0}`);
      for (const { likeness } of found.pairs) seen.add(likeness);
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
  for (const what of ['SOUND', 'UNSOUND', 'UNKNOWN', 'pairs true', 'pairs false', 'OPEN'])
    assert.ok(seen.has(what), `${what} never occurred`);
});

/** Compares each figure with the naive one. */
function compare(found: LayerQuality, customers: readonly naive.PlacedCustomer[], layers: readonly string[]): void {
  for (const layer of found.layers) {
    const own = customers.filter((each) => each.layer === layer.layer);
    assert.deepEqual(
      [layer.customers, layer.orders, layer.buyers, layer.spend],
      [
        own.length,
        own.reduce((sum, { orders }) => sum + orders, 0),
        own.filter(({ orders }) => orders > 0).length,
        own.reduce((sum, { spend }) => sum + spend, 0n),
      ],
    );
    if (own.length > 0) near(layer.meanSpend, naive.layerMean(customers, layer.layer).mean, 'mean');
    const compared = own.filter(({ later }) => later !== undefined);
    const stayed = compared.filter(({ later }) => later === layer.layer).length / compared.length;
    near(layer.stayed, compared.length === 0 ? undefined : stayed, 'stayed');
  }
  near(found.separation?.etaSquared, naive.etaSquared(customers), 'eta squared');
  near(found.separation?.rankEpsilonSquared, naive.rankShare(customers), 'epsilon squared');
  const agreed = naive.agreement(customers);
  near(found.stability?.same, agreed?.same, 'same');
  near(found.stability?.sameByChance, agreed?.byChance, 'same by chance');
  const means = layers
    .map((layer) => naive.layerMean(customers, layer))
    .filter((each) => each.customers >= LEAST_CUSTOMERS);
  assert.equal(found.pairs.length, Math.max(0, means.length - 1));
  const named = found.pairs.flatMap(({ higher, lower }, i) => (i === 0 ? [higher, lower] : [lower]));
  const meanOf = (layer: string): naive.LayerMean => means.find((each) => each.layer === layer)!;
  for (const { higher, lower, difference, interval } of found.pairs) {
    const expected = naive.welch(meanOf(higher), meanOf(lower));
    near(difference, expected.difference, 'difference');
    assert.ok(difference >= -1e-9, 'the greater mean is first');
    // The mean of equal numbers may be rounded, so their naive error is not exactly 0.
    if (interval === undefined) assert.ok(expected.error < 1e-9);
    else
      near(interval.low, difference - jstat.studentt.inv(0.975, expected.degrees) * expected.error, 'interval', 1e-6);
  }
  if (found.pairs.length > 0) assert.deepEqual([...named].sort(), means.map(({ layer }) => layer).sort());
}

/** Returns the quality of layers in which each customer spends one of the given amounts, as often as stated. */
function qualityOf(
  layers: Readonly<Record<string, readonly number[]>>,
  moves?: readonly (readonly number[])[],
  response?: Parameters<typeof layerQuality>[1],
): LayerQuality {
  const keys = Object.keys(layers);
  const analysis = layerSpendAnalysis({ layers: keys, from: 0, windowMs: DAY, orders: [{ event: 'order_paid' }] });
  const sum = analysis.begin();
  keys.forEach((key, i) => {
    for (const spend of layers[key]) {
      addCustomer(sum[i].sums, BigInt(spend) * 10_000n);
      sum[i].spent.push(spend * 10_000);
    }
    moves?.[i].forEach((count, to) => void (sum[i].later[to] += count));
  });
  return layerQuality(analysis.finish(sum), response, 0.1);
}

const repeated = (values: readonly number[], times: number): number[] =>
  Array.from({ length: times }, () => values).flat();

test('a model is sound if its layers spend differently and last, and its faults are named otherwise', () => {
  const [rich, poor] = [repeated([90, 100, 110], 40), repeated([0, 5, 10], 40)];
  const stays = [
    [100, 20],
    [10, 110],
  ];
  const sound = qualityOf({ rich, poor }, stays);
  assert.deepEqual([sound.soundness, sound.findings], ['SOUND', []]);
  assert.deepEqual(
    sound.pairs.map(({ higher, lower, likeness }) => [higher, lower, likeness]),
    [['rich', 'poor', 'DIFFERENT']],
  );
  const alike = qualityOf({ rich, same: [...rich], poor });
  assert.deepEqual([alike.soundness, alike.findings], ['UNSOUND', ['ALIKE_LAYERS']]);
  const useless = qualityOf({ one: [...rich, ...poor], other: [...rich, ...poor] });
  assert.ok(useless.findings.includes('NO_SEPARATION'));
  const moving = qualityOf({ rich, poor }, [
    [60, 60],
    [60, 60],
  ]);
  assert.deepEqual([moving.soundness, moving.findings], ['UNSOUND', ['UNSTABLE']]);
  const small = qualityOf({ rich, poor, few: [100, 0] });
  assert.deepEqual([small.soundness, small.findings], ['SOUND', ['SMALL_LAYERS']]);
  const nothing = qualityOf({ rich: repeated([0], 40), poor: repeated([0], 40) });
  assert.deepEqual([nothing.soundness, nothing.findings], ['UNKNOWN', ['TOO_FEW']]);
  assert.equal(nothing.pairs[0].likeness, 'OPEN', 'customers without orders do not show how much customers vary');
});

const STRATEGY: Strategy = {
  ...{ key: 'care', name: 'Care', objective: 'REVENUE', offer: 'NONE', layers: [], metric: 'REVENUE' },
  ...{ windowMs: 30 * DAY, leastEffect: 0, plannedAt: 0, version: 1, retired: false, savedAt: 0, savedBy: 'a' },
};

const record = (layer: string, effect: number, more: Partial<StrategyRecord> = {}): StrategyRecord => ({
  ...{ key: `${layer} ${effect}`, origin: 'CAMPAIGN', source: 'spring', strategy: 'care', layer: `m.${layer}` },
  ...{ metric: 'REVENUE', windowMs: 30 * DAY, leastEffect: 0, isPlannedBefore: true, state: 'CLOSED' },
  ...{ verdict: 'WORKS', measuredAt: 0, savedBy: 'a', version: 1 },
  figure: {
    ...{ assigned: { treated: 100, heldOut: 100 }, treated: 100, heldOut: 100, crossed: 0 },
    ...{ effect, standardError: 2, interval: { low: effect - 4, high: effect + 4 } },
  },
  ...more,
});

test('layers respond differently if their effects differ by more than their errors', () => {
  const records = [record('rich', 10), record('poor', 4), record('poor', 50, { state: 'OPEN' })];
  const of = (list: readonly StrategyRecord[]) =>
    layerResponse(['rich', 'poor', 'rest'], [STRATEGY], (layer) => list.filter((each) => each.layer === `m.${layer}`));
  const response = of(records)!;
  assert.deepEqual([response.q, response.degrees], [4.5, 1]);
  near(response.probability, 0.033895, 'chi-square of 4.5', 1e-5);
  assert.deepEqual(
    response.strategies[0].effects.map(({ layer, effect, trials }) => [layer, effect, trials]),
    [
      ['rich', 10, 1],
      ['poor', 4, 1],
    ],
    'an open record does not count',
  );
  assert.equal(responseOfPair(response, 'rich', 'rest'), undefined);
  near(responseOfPair(response, 'poor', 'rich')!.q, 4.5, 'pair');
  assert.equal(of([record('rich', 10)]), undefined);
  assert.equal(of([record('rich', 10), record('poor', 4, { verdict: 'UNTRUSTED' })]), undefined);
});

test('layers that spend alike but respond differently are no fault, and those that respond alike are a hint', () => {
  const both = repeated([90, 100, 110], 40);
  const respond = (poor: number) =>
    layerResponse(['rich', 'poor'], [STRATEGY], (layer) => [record(layer, layer === 'rich' ? 10 : poor)]);
  const different = qualityOf({ rich: both, poor: [...both] }, undefined, respond(-10));
  assert.deepEqual([different.soundness, different.findings], ['SOUND', []]);
  assert.ok(different.pairs[0].responseProbability! < 1e-6);
  const same = qualityOf({ rich: both, poor: [...both] }, undefined, respond(9));
  assert.deepEqual(same.findings, ['NO_SEPARATION', 'ALIKE_LAYERS', 'SAME_RESPONSE']);
});
