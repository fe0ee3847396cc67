/**
 * Uplift report, which measures the effect of a coupon.
 * With an experiment, the treated customers are compared with the hold-out group. Otherwise, claimants are compared
 * with customers who never claimed the coupon and received no other coupon in the window or in an equal period before
 * it. The customers are matched exactly on coarsened prior orders, average order value and layer (Iacus, King, Porro
 * 2012). The start of each control customer is drawn from the claim times (prescription time-distribution matching,
 * Zhou et al. 2005).
 */
import { namesCoupon } from '../../../engine/columns/event-table.js';
import { historyAt, ordersAt } from '../../../engine/coupons/coupon-columns.js';
import { outcomeAt, outcomeColumns, type OutcomeColumns } from '../../../engine/coupons/outcome-columns.js';
import { ORDER_EVENTS } from '../../../engine/coupons/history.js';
import { standingBefore } from '../../../engine/coupons/orders.js';
import type { Experiment } from '../../../engine/experiments/assignment.js';
import { sampleRatio } from '../../../engine/experiments/estimate.js';
import { layerKey } from '../../../engine/layers/layers.js';
import { DAY, parseDuration } from '../../../engine/time/time.js';
import type { Principal } from '../../base/access.js';
import type { Services } from '../../base/services.js';
import { draw } from '../../base/stable-random.js';
import { invalid, notFound } from '../../base/errors.js';
import { mayUse } from '../../segments/personal-access.js';
import { compare, estimatesOf, Units, type MetricDifference } from './outcomes.js';
import { recordsOf, wasIn, wholeSubjectsFor } from '../../population/scan.js';
import { couponParts, openReport, type CouponPart, type CouponScope, type Report } from './scan.js';

export interface UpliftInput {
  /** Exactly one of `coupon` and `experiment` is set. */
  readonly experiment?: string | null;
  readonly coupon?: string | null;
  /** Length of the window after the assignment or claim in which orders are counted, as an ISO 8601 duration. */
  readonly window?: string | null;
  /**
   * Key of a layer model. Customers are compared only within the same layer of this model. Used only if no experiment
   * is given.
   */
  readonly layerModel?: string | null;
  readonly margin: bigint;
}

export interface UpliftGroup {
  readonly variant: string;
  readonly coupon?: string;
  readonly holdOut: boolean;
  /** Number of customers whose observation window has closed. */
  readonly customers: number;
  readonly unfinished: number;
  readonly orders: number;
  readonly gmv: bigint;
  readonly cost: bigint;
}

export interface Uplift {
  readonly method: 'HOLD_OUT' | 'MATCHED';
  readonly asOf: number;
  readonly windowMs: number;
  readonly groups: readonly UpliftGroup[];
  /** Shows whether the group sizes agree with the weights of the variants. Set only for experiments. */
  readonly sampleRatio?: { readonly chiSquare: number; readonly p: number; readonly trusted: boolean };
  /** Number of claimants without a matching customer. Set only if no experiment is given. */
  readonly unmatched?: number;
  readonly comparisons: readonly { readonly variant: string; readonly metrics: readonly MetricDifference[] }[];
}

/**
 * If the p-value is below this level, uneven group sizes indicate faulty assignment or measurement. Fabijan et al. 2019
 * use a similar level.
 */
const SRM_LEVEL = 0.001;
const LEVEL = 0.05;

export async function couponUplift(
  services: Services,
  principal: Principal,
  scope: CouponScope,
  input: UpliftInput,
): Promise<Uplift> {
  const r = await openReport(services, principal, scope);
  const windowMs = readWindow(input.window);
  if ((input.experiment ? 1 : 0) + (input.coupon ? 1 : 0) !== 1)
    throw invalid('ALTERNATIVES_CONFLICT', 'give one of experiment and coupon', 'input');
  if (input.experiment && input.layerModel)
    throw invalid(
      'FIELD_NOT_ALLOWED',
      'the groups of an experiment are compared whole: leave layerModel out',
      'layerModel',
    );
  if (input.coupon)
    return matched(services, principal, r, scope, { ...input, coupon: r.keyOf(input.coupon) }, windowMs);
  const experiment = await services.stores.experiments.get(principal.workspace, input.experiment!);
  if (!experiment) throw notFound('EXPERIMENT_NOT_FOUND', 'the experiment');
  const groups = await experimentGroups(services, r, scope, experiment, windowMs);
  const control = groups.find((g) => g.group.holdOut)!;
  const held = estimatesOf(control.units, input.margin);
  const assigned = groups.map(({ group }) => group.customers + group.unfinished);
  const ratio = sampleRatio(
    assigned,
    experiment.variants.map((v) => v.weight),
  );
  return {
    method: 'HOLD_OUT',
    asOf: r.room.now,
    windowMs,
    groups: groups.map((g) => g.group),
    sampleRatio: { ...ratio, trusted: ratio.p >= SRM_LEVEL },
    comparisons: groups
      .filter((g) => !g.group.holdOut)
      .map((g) => ({
        variant: g.group.variant,
        metrics: compare(estimatesOf(g.units, input.margin), held, {
          level: LEVEL,
          plannedN: experiment.plannedCustomers,
        }),
      })),
  };
}

export function readWindow(text: string | null | undefined): number {
  const ms = text ? parseDuration(text) : 30 * DAY;
  if (ms === undefined || ms < DAY || ms > 366 * DAY)
    throw invalid('DURATION_INVALID', 'expected an ISO 8601 duration from P1D to P366D', 'input.window');
  return ms;
}

/**
 * Returns every assigned customer with its first assignment, even if the coupon never reached the customer. The
 * comparison therefore includes everyone who was assigned.
 */
export async function experimentGroups(
  services: Services,
  report: Report,
  scope: CouponScope,
  experiment: Experiment,
  windowMs: number,
): Promise<{ readonly group: UpliftGroup; readonly units: Units }[]> {
  const groups = experiment.variants.map((v) => ({
    variant: v.key,
    coupon: v.coupon,
    holdOut: v.coupon === undefined,
    customers: 0,
    unfinished: 0,
  }));
  // Customers whose observation window has closed. `from` is an index into `all`, and `row` is the row of the customer
  // in the columns at this index.
  const all: OutcomeColumns[] = [];
  const over: { readonly from: number[]; readonly row: number[]; readonly id: string[] } = {
    from: [],
    row: [],
    id: [],
  };
  let inOrder = true;
  for await (const part of couponParts(services, report, scope, { everybody: true })) {
    const of = outcomeColumns(part.part, part.columns, experiment, windowMs);
    const from = all.push(of) - 1;
    for (let row = 0; row < of.customers.length; row++) {
      const customer = of.customers[row];
      if (!part.live[customer] || !part.counts(customer, of.assignedAt[row])) continue;
      const group = groups[of.variants[row]];
      if (of.assignedAt[row] + windowMs > report.room.now) {
        group.unfinished++;
        continue;
      }
      const id = part.part.ids.at(customer);
      inOrder &&= over.id.length === 0 || over.id[over.id.length - 1] < id;
      group.customers++;
      over.from.push(from);
      over.row.push(row);
      over.id.push(id);
    }
  }
  // Sort by id. Floating-point sums depend on the order, and the order of parts varies. Rows within a part are already
  // sorted.
  const order = Array.from(over.id, (_, k) => k);
  if (!inOrder) order.sort((a, b) => (over.id[a] < over.id[b] ? -1 : 1));
  const units = groups.map((g) => new Units(g.customers));
  const retained = retainedBy(report.room.now, windowMs);
  for (const k of order) {
    const [of, row] = [all[over.from[k]], over.row[k]];
    units[of.variants[row]].add({
      orders: of.orders[row],
      priced: of.priced[row],
      gmv: of.gmv[row],
      cost: of.cost[row],
      retained: retained(of.assignedAt[row], of.again[row] === 1),
    });
  }
  return groups.map((group, i) => ({ group: { ...group, ...units[i].sums() }, units: units[i] }));
}

/**
 * Returns whether a customer ordered again in a period of equal length after its window. Undefined while that period is
 * still open.
 */
const retainedBy =
  (now: number, windowMs: number) =>
  (start: number, again: boolean): boolean | undefined =>
    start + 2 * windowMs <= now ? again : undefined;

interface Someone {
  readonly of: CouponPart;
  readonly customer: number;
}

/** A candidate for the comparison, with its state at its start time. */
interface Candidate extends Someone {
  readonly start: number;
  /**
   * Number of orders in the year before the start. `average` is the average value of the orders that have an amount in
   * the workspace's currency. It is absent if there were none.
   */
  readonly prior: number;
  readonly average?: number;
}

const idOf = (c: Someone): string => c.of.part.ids.at(c.customer);
const byId = (a: Someone, b: Someone): number => (idOf(a) < idOf(b) ? -1 : 1);

/** Upper bounds of the classes for the number of prior orders in a year. The last class has no upper bound. */
const ORDER_STEPS = [0, 1, 3, 6];
const PRIOR_MS = 365 * DAY;

async function matched(
  s: Services,
  p: Principal,
  r: Report,
  scope: CouponScope,
  input: UpliftInput & { readonly coupon: string },
  windowMs: number,
): Promise<Uplift> {
  const model = input.layerModel ? r.room.catalogue.layerModel(input.layerModel) : undefined;
  if (input.layerModel && !model) throw notFound('LAYER_MODEL_NOT_FOUND', 'the layer model');
  const layers = model ? model.layers.map((l) => layerKey(model.key, l.key)) : [];
  for (const k of layers) mayUse(p, r.room.catalogue.segment(k)!, r.room.catalogue);
  const treated: Candidate[] = [];
  const others: Someone[] = [];
  let unfinished = 0;
  for await (const part of couponParts(s, r, { ...scope, coupons: [input.coupon] }, { everybody: true })) {
    const {
      columns: { claims, uses },
    } = part;
    for (let customer = 0; customer < part.part.size; customer++) {
      if (!part.live[customer]) continue;
      const h = historyAt(part.columns, customer, input.coupon);
      const first =
        h < 0 ? undefined : (firstCounted(part, customer, claims, h) ?? firstCounted(part, customer, uses, h));
      if (first !== undefined && first + windowMs > r.room.now) unfinished++;
      else if (first !== undefined) treated.push(candidate({ of: part, customer }, first));
      else if (h < 0 || (claims.starts[h + 1] === claims.starts[h] && uses.starts[h + 1] === uses.starts[h]))
        others.push({ of: part, customer });
    }
  }
  // Sort by id. The random draws and floating-point sums depend on the order, and the order of parts varies.
  treated.sort(byId);
  others.sort(byId);
  const starts = treated.map((t) => t.start);
  const control =
    starts.length === 0
      ? []
      : others.flatMap((c): Candidate[] => {
          const {
            of: { part },
            customer,
          } = c;
          const start = starts[Math.floor(draw(input.coupon, idOf(c)) * starts.length)];
          // Exclude customers who had another coupon around the start. Otherwise, the comparison would measure the
          // difference between the two coupons.
          if (hadCoupon(c, start - windowMs, start + windowMs)) return [];
          // Include only customers who already existed at the start.
          return part.createdAt[customer] <= start || part.firstAt(customer) <= start ? [candidate(c, start)] : [];
        });
  const cuts = quintiles(treated.map((t) => t.average).filter((x) => x !== undefined));
  const layerOf = await layersAt(s, r, [...treated, ...control], layers);
  const stratum = ({ prior, average }: Candidate, i: number): string =>
    [
      ORDER_STEPS.filter((x) => prior > x).length,
      average === undefined ? '-' : cuts.filter((x) => average > x).length,
      layerOf[i],
    ].join('|');
  const strata = new Map<string, { treated: Candidate[]; control: Candidate[] }>();
  const put = (side: 'treated' | 'control', t: Candidate, i: number): void => {
    const name = stratum(t, i);
    const there = strata.get(name) ?? { treated: [], control: [] };
    there[side].push(t);
    strata.set(name, there);
  };
  treated.forEach((t, i) => put('treated', t, i));
  control.forEach((t, i) => put('control', t, treated.length + i));
  const used = [...strata.values()].filter((x) => x.treated.length > 0 && x.control.length > 0);
  const retained = retainedBy(r.room.now, windowMs);
  const pairs = [
    used.flatMap((x) => x.treated.map((c) => ({ c, weight: 1 }))),
    used.flatMap((x) => x.control.map((c) => ({ c, weight: x.treated.length / x.control.length }))),
  ];
  const [a, b] = pairs.map((list) => new Units(list.length, true));
  const group = (
    variant: string,
    coupon: string | undefined,
    units: Units,
    list: (typeof pairs)[number],
    left: number,
  ): UpliftGroup => {
    for (const { c, weight } of list) {
      const o = outcomeAt(c.of.columns, c.customer, c.start, windowMs, coupon);
      units.add({ ...o, retained: retained(c.start, o.again) }, weight);
    }
    return {
      variant,
      ...(coupon === undefined ? {} : { coupon }),
      holdOut: false,
      customers: list.length,
      unfinished: left,
      ...units.sums(),
    };
  };
  const groups = [group('claimed', input.coupon, a, pairs[0], unfinished), group('matched', undefined, b, pairs[1], 0)];
  return {
    method: 'MATCHED',
    asOf: r.room.now,
    windowMs,
    groups,
    unmatched: treated.length - groups[0].customers,
    comparisons: [
      {
        variant: 'claimed',
        metrics: compare(estimatesOf(a, input.margin), estimatesOf(b, input.margin), {
          level: LEVEL,
          plannedN: Math.max(100, groups[0].customers + groups[1].customers),
        }),
      },
    ],
  };
}

/** Returns the time of the customer's first claim or use that is counted. Uses that were returned are skipped. */
function firstCounted(
  part: CouponPart,
  customer: number,
  rows: { readonly starts: Int32Array; readonly at: Float64Array; readonly returned?: Int32Array },
  h: number,
): number | undefined {
  for (let row = rows.starts[h]; row < rows.starts[h + 1]; row++)
    if (!rows.returned?.[row] && part.counts(customer, rows.at[row])) return rows.at[row];
  return undefined;
}

function hadCoupon({ of: { part }, customer }: Someone, from: number, to: number): boolean {
  return ['coupon_claimed', 'coupon_redeemed', ...ORDER_EVENTS].some((type) =>
    namesCoupon(part.table(type), customer, from, to),
  );
}

function candidate(c: Someone, start: number): Candidate {
  const prior = standingBefore(ordersAt(c.of.columns, c.customer), start).filter((o) => o.at >= start - PRIOR_MS);
  const priced = prior.filter((o) => o.isPriced);
  return {
    ...c,
    start,
    prior: prior.length,
    ...(priced.length === 0 ? {} : { average: priced.reduce((n, o) => n + Number(o.net), 0) / priced.length }),
  };
}

function quintiles(values: readonly number[]): number[] {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted.length === 0
    ? []
    : [0.2, 0.4, 0.6, 0.8].map((q) => sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]);
}

async function layersAt(
  s: Services,
  r: Report,
  list: readonly Candidate[],
  layers: readonly string[],
): Promise<string[]> {
  const out = list.map(() => '');
  if (layers.length === 0) return out;
  // Candidates are grouped by part, so each pass handles consecutive candidates of one part.
  for (let from = 0, to = 0; from < list.length; from = to) {
    const { part } = list[from].of;
    while (to < list.length && to - from < 500 && list[to].of.part === part) to++;
    const places = [...list.keys()].slice(from, to);
    const records = await recordsOf(
      s,
      r.room,
      part,
      places.map((k) => list[k].customer),
    );
    const there = places.filter((k) => records.has(list[k].customer));
    const subjects = await wholeSubjectsFor(
      s,
      r.room,
      there.map((k) => records.get(list[k].customer)!),
      layers,
    );
    there.forEach((k, n) => (out[k] = layers.find((l) => wasIn(r.room, subjects[n], l, list[k].start)) ?? ''));
  }
  return out;
}
