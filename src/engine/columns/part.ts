/**
 * The facts of many customers as columns. A part holds some tens of thousands of customers and is immutable. A
 * condition can be evaluated for all customers of a part in one pass. The facts of a single customer can also be
 * restored.
 */
import { FactSet } from '../facts/facts.js';
import type { CustomerFacts } from '../segments/evaluate.js';
import type { Lookback, TagState } from '../tags/tags.js';
import { FOLDED_TYPES, ORDER_TYPES } from '../facts/vocabulary.js';
import type { EventFact } from '../types.js';
import { BlockWriter, Growing, viewOf, type Place } from './block.js';
import { derivedBytes } from './derived.js';
import { CodeColumn, CodeColumnBuilder, COLUMN_BYTES, type CodeColumnLayout } from './dictionary.js';
import { Entries, EntryWriter, type EntriesLayout } from './entries.js';
import { EventTableBuilder, eventTableOf, factAt, type EventTable, type EventTableLayout } from './event-table.js';
import { TagTable, TagTableBuilder, type TagTableLayout } from './tag-table.js';

/** A customer to add to a part. */
export interface PartCustomer {
  readonly id: string;
  readonly factsVersion: number;
  readonly createdAt: number;
  readonly facts: FactSet;
  readonly tags: ReadonlyMap<string, TagState>;
  /** Ids of the lists that contain an identity of the customer. */
  readonly lists: ReadonlySet<string>;
  /** Ids of the customer's other profiles, whose facts are included. */
  readonly others?: readonly string[] | undefined;
}

/** Maximum number of customers in one part. */
export const PART_SIZE = 32_768;
/**
 * Estimated bytes at which a part is full. Only its last customer can raise a part above this size. Without this limit,
 * a part with many large facts, or with many event types and property names, could take any amount of memory.
 */
export const PART_BYTES = 128 * 2 ** 20;
const CUSTOMER_BYTES = 200;
const START_BYTES = 4;
/** Memory overhead of a table without its rows, as a number of columns and in bytes. */
const TABLE_COLUMNS = 4;
const TABLE_BYTES = TABLE_COLUMNS * COLUMN_BYTES;

/** Prefix of the names of derived tables. No event type begins with it. */
const MADE = '\0';
/**
 * Name of the table of visits. It contains both visits that were reported and visits that were derived from activity.
 */
const VISITS = `${MADE}visit`;
/**
 * Returns the name of the table that holds the states of changed orders over time. An order changes if it is returned
 * or reported several times. The amounts in the states are net of returns, or gross if `gross` is true.
 */
const foldedOf = (type: string, gross: boolean): string => `${MADE}${gross ? 'gross' : 'net'} ${type}`;

/** Bits of `adjusted`. Each bit is a reason why the orders of a customer do not count as they were reported. */
export const RETURNED = 1;
export const REPEATED = 2;

/**
 * Positions of the data of a part in its block. The layout is plain JSON, so one file can hold the layout and the
 * block.
 */
export interface PartLayout {
  /** Estimated memory in bytes that the customers' facts take when they are restored from the columns as objects. */
  readonly weight: number;
  /** Whether the part holds anonymous receipts. Absent if it holds customers. */
  readonly isOfReceipts?: true;
  readonly ids: EntriesLayout;
  readonly others: CodeColumnLayout;
  readonly factsVersions: Place<'i4'>;
  readonly createdAt: Place<'f8'>;
  readonly adjusted: Place<'u1'>;
  readonly events: readonly EventTableLayout[];
  readonly tags: readonly TagTableLayout[];
  readonly lists: readonly { readonly id: string; readonly customers: Place<'u1'> }[];
}

/**
 * The facts of some tens of thousands of customers as columns in one block of shared memory. A customer is its position
 * in the part, from 0 to `size` - 1. A part never changes. When a customer changes, the new version is added to a newer
 * part.
 *
 * @example
 * const part = new Part(layout, block);
 * const { facts } = part.subject(0); // the facts of the first customer
 */
export class ColumnPart {
  readonly ids: Entries<string>;
  readonly factsVersions: Int32Array;
  readonly createdAt: Float64Array;
  /**
   * Bits for each customer: RETURNED if an order was cancelled or refunded, even in part, and REPEATED if several facts
   * report the same event or a fact takes its currency from another fact.
   */
  readonly adjusted: Uint8Array;
  readonly weight: number;
  private readonly ownBytes: number;
  private readonly others: CodeColumn<readonly string[]>;
  private readonly events: ReadonlyMap<string, EventTable>;
  private readonly tags: ReadonlyMap<string, TagTable>;
  /** For each list id, an array with a 1 for each customer on the list. */
  private readonly lists: ReadonlyMap<string, Uint8Array>;
  private begun: Float64Array | undefined;

  /** Opens a part without copying its block. */
  constructor(
    readonly layout: PartLayout,
    readonly block: SharedArrayBuffer,
  ) {
    this.ids = new Entries(block, layout.ids);
    this.others = new CodeColumn(block, layout.others);
    this.factsVersions = viewOf(block, layout.factsVersions);
    this.createdAt = viewOf(block, layout.createdAt);
    this.adjusted = viewOf(block, layout.adjusted);
    this.weight = layout.weight;
    this.ownBytes = block.byteLength + COLUMN_BYTES * columnsIn(layout);
    this.events = new Map(layout.events.map((table) => [table.name, eventTableOf(block, table)]));
    this.tags = new Map(layout.tags.map((table) => [table.key, new TagTable(block, table)]));
    this.lists = new Map(layout.lists.map(({ id, customers }) => [id, viewOf(block, customers)]));
  }

  get size(): number {
    return this.ids.length;
  }

  /** Whether the rows are anonymous receipts instead of customers. A part holds only one of the two. */
  get isOfReceipts(): boolean {
    return this.layout.isOfReceipts === true;
  }

  /** Bytes of the part and of the data that is derived from it. */
  get bytes(): number {
    return this.ownBytes + derivedBytes(this.block);
  }

  /**
   * Returns the event types in the part. The event types of replaced customers are included. The type `visit` is
   * included if visits were derived.
   */
  eventTypes(): string[] {
    const types = [...this.events.keys()].filter((name) => !name.startsWith(MADE));
    return this.events.has(VISITS) ? [...new Set([...types, 'visit'])] : types;
  }

  /** Returns the events of a type. The type `visit` includes visits derived from activity. */
  table(type: string): EventTable | undefined {
    return this.events.get(type === 'visit' ? VISITS : type);
  }

  /**
   * Returns the table of order states over time for an event type of orders. The table covers only customers whose
   * orders were adjusted.
   */
  foldedTable(type: string, gross: boolean): EventTable | undefined {
    return this.events.get(foldedOf(type, gross));
  }

  tagTable(key: string): TagTable | undefined {
    return this.tags.get(key);
  }

  /** Whether a customer has an event of a type. */
  has(customer: number, type: string): boolean {
    const t = this.events.get(type);
    return t !== undefined && t.starts[customer + 1] > t.starts[customer];
  }

  /** Returns the facts of a customer, optionally only of some types. */
  facts(customer: number, { types }: { readonly types?: readonly string[] | undefined } = {}): FactSet {
    const out: EventFact[] = [];
    for (const [name, t] of this.events) {
      if (name.startsWith(MADE) || (types && !types.includes(name))) continue;
      for (let row = t.starts[customer]; row < t.starts[customer + 1]; row++) out.push(factAt(t, row));
    }
    return FactSet.of(out);
  }

  /**
   * Returns the time at which the history of each customer begins. This is the time of the first stored event or tag
   * write, or of the creation of the customer if that is earlier.
   */
  beginnings(): Float64Array {
    if (this.begun) return this.begun;
    const begun = Float64Array.from(this.createdAt);
    for (const { starts, at } of this.events.values())
      for (let i = 0; i < begun.length; i++)
        if (starts[i + 1] > starts[i] && at[starts[i]] < begun[i]) begun[i] = at[starts[i]];
    for (const table of this.tags.values())
      for (let i = 0; i < begun.length; i++) begun[i] = Math.min(begun[i], table.firstAt(i));
    return (this.begun = begun);
  }

  /** Returns the time of a customer's first event, or Infinity without events. */
  firstAt(customer: number): number {
    let first = Infinity;
    for (const t of this.events.values())
      if (t.starts[customer + 1] > t.starts[customer]) first = Math.min(first, t.at[t.starts[customer]]);
    return first;
  }

  /**
   * Returns the data of a customer that an evaluation needs. If `reads` is given, the facts and tags are restricted to
   * the listed types and keys.
   */
  subject(
    customer: number,
    reads?: { readonly types: readonly string[]; readonly tags: readonly string[] },
  ): CustomerFacts {
    const tags = new Map<string, TagState>();
    for (const [key, t] of this.tags) {
      const state = reads && !reads.tags.includes(key) ? undefined : t.state(customer);
      if (state) tags.set(key, state);
    }
    return { facts: this.facts(customer, { types: reads?.types }), tags, lists: this.listsOf(customer) };
  }

  /** Whether a customer is on the list with the given id. */
  stands(customer: number, list: string): boolean {
    return this.lists.get(list)?.[customer] === 1;
  }

  private listsOf(customer: number): ReadonlySet<string> {
    return new Set([...this.lists].flatMap(([id, customers]) => (customers[customer] === 1 ? [id] : [])));
  }

  /** Whether any customer in this part includes one of the given profiles under the id of another profile. */
  holdsOther(profiles: ReadonlySet<string>): boolean {
    for (const list of this.others.values) if (list.some((id) => profiles.has(id))) return true;
    return false;
  }

  /** Returns the ids of all profiles whose facts belong to a customer. The customer's own id comes first. */
  profilesOf(customer: number): readonly string[] {
    return [this.ids.at(customer), ...(this.others.at(customer) ?? [])];
  }

  member(customer: number): PartCustomer {
    return {
      id: this.ids.at(customer),
      others: this.others.at(customer),
      factsVersion: this.factsVersions[customer],
      createdAt: this.createdAt[customer],
      ...this.subject(customer),
    };
  }

  /** Whether a customer lacks older tag writes that an evaluation at time `t` would need. */
  lacks(customer: number, t: number, lookback: Lookback): boolean {
    for (const table of this.tags.values()) {
      const from = table.completeFrom(customer);
      if (from !== undefined && from > t - lookback(table.key, table.isSummed(customer))) return true;
    }
    return false;
  }
}

export class PartBuilder {
  private customers = 0;

  private readonly ids = new EntryWriter();
  private readonly others = new CodeColumnBuilder();
  private readonly factsVersions = Growing.integers();
  private readonly createdAt = Growing.floats();
  private readonly events = new Map<string, EventTableBuilder>();
  private readonly tags = new Map<string, TagTableBuilder>();
  private readonly adjusted: (readonly [customer: number, bits: number])[] = [];
  private readonly lists = new Map<string, number[]>();
  private weight = 0;
  /** Bytes of the codes in all tables. */
  private codes = 0;

  constructor(private readonly isOfReceipts = false) {}

  get size(): number {
    return this.customers;
  }

  /** Whether the part has reached its maximum number of customers or bytes. */
  get isFull(): boolean {
    // Each table stores a start position for every customer.
    const starts = START_BYTES * (this.events.size + this.tags.size) * this.customers;
    return this.customers >= PART_SIZE || this.weight + this.codes + starts >= PART_BYTES;
  }

  add(m: PartCustomer): void {
    const i = this.customers++;
    this.ids.add(m.id);
    if (m.others && m.others.length > 0) this.others.set(i, m.others);
    this.factsVersions.push(m.factsVersion);
    this.createdAt.push(m.createdAt);
    this.weight += m.facts.bytes + CUSTOMER_BYTES;
    m.facts.all().forEach((e, place) => this.addRow(e.type, e.type, (table) => table.add(i, e, place)));
    m.facts.ofType('visit').forEach((e, place) => this.addRow(VISITS, 'visit', (table) => table.add(i, e, place)));
    this.addFolded(i, m.facts);
    for (const id of m.lists) {
      const standing = this.lists.get(id);
      if (standing) standing.push(i);
      else this.lists.set(id, [i]);
    }
    for (const [key, state] of m.tags) {
      let table = this.tags.get(key);
      if (!table) this.tags.set(key, (table = new TagTableBuilder(key)));
      table.add(i, state);
    }
  }

  private addFolded(customer: number, facts: FactSet): void {
    const returned = facts.hasAdjustments();
    const repeated = FOLDED_TYPES.some((type) => facts.isRepeated(type));
    if (!returned && !repeated) return;
    this.adjusted.push([customer, (returned ? RETURNED : 0) | (repeated ? REPEATED : 0)]);
    if (repeated) for (const type of FOLDED_TYPES) this.addStanding(customer, facts, type, true);
    for (const type of ORDER_TYPES) this.addStanding(customer, facts, type, false);
  }

  /**
   * Adds the states of a customer's orders. Positions follow the sort order of facts, and the states of one order are
   * consecutive.
   */
  private addStanding(customer: number, facts: FactSet, type: string, gross: boolean): void {
    const standing =
      facts.standing(type, gross) ?? facts.ofType(type).map((fact) => ({ from: fact.at, to: Infinity, fact }));
    standing.forEach(({ fact, from, to }, place) =>
      this.addRow(foldedOf(type, gross), type, (table) => table.add(customer, fact, place, { from, until: to })),
    );
  }

  private addRow(name: string, type: string, add: (table: EventTableBuilder) => void): void {
    let table = this.events.get(name);
    if (!table) {
      this.events.set(name, (table = new EventTableBuilder(type)));
      this.codes += TABLE_BYTES;
    }
    const before = table.bytes;
    add(table);
    this.codes += table.bytes - before;
  }

  sealed(): ColumnPart {
    const n = this.customers;
    const block = new BlockWriter();
    const adjusted = new Uint8Array(n);
    for (const [i, bits] of this.adjusted) adjusted[i] = bits;
    const layout: PartLayout = {
      weight: this.weight,
      ...(this.isOfReceipts ? { isOfReceipts: true } : {}),
      ids: this.ids.sealed(block),
      others: this.others.sealed(n, block),
      factsVersions: block.put('i4', this.factsVersions.sealed()),
      createdAt: block.put('f8', this.createdAt.sealed()),
      adjusted: block.put('u1', adjusted),
      events: [...this.events].map(([name, table]) => table.sealed(name, n, block)),
      tags: [...this.tags.values()].map((table) => table.sealed(n, block)),
      lists: [...this.lists].map(([id, customers]) => ({ id, customers: block.put('u1', marked(n, customers)) })),
    };
    return new ColumnPart(layout, block.sealed());
  }
}

/**
 * Returns the number of columns in all tables of a part. The overhead of each table is counted as additional columns.
 */
const columnsIn = ({ events, tags }: PartLayout): number =>
  events.reduce((sum, table) => sum + TABLE_COLUMNS + table.columns.length + (table.lines?.columns.length ?? 0), 0) +
  TABLE_COLUMNS * tags.length;

function marked(size: number, customers: readonly number[]): Uint8Array {
  const out = new Uint8Array(size);
  for (const customer of customers) out[customer] = 1;
  return out;
}
