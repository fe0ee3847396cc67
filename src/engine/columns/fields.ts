/** The values of an aggregated field, row by row. */
import type { Metric, Property, Value } from '../model.js';
import { eventField, type Setting } from '../selection.js';
import { columnOf, type EventTable } from './event-table.js';
import { linesTest } from './window.js';

type Values = readonly (Value | Property)[];

/** What a row that passes the filter brings in; undefined: nothing, so it does not count. */
export function fieldValues(m: Metric, t: EventTable, setting: Setting): (row: number) => Values | undefined {
  const { field } = m;
  if (!field) return () => [];
  const money = field.name === 'amount';
  const currency = money ? t.columns.get('currency') : undefined;
  const own = currency?.passing((v) => v === (m.currency ?? setting.currency));
  const counts = (row: number): boolean => !currency || currency.codes[row] < 0 || own![currency.codes[row]] === 1;
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
  if (field.name === 'time' || field.name === 'day' || field.name === 'month') return (row) => (counts(row) ? spread([eventField({ id: '', type: t.type, at: t.at[row] }, field.name, setting.zone)]) : undefined);
  const column = t.columns.get(columnOf(field.name));
  if (!column) return () => undefined;
  const known = column.values.map((v) => spread([v]));
  return (row) => (column.codes[row] >= 0 && counts(row) ? known[column.codes[row]] : undefined);
}
