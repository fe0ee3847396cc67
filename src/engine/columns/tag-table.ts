/** The writes of one tag of many customers, as columns. */
import type { TagChange, TagDefinition, TagWrite, Value } from '../model.js';
import { tagTimeline, type TagState } from '../tags/tags.js';
import { Growing, viewOf, type BlockWriter, type Place } from './block.js';
import { CodeColumn, CodeColumnBuilder, type CodeColumnLayout } from './dictionary.js';
import { placeName } from './event-table.js';

/** The place of a table in the block of its part. */
export interface TagTableLayout {
  readonly key: string;
  readonly starts: Place<'i4'>;
  readonly at: Place<'f8'>;
  readonly sequences: Place<'f8'>;
  readonly sources: CodeColumnLayout;
  readonly corrections: CodeColumnLayout;
  readonly changes: CodeColumnLayout;
  readonly values: CodeColumnLayout;
  /** 1 for customers whose increments were summed. Undefined if there are none. */
  readonly sums?: Place<'u1'>;
  /**
   * The time from which a customer's writes are complete, or NaN if all writes are present. Undefined if that is so for
   * all customers.
   */
  readonly since?: Place<'f8'>;
}

export class TagTable {
  readonly key: string;
  readonly values: CodeColumn;
  /** From when on the writes of all are complete. */
  readonly latestComplete: number;
  /** The instant of the last write of anyone. */
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

  /** Everything kept of one customer's tag. The order of writes is kept, whatever they were called. */
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

  /** The instant of the first write that is kept of a customer; Infinity when there is none. */
  firstAt(customer: number): number {
    const { starts, at } = this.columns;
    let first = Infinity;
    for (let row = starts[customer]; row < starts[customer + 1]; row++) first = Math.min(first, at[row]);
    return first;
  }

  /** The time from which a customer's writes are complete. Undefined if all writes are present. */
  completeFrom(customer: number): number | undefined {
    const from = this.since?.[customer];
    return from === undefined || Number.isNaN(from) ? undefined : from;
  }

  /** Whether increments of a customer were summed. */
  isSummed(customer: number): boolean {
    return this.sums?.[customer] === 1;
  }

  /**
   * Returns whether the stored writes of all customers determine the value from a time on. A TTL requires every
   * increment.
   */
  isComplete(def: TagDefinition, t: number): boolean {
    return t >= this.latestComplete && (def.ttlMs === undefined || this.sums === undefined);
  }

  /**
   * Returns the code of the value at a time, -1 if there is none, or `several` if the value depends on more than one
   * write.
   */
  codeAt(customer: number, def: TagDefinition, t: number): number | 'several' {
    const { starts, at } = this.columns;
    const row = starts[customer];
    if (starts[customer + 1] === row) return -1;
    if (starts[customer + 1] > row + 1 || this.changes.codes[row] >= 0) return 'several';
    const code = this.values.codes[row];
    return code < 0 || at[row] > t || (def.ttlMs !== undefined && at[row] + def.ttlMs <= t) ? -1 : code;
  }

  /** The value served at an instant. */
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

  /** Adds customers in ascending order. */
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

/** Returns the maximum, ignoring NaN, or -Infinity if there is no other number. */
function largestOf(numbers: Float64Array): number {
  let largest = -Infinity;
  for (const n of numbers) if (n > largest) largest = n;
  return largest;
}
