/** Tests the instants that the calendar of campaigns shows, against a walk over every minute of a local clock. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  dueInstants,
  isPerCustomer,
  nextDue,
  WEEKDAYS,
  type TimedCampaign,
} from '../../web/dashboard/pages/reach/campaign-times.js';
import { amount, seedOf } from '../support/amount.js';

const MINUTE = 60_000;
const DAY = 86_400_000;
const FROM = Date.parse('2026-03-10T12:00:00Z');

const campaign = (more: Partial<TimedCampaign>): TimedCampaign => ({ state: 'RUNNING', ...more });
const iso = (at: number): string => new Date(at).toISOString();
const schedule = (given: object): TimedCampaign =>
  campaign({ trigger: { schedule: { time: '12:00', ...given } } as TimedCampaign['trigger'] });

/** Returns each minute in a period whose local weekday and time are the given ones, as a reader of a clock would. */
function minutesOf(
  { time, weekdays }: { readonly time: string; readonly weekdays: readonly string[] },
  { from, to, zone }: { readonly from: number; readonly to: number; readonly zone: string },
): number[] {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'long',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const found: number[] = [];
  for (let at = from; at < to; at += 15 * MINUTE) {
    const parts = Object.fromEntries(clock.formatToParts(at).map(({ type, value }) => [type, value]));
    const isDay = weekdays.length === 0 || weekdays.includes(parts.weekday.toUpperCase());
    if (isDay && `${parts.hour}:${parts.minute}` === time) found.push(at);
  }
  return found;
}

test('a schedule is due at its local time on its weekdays, also across changes of the offset', () => {
  // At these times, no zone below moves its clocks.
  const times = fc.constantFrom('00:15', '09:30', '12:00', '18:45', '23:00');
  const zones = fc.constantFrom('Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu');
  const seed = seedOf(20260310);
  fc.assert(
    fc.property(
      times,
      fc.subarray([...WEEKDAYS]),
      zones,
      fc.integer({ min: 0, max: 400 }),
      (time, weekdays, zone, days) => {
        const from = FROM + days * DAY;
        const period = { from, to: from + 20 * DAY, zone };
        assert.deepEqual(dueInstants(schedule({ time, weekdays }), period), minutesOf({ time, weekdays }, period));
      },
    ),
    { seed, numRuns: amount(40, 400) },
  );
});

test('the zone of the campaign comes before that of the workspace, and nothing is due before its start or after its end', () => {
  const period = { from: FROM, to: FROM + 2 * DAY, zone: 'Asia/Shanghai' };
  assert.deepEqual(dueInstants({ ...schedule({}), zone: 'Europe/Berlin' }, period).map(iso), [
    '2026-03-11T11:00:00.000Z',
    '2026-03-12T11:00:00.000Z',
  ]);
  assert.deepEqual(dueInstants({ ...schedule({}), startedAt: '2026-03-11T04:00:01Z' }, period).map(iso), [
    '2026-03-12T04:00:00.000Z',
  ]);
  const until = '2026-03-12T04:00:00Z';
  assert.deepEqual(dueInstants({ ...schedule({}), until }, period).map(iso), ['2026-03-11T04:00:00.000Z']);
});

test('given days are due in their order, once each', () => {
  const days = ['2026-11-11', '2026-06-18', '2026-06-18', '2026-03-10'];
  const period = { from: FROM, to: FROM + 366 * DAY, zone: 'Asia/Shanghai' };
  assert.deepEqual(dueInstants(schedule({ days }), period).map(iso), [
    '2026-06-18T04:00:00.000Z',
    '2026-11-11T04:00:00.000Z',
  ]);
});

test('an instant is due once, and a finished campaign never', () => {
  const at = iso(FROM + DAY);
  const period = { from: FROM, to: FROM + 2 * DAY, zone: 'UTC' };
  assert.deepEqual(dueInstants(campaign({ at }), period), [FROM + DAY]);
  assert.deepEqual(dueInstants(campaign({ at }), { ...period, to: FROM + DAY }), []);
  for (const state of ['ENDED', 'CANCELLED'] as const)
    assert.deepEqual(dueInstants(campaign({ at, state }), period), []);
  assert.equal(nextDue(campaign({ at }), FROM, 'UTC'), FROM + DAY);
  assert.equal(nextDue(campaign({ at }), FROM + DAY + 1, 'UTC'), undefined);
  assert.equal(nextDue(campaign({ state: 'DRAFT' }), FROM, 'UTC'), undefined);
});

test('entries, exits, events and dates are due for each customer at another time', () => {
  const triggers = [
    { entered: { segment: 's', after: 'PT0S', includePresent: false } },
    { event: { expression: 'order_paid', which: 'EVERY', after: 'P1D' } },
    { date: { tag: 'birthday', time: '10:00', offsetDays: -3, yearly: true } },
  ] as unknown as TimedCampaign['trigger'][];
  for (const trigger of triggers) {
    assert.ok(isPerCustomer(campaign({ trigger })));
    assert.deepEqual(dueInstants(campaign({ trigger }), { from: FROM, to: FROM + 9 * DAY, zone: 'UTC' }), []);
  }
  assert.ok(!isPerCustomer(schedule({})));
  assert.ok(!isPerCustomer(campaign({ at: iso(FROM) })));
});
