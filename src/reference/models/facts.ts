/** A naive reading of the facts that models learn from: one customer at a time, from the standing orders. */
import { localDay, period, selected, type World } from '../language.js';
import type { EventFact } from '../model.js';

/** Standing paid orders in their state at an instant, as far as they are still kept now. */
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

/** The history of one customer at a cut, and the order-days after it. */
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

/** Whether a customer whose last order lies in the 75 days before a cut orders again within 90 days of it. */
export function churnAt(world: World, cut: number, now: number): { readonly churned?: boolean } | undefined {
  const day = 86_400_000;
  const last = ordersAt(world, cut, now).at(-1)?.at;
  if (last === undefined || last <= cut - 75 * day) return undefined;
  if (cut + 90 * day > now) return {};
  const again = ordersAt(world, cut + 90 * day, now).some((e) => e.at > cut && e.at <= last + 90 * day);
  return { churned: !again };
}

/** The items of standing order lines with pieces left, with all times of purchase. */
export function basketAt(world: World, from: number, now: number): ReadonlyMap<string, readonly number[]> {
  const out = new Map<string, number[]>();
  for (const e of ordersAt(world, now, now))
    for (const { sku, quantity } of e.lines ?? [])
      if (sku !== undefined && quantity > 0n && e.at >= from) out.set(sku, [...(out.get(sku) ?? []), e.at]);
  return out;
}
