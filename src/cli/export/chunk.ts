/** The rows of successive customers, which an export holds in memory and writes together. */
import { createHash } from 'node:crypto';
import type { RootFacts } from '../../services/base/ports.js';
import { ParquetRows, type ParquetCell } from '../../services/exports/parquet-rows.js';
import { DAY } from '../../engine/time/time.js';
import { dayNumber } from './fact-rows.js';
import { columnsOf, MONTH, type TableName, type TableRow } from './tables.js';

/** Estimate of the memory of a row without its texts, in bytes. */
const ROW = 200;
/** Number of rows in one row group. A reader skips the row groups that its query does not need. */
const ROW_GROUP = 50_000;
/** The month of times that no month of four-digit years contains. */
const NO_MONTH = '0000-00';

/** The file of one table and month in a chunk. */
export interface ChunkFile {
  readonly table: TableName;
  /** Path below the folder of the export, with `/` between names. */
  readonly folder: string;
  readonly rows: number;
  readonly bytes: Uint8Array;
}

interface FileContent {
  readonly table: TableName;
  /** Names of the columns, in their order. */
  readonly names: readonly string[];
  readonly content: ParquetRows;
}

export class Chunk {
  private readonly tables = new Map<string, FileContent>();
  private readonly months = new Map<number, string>();
  /** Estimate of the memory that the rows take, in bytes. */
  size = 0;
  rows = 0;

  constructor(private readonly zone: string) {}

  add({ table, at, cells }: TableRow): void {
    const folder = `${table}/${MONTH}=${this.monthOf(at)}`;
    let there = this.tables.get(folder);
    if (!there) {
      const columns = columnsOf(table);
      const names = columns.map(({ name }) => name);
      this.tables.set(folder, (there = { table, names, content: new ParquetRows(columns, ROW_GROUP) }));
    }
    const values = there.names.map((name) => (cells as Readonly<Record<string, ParquetCell>>)[name]);
    there.content.add(values);
    this.rows++;
    this.size += ROW + textBytes(values);
  }

  /** Yields the files, in the order of their folders. Each file is built when it is read. */
  *files(): Generator<ChunkFile> {
    const folders = [...this.tables.keys()].sort();
    for (const folder of folders) {
      const { table, content } = this.tables.get(folder)!;
      this.tables.delete(folder);
      yield { table, folder, rows: content.rows, bytes: content.end() };
    }
  }

  /** Returns the month of a time in the zone of the workspace, such as `2026-03`. */
  private monthOf(at: number): string {
    const day = dayNumber(at, this.zone);
    let month = this.months.get(day);
    if (month === undefined) {
      const text = new Date(day * DAY).toISOString();
      this.months.set(day, (month = /^\d{4}-\d{2}-/.test(text) ? text.slice(0, 7) : NO_MONTH));
    }
    return month;
  }
}

/** Returns an estimate of the memory of the texts of a row. Texts are assumed to take two bytes a character. */
function textBytes(values: readonly ParquetCell[]): number {
  let bytes = 0;
  for (const value of values) {
    if (typeof value === 'string') bytes += 2 * value.length;
    else if (typeof value === 'object') bytes += 2 * JSON.stringify(value).length;
  }
  return bytes;
}

/**
 * Digest of which profiles belong together in a range of customers. Profiles that were created after the export began
 * do not count, because none of their facts is in the export.
 */
export class Grouping {
  private readonly hash = createHash('sha256');

  /** `createdBefore` is an id. Profiles with this or a greater id do not count. */
  constructor(private readonly createdBefore: string) {}

  add({ id, members }: Pick<RootFacts, 'id' | 'members'>): void {
    const counted = members.filter((member) => member < this.createdBefore);
    if (counted.length > 0) this.hash.update(`${id}:${counted.sort().join(',')}\n`);
  }

  digest(): string {
    return this.hash.digest('hex');
  }
}
