/**
 * Authenticates a request by its token or by a session cookie. A browser sends the cookie also with requests that pages
 * of other sites cause. A cookie is therefore accepted only with proof that a page of this server sent the request.
 */
import type { IncomingMessage } from 'node:http';
import { openSession } from '../services/accounts/sessions.js';
import type { Principal } from '../services/base/access.js';
import { ServiceError } from '../services/base/errors.js';
import { bearerOf } from './authorization-header.js';
import { addressOf } from './holders.js';
import type { EdgeOptions } from './options.js';
import { admitNow } from './standing.js';
import { bearer } from './tokens.js';

/**
 * The header that pages of this server send with every request that uses the session cookie. Forms cannot set it. Pages
 * of other origins need a preflight request for it, which this server rejects for requests with a cookie.
 */
export const PAGE_HEADER = 'x-strata-request';

type Door = Pick<EdgeOptions, 'api' | 'tokens' | 'nowMs' | 'invalidKeys'>;

/**
 * Returns whether a request was sent to this machine itself and not over https. In that case, browsers do not store a
 * cookie with `Secure`.
 */
export const isLocal = ({ headers }: IncomingMessage): boolean =>
  /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(headers.host ?? '') &&
  !(headers.origin ?? '').startsWith('https:');

/**
 * Returns the name of the session cookie. The prefix `__Host-` makes browsers reject a cookie that has no `Secure` or
 * comes from another host. For requests to this machine without https, the name contains the port instead, because
 * ports share cookies.
 */
export function cookieNameOf(req: IncomingMessage): string {
  if (!isLocal(req)) return '__Host-strata';
  return `strata-${/:(\d+)$/.exec(req.headers.host!)?.[1] ?? '80'}`;
}

/**
 * Returns the value of a cookie, by default of the session cookie. Returns undefined if there is no such cookie or more
 * than one.
 */
export function cookieOf(req: IncomingMessage, name = cookieNameOf(req)): string | undefined {
  const prefix = `${name}=`;
  const found = (req.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix));
  return found.length === 1 ? found[0].slice(prefix.length) : undefined;
}

/**
 * Returns whether the Origin header names the host of the request. The origin must use https, except on this machine.
 */
function isOwnOrigin(req: IncomingMessage): boolean {
  const { origin, host } = req.headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const given = new URL(origin);
  return given.host === host && given.protocol === (isLocal(req) ? 'http:' : 'https:');
}

/** Throws FORBIDDEN unless the request was sent by a page of this server or by a program that is not a browser. */
export function mustBeFromPage(req: IncomingMessage): void {
  if (req.headers[PAGE_HEADER] === undefined)
    throw notFromPage(`send the header ${PAGE_HEADER}: 1 with the cookie of a session`);
  // Browsers omit the Origin header in some requests to the same origin.
  if (req.headers.origin !== undefined && !isOwnOrigin(req)) throw notFromPage();
}

const notFromPage = (why = 'the origin of the page is not the host of this server'): ServiceError =>
  new ServiceError('SESSION_NOT_FROM_PAGE', why);

/**
 * Returns the caller whose session the cookie belongs to. The number of wrong cookies per address is limited, as for
 * wrong write keys.
 */
const callerOfCookie = ({ api, invalidKeys }: Door, req: IncomingMessage, cookie: string): Promise<Principal> =>
  invalidKeys.open(addressOf(req), cookie, () => openSession(api.services, cookie));

/** Returns the caller of an HTTP request. A token takes precedence over a cookie. */
export async function callerOf(options: Door, req: IncomingMessage): Promise<Principal> {
  const { tokens, nowMs } = options;
  const cookie = req.headers.authorization === undefined ? cookieOf(req) : undefined;
  if (cookie === undefined) return tokens.verify(bearerOf(req), nowMs());
  mustBeFromPage(req);
  return callerOfCookie(options, req, cookie);
}

/**
 * Returns the caller of a WebSocket. `given` is the token in its first message. With a cookie, the origin must be this
 * server, because a page cannot set headers for a WebSocket.
 */
export async function callerOfSocket(options: Door, req: IncomingMessage, given: unknown): Promise<Principal> {
  const { tokens, nowMs } = options;
  const token = typeof given === 'string' ? (bearer(given) ?? given) : bearerOf(req);
  const cookie = token === undefined ? cookieOf(req) : undefined;
  if (cookie === undefined) return tokens.verify(token, nowMs());
  if (!isOwnOrigin(req)) throw notFromPage();
  return callerOfCookie(options, req, cookie);
}

/**
 * Returns the caller of an open socket with its current scopes. The roles of the user may have changed since the socket
 * was opened.
 */
export const callerNow = async (options: Door, caller: Principal): Promise<Principal> =>
  (await admitNow(options, caller)).principal;
