/** Errors that the client throws. They contain the server's reason, code and path. */
import type { RefusalReason } from '../../schema/generated/operations.js';

/** An error in a GraphQL response. */
export interface ErrorShape {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly reason?: RefusalReason;
    readonly inputPath?: string;
    readonly faults?: readonly {
      readonly path: string;
      readonly message: string;
      readonly reason?: RefusalReason;
    }[];
    readonly moreFaults?: number;
  };
}

/** Codes of transient errors, after which a retry may succeed. */
const TRANSIENT = new Set(['UNAVAILABLE', 'RATE_LIMITED']);

export class StrataError extends Error {
  /** The general category of the error, e.g. `BAD_USER_INPUT`. docs/API.md lists all codes. */
  readonly code: string;
  /** The specific cause of the error, e.g. `COUPON_EXPIRED`. docs/REASONS.md lists every reason with its remedy. */
  readonly reason: RefusalReason;
  /** Path of the invalid input, e.g. `events[3].occurredAt`. */
  readonly path: string | undefined;

  constructor(
    readonly errors: readonly ErrorShape[],
    readonly retryAfterMs = 0,
  ) {
    super(
      errors
        .map(
          (e) =>
            `${e.extensions?.reason ?? e.extensions?.code ?? 'INTERNAL'}: ${e.message}${e.extensions?.inputPath ? ` (${e.extensions.inputPath})` : ''}`,
        )
        .join('\n'),
    );
    this.code = errors[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
    this.reason = errors[0]?.extensions?.reason ?? 'INTERNAL';
    this.path = errors[0]?.extensions?.inputPath;
  }

  /** Whether a retry may succeed. */
  get transient(): boolean {
    return TRANSIENT.has(this.code);
  }
}

/** Thrown if no response arrived. The request may or may not have had an effect. */
export class Unreachable extends StrataError {
  constructor(message: string) {
    super([{ message, extensions: { code: 'UNAVAILABLE', reason: 'SERVER_UNREACHABLE' } }]);
  }
}
