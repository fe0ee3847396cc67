/** Unmatched events: events about orders that found no order to act on, for all customers or one. */
import type { Part } from '../../engine/columns/part.js';
import { compareFacts } from '../../engine/facts/facts.js';
import { unmatchedFacts, type Unmatched, type UnmatchedReason } from '../../engine/facts/unmatched.js';
import { FOLDED_TYPES } from '../../engine/facts/vocabulary.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { invalid } from '../base/errors.js';
import type { ProfileRecord } from '../base/ports.js';
import { rootsOf } from '../population/roots.js';
import { scan } from '../population/scan.js';
import { factsOfMany } from '../population/subjects.js';

export interface UnmatchedEvent extends Unmatched {
  /** Id of the customer's profile. */
  readonly profile: string;
}

export interface UnmatchedFilter {
  readonly first: number;
  /** Position of the last event seen, as returned by `positionOf`. */
  readonly after?: string | undefined;
  readonly reason?: UnmatchedReason | undefined;
}

/** Returns the unmatched events of one customer in chronological order. */
export async function unmatchedOf(services: Services, room: Room, root: ProfileRecord): Promise<UnmatchedEvent[]> {
  const [facts] = await factsOfMany(services, [root]);
  return unmatchedFacts(facts, room.now).map((x) => ({ ...x, profile: root.id }));
}

/** An unmatched event as found in the columns, without reading its customer. */
interface Sighted {
  readonly root: string;
  readonly at: number;
}

/**
 * Returns the unmatched events of all customers, oldest first, with their `total`. An event keeps its position when its
 * customer is merged, so paging never loses or repeats one.
 */
export async function unmatchedOfAll(
  services: Services,
  room: Room,
  { first, after, reason }: UnmatchedFilter,
): Promise<{ readonly page: UnmatchedEvent[]; readonly total: number }> {
  const from = after === undefined ? -Infinity : placeOf(after).at;
  const sighted: Sighted[] = [];
  let total = 0;
  for await (const { part, chosen } of scan(services, room)) {
    for (const [i, events] of sightedIn(part, room.now)) {
      if (!chosen[i]) continue;
      const counted = events.filter((e) => reason === undefined || e.reason === reason);
      total += counted.length;
      for (const { at } of counted) if (at >= from) sighted.push({ root: part.ids.at(i), at });
    }
  }
  sighted.sort((a, b) => a.at - b.at);
  // Read all events at the start instant. They are ordered by id, and those up to the position were on an earlier page.
  const fresh = sighted.findIndex((x) => x.at > from);
  const last = fresh < 0 ? undefined : sighted[fresh + first - 1];
  const wanted = sighted.filter((x) => last === undefined || x.at <= last.at).map((x) => x.root);
  const found = await rootsOf(services, room.workspace.id, [...new Set(wanted)]);
  const roots = [...new Map(found.flatMap((r) => (r ? [[r.id, r] as const] : []))).values()];
  const facts = await factsOfMany(services, roots, false);
  const page = roots.flatMap((root, k) =>
    unmatchedFacts(facts[k], room.now)
      .filter((x) => reason === undefined || x.reason === reason)
      .filter((x) => after === undefined || isAfter(x, after))
      .map((x) => ({ ...x, profile: root.id })),
  );
  page.sort((a, b) => compareFacts(a.fact, b.fact));
  return { page: page.slice(0, first), total };
}

/** Returns the position of an event among all, for use in a cursor. */
export const positionOf = ({ fact }: UnmatchedEvent): string => `${fact.at}:${fact.id}`;

/** Throws CURSOR_INVALID when the position does not belong to this list. */
function placeOf(position: string): { readonly at: number; readonly id: string } {
  const [, at, id] = /^(\d+):(.*)$/s.exec(position) ?? [];
  if (at === undefined) throw invalid('CURSOR_INVALID', 'this is not a cursor of this list', 'after');
  return { at: Number(at), id };
}

/** Whether an event comes after a position. Works even if the event at that position no longer exists. */
function isAfter({ fact }: Unmatched, position: string): boolean {
  const { at, id } = placeOf(position);
  return fact.at > at || (fact.at === at && fact.id > id);
}

/** The cached part of an unmatched event. */
interface Seen {
  readonly at: number;
  readonly reason: UnmatchedReason;
}

interface Found {
  readonly from: number;
  /** At this instant the cache expires, because an event dated in the future starts to count. */
  readonly until: number;
  readonly events: ReadonlyMap<number, readonly Seen[]>;
}

const found = new WeakMap<Part, Found>();

/**
 * Returns the unmatched events by row of a part. The result is cached until the part or the set of events that count
 * changes.
 */
function sightedIn(part: Part, now: number): Found['events'] {
  const there = found.get(part);
  if (there && there.from <= now && now < there.until) return there.events;
  const events = new Map<number, readonly Seen[]>();
  for (let i = 0; i < part.size; i++) {
    if (!part.adjusted[i]) continue;
    const list = unmatchedFacts(part.facts(i, { types: FOLDED_TYPES }), now);
    if (list.length > 0)
      events.set(
        i,
        list.map(({ fact, reason }) => ({ at: fact.at, reason })),
      );
  }
  let until = Infinity;
  for (const type of FOLDED_TYPES) for (const at of part.table(type)?.at ?? []) if (at > now && at < until) until = at;
  found.set(part, { from: now, until, events });
  return events;
}
