/**
 * Converts the events of a customer to rows of an export. Orders are folded, and events count, in the same way as in
 * reports.
 */
import type { FactSet, Standing } from '../../engine/facts/facts.js';
import { retentionOf } from '../../engine/facts/event-retention.js';
import type { Setting } from '../../engine/facts/selection.js';
import { ORDER_TYPES } from '../../engine/facts/vocabulary.js';
import { DAY, zoneOffset } from '../../engine/time/time.js';
import type { EventFact, OrderLine, Property } from '../../engine/types.js';
import { PERSONAL_NAMESPACES } from '../../services/base/access.js';
import type { ParquetCell } from '../../services/exports/parquet-rows.js';
import type { TableRow } from './tables.js';

/** The moment and the definitions that an export speaks for. */
export interface RowSetting {
  readonly setting: Setting;
  /** The instant of the export, on the clock of the workspace. Later facts are left out. */
  readonly now: number;
  /** Whether personal tags, identities and properties are included. */
  readonly personal: boolean;
}

/** The customer to which the facts belong. An anonymous receipt has a profile and no customer. */
export interface FactOwner {
  readonly customer: string | undefined;
  readonly profileOf: (fact: EventFact) => string;
}

/** Returns the number of the calendar day of a time in a zone, counted from 1 January 1970. */
export const dayNumber = (at: number, zone: string): number => Math.floor((at + zoneOffset(at, zone)) / DAY);

/** Yields the rows of the tables of events, orders and order lines. */
export function* factRows(facts: FactSet, owner: FactOwner, row: RowSetting): Generator<TableRow> {
  const counts = ({ type, at }: EventFact): boolean => at <= row.now && at > row.now - retentionOf(type, row.setting);
  const all = facts.all();
  for (const fact of all) if (counts(fact)) yield eventRow(fact, owner, row, false);
  const sent = new Set(all.filter(({ type }) => type === 'visit'));
  for (const visit of facts.ofType('visit'))
    if (!sent.has(visit) && counts(visit)) yield eventRow(visit, owner, row, true);
  for (const type of ORDER_TYPES) {
    const net = new Map(countingAt(facts, type, false, row.now).map((order) => [orderKey(order), order] as const));
    for (const order of countingAt(facts, type, true, row.now))
      if (counts(order)) yield* orderRows(order, net.get(orderKey(order)), owner, row);
  }
}

/** Returns the orders of a type in their state at a time, net of returns or gross. */
function countingAt(facts: FactSet, type: string, isGross: boolean, now: number): readonly EventFact[] {
  const standing: readonly Standing[] | undefined = facts.standing(type, isGross);
  if (!standing) return facts.ofType(type);
  return standing.flatMap(({ from, to, fact }) => (from <= now && now < to ? [fact] : []));
}

/** Returns what identifies an order among those of its type. An order without an id is identified by its event. */
const orderKey = ({ orderId, id }: EventFact): string => JSON.stringify(orderId === undefined ? [id] : [orderId, null]);

/** Returns the cells that name an event, which its id consists of. */
function factCells(fact: EventFact, { customer, profileOf }: FactOwner) {
  const mark = fact.id.indexOf('|');
  const [source, message_id] = [fact.id.slice(0, Math.max(mark, 0)), fact.id.slice(mark + 1)];
  return { customer, profile: profileOf(fact), source, message_id };
}

function eventRow(fact: EventFact, owner: FactOwner, row: RowSetting, derived: boolean): TableRow {
  const { type, at, orderId, amount, currency, coupon, paymentId, refundId } = fact;
  return {
    table: 'events',
    at,
    cells: {
      ...factCells(fact, owner),
      ...{ type, occurred_at: at, day: dayNumber(at, row.setting.zone), derived },
      ...{ order_id: orderId, amount, currency, coupon, payment_id: paymentId, refund_id: refundId },
      properties: shownProperties(fact, row.personal),
    },
  };
}

/** Yields the row of an order and those of its lines. `net` is the order after its returns, if anything is left. */
function* orderRows(
  gross: EventFact,
  net: EventFact | undefined,
  owner: FactOwner,
  row: RowSetting,
): Generator<TableRow> {
  const { zone } = row.setting;
  // A currency that an order does not state is that of the workspace, as in reports.
  const currency = gross.currency ?? row.setting.currency;
  const shared = {
    ...factCells(gross, owner),
    ...{ order_id: gross.orderId, type: gross.type, occurred_at: gross.at },
    ...{ day: dayNumber(gross.at, zone), currency },
  };
  const left = net?.lines ?? [];
  const counted = left.filter(({ quantity }) => quantity > 0n);
  const amount = net === undefined && gross.amount !== undefined ? 0n : net?.amount;
  yield {
    table: net ? 'orders' : 'returned_orders',
    at: gross.at,
    cells: {
      ...{ ...shared, amount, gross_amount: gross.amount },
      returned_amount: gross.amount === undefined ? undefined : gross.amount - (amount ?? 0n),
      // Reports of lines leave out orders that were sent without a list of lines.
      lines: gross.lines && counted.length,
      quantity: gross.lines && counted.reduce((sum, { quantity }) => sum + quantity, 0n),
      ...{ coupon: gross.coupon, properties: shownProperties(gross, row.personal) },
    },
  };
  for (const [place, line] of (gross.lines ?? []).entries())
    yield {
      table: net ? 'lines' : 'returned_lines',
      at: gross.at,
      cells: { ...shared, ...lineCells(line, left[place]), position: place + 1 },
    };
}

function lineCells(line: OrderLine, left: OrderLine | undefined) {
  const { lineId, sku, name, brand, category } = line;
  return {
    ...{ line_id: lineId, sku, name, brand, category },
    ...{ quantity: left?.quantity ?? 0n, gross_quantity: line.quantity, gross_amount: line.amount },
    amount: left ? left.amount : line.amount && 0n,
  };
}

/** Returns the properties of an event, without personal ones unless these are included. */
function shownProperties({ properties }: EventFact, personal: boolean): ParquetCell {
  if (!properties) return undefined;
  const isHidden = (name: string): boolean => PERSONAL_NAMESPACES.has(name.toLowerCase());
  if (personal || !Object.keys(properties).some(isHidden)) return properties;
  const shown: (readonly [string, Property])[] = Object.entries(properties).filter(([name]) => !isHidden(name));
  return Object.fromEntries(shown);
}
