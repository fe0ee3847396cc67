/** Reads the valid orders of customers for retail figures. */
import type { EventReader, Choice } from './events.js';
import { Periods } from './periods.js';

/** The choices of events that count as orders and as visits. In masks, the bits of orders come first. */
export interface RetailEvents {
  readonly orders: readonly Choice[];
  readonly visits?: readonly Choice[];
}

export const retailChoices = ({ orders, visits = [] }: RetailEvents): readonly Choice[] => [...orders, ...visits];

/** Returns a mask with the bits of all order choices. */
export const orderBits = ({ orders }: RetailEvents): number => (1 << orders.length) - 1;

/** Returns the amount of an order. An order without an amount or in another currency counts as 0. */
export const moneyAt = (reader: EventReader, index: number): bigint => reader.money(index) ?? 0n;

/**
 * Returns the time of the first order on each calendar day for the customer that was read last. Skips orders for which
 * `within` returns false.
 */
export function orderDays(
  reader: EventReader,
  bits: number,
  dayOf: (at: number) => number,
  within: (at: number) => boolean,
): number[] {
  const out: number[] = [];
  let day: number | undefined;
  for (let i = 0; i < reader.length; i++) {
    const at = reader.at[i];
    if ((reader.mask[i] & bits) === 0 || !within(at)) continue;
    const own = dayOf(at);
    if (own !== day) out.push(at);
    day = own;
  }
  return out;
}

/** Returns a function that numbers the calendar days of a time zone. All times on one day have the same number. */
export function dayNumbers(zone: string, first: number, last: number): (at: number) => number {
  const days = Periods.of('DAY', zone, first, last);
  return (at) => days.indexOf(at);
}
