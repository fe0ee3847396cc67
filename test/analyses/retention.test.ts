/** Compares retention, stickiness and lifecycle computed one customer at a time with a naive implementation. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lifecycleAnalysis, LIFECYCLE_STATES } from '../../src/engine/analyses/lifecycle.js';
import { retentionAnalysis, type RetentionQuestion } from '../../src/engine/analyses/retention.js';
import { stickinessAnalysis } from '../../src/engine/analyses/stickiness.js';
import { activeUnits, cohortsOf, isActive, stateIn } from '../../src/reference/analyses/retention.js';
import { period } from '../../src/reference/language.js';
import { amount, freshSeed } from '../support/amount.js';
import { met } from '../support/coverage.js';
import { Dice, random } from '../support/random-world.js';
import { DAY, figureOf, HOUR, randomChoices, randomPeriod, randomShop, seeds } from './random-analysis.js';

const SEED = freshSeed();
const RUNS = amount(300, 3000, 'STRATA_ANALYSIS_WORLDS');
const UNITS = ['DAY', 'WEEK', 'MONTH'] as const;
const calendar = (unit: (typeof UNITS)[number]): 'day' | 'week' | 'month' => unit.toLowerCase() as 'day';

function worlds(check: (d: Dice, step: number) => void): void {
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      check(d, d.pick([6 * HOUR, 2 * DAY, 5 * DAY]));
    }),
    { seed: SEED, numRuns: RUNS, includeErrorInReport: true },
  );
}

test(`retention equals a naive count (seed ${SEED})`, () => {
  let returns = 0;
  worlds((d, step) => {
    const shop = randomShop(d, 8, 14, step);
    const mode = d.pick(['ON', 'ON_OR_AFTER', 'BRACKET'] as const);
    const q: RetentionQuestion = {
      ...randomPeriod(d, step),
      start: randomChoices(d, 2),
      returns: randomChoices(d, 2),
      unit: d.pick([...UNITS, 'ROLLING_DAY']),
      cohort: d.pick(['FIRST', 'EACH']),
      mode,
      cells: [0, 1, 2, 5].map((first) => ({ first, last: first + (mode === 'BRACKET' ? d.int(0, 3) : 0) })),
    };
    const unit = q.unit === 'ROLLING_DAY' ? 'day' : calendar(q.unit);
    const { zone } = shop.setting;
    met('analysis', 'retention');
    const { figure, members } = figureOf(retentionAnalysis(q, zone, shop.now), shop);
    const naive = shop.worlds.map((w) =>
      cohortsOf(
        { ...q, unit: q.unit === 'ROLLING_DAY' ? 'rolling' : unit, endless: mode === 'ON_OR_AFTER' },
        w,
        shop.now,
      ),
    );
    let counted = 0;
    for (const cohort of figure.cohorts) {
      const number = period(cohort.from, unit, zone);
      assert.ok(period(cohort.from - 1, unit, zone) < number && period(cohort.to, unit, zone) > number);
      const own = naive.map((n) => n.get(number));
      assert.equal(cohort.size, own.filter((n) => n !== undefined).length);
      assert.equal(members.get(cohort.row)?.size ?? 0, cohort.size);
      counted += cohort.size;
      for (const [c, cell] of cohort.cells.entries()) {
        const eligible = own.filter((n) => n?.[c].eligible).length;
        const returned = own.filter((n) => n?.[c].returned).length;
        assert.deepEqual([cell.eligible, cell.returned], [eligible, returned], `cell ${c}`);
        assert.equal(members.get(cell.row)?.size ?? 0, returned);
        returns += returned;
        if (mode === 'ON_OR_AFTER') assert.equal(cell.complete, false);
        else if (q.unit !== 'ROLLING_DAY')
          assert.equal(cell.complete, period(shop.now, unit, zone) > number + cell.last, 'its unit has ended');
        else if (cell.complete) assert.equal(eligible, cohort.size);
      }
    }
    assert.equal(
      counted,
      naive.reduce((n, x) => n + x.size, 0),
      'every customer is in a cohort',
    );
    for (const [c, cell] of figure.total.entries())
      assert.equal(cell.rate, cell.eligible === 0 ? undefined : cell.returned / cell.eligible, `total ${c}`);
  });
  assert.ok(returns > 0);
});

test(`stickiness equals a naive count of active units (seed ${SEED})`, () => {
  worlds((d, step) => {
    const shop = randomShop(d, 8, 14, step);
    const q = { ...randomPeriod(d, step), events: randomChoices(d, 2), unit: d.pick(UNITS) };
    met('analysis', 'stickiness');
    const { figure, members } = figureOf(stickinessAnalysis(q, shop.setting.zone, shop.now), shop);
    const active = { ...q, unit: calendar(q.unit) };
    const counts = shop.worlds.map((w) => activeUnits(active, w, shop.now)).filter((n) => n > 0);
    assert.equal(figure.customers, counts.length);
    for (const row of figure.units) {
      assert.equal(row.customers, counts.filter((n) => n === row.units).length);
      assert.equal(members.get(row.row)?.size, row.customers);
    }
    assert.equal(
      figure.units.reduce((n, r) => n + r.customers, 0),
      counts.length,
    );
    for (const day of figure.days) {
      const within = (days: number): number =>
        shop.worlds.filter((w) => isActive(active, w, shop.now, day.from, days)).length;
      assert.deepEqual([day.day, day.week, day.month], [within(1), within(7), within(30)]);
      assert.equal(members.get(day.row)?.size ?? 0, day.day);
      assert.ok(day.day <= day.week && day.week <= day.month);
      assert.equal(day.complete, day.to <= shop.now);
    }
  });
});

test(`lifecycle equals a naive count, and its identities hold (seed ${SEED})`, () => {
  worlds((d, step) => {
    const shop = randomShop(d, 8, 14, step);
    const q = { ...randomPeriod(d, step), events: randomChoices(d, 2), unit: d.pick(UNITS) };
    met('analysis', 'lifecycle');
    const { figure, members } = figureOf(lifecycleAnalysis(q, shop.setting.zone, shop.now), shop);
    const active = { ...q, unit: calendar(q.unit) };
    for (const [i, unit] of figure.entries()) {
      const states = shop.worlds.map((w) => stateIn(active, w, shop.now, unit.from));
      const isAhead = unit.from > shop.now;
      for (const state of LIFECYCLE_STATES) {
        assert.equal(unit[state], isAhead ? 0 : states.filter((s) => s === state).length, state);
        assert.equal(members.get(unit.rows[state])?.size ?? 0, unit[state]);
      }
      assert.equal(unit.new + unit.returning + unit.resurrecting, unit.active);
      if (i > 0 && !isAhead) assert.equal(unit.returning + unit.dormant, figure[i - 1].active);
    }
  });
});
