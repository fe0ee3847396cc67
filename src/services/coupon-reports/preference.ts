/** Which customers use which coupons, by what a customer was at the moment of use. */
import { isLayerKey, layerKey, layerOf } from '../../engine/layers.js';
import { standingBefore } from '../../engine/coupons/orders.js';
import type { Principal } from '../access.js';
import type { Services } from '../context.js';
import { invalid, notFound } from '../errors.js';
import { mayUse } from '../segments.js';
import { groupOf, type CouponDimension } from './popularity.js';
import { couponCustomers, membershipOf, openReport, type CouponScope } from './scan.js';

/** One of: new or old; the layers of a model; some segments, of which a customer can be in several. */
export interface PreferenceBy {
  readonly newOrOld?: boolean | null;
  readonly layerModel?: string | null;
  readonly segments?: readonly string[] | null;
}

export interface PreferenceRow {
  readonly customers: string;
  readonly group?: string;
  readonly uses: number;
  readonly usedBy: number;
  readonly discount: bigint;
  /** Of the uses of these customers. */
  readonly share: number;
  /** Of all uses. */
  readonly baseShare: number;
  readonly tgi: number;
}

const MAX_SEGMENTS = 20;

export async function couponPreference(s: Services, p: Principal, scope: CouponScope, by: PreferenceBy, dimension: CouponDimension): Promise<{ asOf: number; rows: PreferenceRow[] }> {
  const r = await openReport(s, p, scope);
  const { catalogue } = r.room;
  if ([by.newOrOld, by.layerModel, by.segments].filter((x) => x !== undefined && x !== null && x !== false).length !== 1) throw invalid('give one of newOrOld, layerModel and segments', 'by');
  const model = by.layerModel ? catalogue.layerModel(by.layerModel) : undefined;
  if (by.layerModel && !model) throw notFound('the layer model');
  if (by.segments && (by.segments.length === 0 || by.segments.length > MAX_SEGMENTS)) throw invalid(`name 1 to ${MAX_SEGMENTS} segments`, 'by.segments');
  const keys = model ? model.layers.map((l) => layerKey(model.key, l.key)) : [...(by.segments ?? [])];
  for (const k of keys) {
    const condition = catalogue.segment(k);
    if (!condition) throw notFound(isLayerKey(k) ? 'the layer' : 'the segment');
    mayUse(p, condition, catalogue);
  }
  const cells = new Map<string, { customers: string; group: string; uses: number; usedBy: number; discount: bigint }>();
  const all = new Map<string, number>();
  let total = 0;
  for await (const page of couponCustomers(s, r, scope)) {
    const users = page.filter((c) => [...c.histories.values()].some((h) => h.uses.length > 0));
    const memberships = await Promise.all(keys.map((k) => membershipOf(s, r, users.map((u) => u.record), k, scope.reading ?? 'AS_OF')));
    for (const c of users) {
      const seen = new Set<string>();
      for (const [key, history] of c.histories) {
        const group = groupOf(dimension, key, r.coupons.get(key));
        for (const u of history.uses) {
          if (u.returnedAt !== undefined || !r.within(u.at) || !c.in(u.at)) continue;
          total++;
          all.set(group, (all.get(group) ?? 0) + 1);
          const kinds = by.newOrOld ? [standingBefore(c.orders, u.at, u.orderId).length === 0 ? 'new' : 'old'] : keys.filter((_, i) => memberships[i].get(c.record.id)!(u.at)).map((k) => (model ? layerOf(k) : k));
          for (const customers of kinds) {
            const name = JSON.stringify([customers, group]);
            let cell = cells.get(name);
            if (!cell) cells.set(name, (cell = { customers, group, uses: 0, usedBy: 0, discount: 0n }));
            cell.uses++;
            cell.discount += r.cost(key, u);
            if (!seen.has(name)) {
              seen.add(name);
              cell.usedBy++;
            }
          }
        }
      }
    }
  }
  const of = new Map<string, number>();
  for (const c of cells.values()) of.set(c.customers, (of.get(c.customers) ?? 0) + c.uses);
  const order = (c: string): number => (model ? model.layers.findIndex((l) => l.key === c) : keys.indexOf(c));
  const rows = [...cells.values()].map((c): PreferenceRow => {
    const share = c.uses / of.get(c.customers)!;
    const baseShare = all.get(c.group)! / total;
    return { customers: c.customers, ...(c.group === '' ? {} : { group: c.group }), uses: c.uses, usedBy: c.usedBy, discount: c.discount, share, baseShare, tgi: (share / baseShare) * 100 };
  });
  return { asOf: r.room.now, rows: rows.sort((a, b) => order(a.customers) - order(b.customers) || (a.customers < b.customers ? -1 : a.customers > b.customers ? 1 : 0) || b.uses - a.uses || ((a.group ?? '') < (b.group ?? '') ? -1 : 1)) };
}
