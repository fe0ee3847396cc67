/**
 * A scan reads all customers of a workspace for a query, one part at a time. In each part, it marks the customers that
 * are in the scope at the time of the scan. It can also look up past memberships.
 */
import type { ColumnPart } from '../../engine/columns/part.js';
import type { Verdicts } from '../../engine/columns/column-evaluator.js';
import type { Condition } from '../../engine/types.js';
import { Evaluation, type CustomerFacts } from '../../engine/segments/evaluate.js';
import { valueAt } from '../../engine/time/timeline.js';
import { stopIfAbandoned } from '../base/abandoned.js';
import { invalid } from '../base/errors.js';
import { instant } from '../base/inputs.js';
import type { StoredTransition, ProfileRecord } from '../base/ports.js';
import type { Room } from '../base/room.js';
import type { Services } from '../base/services.js';
import { countOf, populationViews, type View } from './views.js';
import { subjectsOf } from './subjects.js';

/** Number of customers whose past is read in one query. */
const PAGE = 500;

/** The customers that a scan covers. */
export interface ScanScope {
  /**
   * Only customers that existed at this time are covered, according to the facts known now. Defaults to the current
   * time.
   */
  readonly at?: number;
  /** Only customers for which this condition is true at the time `at` are covered. */
  readonly where?: Condition | undefined;
}

/** A part of the customers in a scan. */
export interface ScanPart {
  readonly part: ColumnPart;
  /** View of the part at the time of the scan. */
  readonly view: View;
  /** YES for each customer in the scope. Rows of merged or erased customers are NO. */
  readonly chosen: Verdicts;
}

/**
 * Scans all customers. Each customer occurs in exactly one part.
 *
 * @throws INSTANT_NOT_PAST for a time after the workspace's clock.
 *
 * @example
 * let size = 0;
 * for await (const { chosen } of scan(services, room, { where: condition })) size += countOf(chosen);
 */
export async function* scan(services: Services, room: Room, { at, where }: ScanScope = {}): AsyncGenerator<ScanPart> {
  if (at !== undefined && at > room.now) throw invalid('INSTANT_NOT_PAST', 'asOf must not be in the future', 'asOf');
  for await (const now of populationViews(services, room)) {
    const view = at === undefined ? now : now.asOf(at);
    yield { part: view.part, view, chosen: await chosenIn(view, at !== undefined, where) };
  }
}

async function chosenIn(view: View, isPast: boolean, where: Condition | undefined): Promise<Verdicts> {
  if (!isPast) return where ? view.truth(where) : view.live;
  const alive = await view.existing();
  return where ? (await view.truth(where)).map((verdict, i) => verdict & alive[i]) : alive;
}

/** Returns the number of customers in a scope. */
export async function sizeOf(services: Services, room: Room, scope: ScanScope): Promise<number> {
  let size = 0;
  for await (const { chosen } of scan(services, room, scope)) size += countOf(chosen);
  return size;
}

/**
 * How past memberships are determined. AS_OF uses the facts known now. AS_KNOWN_AT uses the memberships that had been
 * recorded by the past time.
 */
export type PastReading = 'AS_OF' | 'AS_KNOWN_AT';

/** A period from an inclusive start to an exclusive end. */
export interface PeriodInput {
  readonly from?: string | null;
  readonly to?: string | null;
}

/**
 * Returns a function that tells whether a time is in the period and not after `now`. The paths of errors begin with
 * `path`.
 */
export function periodOf({ from, to }: PeriodInput, now: number, path: string): (at: number) => boolean {
  const begin = from ? instant(from, `${path}.from`) : -Infinity;
  const end = to ? instant(to, `${path}.to`) : Infinity;
  if (end <= begin) throw invalid('RANGE_REVERSED', 'to must be after from', `${path}.to`);
  return (at) => at >= begin && at < end && at <= now;
}

/** Whether a customer was in a segment at a given time. */
export type WasIn = (at: number) => boolean;

/** Returns the past memberships of a part's customers in a segment or layer, by the row of the customer in the part. */
export async function membershipsIn(
  services: Services,
  room: Room,
  { part, isAsked, segment, reading }: MembershipQuestion,
): Promise<Map<number, WasIn>> {
  const out = new Map<number, WasIn>();
  const places = Array.from({ length: part.size }, (_, place) => place).filter(isAsked);
  for (let from = 0; from < places.length; from += PAGE) {
    stopIfAbandoned(services);
    const records = await recordsOf(services, room, part, places.slice(from, from + PAGE));
    const wasIn = await membershipOf(services, room, [...records.values()], segment, reading);
    [...records.keys()].forEach((place, i) => out.set(place, wasIn[i]));
  }
  return out;
}

export interface MembershipQuestion {
  readonly part: ColumnPart;
  /** Whether the membership of the customer at row `place` of the part is needed. */
  readonly isAsked: (place: number) => boolean;
  /** A segment key, or a layer as `model.layer`. */
  readonly segment: string;
  readonly reading: PastReading;
}

/**
 * Returns the records of the given customers of a part, in row order. Customers that were merged or erased after the
 * part was read are omitted.
 */
export async function recordsOf(
  { stores }: Pick<Services, 'stores'>,
  { workspace }: Room,
  part: ColumnPart,
  places: readonly number[],
): Promise<Map<number, ProfileRecord>> {
  const ids = places.map((place) => part.ids.at(place));
  const found = new Map((await stores.profiles.find(workspace.id, ids)).map((record) => [record.id, record]));
  return new Map(
    places.flatMap((place) => {
      const record = found.get(part.ids.at(place));
      return record ? [[place, record] as const] : [];
    }),
  );
}

async function membershipOf(
  services: Services,
  room: Room,
  roots: readonly ProfileRecord[],
  segment: string,
  reading: PastReading,
): Promise<WasIn[]> {
  if (reading === 'AS_OF') {
    const subjects = await wholeSubjectsFor(services, room, roots, [segment]);
    return subjects.map((subject) => (at) => wasIn(room, subject, segment, at));
  }
  const { transitions } = services.stores;
  const recorded = await Promise.all(
    roots.map(({ members }) => transitions.ofProfilesUntil(room.workspace.id, members, room.now)),
  );
  return recorded.map((entries) => {
    const own = entries.filter((entry) => entry.segment === segment);
    return (at) =>
      lastRecorded(own.filter(({ recordedAt }) => recordedAt <= at)).some(({ kind }) => kind === 'ENTERED');
  });
}

/** Returns the last ledger entry of each profile for one segment. */
const lastRecorded = (recorded: readonly StoredTransition[]): StoredTransition[] => [
  ...new Map(recorded.map((entry) => [entry.profile, entry])).values(),
];

/** Loads all data that is needed to evaluate at any time whether customers are in the given segments. */
export function wholeSubjectsFor(
  services: Services,
  { catalogue }: Room,
  roots: readonly ProfileRecord[],
  segments: readonly string[],
): Promise<CustomerFacts[]> {
  const lookback = catalogue.lookbackOf(...segments.map((key) => catalogue.segment(key)!));
  // Read the whole histories, because the earliest time is not known.
  return subjectsOf(services, roots, () => 0, lookback);
}

export function wasIn({ catalogue }: Room, subject: CustomerFacts, segment: string, at: number): boolean {
  return valueAt(new Evaluation(catalogue, subject, at, at).segment(segment), at);
}
