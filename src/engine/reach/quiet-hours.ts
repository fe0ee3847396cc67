/** Times of day at which a channel sends nothing, on the customer's local clock. */
import { DAY } from '../time/time.js';
import { offsetChange, timeOfDayAt, type TimeOfDay } from './local-time.js';

/**
 * Quiet hours from one local time (inclusive) to another (exclusive). If `until` is before `from`, the quiet hours
 * continue past midnight.
 */
export interface QuietHours {
  readonly from: TimeOfDay;
  readonly until: TimeOfDay;
}

/** Whether `from` and `until` differ. If they were equal, the meaning would be unclear, so this is rejected. */
export const isQuietHours = ({ from, until }: QuietHours): boolean => from !== until;

/** Whether the local time is within the quiet hours at a given time. */
export function isQuiet(at: number, { from, until }: QuietHours, zone: string): boolean {
  const time = timeOfDayAt(at, zone);
  return from < until ? time >= from && time < until : time >= from || time < until;
}

/**
 * Returns the first time, at or after `at`, that is not within the quiet hours. If clocks are set forward past `until`,
 * this is the time of the change.
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
