/** Interface through which an import reads the records of a file of any format. */
import type { Row } from '../../mapping/shape.js';

/** A record, or the reason why it cannot be read. */
export interface FileRecord {
  /** 1-based number of the record in its file. */
  readonly row: number;
  /** Offset after this record, in units of `RecordSource.size`. */
  readonly position: number;
  /** Cell texts by column. Undefined if the record cannot be read. */
  readonly cells?: Row;
  readonly fault?: string;
  /** The text of a record that cannot be read. */
  readonly text?: string;
}

export interface RecordSource {
  /** Size of the whole file in units of `FileRecord.position`. */
  readonly size: number;
  /**
   * Column names from the file header. Absent if the file has no header; the columns of the first records are then
   * used.
   */
  readonly header?: readonly string[];
  /** Yields all records from the beginning. May be called more than once. */
  records(): AsyncIterable<FileRecord>;
}

/** Thrown for a file that cannot be read. The message explains the remedy to the user. */
export class UnreadableFile extends Error {}

/** Thrown for a file without records, which is not an error of the file. */
export class EmptyFile extends UnreadableFile {}
