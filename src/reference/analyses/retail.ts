/**
 * Reference implementation of the retail figures. It computes them from the valid orders and the visits of each
 * customer.
 */
import { localDay, period, selected, type World } from '../language.js';
import type { ShopWorld } from '../receipts.js';
import type { EventFact } from '../model.js';
import type { Alternatives } from './funnel.js';

const ordersOf = (orders: Alternatives, w: World, now: number): EventFact[] =>
  orders.flatMap((a) => selected(a, w, now)).sort((a, b) => a.at - b.at);

const pricesOf = (list: readonly EventFact[], w: World): bigint[] =>
  list
    .filter((e) => e.currency === undefined || e.currency === w.currency)
    .flatMap((e) => (e.amount === undefined ? [] : [e.amount]));

const moneyOf = (list: readonly EventFact[], w: World): bigint => pricesOf(list, w).reduce((a, b) => a + b, 0n);

export interface Nine {
  readonly orders: Alternatives;
  readonly visits: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly dormantMs: number;
}

export interface Visitor {
  readonly name: 'NEW' | 'OLD' | 'DORMANT';
  readonly orders: number;
  /** Number of the orders that have an amount in the workspace's currency. */
  readonly priced: number;
  readonly gmv: bigint;
  readonly again: boolean;
}

/**
 * Returns the class of a customer in the period, or undefined if the customer did not visit. A receipt has no class.
 */
export function visitorOf(nine: Nine, world: ShopWorld, now: number): Visitor | undefined {
  if (world.isReceipt) return undefined;
  const orders = ordersOf(nine.orders, world, now);
  const activity = [...nine.visits.flatMap((a) => selected(a, world, now)), ...orders].map((e) => e.at);
  const inPeriod = activity.filter((t) => t >= nine.from && t < nine.to);
  if (inPeriod.length === 0) return undefined;
  const first = Math.min(...inPeriod);
  const before = orders.filter((e) => e.at < nine.from).map((e) => e.at);
  const old = first - Math.max(...before) < nine.dormantMs ? 'OLD' : 'DORMANT';
  const own = orders.filter((e) => e.at >= nine.from && e.at < nine.to);
  const next = nine.to + (nine.to - nine.from);
  return {
    name: before.length === 0 ? 'NEW' : old,
    orders: own.length,
    priced: pricesOf(own, world).length,
    gmv: moneyOf(own, world),
    again: activity.some((t) => t >= nine.to && t < next),
  };
}

/** Whether a customer is dormant when the period begins. */
export function isDormant(nine: Nine, world: ShopWorld, now: number): boolean {
  const before = world.isReceipt ? [] : ordersOf(nine.orders, world, now).filter((e) => e.at < nine.from);
  return before.length > 0 && nine.from - before[before.length - 1].at >= nine.dormantMs;
}

/**
 * Returns the gaps between days with orders. A gap counts if its later day is in the period. `isFirst` marks the first
 * gap of a customer.
 */
export function gapsOf(
  question: { readonly orders: Alternatives; readonly from: number; readonly to: number },
  world: World,
  now: number,
): { readonly gap: number; readonly isFirst: boolean }[] {
  const orders = ordersOf(question.orders, world, now);
  const days = [...new Set(orders.map((e) => localDay(e.at, world.zone)))];
  const starts = days.map((day) => orders.find((e) => localDay(e.at, world.zone) === day)!.at);
  return starts.flatMap((at, i) =>
    i > 0 && at >= question.from && at < question.to ? [{ gap: at - starts[i - 1], isFirst: i === 1 }] : [],
  );
}

/**
 * Returns the month of a customer's first order, and the function `paid`, which returns the payments of the month
 * `offset` months later. Undefined if there is no first order in the period.
 */
export function revenueOf(
  question: { readonly orders: Alternatives; readonly from: number; readonly to: number },
  world: World,
  now: number,
):
  | { readonly month: number; readonly paid: (offset: number) => { readonly buys: boolean; readonly money: bigint } }
  | undefined {
  const orders = ordersOf(question.orders, world, now);
  if (orders.length === 0 || orders[0].at < question.from || orders[0].at >= question.to) return undefined;
  const month = period(orders[0].at, 'month', world.zone);
  return {
    month,
    paid: (offset) => {
      const own = orders.filter((e) => period(e.at, 'month', world.zone) === month + offset);
      return { buys: own.length > 0, money: moneyOf(own, world) };
    },
  };
}

/** Returns the number of orders in the period, the time of the last one, and their total amount. */
export function spentOf(
  question: { readonly orders: Alternatives; readonly from: number; readonly to: number },
  world: World,
  now: number,
): { readonly orders: number; readonly last: number; readonly gmv: bigint } | undefined {
  const own = ordersOf(question.orders, world, now).filter((e) => e.at >= question.from && e.at < question.to);
  if (own.length === 0) return undefined;
  return { orders: own.length, last: own[own.length - 1].at, gmv: moneyOf(own, world) };
}
