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

/** Which coupons and which period a report covers. */
export interface CouponScope extends PeriodInput {
  readonly coupons?: readonly string[] | null;
  /** A segment, or a layer as `model.layer`. Only the actions of customers while they were in it count. */
  readonly segment?: string | null;
  /** AS_OF uses the facts known now. AS_KNOWN_AT uses the memberships recorded by then. */
  readonly reading?: PastReading | null;
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

/** Checks the caller's permission and the scope, and reads the definitions. */
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
