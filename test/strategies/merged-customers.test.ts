/**
 * Tests that customers who were merged from several assigned profiles do not distort a trial, in simulated shops in
 * which such customers are more active than others.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PartBuilder, type ColumnPart } from '../../src/engine/columns/part.js';
import { FactSet } from '../../src/engine/facts/facts.js';
import { HOLD_OUT, TREATED } from '../../src/engine/reach/groups.js';
import { assignmentReader, type Assignment } from '../../src/engine/strategies/assignments.js';
import { figureOfTrial, RATIO_LEVEL, type TrialSums } from '../../src/engine/strategies/trial-figure.js';
import { EVERYBODY, trialsAnalysis, type Trial } from '../../src/engine/strategies/trial-outcomes.js';
import type { EventFact, Property } from '../../src/engine/types.js';
import { amount, seedOf } from '../support/amount.js';
import { Dice, random } from '../support/dice.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 0, 5);
const NOW = START + 60 * DAY;
const SETTING = { zone: 'UTC', currency: 'CNY' };
const SHOPS = amount(60, 400, 'STRATA_SHOPS');
const dice = new Dice(random(seedOf(104)));

type Properties = Readonly<Record<string, Property>>;

const assigned = (at: number, properties: Properties): EventFact => ({
  id: `a${at}`,
  ...{ type: 'experiment_assigned', at, properties },
});

function partOf(customers: readonly (readonly EventFact[])[]): ColumnPart {
  const builder = new PartBuilder();
  for (const [i, events] of customers.entries())
    builder.add({
      ...{ id: `p${i}`, factsVersion: i, createdAt: START, facts: FactSet.of(events) },
      ...{ tags: new Map(), lists: new Set() },
    });
  return builder.sealed();
}

interface Population {
  readonly customers: number;
  /** Share of the treated customers in percent. */
  readonly treated: number;
  /** Share of the customers whose two profiles were assigned separately and merged later. */
  readonly merged: number;
  /** Added to the share of active customers by the treatment. */
  readonly effect: number;
}

/** Returns a shop. Merged customers are active with a probability of 0.8, and others with 0.2. */
function shopOf({ customers, treated, merged, effect }: Population): ColumnPart {
  return partOf(
    Array.from({ length: customers }, () => {
      const isMerged = dice.chance(merged);
      const groups = Array.from({ length: isMerged ? 2 : 1 }, () => (dice.chance(treated / 100) ? TREATED : HOLD_OUT));
      const draws = groups.map((variant, k) =>
        assigned(START + k * DAY, { experiment: 'campaign:spring', variant, version: 1 }),
      );
      const isActive = dice.chance((isMerged ? 0.8 : 0.2) + (groups.includes(TREATED) ? effect : 0));
      return isActive ? [...draws, { id: 'v', type: 'page_viewed', at: START + 5 * DAY }] : draws;
    }),
  );
}

const TRIAL: Trial = {
  ...{ id: 't', experiment: 'campaign:spring', version: 1, heldOut: HOLD_OUT },
  ...{ metric: 'ACTIVITY', windowMs: 30 * DAY },
};

function sumsOf(part: ColumnPart): TrialSums {
  const analysis = trialsAnalysis([TRIAL], new Map());
  const sums = analysis.begin();
  const fold = analysis.over({ part, setting: SETTING, now: NOW });
  for (let i = 0; i < part.size; i++) fold(sums, i);
  return analysis.finish(sums).get('t')!.get(EVERYBODY)!;
}

test('unequal groups whose merged customers are more active show the true effect', () => {
  for (const effect of [0, 0.1]) {
    let [covered, trusted, left] = [0, 0, 0];
    for (let shop = 0; shop < SHOPS; shop++) {
      const sums = sumsOf(shopOf({ customers: 1500, treated: 90, merged: 0.25, effect }));
      const { figure } = figureOfTrial(sums, {
        ...{ metric: 'ACTIVITY', leastEffect: 0, weights: [90, 10] as const, isTrusted: true, isClosed: true },
        plannedCustomers: 1500,
      });
      if (figure.interval!.low <= effect && effect <= figure.interval!.high) covered++;
      if (figure.sampleRatio! >= RATIO_LEVEL) trusted++;
      left += figure.crossed;
    }
    // The interval has 95 %. A share that is five standard errors lower cannot be chance.
    const least = 0.95 - 5 * Math.sqrt((0.95 * 0.05) / SHOPS);
    assert.ok(covered >= least * SHOPS, `effect ${effect}: ${covered} of ${SHOPS} intervals contain it`);
    assert.ok(trusted >= SHOPS - 2, `${trusted} of ${SHOPS} shops have the planned shares`);
    assert.ok(Math.abs(left / SHOPS / 1500 - 0.25) < 0.02, `${left / SHOPS} merged customers are left out`);
  }
});

/** Returns whether a customer with these assignments was merged from several assigned profiles. */
function isMerged(...assignments: readonly Properties[]): boolean {
  const events = assignments.map((properties, k) => assigned(START + k * DAY, properties));
  const read = assignmentReader(partOf([events]), new Map([[String(assignments[0].experiment), 'none']]), {
    ...{ setting: SETTING, now: NOW },
  });
  const [found]: readonly Assignment[] = read(0);
  assert.deepEqual([found.at, found.variant], [START, assignments[0].variant]);
  return found.isMerged;
}

test('a second draw shows a merge, and a repeated report shows none', () => {
  const campaign = { experiment: 'campaign:spring' };
  const experiment = { experiment: 'ladder' };
  const [none, ten] = [{ variant: 'none' }, { variant: 'ten' }];
  assert.equal(isMerged({ ...campaign, ...ten }), false);
  assert.equal(isMerged({ ...campaign, ...ten }, { ...campaign, ...ten }), true);
  assert.equal(isMerged({ ...campaign, ...none }, { ...campaign, ...ten }), true);
  assert.equal(isMerged({ ...experiment, ...ten, drawn: true }), false);
  assert.equal(isMerged({ ...experiment, ...ten, drawn: true }, { ...experiment, ...ten, drawn: true }), true);
  // Another system may report an assignment whenever the customer comes.
  assert.equal(isMerged({ ...experiment, ...ten }, { ...experiment, ...ten }, { ...experiment, ...ten }), false);
  assert.equal(isMerged({ ...experiment, ...ten }, { ...experiment, ...none }), true);
  // Variants with coupons are one group together.
  assert.equal(isMerged({ ...experiment, ...ten }, { ...experiment, variant: 'five' }), false);
});
