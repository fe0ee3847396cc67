/**
 * Reference implementation of periods that consist of the last days, weeks or months. It determines the local calendar
 * day of each quarter hour.
 */
import { localDay } from '../language.js';

const QUARTER = 15 * 60_000;

/** Returns the label of the unit that contains a local day: the day itself, the Monday of its week, or its month. */
function labelOf(day: string, unit: 'DAY' | 'WEEK' | 'MONTH'): string {
  if (unit === 'DAY') return day;
  if (unit === 'MONTH') return day.slice(0, 7);
  const date = new Date(`${day}T00:00:00Z`);
  const sinceMonday = (date.getUTCDay() + 6) % 7;
  return new Date(date.getTime() - sinceMonday * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Returns the period of the last `count` units. It searches backward from `now` in steps of 15 minutes, because units
 * begin only at quarter hours.
 */
export function lastUnitsNaively(
  unit: 'DAY' | 'WEEK' | 'MONTH',
  zone: string,
  now: number,
  count: number,
  withCurrent: boolean,
): { readonly from: number; readonly to: number } {
  const label = (at: number): string => labelOf(localDay(at, zone), unit);
  const beginning = (at: number): number => {
    let start = Math.floor(at / QUARTER) * QUARTER;
    while (label(start - QUARTER) === label(at)) start -= QUARTER;
    return start;
  };
  let to = Math.floor(now / QUARTER) * QUARTER;
  if (withCurrent) while (label(to) === label(now)) to += QUARTER;
  else to = beginning(now);
  let from = to;
  for (let n = 0; n < count; n++) from = beginning(from - 1);
  return { from, to };
}
