/** The standing orders of customers, as the retail figures read them. */
import type { EventReader, Choice } from './events.js';
import { Periods } from './periods.js';

/** Which events are orders, and which are visits. Orders stand first among the choices. */
export interface RetailEvents {
  readonly orders: readonly Choice[];
  readonly visits?: readonly Choice[];
}

export const retailChoices = ({ orders, visits = [] }: RetailEvents): readonly Choice[] => [...orders, ...visits];

/** The bits of orders. */
export const orderBits = ({ orders }: RetailEvents): number => (1 << orders.length) - 1;

/** Money of the order at a place, 0 where nothing is said or it is in another currency. */
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
