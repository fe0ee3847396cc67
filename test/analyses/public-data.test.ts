/** Compares analyses of public data sets with independently computed figures. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../src/engine/analyses/analysis.js';
import { funnelAnalysis } from '../../src/engine/analyses/funnel-report.js';
import { retentionAnalysis } from '../../src/engine/analyses/retention.js';
import { nineMetricsAnalysis } from '../../src/engine/analyses/nine-metrics.js';
import { pathAnalysis } from '../../src/engine/analyses/paths.js';
import type { ColumnPart } from '../../src/engine/columns/part.js';
import { absent, TAOBAO, taobao, UCI, uci } from './public-data.js';

const ZONE = 'Asia/Shanghai';
const FROM = 1_511_539_200_000;
const TO = 1_512_316_800_000;
const DAY = 86_400_000;

function figure<Sum, Figure>(
  analysis: Analysis<Sum, Figure>,
  part: ColumnPart,
  zone: string,
  currency: string,
  now: number,
): Figure {
  const sum = analysis.begin();
  const fold = analysis.over({ part, setting: { zone, currency }, now });
  for (let i = 0; i < part.size; i++) fold(sum, i);
  return analysis.finish(sum);
}

test('Taobao: of 600 customers who added to the cart, 300 bought within 24 hours', { skip: absent(TAOBAO) }, () => {
  const { all } = figure(
    funnelAnalysis(
      {
        steps: [[{ event: 'cart' }], [{ event: 'buy' }]],
        windowMs: DAY,
        from: FROM,
        to: TO,
        order: 'ORDERED',
        exclusions: [],
      },
      TO,
    ),
    taobao(),
    ZONE,
    'CNY',
    TO,
  );
  assert.deepEqual(
    all.steps.map((s) => s.reached),
    [600, 300],
  );
});

test('Taobao: day-by-day repurchase of the customers who first bought on 25 November', { skip: absent(TAOBAO) }, () => {
  const buy = [{ event: 'buy' }];
  const { cohorts } = figure(
    retentionAnalysis(
      {
        start: buy,
        returns: buy,
        from: FROM,
        to: TO,
        unit: 'DAY',
        cohort: 'FIRST',
        mode: 'ON',
        cells: Array.from({ length: 9 }, (_, k) => ({ first: k, last: k })),
      },
      ZONE,
      TO,
    ),
    taobao(),
    ZONE,
    'CNY',
    TO,
  );
  assert.equal(cohorts[0].size, 97);
  assert.deepEqual(
    cohorts[0].cells.map((c) => c.returned),
    [97, 25, 27, 25, 25, 23, 29, 32, 21],
  );
  assert.ok(cohorts[0].cells.every((c) => c.complete));
});

test('Taobao: 14,071 sessions, 1,344 of them with a purchase', { skip: absent(TAOBAO) }, () => {
  const events = ['pv', 'cart', 'fav', 'buy'].map((event) => ({ event }));
  const period = { from: FROM, to: TO, gapMs: 30 * 60_000, rules: [], steps: 1, minWeight: 1 };
  const part = taobao();
  const all = figure(pathAnalysis({ ...period, events }, TO), part, ZONE, 'CNY', TO);
  assert.equal(all.sessions, 14_071);
  const bought = figure(pathAnalysis({ ...period, events, start: 'buy' }, TO), part, ZONE, 'CNY', TO);
  assert.equal(bought.paths, 1_344);
});

test('UCI: new customers of November 2011', { skip: absent(UCI) }, () => {
  const now = Date.parse('2012-01-01T00:00:00Z');
  const { classes } = figure(
    nineMetricsAnalysis(
      {
        from: Date.parse('2011-11-01T00:00:00Z'),
        to: Date.parse('2011-12-01T00:00:00Z'),
        dormantMs: 90 * DAY,
        orders: [{ event: 'order_paid' }],
        visits: [],
      },
      now,
    ),
    uci(),
    'UTC',
    'GBP',
    now,
  );
  const [fresh] = classes;
  assert.deepEqual([fresh.buyers, fresh.orders, fresh.gmv], [323, 397, 1_365_921_200n]);
});
