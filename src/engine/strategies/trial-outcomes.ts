/**
 * Sums the outcomes of trials over all customers, by group and by layer at the assignment. Every assigned customer
 * counts, also if no message or coupon reached the customer (intention to treat).
 */
import { ACTIVITY_TYPES } from '../facts/vocabulary.js';
import { EventReader, type Choice } from '../analyses/events.js';
import type { Analysis, Customers } from '../analyses/analysis.js';
import { couponColumns, type CouponColumns } from '../coupons/coupon-columns.js';
import type { Coupon } from '../coupons/coupon-definition.js';
import { assignedIn, assignmentReader, type Assignment } from './assignments.js';
import { addCustomer, addSums, noCustomers } from './group-sums.js';
import type { TrialMetric } from './strategy.js';
import type { TrialSums } from './trial-figure.js';

/** A trial to measure. */
export interface Trial {
  /** Identifies the trial in the result. */
  readonly id: string;
  /** Value of the property `experiment` of its assignments. */
  readonly experiment: string;
  /** Version of the campaign, or 0. */
  readonly version: number;
  /** The variant that is the hold-out. */
  readonly heldOut: string;
  readonly metric: TrialMetric;
  readonly windowMs: number;
}

/** Name of the group of all assigned customers, whatever their layer. No layer has this key. */
export const EVERYBODY = '';

/** Sums of one trial by layer. The layer `EVERYBODY` contains all customers. */
type TrialLayers = Map<string, TrialSums>;

/** Sums of the trials, by the id of the trial. */
export type TrialsSums = ReadonlyMap<string, ReadonlyMap<string, TrialSums>>;

const VISITS = ['visit', ...ACTIVITY_TYPES].map((event): Choice => ({ event }));

const noSums = (): TrialSums => ({
  ...{ treated: noCustomers(), heldOut: noCustomers(), treatedCost: noCustomers(), heldOutCost: noCustomers() },
  ...{ assignedTreated: 0, assignedHeldOut: 0, crossed: 0 },
});

/** Returns the analysis that sums the outcomes of the trials. The group of a customer is the layer at the assignment. */
export function trialsAnalysis(
  trials: readonly Trial[],
  coupons: ReadonlyMap<string, Coupon>,
): Analysis<Map<string, TrialLayers>, TrialsSums> {
  const holdOuts = new Map(trials.map(({ experiment, heldOut }) => [experiment, heldOut]));
  const named = new Map(trials.map((trial) => [`${trial.experiment} ${trial.version}`, trial]));
  return {
    begin: () => new Map(trials.map(({ id }) => [id, new Map()])),
    over: (customers) => {
      const { part, setting, now, groupAt } = customers;
      const assignments = assignmentReader(part, holdOuts, { setting, now });
      const outcomes = new Outcomes(customers, coupons);
      return (sums, customer) => {
        for (const assignment of assignments(customer)) {
          const trial = named.get(`${assignment.experiment} ${assignment.version}`);
          if (!trial) continue;
          const layer = groupAt?.(customer, assignment.at);
          const outcome = outcomes.of(customer, trial, assignment.at);
          const names = layer === undefined ? [EVERYBODY] : [EVERYBODY, String(layer)];
          for (const name of names) addTo(sumsOf(sums.get(trial.id)!, name), trial, assignment, outcome);
        }
      };
    },
    merge: (into, other) => {
      for (const [id, layers] of other)
        for (const [layer, sums] of layers) mergeInto(sumsOf(into.get(id)!, layer), sums);
    },
    finish: (sums) => sums,
    mayCount: assignedIn,
  };
}

function sumsOf(layers: TrialLayers, layer: string): TrialSums {
  let there = layers.get(layer);
  if (!there) layers.set(layer, (there = noSums()));
  return there;
}

function addTo(sums: TrialSums, trial: Trial, assignment: Assignment, outcome: Outcome | undefined): void {
  if (assignment.isMerged) {
    sums.crossed++;
    return;
  }
  const isHeldOut = assignment.variant === trial.heldOut;
  if (isHeldOut) sums.assignedHeldOut++;
  else sums.assignedTreated++;
  if (!outcome) return;
  addCustomer(isHeldOut ? sums.heldOut : sums.treated, outcome.value, outcome.divisor);
  addCustomer(isHeldOut ? sums.heldOutCost : sums.treatedCost, outcome.cost);
}

const GROUPS = ['treated', 'heldOut', 'treatedCost', 'heldOutCost'] as const;

function mergeInto(into: TrialSums, other: TrialSums): void {
  for (const group of GROUPS) addSums(into[group], other[group]);
  into.assignedTreated += other.assignedTreated;
  into.assignedHeldOut += other.assignedHeldOut;
  into.crossed += other.crossed;
}

/** The outcome of one customer. Money has four decimal places. */
interface Outcome {
  readonly value: bigint;
  readonly divisor: bigint;
  readonly cost: bigint;
}

/** Reads the outcomes of the customers of a part. */
class Outcomes {
  private columns: CouponColumns | undefined;
  private visits: EventReader | undefined;

  constructor(
    private readonly customers: Customers,
    private readonly coupons: ReadonlyMap<string, Coupon>,
  ) {}

  /** Returns the outcome of a customer after an assignment, or undefined while the window is open. */
  of(customer: number, { metric, windowMs }: Trial, at: number): Outcome | undefined {
    const to = at + windowMs;
    const until = metric === 'RETENTION' ? to + windowMs : to;
    if (until > this.customers.now) return undefined;
    const { value, divisor = 1n } = this.valueOf(customer, metric, { at, to, until });
    return { value, divisor, cost: this.costOf(customer, at, to) };
  }

  private valueOf(
    customer: number,
    metric: TrialMetric,
    { at, to, until }: { readonly at: number; readonly to: number; readonly until: number },
  ): { readonly value: bigint; readonly divisor?: bigint } {
    switch (metric) {
      case 'ACTIVITY':
        return { value: this.isActive(customer, at, to) ? 1n : 0n };
      case 'RETENTION':
        return { value: this.ordersOf(customer, to, until).count > 0n ? 1n : 0n };
      case 'CONVERSION':
        return { value: this.ordersOf(customer, at, to).count > 0n ? 1n : 0n };
      case 'ORDERS':
        return { value: this.ordersOf(customer, at, to).count };
      case 'REVENUE':
        return { value: this.ordersOf(customer, at, to).net };
      case 'ORDER_VALUE': {
        const { net, priced } = this.ordersOf(customer, at, to);
        return { value: net, divisor: priced };
      }
    }
  }

  /** Whether the customer was active after an assignment. The instant of the assignment itself does not count. */
  private isActive(customer: number, at: number, to: number): boolean {
    this.visits ??= new EventReader(this.customers.part, VISITS, this.customers);
    return this.visits.read(customer, at + 1, to) > 0;
  }

  /** Sums the orders in [from, to). Orders that were cancelled or refunded completely do not count. */
  private ordersOf(
    customer: number,
    from: number,
    to: number,
  ): { readonly count: bigint; readonly priced: bigint; readonly net: bigint } {
    const { orders } = this.histories();
    let [count, priced, net] = [0n, 0n, 0n];
    for (let row = orders.starts[customer]; row < orders.starts[customer + 1]; row++) {
      if (orders.at[row] < from || orders.at[row] >= to || orders.voidAt[row] !== Infinity) continue;
      count++;
      priced += BigInt(orders.priced[row]);
      net += orders.net[row];
    }
    return { count, priced, net };
  }

  /** Sums the costs of all coupons that the customer used in [from, to). Uses that were returned do not count. */
  private costOf(customer: number, from: number, to: number): bigint {
    const { historyStarts, uses } = this.histories();
    let cost = 0n;
    for (let history = historyStarts[customer]; history < historyStarts[customer + 1]; history++)
      for (let row = uses.starts[history]; row < uses.starts[history + 1]; row++)
        if (!uses.returned[row] && uses.at[row] >= from && uses.at[row] < to) cost += uses.cost[row];
    return cost;
  }

  /** The coupon histories and orders of the part. They are computed only if a customer of the part was assigned. */
  private histories(): CouponColumns {
    const { part, now, setting } = this.customers;
    return (this.columns ??= couponColumns(part, this.coupons, now, setting.currency));
  }
}
