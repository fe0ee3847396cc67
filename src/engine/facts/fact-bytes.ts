/**
 * Estimates how much memory facts take. Limits on the facts in memory count bytes, because the number of facts says
 * little: one event can be a thousand times as large as another.
 */
import type { EventFact, OrderLine, Property } from '../types.js';

/** An event without properties and lines, with its ids and its places in lists. */
const EVENT = 200;
/** A line without its texts. Its amounts are objects of their own. */
const LINE = 150;
const TEXT = 24;
/** A property without its name and value. */
const ENTRY = 16;
const NUMBER = 16;

/** A text takes one or two bytes for a character. Counting two needs no look at the text. */
const textBytes = (text: string): number => TEXT + 2 * text.length;

/**
 * Returns an estimate of the memory of an event in the heap, in bytes. The ids count as texts of usual length,
 * so an event that was restored from columns counts the same as the stored event.
 */
export function factBytes({ properties, lines }: EventFact): number {
  let bytes = EVENT;
  for (const name in properties) bytes += ENTRY + 2 * name.length + propertyBytes(properties[name]);
  for (const line of lines ?? []) bytes += lineBytes(line);
  return bytes;
}

function propertyBytes(value: Property): number {
  if (typeof value === 'string') return textBytes(value);
  if (typeof value !== 'object') return NUMBER;
  let bytes = TEXT;
  for (const text of value) bytes += NUMBER + textBytes(text);
  return bytes;
}

function lineBytes({ lineId, sku, name, brand, category }: OrderLine): number {
  let bytes = LINE;
  for (const text of [lineId, sku, name, brand, category]) if (text !== undefined) bytes += textBytes(text);
  return bytes;
}

/** Maximum memory of the facts of one customer, by the estimate of `factBytes`. Further facts are rejected. */
export const MAX_CUSTOMER_FACT_BYTES = 32 * 2 ** 20;
