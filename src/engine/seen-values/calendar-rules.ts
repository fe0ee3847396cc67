/** Defines the possible values of fields that are computed from a time, e.g. hours from 0 to 23. */
import type { Value } from '../types.js';

interface CalendarRule {
  readonly has: (value: Value) => boolean;
  /** All possible values. Undefined if there are too many to list. */
  readonly all?: readonly number[];
  readonly words: string;
}

const upTo = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
const HOURS = upTo(0, 23);
const WEEKDAYS = upTo(1, 7);

/** Rules by field name. A day that does not exist is an error, not a warning, so it has no rule here. */
export const CALENDAR_RULES: Readonly<Record<string, CalendarRule | undefined>> = {
  hour: { has: (value) => HOURS.includes(Number(value)), all: HOURS, words: 'hours are 0 to 23' },
  weekday: {
    has: (value) => WEEKDAYS.includes(Number(value)),
    all: WEEKDAYS,
    words: 'weekdays are 1 (Monday) to 7 (Sunday)',
  },
  month: { has: (value) => /^\d{4}-(0[1-9]|1[0-2])$/.test(String(value)), words: 'a month is written 2026-03' },
};
