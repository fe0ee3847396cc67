/**
 * Expected failures of a use case, each with a reason from the table. Messages never contain personal data or secrets.
 */
import type { Fault } from '../../engine/segment/check.js';
import { codeOf, type ErrorCode, type Reason, type ReasonOf } from '../../reasons/index.js';

/** One of several faults in an input. */
export interface InputFault {
  readonly path: string;
  readonly message: string;
  readonly reason: Reason;
}

/** A rejection. Its code follows from its reason, so the two always agree. */
export class ServiceError extends Error {
  readonly code: ErrorCode;

  constructor(
    readonly reason: Reason,
    /** A complete sentence with the values of this case. */
    message: string,
    /** Path in the input, e.g. `events[3].occurredAt`. */
    readonly path?: string,
    /** All faults of the input, if there are several. */
    readonly faults?: readonly InputFault[],
  ) {
    super(message);
    this.code = codeOf(reason);
  }
}

/** An argument is invalid: BAD_USER_INPUT. */
export const invalid = (reason: ReasonOf<'BAD_USER_INPUT'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** The addressed object does not exist: NOT_FOUND. `what` is a noun with its article, e.g. `the tag`. */
export const notFound = (reason: ReasonOf<'NOT_FOUND'>, what: string, path?: string): ServiceError =>
  new ServiceError(reason, `${what} was not found`, path);
/** The caller lacks permission: FORBIDDEN. */
export const forbidden = (reason: ReasonOf<'FORBIDDEN'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** A documented limit is exceeded: LIMIT_EXCEEDED. */
export const limit = (reason: ReasonOf<'LIMIT_EXCEEDED'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** The request conflicts with the current state: CONFLICT. */
export const conflict = (reason: ReasonOf<'CONFLICT'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** Temporarily not possible: UNAVAILABLE. */
export const unavailable = (reason: ReasonOf<'UNAVAILABLE'>, message: string): ServiceError =>
  new ServiceError(reason, message);

/**
 * Combines all faults of a condition into one error. An exceeded limit determines the reason, otherwise the first fault
 * does. `place` turns the path of a fault into a path of the input.
 */
export function faulty(faults: readonly Fault[], place: (path: string) => string): ServiceError {
  const list = faults.map((f) => ({ ...f, path: place(f.path) }));
  const first = list.find((f) => codeOf(f.reason) === 'LIMIT_EXCEEDED') ?? list[0];
  return new ServiceError(first.reason, first.message, first.path, [first, ...list.filter((f) => f !== first)]);
}

/** Thrown by a store when another transaction committed first. The transaction is then retried. */
export class StoreConflict extends Error {}
