/**
 * Reads the customers for coupon reports part by part: their coupon history, and their segment membership at an
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

/** Which coupons and which period a report covers. */
export interface CouponScope {
  readonly coupons?: readonly string[] | null;
  /** Half-open interval [from, to). */
  readonly from?: string | null;
  readonly to?: string | null;
  /** A segment, or a layer as `model.layer`. Only the actions of customers while they were in it count. */
  readonly segment?: string | null;
  /** AS_OF uses the facts known now. AS_KNOWN_AT uses the memberships recorded by then. */
  readonly reading?: Reading | null;
}

export interface CouponPart {
  readonly part: Part;
  /** 1 for each customer whose current data is in this part. */
  readonly live: Uint8Array;
  readonly columns: CouponColumns;
  /** Whether a history counts: its customer is live in this part and its coupon is in the scope. */
  readonly wanted: (history: number) => boolean;
  /** Whether an action at this instant counts: it lies in the period, and the customer was in the scope's segment. */
  readonly counts: (customer: number, at: number) => boolean;
}

export interface Report {
  readonly room: Room;
  readonly coupons: ReadonlyMap<string, Coupon>;
  /** Returns the key of the coupon with this key or code, or the name itself when there is no such coupon. */
  readonly keyOf: (name: string) => string;
  within(at: number): boolean;
}

const ALL = 1_000_000;
/** Number of customers whose past is read at a time. */
const PAGE = 500;

/** Checks the caller's permission and the scope, and reads the definitions. */
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

/**
 * Yields the customers part by part. With `everybody`, memberships are also read for customers without any coupon
 * history.
 */
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

/**
 * Coupon columns, computed once for each part and version of the coupons. The entry is released together with its part.
 */
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
 * Returns for selected customers of a part a function that tells whether they were in a segment or layer at an instant,
 * in either reading of the past.
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
  const places = [...part.ids.keys()].filter(looked);
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

/** Returns the records of some customers of a part. Customers merged or erased since are left out. */
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
        places.map((i) => part.ids[i]),
      )
    ).map((x) => [x.id, x]),
  );
  return new Map(places.flatMap((i) => (found.has(part.ids[i]) ? [[i, found.get(part.ids[i])!] as const] : [])));
}

/** Returns the last transition of each profile. The input has transitions of one segment in order of sequence. */
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

/** Reads everything needed to compute memberships of some segments at any past instant. */
export function subjectsFrom(
  services: Services,
  report: Report,
  roots: readonly ProfileRecord[],
  segments: readonly string[],
): Promise<Subject[]> {
  // 0 is before every possible instant, so this reads whole histories.
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
