/**
 * Preference report. It shows which customers use which coupons. Customers are grouped by their state at the time of
 * use.
 */
import { ascending } from '../../../engine/values/ascending.js';
import { DecimalSum } from '../../../engine/values/decimal.js';
import { isLayerKey, layerKey, layerOf } from '../../../engine/layers/layers.js';
import type { Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { invalid, notFound } from '../../base/errors.js';
import { mayUse } from '../../segments/personal-access.js';
import { useGroups, type CouponDimension } from './popularity.js';
import { membershipsIn } from '../../population/scan.js';
import { couponParts, hasWanted, openReport, type CouponScope } from './scan.js';

/**
 * Specifies how customers are grouped. Exactly one field is set: new and existing customers, the layers of a model, or
 * segments. A customer can be in several segments.
 */
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
  /** Share of the row's coupon group in all uses by the row's customers. */
  readonly share: number;
  /** Share of the row's coupon group in the uses by all customers. */
  readonly baseShare: number;
  readonly tgi: number;
}

const MAX_SEGMENTS = 20;

interface Cell {
  readonly customers: string;
  readonly group: string;
  uses: number;
  usedBy: number;
  readonly discount: DecimalSum;
  /** Index of the customer that was counted last, so that a customer with several uses is counted once. */
  seen: number;
}

export async function couponPreference(
  services: Services,
  principal: Principal,
  scope: CouponScope,
  by: PreferenceBy,
  dimension: CouponDimension,
): Promise<{ asOf: number; rows: PreferenceRow[] }> {
  const r = await openReport(services, principal, scope);
  const { catalogue } = r.room;
  if (
    [by.newOrOld, by.layerModel, by.segments].filter((x) => x !== undefined && x !== null && x !== false).length !== 1
  )
    throw invalid('ALTERNATIVES_CONFLICT', 'give one of newOrOld, layerModel and segments', 'by');
  const model = by.layerModel ? catalogue.layerModel(by.layerModel) : undefined;
  if (by.layerModel && !model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
  if (by.segments && (by.segments.length === 0 || by.segments.length > MAX_SEGMENTS))
    throw invalid('LIST_SIZE_INVALID', `name 1 to ${MAX_SEGMENTS} segments`, 'by.segments');
  const keys = model ? model.layers.map((l) => layerKey(model.key, l.key)) : [...(by.segments ?? [])];
  for (const k of keys) {
    const condition = catalogue.segment(k);
    if (!condition)
      throw isLayerKey(k) ? notFound('LAYER_NOT_FOUND', 'the layer') : notFound('SEGMENT_NOT_FOUND', 'the segment');
    mayUse(principal, condition, catalogue);
  }
  const kinds = by.newOrOld ? ['new', 'old'] : keys.map((k) => (model ? layerOf(k) : k));
  const cells = new Map<string, Cell>();
  const cellOf = (customers: string, group: string): Cell => {
    const name = `${customers}\0${group}`;
    let cell = cells.get(name);
    if (!cell) cells.set(name, (cell = { customers, group, uses: 0, usedBy: 0, discount: new DecimalSum(), seen: -1 }));
    return cell;
  };
  const all = new Map<string, number>();
  let total = 0;
  /** Number of customers in the parts read so far. */
  let met = 0;
  for await (const part of couponParts(services, r, scope)) {
    const { columns, counts, wanted } = part;
    const { uses } = columns;
    const groups = useGroups(dimension, columns, r.coupons);
    const used = (h: number): boolean => wanted(h) && uses.starts[h + 1] > uses.starts[h];
    const isAsked = (customer: number): boolean => part.live[customer] === 1 && hasWanted(columns, customer, used);
    const reading = scope.reading ?? 'AS_OF';
    const was = await Promise.all(
      keys.map((segment) => membershipsIn(services, r.room, { part: part.part, isAsked, segment, reading })),
    );
    // Look up each combination of customer kind and group once, instead of once per use.
    const known = kinds.map((): Cell[] => []);
    const usesOf = new Float64Array(groups.labels.length);
    let customer = -1;
    for (let h = 0; h < columns.customers.length; h++) {
      if (!used(h)) continue;
      const code = columns.codes[h];
      if (columns.customers[h] !== customer) {
        customer = columns.customers[h];
        met++;
      }
      for (let row = uses.starts[h]; row < uses.starts[h + 1]; row++) {
        const at = uses.at[row];
        if (uses.returned[row] || !counts(customer, at)) continue;
        const group = groups.of(code, uses.claim[row]);
        usesOf[group]++;
        for (let k = 0; k < kinds.length; k++) {
          if (by.newOrOld ? (uses.first[row] === 1) !== (k === 0) : !was[k].get(customer)?.(at)) continue;
          const cell = (known[k][group] ??= cellOf(kinds[k], groups.labels[group]));
          cell.uses++;
          cell.discount.add(uses.cost[row]);
          if (cell.seen === met) continue;
          cell.seen = met;
          cell.usedBy++;
        }
      }
    }
    usesOf.forEach((n, group) => {
      const label = groups.labels[group];
      if (n > 0) all.set(label, (all.get(label) ?? 0) + n);
    });
    total += usesOf.reduce((a, b) => a + b, 0);
  }
  const of = new Map<string, number>();
  for (const c of cells.values()) of.set(c.customers, (of.get(c.customers) ?? 0) + c.uses);
  const order = (c: string): number => (model ? model.layers.findIndex((l) => l.key === c) : keys.indexOf(c));
  const rows = [...cells.values()].map((c): PreferenceRow => {
    const share = c.uses / of.get(c.customers)!;
    const baseShare = all.get(c.group)! / total;
    return {
      customers: c.customers,
      ...(c.group === '' ? {} : { group: c.group }),
      uses: c.uses,
      usedBy: c.usedBy,
      discount: c.discount.value(),
      share,
      baseShare,
      tgi: (share / baseShare) * 100,
    };
  });
  return {
    asOf: r.room.now,
    rows: rows.sort(
      (a, b) =>
        order(a.customers) - order(b.customers) ||
        ascending(a.customers, b.customers) ||
        b.uses - a.uses ||
        ((a.group ?? '') < (b.group ?? '') ? -1 : 1),
    ),
  };
}
