/**
 * Naive readings of triggers: they go through time instant by instant and read at each the facts known by then. They share
 * nothing with the engine.
 */
import { firstShowing, showings } from './local-times.js';

const DAY = 86_400_000;

/** An event and when it became known. */
export interface HeardEvent {
  readonly id: string;
  readonly at: number;
  readonly heardAt: number;
}

export interface Fired {
  readonly event: string;
  readonly dueAt: number;
}

export interface EventTrigger {
  readonly which: 'EVERY' | 'FIRST' | 'LAST';
  readonly after: number;
  readonly startedAt: number;
}

/** The occurrences of a trigger of events up to an instant, in the order in which they come due. */
export function eventsFired(
  heard: readonly HeardEvent[],
  { which, after, startedAt }: EventTrigger,
  until: number,
): Fired[] {
  const instants = new Set(heard.flatMap(({ at, heardAt }) => [heardAt, at + after]));
  const fired = new Map<string, Fired>();
  for (const now of [...instants].sort((left, right) => left - right)) {
    if (now > until) break;
    // At one instant, dues come before the facts that arrive then.
    for (const isKnown of [(at: number) => at < now, (at: number) => at <= now]) {
      const known = heard
        .filter(({ heardAt }) => isKnown(heardAt))
        .sort((left, right) => left.at - right.at || (left.id < right.id ? -1 : 1));
      const counted = { EVERY: known, FIRST: known.slice(0, 1), LAST: known.slice(-1) }[which];
      for (const { id, at } of counted)
        if (at >= startedAt && at + after <= now && !fired.has(id)) fired.set(id, { event: id, dueAt: at + after });
    }
  }
  return [...fired.values()];
}

/** A schedule whose audience are customers with an event within a time. */
export interface DailyTrigger {
  readonly time: number;
  readonly weekdays?: readonly number[];
  readonly zone: string;
  readonly within: number;
  readonly startedAt: number;
}

/** The instants of a schedule at which a customer is in the audience, as known when the customer is looked at then. */
export function scheduleFired(
  heard: readonly HeardEvent[],
  { time, weekdays, zone, within, startedAt }: DailyTrigger,
  until: number,
): number[] {
  const isMember = (at: number, knownBy: number): boolean =>
    heard.some((event) => event.heardAt <= knownBy && event.at <= at && at < event.at + within);
  const begin = Math.max(startedAt, Math.min(...heard.map(({ heardAt }) => heardAt)) + 1);
  return showings(time, weekdays, begin, until + 1, zone).filter((at) => {
    if (isMember(at, at)) return true;
    // Nobody looks at the customer until the next fact arrives.
    const next = Math.min(...heard.map(({ heardAt }) => heardAt).filter((heardAt) => heardAt > at));
    return next <= until && isMember(at, next);
  });
}

/** The instants of a date with an offset up to an instant: the date itself, or its yearly returns. */
export function dateFired(
  date: string,
  { offsetDays, time, yearly, zone }: { offsetDays: number; time: number; yearly: boolean; zone: string },
  from: number,
  until: number,
): number[] {
  const returns = (day: string): boolean => {
    if (!yearly) return day === date;
    if (day.slice(0, 4) <= date.slice(0, 4)) return false;
    const isLeap = new Date(Date.parse(`${day.slice(0, 4)}-02-29T00:00:00Z`)).getUTCDate() === 29;
    return day.slice(5) === date.slice(5) || (date.slice(5) === '02-29' && !isLeap && day.slice(5) === '02-28');
  };
  const found: number[] = [];
  const margin = (Math.abs(offsetDays) + 3) * DAY;
  for (let at = Math.floor((from - margin) / DAY) * DAY; at < until + margin; at += DAY) {
    if (!returns(new Date(at).toISOString().slice(0, 10))) continue;
    const due = firstShowing(new Date(at + offsetDays * DAY).toISOString().slice(0, 10), time, zone);
    if (due >= from && due <= until) found.push(due);
  }
  return found;
}
