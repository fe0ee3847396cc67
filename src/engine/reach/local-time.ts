/**
 * Local times of a zone as instants. A local time that a change of offset skips moves forward by the skipped time; one
 * that occurs twice is its first occurrence.
 */
import { DAY, HOUR, MINUTE, SECOND, dayOf, zoneOffset } from '../time/time.js';

/** Milliseconds after midnight as a local clock shows them, 0 to 86,399,999. */
export type TimeOfDay = number;

/** Parses `09:30` or `09:30:15`. Returns undefined for other texts. */
export function parseTimeOfDay(text: string): TimeOfDay | undefined {
  const match = /^(\d{2}):(\d{2})(?::(\d{2}))?$/.exec(text);
  if (!match) return undefined;
  const [hours, minutes, seconds] = [1, 2, 3].map((i) => Number(match[i] ?? 0));
  return hours > 23 || minutes > 59 || seconds > 59 ? undefined : hours * HOUR + minutes * MINUTE + seconds * SECOND;
}

/**
 * Writes a time of day, with seconds only where it has any.
 *
 * @example formatTimeOfDay(21.5 * HOUR) // 21:30
 */
export function formatTimeOfDay(time: TimeOfDay): string {
  const text = new Date(time).toISOString().slice(11, 19);
  return text.endsWith(':00') ? text.slice(0, 5) : text;
}

/** What a clock of the zone shows at an instant, written as if it were UTC. */
const localClock = (at: number, zone: string): number => at + zoneOffset(at, zone);

export const timeOfDayAt = (at: number, zone: string): TimeOfDay => ((localClock(at, zone) % DAY) + DAY) % DAY;

/** Zones change their offset on quarter hours only. */
const STEP = 15 * MINUTE;

/** The first instant after `from` and not after `to` at which the offset differs from that of `from`. */
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

/** Farther than any zone is from UTC. */
const FARTHEST = 15 * HOUR;

/**
 * The instant at which clocks of the zone show a time on a day.
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

/** The calendar day `count` days after a day. */
export function shiftDay(day: string, count: number): string {
  return dayOf(Date.parse(`${day}T00:00:00Z`) + count * DAY, 'UTC');
}

/** The ISO weekday of a calendar day: Monday is 1, Sunday is 7. */
export const weekdayOfDay = (day: string): number => new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
