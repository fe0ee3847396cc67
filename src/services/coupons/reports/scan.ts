/** Scans customers for coupon reports. It provides their coupon histories and decides which actions are counted. */
import { arrayBytes, noteDerived } from '../../../engine/columns/derived.js';
import type { ColumnPart } from '../../../engine/columns/part.js';
import { couponColumns, type CouponColumns } from '../../../engine/coupons/coupon-columns.js';
import type { Coupon } from '../../../engine/coupons/coupon-definition.js';
import { couponNames, foldName } from '../../../engine/coupons/names.js';
import { forgetOutcomes } from '../../../engine/coupons/outcome-columns.js';
import { isLayerKey } from '../../../engine/layers/layers.js';
import { requireScope, type Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { enter, type Room } from '../../base/room.js';
import { notFound } from '../../base/errors.js';
import { mayUse } from '../../segments/personal-access.js';
import { customersAndReceipts, populationViews } from '../../population/views.js';
import { membershipsIn, periodOf, type PastReading, type PeriodInput } from '../../population/scan.js';

/** The coupons and the period that a report covers. */
export interface CouponScope extends PeriodInput {
  readonly coupons?: readonly string[] | null;
  /**
   * A segment key, or a layer as `model.layer`. Only actions that customers performed while they were members are
   * counted.
   */
  readonly segment?: string | null;
  /**
   * How memberships at the time of an action are determined. AS_OF uses all facts known now. AS_KNOWN_AT uses the
   * memberships that had been recorded by the time of the action.
   */
  readonly reading?: PastReading | null;
}

export interface CouponPart {
  readonly part: ColumnPart;
  /** 1 for each customer whose current data is in this part, otherwise 0. */
  readonly live: Uint8Array;
  readonly columns: CouponColumns;
  /** Whether a history is counted. Its customer must be live in this part, and its coupon must be in the scope. */
  readonly wanted: (history: number) => boolean;
  /**
   * Whether an action at the time `at` is counted. The time must be in the period, and the customer must have been in
   * the segment of the scope.
   */
  readonly counts: (customer: number, at: number) => boolean;
}

export interface Report {
  readonly room: Room;
  readonly coupons: ReadonlyMap<string, Coupon>;
  /** Returns the key of the coupon with this key or code. Returns the name unchanged when there is no such coupon. */
  readonly keyOf: (name: string) => string;
  within(at: number): boolean;
}

const ALL = 1_000_000;

/** Checks the caller's permission and the scope of the report, and reads the definitions. */
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

/** What a report reads besides customers with a coupon history. */
interface Further {
  /** Whether memberships are also read for customers without a coupon history. */
  readonly everybody?: boolean;
  /** Whether anonymous receipts are read too. A scope with a segment has none. */
  readonly receipts?: boolean;
}

/** Yields the customers one part at a time, and then anonymous receipts if they are asked for. */
export async function* couponParts(
  services: Services,
  report: Report,
  scope: CouponScope,
  { everybody = false, receipts = false }: Further = {},
): AsyncGenerator<CouponPart> {
  const scoped = scope.coupons ? new Set(scope.coupons.map(report.keyOf)) : undefined;
  const views = receipts && !scope.segment ? customersAndReceipts : populationViews;
  for await (const { part, live } of views(services, report.room)) {
    const columns = folded(part, report);
    const codes = columns.coupons.map((key) => !scoped || scoped.has(key));
    const wanted = (h: number): boolean => live[columns.customers[h]] === 1 && codes[columns.codes[h]];
    const isAsked = (i: number): boolean => live[i] === 1 && (everybody || hasWanted(columns, i, wanted));
    const { segment, reading } = scope;
    const was = segment
      ? await membershipsIn(services, report.room, { part, isAsked: isAsked, segment, reading: reading ?? 'AS_OF' })
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
 * Cache of coupon columns, computed once for each part and version of the coupons. An entry is garbage-collected
 * together with its part.
 */
const kept = new WeakMap<
  ColumnPart,
  { readonly terms: string; readonly from: number; readonly columns: CouponColumns }
>();

function folded(part: ColumnPart, { coupons, room: { now, catalogue } }: Report): CouponColumns {
  const terms = JSON.stringify([...coupons.values()].map((c) => [c.key, c.version]));
  const there = kept.get(part);
  if (there?.terms === terms && now >= there.from && now < there.columns.goodUntil) return there.columns;
  const columns = couponColumns(part, coupons, now, catalogue.setting.currency);
  noteDerived(part.block, arrayBytes(columns) - (there ? arrayBytes(there.columns) : 0));
  if (there) forgetOutcomes(there.columns);
  kept.set(part, { terms, from: now, columns });
  return columns;
}
