/** The formats of downloads: CSV for spreadsheets, NDJSON, and Parquet with typed columns. */
import { decimalOfNumber, formatDecimal } from '../../engine/values/decimal.js';
import { ParquetRows, type ParquetCell, type ParquetType } from './parquet-rows.js';
import { headOf, lineOf, type Cell } from './rows.js';

const FILE_FORMATS = ['csv', 'ndjson', 'parquet'] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export interface FileColumn {
  readonly name: string;
  /** Kind of the values, as in tables of reports. Texts by default. */
  readonly kind?: 'TEXT' | 'COUNT' | 'NUMBER' | 'MONEY' | 'SHARE' | 'INSTANT' | 'DURATION' | 'TRUTH';
}

/** A file that is being written. Its pieces follow each other in the order in which they are returned. */
export interface FileRows {
  head(): string | Uint8Array;
  rows(rows: readonly (readonly Cell[])[]): string | Uint8Array;
  end(): string | Uint8Array;
}

/** Number of rows that are encoded together, without a pause for other work. */
const GROUP_ROWS = 2000;

/**
 * Begins a file with these columns. `withMark` says whether CSV begins with a byte order mark.
 *
 * @example
 * const file = fileRows('csv', [{ name: 'profile' }], true);
 * const text = [file.head(), file.rows([['p1']]), file.end()].join('');
 */
export function fileRows(format: FileFormat, columns: readonly FileColumn[], withMark: boolean): FileRows {
  if (format === 'parquet') return new ParquetFile(columns);
  const names = columns.map(({ name }) => name);
  return {
    head: () => headOf(format, names, withMark),
    rows: (rows) => rows.map((cells) => lineOf(format, names, textCells(columns, cells))).join(''),
    end: () => '',
  };
}

const textCells = (columns: readonly FileColumn[], cells: readonly Cell[]): readonly Cell[] =>
  cells.map((cell, i) => {
    if (typeof cell === 'bigint') return formatDecimal(cell);
    return columns[i].kind === 'INSTANT' && cell !== undefined ? new Date(cell as number).toISOString() : cell;
  });

const TYPES: Readonly<Record<NonNullable<FileColumn['kind']>, ParquetType>> = {
  TEXT: 'TEXT',
  COUNT: 'NUMBER',
  NUMBER: 'NUMBER',
  MONEY: 'SUM',
  SHARE: 'NUMBER',
  INSTANT: 'INSTANT',
  DURATION: 'NUMBER',
  TRUTH: 'BOOLEAN',
};

class ParquetFile implements FileRows {
  private readonly types: readonly ParquetType[];
  private readonly file: ParquetRows;

  constructor(columns: readonly FileColumn[]) {
    this.types = columns.map(({ kind = 'TEXT' }) => TYPES[kind]);
    this.file = new ParquetRows(
      columns.map(({ name }, i) => ({ name, type: this.types[i] })),
      GROUP_ROWS,
    );
  }

  head(): Uint8Array {
    return this.file.take();
  }

  rows(rows: readonly (readonly Cell[])[]): Uint8Array {
    for (const cells of rows) this.file.add(cells.map((cell, i) => typedCell(cell, this.types[i])));
    return this.file.take();
  }

  end(): Uint8Array {
    return this.file.end();
  }
}

/** Converts a cell to the type of its column. Decimals may also be in columns of numbers, such as values of trends. */
function typedCell(cell: Cell, type: ParquetType): ParquetCell {
  if (cell === undefined) return undefined;
  switch (type) {
    case 'TEXT':
      return typeof cell === 'bigint' ? formatDecimal(cell) : String(cell);
    case 'NUMBER':
      return typeof cell === 'bigint' ? Number(formatDecimal(cell)) : Number(cell);
    case 'SUM':
      return typeof cell === 'number' ? decimalOfNumber(cell) : cell;
    case 'BOOLEAN':
    case 'DAY':
    case 'DECIMAL':
    case 'INSTANT':
    case 'INTEGER':
    case 'JSON':
      return cell;
  }
}
