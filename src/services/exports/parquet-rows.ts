/** Writes rows as a Parquet file, group by group, so that a long file need not be held in memory as values. */
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';

export type ParquetType = 'TEXT' | 'INSTANT' | 'DAY' | 'DECIMAL' | 'SUM' | 'INTEGER' | 'NUMBER' | 'BOOLEAN' | 'JSON';

export interface ParquetColumn {
  readonly name: string;
  readonly type: ParquetType;
}

/** A value of a cell. INSTANT is ms since 1970, DAY is the number of days since 1970, and DECIMAL and SUM have scale 4. */
export type ParquetCell = string | number | bigint | boolean | object | undefined;

type SchemaElement = ConstructorParameters<typeof ParquetWriter>[0]['schema'][number];

const ELEMENTS: Readonly<Record<ParquetType, Omit<SchemaElement, 'name'>>> = {
  TEXT: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  // Instants are UTC, without the mark that would let programs show them in the zone of their user.
  INSTANT: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MILLIS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: false, unit: 'MILLIS' },
  },
  DAY: { type: 'INT32', converted_type: 'DATE' },
  DECIMAL: { type: 'INT64', converted_type: 'DECIMAL', precision: 18, scale: 4 },
  // A sum of decimals may have more digits than a decimal.
  SUM: { type: 'FIXED_LEN_BYTE_ARRAY', type_length: 16, converted_type: 'DECIMAL', precision: 38, scale: 4 },
  INTEGER: { type: 'INT32' },
  NUMBER: { type: 'DOUBLE' },
  BOOLEAN: { type: 'BOOLEAN' },
  JSON: { type: 'BYTE_ARRAY', converted_type: 'JSON' },
};

/**
 * A Parquet file that is being written. Its bytes are returned in the order in which they are in the file.
 *
 * @example
 * const file = new ParquetRows([{ name: 'sku', type: 'TEXT' }], 1000);
 * file.add(['A-1']);
 * const bytes = Buffer.concat([file.take(), file.end()]);
 */
export class ParquetRows {
  private readonly output = new ByteWriter();
  private readonly writer: ParquetWriter;
  private waiting: unknown[][];
  /** Number of rows that were added. */
  rows = 0;

  /** `groupRows` is the number of rows that are held as values before they are encoded together. */
  constructor(
    private readonly columns: readonly ParquetColumn[],
    private readonly groupRows: number,
  ) {
    const schema = [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, type }) => ({ name, repetition_type: 'OPTIONAL' as const, ...ELEMENTS[type] })),
    ];
    this.writer = new ParquetWriter({ writer: this.output, schema, createdBy: 'strata' });
    this.waiting = columns.map(() => []);
  }

  /** Adds a row with a cell for each column. */
  add(cells: readonly ParquetCell[]): void {
    this.columns.forEach(({ type }, i) => this.waiting[i].push(stored(cells[i], type)));
    this.rows++;
    if (this.waiting[0].length >= this.groupRows) this.encode();
  }

  /** Returns the bytes that were encoded since the last call. */
  take(): Uint8Array {
    const bytes = this.output.getBytes().slice();
    this.output.index = 0;
    return bytes;
  }

  /** Encodes the remaining rows, and returns the rest of the file. */
  end(): Uint8Array {
    this.encode();
    // The output is memory, so the writer finishes at once.
    void this.writer.finish();
    return this.take();
  }

  private encode(): void {
    if (this.waiting[0].length === 0) return;
    const columnData = this.columns.map(({ name }, i) => ({ name, data: this.waiting[i] }));
    void this.writer.write({ columnData, rowGroupSize: this.groupRows });
    this.waiting = this.columns.map(() => []);
  }
}

/** Returns a value as the writer expects it. */
function stored(value: ParquetCell, type: ParquetType): unknown {
  if (value === undefined) return null;
  return type === 'INSTANT' ? BigInt(value as number) : value;
}
