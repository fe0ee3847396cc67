/**
 * Assigns an id to each HTTP request, which is either sent by the client or new. Responses, internal errors and the log
 * contain the id.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'x-request-id';
/**
 * Accepted ids from clients. They must be short and without spaces and control characters, because ids appear in the
 * log.
 */
const ACCEPTED = /^[A-Za-z0-9._:/+=-]{1,128}$/;

/**
 * Sets the request id in the header of a response. A valid id from the client is used. Otherwise, a new id is created.
 */
export function identifyRequest(req: IncomingMessage, res: ServerResponse): void {
  const given = req.headers[HEADER];
  res.setHeader(HEADER, typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID());
}

/** Returns the request id of a response, which {@link identifyRequest} has set. */
export const requestIdOfResponse = (res: ServerResponse): string => String(res.getHeader(HEADER));
