/** Divides a period into units of time by the calendar of a time zone, and finds the unit of a given time. */
import { firstDay, shiftPeriod, type CalendarUnit } from '../time/calendar.js';
import { DAY, dayOf, HOUR, MINUTE, startOfDay, zoneOffset } from '../time/time.js';

export type Unit = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

const CALENDAR: Readonly<Record<Exclude<Unit, 'HOUR'>, CalendarUnit>> = { DAY: 'day', WEEK: 'week', MONTH: 'month' };
const QUARTER = 15 * MINUTE;

/**
 * Consecutive units of time. Unit i covers [starts[i], starts[i + 1]). The last entry of `starts` is the end of the
 * last unit.
 *
 * Example: `Periods.of('MONTH', 'UTC', 2026-01-15, 2026-02-10)` has two units and begins on January 1.
 */
export class Periods {
  private constructor(readonly starts: readonly number[]) {}

  /** Returns the units that overlap [from, to), plus the given numbers of units before and after. */
  static of(unit: Unit, zone: string, from: number, to: number, before = 0, after = 0): Periods {
    if (unit === 'HOUR') return new Periods(hours(zone, from - before * HOUR, to + after * HOUR));
    const calendar = CALENDAR[unit];
    const starts: number[] = [];
    let first = shiftPeriod(firstDay(dayOf(from, zone), calendar), calendar, -before);
    let beyond = 0;
    for (; ; first = shiftPeriod(first, calendar, 1)) {
      const start = startOfDay(first, zone);
      // A day that the time zone skips is not a unit.
      if (starts.length === 0 || start > starts[starts.length - 1]) starts.push(start);
      if (start >= to && beyond++ >= after) return new Periods(starts);
    }
  }

  get length(): number {
    return this.starts.length - 1;
  }

  /**
   * Returns the index of the unit that contains a time. Returns -1 before the first unit and `length` after the last.
   */
  indexOf(at: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low < high) {
      const mid = (low + high) >>> 1;
      if (this.starts[mid] <= at) low = mid + 1;
      else high = mid;
    }
    return low - 1;
  }

  start(index: number): number {
    return this.starts[index];
  }

  end(index: number): number {
    return this.starts[index + 1];
  }
}

/**
 * Returns the start of each hour as a clock in the time zone shows it. When clocks are set back, an hour is repeated
 * and therefore has two starts.
 */
function hours(zone: string, from: number, to: number): number[] {
  const shown = (at: number): number => Math.floor((at + zoneOffset(at, zone)) / HOUR);
  const isStart = (at: number): boolean => {
    const before = at - QUARTER;
    return shown(at) !== shown(before) || zoneOffset(at, zone) < zoneOffset(before, zone);
  };
  const starts: number[] = [];
  let at = Math.floor(from / QUARTER) * QUARTER;
  while (!isStart(at)) at -= QUARTER;
  for (; ; at += QUARTER) {
    if (!isStart(at)) continue;
    starts.push(at);
    if (at >= to) return starts;
  }
}

/** Maximum number of units. A longer table would not be readable. */
export const MOST_UNITS: Readonly<Record<Unit, number>> = { HOUR: 24 * 62, DAY: 400, WEEK: 160, MONTH: 120 };

/** Approximate length of a unit in ms. */
export const lengthOf: Readonly<Record<Unit, number>> = { HOUR, DAY, WEEK: 7 * DAY, MONTH: 30 * DAY };

/**
 * Returns the period directly before [from, to). If the period consists of whole units, it moves back by the same
 * number of units. Any other period moves back by its length.
 *
 * Example: the period before March is February, although March is longer.
 */
export function shiftedBack(
  unit: Exclude<Unit, 'HOUR'>,
  zone: string,
  from: number,
  to: number,
): { readonly from: number; readonly to: number } {
  const units = Periods.of(unit, zone, from, to);
  const isWhole = units.start(0) === from && units.end(units.length - 1) === to;
  if (!isWhole) return { from: from - (to - from), to: from };
  return { from: Periods.of(unit, zone, from, to, units.length).start(0), to: from };
}

export type RelativeUnit = Exclude<Unit, 'HOUR'>;

/**
 * Returns the start and end of the last `count` calendar units, in ms. If `withCurrent` is true, the last of these
 * units contains `now`. Otherwise, the last of these units ends before `now`.
 *
 * Example: `lastUnits('MONTH', 'UTC', 2026-03-10, 1, false)` is February. With `true`, the result is the whole of
 * March.
 */
export function lastUnits(
  unit: RelativeUnit,
  zone: string,
  now: number,
  count: number,
  withCurrent: boolean,
): { readonly from: number; readonly to: number } {
  // Requests one more unit on each side, because a time zone may skip a day.
  const units = Periods.of(unit, zone, now, now + 1, count + 1, 1);
  const end = units.indexOf(now) + (withCurrent ? 1 : 0);
  return { from: units.start(end - count), to: units.start(end) };
}
