/** Computes the values that each row of an event table contributes to an aggregate. */
import { decimalOfNumber, exactDecimalOf } from '../values/decimal.js';
import { isDecimalField, isEither, isOfTime } from '../facts/fields.js';
import type { Metric, Property, Test, Value } from '../types.js';
import type { Setting } from '../facts/selection.js';
import { noteDerived } from './derived.js';
import type { CodeColumn } from './dictionary.js';
import type { EventTable } from './event-table.js';
import { eventReader, fieldReader, lineReader } from './field-reader.js';
import { linesTest } from './window.js';

type Values = readonly (Value | Property)[];

/** Memory of a cached list with one value, in bytes, without the text of the value. */
const VALUE_BYTES = 64;

/** For each column that was aggregated before, the cached list of values for each code. */
const listsOf = new WeakMap<CodeColumn, readonly (Values | undefined)[]>();

/**
 * Returns a function that tells whether the amount of a row is in the required currency. `isOfCurrency` makes the same
 * check for a fact.
 */
function currencyTest(m: Metric, t: EventTable, setting: Setting): (row: number) => boolean {
  if (m.field?.name !== 'amount') return () => true;
  const wanted = m.currency ?? setting.currency;
  const isDefault = wanted === setting.currency;
  const paid = t.columns.get('currency');
  const known = paid?.passing((v) => v === wanted);
  const money = (row: number): boolean => (!paid || paid.codes[row] < 0 ? isDefault : known![paid.codes[row]] === 1);
  const isOwn = m.field.scope === 'event' && (m.field.own === true || isEither(t.type, 'amount'));
  const own = isOwn ? t.columns.get('.amount') : undefined;
  if (!own) return money;
  const currency = fieldReader(t, { name: 'currency' }, setting);
  const asked = (row: number): boolean => (currency.at(row) ?? setting.currency) === m.currency;
  return (row) => (own.codes[row] < 0 ? money(row) : m.currency === undefined || asked(row));
}

/**
 * Returns a function from a row to the values that the row adds to the aggregate. For a row that does not count, this
 * function returns undefined.
 */
export function fieldValues(metric: Metric, table: EventTable, setting: Setting): (row: number) => Values | undefined {
  const { field } = metric;
  if (!field) return () => [];
  const counts = currencyTest(metric, table, setting);
  // Each element of a list counts as a value.
  const spread = (values: readonly (Value | Property | undefined)[]): Values | undefined => {
    const out = values.flat().filter((v) => v !== undefined) as Value[];
    return out.length > 0 ? out : undefined;
  };
  if (field.scope === 'line') {
    const chosen = linesTest(metric.where, table, setting);
    const { lines } = table;
    const reader = lineReader(table, field, setting);
    if (!lines || reader.isEmpty) return () => undefined;
    return (row) => {
      if (!counts(row)) return undefined;
      const values: (Value | Property | undefined)[] = [];
      for (let l = lines.starts[row]; l < lines.starts[row + 1]; l++) if (chosen(row, l)) values.push(reader.at(l));
      return spread(values);
    };
  }
  const reader = eventReader(table, field, setting);
  const { column, read } = reader;
  if (!column || !read) return (row) => (counts(row) ? spread([reader.at(row)]) : undefined);
  let lists = listsOf.get(column);
  if (!lists) {
    listsOf.set(column, (lists = column.values.map((v) => spread([read(v)]))));
    noteDerived(column.block, 2 * column.values.storedBytes + VALUE_BYTES * column.values.length);
  }
  const known = lists;
  return (row) => (column.codes[row] >= 0 && counts(row) ? known[column.codes[row]] : undefined);
}

/**
 * Maximum number of amounts that are summed as JS numbers. Even if all of them are the largest possible amount, the sum
 * stays below 2^53 and is exact.
 */
export const MAX_SUMMED = 4096;
const MAX_AMOUNT = Number.MAX_SAFE_INTEGER / MAX_SUMMED;

/**
 * Returns a function from a row to the amount of the row in ten-thousandths. For a row that does not count, this
 * function returns NaN. Returns undefined if the amounts cannot be represented exactly as JS numbers.
 */
export function fieldAmounts(
  metric: Metric,
  table: EventTable,
  setting: Setting,
): ((row: number) => number) | undefined {
  const { field } = metric;
  if (!field || field.scope === 'line' || (isOfTime(field.name) && !field.own)) return undefined;
  const reader = eventReader(table, field, setting);
  const { column } = reader;
  if (!column) return reader.isEmpty ? () => NaN : undefined;
  let amounts = unitsOf.get(column);
  if (amounts === undefined) noteDerived(column.block, Float64Array.BYTES_PER_ELEMENT * column.values.length);
  unitsOf.set(column, (amounts = units(column, isDecimalField(table.type, field) ? decimalOfNumber : exactDecimalOf)));
  if (!amounts) return undefined;
  const known = amounts;
  const counts = currencyTest(metric, table, setting);
  return (row) => (column.codes[row] >= 0 && counts(row) ? known[column.codes[row]] : NaN);
}

/** Caches the amounts of columns that were summed before. null means that a column cannot be summed as JS numbers. */
const unitsOf = new WeakMap<CodeColumn, Float64Array | null>();

/**
 * Returns the values of a column in ten-thousandths. Returns null if a value is not a number, is too large, or has more
 * than four decimal places.
 */
function units(column: CodeColumn, decimalOf: (n: number) => bigint | undefined): Float64Array | null {
  const out = new Float64Array(column.values.length);
  const most = BigInt(Math.floor(MAX_AMOUNT));
  for (const [code, v] of column.values.entries()) {
    const n = typeof v === 'number' ? decimalOf(v) : v;
    if (typeof n !== 'bigint' || n > most || n < -most) return null;
    out[code] = Number(n);
  }
  return out;
}

/**
 * Returns a function that applies the test to a decimal, given in units of 1/10,000. Returns undefined if the
 * test is not a comparison, or if a bound cannot be represented exactly.
 */
export function unitsTest(test: Test): ((units: number) => boolean) | undefined {
  const bound = (v: Value | undefined): number => {
    const n = typeof v === 'number' ? exactDecimalOf(v) : v;
    return typeof n !== 'bigint' || n > BigInt(Number.MAX_SAFE_INTEGER) || n < -BigInt(Number.MAX_SAFE_INTEGER)
      ? NaN
      : Number(n);
  };
  const [a, b] = [bound(test.value ?? test.values?.[0]), bound(test.values?.[1])];
  if (Number.isNaN(a) || (test.op === 'between' && Number.isNaN(b))) return undefined;
  switch (test.op) {
    case 'eq':
      return (v) => v === a;
    case 'ne':
      return (v) => v !== a;
    case 'lt':
      return (v) => v < a;
    case 'lte':
      return (v) => v <= a;
    case 'gt':
      return (v) => v > a;
    case 'gte':
      return (v) => v >= a;
    case 'between':
      return (v) => v >= a && v <= b;
    case 'exists':
    case 'in':
    case 'notIn':
    case 'inList':
    case 'notInList':
    case 'contains':
    case 'startsWith':
    case 'under':
    case 'has':
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
    case 'during':
      return undefined;
  }
}
