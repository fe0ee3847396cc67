/**
 * Reference implementation of local times, schedules and quiet hours. It reads the local time from `Intl` at every
 * quarter hour. Shares no code with the engine.
 */

const QUARTER = 900_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** Returns the local time in a time zone, encoded as if it were a UTC timestamp. */
export function shownAt(at: number, zone: string): number {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    clocks.set(zone, clock);
  }
  const seconds = Math.floor(at / 1000) * 1000;
  const part = Object.fromEntries(clock.formatToParts(seconds).map(({ type, value }) => [type, Number(value)]));
  return Date.UTC(part.year, part.month - 1, part.day, part.hour, part.minute, part.second) + (at - seconds);
}

/**
 * Returns the first time at which local clocks show a day and time. If clocks are set forward and skip the local time,
 * the local time is moved forward by the length of the gap.
 */
export function firstShowing(day: string, time: number, zone: string): number {
  const wanted = Date.parse(`${day}T00:00:00Z`) + time;
  const begin = Math.floor((wanted - 30 * HOUR) / QUARTER) * QUARTER;
  let before = -Infinity;
  for (let at = begin; at < wanted + 30 * HOUR; at += QUARTER) {
    const shown = shownAt(at, zone);
    if (wanted >= shown && wanted < shown + QUARTER) return at + (wanted - shown);
    // Clocks were set forward past the wanted time. They now show a later time and did not show the wanted one.
    if (shown > wanted && before <= wanted) return at + (wanted - before);
    before = shown + QUARTER;
  }
  throw new Error(`no clock of ${zone} comes to ${day}`);
}

/**
 * Returns every time in [from, to) at which local clocks show a time of day, on the given weekdays (Monday is 1) or on
 * all days.
 */
export function showings(
  time: number,
  weekdays: readonly number[] | undefined,
  from: number,
  to: number,
  zone: string,
): number[] {
  const found = new Set<number>();
  for (let at = Math.floor(from / DAY) * DAY - 3 * DAY; at < to + 3 * DAY; at += DAY) {
    const weekday = new Date(at).getUTCDay() === 0 ? 7 : new Date(at).getUTCDay();
    if (weekdays && !weekdays.includes(weekday)) continue;
    const instant = firstShowing(new Date(at).toISOString().slice(0, 10), time, zone);
    if (instant >= from && instant < to) found.add(instant);
  }
  return [...found].sort((left, right) => left - right);
}

/** Whether the local time is in [from, until). If `until` is before `from`, the range continues past midnight. */
export function showsQuiet(at: number, from: number, until: number, zone: string): boolean {
  const time = ((shownAt(at, zone) % DAY) + DAY) % DAY;
  for (let shown = from; shown !== until; shown = (shown + 60_000) % DAY)
    if (time >= shown && time < shown + 60_000) return true;
  return false;
}
