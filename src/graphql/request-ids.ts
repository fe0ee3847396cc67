/** Request ids. The log entry of an internal error has the same id as the response that hides its details. */
import { randomUUID } from 'node:crypto';

const ids = new WeakMap<object, string>();

/** Records the request in which an error occurred. If the error is recorded again, the first request is kept. */
export function noteRequest(error: unknown, requestId: string): void {
  if (typeof error === 'object' && error !== null && !ids.has(error)) ids.set(error, requestId);
}

/** Returns the id of the request in which an error occurred, or a new id if the request is not known. */
export function requestIdFor(error: unknown): string {
  const known = typeof error === 'object' && error !== null ? ids.get(error) : undefined;
  return known ?? randomUUID();
}
