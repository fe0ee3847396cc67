/** Rows of a download as CSV for spreadsheets, or as NDJSON. */

export type Cell = string | number | bigint | boolean | undefined;

export type ExportFormat = 'csv' | 'ndjson';

/** Byte order mark. With it, spreadsheets read UTF-8. */
const BOM = '\uFEFF';
/** A text that begins so is run as a formula by some spreadsheet, in full width too. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠|%]/;
const NUMBER = /^-?\d+(?:\.\d+)?$/;

/**
 * Returns the beginning of a file with these columns. NDJSON has none.
 *
 * Example: `headOf('csv', ['from', 'value'], true)` is a byte order mark and `from,value` with CRLF.
 */
export function headOf(format: ExportFormat, columns: readonly string[], withMark: boolean): string {
  return format === 'ndjson' ? '' : `${withMark ? BOM : ''}${csvLine(columns)}`;
}

/** Returns one row as a line. Cells are in the order of the columns. */
export function lineOf(format: ExportFormat, columns: readonly string[], cells: readonly Cell[]): string {
  if (format === 'csv') return csvLine(cells.map(textOf));
  const entries = columns.map((column, i) => [column, plainOf(cells[i])] as const);
  return `${JSON.stringify(Object.fromEntries(entries))}\n`;
}

const csvLine = (texts: readonly string[]): string => `${texts.map(csvCell).join(',')}\r\n`;

/** A quote before the text keeps it a text. Plain numbers stay numbers, also negative ones. */
function csvCell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) || safe !== safe.trim() ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const textOf = (cell: Cell): string => (cell === undefined ? '' : String(plainOf(cell)));

const plainOf = (cell: Cell): string | number | boolean | null => {
  if (cell === undefined) return null;
  return typeof cell === 'bigint' ? String(cell) : cell;
};
