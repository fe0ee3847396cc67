/**
 * Computes calendar periods in a time zone (days, ISO weeks from Monday, months, quarters and years) and anniversaries.
 */
import { dayOf, startOfDay } from './time.js';

export const CALENDAR_UNITS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type CalendarUnit = (typeof CALENDAR_UNITS)[number];

/** A period relative to now. For `ago`, 0 is the current period, 1 the previous one, and -1 the next one. */
export interface CalendarPeriod {
  readonly unit: CalendarUnit;
  readonly ago: number;
}

const pad = (n: number): string => String(n).padStart(2, '0');
const asDay = (utc: Date): string => utc.toISOString().slice(0, 10);

/** Returns the first day of the period that contains a day. */
export function firstDay(day: string, unit: CalendarUnit): string {
  const [y, m] = day.split('-').map(Number);
  switch (unit) {
    case 'day':
      return day;
    case 'week': {
      const d = new Date(`${day}T00:00:00Z`);
      d.setUTCDate(d.getUTCDate() - ((d.getUTCDay() + 6) % 7));
      return asDay(d);
    }
    case 'month':
      return `${day.slice(0, 7)}-01`;
    case 'quarter':
      return `${y}-${pad(m - ((m - 1) % 3))}-01`;
    case 'year':
      return `${day.slice(0, 4)}-01-01`;
  }
}

const MONTHS = { month: 1, quarter: 3, year: 12 } as const;

/** Returns the first day of the period that is `count` periods after the one that begins on `first`. */
export function shiftPeriod(first: string, unit: CalendarUnit, count: number): string {
  const d = new Date(`${first}T00:00:00Z`);
  if (unit === 'day') d.setUTCDate(d.getUTCDate() + count);
  else if (unit === 'week') d.setUTCDate(d.getUTCDate() + 7 * count);
  else d.setUTCMonth(d.getUTCMonth() + count * MONTHS[unit]);
  return asDay(d);
}

/**
 * Returns the interval [from, to) of current times for which `at` lies in the given period, which is relative to the
 * current time. For "this month", the interval is the month of `at`. For "last month", it is the month after the month
 * of `at`.
 */
export function seenDuring(at: number, period: CalendarPeriod, zone: string): readonly [from: number, to: number] {
  const first = firstDay(dayOf(at, zone), period.unit);
  return [
    startOfDay(shiftPeriod(first, period.unit, period.ago), zone),
    startOfDay(shiftPeriod(first, period.unit, period.ago + 1), zone),
  ];
}

/** Returns an upper bound of the time, in ms, during which an event lies in a period such as "this month". */
export function longestSeen(period: CalendarPeriod): number {
  const days = { day: 2, week: 8, month: 32, quarter: 94, year: 367 }[period.unit];
  return days * (Math.max(0, period.ago) + 1) * 86_400_000;
}

/**
 * Returns the anniversaries of a day in the years `from` to `to`, without the day itself. In years without a February
 * 29, its anniversary is on February 28.
 */
export function anniversaries(day: string, from: number, to: number): readonly string[] {
  const [year, month, date] = day.split('-').map(Number);
  const out: string[] = [];
  for (let y = Math.max(from, year + 1); y <= to; y++) {
    const leap = new Date(Date.UTC(y, 1, 29)).getUTCMonth() === 1;
    out.push(`${String(y).padStart(4, '0')}-${pad(month)}-${pad(month === 2 && date === 29 && !leap ? 28 : date)}`);
  }
  return out;
}

/**
 * Returns one interval for each age, i.e. each number of whole years since the day of `at`. The age applies while the
 * current time is within the interval. The age is 0 from the day of `at` on and increases at each anniversary. Covers
 * the years `from` to `to`.
 */
export function ages(
  at: number,
  zone: string,
  from: number,
  to: number,
): readonly { readonly years: number; readonly from: number; readonly to: number }[] {
  const day = dayOf(at, zone);
  const born = Number(day.slice(0, 4));
  const days = [...(from <= born && born <= to ? [day] : []), ...anniversaries(day, from, to + 1)];
  const starts = days.map((d) => startOfDay(d, zone));
  return days.slice(0, -1).map((d, i) => ({ years: Number(d.slice(0, 4)) - born, from: starts[i], to: starts[i + 1] }));
}

export function nextDay(day: string): string {
  return shiftPeriod(day, 'day', 1);
}
