/**
 * Reference implementation of the effect of messages, slots and landings. It examines one customer and one group at a
 * time.
 */
import { localDay, period, selected, type World } from '../language.js';
import type { EventFact } from '../model.js';
import { later } from './channels.js';
import { groupOf, type Alternatives } from './funnel.js';

type Stage = 'sent' | 'delivered' | 'opened' | 'clicked';

export interface Reach {
  readonly stages: Readonly<Record<Stage, Alternatives>>;
  readonly property: string;
  readonly namedOnly: boolean;
  readonly views: Alternatives;
  readonly visits: Alternatives;
  readonly orders: Alternatives;
  readonly viewMs: number;
  readonly windowMs: number;
  readonly from: number;
  readonly to: number;
}

export interface Viewer {
  readonly isOld: boolean;
  /** Whether the customer came back on the seventh day, and in the next month. Undefined if this time has not ended. */
  readonly day7: boolean | undefined;
  readonly nextMonth: boolean | undefined;
}

/** An order with the group to which it is attributed. `isByClick` is false if it is attributed to a delivery. */
export interface CarriedOrder {
  readonly group: string | null;
  readonly isByClick: boolean;
  readonly money: bigint;
}

const listOf = (of: Alternatives, world: World, now: number): EventFact[] =>
  of.flatMap((a) => selected(a, world, now)).sort((a, b) => a.at - b.at);

function carried(question: Reach, stage: Stage, world: World, now: number): { at: number; group: string | null }[] {
  return listOf(question.stages[stage], world, now)
    .filter((e) => e.at >= question.from && e.at < question.to)
    .map((e) => ({ at: e.at, group: groupOf(e, question.property, world.zone) }))
    .filter(({ group }) => group !== null || !question.namedOnly);
}

/** Returns the groups in which a customer has an event of a stage. */
export const groupsOf = (question: Reach, stage: Stage, world: World, now: number): Set<string | null> =>
  new Set(carried(question, stage, world, now).map(({ group }) => group));

/**
 * Returns whether the customer ordered before the first view after a click, and came back after this view. Only clicks
 * of groups that `isOfGroup` accepts count. Undefined if there is no such view.
 */
export function viewerOf(
  question: Reach,
  world: World,
  now: number,
  isOfGroup: (group: string | null) => boolean,
): Viewer | undefined {
  const clicks = carried(question, 'clicked', world, now).filter(({ group }) => isOfGroup(group));
  const view = listOf(question.views, world, now).find((e) =>
    clicks.some(({ at }) => e.at >= at && e.at <= at + question.viewMs),
  )?.at;
  if (view === undefined) return undefined;
  const visits = listOf(question.visits, world, now).map((e) => e.at);
  const day = later(localDay(view, world.zone), 7);
  const month = period(view, 'month', world.zone) + 1;
  return {
    isOld: listOf(question.orders, world, now).some((e) => e.at < view),
    day7: localDay(now, world.zone) > day ? visits.some((at) => localDay(at, world.zone) === day) : undefined,
    nextMonth:
      period(now, 'month', world.zone) > month
        ? visits.some((at) => period(at, 'month', world.zone) === month)
        : undefined,
  };
}

/** Returns the orders that follow a click or, without a click, a delivery. */
export function carriedOrders(question: Reach, world: World, now: number): CarriedOrder[] {
  return listOf(question.orders, world, now).flatMap((order) => {
    const before = (stage: Stage): (string | null)[] => {
      const fitting = carried(question, stage, world, now).filter(
        ({ at }) => at < order.at && order.at <= at + question.windowMs,
      );
      const last = Math.max(...fitting.map(({ at }) => at));
      const groups = fitting.filter(({ at }) => at === last).map(({ group }) => group);
      return [...groups.filter((group) => group !== null).sort(), ...groups.filter((group) => group === null)];
    };
    const [clicks, deliveries] = [before('clicked'), before('delivered')];
    if (clicks.length + deliveries.length === 0) return [];
    const counts = order.currency === undefined || order.currency === world.currency;
    return [
      {
        group: (clicks.length > 0 ? clicks : deliveries)[0],
        isByClick: clicks.length > 0,
        money: counts ? (order.amount ?? 0n) : 0n,
      },
    ];
  });
}
