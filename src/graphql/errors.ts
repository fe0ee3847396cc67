/** The one place where failures become GraphQL errors: a stable code, a path, and nothing internal. */
import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { HistoryLost, TooSlow } from '../live/hub.js';
import { ServiceError, StoreConflict } from '../services/errors.js';

/** Codes clients may rely on, with what to do about each. */
export const ERROR_CODES: Readonly<Record<string, string>> = {
  GRAPHQL_PARSE_FAILED: 'the document is not GraphQL',
  GRAPHQL_VALIDATION_FAILED: 'the document does not fit the schema',
  BAD_USER_INPUT: 'an argument is wrong; `inputPath` says which',
  BAD_REQUEST: 'the HTTP request is malformed',
  PAYLOAD_TOO_LARGE: 'send less at a time',
  QUERY_TOO_COMPLEX: 'ask for less in one operation',
  UNAUTHENTICATED: 'the token is missing, wrong or over; get a new one',
  FORBIDDEN: 'the token lacks a scope',
  NOT_FOUND: 'there is no such thing in this workspace',
  CONFLICT: 'something else is there already',
  IDEMPOTENCY_KEY_REUSED: 'this idempotency key was used for another request',
  LIMIT_EXCEEDED: 'a stated limit was passed',
  RATE_LIMITED: 'wait and send it again',
  UNAVAILABLE: 'nothing was kept; send it again',
  CURSOR_EXPIRED: 'read anew, then subscribe without a cursor',
  INTERNAL_SERVER_ERROR: 'a fault of the server; it was logged',
};

/** Of what validation finds, a wrong or missing value is an input error; the rest does not fit the schema. */
export function validationCode(error: GraphQLError): 'BAD_USER_INPUT' | 'GRAPHQL_VALIDATION_FAILED' {
  const value =
    error.extensions.value === true ||
    /of (required )?type ".*" (is required|was not provided)|Expected value of type|cannot represent|is not defined by type ".*Input"/.test(
      error.message,
    );
  return value ? 'BAD_USER_INPUT' : 'GRAPHQL_VALIDATION_FAILED';
}

/** An error as clients see it; `report` gets what is hidden from them. */
export function toPublicError(error: unknown, report: (error: unknown) => void): GraphQLFormattedError {
  const graphql = error instanceof GraphQLError ? error : undefined;
  const cause = graphql?.originalError ?? (graphql ? undefined : error);
  const at = {
    ...(graphql?.locations ? { locations: graphql.locations } : {}),
    ...(graphql?.path ? { path: graphql.path } : {}),
  };
  if (cause instanceof ServiceError) {
    return {
      message: cause.message,
      ...at,
      extensions: {
        code: cause.code,
        ...(cause.path ? { inputPath: cause.path } : {}),
        ...(cause.faults && cause.faults.length > 1 ? { faults: cause.faults } : {}),
      },
    };
  }
  if (cause instanceof HistoryLost)
    return {
      message: 'this cursor is older than what is kept: read the members anew and subscribe without a cursor',
      ...at,
      extensions: { code: 'CURSOR_EXPIRED' },
    };
  if (cause instanceof TooSlow) return { message: cause.message, ...at, extensions: { code: 'LIMIT_EXCEEDED' } };
  if (cause instanceof StoreConflict)
    return { message: 'a rival change was first; send it again', ...at, extensions: { code: 'UNAVAILABLE' } };
  const code = graphql?.extensions.code;
  if (
    graphql &&
    (cause === undefined || cause instanceof GraphQLError) &&
    (code === undefined || typeof code === 'string') &&
    code !== 'INTERNAL_SERVER_ERROR'
  ) {
    return {
      message: graphql.message,
      ...at,
      extensions: { code: code === undefined || code === 'GRAPHQL_VALIDATION_FAILED' ? validationCode(graphql) : code },
    };
  }
  report(cause ?? error);
  return { message: 'internal error', ...at, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}
