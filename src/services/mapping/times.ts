/** Converts the times in records to UTC, including times in date patterns and spreadsheet dates. */
import { DAY, instantOfLocal, parseDay, parseInstant, startOfDay } from '../../engine/time/time.js';
import { compilePattern, normalOffset, type DateParts } from './date-patterns.js';
import { RowError, type TimeKind, type TimeMapping } from './shape.js';

/**
 * Parses a time and returns it in UTC, such as `2026-02-28T02:00:00.000Z`.
 *
 * @throws RowError when the text is not a valid time.
 */
export function timeOf(text: string, mapping: TimeMapping, zone: string): string {
  const given = text.trim();
  const at = mapping.pattern === undefined ? byKind(given, mapping.as!, zone) : byPattern(given, mapping.pattern, zone);
  if (at === undefined)
    throw new RowError(
      mapping.pattern === undefined
        ? `the time is not a valid ${mapping.as}`
        : `the time does not fit ${[mapping.pattern].flat().join(' or ')}`,
    );
  return new Date(at).toISOString();
}

function byKind(text: string, kind: TimeKind, zone: string): number | undefined {
  switch (kind) {
    case 'instant':
      return parseInstant(text.replace(' ', 'T').replace(/[+-]\d{2}:?(?:\d{2})?$/, normalOffset));
    case 'day':
      return parseDay(text) === undefined ? undefined : startOfDay(text, zone);
    case 'local':
      return local(text.replace(' ', 'T'), zone);
    case 'epochSeconds':
      return /^\d{1,11}$/.test(text) ? Number(text) * 1000 : undefined;
    case 'epochMillis':
      return /^\d{1,14}$/.test(text) ? Number(text) : undefined;
    case 'excelSerial':
      return /^\d{1,6}(?:\.\d{1,20})?$/.test(text) ? ofSerial(Number(text), zone) : undefined;
  }
}

/** Returns the UTC time at which clocks in the zone show the given date and time. The text has no UTC offset. */
function local(text: string, zone: string): number | undefined {
  const utc = parseInstant(`${text}Z`);
  return utc === undefined ? undefined : instantOfLocal(utc, zone);
}

/**
 * Day 0 of spreadsheet dates. Spreadsheets count the day 1900-02-29, which did not exist. Day 0 is therefore one day
 * early, and only dates from March 1900 on are correct.
 */
const SPREADSHEET_EPOCH = Date.UTC(1899, 11, 30);
const FIRST_SERIAL = 61;

/**
 * Converts a spreadsheet date, which counts days since 1899-12-30, to a local date and time. Returns undefined for
 * dates before March 1900.
 */
export function serialToLocal(serial: number): string | undefined {
  if (!(serial >= FIRST_SERIAL && serial < 2_958_466)) return undefined;
  const whole = Math.floor(serial);
  const millis = Math.round((serial - whole) * DAY);
  return new Date(SPREADSHEET_EPOCH + whole * DAY + millis).toISOString().slice(0, -1);
}

function ofSerial(serial: number, zone: string): number | undefined {
  const text = serialToLocal(serial);
  if (text === undefined) return undefined;
  return Number.isInteger(serial) ? startOfDay(text.slice(0, 10), zone) : local(text, zone);
}

function byPattern(text: string, patterns: string | readonly string[], zone: string): number | undefined {
  for (const pattern of [patterns].flat()) {
    const parts = (compilePattern(pattern) as Exclude<ReturnType<typeof compilePattern>, string>).parse(text);
    const at = parts && ofParts(parts, zone);
    if (at !== undefined) return at;
  }
  return undefined;
}

function ofParts({ day, time, offset }: DateParts, zone: string): number | undefined {
  if (parseDay(day) === undefined) return undefined;
  if (time === undefined) return startOfDay(day, zone);
  return offset === undefined ? local(`${day}T${time}`, zone) : parseInstant(`${day}T${time}${offset}`);
}
