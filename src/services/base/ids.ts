/** Generates ids that sort by time, and derives the ids of events. */
import { randomBytes } from 'node:crypto';

let issued = 0;

/**
 * Returns an unguessable id of 28 hexadecimal digits. Ids sort by time. Ids from the same process also sort by creation
 * order.
 */
export function newId(at: number): string {
  issued = (issued + 1) & 0xffff;
  return at.toString(16).padStart(12, '0') + issued.toString(16).padStart(4, '0') + random();
}

const RANDOM_DIGITS = 12;
/**
 * Random hex digits for many ids. They are generated in bulk, because one large call costs about as much as one small
 * call.
 */
let pool = '';

function random(): string {
  if (pool === '') pool = randomBytes((RANDOM_DIGITS / 2) * 256).toString('hex');
  const digits = pool.slice(0, RANDOM_DIGITS);
  pool = pool.slice(RANDOM_DIGITS);
  return digits;
}

/** Returns the lowest possible id at a given time. Every id created at that time or later is greater. */
export function idsBefore(at: number): string {
  return at.toString(16).padStart(12, '0');
}

/** Returns the id of an event, which is unique for each message of a source. */
export function eventId(source: string, messageId: string): string {
  return `${source}|${messageId}`;
}
