/** Converts all failures to GraphQL errors with a stable code, a reason and a path. Hides internal details. */
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { HistoryLost } from '../live/hub.js';
import { TooSlow } from '../live/subscriber.js';
import { codeOf, isReason, type ErrorCode, type Reason } from '../reasons/index.js';
import { ServiceError, StoreConflict, type InputFault } from '../services/base/errors.js';
import { requestIdFor } from './request-ids.js';

/** An error in the form that clients receive. */
export interface PublicError extends GraphQLFormattedError {
  readonly extensions: {
    readonly code: ErrorCode;
    readonly reason: Reason;
    /** Path of the invalid value within the input. */
    readonly inputPath?: string;
    /** Faults of the input, if there are several. At most 50 are listed. */
    readonly faults?: readonly InputFault[];
    /** Number of faults that are not listed. Absent if `faults` contains all of them. */
    readonly moreFaults?: number;
    /** Id of the request in the log, for an internal error. */
    readonly requestId?: string;
  };
}

/** Reasons of errors whose code was set by Apollo or graphql-js. */
const REASON_OF_CODE: Readonly<Record<string, Reason>> = {
  GRAPHQL_PARSE_FAILED: 'DOCUMENT_SYNTAX',
  OPERATION_RESOLUTION_FAILURE: 'OPERATION_UNKNOWN',
  PERSISTED_QUERY_NOT_FOUND: 'REQUEST_UNSUPPORTED',
  PERSISTED_QUERY_NOT_SUPPORTED: 'REQUEST_UNSUPPORTED',
};

/** Number of characters that a clipped message keeps at each end. */
const LONGEST_END = 1000;

/**
 * Removes the middle of a long message. A message of 4 MiB, for example, is cut to its first and last 1,000 characters.
 */
function clipped(message: string): string {
  if (message.length <= 2 * LONGEST_END) return message;
  return `${message.slice(0, LONGEST_END)} … ${message.slice(-LONGEST_END)}`.toWellFormed();
}

/**
 * Returns whether a word from `words` occurs in a message before a word from `behind`. Messages repeat client input, so
 * regular expressions with quadratic cost are avoided.
 */
function says(message: string, words: readonly string[], behind: readonly string[]): boolean {
  const places = words.map((word) => message.indexOf(word)).filter((place) => place >= 0);
  return places.length > 0 && behind.some((each) => message.lastIndexOf(each) > Math.min(...places));
}

/**
 * Returns the reason for a validation error. A wrong or missing value is an input error. Any other error means that the
 * document does not match the schema.
 */
export function validationReason({ extensions, message }: GraphQLError): Reason {
  if (isReason(extensions.reason)) return extensions.reason;
  if (says(message, ['of type "', 'of required type "'], ['" is required', '" was not provided']))
    return 'ARGUMENT_MISSING';
  if (
    /Expected (value of |non-nullable )?type|cannot represent/.test(message) ||
    says(message, ['is not defined by type "'], ['Input"'])
  )
    return 'ARGUMENT_INVALID';
  return 'DOCUMENT_INVALID';
}

/** Returns the reason for a request error from graphql-js or Apollo, or undefined for a server error. */
function requestReason(error: GraphQLError): Reason | undefined {
  const { code } = error.extensions;
  if (error.originalError !== undefined && !(error.originalError instanceof GraphQLError)) return undefined;
  if (code === 'INTERNAL_SERVER_ERROR') return undefined;
  if (code === 'BAD_REQUEST') return 'REQUEST_UNSUPPORTED';
  return (typeof code === 'string' ? REASON_OF_CODE[code] : undefined) ?? validationReason(error);
}

/**
 * Removes suggestions of similar names from a message. They would reveal the schema to callers that may not read it.
 */
function withoutHint(message: string): string {
  const hint = message.endsWith('?') ? message.indexOf(' Did you mean ') : -1;
  return hint < 0 ? message : message.slice(0, hint);
}

/** Maximum number of listed faults of an error. */
const MAX_FAULTS = 50;

/** Returns the path and the faults of a service error. Texts that come from the request are clipped. */
function detailsOf({ path, faults = [] }: ServiceError): Partial<PublicError['extensions']> {
  const shown = faults
    .slice(0, MAX_FAULTS)
    .map((fault) => ({ ...fault, path: clipped(fault.path), message: clipped(fault.message) }));
  return {
    ...(path ? { inputPath: clipped(path) } : {}),
    ...(shown.length > 1 ? { faults: shown } : {}),
    ...(faults.length > MAX_FAULTS ? { moreFaults: faults.length - MAX_FAULTS } : {}),
  };
}

/** Maximum number of errors in the response to a rejected request. */
const MAX_ERRORS = 3;

/**
 * Returns the errors to send. If the whole request was rejected because of its variables, returns only the first few.
 */
export function shownErrors<T>(result: { readonly data?: unknown; readonly errors: readonly T[] }): readonly T[] {
  return result.data === undefined ? result.errors.slice(0, MAX_ERRORS) : result.errors;
}

/** Converts the result of an operation for clients. `show` converts each error. */
export function shownResult(
  { errors, ...rest }: ExecutionResult,
  show: (error: GraphQLError) => unknown,
): Readonly<Record<string, unknown>> {
  return { ...(errors ? { errors: shownErrors({ ...rest, errors }).map(show) } : {}), ...rest };
}

/**
 * Converts an error for clients. If details are hidden, the original error is passed to `report` with the request id.
 */
export function toPublicError(error: unknown, report: (error: unknown, requestId: string) => void): PublicError {
  const graphql = error instanceof GraphQLError ? error : undefined;
  const cause = graphql?.originalError ?? (graphql ? undefined : error);
  const show = (reason: Reason, message: string, more: object = {}): PublicError => ({
    message: clipped(message),
    ...(graphql?.locations ? { locations: graphql.locations } : {}),
    ...(graphql?.path ? { path: graphql.path } : {}),
    extensions: { code: codeOf(reason), reason, ...more },
  });
  if (cause instanceof ServiceError) return show(cause.reason, cause.message, detailsOf(cause));
  if (cause instanceof HistoryLost)
    return show(
      'CURSOR_EXPIRED',
      'the changes after this cursor are no longer kept: read the members again and subscribe without a cursor',
    );
  if (cause instanceof TooSlow) return show('SUBSCRIBER_TOO_SLOW', cause.message);
  if (cause instanceof StoreConflict)
    return show('WRITE_CONTENDED', 'another write changed the same data first; retry');
  const reason = graphql && requestReason(graphql);
  if (graphql && reason) return show(reason, withoutHint(graphql.message));
  const hidden = cause ?? error;
  const requestId = requestIdFor(hidden);
  report(hidden, requestId);
  return show('INTERNAL', 'internal error', { requestId });
}

/** Wraps any thrown value in a GraphQL error that `toPublicError` can convert. */
export function asGraphQLError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error(String(error));
  return new GraphQLError(originalError.message, { originalError });
}
