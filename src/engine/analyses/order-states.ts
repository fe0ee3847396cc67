/**
 * Reads the orders of customers in their state at a given time, with the part of each order that had been returned by
 * then.
 */
import { LINE_FIELDS, ORDER_TYPES } from '../facts/vocabulary.js';
import type { Customers } from './analysis.js';
import { EventReader, type Choice } from './events.js';
import { eventGroup, type Groups } from './grouped.js';
import { groupOf, type GroupKey } from './groups.js';
import { moneyAt } from './orders-of.js';

export interface OrdersQuestion {
  readonly orders: readonly Choice[];
  /**
   * With `line`, order lines are grouped by a field. A group then contains only the order lines with its value of this
   * field, not whole orders.
   */
  readonly groups?: Groups | { readonly line: string };
}

/** Fields by which order lines are grouped. */
export const LINE_GROUPS: readonly string[] = Object.keys(LINE_FIELDS).filter(
  (name) => name !== 'quantity' && name !== 'amount',
);

/** The ordered and the returned part of a whole order, or of its lines in one group. */
export interface Piece {
  readonly group: GroupKey;
  /** Number of lines with a quantity, and number of lines of which anything was returned. */
  lines: number;
  returnedLines: number;
  sales: bigint;
  returned: bigint;
  /** Whether anything was returned, and whether nothing is left. */
  isReturned: boolean;
  isWhollyReturned: boolean;
}

interface OrderState {
  readonly at: number;
  readonly type: string;
  readonly whole: Piece;
  /** The order, or a piece of it, for each group to which it belongs. Empty if the analysis has no groups. */
  readonly groups: readonly Piece[];
}

/**
 * Reads the orders of one customer at a time, in their state at the time `asOf`. Sales are the amount of the gross
 * order as it was reported. The returned amount is its difference from the net order.
 */
export class OrderStates {
  private readonly reader: EventReader;
  /**
   * Mask of the choices of gross orders, which have the lower bits. The choices of net orders have the higher bits, and
   * have no filters.
   */
  private readonly grossBits: number;

  constructor(
    private readonly question: OrdersQuestion,
    private readonly customers: Customers,
    asOf: number,
  ) {
    const { orders } = question;
    const types = [...new Set(orders.map(({ event }) => event).filter((event) => ORDER_TYPES.includes(event)))];
    const choices = [...orders.map((choice) => ({ ...choice, gross: true })), ...types.map((event) => ({ event }))];
    this.reader = new EventReader(customers.part, choices, { setting: customers.setting, now: asOf });
    this.grossBits = (1 << orders.length) - 1;
  }

  /** Whether any order of a customer was adjusted. If not, nothing was ever returned. */
  isAdjusted(customer: number): boolean {
    return this.reader.isAdjusted(customer);
  }

  /** Returns the orders of a customer with from <= at < to. Their keys do not depend on `asOf`. */
  read(customer: number, from: number, to: number): ReadonlyMap<string, OrderState> {
    const { reader } = this;
    reader.read(customer, from, to);
    const net = new Map<string, number>();
    for (let i = 0; i < reader.length; i++)
      if ((reader.mask[i] & ~this.grossBits) !== 0) net.set(this.keyOf(i) ?? '', i);
    const out = new Map<string, OrderState>();
    for (let i = 0; i < reader.length; i++) {
      if ((reader.mask[i] & this.grossBits) === 0) continue;
      const key = this.keyOf(i);
      // Only orders with an id can be returned.
      const left = key === undefined ? i : net.get(key);
      out.set(key ?? JSON.stringify([out.size]), this.stateOf(customer, i, left));
    }
    return out;
  }

  private keyOf(index: number): string | undefined {
    const type = this.reader.type(index);
    const order = ORDER_TYPES.includes(type) ? this.reader.value(index, 'order') : undefined;
    return order === undefined ? undefined : JSON.stringify([type, order]);
  }

  /**
   * Returns the state of the gross order at position `index`. `left` is the position of the net order, or undefined if
   * nothing of the order is left.
   */
  private stateOf(customer: number, index: number, left: number | undefined): OrderState {
    const { reader, question } = this;
    const { groups } = question;
    const byLine = typeof groups === 'object' && 'line' in groups ? groups.line : undefined;
    const lines = reader.lines(index, byLine) ?? [];
    const leftLines = left === undefined ? [] : (reader.lines(left, byLine) ?? []);
    const sales = moneyAt(reader, index);
    const whole = newPiece(null);
    whole.sales = sales;
    whole.returned = sales - (left === undefined ? 0n : moneyAt(reader, left));
    whole.isWhollyReturned = left === undefined;
    whole.isReturned = whole.isWhollyReturned || whole.returned !== 0n;
    const pieces = new Map<GroupKey, Piece>();
    lines.forEach(({ value, quantity, amount }, place) => {
      if (quantity <= 0n) return;
      const there = leftLines[place] ?? { quantity: 0n, amount: 0n };
      const isLess = there.quantity < quantity || there.amount !== amount;
      addLine(whole, isLess);
      if (byLine === undefined) return;
      const key = groupOf(value);
      let piece = pieces.get(key);
      if (!piece) pieces.set(key, (piece = { ...newPiece(key), isWhollyReturned: true }));
      addLine(piece, isLess);
      if (there.quantity > 0n) piece.isWhollyReturned = false;
      if (!this.isOfCurrency(index)) return;
      piece.sales += amount;
      piece.returned += amount - there.amount;
    });
    const group = eventGroup(
      byLine === undefined ? (groups as Groups) : undefined,
      reader,
      index,
      customer,
      this.customers,
    );
    return {
      at: reader.at[index],
      type: reader.type(index),
      whole,
      groups: group === undefined ? [...pieces.values()] : [{ ...whole, group }],
    };
  }

  private isOfCurrency(index: number): boolean {
    const currency = this.reader.value(index, 'currency');
    return currency === undefined || currency === this.customers.setting.currency;
  }
}

const newPiece = (group: GroupKey): Piece => ({
  ...{ group, lines: 0, returnedLines: 0, sales: 0n, returned: 0n },
  ...{ isReturned: false, isWhollyReturned: false },
});

function addLine(piece: Piece, isReturned: boolean): void {
  piece.lines++;
  if (!isReturned) return;
  piece.returnedLines++;
  piece.isReturned = true;
}
