/** What the command passes to the process that runs a query, and how that process ends. */
import type { TableName } from '../export/tables.js';

export const FORMATS = ['table', 'csv', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

export interface SqlRequest {
  readonly sql: string;
  /** Tables that have at least one file. The others are empty. */
  readonly filled: readonly TableName[];
  readonly format: Format;
  /** Whether CSV begins with a byte order mark. */
  readonly withMark: boolean;
  /** Maximum number of rows that are written. */
  readonly rows: number;
  readonly memoryMb: number;
}

/** Exit code of the process if the query was refused or failed. Its message is on the standard error output. */
export const FAILED = 1;
/** Exit code if DuckDB is not installed. */
export const MISSING = 3;
/** Exit code if the process took more memory than it may, although DuckDB kept to its limit. */
export const TOO_LARGE = 4;
