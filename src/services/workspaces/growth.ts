/**
 * Computes segment growth, the daily number of customers who entered and left a segment, with the causes. Transitions
 * are counted on the day they took effect.
 */
import type { Cause } from '../../engine/types.js';
import { dayOf, startOfDay } from '../../engine/time/time.js';
import { shiftPeriod } from '../../engine/time/calendar.js';
import { requireScope, shownCount, type Principal } from '../base/access.js';
import type { Services } from '../base/services.js';
import { enter } from '../base/room.js';
import { invalid } from '../base/errors.js';

export interface SegmentDay {
  /** The day as `YYYY-MM-DD` in the workspace's time zone. */
  readonly day: string;
  /** Number of members at the end of the day. For the current day, this is the current number of members. */
  readonly size: number;
  readonly entered: number;
  readonly left: number;
  readonly causes: readonly { readonly cause: Cause; readonly entered: number; readonly left: number }[];
}

const MAX_DAYS = 366;

/**
 * Returns the growth on each of the last `days` days including today, oldest first. The result is based on the
 * transitions recorded so far, each counted on the day it took effect.
 */
export async function segmentGrowth(
  services: Services,
  principal: Principal,
  segment: string,
  days: number,
): Promise<SegmentDay[]> {
  requireScope(principal, 'segments:read');
  if (!Number.isInteger(days) || days < 1 || days > MAX_DAYS)
    throw invalid('NUMBER_INVALID', `days is a whole number from 1 to ${MAX_DAYS}`, 'days');
  const { workspace, now } = await enter(services, principal.workspace);
  const list = [dayOf(now, workspace.zone)];
  while (list.length < days) list.push(shiftPeriod(list.at(-1)!, 'day', -1));
  const counts = (
    await services.stores.transitions.countByQuarter(workspace.id, segment, startOfDay(list.at(-1)!, workspace.zone))
  ).map((c) => ({ ...c, day: dayOf(c.at, workspace.zone) }));
  const byDay = new Map<string, typeof counts>();
  for (const count of counts) {
    const there = byDay.get(count.day);
    if (there) there.push(count);
    else byDay.set(count.day, [count]);
  }
  let size = (await services.stores.profiles.countMembersOf(workspace.id, [segment])).get(segment) ?? 0;
  return list
    .map((day): SegmentDay => {
      const own = byDay.get(day) ?? [];
      const sum = (kind: 'ENTERED' | 'LEFT', cause?: Cause): number =>
        own
          .filter((c) => c.kind === kind && (cause === undefined || c.cause === cause))
          .reduce((n, c) => n + c.count, 0);
      const [entered, left] = [sum('ENTERED'), sum('LEFT')];
      const at = size;
      size += left - entered;
      return {
        day,
        size: shownCount(principal, at),
        entered: shownCount(principal, entered),
        left: shownCount(principal, left),
        causes: [...new Set(own.map((c) => c.cause))].sort().map((cause) => ({
          cause,
          entered: shownCount(principal, sum('ENTERED', cause)),
          left: shownCount(principal, sum('LEFT', cause)),
        })),
      };
    })
    .reverse();
}
