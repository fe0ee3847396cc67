/**
 * Counts event types, fields and values of the customers in a part, i.e. in one block of customers stored as columns.
 */
import type { CodeColumn, Entry } from '../columns/dictionary.js';
import type { EventTable } from '../columns/event-table.js';
import { columnNamed, eventReader, lineReader } from '../columns/field-reader.js';
import type { ColumnPart } from '../columns/part.js';
import { isOfProduct, itemsOf, ownMark, type FieldSetting } from '../facts/fields.js';
import type { Field } from '../types.js';
import { EVENT_FIELDS, hasLines } from '../facts/vocabulary.js';
import type { ValueCounts } from './value-counts.js';

/** Calls `take` with each event row of every customer that is marked in `live`. */
function eachRow({ starts }: EventTable, live: Uint8Array, take: (row: number) => void): void {
  for (let customer = 0; customer < live.length; customer++)
    if (live[customer]) for (let row = starts[customer]; row < starts[customer + 1]; row++) take(row);
}

/** Adds the number of events of each type to `counts`. */
export function countEventTypes(part: ColumnPart, live: Uint8Array, counts: Map<string, number>): void {
  for (const type of part.eventTypes()) {
    const { starts } = part.table(type)!;
    let events = 0;
    for (let customer = 0; customer < live.length; customer++)
      if (live[customer]) events += starts[customer + 1] - starts[customer];
    if (events > 0) counts.set(type, (counts.get(type) ?? 0) + events);
  }
}

/** How often events of a type occurred, and when the last one did. */
export interface SeenEventType {
  readonly count: number;
  /** Time of the last event in ms. */
  readonly lastAt: number;
}

/** Adds the events of each type to `into`. Every stored event counts, so an order counts once for each report. */
export function countEvents(part: ColumnPart, live: Uint8Array, into: Map<string, SeenEventType>): void {
  for (const type of part.eventTypes()) {
    const table = part.table(type)!;
    let count = 0;
    let lastAt = -Infinity;
    eachRow(table, live, (row) => {
      count++;
      lastAt = Math.max(lastAt, table.at[row]);
    });
    const before = into.get(type);
    if (count > 0)
      into.set(type, { count: count + (before?.count ?? 0), lastAt: Math.max(lastAt, before?.lastAt ?? -Infinity) });
  }
}

/** An event type, and the workspace settings that are needed to read its fields. */
export interface SeenEvents {
  readonly type: string;
  readonly setting: FieldSetting;
}

/** Adds the number of events (or order lines) that have each field to `counts`, by the field's name in conditions. */
export function countFields(
  part: ColumnPart,
  live: Uint8Array,
  { type, setting }: SeenEvents,
  counts: Map<string, number>,
): void {
  const table = part.table(type);
  if (!table) return;
  for (const field of fieldsOf(table, setting)) {
    let some = 0;
    eachValue(table, live, field, setting, (_value, times) => (some += times));
    const name = nameOfField(field);
    if (some > 0) counts.set(name, (counts.get(name) ?? 0) + some);
  }
}

/** Adds the values of a field to `into`, once per event or order line. */
export function countValues(
  part: ColumnPart,
  live: Uint8Array,
  { type, setting }: SeenEvents,
  field: Field,
  into: ValueCounts,
): void {
  const table = part.table(type);
  if (table) eachValue(table, live, field, setting, (value, times) => into.add(value, times));
}

const OF_LINE = 'line.';
const OF_PRODUCT = 'product.';

/**
 * Returns the field for a name in conditions. `line.sku` is a field of order lines. `product.colour` is a field of the
 * product catalogue if the catalogue has it, and otherwise a property of the event. `"time"` in quotes is the property
 * that is named like a built-in field.
 */
export function fieldOf(name: string, { items }: FieldSetting): Field {
  const scope = name.startsWith(OF_LINE) ? 'line' : 'event';
  const own = scope === 'line' ? name.slice(OF_LINE.length) : name;
  const ofProduct = own.startsWith(OF_PRODUCT) ? own.slice(OF_PRODUCT.length) : '';
  const isItem = items?.products?.typeOf(ofProduct) !== undefined;
  if (isItem) return { scope, name: 'sku', item: { field: ofProduct } };
  const quoted = Object.keys(EVENT_FIELDS).find((field) => name === JSON.stringify(field));
  return quoted === undefined ? { scope, name: own } : { scope, name: quoted, own: true };
}

/** Returns the name of a field in conditions. */
export function nameOfField({ scope, name, own, item }: Field): string {
  const said = `${scope === 'line' ? OF_LINE : ''}${own ? JSON.stringify(name) : name}`;
  if (!item) return said;
  return item.catalogue === undefined
    ? `${scope === 'line' ? OF_LINE : ''}${OF_PRODUCT}${item.field}`
    : `lookup(${item.catalogue}, ${said}).${item.field}`;
}

/** Calls `take` with values of a field and how often each of them occurs. A value may be passed several times. */
function eachValue(
  table: EventTable,
  live: Uint8Array,
  field: Field,
  setting: FieldSetting,
  take: (value: Entry, times: number) => void,
): void {
  const said: Field = { ...field, item: undefined };
  const mayJoin = setting.items?.products !== undefined && isOfProduct(table.type, said);
  const column = mayJoin ? undefined : columnFor(table, said);
  if (column) {
    const times = new Uint32Array(column.values.length);
    eachPlace(table, live, field.scope, (place) => void (column.codes[place] >= 0 && times[column.codes[place]]++));
    const items = field.item && itemsOf(field.item, setting.items);
    for (const [code, own] of column.values.entries()) {
      const value = field.item ? items?.valueOf(own, field.item.field) : own;
      if (value !== undefined && times[code] > 0) take(value, times[code]);
    }
  } else if (mayJoin) {
    const reader = field.scope === 'line' ? lineReader(table, field, setting) : eventReader(table, field, setting);
    eachPlace(table, live, field.scope, (place) => {
      const value = reader.at(place);
      if (value !== undefined) take(value, 1);
    });
  }
}

const columnFor = (table: EventTable, field: Field): CodeColumn | undefined =>
  field.scope === 'line' ? table.lines?.columns.get(field.name) : columnNamed(table, field);

/** Calls `take` with each event row, or with each order line, of the marked customers. */
function eachPlace(table: EventTable, live: Uint8Array, scope: Field['scope'], take: (place: number) => void): void {
  const { lines } = table;
  if (scope === 'event') eachRow(table, live, take);
  else if (lines)
    eachRow(table, live, (row) => {
      for (let line = lines.starts[row]; line < lines.starts[row + 1]; line++) take(line);
    });
}

function fieldsOf(table: EventTable, { items }: FieldSetting): Field[] {
  const own = Object.keys(EVENT_FIELDS).filter((name) => columnNamed(table, { name }));
  const properties = [...table.columns.keys()].filter((name) => name.startsWith('.')).map((name) => name.slice(1));
  const lines = hasLines(table.type)
    ? [...(table.lines?.columns.keys() ?? [])].filter((name) => name !== 'lineId')
    : [];
  const products = items?.products?.fieldNames ?? [];
  const ofProduct = (scope: Field['scope'], keyed: boolean): Field[] => {
    if (!keyed) return [];
    const joined = products.filter((name) => isOfProduct(table.type, { scope, name }));
    return [
      ...joined.map((name) => ({ scope, name })),
      ...products.map((field) => ({ scope, name: 'sku', item: { field } })),
    ];
  };
  const fields: Field[] = [
    ...[...own, ...properties].map((name) => ({ scope: 'event' as const, name })),
    ...properties.map((name) => ({ scope: 'event' as const, name, ...ownMark(name) })),
    ...lines.map((name) => ({ scope: 'line' as const, name })),
    ...ofProduct('event', properties.includes('sku')),
    ...ofProduct('line', lines.includes('sku')),
  ];
  return [...new Map(fields.map((field) => [nameOfField(field), field])).values()];
}
