/** Counts how many customers bought items, and which items together, over the columns. */
import type { Analysis, Customers, Fold } from '../analyses/analysis.js';
import { EventReader, type Choice } from '../analyses/events.js';
import { linksOf, type ItemLink } from './item-links.js';
import { daysOfPart, keptFrom } from './order-histories.js';

/** Items of one customer that usually count, because few customers with long lists would dominate the links. */
const NEWEST_ITEMS = 200;

export interface BasketQuestion {
  readonly orders: readonly Choice[];
  /** Purchases from here on count. */
  readonly from: number;
  /** Items whose links are counted. */
  readonly items: ReadonlySet<string>;
  /** Maximum number of items of one customer that count: those bought last. Default NEWEST_ITEMS. */
  readonly most?: number;
}

export interface BasketCounts {
  /** Customers with any item. */
  readonly customers: number;
  readonly counts: ReadonlyMap<string, number>;
  /** For each of the items asked for: customers that have it together with another item. */
  readonly together: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** For each of the items asked for: the days of purchase of each customer who bought it on two days or more. */
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

/** Counts distinct pairs of customer and item of standing order lines. */
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

/** When a customer bought each item, the item bought last first. Each list of times ascends. */
export function purchasesOf(reader: EventReader, most = Infinity): ReadonlyMap<string, readonly number[]> {
  const items = new Map<string, number[]>();
  for (let i = reader.length - 1; i >= 0; i--)
    for (const item of reader.values(i, 'sku')) {
      if (typeof item !== 'string') continue;
      const times = items.get(item);
      if (times) {
        if (times[times.length - 1] !== reader.at[i]) times.push(reader.at[i]);
      } else if (items.size < most) items.set(item, [reader.at[i]]);
    }
  for (const times of items.values()) times.reverse();
  return items;
}

/** The first purchase of each calendar day. */
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
    const basket = purchasesOf(reader, most);
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

/** The links of one of the items asked for. */
export const linksIn = ({ together, counts, customers }: BasketCounts, item: string): readonly ItemLink[] =>
  linksOf(item, together.get(item) ?? new Map(), counts, customers);
