/** Hours of the day in which a channel sends nothing, on the clock of the customer. */
import { DAY } from '../time/time.js';
import { offsetChange, timeOfDayAt, type TimeOfDay } from './local-time.js';

/** Quiet from one local time (included) to another (not included); across midnight when `until` is the earlier one. */
export interface QuietHours {
  readonly from: TimeOfDay;
  readonly until: TimeOfDay;
}

/** Whether the ends differ: equal ends would mean never or always, and are refused. */
export const isQuietHours = ({ from, until }: QuietHours): boolean => from !== until;

/** Whether a clock of the zone shows a quiet time at an instant. */
export function isQuiet(at: number, { from, until }: QuietHours, zone: string): boolean {
  const time = timeOfDayAt(at, zone);
  return from < until ? time >= from && time < until : time >= from || time < until;
}

/**
 * The first instant from `at` on at which a clock of the zone shows no quiet time: `at` itself when that is not quiet.
 * Where clocks are set forward over `until`, that is the instant of the change.
 *
 * @example endOfQuiet(at, { from: 22 * HOUR, until: 8 * HOUR }, 'Asia/Shanghai') // 08:00 next morning
 */
export function endOfQuiet(at: number, hours: QuietHours, zone: string): number {
  let now = at;
  while (isQuiet(now, hours, zone)) {
    const rest = (hours.until - timeOfDayAt(now, zone) + DAY) % DAY;
    now = offsetChange(now, now + rest, zone) ?? now + rest;
  }
  return now;
}
