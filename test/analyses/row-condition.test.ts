/**
 * Tests the conditions that describe rows of rolling funnels. A naive implementation of the condition language checks
 * that a condition holds for exactly the members of its row.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { funnelAnalysis, type FunnelQuestion } from '../../src/engine/analyses/funnel-report.js';
import { funnelRowCondition } from '../../src/engine/analyses/row-condition.js';
import { parseCondition } from '../../src/engine/segments/parse.js';
import { printCondition } from '../../src/engine/segments/print.js';
import { holds } from '../../src/reference/language.js';
import { amount, freshSeed } from '../support/amount.js';
import { Dice, random } from '../support/random-world.js';
import { DAY, figureOf, HOUR, randomChoices, randomShop, seeds } from './random-analysis.js';

const SEED = freshSeed();

test(`the condition of a rolling funnel row holds for exactly the members of the row (seed ${SEED})`, () => {
  let members = 0;
  fc.assert(
    fc.property(seeds(), (seed) => {
      const d = new Dice(random(seed));
      const step = d.pick([6 * HOUR, 2 * DAY]);
      const shop = randomShop(d, 8, 14, step);
      const lastMs = d.pick([step, 10 * DAY, 30 * DAY]) + d.pick([0, 1]);
      const question: FunnelQuestion = {
        from: shop.now - lastMs + 1,
        to: shop.now + 1,
        steps: Array.from({ length: d.int(2, 4) }, () => randomChoices(d, 2)),
        order: 'ORDERED',
        exclusions: [],
        windowMs: d.pick([step, 3 * step, 30 * DAY]) + d.pick([0, -1, 1]),
        ...(d.chance(0.3) ? { same: d.pick(['sku', 'channel', 'brand']) } : {}),
      };
      const { figure, members: of } = figureOf(funnelAnalysis(question, shop.now), shop);
      for (const [i, { row, lostRow }] of figure.all.steps.entries()) {
        for (const [state, id] of [
          ['reached', row],
          ['lost', lostRow],
        ] as const) {
          if (state === 'lost' && i === 0) continue;
          const condition = funnelRowCondition(question, { state, step: i + 1 }, lastMs);
          const needsFirst = i === 0 || (state === 'lost' && i === 1);
          assert.equal(condition === undefined, question.same !== undefined && needsFirst);
          if (!condition) continue;
          // The segment is saved as text, so the text must express the same condition.
          const text = printCondition(condition);
          assert.equal(printCondition(parseCondition(text)), text);
          const who = shop.worlds.flatMap((world, n) => (holds(condition, world, shop.now) ? [`p${n}`] : []));
          assert.deepEqual(who.sort(), [...(of.get(id) ?? [])].sort(), text);
          members += who.length;
        }
      }
    }),
    { numRuns: amount(200, 2000, 'STRATA_ANALYSIS_WORLDS'), seed: SEED },
  );
  assert.ok(members > 100, `${members} members`);
});

test('a row with too many alternatives has no condition', () => {
  const four = ['a', 'b', 'c', 'd'].map((event) => ({ event }));
  const question = { steps: [four, four, four], windowMs: DAY };
  assert.equal(funnelRowCondition(question, { state: 'reached', step: 3 }, DAY), undefined);
  const condition = funnelRowCondition(question, { state: 'reached', step: 2 }, DAY);
  assert.equal(condition?.kind === 'any' && condition.of.length, 16);
});
