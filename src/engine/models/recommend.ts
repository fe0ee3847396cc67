/** Ranks items for one customer. Each item is returned with the numbers that explain why it was chosen. */
import { productInterval, usualInterval } from '../reach/usual-interval.js';
import type { BasketCounts } from './baskets.js';
import type { ItemLink } from './item-links.js';

/** The data of a customer that recommendations use. */
export interface Shopper {
  /** For each item, the times of the days on which the customer bought the item, ascending. */
  readonly bought: ReadonlyMap<string, readonly number[]>;
  /** The latest time at which the customer added each item to the cart (`carted`), or viewed each item (`viewed`). */
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
  /** Sum of the cosines of all links from items that the customer bought to this item. */
  readonly score: number;
  /** The strongest links from items that the customer bought to this item. */
  readonly because: readonly (ItemLink & { readonly bought: string })[];
}

export interface DueItem {
  readonly item: string;
  readonly dueAt: number;
  readonly intervalMs: number;
  /**
   * OWN: the interval is computed from the gaps between this customer's purchases of the item. OTHERS: the interval is
   * computed from all customers who bought the item again.
   */
  readonly basis: 'OWN' | 'OTHERS';
  /** For OWN, the number of gaps. For OTHERS, the number of customers who bought the item again. */
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
 * Returns the items that were added to the cart or viewed at or after `since`, and not bought after that. Items in the
 * cart come first, followed by viewed items. Within each of these groups, the newest items come first.
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

/**
 * Returns the items that are linked to items the customer bought, best score first. Items for which `isExcluded`
 * returns true are omitted.
 */
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
 * Returns the items whose next purchase is due by `until`, or overdue by less than one interval. The most overdue items
 * come first, with the delay measured in intervals. If the customer has no interval of their own for an item, the
 * interval of all customers who bought the item again is used.
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

/**
 * Returns the items in descending order of the number of customers who bought them. Items for which `isExcluded`
 * returns true are omitted.
 */
export function popular(
  { counts, customers }: Pick<BasketCounts, 'counts' | 'customers'>,
  isExcluded: (item: string) => boolean,
): readonly PopularItem[] {
  return [...counts]
    .filter(([item]) => !isExcluded(item))
    .map(([item, n]) => ({ item, customers: n, all: customers }))
    .sort((x, y) => y.customers - x.customers || byName(x, y));
}
