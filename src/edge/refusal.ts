/** HTTP error responses. Each has a status and a GraphQL error as its JSON body. */
import type { ServerResponse } from 'node:http';
import { codeOf, type Reason } from '../reasons/index.js';
import { ANSWER_TYPES, answerType, EVENT_STREAM } from './accept.js';
import { sendJson } from './answers.js';
import { sendAsStream } from './event-stream-format.js';
import { DocumentRefused } from './document-gate.js';
import type { EdgeOptions } from './options.js';

/** A rejection by the HTTP layer, with its status code. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    readonly reason: Reason,
    message: string,
  ) {
    super(message);
  }
}

const STATUS: Readonly<Record<string, number>> = {
  UNAUTHENTICATED: 401,
  INTERNAL_SERVER_ERROR: 500,
  UNAVAILABLE: 503,
  RATE_LIMITED: 429,
  IDEMPOTENCY_KEY_REUSED: 422,
};

/**
 * Sends an error response. `show` converts the error for the client. If a response has already begun, it is aborted.
 * The response to a rejected document is a GraphQL response with status 400. Clients that accept application/json
 * receive status 200 instead, and clients that accept event streams receive one event.
 */
export function refuse(
  res: ServerResponse,
  error: unknown,
  show: EdgeOptions['show'],
  accept: string | undefined,
): void {
  if (res.headersSent || res.destroyed) {
    res.destroy();
    return;
  }
  if (error instanceof DocumentRefused) {
    const errors = error.errors.map(show);
    const type = answerType(accept) ?? ANSWER_TYPES[0];
    if (type === EVENT_STREAM) sendAsStream(res, JSON.stringify({ errors }));
    else sendJson(res, type === ANSWER_TYPES[0] ? 200 : 400, { errors }, { 'content-type': type });
    return;
  }
  if (error instanceof HttpError) {
    sendJson(res, error.status, {
      errors: [{ message: error.message, extensions: { code: codeOf(error.reason), reason: error.reason } }],
    });
    return;
  }
  const shown = show(error);
  const status = STATUS[shown.extensions.code] ?? 400;
  sendJson(res, status, { errors: [shown] }, headersOf(status, res));
}

/** Returns the headers of an error response. A `Retry-After` header that the route has set is not replaced. */
function headersOf(status: number, res: ServerResponse): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return (status === 503 || status === 429) && !res.hasHeader('retry-after') ? { 'retry-after': '1' } : {};
}
