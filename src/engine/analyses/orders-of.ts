/** Reads the standing orders of customers for the retail figures. */
import type { EventReader, Choice } from './events.js';
import { Periods } from './periods.js';

/** Choices of events that are orders and visits. Orders come first among the choices. */
export interface RetailEvents {
  readonly orders: readonly Choice[];
  readonly visits?: readonly Choice[];
}

export const retailChoices = ({ orders, visits = [] }: RetailEvents): readonly Choice[] => [...orders, ...visits];

/** The bits of orders. */
export const orderBits = ({ orders }: RetailEvents): number => (1 << orders.length) - 1;

/** Money of an order, or 0 without an amount or in another currency. */
export const moneyAt = (reader: EventReader, index: number): bigint => reader.money(index) ?? 0n;

/**
 * The first order of each calendar day with an order, of the customer read last: it stands for the day. `within` leaves
 * out orders.
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

/** Numbers calendar days of a zone, so that the instants of one day have one number. */
export function dayNumbers(zone: string, first: number, last: number): (at: number) => number {
  const days = Periods.of('DAY', zone, first, last);
  return (at) => days.indexOf(at);
}
