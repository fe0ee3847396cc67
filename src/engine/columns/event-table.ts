/** The events of one type as columns. Rows are grouped by customer, and each customer's rows are in time order. */
import type { EventFact, OrderLine, Property } from '../types.js';
import { ASSIGNED, isDecided } from '../facts/decided.js';
import { Growing, viewOf, type BlockWriter, type Codes, type CodesPlace, type Place } from './block.js';
import { ColumnsBuilder, columnsOf, type CodeColumn, type ColumnsLayout } from './dictionary.js';

/** Fields of an event that are not properties. */
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

/** Order lines. The lines of row r have the positions from starts[r] (inclusive) to starts[r + 1] (exclusive). */
interface LineTable {
  readonly starts: Int32Array;
  readonly columns: ReadonlyMap<string, CodeColumn>;
}

export interface EventTable {
  readonly type: string;
  /** The rows of customer i are those from starts[i] (inclusive) to starts[i + 1] (exclusive). */
  readonly starts: Int32Array;
  readonly at: Float64Array;
  /** For each row, the position of its event among all facts of the customer, in the sort order of facts. */
  readonly places: Codes;
  /**
   * The successive states of orders. Each row is one state and is valid within [from, until). Undefined if every row is
   * valid from the time of its event.
   */
  readonly steps?: { readonly from: Float64Array; readonly until: Float64Array };
  readonly columns: ReadonlyMap<string, CodeColumn>;
  readonly lines?: LineTable;
}

/** Whether a customer has an event with a coupon in the time range [from, to). */
export function namesCoupon(table: EventTable | undefined, customer: number, from = -Infinity, to = Infinity): boolean {
  const column = table?.columns.get('coupon');
  if (!table || !column) return false;
  for (let row = table.starts[customer]; row < table.starts[customer + 1]; row++)
    if (column.codes[row] >= 0 && table.at[row] >= from && table.at[row] < to) return true;
  return false;
}

/** The position of a table's arrays in the block of its part. */
export interface EventTableLayout {
  /** The name that identifies the table within its part. It can differ from `type`. */
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

  /**
   * Bytes of the codes so far. A property that only a few events have still takes one code for every event of the
   * table.
   */
  get bytes(): number {
    return this.columns.bytes + this.lineColumns.bytes;
  }

  /**
   * Adds an event. Customers must be added in ascending order. For a state of an order, `step` is the time range in
   * which the state is valid.
   */
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
    // A claim of a coupon is identified by the id of the event that reported it, so this id is kept.
    if (fact.coupon !== undefined) this.columns.set('id', row, sentId(fact));
    // Figures of experiments prefer assignments that were decided here.
    if (fact.type === ASSIGNED && isDecided(fact)) this.columns.set('binding', row, true);
    for (const [name, v] of Object.entries(fact.properties ?? {})) this.columns.set(`.${name}`, row, v);
    this.lineStarts.push(this.lines);
    for (const line of fact.lines ?? []) {
      for (const name of LINE) if (line[name] !== undefined) this.lineColumns.set(name, this.lines, line[name]);
      this.lines++;
    }
    // An order with an empty list of lines differs from an order without a list.
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

/** The separator between the position of a fact and its original id. No id contains this character. */
const PLACED = '\0';

/**
 * Returns the id with which a fact was sent. Facts that are read from columns keep this id only if they have a coupon.
 */
export const sentId = (fact: EventFact): string => fact.id.slice(fact.id.indexOf(PLACED) + 1);

/**
 * Returns a row as an event. The id of the event is the position of the fact, because ids only determine the order of
 * facts at the same time. If the event names a coupon, the original id is appended, and `sentId` returns it.
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

/** Returns the position as a text of 9 digits, so that the texts sort in the order of the positions. */
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
