/** The token of a request, as its header has it. */
import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../services/base/errors.js';
import { bearer } from './tokens.js';

/** The token of an `Authorization: Bearer` header. Throws when there are two: two readers would see two callers. */
export function bearerOf(req: IncomingMessage): string | undefined {
  return bearer(single(req));
}

/** The token of a bearer header, or the user name of basic authentication, as tracking clients send it. */
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
