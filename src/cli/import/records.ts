/** Records of a file, whatever its format. */
import type { Row } from '../../services/events/mapping/shape.js';

/** A record, or the reason it cannot be read. */
export interface FileRecord {
  /** Number of the record in its file, from 1. */
  readonly row: number;
  /** How much of the file was read up to the end of this record, in units of `RecordSource.size`. */
  readonly position: number;
  /** The texts by column; absent where the record cannot be read. */
  readonly cells?: Row;
  readonly fault?: string;
  /** The text of a record that cannot be read. */
  readonly text?: string;
}

export interface RecordSource {
  /** Units of `FileRecord.position` in the whole file. */
  readonly size: number;
  /** Columns of the file, where it states them itself; else they are those of its first records. */
  readonly header?: readonly string[];
  /** Records from the beginning; may be called again. */
  records(): AsyncIterable<FileRecord>;
}

/** Cells with names and values in composed Unicode form, as the names of a mapping are. */
export const composed = (cells: Iterable<readonly [string, string]>): Row =>
  Object.fromEntries([...cells].map(([name, value]) => [name.normalize('NFC'), value.normalize('NFC')]));

/** A file that is not what it should be, with what to do. */
export class UnreadableFile extends Error {}
