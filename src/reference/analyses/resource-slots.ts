/** Reference implementation of resource slots. It searches the clicks before each order. */
import { selected, type World } from '../language.js';
import type { EventFact } from '../model.js';
import { groupOf, valuesOf, type Alternatives } from './funnel.js';

export interface Slots {
  readonly views: Alternatives;
  readonly clicks: Alternatives;
  readonly orders: Alternatives;
  readonly from: number;
  readonly to: number;
  readonly slot: string;
  readonly position?: string;
  readonly item?: string;
  readonly windowMs: number;
  readonly credit: 'LAST' | 'EVERY';
}

/** The name of a slot or of a position in it. */
export type SlotName = readonly (string | null)[];

export interface SlotHistory {
  readonly views: readonly SlotName[];
  readonly clicks: readonly SlotName[];
  /** Each order of the period, with the slots to which it is attributed. */
  readonly orders: readonly { readonly money: bigint; readonly slots: readonly SlotName[] }[];
}

const less = (a: SlotName, b: SlotName): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

export function slotHistory(question: Slots, world: World, now: number): SlotHistory {
  const { from, to, slot, position, item, windowMs, credit } = question;
  const list = (of: Alternatives): EventFact[] => of.flatMap((a) => selected(a, world, now)).filter((e) => e.at < to);
  const name = (e: EventFact): SlotName =>
    [slot, ...(position === undefined ? [] : [position])].map((property) => groupOf(e, property, world.zone));
  const inPeriod = (e: EventFact): boolean => e.at >= from;
  const clicks = list(question.clicks);
  const slotsOf = (order: EventFact): SlotName[] => {
    const before = clicks
      .filter((click) => click.at < order.at && order.at - click.at <= windowMs)
      .filter((click) => {
        if (item === undefined) return true;
        const bought = valuesOf(order, item, world.zone);
        return valuesOf(click, item, world.zone).some((value) => bought.includes(value));
      });
    const last = Math.max(...before.map((click) => click.at));
    if (credit === 'LAST')
      return before
        .filter((click) => click.at === last)
        .map(name)
        .sort(less)
        .slice(0, 1);
    const names = before.map(name);
    return names.filter((own, i) => names.findIndex((other) => other.join('\n') === own.join('\n')) === i);
  };
  return {
    views: list(question.views).filter(inPeriod).map(name),
    clicks: clicks.filter(inPeriod).map(name),
    orders: list(question.orders)
      .filter(inPeriod)
      .map((order) => ({
        money: order.currency === undefined || order.currency === world.currency ? (order.amount ?? 0n) : 0n,
        slots: slotsOf(order),
      })),
  };
}
