/** Reference implementation of baskets, of pairs of items, and of purchases after carts. */
import { selected, type World } from '../language.js';
import type { EventFact, Value } from '../model.js';
import { groupOf, valuesOf, type Alternatives } from './funnel.js';

interface InPeriod {
  readonly orders: Alternatives;
  readonly from: number;
  readonly to: number;
}

/** Returns the orders of the period. */
export function ordersIn({ orders, from, to }: InPeriod, world: World, now: number): EventFact[] {
  return orders.flatMap((a) => selected(a, world, now)).filter((e) => e.at >= from && e.at < to);
}

/** Returns the different items of each basket of a customer. Baskets without an item are left out. */
export function basketsOf(
  question: InPeriod & { readonly field: string; readonly per: 'ORDER' | 'CUSTOMER' },
  world: World,
  now: number,
): string[][] {
  const lists = ordersIn(question, world, now).map((e) => valuesOf(e, question.field, world.zone).map(textOf));
  const baskets = question.per === 'ORDER' ? lists : [lists.flat()];
  return baskets.map((list) => [...new Set(list)]).filter((list) => list.length > 0);
}

const textOf = (value: Value): string => (typeof value === 'bigint' ? String(Number(value) / 10_000) : String(value));

export interface Carts extends InPeriod {
  readonly carts: Alternatives;
  readonly item: string;
  readonly windowMs: number;
  readonly groups?: { readonly property: string };
}

export interface CartedItem {
  readonly group: string | null;
  readonly isOpen: boolean;
  /** Time from the cart to the first purchase within the window. */
  readonly boughtAfter: number | undefined;
}

/** Returns each item that a customer adds to the cart in the period, with the first later order of the item. */
export function cartedItems(question: Carts, world: World, now: number): CartedItem[] {
  const { carts, from, to, windowMs } = question;
  const itemsOf = (e: EventFact): Value[] => [...valuesOf(e, question.item, world.zone)];
  const carted = carts
    .flatMap((a) => selected(a, world, now))
    .filter((e) => e.at >= from && e.at < to)
    .sort((a, b) => a.at - b.at);
  const orders = question.orders.flatMap((a) => selected(a, world, now)).sort((a, b) => a.at - b.at);
  return [...new Set(carted.flatMap(itemsOf))].map((item) => {
    const first = carted.find((e) => itemsOf(e).includes(item))!;
    const order = orders.find((e) => e.at > first.at && e.at <= first.at + windowMs && itemsOf(e).includes(item));
    return {
      group: question.groups ? groupOf(first, question.groups.property, world.zone) : null,
      isOpen: first.at + windowMs > now,
      boughtAfter: order && order.at - first.at,
    };
  });
}
