/**
 * Finds time zones by the names that MongoDB accepts: an IANA identifier, `UTC`, or an offset such as `+05:30`, `+0530`
 * or `+05`.
 */
import { location } from './errors.js';

/** Returns the difference between local time and UTC in milliseconds at a UTC time. It is positive east of UTC. */
export type Zone = (utcMs: number) => number;

const QUARTER_MS = 15 * 60_000;
const KEPT = 10_000;
const zones = new Map<string, Zone>();

/** Returns the time zone with the given name. Throws Location40485 if the name is unknown. */
export function zoneOf(name: string): Zone {
  let zone = zones.get(name);
  if (!zone) zones.set(name, (zone = makeZone(name)));
  return zone;
}

function makeZone(name: string): Zone {
  if (name === 'UTC' || name === 'GMT' || name === 'Z') return () => 0;
  const m = /^([+-])(\d{2})(?::?(\d{2}))?$/.exec(name);
  if (m) {
    const ms = (Number(m[2]) * 60 + Number(m[3] ?? 0)) * 60_000 * (m[1] === '-' ? -1 : 1);
    return () => ms;
  }
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  } catch {
    throw location(40485, `unrecognized time zone identifier: "${name}"`);
  }
  // Offsets change only at quarter hours of UTC, so there is one cached offset for each quarter hour.
  const kept = new Map<number, number>();
  return (utcMs) => {
    const quarter = Math.floor(utcMs / QUARTER_MS);
    let offset = kept.get(quarter);
    if (offset === undefined) {
      if (kept.size >= KEPT) kept.clear();
      kept.set(quarter, (offset = offsetOf(format, quarter * QUARTER_MS)));
    }
    return offset;
  };
}

function offsetOf(format: Intl.DateTimeFormat, utcMs: number): number {
  const at: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(utcMs)) at[type] = value;
  const year = at.era === 'BC' ? 1 - Number(at.year) : Number(at.year);
  return utcOf(year, Number(at.month), Number(at.day), Number(at.hour), Number(at.minute), Number(at.second)) - utcMs;
}

/** Like Date.UTC, but supports all years. Date.UTC interprets the years 0 to 99 as 1900 to 1999. */
export function utcOf(year: number, month: number, day: number, hour = 0, minute = 0, second = 0, ms = 0): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.setUTCHours(hour, minute, second, ms);
}

/**
 * Converts local time to UTC. A local time that occurs twice becomes the earlier UTC time. A local time that is skipped
 * by a clock change is moved forward by the length of the gap.
 */
export function instantOf(zone: Zone, localMs: number): number {
  const before = zone(localMs - 24 * 3600_000);
  const after = zone(localMs + 24 * 3600_000);
  const first = localMs - before;
  if (zone(first) === before) return first;
  const second = localMs - after;
  return zone(second) === after ? second : first;
}
