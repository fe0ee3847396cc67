/** What the thread that reads uploaded files is asked to do, and what it returns. */
import type { Mapping } from '../mapping/shape.js';
import type { Batch } from './files/batches.js';

export interface ReadingTask {
  readonly kind: 'guess' | 'look' | 'batches';
  readonly path: string;
  /** Name of the file, whose ending determines the format. */
  readonly name: string;
  /** How to read the rows. Absent for a guess. */
  readonly reading?: {
    readonly mapping: Mapping;
    readonly zone: string;
    /** Number of rows to look at, or the maximum number of statements of one kind in a batch. */
    readonly rows: number;
    /** Number of rows that are already finished. */
    readonly from: number;
  };
}

export interface GuessAnswer {
  /** The mapping as JSON text. */
  readonly mapping: string;
  readonly columns: readonly { readonly name: string; readonly values: readonly string[] }[];
}

export interface LookAnswer {
  /** Columns of the mapping that the file does not have. If there are any, nothing else is returned. */
  readonly problems: readonly string[];
  readonly batches?: readonly Batch[];
  readonly rows: readonly {
    readonly row: number;
    readonly isLeftOut: boolean;
    readonly cells: readonly { readonly column: string; readonly value: string }[];
  }[];
}
