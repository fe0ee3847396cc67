/** Compares rules on figures, evaluated as time passes, with a naive evaluation of the whole history at once. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judgeMetric, type MetricPoint, type MetricRule } from '../../src/engine/analyses/metric-alerts.js';
import { newsNaively } from '../../src/reference/analyses/metric-alerts.js';
import { amount, freshSeed } from '../support/amount.js';

const SEED = freshSeed();
const UNIT = 100;
const values = fc.array(fc.option(fc.integer({ min: 0, max: 20 }), { nil: undefined, freq: 6 }), { maxLength: 30 });
const rules = fc.oneof(
  fc.tuple(fc.constantFrom('above' as const, 'below' as const), fc.integer({ min: 0, max: 20 })),
  fc.tuple(fc.constantFrom('rise' as const, 'fall' as const), fc.constantFrom(0, 0.1, 0.25, 0.5)),
);

test(`each crossing raises one alert, however often the figure is checked (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      values,
      rules,
      fc.array(fc.integer({ min: 0, max: 30 * UNIT })),
      fc.boolean(),
      (history, rule, looks, isMoney) => {
        const [kind, bound] = rule;
        const metric: MetricRule = { key: 'r', [kind]: BigInt(Math.round(bound * 10_000)) };
        const figure = (value: number): number | bigint => (isMoney ? BigInt(value) * 10_000n : value);
        const seen: { unit: number; isRecovered: boolean }[] = [];
        let state = { until: 0, isRaised: false };
        const end = history.length * UNIT;
        for (const now of [...looks.filter((at) => at < end).sort((a, b) => a - b), end]) {
          const points = history.flatMap((value, i): MetricPoint[] => {
            const [from, to] = [i * UNIT, (i + 1) * UNIT];
            if (from > now) return [];
            // A time unit that has begun but not ended has only a part of its figure.
            const part = value === undefined ? undefined : Math.floor((value * Math.min(now - from, UNIT)) / UNIT);
            return [{ from, to, complete: to <= now, ...(part === undefined ? {} : { value: figure(part) }) }];
          });
          const judged = judgeMetric(metric, points, state);
          state = judged.state;
          seen.push(...judged.news.map(({ point, isRecovered }) => ({ unit: point.from / UNIT, isRecovered })));
        }
        assert.deepEqual(seen, newsNaively({ kind, bound }, history));
      },
    ),
    { numRuns: amount(500, 5000), seed: SEED },
  );
});

test('the rule above is raised before the unit has ended, and the others are not', () => {
  const begun: MetricPoint = { from: 0, to: UNIT, complete: false, value: 12 };
  const state = { until: 0, isRaised: false };
  const early = judgeMetric({ key: 'r', above: 100_000n }, [begun], state);
  assert.deepEqual(early, { news: [{ point: begun, isRecovered: false }], state: { until: 0, isRaised: true } });
  assert.deepEqual(judgeMetric({ key: 'r', above: 100_000n }, [begun], early.state).news, []);
  assert.deepEqual(judgeMetric({ key: 'r', below: 200_000n }, [begun], state).news, []);
  // A refund brings the figure below the limit again before the unit ends.
  const over = judgeMetric({ key: 'r', above: 100_000n }, [{ ...begun, complete: true, value: 9 }], early.state);
  assert.deepEqual([over.news[0].isRecovered, over.state], [true, { until: UNIT, isRaised: false }]);
});

test('relative changes of money are compared exactly', () => {
  const points = (before: bigint, value: bigint): MetricPoint[] => [
    { from: 0, to: UNIT, complete: true, value: before },
    { from: UNIT, to: 2 * UNIT, complete: true, value },
  ];
  const news = (before: bigint, value: bigint): number =>
    judgeMetric({ key: 'r', rise: 1000n }, points(before, value), { until: UNIT, isRaised: false }).news.length;
  assert.equal(news(33_333_333_333_330n, 36_666_666_666_663n), 0, 'it is exactly a tenth more');
  assert.equal(news(33_333_333_333_330n, 36_666_666_666_664n), 1);
});
