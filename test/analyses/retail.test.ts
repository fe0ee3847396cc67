/**
 * Compares retail figures computed one customer at a time with naive implementations, and checks equations that must
 * hold between the figures.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cohortRevenueAnalysis } from '../../src/engine/analyses/cohort-revenue.js';
import { CUSTOMER_CLASSES, nineMetricsAnalysis } from '../../src/engine/analyses/nine-metrics.js';
import { repurchaseAnalysis } from '../../src/engine/analyses/repurchase.js';
import { rfmAnalysis } from '../../src/engine/analyses/rfm-grid.js';
import { divideHalfEven } from '../../src/engine/values/decimal.js';
import { period } from '../../src/reference/language.js';
import { gapsOf, isDormant, revenueOf, spentOf, visitorOf } from '../../src/reference/analyses/retail.js';
import { amount, freshSeed } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import { DAY, figureOf, HOUR, randomPeriod, randomShop, seeds, type RandomShop } from './random-analysis.js';

const SEED = freshSeed();
const RUNS = amount(300, 3000, 'STRATA_ANALYSIS_WORLDS');

const ORDERS = [{ event: 'order_paid' }] as const;
const VISITS = [{ event: 'visit' }, { event: 'product_viewed' }] as const;

function worlds(check: (d: Dice, shop: RandomShop, span: { from: number; to: number }) => void): void {
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      const step = d.pick([6 * HOUR, 2 * DAY, 5 * DAY]);
      check(d, randomShop(d, 8, 20, step, { receipts: d.int(0, 4) }), randomPeriod(d, step));
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
}

/** Returns the facts of customers. Figures other than those of the whole shop leave receipts out. */
const customersOf = (shop: RandomShop): RandomShop['worlds'] => shop.worlds.filter((w) => !w.isReceipt);

const sumOf = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);

/** Returns the orders of receipts in the period. */
function naiveUnattributed(question: Parameters<typeof spentOf>[0], shop: RandomShop): { orders: number; gmv: bigint } {
  const list = shop.worlds.flatMap((w) => (w.isReceipt && spentOf(question, w, shop.now)) || []);
  return { orders: list.reduce((n, { orders }) => n + orders, 0), gmv: sumOf(list.map(({ gmv }) => gmv)) };
}

test(`the nine metrics equal a naive count, and their product is GMV (seed ${SEED})`, () => {
  let mixed = 0;
  worlds((d, shop, span) => {
    const question = { ...span, orders: [...ORDERS], visits: [...VISITS], dormantMs: d.pick([2, 5, 10, 30]) * DAY };
    met('analysis', 'nineMetrics');
    const { figure, members } = figureOf(nineMetricsAnalysis(question, shop.now), shop);
    const visitors = shop.worlds.map((w) => visitorOf(question, w, shop.now));
    let product = 0;
    for (const [k, name] of CUSTOMER_CLASSES.entries()) {
      const own = visitors.filter((v) => v?.name === name).map((v) => v!);
      const buyers = own.filter((v) => v.orders > 0);
      const row = figure.classes[k];
      assert.deepEqual(
        [row.visitors, row.buyers, row.orders, row.gmv, row.visitAgain],
        [
          own.length,
          buyers.length,
          own.reduce((n, v) => n + v.orders, 0),
          sumOf(own.map((v) => v.gmv)),
          own.filter((v) => v.again).length,
        ],
        name,
      );
      assert.equal(members.get(row.row)?.size ?? 0, row.visitors);
      assert.equal(members.get(row.buyersRow)?.size ?? 0, row.buyers);
      const priced = own.reduce((n, v) => n + v.priced, 0);
      if (priced > 0 && priced < row.orders) mixed++;
      assert.equal(row.perOrder, priced === 0 ? undefined : divideHalfEven(row.gmv, BigInt(priced)));
      if (row.buyers > 0) product += row.visitors * row.conversion! * (Number(row.gmv) / row.buyers);
    }
    assert.deepEqual(figure.unattributed, naiveUnattributed(question, shop));
    const ofClasses = sumOf(figure.classes.map((c) => c.gmv));
    assert.equal(figure.gmv, ofClasses + figure.unattributed.gmv);
    const orders = figure.classes.reduce((n, c) => n + c.orders, 0);
    assert.equal(figure.orders, orders + figure.unattributed.orders);
    assert.ok(Math.abs(product - Number(ofClasses)) <= 1e-6 * Math.abs(product) + 1);
    const dormant = shop.worlds.filter((w) => isDormant(question, w, shop.now)).length;
    assert.equal(figure.dormantAtBeginning, dormant);
    assert.equal(members.get(figure.dormantRow)?.size ?? 0, dormant);
  });
  assert.ok(mixed > 0, 'some classes have orders in several currencies');
});

test(`gaps between days with an order equal a naive count (seed ${SEED})`, () => {
  worlds((_, shop, span) => {
    const question = { ...span, orders: [...ORDERS], bounds: [DAY, 3 * DAY, 10 * DAY] };
    met('analysis', 'repurchase');
    const { figure } = figureOf(repurchaseAnalysis(question, shop.setting.zone, shop.now), shop);
    const gaps = customersOf(shop).flatMap((w) => gapsOf(question, w, shop.now));
    const check = (got: (typeof figure)['all'], own: readonly number[]): void => {
      assert.equal(got.gaps, own.length);
      assert.deepEqual(
        got.ranges.map((r) => r.gaps),
        [0, DAY, 3 * DAY, 10 * DAY].map(
          (low, i, all) => own.filter((g) => g >= low && g < (all[i + 1] ?? Infinity)).length,
        ),
      );
      const sorted = [...own].sort((a, b) => a - b);
      const middle =
        sorted.length % 2 === 1 ? [sorted[sorted.length >> 1]] : sorted.slice(sorted.length / 2 - 1).slice(0, 2);
      assert.equal(got.medianMs, own.length === 0 ? undefined : middle.reduce((a, b) => a + b, 0) / middle.length);
    };
    check(
      figure.all,
      gaps.map((g) => g.gap),
    );
    check(
      figure.firstToSecond,
      gaps.filter((g) => g.isFirst).map((g) => g.gap),
    );
  });
});

test(`cohort revenue by month equals a naive count (seed ${SEED})`, () => {
  worlds((_, shop, span) => {
    const { zone } = shop.setting;
    const question = { ...span, orders: [...ORDERS], months: 2 };
    met('analysis', 'cohortRevenue');
    const { figure, members } = figureOf(cohortRevenueAnalysis(question, zone, shop.now), shop);
    const naive = customersOf(shop).map((w) => revenueOf(question, w, shop.now));
    let counted = 0;
    for (const cohort of figure) {
      const month = period(cohort.from, 'month', zone);
      const own = naive.filter((n) => n?.month === month).map((n) => n!);
      assert.equal(cohort.customers, own.length);
      assert.equal(members.get(cohort.row)?.size ?? 0, own.length);
      counted += own.length;
      let cumulative = 0n;
      for (const cell of cohort.cells) {
        const paid = own.map((n) => n.paid(cell.month));
        cumulative += sumOf(paid.map((p) => p.money));
        assert.deepEqual(
          [cell.buyers, cell.revenue, cell.cumulative],
          [paid.filter((p) => p.buys).length, sumOf(paid.map((p) => p.money)), cumulative],
        );
        assert.equal(members.get(cell.row)?.size ?? 0, cell.buyers);
        assert.equal(cell.complete, period(shop.now, 'month', zone) > month + cell.month);
      }
    }
    assert.equal(counted, naive.filter((n) => n !== undefined).length);
  });
});

test(`the RFM grid and the share of the largest customers equal a naive count (seed ${SEED})`, () => {
  worlds((_, shop, span) => {
    const question = {
      ...span,
      orders: [...ORDERS],
      recency: [2 * DAY, 7 * DAY],
      frequency: [2, 4],
      shares: [0.1, 0.2, 0.5, 1],
    };
    met('analysis', 'rfm');
    const { figure, members } = figureOf(rfmAnalysis(question, shop.now), shop);
    const asOf = Math.min(span.to, shop.now);
    const own = customersOf(shop).flatMap((w) => spentOf(question, w, shop.now) ?? []);
    assert.equal(figure.customers, own.length);
    assert.equal(figure.gmv, sumOf(own.map((x) => x.gmv)));
    for (const cell of figure.cells) {
      const there = own.filter((x) => {
        const recency = [2 * DAY, 7 * DAY, Infinity].findIndex((bound) => asOf - x.last < bound);
        const often = x.orders >= 4 ? 2 : 1;
        return recency === cell.recency && (x.orders < 2 ? 0 : often) === cell.frequency;
      });
      assert.deepEqual([cell.customers, cell.gmv], [there.length, sumOf(there.map((x) => x.gmv))]);
      assert.equal(members.get(cell.row)?.size ?? 0, cell.customers);
    }
    const money = own.map((x) => x.gmv).sort((a, b) => Number(b - a));
    for (const row of figure.pareto) {
      const least = money.findIndex((__, i) => (i + 1) / money.length >= row.share - 1e-9) + 1;
      assert.equal(row.customers, least);
      assert.equal(row.gmv, sumOf(money.slice(0, least)));
    }
  });
});
