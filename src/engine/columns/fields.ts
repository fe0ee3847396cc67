/** The values of an aggregated field, row by row. */
import { decimalOfNumber } from '../decimal.js';
import type { Metric, Property, Test, Value } from '../model.js';
import { eventField, type Setting } from '../selection.js';
import type { CodeColumn } from './dictionary.js';
import { isTimeField } from '../vocabulary.js';
import { columnOf, type EventTable } from './event-table.js';
import { linesTest } from './window.js';

type Values = readonly (Value | Property)[];

/** Of columns that were aggregated before. */
const listsOf = new WeakMap<CodeColumn, readonly (Values | undefined)[]>();

/** Whether a row's money is of the currency that counts. */
function currencyTest(m: Metric, t: EventTable, setting: Setting): (row: number) => boolean {
  const currency = m.field?.name === 'amount' ? t.columns.get('currency') : undefined;
  if (!currency) return () => true;
  const own = currency.passing((v) => v === (m.currency ?? setting.currency));
  return (row) => currency.codes[row] < 0 || own[currency.codes[row]] === 1;
}

/** What a row that passes the filter brings in; undefined: nothing, so it does not count. */
export function fieldValues(m: Metric, t: EventTable, setting: Setting): (row: number) => Values | undefined {
  const { field } = m;
  if (!field) return () => [];
  const counts = currencyTest(m, t, setting);
  // A list is its texts, so that each counts.
  const spread = (values: readonly (Value | Property | undefined)[]): Values | undefined => {
    const out = values.flatMap((v) => (v === undefined ? [] : Array.isArray(v) ? (v as string[]) : [v as Value]));
    return out.length > 0 ? out : undefined;
  };
  if (field.scope === 'line') {
    const chosen = linesTest(m.where, t, setting.zone);
    const { lines } = t;
    const column = lines?.columns.get(field.name);
    if (!lines || !column) return () => undefined;
    return (row) => {
      if (!counts(row)) return undefined;
      const values: (Value | Property | undefined)[] = [];
      for (let l = lines.starts[row]; l < lines.starts[row + 1]; l++) if (chosen(row, l)) values.push(column.at(l));
      return spread(values);
    };
  }
  if (isTimeField(field.name))
    return (row) =>
      counts(row) ? spread([eventField({ id: '', type: t.type, at: t.at[row] }, field.name, setting.zone)]) : undefined;
  const column = t.columns.get(columnOf(field.name));
  if (!column) return () => undefined;
  let lists = listsOf.get(column);
  if (!lists) listsOf.set(column, (lists = column.values.map((v) => spread([v]))));
  const known = lists;
  return (row) => (column.codes[row] >= 0 && counts(row) ? known[column.codes[row]] : undefined);
}

/** So many of the largest amounts that are added as numbers stay below 2^53 together. */
export const MAX_SUMMED = 4096;
const MAX_AMOUNT = Number.MAX_SAFE_INTEGER / MAX_SUMMED;

/** The amounts of a field of the event that is summed, in ten-thousandths; NaN where a row does not count. Undefined: not to be had as numbers. */
export function fieldAmounts(m: Metric, t: EventTable, setting: Setting): ((row: number) => number) | undefined {
  if (!m.field || m.field.scope === 'line' || isTimeField(m.field.name)) return undefined;
  const column = t.columns.get(columnOf(m.field.name));
  if (!column) return () => NaN;
  let amounts = unitsOf.get(column);
  if (amounts === undefined) unitsOf.set(column, (amounts = units(column)));
  if (!amounts) return undefined;
  const known = amounts;
  const counts = currencyTest(m, t, setting);
  return (row) => (column.codes[row] >= 0 && counts(row) ? known[column.codes[row]] : NaN);
}

/** Of columns that were summed before. */
const unitsOf = new WeakMap<CodeColumn, Float64Array | null>();

/** A column's values in ten-thousandths; null when one of them is no number, or too large. */
function units(column: CodeColumn): Float64Array | null {
  const out = new Float64Array(column.values.length);
  const most = BigInt(Math.floor(MAX_AMOUNT));
  for (const [code, v] of column.values.entries()) {
    const n = typeof v === 'bigint' ? v : typeof v === 'number' ? decimalOfNumber(v) : undefined;
    if (n === undefined || n > most || n < -most) return null;
    out[code] = Number(n);
  }
  return out;
}

/** A comparison with numbers, of whole ten-thousandths; undefined where it is another, or not exact so. */
export function unitsTest(test: Test): ((units: number) => boolean) | undefined {
  const bound = (v: Value | undefined): number => {
    const n = typeof v === 'bigint' ? v : typeof v === 'number' ? decimalOfNumber(v) : undefined;
    return n === undefined || n > BigInt(Number.MAX_SAFE_INTEGER) || n < -BigInt(Number.MAX_SAFE_INTEGER)
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
    case 'contains':
    case 'startsWith':
    case 'has':
    case 'withinLast':
    case 'beforeLast':
    case 'withinNext':
    case 'during':
      return undefined;
  }
}
