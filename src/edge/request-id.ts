/**
 * Gives each HTTP request an id: the id that the client sent, or a new one. The id appears in responses, internal
 * errors and the log.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

const HEADER = 'x-request-id';
/** Ids appear in the log, so only short ids without spaces and control characters are accepted. */
const ACCEPTED = /^[A-Za-z0-9._:/+=-]{1,128}$/;

/** Gives a response the id of its request. A valid id from the client is used. Otherwise, a new id is created. */
export function identifyRequest(req: IncomingMessage, res: ServerResponse): void {
  const given = req.headers[HEADER];
  res.setHeader(HEADER, typeof given === 'string' && ACCEPTED.test(given) ? given : randomUUID());
}

/** Returns the request id that {@link identifyRequest} stored in a response. */
export const requestIdOfResponse = (res: ServerResponse): string => String(res.getHeader(HEADER));
