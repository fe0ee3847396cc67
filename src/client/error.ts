/** What the server refuses, with its code and place. */

/** An error as GraphQL tells it. */
export interface ErrorShape {
  readonly message: string;
  readonly extensions?: {
    readonly code?: string;
    readonly inputPath?: string;
    readonly faults?: readonly { readonly path: string; readonly message: string }[];
  };
}

/** Codes of what may pass by itself. */
const TRANSIENT = new Set(['UNAVAILABLE', 'RATE_LIMITED']);

export class StrataError extends Error {
  /** e.g. `BAD_USER_INPUT`; docs/API.md lists them. */
  readonly code: string;
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
            `${e.extensions?.code ?? 'INTERNAL_SERVER_ERROR'}: ${e.message}${e.extensions?.inputPath ? ` (${e.extensions.inputPath})` : ''}`,
        )
        .join('\n'),
    );
    this.code = errors[0]?.extensions?.code ?? 'INTERNAL_SERVER_ERROR';
    this.path = errors[0]?.extensions?.inputPath;
  }

  /** Whether the same may succeed in a moment. */
  get transient(): boolean {
    return TRANSIENT.has(this.code);
  }
}

/** No answer came: whether anything was done is not known. */
export class Unreachable extends StrataError {
  constructor(message: string) {
    super([{ message, extensions: { code: 'UNAVAILABLE' } }]);
  }
}
