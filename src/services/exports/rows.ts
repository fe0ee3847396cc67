/** Formats the rows of a download as CSV for spreadsheets, or as NDJSON. */

export type Cell = string | number | bigint | boolean | undefined;

export type ExportFormat = 'csv' | 'ndjson';

/** Byte order mark. Spreadsheets recognize by it that the file is UTF-8. */
const BOM = '\uFEFF';
/**
 * Matches texts that some spreadsheets would evaluate as a formula, because of their first character. The full-width
 * forms of these characters are included.
 */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠|%]/;
/**
 * Matches positions inside a text where a spreadsheet with another separator would begin a cell with a formula. Quotes
 * do not prevent this, because they are not at the beginning of such a cell.
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
 * Formats a cell. A text that a spreadsheet would evaluate as a formula gets a leading apostrophe, so that it is shown
 * as text. The same applies to each part of the text that a spreadsheet with another separator would treat as a cell.
 * Plain numbers are not changed, even if they are negative.
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
