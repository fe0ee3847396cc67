/**
 * Reads the events of customers for analyses, one customer at a time and in time order. The other files in this folder
 * do not access columns directly.
 */
import type { EventTable } from '../columns/event-table.js';
import { fieldReader, lineReader, type FieldReader } from '../columns/field-reader.js';
import { REPEATED, RETURNED, type ColumnPart } from '../columns/part.js';
import { rowTest, type RowTest } from '../columns/window.js';
import { hasBuiltIn } from '../facts/fields.js';
import { retentionOf } from '../facts/event-retention.js';
import type { Setting } from '../facts/selection.js';
import { FOLDED_TYPES, LINE_FIELDS, ORDER_TYPES } from '../facts/vocabulary.js';
import type { Selection, Value } from '../types.js';
import { firstRowAfter } from '../time/search.js';

/** Selects the events of a type that pass a filter. Amounts of orders are net of refunds unless `gross` is set. */
export type Choice = Pick<Selection, 'event' | 'where' | 'gross'>;

/** Maximum number of choices of one query. Each choice is one bit of a mask. */
export const MAX_CHOICES = 30;

/** A table with events of a part. It is read for some customers (`folded`, `wanted`) and for some choices. */
interface ReadTable {
  readonly table: EventTable;
  /** Rows at or before this time do not count, because the retention of their event type has passed. */
  readonly after: number;
  /**
   * A mask of bits of `Part.adjusted`. If `wanted` is true, the table applies to customers with at least one of these
   * bits. If `wanted` is false, it applies to customers with none of them.
   */
  readonly folded: number;
  readonly wanted: boolean;
  readonly choices: readonly { readonly bit: number; readonly test?: RowTest }[];
}

/** An order line with its value of one field. */
interface LineView {
  readonly value: Value | undefined;
  readonly quantity: bigint;
  /** Amount of the line, or 0 if it has none. */
  readonly amount: bigint;
}

export interface ReaderOptions {
  readonly setting: Setting;
  /** Time of the query. Data is read as it was at this time. */
  readonly now: number;
  /** Whether events that match no choice are read too. Their mask is 0. */
  readonly all?: boolean;
}

/**
 * Reads the events of one customer at a time. After `read(customer)`, `at` and `mask` hold `length` events in time
 * order. An event that matches several choices appears once, with one bit of its mask set for each choice.
 *
 * Example: with the choices `added_to_cart` and `order_paid`, a customer with one event of each type has the masks 1
 * and 2.
 */
export class EventReader {
  length = 0;
  at = new Float64Array(64);
  mask = new Int32Array(64);
  private tableIndex = new Int32Array(64);
  private row = new Int32Array(64);
  private readonly tables: readonly ReadTable[];
  private readonly readers = new Map<string, FieldReader>();

  constructor(
    private readonly part: ColumnPart,
    choices: readonly Choice[],
    private readonly options: ReaderOptions,
  ) {
    this.tables = tablesOf(part, choices, options);
  }

  /** Reads the events of a customer with from <= at < to. Returns the number of events. */
  read(customer: number, from = -Infinity, to = Infinity): number {
    const { now } = this.options;
    this.length = 0;
    let runs = 0;
    for (let k = 0; k < this.tables.length; k++) {
      const source = this.tables[k];
      if ((this.part.adjusted[customer] & source.folded) > 0 !== source.wanted) continue;
      const { starts, at, steps } = source.table;
      const end = starts[customer + 1];
      let row = starts[customer];
      if (row === end) continue;
      const low = Math.max(source.after, from - 1);
      if (end - row > 16) row = firstRowAfter(at, row, end, low);
      const before = this.length;
      for (; row < end; row++) {
        const t = at[row];
        if (t <= low) continue;
        if (t >= to || t > now) break;
        if (steps && (steps.from[row] > now || now >= steps.until[row])) continue;
        const mask = maskOf(source, row);
        if (mask > 0 || this.options.all) this.push(t, mask, k, row);
      }
      if (this.length > before) runs++;
    }
    if (runs > 1) this.sort();
    return this.length;
  }

  /**
   * Returns the value of a field of an event. `index` is the position of the event among those that the last call of
   * `read` found.
   */
  value(index: number, field: string): Value | undefined {
    const table = this.tableIndex[index];
    const key = `${table} ${field}`;
    let reader = this.readers.get(key);
    if (!reader)
      this.readers.set(key, (reader = fieldReader(this.tables[table].table, { name: field }, this.options.setting)));
    return reader.at(this.row[index]);
  }

  /** Whether any order of a customer was returned, cancelled or reported several times. */
  isAdjusted(customer: number): boolean {
    return this.part.adjusted[customer] !== 0;
  }

  /** Returns the type of the event at position `index`, for the customer that was read last. */
  type(index: number): string {
    return this.tables[this.tableIndex[index]].table.type;
  }

  /**
   * Returns all values of a field of an event: its single value, the elements of a list, or one value for each order
   * line with a quantity above 0.
   */
  values(index: number, field: string): readonly Value[] {
    const own = this.value(index, field);
    if (own === undefined) return this.lineValues(index, field);
    return typeof own === 'object' ? [...own] : [own];
  }

  /** Returns the values of a field of order lines with a quantity above 0. A property of the event does not count. */
  lineValues(index: number, field: string): readonly Value[] {
    const { lines } = this.tables[this.tableIndex[index]].table;
    const reader = Object.hasOwn(LINE_FIELDS, field) ? this.lineReader(this.tableIndex[index], field) : undefined;
    const quantity = lines?.columns.get('quantity');
    if (!lines || !reader || reader.isEmpty || !quantity) return [];
    const row = this.row[index];
    const out: Value[] = [];
    for (let l = lines.starts[row]; l < lines.starts[row + 1]; l++) {
      const value = reader.at(l);
      if (value !== undefined && ((quantity.at(l) as bigint | undefined) ?? 0n) > 0n) out.push(value);
    }
    return out;
  }

  /**
   * Returns the order lines of an event, each with its value of a field. A line that was returned has a lower quantity
   * or amount than in the gross order, at the same position. Undefined if the event has no list of lines.
   */
  lines(index: number, field = 'sku'): readonly LineView[] | undefined {
    const table = this.tableIndex[index];
    const { lines, columns } = this.tables[table].table;
    const row = this.row[index];
    if (!lines || columns.get('lines')?.at(row) === undefined) return undefined;
    const reader = this.lineReader(table, field);
    const [quantity, amount] = [lines.columns.get('quantity'), lines.columns.get('amount')];
    const out: LineView[] = [];
    for (let l = lines.starts[row]; l < lines.starts[row + 1]; l++)
      out.push({
        value: reader.at(l),
        quantity: (quantity?.at(l) as bigint | undefined) ?? 0n,
        amount: (amount?.at(l) as bigint | undefined) ?? 0n,
      });
    return out;
  }

  private lineReader(table: number, name: string): FieldReader {
    const key = `${table} line ${name}`;
    let reader = this.readers.get(key);
    if (!reader) {
      reader = lineReader(this.tables[table].table, { scope: 'line', name }, this.options.setting);
      this.readers.set(key, reader);
    }
    return reader;
  }

  /**
   * Returns whether `amount` is a built-in field of this event's type. Otherwise, `amount` would be a custom property.
   */
  hasMoney(index: number): boolean {
    return hasBuiltIn(this.type(index), 'amount');
  }

  /** Returns the amount paid, in the workspace's currency. Undefined if the event has no amount or another currency. */
  money(index: number): bigint | undefined {
    const { columns } = this.tables[this.tableIndex[index]].table;
    const row = this.row[index];
    const currency = columns.get('currency')?.at(row);
    if (currency !== undefined && currency !== this.options.setting.currency) return undefined;
    return columns.get('amount')?.at(row) as bigint | undefined;
  }

  private push(at: number, mask: number, table: number, row: number): void {
    if (this.length === this.at.length) this.grow();
    const i = this.length++;
    this.at[i] = at;
    this.mask[i] = mask;
    this.tableIndex[i] = table;
    this.row[i] = row;
  }

  private grow(): void {
    const size = this.at.length * 2;
    const at = new Float64Array(size);
    at.set(this.at);
    this.at = at;
    const larger = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const out = new Int32Array(size);
      out.set(old);
      return out;
    };
    this.mask = larger(this.mask);
    this.tableIndex = larger(this.tableIndex);
    this.row = larger(this.row);
  }

  /** Sorts the events by time. Events at the same time are ordered by table, then by row. */
  private sort(): void {
    if (this.length <= 48) this.insertionSort();
    else {
      const { at } = this;
      const order = Array.from({ length: this.length }, (_, i) => i).sort((a, b) => at[a] - at[b] || a - b);
      const [times, masks, indexes, rows] = [
        this.at.slice(),
        this.mask.slice(),
        this.tableIndex.slice(),
        this.row.slice(),
      ];
      order.forEach((from, to) => {
        this.at[to] = times[from];
        this.mask[to] = masks[from];
        this.tableIndex[to] = indexes[from];
        this.row[to] = rows[from];
      });
    }
  }

  private insertionSort(): void {
    const { at, mask, tableIndex, row } = this;
    for (let i = 1; i < this.length; i++) {
      const [t, m, index, r] = [at[i], mask[i], tableIndex[i], row[i]];
      let k = i;
      for (; k > 0 && at[k - 1] > t; k--) {
        at[k] = at[k - 1];
        mask[k] = mask[k - 1];
        tableIndex[k] = tableIndex[k - 1];
        row[k] = row[k - 1];
      }
      at[k] = t;
      mask[k] = m;
      tableIndex[k] = index;
      row[k] = r;
    }
  }
}

function maskOf({ choices }: ReadTable, row: number): number {
  let mask = 0;
  for (let c = 0; c < choices.length; c++) {
    const { bit, test } = choices[c];
    if (!test || test(row)) mask |= bit;
  }
  return mask;
}

function tablesOf(
  part: ColumnPart,
  choices: readonly Choice[],
  { setting, now, all }: ReaderOptions,
): readonly ReadTable[] {
  const bySource = new Map<string, { readonly event: string; readonly gross: boolean; readonly places: number[] }>();
  choices.forEach(({ event, gross = false }, place) => {
    const key = `${gross} ${event}`;
    const source = bySource.get(key);
    if (source) source.places.push(place);
    else bySource.set(key, { event, gross, places: [place] });
  });
  const tables: ReadTable[] = [];
  for (const { event, gross, places } of bySource.values()) {
    const after = now - retentionOf(event, setting);
    const add = (table: EventTable | undefined, folded: number, wanted: boolean): void => {
      if (!table) return;
      const tests = places.map((place) => {
        const { where } = choices[place];
        return { bit: 1 << place, ...(where ? { test: rowTest(where, table, setting) } : {}) };
      });
      tables.push({ table, after, folded, wanted, choices: tests });
    };
    if (!FOLDED_TYPES.includes(event)) {
      add(part.table(event), 0, false);
      continue;
    }
    const isGross = gross || !ORDER_TYPES.includes(event);
    const folded = isGross ? REPEATED : RETURNED | REPEATED;
    add(part.table(event), folded, false);
    add(part.foldedTable(event, isGross), folded, true);
  }
  if (!all) return tables;
  const others = part.eventTypes().flatMap((type): ReadTable[] => {
    const table = part.table(type);
    // A table whose type differs from the given name holds the states of changed orders, so it is not added here.
    if (table?.type !== type || tables.some((other) => other.table === table && other.folded === 0)) return [];
    return [{ table, after: now - retentionOf(type, setting), folded: 0, wanted: false, choices: [] }];
  });
  return [...tables, ...others];
}
