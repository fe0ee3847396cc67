/**
 * Reference implementation for the facts that models learn from. It reads one customer at a time, from the valid
 * orders.
 */
import { localDay, period, selected, type World } from '../language.js';
import type { EventFact } from '../model.js';

/** Returns the valid paid orders in their state at a given time, if they are still within retention now. */
function ordersAt(world: World, instant: number, now: number): EventFact[] {
  const kept = now - (world.retentions?.get('order_paid') ?? Infinity);
  return selected({ event: 'order_paid' }, world, instant)
    .filter((e) => e.at > kept)
    .sort((a, b) => a.at - b.at);
}

const valueOf = (list: readonly EventFact[], w: World): number =>
  list
    .filter((e) => e.currency === undefined || e.currency === w.currency)
    .reduce((sum, e) => sum + Number(e.amount ?? 0n) / 10_000, 0);

const daysOf = (list: readonly EventFact[], zone: string): string[] => [
  ...new Set(list.map((e) => localDay(e.at, zone))),
];

export interface NaiveHistory {
  readonly repeats: number;
  readonly lastAt: number;
  readonly age: number;
  readonly mean: number;
  readonly later: number;
  readonly laterValue: number;
}

/**
 * Returns the history of one customer up to the cutoff time `cut`, and the days with an order between `cut` and
 * `until`.
 */
export function historyAt(world: World, cut: number, until: number, now: number): NaiveHistory | undefined {
  const { zone } = world;
  const orders = ordersAt(world, cut, now);
  if (orders.length === 0) return undefined;
  const days = daysOf(orders, zone);
  const week = (at: number): number => period(at, 'day', zone) / 7;
  const repeat = orders.filter((e) => localDay(e.at, zone) !== days[0]);
  const later = ordersAt(world, until, now).filter((e) => e.at > cut);
  return {
    repeats: days.length - 1,
    lastAt: week(orders[orders.length - 1].at) - week(orders[0].at),
    age: week(cut) - week(orders[0].at),
    mean: days.length === 1 ? 0 : valueOf(repeat, world) / (days.length - 1),
    later: daysOf(later, zone).length,
    laterValue: valueOf(later, world),
  };
}

/**
 * Determines whether a customer churned, i.e. placed no order within 90 days after the last order. Undefined unless the
 * last order is in the 75 days before the cutoff time `cut`. `churned` is absent until 90 days after `cut`.
 */
export function churnAt(world: World, cut: number, now: number): { readonly churned?: boolean } | undefined {
  const day = 86_400_000;
  const last = ordersAt(world, cut, now).at(-1)?.at;
  if (last === undefined || last <= cut - 75 * day) return undefined;
  if (cut + 90 * day > now) return {};
  const again = ordersAt(world, cut + 90 * day, now).some((e) => e.at > cut && e.at <= last + 90 * day);
  return { churned: !again };
}

/** Returns the items of order lines whose quantity is above 0, with all times of purchase. */
export function basketAt(world: World, from: number, now: number): ReadonlyMap<string, readonly number[]> {
  const out = new Map<string, number[]>();
  for (const e of ordersAt(world, now, now))
    for (const { sku, quantity } of e.lines ?? [])
      if (sku !== undefined && quantity > 0n && e.at >= from) out.set(sku, [...(out.get(sku) ?? []), e.at]);
  return out;
}
