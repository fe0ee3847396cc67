/** A hostile operation with the code and reason of its rejection. */
import type { Reason } from '../../src/reasons/index.js';

export interface Case {
  readonly name: string;
  readonly query: unknown;
  readonly variables?: unknown;
  readonly code: string;
  readonly reason: Reason;
  readonly path?: string;
}
