/** Defines the error codes and the entries of the table of reasons. */

/** All error codes of the API and their meanings. They are part of the API contract, so clients may rely on them. */
export const ERROR_CODES = {
  GRAPHQL_PARSE_FAILED: 'the document is not GraphQL',
  GRAPHQL_VALIDATION_FAILED: 'the document does not fit the schema',
  BAD_USER_INPUT: 'an argument is wrong; `inputPath` says which',
  BAD_REQUEST: 'the HTTP request is malformed',
  PAYLOAD_TOO_LARGE: 'the body of the request is too large; send less at a time',
  QUERY_TOO_COMPLEX: 'one operation asks for too much',
  UNAUTHENTICATED: 'the token is missing, not valid or has expired',
  FORBIDDEN: 'the token lacks a scope or a grant',
  NOT_FOUND: 'no such thing exists in this workspace',
  CONFLICT: 'the request contradicts what already exists',
  IDEMPOTENCY_KEY_REUSED: 'this idempotency key was used for another request',
  LIMIT_EXCEEDED: 'a stated limit was exceeded',
  RATE_LIMITED: 'too many requests in a time; wait and retry',
  UNAVAILABLE: 'the request could not be served at the moment; retry it',
  CURSOR_EXPIRED: 'the position is no longer kept; read again, then subscribe without a cursor',
  INTERNAL_SERVER_ERROR: 'a fault of the server; it was logged',
} as const;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface ReasonEntry<C extends ErrorCode = ErrorCode> {
  readonly code: C;
  /** What the reason means, in one sentence. */
  readonly meaning: string;
  /** What the caller can do next, in one sentence. */
  readonly remedy: string;
}

/** Creates one entry of the table of reasons. */
export function entry<const C extends ErrorCode>(code: C, meaning: string, remedy: string): ReasonEntry<C> {
  return { code, meaning, remedy };
}
