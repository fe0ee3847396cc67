/**
 * Reference implementation of triggers. It visits each relevant time in order, and reads the facts that were known at
 * that time. Shares no code with the engine.
 */
import { firstShowing, showings } from './local-times.js';

const DAY = 86_400_000;

/** An event, with the time at which it became known (`heardAt`, in ms). */
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

/** Returns the occurrences of an event trigger up to the time `until`, in the order in which they come due. */
export function eventsFired(
  heard: readonly HeardEvent[],
  { which, after, startedAt }: EventTrigger,
  until: number,
): Fired[] {
  const instants = new Set(heard.flatMap(({ at, heardAt }) => [heardAt, at + after]));
  const fired = new Map<string, Fired>();
  for (const now of [...instants].sort((left, right) => left - right)) {
    if (now > until) break;
    // If occurrences come due and facts arrive at the same time, the occurrences are computed first, without these
    // facts.
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

/** A schedule whose audience is all customers with an event in the last `within` ms. */
export interface DailyTrigger {
  readonly time: number;
  readonly weekdays?: readonly number[];
  readonly zone: string;
  readonly within: number;
  readonly startedAt: number;
}

/**
 * Returns the scheduled times at which a customer is in the audience, according to the facts known when the customer is
 * evaluated for that time.
 */
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
    // The customer is not evaluated again until the next fact arrives.
    const next = Math.min(...heard.map(({ heardAt }) => heardAt).filter((heardAt) => heardAt > at));
    return next <= until && isMember(at, next);
  });
}

/**
 * Returns the due times of a date with an offset, from `from` to `until`: those of the date itself, or those of its
 * anniversaries.
 */
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
