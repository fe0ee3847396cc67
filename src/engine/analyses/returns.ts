/**
 * Computes returns in two ways. By cohort, the gross orders of a period are compared with their current net amounts. By
 * time, the money returned within the period is added up, including the money for earlier orders.
 */
import { retentionOf } from '../facts/event-retention.js';
import { share, type Analysis, type Customers, type Fold } from './analysis.js';
import { CustomerTally, groupedAnalysis, type GroupedFigure, type GroupedSum, type RowOf } from './grouped.js';
import { OrderStates, type OrdersQuestion, type Piece } from './order-states.js';

export interface ReturnsQuestion extends OrdersQuestion {
  readonly from: number;
  readonly to: number;
}

interface ReturnsFigures {
  readonly orders: number;
  /** Number of orders of which anything was returned, and number of orders of which nothing is left. */
  readonly returnedOrders: number;
  readonly whollyReturned: number;
  readonly orderRate?: number;
  readonly customers: number;
  readonly returningCustomers: number;
  readonly customerRate?: number;
  readonly lines: number;
  readonly returnedLines: number;
  readonly lineRate?: number;
  readonly sales: bigint;
  readonly returned: bigint;
  readonly rate?: number;
  /** Money that was returned within the period, for orders of any time, and number of these orders. */
  readonly refunded: bigint;
  readonly refundedOrders: number;
  readonly refundRate?: number;
  readonly row: string;
  readonly returnedRow: string;
  readonly refundedRow: string;
}

export interface ReturnsFigure extends GroupedFigure<ReturnsFigures> {
  readonly complete: boolean;
}

interface Sum {
  orders: number;
  returnedOrders: number;
  whollyReturned: number;
  customers: number;
  returningCustomers: number;
  lines: number;
  returnedLines: number;
  sales: bigint;
  returned: bigint;
  refunded: bigint;
  refundedOrders: number;
}

const begin = (): Sum => ({
  ...{ orders: 0, returnedOrders: 0, whollyReturned: 0, customers: 0, returningCustomers: 0 },
  ...{ lines: 0, returnedLines: 0, sales: 0n, returned: 0n, refunded: 0n, refundedOrders: 0 },
});

function merge(into: Sum, other: Sum): void {
  into.orders += other.orders;
  into.returnedOrders += other.returnedOrders;
  into.whollyReturned += other.whollyReturned;
  into.customers += other.customers;
  into.returningCustomers += other.returningCustomers;
  into.lines += other.lines;
  into.returnedLines += other.returnedLines;
  into.sales += other.sales;
  into.returned += other.returned;
  into.refunded += other.refunded;
  into.refundedOrders += other.refundedOrders;
}

/** Returns the analysis of returns. Groups with the most orders are shown first. */
export function returnsAnalysis(question: ReturnsQuestion, now: number): Analysis<GroupedSum<Sum>, ReturnsFigure> {
  const grouped = groupedAnalysis<Sum, ReturnsFigures>(
    { begin, merge, weight: (sum) => sum.orders + sum.refundedOrders },
    (customers) => foldReturns(question, customers),
    figuresOf,
  );
  return { ...grouped, finish: (sum) => ({ ...grouped.finish(sum), complete: question.to <= now }) };
}

const figuresOf = (sum: Sum, rowOf: RowOf): ReturnsFigures => ({
  ...sum,
  orderRate: share(sum.returnedOrders, sum.orders),
  customerRate: share(sum.returningCustomers, sum.customers),
  lineRate: share(sum.returnedLines, sum.lines),
  rate: share(Number(sum.returned), Number(sum.sales)),
  refundRate: share(Number(sum.refunded), Number(sum.sales)),
  row: rowOf('orders'),
  returnedRow: rowOf('returned'),
  refundedRow: rowOf('refunded'),
});

function foldReturns(question: ReturnsQuestion, customers: Customers): Fold<GroupedSum<Sum>> {
  const { from, to } = question;
  const { now, within, setting } = customers;
  const current = new OrderStates(question, customers, now);
  const [before, after] = [from - 1, Math.min(to - 1, now)].map((at) => new OrderStates(question, customers, at));
  return (sum, customer, note) => {
    const tally = new CustomerTally(sum, begin, note);
    for (const { at, whole, groups } of current.read(customer, from, to).values()) {
      if (within && !within(customer, at)) continue;
      tally.inAll(ordered(whole));
      for (const piece of groups) tally.inGroup(piece.group, ordered(piece));
    }
    if (!current.isAdjusted(customer)) return;
    const earlier = before.read(customer, -Infinity, from);
    for (const [key, { at, type, whole, groups }] of after.read(customer, -Infinity, to)) {
      if (at <= now - retentionOf(type, setting) || (within && !within(customer, at))) continue;
      const then = earlier.get(key);
      tally.inAll(refunded(whole.returned - (then?.whole.returned ?? 0n)));
      for (const { group, returned } of groups)
        tally.inGroup(group, refunded(returned - (then?.groups.find((x) => x.group === group)?.returned ?? 0n)));
    }
  };
}

type Apply = (sum: Sum, isFirst: (what: string) => boolean) => void;

const ordered =
  ({ lines, returnedLines, sales, returned, isReturned, isWhollyReturned }: Piece): Apply =>
  (sum, isFirst) => {
    sum.orders++;
    if (isFirst('orders')) sum.customers++;
    sum.lines += lines;
    sum.returnedLines += returnedLines;
    sum.sales += sales;
    sum.returned += returned;
    if (isWhollyReturned) sum.whollyReturned++;
    if (!isReturned) return;
    sum.returnedOrders++;
    if (isFirst('returned')) sum.returningCustomers++;
  };

const refunded =
  (money: bigint): Apply =>
  (sum, isFirst) => {
    if (money === 0n) return;
    sum.refunded += money;
    sum.refundedOrders++;
    isFirst('refunded');
  };
