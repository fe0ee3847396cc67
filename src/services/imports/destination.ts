/** Interface of the destinations to which an import writes its statements. */
import type { MappedEntry, MappedEvent, MappedPoint, MappedTag } from '../mapping/map-rows.js';

export interface Statements {
  readonly events: readonly MappedEvent[];
  readonly tags: readonly MappedTag[];
  readonly points: readonly MappedPoint[];
  readonly entries: readonly MappedEntry[];
}

/** The result of one statement. */
export interface Outcome {
  readonly status: string;
  readonly reason?: string | null;
  readonly message?: string | null;
  readonly path?: string | null;
}

/** The results of all statements, in the order of the statements. */
export type Outcomes = { readonly [K in keyof Statements]: readonly Outcome[] };

export interface Destination {
  /** Maximum number of rows in a batch. */
  readonly batchRows: number;
  /** Maximum number of batches that may be in flight at the same time. */
  readonly inFlight: number;
  /**
   * Writes statements. The call is idempotent, so it can be repeated with the same statements. Throws StrataError if
   * all of them are rejected.
   */
  write(statements: Statements): Promise<Outcomes>;
}

/** Maximum number of statements in one call. */
const MOST_STATEMENTS = 1000;

/** Splits statements into chunks that each fit into one call. */
export const parts = <S>(statements: readonly S[]): S[][] =>
  Array.from({ length: Math.ceil(statements.length / MOST_STATEMENTS) }, (_, i) =>
    statements.slice(i * MOST_STATEMENTS, (i + 1) * MOST_STATEMENTS),
  );
