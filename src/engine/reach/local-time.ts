/**
 * Converts local times of a time zone to timestamps. If clocks are set forward and skip a local time, the local time is
 * moved forward by the length of the gap. If a local time occurs twice, the first occurrence is used.
 */
import { DAY, HOUR, MINUTE, SECOND, dayOf, zoneOffset } from '../time/time.js';

/** Milliseconds after midnight on a local clock, 0 to 86,399,999. */
export type TimeOfDay = number;

/** Parses `09:30` or `09:30:15`. Returns undefined for other texts. */
export function parseTimeOfDay(text: string): TimeOfDay | undefined {
  const match = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [1, 2, 3].map((i) => Number(match[i] ?? 0));
  return hours > 23 || minutes > 59 || seconds > 59 ? undefined : hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

/**
 * Formats a time of day. Seconds are omitted if they are 0.
 *
 * @example formatTimeOfDay(21.5 * HOUR) // 21:30
 */
export function formatTimeOfDay(time: TimeOfDay): string {
  const text = new Date(time).toISOString().slice(11, 19);
  return text.endsWith(':00') ? text.slice(0, 5) : text;
}

/** Returns the local time in a time zone, encoded as if it were a UTC timestamp. */
const localClock = (at: number, zone: string): number => at + zoneOffset(at, zone);

export const timeOfDayAt = (at: number, zone: string): TimeOfDay => ((localClock(at, zone) % DAY) + DAY) % DAY;

/** Time zones change their offset only at quarter hours. */
const STEP = 15 * MINUTE;

/** Returns the first time t, with from < t <= to, at which the offset differs from the offset at `from`. */
export function offsetChange(from: number, to: number, zone: string): number | undefined {
  const before = zoneOffset(from, zone);
  let low = Math.floor(from / STEP);
  let high = Math.floor(to / STEP);
  if (zoneOffset(high * STEP, zone) === before) return undefined;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zoneOffset(middle * STEP, zone) === before) low = middle;
    else high = middle;
  }
  return high * STEP;
}

/** Larger than the offset of any time zone from UTC. */
const FARTHEST = 15 * HOUR;

/**
 * Returns the time at which local clocks show a time of day on a given day. If clocks skip this time of day, it is
 * moved forward by the length of the gap.
 *
 * @example instantOf('2026-03-29', 2.5 * HOUR, 'Europe/Berlin') // 01:30 UTC: clocks go from 02:00 to 03:00, so 03:30
 */
export function instantOf(day: string, time: TimeOfDay, zone: string): number {
  const shown = Date.parse(`${day}T00:00:00Z`) + time;
  let from = shown - FARTHEST;
  const end = shown + FARTHEST;
  const change = offsetChange(from, end, zone);
  const first = shown - zoneOffset(from, zone);
  if (change === undefined || first < change) return first;
  from = change;
  const second = shown - zoneOffset(from, zone);
  // The local time does not occur before the offset changes. It either occurs after the change or is skipped by it.
  return second >= change ? second : first;
}

/** Returns the calendar day that is `count` days after the given day. */
export function shiftDay(day: string, count: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + count * DAY, 'UTC');
}

/** Returns the ISO weekday of a calendar day: Monday is 1, Sunday is 7. */
export const weekdayOfDay = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
