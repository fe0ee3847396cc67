/**
 * Columns whose rows store codes. A dictionary holds the value for each code. A test runs once per distinct value
 * instead of once per row.
 */
import { Growing, viewOf, type BlockWriter, type Codes, type CodesPlace } from './block.js';
import { Entries, EntryWriter, type EntriesLayout, type Entry } from './entries.js';

export { Growing } from './block.js';
export type { Entry } from './entries.js';

export interface CodeColumnLayout {
  readonly codes: CodesPlace;
  readonly values: EntriesLayout;
}

/** A column with at most one value per row. The code -1 means that a row has no value. */
export class CodeColumn<T extends Entry = Entry> {
  readonly codes: Codes;
  readonly values: Entries<T>;

  constructor(
    readonly block: SharedArrayBuffer,
    layout: CodeColumnLayout,
  ) {
    this.codes = viewOf(block, layout.codes);
    this.values = new Entries(block, layout.values);
  }

  at(row: number): T | undefined {
    const code = this.codes[row];
    return code < 0 ? undefined : this.values.at(code);
  }

  /** Returns an array with a 1 for every code whose value passes the test. */
  passing(test: (v: T) => boolean): Uint8Array {
    const out = new Uint8Array(this.values.length);
    for (let code = 0; code < out.length; code++) if (test(this.values.at(code))) out[code] = 1;
    return out;
  }
}

const CODE_BYTES = 4;
/** Memory overhead of a column in bytes, without its codes and values, both while it is built and afterwards. */
export const COLUMN_BYTES = 1024;

/** Builds a column. Rows must be set in ascending order. A row that is skipped has no value. */
export class CodeColumnBuilder {
  private readonly codes = Growing.integers();
  private readonly known = new Map<Entry, number>();
  private readonly entries = new EntryWriter();

  /** Bytes of the codes so far. */
  get bytes(): number {
    return CODE_BYTES * this.codes.length;
  }

  set(row: number, v: Entry): void {
    while (this.codes.length < row) this.codes.push(-1);
    this.codes.push(this.codeOf(v));
  }

  private codeOf(v: Entry): number {
    const key = keyOf(v);
    let code = this.known.get(key);
    if (code === undefined) {
      this.known.set(key, (code = this.known.size));
      this.entries.add(v);
    }
    return code;
  }

  sealed(rows: number, block: BlockWriter): CodeColumnLayout {
    while (this.codes.length < rows) this.codes.push(-1);
    return { codes: block.putCodes(this.codes.sealed(), this.known.size - 1), values: this.entries.sealed(block) };
  }
}

/**
 * Returns the key of a value. Lists with equal elements have the same key, but -0 and 0 have different keys. Keys of
 * lists and of -0 begin with NUL, because no text of a property begins with NUL.
 */
function keyOf(v: Entry): Exclude<Entry, readonly string[]> {
  if (typeof v === 'object') return `\0${JSON.stringify(v)}`;
  return Object.is(v, -0) ? '\0-0' : v;
}

/** Builds columns by name. A column is created when its first value is set. */
export class ColumnsBuilder {
  /** Bytes of the codes of all columns. */
  bytes = 0;
  private readonly columns = new Map<string, CodeColumnBuilder>();

  set(name: string, row: number, v: Entry): void {
    let column = this.columns.get(name);
    if (!column) {
      this.columns.set(name, (column = new CodeColumnBuilder()));
      this.bytes += COLUMN_BYTES;
    }
    const before = column.bytes;
    column.set(row, v);
    this.bytes += column.bytes - before;
  }

  has(name: string): boolean {
    return this.columns.has(name);
  }

  sealed(rows: number, block: BlockWriter): ColumnsLayout {
    return [...this.columns].map(([name, column]) => ({ name, ...column.sealed(rows, block) }));
  }
}

export type ColumnsLayout = readonly (CodeColumnLayout & { readonly name: string })[];

export const columnsOf = (block: SharedArrayBuffer, layout: ColumnsLayout): ReadonlyMap<string, CodeColumn> =>
  new Map(layout.map((column) => [column.name, new CodeColumn(block, column)]));
