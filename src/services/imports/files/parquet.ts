/** Reads Parquet files in slices of rows. */
import { open, type FileHandle } from 'node:fs/promises';
import {
  parquetMetadataAsync,
  parquetReadObjects,
  parquetSchema,
  type AsyncBuffer,
  type FileMetaData,
  type SchemaElement,
} from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { UnreadableFile, type FileRecord, type RecordSource } from './records.js';
import { composed } from '../../mapping/json-cells.js';

/** Maximum number of rows in memory at a time. */
const SLICE = 20_000;

/** A column with the type details that are needed to write its values without loss. */
interface Column {
  readonly name: string;
  /** Number of digits after the decimal point, if the column contains decimals. */
  readonly scale?: number;
  readonly isFloat: boolean;
  /** True for points in time. False for dates and times without a zone. */
  readonly isInstant: boolean;
  readonly isDay: boolean;
}

export class ParquetFile implements RecordSource {
  readonly size: number;
  readonly header: readonly string[];

  private constructor(
    private readonly file: string,
    private readonly metadata: FileMetaData,
    private readonly columns: readonly Column[],
    private readonly wanted: readonly string[],
  ) {
    this.size = Number(metadata.num_rows);
    this.header = columns.map(({ name }) => name.normalize('NFC'));
  }

  /**
   * Opens a file. `wanted` lists the columns to read, because a file may have hundreds of columns. If `wanted` is
   * undefined, all columns are read.
   */
  static async open(file: string, wanted: readonly string[] | undefined): Promise<ParquetFile> {
    try {
      const metadata = await reading(file, (buffer) => parquetMetadataAsync(buffer, { geoparquet: false }));
      const columns = parquetSchema(metadata).children.map(({ element }) => columnOf(element));
      const names = wanted && new Set(wanted);
      const read = columns.map(({ name }) => name).filter((name) => !names || names.has(name.normalize('NFC')));
      return new ParquetFile(file, metadata, columns, read);
    } catch (error) {
      throw unreadable(file, error);
    }
  }

  async *records(): AsyncGenerator<FileRecord> {
    const columns = this.columns.filter(({ name }) => this.wanted.includes(name));
    for (let start = 0; start < this.size; start += SLICE) {
      const rows = await this.slice(start, Math.min(start + SLICE, this.size));
      for (const [i, values] of rows.entries()) {
        const row = start + i + 1;
        try {
          const cells = columns.map((c) => [c.name, cellOf(values[c.name], c)] as const);
          yield { row, position: row, cells: composed(cells) };
        } catch {
          yield { row, position: row, fault: 'a text of this row is not UTF-8', text: '' };
        }
      }
    }
  }

  private async slice(rowStart: number, rowEnd: number): Promise<Record<string, unknown>[]> {
    if (this.wanted.length === 0) return Array.from({ length: rowEnd - rowStart }, () => ({}));
    try {
      return await reading(this.file, (file) =>
        parquetReadObjects({
          file,
          metadata: this.metadata,
          columns: [...this.wanted],
          rowStart,
          rowEnd,
          compressors: boundedCompressors(),
          useOffsetIndex: true,
          utf8: false,
          geoparquet: false,
          parsers: { stringFromBytes: bytes, jsonFromBytes: bytes },
        }),
      );
    } catch (error) {
      throw unreadable(this.file, error);
    }
  }
}

/** Maximum size of a page after decompression, in bytes. Writers make pages of about a megabyte. */
const LARGEST_PAGE = 256 * 1024 * 1024;

/** Maximum number of bytes that are read from the file at once, such as the pages of a column. */
const LARGEST_READ = 512 * 1024 * 1024;
/** Maximum size of all pages of a slice after decompression, in bytes. Array buffers are outside the heap. */
const LARGEST_SLICE = 1024 * 1024 * 1024;

/** Returns decompressors for one slice. They refuse too large pages before they reserve memory for them. */
const boundedCompressors = (): typeof compressors => {
  let sum = 0;
  return Object.fromEntries(
    Object.entries(compressors).map(([name, decompress]) => [
      name,
      (input: Uint8Array, size: number): Uint8Array => {
        sum += size;
        if (size > LARGEST_PAGE || sum > LARGEST_SLICE) throw new RangeError('a page is too large');
        return decompress(input, size);
      },
    ]),
  );
};

/** Keeps strings as bytes. They are decoded later, because the library would replace invalid characters. */
const bytes = (value: Uint8Array): Uint8Array => value;

const unreadable = (file: string, cause: unknown): UnreadableFile =>
  new UnreadableFile(`${file} cannot be read as Parquet: it is damaged, encrypted or of a newer version.`, { cause });

/** Describes a column. Decimals are read as the stored integers, so that no digits are lost. */
function columnOf(element: SchemaElement): Column {
  const isDecimal = element.converted_type === 'DECIMAL' || element.logical_type?.type === 'DECIMAL';
  const isFlat = !element.num_children && element.repetition_type !== 'REPEATED';
  const scale = isDecimal && isFlat ? (element.scale ?? 0) : undefined;
  const { logical_type: logical } = element;
  if (scale !== undefined) {
    element.converted_type = undefined;
    element.logical_type = undefined;
  }
  return {
    name: element.name,
    isFloat: element.type === 'FLOAT',
    isInstant: logical?.type === 'TIMESTAMP' ? logical.isAdjustedToUTC : element.type !== 'INT96',
    isDay: element.converted_type === 'DATE' || logical?.type === 'DATE',
    ...(scale === undefined ? {} : { scale }),
  };
}

const decoder = new TextDecoder('utf-8', { fatal: true });

function cellOf(value: unknown, column: Column): string {
  if (value === null || value === undefined) return '';
  if (column.scale !== undefined) return decimalText(unscaled(value), column.scale);
  if (typeof value === 'string') return value;
  if (value instanceof Uint8Array) return decoder.decode(value);
  if (value instanceof Date) return timeText(value, column);
  if (typeof value === 'number') return column.isFloat ? shortestFloat(value) : String(value);
  if (typeof value === 'bigint' || typeof value === 'boolean') return String(value);
  return JSON.stringify(value, plain);
}

/** A `JSON.stringify` replacer that converts binary values and big integers in lists and structures to text. */
function plain(_key: string, value: unknown): unknown {
  if (value instanceof Uint8Array) return decoder.decode(value);
  return typeof value === 'bigint' ? String(value) : value;
}

function timeText(value: Date, { isDay, isInstant }: Column): string {
  const text = value.toISOString();
  if (isDay) return text.slice(0, 10);
  return isInstant ? text : text.slice(0, -1);
}

/** Returns the unscaled integer of a decimal. A Parquet file contains it as a number or as two's complement bytes. */
function unscaled(value: unknown): bigint {
  if (value instanceof Uint8Array) {
    const hex = Buffer.from(value).toString('hex');
    return hex === '' ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${hex}`));
  }
  return BigInt(value as number | bigint);
}

export function decimalText(value: bigint, scale: number): string {
  const digits = String(value < 0n ? -value : value).padStart(scale + 1, '0');
  const fraction = digits.slice(digits.length - scale).replace(/0+$/, '');
  const whole = digits.slice(0, digits.length - scale);
  return `${value < 0n ? '-' : ''}${whole}${scale === 0 || fraction === '' ? '' : `.${fraction}`}`;
}

/** Returns the shortest text that denotes the same 32-bit float. */
function shortestFloat(value: number): string {
  for (let digits = 1; digits < 10; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(value);
}

/** Runs a reader on an open file and closes the file afterwards. */
async function reading<T>(file: string, read: (buffer: AsyncBuffer) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    return await read({ byteLength: size, slice: (start, end) => sliceOf(handle, start, end ?? size) });
  } finally {
    await handle.close();
  }
}

async function sliceOf(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const length = Math.max(0, end - start);
  if (length > LARGEST_READ) throw new RangeError('a part of a column is too large');
  const target = new ArrayBuffer(length);
  for (let read = 0; read < length;) {
    const { bytesRead } = await handle.read(new Uint8Array(target), read, length - read, start + read);
    if (bytesRead === 0) throw new Error('the file ends too early');
    read += bytesRead;
  }
  return target;
}
