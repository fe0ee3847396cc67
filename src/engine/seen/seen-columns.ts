/**
 * Counts event types, fields and values of the customers in a part, i.e. in one block of customers stored as columns.
 */
import type { CodeColumn } from '../columns/dictionary.js';
import type { EventTable } from '../columns/event-table.js';
import { columnNamed } from '../columns/field-reader.js';
import type { Part } from '../columns/part.js';
import type { Field } from '../model.js';
import { EVENT_FIELDS, hasLines } from '../facts/vocabulary.js';
import type { ValueCounts } from './value-counts.js';

/** Calls `take` with each event row of every customer that is marked in `live`. */
function eachRow({ starts }: EventTable, live: Uint8Array, take: (row: number) => void): void {
  for (let customer = 0; customer < live.length; customer++)
    if (live[customer]) for (let row = starts[customer]; row < starts[customer + 1]; row++) take(row);
}

/** Adds the number of events of each type to `counts`. */
export function countEventTypes(part: Part, live: Uint8Array, counts: Map<string, number>): void {
  for (const type of part.eventTypes()) {
    const { starts } = part.table(type)!;
    let events = 0;
    for (let customer = 0; customer < live.length; customer++)
      if (live[customer]) events += starts[customer + 1] - starts[customer];
    if (events > 0) counts.set(type, (counts.get(type) ?? 0) + events);
  }
}

/** Adds the number of events (or order lines) that have each field to `counts`, by the field's name in conditions. */
export function countFields(part: Part, live: Uint8Array, type: string, counts: Map<string, number>): void {
  const table = part.table(type);
  if (!table) return;
  for (const name of fieldNames(table)) {
    let some = 0;
    eachValue(table, live, fieldOf(name), () => some++);
    if (some > 0) counts.set(name, (counts.get(name) ?? 0) + some);
  }
}

/** Adds the values of a field to `into`, once per event or order line. */
export function countValues(part: Part, live: Uint8Array, type: string, field: Field, into: ValueCounts): void {
  const table = part.table(type);
  const column = table && columnFor(table, field);
  if (!table || !column) return;
  const times = new Uint32Array(column.values.length);
  eachValue(table, live, field, (code) => times[code]++);
  for (const [code, value] of column.values.entries()) if (times[code] > 0) into.add(value, times[code]);
}

/** Returns the field for a name in conditions. `line.sku` is a field of order lines. */
export const fieldOf = (name: string): Field =>
  name.startsWith('line.') ? { scope: 'line', name: name.slice(5) } : { scope: 'event', name };

export const nameOfField = (field: Field): string => (field.scope === 'line' ? `line.${field.name}` : field.name);

const columnFor = (table: EventTable, field: Field): CodeColumn | undefined =>
  field.scope === 'line' ? table.lines?.columns.get(field.name) : columnNamed(table, field.name);

function eachValue(table: EventTable, live: Uint8Array, field: Field, take: (code: number) => void): void {
  const column = columnFor(table, field);
  if (!column) return;
  const one = (place: number): void => {
    if (column.codes[place] >= 0) take(column.codes[place]);
  };
  const { lines } = table;
  if (field.scope === 'event') eachRow(table, live, one);
  else if (lines)
    eachRow(table, live, (row) => {
      for (let line = lines.starts[row]; line < lines.starts[row + 1]; line++) one(line);
    });
}

function fieldNames(table: EventTable): string[] {
  const own = Object.keys(EVENT_FIELDS).filter((name) => columnNamed(table, name));
  const properties = [...table.columns.keys()].filter((name) => name.startsWith('.')).map((name) => name.slice(1));
  const lines = hasLines(table.type)
    ? [...(table.lines?.columns.keys() ?? [])].filter((name) => name !== 'lineId')
    : [];
  return [...new Set([...own, ...properties, ...lines.map((name) => `line.${name}`)])];
}
