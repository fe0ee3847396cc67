/**
 * Serves `/session`: signing in with a password or a link, and signing out. Responses set or clear the session cookie.
 * The requests use POST, a JSON body and the header `x-strata-request`, which in browsers only pages of this server can
 * send.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { openSession } from '../services/accounts/sessions.js';
import {
  accountOf,
  accountOfLink,
  signIn,
  signInByLink,
  type PasswordSignIn,
  type SignedIn,
} from '../services/accounts/sign-in.js';
import { ServiceError } from '../services/base/errors.js';
import { sendJson } from './answers.js';
import { readJson } from './body.js';
import { cookieOf, mustBeFromPage } from './callers.js';
import { deviceOf } from './device.js';
import { addressOf, holderAt } from './holders.js';
import type { EdgeOptions } from './options.js';
import { isOpenIdRoute, OpenIdRoute } from './openid-route.js';
import { HttpError } from './refusal.js';
import { clearCookie, endSessionOf, setCookie } from './session-cookie.js';
import { tooManyAttempts } from './sign-in-attempts.js';

const ROUTE = '/session/';
/** Path at which the sign-in page finds out whether users can sign in at an OpenID provider. */
const WAYS = '/session/ways';
/** Maximum size of a body in bytes. Every allowed password fits into it. */
const MAX_SIGN_IN_BODY = 16 * 1024;

export const isSessionRoute = (path: string): boolean => path.startsWith(ROUTE);

type Body = Readonly<Record<string, unknown>>;

export class SessionRoute {
  private readonly openId: OpenIdRoute | undefined;

  constructor(private readonly options: EdgeOptions) {
    const { identityProvider } = options;
    this.openId = identityProvider && new OpenIdRoute(options, identityProvider);
  }

  async handle(req: IncomingMessage, res: ServerResponse, url: URL): Promise<void> {
    const path = url.pathname;
    if (req.method === 'GET') {
      if (path === WAYS) return sendJson(res, 200, { openid: this.openId !== undefined });
      if (this.openId && isOpenIdRoute(path)) return this.openId.handle(req, res, url);
    }
    const action = path.slice(ROUTE.length);
    if (!['password', 'link', 'end'].includes(action) && !isOpenIdRoute(path) && path !== WAYS)
      throw new HttpError(404, 'PATH_UNKNOWN', 'sessions are at /session/password, /session/link and /session/end');
    if (req.method !== 'POST' || isOpenIdRoute(path) || path === WAYS)
      throw new HttpError(405, 'METHOD_NOT_ALLOWED', 'sign in with POST, and at an OpenID provider with GET');
    mustBeFromPage(req);
    // A user can always sign out, even if other callers at the same address have failed too often.
    if (action !== 'end') this.mustNotWait(res, addressOf(req));
    const body = await this.bodyOf(req);
    if (action === 'end') {
      await this.end(req);
      clearCookie(req, res);
      return sendJson(res, 200, {});
    }
    const device = deviceOf(req.headers['user-agent']);
    const { services } = this.options.api;
    const given: PasswordSignIn = { workspace: body.workspace, email: body.email, password: body.password, device };
    const signedIn =
      action === 'password'
        ? await this.attempt(req, res, accountOf(given), (asker, count) => signIn(services, given, asker, count))
        : await this.attempt(req, res, accountOfLink(body.link), (_, count) => {
            count();
            return signInByLink(services, { link: body.link, password: body.password, device });
          });
    // The earlier session of the browser ends, because nobody would notice that it stays open.
    await endSessionOf(services, req);
    setCookie(req, res, signedIn.cookie);
    sendJson(res, 200, { workspace: signedIn.workspace, user: signedIn.user });
  }

  /** Ends the session of the cookie. The number of invalid cookies per address is limited, as in other requests. */
  private async end(req: IncomingMessage): Promise<void> {
    const { invalidKeys, api } = this.options;
    const cookie = cookieOf(req);
    if (cookie === undefined) return;
    try {
      await invalidKeys.open(addressOf(req), cookie, () => openSession(api.services, cookie));
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'UNAUTHENTICATED') return;
      throw error;
    }
    await endSessionOf(api.services, req);
  }

  private async bodyOf(req: IncomingMessage): Promise<Body> {
    const { bodies, turns } = this.options;
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

  /**
   * Runs a sign-in attempt within the limits of its account and address. `run` calls the given function when its work
   * begins, so that attempts that still wait are not counted.
   */
  private async attempt(
    req: IncomingMessage,
    res: ServerResponse,
    account: string | undefined,
    run: (asker: string, count: () => void) => Promise<SignedIn>,
  ): Promise<SignedIn> {
    const address = addressOf(req);
    const { signInAttempts } = this.options;
    this.mustNotWait(res, address, account);
    let takeBack = (): void => undefined;
    const count = (): void => {
      this.mustNotWait(res, address, account);
      takeBack = signInAttempts.count(address, account);
    };
    try {
      const signedIn = await run(signInAttempts.askerOf(address, account), count);
      takeBack();
      return signedIn;
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'UNAUTHENTICATED') takeBack();
      throw error;
    }
  }
}
