/** Computes the instants at which a campaign is due, for the list and the calendar of campaigns. */
import { instantOf, parseTimeOfDay, type TimeOfDay } from '../../../../src/engine/reach/local-time.js';
import { nextScheduled } from '../../../../src/engine/reach/schedule.js';
import type { CampaignTimesFragment } from '../../../../schema/generated/operations.js';

export type TimedCampaign = Pick<CampaignTimesFragment, 'state'> &
  Partial<Pick<CampaignTimesFragment, 'at' | 'until' | 'zone' | 'startedAt' | 'trigger'>>;

type Schedule = NonNullable<NonNullable<TimedCampaign['trigger']>['schedule']>;

/** Weekdays of the API in the order of their ISO numbers. Monday is 1. */
export const WEEKDAYS = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY', 'SATURDAY', 'SUNDAY'] as const;

/** Returns whether a campaign has ended or was cancelled, so that nothing is due any more. */
export const isFinal = ({ state }: Pick<TimedCampaign, 'state'>): boolean => state === 'ENDED' || state === 'CANCELLED';

/** Returns whether the instants of a campaign depend on what each customer does or on a date of the customer. */
export const isPerCustomer = ({ trigger }: Pick<TimedCampaign, 'trigger'>): boolean =>
  Boolean(trigger && !trigger.schedule);

/**
 * Returns the instants from `from` until before `to`, and not before its start, at which a campaign is due, for customers in the time zone of the
 * campaign. Without a time zone of its own, the campaign uses that of the workspace. Empty if the instants depend on the
 * customer.
 */
export function dueInstants(
  campaign: TimedCampaign,
  { from, to, zone }: { readonly from: number; readonly to: number; readonly zone: string },
): number[] {
  if (isFinal(campaign)) return [];
  const begin = campaign.startedAt ? Math.max(from, Date.parse(campaign.startedAt)) : from;
  const end = Math.min(to, campaign.until ? Date.parse(campaign.until) : to);
  const schedule = campaign.trigger?.schedule;
  if (schedule) return scheduled(schedule, { from: begin, end, zone: campaign.zone ?? zone });
  if (campaign.trigger || !campaign.at) return [];
  const at = Date.parse(campaign.at);
  return at >= from && at < end ? [at] : [];
}

/** Number of days within which the next instant of a campaign is searched. */
const FARTHEST_MS = 366 * 86_400_000;

/** Returns the next instant at which a campaign is due, or undefined if it is unknown or has passed. */
export const nextDue = (campaign: TimedCampaign, now: number, zone: string): number | undefined =>
  dueInstants(campaign, { from: now, to: now + FARTHEST_MS, zone })[0];

function scheduled(
  { time, weekdays, days }: Schedule,
  { from, end, zone }: { readonly from: number; readonly end: number; readonly zone: string },
): number[] {
  const clock = parseTimeOfDay(time);
  if (clock === undefined) return [];
  const all =
    days && days.length > 0
      ? days.map((day) => instantOf(day, clock, zone))
      : every(clock, weekdays, { from, end, zone });
  return [...new Set(all)].filter((at) => at >= from && at < end).sort((left, right) => left - right);
}

function every(
  time: TimeOfDay,
  weekdays: Schedule['weekdays'],
  { from, end, zone }: { readonly from: number; readonly end: number; readonly zone: string },
): number[] {
  const numbers = weekdays?.map((day) => WEEKDAYS.indexOf(day) + 1);
  const schedule = { kind: 'EVERY', time, ...(numbers && numbers.length > 0 ? { weekdays: numbers } : {}) } as const;
  const found: number[] = [];
  for (let at = nextScheduled(schedule, from, zone); at !== undefined && at < end;) {
    found.push(at);
    at = nextScheduled(schedule, at + 1, zone);
  }
  return found;
}
