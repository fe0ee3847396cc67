/** Tests the figures of trials, the verdicts, and what records show together, without a server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { estimateOf } from '../../src/engine/experiments/estimate.js';
import { assignedGroup, type Contact } from '../../src/engine/reach/contact-record.js';
import { ending } from '../../src/engine/reach/endings.js';
import { HOLD_OUT, TREATED } from '../../src/engine/reach/groups.js';
import {
  addCustomer,
  addSums,
  estimateOfSums,
  noCustomers,
  type GroupSums,
} from '../../src/engine/strategies/group-sums.js';
import { evidenceOf, knownFor, proposalsFrom } from '../../src/engine/strategies/library.js';
import type { Strategy, StrategyRecord, TrialMetric, Verdict } from '../../src/engine/strategies/strategy.js';
import { figureOfTrial, judge, type Judging, type TrialSums } from '../../src/engine/strategies/trial-figure.js';

const MONEY = 10_000;

function sumsOf(values: readonly number[], divisors: readonly number[] = values.map(() => 1)): GroupSums {
  const sums = noCustomers();
  values.forEach((value, i) => addCustomer(sums, BigInt(value), BigInt(divisors[i])));
  return sums;
}

test('sums over customers give the estimates that single customers give, however they are divided', () => {
  const customer = fc.tuple(fc.integer({ min: -5_000_000, max: 90_000_000 }), fc.integer({ min: 0, max: 9 }));
  fc.assert(
    fc.property(fc.array(customer, { minLength: 2, maxLength: 60 }), fc.integer({ min: 0, max: 60 }), (list, cut) => {
      const [values, divisors] = [list.map(([value]) => value), list.map(([, divisor]) => divisor)];
      const merged = sumsOf(values.slice(0, cut), divisors.slice(0, cut));
      addSums(merged, sumsOf(values.slice(cut), divisors.slice(cut)));
      const found = estimateOfSums(merged, MONEY);
      const expected = estimateOf(
        values.map((value) => value / MONEY),
        divisors,
      );
      if (!expected) return assert.equal(found, undefined);
      assert.equal(found!.n, expected.n);
      for (const field of ['value', 'variance'] as const) {
        const scale = Math.max(1e-9, Math.abs(expected[field]));
        assert.ok(Math.abs(found![field] - expected[field]) < 1e-9 * scale + 1e-12, `${field}: ${found![field]}`);
      }
    }),
  );
});

test('amounts whose sums exceed the range of numbers keep their variance', () => {
  const large = 10 ** 15;
  const sums = sumsOf([large, large + MONEY, large + 2 * MONEY]);
  const { value, variance } = estimateOfSums(sums, MONEY)!;
  assert.equal(value, large / MONEY + 1);
  assert.ok(Math.abs(variance - 1 / 3) < 1e-12, `${variance}`);
});

const trial = (treated: readonly number[], heldOut: readonly number[]): TrialSums => ({
  treated: sumsOf(treated.map((value) => value * MONEY)),
  heldOut: sumsOf(heldOut.map((value) => value * MONEY)),
  treatedCost: sumsOf(treated.map(() => 2 * MONEY)),
  heldOutCost: sumsOf(heldOut.map(() => MONEY / 2)),
  assignedTreated: treated.length,
  assignedHeldOut: heldOut.length,
  crossed: 0,
});
const judging = (more: Partial<Judging> = {}): Judging => ({
  ...{ metric: 'REVENUE', leastEffect: 0, weights: [50, 50], isClosed: true, isTrusted: true, plannedCustomers: 1000 },
  ...more,
});
const around = (mean: number, count = 40): number[] => Array.from({ length: count }, (_, i) => mean + (i % 5) - 2);

test('a trial works, harms, has no effect or stays open, against the least effect', () => {
  const verdict = (treated: number, leastEffect: number): Verdict =>
    figureOfTrial(trial(around(treated), around(10)), judging({ leastEffect })).verdict;
  assert.deepEqual(
    [verdict(15, 2), verdict(5, 2), verdict(10, 2), verdict(11, 1), verdict(10, 0)],
    ['WORKS', 'HARMS', 'NO_EFFECT', 'OPEN', 'OPEN'],
  );
  const { figure } = figureOfTrial(trial(around(15), around(10)), judging());
  assert.deepEqual([figure.effect, figure.cost, figure.treatedMean, figure.heldOutMean], [5, 1.5, 15, 10]);
  assert.deepEqual(
    [judge({ low: 0, high: 1 }, 0), judge({ low: -1, high: 1 }, 1), judge({ low: -2, high: -1 }, 1)],
    ['OPEN', 'NO_EFFECT', 'OPEN'],
  );
});

test('an open trial has the wider interval that is valid whenever it is read', () => {
  const [open, closed] = [false, true].map(
    (isClosed) => figureOfTrial(trial(around(15), around(10)), judging({ isClosed })).figure.interval!,
  );
  assert.ok(open.low < closed.low && open.high > closed.high, `${open.low} ${closed.low}`);
});

test('uneven groups are not trusted, whatever the effect, and a trial without hold-out is not measured', () => {
  const uneven = trial(around(15, 200), around(10, 100));
  assert.equal(figureOfTrial(uneven, judging()).verdict, 'UNTRUSTED');
  assert.equal(figureOfTrial(uneven, judging({ weights: [2, 1] })).verdict, 'WORKS');
  // The sample ratio of the whole trial decides about each of its layers.
  assert.equal(figureOfTrial(trial(around(15), around(10)), judging({ isTrusted: false })).verdict, 'UNTRUSTED');
  const without = figureOfTrial(trial(around(15), []), judging({ weights: [100, 0] }));
  assert.equal(without.verdict, 'NOT_MEASURED');
  assert.equal(without.figure.effect, undefined);
});

test('a group of fewer than ten customers shows neither a mean nor an effect', () => {
  const { figure, verdict } = figureOfTrial(trial(around(15, 9), around(10, 12)), judging());
  assert.equal(verdict, 'OPEN');
  assert.deepEqual([figure.treated, figure.heldOut, figure.effect, figure.treatedMean], [9, 12, undefined, undefined]);
});

test('a record with too few outcomes in a group keeps its effect, but has no interval and no verdict', () => {
  const outcomes = (count: number, value: number, of = 100): number[] =>
    Array.from({ length: of }, (_, i) => (i < count ? value : 0));
  const shares = (treated: readonly number[], heldOut: readonly number[]): TrialSums => ({
    ...trial(treated, heldOut),
    ...{ treated: sumsOf(treated), heldOut: sumsOf(heldOut) },
  });
  const verdict = (sums: TrialSums, metric: TrialMetric): readonly unknown[] => {
    const { figure, verdict: found } = figureOfTrial(sums, judging({ metric }));
    assert.ok(figure.effect !== undefined);
    return [found, figure.interval !== undefined, figure.standardError !== undefined];
  };
  const [open, works] = [
    ['OPEN', false, false],
    ['WORKS', true, true],
  ];
  assert.deepEqual(verdict(shares(outcomes(60, 1), outcomes(9, 1)), 'CONVERSION'), open);
  assert.deepEqual(verdict(shares(outcomes(60, 1), outcomes(10, 1)), 'CONVERSION'), works);
  assert.deepEqual(verdict(shares(outcomes(91, 1), outcomes(40, 1)), 'RETENTION'), open);
  assert.deepEqual(verdict(shares(outcomes(90, 1), outcomes(40, 1)), 'ACTIVITY'), works);
  // Orders and amounts need no customers without an outcome.
  assert.deepEqual(verdict(trial([...outcomes(99, 9, 99), 5], outcomes(9, 1)), 'REVENUE'), open);
  assert.deepEqual(verdict(trial([...outcomes(99, 9, 99), 5], outcomes(10, 1)), 'REVENUE'), works);
  // All customers of the hold-out have the same outcome.
  assert.deepEqual(verdict(shares(outcomes(50, 3), outcomes(100, 1)), 'ORDERS'), open);
  const ordered = (count: number, amount: number): GroupSums =>
    sumsOf(
      outcomes(count, amount * MONEY).map((value, i) => value + (i < count ? (i % 5) * MONEY : 0)),
      outcomes(count, 1),
    );
  for (const [count, expected] of [
    [1, open],
    [9, open],
    [10, works],
  ] as const)
    assert.deepEqual(
      verdict(
        { ...trial(outcomes(1, 1), outcomes(1, 1)), treated: ordered(count, 90), heldOut: ordered(50, 40) },
        'ORDER_VALUE',
      ),
      expected,
    );
  const silent = figureOfTrial(shares(outcomes(60, 1), outcomes(0, 1)), judging({ metric: 'CONVERSION' }));
  const untrusted = figureOfTrial(shares(outcomes(60, 1), outcomes(0, 1)), judging({ isTrusted: false }));
  assert.deepEqual([silent.verdict, untrusted.verdict], ['OPEN', 'UNTRUSTED']);
  const kept = { ...record('s', 0, 1), ...silent };
  assert.deepEqual(evidenceOf(strategy('s'), [kept, kept, kept]).pooled, undefined);
});

test('records with a standard error whose square is almost 0 are not combined', () => {
  for (const tiny of [0, 1e-200, 1e-160]) {
    const { pooled, standing } = evidenceOf(strategy('s'), [record('s', 10, tiny), record('s', 12, 1)]);
    assert.deepEqual([pooled!.studies, pooled!.mean, standing], [1, 12, 'WORKS'], `${tiny}`);
  }
});

test('a contact that ends before its group was drawn belongs to no group', () => {
  const contact = (more: Partial<Contact>): Contact => more as Contact;
  const reservation = { channel: 'sms', at: 0, under: [], counts: true };
  const groupOf = (more: Partial<Contact>, percent = 10): string | undefined => assignedGroup(contact(more), percent);
  assert.equal(groupOf({ reservation }), TREATED);
  assert.equal(groupOf({ reservation }, 0), undefined);
  assert.equal(groupOf({ reservation, group: 'a' }), 'a');
  assert.equal(groupOf({ group: HOLD_OUT, ending: ending('CONTROL', { group: 'HOLD_OUT' }) }), HOLD_OUT);
  assert.equal(groupOf({ ending: ending('CONTROL', { group: 'GLOBAL' }) }), undefined);
  assert.equal(groupOf({ ending: ending('TEMPLATE', { channel: 'sms', missing: ['x'] }) }), TREATED);
  assert.equal(groupOf({ ending: ending('CHANNEL', { channels: ['sms'] }) }), undefined);
  assert.equal(groupOf({ ending: ending('GOAL', { goal: 'g' }) }), undefined);
});

const strategy = (key: string, more: Partial<Strategy> = {}): Strategy => ({
  ...{ key, name: key, objective: 'REVENUE', offer: 'NONE', layers: [], metric: 'REVENUE', windowMs: 1 },
  ...{ leastEffect: 1, plannedAt: 0, version: 1, retired: false, savedAt: 0, savedBy: 'test' },
  ...more,
});
const record = (
  of: string,
  effect: number,
  standardError: number,
  more: Partial<StrategyRecord> = {},
): StrategyRecord => {
  const interval = { low: effect - 2 * standardError, high: effect + 2 * standardError };
  const groups = { treated: 50, heldOut: 50 };
  return {
    ...{ key: `${of}${effect}`, origin: 'CAMPAIGN', source: 'c', strategy: of, layer: 'm.a', state: 'CLOSED' },
    ...{
      metric: 'REVENUE',
      windowMs: 1,
      leastEffect: 1,
      isPlannedBefore: true,
      measuredAt: 0,
      savedBy: '',
      version: 1,
    },
    figure: { assigned: groups, ...groups, crossed: 0, effect, standardError, interval },
    verdict: judge(interval, 1),
    ...more,
  };
};

test('all trusted records are combined, and two are not enough for an interval', () => {
  const standing = (...records: readonly StrategyRecord[]): string => evidenceOf(strategy('s'), records).standing;
  assert.equal(standing(), 'UNTRIED');
  assert.equal(standing(record('s', 10, 1)), 'WORKS');
  assert.equal(standing(record('s', 10, 1), record('s', 11, 1)), 'OPEN');
  assert.equal(standing(record('s', 10, 1), record('s', 11, 1), record('s', 12, 1)), 'WORKS');
  assert.equal(standing(record('s', -10, 1), record('s', -11, 1), record('s', -12, 1)), 'HARMS');
  // A losing record counts as much as a winning one.
  assert.equal(standing(record('s', 10, 1), record('s', -11, 1), record('s', 12, 1)), 'OPEN');
  const broken = record('s', 99, 1, { verdict: 'UNTRUSTED' });
  assert.equal(standing(broken), 'UNTRUSTED');
  assert.equal(standing(broken, record('s', 10, 1)), 'WORKS');
  const { figure: _figure, ...bare } = record('s', 0, 1);
  assert.equal(standing({ ...bare, verdict: 'NOT_MEASURED' }), 'NOT_MEASURED');
});

test('records of another metric or window are not combined', () => {
  const others = [record('s', 10, 1, { metric: 'ORDERS' }), record('s', 10, 1, { windowMs: 2 })];
  const evidence = evidenceOf(strategy('s'), [...others, record('s', 3, 0.5, { origin: 'BY_HAND' })]);
  assert.deepEqual([evidence.trials.length, evidence.byHand, evidence.pooled!.mean], [1, 1, 3]);
  assert.equal(evidence.standing, 'WORKS');
});

test('knowledge of a layer lists what works first and what harms last, with the strategies that were never tried', () => {
  const strategies = [
    strategy('harmful'),
    strategy('untried', { layers: ['m.a'] }),
    strategy('elsewhere', { layers: ['m.b'] }),
    strategy('better'),
    strategy('good', { layers: ['m.b'] }),
    strategy('retired', { retired: true }),
    strategy('orders', { objective: 'ORDERS' }),
    strategy('nothing'),
  ];
  const records = [
    record('harmful', -10, 1),
    record('good', 10, 1),
    record('better', 20, 1),
    record('nothing', 0, 0.1),
    record('retired', 30, 1),
  ];
  const known = knownFor(strategies, records, { layer: 'm.a', objective: 'REVENUE' });
  assert.deepEqual(
    known.map(({ strategy: { key }, evidence: { standing } }) => `${key} ${standing}`),
    ['better WORKS', 'good WORKS', 'untried UNTRIED', 'nothing NO_EFFECT', 'harmful HARMS'],
  );
  const proposals = proposalsFrom(known);
  assert.deepEqual(
    proposals.map(({ strategy: { key }, advice, expected }) => [key, advice, expected?.mean]),
    [
      ['better', 'REPEAT', 20],
      ['good', 'REPEAT', 10],
      ['untried', 'TRY', undefined],
    ],
  );
});

test('what was expected has no influence on a verdict or on the combined effect', () => {
  const records = [record('s', 10, 4), record('s', 9, 4), record('s', 11, 4)];
  const expecting = records.map((each) => ({ ...each, expected: 1e6 }));
  const [plain, hoping] = [records, expecting].map((list) => evidenceOf(strategy('s'), list));
  assert.deepEqual({ ...hoping, trials: [] }, { ...plain, trials: [] });
});
