/** Reference implementation of the activity of members. It examines each day, week or month separately. */
import { selected, type World } from '../language.js';
import type { Alternatives } from './funnel.js';

export interface Members {
  readonly joins?: Alternatives;
  readonly activities: Alternatives;
  readonly orders: Alternatives;
}

export interface MemberState {
  readonly joined: boolean;
  readonly active: boolean;
  readonly buys: boolean;
}

/**
 * Returns the activity of a member in [from, to). Undefined if the customer has not joined before `to`, or if `from` is
 * in the future.
 */
export function memberIn(
  { joins, activities, orders }: Members,
  world: World,
  now: number,
  from: number,
  to: number,
): MemberState | undefined {
  if (from > now) return undefined;
  const timesOf = (list: Alternatives): number[] => list.flatMap((a) => selected(a, world, now)).map((e) => e.at);
  const since = joins ? Math.min(...timesOf(joins)) : -Infinity;
  if (since >= to || since > now) return undefined;
  const there = (list: Alternatives): boolean => timesOf(list).some((at) => at >= from && at < to && at >= since);
  return { joined: since >= from, active: there(activities) || there(orders), buys: there(orders) };
}
