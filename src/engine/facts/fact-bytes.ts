/**
 * Estimates how much memory facts take. Limits on the facts in memory count bytes, because the number of facts says
 * little: one event can be a thousand times as large as another.
 */
import type { EventFact, OrderLine, Property } from '../types.js';

/** Bytes of an event without its properties and lines. Its ids and the references to it in lists are included. */
const EVENT = 200;
/** Bytes of an order line without its texts. Its amounts, which are separate objects, are included. */
const LINE = 150;
const TEXT = 24;
/** Bytes of a property without its name and value. */
const ENTRY = 16;
const NUMBER = 16;

/**
 * Returns an estimate of the bytes of a text. A character takes one or two bytes in memory. The estimate assumes two,
 * so the text need not be read.
 */
const textBytes = (text: string): number => TEXT + 2 * text.length;

/**
 * Returns an estimate of the memory of an event in the heap, in bytes. The ids are assumed to have the usual length, so
 * an event has the same estimate when it is restored from columns.
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
