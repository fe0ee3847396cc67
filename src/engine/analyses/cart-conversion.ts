/** Computes how many of the items that customers add to the cart are bought within a given time. */
import { Growing } from '../columns/block.js';
import { valueKey } from '../values/value.js';
import { quantileOf, share, type Analysis, type Customers, type Fold } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import {
  CustomerTally,
  eventGroup,
  groupedAnalysis,
  type GroupedFigure,
  type GroupedSum,
  type Groups,
  type RowOf,
} from './grouped.js';
import type { GroupKey } from './groups.js';

export interface CartQuestion {
  /** Events that add an item to the cart, and events that buy items. */
  readonly carts: readonly Choice[];
  readonly orders: readonly Choice[];
  /** The property of these events that identifies the items. */
  readonly item: string;
  readonly windowMs: number;
  readonly from: number;
  readonly to: number;
  readonly groups?: Groups;
}

interface CartFigures {
  /** Number of pairs of a customer and an item whose window has ended. */
  readonly carted: number;
  readonly bought: number;
  readonly abandoned: number;
  readonly conversion?: number;
  /** Number of customers with such a pair, and number of customers who bought an item. */
  readonly customers: number;
  readonly buyers: number;
  /** Number of pairs whose window has not ended. They count in no other figure. */
  readonly open: number;
  /** Median time from the cart to the purchase, in ms. */
  readonly medianMs?: number;
  readonly row: string;
  readonly boughtRow: string;
  readonly abandonedRow: string;
  readonly openRow: string;
}

export interface CartFigure extends GroupedFigure<CartFigures> {
  readonly complete: boolean;
}

interface Sum {
  carted: number;
  customers: number;
  buyers: number;
  open: number;
  readonly times: Growing<Float64Array>;
}

const begin = (): Sum => ({ carted: 0, customers: 0, buyers: 0, open: 0, times: Growing.floats() });

function merge(into: Sum, other: Sum): void {
  into.carted += other.carted;
  into.customers += other.customers;
  into.buyers += other.buyers;
  into.open += other.open;
  for (const time of other.times.view()) into.times.push(time);
}

/**
 * Returns the analysis of carts. A pair begins when a customer first adds an item to the cart within the period. The
 * pair counts as bought if an order with the item follows strictly later, but at most `windowMs` later.
 */
export function cartAnalysis(question: CartQuestion, now: number): Analysis<GroupedSum<Sum>, CartFigure> {
  const grouped = groupedAnalysis<Sum, CartFigures>(
    { begin, merge, weight: (sum) => sum.carted + sum.open },
    (customers) => foldCarts(question, customers),
    figuresOf,
  );
  return {
    ...grouped,
    finish: (sum) => ({ ...grouped.finish(sum), complete: question.to + question.windowMs <= now }),
  };
}

const figuresOf = ({ carted, customers, buyers, open, times }: Sum, rowOf: RowOf): CartFigures => ({
  ...{ carted, customers, buyers, open },
  bought: times.length,
  abandoned: carted - times.length,
  conversion: share(times.length, carted),
  medianMs: quantileOf(times.sealed().sort(), 0.5),
  row: rowOf('carted'),
  boughtRow: rowOf('bought'),
  abandonedRow: rowOf('abandoned'),
  openRow: rowOf('open'),
});

interface Pair {
  readonly at: number;
  readonly group: GroupKey | undefined;
  boughtAt?: number;
}

function foldCarts(question: CartQuestion, customers: Customers): Fold<GroupedSum<Sum>> {
  const { carts, orders, item, windowMs, from, to } = question;
  const { part, setting, now, within } = customers;
  const reader = new EventReader(part, [...carts, ...orders], { setting, now });
  const cartBits = (1 << carts.length) - 1;
  const pairsOf = (customer: number): Iterable<Pair> => {
    const pairs = new Map<string, Pair>();
    reader.read(customer, from, to + windowMs);
    for (let i = 0; i < reader.length; i++) {
      const at = reader.at[i];
      if ((reader.mask[i] & ~cartBits) !== 0 && pairs.size > 0)
        for (const value of reader.values(i, item)) buy(pairs.get(valueKey(value)), at, windowMs);
      if ((reader.mask[i] & cartBits) === 0 || at >= to || (within && !within(customer, at))) continue;
      for (const value of reader.values(i, item)) {
        const key = valueKey(value);
        if (pairs.has(key)) continue;
        pairs.set(key, { at, group: eventGroup(question.groups, reader, i, customer, customers) });
      }
    }
    return pairs.values();
  };
  return (sum, customer, note) => {
    const tally = new CustomerTally(sum, begin, note);
    for (const pair of pairsOf(customer)) {
      const isOpen = pair.at + windowMs > now;
      tally.add(pair.group, (own, isFirst) => (isOpen ? addOpen(own, isFirst) : addClosed(own, isFirst, pair)));
    }
  };
}

/**
 * Records the first order after the item was added to the cart, if it is within the window. An order at the same time
 * does not count.
 */
function buy(pair: Pair | undefined, at: number, windowMs: number): void {
  if (pair && pair.boughtAt === undefined && at > pair.at && at - pair.at <= windowMs) pair.boughtAt = at;
}

function addOpen(sum: Sum, isFirst: (what: string) => boolean): void {
  sum.open++;
  isFirst('open');
}

function addClosed(sum: Sum, isFirst: (what: string) => boolean, { at, boughtAt }: Pair): void {
  sum.carted++;
  if (isFirst('carted')) sum.customers++;
  if (boughtAt === undefined) {
    isFirst('abandoned');
    return;
  }
  if (isFirst('bought')) sum.buyers++;
  sum.times.push(boughtAt - at);
}
