/** Request ids. The log entry of an internal error and the response that hides the error contain the same id. */
import { randomUUID } from 'node:crypto';

const ids = new WeakMap<object, string>();

/** Remembers the request in which an error occurred. If the error is noted again, the first request is kept. */
export function noteRequest(error: unknown, requestId: string): void {
  if (typeof error === 'object' && error !== null && !ids.has(error)) ids.set(error, requestId);
}

/** Returns the id of the request in which an error occurred, or a new id if the request is not known. */
export function requestIdFor(error: unknown): string {
  const known = typeof error === 'object' && error !== null ? ids.get(error) : undefined;
  return known ?? randomUUID();
}
