/** The events of one type of many customers, as columns: customer by customer, each in order of time. */
import type { EventFact, OrderLine, Property } from '../model.js';
import { Growing, viewOf, type BlockWriter, type Codes, type CodesPlace, type Place } from './block.js';
import { ColumnsBuilder, columnsOf, type CodeColumn, type ColumnsLayout } from './dictionary.js';

/** Fields of an event that are no properties. */
const OWN = [
  'orderId',
  'amount',
  'currency',
  'coupon',
  'paymentId',
  'refundId',
  'keyClass',
  'batch',
  'batchPlace',
] as const;
const LINE = ['lineId', 'sku', 'name', 'brand', 'category', 'quantity', 'amount'] as const;

/** Order lines: those of row r are at [starts[r], starts[r + 1]). */
interface LineTable {
  readonly starts: Int32Array;
  readonly columns: ReadonlyMap<string, CodeColumn>;
}

export interface EventTable {
  readonly type: string;
  /** Rows of customer i are at [starts[i], starts[i + 1]). */
  readonly starts: Int32Array;
  readonly at: Float64Array;
  /** Places among all facts of their customer, in the order of facts. */
  readonly places: Codes;
  /**
   * The states of an order over time. A row is valid within [from, until). Undefined if every row is valid from its own
   * time on.
   */
  readonly steps?: { readonly from: Float64Array; readonly until: Float64Array };
  readonly columns: ReadonlyMap<string, CodeColumn>;
  readonly lines?: LineTable;
}

/** Whether an event of a customer from one instant to another (not included) names a coupon. */
export function namesCoupon(table: EventTable | undefined, customer: number, from = -Infinity, to = Infinity): boolean {
  const column = table?.columns.get('coupon');
  if (!table || !column) return false;
  for (let row = table.starts[customer]; row < table.starts[customer + 1]; row++)
    if (column.codes[row] >= 0 && table.at[row] >= from && table.at[row] < to) return true;
  return false;
}

/** The place of a table in the block of its part. */
export interface EventTableLayout {
  /** The name of the table within its part. */
  readonly name: string;
  readonly type: string;
  readonly starts: Place<'i4'>;
  readonly at: Place<'f8'>;
  readonly places: CodesPlace;
  readonly steps?: { readonly from: Place<'f8'>; readonly until: Place<'f8'> };
  readonly columns: ColumnsLayout;
  readonly lines?: { readonly starts: Place<'i4'>; readonly columns: ColumnsLayout };
}

export function eventTableOf(block: SharedArrayBuffer, layout: EventTableLayout): EventTable {
  const { type, steps, lines } = layout;
  return {
    type,
    starts: viewOf(block, layout.starts),
    at: viewOf(block, layout.at),
    places: viewOf(block, layout.places),
    columns: columnsOf(block, layout.columns),
    ...(steps ? { steps: { from: viewOf(block, steps.from), until: viewOf(block, steps.until) } } : {}),
    ...(lines ? { lines: { starts: viewOf(block, lines.starts), columns: columnsOf(block, lines.columns) } } : {}),
  };
}

export class EventTableBuilder {
  private readonly starts = Growing.integers();
  private readonly at = Growing.floats();
  private readonly places = Growing.integers();
  private readonly from = Growing.floats();
  private readonly until = Growing.floats();
  private readonly columns = new ColumnsBuilder();
  private readonly lineStarts = Growing.integers();
  private readonly lineColumns = new ColumnsBuilder();
  private lines = 0;
  private largestPlace = 0;

  constructor(private readonly type: string) {}

  /** Customers come in order; `step`: from when until when this stands for an order. */
  add(
    customer: number,
    fact: EventFact,
    place: number,
    step?: { readonly from: number; readonly until: number },
  ): void {
    while (this.starts.length <= customer) this.starts.push(this.at.length);
    const row = this.at.length;
    this.at.push(fact.at);
    this.places.push(place);
    this.largestPlace = Math.max(this.largestPlace, place);
    if (step) {
      this.from.push(step.from);
      this.until.push(step.until);
    }
    for (const name of OWN) if (fact[name] !== undefined) this.columns.set(name, row, fact[name]);
    // Claims are known by the ids of what reported them.
    if (fact.coupon !== undefined) this.columns.set('id', row, sentId(fact));
    for (const [name, v] of Object.entries(fact.properties ?? {})) this.columns.set(`.${name}`, row, v);
    this.lineStarts.push(this.lines);
    for (const line of fact.lines ?? []) {
      for (const name of LINE) if (line[name] !== undefined) this.lineColumns.set(name, this.lines, line[name]);
      this.lines++;
    }
    // An order with no lines is another than one that says nothing of lines.
    if (fact.lines) this.columns.set('lines', row, true);
  }

  sealed(name: string, customers: number, block: BlockWriter): EventTableLayout {
    while (this.starts.length <= customers) this.starts.push(this.at.length);
    this.lineStarts.push(this.lines);
    const rows = this.at.length;
    return {
      name,
      type: this.type,
      starts: block.put('i4', this.starts.sealed()),
      at: block.put('f8', this.at.sealed()),
      places: block.putCodes(this.places.sealed(), this.largestPlace),
      columns: this.columns.sealed(rows, block),
      ...(this.from.length > 0
        ? { steps: { from: block.put('f8', this.from.sealed()), until: block.put('f8', this.until.sealed()) } }
        : {}),
      ...(this.columns.has('lines')
        ? {
            lines: {
              starts: block.put('i4', this.lineStarts.sealed()),
              columns: this.lineColumns.sealed(this.lines, block),
            },
          }
        : {}),
    };
  }
}

/** Between the place of a fact that names a coupon and the id it came with; no id has it. */
const PLACED = '\0';

/** The id a fact was sent with; of one that comes from columns, if it names a coupon. */
export const sentId = (fact: EventFact): string => fact.id.slice(fact.id.indexOf(PLACED) + 1);

/**
 * A row as the event it was. Its id is its place, for ids only decide between facts of one instant; where it names a
 * coupon, the id it was sent with follows (`sentId`).
 */
export function factAt(table: EventTable, row: number): EventFact {
  const properties: [string, Property][] = [];
  const own: Record<string, unknown> = {};
  for (const [name, column] of table.columns) {
    const v = column.at(row);
    if (v === undefined) continue;
    if (name.charCodeAt(0) === 46) properties.push([name.slice(1), v as Property]);
    else if (name !== 'lines') own[name] = name === 'id' ? `${placeName(table.places[row])}${PLACED}${String(v)}` : v;
  }
  if (table.columns.get('lines')?.at(row)) own.lines = linesAt(table.lines!, row);
  return {
    id: placeName(table.places[row]),
    type: table.type,
    at: table.at[row],
    ...(properties.length > 0 ? { properties: Object.fromEntries(properties) } : {}),
    ...own,
  } as EventFact;
}

/** Names in the order of places. */
export const placeName = (place: number): string => String(place).padStart(9, '0');

function linesAt(t: LineTable, row: number): OrderLine[] {
  const out: OrderLine[] = [];
  for (let l = t.starts[row]; l < t.starts[row + 1]; l++) {
    const line: Record<string, unknown> = {};
    for (const [name, column] of t.columns) {
      const v = column.at(l);
      if (v !== undefined) line[name] = v;
    }
    out.push(line as unknown as OrderLine);
  }
  return out;
}
