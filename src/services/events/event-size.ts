/** Limits the size of one event, because every evaluation of a customer loads all events of the customer. */
import type { EventFact, OrderLine, Property } from '../../engine/types.js';
import { limit } from '../base/errors.js';

/** Maximum size of the properties and order lines of one event, as computed by `propertyBytes` and `lineBytes`. */
const MAX_EVENT_BYTES = 64 * 1024;
const NUMBER_BYTES = 8;

/**
 * Throws EVENT_TOO_LARGE when the properties and the order lines of an event take more than `MAX_EVENT_BYTES`. The path
 * of the error points to the larger of the two.
 *
 * @example
 * checkEventSize({ properties: { note: 'x'.repeat(70_000) } }, 'events[3]'); // EVENT_TOO_LARGE at events[3].properties
 */
export function checkEventSize({ properties, lines }: Pick<EventFact, 'properties' | 'lines'>, path: string): void {
  const ofProperties = propertyBytes(properties ?? {});
  const ofLines = lineBytes(lines ?? []);
  const bytes = ofProperties + ofLines;
  if (bytes <= MAX_EVENT_BYTES) return;
  throw limit(
    'EVENT_TOO_LARGE',
    `the properties and order lines of an event have at most ${MAX_EVENT_BYTES} bytes as UTF-8, these have ${bytes}`,
    `${path}.${ofProperties >= ofLines ? 'properties' : 'order.lines'}`,
  );
}

/** Throws EVENT_TOO_LARGE when the lines of an order take more than `MAX_EVENT_BYTES`. */
export function checkLinesSize(lines: readonly OrderLine[], path: string): void {
  const bytes = lineBytes(lines);
  if (bytes > MAX_EVENT_BYTES)
    throw limit(
      'EVENT_TOO_LARGE',
      `the lines of an order have at most ${MAX_EVENT_BYTES} bytes as UTF-8, these have ${bytes}`,
      path,
    );
}

/**
 * Returns the size of properties in bytes. Names and texts count as UTF-8, and each number or boolean counts 8 bytes.
 */
function propertyBytes(properties: Readonly<Record<string, Property>>): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(properties)) bytes += Buffer.byteLength(name) + valueBytes(value);
  return bytes;
}

function valueBytes(value: Property): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object') return NUMBER_BYTES;
  return value.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
}

/** Returns the size of the texts of order lines in bytes, as UTF-8. Amounts and quantities do not count. */
function lineBytes(lines: readonly OrderLine[]): number {
  let bytes = 0;
  for (const { lineId, sku, name, brand, category } of lines)
    for (const text of [lineId, sku, name, brand, category]) if (text !== undefined) bytes += Buffer.byteLength(text);
  return bytes;
}
