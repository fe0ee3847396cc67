/**
 * Compares rolling periods, such as the last three days, with a naive implementation that steps through the local time
 * of the zone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { lastUnits } from '../../src/engine/analyses/periods.js';
import { lastUnitsNaively } from '../../src/reference/analyses/last-units.js';
import { amount, freshSeed } from '../support/amount.js';

const SEED = freshSeed();
const ZONES = ['UTC', 'Asia/Shanghai', 'Europe/Berlin', 'America/Sao_Paulo', 'Asia/Kathmandu', 'Australia/Lord_Howe'];

test(`the last units follow the local calendar of the zone (seed ${SEED})`, () => {
  fc.assert(
    fc.property(
      fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const),
      fc.constantFrom(...ZONES),
      fc.integer({ min: Date.UTC(2015, 0, 1), max: Date.UTC(2030, 0, 1) }),
      fc.integer({ min: 1, max: 3 }),
      fc.boolean(),
      (unit, zone, now, count, withCurrent) => {
        assert.deepEqual(
          lastUnits(unit, zone, now, count, withCurrent),
          lastUnitsNaively(unit, zone, now, count, withCurrent),
        );
      },
    ),
    { numRuns: amount(60, 1000), seed: SEED },
  );
});

test('units account for clock changes, a skipped day, and the current unit', () => {
  const day = (text: string): number => Date.parse(text);
  // Clocks in Berlin were set forward on 29 March 2026, so that day has 23 hours.
  assert.deepEqual(lastUnits('DAY', 'Europe/Berlin', day('2026-03-30T10:00:00Z'), 1, false), {
    from: day('2026-03-28T23:00:00Z'),
    to: day('2026-03-29T22:00:00Z'),
  });
  // Samoa had no 30 December 2011.
  assert.deepEqual(lastUnits('DAY', 'Pacific/Apia', day('2011-12-31T00:00:00Z'), 1, false), {
    from: day('2011-12-29T10:00:00Z'),
    to: day('2011-12-30T10:00:00Z'),
  });
  assert.deepEqual(lastUnits('MONTH', 'UTC', day('2026-03-01T00:00:00Z'), 1, true), {
    from: day('2026-03-01T00:00:00Z'),
    to: day('2026-04-01T00:00:00Z'),
  });
});
