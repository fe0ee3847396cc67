/** Reads a field that the segment language defines, for each row of an event table. */
import {
  hasBuiltIn,
  isOfProduct,
  isOfTime,
  itemsOf,
  readProperty,
  timeField,
  type FieldSetting,
  type SaidField,
} from '../facts/fields.js';
import type { ItemLookup } from '../items/lookup.js';
import type { Field, Property, Test, Value } from '../types.js';
import { passes } from '../values/value.js';
import type { CodeColumn } from './dictionary.js';
import type { EventTable } from './event-table.js';

export interface FieldReader {
  at(row: number): Value | undefined;
  passing(test: Test): (row: number) => boolean;
  /** The column from which all values come. If `read` is set, it converts them. */
  readonly column?: CodeColumn;
  /** True if no row has a value. */
  readonly isEmpty?: true;
  readonly read?: (v: Property | bigint) => Value;
}

/** Names of the columns of built-in fields, by field name. */
const BUILT_IN: Readonly<Record<string, string>> = {
  amount: 'amount',
  currency: 'currency',
  order: 'orderId',
  coupon: 'coupon',
};

/**
 * Returns the column of a field. If a property and a built-in field have the same name, the property is used, unless
 * the event type defines the built-in field. With `own`, only the property is used.
 */
export function columnNamed(table: EventTable, { name, own: isOwn }: SaidField): CodeColumn | undefined {
  if (isOwn) return table.columns.get(`.${name}`);
  const own = hasBuiltIn(table.type, name) ? undefined : table.columns.get(`.${name}`);
  return own ?? table.columns.get(BUILT_IN[name] ?? '');
}

const NOTHING: FieldReader = { isEmpty: true, at: () => undefined, passing: () => () => false };

/**
 * Returns a reader for a field of events by name. If an event does not contain a product field, the value is read from
 * the product catalogue.
 */
export function fieldReader(table: EventTable, { name, own }: SaidField, setting: FieldSetting): FieldReader {
  const said = saidByEvent(table, { name, own }, setting.zone);
  const products = setting.items?.products;
  if (!products || !isOfProduct(table.type, { scope: 'event', name })) return said;
  return orOf(said, throughItems(saidByEvent(table, { name: 'sku' }, setting.zone), products, name));
}

/**
 * Returns a reader for the event field of a condition. If the field refers to a catalogue, the reader returns the field
 * of the catalogue entry.
 */
export function eventReader(table: EventTable, { name, own, item }: Field, setting: FieldSetting): FieldReader {
  const reader = fieldReader(table, { name, own }, setting);
  return item ? throughItems(reader, itemsOf(item, setting.items), item.field) : reader;
}

/** Returns a reader for the line field of a condition. The rows of the reader are order lines. */
export function lineReader(table: EventTable, { name, item }: Field, setting: FieldSetting): FieldReader {
  const said = (of: string): FieldReader => ofColumn(table.lines?.columns.get(of), (v) => v);
  const products = setting.items?.products;
  let reader = said(name);
  if (products && isOfProduct(table.type, { scope: 'line', name }))
    reader = orOf(reader, throughItems(said('sku'), products, name));
  return item ? throughItems(reader, itemsOf(item, setting.items), item.field) : reader;
}

/**
 * Returns a reader for a field of catalogue entries whose keys come from the reader `keys`. The returned reader exposes
 * no column, because the values of the column are keys.
 */
function throughItems(keys: FieldReader, items: ItemLookup | undefined, field: string): FieldReader {
  if (!items || keys.isEmpty) return NOTHING;
  const at = (row: number): Value | undefined => items.valueOf(keys.at(row), field);
  const { column, read } = keys;
  if (!column || !read) return { at, passing: (test) => (row) => passes(test, at(row)) };
  return {
    at,
    passing: (test) => {
      const known = column.passing((v) => passes(test, items.valueOf(read(v), field)));
      return (row) => column.codes[row] >= 0 && known[column.codes[row]] === 1;
    },
  };
}

/** Returns a reader that uses the first field if it has a value in the row, and otherwise the second field. */
function orOf(first: FieldReader, second: FieldReader): FieldReader {
  if (first.isEmpty) return second;
  if (second.isEmpty) return first;
  const at = (row: number): Value | undefined => first.at(row) ?? second.at(row);
  return {
    at,
    passing: (test) => {
      const [one, other] = [first.passing(test), second.passing(test)];
      return (row) => (first.at(row) === undefined ? other(row) : one(row));
    },
  };
}

function saidByEvent(table: EventTable, { name, own: isOwn }: SaidField, zone: string): FieldReader {
  const builtIn = (): FieldReader =>
    isOfTime(name) ? ofTime(table, name, zone) : ofColumn(table.columns.get(BUILT_IN[name] ?? ''), (v) => v);
  if (!isOwn && hasBuiltIn(table.type, name)) return builtIn();
  const own = table.columns.get(`.${name}`);
  const property = ofColumn(own, (v) => (typeof v === 'bigint' ? v : readProperty(table.type, name, v)));
  const second = !isOwn && (isOfTime(name) || Object.hasOwn(BUILT_IN, name)) ? builtIn() : NOTHING;
  if (!own) return second;
  return second === NOTHING ? property : firstOf(own, property, second);
}

function ofColumn(column: CodeColumn | undefined, read: (v: Property | bigint) => Value): FieldReader {
  if (!column) return NOTHING;
  return {
    column,
    read,
    at: (row) => {
      const v = column.at(row);
      return v === undefined ? undefined : read(v);
    },
    passing: (test) => {
      const known = column.passing((v) => passes(test, read(v)));
      return (row) => column.codes[row] >= 0 && known[column.codes[row]] === 1;
    },
  };
}

function ofTime(t: EventTable, name: string, zone: string): FieldReader {
  const at = (row: number): Value | undefined => timeField(t.at[row], name, zone);
  return { at, passing: (test) => (row) => passes(test, at(row)) };
}

/** Returns a reader that uses the property if the row has one, and otherwise the built-in field of the same name. */
function firstOf(own: CodeColumn, property: FieldReader, builtIn: FieldReader): FieldReader {
  const has = (row: number): boolean => own.codes[row] >= 0;
  return {
    at: (row) => (has(row) ? property : builtIn).at(row),
    passing: (test) => {
      const [first, second] = [property.passing(test), builtIn.passing(test)];
      return (row) => (has(row) ? first(row) : second(row));
    },
  };
}
