/** Formats the rows of a query as a table for terminals, as CSV or as NDJSON. */
import { headOf, lineOf, type Cell } from '../../services/exports/rows.js';
import type { Format } from './request.js';

/** A value as DuckDB converts it to JSON. */
export type Json = null | string | number | boolean | readonly Json[] | { readonly [name: string]: Json };

interface Column {
  readonly name: string;
  /** Name of the SQL type, such as `BIGINT` or `DECIMAL(18,4)`. */
  readonly type: string;
}

export interface ResultFormat {
  /** Returns the text before the first row. */
  head(columns: readonly Column[]): string;
  /** Returns the text of some rows. */
  lines(columns: readonly Column[], rows: readonly (readonly Json[])[]): string;
  /** Returns the text after the last row. */
  tail(): string;
}

/** Maximum number of characters of a cell in a table. */
const CELL = 60;
const MINUS = '-';

export function resultFormat(format: Format, withMark: boolean): ResultFormat {
  switch (format) {
    case 'table':
      return new TextTable();
    case 'csv':
      return {
        head: (columns) => headOf('csv', namesOf(columns), withMark),
        lines: (columns, rows) =>
          rows
            .map((row) =>
              lineOf(
                'csv',
                namesOf(columns),
                row.map((value, i) => cellOf(value, columns[i])),
              ),
            )
            .join(''),
        tail: () => '',
      };
    case 'ndjson':
      return {
        head: () => '',
        lines: (columns, rows) =>
          rows
            .map((row) => {
              const entries = row.map((value, i) => [columns[i].name, numberOf(value, columns[i])] as const);
              return `${JSON.stringify(Object.fromEntries(entries))}\n`;
            })
            .join(''),
        tail: () => '',
      };
  }
}

const namesOf = (columns: readonly Column[]): readonly string[] => columns.map(({ name }) => name);

/**
 * Converts a whole number that DuckDB returns as text to a number, if it is exact as one. Counts and sums of whole
 * numbers are such texts.
 */
function numberOf(value: Json, { type }: Column): Json {
  if (typeof value !== 'string' || !/^U?(BIG|HUGE)INT$/.test(type)) return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

function cellOf(value: Json, column: Column): Cell {
  if (value === null) return undefined;
  const converted = numberOf(value, column);
  return typeof converted === 'object' ? JSON.stringify(converted) : converted;
}

/** A table with aligned columns. It holds its rows until the end, so the caller limits their number. */
class TextTable implements ResultFormat {
  private columns: readonly Column[] = [];
  private readonly rows: (readonly string[])[] = [];

  head(columns: readonly Column[]): string {
    this.columns = columns;
    return '';
  }

  lines(columns: readonly Column[], rows: readonly (readonly Json[])[]): string {
    for (const row of rows) this.rows.push(row.map((value, i) => shown(cellOf(value, columns[i]))));
    return '';
  }

  tail(): string {
    const names = this.columns.map(({ name }) => shown(name));
    const widths = names.map((name, i) =>
      this.rows.reduce((width, row) => Math.max(width, widthOf(row[i])), widthOf(name)),
    );
    const isNumber = this.columns.map(({ type }) => /INT|DECIMAL|DOUBLE|FLOAT/.test(type));
    const line = (cells: readonly string[]): string =>
      cells
        .map((cell, i) => {
          const space = ' '.repeat(widths[i] - widthOf(cell));
          return isNumber[i] ? space + cell : cell + space;
        })
        .join('  ')
        .trimEnd();
    const rule = widths.map((width) => MINUS.repeat(width)).join('  ');
    const count = `(${this.rows.length.toLocaleString('en')} ${this.rows.length === 1 ? 'row' : 'rows'})`;
    return `${[line(names), rule, ...this.rows.map(line), count].join('\n')}\n`;
  }
}

/**
 * Returns a value as one short line. Control characters are replaced, because a terminal would obey them, and values
 * may come from strangers.
 */
function shown(value: Cell): string {
  const text = (value === undefined ? '' : String(value)).slice(0, CELL + 1).replaceAll(/[\p{C}\u2028\u2029]/gu, '·');
  return text.length > CELL ? `${text.slice(0, CELL - 1)}…` : text;
}

const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/u;

/** Returns the width of a text in the columns of a terminal. Chinese characters have a width of two. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}
