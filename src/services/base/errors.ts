/**
 * Errors that a use case may return, each with a reason from the reason table. Messages never contain personal data or
 * secrets.
 */
import type { Fault } from '../../engine/segments/check.js';
import { codeOf, type ErrorCode, type Reason, type ReasonOf } from '../../reasons/index.js';

/** One of several faults in an input. */
export interface InputFault {
  readonly path: string;
  readonly message: string;
  readonly reason: Reason;
}

/** An error that a use case throws. Its code is derived from its reason, so the two always agree. */
export class ServiceError extends Error {
  readonly code: ErrorCode;

  constructor(
    readonly reason: Reason,
    /** The error message. It is a complete sentence that describes the concrete case. */
    message: string,
    /** Path of the invalid field in the input, e.g. `events[3].occurredAt`. */
    readonly path?: string,
    /** All faults of the input, if there are several. */
    readonly faults?: readonly InputFault[],
  ) {
    super(message);
    this.code = codeOf(reason);
  }
}

/** Returns a BAD_USER_INPUT error, for an invalid argument. */
export const invalid = (reason: ReasonOf<'BAD_USER_INPUT'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** Returns a NOT_FOUND error, for an object that does not exist. `what` is a noun with its article, e.g. `the tag`. */
export const notFound = (reason: ReasonOf<'NOT_FOUND'>, what: string, path?: string): ServiceError =>
  new ServiceError(reason, `${what} was not found`, path);
/** Returns a FORBIDDEN error, for a caller that lacks a permission. */
export const forbidden = (reason: ReasonOf<'FORBIDDEN'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** Returns a LIMIT_EXCEEDED error. It means that the request exceeds a documented limit. */
export const limit = (reason: ReasonOf<'LIMIT_EXCEEDED'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** Returns a CONFLICT error, for a request that conflicts with the current state. */
export const conflict = (reason: ReasonOf<'CONFLICT'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** Returns an UNAVAILABLE error, for an operation that is temporarily not possible. */
export const unavailable = (reason: ReasonOf<'UNAVAILABLE'>, message: string): ServiceError =>
  new ServiceError(reason, message);

/**
 * Returns one error that combines all faults of a condition. The first fault that exceeds a limit determines the
 * reason. If no limit is exceeded, the first fault determines it. `place` converts the path of a fault into a path of
 * the input.
 */
export function faulty(faults: readonly Fault[], place: (path: string) => string): ServiceError {
  const list = faults.map((f) => ({ ...f, path: place(f.path) }));
  const first = list.find((f) => codeOf(f.reason) === 'LIMIT_EXCEEDED') ?? list[0];
  return new ServiceError(first.reason, first.message, first.path, [first, ...list.filter((f) => f !== first)]);
}

/** Thrown by a store when another transaction committed first. The transaction is then retried. */
export class StoreConflict extends Error {}
