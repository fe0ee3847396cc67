/** The writes of one tag of many customers, as columns. */
import type { TagChange, TagDefinition, TagWrite, Value } from '../model.js';
import { tagTimeline, type TagState } from '../tags/tags.js';
import { CodeColumn, Growing, type Entry } from './dictionary.js';
import { placeName } from './event-table.js';

export class TagTable {
  private readonly starts = Growing.integers();
  private readonly at = Growing.floats();
  private readonly sequences = Growing.floats();
  private readonly sources = new CodeColumn();
  private readonly corrections = new CodeColumn();
  private readonly changes = new CodeColumn();
  private readonly sums = new Set<number>();
  /** From when on the writes of a customer are all that matter, by customer. */
  private readonly since = new Map<number, number>();
  readonly values = new CodeColumn();
  /** From when on the writes of all are complete. */
  latestComplete = -Infinity;
  /** The instant of the last write of anyone. */
  latest = -Infinity;
  private columns!: { readonly starts: Int32Array; readonly at: Float64Array; readonly sequences: Float64Array };

  constructor(readonly key: string) {}

  /** Customers come in order. */
  add(customer: number, state: TagState): void {
    while (this.starts.length <= customer) this.starts.push(this.at.length);
    if (state.from !== undefined) {
      this.since.set(customer, state.from);
      this.latestComplete = Math.max(this.latestComplete, state.from);
    }
    for (const w of state.writes) {
      const row = this.at.length;
      this.at.push(w.at);
      this.latest = Math.max(this.latest, w.at);
      this.sequences.push(w.sequence);
      this.sources.set(row, w.source);
      if (w.correction) this.corrections.set(row, true);
      if (w.change) this.changes.set(row, w.change);
      if (w.summed) this.sums.add(customer);
      if (w.value !== undefined) this.values.set(row, w.value);
    }
  }

  seal(customers: number): void {
    while (this.starts.length <= customers) this.starts.push(this.at.length);
    for (const c of [this.sources, this.corrections, this.changes, this.values]) c.seal(this.at.length);
    this.columns = { starts: this.starts.sealed(), at: this.at.sealed(), sequences: this.sequences.sealed() };
  }

  has(customer: number): boolean {
    return this.columns.starts[customer + 1] > this.columns.starts[customer] || this.since.has(customer);
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
        ...(row === starts[customer] && this.sums.has(customer) ? { summed: true } : {}),
      });
    }
    const from = this.since.get(customer);
    return { key: this.key, writes, ...(from === undefined ? {} : { from }) };
  }

  /** The instant of the first write that is kept of a customer; Infinity when there is none. */
  firstAt(customer: number): number {
    const { starts, at } = this.columns;
    let first = Infinity;
    for (let row = starts[customer]; row < starts[customer + 1]; row++) first = Math.min(first, at[row]);
    return first;
  }

  /** From when on a customer's writes are complete; absent: they all are there. */
  completeFrom(customer: number): number | undefined {
    return this.since.get(customer);
  }

  /** Whether increments of a customer were summed. */
  isSummed(customer: number): boolean {
    return this.sums.has(customer);
  }

  /** Whether what is kept of all says what is served from an instant on: under a TTL each increment is needed. */
  isComplete(def: TagDefinition, t: number): boolean {
    return t >= this.latestComplete && (def.ttlMs === undefined || this.sums.size === 0);
  }

  /** The code of the value served at an instant; -1: none; `several`: it takes more than one write to say. */
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
    return code < 0 ? undefined : (this.values.values[code] as Entry as Value);
  }
}
