/**
 * Counts how many customers bought each item, and how many bought two items together. The data is read from columns.
 */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { ORDER_TYPES } from '../facts/vocabulary.js';
import { linksOf, type ItemLink } from './item-links.js';
import { daysOfPart, keptFrom } from './order-histories.js';

/**
 * Default maximum number of items that count per customer. Without this limit, a few customers with many items would
 * dominate the links.
 */
const NEWEST_ITEMS = 200;

export interface BasketQuestion {
  readonly orders: readonly Choice[];
  /** Start of the period in ms. Only purchases at or after this time count. */
  readonly from: number;
  /** The items for which links to other items are counted. */
  readonly items: ReadonlySet<string>;
  /** Maximum number of items that count per customer. The items bought last count. Defaults to NEWEST_ITEMS. */
  readonly most?: number;
}

export interface BasketCounts {
  /** Number of customers that bought any item. */
  readonly customers: number;
  readonly counts: ReadonlyMap<string, number>;
  /**
   * Number of customers that bought two items together. The first key is the requested item, and the second key is the
   * other item.
   */
  readonly together: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** For each requested item, the purchase days of each customer who bought it on at least two days. */
  readonly repeats: ReadonlyMap<string, readonly (readonly number[])[]>;
}

interface Sum {
  customers: number;
  readonly counts: Map<string, number>;
  readonly together: Map<string, Map<string, number>>;
  readonly repeats: Map<string, (readonly number[])[]>;
}

const increase = (counts: Map<string, number>, key: string, by = 1): void =>
  void counts.set(key, (counts.get(key) ?? 0) + by);

const within = <V>(map: Map<string, V>, key: string, make: () => V): V => {
  let there = map.get(key);
  if (there === undefined) map.set(key, (there = make()));
  return there;
};

/**
 * Counts purchases of items. A customer counts once for each item. Order lines that were fully returned do not count.
 */
export function basketCounts(question: BasketQuestion, now: number): Analysis<Sum, BasketCounts> {
  return {
    begin: () => ({ customers: 0, counts: new Map(), together: new Map(), repeats: new Map() }),
    over: (customers) => foldBaskets(question, customers, now),
    merge: (into, other) => {
      into.customers += other.customers;
      for (const [item, n] of other.counts) increase(into.counts, item, n);
      for (const [item, list] of other.repeats) within(into.repeats, item, () => []).push(...list);
      for (const [item, others] of other.together)
        for (const [one, n] of others)
          increase(
            within(into.together, item, () => new Map<string, number>()),
            one,
            n,
          );
    },
    finish: (sum) => sum,
  };
}

/**
 * Returns, for each item, the times of the events of a customer that name it, ascending. The map begins with the item
 * of the last event. The items of an order are those of its lines, not a property of the order that is called `sku`.
 */
export function itemTimesOf(reader: EventReader, most = Infinity): ReadonlyMap<string, readonly number[]> {
  const items = new Map<string, number[]>();
  for (let i = reader.length - 1; i >= 0; i--)
    for (const item of ORDER_TYPES.includes(reader.type(i)) ? reader.lineValues(i, 'sku') : reader.values(i, 'sku')) {
      if (typeof item !== 'string') continue;
      const times = items.get(item);
      if (times) {
        if (times[times.length - 1] !== reader.at[i]) times.push(reader.at[i]);
      } else if (items.size < most) items.set(item, [reader.at[i]]);
    }
  for (const times of items.values()) times.reverse();
  return items;
}

/** Returns only the first time on each calendar day. `times` must be ascending. */
export function daysApart(times: readonly number[], dayOf: (at: number) => number): readonly number[] {
  return times.filter((at, i) => i === 0 || dayOf(at) !== dayOf(times[i - 1]));
}

function foldBaskets(question: BasketQuestion, { part, setting }: Customers, now: number): Fold<Sum> {
  const { orders, from, items, most = NEWEST_ITEMS } = question;
  const reader = new EventReader(part, orders, { setting, now });
  const begin = Math.max(from, keptFrom(orders, setting, now));
  const dayOf = daysOfPart(part, setting.zone, now + 1);
  return (sum, customer) => {
    if (reader.read(customer, begin) === 0) return;
    const basket = itemTimesOf(reader, most);
    if (basket.size === 0) return;
    sum.customers++;
    for (const [item, times] of basket) {
      increase(sum.counts, item);
      if (!items.has(item)) continue;
      const others = within(sum.together, item, () => new Map<string, number>());
      for (const other of basket.keys()) if (other !== item) increase(others, other);
      const days = daysApart(times, dayOf);
      if (days.length > 1) within(sum.repeats, item, () => []).push(days);
    }
  };
}

/** Returns the links from a requested item to the items that the same customers bought. */
export const linksIn = ({ together, counts, customers }: BasketCounts, item: string): readonly ItemLink[] =>
  linksOf(item, together.get(item) ?? new Map(), counts, customers);
