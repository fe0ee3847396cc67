/** Formats the rows of a download as CSV for spreadsheets, or as NDJSON. */

export type Cell = string | number | bigint | boolean | undefined;

export type ExportFormat = 'csv' | 'ndjson';

/** Byte order mark. It tells spreadsheets that the file is UTF-8. */
const BOM = '\uFEFF';
/**
 * Matches texts that some spreadsheet would run as a formula, because of their first character. The full-width forms of
 * these characters are included.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠|%]/;
/**
 * Matches the places inside a text at which a spreadsheet whose separator is another one begins a cell, before a
 * character that would begin a formula. Quotes do not help there, because they stand inside a cell of that reading.
 */
const INNER_FORMULA = /(?<=[;\t\r\n]"*)(?=[=+\-@＝＋－＠|%])/g;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Returns the beginning of a file with these columns. For CSV, this is the line of column names. For NDJSON, it is
 * empty.
 *
 * Example: `headOf('csv', ['from', 'value'], true)` returns a byte order mark and `from,value` with CRLF.
 */
export function headOf(format: ExportFormat, columns: readonly string[], withMark: boolean): string {
  return format === 'ndjson' ? '' : `${withMark ? BOM : ''}${csvLine(columns)}`;
}

/** Returns one row as a line of text. `cells` has one cell for each column, in the order of `columns`. */
export function lineOf(format: ExportFormat, columns: readonly string[], cells: readonly Cell[]): string {
  if (format === 'csv') return csvLine(cells.map(textOf));
  const entries = columns.map((column, i) => [column, plainOf(cells[i])] as const);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

const csvLine = (texts: readonly string[]): string => `${texts.map(csvCell).join(',')}\r\n`;

/**
 * Formats a cell. A text that would run as a formula gets a leading quote, so that spreadsheets show it as text, and so
 * does each part of it that a spreadsheet with another separator would take for a cell. Plain numbers are not changed,
 * even if they are negative.
 */
function csvCell(text: string): string {
  const marked = text.replaceAll(INNER_FORMULA, "'");
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${marked}` : marked;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const textOf = (cell: Cell): string => (cell === undefined ? '' : String(plainOf(cell)));

const plainOf = (cell: Cell): string | number | boolean | null => {
  if (cell === undefined) return null;
  return typeof cell === 'bigint' ? String(cell) : cell;
};
