/** Computes when campaigns with a schedule or a date are due, in the customer's local time. */
import { anniversaries } from '../time/calendar.js';
import { dayOf } from '../time/time.js';
import { instantOf, shiftDay, weekdayOfDay, type TimeOfDay } from './local-time.js';

export type Schedule =
  /** A fixed time that is the same for all customers. */
  | { readonly kind: 'INSTANT'; readonly at: number }
  /** A day and a local time. */
  | { readonly kind: 'DAY'; readonly day: string; readonly time: TimeOfDay }
  /** A local time every day, or on some weekdays (Monday is 1, Sunday is 7). */
  | { readonly kind: 'EVERY'; readonly time: TimeOfDay; readonly weekdays?: readonly number[] };

/** Triggers a message a number of days before or after a date of the customer, e.g. a birthday. */
export interface DateTrigger {
  /** Days after the date. Negative for days before it. */
  readonly offsetDays: number;
  readonly time: TimeOfDay;
  /** Whether the anniversaries of the date are used instead of the date itself. */
  readonly anniversary: boolean;
}

/** Candidates for a customer's time zone, most specific first. Invalid names must already have been removed. */
export interface ZoneChoice {
  readonly customer?: string;
  readonly campaign?: string;
  readonly workspace: string;
}

export const zoneOf = ({ customer, campaign, workspace }: ZoneChoice): string => customer ?? campaign ?? workspace;

/**
 * Number of days before `from` at which the search starts. If a time zone skips a calendar day, the times of that day
 * move to the next day and may still be in the future.
 */
const DAYS_BACK = 2;
const WEEKDAYS = 7;

/**
 * Returns the first time of a schedule at or after `from`, or undefined if there is none.
 *
 * @example
 * // 12:00 from Monday to Friday
 * nextScheduled({ kind: 'EVERY', time: 12 * HOUR, weekdays: [1, 2, 3, 4, 5] }, from, 'Asia/Shanghai')
 */
export function nextScheduled(schedule: Schedule, from: number, zone: string): number | undefined {
  switch (schedule.kind) {
    case 'INSTANT':
      return schedule.at >= from ? schedule.at : undefined;
    case 'DAY': {
      const at = instantOf(schedule.day, schedule.time, zone);
      return at >= from ? at : undefined;
    }
    case 'EVERY': {
      const { time, weekdays } = schedule;
      const today = dayOf(from, zone);
      for (let offset = -DAYS_BACK; offset <= WEEKDAYS + DAYS_BACK; offset++) {
        const day = shiftDay(today, offset);
        if (weekdays && !weekdays.includes(weekdayOfDay(day))) continue;
        const at = instantOf(day, time, zone);
        if (at >= from) return at;
      }
      return undefined;
    }
  }
}

/** Returns the first time of a date trigger at or after `from`. Undefined if there is none. */
export function nextOfDate(date: string, trigger: DateTrigger, from: number, zone: string): number | undefined {
  const { offsetDays, time, anniversary } = trigger;
  const due = (day: string): number => instantOf(shiftDay(day, offsetDays), time, zone);
  if (!anniversary) return due(date) >= from ? due(date) : undefined;
  const around = shiftDay(dayOf(from, zone), -offsetDays);
  const year = Number(around.slice(0, 4));
  return anniversaries(date, year - 1, Math.max(year, Number(date.slice(0, 4))) + 2)
    .map(due)
    .find((at) => at >= from);
}
