/**
 * Serves `/session`: signing in by password or by link, and signing out. Responses set and clear the cookie of the
 * session. All requests are POST with a JSON body and the header of a page.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LIFETIME_MS, openSession } from '../services/accounts/sessions.js';
import {
  accountOf,
  signIn,
  signInByLink,
  signOut,
  type PasswordSignIn,
  type SignedIn,
} from '../services/accounts/sign-in.js';
import { ServiceError } from '../services/base/errors.js';
import { sendJson } from './answers.js';
import { readJson } from './body.js';
import { cookieNameOf, cookieOf, isLocal, mustBeFromPage } from './callers.js';
import { deviceOf } from './device.js';
import { addressOf, holderAt } from './holders.js';
import type { EdgeOptions } from './options.js';
import { HttpError } from './refusal.js';
import { tooManyAttempts } from './sign-in-attempts.js';

const ROUTE = '/session/';
/** Maximum bytes of a body. It has room for every allowed password. */
const MAX_SIGN_IN_BODY = 16 * 1024;

export const isSessionRoute = (path: string): boolean => path.startsWith(ROUTE);

type Body = Readonly<Record<string, unknown>>;

export class SessionRoute {
  constructor(private readonly options: EdgeOptions) {}

  async handle(req: IncomingMessage, res: ServerResponse, path: string): Promise<void> {
    const action = path.slice(ROUTE.length);
    if (!['password', 'link', 'end'].includes(action))
      throw new HttpError(404, 'PATH_UNKNOWN', 'sessions are at /session/password, /session/link and /session/end');
    if (req.method !== 'POST') throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'use POST');
    mustBeFromPage(req);
    const body = await this.bodyOf(req, res);
    if (action === 'end') {
      await this.endOf(req);
      clearCookie(req, res);
      return sendJson(res, 200, {});
    }
    const device = deviceOf(req.headers['user-agent']);
    const { services } = this.options.api;
    const given: PasswordSignIn = { workspace: body.workspace, email: body.email, password: body.password, device };
    const signedIn =
      action === 'password'
        ? await this.attempt(req, res, accountOf(given), () => signIn(services, given))
        : await this.attempt(req, res, undefined, () =>
            signInByLink(services, { link: body.link, password: body.password, device }),
          );
    // The earlier session of the browser ends, so that it does not stay open unseen.
    await this.endOf(req);
    setCookie(req, res, signedIn.cookie);
    sendJson(res, 200, { workspace: signedIn.workspace, user: signedIn.user });
  }

  private async bodyOf(req: IncomingMessage, res: ServerResponse): Promise<Body> {
    const { bodies, turns } = this.options;
    this.mustNotWait(res, addressOf(req));
    const held = bodies.open(holderAt(req));
    try {
      const body = await readJson(req, MAX_SIGN_IN_BODY, held, () => turns.take(addressOf(req), 0));
      if (typeof body !== 'object' || body === null || Array.isArray(body))
        throw new HttpError(400, 'BODY_SHAPE_INVALID', 'the body is an object');
      return body as Body;
    } finally {
      held.release();
    }
  }

  private mustNotWait(res: ServerResponse, address: string, account?: string): void {
    const seconds = this.options.signInAttempts.waitOf(address, account);
    if (seconds === 0) return;
    res.setHeader('retry-after', String(seconds));
    throw tooManyAttempts(seconds);
  }

  /** Runs an attempt to sign in within the limits of its account and address. */
  private async attempt(
    req: IncomingMessage,
    res: ServerResponse,
    account: string | undefined,
    run: () => Promise<SignedIn>,
  ): Promise<SignedIn> {
    this.mustNotWait(res, addressOf(req), account);
    const takeBack = this.options.signInAttempts.count(addressOf(req), account);
    try {
      const signedIn = await run();
      takeBack();
      return signedIn;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'UNAUTHENTICATED') takeBack();
      throw error;
    }
  }

  /** Ends the session whose cookie a request carries. Does nothing if it carries none, or one that has ended. */
  private async endOf(req: IncomingMessage): Promise<void> {
    const cookie = cookieOf(req);
    if (cookie === undefined) return;
    const { services } = this.options.api;
    try {
      const { workspace, token, session } = await openSession(services, cookie);
      await signOut(services, workspace, token!.id!, session!.user);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'UNAUTHENTICATED') throw error;
    }
  }
}

const ATTRIBUTES = 'Path=/; HttpOnly; SameSite=Lax';

const secure = (req: IncomingMessage): string => (isLocal(req) ? '' : '; Secure');

/** Sets the cookie for as long as a session may last. The server ends a session earlier when it is not used. */
function setCookie(req: IncomingMessage, res: ServerResponse, cookie: string): void {
  const seconds = LIFETIME_MS / 1000;
  res.setHeader('set-cookie', `${cookieNameOf(req)}=${cookie}; ${ATTRIBUTES}; Max-Age=${seconds}${secure(req)}`);
}

function clearCookie(req: IncomingMessage, res: ServerResponse): void {
  res.setHeader('set-cookie', `${cookieNameOf(req)}=; ${ATTRIBUTES}; Max-Age=0${secure(req)}`);
}
