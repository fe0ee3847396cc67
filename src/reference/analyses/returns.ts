/**
 * Reference implementation of returns. It compares the gross orders of a customer with the net orders at several times.
 */
import { selected, type World } from '../language.js';
import type { EventFact, OrderLine } from '../model.js';
import { groupOf, type Alternatives } from './funnel.js';

export interface Returns {
  readonly orders: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly groups?: { readonly property: string } | { readonly line: 'sku' | 'brand' | 'category' | 'name' };
}

/** A gross order or its lines in one group, and the part that was returned. */
export interface ReturnedOrder {
  readonly group: string | null;
  readonly lines: number;
  readonly returnedLines: number;
  readonly sales: bigint;
  readonly returned: bigint;
  readonly any: boolean;
  readonly everything: boolean;
}

const ORDERS = ['order_placed', 'order_paid', 'order_completed'];

const counts = (e: EventFact, world: World): boolean => e.currency === undefined || e.currency === world.currency;
const moneyOf = (e: EventFact, world: World): bigint => (counts(e, world) ? (e.amount ?? 0n) : 0n);

const grossAt = (orders: Alternatives, world: World, t: number): EventFact[] => {
  const found = orders.flatMap((a) => selected({ ...a, gross: true }, world, t));
  return found.filter((e, i) => found.findIndex((x) => x.id === e.id && x.type === e.type) === i);
};

function leftOf(order: EventFact, world: World, t: number): EventFact | undefined {
  if (!ORDERS.includes(order.type) || order.orderId === undefined) return order;
  return selected({ event: order.type }, world, t).find((e) => e.orderId === order.orderId);
}

/** Returns the whole order, or its parts by group if `groups` is set. */
function partsOf(order: EventFact, world: World, t: number, groups: Returns['groups']): ReturnedOrder[] {
  const left = leftOf(order, world, t);
  const lines = (order.lines ?? []).flatMap((line, i) =>
    line.quantity > 0n ? [{ line, now: left?.lines?.[i] ?? { quantity: 0n, amount: 0n } }] : [],
  );
  const isLess = (x: (typeof lines)[number]): boolean =>
    x.now.quantity < x.line.quantity || (x.now.amount ?? 0n) !== (x.line.amount ?? 0n);
  const returned = moneyOf(order, world) - (left ? moneyOf(left, world) : 0n);
  const whole = {
    lines: lines.length,
    returnedLines: lines.filter(isLess).length,
    sales: moneyOf(order, world),
    returned,
    any: !left || returned !== 0n || lines.some(isLess),
    everything: !left,
  };
  if (!groups) return [{ ...whole, group: null }];
  if ('property' in groups) return [{ ...whole, group: groupOf(order, groups.property, world.zone) }];
  const valueOf = (line: OrderLine): string | null => line[groups.line] ?? null;
  return [...new Set(lines.map((x) => valueOf(x.line)))].map((group) => {
    const own = lines.filter((x) => valueOf(x.line) === group);
    const sum = (of: (x: (typeof own)[number]) => bigint): bigint =>
      counts(order, world) ? own.reduce((a, x) => a + of(x), 0n) : 0n;
    return {
      group,
      lines: own.length,
      returnedLines: own.filter(isLess).length,
      sales: sum((x) => x.line.amount ?? 0n),
      returned: sum((x) => (x.line.amount ?? 0n) - (x.now.amount ?? 0n)),
      any: own.some(isLess),
      everything: own.every((x) => x.now.quantity === 0n),
    };
  });
}

/** Returns the orders of the period, compared with the net orders now. */
export function returnsOf(question: Returns, world: World, now: number): ReturnedOrder[] {
  return grossAt(question.orders, world, now)
    .filter((e) => e.at >= question.from && e.at < question.to)
    .flatMap((e) => partsOf(e, world, now, question.groups));
}

/** Returns the money that was returned within the period for each order, or part of an order, unless it is 0. */
export function refundsOf(
  question: Returns,
  world: World,
  now: number,
): { readonly group: string | null; readonly money: bigint }[] {
  const { groups } = question;
  const [before, after] = [question.from - 1, Math.min(question.to - 1, now)];
  const kept = (e: EventFact): boolean => e.at > now - (world.retentions?.get(e.type) ?? 3 * 365 * 86_400_000);
  const earlier = grossAt(question.orders, world, before);
  return grossAt(question.orders, world, after)
    .filter(kept)
    .flatMap((order) => {
      const then = earlier.find((e) => e.type === order.type && e.orderId === order.orderId && e.orderId !== undefined);
      const was = then ? partsOf(then, world, before, groups) : [];
      return partsOf(order, world, after, groups).map((part) => ({
        group: part.group,
        money: part.returned - (was.find((x) => x.group === part.group)?.returned ?? 0n),
      }));
    })
    .filter(({ money }) => money !== 0n);
}
