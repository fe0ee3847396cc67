/** Sets and clears the session cookie. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LIFETIME_MS, openSession } from '../services/accounts/sessions.js';
import { signOut } from '../services/accounts/sign-in.js';
import { ServiceError } from '../services/base/errors.js';
import type { Services } from '../services/base/services.js';
import { cookieNameOf, cookieOf, isLocal } from './callers.js';

export const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

export const secure = (req: IncomingMessage): string => (isLocal(req) ? '' : '; Secure');

/** Sets the session cookie with the maximum lifetime of a session. The server ends an unused session earlier. */
export function setCookie(req: IncomingMessage, res: ServerResponse, cookie: string): void {
  const seconds = LIFETIME_MS / 1000;
  res.appendHeader('set-cookie', `${cookieNameOf(req)}=${cookie}; ${ATTRIBUTES}; Max-Age=${seconds}${secure(req)}`);
}

export function clearCookie(req: IncomingMessage, res: ServerResponse): void {
  res.appendHeader('set-cookie', `${cookieNameOf(req)}=; ${ATTRIBUTES}; Max-Age=0${secure(req)}`);
}

/** Ends the session of the cookie in a request. Does nothing if there is no cookie or the session has already ended. */
export async function endSessionOf(services: Services, req: IncomingMessage): Promise<void> {
  const cookie = cookieOf(req);
  if (cookie === undefined) return;
  try {
    const { workspace, token, session } = await openSession(services, cookie);
    await signOut(services, workspace, token!.id!, session!.user);
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'UNAUTHENTICATED') throw error;
  }
}
