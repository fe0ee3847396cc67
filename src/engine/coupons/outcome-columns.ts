/**
 * Outcomes of an experiment as columns. Each assigned customer of a part has one row. It contains the customer's
 * activity in the window after the assignment. Readers check whether the window has ended, so the rows do not depend on
 * the current time.
 */
import { LRUCache } from 'lru-cache';
import type { Experiment } from '../experiments/assignment.js';
import { arrayBytes, noteDerived } from '../columns/derived.js';
import type { ColumnPart } from '../columns/part.js';
import { ASSIGNED, countingAssignments } from '../facts/decided.js';
import { historyAt, type CouponColumns } from './coupon-columns.js';

export interface OutcomeColumns {
  /** Indexes of customers in the part, ascending. */
  readonly customers: Int32Array;
  readonly assignedAt: Float64Array;
  /** Index of each customer's variant among the variants of the experiment. */
  readonly variants: Int32Array;
  /**
   * Number of orders in [assignedAt, assignedAt + window). Orders that were fully cancelled or refunded do not count.
   */
  readonly orders: Int32Array;
  /** Number of these orders that have an amount in the workspace's currency. */
  readonly priced: Int32Array;
  /** Total amount of these orders after refunds, at scale 4. */
  readonly gmv: BigInt64Array;
  /** Cost of the uses of the variant's coupon in the window, at scale 4. */
  readonly cost: BigInt64Array;
  /** 1 if the customer also ordered in the next window, which has the same length and follows directly. */
  readonly again: Uint8Array;
}

/** Maximum number of cached results per part. Each result belongs to one experiment and window. */
const KEPT = 16;
const kept = new WeakMap<CouponColumns, LRUCache<string, OutcomeColumns>>();

/**
 * Returns the outcomes of an experiment in a part. Results are cached by part, experiment and window. They stay valid
 * because the variants of an experiment never change.
 */
export function outcomeColumns(
  part: ColumnPart,
  columns: CouponColumns,
  experiment: Experiment,
  windowMs: number,
): OutcomeColumns {
  let there = kept.get(columns);
  if (!there) {
    const dispose = (outcomes: OutcomeColumns): void => noteDerived(part.block, -arrayBytes(outcomes));
    kept.set(columns, (there = new LRUCache({ max: KEPT, dispose })));
  }
  const name = `${experiment.key}|${windowMs}`;
  let outcomes = there.get(name);
  if (!outcomes) {
    there.set(name, (outcomes = made(part, columns, experiment, windowMs)));
    noteDerived(part.block, arrayBytes(outcomes));
  }
  return outcomes;
}

/** Releases the outcomes that were cached for columns. Called when the columns are replaced. */
export const forgetOutcomes = (columns: CouponColumns): void => kept.get(columns)?.clear();

function made(part: ColumnPart, columns: CouponColumns, experiment: Experiment, windowMs: number): OutcomeColumns {
  const rows = assignments(part, experiment);
  const n = rows.length;
  const out = {
    customers: new Int32Array(n),
    assignedAt: new Float64Array(n),
    variants: new Int32Array(n),
    orders: new Int32Array(n),
    priced: new Int32Array(n),
    gmv: new BigInt64Array(n),
    cost: new BigInt64Array(n),
    again: new Uint8Array(n),
  };
  rows.forEach(({ customer, variant, at }, k) => {
    const o = outcomeAt(columns, customer, at, windowMs, experiment.variants[variant].coupon);
    out.customers[k] = customer;
    out.assignedAt[k] = at;
    out.variants[k] = variant;
    out.orders[k] = o.orders;
    out.priced[k] = o.priced;
    out.gmv[k] = o.gmv;
    out.cost[k] = o.cost;
    out.again[k] = o.again ? 1 : 0;
  });
  return out;
}

interface Outcome {
  readonly orders: number;
  readonly priced: number;
  readonly gmv: bigint;
  readonly cost: bigint;
  readonly again: boolean;
}

/**
 * Returns the activity of one customer within `windowMs` after a given time. The cost includes only the uses of
 * `coupon`.
 */
export function outcomeAt(
  columns: CouponColumns,
  customer: number,
  at: number,
  windowMs: number,
  coupon: string | undefined,
): Outcome {
  const end = at + windowMs;
  const out = { orders: 0, priced: 0, gmv: 0n, cost: costIn(columns, customer, coupon, at, end), again: false };
  const { orders } = columns;
  for (let row = orders.starts[customer]; row < orders.starts[customer + 1]; row++) {
    const t = orders.at[row];
    if (t < at || orders.voidAt[row] !== Infinity) continue;
    if (t < end) {
      out.orders++;
      out.priced += orders.priced[row];
      out.gmv += orders.net[row];
    } else if (t < end + windowMs) out.again = true;
  }
  return out;
}

/** Returns the first assignment of each customer that counts. Unknown variants are skipped. */
function assignments(
  part: ColumnPart,
  experiment: Experiment,
): { readonly customer: number; readonly variant: number; readonly at: number }[] {
  const out: { customer: number; variant: number; at: number }[] = [];
  const t = part.table(ASSIGNED);
  const experiments = t?.columns.get('.experiment');
  if (!t || !experiments) return out;
  const code = experiments.values.indexOf(experiment.key);
  const variants = t.columns.get('.variant');
  const places = variants?.values.map((v) => experiment.variants.findIndex((x) => x.key === String(v))) ?? [];
  const decided = t.columns.get('binding');
  for (let customer = 0; customer < part.size; customer++) {
    const rows: { row: number; isDecided: boolean }[] = [];
    for (let row = t.starts[customer]; row < t.starts[customer + 1]; row++)
      if (experiments.codes[row] === code) rows.push({ row, isDecided: decided?.at(row) === true });
    const first = countingAssignments(rows).at(0);
    if (!first) continue;
    const variant = variants && variants.codes[first.row] >= 0 ? places[variants.codes[first.row]] : -1;
    if (variant >= 0) out.push({ customer, variant, at: t.at[first.row] });
  }
  return out;
}

/** Returns the cost of the uses of a coupon in [from, to). Returned uses do not count. */
function costIn(
  columns: CouponColumns,
  customer: number,
  coupon: string | undefined,
  from: number,
  to: number,
): bigint {
  const h = coupon === undefined ? -1 : historyAt(columns, customer, coupon);
  const { uses } = columns;
  let cost = 0n;
  for (let row = h < 0 ? 0 : uses.starts[h]; h >= 0 && row < uses.starts[h + 1]; row++)
    if (!uses.returned[row] && uses.at[row] >= from && uses.at[row] < to) cost += uses.cost[row];
  return cost;
}
