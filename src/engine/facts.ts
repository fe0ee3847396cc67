/** One customer's events as evaluation reads them: by type, in order of time; never changed in place. */
import type { EventFact, OrderLine } from './model.js';
import { divideHalfEven } from './decimal.js';
import { ACTIVITY_TYPES, ADJUSTMENT_TYPES, VISIT_GAP_MS } from './vocabulary.js';

/** Order of facts: time, then id. */
export function compareFacts(a: EventFact, b: EventFact): number {
  return a.at - b.at || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

const NONE: readonly EventFact[] = [];

export class FactSet {
  private visitFacts: readonly EventFact[] | undefined;
  private adjustmentIndex: ReadonlyMap<string, readonly EventFact[]> | undefined;

  private constructor(
    private readonly byType: ReadonlyMap<string, readonly EventFact[]>,
    readonly size: number,
  ) {}

  static readonly empty = new FactSet(new Map(), 0);

  static of(events: readonly EventFact[]): FactSet {
    return FactSet.empty.with(events);
  }

  /** A set with these events too; types without news are shared. The events must be new to the set. */
  with(events: readonly EventFact[]): FactSet {
    if (events.length === 0) return this;
    const added = new Map<string, EventFact[]>();
    for (const e of events) {
      const list = added.get(e.type);
      if (list) list.push(e);
      else added.set(e.type, [e]);
    }
    const byType = new Map(this.byType);
    for (const [type, list] of added)
      byType.set(type, mergeSorted(this.byType.get(type) ?? NONE, list.sort(compareFacts)));
    return new FactSet(byType, this.size + events.length);
  }

  /** The set without some of its events. */
  without(events: readonly EventFact[]): FactSet {
    const gone = new Set(events);
    return events.length === 0 ? this : FactSet.of(this.all().filter((e) => !gone.has(e)));
  }

  /** Events of a type, ascending; `visit` includes the visits derived from activity. */
  ofType(type: string): readonly EventFact[] {
    return type === 'visit' ? this.visits() : (this.byType.get(type) ?? NONE);
  }

  /** Cancellations and refunds of an order, ascending. */
  adjustmentsOf(orderId: string): readonly EventFact[] {
    if (!this.adjustmentIndex) {
      const index = new Map<string, EventFact[]>();
      for (const e of ADJUSTMENT_TYPES.flatMap((t) => this.byType.get(t) ?? NONE).sort(compareFacts)) {
        if (e.orderId === undefined) continue;
        const list = index.get(e.orderId);
        if (list) list.push(e);
        else index.set(e.orderId, [e]);
      }
      this.adjustmentIndex = index;
    }
    return this.adjustmentIndex.get(orderId) ?? NONE;
  }

  /** Whether anything was cancelled or refunded. */
  hasAdjustments(): boolean {
    return ADJUSTMENT_TYPES.some((t) => this.byType.has(t));
  }

  all(): readonly EventFact[] {
    return [...this.byType.values()].flat().sort(compareFacts);
  }

  /** A visit begins with the first activity after a gap, at that instant and with that event's properties. */
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

/** What is left of an order from an instant on; undefined once nothing is. */
export interface NetOrder {
  readonly from: number;
  readonly order: EventFact | undefined;
}

/** An order as its cancellations and refunds leave it, step by step. The first step is the order itself. */
export function netOrder(order: EventFact, adjustments: readonly EventFact[]): readonly NetOrder[] {
  const steps: NetOrder[] = [{ from: order.at, order }];
  let left: EventFact | undefined = order;
  for (const a of adjustments) {
    if (!left) break;
    left = adjusted(left, a);
    steps.push({ from: Math.max(a.at, order.at), order: left });
  }
  return steps;
}

function adjusted(order: EventFact, a: EventFact): EventFact | undefined {
  if (a.type === 'order_cancelled') return undefined;
  if (!a.lines?.length) {
    if (a.amount === undefined) return undefined;
    const amount = (order.amount ?? 0n) - a.amount;
    return amount > 0n ? { ...order, amount } : undefined;
  }
  let taken = 0n;
  const lines = (order.lines ?? []).map((line): OrderLine => {
    const back = a.lines!.find((l) => l.lineId === line.lineId);
    if (!back) return line;
    const quantity = Math.max(0, line.quantity - back.quantity);
    // Without an amount of its own a returned piece takes its share of the line.
    const share =
      back.amount > 0n
        ? back.amount
        : line.quantity > 0
          ? divideHalfEven(line.amount * BigInt(Math.min(back.quantity, line.quantity)), BigInt(line.quantity))
          : 0n;
    const amount = share > line.amount ? line.amount : share;
    taken += amount;
    return { ...line, quantity, amount: line.amount - amount };
  });
  if (lines.length > 0 && lines.every((l) => l.quantity === 0)) return undefined;
  return { ...order, lines, amount: order.amount === undefined ? undefined : order.amount - (a.amount ?? taken) };
}
