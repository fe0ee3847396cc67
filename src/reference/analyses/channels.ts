/** Reference implementation of the quality of channels. It follows one customer after the first touch. */
import { localDay, selected, type World } from '../language.js';
import { groupOf, type Alternatives } from './funnel.js';
import { returnsOf } from './returns.js';

const DAY = 86_400_000;

export interface Channels {
  readonly touches: Alternatives;
  readonly property: string;
  readonly visits: Alternatives;
  readonly views: Alternatives;
  readonly carts: Alternatives;
  readonly orders: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly followMs: number;
  readonly repurchaseMs: number;
}

export interface Acquired {
  readonly channel: string | null;
  readonly views: number;
  readonly carts: boolean;
  readonly orders: number;
  readonly gmv: bigint;
  /** Whether the customer came back on the seventh day. Undefined if that day has not ended. */
  readonly day7: boolean | undefined;
  /** Whether the customer ordered again in time. Undefined without an order, or if the time has not ended. */
  readonly buysAgain: boolean | undefined;
  readonly sales: bigint;
  readonly returned: bigint;
}

/** Returns the day `days` after a day, as YYYY-MM-DD. */
export const later = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** Returns the activity of an acquired customer. Undefined if the first touch is outside the period. */
export function acquiredBy(question: Channels, world: World, now: number): Acquired | undefined {
  const list = (of: Alternatives) => of.flatMap((a) => selected(a, world, now)).sort((a, b) => a.at - b.at);
  const [first] = list(question.touches);
  if (!first || first.at < question.from || first.at >= question.to) return undefined;
  const end = first.at + question.followMs;
  const followed = (of: Alternatives) => list(of).filter((e) => e.at >= first.at && e.at < end);
  const orders = followed(question.orders);
  const day = later(localDay(first.at, world.zone), 7);
  const since = list(question.orders).filter((e) => e.at >= first.at);
  const orderDay = orders[0] && localDay(orders[0].at, world.zone);
  const gross = returnsOf({ orders: question.orders, from: first.at, to: end }, world, now);
  return {
    channel: groupOf(first, question.property, world.zone),
    views: followed(question.views).length,
    carts: followed(question.carts).length > 0,
    orders: orders.length,
    gmv: orders
      .filter((e) => e.currency === undefined || e.currency === world.currency)
      .reduce((sum, e) => sum + (e.amount ?? 0n), 0n),
    day7:
      localDay(now, world.zone) > day
        ? list(question.visits).some((e) => localDay(e.at, world.zone) === day)
        : undefined,
    buysAgain:
      orders[0] && orders[0].at + question.repurchaseMs <= now
        ? since.some((e) => e.at <= orders[0].at + question.repurchaseMs && localDay(e.at, world.zone) !== orderDay)
        : undefined,
    sales: gross.reduce((sum, x) => sum + x.sales, 0n),
    returned: gross.reduce((sum, x) => sum + x.returned, 0n),
  };
}
