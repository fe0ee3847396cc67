/**
 * Authenticates a request by its token, or by the cookie of a session. A browser adds the cookie also to requests that
 * other pages cause, so a cookie counts only together with proof that a page of this server sent the request.
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
 * The header that pages send with every request that uses the cookie. Forms cannot set it, and pages of other origins
 * need a preflight request, which this server refuses with a cookie.
 */
export const PAGE_HEADER = 'x-strata-request';

type Door = Pick<EdgeOptions, 'api' | 'tokens' | 'nowMs' | 'strangers'>;

/** Whether a request was sent to this machine itself. Browsers keep a cookie with `Secure` there only over https. */
export const isLocal = ({ headers }: IncomingMessage): boolean =>
  /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i.test(headers.host ?? '') &&
  !(headers.origin ?? '').startsWith('https:');

/**
 * Returns the name of the session cookie. The prefix `__Host-` makes browsers refuse a cookie without `Secure` or from
 * another host. On this machine without https, the name contains the port, because cookies are shared between ports.
 */
export function cookieNameOf(req: IncomingMessage): string {
  if (!isLocal(req)) return '__Host-strata';
  return `strata-${/:(\d+)$/.exec(req.headers.host!)?.[1] ?? '80'}`;
}

/** Returns the value of a cookie, by default of the session. Undefined if there is none, or several of the name. */
export function cookieOf(req: IncomingMessage, name = cookieNameOf(req)): string | undefined {
  const prefix = `${name}=`;
  const found = (req.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix));
  return found.length === 1 ? found[0].slice(prefix.length) : undefined;
}

/** Whether the header Origin names the host that the request was sent to, with https unless it is this machine. */
function isOwnOrigin(req: IncomingMessage): boolean {
  const { origin, host } = req.headers;
  if (origin === undefined || !URL.canParse(origin)) return false;
  const given = new URL(origin);
  return given.host === host && given.protocol === (isLocal(req) ? 'http:' : 'https:');
}

/** Throws FORBIDDEN unless a page of this server, or a program, sent the request. */
export function mustBeFromPage(req: IncomingMessage): void {
  if (req.headers[PAGE_HEADER] === undefined)
    throw notFromPage(`send the header ${PAGE_HEADER}: 1 with the cookie of a session`);
  // Browsers leave the header Origin out of some requests to the same origin.
  if (req.headers.origin !== undefined && !isOwnOrigin(req)) throw notFromPage();
}

const notFromPage = (why = 'the origin of the page is not the host of this server'): ServiceError =>
  new ServiceError('SESSION_NOT_FROM_PAGE', why);

/** Returns the caller of a cookie. Wrong cookies are limited for each address, like wrong write keys. */
const callerOfCookie = ({ api, strangers }: Door, req: IncomingMessage, cookie: string): Promise<Principal> =>
  strangers.open(addressOf(req), cookie, () => openSession(api.services, cookie));

/** Returns the caller of an HTTP request. A token takes precedence over a cookie. */
export async function callerOf(options: Door, req: IncomingMessage): Promise<Principal> {
  const { tokens, nowMs } = options;
  const cookie = req.headers.authorization === undefined ? cookieOf(req) : undefined;
  if (cookie === undefined) return tokens.verify(bearerOf(req), nowMs());
  mustBeFromPage(req);
  return callerOfCookie(options, req, cookie);
}

/**
 * Returns the caller of a WebSocket. `given` is the token of its first message. A page cannot set headers of a
 * WebSocket, so a cookie needs the origin of this server.
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
 * Returns a caller of an open socket with its current scopes. The roles of a user may have changed since it was opened.
 */
export const callerNow = async (options: Door, caller: Principal): Promise<Principal> =>
  (await admitNow(options, caller)).principal;
