/** Holds the events of one customer by type, in time order. The set is immutable. */
import type { EventFact } from '../types.js';
import { factBytes } from './fact-bytes.js';
import { orderSteps, reportGroup, statesMoney, stepAt, type OrderStep } from './order-fold.js';
import { ascending } from '../values/ascending.js';
import { ACTIVITY_TYPES, ADJUSTMENT_TYPES, FOLDED_TYPES, ORDER_TYPES, VISIT_GAP_MS } from './vocabulary.js';

/** Compares facts by time, and facts with the same time by id. This order is called fact order. */
export function compareFacts(left: EventFact, right: EventFact): number {
  return left.at - right.at || ascending(left.id, right.id);
}

const NONE: readonly EventFact[] = [];

/** A fact, and the time range [from, to) in which it counts. */
export interface Standing {
  readonly from: number;
  readonly to: number;
  readonly fact: EventFact;
}

/** Cached results for facts about orders. Each result is computed when it is first needed. */
interface Folds {
  adjustments?: ReadonlyMap<string, readonly EventFact[]>;
  readonly repeated: Map<string, boolean>;
  readonly orders: Map<string, ReadonlyMap<string, readonly OrderStep[]>>;
  readonly standing: Map<string, readonly Standing[]>;
}

const MONEY_FIRST = ['order_paid', 'order_completed', 'order_placed'] as const;

const noFolds = (): Folds => ({ repeated: new Map(), orders: new Map(), standing: new Map() });

export class FactSet {
  private visitFacts: readonly EventFact[] | undefined;

  private constructor(
    private readonly byType: ReadonlyMap<string, readonly EventFact[]>,
    readonly size: number,
    /** Estimate of the memory that the events take, in bytes. */
    readonly bytes: number,
    private readonly folds: Folds = noFolds(),
  ) {}

  static readonly empty = new FactSet(new Map(), 0, 0);

  static of(events: readonly EventFact[]): FactSet {
    return FactSet.empty.with(events);
  }

  /**
   * Returns a set with additional events. The events must not be in this set yet. Lists of event types without new
   * events are shared by both sets.
   */
  with(events: readonly EventFact[]): FactSet {
    if (events.length === 0) return this;
    const added = new Map<string, EventFact[]>();
    let { bytes } = this;
    for (const e of events) {
      bytes += factBytes(e);
      const list = added.get(e.type);
      if (list) list.push(e);
      else added.set(e.type, [e]);
    }
    const byType = new Map(this.byType);
    for (const [type, list] of added)
      byType.set(type, mergeSorted(this.byType.get(type) ?? NONE, list.sort(compareFacts)));
    const folded = FOLDED_TYPES.some((type) => added.has(type));
    return new FactSet(byType, this.size + events.length, bytes, folded ? noFolds() : this.folds);
  }

  /** Returns a set without the given events. */
  without(events: readonly EventFact[]): FactSet {
    const removed = new Set(events);
    return events.length === 0 ? this : FactSet.of(this.all().filter((e) => !removed.has(e)));
  }

  /** Returns the events of a type in fact order. The type `visit` includes the visits derived from activity. */
  ofType(type: string): readonly EventFact[] {
    return type === 'visit' ? this.visits() : (this.byType.get(type) ?? NONE);
  }

  /** Returns the cancellations and refunds of an order in fact order. */
  adjustmentsOf(orderId: string): readonly EventFact[] {
    this.folds.adjustments ??= grouped(
      ADJUSTMENT_TYPES.flatMap((t) => this.byType.get(t) ?? NONE).sort(compareFacts),
      (e) => e.orderId,
    );
    return this.folds.adjustments.get(orderId) ?? NONE;
  }

  /** Whether there is any cancellation or refund. */
  hasAdjustments(): boolean {
    return ADJUSTMENT_TYPES.some((t) => this.byType.has(t));
  }

  /**
   * Whether facts of a type must be combined before they count. This is the case if several facts report the same
   * order, cancellation or refund, or if a fact takes its currency from another fact.
   */
  isRepeated(type: string): boolean {
    let repeated = this.folds.repeated.get(type);
    if (repeated === undefined) {
      const seen = new Set<string>();
      repeated = this.ofType(type).some((e) => {
        const group = reportGroup(e);
        return (group !== undefined && (seen.has(group) || !seen.add(group))) || this.hasOrdersCurrency(e);
      });
      this.folds.repeated.set(type, repeated);
    }
    return repeated;
  }

  /** Returns the orders of a type by order id, each with its steps. */
  orders(type: string): ReadonlyMap<string, readonly OrderStep[]> {
    let orders = this.folds.orders.get(type);
    if (!orders) {
      const reports = grouped(this.ofType(type), (e) => e.orderId);
      orders = new Map([...reports].map(([id, list]) => [id, orderSteps(list, this.adjustmentsOf(id))]));
      this.folds.orders.set(type, orders);
    }
    return orders;
  }

  /**
   * Returns the steps of one order. If several event types report the order by `at`, the one with the most reliable
   * amounts is used: paid, else completed, else placed.
   */
  order(orderId: string, at: number): readonly OrderStep[] | undefined {
    for (const type of MONEY_FIRST) {
      const steps = this.orders(type).get(orderId);
      if (steps && steps[0].from <= at) return steps;
    }
    return undefined;
  }

  /**
   * Returns the time ranges in which the facts of a type count, in fact order. Repeated reports are merged. Orders are
   * net of returns, unless `gross` is true. Returns undefined if every fact counts unchanged from its own time on.
   */
  standing(type: string, gross = false): readonly Standing[] | undefined {
    if (!FOLDED_TYPES.includes(type)) return undefined;
    const net = !gross && ORDER_TYPES.includes(type);
    if (!this.isRepeated(type) && !(net && this.hasAdjustments())) return undefined;
    const key = `${type}${net ? ' net' : ''}`;
    let standing = this.folds.standing.get(key);
    if (!standing) this.folds.standing.set(key, (standing = this.folded(type, net)));
    return standing;
  }

  private folded(type: string, net: boolean): readonly Standing[] {
    const out: Standing[] = [];
    const alone = (e: EventFact): number => out.push({ from: e.at, to: Infinity, fact: e });
    if (net) {
      for (const e of this.ofType(type)) if (e.orderId === undefined) alone(e);
      for (const steps of this.orders(type).values()) addSteps(out, steps, (step) => step.order);
    } else {
      for (const e of this.ofType(type)) if (reportGroup(e) === undefined) alone(e);
      for (const reports of grouped(this.ofType(type), reportGroup).values())
        addSteps(out, orderSteps(reports, NONE), (step) => step.report);
      if (type === 'order_refunded') return out.flatMap((x) => this.inOrdersCurrency(x)).sort(compareStanding);
    }
    return out.sort(compareStanding);
  }

  /**
   * Whether an event is a refund that states an amount but no currency. Such a refund has the currency of its order.
   */
  private hasOrdersCurrency(e: EventFact): boolean {
    return e.type === 'order_refunded' && e.currency === undefined && e.orderId !== undefined && statesMoney(e)
      ? ORDER_TYPES.some((type) =>
          this.orders(type)
            .get(e.orderId!)
            ?.some((s) => s.report.currency !== undefined),
        )
      : false;
  }

  private inOrdersCurrency(x: Standing): readonly Standing[] {
    if (!this.hasOrdersCurrency(x.fact)) return [x];
    const { orderId } = x.fact;
    const turns = ORDER_TYPES.flatMap((type) => this.orders(type).get(orderId!) ?? [])
      .map((s) => s.from)
      .filter((t) => t > x.from && t < x.to)
      .sort((a, b) => a - b);
    const starts = [x.from, ...new Set(turns)];
    return starts.map((from, i) => {
      const currency = stepAt(this.order(orderId!, from) ?? [], from)?.report.currency;
      return { from, to: starts[i + 1] ?? x.to, fact: currency === undefined ? x.fact : { ...x.fact, currency } };
    });
  }

  all(): readonly EventFact[] {
    return [...this.byType.values()].flat().sort(compareFacts);
  }

  /**
   * Derives visits from activity. A visit starts with the first activity after a gap. The visit has the time and the
   * properties of this activity.
   */
  private visits(): readonly EventFact[] {
    if (!this.visitFacts) {
      const activity = ACTIVITY_TYPES.map((t) => this.byType.get(t) ?? NONE).reduce(mergeSorted, NONE);
      const out: EventFact[] = [];
      let last = -Infinity;
      for (const e of activity) {
        if (e.at - last >= VISIT_GAP_MS) out.push({ id: e.id, type: 'visit', at: e.at, properties: e.properties });
        last = e.at;
      }
      this.visitFacts = mergeSorted(out, this.byType.get('visit') ?? NONE);
    }
    return this.visitFacts;
  }
}

function mergeSorted(a: readonly EventFact[], b: readonly EventFact[]): readonly EventFact[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  if (compareFacts(a[a.length - 1], b[0]) <= 0) return [...a, ...b];
  const out: EventFact[] = [];
  let i = 0;
  for (const e of b) {
    while (i < a.length && compareFacts(a[i], e) <= 0) out.push(a[i++]);
    out.push(e);
  }
  while (i < a.length) out.push(a[i++]);
  return out;
}

/** Compares time ranges by their facts. Ranges of the same fact keep their order, because the sort is stable. */
const compareStanding = (a: Standing, b: Standing): number => compareFacts(a.fact, b.fact);

/** Groups events by key, preserving order. Events without a key are dropped. */
function grouped(events: readonly EventFact[], keyOf: (e: EventFact) => string | undefined): Map<string, EventFact[]> {
  const out = new Map<string, EventFact[]>();
  for (const e of events) {
    const key = keyOf(e);
    if (key === undefined) continue;
    const list = out.get(key);
    if (list) list.push(e);
    else out.set(key, [e]);
  }
  return out;
}

/**
 * Appends the time ranges of an order's steps to `out`. If two successive steps have equal orders, their time ranges
 * are merged.
 */
function addSteps(
  out: Standing[],
  steps: readonly OrderStep[],
  factOf: (step: OrderStep) => EventFact | undefined,
): void {
  for (let i = 0; i < steps.length;) {
    const fact = factOf(steps[i]);
    let next = i + 1;
    while (next < steps.length && factOf(steps[next]) === fact) next++;
    const to = steps[next]?.from ?? Infinity;
    if (fact && to > steps[i].from) out.push({ from: steps[i].from, to, fact });
    i = next;
  }
}
