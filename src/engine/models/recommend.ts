/** Ranks items for one customer, each with the counts that it was chosen for. */
import { productInterval, usualInterval } from '../reach/usual-interval.js';
import type { BasketCounts } from './baskets.js';
import type { ItemLink } from './item-links.js';

/** A customer as recommendations see it. */
export interface Shopper {
  /** Days of purchase of each item, ascending. */
  readonly bought: ReadonlyMap<string, readonly number[]>;
  /** The newest time that the customer put an item into the cart or viewed it. */
  readonly carted: ReadonlyMap<string, number>;
  readonly viewed: ReadonlyMap<string, number>;
}

export interface Continued {
  readonly item: string;
  readonly action: 'CARTED' | 'VIEWED';
  readonly at: number;
}

export interface Companion {
  readonly item: string;
  /** Sum of the cosines of the links. */
  readonly score: number;
  /** The strongest links of items that the customer bought, seen from these. */
  readonly because: readonly (ItemLink & { readonly bought: string })[];
}

export interface DueItem {
  readonly item: string;
  readonly dueAt: number;
  readonly intervalMs: number;
  /** OWN: from the customer's own gaps. OTHERS: from all customers who bought the item again. */
  readonly basis: 'OWN' | 'OTHERS';
  /** Gaps of the customer, or customers who bought the item again. */
  readonly count: number;
}

export interface PopularItem {
  readonly item: string;
  readonly customers: number;
  readonly all: number;
}

const MOST_REASONS = 3;

const byName = (x: { readonly item: string }, y: { readonly item: string }): number => (x.item < y.item ? -1 : 1);
const lastOf = (days: readonly number[] | undefined): number => days?.at(-1) ?? -Infinity;

/**
 * Items that were put into the cart or viewed since a time and not bought since then: carts first, the newest first.
 */
export function continued({ bought, carted, viewed }: Shopper, since: number): readonly Continued[] {
  const out: Continued[] = [];
  const add = (action: Continued['action'], touched: ReadonlyMap<string, number>): void => {
    for (const [item, at] of touched)
      if (at >= since && lastOf(bought.get(item)) < at && !out.some((o) => o.item === item))
        out.push({ item, action, at });
  };
  add('CARTED', carted);
  add('VIEWED', viewed);
  return out.sort(
    (x, y) => Number(y.action === 'CARTED') - Number(x.action === 'CARTED') || y.at - x.at || byName(x, y),
  );
}

/** Items that go together with those the customer bought, by the links of each. `isExcluded` leaves out items. */
export function companions(
  bought: Iterable<string>,
  linksFor: (item: string) => readonly ItemLink[],
  isExcluded: (item: string) => boolean,
): readonly Companion[] {
  const found = new Map<string, (ItemLink & { readonly bought: string })[]>();
  for (const item of bought)
    for (const link of linksFor(item)) {
      if (isExcluded(link.item)) continue;
      const links = found.get(link.item);
      if (links) links.push({ ...link, bought: item });
      else found.set(link.item, [{ ...link, bought: item }]);
    }
  return [...found]
    .map(([item, links]) => ({
      item,
      score: links.reduce((sum, { cosine }) => sum + cosine, 0),
      because: links.sort((x, y) => y.cosine - x.cosine || (x.bought < y.bought ? -1 : 1)).slice(0, MOST_REASONS),
    }))
    .sort((x, y) => y.score - x.score || byName(x, y));
}

/**
 * Items whose next purchase is due until `until`, or overdue by less than one interval: the most overdue first, measured
 * in intervals. The interval is the customer's own for the item, else that of the item over all customers.
 */
export function dueAgain(
  { bought }: Shopper,
  { repeats }: Pick<BasketCounts, 'repeats'>,
  now: number,
  until: number,
): readonly DueItem[] {
  const late = (due: DueItem): number => (now - due.dueAt) / due.intervalMs;
  return [...bought]
    .flatMap(([item, days]): DueItem[] => {
      const own = usualInterval(days);
      const others = repeats.get(item) ?? [];
      const intervalMs = own ?? productInterval(others);
      if (intervalMs === undefined || intervalMs === 0) return [];
      const dueAt = lastOf(days) + intervalMs;
      if (dueAt > until || now - dueAt >= intervalMs) return [];
      const basis = own === undefined ? 'OTHERS' : 'OWN';
      return [{ item, dueAt, intervalMs, basis, count: own === undefined ? others.length : days.length - 1 }];
    })
    .sort((x, y) => late(y) - late(x) || byName(x, y));
}

/** The items that most customers bought. */
export function popular(
  { counts, customers }: Pick<BasketCounts, 'counts' | 'customers'>,
  isExcluded: (item: string) => boolean,
): readonly PopularItem[] {
  return [...counts]
    .filter(([item]) => !isExcluded(item))
    .map(([item, n]) => ({ item, customers: n, all: customers }))
    .sort((x, y) => y.customers - x.customers || byName(x, y));
}
