/** Records of a file, independent of its format. */
import type { Row } from '../../services/events/mapping/shape.js';

/** A record, or the reason it cannot be read. */
export interface FileRecord {
  /** Number of the record in its file, from 1. */
  readonly row: number;
  /** Position in the file after this record, in units of `RecordSource.size`. */
  readonly position: number;
  /** Texts by column. Undefined if the record cannot be read. */
  readonly cells?: Row;
  readonly fault?: string;
  /** The text of a record that cannot be read. */
  readonly text?: string;
}

export interface RecordSource {
  /** Size of the whole file in units of `FileRecord.position`. */
  readonly size: number;
  /** Columns that the file declares. Otherwise the columns are those of the first records. */
  readonly header?: readonly string[];
  /** Yields records from the beginning. It may be called again. */
  records(): AsyncIterable<FileRecord>;
}

/** A file that cannot be read, with advice for the user. */
export class UnreadableFile extends Error {}
