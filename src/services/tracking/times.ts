/**
 * Determines when a message occurred. Accepts times in all formats that clients send, and corrects wrong device clocks.
 */
import { FUTURE_SKEW_MS } from '../../engine/facts/vocabulary.js';
import { parseInstant } from '../../engine/time/time.js';
import { invalid } from '../base/errors.js';
import type { Notes } from './notes.js';
import { isAbsent, type Json } from './values.js';

const ISO = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?\s*(Z|z|[+-]\d{2}(?::?\d{2})?)?$/;
/**
 * Matches dates that begin with the name of a day, such as `Tue Mar 10 2026 11:00:00 GMT+0800 (China Standard Time)` or
 * `Tue, 10 Mar 2026 11:00:00 GMT`.
 */
const WORDS = /^[A-Z][a-z]{2},? .{10,80}$/;
const WITH_ZONE = /(?:GMT|UTC|[+-]\d{4})/;

/**
 * Range of numbers that are read as milliseconds, from 1973 to 5138. Smaller numbers are seconds. Larger ones are
 * microseconds or nanoseconds.
 */
const LEAST_MS = 1e11;
const GREATEST_MS = 1e14;

interface Read {
  readonly at: number;
  /** Whether the time had no time zone and was read as UTC. */
  readonly zoneless: boolean;
}

/**
 * Parses a time. It can be text in ISO 8601, with or without colons, fractions and a zone, or in the format in which
 * JavaScript prints dates. It can also be the number of seconds, milliseconds, microseconds or nanoseconds since 1970,
 * as a number or as text. Returns undefined for anything else.
 */
export function readInstant(value: unknown): Read | undefined {
  if (typeof value === 'number') return ofEpoch(value);
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  if (/^\d{9,20}(?:\.\d{1,9})?$/.test(text)) return ofEpoch(Number(text));
  const found = ISO.exec(text);
  if (!found) {
    const at = WORDS.test(text) && WITH_ZONE.test(text) ? Date.parse(text) : Number.NaN;
    return Number.isNaN(at) ? undefined : { at, zoneless: false };
  }
  const [, day, time = '00:00', seconds = '00', fraction = '0', zone = ''] = found;
  const at = parseInstant(`${day}T${time}:${seconds}.${fraction.slice(0, 9)}${zoneOf(zone)}`);
  return at === undefined ? undefined : { at, zoneless: zone === '' };
}

function zoneOf(zone: string): string {
  if (zone === '' || zone === 'z') return 'Z';
  if (/^[+-]\d{2}$/.test(zone)) return `${zone}:00`;
  return /^[+-]\d{4}$/.test(zone) ? `${zone.slice(0, 3)}:${zone.slice(3)}` : zone;
}

function ofEpoch(number: number): Read | undefined {
  const at = [1, 1000, 1e-3, 1e-6].map((unit) => number * unit).find((ms) => ms >= LEAST_MS && ms < GREATEST_MS);
  return at === undefined ? undefined : { at: Math.round(at), zoneless: false };
}

/**
 * Parses the time in a field, with a warning if the time has no time zone. Returns undefined if the field is empty, and
 * 'UNREADABLE' if the value cannot be parsed.
 */
function instantOf(message: Json, field: string, notes: Notes): Read | 'UNREADABLE' | undefined {
  const value = message[field];
  if (isAbsent(value)) return undefined;
  const read = readInstant(value);
  if (read?.zoneless) notes.add(field, 'INSTANT_WITHOUT_ZONE', 'the instant names no zone and is read as UTC');
  return read ?? 'UNREADABLE';
}

/**
 * Returns when a message occurred. If the message also contains the time at which it was sent, the result is `received
 * - (sentAt - originalTimestamp)`. This corrects a wrong device clock.
 *
 * `timestamp` is treated as another name of `originalTimestamp`. If both are present and differ, or if `receivedAt`
 * shows that another system received the message first, `timestamp` has already been corrected and is used unchanged.
 *
 * A sender to a sandbox may use the sandbox's clock or real time. The one closer to `sentAt` is assumed.
 */
export function occurredAt(
  message: Json,
  sentAtOfBatch: unknown,
  { received, realTime }: { readonly received: number; readonly realTime: number },
  notes: Notes,
): number {
  const stated = instantOf(message, 'timestamp', notes);
  const original = instantOf(message, 'originalTimestamp', notes);
  const readable = [original, stated].filter((read) => typeof read === 'object');
  if (readable.length === 0) {
    if (stated === undefined && original === undefined) return received;
    throw invalid(
      'INSTANT_INVALID',
      'expected an instant with its zone, such as 2026-02-28T10:00:00+08:00, or milliseconds since 1970',
      stated === undefined ? 'originalTimestamp' : 'timestamp',
    );
  }
  for (const [field, read] of [
    ['timestamp', stated],
    ['originalTimestamp', original],
  ] as const)
    if (read === 'UNREADABLE') notes.add(field, 'INSTANT_INVALID', 'this is not an instant; the other one is used');
  const [{ at }] = readable;
  if (typeof stated === 'object' && (stated.at !== at || !isAbsent(message.receivedAt))) return stated.at;
  const own = isAbsent(message.sentAt) ? { sentAt: sentAtOfBatch } : message;
  const sent = instantOf(own, 'sentAt', notes);
  if (sent === undefined) return at;
  if (sent !== 'UNREADABLE' && at - sent.at <= FUTURE_SKEW_MS) {
    const [skew, other] = [received - sent.at, realTime - sent.at];
    return at + (Math.abs(other) < Math.abs(skew) ? other : skew);
  }
  notes.add(
    'sentAt',
    'INSTANT_INVALID',
    'this is not an instant, or it is before the message; no clock is corrected by it',
  );
  return at;
}
