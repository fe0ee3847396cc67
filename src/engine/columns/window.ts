/**
 * Selects the rows of a table that count at a given time. Rows are selected by bounds on their times and by a test of
 * their properties.
 */
import { firstDay, shiftPeriod } from '../time/calendar.js';
import type { FieldSetting } from '../facts/fields.js';
import type { Filter, Selection } from '../types.js';
import { retentionOf } from '../facts/event-retention.js';
import { fixedBounds, readsLines, type Setting } from '../facts/selection.js';
import { dayOf, startOfDay } from '../time/time.js';
import type { EventTable } from './event-table.js';
import { eventReader, lineReader } from './field-reader.js';

/** A row counts if after < at <= until and from <= at < to. */
export interface Window {
  readonly after: number;
  readonly until: number;
  readonly from: number;
  readonly to: number;
}

export function windowAt(selection: Selection, at: number, setting: Setting): Window {
  const retention = retentionOf(selection.event, setting);
  const after = at - (selection.windowMs === undefined ? retention : Math.min(selection.windowMs, retention));
  if (selection.windowMs === undefined && selection.calendar) {
    const { unit, ago } = selection.calendar;
    const first = firstDay(dayOf(at, setting.zone), unit);
    return {
      after,
      until: at,
      from: startOfDay(shiftPeriod(first, unit, -ago), setting.zone),
      to: startOfDay(shiftPeriod(first, unit, 1 - ago), setting.zone),
    };
  }
  const [from, to] =
    selection.windowMs === undefined && selection.fixed
      ? fixedBounds(selection.fixed, setting.zone)
      : [-Infinity, Infinity];
  return { after, until: at, from, to };
}

export type RowTest = (row: number) => boolean;
type LineTest = (row: number, line: number) => boolean;

const NEVER: LineTest = () => false;

/**
 * Converts a filter to a test for the rows of a table. If the filter reads order lines, a row passes if at least one of
 * its lines with a quantity above 0 passes.
 */
export function rowTest(filter: Filter, table: EventTable, setting: FieldSetting): RowTest {
  if (!readsLines(filter)) {
    const test = lineTest(filter, table, setting);
    return (row) => test(row, -1);
  }
  const chosen = linesTest(filter, table, setting);
  const { lines } = table;
  if (!lines) return () => false;
  return (row) => {
    for (let l = lines.starts[row]; l < lines.starts[row + 1]; l++) if (chosen(row, l)) return true;
    return false;
  };
}

/** Returns a function that tells whether a line of a row has a quantity above 0 and passes the filter. */
export function linesTest(filter: Filter | undefined, table: EventTable, setting: FieldSetting): LineTest {
  const quantity = table.lines?.columns.get('quantity');
  if (!quantity) return NEVER;
  const left = quantity.passing((v) => (v as bigint) > 0n);
  const test = filter && lineTest(filter, table, setting);
  return (row, l) => quantity.codes[l] >= 0 && left[quantity.codes[l]] === 1 && (!test || test(row, l));
}

function lineTest(f: Filter, t: EventTable, setting: FieldSetting): LineTest {
  switch (f.kind) {
    case 'all': {
      const of = f.of.map((x) => lineTest(x, t, setting));
      return (row, l) => of.every((x) => x(row, l));
    }
    case 'any': {
      const of = f.of.map((x) => lineTest(x, t, setting));
      return (row, l) => of.some((x) => x(row, l));
    }
    case 'not': {
      const of = lineTest(f.of, t, setting);
      return (row, l) => !of(row, l);
    }
    case 'field': {
      const { field, test } = f;
      if (field.scope === 'line') {
        const reader = lineReader(t, field, setting);
        if (reader.isEmpty) return NEVER;
        const passing = reader.passing(test);
        return (_row, l) => l >= 0 && passing(l);
      }
      return eventReader(t, field, setting).passing(test);
    }
  }
}
