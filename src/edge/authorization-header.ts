/** Reads the bearer token or the write key of a request from its Authorization header. */
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../services/base/errors.js';
import { bearer } from './tokens.js';

/**
 * Returns the token of an `Authorization: Bearer` header. Throws if the header occurs twice, because the server and a
 * proxy in front of it could read different values.
 */
export function bearerOf(req: IncomingMessage): string | undefined {
  return bearer(single(req));
}

/**
 * Returns the token of a bearer header. For basic authentication, which tracking clients use, returns the user name.
 */
export function writeKeyOf(req: IncomingMessage): string | undefined {
  const header = single(req);
  const basic = /^Basic ([A-Za-z\d+/=_-]+)$/i.exec(header ?? '')?.[1];
  if (basic === undefined) return bearer(header);
  return Buffer.from(basic, 'base64')
    .toString('utf8')
    .replace(/:[^:]*$/, '');
}

function single(req: IncomingMessage): string | undefined {
  const headers = req.headersDistinct.authorization ?? [];
  if (headers.length > 1) throw new ServiceError('TOKEN_INVALID', 'send one Authorization header');
  return headers[0];
}
