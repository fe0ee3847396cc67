/**
 * Conversions of times. Times are milliseconds since 1970 (UTC), durations are milliseconds, and calendar days are
 * relative to a time zone.
 */

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const WEEK = 7 * DAY;

/** Maximum length of a rolling window, in ms. A longer window, e.g. of 100 years, is assumed to be a mistake. */
export const MAX_DURATION = 3660 * DAY;

/**
 * Parses an ISO 8601 duration in weeks, days, hours, minutes and seconds (`P90D`, `PT30M`, `P1W`). Returns ms, or
 * undefined if the text is invalid or the duration is zero.
 */
export function parseDuration(text: string): number | undefined {
  const m = /^P(?:(\d{1,6})W)?(?:(\d{1,6})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6}(?:\.\d{1,3})?)S)?)?$/.exec(
    text,
  );
  if (!m) return undefined;
  const n = (i: number): number => Number(m[i] ?? 0);
  const ms = n(1) * WEEK + n(2) * DAY + n(3) * HOUR + n(4) * MINUTE + Math.round(n(5) * SECOND);
  return ms > 0 ? ms : undefined;
}

export function formatDuration(ms: number): string {
  if (ms === 0) return 'PT0S';
  const days = Math.floor(ms / DAY);
  const rest = ms % DAY;
  const time = [
    [HOUR, 'H'],
    [MINUTE, 'M'],
  ] as const;
  let text = days > 0 ? `P${days}D` : 'P';
  let left = rest;
  if (rest > 0) text += 'T';
  for (const [unit, letter] of time) {
    const n = Math.floor(left / unit);
    if (n > 0) text += `${n}${letter}`;
    left %= unit;
  }
  return left > 0 ? `${text}${left / SECOND}S` : text;
}

/**
 * Parses a timestamp with an offset, e.g. `2026-02-28T10:00:00+08:00`, in the years 1900 to 9999. Returns undefined if
 * it is invalid.
 */
export function parseInstant(text: string): number | undefined {
  const m = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2})$/.exec(text);
  if (!m) return undefined;
  const [y, mo, d, h, mi, s] = [1, 2, 3, 4, 5, 6].map((i) => Number(m[i] ?? 0));
  if (y < 1900 || !isDay(y, mo, d) || h > 23 || mi > 59 || s > 59) return undefined;
  const zone = m[8];
  const offset =
    zone === 'Z' ? 0 : (zone[0] === '-' ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6)));
  if (Math.abs(offset) > 14 * 60) return undefined;
  return Date.UTC(y, mo - 1, d, h, mi, s, Number((m[7] ?? '0').padEnd(3, '0').slice(0, 3))) - offset * MINUTE;
}

/** Parses a calendar day, e.g. `2026-02-28`. Returns undefined if there is no such day. */
export function parseDay(text: string): string | undefined {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  return m && isDay(Number(m[1]), Number(m[2]), Number(m[3])) ? text : undefined;
}

function isDay(y: number, m: number, d: number): boolean {
  const date = new Date(Date.UTC(y, m - 1, d));
  return m >= 1 && m <= 12 && date.getUTCMonth() === m - 1 && date.getUTCDate() === d;
}

/** A time zone with its cached offsets by quarter hour. */
interface Zone {
  /** The usual spelling of the zone. */
  readonly name: string;
  readonly format: Intl.DateTimeFormat;
  readonly offsets: Map<number, number>;
}

/**
 * Cached time zones by their name in lower case, because Intl accepts any letter case, and by their usual spelling.
 * There are about 600 names. Later versions of Node also accept offsets such as `+08:01`, so the size of the cache is
 * limited.
 */
const zones = new Map<string, Zone>();
const MAX_ZONES = 1500;
/** Maximum number of cached offsets over all zones. */
const MAX_OFFSETS = 200_000;
let cachedOffsets = 0;

/** Returns the time zone with this name, in any letter case. Throws a RangeError if it does not exist. */
function zoneOf(name: string): Zone {
  const there = zones.get(name);
  if (there) return there;
  const key = name.toLowerCase();
  let zone = zones.get(key);
  if (!zone) {
    const format = new Intl.DateTimeFormat('en-CA', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    zone = { name: format.resolvedOptions().timeZone, format, offsets: new Map() };
    keep(key, zone);
  }
  // A zone is also cached under its usual spelling, which then needs no conversion to lower case. Other spellings are
  // not cached.
  if (name === zone.name) keep(name, zone);
  return zone;
}

function keep(name: string, zone: Zone): void {
  if (zones.size >= MAX_ZONES) {
    zones.clear();
    cachedOffsets = 0;
  }
  zones.set(name, zone);
}

/** Returns the number of cached zones and offsets, for tests of their limits. */
export const cachedZones = (): { readonly zones: number; readonly offsets: number } => ({
  zones: zones.size,
  offsets: cachedOffsets,
});

export function isTimeZone(zone: string): boolean {
  try {
    zoneOf(zone);
    return true;
  } catch {
    return false;
  }
}

/** Returns the offset of a time zone from UTC at a given time, in ms. */
export function zoneOffset(at: number, zone: string): number {
  if (zone === 'UTC') return 0;
  // Offsets change only at quarter hours, so the offset is cached per quarter hour.
  const quarter = Math.floor(at / (15 * MINUTE));
  const { format, offsets } = zoneOf(zone);
  let offset = offsets.get(quarter);
  if (offset === undefined) {
    if (cachedOffsets >= MAX_OFFSETS) forgetOffsets();
    offsets.set(quarter, (offset = computeOffset(quarter * 15 * MINUTE, format)));
    cachedOffsets++;
  }
  return offset;
}

function forgetOffsets(): void {
  for (const { offsets } of zones.values()) offsets.clear();
  cachedOffsets = 0;
}

function computeOffset(at: number, format: Intl.DateTimeFormat): number {
  const p: Record<string, number> = {};
  for (const part of format.formatToParts(at)) if (part.type !== 'literal') p[part.type] = Number(part.value);
  return Date.UTC(p.year, p.month - 1, p.day, p.hour, p.minute, p.second) - Math.floor(at / SECOND) * SECOND;
}

/** Returns the calendar day of a given time in a time zone, as `YYYY-MM-DD`. */
export function dayOf(at: number, zone: string): string {
  return new Date(at + zoneOffset(at, zone)).toISOString().slice(0, 10);
}

/** Returns the local hour of a given time in a time zone, 0 to 23. */
export function hourOf(at: number, zone: string): number {
  return new Date(at + zoneOffset(at, zone)).getUTCHours();
}

/** Returns the ISO weekday of a given time in a time zone: Monday is 1, Sunday is 7. */
export function weekdayOf(at: number, zone: string): number {
  return new Date(at + zoneOffset(at, zone)).getUTCDay() || 7;
}

/**
 * Converts a local time in a time zone, encoded as if it were UTC, to a timestamp. If a local time occurs twice, the
 * first occurrence is used. If a local time is skipped, it moves forward by the length of the gap. For example, 02:30
 * becomes 03:30 if 03:00 follows 02:00.
 */
export function instantOfLocal(shown: number, zone: string): number {
  const before = shown - zoneOffset(shown - DAY, zone);
  const after = shown - zoneOffset(shown + DAY, zone);
  const exact = [before, after].filter((at) => at + zoneOffset(at, zone) === shown);
  return exact.length > 0 ? Math.min(...exact) : before;
}

/** Returns the start of a calendar day in a time zone. If the day begins in a DST gap, this is the end of the gap. */
export function startOfDay(day: string, zone: string): number {
  const utc = Date.parse(`${day}T00:00:00Z`);
  // The offset may change around midnight, so both offsets are tried. The earliest time that belongs to the day is
  // used.
  const candidates = [
    utc - zoneOffset(utc - 14 * HOUR, zone),
    utc - zoneOffset(utc + 14 * HOUR, zone),
    utc - zoneOffset(utc, zone),
  ];
  const inside = candidates.filter((t) => dayOf(t, zone) === day).sort((a, b) => a - b);
  return inside[0] ?? candidates.sort((a, b) => b - a)[0];
}
