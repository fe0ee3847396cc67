/** Customers with what coupon reports need of them: the facts of coupons and orders, and where they were at an instant. */
import { costOf, type Coupon } from '../../engine/coupons/coupon.js';
import { couponHistory, couponsIn, type CouponHistory, type Use } from '../../engine/coupons/history.js';
import { paidOrders, type PaidOrder } from '../../engine/coupons/orders.js';
import type { FactSet } from '../../engine/facts.js';
import { isLayerKey } from '../../engine/layers.js';
import { Evaluation, type Subject } from '../../engine/segment/evaluate.js';
import { valueAt } from '../../engine/timeline.js';
import { requireScope, type Principal } from '../access.js';
import { enter, type Room, type Services } from '../context.js';
import { invalid, notFound } from '../errors.js';
import { instant } from '../inputs.js';
import type { ProfileRecord } from '../ports.js';
import { rootPages } from '../profiles.js';
import { mayUse } from '../segments.js';
import { factsOfMany, subjectsOf } from '../subjects.js';

/** What of all coupons a report looks at. */
export interface CouponScope {
  readonly coupons?: readonly string[] | null;
  /** [from, to) */
  readonly from?: string | null;
  readonly to?: string | null;
  /** A segment, or a layer as `model.layer`: only what customers did while they were in it. */
  readonly segment?: string | null;
  /** AS_OF: by the facts known now; AS_KNOWN_AT: by what was told then. */
  readonly reading?: 'AS_OF' | 'AS_KNOWN_AT' | null;
}

export interface CouponCustomer {
  readonly record: ProfileRecord;
  readonly facts: FactSet;
  readonly orders: readonly PaidOrder[];
  readonly histories: ReadonlyMap<string, CouponHistory>;
  /** Whether the customer was in the scope's segment at an instant. */
  in(at: number): boolean;
}

export interface Report {
  readonly room: Room;
  readonly coupons: ReadonlyMap<string, Coupon>;
  readonly from: number;
  readonly to: number;
  within(at: number): boolean;
  cost(key: string, use: Use): bigint;
}

const ALL = 1_000_000;

/** Checks who asks for what, and reads the definitions. */
export async function openReport(s: Services, p: Principal, scope: CouponScope): Promise<Report> {
  requireScope(p, 'analytics:read');
  const room = await enter(s, p.workspace);
  const from = scope.from ? instant(scope.from, 'scope.from') : -Infinity;
  const to = scope.to ? instant(scope.to, 'scope.to') : Infinity;
  if (to <= from) throw invalid('to is after from', 'scope.to');
  if (scope.segment) {
    const condition = room.catalogue.segment(scope.segment);
    if (!condition) throw notFound(isLayerKey(scope.segment) ? 'the layer' : 'the segment');
    mayUse(p, condition, room.catalogue);
  }
  const coupons = new Map((await s.stores.coupons.list(p.workspace, { first: ALL })).map((c) => [c.key, c]));
  return { room, coupons, from, to, within: (at) => at >= from && at < to && at <= room.now, cost: (key, use) => costOf(coupons.get(key), use.discount) };
}

/** Every customer, in pages; histories of the scope's coupons only. */
export async function* couponCustomers(s: Services, r: Report, scope: CouponScope): AsyncIterable<CouponCustomer[]> {
  const { room } = r;
  const wanted = scope.coupons ? new Set(scope.coupons) : undefined;
  for await (const roots of rootPages(s, room.workspace.id)) {
    const sets = await factsOfMany(s, roots);
    const page = roots.map((record, i) => {
      const facts = sets[i];
      const histories = new Map([...couponsIn(facts)].filter((k) => !wanted || wanted.has(k)).map((k) => [k, couponHistory(k, r.coupons.get(k), facts, room.now)]));
      return { record, facts, orders: paidOrders(facts, room.now), histories };
    });
    const memberships = scope.segment ? await membershipOf(s, r, page.filter((c) => c.histories.size > 0).map((c) => c.record), scope.segment, scope.reading ?? 'AS_OF') : undefined;
    yield page.map((c) => ({ ...c, in: (at: number) => memberships === undefined || (memberships.get(c.record.id)?.(at) ?? false) }));
  }
}

/** For each customer whether it was in a segment or layer at an instant, in either reading of the past. */
export async function membershipOf(s: Services, r: Report, roots: readonly ProfileRecord[], segment: string, reading: 'AS_OF' | 'AS_KNOWN_AT'): Promise<Map<string, (at: number) => boolean>> {
  const { now, workspace } = r.room;
  if (reading === 'AS_KNOWN_AT') {
    const ledgers = await Promise.all(roots.map((x) => s.stores.ledger.ofProfileUntil(workspace.id, x.id, now)));
    return new Map(roots.map((x, i) => {
      const told = ledgers[i].filter((t) => t.segment === segment);
      return [x.id, (at: number) => told.filter((t) => t.recordedAt <= at).at(-1)?.kind === 'ENTERED'];
    }));
  }
  const subjects = await subjectsFrom(s, r, roots, [segment]);
  return new Map(roots.map((x, i) => [x.id, (at: number) => wasIn(r, subjects[i], segment, at)]));
}

/** Everything needed to say whether customers were in some segments, from the beginning on. */
export function subjectsFrom(s: Services, r: Report, roots: readonly ProfileRecord[], segments: readonly string[]): Promise<Subject[]> {
  // From the earliest instant there can be: their whole histories.
  return subjectsOf(s, roots, () => 0, r.room.catalogue.lookbackOf(...segments.map((k) => r.room.catalogue.segment(k)!)));
}

export function wasIn(r: Report, subject: Subject, segment: string, at: number): boolean {
  return valueAt(new Evaluation(r.room.catalogue, subject, at, at).segment(segment), at);
}
