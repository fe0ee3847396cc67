/** Compares trends computed one customer at a time with trends computed from a single list of all events. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MAX_GROUPS } from '../../src/engine/analyses/groups.js';
import { Periods } from '../../src/engine/analyses/periods.js';
import { trendAnalysis, type TrendQuestion } from '../../src/engine/analyses/trends.js';
import {
  countedEvents,
  figureOf as naively,
  placeOf,
  type Counted,
  type Trend,
} from '../../src/reference/analyses/trends.js';
import { amount, freshSeed } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import { figureOf, HOUR, DAY, randomChoices, randomPeriod, randomShop, seeds } from './random-analysis.js';

const SEED = freshSeed();
const RUNS = amount(300, 3000, 'STRATA_ANALYSIS_WORLDS');

/** Returns the naive figure of the events of receipts. A count of customers has none. */
const withoutCustomer = (question: TrendQuestion, list: readonly Counted[]): number | bigint | undefined =>
  question.figure === 'CUSTOMERS'
    ? undefined
    : naively(
        question as Trend,
        list.filter((x) => x.isReceipt),
      );

test(`a trend equals one computed from a single list of all events (seed ${SEED})`, () => {
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      const step = d.pick([6 * HOUR, 2 * DAY, 5 * DAY]);
      const shop = randomShop(d, 8, 20, step, { receipts: d.int(0, 4) });
      const { zone } = shop.setting;
      const figure = d.pick(['COUNT', 'CUSTOMERS', 'SUM', 'AVERAGE', 'MIN', 'MAX', 'PERCENTILE', 'DISTINCT'] as const);
      const by = d.pick(['DAY', 'WEEK', 'MONTH', 'WEEKDAY', 'HOUR_OF_DAY'] as const);
      const question: TrendQuestion = {
        ...randomPeriod(d, step),
        events: randomChoices(d, 2),
        by,
        figure,
        ...(figure === 'COUNT' || figure === 'CUSTOMERS'
          ? {}
          : { field: d.pick(['amount', 'quantity', 'sku', 'weekday', 'discount']) }),
        ...(figure === 'PERCENTILE' ? { share: d.pick([0, 0.1, 0.5, 0.9, 1]) } : {}),
        ...(d.chance(0.5) ? { groups: { property: d.pick(['sku', 'channel', 'amount', 'time']) } } : {}),
      };
      met('analysis', 'trend');
      const { figure: got, members } = figureOf(trendAnalysis(question, zone, shop.now), shop);
      const counted = countedEvents(question as Trend, shop.worlds, shop.now);
      const place = (point: { from?: number; number?: number }): number =>
        point.number ?? placeOf(point.from!, by, zone);
      const check = (series: (typeof got)['all'], own: typeof counted): void => {
        for (const point of series.points) {
          const there = own.filter((x) => placeOf(x.event.at, by, zone) === place(point));
          assert.deepEqual(point.value, naively(question as Trend, there), `${figure} ${place(point)}`);
          assert.deepEqual(point.unattributed, withoutCustomer(question, there), `${figure} without a customer`);
          if (!series.other) {
            const who = new Set(there.filter((x) => !x.isReceipt).map((x) => `p${x.customer}`));
            assert.deepEqual([...(members.get(point.row) ?? [])].sort(), [...who].sort());
          }
        }
        assert.deepEqual(series.total, naively(question as Trend, own));
        assert.deepEqual(series.unattributedTotal, withoutCustomer(question, own));
        if (figure === 'COUNT')
          assert.equal(
            series.points.reduce((n, p) => n + Number(p.value), 0),
            series.total,
          );
      };
      check(got.all, counted);
      if (!question.groups) return assert.deepEqual(got.groups, []);
      assert.ok(got.groups.length <= MAX_GROUPS + 1);
      const shown = new Set(got.groups.filter((g) => !g.other).map((g) => g.group));
      for (const g of got.groups)
        check(
          g,
          counted.filter((x) => (g.other ? !shown.has(x.group) : x.group === g.group)),
        );
      assert.equal(
        counted.filter((x) => !shown.has(x.group)).length > 0,
        got.groups.some((g) => g.other),
      );
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
});

test('a day on which the clocks change has 23 or 25 hours', () => {
  const hours = (zone: string, from: string, to: string): number =>
    Periods.of('HOUR', zone, Date.parse(from), Date.parse(to)).length;
  assert.equal(hours('America/New_York', '2026-03-08T05:00:00Z', '2026-03-09T04:00:00Z'), 23);
  assert.equal(hours('America/New_York', '2026-11-01T04:00:00Z', '2026-11-02T05:00:00Z'), 25);
  assert.equal(hours('Asia/Kathmandu', '2026-03-07T18:15:00Z', '2026-03-08T18:15:00Z'), 24);
});
