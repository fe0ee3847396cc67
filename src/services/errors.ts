/** Foreseen failures of a use case, with the code the API shows. The texts never hold personal data or secrets. */

export type ErrorCode =
  | 'BAD_USER_INPUT'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'LIMIT_EXCEEDED'
  | 'UNAVAILABLE'
  | 'CURSOR_EXPIRED'
  | 'IDEMPOTENCY_KEY_REUSED'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COMPLEX';

export class ServiceError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    /** Where in the input, e.g. `events[3].occurredAt`. */
    readonly path?: string,
    /** More faults of the same input. */
    readonly faults?: readonly { readonly path: string; readonly message: string }[],
  ) {
    super(message);
  }
}

export const invalid = (message: string, path?: string): ServiceError =>
  new ServiceError('BAD_USER_INPUT', message, path);
export const notFound = (what: string): ServiceError => new ServiceError('NOT_FOUND', `${what} was not found`);
export const forbidden = (message: string): ServiceError => new ServiceError('FORBIDDEN', message);
export const limit = (message: string, path?: string): ServiceError =>
  new ServiceError('LIMIT_EXCEEDED', message, path);

/** Raised by a store when a rival's commit came first: the transaction is run again. */
export class StoreConflict extends Error {}
