/** The writes of one tag for many customers, as columns. */
import type { TagChange, TagDefinition, TagWrite, Value } from '../types.js';
import { tagTimeline, type TagState } from '../tags/tags.js';
import { Growing, viewOf, type BlockWriter, type Place } from './block.js';
import { CodeColumn, CodeColumnBuilder, type CodeColumnLayout } from './dictionary.js';
import { placeName } from './event-table.js';

/** The position of a table's arrays in the block of its part. */
export interface TagTableLayout {
  readonly key: string;
  readonly starts: Place<'i4'>;
  readonly at: Place<'f8'>;
  readonly sequences: Place<'f8'>;
  readonly sources: CodeColumnLayout;
  readonly corrections: CodeColumnLayout;
  readonly changes: CodeColumnLayout;
  readonly values: CodeColumnLayout;
  /** An array with a 1 for each customer whose increments were summed. Undefined if there is no such customer. */
  readonly sums?: Place<'u1'>;
  /**
   * For each customer, the time from which the stored writes are complete, or NaN if all writes are stored. Undefined
   * if all writes of all customers are stored.
   */
  readonly since?: Place<'f8'>;
}

export class TagTable {
  readonly key: string;
  readonly values: CodeColumn;
  /** The earliest time from which the stored writes are complete for every customer. */
  readonly latestComplete: number;
  /** The time of the last write of any customer. */
  readonly latest: number;
  private readonly columns: {
    readonly starts: Int32Array;
    readonly at: Float64Array;
    readonly sequences: Float64Array;
  };
  private readonly sources: CodeColumn;
  private readonly corrections: CodeColumn;
  private readonly changes: CodeColumn;
  private readonly sums: Uint8Array | undefined;
  private readonly since: Float64Array | undefined;

  constructor(block: SharedArrayBuffer, layout: TagTableLayout) {
    this.key = layout.key;
    this.columns = {
      starts: viewOf(block, layout.starts),
      at: viewOf(block, layout.at),
      sequences: viewOf(block, layout.sequences),
    };
    this.sources = new CodeColumn(block, layout.sources);
    this.corrections = new CodeColumn(block, layout.corrections);
    this.changes = new CodeColumn(block, layout.changes);
    this.values = new CodeColumn(block, layout.values);
    this.sums = layout.sums && viewOf(block, layout.sums);
    this.since = layout.since && viewOf(block, layout.since);
    this.latest = largestOf(this.columns.at);
    this.latestComplete = this.since ? largestOf(this.since) : -Infinity;
  }

  has(customer: number): boolean {
    return (
      this.columns.starts[customer + 1] > this.columns.starts[customer] || this.completeFrom(customer) !== undefined
    );
  }

  /**
   * Returns the stored state of a customer's tag. The original ids of writes are not stored, so row numbers serve as
   * ids and keep the order of the writes.
   */
  state(customer: number): TagState | undefined {
    if (!this.has(customer)) return undefined;
    const { starts, at, sequences } = this.columns;
    const writes: TagWrite[] = [];
    for (let row = starts[customer]; row < starts[customer + 1]; row++) {
      const value = this.values.at(row) as Value | undefined;
      writes.push({
        id: placeName(row),
        at: at[row],
        source: this.sources.at(row) as string,
        sequence: sequences[row],
        ...(value === undefined ? {} : { value }),
        ...(this.corrections.at(row) ? { correction: true } : {}),
        ...(this.changes.codes[row] < 0 ? {} : { change: this.changes.at(row) as TagChange }),
        ...(row === starts[customer] && this.isSummed(customer) ? { summed: true } : {}),
      });
    }
    const from = this.completeFrom(customer);
    return { key: this.key, writes, ...(from === undefined ? {} : { from }) };
  }

  /** Returns the time of a customer's first stored write, or Infinity if there is none. */
  firstAt(customer: number): number {
    const { starts, at } = this.columns;
    let first = Infinity;
    for (let row = starts[customer]; row < starts[customer + 1]; row++) first = Math.min(first, at[row]);
    return first;
  }

  /** Returns the time from which a customer's stored writes are complete, or undefined if all writes are stored. */
  completeFrom(customer: number): number | undefined {
    const from = this.since?.[customer];
    return from === undefined || Number.isNaN(from) ? undefined : from;
  }

  /** Whether earlier increments of a customer were combined into one sum. */
  isSummed(customer: number): boolean {
    return this.sums?.[customer] === 1;
  }

  /**
   * Whether the stored writes of all customers are enough to determine the value at time `t` and later. For a tag with
   * a TTL, each increment must also be stored separately.
   */
  isComplete(def: TagDefinition, t: number): boolean {
    return t >= this.latestComplete && (def.ttlMs === undefined || this.sums === undefined);
  }

  /**
   * Returns the dictionary code of the value at time `t`, or -1 if there is no value. Returns `several` if the value
   * depends on more than one write.
   */
  codeAt(customer: number, def: TagDefinition, t: number): number | 'several' {
    const { starts, at } = this.columns;
    const row = starts[customer];
    if (starts[customer + 1] === row) return -1;
    if (starts[customer + 1] > row + 1 || this.changes.codes[row] >= 0) return 'several';
    const code = this.values.codes[row];
    return code < 0 || at[row] > t || (def.ttlMs !== undefined && at[row] + def.ttlMs <= t) ? -1 : code;
  }

  /** Returns a customer's value of the tag at time `t`, or undefined if the tag has no value then. */
  valueAt(customer: number, def: TagDefinition, t: number): Value | undefined {
    const code = this.codeAt(customer, def, t);
    if (code === 'several') return tagTimeline(def, this.state(customer), t).values[0];
    return code < 0 ? undefined : this.values.values.at(code);
  }
}

export class TagTableBuilder {
  private readonly starts = Growing.integers();
  private readonly at = Growing.floats();
  private readonly sequences = Growing.floats();
  private readonly sources = new CodeColumnBuilder();
  private readonly corrections = new CodeColumnBuilder();
  private readonly changes = new CodeColumnBuilder();
  private readonly values = new CodeColumnBuilder();
  private readonly sums: number[] = [];
  private readonly since: (readonly [customer: number, from: number])[] = [];

  constructor(private readonly key: string) {}

  /** Adds the writes of a customer. Customers must be added in ascending order. */
  add(customer: number, state: TagState): void {
    while (this.starts.length <= customer) this.starts.push(this.at.length);
    if (state.from !== undefined) this.since.push([customer, state.from]);
    for (const w of state.writes) {
      const row = this.at.length;
      this.at.push(w.at);
      this.sequences.push(w.sequence);
      this.sources.set(row, w.source);
      if (w.correction) this.corrections.set(row, true);
      if (w.change) this.changes.set(row, w.change);
      if (w.summed) this.sums.push(customer);
      if (w.value !== undefined) this.values.set(row, w.value);
    }
  }

  sealed(customers: number, block: BlockWriter): TagTableLayout {
    while (this.starts.length <= customers) this.starts.push(this.at.length);
    const rows = this.at.length;
    return {
      key: this.key,
      starts: block.put('i4', this.starts.sealed()),
      at: block.put('f8', this.at.sealed()),
      sequences: block.put('f8', this.sequences.sealed()),
      sources: this.sources.sealed(rows, block),
      corrections: this.corrections.sealed(rows, block),
      changes: this.changes.sealed(rows, block),
      values: this.values.sealed(rows, block),
      ...(this.sums.length > 0 ? { sums: block.put('u1', this.summed(customers)) } : {}),
      ...(this.since.length > 0 ? { since: block.put('f8', this.completeFrom(customers)) } : {}),
    };
  }

  private summed(customers: number): Uint8Array {
    const out = new Uint8Array(customers);
    for (const customer of this.sums) out[customer] = 1;
    return out;
  }

  private completeFrom(customers: number): Float64Array {
    const out = new Float64Array(customers).fill(NaN);
    for (const [customer, from] of this.since) out[customer] = from;
    return out;
  }
}

/** Returns the maximum, ignoring NaN. Returns -Infinity if no number remains. */
function largestOf(numbers: Float64Array): number {
  let largest = -Infinity;
  for (const n of numbers) if (n > largest) largest = n;
  return largest;
}
