/** A scan with what coupon reports need of customers: what they did with coupons, and what of it counts. */
import type { Part } from '../../../engine/columns/part.js';
import { couponColumns, type CouponColumns } from '../../../engine/coupons/coupon-columns.js';
import type { Coupon } from '../../../engine/coupons/definition.js';
import { couponNames, foldName } from '../../../engine/coupons/names.js';
import { isLayerKey } from '../../../engine/layers/layers.js';
import { requireScope, type Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { enter, type Room } from '../../base/room.js';
import { notFound } from '../../base/errors.js';
import { mayUse } from '../../segments/segments.js';
import { membershipsIn, periodOf, scan, type PastReading, type PeriodInput } from '../../population/scan.js';

/** What of all coupons a report looks at. */
export interface CouponScope extends PeriodInput {
  readonly coupons?: readonly string[] | null;
  /** A segment, or a layer as `model.layer`: only what customers did while they were in it. */
  readonly segment?: string | null;
  /** AS_OF: by the facts known now; AS_KNOWN_AT: by what was told then. */
  readonly reading?: PastReading | null;
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

/** Checks who asks for what, and reads the definitions. */
export async function openReport(services: Services, principal: Principal, scope: CouponScope): Promise<Report> {
  requireScope(principal, 'analytics:read');
  const room = await enter(services, principal.workspace);
  const within = periodOf(scope, room.now, 'scope');
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
  return { room, coupons, keyOf, within };
}

/** Every customer. `everybody`: also where they were of those who have done nothing with a coupon. */
export async function* couponParts(
  services: Services,
  report: Report,
  scope: CouponScope,
  everybody = false,
): AsyncGenerator<CouponPart> {
  const scoped = scope.coupons ? new Set(scope.coupons.map(report.keyOf)) : undefined;
  for await (const { part, chosen: live } of scan(services, report.room)) {
    const columns = folded(part, report);
    const codes = columns.coupons.map((key) => !scoped || scoped.has(key));
    const wanted = (h: number): boolean => live[columns.customers[h]] === 1 && codes[columns.codes[h]];
    const looked = (i: number): boolean => live[i] === 1 && (everybody || hasWanted(columns, i, wanted));
    const { segment, reading } = scope;
    const was = segment
      ? await membershipsIn(services, report.room, { part, isAsked: looked, segment, reading: reading ?? 'AS_OF' })
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
