/** Compiles date expressions. They format and parse dates and extract their parts, in UTC or in a time zone. */
import { type Doc, Int32, isDoc, isNumber, Long, ObjectId, Timestamp, toNumber, typeName } from '../value/bson.js';
import { location } from '../value/errors.js';
import { instantOf, utcOf, zoneOf, type Zone } from '../value/zones.js';
import { addExpressions, args, compileExpression, type Compile, type Expression, type Scope } from './expression.js';

const DAY_MS = 86_400_000;
const nullish = (v: unknown): v is null | undefined => v === null || v === undefined;

/** A date whose UTC fields contain the local time of a zone. */
type Local = Date;

function toDate(v: unknown): Date {
  if (v instanceof Date) return v;
  if (v instanceof ObjectId) return v.getTimestamp();
  if (v instanceof Timestamp) return new Date(v.getHighBits() * 1000);
  throw location(16006, `can't convert from BSON type ${typeName(v)} to Date`);
}

/** Returns the time zone of an expression, or null if the zone expression evaluates to null. */
function zoneFrom(expression: Expression | undefined, s: Scope): Zone | null {
  if (!expression) return () => 0;
  const name = expression(s);
  if (nullish(name)) return null;
  if (typeof name !== 'string') throw location(40517, `timezone must evaluate to a string, found ${typeName(name)}`);
  return zoneOf(name);
}

const local = (zone: Zone, date: Date): Local => new Date(date.getTime() + zone(date.getTime()));

function dayOfYear(d: Local): number {
  return Math.floor((d.getTime() - utcOf(d.getUTCFullYear(), 1, 1)) / DAY_MS) + 1;
}

const isoDay = (d: Local): number => d.getUTCDay() || 7;

/** Returns the ISO 8601 year and week of a date. A week belongs to the year that contains its Thursday. */
function isoWeek(d: Local): { year: number; week: number } {
  const thursday = new Date(d.getTime() + (4 - isoDay(d)) * DAY_MS);
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 };
}

/** Returns the number of the week, where weeks start on Sunday. Days before the first Sunday are in week 0. */
const sundayWeek = (d: Local): number => Math.floor((dayOfYear(d) + 6 - d.getUTCDay()) / 7);

/**
 * Compiles an expression that returns a part of a date. Its forms are `{$year: date}`, `{$year: [date]}` and `{$year:
 * {date, timezone}}`.
 */
const part =
  (op: string, pick: (d: Local) => Int32 | Long): Compile =>
  (operand) => {
    let date: Expression;
    let timezone: Expression | undefined;
    if (isDoc(operand) && !Object.keys(operand)[0]?.startsWith('$')) {
      for (const k of Object.keys(operand))
        if (k !== 'date' && k !== 'timezone') throw location(40535, `unrecognized option to ${op}: "${k}"`);
      if (!('date' in operand)) throw location(40539, `missing 'date' argument to ${op}`);
      date = compileExpression(operand.date);
      timezone = 'timezone' in operand ? compileExpression(operand.timezone) : undefined;
    } else [date] = args(op, operand, 1);
    return (s) => {
      const v = date(s);
      if (nullish(v)) return null;
      const d = toDate(v);
      const zone = zoneFrom(timezone, s);
      return zone && pick(local(zone, d));
    };
  };

const int =
  (pick: (d: Local) => number) =>
  (d: Local): Int32 =>
    new Int32(pick(d));

const pad = (n: number, width: number): string => String(n).padStart(width, '0');

const SPECIFIERS: Readonly<Record<string, (d: Local, offsetMs: number) => string>> = {
  d: (d) => pad(d.getUTCDate(), 2),
  G: (d) => pad(isoWeek(d).year, 4),
  H: (d) => pad(d.getUTCHours(), 2),
  j: (d) => pad(dayOfYear(d), 3),
  L: (d) => pad(d.getUTCMilliseconds(), 3),
  m: (d) => pad(d.getUTCMonth() + 1, 2),
  M: (d) => pad(d.getUTCMinutes(), 2),
  S: (d) => pad(d.getUTCSeconds(), 2),
  u: (d) => String(isoDay(d)),
  U: (d) => pad(sundayWeek(d), 2),
  V: (d) => pad(isoWeek(d).week, 2),
  w: (d) => String(d.getUTCDay() + 1),
  Y: (d) => {
    const year = d.getUTCFullYear();
    if (year < 0 || year > 9999)
      throw location(18537, `$dateToString is only defined on year 0-9999, tried to use year ${year}`);
    return pad(year, 4);
  },
  z: (_, offsetMs) => {
    const minutes = Math.abs(offsetMs) / 60_000;
    return `${offsetMs < 0 ? '-' : '+'}${pad(Math.floor(minutes / 60), 2)}${pad(Math.floor(minutes % 60), 2)}`;
  },
  Z: (_, offsetMs) => `${offsetMs < 0 ? '-' : '+'}${Math.abs(offsetMs) / 60_000}`,
  '%': () => '%',
};

function checkFormat(format: string): void {
  for (const [, letter] of format.matchAll(/%(.?)/gs)) {
    if (letter === '') throw location(18535, "Unmatched '%' at end of format string");
    if (!Object.hasOwn(SPECIFIERS, letter))
      throw location(18536, `Invalid format character '%${letter}' in format string`);
  }
}

const dateToString: Compile = (operand) => {
  if (!isDoc(operand)) throw location(18629, '$dateToString only supports an object as its argument');
  for (const k of Object.keys(operand))
    if (!['date', 'format', 'timezone', 'onNull'].includes(k))
      throw location(18534, `Unrecognized argument to $dateToString: ${k}`);
  if (!('date' in operand)) throw location(18628, "Missing 'date' parameter to $dateToString");
  const of = (k: string): Expression | undefined => (k in operand ? compileExpression(operand[k]) : undefined);
  const [date, format, timezone, onNull] = [of('date')!, of('format'), of('timezone'), of('onNull')];
  return (s) => {
    const text = format?.(s);
    if (format && !nullish(text)) {
      if (typeof text !== 'string')
        throw location(18533, `$dateToString requires that 'format' be a string, found: ${typeName(text)}`);
      checkFormat(text);
    }
    const zone = zoneFrom(timezone, s);
    const v = date(s);
    if (nullish(v)) return onNull ? onNull(s) : null;
    if (!zone || (format && nullish(text))) return null;
    const d = toDate(v);
    const offset = zone(d.getTime());
    const at = local(zone, d);
    const pattern = (text as string | undefined) ?? (offset === 0 ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L');
    return pattern.replace(/%(.)/gs, (_, letter: string) => SPECIFIERS[letter](at, offset));
  };
};

const clock = (d: Local): Doc => ({
  hour: new Int32(d.getUTCHours()),
  minute: new Int32(d.getUTCMinutes()),
  second: new Int32(d.getUTCSeconds()),
  millisecond: new Int32(d.getUTCMilliseconds()),
});

const dateToParts: Compile = (operand) => {
  if (!isDoc(operand)) throw location(40524, '$dateToParts only supports an object as its argument');
  for (const k of Object.keys(operand))
    if (!['date', 'timezone', 'iso8601'].includes(k))
      throw location(40520, `Unrecognized argument to $dateToParts: ${k}`);
  if (!('date' in operand)) throw location(40522, "Missing 'date' parameter to $dateToParts");
  const date = compileExpression(operand.date);
  const timezone = 'timezone' in operand ? compileExpression(operand.timezone) : undefined;
  const iso = 'iso8601' in operand ? compileExpression(operand.iso8601) : undefined;
  return (s) => {
    const v = date(s);
    const zone = zoneFrom(timezone, s);
    const wanted = iso?.(s);
    if (!zone || (iso && nullish(wanted))) return null;
    if (iso && typeof wanted !== 'boolean')
      throw location(40521, `iso8601 must evaluate to a bool, found ${typeName(wanted)}`);
    if (nullish(v)) return null;
    const at = local(zone, toDate(v));
    if (wanted === true)
      return {
        isoWeekYear: new Int32(isoWeek(at).year),
        isoWeek: new Int32(isoWeek(at).week),
        isoDayOfWeek: new Int32(isoDay(at)),
        ...clock(at),
      };
    return {
      year: new Int32(at.getUTCFullYear()),
      month: new Int32(at.getUTCMonth() + 1),
      day: new Int32(at.getUTCDate()),
      ...clock(at),
    };
  };
};

const CALENDAR = ['year', 'month', 'day'];
const ISO = ['isoWeekYear', 'isoWeek', 'isoDayOfWeek'];
const CLOCK = ['hour', 'minute', 'second', 'millisecond'];

const dateFromParts: Compile = (operand) => {
  if (!isDoc(operand)) throw location(40519, '$dateFromParts only supports an object as its argument');
  for (const k of Object.keys(operand))
    if (![...CALENDAR, ...ISO, ...CLOCK, 'timezone'].includes(k))
      throw location(40518, `Unrecognized argument to $dateFromParts: ${k}`);
  if (!('year' in operand) && !('isoWeekYear' in operand))
    throw location(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present");
  const iso = 'isoWeekYear' in operand;
  for (const k of iso ? CALENDAR : ISO)
    if (k in operand)
      throw location(iso ? 40489 : 40525, `$dateFromParts does not allow mixing natural dates with ISO dates: ${k}`);
  const names = [...(iso ? ISO : CALENDAR), ...CLOCK];
  const given = names.map((k, i) => ({
    name: k,
    first: i === 0,
    fallback: i < 3 ? 1 : 0,
    value: k in operand ? compileExpression(operand[k]) : undefined,
  }));
  const timezone = 'timezone' in operand ? compileExpression(operand.timezone) : undefined;
  return (s) => {
    let empty = false;
    const [year, month, day, hour, minute, second, ms] = given.map(({ name, first, fallback, value }) => {
      if (!value || empty) return fallback;
      const v = value(s);
      if (nullish(v)) {
        empty = true;
        return fallback;
      }
      const n = isNumber(v) ? toNumber(v)! : NaN;
      if (!Number.isInteger(n)) throw location(40515, `'${name}' must evaluate to an integer, found ${typeName(v)}`);
      if (first && (n < 1 || n > 9999))
        throw location(
          name === 'year' ? 40523 : 31095,
          `'${name}' must evaluate to an integer in the range 1 to 9999, found ${n}`,
        );
      if (!first && !['second', 'millisecond'].includes(name) && (n < -32768 || n > 32767))
        throw location(
          31034,
          `'${name}' must evaluate to a value in the range [-32768, 32767]; value ${n} is not in range`,
        );
      return n;
    });
    const zone = empty ? null : zoneFrom(timezone, s);
    if (!zone) return null;
    if (!iso) return new Date(instantOf(zone, utcOf(year, month, day, hour, minute, second, ms)));
    const fourth = new Date(utcOf(year, 1, 4));
    const monday = fourth.getTime() - (isoDay(fourth) - 1) * DAY_MS;
    const midnight = new Date(monday + ((month - 1) * 7 + day - 1) * DAY_MS);
    return new Date(instantOf(zone, midnight.setUTCHours(hour, minute, second, ms)));
  };
};

export const DATES: Readonly<Record<string, Compile>> = {
  $year: part(
    '$year',
    int((d) => d.getUTCFullYear()),
  ),
  $month: part(
    '$month',
    int((d) => d.getUTCMonth() + 1),
  ),
  $dayOfMonth: part(
    '$dayOfMonth',
    int((d) => d.getUTCDate()),
  ),
  $hour: part(
    '$hour',
    int((d) => d.getUTCHours()),
  ),
  $minute: part(
    '$minute',
    int((d) => d.getUTCMinutes()),
  ),
  $second: part(
    '$second',
    int((d) => d.getUTCSeconds()),
  ),
  $millisecond: part(
    '$millisecond',
    int((d) => d.getUTCMilliseconds()),
  ),
  $dayOfWeek: part(
    '$dayOfWeek',
    int((d) => d.getUTCDay() + 1),
  ),
  $dayOfYear: part('$dayOfYear', int(dayOfYear)),
  $week: part('$week', int(sundayWeek)),
  $isoWeek: part(
    '$isoWeek',
    int((d) => isoWeek(d).week),
  ),
  $isoWeekYear: part('$isoWeekYear', (d) => Long.fromNumber(isoWeek(d).year)),
  $isoDayOfWeek: part('$isoDayOfWeek', int(isoDay)),
  $dateToString: dateToString,
  $dateToParts: dateToParts,
  $dateFromParts: dateFromParts,
};

addExpressions(DATES);
