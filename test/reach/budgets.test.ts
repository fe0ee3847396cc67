/**
 * Compares the contact budget of a customer with a naive implementation, for randomly generated contacts and for a real
 * campaign history.
 */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  budgetsFor,
  firstFull,
  nextPossible,
  overBudget,
  wishBudget,
  type Budget,
  type BudgetedContact,
  type CountedContact,
} from '../../src/engine/reach/budget.js';
import { endOfQuiet } from '../../src/engine/reach/quiet-hours.js';
import { DAY, HOUR, WEEK } from '../../src/engine/time/time.js';
import { decidedUnder, mayJoin, tooSoon } from '../../src/reference/reach/budgets.js';
import { showsQuiet } from '../../src/reference/reach/local-times.js';
import { amount } from '../support/amount.js';

const runs = amount(300, 10_000, 'STRATA_REACH_WORLDS');
const BEGIN = Date.parse('2026-03-27T00:00:00Z');
const SUBJECT = { zone: 'Europe/Berlin', layers: new Set<string>() };

const rolling = (most: number, ms: number, more: Partial<Budget> = {}): Budget => ({
  key: `rolling-${most}`,
  most,
  window: { kind: 'ROLLING', ms },
  ...more,
});
const contact = (at: number, more: Partial<BudgetedContact> = {}): BudgetedContact => ({
  at,
  channel: 'push',
  tags: [],
  ...more,
});
const counted = (
  id: string,
  at: number,
  under: readonly string[],
  more: Partial<BudgetedContact> = {},
): CountedContact => ({
  id,
  under,
  ...contact(at, more),
});

test('with one contact in 7 days, none fits within 7 days before or after a reservation', () => {
  const weekly = rolling(1, WEEK);
  const friday = counted('friday', BEGIN, [weekly.key]);
  const full = (at: number): boolean => firstFull([weekly], contact(at), [friday], SUBJECT) !== undefined;
  assert.deepEqual(
    [-WEEK - 1, -WEEK, -WEEK + 1, -DAY, 0, DAY, WEEK - 1, WEEK].map((shift) => full(BEGIN + shift)),
    [false, false, true, true, true, true, true, false],
  );
  assert.deepEqual(firstFull([weekly], contact(BEGIN + DAY), [friday], SUBJECT), {
    budget: weekly.key,
    most: 1,
    contacts: ['friday'],
  });
});

test('calendar periods use the time zone of the customer, so contacts around midnight may both fit', () => {
  const daily: Budget = { key: 'daily', most: 1, window: { kind: 'CALENDAR', unit: 'day' } };
  const evening = counted('evening', Date.parse('2026-03-27T22:30:00Z'), ['daily']);
  const full = (text: string, zone: string): boolean =>
    firstFull([daily], contact(Date.parse(text)), [evening], { ...SUBJECT, zone }) !== undefined;
  assert.ok(!full('2026-03-27T23:30:00Z', 'Europe/Berlin'));
  assert.ok(full('2026-03-27T23:30:00Z', 'UTC'));
  assert.ok(full('2026-03-27T01:00:00Z', 'Europe/Berlin'), 'a later reservation on the same day counts');
});

test('budgets of a channel, tag, layer or device apply only to matching contacts', () => {
  const budgets: Budget[] = [
    rolling(1, WEEK, { key: 'sms', channel: 'sms' }),
    rolling(1, WEEK, { key: 'news', tag: 'news' }),
    rolling(1, WEEK, { key: 'dormant', layer: 'lifecycle.dormant' }),
    rolling(1, WEEK, { key: 'device', perDevice: true, channel: 'push' }),
    wishBudget(1, 2 * WEEK),
  ];
  const keys = (of: BudgetedContact, layers: readonly string[] = []): string[] =>
    budgetsFor(budgets, of, { layers: new Set(layers) }).map(({ key }) => key);
  assert.deepEqual(keys(contact(0)), ['wish']);
  assert.deepEqual(keys(contact(0, { channel: 'sms', tags: ['news'] })), ['sms', 'news', 'wish']);
  assert.deepEqual(keys(contact(0, { device: 'd1' }), ['lifecycle.dormant']), ['dormant', 'device', 'wish']);
  const earlier = counted('earlier', BEGIN, [], { device: 'd1' });
  const budgetOf = (of: BudgetedContact, layers: readonly string[]): string | undefined =>
    firstFull(budgets.slice(0, 4), of, [earlier], { ...SUBJECT, layers: new Set(layers) })?.budget;
  assert.equal(budgetOf(contact(BEGIN + 1), ['lifecycle.dormant']), 'dormant');
  assert.equal(budgetOf(contact(BEGIN + 1), []), undefined);
  assert.equal(budgetOf(contact(BEGIN + 1, { device: 'd1' }), []), 'device');
  assert.equal(budgetOf(contact(BEGIN + 1, { device: 'd2' }), []), undefined);
});

test('contacts of another layer and exempt contacts at one instant do not exceed a budget of the layer', () => {
  const dormant = rolling(1, WEEK, { key: 'dormant', layer: 'lifecycle.dormant' });
  const first = counted('first', BEGIN, ['dormant']);
  const moved = { ...SUBJECT, layers: new Set(['lifecycle.active']) };
  assert.equal(firstFull([dormant], contact(BEGIN), [first], moved)?.budget, 'dormant');
  assert.equal(firstFull([dormant], contact(BEGIN + 1), [first], moved), undefined);
  const exempt = counted('exempt', BEGIN, []);
  for (const list of [
    [first, exempt],
    [exempt, first],
  ])
    assert.deepEqual(overBudget([dormant], list, 'UTC'), []);
  const merged = [first, counted('second', BEGIN + DAY, ['dormant'])];
  assert.deepEqual(overBudget([dormant], merged, 'UTC'), [{ budget: 'dormant', contact: 'second' }]);
});

const LAYERS = ['m.a', 'm.b'];
const budgetOf = fc.record(
  {
    most: fc.integer({ min: 0, max: 3 }),
    window: fc.oneof(
      fc.constantFrom(HOUR, 20 * HOUR, DAY, 3 * DAY, WEEK).map((ms) => ({ kind: 'ROLLING' as const, ms })),
      fc
        .constantFrom('day' as const, 'week' as const, 'month' as const)
        .map((unit) => ({ kind: 'CALENDAR' as const, unit })),
    ),
    channel: fc.constantFrom('push', 'sms'),
    tag: fc.constantFrom('news', 'sale'),
    layer: fc.constantFrom(...LAYERS),
    perDevice: fc.boolean(),
  },
  { requiredKeys: ['most', 'window'] },
);
const budgets = fc
  .array(budgetOf, { minLength: 1, maxLength: 4 })
  .map((list) => list.map((budget, i): Budget => ({ key: `b${i}`, ...budget })));
/**
 * Generates times within ten days that include a change of UTC offset and an end of month. Most are whole hours, so
 * that they coincide with window bounds.
 */
const instant = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 240 }).map((n) => BEGIN + n * HOUR) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 240 * HOUR }).map((n) => BEGIN + n) },
);
const attempt = fc.record({
  at: instant,
  channel: fc.constantFrom('push', 'sms'),
  tags: fc.subarray(['news', 'sale']),
  device: fc.option(fc.constantFrom('d1', 'd2'), { nil: undefined }),
  layers: fc.subarray(LAYERS),
  exempt: fc.integer({ min: 0, max: 4 }).map((n) => n === 0),
});
const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Shanghai', 'America/New_York');

/**
 * Generates contact attempts. Half of the lists contain no exempt contact. In these lists, no budget may ever be
 * exceeded.
 */
const world = fc
  .tuple(fc.array(attempt, { maxLength: 25 }), fc.boolean())
  .map(([attempts, withExempt]) => attempts.map((a) => ({ ...a, exempt: a.exempt && withExempt })));

test('in any order of decisions the sent contacts equal a naive computation, and no budget is exceeded', () => {
  fc.assert(
    fc.property(budgets, world, zone, (rules, attempts, name) => {
      const there: CountedContact[] = [];
      attempts.forEach(({ layers, exempt, device, ...rest }, i) => {
        const one = { id: `c${i}`, ...rest, ...(device === undefined ? {} : { device }) };
        const wanted = exempt ? [] : decidedUnder(rules, { ...one, under: [] }, layers);
        const subject = { zone: name, layers: new Set(layers) };
        const under = exempt ? [] : budgetsFor(rules, one, subject).map(({ key }) => key);
        assert.deepEqual(under, wanted);
        const goes = exempt || firstFull(rules, one, there, subject) === undefined;
        if (!exempt) assert.equal(goes, mayJoin(rules, { ...one, under }, there, name));
        if (goes) there.push({ ...one, under });
      });
      const noExempt = attempts.every(({ exempt }) => !exempt);
      if (noExempt) {
        assert.deepEqual(tooSoon(rules, there, name), []);
        assert.deepEqual(overBudget(rules, there, name), []);
      }
    }),
    { numRuns: runs },
  );
});

test('after a merge the audit names the same contacts over budget as a naive computation', () => {
  fc.assert(
    fc.property(budgets, fc.array(attempt, { maxLength: 15 }), zone, (rules, attempts, name) => {
      const all = attempts.map(({ layers, exempt, device, ...rest }, i): CountedContact => {
        const one = { id: `c${i}`, ...rest, ...(device === undefined ? {} : { device }) };
        return { ...one, under: exempt ? [] : decidedUnder(rules, { ...one, under: [] }, layers) };
      });
      const found = overBudget(rules, all, name).map((o) => `${o.budget} ${o.contact}`);
      assert.deepEqual(found.sort(), tooSoon(rules, all, name).sort());
    }),
    { numRuns: runs },
  );
});

test('the next possible instant has room and is not quiet, and there is no earlier one', () => {
  const quiet = { from: 22 * HOUR, until: 8 * HOUR };
  fc.assert(
    fc.property(budgets, fc.array(attempt, { maxLength: 8 }), attempt, zone, (rules, attempts, wanted, name) => {
      const subject = { zone: name, layers: new Set(wanted.layers) };
      const there = attempts.map(({ exempt, layers, device, ...rest }, i): CountedContact => {
        const one = { id: `c${i}`, ...rest, ...(device === undefined ? {} : { device }) };
        return { ...one, under: exempt ? [] : decidedUnder(rules, { ...one, under: [] }, layers) };
      });
      const { at, channel, tags, device } = wanted;
      const one = { at, channel, tags, ...(device === undefined ? {} : { device }) };
      const found = nextPossible(rules, one, there, subject, { endOfQuiet: (t) => endOfQuiet(t, quiet, name) });
      const may = (t: number): boolean => {
        const moved = { id: 'new', ...one, at: t, under: [] };
        const under = decidedUnder(rules, moved, wanted.layers);
        return !showsQuiet(t, quiet.from, quiet.until, name) && mayJoin(rules, { ...moved, under }, there, name);
      };
      if (found !== undefined) {
        assert.ok(may(found), 'it is possible');
        if (found > at) assert.ok(!may(found - 1), 'not one millisecond earlier');
      }
      const step = 6 * HOUR;
      for (let t = at; t < Math.min(found ?? Infinity, at + 20 * DAY); t += step) assert.ok(!may(t), 'nor any before');
    }),
    { numRuns: Math.ceil(runs / 4) },
  );
});

const JOURNEY = process.env.STRATA_DATA_SETS
  ? join(process.env.STRATA_DATA_SETS, 'completejourney')
  : resolve('../shared/data/completejourney');

test(
  'The Complete Journey: with at most 2 in 30 days, 6,490 of 6,589 contacts are sent',
  { skip: existsSync(JOURNEY) ? false : 'the data set is not here' },
  () => {
    const read = (name: string): string[][] =>
      gunzipSync(readFileSync(join(JOURNEY, `${name}.csv.gz`)))
        .toString()
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.trim().split(','));
    const campaigns = new Map(
      read('campaign_descriptions').map(([id, type, start]) => [id, { type, at: Date.parse(`${start}T12:00:00Z`) }]),
    );
    const attempts = read('campaigns')
      .map(([campaign, household]) => ({ household, number: Number(campaign), ...campaigns.get(campaign)! }))
      .sort((a, b) => a.at - b.at || (a.type < b.type ? -1 : Number(a.type > b.type)) || a.number - b.number);
    const rule = rolling(2, 30 * DAY);
    const sent = new Map<string, CountedContact[]>();
    let went = 0;
    for (const { household, number, at } of attempts) {
      const there = sent.get(household) ?? [];
      if (firstFull([rule], contact(at), there, SUBJECT)) continue;
      sent.set(household, [...there, counted(String(number), at, [rule.key])]);
      went++;
    }
    assert.deepEqual([attempts.length, went], [6589, 6490]);
  },
);
