/** Compares the facts that models read from columns with a naive implementation, on random histories. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { basketCounts } from '../../src/engine/models/baskets.js';
import { CHURN_FEATURES, churnSample, type ChurnSample } from '../../src/engine/models/churn.js';
import { DrawnRows } from '../../src/engine/models/drawn-rows.js';
import { orderHistories } from '../../src/engine/models/order-histories.js';
import { basketAt, churnAt, historyAt } from '../../src/reference/models/facts.js';
import { pairOf } from '../../src/reference/models/items.js';
import { amount, freshSeed } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { DAY, figureOf, HOUR, randomShop, seeds, type RandomShop } from '../analyses/random-analysis.js';

const SEED = freshSeed();
const RUNS = amount(150, 3000, 'STRATA_MODEL_WORLDS');
const ORDERS = [{ event: 'order_paid' }];

function worlds(check: (d: Dice, shop: RandomShop) => void): void {
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      check(d, randomShop(d, 8, 24, d.pick([6 * HOUR, 2 * DAY, 5 * DAY])));
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
}

const rowTexts = ({ features, outcomes }: ChurnSample): string[] =>
  [...outcomes]
    .map((outcome, i) =>
      [...features.subarray(i * CHURN_FEATURES.length, (i + 1) * CHURN_FEATURES.length), outcome].join(' '),
    )
    .sort();

const sorted = (rows: readonly (readonly number[])[]): string[] =>
  rows.map((row) => row.map((x) => (Math.round(x * 1e6) / 1e6).toString()).join(' ')).sort();

test(`histories at a cut and their later days equal a naive count (seed ${SEED})`, () => {
  let met = 0;
  worlds((d, shop) => {
    const cut = shop.now - d.int(0, 20) * DAY - d.pick([0, 1]);
    const until = d.pick([shop.now, cut, Math.min(shop.now, cut + 5 * DAY)]);
    const { figure } = figureOf(orderHistories({ orders: ORDERS, cut, until }, shop.now), shop);
    const naive = shop.worlds.flatMap((w) => historyAt(w, cut, until, shop.now) ?? []);
    assert.deepEqual(
      sorted(
        Array.from(figure.repeats, (n, i) => [
          ...[n, figure.lastAt[i], figure.age[i], figure.mean[i]],
          ...[figure.later[i], figure.laterValue[i]],
        ]),
      ),
      sorted(naive.map((h) => [h.repeats, h.lastAt, h.age, h.mean, h.later, h.laterValue])),
    );
    met += naive.filter((h) => h.repeats > 0 && h.later > 0).length;
  });
  assert.ok(met > 0, `${met} customers with repeats and later orders`);
});

test(`the customers of a churn sample and their outcomes equal a naive count (seed ${SEED})`, () => {
  worlds((d, shop) => {
    const now = shop.now + d.int(0, 130) * DAY;
    const cut = now - d.int(0, 120) * DAY + d.pick([-1, 0, 0, 1]);
    const { figure } = figureOf(churnSample({ orders: ORDERS, cut }, now), { ...shop, now });
    const naive = shop.worlds.flatMap((w) => churnAt(w, cut, now) ?? []);
    assert.equal(figure.features.length, naive.length * CHURN_FEATURES.length);
    assert.deepEqual(
      [...figure.outcomes].map(String).sort(),
      naive.map(({ churned }) => String(churned === undefined ? NaN : Number(churned))).sort(),
    );
    assert.ok(figure.features.every(Number.isFinite));
  });
});

test(`a churn sample draws some of many customers, independent of their order (seed ${SEED})`, () => {
  let dropped = 0;
  worlds((d, shop) => {
    const cut = shop.now - d.int(0, 40) * DAY;
    const most = d.int(1, 12);
    const all = figureOf(churnSample({ orders: ORDERS, cut }, shop.now), shop).figure;
    const question = { orders: ORDERS, cut, most };
    const { figure } = figureOf(churnSample(question, shop.now), shop);
    const rows = rowTexts(figure);
    assert.ok(rows.length <= most && (all.outcomes.length > most || rows.length === all.outcomes.length));
    assert.deepEqual(rowTexts(figureOf(churnSample(question, shop.now), shop).figure), rows);
    const left = rowTexts(all);
    for (const row of rows) assert.ok(left.splice(left.indexOf(row), 1)[0] === row, 'it is a row of the whole sample');
    dropped += left.length;
  });
  assert.ok(dropped > 0, 'some customers were left out');
});

test('rows are drawn by id: their order and their parts do not change the result', () => {
  const drawn = (ids: readonly number[]): DrawnRows => {
    const rows = new DrawnRows(1, 1_000);
    for (const id of ids) rows.add(`customer ${id}`, [id], 0);
    return rows;
  };
  const ids = Array.from({ length: 20_000 }, (_, i) => i);
  const wanted = [...drawn(ids).rows().features].sort((a, b) => a - b);
  assert.ok(wanted.length > 400 && wanted.length <= 1_000, `${wanted.length} rows`);
  const near = wanted.filter((id) => id < 10_000).length / wanted.length;
  assert.ok(near > 0.35 && near < 0.65, 'the draw does not follow the ids');
  const [first, second] = [drawn(ids.slice(9_000).reverse()), drawn(ids.slice(0, 9_000))];
  first.merge(second);
  assert.deepEqual(
    [...first.rows().features].sort((a, b) => a - b),
    wanted,
  );
});

test(`basket items, pairs and repurchase days equal a naive count (seed ${SEED})`, () => {
  let pairs = 0;
  worlds((d, shop) => {
    const from = shop.now - d.int(1, 40) * DAY;
    const baskets = shop.worlds.map((w) => basketAt(w, from, shop.now)).filter((b) => b.size > 0);
    const sets = baskets.map((b) => new Set(b.keys()));
    const items = new Set([...new Set(sets.flatMap((s) => [...s]))].filter(() => d.chance(0.5)));
    const { figure } = figureOf(basketCounts({ orders: ORDERS, from, items }, shop.now), shop);
    assert.equal(figure.customers, baskets.length);
    for (const [item, n] of figure.counts) assert.equal(n, pairOf(sets, item, item).both);
    for (const item of items) {
      const together = figure.together.get(item);
      for (const other of figure.counts.keys()) {
        if (other === item) continue;
        assert.equal(together?.get(other) ?? 0, pairOf(sets, item, other).both);
        pairs += together?.get(other) ?? 0;
      }
    }
    for (const item of figure.together.keys()) assert.ok(items.has(item));
  });
  assert.ok(pairs > 0, `${pairs} pairs`);
});

test('of a customer with many items the last purchased ones count', () => {
  const shop = randomShop(new Dice(random(7)), 40, 24, DAY);
  const question = { orders: ORDERS, from: -Infinity, items: new Set<string>() };
  const { figure } = figureOf(basketCounts({ ...question, most: 1 }, shop.now), shop);
  let [pieces, customers] = [0, 0];
  for (const n of figure.counts.values()) pieces += n;
  for (const w of shop.worlds) if (basketAt(w, -Infinity, shop.now).size > 0) customers++;
  assert.ok(customers > 0);
  assert.equal(pieces, customers);
});
