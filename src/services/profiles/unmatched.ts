/**
 * Finds unmatched events, for one customer or all. An unmatched event refers to an order, but no order was found to
 * which it applies.
 */
import { noteDerived } from '../../engine/columns/derived.js';
import type { ColumnPart } from '../../engine/columns/part.js';
import { compareFacts } from '../../engine/facts/facts.js';
import { unmatchedFacts, type Unmatched, type UnmatchedReason } from '../../engine/facts/unmatched.js';
import { FOLDED_TYPES } from '../../engine/facts/vocabulary.js';
import type { Services } from '../base/services.js';
import type { Room } from '../base/room.js';
import { invalid } from '../base/errors.js';
import type { ProfileRecord } from '../base/ports.js';
import { customersAndReceipts } from '../population/views.js';
import { rootsOf } from '../population/roots.js';
import { factsOfMany } from '../population/subjects.js';

export interface UnmatchedEvent extends Unmatched {
  /** Id of the profile of the customer. */
  readonly profile: string;
}

export interface UnmatchedFilter {
  readonly first: number;
  /** Position of the last event of the previous page, from `positionOf`. */
  readonly after?: string | undefined;
  readonly reason?: UnmatchedReason | undefined;
}

/** Returns the unmatched events of one customer in chronological order. */
export async function unmatchedOf(services: Services, room: Room, root: ProfileRecord): Promise<UnmatchedEvent[]> {
  const [facts] = await factsOfMany(services, [root]);
  return unmatchedFacts(facts, room.now).map((x) => ({ ...x, profile: root.id }));
}

/**
 * An unmatched event that was found in the columns. The record of its customer has not been read from the database yet.
 */
interface Sighted {
  readonly root: string;
  readonly at: number;
}

/**
 * Returns a page of the unmatched events of all customers and anonymous receipts, oldest first, and their `total`. An
 * event keeps its position when its customer is merged, so pages never skip or repeat an event.
 */
export async function unmatchedOfAll(
  services: Services,
  room: Room,
  { first, after, reason }: UnmatchedFilter,
): Promise<{ readonly page: UnmatchedEvent[]; readonly total: number }> {
  const from = after === undefined ? -Infinity : placeOf(after).at;
  const sighted: Sighted[] = [];
  let total = 0;
  for await (const { part, live } of customersAndReceipts(services, room)) {
    for (const [i, events] of sightedIn(part, room.now)) {
      if (!live[i]) continue;
      const counted = events.filter((e) => reason === undefined || e.reason === reason);
      total += counted.length;
      for (const { at } of counted) if (at >= from) sighted.push({ root: part.ids.at(i), at });
    }
  }
  sighted.sort((a, b) => a.at - b.at);
  // Read all events at the time of the cursor. They are ordered by id, and those up to the cursor's position were on an
  // earlier page.
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

/** Returns the position of an event in the list, which is used in cursors. */
export const positionOf = ({ fact }: UnmatchedEvent): string => `${fact.at}:${fact.id}`;

/** Parses a position from a cursor. Throws CURSOR_INVALID when the cursor was not issued for this list. */
function placeOf(position: string): { readonly at: number; readonly id: string } {
  const [, at, id] = /^(\d+):(.*)$/s.exec(position) ?? [];
  if (at === undefined) throw invalid('CURSOR_INVALID', 'this is not a cursor of this list', 'after');
  return { at: Number(at), id };
}

/** Whether an event comes after a position. This works even if the event at the position no longer exists. */
function isAfter({ fact }: Unmatched, position: string): boolean {
  const { at, id } = placeOf(position);
  return fact.at > at || (fact.at === at && fact.id > id);
}

/** The fields of an unmatched event that are cached. */
interface Seen {
  readonly at: number;
  readonly reason: UnmatchedReason;
}

interface Found {
  readonly from: number;
  /** Time at which the cache entry expires. At this time, an event dated in the future takes effect. */
  readonly until: number;
  readonly events: ReadonlyMap<number, readonly Seen[]>;
}

const found = new WeakMap<ColumnPart, Found>();
/** Memory of the unmatched events of one row, in bytes. */
const ROW_BYTES = 200;

/**
 * Returns the unmatched events in a part, by row. The result is cached until the part changes or an event dated in the
 * future takes effect.
 */
function sightedIn(part: ColumnPart, now: number): Found['events'] {
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
  noteDerived(part.block, ROW_BYTES * (events.size - (there?.events.size ?? 0)));
  found.set(part, { from: now, until, events });
  return events;
}
