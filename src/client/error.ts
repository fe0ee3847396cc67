/** Errors of the client, with the server's reason, code and path. */
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
  };
}

/** Codes of transient failures. */
const TRANSIENT = new Set(['UNAVAILABLE', 'RATE_LIMITED']);

export class StrataError extends Error {
  /** The coarse kind, e.g. `BAD_USER_INPUT`; docs/API.md lists them. */
  readonly code: string;
  /** What exactly is wrong, e.g. `COUPON_EXPIRED`; docs/REASONS.md lists them with what to do about each. */
  readonly reason: RefusalReason;
  /** Where in the input, e.g. `events[3].occurredAt`. */
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

/** No response arrived, so it is unknown whether the request had an effect. */
export class Unreachable extends StrataError {
  constructor(message: string) {
    super([{ message, extensions: { code: 'UNAVAILABLE', reason: 'SERVER_UNREACHABLE' } }]);
  }
}
