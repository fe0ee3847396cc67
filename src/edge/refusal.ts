/** HTTP error responses: a status, and a GraphQL error as the JSON body. */
import type { ServerResponse } from 'node:http';
import { codeOf, type Reason } from '../reasons/index.js';
import { ANSWER_TYPES, answerType, EVENT_STREAM } from './accept.js';
import { sendJson } from './answers.js';
import { sendAsStream } from './event-stream-format.js';
import { DocumentRefused } from './document-gate.js';
import type { EdgeOptions } from './options.js';

/** A refusal by the HTTP layer, with its status code. */
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
 * Sends an error response. `show` converts an error for the client. If a response has already begun, it is aborted. A
 * refused document gets a GraphQL response with status 400. Clients of application/json get status 200 instead, and
 * clients of event streams get one event.
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

/** Returns the headers of an error response. A wait that the route has set is kept. */
function headersOf(status: number, res: ServerResponse): Record<string, string> {
  if (status === 401) return { 'www-authenticate': 'Bearer' };
  return (status === 503 || status === 429) && !res.hasHeader('retry-after') ? { 'retry-after': '1' } : {};
}
