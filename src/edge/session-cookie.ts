/** Sets and clears the cookie of a session. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LIFETIME_MS } from '../services/accounts/sessions.js';
import { cookieNameOf, isLocal } from './callers.js';

export const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

export const secure = (req: IncomingMessage): string => (isLocal(req) ? '' : '; Secure');

/** Sets the cookie for as long as a session may last. The server ends a session earlier when it is not used. */
export function setCookie(req: IncomingMessage, res: ServerResponse, cookie: string): void {
  const seconds = LIFETIME_MS / 1000;
  res.appendHeader('set-cookie', `${cookieNameOf(req)}=${cookie}; ${ATTRIBUTES}; Max-Age=${seconds}${secure(req)}`);
}

export function clearCookie(req: IncomingMessage, res: ServerResponse): void {
  res.appendHeader('set-cookie', `${cookieNameOf(req)}=; ${ATTRIBUTES}; Max-Age=0${secure(req)}`);
}
