/** Computes the size of baskets: the number of lines, the number of pieces and the amount of money of each order. */
import { Growing } from '../columns/block.js';
import { divideHalfEven } from '../values/decimal.js';
import { quantileOf, type Analysis, type Customers, type Fold } from './analysis.js';
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
import { moneyAt } from './orders-of.js';

export interface BasketQuestion {
  readonly orders: readonly Choice[];
  readonly from: number;
  readonly to: number;
  readonly groups?: Groups;
}

/** Orders with at least this number of lines are combined in one row. */
export const LARGEST_BASKET = 10;

interface BasketSize {
  readonly lines: number;
  readonly orders: number;
  readonly row: string;
}

interface BasketFigures {
  readonly orders: number;
  readonly buyers: number;
  readonly gmv: bigint;
  readonly perOrder?: bigint;
  /** Median amount of an order, as a number. */
  readonly medianOrder?: number;
  /** Number of orders that have a list of lines. Only these orders count in the figures below. */
  readonly withLines: number;
  readonly lines: number;
  readonly linesPerOrder?: number;
  readonly quantity: bigint;
  readonly quantityPerOrder?: bigint;
  /** Orders by number of lines, in ascending order. The last row has all orders with LARGEST_BASKET lines or more. */
  readonly sizes: readonly BasketSize[];
  readonly row: string;
}

export interface BasketFigure extends GroupedFigure<BasketFigures> {
  readonly complete: boolean;
}

interface Sum {
  buyers: number;
  gmv: bigint;
  readonly amounts: Growing<Float64Array>;
  lines: number;
  quantity: bigint;
  readonly sizes: number[];
}

const begin = (): Sum => ({
  ...{ buyers: 0, gmv: 0n, lines: 0, quantity: 0n },
  amounts: Growing.floats(),
  sizes: Array.from({ length: LARGEST_BASKET + 1 }, () => 0),
});

function merge(into: Sum, other: Sum): void {
  into.buyers += other.buyers;
  into.gmv += other.gmv;
  into.lines += other.lines;
  into.quantity += other.quantity;
  for (const amount of other.amounts.view()) into.amounts.push(amount);
  other.sizes.forEach((orders, lines) => void (into.sizes[lines] += orders));
}

/** Returns the analysis of baskets. Groups with the most orders are shown first. */
export function basketAnalysis(question: BasketQuestion, now: number): Analysis<GroupedSum<Sum>, BasketFigure> {
  const grouped = groupedAnalysis<Sum, BasketFigures>(
    { begin, merge, weight: (sum) => sum.amounts.length },
    (customers) => foldBaskets(question, customers),
    figuresOf,
  );
  return { ...grouped, finish: (sum) => ({ ...grouped.finish(sum), complete: question.to <= now }) };
}

function figuresOf({ buyers, gmv, amounts, lines, quantity, sizes }: Sum, rowOf: RowOf): BasketFigures {
  const orders = amounts.length;
  const withLines = sizes.reduce((a, b) => a + b, 0);
  const by = (value: bigint, n: number): bigint | undefined => (n === 0 ? undefined : divideHalfEven(value, BigInt(n)));
  return {
    ...{ orders, buyers, gmv, withLines, lines, quantity },
    perOrder: by(gmv, orders),
    medianOrder: quantileOf(amounts.sealed().sort(), 0.5),
    linesPerOrder: withLines === 0 ? undefined : lines / withLines,
    quantityPerOrder: by(quantity, withLines),
    sizes: sizes.map((own, n) => ({ lines: n, orders: own, row: rowOf(`lines ${n}`) })),
    row: rowOf('orders'),
  };
}

function foldBaskets(question: BasketQuestion, customers: Customers): Fold<GroupedSum<Sum>> {
  const { part, setting, now, within } = customers;
  const reader = new EventReader(part, question.orders, { setting, now });
  return (sum, customer, note) => {
    reader.read(customer, question.from, question.to);
    if (reader.length === 0) return;
    const tally = new CustomerTally(sum, begin, note);
    for (let i = 0; i < reader.length; i++) {
      if (within && !within(customer, reader.at[i])) continue;
      const money = moneyAt(reader, i);
      const lines = reader.lines(i)?.filter(({ quantity }) => quantity > 0n);
      tally.add(eventGroup(question.groups, reader, i, customer, customers), (own, isFirst) => {
        if (isFirst('orders')) own.buyers++;
        own.gmv += money;
        own.amounts.push(Number(money) / 10_000);
        if (!lines) return;
        const size = Math.min(lines.length, LARGEST_BASKET);
        isFirst(`lines ${size}`);
        own.sizes[size]++;
        own.lines += lines.length;
        for (const { quantity } of lines) own.quantity += quantity;
      });
    }
  };
}
