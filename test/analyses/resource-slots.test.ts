/**
 * Compares slots, channels and the reach of carriers computed one customer at a time with naive implementations over
 * random histories.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { channelAnalysis, wilson } from '../../src/engine/analyses/channels.js';
import { REACH_STAGES, reachAnalysis } from '../../src/engine/analyses/reach-effect.js';
import { slotAnalysis } from '../../src/engine/analyses/resource-slots.js';
import { acquiredBy } from '../../src/reference/analyses/channels.js';
import { carriedOrders, groupsOf, viewerOf } from '../../src/reference/analyses/reach.js';
import { slotHistory, type SlotName } from '../../src/reference/analyses/resource-slots.js';
import { amount, freshSeed } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import { asReach, DAY, figureOf, HOUR, randomPeriod, randomShop, seeds, type RandomShop } from './random-analysis.js';

const SEED = freshSeed();
const RUNS = amount(300, 1000, 'STRATA_ANALYSIS_WORLDS');

const ORDERS = [{ event: 'order_paid' }];
const VISITS = [{ event: 'visit' }, { event: 'page_viewed' }];

function worlds(check: (d: Dice, shop: RandomShop, span: { from: number; to: number }) => void): void {
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      const step = d.pick([6 * HOUR, 2 * DAY, 5 * DAY]);
      check(d, randomShop(d, 8, 24, step, { retype: asReach }), randomPeriod(d, step));
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
}

const sumOf = (list: readonly bigint[]): bigint => list.reduce((a, b) => a + b, 0n);
const countOf = (list: readonly unknown[]): number => new Set(list).size;
const ratio = (part: number, whole: number): number | undefined => (whole === 0 ? undefined : part / whole);

test(`exposures, clicks and orders of slots equal a naive count (seed ${SEED})`, () => {
  worlds((d, shop, span) => {
    const question = {
      ...{ ...span, views: [{ event: 'slot_viewed' }], clicks: [{ event: 'slot_clicked' }], orders: ORDERS },
      ...{ slot: 'slot', windowMs: d.pick([6 * HOUR, 2 * DAY, 10 * DAY]) },
      ...(d.chance(0.5) ? { position: 'position' } : {}),
      ...(d.chance(0.5) ? { item: 'sku' } : {}),
      credit: d.pick(['LAST', 'EVERY'] as const),
    };
    met('analysis', 'slot');
    const { figure, members } = figureOf(slotAnalysis(question, shop.now), shop);
    const histories = shop.worlds.map((w) => slotHistory(question, w, shop.now));
    const check = (got: (typeof figure)['all'], isOf: (name: SlotName) => boolean, isAll: boolean): void => {
      const own = histories.map((h) => ({
        views: h.views.filter(isOf).length,
        clicks: h.clicks.filter(isOf).length,
        orders: h.orders.filter((order) => isAll || order.slots.some(isOf)),
      }));
      const [exposed, clickers, buyers] = [
        own.filter((x) => x.views > 0).length,
        own.filter((x) => x.clicks > 0).length,
        own.filter((x) => x.orders.length > 0).length,
      ];
      const clicks = own.reduce((n, x) => n + x.clicks, 0);
      const exposures = own.reduce((n, x) => n + x.views, 0);
      assert.deepEqual(
        [got.exposures, got.exposedCustomers, got.clicks, got.clickers, got.orders, got.buyers, got.gmv],
        [
          ...[exposures, exposed, clicks, clickers, own.flatMap((x) => x.orders).length, buyers],
          sumOf(own.flatMap((x) => x.orders.map((order) => order.money))),
        ],
      );
      assert.deepEqual(
        [got.clickRate, got.clickerRate, got.conversion],
        [ratio(clicks, exposures), ratio(clickers, exposed), ratio(buyers, clickers)],
      );
      assert.equal(members.get(got.row)?.size ?? 0, exposed);
      assert.equal(members.get(got.clickedRow)?.size ?? 0, clickers);
      assert.equal(members.get(got.boughtRow)?.size ?? 0, buyers);
    };
    check(figure.all, () => true, true);
    for (const slot of figure.slots) {
      const name = 'position' in slot ? [slot.slot, slot.position] : [slot.slot];
      check(slot, (other) => JSON.stringify(other) === JSON.stringify(name), false);
    }
    const none = histories.map((h) => h.orders.filter((order) => order.slots.length === 0));
    assert.deepEqual(
      [figure.none.orders, figure.none.buyers, figure.none.gmv],
      [
        none.flat().length,
        none.filter((list) => list.length > 0).length,
        sumOf(none.flat().map((order) => order.money)),
      ],
    );
    assert.equal(members.get(figure.none.boughtRow)?.size ?? 0, figure.none.buyers);
    const given = figure.slots.reduce((n, slot) => n + slot.orders, figure.none.orders);
    if (figure.additive) assert.equal(given, figure.all.orders, 'each order is given once');
    else assert.ok(given >= figure.all.orders);
  });
});

test(`the behaviour of customers acquired through a channel equals a naive count (seed ${SEED})`, () => {
  worlds((d, shop, span) => {
    const question = {
      ...{ ...span, touches: [{ event: 'registered' }, { event: 'visit' }], property: 'channel', orders: ORDERS },
      ...{ visits: VISITS, views: [{ event: 'slot_viewed' }], carts: [{ event: 'added_to_cart' }] },
      followMs: d.pick([2, 10, 30]) * DAY,
      repurchaseMs: d.pick([2, 5, 10]) * DAY,
      costs: new Map<string, bigint>(d.chance(0.5) ? [['app', 1_000_000n]] : []),
    };
    met('analysis', 'channel');
    const { figure, members } = figureOf(channelAnalysis(question, shop.setting.zone, shop.now), shop);
    const all = shop.worlds.flatMap((w) => acquiredBy(question, w, shop.now) ?? []);
    const check = (got: (typeof figure)['all'], own: typeof all): void => {
      const [day7, again] = [own.filter((x) => x.day7 !== undefined), own.filter((x) => x.buysAgain !== undefined)];
      const buyers = own.filter((x) => x.orders > 0).length;
      assert.deepEqual(
        {
          counts: [got.customers, got.views, got.carting, got.buyers, got.orders],
          later: [got.day7Eligible, got.day7, got.repurchaseEligible, got.repurchased],
          money: [got.gmv, got.sales, got.returned],
        },
        {
          counts: [
            ...[own.length, own.reduce((n, x) => n + x.views, 0), own.filter((x) => x.carts).length, buyers],
            own.reduce((n, x) => n + x.orders, 0),
          ],
          later: [
            ...[day7.length, day7.filter((x) => x.day7).length],
            ...[again.length, again.filter((x) => x.buysAgain).length],
          ],
          money: [sumOf(own.map((x) => x.gmv)), sumOf(own.map((x) => x.sales)), sumOf(own.map((x) => x.returned))],
        },
      );
      assert.equal(got.conversion, ratio(buyers, own.length));
      assert.equal(members.get(got.row)?.size ?? 0, got.customers);
      assert.equal(members.get(got.buyersRow)?.size ?? 0, got.buyers);
    };
    check(figure.all, all);
    for (const own of figure.groups) {
      check(
        own,
        all.filter((x) => x.channel === own.group),
      );
      assert.equal(own.cost, question.costs.get(own.group ?? ''));
      const better = figure.groups.filter((x) => (x.conversion ?? -1) > (own.conversion ?? -1));
      if (own.conversion !== undefined) assert.equal(own.conversionRank, 1 + better.length);
    }
    const channels = [...all.map((x) => x.channel), ...question.costs.keys()];
    assert.equal(figure.groups.length, countOf(channels));
  });
});

test('the interval of a share is the Wilson interval', () => {
  // Newcombe (1998), table I, method 3: 81 of 263, 15 of 148, 0 of 20 and 1 of 29.
  const cases = [
    [81, 263, 0.2553, 0.3662],
    [15, 148, 0.0624, 0.1605],
    [0, 20, 0, 0.1611],
    [1, 29, 0.0061, 0.1718],
  ] as const;
  for (const [part, whole, low, high] of cases) {
    const interval = wilson(part, whole)!;
    assert.deepEqual([interval.low.toFixed(4), interval.high.toFixed(4)], [low.toFixed(4), high.toFixed(4)]);
  }
  assert.equal(wilson(0, 0), undefined);
});

/** The events of the stages of messages, of slots, and of landings. */
const CARRIERS = [
  {
    ...{ sent: [{ event: 'contact_sent' }], delivered: [{ event: 'contact_delivered' }] },
    ...{ opened: [{ event: 'contact_opened' }], clicked: [{ event: 'contact_clicked' }] },
  },
  { sent: [], delivered: [{ event: 'slot_viewed' }], opened: [], clicked: [{ event: 'slot_clicked' }] },
  { sent: [], delivered: [], opened: [], clicked: [{ event: 'page_viewed' }, { event: 'slot_clicked' }] },
];

test(`the reach of messages, slots and landings equals a naive count (seed ${SEED})`, () => {
  worlds((d, shop, span) => {
    const stages = d.pick(CARRIERS);
    const question = {
      ...{ ...span, stages, property: d.pick(['campaignId', 'slot']), namedOnly: d.chance(0.3) },
      ...{ views: VISITS, visits: [{ event: 'visit' }, { event: 'added_to_cart' }], orders: ORDERS },
      ...{ viewMs: d.pick([HOUR / 2, DAY, 4 * DAY]), windowMs: d.pick([6 * HOUR, 2 * DAY, 10 * DAY]) },
    };
    met('analysis', 'reach');
    const { figure, members } = figureOf(reachAnalysis(question, shop.setting.zone, shop.now), shop);
    const orders = shop.worlds.map((w) => carriedOrders(question, w, shop.now));
    const check = (got: (typeof figure)['all'], isOf: (group: string | null) => boolean): void => {
      for (const stage of REACH_STAGES) {
        const there = shop.worlds.filter((w) => [...groupsOf(question, stage, w, shop.now)].some(isOf)).length;
        assert.equal(got[stage], there, stage);
        assert.equal(members.get(got.rows[stage])?.size ?? 0, there, stage);
      }
      const viewers = shop.worlds.flatMap((w) => viewerOf(question, w, shop.now, isOf) ?? []);
      const [day7, month] = [
        viewers.filter((v) => v.day7 !== undefined),
        viewers.filter((v) => v.nextMonth !== undefined),
      ];
      assert.deepEqual(
        {
          viewers: [got.viewed, got.newViewers, got.oldViewers],
          later: [got.day7Eligible, got.day7, got.nextMonthEligible, got.nextMonth],
        },
        {
          viewers: [viewers.length, viewers.filter((v) => !v.isOld).length, viewers.filter((v) => v.isOld).length],
          later: [
            ...[day7.length, day7.filter((v) => v.day7).length],
            ...[month.length, month.filter((v) => v.nextMonth).length],
          ],
        },
      );
      assert.equal(members.get(got.rows.viewed)?.size ?? 0, viewers.length);
      const own = orders.map((list) => list.filter(({ group }) => isOf(group)));
      assert.deepEqual(
        [got.orders, got.ordersByClick, got.converted, got.gmv],
        [
          own.flat().length,
          own.flat().filter((order) => order.isByClick).length,
          own.filter((list) => list.length > 0).length,
          sumOf(own.flat().map((order) => order.money)),
        ],
      );
      assert.equal(members.get(got.rows.converted)?.size ?? 0, got.converted);
    };
    check(figure.all, () => true);
    for (const own of figure.groups) check(own, (group) => group === own.group);
    assert.equal(
      figure.groups.reduce((n, own) => n + own.orders, 0),
      figure.all.orders,
      'each order counts for one group',
    );
  });
});
