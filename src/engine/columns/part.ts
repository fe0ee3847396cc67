/**
 * Many customers' facts as columns: some tens of thousands of customers, never changed in place. Whatever a condition
 * reads of one customer can be read of all of them in one go, and each customer's facts can be had back as they were.
 */
import { FactSet, netOrder } from '../facts.js';
import type { Subject } from '../segment/evaluate.js';
import type { Lookback, TagState } from '../tags.js';
import { VOCABULARY } from '../vocabulary.js';
import type { EventFact } from '../model.js';
import { Growing } from './dictionary.js';
import { EventTableBuilder, factAt, type EventTable } from './event-table.js';
import { TagTable } from './tag-table.js';

/** A customer as a part takes it in. */
export interface Member {
  readonly id: string;
  readonly factsVersion: number;
  readonly createdAt: number;
  readonly facts: FactSet;
  readonly tags: ReadonlyMap<string, TagState>;
}

/** Visits, told and derived. */
const VISITS = '@visit';
/** Orders of customers who gave something back, step by step. */
const netOf = (type: string): string => `@net ${type}`;
const ORDER_TYPES = VOCABULARY.filter((t) => t.order).map((t) => t.name);

export class Part {
  constructor(
    readonly ids: readonly string[],
    readonly factsVersions: Int32Array,
    readonly createdAt: Float64Array,
    private readonly events: ReadonlyMap<string, EventTable>,
    private readonly tags: ReadonlyMap<string, TagTable>,
    /** 1: something was cancelled or refunded. */
    readonly adjusted: Uint8Array,
    /** Events, and customers as ten: what the part takes of memory goes by it. */
    readonly weight: number,
  ) {}

  get size(): number {
    return this.ids.length;
  }

  /** The events of a type; of `visit` those derived from activity too. */
  table(type: string): EventTable | undefined {
    return this.events.get(type === 'visit' ? VISITS : type);
  }

  /** Orders of a type of those `adjusted`, net. */
  netTable(type: string): EventTable | undefined {
    return this.events.get(netOf(type));
  }

  tagTable(key: string): TagTable | undefined {
    return this.tags.get(key);
  }

  /** Whether a customer has an event of a type. */
  has(customer: number, type: string): boolean {
    const t = this.events.get(type);
    return t !== undefined && t.starts[customer + 1] > t.starts[customer];
  }

  /** A customer's facts, or those of some types. `named`: those that name a coupon have the ids they came with. */
  facts(
    customer: number,
    { named = false, types }: { readonly named?: boolean; readonly types?: readonly string[] } = {},
  ): FactSet {
    const out: EventFact[] = [];
    for (const [name, t] of this.events) {
      if (name.charCodeAt(0) === 64 || (types && !types.includes(name))) continue;
      for (let row = t.starts[customer]; row < t.starts[customer + 1]; row++) out.push(factAt(t, row, named));
    }
    return FactSet.of(out);
  }

  /** The instant of a customer's first fact; Infinity when there is none. */
  firstAt(customer: number): number {
    let first = Infinity;
    for (const t of this.events.values())
      if (t.starts[customer + 1] > t.starts[customer]) first = Math.min(first, t.at[t.starts[customer]]);
    return first;
  }

  /** What evaluation needs of a customer: everything, or the types of events and the tags that are read. */
  subject(customer: number, reads?: { readonly types: readonly string[]; readonly tags: readonly string[] }): Subject {
    const tags = new Map<string, TagState>();
    for (const [key, t] of this.tags) {
      const state = reads && !reads.tags.includes(key) ? undefined : t.state(customer);
      if (state) tags.set(key, state);
    }
    return { facts: this.facts(customer, reads && { types: reads.types }), tags };
  }

  member(customer: number): Member {
    return {
      id: this.ids[customer],
      factsVersion: this.factsVersions[customer],
      createdAt: this.createdAt[customer],
      ...this.subject(customer),
    };
  }

  /** Whether a customer's kept tag writes do not reach back far enough before an instant. */
  lacks(customer: number, t: number, lookback: Lookback): boolean {
    for (const table of this.tags.values()) {
      const from = table.completeFrom(customer);
      if (from !== undefined && from > t - lookback(table.key, table.isSummed(customer))) return true;
    }
    return false;
  }
}

export class PartBuilder {
  private readonly ids: string[] = [];
  private readonly factsVersions = Growing.integers();
  private readonly createdAt = Growing.floats();
  private readonly events = new Map<string, EventTableBuilder>();
  private readonly tags = new Map<string, TagTable>();
  private readonly adjusted: number[] = [];
  private weight = 0;

  get size(): number {
    return this.ids.length;
  }

  add(m: Member): void {
    const i = this.ids.length;
    this.ids.push(m.id);
    this.factsVersions.push(m.factsVersion);
    this.createdAt.push(m.createdAt);
    this.weight += m.facts.size + 10;
    m.facts.all().forEach((e, place) => this.table(e.type).add(i, e, place));
    m.facts.ofType('visit').forEach((e, place) => this.table(VISITS).add(i, e, place));
    if (m.facts.hasAdjustments()) {
      this.adjusted.push(i);
      for (const type of ORDER_TYPES) m.facts.ofType(type).forEach((e, place) => this.addNet(i, e, place, m.facts));
    }
    for (const [key, state] of m.tags) {
      let table = this.tags.get(key);
      if (!table) this.tags.set(key, (table = new TagTable(key)));
      table.add(i, state);
    }
  }

  private addNet(customer: number, e: EventFact, place: number, facts: FactSet): void {
    const steps = netOrder(e, e.orderId === undefined ? [] : facts.adjustmentsOf(e.orderId));
    steps.forEach(({ from, order }, k) => {
      const until = steps[k + 1]?.from ?? Infinity;
      if (order && until > from) this.table(netOf(e.type)).add(customer, order, place, { from, until });
    });
  }

  private table(name: string): EventTableBuilder {
    let t = this.events.get(name);
    if (!t) this.events.set(name, (t = new EventTableBuilder(name === VISITS ? 'visit' : name)));
    return t;
  }

  sealed(): Part {
    const n = this.ids.length;
    for (const t of this.tags.values()) t.seal(n);
    const adjusted = new Uint8Array(n);
    for (const i of this.adjusted) adjusted[i] = 1;
    return new Part(
      this.ids,
      this.factsVersions.sealed(),
      this.createdAt.sealed(),
      new Map([...this.events].map(([name, t]) => [name, t.sealed(n)])),
      this.tags,
      adjusted,
      this.weight,
    );
  }
}
