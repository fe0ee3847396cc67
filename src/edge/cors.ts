/**
 * CORS headers for pages of other origins. No response allows credentials, so the requests of such pages contain no
 * cookies. Without a write key or a token, such a page has no more access than any other unauthenticated client.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PERSONAL } from './answers.js';

/** Lifetime of a preflight response in seconds. Browsers cache it for at most two hours. */
const KEPT_SECONDS = '7200';
/** Response headers that pages of other origins may read. */
const EXPOSED = 'retry-after, x-request-id, ratelimit-limit, ratelimit-remaining, ratelimit-reset';
/** The wildcard does not include the Authorization header, so that header is listed separately. */
const HEADERS = 'authorization, content-type, idempotency-key, *';

/**
 * Sets the CORS headers of a response. If the request is a preflight request, also sends the response and returns true.
 */
export function shareAcrossOrigins(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  allowedOrigins: readonly string[],
): boolean {
  const { origin } = req.headers;
  const open = isTracking(path);
  if (!open && path !== '/graphql') return false;
  // Caches must not return the response for one origin to another origin.
  if (!open && allowedOrigins.length > 0) res.setHeader('vary', 'origin');
  if (origin === undefined || (!open && !allowedOrigins.includes(origin))) return false;
  res.setHeader('access-control-allow-origin', open ? '*' : origin);
  res.setHeader('access-control-expose-headers', EXPOSED);
  if (req.method !== 'OPTIONS' || req.headers['access-control-request-method'] === undefined) return false;
  res
    .writeHead(204, {
      'access-control-allow-methods': 'GET, POST',
      'access-control-allow-headers': HEADERS,
      'access-control-max-age': KEPT_SECONDS,
      ...PERSONAL,
    })
    .end();
  return true;
}

/** Returns whether a path belongs to the tracking API. Some clients use paths below `/beacon` when a page is closed. */
export const isTracking = (path: string): boolean => path.startsWith('/v1/') || path.startsWith('/beacon/v1/');
