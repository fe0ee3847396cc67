/**
 * Customers with what coupon reports need of them, part by part: what they did with coupons, and where they were at an
 * instant.
 */
import type { Part } from '../../../engine/columns/part.js';
import { couponColumns, type CouponColumns } from '../../../engine/coupons/coupon-columns.js';
import type { Coupon } from '../../../engine/coupons/definition.js';
import { couponNames, foldName } from '../../../engine/coupons/names.js';
import { isLayerKey } from '../../../engine/layers/layers.js';
import { Evaluation, type Subject } from '../../../engine/segment/evaluate.js';
import { valueAt } from '../../../engine/time/timeline.js';
import { requireScope, type Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { enter, type Room } from '../../base/room.js';
import { stopIfAbandoned } from '../../base/abandoned.js';
import { invalid, notFound } from '../../base/errors.js';
import { instant } from '../../base/inputs.js';
import type { LedgerEntry, ProfileRecord } from '../../base/ports.js';
import { mayUse } from '../../segments/segments.js';
import { subjectsOf } from '../../population/subjects.js';

export type Reading = 'AS_OF' | 'AS_KNOWN_AT';

/** What of all coupons a report looks at. */
export interface CouponScope {
  readonly coupons?: readonly string[] | null;
  /** [from, to) */
  readonly from?: string | null;
  readonly to?: string | null;
  /** A segment, or a layer as `model.layer`: only what customers did while they were in it. */
  readonly segment?: string | null;
  /** AS_OF: by the facts known now; AS_KNOWN_AT: by what was told then. */
  readonly reading?: Reading | null;
}

export interface CouponPart {
  readonly part: Part;
  /** 1 for each customer the part speaks for. */
  readonly live: Uint8Array;
  readonly columns: CouponColumns;
  /** Whether a history counts: of a living customer, and of a coupon of the scope. */
  readonly wanted: (history: number) => boolean;
  /** Whether something of then counts: in the period, and while the customer was in the scope's segment. */
  readonly counts: (customer: number, at: number) => boolean;
}

export interface Report {
  readonly room: Room;
  readonly coupons: ReadonlyMap<string, Coupon>;
  /** The key of a coupon by any name of it; a name that no coupon has is itself. */
  readonly keyOf: (name: string) => string;
  within(at: number): boolean;
}

const ALL = 1_000_000;
/** Customers whose past is read at a time. */
const PAGE = 500;

/** Checks who asks for what, and reads the definitions. */
export async function openReport(services: Services, principal: Principal, scope: CouponScope): Promise<Report> {
  requireScope(principal, 'analytics:read');
  const room = await enter(services, principal.workspace);
  const from = scope.from ? instant(scope.from, 'scope.from') : -Infinity;
  const to = scope.to ? instant(scope.to, 'scope.to') : Infinity;
  if (to <= from) throw invalid('RANGE_REVERSED', 'to must be after from', 'scope.to');
  if (scope.segment) {
    const condition = room.catalogue.segment(scope.segment);
    if (!condition)
      throw isLayerKey(scope.segment)
        ? notFound('LAYER_NOT_FOUND', 'the layer')
        : notFound('SEGMENT_NOT_FOUND', 'the segment');
    mayUse(principal, condition, room.catalogue);
  }
  const coupons = new Map(
    (await services.stores.coupons.list(principal.workspace, { first: ALL })).map((c) => [c.key, c]),
  );
  const names = couponNames(coupons.values());
  const keyOf = (name: string): string => names.get(foldName(name)) ?? name;
  return { room, coupons, keyOf, within: (at) => at >= from && at < to && at <= room.now };
}

/** Every customer. `everybody`: also where they were of those who have done nothing with a coupon. */
export async function* couponParts(
  services: Services,
  report: Report,
  scope: CouponScope,
  everybody = false,
): AsyncGenerator<CouponPart> {
  const scoped = scope.coupons ? new Set(scope.coupons.map(report.keyOf)) : undefined;
  for await (const { part, live } of services.columns.parts(services, report.room)) {
    const columns = folded(part, report);
    const codes = columns.coupons.map((key) => !scoped || scoped.has(key));
    const wanted = (h: number): boolean => live[columns.customers[h]] === 1 && codes[columns.codes[h]];
    const looked = (i: number): boolean => live[i] === 1 && (everybody || hasWanted(columns, i, wanted));
    const was = scope.segment
      ? await whereabouts(services, report, part, looked, scope.segment, scope.reading ?? 'AS_OF')
      : undefined;
    yield {
      part,
      live,
      columns,
      wanted,
      counts: (i, at) => report.within(at) && (!was || (was.get(i)?.(at) ?? false)),
    };
  }
}

export function hasWanted(columns: CouponColumns, customer: number, wanted: (h: number) => boolean): boolean {
  for (let h = columns.historyStarts[customer]; h < columns.historyStarts[customer + 1]; h++)
    if (wanted(h)) return true;
  return false;
}

/** Folded once for each part and set of terms; a part goes with the customers it speaks for. */
const kept = new WeakMap<Part, { readonly terms: string; readonly from: number; readonly columns: CouponColumns }>();

function folded(part: Part, { coupons, room: { now } }: Report): CouponColumns {
  const terms = JSON.stringify([...coupons.values()].map((c) => [c.key, c.version]));
  const there = kept.get(part);
  if (there?.terms === terms && now >= there.from && now < there.columns.goodUntil) return there.columns;
  const columns = couponColumns(part, coupons, now);
  kept.set(part, { terms, from: now, columns });
  return columns;
}

/**
 * For some customers of a part whether they were in a segment or layer at an instant, in either reading of the past.
 */
export async function whereabouts(
  services: Services,
  report: Report,
  part: Part,
  looked: (customer: number) => boolean,
  segment: string,
  reading: Reading,
): Promise<Map<number, (at: number) => boolean>> {
  const out = new Map<number, (at: number) => boolean>();
  const places = Array.from({ length: part.size }, (_, i) => i).filter(looked);
  for (let k = 0; k < places.length; k += PAGE) {
    stopIfAbandoned(services);
    const page = places.slice(k, k + PAGE);
    const records = await recordsOf(services, report, part, page);
    const there = page.filter((i) => records.has(i));
    const was = await membershipOf(
      services,
      report,
      there.map((i) => records.get(i)!),
      segment,
      reading,
    );
    there.forEach((i, n) => out.set(i, was[n]));
  }
  return out;
}

/** The records of some customers of a part; who was merged or erased since is left out. */
export async function recordsOf(
  services: Services,
  report: Report,
  part: Part,
  places: readonly number[],
): Promise<Map<number, ProfileRecord>> {
  const found = new Map(
    (
      await services.stores.profiles.find(
        report.room.workspace.id,
        places.map((i) => part.ids.at(i)),
      )
    ).map((x) => [x.id, x]),
  );
  return new Map(places.flatMap((i) => (found.has(part.ids.at(i)) ? [[i, found.get(part.ids.at(i))!] as const] : [])));
}

/** The last that was told of each profile, of one segment in order of sequence. */
const lastTold = (told: readonly LedgerEntry[]): LedgerEntry[] => [
  ...new Map(told.map((t) => [t.profile, t])).values(),
];

async function membershipOf(
  s: Services,
  r: Report,
  roots: readonly ProfileRecord[],
  segment: string,
  reading: Reading,
): Promise<((at: number) => boolean)[]> {
  const { now, workspace } = r.room;
  if (reading === 'AS_KNOWN_AT') {
    const ledgers = await Promise.all(roots.map((x) => s.stores.ledger.ofProfilesUntil(workspace.id, x.members, now)));
    return ledgers.map((ledger) => {
      const told = ledger.filter((t) => t.segment === segment);
      return (at) => lastTold(told.filter((t) => t.recordedAt <= at)).some((t) => t.kind === 'ENTERED');
    });
  }
  const subjects = await subjectsFrom(s, r, roots, [segment]);
  return subjects.map((subject) => (at) => wasIn(r, subject, segment, at));
}

/** Everything needed to say whether customers were in some segments, from the beginning on. */
export function subjectsFrom(
  services: Services,
  report: Report,
  roots: readonly ProfileRecord[],
  segments: readonly string[],
): Promise<Subject[]> {
  // From the earliest instant there can be: their whole histories.
  return subjectsOf(
    services,
    roots,
    () => 0,
    report.room.catalogue.lookbackOf(...segments.map((k) => report.room.catalogue.segment(k)!)),
  );
}

export function wasIn(report: Report, subject: Subject, segment: string, at: number): boolean {
  return valueAt(new Evaluation(report.room.catalogue, subject, at, at).segment(segment), at);
}
