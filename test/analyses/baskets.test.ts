/**
 * Compares returns, baskets, pairs, carts and members computed one customer at a time with naive implementations over
 * random histories.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { pairAnalysis } from '../../src/engine/analyses/attach-pairs.js';
import { basketAnalysis, LARGEST_BASKET } from '../../src/engine/analyses/baskets.js';
import { cartAnalysis } from '../../src/engine/analyses/cart-conversion.js';
import { memberAnalysis } from '../../src/engine/analyses/member-activity.js';
import { Periods } from '../../src/engine/analyses/periods.js';
import { returnsAnalysis } from '../../src/engine/analyses/returns.js';
import { rfmAnalysis } from '../../src/engine/analyses/rfm-grid.js';
import { basketsOf, cartedItems, ordersIn } from '../../src/reference/analyses/baskets.js';
import { groupOf } from '../../src/reference/analyses/funnel.js';
import { memberIn } from '../../src/reference/analyses/members.js';
import { spentOf } from '../../src/reference/analyses/retail.js';
import { refundsOf, returnsOf } from '../../src/reference/analyses/returns.js';
import { amount, freshSeed } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import { asReach, DAY, figureOf, HOUR, randomPeriod, randomShop, seeds, type RandomShop } from './random-analysis.js';

const SEED = freshSeed();
const RUNS = amount(300, 1000, 'STRATA_ANALYSIS_WORLDS');

const ORDERS = [{ event: 'order_paid' }, { event: 'order_placed' }];
/** Orders with a line of one product: the filter reads the gross order, whatever was returned of it. */
const OF_ONE = [
  {
    event: 'order_paid',
    where: {
      kind: 'field' as const,
      field: { scope: 'line' as const, name: 'sku' },
      test: { op: 'eq' as const, value: 's1' },
    },
  },
];

function worlds(check: (d: Dice, shop: RandomShop, span: { from: number; to: number }) => void): void {
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      const step = d.pick([6 * HOUR, 2 * DAY, 5 * DAY]);
      check(d, randomShop(d, 8, 20, step, d.chance(0.7) ? { retype: asReach } : {}), randomPeriod(d, step));
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
}

const sumOf = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);
const countOf = (list: readonly unknown[]): number => new Set(list).size;

test(`returns by cohort and by time equal a naive count (seed ${SEED})`, () => {
  worlds((d, shop, span) => {
    const groups = d.pick([{ property: 'channel' }, { line: 'sku' as const }, { line: 'brand' as const }]);
    const question = { ...span, orders: d.pick([ORDERS, OF_ONE]), groups };
    met('analysis', 'returns');
    const { figure, members } = figureOf(returnsAnalysis(question, shop.now), shop);
    const check = (got: (typeof figure)['all'], isOf: (group: string | null) => boolean, by?: typeof groups): void => {
      const naive = { ...question, groups: by };
      const own = shop.worlds.flatMap((w, customer) =>
        returnsOf(naive, w, shop.now)
          .filter(({ group }) => isOf(group))
          .map((x) => ({ ...x, customer })),
      );
      const refunds = shop.worlds.flatMap((w, customer) =>
        refundsOf(naive, w, shop.now)
          .filter(({ group }) => isOf(group))
          .map((x) => ({ ...x, customer })),
      );
      const returned = own.filter((x) => x.any);
      assert.deepEqual(
        {
          ...{ orders: got.orders, returnedOrders: got.returnedOrders, wholly: got.whollyReturned },
          ...{ customers: got.customers, returning: got.returningCustomers },
          ...{ lines: got.lines, returnedLines: got.returnedLines, sales: got.sales, returned: got.returned },
          ...{ refunded: got.refunded, refundedOrders: got.refundedOrders },
        },
        {
          ...{ orders: own.length, returnedOrders: returned.length },
          wholly: own.filter((x) => x.everything).length,
          customers: countOf(own.map((x) => x.customer)),
          returning: countOf(returned.map((x) => x.customer)),
          lines: own.reduce((n, x) => n + x.lines, 0),
          returnedLines: own.reduce((n, x) => n + x.returnedLines, 0),
          sales: sumOf(own.map((x) => x.sales)),
          returned: sumOf(own.map((x) => x.returned)),
          refunded: sumOf(refunds.map((x) => x.money)),
          refundedOrders: refunds.length,
        },
      );
      assert.equal(members.get(got.row)?.size ?? 0, got.customers);
      assert.equal(members.get(got.returnedRow)?.size ?? 0, got.returningCustomers);
      assert.equal(members.get(got.refundedRow)?.size ?? 0, countOf(refunds.map((x) => x.customer)));
      assert.ok(got.rate === undefined || (got.rate >= 0 && got.rate <= 1), 'only goods that were sold are returned');
    };
    check(figure.all, () => true);
    for (const own of figure.groups) check(own, (group) => group === own.group, groups);
    if ('property' in groups) assert.equal(sumOf(figure.groups.map((g) => g.sales)), figure.all.sales);
  });
});

test(`basket sizes equal a naive count (seed ${SEED})`, () => {
  worlds((_, shop, span) => {
    const question = { ...span, orders: ORDERS, groups: { property: 'channel' } };
    met('analysis', 'basket');
    const { figure, members } = figureOf(basketAnalysis(question, shop.now), shop);
    const orders = shop.worlds.flatMap((w, customer) =>
      ordersIn(question, w, shop.now).map((e) => ({
        customer,
        group: groupOf(e, 'channel', w.zone),
        money: e.currency === undefined || e.currency === w.currency ? (e.amount ?? 0n) : 0n,
        lines: e.lines?.filter((line) => line.quantity > 0n),
      })),
    );
    const check = (got: (typeof figure)['all'], own: typeof orders): void => {
      const known = own.flatMap(({ lines }) => (lines ? [lines] : []));
      assert.deepEqual(
        [got.orders, got.buyers, got.gmv, got.withLines, got.lines, got.quantity],
        [
          own.length,
          countOf(own.map((x) => x.customer)),
          sumOf(own.map((x) => x.money)),
          known.length,
          known.flat().length,
          sumOf(known.flat().map((line) => line.quantity)),
        ],
      );
      const sorted = own.map((x) => Number(x.money) / 10_000).sort((a, b) => a - b);
      const [low, high] = [(own.length - 1) >> 1, own.length >> 1].map((i) => sorted[i]);
      assert.equal(got.medianOrder, own.length === 0 ? undefined : low + (high - low) / 2);
      for (const size of got.sizes) {
        const there = own.filter(({ lines }) => lines && Math.min(lines.length, LARGEST_BASKET) === size.lines);
        assert.equal(size.orders, there.length);
        assert.equal(members.get(size.row)?.size ?? 0, countOf(there.map((x) => x.customer)));
      }
    };
    check(figure.all, orders);
    assert.equal(figure.groups.length, countOf(orders.map((x) => x.group)));
    for (const own of figure.groups)
      check(
        own,
        orders.filter((x) => x.group === own.group),
      );
  });
});

test(`pairs of items bought together equal a naive count (seed ${SEED})`, () => {
  worlds((d, shop, span) => {
    const question = {
      ...{ ...span, orders: ORDERS, first: 100 },
      field: d.pick(['sku', 'brand', 'category']),
      per: d.pick(['ORDER', 'CUSTOMER'] as const),
      minTogether: d.int(1, 2),
      order: d.pick(['TOGETHER', 'LIFT'] as const),
      ...(d.chance(0.3) ? { item: d.pick(['s1', 'Other', 'never']) } : {}),
    };
    met('analysis', 'pair');
    const analysis = pairAnalysis(question, shop.now);
    const { figure, members } = figureOf(analysis, shop);
    const byCustomer = shop.worlds.map((w) => basketsOf(question, w, shop.now));
    const baskets = byCustomer.flat();
    const items = [...new Set(baskets.flat())];
    const having = (...wanted: string[]): number => baskets.filter((b) => wanted.every((x) => b.includes(x))).length;
    assert.deepEqual([figure.baskets, figure.items], [baskets.length, items.length]);
    const expected = items.flatMap((a) =>
      items
        .filter((b) => a < b && having(a, b) >= question.minTogether)
        .filter((b) => question.item === undefined || [a, b].includes(question.item))
        .map((b) => ({
          pair: [a, b].join(),
          both: having(a, b),
          lift: (having(a, b) * baskets.length) / (having(a) * having(b)),
        })),
    );
    const got = figure.pairs.map((p) => ({ pair: [p.first, p.second].sort().join(), both: p.together, lift: p.lift }));
    const byName = (a: { pair: string }, b: { pair: string }): number => (a.pair < b.pair ? -1 : 1);
    assert.deepEqual([...got].sort(byName), [...expected].sort(byName));
    assert.equal(figure.found, expected.length);
    const rank = got.map((p) => (question.order === 'LIFT' ? p.lift : p.both));
    assert.deepEqual(
      rank,
      [...rank].sort((a, b) => b - a),
    );
    for (const p of figure.pairs) {
      assert.deepEqual([p.firstBaskets, p.secondBaskets], [having(p.first), having(p.second)]);
      assert.equal(p.ofFirst, p.together / p.firstBaskets);
      const buyers = byCustomer.filter((own) => own.some((b) => b.includes(p.first) && b.includes(p.second)));
      const isOf = analysis.matcher!(p.row)!(analysis.begin());
      const own = [...members].filter(([noted]) => isOf(noted)).flatMap(([, ids]) => [...ids]);
      assert.equal(countOf(own), buyers.length);
    }
  });
});

test(`carts and purchases from them equal a naive count (seed ${SEED})`, () => {
  worlds((d, shop, span) => {
    const question = {
      ...{ ...span, carts: [{ event: 'added_to_cart' }], orders: ORDERS, item: 'sku' },
      windowMs: d.pick([6 * HOUR, 2 * DAY, 10 * DAY]),
      groups: { property: 'channel' },
    };
    met('analysis', 'cart');
    const { figure, members } = figureOf(cartAnalysis(question, shop.now), shop);
    const all = shop.worlds.flatMap((w, customer) =>
      cartedItems(question, w, shop.now).map((x) => ({ ...x, customer })),
    );
    const check = (got: (typeof figure)['all'], own: typeof all): void => {
      const over = own.filter((x) => !x.isOpen);
      const bought = over.filter((x) => x.boughtAfter !== undefined);
      assert.deepEqual(
        [got.carted, got.bought, got.abandoned, got.open, got.customers, got.buyers],
        [
          over.length,
          bought.length,
          over.length - bought.length,
          own.length - over.length,
          countOf(over.map((x) => x.customer)),
          countOf(bought.map((x) => x.customer)),
        ],
      );
      const times = bought.map((x) => x.boughtAfter!).sort((a, b) => a - b);
      const [low, high] = [(times.length - 1) >> 1, times.length >> 1].map((i) => times[i]);
      assert.equal(got.medianMs, times.length === 0 ? undefined : low + (high - low) / 2);
      assert.equal(members.get(got.boughtRow)?.size ?? 0, got.buyers);
      const abandoning = countOf(over.filter((x) => x.boughtAfter === undefined).map((x) => x.customer));
      assert.equal(members.get(got.abandonedRow)?.size ?? 0, abandoning);
    };
    check(figure.all, all);
    assert.equal(figure.groups.length, countOf(all.map((x) => x.group)));
    for (const own of figure.groups)
      check(
        own,
        all.filter((x) => x.group === own.group),
      );
  });
});

test(`the activity of members by unit equals a naive count (seed ${SEED})`, () => {
  worlds((d, shop, span) => {
    const unit = d.pick(['DAY', 'WEEK', 'MONTH'] as const);
    const question = {
      ...{ ...span, unit, activities: [{ event: 'visit' }, { event: 'added_to_cart' }], orders: ORDERS },
      ...(d.chance(0.8) ? { joins: [{ event: 'registered' }] } : {}),
      groups: 'MOMENT' as const,
    };
    const level = (customer: number, at: number): string => `level ${(customer + Math.floor(at / (3 * DAY))) % 2}`;
    // The position of a customer in its part is not its number in the world, so groups are checked by their sum.
    met('analysis', 'member');
    const { figure, members } = figureOf(memberAnalysis(question, shop.setting.zone, shop.now), shop, {
      groupAt: level,
    });
    const bounds = Periods.of(unit, shop.setting.zone, span.from, span.to);
    assert.equal(figure.all.units.length, bounds.length);
    figure.all.units.forEach((got, i) => {
      const [from, to] = [Math.max(bounds.start(i), span.from), Math.min(bounds.end(i), span.to)];
      const own = shop.worlds.flatMap((w) => memberIn(question, w, shop.now, from, to) ?? []);
      const active = own.filter((x) => x.active).length;
      assert.deepEqual(
        [got.from, got.to, got.members, got.joined, got.active, got.buyers],
        [from, to, own.length, own.filter((x) => x.joined).length, active, own.filter((x) => x.buys).length],
      );
      assert.equal(members.get(got.activeRow)?.size ?? 0, active);
      assert.equal(members.get(got.inactiveRow)?.size ?? 0, own.length - active);
      assert.equal(got.complete, to <= shop.now);
      for (const what of ['members', 'active', 'joined', 'buyers'] as const)
        assert.equal(
          figure.groups.reduce((n, g) => n + g.units[i][what], 0),
          got[what],
          'groups add up to everyone',
        );
    });
  });
});

test(`the Gini coefficient is half the mean difference divided by the mean (seed ${SEED})`, () => {
  worlds((_, shop, span) => {
    const question = { ...span, orders: ORDERS, recency: [DAY], frequency: [2], shares: [0.5] };
    met('analysis', 'rfm');
    const { figure } = figureOf(rfmAnalysis(question, shop.now), shop);
    const money = shop.worlds.flatMap((w) => spentOf(question, w, shop.now)?.gmv ?? []).map(Number);
    const total = money.reduce((a, b) => a + b, 0);
    const differences = money.flatMap((a) => money.map((b) => Math.abs(a - b))).reduce((a, b) => a + b, 0);
    if (total === 0) assert.equal(figure.gini, undefined);
    else assert.ok(Math.abs(figure.gini! - differences / (2 * money.length * total)) < 1e-9);
  });
});
