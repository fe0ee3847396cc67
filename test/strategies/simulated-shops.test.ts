/**
 * Proves in simulated shops that planted effects are found: intervals contain the true effect as often as stated, an
 * open record that is read every day hardly ever misses it, and a broken sample ratio is noticed.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addCustomer, noCustomers } from '../../src/engine/strategies/group-sums.js';
import { evidenceOf } from '../../src/engine/strategies/library.js';
import type { Strategy, StrategyRecord, TrialMetric, Verdict } from '../../src/engine/strategies/strategy.js';
import { figureOfTrial, type TrialSums } from '../../src/engine/strategies/trial-figure.js';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';

const SHOPS = amount(1000, 4000, 'STRATA_SHOPS');
const MONEY = 10_000;
const dice = new Dice(random(seedOf(29)));

const noTrial = (): TrialSums => ({
  ...{ treated: noCustomers(), heldOut: noCustomers(), treatedCost: noCustomers(), heldOutCost: noCustomers() },
  ...{ assignedTreated: 0, assignedHeldOut: 0, crossed: 0 },
});
const normal = (): number => Math.sqrt(-2 * Math.log(1 - dice.next())) * Math.cos(2 * Math.PI * dice.next());

/** The spend of a customer. Half buy nothing, and the others spend 20 to 180 and the effect of the treatment. */
function spend(effect: number): number {
  if (dice.chance(0.5)) return 0;
  return 20 + 160 * dice.next() + 2 * effect;
}

interface Plan {
  readonly effect: number;
  readonly customers: number;
  /** Share of the treated who are lost from the record. */
  readonly lost?: number;
}

function assign(sums: TrialSums, { effect, customers, lost = 0 }: Plan): void {
  for (let i = 0; i < customers; i++) {
    const isHeldOut = dice.chance(0.5);
    const value = BigInt(Math.round(spend(isHeldOut ? 0 : effect) * MONEY));
    if (isHeldOut) sums.assignedHeldOut++;
    else if (dice.chance(lost)) continue;
    else sums.assignedTreated++;
    addCustomer(isHeldOut ? sums.heldOut : sums.treated, value);
  }
}

const JUDGING = {
  ...{ metric: 'REVENUE' as TrialMetric, leastEffect: 2, weights: [50, 50] as const, isTrusted: true },
  plannedCustomers: 400,
};

function closed(plan: Plan): ReturnType<typeof figureOfTrial> {
  const sums = noTrial();
  assign(sums, plan);
  return figureOfTrial(sums, { ...JUDGING, isClosed: true });
}

/** Asserts that a share of trials differs from the stated share by at most five standard errors. */
function mustBe(what: string, found: number, stated: number, trials: number): void {
  const error = Math.sqrt((stated * (1 - stated)) / trials);
  assert.ok(Math.abs(found / trials - stated) <= 5 * error, `${what}: ${found} of ${trials}, stated ${stated}`);
}
function mustBeAtMost(what: string, found: number, stated: number, trials: number): void {
  const error = Math.sqrt((stated * (1 - stated)) / trials);
  assert.ok(found / trials <= stated + 5 * error, `${what}: ${found} of ${trials}, stated at most ${stated}`);
}

test('closed records contain the planted effect in 95 % of the shops, and tell the layers apart', () => {
  const layers = { dormant: 30, active: 0, fanatic: -30 };
  let covered = 0;
  const verdicts: Record<keyof typeof layers, Partial<Record<Verdict, number>>> = {
    dormant: {},
    active: {},
    fanatic: {},
  };
  for (let shop = 0; shop < SHOPS; shop++)
    for (const [layer, effect] of Object.entries(layers) as [keyof typeof layers, number][]) {
      const { figure, verdict } = closed({ effect, customers: 400 });
      if (figure.interval!.low <= effect && effect <= figure.interval!.high) covered++;
      verdicts[layer][verdict] = (verdicts[layer][verdict] ?? 0) + 1;
    }
  mustBe('coverage', covered, 0.95, 3 * SHOPS);
  assert.ok((verdicts.dormant.WORKS ?? 0) > 0.9 * SHOPS, JSON.stringify(verdicts));
  assert.ok((verdicts.fanatic.HARMS ?? 0) > 0.9 * SHOPS, JSON.stringify(verdicts));
  mustBeAtMost('a verdict about nothing', (verdicts.active.WORKS ?? 0) + (verdicts.active.HARMS ?? 0), 0.05, SHOPS);
  assert.equal(verdicts.dormant.HARMS ?? 0, 0);
  assert.equal(verdicts.fanatic.WORKS ?? 0, 0);
});

test('sparse shops in which nothing works get at most the stated share of verdicts, and small ones get none', () => {
  const trials = SHOPS / 2;
  for (const customers of [200, 1000, 3000]) {
    const works = { CONVERSION: 0, REVENUE: 0 };
    let [wrong, pooled] = [0, 0];
    for (let shop = 0; shop < trials; shop++) {
      const [conversion, revenue] = [noTrial(), noTrial()];
      for (let i = 0; i < customers; i++) {
        const isHeldOut = dice.chance(0.1);
        const spent = dice.chance(0.05) ? BigInt(Math.round((50 + 100 * dice.next()) * MONEY)) : 0n;
        for (const [sums, value] of [[conversion, spent > 0n ? 1n : 0n] as const, [revenue, spent] as const]) {
          if (isHeldOut) sums.assignedHeldOut++;
          else sums.assignedTreated++;
          addCustomer(isHeldOut ? sums.heldOut : sums.treated, value);
        }
      }
      for (const [metric, sums] of [['CONVERSION', conversion] as const, ['REVENUE', revenue] as const]) {
        const plan = { metric, leastEffect: 0, weights: [90, 10] as const, isTrusted: true, isClosed: true };
        const { figure, verdict } = figureOfTrial(sums, { ...plan, plannedCustomers: 10_000 });
        if (verdict === 'WORKS') works[metric]++;
        if (verdict === 'WORKS' || verdict === 'HARMS') wrong++;
        if (figure.standardError !== undefined) pooled++;
        assert.equal(figure.standardError === undefined, figure.interval === undefined);
      }
    }
    for (const metric of ['CONVERSION', 'REVENUE'] as const)
      mustBeAtMost(`${metric} of ${customers} works`, works[metric], 0.05, trials);
    mustBeAtMost(`verdicts of ${customers}`, wrong, 0.05, 2 * trials);
    // The hold-out of 20 customers has about one buyer, which says nothing about how much customers differ.
    if (customers === 200) assert.equal(pooled, 0);
    if (customers === 3000) assert.ok(pooled > trials, `${pooled}`);
  }
});

test('an open record that is read 20 times misses the planted effect in at most 5 % of the shops', () => {
  let missed = 0;
  for (let shop = 0; shop < SHOPS; shop++) {
    const sums = noTrial();
    let isMissed = false;
    for (let day = 0; day < 20; day++) {
      assign(sums, { effect: 5, customers: 40 });
      const { interval } = figureOfTrial(sums, { ...JUDGING, isClosed: false }).figure;
      if (interval && (interval.low > 5 || interval.high < 5)) isMissed = true;
    }
    if (isMissed) missed++;
  }
  mustBeAtMost('missed', missed, 0.05, SHOPS);
});

test('a record that lost treated customers is not trusted, and sound records rarely are suspected', () => {
  let [noticed, suspected] = [0, 0];
  for (let shop = 0; shop < SHOPS; shop++) {
    if (closed({ effect: 30, customers: 600, lost: 0.35 }).verdict === 'UNTRUSTED') noticed++;
    if (closed({ effect: 30, customers: 600 }).verdict === 'UNTRUSTED') suspected++;
  }
  assert.ok(noticed > 0.9 * SHOPS, `${noticed}`);
  mustBeAtMost('suspected', suspected, 0.001, SHOPS);
});

test('combined records contain the mean effect, and their prediction the effect of a next campaign', () => {
  const strategy = { ...{ metric: 'REVENUE', windowMs: 1, leastEffect: 0 } } as Strategy;
  const [mean, spread, trials] = [12, 8, 8];
  let [covered, predicted] = [0, 0];
  for (let shop = 0; shop < SHOPS; shop++) {
    const records = Array.from({ length: trials }, (): StrategyRecord => {
      const measured = closed({ effect: mean + spread * normal(), customers: 200 });
      return { metric: 'REVENUE', windowMs: 1, origin: 'CAMPAIGN', ...measured } as StrategyRecord;
    });
    const { pooled } = evidenceOf(strategy, records);
    const next = mean + spread * normal();
    if (pooled!.interval!.low <= mean && mean <= pooled!.interval!.high) covered++;
    if (pooled!.prediction!.low <= next && next <= pooled!.prediction!.high) predicted++;
  }
  // The intervals are never narrower than those of normal weights, so they may contain the truth more often.
  mustBeAtMost('mean missed', SHOPS - covered, 0.06, SHOPS);
  mustBeAtMost('next campaign missed', SHOPS - predicted, 0.08, SHOPS);
});
