/** Analyses of public data sets, against figures that were counted apart. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Analysis } from '../../src/engine/analyses/analysis.js';
import { funnelAnalysis } from '../../src/engine/analyses/funnel-report.js';
import { retentionAnalysis } from '../../src/engine/analyses/retention.js';
import type { Part } from '../../src/engine/columns/part.js';
import { absent, TAOBAO, taobao } from './public-data.js';

const ZONE = 'Asia/Shanghai';
const FROM = 1_511_539_200_000;
const TO = 1_512_316_800_000;
const DAY = 86_400_000;

function figure<Sum, Figure>(
  analysis: Analysis<Sum, Figure>,
  part: Part,
  zone: string,
  currency: string,
  now: number,
): Figure {
  const sum = analysis.begin();
  const fold = analysis.over({ part, setting: { zone, currency }, now });
  for (let i = 0; i < part.size; i++) fold(sum, i);
  return analysis.finish(sum);
}

test('Taobao: of 600 who put something into the cart 300 bought within 24 hours', { skip: absent(TAOBAO) }, () => {
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

test('Taobao: who bought first on 25 November and bought again, day by day', { skip: absent(TAOBAO) }, () => {
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
