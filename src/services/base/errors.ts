/**
 * Foreseen failures of a use case, each made from a reason of the table. The texts never hold personal data or secrets.
 */
import type { Fault } from '../../engine/segment/check.js';
import { codeOf, type ErrorCode, type Reason, type ReasonOf } from '../../reasons/index.js';

/** One of several faults of an input. */
export interface InputFault {
  readonly path: string;
  readonly message: string;
  readonly reason: Reason;
}

/** A refusal. Its code follows from its reason, so the two never disagree. */
export class ServiceError extends Error {
  readonly code: ErrorCode;

  constructor(
    readonly reason: Reason,
    /** A concrete sentence with the values of this case. */
    message: string,
    /** Where in the input, e.g. `events[3].occurredAt`. */
    readonly path?: string,
    /** Every fault of the input, where it has several. */
    readonly faults?: readonly InputFault[],
  ) {
    super(message);
    this.code = codeOf(reason);
  }
}

/** An argument is wrong: BAD_USER_INPUT. */
export const invalid = (reason: ReasonOf<'BAD_USER_INPUT'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** What the request addresses does not exist: NOT_FOUND. `what` is a noun with its article, e.g. `the tag`. */
export const notFound = (reason: ReasonOf<'NOT_FOUND'>, what: string, path?: string): ServiceError =>
  new ServiceError(reason, `${what} was not found`, path);
/** The caller may not: FORBIDDEN. */
export const forbidden = (reason: ReasonOf<'FORBIDDEN'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** A stated limit was exceeded: LIMIT_EXCEEDED. */
export const limit = (reason: ReasonOf<'LIMIT_EXCEEDED'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** The request contradicts what exists: CONFLICT. */
export const conflict = (reason: ReasonOf<'CONFLICT'>, message: string, path?: string): ServiceError =>
  new ServiceError(reason, message, path);
/** Not at the moment: UNAVAILABLE. */
export const unavailable = (reason: ReasonOf<'UNAVAILABLE'>, message: string): ServiceError =>
  new ServiceError(reason, message);

/**
 * One refusal for everything that the check of a condition found. An exceeded limit decides the reason, else the first
 * fault does; `place` makes the path of a fault one of the input.
 */
export function faulty(faults: readonly Fault[], place: (path: string) => string): ServiceError {
  const list = faults.map((f) => ({ ...f, path: place(f.path) }));
  const first = list.find((f) => codeOf(f.reason) === 'LIMIT_EXCEEDED') ?? list[0];
  return new ServiceError(first.reason, first.message, first.path, [first, ...list.filter((f) => f !== first)]);
}

/** Raised by a store when a rival's commit came first: the transaction is run again. */
export class StoreConflict extends Error {}
