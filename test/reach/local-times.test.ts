/**
 * Tests schedules, dates and quiet hours in the customer's local time, across changes of UTC offset, against a naive
 * implementation.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { instantOf, parseTimeOfDay } from '../../src/engine/reach/local-time.js';
import { endOfQuiet, isQuiet, isQuietHours } from '../../src/engine/reach/quiet-hours.js';
import { nextOfDate, nextScheduled, zoneOf } from '../../src/engine/reach/schedule.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/engine/time/time.js';
import { firstShowing, showings, showsQuiet } from '../../src/reference/reach/local-times.js';
import { amount } from '../support/amount.js';

const at = (text: string): number => Date.parse(text);
const runs = amount(300, 10_000, 'STRATA_REACH_WORLDS');

/**
 * Time zones with no offset changes, with changes of an hour and of half an hour, with odd offsets, and with a skipped
 * day (Apia).
 */
const zone = fc.constantFrom(
  'UTC',
  'Asia/Shanghai',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Kathmandu',
  'Africa/Casablanca',
  'Pacific/Apia',
);
/** Generates times near changes of offset, and arbitrary times of the same years. */
const instant = fc.oneof(
  fc
    .tuple(
      fc.constantFrom(
        '2026-03-29T01:00:00Z',
        '2026-10-25T01:00:00Z',
        '2026-03-08T07:00:00Z',
        '2026-11-01T06:00:00Z',
        '2026-04-04T15:00:00Z',
        '2026-10-03T15:30:00Z',
        '2026-02-15T02:00:00Z',
        '2026-03-22T03:00:00Z',
        '2011-12-30T10:00:00Z',
      ),
      fc.integer({ min: -200, max: 200 }),
      fc.integer({ min: 0, max: 1 }),
    )
    .map(([change, quarters, ms]) => at(change) + quarters * 15 * MINUTE - ms),
  fc.integer({ min: at('2011-01-01T00:00:00Z'), max: at('2028-01-01T00:00:00Z') }),
);
const minutes = fc.integer({ min: 0, max: 24 * 60 - 1 }).map((n) => n * MINUTE);
const dayNear = instant.map((t) => new Date(t).toISOString().slice(0, 10));

test('a local time is the first instant at which clocks show it, or later if they skip it', () => {
  const cases: readonly (readonly [day: string, time: string, zone: string, instant: string])[] = [
    ['2026-03-06', '12:00', 'Asia/Shanghai', '2026-03-06T04:00:00Z'],
    ['2026-03-29', '02:30', 'Europe/Berlin', '2026-03-29T01:30:00Z'],
    ['2026-03-29', '01:59', 'Europe/Berlin', '2026-03-29T00:59:00Z'],
    ['2026-10-25', '02:30', 'Europe/Berlin', '2026-10-25T00:30:00Z'],
    ['2026-10-25', '03:00', 'Europe/Berlin', '2026-10-25T02:00:00Z'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z'],
    ['2011-12-30', '12:00', 'Pacific/Apia', '2011-12-30T22:00:00Z'],
  ];
  for (const [day, time, name, wanted] of cases)
    assert.equal(
      new Date(instantOf(day, parseTimeOfDay(time)!, name)).toISOString(),
      wanted.replace('Z', '.000Z'),
      day,
    );
  fc.assert(
    fc.property(dayNear, minutes, zone, (day, time, name) => {
      assert.equal(instantOf(day, time, name), firstShowing(day, time, name));
    }),
    { numRuns: runs },
  );
});

test('a weekday schedule at 12:00 includes its own instant, and continues on the next Monday', () => {
  const schedule = { kind: 'EVERY', time: 12 * HOUR, weekdays: [1, 2, 3, 4, 5] } as const;
  const friday = at('2026-03-06T04:00:00Z');
  assert.equal(nextScheduled(schedule, friday, 'Asia/Shanghai'), friday);
  assert.equal(nextScheduled(schedule, friday + 1, 'Asia/Shanghai'), at('2026-03-09T04:00:00Z'));
  // 06:00 on Monday in Shanghai is still Sunday in UTC. The local weekday counts.
  const early = { kind: 'EVERY', time: 6 * HOUR, weekdays: [1] } as const;
  assert.equal(nextScheduled(early, friday, 'Asia/Shanghai'), at('2026-03-08T22:00:00Z'));
  // Apia skipped Friday, 30 December 2011. Noon of that Friday is replaced by noon on Saturday, even if the search
  // starts on Saturday.
  const fridays = { kind: 'EVERY', time: 12 * HOUR, weekdays: [5] } as const;
  assert.equal(nextScheduled(fridays, at('2011-12-30T21:00:00Z'), 'Pacific/Apia'), at('2011-12-30T22:00:00Z'));
});

test('the next instant of a schedule is the first one that is not past', () => {
  const weekdays = fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), { nil: undefined });
  fc.assert(
    fc.property(instant, minutes, weekdays, zone, (from, time, days, name) => {
      const [wanted] = showings(time, days, from, from + 9 * DAY, name);
      assert.equal(nextScheduled({ kind: 'EVERY', time, ...(days ? { weekdays: days } : {}) }, from, name), wanted);
    }),
    { numRuns: Math.ceil(runs / 10) },
  );
  assert.equal(nextScheduled({ kind: 'INSTANT', at: 5 }, 5, 'UTC'), 5);
  assert.equal(nextScheduled({ kind: 'INSTANT', at: 5 }, 6, 'UTC'), undefined);
  const day = { kind: 'DAY', day: '2026-06-01', time: 9 * HOUR } as const;
  assert.equal(nextScheduled(day, 0, 'Asia/Shanghai'), at('2026-06-01T01:00:00Z'));
  assert.equal(nextScheduled(day, at('2026-06-01T01:00:00.001Z'), 'Asia/Shanghai'), undefined);
});

test('a date with an offset is due once or every year, with 28 February for 29 February', () => {
  const next = (date: string, offsetDays: number, anniversary: boolean, from: string): string | undefined => {
    const found = nextOfDate(date, { offsetDays, time: 10 * HOUR, anniversary }, at(from), 'Asia/Shanghai');
    return found === undefined ? undefined : new Date(found).toISOString().slice(0, 13);
  };
  assert.equal(next('2026-05-20', -3, false, '2026-01-01T00:00:00Z'), '2026-05-17T02');
  assert.equal(next('2026-05-20', -3, false, '2026-05-17T02:00:00.001Z'), undefined);
  assert.equal(next('1990-05-20', -3, true, '2026-05-17T02:00:00Z'), '2026-05-17T02');
  assert.equal(next('1990-05-20', -3, true, '2026-05-17T02:00:00.001Z'), '2027-05-17T02');
  assert.equal(next('1992-02-29', 0, true, '2026-01-01T00:00:00Z'), '2026-02-28T02');
  assert.equal(next('1992-02-29', 0, true, '2027-03-01T00:00:00Z'), '2028-02-29T02');
  assert.equal(next('1990-01-02', -5, true, '2026-12-20T00:00:00Z'), '2026-12-28T02');
  assert.equal(next('1990-12-30', 5, true, '2027-01-01T00:00:00Z'), '2027-01-04T02');
  // The date itself does not count as an anniversary.
  assert.equal(next('2026-05-20', 0, true, '2026-01-01T00:00:00Z'), '2027-05-20T02');
});

test('the time zone is that of the customer, else of the campaign, else of the workspace', () => {
  assert.equal(zoneOf({ customer: 'a', campaign: 'b', workspace: 'c' }), 'a');
  assert.equal(zoneOf({ campaign: 'b', workspace: 'c' }), 'b');
  assert.equal(zoneOf({ workspace: 'c' }), 'c');
});

test('quiet hours are local times, also across midnight', () => {
  const night = { from: 22 * HOUR, until: 8 * HOUR };
  const quietUntil = (text: string): string => new Date(endOfQuiet(at(text), night, 'Asia/Shanghai')).toISOString();
  assert.equal(quietUntil('2026-03-06T14:00:00.000Z'), '2026-03-07T00:00:00.000Z');
  assert.equal(quietUntil('2026-03-06T13:59:59.999Z'), '2026-03-06T13:59:59.999Z');
  assert.equal(quietUntil('2026-03-06T23:59:59.999Z'), '2026-03-07T00:00:00.000Z');
  assert.equal(quietUntil('2026-03-07T00:00:00.000Z'), '2026-03-07T00:00:00.000Z');
  const noon = { from: 12 * HOUR, until: 13 * HOUR };
  assert.deepEqual(
    ['11:59:59.999', '12:00:00.000', '12:59:59.999', '13:00:00.000'].map((t) =>
      isQuiet(at(`2026-03-06T${t}Z`), noon, 'UTC'),
    ),
    [false, true, true, false],
  );
  assert.ok(!isQuietHours({ from: HOUR, until: HOUR }));
  assert.ok(isQuietHours(night));
  fc.assert(
    fc.property(instant, minutes, minutes, zone, (from, begins, ends, name) => {
      fc.pre(begins !== ends);
      const hours = { from: begins, until: ends };
      assert.equal(isQuiet(from, hours, name), showsQuiet(from, begins, ends, name));
      const end = endOfQuiet(from, hours, name);
      assert.ok(!showsQuiet(end, begins, ends, name), 'the end is not quiet');
      for (let t = from; t < end; t += 5 * MINUTE) assert.ok(showsQuiet(t, begins, ends, name), 'all before it is');
      if (end > from) assert.ok(showsQuiet(end - 1, begins, ends, name));
    }),
    { numRuns: runs },
  );
});

test('times of day are read only in the form hh:mm or hh:mm:ss', () => {
  assert.equal(parseTimeOfDay('09:30'), 9.5 * HOUR);
  assert.equal(parseTimeOfDay('23:59:59'), DAY - SECOND);
  for (const wrong of ['24:00', '9:30', '09:60', '09:30:60', '', '09:30Z'])
    assert.equal(parseTimeOfDay(wrong), undefined, wrong);
});
