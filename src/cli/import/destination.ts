/** Where an import writes its statements. */
import type { MappedEvent, MappedPoint, MappedTag } from '../../services/events/mapping/map-rows.js';

export interface Statements {
  readonly events: readonly MappedEvent[];
  readonly tags: readonly MappedTag[];
  readonly points: readonly MappedPoint[];
}

/** The outcome of one statement. */
export interface Outcome {
  readonly status: string;
  readonly reason?: string | null;
  readonly message?: string | null;
  readonly path?: string | null;
}

/** Outcomes in the order of the statements. */
export type Outcomes = { readonly [K in keyof Statements]: readonly Outcome[] };

export interface Destination {
  /** The address of the server that has the workspace. */
  readonly url: string;
  /** Rows of a batch. */
  readonly batchRows: number;
  /** Batches on their way at a time. */
  readonly inFlight: number;
  /** Writes statements. Writing them again does no harm. Throws StrataError if all of them are refused. */
  write(statements: Statements): Promise<Outcomes>;
}

/** Statements of one call. */
const MOST_STATEMENTS = 1000;

/** Statements in parts that one call takes. */
export const parts = <S>(statements: readonly S[]): S[][] =>
  Array.from({ length: Math.ceil(statements.length / MOST_STATEMENTS) }, (_, i) =>
    statements.slice(i * MOST_STATEMENTS, (i + 1) * MOST_STATEMENTS),
  );
