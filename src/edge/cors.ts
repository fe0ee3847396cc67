/**
 * Which pages of other origins may send here and read the answers. Nothing acts on a cookie, so no answer allows
 * credentials: a page without a key or a token gets what a stranger gets.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PERSONAL } from './answers.js';

/** Browsers ask again after two hours at the latest. */
const KEPT_SECONDS = '7200';
/** A wildcard does not stand for the header that holds the key. */
const HEADERS = 'authorization, content-type, idempotency-key, *';

/** Names the origins that may read the answer. Answers whether the request was a preflight, which is then answered. */
export function shareAcrossOrigins(
  req: IncomingMessage,
  res: ServerResponse,
  path: string,
  allowedOrigins: readonly string[],
): boolean {
  const { origin } = req.headers;
  const open = isTracking(path);
  if (!open && path !== '/graphql') return false;
  // Caches must not give the answer for one origin to another.
  if (!open && allowedOrigins.length > 0) res.setHeader('vary', 'origin');
  if (origin === undefined || (!open && !allowedOrigins.includes(origin))) return false;
  res.setHeader('access-control-allow-origin', open ? '*' : origin);
  res.setHeader('access-control-expose-headers', 'retry-after');
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

/** Whether a path belongs to the tracking format; some clients name it below `/beacon` when a page is left. */
export const isTracking = (path: string): boolean => path.startsWith('/v1/') || path.startsWith('/beacon/v1/');
